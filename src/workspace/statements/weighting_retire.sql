-- Takes weightings out of force that are no longer approved or that a later approved one replaces; those are retired.
-- $1: jobs (NULL: all), $2: the moment.
WITH today AS (
	SELECT ($2 AT TIME ZONE c.time_zone)::date AS day FROM policy c WHERE c.job IS NULL
)
UPDATE weighting w
SET in_force = false, status = CASE w.status WHEN 'approved' THEN 'retired' ELSE w.status END
WHERE w.in_force AND ($1 IS NULL OR w.job = ANY ($1))
	AND (w.status <> 'approved'
		OR EXISTS (
			SELECT FROM weighting l, today t
			WHERE l.job = w.job AND l.purpose = w.purpose AND l.status = 'approved' AND l.valid_from <= t.day
				AND (l.valid_from, l.id) > (w.valid_from, w.id)))
RETURNING w.job
