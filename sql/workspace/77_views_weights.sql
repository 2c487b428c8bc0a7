-- What weights rest on and what scores promise, in the words of those who decide by them.

CREATE VIEW expectancy WITH (security_barrier = true) AS
	WITH state AS MATERIALIZED (
		SELECT s.job, observations(s.card, k.keys) AS rows
		FROM study_complete s
		CROSS JOIN (SELECT '{@decision,@fit,@performance}'::text[] || coalesce(array_agg(code), '{}') AS keys FROM criterion WHERE pass_line IS NOT NULL) k
		GROUP BY s.job
	),
	line AS (
		SELECT t.job, array_agg(k.code ORDER BY k.code) AS criteria, array_agg(k.line ORDER BY k.code) AS lines, array_agg(k.at_most ORDER BY k.code) AS at_most
		FROM state t
		CROSS JOIN policy y
		LEFT JOIN policy o ON o.job = t.job
		CROSS JOIN LATERAL (
			SELECT '@performance' AS code, coalesce(o.performance_cut, y.performance_cut) AS line, false AS at_most
			UNION ALL
			SELECT c.code, c.pass_line, (c.lo > c.hi) IS TRUE FROM criterion c WHERE c.pass_line IS NOT NULL
		) k
		WHERE y.job IS NULL
		GROUP BY t.job
	),
	cell AS (
		SELECT t.job, e.score, e.criterion, e."group" AS fifth, e.n, e.passed, e.score_from, e.score_to
		FROM state t
		JOIN line l ON l.job = t.job
		CROSS JOIN LATERAL expectancy(t.rows, '{@decision,@fit}', l.criteria, l.lines, l.at_most) AS e
	),
	marked AS (
		SELECT c.*, suppressed(c.n, y.smallest_group) OVER (PARTITION BY c.job, c.score, c.criterion ORDER BY c.n, c.fifth) AS hidden
		FROM cell c
		JOIN policy y ON y.job IS NULL
	)
	SELECT m.job, m.score, m.criterion, m.fifth, v.score_from, v.score_to, v.n, v.passed, p.rate, p.rate_low, p.rate_high, m.hidden AS suppressed
	FROM marked m
	LEFT JOIN LATERAL (SELECT m.score_from, m.score_to, m.n, m.passed WHERE NOT m.hidden) v ON true
	LEFT JOIN LATERAL proportion(v.passed, v.n) AS p ON true;
COMMENT ON VIEW expectancy IS 'Expectancy table: how many of those hired reached the pass line, by fifths of the score, one row a job, score, criterion and fifth that has people; those who left are in, purged people are not. Groups below the policy''s smallest are hidden, and the next smallest with them';
COMMENT ON COLUMN expectancy.job IS 'Job of the spells';
COMMENT ON COLUMN expectancy.score IS '@decision: the fit score frozen at the decision; @fit: the frozen scores by the weights in force';
COMMENT ON COLUMN expectancy.criterion IS 'Code of a criterion that has a pass line; @performance: the composite against the policy''s performance_cut';
COMMENT ON COLUMN expectancy.fifth IS '1: the lowest fifth of the scores, to 5: the highest; equal scores are in one';
COMMENT ON COLUMN expectancy.score_from IS 'Lowest score in it, 0..100';
COMMENT ON COLUMN expectancy.score_to IS 'Highest score in it, 0..100';
COMMENT ON COLUMN expectancy.n IS 'Spells in it; NULL where suppressed';
COMMENT ON COLUMN expectancy.passed IS 'Those whose outcome is at or past the pass line';
COMMENT ON COLUMN expectancy.rate IS 'passed / n, 0..1';
COMMENT ON COLUMN expectancy.rate_low IS 'Lower end of the 95 % interval of the rate (Wilson)';
COMMENT ON COLUMN expectancy.rate_high IS 'Upper end of the 95 % interval of the rate (Wilson)';
COMMENT ON COLUMN expectancy.suppressed IS 'Whether the figures are hidden for the size of the group, or so that a total does not give another one away';

CREATE VIEW weight_proposal WITH (security_barrier = true) AS
	SELECT w.id AS weighting_id, w.job, w.purpose, w.status, w.created_at, e.code, e.n, v.r, v.r_low, v.r_high, v.r_corrected, v.relative_weight, e.target, v.applicant_sd,
		e.present, e.uncorrected, e.proposed, e.reason,
		v.r_now, v.r_proposed, v.r_uncorrected, v.r_unit, t.impact_now, t.impact_proposed, t.impact_unit, t.entering, t.leaving, t.note
	FROM weighting w
	JOIN weighting_evidence e ON e.weighting_id = w.id
	LEFT JOIN (
		SELECT weighting_id, max(r_cross_validated) FILTER (WHERE variant = 'now') AS r_now, max(r_cross_validated) FILTER (WHERE variant = 'proposed') AS r_proposed,
			max(r_cross_validated) FILTER (WHERE variant = 'uncorrected') AS r_uncorrected, max(r_cross_validated) FILTER (WHERE variant = 'unit') AS r_unit,
			max(impact_ratio) FILTER (WHERE variant = 'now') AS impact_now, max(impact_ratio) FILTER (WHERE variant = 'proposed') AS impact_proposed,
			max(impact_ratio) FILTER (WHERE variant = 'unit') AS impact_unit, max(entering) FILTER (WHERE variant = 'proposed') AS entering,
			max(leaving) FILTER (WHERE variant = 'proposed') AS leaving, max(note) FILTER (WHERE variant = 'proposed') AS note
		FROM weighting_trial
		GROUP BY weighting_id
	) t ON t.weighting_id = w.id
	JOIN policy y ON y.job IS NULL
	-- the draft says why there is nothing to propose; what so few people achieved it does not
	LEFT JOIN LATERAL (
		SELECT e.r, e.r_low, e.r_high, e.r_corrected, e.relative_weight, e.applicant_sd, t.r_now, t.r_proposed, t.r_uncorrected, t.r_unit WHERE e.n >= y.smallest_group
	) v ON true;
COMMENT ON VIEW weight_proposal IS 'What propose_weights() drafted and why, as it was on the day, one row a weighting and item; approved and retired ones stay. The sample has at least 30 spells, those of leavers in it, or the old weights are drafted';
COMMENT ON COLUMN weight_proposal.weighting_id IS 'The weighting drafted; approve_weighting() takes it';
COMMENT ON COLUMN weight_proposal.job IS 'Job that is scored';
COMMENT ON COLUMN weight_proposal.purpose IS 'fit (weights of indicators) or performance (what counts in the appraisal)';
COMMENT ON COLUMN weight_proposal.status IS 'draft, approved or retired';
COMMENT ON COLUMN weight_proposal.created_at IS 'When it was drafted';
COMMENT ON COLUMN weight_proposal.code IS 'Code of the indicator or criterion';
COMMENT ON COLUMN weight_proposal.n IS 'Spells in the sample';
COMMENT ON COLUMN weight_proposal.r IS 'Correlation with performance in the sample';
COMMENT ON COLUMN weight_proposal.r_low IS 'Lower end of its 95 % interval (Fisher)';
COMMENT ON COLUMN weight_proposal.r_high IS 'Upper end of its 95 % interval (Fisher)';
COMMENT ON COLUMN weight_proposal.r_corrected IS 'The same among all applicants, corrected for the selection on the score at the decision; NULL where that is not known';
COMMENT ON COLUMN weight_proposal.relative_weight IS 'Share of the explained variance (Johnson), 0..1';
COMMENT ON COLUMN weight_proposal.target IS 'Share of the score that the item should have: relative weights of the items whose r is above 0 for sure';
COMMENT ON COLUMN weight_proposal.applicant_sd IS 'Standard deviation of the item among applicants, in points: target / applicant_sd is the weight that acts as the target';
COMMENT ON COLUMN weight_proposal.present IS 'Share of the weights in force on the day';
COMMENT ON COLUMN weight_proposal.uncorrected IS 'Share that would be proposed without the correction for selection';
COMMENT ON COLUMN weight_proposal.proposed IS 'Share proposed, at most the policy''s weight_step away from the present one';
COMMENT ON COLUMN weight_proposal.reason IS 'Why, in words';
COMMENT ON COLUMN weight_proposal.r_now IS 'Cross-validated correlation with performance of the weights in force on the day, in tenths of the sample';
COMMENT ON COLUMN weight_proposal.r_proposed IS 'The same of the proposed weights, fitted each time without the tenth that they are tried on';
COMMENT ON COLUMN weight_proposal.r_uncorrected IS 'The same of those without the correction for selection';
COMMENT ON COLUMN weight_proposal.r_unit IS 'The same of equal weights';
COMMENT ON COLUMN weight_proposal.impact_now IS 'Lowest impact ratio of a protected group when the policy''s pool share of the applicants is taken by the weights in force on the day';
COMMENT ON COLUMN weight_proposal.impact_proposed IS 'The same by the proposed weights';
COMMENT ON COLUMN weight_proposal.impact_unit IS 'The same by equal weights';
COMMENT ON COLUMN weight_proposal.entering IS 'Applicants whom the proposed weights would take and those in force would not; what_if_pool() names them';
COMMENT ON COLUMN weight_proposal.leaving IS 'Applicants whom the weights in force would take and the proposed ones would not';
COMMENT ON COLUMN weight_proposal.note IS 'What to doubt of the trial: TOO_FEW, CONSTANT, NEGATIVE_WEIGHT; else NULL';

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
