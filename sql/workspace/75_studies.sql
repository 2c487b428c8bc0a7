-- Proposals for weights, and what other weights would be worth.

CREATE VIEW applicant_card WITH (security_invoker = true) AS
	SELECT a.id AS application_id, a.person_id, a.job, a.opened_at, a.stage,
		m.scores || coalesce((SELECT scorecard_agg(d.key, d.value) FROM (VALUES ('@decision', a.fit_score_at_decision)) AS d (key, value)), '{}') AS card
	FROM application a
	JOIN (
		SELECT application_id, scorecard_latest(scores ORDER BY taken_at, id) AS scores
		FROM assessment_all
		WHERE status = 'valid' AND application_id IS NOT NULL
		GROUP BY application_id
	) m ON m.application_id = a.id;
COMMENT ON VIEW applicant_card IS 'Latest valid scores of each application, one row an application that has any; archived assessments are in, purged applications are in applicant_norm';
COMMENT ON COLUMN applicant_card.application_id IS 'The application';
COMMENT ON COLUMN applicant_card.person_id IS 'The applicant';
COMMENT ON COLUMN applicant_card.job IS 'The job applied for';
COMMENT ON COLUMN applicant_card.opened_at IS 'When the application was opened';
COMMENT ON COLUMN applicant_card.stage IS 'Stage reached, or how it ended';
COMMENT ON COLUMN applicant_card.card IS 'Scores by indicator, 0..100, and @decision, the fit score frozen at the decision';

CREATE FUNCTION what_if_weights(job text, weights aiehr.scorecard)
	RETURNS TABLE (variant text, n bigint, r float8, r_low float8, r_high float8, r_cross_validated float8, impact_ratio float8, entering bigint, leaving bigint, note text)
	LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT w.variant, w.n, w.r, w.r_low, w.r_high, w.r_cross_validated, w.impact_ratio, w.entering, w.leaving, w.note
	FROM aiehr._what_if_weights('policy'::regclass, job, weights) w;
END;
COMMENT ON FUNCTION what_if_weights(text, aiehr.scorecard) IS
	'The fit weights in force (now), those given and equal ones (unit) side by side: n spells, correlation r with performance and its 95 % interval, the same within tenths of the sample, lowest impact ratio of a group when the policy''s pool share of applicants is taken, how many would enter and leave that share; note TOO_FEW below 30 spells';

CREATE FUNCTION what_if_pool(job text, weights aiehr.scorecard)
	RETURNS TABLE (application_id bigint, person_id bigint, change text, score_now float8, score_new float8)
	LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT w.application_id, w.person_id, CASE WHEN w.taken_new THEN 'enters' ELSE 'leaves' END, w.score_now, w.score_new
	FROM aiehr._weighed_applicants('policy'::regclass, job, aiehr._weighting_in_force('policy'::regclass, job, 'fit'), weights) w
	WHERE w.taken_new <> w.taken_now
	ORDER BY w.score_new DESC, w.application_id;
END;
COMMENT ON FUNCTION what_if_pool(text, aiehr.scorecard) IS
	'Who would enter and who would leave the policy''s pool share of a job''s applicants if these were the fit weights, with both fit scores, 0..100';

CREATE FUNCTION propose_weights(job text, purpose text DEFAULT 'fit')
	RETURNS TABLE (weighting_id bigint, code text, n bigint, r float8, r_low float8, r_high float8, r_corrected float8, relative_weight float8, target float8, applicant_sd float8,
		present float8, uncorrected float8, proposed float8, reason text)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT e.weighting_id, e.code, e.n, e.r, e.r_low, e.r_high, e.r_corrected, e.relative_weight, e.target, e.applicant_sd, e.present, e.uncorrected, e.proposed, e.reason
	FROM aiehr._propose_weights('policy'::regclass, job, purpose) e;
END;
COMMENT ON FUNCTION propose_weights(text, text) IS
	'Drafts a weighting for fit (weights of indicators) or performance (what counts in the appraisal) from the spells whose outcome window is complete, a row an item with the reason; too little data drafts the old weights. A person approves it';

CREATE FUNCTION estimate_reliability() RETURNS TABLE (job text, criterion text, n bigint, raters float8, icc float8, stored boolean, note text)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT e.job, e.criterion, e.n, e.raters, e.icc, e.stored, e.note FROM aiehr._estimate_reliability('policy'::regclass) e;
END;
COMMENT ON FUNCTION estimate_reliability() IS
	'Estimates how far raters agree on each criterion in each job (intraclass correlation of one rater, 0..1; mean number of raters of those n people whom several rated) and stores it in criterion_reliability for validity to be corrected by: from 30 people on, where it is above 0, and unless somebody entered one by hand';
