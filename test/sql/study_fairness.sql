-- Fairness: adverse impact and the bias audit, before and after the rejected are purged. Counts by plain SQL over the raw
-- tables, tests by R 4.2 (fisher.test, mantelhaen.test).
\getenv here PG_ABS_SRCDIR
\set study :here '/data/study.sql'
\i :study
\set SHOW_CONTEXT never

CREATE FUNCTION pg_temp.near(a float8, b float8, error float8 DEFAULT 1e-8) RETURNS boolean LANGUAGE sql IMMUTABLE
	AS $$ SELECT coalesce(abs(a - b) <= error * greatest(abs(b), 1e-3), a IS NULL AND b IS NULL) $$;

-- 1. Adverse impact by job and group: those who withdrew before an offer do not count, nor does who did not agree

CREATE TEMP TABLE counted AS
	SELECT a.job, p.attribute, p.value, count(*) AS n, count(*) FILTER (WHERE a.stage = 'hired') AS selected
	FROM x_study.application a JOIN x_study.protected_attribute p ON p.person_id = a.person_id AND p.consent
	WHERE a.stage IN ('hired', 'rejected') GROUP BY 1, 2, 3;
SELECT i.job, i.attribute, i.focal, i.reference, i.n_focal, i.selected_focal, i.n_reference, i.selected_reference, round(i.impact_ratio::numeric, 6) AS impact_ratio, i.below_four_fifths AS below, i.decided_by, i.note, i.suppressed
FROM x_study.adverse_impact i ORDER BY i.job, i.attribute, i.focal;
SELECT count(*) AS compared, count(*) FILTER (WHERE (i.n_focal, i.selected_focal) IS DISTINCT FROM (c.n, c.selected) OR (i.n_reference, i.selected_reference) IS DISTINCT FROM (r.n, r.selected)) AS different
FROM x_study.adverse_impact i
JOIN counted c ON c.job = i.job AND c.attribute = i.attribute AND c.value = i.focal
JOIN counted r ON r.job = i.job AND r.attribute = i.attribute AND r.value = i.reference
WHERE NOT i.suppressed;
-- the reference has the highest rate of those shown
SELECT count(*) AS higher_ones FROM x_study.adverse_impact WHERE impact_ratio > 1 AND note IS DISTINCT FROM 'SMALL_SHARE';
SELECT i.job, pg_temp.near(i.fisher_p_value, e.fisher) AS fisher_p_value, pg_temp.near(i.z, e.z) AS z, pg_temp.near(i.cohen_h, e.h) AS cohen_h, pg_temp.near(i.ratio_low, e.low) AND pg_temp.near(i.ratio_high, e.high) AS interval,
	pg_temp.near(i.mh_odds_ratio, e.mh) AS mh_odds_ratio, pg_temp.near(i.mh_p_value, e.mh_p) AS mh_p_value
FROM x_study.adverse_impact i
JOIN (VALUES
	('sales', 'sex', 'female', 0.0699134123, -1.886850371, -0.3124646937, 0.531247767, 1.024508456, NULL::float8, NULL::float8),
	(NULL, 'sex', 'male', 1, -0.07945281643, -0.02065920734, 0.6261818557, 1.539246979, 0.9375897845, 0.9009956526)
) AS e (job, attribute, focal, fisher, z, h, low, high, mh, mh_p) ON e.job IS NOT DISTINCT FROM i.job AND e.attribute = i.attribute AND e.focal = i.focal
ORDER BY 1;

-- 2. Cleary: one line for both groups or two? lm and anova of R. Fewer than 50 are not tested

BEGIN;
UPDATE x_study.protected_attribute SET consent = value <> 'rather not say' WHERE attribute = 'sex';
SELECT job, attribute, count(*) AS rows, count(slope_p_value) AS tested, count(*) FILTER (WHERE suppressed) AS suppressed, min(note) AS note FROM x_study.prediction_bias GROUP BY 1, 2 ORDER BY 1, 2;
UPDATE x_study.protected_attribute SET value = 'female', consent = true WHERE attribute = 'sex' AND value = 'rather not say' AND person_id < 100;
SELECT score, focal, reference, n_focal, n_reference, pg_temp.near(slope_reference, 0.4468449657) AS slope, pg_temp.near(slope_difference, 0.1704529225) AS slope_difference, pg_temp.near(slope_p_value, 0.6271854319) AS slope_p, pg_temp.near(intercept_difference, -7.972462235) AS intercept_difference,
	pg_temp.near(intercept_p_value, 0.3649108251) AS intercept_p, pg_temp.near(mean_residual_focal, 0.9676147695) AS residual_focal, pg_temp.near(mean_residual_reference, -0.8427612509) AS residual_reference, pg_temp.near(score_d, 0.1128971752) AS d, note, suppressed
FROM x_study.prediction_bias WHERE job = 'dev' AND attribute = 'sex' ORDER BY 1;
ROLLBACK;

-- 3. The bias audit: all categories of the three tables, whoever they are, and nobody hidden

SET ROLE x_study_auditor;
SELECT instrument, instrument_version, measure, table_kind, count(*) AS categories, sum(n) AS n, sum(n_selected) AS n_selected, min(n_all) AS n_all, min(n_unknown_sex) AS unknown_sex, min(n_unknown_race) AS unknown_race,
	min(n_left_out) AS left_out, round(min(cut_score)::numeric, 6) AS cut, min(to_char(data_from, 'YYYY-MM')) AS data_from, min(to_char(data_until, 'YYYY-MM')) AS data_until
FROM x_study.bias_audit_ll144 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;
SELECT table_kind, sex, race_ethnicity, n, n_selected, round(rate::numeric, 6) AS rate, round(impact_ratio::numeric, 6) AS impact_ratio, round(share_of_data::numeric, 6) AS share_of_data, comparator, excluded, below_four_fifths AS below
FROM x_study.bias_audit('iv', measure => 'median');
RESET ROLE;
-- by hand: the median of all scores, who is strictly above it, and who is known as what
CREATE TEMP TABLE audited AS
	SELECT coalesce(a.fit_score_at_decision, s.fit_score) AS score, a.stage, m.sex, m.race
	FROM x_study.application a
	LEFT JOIN x_study.standing s ON s.application_id = a.id
	CROSS JOIN LATERAL (SELECT
		(SELECT initcap(value) FROM x_study.protected_attribute p WHERE p.person_id = a.person_id AND consent AND attribute = 'sex' AND value <> 'rather not say') AS sex,
		(SELECT replace(CASE WHEN value = 'two or more races' THEN 'Two or More Races' ELSE value END, ' (not Hispanic or Latino)', '') FROM x_study.protected_attribute p WHERE p.person_id = a.person_id AND consent AND attribute = 'race_ethnicity') AS race) m;
SELECT count(*) AS compared, count(*) FILTER (WHERE (b.n, b.n_selected) IS DISTINCT FROM (e.n, e.above)) AS different
FROM x_study.bias_audit('iv') b
CROSS JOIN LATERAL (
	SELECT count(*) AS n, count(*) FILTER (WHERE score > (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY score) FROM audited)) AS above
	FROM audited WHERE (b.sex IS NULL OR sex = b.sex) AND (b.race_ethnicity IS NULL OR race = b.race_ethnicity)) e;
SELECT count(*) AS compared, count(*) FILTER (WHERE (b.n, b.n_selected) IS DISTINCT FROM (e.n, e.hired)) AS different
FROM x_study.bias_audit('iv', measure => 'selected') b
CROSS JOIN LATERAL (
	SELECT count(*) AS n, count(*) FILTER (WHERE stage = 'hired') AS hired
	FROM audited WHERE stage <> 'withdrawn' AND (b.sex IS NULL OR sex = b.sex) AND (b.race_ethnicity IS NULL OR race = b.race_ethnicity)) e;
SELECT bool_and(b.cut_score = c.cut) AS cut, bool_and(b.n_selected = e.n) AS counts
FROM (VALUES (60.0), (52.5)) AS c (cut)
CROSS JOIN LATERAL x_study.bias_audit('iv', measure => 'cut', cut => CASE WHEN c.cut <> 60 THEN c.cut END) b		-- the policy's fit_cut is 60
CROSS JOIN LATERAL (SELECT count(*) AS n FROM audited WHERE score >= c.cut AND (b.sex IS NULL OR sex = b.sex) AND (b.race_ethnicity IS NULL OR race = b.race_ethnicity)) e;
-- the two in a hundred rule keeps the row
SELECT race_ethnicity, n, round(rate::numeric, 6) AS rate, impact_ratio IS NULL AS no_ratio, comparator, excluded FROM x_study.bias_audit('iv', measure => 'cut', exclude_below => 0.02) WHERE table_kind = 'race_ethnicity' AND n > 0 AND share_of_data < 0.05;
-- other samples
SELECT pg_temp.near(min(cut_score), (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY score) FROM audited WHERE sex IS NOT NULL AND race IS NOT NULL)) AS median_of_known FROM x_study.bias_audit('iv', median_of => 'known');
SELECT DISTINCT n_all, to_char(data_from, 'YYYY-MM') AS data_from, to_char(data_until, 'YYYY-MM') AS data_until FROM x_study.bias_audit('iv', '1', job => 'sales', since => '2024-02-01', until => '2024-05-01');
SELECT count(*) AS categories, sum(n) AS n, min(n_all) AS n_all, count(rate) AS rates, count(impact_ratio) AS ratios, min(cut_score) AS median FROM x_study.bias_audit('no such tool');
SELECT * FROM x_study.bias_audit('iv', measure => 'mean');
SELECT * FROM x_study.bias_audit('iv', exclude_below => 2);
SELECT * FROM x_study.bias_audit('iv', median_of => 'some');

-- who applies again and again is one person
BEGIN;
INSERT INTO x_study.protected_attribute (person_id, attribute, value, source) SELECT person_id, 'club', CASE WHEN person_id <= 2 THEN 'yes' ELSE 'no' END, 'form' FROM x_study.application WHERE job = 'dev';
INSERT INTO x_study.application (person_id, job, stage) SELECT p, 'dev', 'rejected' FROM generate_series(1, 2) p, generate_series(1, 3);
SELECT focal, n_focal, rate_focal, note, suppressed FROM x_study.adverse_impact WHERE job = 'dev' AND attribute = 'club' ORDER BY 1;
ROLLBACK;

-- 4. After the purge

CREATE TEMP TABLE impact_before AS SELECT * FROM x_study.adverse_impact;
CREATE TEMP TABLE audit_before AS SELECT * FROM x_study.bias_audit('iv', measure => 'selected');
CREATE TEMP TABLE validity_before AS SELECT * FROM x_study.validity;
CREATE TEMP TABLE spread_before AS SELECT job, applicant_sd FROM x_study.study_moments;
CREATE TEMP TABLE proposed_before AS SELECT * FROM x_study.propose_weights('dev');
CREATE TEMP TABLE drift_before AS SELECT * FROM x_study.score_drift;
SELECT action, rule, people, items FROM x_study.sweep(now() + interval '1 year');
SELECT sum(n) FILTER (WHERE instrument = '*' AND attribute = 'all') AS applications, sum(n) FILTER (WHERE instrument = 'iv' AND attribute = 'all') AS assessed, sum(n) FILTER (WHERE stage = 'withdrawn' AND instrument = '*' AND attribute = 'all') AS withdrawn FROM x_study.selection_tally;
SELECT job, instrument_version, model_version, to_char(quarter, 'YYYY-MM') AS quarter, n(moments, 'logic', 'logic') AS n, n(moments, 'logic', '@decision') AS decided FROM x_study.applicant_norm ORDER BY 1, 2, 3, 4;
SELECT count(*) AS rows, count(*) FILTER (WHERE a IS DISTINCT FROM b) AS changed FROM x_study.adverse_impact a JOIN impact_before b ON b.job IS NOT DISTINCT FROM a.job AND b.attribute = a.attribute AND b.focal = a.focal;
SELECT count(*) AS rows, count(*) FILTER (WHERE (a.n, a.n_selected, a.rate, a.impact_ratio, a.n_all, a.n_unknown_sex, a.n_unknown_race, a.n_left_out) IS DISTINCT FROM (b.n, b.n_selected, b.rate, b.impact_ratio, b.n_all, b.n_unknown_sex, b.n_unknown_race, b.n_left_out)) AS changed,
	min(a.n_binned) AS binned FROM x_study.bias_audit('iv', measure => 'selected') a JOIN audit_before b ON (b.table_kind, b.sex, b.race_ethnicity) IS NOT DISTINCT FROM (a.table_kind, a.sex, a.race_ethnicity);
-- the score of the purged is known to five points: their median is near the old one
SELECT bool_and(abs(a.cut_score - b.cut_score) < 2.5) AS near, min(a.n_all - b.n_all) AS fewer FROM x_study.bias_audit('iv') a, (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY score) AS cut_score, count(*) AS n_all FROM audited) b;
-- range restriction, proposals and drift still know them
SELECT count(*) AS rows, count(*) FILTER (WHERE NOT pg_temp.near(a.r_range, b.r_range) OR NOT pg_temp.near(a.r, b.r) OR a.n IS DISTINCT FROM b.n) AS changed FROM x_study.validity a FULL JOIN validity_before b USING (job, indicator, criterion);
-- so is who was the only applicant of a quarter, as two who wanted to be chefs
SELECT s.job, pg_temp.near(s.applicant_sd, b.applicant_sd) AS applicant_sd FROM x_study.study_moments s JOIN spread_before b USING (job) ORDER BY 1;
SELECT bool_and(pg_temp.near(a.applicant_sd, b.applicant_sd)) AS applicant_sd, bool_and(pg_temp.near(a.proposed, b.proposed)) AS proposed, bool_and(pg_temp.near(a.r_corrected, b.r_corrected)) AS r_corrected
FROM x_study.propose_weights('dev') a JOIN proposed_before b USING (code);
SELECT count(*) AS rows, count(*) FILTER (WHERE a.n <> b.n OR NOT pg_temp.near(a.mean, b.mean) OR NOT pg_temp.near(a.sd, b.sd) OR NOT pg_temp.near(a.p_value, b.p_value)) AS changed
FROM x_study.score_drift a FULL JOIN drift_before b USING (instrument, instrument_version, model, model_version, indicator);

-- 5. Who may read what

SET ROLE x_study_analyst;
SELECT count(*) > 0 AS impact FROM x_study.adverse_impact;
SELECT count(*) > 0 AS bias FROM x_study.prediction_bias;
SELECT * FROM x_study.bias_audit_ll144;
SELECT * FROM x_study.bias_audit('iv');
SELECT * FROM x_study.selection_each LIMIT 1;
SELECT * FROM x_study.selection_live LIMIT 1;
RESET ROLE;
SET ROLE x_study_hr;
SELECT * FROM x_study.bias_audit_ll144;
RESET ROLE;

-- 6. A company without people: no view fails, and only the day's own figures have rows

SELECT aiehr.create_workspace('x_fair') AS made \gset
CREATE FUNCTION pg_temp.rows_of(view name) RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE n bigint; BEGIN EXECUTE format('SELECT count(*) FROM x_fair.%I', view) INTO n; RETURN n; END $$;
SELECT count(*) > 40 AS many_views, count(*) FILTER (WHERE rows = 0) = count(*) - 2 AS empty, string_agg(viewname, ', ' ORDER BY viewname) FILTER (WHERE rows > 0) AS but FROM (SELECT viewname, pg_temp.rows_of(viewname) AS rows FROM pg_views WHERE schemaname = 'x_fair') v;
SELECT aiehr.drop_workspace('x_fair', force => true);
SELECT aiehr.drop_workspace('x_study', force => true);
DROP ROLE x_study_owner, x_study_hr, x_study_loader, x_study_analyst, x_study_auditor, x_fair_owner, x_fair_hr, x_fair_loader, x_fair_analyst, x_fair_auditor;
