-- What changes: people's scores and performance over time, and the scores that a model gives. Views about people run with the
-- reader's rights; see 74_views_validity.sql for views about groups.

CREATE VIEW growth WITH (security_invoker = true) AS
	SELECT g.person_id, g.indicator, g.n, g.first_at, g.first_score, g.latest_at, g.latest_score, g.latest_score - g.first_score AS change,
		CASE WHEN g.comparable THEN r.sem END AS sem, CASE WHEN g.comparable THEN r.index END AS index, CASE WHEN g.comparable THEN r.reliable END AS reliable,
		x.source AS reliability_source, CASE WHEN NOT g.comparable THEN 'MODEL_CHANGED' WHEN x.reliability IS NULL THEN 'NO_RETEST' ELSE r.note END AS note
	FROM (
		SELECT s.person_id, s.indicator, count(*) AS n, min(s.taken_at) AS first_at, max(s.taken_at) AS latest_at,
			(array_agg(s.score ORDER BY s.taken_at, s.id))[1] AS first_score, (array_agg(s.score ORDER BY s.taken_at DESC, s.id DESC))[1] AS latest_score,
			(array_agg(s.instrument ORDER BY s.taken_at DESC, s.id DESC))[1] AS instrument, (array_agg(s.instrument_version ORDER BY s.taken_at DESC, s.id DESC))[1] AS instrument_version,
			(array_agg(s.made_by ORDER BY s.taken_at, s.id))[1] = (array_agg(s.made_by ORDER BY s.taken_at DESC, s.id DESC))[1] AS comparable
		FROM (
			SELECT m.id, m.person_id, m.taken_at, m.instrument, m.instrument_version, ROW (m.instrument, m.instrument_version, coalesce(m.model, ''), coalesce(m.model_version, ''))::text AS made_by,
				e.key AS indicator, e.value AS score
			FROM assessment m
			CROSS JOIN LATERAL each(m.scores) AS e (key, value)
			WHERE m.status = 'valid'
		) s
		GROUP BY s.person_id, s.indicator
		HAVING count(*) > 1
	) g
	LEFT JOIN instrument_norm x ON x.instrument = g.instrument AND x.version = g.instrument_version AND x.indicator = g.indicator AND x.reliability_kind = 'retest'
	LEFT JOIN LATERAL reliable_change(g.first_score, g.latest_score, x.sd, x.reliability) AS r ON true;
COMMENT ON VIEW growth IS 'How people''s scores have changed, first valid result against the latest, one row a person and indicator with two or more; live rows only, leavers'' are in the archive. Only the test-retest reliability of the instrument tells change from error: internal consistency does not';
COMMENT ON COLUMN growth.person_id IS 'The person';
COMMENT ON COLUMN growth.indicator IS 'Code of the indicator';
COMMENT ON COLUMN growth.n IS 'Valid results';
COMMENT ON COLUMN growth.first_at IS 'When the first was taken';
COMMENT ON COLUMN growth.first_score IS 'Its score, 0..100';
COMMENT ON COLUMN growth.latest_at IS 'When the latest was taken';
COMMENT ON COLUMN growth.latest_score IS 'Its score, 0..100';
COMMENT ON COLUMN growth.change IS 'latest_score - first_score, in points';
COMMENT ON COLUMN growth.sem IS 'Standard error of measurement of one score, in points';
COMMENT ON COLUMN growth.index IS 'Reliable change index: change over the standard error of a difference (Jacobson and Truax)';
COMMENT ON COLUMN growth.reliable IS 'Whether the index is beyond 1.96: more than error of measurement';
COMMENT ON COLUMN growth.reliability_source IS 'Where the reliability comes from';
COMMENT ON COLUMN growth.note IS 'MODEL_CHANGED: the two were not made by the same version of instrument and model; NO_RETEST: no test-retest reliability is known; else NULL';

CREATE VIEW performance_trend WITH (security_invoker = true) AS
	SELECT f.person_id, f.employment_id, f.job, f.criterion, f.n, f.since, f.until, t.slope, t.se AS slope_se, t.slope_low, t.slope_high, t.p AS p_value, s.slope AS slope_robust,
		CASE WHEN t.p < 0.05 THEN CASE WHEN (t.slope > 0) = f.more_is_better THEN 'rising' ELSE 'falling' END END AS direction,
		CASE WHEN f.n < 3 THEN 'TOO_FEW' ELSE t.note END AS note
	FROM (
		SELECT p.person_id, e.id AS employment_id, e.job, p.criterion, count(*) AS n, min(lower(p.period)) AS since, max(upper(p.period)) AS until, (c.lo > c.hi) IS NOT TRUE AS more_is_better,
			observations((lower(p.period) - e.hired_on + (upper(p.period) - lower(p.period)) / 2.0) / 365.25, p.value) AS rows
		FROM performance_fact p
		JOIN criterion c ON c.code = p.criterion
		-- as in spell_fact, but with the reader's own rights
		JOIN employment e ON e.person_id = p.person_id AND lower(p.period) + (upper(p.period) - lower(p.period)) / 2 >= e.hired_on
			AND (e.left_on IS NULL OR lower(p.period) + (upper(p.period) - lower(p.period)) / 2 < e.left_on)
		GROUP BY p.person_id, e.id, e.job, p.criterion, (c.lo > c.hi) IS NOT TRUE
	) f
	CROSS JOIN LATERAL trend(f.rows) AS t
	CROSS JOIN LATERAL trend(f.rows, 'theil_sen') AS s;
COMMENT ON VIEW performance_trend IS 'Where the performance of a spell is heading, one row a spell and criterion; those of people who left are in, purged people are not';
COMMENT ON COLUMN performance_trend.person_id IS 'The person';
COMMENT ON COLUMN performance_trend.employment_id IS 'The spell';
COMMENT ON COLUMN performance_trend.job IS 'Job of the spell';
COMMENT ON COLUMN performance_trend.criterion IS 'Code of the criterion';
COMMENT ON COLUMN performance_trend.n IS 'Facts of the spell';
COMMENT ON COLUMN performance_trend.since IS 'First day of the first period';
COMMENT ON COLUMN performance_trend.until IS 'End of the last one';
COMMENT ON COLUMN performance_trend.slope IS 'Change a year, in the criterion''s own unit (least squares)';
COMMENT ON COLUMN performance_trend.slope_se IS 'Its standard error';
COMMENT ON COLUMN performance_trend.slope_low IS 'Lower end of its 95 % interval';
COMMENT ON COLUMN performance_trend.slope_high IS 'Upper end of its 95 % interval';
COMMENT ON COLUMN performance_trend.p_value IS 'Two-sided p of no change';
COMMENT ON COLUMN performance_trend.slope_robust IS 'Median of the slopes of all pairs of facts (Theil and Sen), which single outliers do not move';
COMMENT ON COLUMN performance_trend.direction IS 'rising or falling, better or worse by the criterion''s own direction, where p is below 0.05; else NULL';
COMMENT ON COLUMN performance_trend.note IS 'TOO_FEW: fewer than three facts; CONSTANT: all of one time; else NULL';

CREATE VIEW score_drift WITH (security_barrier = true) AS
	WITH result AS (
		SELECT instrument, instrument_version, coalesce(model, '') AS model, coalesce(model_version, '') AS model_version, taken_at, scores
		FROM assessment WHERE application_id IS NOT NULL AND status = 'valid'
		UNION ALL
		SELECT instrument, instrument_version, coalesce(model, ''), coalesce(model_version, ''), taken_at, scores
		FROM assessment_archive WHERE application_id IS NOT NULL AND status = 'valid'
	),
	part AS (
		SELECT r.instrument, r.instrument_version, r.model, r.model_version, min(r.taken_at AT TIME ZONE y.time_zone)::date AS first_on,
			max(r.taken_at AT TIME ZONE y.time_zone)::date AS last_on, comoments(r.scores, k.keys, 'pairwise') AS moments
		FROM result r
		JOIN (SELECT instrument, instrument_version, (keys(scorecard_count(scores)))[1:200] AS keys FROM result GROUP BY instrument, instrument_version) k
			ON k.instrument = r.instrument AND k.instrument_version = r.instrument_version AND k.keys <> '{}'
		JOIN policy y ON y.job IS NULL
		GROUP BY r.instrument, r.instrument_version, r.model, r.model_version, k.keys
		UNION ALL
		SELECT instrument, instrument_version, model, model_version, min(quarter), max(quarter), merge(moments)
		FROM applicant_norm
		GROUP BY instrument, instrument_version, model, model_version
	),
	version AS (
		SELECT instrument, instrument_version, model, model_version, min(first_on) AS first_on, max(last_on) AS last_on, merge(moments) AS moments
		FROM part
		GROUP BY instrument, instrument_version, model, model_version
	),
	cell AS (
		SELECT v.instrument, v.instrument_version, v.model, v.model_version, k.code AS indicator, v.first_on, v.last_on,
			n(v.moments, k.code, k.code) AS n, mean(v.moments, k.code) AS mean, sd(v.moments, k.code) AS sd
		FROM version v
		CROSS JOIN LATERAL unnest(variables(v.moments)) AS k (code)
		WHERE k.code !~ '^@'
	),
	shown AS (
		SELECT c.*, lag(c.n) OVER before AS n_before, lag(c.mean) OVER before AS mean_before, lag(c.sd) OVER before AS sd_before
		FROM cell c
		JOIN policy y ON y.job IS NULL AND c.n >= y.smallest_group
		WINDOW before AS (PARTITION BY c.instrument, c.indicator ORDER BY c.first_on, c.instrument_version, c.model, c.model_version)
	)
	SELECT c.instrument, c.instrument_version, nullif(c.model, '') AS model, nullif(c.model_version, '') AS model_version, c.indicator, s.first_on, s.last_on,
		s.n, s.mean, s.sd, s.mean_before, d.difference AS change, d.difference_low AS change_low, d.difference_high AS change_high, d.d AS change_sd, d.p AS p_value,
		CASE WHEN s.n IS NULL THEN 'TOO_FEW' ELSE d.note END AS note, s.n IS NULL AS suppressed
	FROM cell c
	LEFT JOIN shown s ON s.instrument = c.instrument AND s.instrument_version = c.instrument_version AND s.model = c.model AND s.model_version = c.model_version AND s.indicator = c.indicator
	LEFT JOIN LATERAL score_difference(s.n, s.mean, s.sd, s.n_before, s.mean_before, s.sd_before) AS d ON true;
COMMENT ON VIEW score_drift IS 'Applicants'' scores by version of instrument and model, against the version before it, one row a version and indicator; archived results are in, purged ones by applicant_norm. Applicants may have changed, not the model: a change calls for a look. Versions with fewer results than the policy''s smallest group are hidden';
COMMENT ON COLUMN score_drift.instrument IS 'Code of the instrument';
COMMENT ON COLUMN score_drift.instrument_version IS 'Its version';
COMMENT ON COLUMN score_drift.model IS 'The model that scored; NULL: none';
COMMENT ON COLUMN score_drift.model_version IS 'Its version';
COMMENT ON COLUMN score_drift.indicator IS 'Code of the indicator';
COMMENT ON COLUMN score_drift.first_on IS 'Day of the first result, of purged ones the first day of the quarter; NULL where suppressed';
COMMENT ON COLUMN score_drift.last_on IS 'Day of the last result, of purged ones the first day of the quarter; NULL where suppressed';
COMMENT ON COLUMN score_drift.n IS 'Results; NULL where suppressed';
COMMENT ON COLUMN score_drift.mean IS 'Mean score, 0..100';
COMMENT ON COLUMN score_drift.sd IS 'Standard deviation of the scores, in points';
COMMENT ON COLUMN score_drift.mean_before IS 'Mean of the version before it that is shown; NULL for the first';
COMMENT ON COLUMN score_drift.change IS 'mean - mean_before, in points';
COMMENT ON COLUMN score_drift.change_low IS 'Lower end of its 95 % interval (Welch)';
COMMENT ON COLUMN score_drift.change_high IS 'Upper end of its 95 % interval (Welch)';
COMMENT ON COLUMN score_drift.change_sd IS 'Change in standard deviations (Cohen''s d)';
COMMENT ON COLUMN score_drift.p_value IS 'Two-sided p of the change (Welch)';
COMMENT ON COLUMN score_drift.note IS 'TOO_FEW: hidden or fewer than two results; CONSTANT: no differences; else NULL';
COMMENT ON COLUMN score_drift.suppressed IS 'Whether the figures are hidden for the number of results';
