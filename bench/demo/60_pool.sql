-- Talent pools: the top fifth of the employees of each job, and the top fifth of the candidates.

INSERT INTO hr.talent_pool (code, name, job, population, share, ties, min_n) VALUES
	('core',    '核心储备人才 / Core reserve',  NULL, 'employees',  0.20, 'include', 20),
	('reserve', '后备候选人 / Candidates to remember', NULL, 'candidates', 0.20, 'include', 5);

-- rejected candidates who want to be remembered, and some who have thought better of it
INSERT INTO hr.consent (person_id, purpose, given_at, expires_at, withdrawn_at, text_version)
SELECT i.person_id, 'talent_pool', a.decided_on + time '18:00', a.decided_on + time '18:00' + interval '2 years',
	CASE WHEN source.unit(a.n, 'withdraw') < 0.15 THEN a.decided_on + time '18:00' + interval '3 months' END, '2023-01'
FROM source.application a
JOIN source.id i ON i.n = a.n
WHERE a.stage = 'rejected' AND source.unit(a.n, 'consent') < 0.08
ORDER BY a.n;

CREATE TABLE source.pool_refresh AS
	SELECT 1 AS nth, 'core' AS pool, r.* FROM hr.refresh_talent_pool('core') r
	UNION ALL
	SELECT 1, 'reserve', r.* FROM hr.refresh_talent_pool('reserve') r;

SELECT format('%s entered the pools, of %s who were ranked', sum(entered), sum(n)) FROM source.pool_refresh;
