-- Departments, what a fit score lets expect, and raters, against values that R 4.2 computed from the same people.
\getenv here PG_ABS_SRCDIR
\set study :here '/data/study.sql'
\i :study
\set SHOW_CONTEXT never

CREATE FUNCTION pg_temp.near(a float8, b float8, error float8 DEFAULT 1e-8) RETURNS boolean LANGUAGE sql IMMUTABLE
	AS $$ SELECT coalesce(abs(a - b) <= error * greatest(abs(b), 1e-3), a IS NULL AND b IS NULL) $$;

-- 1. Departments: standardised within jobs, the four that are shown against each other by t.test and p.adjust, shrunken by
-- lme4's REML, which stops within a millionth; desk has three people, and lab is hidden so that no total tells of them. Four
-- chefs are too few for a job

CREATE TEMP TABLE expected (org_unit text, n bigint, n_raters bigint, mean_fit float8, mean_performance float8, fit_z float8, fit_z_se float8, shrunken_fit_z float8, fit_p_holm float8,
	performance_z float8, performance_z_se float8, shrunken_performance_z float8, performance_p_holm float8);
INSERT INTO expected VALUES
	('east', 44, 2, 58.7824697, 59.56950943, 0.1014853884, 0.1567296089, 0.008986284919, 0.8833179195, 0.2044446242, 0.1450477862, 0.09981425315, 0.4274217466),
	('north', 52, 3, 58.77177564, 56.80708791, 0.1240393574, 0.1391842521, 0.01413988657, 0.8537411323, -0.0758132149, 0.1211179518, -0.03034084028, 0.5344320783),
	('south', 52, 2, 56.75982051, 58.99820707, -0.1997031544, 0.1381707937, -0.03121713589, 0.4090402491, 0.1560300583, 0.1552045729, 0.08389100698, 0.5344320783),
	('west', 48, 1, 57.92221528, 54.12248429, -0.0282947436, 0.1385865293, -0.006972658742, 0.8833179195, -0.2228649728, 0.148352483, -0.09806489951, 0.2773321049);
SELECT d.org_unit, d.n, d.n_raters = e.n_raters AS n_raters, pg_temp.near(d.mean_fit, e.mean_fit) AS mean_fit, pg_temp.near(d.mean_performance, e.mean_performance) AS mean_performance,
	pg_temp.near(d.fit_z, e.fit_z) AND pg_temp.near(d.fit_z_se, e.fit_z_se) AS fit_z, pg_temp.near(d.shrunken_fit_z, e.shrunken_fit_z, 1e-5) AS shrunken_fit_z, pg_temp.near(d.fit_p_holm, e.fit_p_holm) AS fit_p_holm,
	pg_temp.near(d.performance_z, e.performance_z) AND pg_temp.near(d.performance_z_se, e.performance_z_se) AS performance_z,
	pg_temp.near(d.shrunken_performance_z, e.shrunken_performance_z, 1e-5) AS shrunken_performance_z, pg_temp.near(d.performance_p_holm, e.performance_p_holm) AS performance_p_holm
FROM x_study.department_analysis d LEFT JOIN expected e USING (org_unit) WHERE NOT d.suppressed ORDER BY 1;
SELECT org_unit, name, n, n_raters, mean_fit, performance_z, class, reading, suppressed FROM x_study.department_analysis WHERE suppressed ORDER BY 1;
SELECT org_unit, n_raters, class, reading FROM x_study.department_analysis WHERE NOT suppressed ORDER BY 1;
-- five spells of four people are no five people
BEGIN;
SET LOCAL aiehr.effective_on = '-infinity';
UPDATE x_study.employment SET org_unit = 'east' WHERE org_unit IN ('lab', 'desk');
UPDATE x_study.employment SET org_unit = 'desk' WHERE id IN (SELECT id FROM x_study.employment WHERE job = 'sales' AND left_on IS NULL ORDER BY id LIMIT 4);
CREATE TEMP TABLE back AS SELECT id, person_id, job, org_unit, (hired_on + interval '2 months')::date AS day FROM x_study.employment WHERE org_unit = 'desk' ORDER BY id LIMIT 1;
UPDATE x_study.employment e SET left_on = b.day, leave_reason = 'resigned' FROM back b WHERE b.id = e.id;
INSERT INTO x_study.employment (person_id, job, org_unit, hired_on) SELECT person_id, job, org_unit, day FROM back;
UPDATE x_study.performance_fact f SET period = daterange(lower(period) + 55, upper(period) + 55) FROM back b WHERE f.person_id = b.person_id AND f.criterion = 'revenue';
INSERT INTO x_study.performance_fact (person_id, criterion, period, value) SELECT person_id, 'revenue', daterange(day - 60, day), 900 FROM back;
SELECT count(*) AS spells, count(DISTINCT person_id) AS people FROM x_study.study_complete WHERE org_unit = 'desk' AND card ? '@fit' AND card ? '@performance';
SELECT org_unit, n, suppressed FROM x_study.department_analysis WHERE suppressed ORDER BY 1;
ROLLBACK;
-- where every department is shown, their sum is that of the jobs that are
BEGIN;
SET LOCAL aiehr.effective_on = '-infinity';
UPDATE x_study.employment SET org_unit = 'north' WHERE org_unit IN ('desk', 'lab');
SET LOCAL ROLE x_study_analyst;
SELECT sum(d.n) = v.n AS n, pg_temp.near(sum(d.n * d.mean_performance)::float8, v.performance) AS performance
FROM x_study.department_analysis d
CROSS JOIN (SELECT sum(n) AS n, sum(n * mean_base)::float8 AS performance FROM x_study.validity WHERE indicator = '@fit' AND criterion = '@performance') v
GROUP BY v.n, v.performance;
ROLLBACK;
-- a department whose people fit and do not perform, with three raters and more
BEGIN;
UPDATE x_study.performance_fact f SET value = greatest(f.value - 25, 0) FROM x_study.employment e WHERE e.person_id = f.person_id AND e.org_unit = 'north' AND f.criterion = 'delivery';
UPDATE x_study.performance_fact f SET value = greatest(f.value - 400, 0) FROM x_study.employment e WHERE e.person_id = f.person_id AND e.org_unit = 'north' AND f.criterion = 'revenue';
SELECT org_unit, n_raters, class, reading FROM x_study.department_analysis WHERE org_unit = 'north';
ROLLBACK;
-- people without a unit are one, and one alone is held against nothing
BEGIN;
SET LOCAL aiehr.effective_on = '-infinity';
UPDATE x_study.employment SET org_unit = NULL;
SELECT org_unit, n, n_raters, fit_z::numeric(9, 6) AS fit_z, fit_p_holm, shrunken_fit_z, class, reading, suppressed FROM x_study.department_analysis;
ROLLBACK;
-- nobody has both scores
BEGIN;
DELETE FROM x_study.performance_fact;
SELECT count(*) AS units FROM x_study.department_analysis;
ROLLBACK;

-- over all, within units and between them: cor of the values, of their distances from the units' means, and of the means; desk and
-- lab are in the first alone
SELECT c.job, c.n = e.n AND c.units = e.units AS n, pg_temp.near(c.r, e.r) AND pg_temp.near(c.r_low, e.r_low) AND pg_temp.near(c.r_high, e.r_high) AS r, pg_temp.near(c.r_within, e.within) AS r_within,
	pg_temp.near(c.within_low, e.within_low) AND pg_temp.near(c.within_high, e.within_high) AS interval, pg_temp.near(c.r_between, e.between) AS r_between, c.note
FROM x_study.department_correlation c
JOIN (VALUES
	('dev', 120, 6, 0.2568847066, 0.08139096223, 0.4169288253, 0.2853064422, 0.1027172069, 0.4492959626, -0.4697489783),
	('sales', 84, 4, 0.6397727388, 0.4929994239, 0.7511386015, 0.6515472824, 0.5050485973, 0.7615542069, 0.4322898055)
) AS e (job, n, units, r, r_low, r_high, within, within_low, within_high, between) ON e.job = c.job
ORDER BY 1;
SELECT job, n, r, r_within, r_between, note, suppressed FROM x_study.department_correlation WHERE suppressed;
BEGIN;
CREATE TEMP TABLE correlation_before AS SELECT * FROM x_study.department_correlation;
UPDATE x_study.performance_fact f SET value = 100 - f.value FROM x_study.employment e WHERE e.person_id = f.person_id AND e.org_unit = 'desk' AND f.criterion = 'delivery';
SELECT c.r <> b.r AS r_changed, c.r_within = b.r_within AS same_within, c.r_between = b.r_between AS same_between FROM x_study.department_correlation c JOIN correlation_before b USING (job) WHERE c.job = 'dev';
ROLLBACK;

-- 2. What a fit score lets expect: lm, and ten parts cross-validated

SELECT l.job, l.n = e.n AS n, pg_temp.near(l.intercept, e.intercept) AS intercept, pg_temp.near(l.slope, e.slope) AS slope, pg_temp.near(l.r2_apparent, e.r2) AS r2,
	pg_temp.near(l.r2_cross_validated, e.r2_cv) AS r2_cross_validated, pg_temp.near(l.error, e.error) AS error, l.note
FROM x_study.performance_line l
JOIN (VALUES
	('dev', 120, 34.3919163, 0.4931169538, 0.06598975251, 0.02760381641, 10.80869476),
	('sales', 84, -2.931282561, 0.8950922899, 0.4093091573, 0.3750623209, 7.858103746)
) AS e (job, n, intercept, slope, r2, r2_cv, error) ON e.job = l.job
ORDER BY 1;
SELECT job, n, note FROM x_study.performance_line ORDER BY 1;
SET ROLE x_study_hr;
SELECT r.job, count(*) AS people, bool_and(pg_temp.near(r.predicted, l.intercept + l.slope * r.fit_score)) AS predicted, bool_and(pg_temp.near(r.risk, aiehr.normal_lower((60 - r.predicted) / l.error))) AS risk, min(r.note) AS note
FROM x_study.performance_risk r JOIN x_study.performance_line l USING (job) WHERE l.note IS NULL GROUP BY 1 ORDER BY 1;
-- an applicant of today, before any fact; of too few or none nothing is expected
RESET ROLE;
BEGIN;
INSERT INTO x_study.application (person_id, job) VALUES (417, 'sales'), (418, 'chef'), (419, 'pilot');
INSERT INTO x_study.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	SELECT person_id, id, 'iv', '2', now(), '{"logic": 70, "care": 60}' FROM x_study.application WHERE person_id > 416 ORDER BY id;
INSERT INTO x_study.weighting (job, purpose, weights, status, approved_by) VALUES ('pilot', 'fit', '{"logic": 1}', 'approved', 'lead');
SELECT job, fit_score, performance_score, round(predicted::numeric, 6) AS predicted, round(risk::numeric, 6) AS risk, n, note FROM x_study.performance_risk WHERE person_id > 416 ORDER BY person_id;
-- scores that tell nothing
UPDATE x_study.performance_fact SET value = 900 + 200 * pg_temp.u(person_id::integer, 77) WHERE criterion = 'revenue';
SELECT job, predicted, risk, r2_cross_validated < 0 AS no_better_than_the_mean, note FROM x_study.performance_risk WHERE person_id = 417;
ROLLBACK;

-- 3. Raters of two dimensions and two a person: lme4 for severity against the other, cor and resid for halo and recency.
-- Rater 427 takes .6 of four steps off what is 100 points; 428 has rated three people and is hidden, and 424 with him: the others'
-- leniencies, which sum to zero with his, would tell what he gave

CREATE TEMP TABLE expected_rater (rater_id bigint, n bigint, mean float8, leniency float8, severity float8, severity_se float8, leniency_vs_ratee float8, spread float8, within_sd float8, halo float8, recency_n bigint, recency float8);
INSERT INTO expected_rater VALUES
	(417, 23, 67.80978261, 7.572282609, 0.140882051, 1.805571965, -0.07880434783, 17.23026166, 4.25032663, 0.9097221797, 23, 0.5657701378),
	(418, 18, 62.06944444, 1.831944444, -0.9828397825, 2.011562498, 0.5659722222, 16.19426087, 4.360491817, 0.9066991893, 18, 0.2098388668),
	(419, 22, 64.08522727, 3.847727273, 0.3234839993, 1.841714825, -0.1818181818, 17.3620578, 6.564843639, 0.8183205453, 22, 0.5270202024),
	(420, 19, 65.95394737, 5.716447368, -1.104426057, 1.964733621, 0.6315789474, 18.91897061, 7.880518996, 0.7840784755, 19, 0.4445365596),
	(421, 23, 63.20108696, 2.963586957, -0.5926762147, 1.805571965, 0.3315217391, 16.37520555, 7.170985074, 0.7435207256, 23, 0.3596605599),
	(422, 22, 67.21590909, 6.978409091, 1.587093372, 1.841714825, -0.8920454545, 17.38526084, 7.424621202, 0.7703895031, 22, 0.436225703),
	(423, 18, 56.65277778, -3.584722222, 1.971709257, 2.011562498, -1.135416667, 15.06124479, 8.033518708, 0.6415720002, 18, 0.1078800458),
	(424, 17, 64.50735294, 4.269852941, 1.450781577, 2.061907811, -0.8419117647, 15.87509046, 7.372628057, 0.8014252266, 17, 0.0005140045056),
	(425, 21, 64.0952381, 3.857738095, -2.9286903, 1.880118824, 1.654761905, 17.0201583, 8.064384481, 0.7314114089, 21, 0.2891341137),
	(426, 27, 54.49074074, -5.746759259, -11.5452879, 1.679724614, 6.356481481, 18.2357006, 7.476999483, 0.7876243106, 27, 0.3832593019),
	(427, 27, 41.77777778, -18.45972222, 11.5452879, 1.679724614, -6.356481481, 18.84856571, 6.547285011, 0.840115011, 27, 0.4798979608);
SELECT rater_id, b.n_ratings, pg_temp.near(b.mean_rating, e.mean) AND pg_temp.near(b.leniency, e.leniency) AS leniency, pg_temp.near(b.severity, e.severity, 1e-5) AND pg_temp.near(b.severity_se, e.severity_se, 1e-6) AS severity,
	pg_temp.near(b.leniency_vs_ratee, e.leniency_vs_ratee) AS vs_ratee, pg_temp.near(b.spread, e.spread) AND pg_temp.near(b.within_sd, e.within_sd) AS spread, pg_temp.near(b.halo_r, e.halo) AS halo,
	pg_temp.near(b.recency_r, e.recency) AND b.recency_n = e.recency_n AS recency, b.note
FROM x_study.rater_bias b JOIN expected_rater e USING (rater_id) WHERE b.n_ratings = e.n ORDER BY 1;
SELECT rater_id, n_ratees, mean_rating, severity, halo_r, recency_r, note, suppressed FROM x_study.rater_bias WHERE suppressed ORDER BY 1;
SELECT rater_id, round(severity::numeric, 2) AS severity, round(severity_se::numeric, 2) AS severity_se FROM x_study.rater_bias WHERE severity > 2 * severity_se ORDER BY 1;
-- nobody rates himself in it, and ratings that nobody shares tell nothing of severity
BEGIN;
UPDATE x_study.performance_fact SET rater_id = person_id, rater_kind = 'self' WHERE rater_id IN (417, 418, 419);
SELECT count(*) FILTER (WHERE rater_kind = 'self') AS of_oneself, count(*) AS raters FROM x_study.rater_bias;
DELETE FROM x_study.performance_fact WHERE rater_id <> 427;
SELECT rater_id, n_ratings, severity, n_shared, round(halo_r::numeric, 6) AS halo_r, note FROM x_study.rater_bias;
DELETE FROM x_study.performance_fact WHERE rater_id = 427;
SELECT count(*) AS raters FROM x_study.rater_bias;
ROLLBACK;

SET ROLE x_study_analyst;
SELECT count(*) AS departments FROM x_study.department_analysis;
SELECT count(*) AS raters FROM x_study.rater_bias;
SELECT count(*) AS jobs FROM x_study.department_correlation;
SELECT count(*) FROM x_study.performance_risk;
SELECT count(*) FROM x_study.performance_line;
SELECT count(*) FROM x_study.spell_fact;
RESET ROLE;

SELECT aiehr.drop_workspace('x_study', force => true);
DROP ROLE x_study_owner, x_study_hr, x_study_loader, x_study_analyst, x_study_auditor;
