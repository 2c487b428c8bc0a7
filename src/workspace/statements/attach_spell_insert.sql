-- Spells that were not there, with the application that they came of where there is one.
INSERT INTO employment (person_id, job, hired_on, org_unit, manager_id, core, left_on, leave_reason, application_id)
SELECT n.person_id, n.job, n.hired_on, n.org_unit, n.manager_id, n.core, n.left_on, n.leave_reason, ap.id
FROM (
	SELECT DISTINCT ON (u.person_id, u.job, u.hired_on) u.*
	FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
		AS u (person_id, job, hired_on, org_unit, manager_id, core, left_on, leave_reason, i)
	ORDER BY u.person_id, u.job, u.hired_on, u.i DESC
) n
LEFT JOIN LATERAL (
	SELECT ap.id
	FROM application ap
	WHERE ap.person_id = n.person_id AND ap.job = n.job AND ap.stage = 'hired'
		AND NOT EXISTS (SELECT FROM employment e WHERE e.application_id = ap.id)
		AND coalesce(ap.start_on, ap.opened_at::date) <= n.hired_on
	ORDER BY ap.opened_at DESC
	LIMIT 1
) ap ON true
ORDER BY n.i
ON CONFLICT (person_id, job) WHERE left_on IS NULL DO NOTHING
