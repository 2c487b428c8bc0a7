-- Applications that were not there. Where the host says nothing of activity, it is the latest of what it does say, never now: a row
-- that is taken over late keeps nobody longer.
INSERT INTO application (person_id, job, opened_at, stage, cohort, decided_at, start_on, last_activity)
SELECT n.person_id, n.job, n.opened_at, coalesce(n.stage, 'applied'), n.cohort, n.decided_at, n.start_on,
	least(coalesce(n.last_activity, greatest(n.opened_at, n.decided_at)), now())
FROM (
	SELECT DISTINCT ON (u.person_id, u.job, u.opened_at) u.*
	FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
		AS u (person_id, job, opened_at, stage, cohort, decided_at, start_on, last_activity, i)
	ORDER BY u.person_id, u.job, u.opened_at, u.i DESC
) n
ORDER BY n.i
ON CONFLICT (person_id, job) WHERE stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show') DO NOTHING
