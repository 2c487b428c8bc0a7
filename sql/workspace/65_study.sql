-- Checking and making again what studies read.

CREATE FUNCTION rebuild_study() RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT aiehr._rebuild_study('policy'::regclass);
END;
COMMENT ON FUNCTION rebuild_study() IS 'Makes the study rows of all spells again from the raw tables, as after a restore without triggers; returns the number of people';

-- Shares no code with the triggers: cards are taken apart into rows, and core aggregates put outcomes together.
CREATE FUNCTION check_study() RETURNS TABLE (employment_id bigint, field text, stored text, expected text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, pg_temp
	-- the rows of so many steps are guessed far too low, and a nested loop over a million people would never end
	SET enable_nestloop = off
	SET jit = off
BEGIN ATOMIC
	WITH spell AS (
		SELECT e.*, (e.hired_on + coalesce(o.outcome_window, c.outcome_window))::date AS window_ends
		FROM employment e
		JOIN policy c ON c.job IS NULL
		LEFT JOIN policy o ON o.job = e.job
	),
	-- days of the window by unit, from the path that employees took
	place AS (
		SELECT DISTINCT ON (y.id) y.id, y.org_unit
		FROM (
			SELECT s.id, c.org_unit, min(c.from_date) AS since, sum(least(c.to_date, s.window_ends) - c.from_date) AS days
			FROM spell s
			JOIN career_path c ON c.employment_id = s.id AND c.from_date < least(c.to_date, s.window_ends)
			GROUP BY s.id, c.org_unit
		) y
		ORDER BY y.id, y.days DESC, y.since
	),
	fact AS (
		SELECT s.id, s.job, f.criterion, f.value, f.rater_id, upper(f.period) AS ends, f.recorded_at
		FROM spell s
		JOIN performance_fact f ON f.person_id = s.person_id AND upper(f.period) <= s.window_ends
		WHERE lower(f.period) + (upper(f.period) - lower(f.period)) / 2 >= s.hired_on
			AND (s.left_on IS NULL OR lower(f.period) + (upper(f.period) - lower(f.period)) / 2 < s.left_on)
	),
	outcome AS (
		SELECT f.id, f.job, f.criterion, count(*) AS n,
			CASE c.aggregate WHEN 'mean' THEN avg(f.value) WHEN 'sum' THEN sum(f.value)
				ELSE (array_agg(f.value ORDER BY f.ends DESC, f.recorded_at DESC, f.value DESC))[1] END AS value
		FROM fact f
		JOIN criterion c ON c.code = f.criterion
		GROUP BY f.id, f.job, f.criterion, c.aggregate
	),
	rated AS (
		SELECT r.id, r.criterion, r.rater_id, sum(r.n) OVER (PARTITION BY r.id, r.criterion) AS n_criterion, r.n
		FROM (SELECT f.id, f.criterion, f.rater_id, count(*) AS n FROM fact f WHERE f.rater_id IS NOT NULL GROUP BY f.id, f.criterion, f.rater_id) r
	),
	rater AS (
		SELECT DISTINCT ON (r.id) r.id, r.rater_id FROM rated r ORDER BY r.id, r.n_criterion DESC, r.criterion, r.n DESC, r.rater_id
	),
	scaled AS (
		SELECT o.id, o.job, o.criterion,
			greatest(0, least(100, 100 * (o.value - coalesce(c.lo, m.mean - 5 * m.sd)) / (coalesce(c.hi, m.mean + 5 * m.sd) - coalesce(c.lo, m.mean - 5 * m.sd)))) AS score
		FROM outcome o
		JOIN criterion c ON c.code = o.criterion
		LEFT JOIN criterion_norm m ON m.job = o.job AND m.criterion = o.criterion
		WHERE c.lo IS NOT NULL OR m.sd IS NOT NULL
	),
	frozen AS (
		SELECT s.id, s.job, k.code, k.score::float8 AS score
		FROM spell s
		JOIN benchmark b ON b.employment_id = s.id AND b.valid_from = s.hired_on
		CROSS JOIN LATERAL jsonb_each_text(b.scores::jsonb) AS k (code, score)
	),
	weight AS (
		SELECT w.job, w.purpose, k.code, k.weight::float8 AS weight
		FROM weighting w CROSS JOIN LATERAL jsonb_each_text(w.weights::jsonb) AS k (code, weight)
		WHERE w.in_force
	),
	performance_weight AS (
		SELECT w.job, coalesce(m.criterion, w.code) AS code,
			sum(w.weight * CASE WHEN m.criterion IS NULL THEN 1 ELSE m.weight / (SELECT sum(x.weight) FROM predictor_map x WHERE x.indicator = m.indicator) END) AS weight
		FROM weight w
		LEFT JOIN predictor_map m ON m.indicator = w.code
		WHERE w.purpose = 'performance'
		GROUP BY w.job, coalesce(m.criterion, w.code)
	),
	composite AS (
		SELECT x.id, x.key, CASE WHEN 2 * count(x.score) >= count(*) AND 2 * sum(x.weight) FILTER (WHERE x.score IS NOT NULL) >= sum(x.weight)
			THEN sum(x.weight * x.score) / sum(x.weight) FILTER (WHERE x.score IS NOT NULL) END AS value
		FROM (
			SELECT s.id, '@fit' AS key, w.weight, f.score
			FROM spell s JOIN weight w ON w.job = s.job AND w.purpose = 'fit' AND w.weight > 0
			LEFT JOIN frozen f ON f.id = s.id AND f.code = w.code
			UNION ALL
			SELECT s.id, '@performance' AS key, w.weight, o.score
			FROM spell s JOIN performance_weight w ON w.job = s.job AND w.weight > 0
			LEFT JOIN scaled o ON o.id = s.id AND o.criterion = w.code
		) x
		GROUP BY x.id, x.key
	),
	number AS (
		SELECT f.id, f.code AS field, f.score AS value FROM frozen f
		UNION ALL SELECT o.id, o.criterion AS field, o.value FROM outcome o
		UNION ALL SELECT c.id, c.key AS field, c.value FROM composite c WHERE c.value IS NOT NULL
		UNION ALL SELECT s.id, '@decision' AS field, a.fit_score_at_decision AS value FROM spell s JOIN application a ON a.id = s.application_id WHERE a.fit_score_at_decision IS NOT NULL
	),
	stored_number AS (
		SELECT t.employment_id AS id, k.key AS field, k.value::float8 AS value FROM study t CROSS JOIN LATERAL jsonb_each_text(t.card::jsonb) AS k
	),
	plain AS (
		SELECT s.id, v.field, v.value
		FROM spell s
		LEFT JOIN rater r ON r.id = s.id
		LEFT JOIN place u ON u.id = s.id
		LEFT JOIN (SELECT o.id, sum(o.n) AS n FROM outcome o GROUP BY o.id) n ON n.id = s.id
		CROSS JOIN LATERAL (VALUES ('person_id', s.person_id::text), ('job', s.job), ('org_unit', CASE WHEN u.id IS NULL AND NOT EXISTS (SELECT FROM employment_history h WHERE h.employment_id = s.id) THEN s.org_unit ELSE u.org_unit END),
			('hired_on', s.hired_on::text),
			('window_ends', s.window_ends::text), ('left_on', CASE WHEN s.left_on < s.window_ends THEN s.left_on END::text), ('rater_id', r.rater_id::text),
			('n_facts', coalesce(n.n, 0)::text)) AS v (field, value)
	),
	stored_plain AS (
		SELECT t.employment_id AS id, v.field, v.value
		FROM study t
		CROSS JOIN LATERAL (VALUES ('person_id', t.person_id::text), ('job', t.job), ('org_unit', t.org_unit), ('hired_on', t.hired_on::text),
			('window_ends', t.window_ends::text), ('left_on', t.left_on::text), ('rater_id', t.rater_id::text), ('n_facts', t.n_facts::text)) AS v (field, value)
	)
	SELECT coalesce(p.id, t.id) AS employment_id, coalesce(p.field, t.field) AS field, t.value AS stored, p.value AS expected
	FROM plain p FULL JOIN stored_plain t ON t.id = p.id AND t.field = p.field
	WHERE t.value IS DISTINCT FROM p.value OR p.id IS NULL OR t.id IS NULL
	UNION ALL
	SELECT coalesce(p.id, t.id) AS employment_id, 'card.' || coalesce(p.field, t.field) AS field, t.value::text AS stored, p.value::text AS expected
	FROM number p FULL JOIN stored_number t ON t.id = p.id AND t.field = p.field
	WHERE (abs(t.value - p.value) <= 1e-9 * greatest(1, abs(p.value))) IS NOT TRUE
	ORDER BY 1, 2;
END;
COMMENT ON FUNCTION check_study() IS 'Study rows against what the raw tables say, by plain SQL: no row when sound, else one row a differing field';
