-- The settings in force for each job.

CREATE VIEW job_policy WITH (security_invoker = true) AS
	SELECT j.code AS job,
		coalesce(o.gap_threshold, c.gap_threshold) AS gap_threshold,
		coalesce(o.gap_close, c.gap_close) AS gap_close,
		coalesce(o.gap_rule, c.gap_rule) AS gap_rule,
		coalesce(o.gap_direction, c.gap_direction) AS gap_direction,
		coalesce(o.gap_min_facts, c.gap_min_facts) AS gap_min_facts,
		coalesce(o.low_predicted, c.low_predicted) AS low_predicted,
		coalesce(o.performance_window, c.performance_window) AS performance_window,
		coalesce(o.outcome_window, c.outcome_window) AS outcome_window,
		coalesce(o.pool_share, c.pool_share) AS pool_share,
		coalesce(o.lift_share, c.lift_share) AS lift_share,
		coalesce(o.reassess_every, c.reassess_every) AS reassess_every,
		coalesce(o.fit_cut, c.fit_cut) AS fit_cut,
		coalesce(o.performance_cut, c.performance_cut) AS performance_cut,
		coalesce(o.weight_step, c.weight_step) AS weight_step,
		c.score_max_age, c.candidate_idle, c.min_keep, c.archive_keep, c.smallest_group, c.time_zone
	FROM job j
	JOIN policy c ON c.job IS NULL
	LEFT JOIN policy o ON o.job = j.code;
COMMENT ON VIEW job_policy IS 'The settings that hold for each job: its own where it has them, else the company''s';
