-- Performance, actual and gap of people's current spells; needs standing_position to be right already.
-- The window ends at the person's own latest fact, so that nothing depends on today.
-- Returns the people whose row changed and who have a gap to act on or an intervention open.
--
-- This runs for every fact that comes in, so facts and standing are read once, and the row to change is found again
-- by its ctid: nobody else can have moved it, since all who write standing hold the person's lock. Each person's rows
-- are looked up through an index (LATERAL ... OFFSET 0 leaves no other way): the work is that of the people concerned,
-- whatever the planner believes of the tables' sizes.
WITH scale AS (
	SELECT job, scorecard_agg(criterion, lo) AS lo, scorecard_agg(criterion, hi) AS hi,
		scorecard_agg(criterion, CASE aggregate WHEN 'mean' THEN 0 WHEN 'sum' THEN 1 ELSE 2 END) AS how
	FROM criterion_scale
	GROUP BY job
),
setting AS MATERIALIZED (
	SELECT p.job, p.gap_rule, p.gap_threshold, p.gap_direction, p.low_predicted, p.gap_min_facts, p.performance_window,
		p.fit_cut, p.performance_cut, w.weights, c.lo, c.hi, c.how, n.intercept, n.slope, n.per_sd, n.codes, n.predicted, n.actual
	FROM job_policy p
	LEFT JOIN scale c ON c.job = p.job		-- no scale at all in a workspace that has no criterion yet
	LEFT JOIN job_performance_weights w ON w.job = p.job
	LEFT JOIN (
		SELECT job, scorecard_agg(indicator, intercept) AS intercept, scorecard_agg(indicator, slope) AS slope, scorecard_agg(indicator, 1 / residual_sd) AS per_sd,
			array_agg(indicator ORDER BY indicator) AS codes, array_agg(predicted ORDER BY indicator) AS predicted, array_agg(actual ORDER BY indicator) AS actual
		FROM gap_norm
		GROUP BY job
	) n ON n.job = p.job AND p.gap_rule IN ('percentile', 'residual')
),
map AS MATERIALIZED (
	SELECT array_agg(indicator ORDER BY indicator) AS indicators, array_agg(weights ORDER BY indicator) AS weights
	FROM (SELECT indicator, scorecard_agg(criterion, weight) AS weights FROM predictor_map GROUP BY indicator) m
),
achieved AS (
	-- the benchmark in force at the latest fact, or the latest one where there is no fact;
	-- what was achieved before a re-assessment is not held against it
	SELECT p.place, p.job, p.fit_score, p.fit_sem, b.scores AS benchmark, b.valid_from AS benchmark_from,
		_achieved(f.facts, CASE WHEN b.valid_from > p.hired_on THEN b.valid_from END, k.performance_window, k.lo, k.hi, k.how) AS cards
	FROM unnest($1) AS a (id)
	CROSS JOIN LATERAL (
		SELECT s.ctid AS place, s.job, s.employment_id, s.hired_on, s.fit_score, s.fit_sem
		FROM standing s
		WHERE s.person_id = a.id
		OFFSET 0
	) p
	JOIN setting k ON k.job = p.job
	CROSS JOIN LATERAL (
		SELECT string_agg(_fact(f.criterion, f.value, f.period, f.recorded_at), '') AS facts, max(lower(f.period)) AS last_start
		FROM performance_fact f
		WHERE f.person_id = a.id AND upper(f.period) > p.hired_on
	) f
	LEFT JOIN LATERAL (
		SELECT b.scores, b.valid_from
		FROM benchmark b
		WHERE b.employment_id = p.employment_id
			AND b.valid_from <= greatest(coalesce(f.last_start, 'infinity'), p.hired_on)
		ORDER BY b.valid_from DESC
		LIMIT 1
	) b ON true
	OFFSET 0	-- a fence: what follows uses a column more than once and must not compute it as often
),
compared AS (
	SELECT a.*, a.cards[1] AS performance, a.cards[2] AS facts,
		_actual(a.cards[1], (SELECT indicators FROM map), (SELECT weights FROM map)) AS actual
	FROM achieved a
	OFFSET 0
),
gapped AS (
	SELECT c.*,
		CASE k.gap_rule WHEN 'residual' THEN (c.actual - (k.intercept + k.slope * c.benchmark)) * k.per_sd
			WHEN 'percentile' THEN _percentile_gap(c.benchmark, c.actual, k.codes, k.predicted, k.actual)
			ELSE gap(c.benchmark, c.actual, k.gap_rule) END AS gap,
		composite(c.performance, k.weights) AS performance_score
	FROM compared c
	JOIN setting k ON k.job = c.job
	OFFSET 0
),
judged AS (
	SELECT g.*, _quadrant(g.fit_score, g.fit_sem, g.performance_score, k.fit_cut, k.performance_cut) AS quadrant,
		_gap_exceeded(g.gap, g.benchmark, _facts_of(g.facts, (SELECT indicators FROM map), (SELECT weights FROM map)),
			k.gap_rule, k.gap_threshold, k.gap_direction, k.low_predicted, k.gap_min_facts) AS exceeded
	FROM gapped g
	JOIN setting k ON k.job = g.job
	OFFSET 0
),
changed AS (
	UPDATE standing s
	SET benchmark = j.benchmark, benchmark_from = j.benchmark_from, performance = j.performance, facts = j.facts,
		actual = j.actual, gap = j.gap, exceeded = j.exceeded, performance_score = j.performance_score, quadrant = j.quadrant
	FROM judged j
	WHERE s.ctid = j.place
		AND (s.benchmark, s.benchmark_from, s.performance, s.facts, s.actual, s.gap, s.exceeded, s.performance_score, s.quadrant)
			IS DISTINCT FROM
			(j.benchmark, j.benchmark_from, j.performance, j.facts, j.actual, j.gap, j.exceeded, j.performance_score, j.quadrant)
	RETURNING s.person_id, s.employment_id, s.exceeded
)
SELECT u.person_id
FROM changed u
WHERE u.exceeded IS NOT NULL
	OR EXISTS (SELECT FROM intervention i WHERE i.employment_id = u.employment_id AND i.gap_closed_at IS NULL)
