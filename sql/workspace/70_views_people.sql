-- Views about people, one row a thing, under the rights and row policies of whoever reads them.

CREATE VIEW assessment_score WITH (security_invoker = true) AS
	SELECT m.id AS assessment_id, m.person_id, coalesce(a.job, e.job) AS job, m.instrument, m.instrument_version, m.kind, m.taken_at,
		r.key AS indicator, r.value AS raw, m.scores -> r.key AS score, m.status
	FROM assessment m
	CROSS JOIN LATERAL each(m.raw) AS r (key, value)
	LEFT JOIN application a ON a.id = m.application_id
	LEFT JOIN employment e ON e.id = m.employment_id;
COMMENT ON VIEW assessment_score IS 'Scores of assessments, one row an assessment and indicator; live rows only, archived ones are not in';
COMMENT ON COLUMN assessment_score.assessment_id IS 'The assessment';
COMMENT ON COLUMN assessment_score.person_id IS 'The person assessed';
COMMENT ON COLUMN assessment_score.job IS 'Job of the application or spell that the assessment was for';
COMMENT ON COLUMN assessment_score.instrument IS 'Code of the test or interview';
COMMENT ON COLUMN assessment_score.instrument_version IS 'Version of the test or interview';
COMMENT ON COLUMN assessment_score.kind IS 'interview or reassessment';
COMMENT ON COLUMN assessment_score.taken_at IS 'When it was taken';
COMMENT ON COLUMN assessment_score.indicator IS 'Code of the indicator';
COMMENT ON COLUMN assessment_score.raw IS 'Value as it was sent, on the indicator''s own scale';
COMMENT ON COLUMN assessment_score.score IS 'Value rescaled to 0..100, higher is better';
COMMENT ON COLUMN assessment_score.status IS 'valid, suggested, withdrawn, not_scored or not_scored_by_choice; only valid ones count';

CREATE VIEW normed_score WITH (security_invoker = true) AS
	SELECT s.person_id, s.job, s.application_id, s.employment_id, a.key AS indicator, a.value AS score, t.name AS norm, t.version, t.n, t.made_on,
		norm_z(t.norm, a.value) AS z, norm_t(t.norm, a.value) AS t_score, norm_percentile(t.norm, a.value) AS percentile,
		norm_sten(t.norm, a.value) AS sten, norm_stanine(t.norm, a.value) AS stanine
	FROM standing s
	CROSS JOIN LATERAL each(s.assessed) AS a (key, value)
	JOIN norm_table t ON t.indicator = a.key AND (t.job IS NULL OR t.job = s.job)
	WHERE t.version = (SELECT max(x.version) FROM norm_table x WHERE x.name = t.name);
COMMENT ON VIEW normed_score IS 'Scores against the latest version of each norm that is for all jobs or theirs, one row an open application or current spell, indicator and norm; people who left are not in';
COMMENT ON COLUMN normed_score.person_id IS 'The person';
COMMENT ON COLUMN normed_score.job IS 'Job of the application or spell';
COMMENT ON COLUMN normed_score.application_id IS 'The open application, if any';
COMMENT ON COLUMN normed_score.employment_id IS 'The current spell, if any';
COMMENT ON COLUMN normed_score.indicator IS 'Code of the indicator';
COMMENT ON COLUMN normed_score.score IS 'Latest valid score, 0..100';
COMMENT ON COLUMN normed_score.norm IS 'Name of the norm';
COMMENT ON COLUMN normed_score.version IS 'Its latest version';
COMMENT ON COLUMN normed_score.n IS 'People in the norm';
COMMENT ON COLUMN normed_score.made_on IS 'When it was made';
COMMENT ON COLUMN normed_score.z IS 'Standard score: distance from the norm''s mean in standard deviations';
COMMENT ON COLUMN normed_score.t_score IS 'T score: 50 + 10 z';
COMMENT ON COLUMN normed_score.percentile IS 'Percentile rank, 0..100, by mid-ranks';
COMMENT ON COLUMN normed_score.sten IS 'Standard ten, 1..10';
COMMENT ON COLUMN normed_score.stanine IS 'Standard nine, 1..9, by percentile rank';

CREATE VIEW gap WITH (security_invoker = true) AS
	SELECT s.person_id, s.job, s.employment_id, a.key AS indicator, x.predicted, a.value AS actual,
		s.gap -> a.key AS gap, a.value - x.predicted AS gap_points, x.n_facts,
		coalesce(s.exceeded ? a.key, false) AS exceeded, z.expected AS expected_actual, z.residual AS residual_z,
		CASE WHEN x.predicted IS NULL THEN 'NO_BENCHMARK'
			WHEN x.n_facts < p.gap_min_facts THEN 'FEW_FACTS'
			WHEN p.gap_rule = 'relative' AND x.predicted < p.low_predicted THEN 'LOW_PREDICTED'
			WHEN p.gap_rule IN ('relative', 'points') AND abs(s.gap -> a.key) > p.gap_threshold AND abs(z.residual) <= 1 THEN 'REGRESSION' END AS note,
		p.gap_rule, p.gap_threshold
	FROM standing s
	JOIN job_policy p ON p.job = s.job
	CROSS JOIN LATERAL each(s.actual) AS a (key, value)
	CROSS JOIN LATERAL (
		SELECT s.benchmark -> a.key AS predicted,
			(SELECT sum(s.facts -> m.criterion)::bigint FROM predictor_map m WHERE m.indicator = a.key) AS n_facts
	) x
	LEFT JOIN gap_norm g ON g.job = s.job AND g.indicator = a.key
	LEFT JOIN LATERAL (
		SELECT g.intercept + g.slope * x.predicted AS expected, (a.value - (g.intercept + g.slope * x.predicted)) / g.residual_sd AS residual
	) z ON true
	WHERE s.employment_id IS NOT NULL;
COMMENT ON VIEW gap IS 'What the interview predicted against what was achieved, one row a current spell and indicator with performance facts; people who left are not in';
COMMENT ON COLUMN gap.person_id IS 'The person';
COMMENT ON COLUMN gap.job IS 'Job of the spell';
COMMENT ON COLUMN gap.employment_id IS 'The employment spell';
COMMENT ON COLUMN gap.indicator IS 'Code of the indicator';
COMMENT ON COLUMN gap.predicted IS 'Score in the frozen benchmark, 0..100';
COMMENT ON COLUMN gap.actual IS 'Weighted mean of the rescaled criteria that the indicator predicts, 0..100';
COMMENT ON COLUMN gap.gap IS 'Gap by the policy''s rule: relative, (actual - predicted) / predicted, -0.31 for 31 % below; points, -100..100; percentile, -0.31 for 31 ranks below what was predicted; residual, in standard deviations; NULL without benchmark or, for the last two, norm';
COMMENT ON COLUMN gap.gap_points IS 'actual - predicted, -100..100 points';
COMMENT ON COLUMN gap.n_facts IS 'Performance facts behind the actual value';
COMMENT ON COLUMN gap.exceeded IS 'Whether the gap is beyond the threshold, in the direction and on the facts that the policy asks for';
COMMENT ON COLUMN gap.expected_actual IS 'What people of the same job and predicted score achieve on average, 0..100; NULL until refresh_norms() has seen ten of them';
COMMENT ON COLUMN gap.residual_z IS 'actual - expected_actual in standard deviations of those people: what a gap is beyond regression to the mean';
COMMENT ON COLUMN gap.note IS 'Why a gap is not acted on: NO_BENCHMARK, FEW_FACTS (below the policy''s least), LOW_PREDICTED (a percentage of so little means nothing); or what to think of one that is: REGRESSION (people of the same score achieve about that: residual_z within 1); else NULL';
COMMENT ON COLUMN gap.gap_rule IS 'Rule of column gap: relative, points, percentile or residual';
COMMENT ON COLUMN gap.gap_threshold IS 'Size of the gap above which it is acted on, in the unit of column gap';

CREATE VIEW intervention_open WITH (security_invoker = true) AS
	SELECT i.id AS intervention_id, i.person_id, e.job, i.employment_id, i.indicator, i.direction, i.offering, o.kind AS offering_kind,
		o.name_en AS offering_name, i.gap_rule, i.gap_at_open, s.gap -> i.indicator AS gap_now, i.n_facts, i.status, i.reason, i.opened_at, i.status_at
	FROM intervention i
	JOIN employment e ON e.id = i.employment_id
	LEFT JOIN offering o ON o.code = i.offering
	LEFT JOIN standing s ON s.person_id = i.person_id AND s.employment_id = i.employment_id
	WHERE i.ended_at IS NULL;
COMMENT ON VIEW intervention_open IS 'What is being done about gaps, one row an intervention that has not ended; those that ended are in the table intervention';
COMMENT ON COLUMN intervention_open.intervention_id IS 'The intervention';
COMMENT ON COLUMN intervention_open.person_id IS 'The person';
COMMENT ON COLUMN intervention_open.job IS 'Job of the spell';
COMMENT ON COLUMN intervention_open.employment_id IS 'The employment spell';
COMMENT ON COLUMN intervention_open.indicator IS 'Code of the indicator whose gap it is about';
COMMENT ON COLUMN intervention_open.direction IS 'under: less was achieved than predicted; over: more';
COMMENT ON COLUMN intervention_open.offering IS 'Code of what is offered; NULL when no rule matched the gap';
COMMENT ON COLUMN intervention_open.offering_kind IS 'course, rotation, coaching, retention_talk or other';
COMMENT ON COLUMN intervention_open.offering_name IS 'English name of what is offered';
COMMENT ON COLUMN intervention_open.gap_rule IS 'Rule of gap_at_open: relative or points';
COMMENT ON COLUMN intervention_open.gap_at_open IS 'Gap when it was opened: -0.31 for 31 % below, or points';
COMMENT ON COLUMN intervention_open.gap_now IS 'Gap now, by the policy''s present rule';
COMMENT ON COLUMN intervention_open.n_facts IS 'Performance facts behind the gap when it was opened';
COMMENT ON COLUMN intervention_open.status IS 'proposed, accepted or started';
COMMENT ON COLUMN intervention_open.reason IS 'Why it was opened, in words';
COMMENT ON COLUMN intervention_open.opened_at IS 'When it was opened';
COMMENT ON COLUMN intervention_open.status_at IS 'When its status last changed';

CREATE VIEW person_quadrant WITH (security_invoker = true) AS
	SELECT s.person_id, s.job, s.employment_id, s.fit_score, s.fit_sem, y.fit_cut, s.performance_score, y.performance_cut, s.quadrant,
		CASE s.quadrant
			WHEN 'high_high' THEN 'Performs as predicted. To ask: what keeps the person here?'
			WHEN 'high_low' THEN 'Hypothesis: motivation, tasks or surroundings hold back what the person can do. To check in a talk, beside errors of the prediction.'
			WHEN 'low_high' THEN 'Hypothesis: the assessment missed what counts here, or the person has learnt it. To check the weights and re-assess.'
			WHEN 'low_low' THEN 'Hypothesis: the skills that the job needs are missing as yet. To check with training or another task.'
			ELSE 'The fit score is within one standard error of its cut, so it tells nothing here.' END AS hypothesis
	FROM standing s
	JOIN job_policy y ON y.job = s.job
	WHERE s.employment_id IS NOT NULL AND s.quadrant IS NOT NULL;
COMMENT ON VIEW person_quadrant IS 'Employees by fit and performance against the policy''s fixed cuts, one row a current spell with both; a starting point for a talk, never a decision. People who left are not in';
COMMENT ON COLUMN person_quadrant.person_id IS 'The person';
COMMENT ON COLUMN person_quadrant.job IS 'Job of the spell';
COMMENT ON COLUMN person_quadrant.employment_id IS 'The employment spell';
COMMENT ON COLUMN person_quadrant.fit_score IS 'Fit for the job, 0..100';
COMMENT ON COLUMN person_quadrant.fit_sem IS 'Standard error of the fit score in points; NULL where it is not known';
COMMENT ON COLUMN person_quadrant.fit_cut IS 'The policy''s cut for the fit score, 0..100';
COMMENT ON COLUMN person_quadrant.performance_score IS 'Performance, 0..100';
COMMENT ON COLUMN person_quadrant.performance_cut IS 'The policy''s cut for the performance score, 0..100';
COMMENT ON COLUMN person_quadrant.quadrant IS 'high_high, high_low (high fit, low performance), low_high, low_low; unclear: fit within one standard error of its cut';
COMMENT ON COLUMN person_quadrant.hypothesis IS 'What could lie behind it, as a hypothesis to be checked with the person; never grounds for an automatic decision';

-- What is expected of a person by fit alone; the line is that of the company's own people, and its error that on people it has not seen.
CREATE VIEW performance_risk WITH (security_invoker = true) AS
	SELECT s.person_id, s.job, s.application_id, s.employment_id, s.fit_score, s.performance_score, x.predicted,
		s.performance_score - x.predicted AS residual, x.error,
		CASE WHEN x.error > 0 THEN normal_lower((y.performance_cut - x.predicted) / x.error)
			WHEN x.predicted < y.performance_cut THEN 1 WHEN x.predicted >= y.performance_cut THEN 0 END AS risk,
		y.performance_cut, coalesce(f.n, 0) AS n, f.slope, f.r2_apparent, f.r2_cross_validated, CASE WHEN f.job IS NULL THEN 'TOO_FEW' ELSE f.note END AS note
	FROM standing s
	JOIN job_policy y ON y.job = s.job
	LEFT JOIN performance_line f ON f.job = s.job
	LEFT JOIN LATERAL (SELECT f.intercept + f.slope * s.fit_score AS predicted, f.error WHERE f.note IS NULL) x ON true
	WHERE s.fit_score IS NOT NULL;
COMMENT ON VIEW performance_risk IS 'Performance to be expected by fit alone, before any fact, one row an open application or current spell with a fit score; NULL below 30 spells or where fit predicts nothing. The line comes from hires, leavers among them: range restriction makes it too flat for applicants. People who left are not in';
COMMENT ON COLUMN performance_risk.person_id IS 'The person';
COMMENT ON COLUMN performance_risk.job IS 'The job, whose spells the line comes from';
COMMENT ON COLUMN performance_risk.application_id IS 'The open application, if any';
COMMENT ON COLUMN performance_risk.employment_id IS 'The current spell, if any';
COMMENT ON COLUMN performance_risk.fit_score IS 'Fit for the job, 0..100';
COMMENT ON COLUMN performance_risk.performance_score IS 'Performance as it is, 0..100; NULL for candidates and with too few facts';
COMMENT ON COLUMN performance_risk.predicted IS 'Performance expected at this fit score, in points of the 0..100 scale; may lie outside it';
COMMENT ON COLUMN performance_risk.residual IS 'performance_score - predicted, in points';
COMMENT ON COLUMN performance_risk.error IS 'Standard error of a prediction for one person that the line was not fitted on, in points';
COMMENT ON COLUMN performance_risk.risk IS 'Probability of a performance below performance_cut under normal residuals, 0..1; not a judgement of the person';
COMMENT ON COLUMN performance_risk.performance_cut IS 'The policy''s cut for the performance score, 0..100';
COMMENT ON COLUMN performance_risk.n IS 'Spells of the job that the line comes from';
COMMENT ON COLUMN performance_risk.slope IS 'Points of performance for one point of fit';
COMMENT ON COLUMN performance_risk.r2_apparent IS 'Share of the variance of performance that fit explains in those spells, 0..1';
COMMENT ON COLUMN performance_risk.r2_cross_validated IS 'The same in spells that the line was not fitted on: what to go by';
COMMENT ON COLUMN performance_risk.note IS 'TOO_FEW: fewer than 30 spells; CONSTANT: all alike; UNRELATED: fit predicts no better than the mean; else NULL';

CREATE VIEW lifecycle WITH (security_invoker = true) AS
	SELECT a.person_id, a.opened_at AS at, 'applied' AS event, a.job, a.id AS application_id, NULL::bigint AS employment_id, a.cohort AS detail, false AS archived
	FROM application a
	UNION ALL
	SELECT a.person_id, t.entered_at, 'stage', a.job, a.id, NULL, t.stage, false
	FROM application_stage t JOIN application a ON a.id = t.application_id
	WHERE t.stage <> 'applied' OR t.entered_at > a.opened_at
	UNION ALL
	SELECT m.person_id, m.taken_at, CASE m.kind WHEN 'interview' THEN 'assessed' ELSE 'reassessed' END, coalesce(a.job, e.job),
		m.application_id, m.employment_id, concat_ws(' ', m.instrument, m.instrument_version, nullif(m.status, 'valid')), m.archived
	FROM (
		SELECT person_id, application_id, employment_id, instrument, instrument_version, kind, taken_at, status, false AS archived FROM assessment
		UNION ALL
		SELECT person_id, application_id, employment_id, instrument, instrument_version, kind, taken_at, status, true FROM assessment_archive
	) m
	LEFT JOIN application a ON a.id = m.application_id
	LEFT JOIN employment e ON e.id = m.employment_id
	UNION ALL
	SELECT c.person_id, c.from_date::timestamp AT TIME ZONE y.time_zone, c.begun, c.job, c.application_id, c.employment_id, c.org_unit, false
	FROM career_path c
	JOIN policy y ON y.job IS NULL
	UNION ALL
	SELECT e.person_id, e.left_on::timestamp AT TIME ZONE y.time_zone, 'left', e.job, e.application_id, e.id, e.leave_reason, false
	FROM employment e
	JOIN policy y ON y.job IS NULL
	WHERE e.ended
	UNION ALL
	SELECT i.person_id, i.opened_at, 'intervention_opened', e.job, NULL, i.employment_id, concat_ws(': ', i.indicator, i.offering), false
	FROM intervention i JOIN employment e ON e.id = i.employment_id
	UNION ALL
	SELECT i.person_id, i.ended_at, 'intervention_ended', e.job, NULL, i.employment_id, concat_ws(': ', i.indicator, i.end_reason), false
	FROM intervention i JOIN employment e ON e.id = i.employment_id
	WHERE i.ended_at IS NOT NULL
	UNION ALL
	SELECT m.person_id, lower(m.valid), 'pool_entered', m.job, NULL, NULL, m.pool, false
	FROM talent_pool_member m
	UNION ALL
	SELECT m.person_id, upper(m.valid), 'pool_left', m.job, NULL, NULL, m.pool, false
	FROM talent_pool_member m
	WHERE NOT upper_inf(m.valid);
COMMENT ON VIEW lifecycle IS 'What happened to people from first application to leaving and return, one row an event; archived assessments are in, purged ones are not';
COMMENT ON COLUMN lifecycle.person_id IS 'The person';
COMMENT ON COLUMN lifecycle.at IS 'When it happened; for dates their midnight in the policy''s time zone';
COMMENT ON COLUMN lifecycle.event IS 'applied, stage, assessed, reassessed, hired, second_job, transferred, moved, left, rehired, intervention_opened, intervention_ended, pool_entered, pool_left';
COMMENT ON COLUMN lifecycle.job IS 'Job that it was about';
COMMENT ON COLUMN lifecycle.application_id IS 'The application, if it was about one';
COMMENT ON COLUMN lifecycle.employment_id IS 'The employment spell, if it was about one';
COMMENT ON COLUMN lifecycle.detail IS 'By event: cohort, stage, instrument, organisational unit, reason of leaving, indicator and offering, talent pool';
COMMENT ON COLUMN lifecycle.archived IS 'Whether the row is in the archive';

-- Why a fit score is what it is: the contributions of a person and job add up to it.
CREATE VIEW fit_contribution WITH (security_invoker = true) AS
	SELECT s.person_id, s.job, s.application_id, s.employment_id, w.id AS weighting_id, e.key AS indicator, x.score, e.value AS weight,
		CASE WHEN x.score IS NOT NULL THEN e.value / sum(e.value) FILTER (WHERE x.score IS NOT NULL) OVER whole END AS share,
		CASE WHEN s.fit_score IS NOT NULL THEN x.score * e.value / sum(e.value) FILTER (WHERE x.score IS NOT NULL) OVER whole END AS contribution,
		s.fit_score, m.assessment_id, m.taken_at
	FROM standing s
	JOIN weighting w ON w.job = s.job AND w.purpose = 'fit' AND w.in_force
	CROSS JOIN LATERAL each(w.weights) AS e (key, value)
	CROSS JOIN LATERAL (SELECT s.assessed -> e.key AS score) x
	LEFT JOIN LATERAL (
		SELECT a.id AS assessment_id, a.taken_at
		FROM assessment a
		WHERE a.person_id = s.person_id AND a.status = 'valid' AND a.scores ? e.key AND x.score IS NOT NULL
		ORDER BY a.taken_at DESC, a.id DESC
		LIMIT 1
	) m ON true
	WINDOW whole AS (PARTITION BY s.person_id, s.job);
COMMENT ON VIEW fit_contribution IS 'How a fit score comes about, one row a person, job and indicator of the weighting in force; open applications and current spells only, people who left are not in';
COMMENT ON COLUMN fit_contribution.person_id IS 'The person';
COMMENT ON COLUMN fit_contribution.job IS 'The job';
COMMENT ON COLUMN fit_contribution.application_id IS 'The open application, if any';
COMMENT ON COLUMN fit_contribution.employment_id IS 'The current spell, if any';
COMMENT ON COLUMN fit_contribution.weighting_id IS 'The version of the weights in force';
COMMENT ON COLUMN fit_contribution.indicator IS 'Code of the indicator';
COMMENT ON COLUMN fit_contribution.score IS 'Latest valid score, 0..100; NULL: not assessed, and left out rather than counted as 0';
COMMENT ON COLUMN fit_contribution.weight IS 'Weight in that version';
COMMENT ON COLUMN fit_contribution.share IS 'Share of the weights of all that was assessed, 0..1; NULL: not assessed';
COMMENT ON COLUMN fit_contribution.contribution IS 'score * share, in points: they add up to the fit score; NULL without one';
COMMENT ON COLUMN fit_contribution.fit_score IS 'Fit for the job, 0..100; NULL when less than half of the indicators or of their weight was assessed';
COMMENT ON COLUMN fit_contribution.assessment_id IS 'The assessment that the score is from';
COMMENT ON COLUMN fit_contribution.taken_at IS 'When it was taken';
