-- Applications ($1) become what their host rows say of the columns that the mapping has ($10); job and time of opening follow corrections.
UPDATE application ap
SET job = n.job, opened_at = n.opened_at, stage = n.stage, cohort = n.cohort, decided_at = n.decided_at, start_on = n.start_on,
	last_activity = n.last_activity
FROM (
	SELECT q.id, a.job, CASE WHEN q.opened_at = a.former_opened_at THEN a.opened_at ELSE q.opened_at END AS opened_at,
		coalesce(a.stage, q.stage) AS stage,
		CASE WHEN 'cohort' = ANY ($10) THEN a.cohort ELSE q.cohort END AS cohort,
		coalesce(a.decided_at, q.decided_at) AS decided_at,
		CASE WHEN 'start_on' = ANY ($10) THEN a.start_on ELSE q.start_on END AS start_on,
		greatest(least(a.last_activity, now()), q.last_activity) AS last_activity
	FROM (
		SELECT DISTINCT ON (u.id) u.*
		FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY
			AS u (id, job, former_opened_at, opened_at, stage, cohort, decided_at, start_on, last_activity, i)
		ORDER BY u.id, u.i DESC
	) a
	JOIN application q ON q.id = a.id
) n
WHERE ap.id = n.id AND (ap.job, ap.opened_at, ap.stage, ap.cohort, ap.decided_at, ap.start_on, ap.last_activity)
	IS DISTINCT FROM (n.job, n.opened_at, n.stage, n.cohort, n.decided_at, n.start_on, n.last_activity)
