-- The spell that each host row stands for: that of the person ($1) in the job that begins on the date, both as the row had them before,
-- else the open one in that job, unless the row is of a spell that is over. And the job as it is there, whether it has one, and today.
SELECT f.id, f.job, EXISTS (SELECT FROM job j WHERE j.code = a.job),
	((now() AT TIME ZONE (SELECT p.time_zone FROM policy p WHERE p.job IS NULL))::date - '2000-01-01'::date)::bigint
FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS a (person_id, former_job, former_hired_on, job, left_on, i)
LEFT JOIN LATERAL (
	SELECT e.id, e.job
	FROM employment e
	WHERE e.person_id = a.person_id AND e.job = a.former_job
		AND (e.hired_on = a.former_hired_on OR (e.left_on IS NULL AND (a.left_on IS NULL OR a.left_on >= e.hired_on)))
	ORDER BY e.hired_on = a.former_hired_on DESC, e.id
	LIMIT 1
) f ON true
ORDER BY a.i
