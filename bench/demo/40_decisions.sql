-- Applications are decided. Those hired get a spell, and what they scored goes with them; for the others the retention clock runs.

-- some are only names yet: they have applied and were not assessed
INSERT INTO hr.person (external_key, name, email, country)
SELECT p.external_key, p.name, lower(p.external_key) || '@example.com', p.country
FROM source.application a
JOIN source.person p ON p.n = a.n
WHERE NOT a.assessed
ORDER BY a.n;
INSERT INTO hr.application (person_id, job, stage, opened_at, last_activity)
SELECT h.id, a.job, 'applied', a.applied_on + time '10:00', a.applied_on + time '10:00'
FROM source.application a
JOIN source.person p ON p.n = a.n
JOIN hr.person h ON h.external_key = p.external_key
WHERE NOT a.assessed
ORDER BY a.n;

-- the people of the sources and their ids here
CREATE TABLE source.id AS
	SELECT p.n, h.id AS person_id, a.id AS application_id
	FROM source.person p
	JOIN hr.person h ON h.external_key = p.external_key
	JOIN hr.application a ON a.person_id = h.id;
ALTER TABLE source.id ADD PRIMARY KEY (n);
CREATE UNIQUE INDEX ON source.id (person_id);
ANALYZE;

-- not hired, or not decided yet
UPDATE hr.application a
SET stage = s.stage,
	decided_at = CASE WHEN s.stage IN ('rejected', 'withdrawn', 'offer_declined', 'no_show') THEN s.decided_on + time '16:00' END,
	last_activity = CASE WHEN s.stage IN ('rejected', 'withdrawn', 'offer_declined', 'no_show') THEN s.decided_on + time '16:00'
		ELSE s.tested_on + time '17:00' END
FROM source.application s
JOIN source.id i ON i.n = s.n
WHERE a.id = i.application_id AND s.stage NOT IN ('hired', 'applied');

-- hired, one by one as it happens, through the function that an HR application calls
SELECT count(hr.hire(application_id => c.application_id, org_unit => c.org_unit, hired_on => c.hired_on, manager_id => c.manager_id)) AS hired
FROM (
	SELECT i.application_id, c.org_unit, c.hired_on, m.person_id AS manager_id
	FROM source.career c
	JOIN source.id i ON i.n = c.n
	LEFT JOIN source.id m ON m.n = c.manager
	ORDER BY c.hired_on, c.n
	OFFSET 0
) c \gset
-- hire() takes the present for the day of the decision; here the past is played
UPDATE hr.application a
SET decided_at = s.decided_on + time '16:00', last_activity = s.decided_on + time '16:00'
FROM source.application s
JOIN source.id i ON i.n = s.n
WHERE a.id = i.application_id AND s.stage = 'hired';

SELECT format('%s hired, %s not taken or gone, %s still open; %s benchmarks frozen',
	:hired, count(*) FILTER (WHERE stage IN ('rejected', 'withdrawn', 'offer_declined', 'no_show')),
	count(*) FILTER (WHERE stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')),
	(SELECT count(*) FROM hr.benchmark))
FROM hr.application;
