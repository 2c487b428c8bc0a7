-- Checking and making standing again, weightings and norms.

CREATE FUNCTION rebuild_standing() RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT aiehr._rebuild_standing('policy'::regclass);
END;
COMMENT ON FUNCTION rebuild_standing() IS 'Makes standing, gaps and interventions again from the raw tables, as after a restore without triggers; returns the number of people';

CREATE FUNCTION approve_weighting(id bigint, approved_by text, reason text DEFAULT NULL) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT aiehr._approve_weighting('policy'::regclass, id, approved_by, reason);
END;
COMMENT ON FUNCTION approve_weighting(bigint, text, text) IS 'Approves a draft weighting: it comes into force on its valid_from, the one before is retired, fit or performance scores of the job follow';

CREATE FUNCTION draft_weighting(job text, purpose text, code text, share float8, reason text DEFAULT NULL) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT aiehr._draft_weighting('policy'::regclass, job, purpose, code, share, reason);
END;
COMMENT ON FUNCTION draft_weighting(text, text, text, float8, text) IS
	'Drafts the weighting in force with one share changed (0..1, by at most policy.weight_step) and the others in proportion, sum 1; a person approves it';

CREATE FUNCTION refresh_norms() RETURNS TABLE (job text, criterion text, n bigint, mean float8, sd float8)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT f.job, f.criterion, f.n, f.mean, f.sd FROM aiehr._refresh_norms('policy'::regclass) f;
END;
COMMENT ON FUNCTION refresh_norms() IS 'Makes the norms of criteria without a scale (sales) anew by job: n spells, mean, standard deviation of the raw value; then those that gaps are compared by';

CREATE FUNCTION make_norm(name text, job text DEFAULT NULL) RETURNS TABLE (version integer, indicator text, n bigint, mean float8, sd float8)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT m.version, m.indicator, m.n, m.mean, m.sd FROM aiehr._make_norm('policy'::regclass, name, job) m;
END;
COMMENT ON FUNCTION make_norm(text, text) IS
	'Stores the next version of a norm: the distribution of each indicator''s scores, 0..100, among all applicants or those for a job, archived ones too, purged ones not; of at least 10 people and the policy''s smallest group';

-- Deliberately shares no code with the triggers: scores are taken apart into rows and put together by core aggregates.
CREATE FUNCTION check_standing() RETURNS TABLE (person_id bigint, job text, field text, stored text, expected text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, pg_temp
	-- the rows of so many steps are guessed far too low, and a nested loop over a million people would never end
	SET enable_nestloop = off
	SET jit = off
BEGIN ATOMIC
	WITH company AS (
		SELECT p.time_zone, p.score_max_age FROM policy p WHERE p.job IS NULL
	),
	setting AS (
		SELECT j.code AS job, k.gap_rule, k.gap_threshold, k.gap_direction, k.gap_min_facts, k.low_predicted, k.performance_window, k.fit_cut, k.performance_cut
		FROM job j
		CROSS JOIN LATERAL (
			SELECT (array_agg(p.gap_rule ORDER BY p.job) FILTER (WHERE p.gap_rule IS NOT NULL))[1] AS gap_rule,
				(array_agg(p.gap_threshold ORDER BY p.job) FILTER (WHERE p.gap_threshold IS NOT NULL))[1] AS gap_threshold,
				(array_agg(p.gap_direction ORDER BY p.job) FILTER (WHERE p.gap_direction IS NOT NULL))[1] AS gap_direction,
				(array_agg(p.gap_min_facts ORDER BY p.job) FILTER (WHERE p.gap_min_facts IS NOT NULL))[1] AS gap_min_facts,
				(array_agg(p.low_predicted ORDER BY p.job) FILTER (WHERE p.low_predicted IS NOT NULL))[1] AS low_predicted,
				(array_agg(p.performance_window ORDER BY p.job) FILTER (WHERE p.performance_window IS NOT NULL))[1] AS performance_window,
				(array_agg(p.fit_cut ORDER BY p.job) FILTER (WHERE p.fit_cut IS NOT NULL))[1] AS fit_cut,
				(array_agg(p.performance_cut ORDER BY p.job) FILTER (WHERE p.performance_cut IS NOT NULL))[1] AS performance_cut
			FROM policy p WHERE p.job = j.code OR p.job IS NULL
		) k
	),
	place AS (
		SELECT coalesce(e.person_id, a.person_id) AS person_id, coalesce(e.job, a.job) AS job, a.id AS application_id, e.id AS employment_id, e.hired_on
		FROM (SELECT e.person_id, e.job, max(e.id) AS id, max(e.hired_on) AS hired_on FROM employment e WHERE NOT e.ended GROUP BY e.person_id, e.job) e
		FULL JOIN (SELECT a.person_id, a.job, max(a.id) AS id FROM application a
			WHERE a.stage IN ('applied', 'screening', 'assessment', 'interview', 'offer', 'on_hold') GROUP BY a.person_id, a.job) a
			ON a.person_id = e.person_id AND a.job = e.job
	),
	one_score AS (
		SELECT DISTINCT ON (m.person_id, k.code) m.person_id, k.code, k.score::float8 AS score, r.sd * sqrt(1 - r.reliability) AS sem
		FROM assessment m
		CROSS JOIN company c
		CROSS JOIN LATERAL jsonb_each_text(m.scores::jsonb) AS k (code, score)
		LEFT JOIN instrument_norm r ON r.instrument = m.instrument AND r.version = m.instrument_version AND r.indicator = k.code
		WHERE m.status = 'valid'
			AND (c.score_max_age IS NULL OR m.taken_at + c.score_max_age > (SELECT max(l.taken_at) FROM assessment l WHERE l.person_id = m.person_id AND l.status = 'valid'))
		ORDER BY m.person_id, k.code, m.taken_at DESC, m.id DESC
	),
	weight AS (
		SELECT w.job, w.purpose, k.code, k.weight::float8 AS weight
		FROM weighting w CROSS JOIN LATERAL jsonb_each_text(w.weights::jsonb) AS k (code, weight)
		WHERE w.in_force
	),
	-- an indicator stands for its criteria
	performance_weight AS (
		SELECT w.job, coalesce(m.criterion, w.code) AS code,
			sum(w.weight * CASE WHEN m.criterion IS NULL THEN 1 ELSE m.weight / (SELECT sum(x.weight) FROM predictor_map x WHERE x.indicator = m.indicator) END) AS weight
		FROM weight w
		LEFT JOIN predictor_map m ON m.indicator = w.code
		WHERE w.purpose = 'performance'
		GROUP BY w.job, coalesce(m.criterion, w.code)
	),
	fit AS (
		SELECT p.person_id, p.job,
			CASE WHEN 2 * count(s.score) >= count(*) AND 2 * sum(w.weight) FILTER (WHERE s.score IS NOT NULL) >= sum(w.weight)
				THEN sum(w.weight * s.score) / sum(w.weight) FILTER (WHERE s.score IS NOT NULL) END AS score,
			CASE WHEN count(*) FILTER (WHERE s.score IS NOT NULL AND s.sem IS NULL AND w.weight > 0) = 0
				THEN sqrt(sum((w.weight * s.sem) ^ 2)) / sum(w.weight) FILTER (WHERE s.score IS NOT NULL) END AS sem
		FROM place p
		JOIN weight w ON w.job = p.job AND w.purpose = 'fit' AND w.weight > 0
		LEFT JOIN one_score s ON s.person_id = p.person_id AND s.code = w.code
		GROUP BY p.person_id, p.job
	),
	fact AS (
		SELECT p.person_id, p.job, f.criterion, f.value, lower(f.period) AS starts, upper(f.period) AS ends, f.recorded_at,
			max(lower(f.period)) OVER spell AS last_start, max(upper(f.period)) OVER spell AS last_end
		FROM place p JOIN performance_fact f ON f.person_id = p.person_id AND upper(f.period) > p.hired_on
		WINDOW spell AS (PARTITION BY p.person_id, p.job)
	),
	last_fact AS (
		SELECT f.person_id, f.job, max(f.starts) AS starts FROM fact f GROUP BY f.person_id, f.job
	),
	benchmark_now AS (
		SELECT DISTINCT ON (p.person_id, p.job) p.person_id, p.job, b.scores, b.valid_from, b.valid_from > p.hired_on AS later
		FROM place p
		JOIN benchmark b ON b.employment_id = p.employment_id
		LEFT JOIN last_fact l ON l.person_id = p.person_id AND l.job = p.job
		WHERE b.valid_from <= p.hired_on OR l.starts IS NULL OR b.valid_from <= l.starts
		ORDER BY p.person_id, p.job, b.valid_from DESC
	),
	achieved AS (
		SELECT f.person_id, f.job, f.criterion, count(*) AS n,
			CASE c.aggregate WHEN 'mean' THEN avg(f.value) WHEN 'sum' THEN sum(f.value)
				ELSE (array_agg(f.value ORDER BY f.ends DESC, f.recorded_at DESC, f.value DESC))[1] END AS raw,
			c.lo, c.hi, m.mean, m.sd
		FROM fact f
		JOIN setting k ON k.job = f.job
		JOIN criterion c ON c.code = f.criterion
		LEFT JOIN criterion_norm m ON m.job = f.job AND m.criterion = f.criterion
		LEFT JOIN benchmark_now b ON b.person_id = f.person_id AND b.job = f.job AND b.later
		WHERE f.ends > f.last_end - k.performance_window AND (b.valid_from IS NULL OR f.starts >= b.valid_from)
		GROUP BY f.person_id, f.job, f.criterion, c.aggregate, c.lo, c.hi, m.mean, m.sd
	),
	scaled AS (
		SELECT a.person_id, a.job, a.criterion, a.n,
			greatest(least(CASE WHEN a.lo IS NOT NULL THEN 100 * (a.raw - a.lo) / (a.hi - a.lo)
				ELSE 50 + 10 * (a.raw - a.mean) / a.sd END, 100), 0) AS score
		FROM achieved a
		WHERE a.lo IS NOT NULL OR a.sd IS NOT NULL
	),
	by_indicator AS (
		SELECT p.person_id, p.job, m.indicator, sum(coalesce(s.n, 0)) AS n,
			CASE WHEN 2 * count(s.score) >= count(*) AND 2 * sum(m.weight) FILTER (WHERE s.score IS NOT NULL) >= sum(m.weight)
				THEN sum(m.weight * s.score) / sum(m.weight) FILTER (WHERE s.score IS NOT NULL) END AS actual
		FROM (SELECT DISTINCT s.person_id, s.job FROM scaled s) p
		CROSS JOIN predictor_map m
		LEFT JOIN scaled s ON s.person_id = p.person_id AND s.job = p.job AND s.criterion = m.criterion
		GROUP BY p.person_id, p.job, m.indicator
	),
	compared AS (
		SELECT i.person_id, i.job, i.indicator, i.n, i.actual, e.predicted::float8 AS predicted,
			CASE k.gap_rule WHEN 'points' THEN i.actual - e.predicted::float8
				WHEN 'residual' THEN (i.actual - (g.intercept + g.slope * e.predicted::float8)) / g.residual_sd
				WHEN 'percentile' THEN (norm_percentile(g.actual, round(i.actual::numeric, 9)::float8) - norm_percentile(g.predicted, round(e.predicted::numeric, 9)::float8)) / 100
				ELSE (i.actual - e.predicted::float8) / nullif(e.predicted::float8, 0) END AS gap
		FROM by_indicator i
		JOIN setting k ON k.job = i.job
		LEFT JOIN gap_norm g ON g.job = i.job AND g.indicator = i.indicator
		LEFT JOIN benchmark_now b ON b.person_id = i.person_id AND b.job = i.job
		LEFT JOIN LATERAL jsonb_each_text(b.scores::jsonb) AS e (code, predicted) ON e.code = i.indicator
		WHERE i.actual IS NOT NULL
	),
	exceeded AS (
		SELECT c.person_id, c.job, c.indicator, c.gap
		FROM compared c JOIN setting k ON k.job = c.job
		WHERE round(abs(c.gap)::numeric, 9) > round(k.gap_threshold::numeric, 9) AND c.n >= k.gap_min_facts
			AND (k.gap_rule <> 'relative' OR c.predicted >= k.low_predicted)
			AND (k.gap_direction = 'both' OR (c.gap < 0) = (k.gap_direction = 'under'))
	),
	performance AS (
		SELECT p.person_id, p.job,
			CASE WHEN 2 * count(s.score) >= count(*) AND 2 * sum(w.weight) FILTER (WHERE s.score IS NOT NULL) >= sum(w.weight)
				THEN sum(w.weight * s.score) / sum(w.weight) FILTER (WHERE s.score IS NOT NULL) END AS score
		FROM (SELECT DISTINCT s.person_id, s.job FROM scaled s) p
		JOIN performance_weight w ON w.job = p.job AND w.weight > 0
		LEFT JOIN scaled s ON s.person_id = p.person_id AND s.job = p.job AND s.criterion = w.code
		GROUP BY p.person_id, p.job
	),
	-- every value that should be there as one row: person, job, field, number or text
	expected_value AS (
		SELECT p.person_id, p.job, 'application_id' AS field, p.application_id::numeric AS number, NULL::text AS word FROM place p WHERE p.application_id IS NOT NULL
		UNION ALL SELECT p.person_id, p.job, 'employment_id' AS field, p.employment_id::numeric, NULL AS word FROM place p WHERE p.employment_id IS NOT NULL
		UNION ALL SELECT p.person_id, p.job, 'row' AS field, NULL AS number, 'present' AS word FROM place p
		UNION ALL SELECT p.person_id, p.job, 'hired_on' AS field, NULL AS number, p.hired_on::text FROM place p WHERE p.hired_on IS NOT NULL
		UNION ALL SELECT p.person_id, p.job, 'assessed.' || s.code, s.score::numeric, NULL AS word FROM place p JOIN one_score s ON s.person_id = p.person_id
		UNION ALL SELECT f.person_id, f.job, 'fit_score' AS field, f.score::numeric, NULL AS word FROM fit f WHERE f.score IS NOT NULL
		UNION ALL SELECT f.person_id, f.job, 'fit_sem' AS field, f.sem::numeric, NULL AS word FROM fit f WHERE f.sem IS NOT NULL
		UNION ALL SELECT b.person_id, b.job, 'benchmark_from' AS field, NULL AS number, b.valid_from::text FROM benchmark_now b
		UNION ALL SELECT b.person_id, b.job, 'benchmark.' || k.code, k.score::numeric, NULL AS word FROM benchmark_now b CROSS JOIN LATERAL jsonb_each_text(b.scores::jsonb) AS k (code, score)
		UNION ALL SELECT s.person_id, s.job, 'performance.' || s.criterion, s.score::numeric, NULL AS word FROM scaled s
		UNION ALL SELECT a.person_id, a.job, 'facts.' || a.criterion, a.n::numeric, NULL AS word FROM achieved a
		UNION ALL SELECT i.person_id, i.job, 'actual.' || i.indicator, i.actual::numeric, NULL AS word FROM by_indicator i WHERE i.actual IS NOT NULL
		UNION ALL SELECT c.person_id, c.job, 'gap.' || c.indicator, c.gap::numeric, NULL AS word FROM compared c WHERE c.gap IS NOT NULL
		UNION ALL SELECT x.person_id, x.job, 'exceeded.' || x.indicator, x.gap::numeric, NULL AS word FROM exceeded x
		UNION ALL SELECT p.person_id, p.job, 'performance_score' AS field, p.score::numeric, NULL AS word FROM performance p WHERE p.score IS NOT NULL
		UNION ALL SELECT f.person_id, f.job, 'quadrant' AS field, NULL AS number,
			CASE WHEN abs(f.score - k.fit_cut) <= f.sem THEN 'unclear'
				ELSE CASE WHEN f.score >= k.fit_cut THEN 'high' ELSE 'low' END || '_' || CASE WHEN p.score >= k.performance_cut THEN 'high' ELSE 'low' END END
			FROM fit f JOIN performance p ON p.person_id = f.person_id AND p.job = f.job JOIN setting k ON k.job = f.job
			WHERE f.score IS NOT NULL AND p.score IS NOT NULL
	),
	stored_value AS (
		SELECT s.person_id, s.job, v.field, v.number, v.word
		FROM standing s
		CROSS JOIN LATERAL (
			SELECT x.field, x.number, x.word
			FROM (VALUES ('row', NULL::numeric, 'present'), ('application_id', s.application_id::numeric, NULL), ('employment_id', s.employment_id::numeric, NULL),
				('hired_on', NULL, s.hired_on::text),
				('fit_score', s.fit_score::numeric, NULL), ('fit_sem', s.fit_sem::numeric, NULL), ('benchmark_from', NULL, s.benchmark_from::text),
				('performance_score', s.performance_score::numeric, NULL), ('quadrant', NULL, s.quadrant)) AS x (field, number, word)
			WHERE x.number IS NOT NULL OR x.word IS NOT NULL
			UNION ALL
			SELECT c.field || '.' || k.code, k.value::numeric, NULL AS word
			FROM (VALUES ('assessed', s.assessed::jsonb), ('benchmark', s.benchmark::jsonb), ('performance', s.performance::jsonb), ('facts', s.facts::jsonb),
				('actual', s.actual::jsonb), ('gap', s.gap::jsonb), ('exceeded', s.exceeded::jsonb)) AS c (field, card)
			CROSS JOIN LATERAL jsonb_each_text(c.card) AS k (code, value)
		) v
	)
	SELECT coalesce(s.person_id, e.person_id), coalesce(s.job, e.job), coalesce(s.field, e.field),
		coalesce(s.word, s.number::text), coalesce(e.word, e.number::text)
	FROM stored_value s
	FULL JOIN expected_value e ON e.person_id = s.person_id AND e.job = s.job AND e.field = s.field
	WHERE s.field IS NULL OR e.field IS NULL OR s.word IS DISTINCT FROM e.word
		OR abs(s.number - e.number) > 1e-7 * greatest(abs(e.number), 1)
	ORDER BY 1, 2, 3;
END;
COMMENT ON FUNCTION check_standing() IS 'Compares standing with what the raw tables say, in plain SQL of its own; each difference is a row, no row means sound';

CREATE FUNCTION check_interventions() RETURNS TABLE (employment_id bigint, indicator text, intervention_id bigint, problem text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT s.employment_id, x.code, NULL::bigint AS id, 'an exceeded gap has no intervention' AS problem
	FROM standing s
	CROSS JOIN LATERAL jsonb_object_keys(s.exceeded::jsonb) AS x (code)
	WHERE NOT EXISTS (
		SELECT FROM intervention i
		WHERE i.employment_id = s.employment_id AND i.indicator = x.code
			AND (i.ended_at IS NULL
				-- a measure that was completed or declined waits for a new fact
				OR (i.end_reason IN ('completed', 'declined') AND NOT EXISTS (
					SELECT FROM performance_fact f JOIN predictor_map m ON m.criterion = f.criterion
					WHERE f.person_id = s.person_id AND m.indicator = x.code AND f.recorded_at > i.ended_at))))
	UNION ALL
	SELECT i.employment_id, i.indicator, i.id, 'it is open, but the spell has ended' AS problem
	FROM intervention i JOIN employment e ON e.id = i.employment_id
	WHERE i.ended_at IS NULL AND e.ended
	UNION ALL
	SELECT i.employment_id, i.indicator, i.id, 'it is of another person than its spell' AS problem
	FROM intervention i JOIN employment e ON e.id = i.employment_id
	WHERE i.person_id <> e.person_id
	ORDER BY 1, 2, 3;
END;
COMMENT ON FUNCTION check_interventions() IS 'Interventions that are missing or open for no reason, held against standing, spells and facts; no row means sound; rebuild_standing() opens what is missing';

CREATE FUNCTION check_measure_codes() RETURNS TABLE (code text, stored text, expected text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT coalesce(m.code, x.code), m.kind, x.kind
	FROM measure_code m
	FULL JOIN (SELECT i.code, 'indicator' AS kind FROM indicator i UNION ALL SELECT c.code, 'criterion' AS kind FROM criterion c) x ON x.code = m.code
	WHERE m.kind IS DISTINCT FROM x.kind
	ORDER BY 1;
END;
COMMENT ON FUNCTION check_measure_codes() IS 'Compares the common list of codes with indicators and criteria; no row means sound';

CREATE FUNCTION rebuild_measure_codes() RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	DELETE FROM measure_code m
	WHERE NOT EXISTS (SELECT FROM indicator i WHERE i.code = m.code AND m.kind = 'indicator')
		AND NOT EXISTS (SELECT FROM criterion c WHERE c.code = m.code AND m.kind = 'criterion');
	WITH made AS (
		INSERT INTO measure_code (code, kind)
		SELECT x.code, x.kind
		FROM (SELECT i.code, 'indicator' AS kind FROM indicator i UNION ALL SELECT c.code, 'criterion' AS kind FROM criterion c) x
		WHERE NOT EXISTS (SELECT FROM measure_code m WHERE m.code = x.code)
		RETURNING 1
	)
	SELECT count(*) FROM made;
END;
COMMENT ON FUNCTION rebuild_measure_codes() IS 'Makes the common list of codes again; returns the number of codes that were missing';
