-- Puts the latest approved weighting whose date has come in force, where none is; weighting_retire ran before.
-- $1: jobs (NULL: all), $2: the moment.
WITH today AS (
	SELECT ($2 AT TIME ZONE c.time_zone)::date AS day FROM policy c WHERE c.job IS NULL
),
chosen AS (
	SELECT DISTINCT ON (w.job, w.purpose) w.id
	FROM weighting w, today t
	WHERE w.status = 'approved' AND w.valid_from <= t.day AND ($1 IS NULL OR w.job = ANY ($1))
	ORDER BY w.job, w.purpose, w.valid_from DESC, w.id DESC
)
UPDATE weighting w
SET in_force = true
FROM chosen c
WHERE w.id = c.id AND NOT w.in_force
RETURNING w.job
