-- Who is selected, by group: four-fifths rule and tests for those who answer for it, and the tables of the bias audit.
-- See 74_views_validity.sql for the rules of views about groups.

-- Granted to nobody. Instrument * has each application once, attribute all everybody, and the last attribute both of two.
-- purge_tally.sql counts by it what goes.
CREATE VIEW selection_live WITH (security_barrier = true) AS
	SELECT a.id AS application_id, a.person_id, a.job, i.instrument, i.instrument_version, date_trunc('quarter', a.opened_at AT TIME ZONE c.time_zone)::date AS quarter,
		CASE WHEN a.stage IN ('withdrawn', 'no_show') AND f.furthest < 5 THEN 'withdrawn'
			ELSE (ARRAY['applied', 'screening', 'assessment', 'interview', 'offer', 'hired'])[f.furthest] END AS stage,
		a.stage NOT IN ('applied', 'screening', 'assessment', 'interview', 'on_hold') AS decided, v.attribute, v.value,
		coalesce(a.fit_score_at_decision, (SELECT s.fit_score FROM standing s WHERE s.person_id = a.person_id AND s.job = a.job AND s.application_id = a.id)) AS score
	FROM application a
	JOIN policy c ON c.job IS NULL
	CROSS JOIN LATERAL (
		SELECT greatest(1, array_position(ARRAY['applied', 'screening', 'assessment', 'interview', 'offer', 'hired'], CASE a.stage WHEN 'offer_declined' THEN 'offer' ELSE a.stage END),
			CASE WHEN a.stage <> 'hired' THEN (
				SELECT max(array_position(ARRAY['applied', 'screening', 'assessment', 'interview', 'offer', 'hired'], s.stage))
				FROM application_stage s WHERE s.application_id = a.id) END) AS furthest
	) f
	CROSS JOIN LATERAL (
		SELECT '*' AS instrument, '*' AS instrument_version
		UNION ALL
		(SELECT m.instrument, m.instrument_version FROM assessment m WHERE m.application_id = a.id
			UNION SELECT m.instrument, m.instrument_version FROM assessment_archive m WHERE m.application_id = a.id)
	) i
	CROSS JOIN LATERAL (
		SELECT 'all' AS attribute, 'all' AS value
		UNION ALL
		SELECT p.attribute, p.value FROM protected_attribute p WHERE p.person_id = a.person_id AND p.consent AND p.attribute NOT IN ('all', 'sex x race_ethnicity')
		UNION ALL
		SELECT 'sex x race_ethnicity' AS attribute, p.value || '|' || q.value
		FROM protected_attribute p
		JOIN protected_attribute q ON q.person_id = p.person_id AND q.attribute = 'race_ethnicity' AND q.consent
		WHERE p.person_id = a.person_id AND p.attribute = 'sex' AND p.consent
	) v;
COMMENT ON VIEW selection_live IS 'What became of each application, one row an application, instrument and group of its applicant, leavers among them; purged ones are in selection_tally';
COMMENT ON COLUMN selection_live.application_id IS 'The application';
COMMENT ON COLUMN selection_live.person_id IS 'The applicant';
COMMENT ON COLUMN selection_live.job IS 'The job applied for';
COMMENT ON COLUMN selection_live.instrument IS 'Code of an instrument that it was assessed by; *: the application as such';
COMMENT ON COLUMN selection_live.instrument_version IS 'Version of the instrument; *: the application as such';
COMMENT ON COLUMN selection_live.quarter IS 'First day of the quarter in which it was opened';
COMMENT ON COLUMN selection_live.stage IS 'Furthest stage reached, or withdrawn: by the applicant before an offer';
COMMENT ON COLUMN selection_live.decided IS 'Whether it has ended or come to an offer';
COMMENT ON COLUMN selection_live.attribute IS 'Protected attribute; all: everybody; sex x race_ethnicity: those who gave both';
COMMENT ON COLUMN selection_live.value IS 'Its value';
COMMENT ON COLUMN selection_live.score IS 'Fit score frozen at the decision, of open ones as it stands, 0..100; NULL: none';

-- Also granted to nobody. The score of a purged application is known to five points alone: it counts as their middle.
CREATE VIEW selection_each WITH (security_barrier = true) AS
	SELECT job, instrument, instrument_version, quarter, stage, decided, attribute, value, score, 1::bigint AS n, false AS binned
	FROM selection_live
	UNION ALL
	SELECT job, instrument, instrument_version, quarter, stage, true AS decided, attribute, value,
		CASE WHEN score_bin >= 0 THEN least(5 * score_bin + 2.5, 100)::float8 END AS score, n, true AS binned
	FROM selection_tally;
COMMENT ON VIEW selection_each IS 'What became of applications, purged ones in, in rows of n alike';
COMMENT ON COLUMN selection_each.job IS 'The job applied for';
COMMENT ON COLUMN selection_each.instrument IS 'Code of an instrument that they were assessed by; *: the applications as such';
COMMENT ON COLUMN selection_each.instrument_version IS 'Version of the instrument; *: the applications as such';
COMMENT ON COLUMN selection_each.quarter IS 'First day of the quarter in which they were opened';
COMMENT ON COLUMN selection_each.stage IS 'Furthest stage reached, or withdrawn: by the applicant before an offer';
COMMENT ON COLUMN selection_each.decided IS 'Whether they have ended or come to an offer';
COMMENT ON COLUMN selection_each.attribute IS 'Protected attribute; all: everybody; sex x race_ethnicity: those who gave both';
COMMENT ON COLUMN selection_each.value IS 'Its value';
COMMENT ON COLUMN selection_each.score IS 'Fit score, 0..100; NULL: none';
COMMENT ON COLUMN selection_each.n IS 'Applications counted';
COMMENT ON COLUMN selection_each.binned IS 'Whether they are purged, and the score known to five points alone';

CREATE VIEW adverse_impact WITH (security_barrier = true) AS
	WITH cell AS (
		SELECT e.job, e.attribute, e.value, sum(e.n)::bigint AS n, coalesce(sum(e.n) FILTER (WHERE e.stage IN ('offer', 'hired')), 0)::bigint AS selected,
			coalesce(sum(e.n) FILTER (WHERE e.binned), 0)::bigint AS purged
		FROM selection_each e
		WHERE e.instrument = '*' AND e.attribute NOT IN ('all', 'sex x race_ethnicity') AND e.decided AND e.stage <> 'withdrawn'
		GROUP BY e.job, e.attribute, e.value
	),
	-- who applies again and again is one person, which only makes a difference in small groups; of the purged nobody can tell
	few AS (
		SELECT c.job, c.attribute, c.value, count(DISTINCT a.person_id) AS people
		FROM cell c
		JOIN policy y ON y.job IS NULL AND c.n BETWEEN y.smallest_group AND 10 * y.smallest_group
		LEFT JOIN protected_attribute p ON p.attribute = c.attribute AND p.value = c.value AND p.consent
		LEFT JOIN application a ON a.person_id = p.person_id AND a.job = c.job AND a.stage IN ('offer', 'hired', 'rejected', 'offer_declined')
		GROUP BY c.job, c.attribute, c.value
	),
	counted AS (
		SELECT c.*, coalesce(f.people + c.purged, c.n) AS people
		FROM cell c
		LEFT JOIN few f ON f.job = c.job AND f.attribute = c.attribute AND f.value = c.value
	),
	marked AS (
		SELECT c.*, suppressed(c.people, y.smallest_group) OVER (PARTITION BY c.job, c.attribute ORDER BY c.people, c.value) AS hidden,
			c.n::float8 / sum(c.n) OVER (PARTITION BY c.job, c.attribute) AS share
		FROM counted c
		JOIN policy y ON y.job IS NULL
	),
	-- the group with the highest rate, where it is more than a few: 2 % of the applicants
	reference AS (
		SELECT DISTINCT ON (job, attribute) job, attribute, value, n, selected
		FROM marked
		WHERE NOT hidden AND share >= 0.02
		ORDER BY job, attribute, selected::float8 / n DESC, n DESC, value
	),
	by_job AS (
		SELECT m.job, m.attribute, m.value, r.value AS reference, m.share, m.hidden, CASE WHEN NOT m.hidden THEN m.n END AS n, CASE WHEN NOT m.hidden THEN m.selected END AS selected,
			CASE WHEN NOT m.hidden THEN r.n END AS n_reference, CASE WHEN NOT m.hidden THEN r.selected END AS selected_reference,
			NULL::float8 AS mh_odds_ratio, NULL::float8 AS mh_p_value
		FROM marked m
		LEFT JOIN reference r ON r.job = m.job AND r.attribute = m.attribute
		WHERE m.value IS DISTINCT FROM r.value
	),
	-- over the jobs that are shown, so that no total gives a hidden one away; one reference for all jobs
	overall AS (
		SELECT attribute, value, sum(n)::bigint AS n, sum(selected)::bigint AS selected, sum(n)::float8 / sum(sum(n)) OVER (PARTITION BY attribute)::float8 AS share
		FROM marked
		WHERE NOT hidden
		GROUP BY attribute, value
	),
	overall_reference AS (
		SELECT DISTINCT ON (attribute) attribute, value, n, selected FROM overall WHERE share >= 0.02 ORDER BY attribute, selected::float8 / n DESC, n DESC, value
	),
	over_jobs AS (
		SELECT NULL::text AS job, o.attribute, o.value, r.value AS reference, o.share, false AS hidden, o.n, o.selected, r.n AS n_reference, r.selected AS selected_reference,
			(h.pooled).odds_ratio AS mh_odds_ratio, (h.pooled).p AS mh_p_value
		FROM overall o
		JOIN overall_reference r ON r.attribute = o.attribute AND r.value <> o.value
		CROSS JOIN LATERAL (
			SELECT mantel_haenszel(f.selected, f.n, g.selected, g.n) AS pooled
			FROM marked f
			JOIN marked g ON g.job = f.job AND g.attribute = f.attribute AND g.value = r.value AND NOT g.hidden
			WHERE f.attribute = o.attribute AND f.value = o.value AND NOT f.hidden
		) h
	)
	SELECT c.job, c.attribute, c.value AS focal, c.reference, c.n AS n_focal, c.selected AS selected_focal, t.rate_focal, c.n_reference, c.selected_reference, t.rate_reference,
		t.impact_ratio, t.ratio_low, t.ratio_high, t.below_four_fifths, t.z, t.z_p AS z_p_value, t.fisher_p AS fisher_p_value, t.cohen_h, t.shortfall, t.flips, t.decided_by,
		c.mh_odds_ratio, c.mh_p_value,
		CASE WHEN c.hidden OR c.reference IS NULL THEN 'TOO_FEW' WHEN c.share < 0.02 THEN 'SMALL_SHARE' ELSE t.note END AS note, c.hidden AS suppressed
	FROM (SELECT * FROM by_job UNION ALL SELECT * FROM over_jobs) c
	LEFT JOIN LATERAL adverse_impact(c.selected, c.n, c.selected_reference, c.n_reference) AS t ON true;
COMMENT ON VIEW adverse_impact IS 'Selection rates of protected groups against the group with the highest one, one row a job, attribute and group, and one over all jobs (job NULL); an application counts once it is decided, not when its applicant withdrew; selected: it came to an offer. Leavers are in, purged people by selection_tally. Groups below the policy''s smallest are hidden, and the next smallest with them';
COMMENT ON COLUMN adverse_impact.job IS 'Job applied for; NULL: all jobs whose groups are shown';
COMMENT ON COLUMN adverse_impact.attribute IS 'Protected attribute, as recorded with the person''s consent';
COMMENT ON COLUMN adverse_impact.focal IS 'The group';
COMMENT ON COLUMN adverse_impact.reference IS 'The group with the highest rate among those of 2 % of the applicants and more; NULL: none can be shown';
COMMENT ON COLUMN adverse_impact.n_focal IS 'Applications of the group; NULL where suppressed';
COMMENT ON COLUMN adverse_impact.selected_focal IS 'Those that came to an offer';
COMMENT ON COLUMN adverse_impact.rate_focal IS 'selected_focal / n_focal, 0..1';
COMMENT ON COLUMN adverse_impact.n_reference IS 'Applications of the reference group';
COMMENT ON COLUMN adverse_impact.selected_reference IS 'Those that came to an offer';
COMMENT ON COLUMN adverse_impact.rate_reference IS 'selected_reference / n_reference, 0..1';
COMMENT ON COLUMN adverse_impact.impact_ratio IS 'rate_focal / rate_reference';
COMMENT ON COLUMN adverse_impact.ratio_low IS 'Lower end of its 95 % interval (logarithmic)';
COMMENT ON COLUMN adverse_impact.ratio_high IS 'Upper end of its 95 % interval (logarithmic)';
COMMENT ON COLUMN adverse_impact.below_four_fifths IS 'Whether the ratio is below four fifths, in whole numbers';
COMMENT ON COLUMN adverse_impact.z IS 'Difference of the rates in standard errors (pooled), beyond 1.96 flagged in practice';
COMMENT ON COLUMN adverse_impact.z_p_value IS 'Two-sided p of z';
COMMENT ON COLUMN adverse_impact.fisher_p_value IS 'Two-sided p of Fisher''s exact test, which decides where counts are small';
COMMENT ON COLUMN adverse_impact.cohen_h IS 'Effect size h of the two rates (Cohen)';
COMMENT ON COLUMN adverse_impact.shortfall IS 'How many more of the group would have been selected at the rate of both together';
COMMENT ON COLUMN adverse_impact.flips IS 'Whether the four-fifths flag turns when one selection goes to the other group';
COMMENT ON COLUMN adverse_impact.decided_by IS 'Which test the counts allow: z or fisher';
COMMENT ON COLUMN adverse_impact.mh_odds_ratio IS 'Odds of selection of the group against the reference with jobs held constant (Mantel-Haenszel); only over all jobs';
COMMENT ON COLUMN adverse_impact.mh_p_value IS 'Two-sided p of it';
COMMENT ON COLUMN adverse_impact.note IS 'TOO_FEW: the group or every other one is too small; SMALL_SHARE: below 2 % of the applicants, not to be judged by the ratio; SMALL_CELL: read Fisher; else NULL';
COMMENT ON COLUMN adverse_impact.suppressed IS 'Whether the figures are hidden for the size of the group, or so that a total does not give another one away';

CREATE VIEW prediction_bias WITH (security_barrier = true) AS
	WITH part AS MATERIALIZED (
		SELECT s.job, p.attribute, p.value, x.score, comoments(s.card, ARRAY[x.score, '@performance']) AS moments
		FROM study_complete s
		JOIN protected_attribute p ON p.person_id = s.person_id AND p.consent
		CROSS JOIN (VALUES ('@decision'), ('@fit')) AS x (score)
		GROUP BY s.job, p.attribute, p.value, x.score
	),
	marked AS (
		SELECT t.*, n(t.moments) AS n, suppressed(n(t.moments), y.smallest_group) OVER (PARTITION BY t.job, t.attribute, t.score ORDER BY n(t.moments), t.value) AS hidden
		FROM part t
		JOIN policy y ON y.job IS NULL
		WHERE n(t.moments) > 0
	),
	-- the largest group, whose line is known best
	reference AS (
		SELECT DISTINCT ON (job, attribute, score) job, attribute, score, value, moments
		FROM marked
		WHERE NOT hidden
		ORDER BY job, attribute, score, n DESC, value
	)
	SELECT m.job, m.attribute, m.score, m.value AS focal, r.value AS reference, d.n_focal, d.n_reference, d.slope_reference, d.slope_difference, d.slope_p AS slope_p_value,
		d.intercept_difference, d.intercept_p AS intercept_p_value, d.mean_residual_focal, d.mean_residual_reference, d.d AS score_d,
		CASE WHEN m.hidden OR r.value IS NULL THEN 'TOO_FEW' ELSE d.note END AS note, m.hidden AS suppressed
	FROM marked m
	LEFT JOIN reference r ON r.job = m.job AND r.attribute = m.attribute AND r.score = m.score
	LEFT JOIN LATERAL differential_prediction(m.moments, r.moments, m.score, '@performance') AS d ON NOT m.hidden
	WHERE m.value IS DISTINCT FROM r.value;
COMMENT ON VIEW prediction_bias IS 'Whether a fit score predicts performance by the same line for protected groups (Cleary), one row a job, attribute, score and group against the largest one; spells with a complete outcome window, those who left are in, purged people are not. Groups below the policy''s smallest are hidden, and the next smallest with them; below 50 nothing is tested';
COMMENT ON COLUMN prediction_bias.job IS 'Job of the spells';
COMMENT ON COLUMN prediction_bias.attribute IS 'Protected attribute, as recorded with the person''s consent';
COMMENT ON COLUMN prediction_bias.score IS '@decision: the fit score frozen at the decision; @fit: the frozen scores by the weights in force';
COMMENT ON COLUMN prediction_bias.focal IS 'The group';
COMMENT ON COLUMN prediction_bias.reference IS 'The largest group; NULL: none can be shown';
COMMENT ON COLUMN prediction_bias.n_focal IS 'Spells of the group with score and performance; NULL where suppressed';
COMMENT ON COLUMN prediction_bias.n_reference IS 'Those of the reference group';
COMMENT ON COLUMN prediction_bias.slope_reference IS 'Points of performance for one point of the score in the reference group';
COMMENT ON COLUMN prediction_bias.slope_difference IS 'Slope of the group less that';
COMMENT ON COLUMN prediction_bias.slope_p_value IS 'p of two slopes against one (F test)';
COMMENT ON COLUMN prediction_bias.intercept_difference IS 'Intercept of the group less that of the reference group, each with its own slope, in points';
COMMENT ON COLUMN prediction_bias.intercept_p_value IS 'p of two parallel lines against one (F test)';
COMMENT ON COLUMN prediction_bias.mean_residual_focal IS 'Mean of performance less what the common line predicts in the group, in points: above 0 the score underpredicts it';
COMMENT ON COLUMN prediction_bias.mean_residual_reference IS 'The same in the reference group';
COMMENT ON COLUMN prediction_bias.score_d IS 'Difference of the groups'' scores in standard deviations (Cohen''s d), focal less reference';
COMMENT ON COLUMN prediction_bias.note IS 'TOO_FEW: hidden, or fewer than 50 in one of the two; CONSTANT: no differences; else NULL';
COMMENT ON COLUMN prediction_bias.suppressed IS 'Whether the figures are hidden for the size of the group, or so that a total does not give another one away';

CREATE FUNCTION bias_audit(instrument text, instrument_version text DEFAULT NULL, measure text DEFAULT 'median', job text DEFAULT NULL,
	since date DEFAULT NULL, until date DEFAULT NULL, cut float8 DEFAULT NULL, exclude_below float8 DEFAULT 0, median_of text DEFAULT 'all')
	RETURNS TABLE (table_kind text, sex text, race_ethnicity text, n bigint, n_selected bigint, rate float8, impact_ratio float8, share_of_data float8,
		comparator boolean, excluded boolean, below_four_fifths boolean, n_all bigint, n_unknown_sex bigint, n_unknown_race bigint, n_left_out bigint, n_binned bigint,
		cut_score float8, data_from date, data_until date, audited_on date)
	LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT b.table_kind, b.sex, b.race_ethnicity, b.n, b.n_selected, b.rate, b.impact_ratio, b.share_of_data, b.comparator, b.excluded, b.below_four_fifths,
		b.n_all, b.n_unknown_sex, b.n_unknown_race, b.n_left_out, b.n_binned, b.cut_score, b.data_from, b.data_until, b.audited_on
	FROM aiehr._bias_audit('policy'::regclass, instrument, instrument_version, measure, job, since, until, cut, exclude_below, median_of) b;
END;
COMMENT ON FUNCTION bias_audit(text, text, text, text, date, date, float8, float8, text) IS
	'The tables of a bias audit in the manner of New York City Local Law 144 for a tool (an instrument, in one version or all): by sex, race or ethnicity and both, with all categories. measure: selected (an offer, of those decided and not withdrawn), median (fit score strictly above the median of the sample) or cut (fit score at or above the cut; the policy''s fit_cut by default). since, until: applications opened in the quarters that begin in that time. exclude_below 0.02 keeps smaller categories out of the impact ratios and in the table. median_of: all, or known (those whose sex and race are known). Purged people are in; nothing is hidden; for auditors';

CREATE VIEW bias_audit_ll144 WITH (security_barrier = true) AS
	SELECT t.instrument, t.instrument_version, m.measure, b.table_kind, b.sex, b.race_ethnicity, b.n, b.n_selected, b.rate, b.impact_ratio, b.share_of_data,
		b.comparator, b.excluded, b.below_four_fifths, b.n_all, b.n_unknown_sex, b.n_unknown_race, b.n_left_out, b.n_binned, b.cut_score, b.data_from, b.data_until, b.audited_on
	FROM (SELECT DISTINCT instrument, instrument_version FROM selection_each WHERE instrument <> '*') t
	CROSS JOIN (VALUES ('selected'), ('median'), ('cut')) AS m (measure)
	CROSS JOIN LATERAL bias_audit(t.instrument, t.instrument_version, m.measure) AS b;
COMMENT ON VIEW bias_audit_ll144 IS 'The tables of bias_audit() for every instrument and version over all data held, one row a tool, measure and category; purged people are in, nothing is hidden; for auditors';
COMMENT ON COLUMN bias_audit_ll144.instrument IS 'Code of the instrument: the tool that is audited';
COMMENT ON COLUMN bias_audit_ll144.instrument_version IS 'Its version';
COMMENT ON COLUMN bias_audit_ll144.measure IS 'selected: came to an offer; median: fit score strictly above the median; cut: fit score at or above cut_score';
COMMENT ON COLUMN bias_audit_ll144.table_kind IS 'sex, race_ethnicity or both';
COMMENT ON COLUMN bias_audit_ll144.sex IS 'Male or Female; NULL in the table of race_ethnicity';
COMMENT ON COLUMN bias_audit_ll144.race_ethnicity IS 'Category of the EEO-1 report; NULL in the table of sex';
COMMENT ON COLUMN bias_audit_ll144.n IS 'Applications of the category';
COMMENT ON COLUMN bias_audit_ll144.n_selected IS 'Those selected, or above the median or cut';
COMMENT ON COLUMN bias_audit_ll144.rate IS 'n_selected / n: selection or scoring rate, 0..1; NULL where n is 0';
COMMENT ON COLUMN bias_audit_ll144.impact_ratio IS 'rate / rate of the category with the highest one in the table';
COMMENT ON COLUMN bias_audit_ll144.share_of_data IS 'n / n_all';
COMMENT ON COLUMN bias_audit_ll144.comparator IS 'Whether the category has the highest rate';
COMMENT ON COLUMN bias_audit_ll144.excluded IS 'Whether the category is kept out of the ratios for its share of the data; in the view never';
COMMENT ON COLUMN bias_audit_ll144.below_four_fifths IS 'Whether impact_ratio is below four fifths, in whole numbers';
COMMENT ON COLUMN bias_audit_ll144.n_all IS 'Applications in the sample, those of unknown categories among them';
COMMENT ON COLUMN bias_audit_ll144.n_unknown_sex IS 'Those of them whose sex is not known as one of the two categories';
COMMENT ON COLUMN bias_audit_ll144.n_unknown_race IS 'Those of them whose race or ethnicity is not known as one of the categories';
COMMENT ON COLUMN bias_audit_ll144.n_left_out IS 'Applications assessed but not in the sample: without a decision or withdrawn (selected), without a fit score (median, cut)';
COMMENT ON COLUMN bias_audit_ll144.n_binned IS 'Those of the sample that are purged, their score known to five points';
COMMENT ON COLUMN bias_audit_ll144.cut_score IS 'The median or the cut, 0..100; NULL for selected';
COMMENT ON COLUMN bias_audit_ll144.data_from IS 'First day of the quarter of the first application';
COMMENT ON COLUMN bias_audit_ll144.data_until IS 'First day of the quarter of the last one';
COMMENT ON COLUMN bias_audit_ll144.audited_on IS 'Day of these figures, in the company''s time zone';
