-- Departments and quarters held against each other; see 74_views_validity.sql for the rules of views about groups.

-- A department whose people fit but do not perform points to management or training, not to the people.
CREATE VIEW department_analysis WITH (security_barrier = true) AS
	WITH part AS MATERIALIZED (
		SELECT job, org_unit, rater_id, comoments(card, '{@fit,@performance}') AS moments
		FROM study_complete
		GROUP BY job, org_unit, rater_id
	),
	job_sum AS (
		SELECT job, merge(moments) AS m, n(merge(moments)) AS n
		FROM part
		GROUP BY job
	),
	-- who has had several spells is one person, which only makes a difference in small jobs
	job_few AS (
		SELECT s.job, count(DISTINCT s.person_id) FILTER (WHERE s.card ? '@fit' AND s.card ? '@performance') AS people
		FROM study_complete s
		JOIN (SELECT j.job FROM job_sum j JOIN policy y ON y.job IS NULL AND j.n BETWEEN y.smallest_group AND 10 * y.smallest_group) d ON d.job = s.job
		GROUP BY s.job
	),
	job_whole AS (
		SELECT j.job, mean(j.m, '@fit') AS fit, nullif(sd(j.m, '@fit'), 0) AS fit_sd, mean(j.m, '@performance') AS performance, nullif(sd(j.m, '@performance'), 0) AS performance_sd
		FROM job_sum j
		JOIN policy y ON y.job IS NULL
		LEFT JOIN job_few f ON f.job = j.job
		WHERE coalesce(f.people, j.n) >= y.smallest_group
	),
	-- in standard deviations of the job, so that hard jobs and easy ones compare; NULL where all are alike. Those of jobs
	-- of too few people do not count: the others' figures, which validity shows, and the sum over departments would tell of them
	cell AS (
		SELECT p.org_unit, p.rater_id, CASE WHEN j.job IS NULL THEN 0 ELSE p.n END AS n, p.fit, p.performance,
			(p.fit - j.fit) / j.fit_sd AS fit_z, coalesce(p.fit_sd, 0) / j.fit_sd AS fit_z_sd,
			(p.performance - j.performance) / j.performance_sd AS performance_z, coalesce(p.performance_sd, 0) / j.performance_sd AS performance_z_sd
		FROM (
			SELECT job, org_unit, rater_id, n(moments) AS n, mean(moments, '@fit') AS fit, sd(moments, '@fit') AS fit_sd,
				mean(moments, '@performance') AS performance, sd(moments, '@performance') AS performance_sd
			FROM part
			WHERE n(moments) > 0
		) p
		LEFT JOIN job_whole j ON j.job = p.job
	),
	department AS (
		SELECT org_unit, sum(n)::bigint AS n, count(DISTINCT rater_id) FILTER (WHERE n > 0) AS n_raters, sum(n * fit) / nullif(sum(n), 0) AS fit,
			sum(n * performance) / nullif(sum(n), 0) AS performance
		FROM cell
		GROUP BY org_unit
	),
	-- the same of departments
	few AS (
		SELECT coalesce(s.org_unit, '') AS org_unit, count(DISTINCT s.person_id) FILTER (WHERE s.card ? '@fit' AND s.card ? '@performance') AS people
		FROM study_complete s
		JOIN (
			SELECT coalesce(d.org_unit, '') AS org_unit
			FROM department d
			JOIN policy y ON y.job IS NULL AND d.n BETWEEN y.smallest_group AND 10 * y.smallest_group
		) d ON d.org_unit = coalesce(s.org_unit, '')
		JOIN job_whole j ON j.job = s.job
		GROUP BY coalesce(s.org_unit, '')
	),
	counted AS (
		SELECT d.*, coalesce(f.people, d.n) AS people
		FROM department d
		LEFT JOIN few f ON f.org_unit = coalesce(d.org_unit, '')
	),
	marked AS (
		SELECT d.*, suppressed(d.people, y.smallest_group) OVER (PARTITION BY d.people > 0 ORDER BY d.people, d.org_unit) AS hidden
		FROM counted d
		JOIN policy y ON y.job IS NULL
	),
	-- those shown are compared with each other
	compared AS (
		SELECT groups(coalesce(c.org_unit, ''), c.n, c.fit_z, c.fit_z_sd) AS fit, groups(coalesce(c.org_unit, ''), c.n, c.performance_z, c.performance_z_sd) AS performance
		FROM cell c
		JOIN marked m ON coalesce(m.org_unit, '') = coalesce(c.org_unit, '') AND NOT m.hidden	-- no unit has the code ''
	),
	shown AS (
		SELECT f."group", f.mean AS fit_z, f.se AS fit_z_se, f.shrunken AS shrunken_fit_z, f.p_holm AS fit_p_holm,
			p.mean AS performance_z, p.se AS performance_z_se, p.shrunken AS shrunken_performance_z, p.p_holm AS performance_p_holm,
			-- one alone is held against nothing, and what rounding leaves of 0 is 0
			CASE WHEN f.p IS NOT NULL OR p.p IS NOT NULL THEN CASE WHEN f.mean > -1e-9 THEN 'H' ELSE 'L' END || CASE WHEN p.mean > -1e-9 THEN 'H' ELSE 'L' END END AS class
		FROM compared c
		CROSS JOIN LATERAL group_comparison(c.fit) AS f
		JOIN LATERAL group_comparison(c.performance) AS p ON p."group" = f."group"
	)
	SELECT d.org_unit, u.name, v.n, v.n_raters, v.fit AS mean_fit, v.performance AS mean_performance,
		s.fit_z, s.fit_z_se, s.shrunken_fit_z, s.fit_p_holm, s.performance_z, s.performance_z_se, s.shrunken_performance_z, s.performance_p_holm, s.class,
		CASE s.class WHEN 'HH' THEN 'people fit and perform'
				WHEN 'HL' THEN 'fit high, performance low: look at management and training'
				WHEN 'LH' THEN 'fit low, performance high: the weights may miss what counts here'
				WHEN 'LL' THEN 'fit and performance low: look at hiring and training' END
			|| CASE WHEN v.n_raters >= 3 THEN '' WHEN s.class LIKE '%L' THEN ', or a strict rater' ELSE ', or a lenient rater' END
			|| CASE WHEN s.fit_p_holm < 0.05 THEN CASE WHEN s.performance_p_holm < 0.05 THEN '' ELSE '; performance may differ by chance alone' END
				WHEN s.performance_p_holm < 0.05 THEN '; fit may differ by chance alone' ELSE '; both may differ by chance alone' END AS reading,
		d.hidden AS suppressed
	FROM marked d
	LEFT JOIN org_unit u ON u.code = d.org_unit
	LEFT JOIN shown s ON s."group" = coalesce(d.org_unit, '') AND NOT d.hidden
	LEFT JOIN LATERAL (SELECT d.n, d.n_raters, d.fit, d.performance WHERE NOT d.hidden) v ON true;
COMMENT ON VIEW department_analysis IS 'Fit at hire and performance in the outcome window by department, one row an organisational unit with spells that have both; those who left are in, purged people and jobs below the policy''s smallest group are not. Groups below the policy''s smallest are hidden, and the next smallest with them';
COMMENT ON COLUMN department_analysis.org_unit IS 'Code of the unit that the spells themselves belong to, units below it not counted in; NULL: spells without one';
COMMENT ON COLUMN department_analysis.name IS 'Name of the unit';
COMMENT ON COLUMN department_analysis.n IS 'Spells with both scores; NULL where suppressed';
COMMENT ON COLUMN department_analysis.n_raters IS 'Different people who are the main rater of one of them';
COMMENT ON COLUMN department_analysis.mean_fit IS 'Mean fit score at hire by the weights in force, 0..100';
COMMENT ON COLUMN department_analysis.mean_performance IS 'Mean performance score by the weights in force, 0..100';
COMMENT ON COLUMN department_analysis.fit_z IS 'Mean fit in standard deviations of the job: 0 is the mean of all in the same jobs';
COMMENT ON COLUMN department_analysis.fit_z_se IS 'Its standard error';
COMMENT ON COLUMN department_analysis.shrunken_fit_z IS 'fit_z drawn towards the mean of the units shown, the more the fewer people and the smaller the true differences (REML)';
COMMENT ON COLUMN department_analysis.fit_p_holm IS 'Two-sided p of the unit against all others shown (Welch), adjusted for the number of units (Holm)';
COMMENT ON COLUMN department_analysis.performance_z IS 'Mean performance in standard deviations of the job, as fit_z';
COMMENT ON COLUMN department_analysis.performance_z_se IS 'Its standard error';
COMMENT ON COLUMN department_analysis.shrunken_performance_z IS 'performance_z drawn towards the mean, as shrunken_fit_z';
COMMENT ON COLUMN department_analysis.performance_p_holm IS 'As fit_p_holm, for performance';
COMMENT ON COLUMN department_analysis.class IS 'HH, HL (high fit, low performance), LH, LL: fit_z and performance_z against 0; NULL where there is nothing to compare with';
COMMENT ON COLUMN department_analysis.reading IS 'What could lie behind it, as a hypothesis to be checked; of fewer than three raters, the rater may be what differs; by chance alone: where p is not below 0.05';
COMMENT ON COLUMN department_analysis.suppressed IS 'Whether the figures are hidden for the size of the group, or so that a total does not give another one away';

CREATE VIEW pass_rate WITH (security_barrier = true) AS
	WITH result AS (
		SELECT f.job, f.criterion, date_trunc('quarter', (upper(f.period) - 1)::timestamp)::date AS quarter, f.person_id,
			CASE WHEN c.lo > c.hi THEN avg(f.value) <= c.pass_line ELSE avg(f.value) >= c.pass_line END AS passed
		FROM spell_fact f
		JOIN criterion c ON c.code = f.criterion AND c.pass_line IS NOT NULL
		GROUP BY f.job, f.criterion, quarter, f.person_id, c.lo, c.hi, c.pass_line
	),
	cell AS (
		SELECT job, criterion, quarter, count(*) AS n, count(*) FILTER (WHERE passed) AS passed
		FROM result
		GROUP BY job, criterion, quarter
	),
	-- among the jobs of a criterion and quarter
	marked AS (
		SELECT c.*, suppressed(c.n, y.smallest_group) OVER (PARTITION BY c.criterion, c.quarter ORDER BY c.n, c.job) AS hidden
		FROM cell c
		JOIN policy y ON y.job IS NULL
	),
	shown AS (
		SELECT job, criterion, quarter, n, passed, lag(n) OVER earlier AS n_before, lag(passed) OVER earlier AS passed_before
		FROM marked
		WHERE NOT hidden
		WINDOW earlier AS (PARTITION BY job, criterion ORDER BY quarter)
	)
	SELECT m.job, m.criterion, m.quarter, s.n, s.passed, p.rate, p.rate_low, p.rate_high,
		t.rate_difference AS change, t.z_p AS p_value, m.hidden AS suppressed
	FROM marked m
	LEFT JOIN shown s ON s.job = m.job AND s.criterion = m.criterion AND s.quarter = m.quarter
	LEFT JOIN LATERAL proportion(s.passed, s.n) AS p ON true
	LEFT JOIN LATERAL adverse_impact(s.passed, s.n, s.passed_before, s.n_before) AS t ON true;
COMMENT ON VIEW pass_rate IS 'Share of people at or past a criterion''s pass line, one row a job, criterion and quarter; leavers are in, purged people are not. Groups below the policy''s smallest are hidden, and the next smallest with them';
COMMENT ON COLUMN pass_rate.job IS 'Job of the spell in which the middle of the fact''s period lies';
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

-- A weak department can hide what a score is worth among colleagues, and strong ones can feign it.
CREATE VIEW department_correlation WITH (security_barrier = true) AS
	WITH part AS MATERIALIZED (
		SELECT p.job, p.org_unit, p.m, n(p.m) AS n, mean(p.m, '@fit') AS fit, mean(p.m, '@performance') AS performance
		FROM (SELECT job, org_unit, comoments(card, '{@fit,@performance}') AS m FROM study_complete GROUP BY job, org_unit) p
		WHERE n(p.m) > 0
	),
	-- what units are as a whole and what is left within them would tell of small ones, which count over all alone
	marked AS MATERIALIZED (
		SELECT p.*, y.smallest_group, suppressed(p.n, y.smallest_group) OVER (PARTITION BY p.job ORDER BY p.n, p.org_unit) AS hidden
		FROM part p
		JOIN policy y ON y.job IS NULL
	),
	whole AS (
		SELECT job, sum(n)::bigint AS n, count(*) AS units, merge(m) AS total, merge(centred(m)) FILTER (WHERE NOT hidden) AS within,
			sum(n) FILTER (WHERE NOT hidden) AS n_within, count(*) FILTER (WHERE NOT hidden) AS units_within, sum(n) < max(smallest_group) AS hidden
		FROM marked
		GROUP BY job
	)
	SELECT w.job, v.n, w.units, t.r, t.r_low, t.r_high, i.r AS r_within,
		-- a mean of each unit is estimated: so many people less
		tanh(atanh(i.r) - z.reach) AS within_low, tanh(atanh(i.r) + z.reach) AS within_high, b.r AS r_between,
		CASE WHEN w.hidden OR w.n < 30 THEN 'TOO_FEW' ELSE coalesce(t.note, i.note) END AS note, w.hidden AS suppressed
	FROM whole w
	LEFT JOIN LATERAL (SELECT w.n, w.total, w.within WHERE NOT w.hidden) v ON true
	LEFT JOIN LATERAL correlation_matrix(v.total) AS t ON true
	LEFT JOIN LATERAL correlation_matrix(v.within) AS i ON true
	LEFT JOIN LATERAL (SELECT 1.959963984540054 / sqrt(nullif(greatest(w.n_within - w.units_within - 2, 0), 0)) AS reach WHERE abs(i.r) < 1) z ON true
	LEFT JOIN LATERAL (SELECT corr(p.fit, p.performance) AS r FROM marked p WHERE p.job = w.job AND NOT p.hidden AND NOT w.hidden AND w.units_within > 2) b ON true;
COMMENT ON VIEW department_correlation IS 'Fit at hire and performance over all departments, within them and between them, one row a job; spells with a complete outcome window, those who left are in, purged people are not. Jobs of fewer people than the policy''s smallest group are hidden';
COMMENT ON COLUMN department_correlation.job IS 'Job of the spells';
COMMENT ON COLUMN department_correlation.n IS 'Spells with both scores; NULL where suppressed';
COMMENT ON COLUMN department_correlation.units IS 'Organisational units they are in; those without one are one';
COMMENT ON COLUMN department_correlation.r IS 'Correlation over all of them, as in validity';
COMMENT ON COLUMN department_correlation.r_low IS 'Lower end of its 95 % interval (Fisher)';
COMMENT ON COLUMN department_correlation.r_high IS 'Upper end of its 95 % interval (Fisher)';
COMMENT ON COLUMN department_correlation.r_within IS 'Correlation of the distances from the means of the own unit: what fit tells among colleagues, in units that are not too small to be shown';
COMMENT ON COLUMN department_correlation.within_low IS 'Lower end of its 95 % interval (Fisher)';
COMMENT ON COLUMN department_correlation.within_high IS 'Upper end of its 95 % interval (Fisher)';
COMMENT ON COLUMN department_correlation.r_between IS 'Correlation of the means of these units, each counted once; NULL below three of them';
COMMENT ON COLUMN department_correlation.note IS 'TOO_FEW: fewer than 30 spells; CONSTANT: no differences; else NULL';
COMMENT ON COLUMN department_correlation.suppressed IS 'Whether the figures are hidden for the number of people';
