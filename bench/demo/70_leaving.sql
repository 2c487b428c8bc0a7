-- People leave, as the HR system writes it into its own table; some come back. Some data must stay whatever the rules say.

UPDATE hr.employment e
SET left_on = l.left_on, leave_reason = l.leave_reason
FROM source.leaver l
JOIN source.id i ON i.n = l.n
WHERE e.person_id = i.person_id AND e.left_on IS NULL;
CREATE TABLE source.archived AS
	SELECT (SELECT count(DISTINCT person_id) FROM hr.assessment_archive) AS people, (SELECT count(*) FROM hr.assessment_archive) AS assessments;

INSERT INTO hr.employment (person_id, job, org_unit, hired_on)
SELECT i.person_id, c.job, c.org_unit, r.hired_on
FROM source.rehire r
JOIN source.id i ON i.n = r.n
JOIN source.career c ON c.n = r.n
ORDER BY r.hired_on, r.n;

SELECT count(hr.place_hold(i.person_id, 'case ' || h.n)) AS holds
FROM (
	(SELECT a.n FROM source.application a WHERE a.stage = 'rejected' AND a.decided_on < '2024-07-01'
		ORDER BY source.unit(a.n, 'hold'), a.n LIMIT 8)
	UNION ALL
	(SELECT l.n FROM source.leaver l WHERE l.left_on < '2024-06-01' AND l.n NOT IN (SELECT n FROM source.rehire)
		ORDER BY source.unit(l.n, 'hold'), l.n LIMIT 4)
) h
JOIN source.id i ON i.n = h.n \gset

INSERT INTO source.pool_refresh
SELECT 2, 'core', r.* FROM hr.refresh_talent_pool('core') r
UNION ALL
SELECT 2, 'reserve', r.* FROM hr.refresh_talent_pool('reserve') r;

SELECT format('%s left, their %s assessments are in the archive; %s came back to theirs; %s legal holds',
	(SELECT count(*) FROM source.leaver), a.assessments, (SELECT count(*) FROM source.rehire), :holds)
FROM source.archived a;
