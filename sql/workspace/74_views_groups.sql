-- Views about groups. They run with the rights of the workspace's owner, so that an analyst needs no right on any table. The
-- policy's smallest group is enforced inside, and where a total would give a hidden group away the next smallest hides with it.
-- They read tables alone: job_policy and the other views about people would ask for the reader's own rights.

-- A department whose people fit but do not perform points to management or training, not to the people.
CREATE VIEW department_analysis WITH (security_barrier = true) AS
	WITH policy_all AS (
		SELECT smallest_group FROM policy WHERE job IS NULL
	),
	department AS (
		SELECT e.org_unit, count(*) AS n, avg(s.fit_score) AS fit, var_samp(s.fit_score) AS fit_var,
			avg(s.performance_score) AS performance, var_samp(s.performance_score) AS performance_var,
			avg(s.fit_score - coalesce(o.fit_cut, y.fit_cut)) >= 0 AS fit_high,
			avg(s.performance_score - coalesce(o.performance_cut, y.performance_cut)) >= 0 AS performance_high
		FROM standing s
		JOIN employment e ON e.id = s.employment_id
		JOIN policy y ON y.job IS NULL
		LEFT JOIN policy o ON o.job = s.job
		WHERE s.fit_score IS NOT NULL AND s.performance_score IS NOT NULL
		GROUP BY e.org_unit
	),
	-- hidden is what is too small, and then from the smallest on what makes the hidden ones two groups of enough people together
	marked AS (
		SELECT d.*, d.n < y.smallest_group OR (min(d.n) OVER () < y.smallest_group
			AND (count(*) OVER smaller < 2 OR coalesce(sum(d.n) OVER smaller, 0) < y.smallest_group)) AS hidden
		FROM department d
		CROSS JOIN policy_all y
		WINDOW smaller AS (ORDER BY d.n, d.org_unit ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
	),
	-- one-way analysis of variance over those shown: how much of the differences is more than chance
	whole AS (
		SELECT count(*) AS groups, sum(n * fit) / sum(n) AS fit, sum(n * performance) / sum(n) AS performance,
			sum((n - 1) * fit_var) / (sum(n) - count(*)) AS fit_within, sum((n - 1) * performance_var) / (sum(n) - count(*)) AS performance_within,
			(sum(n) - sum(n * n) / sum(n)) / nullif(count(*) - 1, 0) AS n0
		FROM marked
		WHERE NOT hidden
		HAVING count(*) > 0
	),
	spread AS (
		SELECT w.groups, w.fit, w.performance, w.fit_within, w.performance_within,
			greatest((sum(m.n * (m.fit - w.fit) ^ 2) / nullif(w.groups - 1, 0) - w.fit_within) / w.n0, 0) AS fit_between,
			greatest((sum(m.n * (m.performance - w.performance) ^ 2) / nullif(w.groups - 1, 0) - w.performance_within) / w.n0, 0) AS performance_between
		FROM whole w
		JOIN marked m ON NOT m.hidden
		GROUP BY w.groups, w.fit, w.performance, w.fit_within, w.performance_within, w.n0
	),
	-- the share of a department's distance from the company mean that is believed: n / (n + within / between)
	shown AS (
		SELECT m.*, m.hidden AS suppressed, w.fit AS company_fit, w.performance AS company_performance,
			coalesce(m.n * w.fit_between / nullif(m.n * w.fit_between + w.fit_within, 0), 1) AS fit_weight,
			coalesce(m.n * w.performance_between / nullif(m.n * w.performance_between + w.performance_within, 0), 1) AS performance_weight
		FROM marked m
		JOIN spread w ON NOT m.hidden
	)
	SELECT d.org_unit, u.name, s.n, s.fit AS mean_fit, sqrt(s.fit_var / s.n) AS se_fit,
		s.company_fit + (s.fit - s.company_fit) * s.fit_weight AS shrunk_fit,
		s.performance AS mean_performance, sqrt(s.performance_var / s.n) AS se_performance,
		s.company_performance + (s.performance - s.company_performance) * s.performance_weight AS shrunk_performance,
		c.class,
		CASE c.class WHEN 'HH' THEN 'People fit and perform.'
			WHEN 'HL' THEN 'Hypothesis: people fit but do not perform: look at management, training and tools.'
			WHEN 'LH' THEN 'Hypothesis: the weights miss what counts in this department.'
			WHEN 'LL' THEN 'Hypothesis: hiring and training both fall short of the job.' END AS hypothesis,
		d.hidden AS suppressed
	FROM marked d
	LEFT JOIN org_unit u ON u.code = d.org_unit
	LEFT JOIN shown s ON s.org_unit IS NOT DISTINCT FROM d.org_unit
	CROSS JOIN LATERAL (
		SELECT CASE WHEN s.fit_high THEN 'H' ELSE 'L' END || CASE WHEN s.performance_high THEN 'H' ELSE 'L' END AS class WHERE NOT d.hidden
		UNION ALL SELECT NULL AS class WHERE d.hidden
	) c;
COMMENT ON VIEW department_analysis IS 'Fit and performance by department, one row an organisational unit with people who have both scores; employed people only, leavers and archived rows are not in. Groups below the policy''s smallest are hidden, and the next smallest with them';
COMMENT ON COLUMN department_analysis.org_unit IS 'Code of the unit that the people themselves belong to, units below it not counted in; NULL: people without one';
COMMENT ON COLUMN department_analysis.name IS 'Name of the unit';
COMMENT ON COLUMN department_analysis.n IS 'People with both scores; NULL where suppressed';
COMMENT ON COLUMN department_analysis.mean_fit IS 'Mean fit score, 0..100';
COMMENT ON COLUMN department_analysis.se_fit IS 'Standard error of the mean fit score, in points';
COMMENT ON COLUMN department_analysis.shrunk_fit IS 'Mean fit score drawn towards the mean of all units shown, the more the fewer people: weight n / (n + k), k the variance within units over that between them (by moments)';
COMMENT ON COLUMN department_analysis.mean_performance IS 'Mean performance score, 0..100';
COMMENT ON COLUMN department_analysis.se_performance IS 'Standard error of the mean performance score, in points';
COMMENT ON COLUMN department_analysis.shrunk_performance IS 'Mean performance score drawn towards the mean of all units shown, as shrunk_fit';
COMMENT ON COLUMN department_analysis.class IS 'HH, HL (high fit, low performance), LH, LL: the means against the cuts of the people''s jobs';
COMMENT ON COLUMN department_analysis.hypothesis IS 'What could lie behind the class, as a hypothesis to be checked';
COMMENT ON COLUMN department_analysis.suppressed IS 'Whether the figures are hidden for the size of the group, or so that a total does not give another one away';

CREATE VIEW pass_rate WITH (security_barrier = true) AS
	WITH policy_all AS (
		SELECT smallest_group FROM policy WHERE job IS NULL
	),
	result AS (
		SELECT e.job, f.criterion, date_trunc('quarter', (upper(f.period) - 1)::timestamp)::date AS quarter, f.person_id,
			CASE WHEN c.lo > c.hi THEN avg(f.value) <= c.pass_line ELSE avg(f.value) >= c.pass_line END AS passed
		FROM performance_fact f
		JOIN criterion c ON c.code = f.criterion AND c.pass_line IS NOT NULL
		JOIN employment e ON e.person_id = f.person_id AND e.hired_on < upper(f.period) AND (e.left_on IS NULL OR e.left_on >= upper(f.period))
		GROUP BY e.job, f.criterion, quarter, f.person_id, c.lo, c.hi, c.pass_line
	),
	cell AS (
		SELECT job, criterion, quarter, count(*) AS n, count(*) FILTER (WHERE passed) AS passed
		FROM result
		GROUP BY job, criterion, quarter
	),
	-- as in department_analysis, among the jobs of a criterion and quarter
	marked AS (
		SELECT c.*, c.n < y.smallest_group OR (min(c.n) OVER (PARTITION BY c.criterion, c.quarter) < y.smallest_group
			AND (count(*) OVER smaller < 2 OR coalesce(sum(c.n) OVER smaller, 0) < y.smallest_group)) AS hidden
		FROM cell c
		CROSS JOIN policy_all y
		WINDOW smaller AS (PARTITION BY c.criterion, c.quarter ORDER BY c.n, c.job ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
	),
	shown AS (
		SELECT job, criterion, quarter, n, passed, passed::float8 / n AS rate,
			lag(n) OVER earlier AS n_before, lag(passed) OVER earlier AS passed_before
		FROM marked
		WHERE NOT hidden
		WINDOW earlier AS (PARTITION BY job, criterion ORDER BY quarter)
	)
	SELECT m.job, m.criterion, m.quarter, s.n, s.passed, s.rate,
		(s.rate + w.z2 / (2 * s.n) - sqrt(w.z2 * (s.rate * (1 - s.rate) / s.n + w.z2 / (4.0 * s.n * s.n)))) / (1 + w.z2 / s.n) AS rate_low,
		(s.rate + w.z2 / (2 * s.n) + sqrt(w.z2 * (s.rate * (1 - s.rate) / s.n + w.z2 / (4.0 * s.n * s.n)))) / (1 + w.z2 / s.n) AS rate_high,
		s.rate - s.passed_before::float8 / s.n_before AS change, 2 * normal_lower(-abs(t.z)) AS p_value, m.hidden AS suppressed
	FROM marked m
	LEFT JOIN shown s ON s.job = m.job AND s.criterion = m.criterion AND s.quarter = m.quarter
	CROSS JOIN (SELECT 1.959963984540054 ^ 2 AS z2) w
	CROSS JOIN LATERAL (
		SELECT (s.rate - s.passed_before::float8 / s.n_before)
			/ nullif(sqrt(q.pooled * (1 - q.pooled) * (1.0 / s.n + 1.0 / s.n_before)), 0) AS z
		FROM (SELECT (s.passed + s.passed_before)::float8 / (s.n + s.n_before) AS pooled) q
	) t;
COMMENT ON VIEW pass_rate IS 'Share of people at or past a criterion''s pass line, one row a job, criterion and quarter; leavers are in, purged people are not. Groups below the policy''s smallest are hidden, and the next smallest with them';
COMMENT ON COLUMN pass_rate.job IS 'Job held on the last day of the fact''s period';
COMMENT ON COLUMN pass_rate.criterion IS 'Code of a criterion that has a pass line';
COMMENT ON COLUMN pass_rate.quarter IS 'First day of the quarter in which the periods of the facts ended';
COMMENT ON COLUMN pass_rate.n IS 'People with such facts; NULL where suppressed';
COMMENT ON COLUMN pass_rate.passed IS 'Those whose mean value reached the pass line';
COMMENT ON COLUMN pass_rate.rate IS 'passed / n, 0..1';
COMMENT ON COLUMN pass_rate.rate_low IS 'Lower end of the 95 % interval of the rate (Wilson)';
COMMENT ON COLUMN pass_rate.rate_high IS 'Upper end of the 95 % interval of the rate (Wilson)';
COMMENT ON COLUMN pass_rate.change IS 'Rate less that of the last quarter shown before, -1..1';
COMMENT ON COLUMN pass_rate.p_value IS 'Two-sided p of the change by the pooled two-proportion z test, the people of both quarters taken as different ones';
COMMENT ON COLUMN pass_rate.suppressed IS 'Whether the figures are hidden for the size of the group, or so that a total does not give another one away';

CREATE VIEW intervention_effect WITH (security_barrier = true) AS
	WITH policy_all AS (
		SELECT smallest_group FROM policy WHERE job IS NULL
	),
	latest AS (
		SELECT f.person_id, m.indicator, max(f.recorded_at) AS recorded_at
		FROM (SELECT person_id, criterion, max(recorded_at) AS recorded_at FROM performance_fact GROUP BY person_id, criterion) f
		JOIN predictor_map m ON m.criterion = f.criterion
		GROUP BY f.person_id, m.indicator
	),
	-- a superseded proposal that nobody began lives on in the one that followed
	considered AS (
		SELECT i.indicator, i.direction, i.offering, i.gap_rule, i.person_id, i.gap_at_open, i.status IN ('started', 'completed') AS taken,
			CASE WHEN l.recorded_at > i.opened_at THEN (s.actual -> i.indicator) - (s.benchmark -> i.indicator) END AS points_now,
			s.benchmark -> i.indicator AS predicted
		FROM intervention i
		LEFT JOIN standing s ON s.person_id = i.person_id AND s.employment_id = i.employment_id
		LEFT JOIN latest l ON l.person_id = i.person_id AND l.indicator = i.indicator
		WHERE i.end_reason IS DISTINCT FROM 'superseded' OR i.status = 'started'
	),
	-- by the rule of the opening, whatever the policy says by now
	measured AS (
		SELECT c.*, CASE c.gap_rule WHEN 'relative' THEN c.points_now / nullif(c.predicted, 0) ELSE c.points_now END AS gap_now
		FROM considered c
	),
	cell AS (
		SELECT indicator, direction, offering, gap_rule, count(DISTINCT person_id) AS n_opened,
			count(DISTINCT person_id) FILTER (WHERE taken AND gap_now IS NOT NULL) AS n_taken,
			avg(gap_at_open) FILTER (WHERE taken AND gap_now IS NOT NULL) AS open_taken,
			avg(gap_now) FILTER (WHERE taken) AS now_taken,
			var_samp(gap_now - gap_at_open) FILTER (WHERE taken) AS var_taken,
			count(DISTINCT person_id) FILTER (WHERE NOT taken AND gap_now IS NOT NULL) AS n_not_taken,
			avg(gap_at_open) FILTER (WHERE NOT taken AND gap_now IS NOT NULL) AS open_not_taken,
			avg(gap_now) FILTER (WHERE NOT taken) AS now_not_taken,
			var_samp(gap_now - gap_at_open) FILTER (WHERE NOT taken) AS var_not_taken
		FROM measured
		GROUP BY indicator, direction, offering, gap_rule
	)
	SELECT c.indicator, c.direction, c.offering, c.gap_rule, v.n_opened,
		v.n_taken, v.open_taken AS gap_at_open_taken, v.now_taken AS gap_now_taken,
		v.n_not_taken, v.open_not_taken AS gap_at_open_not_taken, v.now_not_taken AS gap_now_not_taken,
		(v.now_taken - v.open_taken) - (v.now_not_taken - v.open_not_taken) AS effect,
		sqrt(v.var_taken / v.n_taken + v.var_not_taken / v.n_not_taken) AS effect_se, h.hidden AS suppressed
	FROM cell c
	CROSS JOIN policy_all y
	CROSS JOIN LATERAL (SELECT least(c.n_taken, c.n_not_taken) < y.smallest_group AS hidden) h
	LEFT JOIN LATERAL (SELECT c.* WHERE NOT h.hidden) v ON true;
COMMENT ON VIEW intervention_effect IS 'Gaps of those who took what was offered against those who did not, at opening and now: a difference in differences, one row an indicator, direction, offering and gap rule. Whoever takes an offer differs from who does not (self-selection), and extreme gaps shrink by themselves: no proof of an effect. People who left or have no new fact are counted as opened only; groups below the policy''s smallest are hidden';
COMMENT ON COLUMN intervention_effect.indicator IS 'Code of the indicator whose gap it is about';
COMMENT ON COLUMN intervention_effect.direction IS 'under: less was achieved than predicted, and the gap is negative; over: more';
COMMENT ON COLUMN intervention_effect.offering IS 'Code of what was offered; NULL when no rule matched the gap';
COMMENT ON COLUMN intervention_effect.gap_rule IS 'Rule of the gaps: relative (-0.31 for 31 % below) or points';
COMMENT ON COLUMN intervention_effect.n_opened IS 'People for whom it was opened; NULL where suppressed';
COMMENT ON COLUMN intervention_effect.n_taken IS 'People who started or completed it and have a gap now on facts recorded since';
COMMENT ON COLUMN intervention_effect.gap_at_open_taken IS 'Their mean gap at opening';
COMMENT ON COLUMN intervention_effect.gap_now_taken IS 'Their mean gap now';
COMMENT ON COLUMN intervention_effect.n_not_taken IS 'People who did not start it, so far or for good, and have a gap now on facts recorded since';
COMMENT ON COLUMN intervention_effect.gap_at_open_not_taken IS 'Their mean gap at opening';
COMMENT ON COLUMN intervention_effect.gap_now_not_taken IS 'Their mean gap now';
COMMENT ON COLUMN intervention_effect.effect IS 'Change of the gap of those who took it less that of those who did not; above 0 is better where direction is under';
COMMENT ON COLUMN intervention_effect.effect_se IS 'Standard error of the effect, variances not assumed equal';
COMMENT ON COLUMN intervention_effect.suppressed IS 'Whether one of the two groups is below the smallest that may be shown, so that the figures are hidden';

CREATE VIEW weighting_history WITH (security_barrier = true) AS
	SELECT w.id AS weighting_id, w.job, w.purpose, k.key AS indicator, coalesce(w.weights -> k.key, 0) AS weight,
		coalesce(w.weights -> k.key, 0) / t.total AS share, b.id AS earlier_id, b.weights -> k.key AS earlier_weight,
		coalesce(w.weights -> k.key, 0) / t.total - coalesce(b.weights -> k.key, 0) / b.total AS share_change,
		w.status, w.in_force, w.valid_from, w.reason, w.approved_by, w.approved_at
	FROM weighting w
	CROSS JOIN LATERAL (SELECT sum(e.value) AS total FROM each(w.weights) AS e (key, value)) t
	-- the version before it, approved at the time or since retired
	LEFT JOIN LATERAL (
		SELECT o.id, o.weights, (SELECT sum(e.value) FROM each(o.weights) AS e (key, value)) AS total
		FROM weighting o
		WHERE o.job = w.job AND o.purpose = w.purpose AND o.status <> 'draft' AND (o.valid_from, o.id) < (CASE w.status WHEN 'draft' THEN 'infinity' ELSE w.valid_from END, w.id)
		ORDER BY o.valid_from DESC, o.id DESC
		LIMIT 1
	) b ON true
	CROSS JOIN LATERAL unnest(keys(coalesce(b.weights, w.weights) || w.weights)) AS k (key);
COMMENT ON VIEW weighting_history IS 'Weights in all versions, one row a version and indicator or criterion, beside the version before it; drafts and retired versions are in';
COMMENT ON COLUMN weighting_history.weighting_id IS 'The version of the weights';
COMMENT ON COLUMN weighting_history.job IS 'Job that is scored';
COMMENT ON COLUMN weighting_history.purpose IS 'fit (weights of indicators) or performance (weights of criteria)';
COMMENT ON COLUMN weighting_history.indicator IS 'Code of the indicator, or of the criterion for purpose performance';
COMMENT ON COLUMN weighting_history.weight IS 'Weight as written; 0 when the version drops it';
COMMENT ON COLUMN weighting_history.share IS 'Weight as share of the version''s sum, 0..1';
COMMENT ON COLUMN weighting_history.earlier_id IS 'The approved or retired version before it; NULL for the first';
COMMENT ON COLUMN weighting_history.earlier_weight IS 'Weight in that version; NULL when it was not in';
COMMENT ON COLUMN weighting_history.share_change IS 'Change of the share, -1..1; NULL for the first version';
COMMENT ON COLUMN weighting_history.status IS 'draft, approved or retired';
COMMENT ON COLUMN weighting_history.in_force IS 'Whether this version scores now';
COMMENT ON COLUMN weighting_history.valid_from IS 'Day from which the version is to score';
COMMENT ON COLUMN weighting_history.reason IS 'Why it was proposed or approved';
COMMENT ON COLUMN weighting_history.approved_by IS 'Who approved it';
COMMENT ON COLUMN weighting_history.approved_at IS 'When it was approved';
