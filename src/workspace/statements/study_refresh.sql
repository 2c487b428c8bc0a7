-- What studies read, by spell: frozen scores, outcomes in the window after hire, and the composites of both.
-- A fact belongs to the spell in which the middle of its period lies, and to the outcome when its period ends within the window.
-- Outcomes are in the criterion's own unit, which no correlation asks for; composites are those of standing, made of these.
-- The unit is that in which most days of the window were worked, of equals the earlier: a later move changes it no more.
-- The rater is who gave most of the ratings of the criterion that was rated most.
WITH scale AS MATERIALIZED (
	-- only what can be scaled can enter a composite
	SELECT job, scorecard_agg(criterion, lo) AS lo, scorecard_agg(criterion, hi) AS hi FROM criterion_scale WHERE lo IS NOT NULL GROUP BY job
),
setting AS MATERIALIZED (
	SELECT p.job, p.outcome_window, f.weights AS fit_weights, w.weights AS performance_weights, c.lo, c.hi
	FROM job_policy p
	LEFT JOIN scale c ON c.job = p.job
	LEFT JOIN weighting f ON f.job = p.job AND f.purpose = 'fit' AND f.in_force
	LEFT JOIN job_performance_weights w ON w.job = p.job
),
spell AS (
	SELECT e.id, e.person_id, e.job, e.application_id, e.hired_on, e.left_on, k.fit_weights, k.performance_weights, k.lo, k.hi, d.window_ends,
		-- nearly nobody moves: one look at an index
		CASE WHEN EXISTS (SELECT FROM employment_history h WHERE h.employment_id = e.id) THEN (
				SELECT x.org_unit
				FROM (
					SELECT h.org_unit, h.valid FROM employment_history h WHERE h.employment_id = e.id
					UNION ALL
					SELECT e.org_unit, daterange((SELECT max(upper(h.valid)) FROM employment_history h WHERE h.employment_id = e.id), NULL)
				) x
				CROSS JOIN LATERAL (
					SELECT greatest(lower(x.valid), e.hired_on) AS from_date, least(upper(x.valid), e.left_on, d.window_ends) AS to_date
				) c
				WHERE c.from_date < c.to_date
				GROUP BY x.org_unit
				ORDER BY sum(c.to_date - c.from_date) DESC, min(c.from_date)
				LIMIT 1
			) ELSE e.org_unit END AS org_unit
	FROM unnest($1) AS n (id)
	CROSS JOIN LATERAL (
		SELECT e.id, e.person_id, e.job, e.org_unit, e.application_id, e.hired_on, e.left_on
		FROM employment e
		WHERE e.person_id = n.id
		OFFSET 0
	) e
	JOIN setting k ON k.job = e.job
	CROSS JOIN LATERAL (SELECT (e.hired_on + k.outcome_window)::date AS window_ends) d
	OFFSET 0
),
outcome AS (
	SELECT s.*, o.outcomes, o.n_facts, o.rater_id, b.scores, a.fit_score_at_decision
	FROM spell s
	CROSS JOIN LATERAL (
		SELECT scorecard_agg(v.criterion, v.value) AS outcomes, coalesce(sum(v.n), 0)::integer AS n_facts,
			(array_agg(v.rater_id ORDER BY v.n_rated DESC, v.criterion))[1] AS rater_id
		FROM (
			SELECT f.criterion, count(*) AS n, count(f.rater_id) AS n_rated, mode() WITHIN GROUP (ORDER BY f.rater_id) AS rater_id,
				CASE c.aggregate WHEN 'mean' THEN avg(f.value) WHEN 'sum' THEN sum(f.value)
					ELSE (array_agg(f.value ORDER BY upper(f.period) DESC, f.recorded_at DESC, f.value DESC))[1] END AS value
			FROM performance_fact f
			JOIN criterion c ON c.code = f.criterion
			WHERE f.person_id = s.person_id AND upper(f.period) <= s.window_ends
				AND lower(f.period) + (upper(f.period) - lower(f.period)) / 2 >= s.hired_on
				AND (s.left_on IS NULL OR lower(f.period) + (upper(f.period) - lower(f.period)) / 2 < s.left_on)
			GROUP BY f.criterion, c.aggregate
		) v
	) o
	LEFT JOIN LATERAL (
		SELECT b.scores FROM benchmark b WHERE b.employment_id = s.id AND b.valid_from = s.hired_on LIMIT 1
	) b ON true
	LEFT JOIN LATERAL (
		SELECT a.fit_score_at_decision FROM application a WHERE a.id = s.application_id LIMIT 1
	) a ON true
	OFFSET 0	-- a fence: what follows uses columns more than once
),
studied AS (
	SELECT o.*, coalesce(o.scores, '{}') || coalesce(o.outcomes, '{}') || coalesce((
			SELECT scorecard_agg(d.code, d.value)
			FROM (VALUES ('@decision', o.fit_score_at_decision), ('@fit', composite(o.scores, o.fit_weights)),
				('@performance', composite(rescale(slice(o.outcomes, keys(o.lo)), o.lo, o.hi, true), o.performance_weights))) AS d (code, value)
		), '{}') AS card
	FROM outcome o
	OFFSET 0
)
INSERT INTO study AS s (employment_id, person_id, job, org_unit, hired_on, window_ends, left_on, rater_id, n_facts, card)
SELECT t.id, t.person_id, t.job, t.org_unit, t.hired_on, t.window_ends, CASE WHEN t.left_on < t.window_ends THEN t.left_on END, t.rater_id, t.n_facts, t.card
FROM studied t
ON CONFLICT (employment_id) DO UPDATE
SET person_id = excluded.person_id, job = excluded.job, org_unit = excluded.org_unit, hired_on = excluded.hired_on, window_ends = excluded.window_ends,
	left_on = excluded.left_on, rater_id = excluded.rater_id, n_facts = excluded.n_facts, card = excluded.card
WHERE (s.person_id, s.job, s.org_unit, s.hired_on, s.window_ends, s.left_on, s.rater_id, s.n_facts, s.card) IS DISTINCT FROM
	(excluded.person_id, excluded.job, excluded.org_unit, excluded.hired_on, excluded.window_ends, excluded.left_on, excluded.rater_id, excluded.n_facts, excluded.card)
