-- Performance, actual and gap of people's current spells; needs standing_position to be right already.
-- The window ends at the person's own latest fact, so that nothing depends on today.
-- Returns the people whose row changed and who have a gap to act on or an intervention open.
WITH spell AS MATERIALIZED (
	SELECT s.person_id, s.job, s.employment_id, e.hired_on
	FROM unnest($1) AS a (id)
	JOIN standing s ON s.person_id = a.id
	LEFT JOIN employment e ON e.id = s.employment_id
),
seen AS MATERIALIZED (
	SELECT p.person_id, p.job, f.criterion, f.value, lower(f.period) AS starts, upper(f.period) AS ends, f.recorded_at
	FROM spell p
	JOIN performance_fact f ON f.person_id = p.person_id AND upper(f.period) > p.hired_on
),
span AS (
	SELECT person_id, job, max(starts) AS last_start, max(ends) AS last_end
	FROM seen
	GROUP BY person_id, job
),
-- the benchmark in force at the latest fact, or the latest one where there is no fact
expected AS MATERIALIZED (
	SELECT p.person_id, p.job, n.last_end, b.scores, b.valid_from
	FROM spell p
	LEFT JOIN span n ON n.person_id = p.person_id AND n.job = p.job
	LEFT JOIN LATERAL (
		SELECT b.scores, b.valid_from
		FROM benchmark b
		WHERE b.employment_id = p.employment_id
			AND b.valid_from <= coalesce(greatest(n.last_start, p.hired_on), 'infinity')
		ORDER BY b.valid_from DESC
		LIMIT 1
	) b ON true
),
by_criterion AS (
	SELECT x.person_id, x.job, f.criterion, count(*) AS n,
		CASE c.aggregate
			WHEN 'mean' THEN avg(f.value)
			WHEN 'sum' THEN sum(f.value)
			-- the value of the latest period, among equals the one recorded last
			ELSE (max(ARRAY[f.ends - date '2000-01-01', extract(epoch FROM f.recorded_at)::float8, f.value])
				FILTER (WHERE c.aggregate = 'last'))[3]
		END AS value,
		c.lo, c.hi, m.mean, m.sd
	FROM expected x
	JOIN job_policy p ON p.job = x.job
	JOIN seen f ON f.person_id = x.person_id AND f.job = x.job
		AND f.ends > x.last_end - p.performance_window
		-- what was achieved before a re-assessment is not held against it
		AND (x.valid_from IS NULL OR f.starts >= x.valid_from
			OR NOT EXISTS (SELECT FROM benchmark e
				JOIN standing s ON s.employment_id = e.employment_id AND s.person_id = x.person_id AND s.job = x.job
				WHERE e.valid_from < x.valid_from))
	JOIN criterion c ON c.code = f.criterion
	LEFT JOIN criterion_norm m ON m.job = x.job AND m.criterion = f.criterion
	GROUP BY x.person_id, x.job, f.criterion, c.aggregate, c.lo, c.hi, m.mean, m.sd
),
card AS (
	SELECT person_id, job,
		scorecard_agg(criterion, CASE
			WHEN lo IS NOT NULL THEN (value - lo) / (hi - lo) * 100
			-- no scale of its own: a T score on the job's norm, kept within 0..100
			ELSE least(greatest(50 + 10 * (value - mean) / sd, 0), 100) END) AS performance,
		scorecard_agg(criterion, n) AS facts
	FROM by_criterion
	GROUP BY person_id, job
),
map AS MATERIALIZED (
	SELECT array_agg(indicator ORDER BY indicator) AS indicators, array_agg(weights ORDER BY indicator) AS weights
	FROM (SELECT indicator, scorecard_agg(criterion, weight) AS weights FROM predictor_map GROUP BY indicator) m
),
achieved AS MATERIALIZED (
	SELECT x.person_id, x.job, x.scores AS benchmark, x.valid_from, c.performance, c.facts,
		_actual(c.performance, (SELECT indicators FROM map), (SELECT weights FROM map)) AS actual
	FROM expected x
	LEFT JOIN card c ON c.person_id = x.person_id AND c.job = x.job
),
compared AS MATERIALIZED (
	SELECT a.*, gap(a.benchmark, a.actual, p.gap_rule) AS gap
	FROM achieved a
	JOIN job_policy p ON p.job = a.job
),
judged AS MATERIALIZED (
	SELECT c.*, composite(c.performance, w.weights) AS performance_score,
		_gap_exceeded(c.gap, c.benchmark, _facts_of(c.facts, (SELECT indicators FROM map), (SELECT weights FROM map)),
			p.gap_rule, p.gap_threshold, p.gap_direction, p.low_predicted, p.gap_min_facts) AS exceeded,
		p.fit_cut, p.performance_cut
	FROM compared c
	JOIN job_policy p ON p.job = c.job
	LEFT JOIN weighting w ON w.job = c.job AND w.purpose = 'performance' AND w.in_force
),
changed AS (
	UPDATE standing s
	SET benchmark = j.benchmark, benchmark_from = j.valid_from, performance = j.performance, facts = j.facts,
		actual = j.actual, gap = j.gap, exceeded = j.exceeded, performance_score = j.performance_score,
		quadrant = _quadrant(s.fit_score, s.fit_sem, j.performance_score, j.fit_cut, j.performance_cut)
	FROM judged j
	WHERE s.person_id = j.person_id AND s.job = j.job
		AND (s.benchmark, s.benchmark_from, s.performance, s.facts, s.actual, s.gap, s.exceeded, s.performance_score, s.quadrant)
			IS DISTINCT FROM (j.benchmark, j.valid_from, j.performance, j.facts, j.actual, j.gap, j.exceeded, j.performance_score,
				_quadrant(s.fit_score, s.fit_sem, j.performance_score, j.fit_cut, j.performance_cut))
	RETURNING s.person_id, s.employment_id, s.exceeded
)
SELECT u.person_id
FROM changed u
WHERE u.exceeded IS NOT NULL
	OR EXISTS (SELECT FROM intervention i WHERE i.employment_id = u.employment_id AND i.gap_closed_at IS NULL)
