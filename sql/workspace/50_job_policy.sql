-- The settings in force for each job.

CREATE VIEW job_policy WITH (security_invoker = true) AS
	SELECT j.code AS job,
		coalesce(o.gap_threshold, c.gap_threshold) AS gap_threshold,
		coalesce(o.gap_close, c.gap_close) AS gap_close,
		coalesce(o.gap_rule, c.gap_rule) AS gap_rule,
		coalesce(o.gap_direction, c.gap_direction) AS gap_direction,
		coalesce(o.gap_min_facts, c.gap_min_facts) AS gap_min_facts,
		coalesce(o.low_predicted, c.low_predicted) AS low_predicted,
		coalesce(o.low_percentile, c.low_percentile) AS low_percentile,
		coalesce(o.performance_window, c.performance_window) AS performance_window,
		coalesce(o.outcome_window, c.outcome_window) AS outcome_window,
		coalesce(o.pool_share, c.pool_share) AS pool_share,
		coalesce(o.lift_share, c.lift_share) AS lift_share,
		coalesce(o.reassess_every, c.reassess_every) AS reassess_every,
		coalesce(o.onboarding, c.onboarding) AS onboarding,
		coalesce(o.fit_cut, c.fit_cut) AS fit_cut,
		coalesce(o.performance_cut, c.performance_cut) AS performance_cut,
		coalesce(o.weight_step, c.weight_step) AS weight_step,
		coalesce(o.review_scores, c.review_scores) AS review_scores,
		c.score_max_age, c.candidate_idle, c.min_keep, c.archive_keep, c.smallest_group, c.time_zone
	FROM job j
	JOIN policy c ON c.job IS NULL
	LEFT JOIN policy o ON o.job = j.code;
COMMENT ON VIEW job_policy IS 'The settings that hold for each job: its own where it has them, else the company''s';
COMMENT ON COLUMN job_policy.job IS 'The job';
COMMENT ON COLUMN job_policy.gap_threshold IS 'Size of a gap above which it is acted on: share (0.15 for 15 %), points or standard deviations, by gap_rule';
COMMENT ON COLUMN job_policy.gap_close IS 'Size of a gap below which an intervention is closed; not above gap_threshold, in the same unit';
COMMENT ON COLUMN job_policy.gap_rule IS 'relative: (actual - predicted) / predicted; points: actual - predicted; percentile: share of the job below what is achieved less share below what was predicted; residual: distance from what people of the same score achieve, in standard deviations';
COMMENT ON COLUMN job_policy.gap_direction IS 'Gaps acted on: under (less than predicted), over or both';
COMMENT ON COLUMN job_policy.gap_min_facts IS 'Least performance facts before a gap is acted on';
COMMENT ON COLUMN job_policy.low_predicted IS 'Predicted score below which a relative gap is not acted on, 0..100';
COMMENT ON COLUMN job_policy.low_percentile IS 'Percentile rank in the norm below which a score counts as low where the job has no target for it, 0..100; 0: none does';
COMMENT ON COLUMN job_policy.performance_window IS 'How far back from a person''s latest fact performance is looked at';
COMMENT ON COLUMN job_policy.outcome_window IS 'How long after hire the outcome of a selection is looked at';
COMMENT ON COLUMN job_policy.pool_share IS 'Share of a population that talent pools usually take, above 0 to 1';
COMMENT ON COLUMN job_policy.lift_share IS 'Top share that lift is computed for, above 0 to 1';
COMMENT ON COLUMN job_policy.reassess_every IS 'Time after which core staff are to be assessed again';
COMMENT ON COLUMN job_policy.onboarding IS 'Time after the first day for which somebody is a new hire';
COMMENT ON COLUMN job_policy.fit_cut IS 'Fit score from which on fit counts as high, 0..100';
COMMENT ON COLUMN job_policy.performance_cut IS 'Performance score from which on performance counts as high, 0..100';
COMMENT ON COLUMN job_policy.weight_step IS 'Largest change of one weight in a proposal, share above 0 to 1';
COMMENT ON COLUMN job_policy.review_scores IS 'Do scores of answers wait for a person to accept them';
COMMENT ON COLUMN job_policy.score_max_age IS 'Age, against a person''s newest valid assessment, from which a score counts no more; NULL: any age counts';
COMMENT ON COLUMN job_policy.candidate_idle IS 'Time after the last activity from which a candidate not hired is purged';
COMMENT ON COLUMN job_policy.min_keep IS 'Time for which data of anybody must be kept whatever else is due; NULL: none';
COMMENT ON COLUMN job_policy.archive_keep IS 'Time after leaving from which archived data is purged; NULL: never';
COMMENT ON COLUMN job_policy.smallest_group IS 'Least number of people in a group that views about groups show, 3 or more';
COMMENT ON COLUMN job_policy.time_zone IS 'Time zone in which dates begin and end';

-- An indicator among the weights of performance stands for the criteria that it predicts, in the proportions of predictor_map.
CREATE VIEW job_performance_weights WITH (security_barrier = true) AS
	SELECT x.job, x.weighting_id, scorecard_agg(x.criterion, x.weight) AS weights
	FROM (
		SELECT w.job, w.id AS weighting_id, coalesce(m.criterion, k.key) AS criterion, sum(k.value * coalesce(m.share, 1)) AS weight
		FROM weighting w
		CROSS JOIN LATERAL each(w.weights) AS k (key, value)
		LEFT JOIN (
			SELECT indicator, criterion, weight / sum(weight) OVER (PARTITION BY indicator) AS share FROM predictor_map
		) m ON m.indicator = k.key
		WHERE w.purpose = 'performance' AND w.in_force
		GROUP BY w.job, w.id, coalesce(m.criterion, k.key)
	) x
	GROUP BY x.job, x.weighting_id;
COMMENT ON VIEW job_performance_weights IS 'Weights of criteria by which the performance of each job is scored now; about no single person';
COMMENT ON COLUMN job_performance_weights.job IS 'The job';
COMMENT ON COLUMN job_performance_weights.weighting_id IS 'The weighting in force';
COMMENT ON COLUMN job_performance_weights.weights IS 'Weights by criterion: those of the weighting, an indicator''s shared out over the criteria that it predicts';

-- A criterion without a scale has T scores on the job's norm: 50 + 10 z is linear from mean - 5 sd to mean + 5 sd.
CREATE VIEW criterion_scale WITH (security_barrier = true) AS
	SELECT j.code AS job, c.code AS criterion, c.aggregate, coalesce(c.lo, m.mean - 5 * m.sd) AS lo, coalesce(c.hi, m.mean + 5 * m.sd) AS hi
	FROM job j
	CROSS JOIN criterion c
	LEFT JOIN criterion_norm m ON m.job = j.code AND m.criterion = c.code;
COMMENT ON VIEW criterion_scale IS 'From which to which value each criterion counts 0 to 100 in a job, one row a job and criterion';
COMMENT ON COLUMN criterion_scale.job IS 'The job';
COMMENT ON COLUMN criterion_scale.criterion IS 'Code of the criterion';
COMMENT ON COLUMN criterion_scale.aggregate IS 'What several values make: their mean, their sum or the last of them';
COMMENT ON COLUMN criterion_scale.lo IS 'Value that counts 0, above hi where lower is better; NULL: no scale and no norm as yet';
COMMENT ON COLUMN criterion_scale.hi IS 'Value that counts 100';
