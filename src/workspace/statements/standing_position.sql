-- Where people stand, what was assessed and how it fits: each open application and current spell once by job.
-- Writes a row only when it changes; rows of people who stand there no more go.
WITH place AS MATERIALIZED (
	SELECT x.person_id, x.job, max(x.application_id) AS application_id, max(x.employment_id) AS employment_id,
		max(x.hired_on) AS hired_on
	FROM (
		SELECT ap.person_id, ap.job, ap.id AS application_id, NULL::bigint AS employment_id, NULL::date AS hired_on
		FROM unnest($1) AS a (id)
		JOIN application ap ON ap.person_id = a.id
			AND ap.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')
		UNION ALL
		SELECT e.person_id, e.job, NULL, e.id, e.hired_on
		FROM unnest($1) AS a (id)
		JOIN employment e ON e.person_id = a.id AND NOT e.ended
	) x
	GROUP BY x.person_id, x.job
),
-- standard errors of measurement, where an instrument's reliability is known
norm AS MATERIALIZED (
	SELECT instrument, version, scorecard_agg(indicator, sd * sqrt(1 - reliability)) AS sem
	FROM instrument_norm
	WHERE reliability IS NOT NULL
	GROUP BY instrument, version
),
assessed AS (
	SELECT m.person_id, scorecard_latest(m.scores ORDER BY m.taken_at, m.id) AS scores,
		CASE WHEN (SELECT count(*) FROM norm) > 0
			THEN scorecard_latest(_score_errors(m.scores, n.sem) ORDER BY m.taken_at, m.id) END AS errors
	FROM unnest($1) AS a (id)
	JOIN assessment m ON m.person_id = a.id AND m.status = 'valid'
	JOIN policy c ON c.job IS NULL
	LEFT JOIN norm n ON n.instrument = m.instrument AND n.version = m.instrument_version
	WHERE c.score_max_age IS NULL
		OR m.taken_at > (SELECT max(l.taken_at) FROM assessment l WHERE l.person_id = m.person_id AND l.status = 'valid') - c.score_max_age
	GROUP BY m.person_id
),
gone AS (
	DELETE FROM standing s
	USING unnest($1) AS a (id)
	WHERE s.person_id = a.id
		AND NOT EXISTS (SELECT FROM place p WHERE p.person_id = s.person_id AND p.job = s.job)
)
INSERT INTO standing AS s (person_id, job, application_id, employment_id, hired_on, assessed, fit_score, fit_sem)
SELECT p.person_id, p.job, p.application_id, p.employment_id, p.hired_on, d.scores,
	composite(d.scores, w.weights), _composite_error(d.scores, w.weights, d.errors)
FROM place p
LEFT JOIN assessed d ON d.person_id = p.person_id
LEFT JOIN weighting w ON w.job = p.job AND w.purpose = 'fit' AND w.in_force
ON CONFLICT (person_id, job) DO UPDATE
SET application_id = excluded.application_id, employment_id = excluded.employment_id, hired_on = excluded.hired_on,
	assessed = excluded.assessed, fit_score = excluded.fit_score, fit_sem = excluded.fit_sem
WHERE (s.application_id, s.employment_id, s.hired_on, s.assessed, s.fit_score, s.fit_sem) IS DISTINCT FROM
	(excluded.application_id, excluded.employment_id, excluded.hired_on, excluded.assessed, excluded.fit_score, excluded.fit_sem)
