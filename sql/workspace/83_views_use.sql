-- What the data is used for, and what its use is worth; see 74_views_validity.sql for the rules of views about groups.

CREATE VIEW data_utilisation WITH (security_barrier = true) AS
	WITH weighted AS (
		SELECT w.job, w.purpose, k.key AS code FROM weighting w CROSS JOIN LATERAL each(w.weights) AS k (key, value) WHERE w.in_force AND k.value > 0
		UNION ALL
		SELECT w.job, 'performance' AS purpose, k.key FROM job_performance_weights w CROSS JOIN LATERAL each(w.weights) AS k (key, value) WHERE k.value > 0
	),
	result AS (
		SELECT coalesce(a.job, e.job) AS job, scorecard_count(m.scores) AS present
		FROM assessment m
		LEFT JOIN application a ON a.id = m.application_id
		LEFT JOIN employment e ON e.id = m.employment_id
		GROUP BY coalesce(a.job, e.job)
	),
	fact AS (
		SELECT s.job, f.criterion, count(DISTINCT f.id) AS n
		FROM performance_fact f
		LEFT JOIN spell_fact s ON s.id = f.id
		GROUP BY s.job, f.criterion
	),
	item AS (
		SELECT 'indicator' AS kind, k.key AS code, k.value::bigint AS n, EXISTS (SELECT FROM weighted w WHERE w.job = r.job AND w.purpose = 'fit' AND w.code = k.key) AS in_fit,
			EXISTS (SELECT FROM predictor_map p WHERE p.indicator = k.key) AS in_gap, EXISTS (SELECT FROM weighted w WHERE w.job = r.job AND w.purpose = 'performance' AND w.code = k.key) AS in_performance
		FROM result r
		CROSS JOIN LATERAL each(r.present) AS k (key, value)
		UNION ALL
		SELECT 'criterion' AS kind, f.criterion, f.n, false AS in_fit, EXISTS (SELECT FROM predictor_map p WHERE p.criterion = f.criterion),
			EXISTS (SELECT FROM weighted w WHERE w.job = f.job AND w.purpose = 'performance' AND w.code = f.criterion)
		FROM fact f
	)
	SELECT kind, code, sum(n)::bigint AS n, coalesce(sum(n) FILTER (WHERE in_fit OR in_gap OR in_performance), 0)::bigint AS n_used,
		coalesce(sum(n) FILTER (WHERE in_fit OR in_gap OR in_performance), 0)::float8 / nullif(sum(n), 0) AS share,
		coalesce(sum(n) FILTER (WHERE in_fit), 0)::bigint AS n_in_fit, coalesce(sum(n) FILTER (WHERE in_gap), 0)::bigint AS n_in_gap, coalesce(sum(n) FILTER (WHERE in_performance), 0)::bigint AS n_in_performance
	FROM item
	GROUP BY GROUPING SETS ((kind, code), (kind), ());
COMMENT ON VIEW data_utilisation IS 'How much of what is stored is read by a fit score, a gap or an appraisal by the rules in force, one row an indicator or criterion, one a kind (code NULL) and one for all (kind NULL); archived and purged rows are not in. Counts of records alone, so nothing is hidden';
COMMENT ON COLUMN data_utilisation.kind IS 'indicator (scores of assessments) or criterion (performance facts); NULL: both';
COMMENT ON COLUMN data_utilisation.code IS 'Code of the indicator or criterion; NULL: all of the kind';
COMMENT ON COLUMN data_utilisation.n IS 'Scores or facts stored';
COMMENT ON COLUMN data_utilisation.n_used IS 'Those that a fit score, a gap or an appraisal of their job reads';
COMMENT ON COLUMN data_utilisation.share IS 'n_used / n, 0..1';
COMMENT ON COLUMN data_utilisation.n_in_fit IS 'Those that the job''s weights of fit read';
COMMENT ON COLUMN data_utilisation.n_in_gap IS 'Those that the predictor map reads, so that gaps do';
COMMENT ON COLUMN data_utilisation.n_in_performance IS 'Those that the job''s weights of performance read';

-- The same twice, and then the difference: intervals of both make that of the difference (Zou 2007; for rates Newcombe 1998).
CREATE FUNCTION prediction_accuracy(since date, job text DEFAULT NULL)
	RETURNS TABLE (period text, n bigint, r float8, r_low float8, r_high float8, r_p_value float8, hit_rate float8, hit_low float8, hit_high float8, hit_p_value float8, note text)
	LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	WITH spell AS (
		SELECT s.job, s.hired_on >= since AS later, (coalesce(s.card -> '@decision', s.card -> '@fit') >= coalesce(o.fit_cut, y.fit_cut))
				= ((s.card -> '@performance') >= coalesce(o.performance_cut, y.performance_cut)) AS hit,
			s.card || (SELECT aiehr.scorecard_agg(v.key, v.value) FROM (VALUES ('@score', coalesce(s.card -> '@decision', s.card -> '@fit'))) AS v (key, value)) AS card
		FROM study_complete s
		JOIN policy y ON y.job IS NULL
		LEFT JOIN policy o ON o.job = s.job
		WHERE s.card ? '@performance' AND (s.card ? '@decision' OR s.card ? '@fit') AND (prediction_accuracy.job IS NULL OR s.job = prediction_accuracy.job)
	),
	-- within jobs: that one job is harder than another is no accuracy. A job counts where neither half of it is too small to be
	-- shown: the other half, other jobs and other days would tell of it
	half AS (
		SELECT p.later, aiehr.merge(aiehr.centred(p.moments)) AS moments, sum(p.n)::bigint AS n, sum(p.hits)::bigint AS hits
		FROM (
			SELECT s.job, s.later, count(*) AS n, count(*) FILTER (WHERE s.hit) AS hits, aiehr.comoments(s.card, '{@score,@performance}') AS moments,
				min(count(*)) OVER (PARTITION BY s.job) < (SELECT y.smallest_group FROM policy y WHERE y.job IS NULL) AS hidden
			FROM spell s
			GROUP BY s.job, s.later
		) p
		WHERE NOT p.hidden
		GROUP BY p.later
	),
	one AS (
		SELECT x.later, h.n, c.r, c.r_low, c.r_high, c.p, w.rate, w.rate_low, w.rate_high, h.hits,
			CASE WHEN h.n IS NULL OR h.n < 30 THEN 'TOO_FEW' ELSE c.note END AS note
		FROM (VALUES (false), (true)) AS x (later)
		LEFT JOIN half h ON h.later = x.later
		LEFT JOIN LATERAL aiehr.correlation_matrix(h.moments) AS c ON true
		LEFT JOIN LATERAL aiehr.proportion(h.hits, h.n) AS w ON true
	)
	SELECT CASE WHEN o.later THEN 'after' ELSE 'before' END, o.n, o.r, o.r_low, o.r_high, o.p, o.rate, o.rate_low, o.rate_high, NULL::float8, o.note
	FROM one o
	UNION ALL
	SELECT 'change' AS period, NULL::bigint AS n, b.r - a.r, b.r - a.r - sqrt((b.r - b.r_low) ^ 2 + (a.r_high - a.r) ^ 2), b.r - a.r + sqrt((b.r_high - b.r) ^ 2 + (a.r - a.r_low) ^ 2),
		2 * aiehr.normal_lower(-abs(atanh(b.r) - atanh(a.r)) / sqrt(1.0 / nullif(greatest(a.n - 3, 0), 0) + 1.0 / nullif(greatest(b.n - 3, 0), 0))),
		b.rate - a.rate, b.rate - a.rate - sqrt((b.rate - b.rate_low) ^ 2 + (a.rate_high - a.rate) ^ 2), b.rate - a.rate + sqrt((b.rate_high - b.rate) ^ 2 + (a.rate - a.rate_low) ^ 2),
		t.z_p, coalesce(a.note, b.note)
	FROM one a
	JOIN one b ON b.later AND NOT a.later
	LEFT JOIN LATERAL aiehr.adverse_impact(b.hits, b.n, a.hits, a.n) AS t ON true;
END;
COMMENT ON FUNCTION prediction_accuracy(date, text) IS
	'How well fit scores predicted performance for those hired before a day and from it on, and the change: correlation of the score at the decision (or of the frozen scores by the weights in force) with performance within jobs, with 95 % interval and p, and the share for whom being at or above fit_cut and at or above performance_cut went together. From spells whose outcome window is complete, leavers in, purged people not; a job of which one half has fewer people than the smallest group is left out, below 30 there is note TOO_FEW';
