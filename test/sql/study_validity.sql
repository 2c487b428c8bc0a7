-- What scores are worth: validity, lift and expectancy against values that R 4.2 computed from the same people.
\getenv here PG_ABS_SRCDIR
\set study :here '/data/study.sql'
\i :study

SELECT count(*) AS differences FROM x_study.check_study();
SELECT job, count(*) AS spells, count(left_on) AS left_within, count(*) FILTER (WHERE window_ends > current_date) AS open FROM x_study.study GROUP BY job ORDER BY job;

-- Two figures are the same when they differ by less than ten billionths of them.
CREATE FUNCTION pg_temp.near(a float8, b float8, error float8 DEFAULT 1e-8) RETURNS boolean LANGUAGE sql IMMUTABLE
	AS $$ SELECT coalesce(abs(a - b) <= error * greatest(abs(b), 1e-3), a IS NULL AND b IS NULL) $$;

-- 1. Validity: cor.test, p.adjust by job (Holm), Thorndike II and III with the standard deviation of all applicants, and how
-- many more there must be for the interval of Fisher to leave zero; fewer defects are better

CREATE TEMP TABLE expected_validity (job text, indicator text, criterion text, n bigint, r float8, r_low float8, r_high float8, p_value float8, p_holm float8, r_range float8, n_needed bigint);
INSERT INTO expected_validity VALUES
	('dev', 'logic', 'delivery', 120, 0.2871585741, 0.1137732209, 0.4435691064, 0.001472789911, 0.03829253769, 0.3361508818, 0),
	('dev', 'logic', 'peer', 120, 0.05205108424, -0.1283880779, 0.2291544794, 0.5723418785, 1, 0.2168970442, 1299),
	('dev', 'logic', 'help', 120, 0.0840461062, -0.09665123901, 0.2593800057, 0.3614222392, 1, 0.2655153905, 425),
	('dev', 'logic', 'defects', 92, -0.1896156518, -0.3796872976, 0.01581599129, 0.07024560762, 1, -0.1283232739, 16),
	('dev', 'logic', '@performance', 120, 0.1848055575, 0.005754846542, 0.3523745613, 0.04331142658, 0.7796056784, 0.3205320894, 0),
	('dev', 'care', 'delivery', 120, 0.1628639339, -0.01686986956, 0.3324018159, 0.07551931639, 1, 0.2273988266, 26),
	('dev', 'care', 'peer', 120, 0.6478139246, 0.5301284718, 0.7410125637, 1.276141075e-15, 3.700809117e-14, 0.6785745373, 0),
	('dev', 'care', 'help', 120, 0.666930853, 0.5539040827, 0.7558202463, 9.104538206e-17, 2.731361462e-15, 0.7055755256, 0),
	('dev', 'care', 'defects', 92, 0.4766273741, 0.3012150606, 0.6208376271, 1.564240705e-06, 4.223449902e-05, 0.4352694518, 0),
	('dev', 'care', '@performance', 120, 0.5362467322, 0.3949688434, 0.6527475544, 2.74973997e-10, 7.699271916e-09, 0.5864866213, 0),
	('dev', 'seconds', 'delivery', 120, -0.2045274848, -0.3701974661, -0.0262484065, 0.02504044503, 0.4757684556, -0.1001352502, 0),
	('dev', 'seconds', 'peer', 120, -0.1132604038, -0.2866818304, 0.06734816681, 0.2180661156, 1, 0.01742309668, 180),
	('dev', 'seconds', 'help', 120, -0.1273594977, -0.2997579366, 0.05309387289, 0.165685127, 1, 0.02357673509, 118),
	('dev', 'seconds', 'defects', 92, -0.008726400766, -0.2131628149, 0.1964421079, 0.9342031234, 1, 0.0005913963058, 50355),
	('dev', 'seconds', '@performance', 120, -0.1847889919, -0.3523595395, -0.005737695828, 0.04333052195, 0.7796056784, -0.0384659907, 0),
	('dev', 'noise', 'delivery', 120, -0.0721923557, -0.2482217416, 0.1084523409, 0.4332905535, 1, -0.01386058837, 618),
	('dev', 'noise', 'peer', 120, 0.02364892879, -0.1562547532, 0.2020338734, 0.7976533233, 1, 0.09898653628, 6750),
	('dev', 'noise', 'help', 120, 0.06737150627, -0.1132372587, 0.243670341, 0.4647032023, 1, 0.1498969454, 727),
	('dev', 'noise', 'defects', 92, -0.04682647942, -0.2492533252, 0.1595208698, 0.6575877366, 1, -0.03921972844, 1661),
	('dev', 'noise', '@performance', 120, -0.0208277858, -0.1993250047, 0.1590071588, 0.8213621513, 1, 0.06179855523, 8736),
	('dev', '@decision', 'delivery', 120, 0.1676057383, -0.01199598263, 0.3367310447, 0.06728320197, 1, 0.2505268665, 18),
	('dev', '@decision', 'peer', 120, 0.243942345, 0.06765938218, 0.4054553312, 0.007253560203, 0.1523247643, 0.3575671877, 0),
	('dev', '@decision', 'help', 120, 0.2833216586, 0.1096485992, 0.4402079384, 0.001714684853, 0.04286712132, 0.4101218231, 0),
	('dev', '@decision', 'defects', 92, 0.01716849319, -0.1883110891, 0.2212080399, 0.870963455, 1, 0.02612771512, 12942),
	('dev', '@decision', '@performance', 120, 0.2568847066, 0.08139096223, 0.4169288253, 0.004621910794, 0.1063039483, 0.3750564304, 0),
	('dev', '@fit', 'delivery', 120, 0.1676057383, -0.01199598263, 0.3367310447, 0.06728320197, 1, 0.2505268665, 18),
	('dev', '@fit', 'peer', 120, 0.243942345, 0.06765938218, 0.4054553312, 0.007253560203, 0.1523247643, 0.3575671877, 0),
	('dev', '@fit', 'help', 120, 0.2833216586, 0.1096485992, 0.4402079384, 0.001714684853, 0.04286712132, 0.4101218231, 0),
	('dev', '@fit', 'defects', 92, 0.01716849319, -0.1883110891, 0.2212080399, 0.870963455, 1, 0.02612771512, 12942),
	('dev', '@fit', '@performance', 120, 0.2568847066, 0.08139096223, 0.4169288253, 0.004621910794, 0.1063039483, 0.3750564304, 0),
	('sales', 'logic', 'delivery', 84, 0.5012337123, 0.3213740581, 0.6461881628, 1.195555241e-06, 1.673777337e-05, 0.6530730105, 0),
	('sales', 'logic', 'revenue', 84, 0.4077192582, 0.2118418129, 0.5721050013, 0.0001183588519, 0.001065229667, 0.6574747377, 0),
	('sales', 'logic', '@performance', 84, 0.4077192582, 0.2118418129, 0.5721050013, 0.0001183588519, 0.001065229667, 0.6574747377, 0),
	('sales', 'care', 'delivery', 84, 0.0814062153, -0.1353512673, 0.2907273058, 0.4616431453, 1, 0.3628687672, 497),
	('sales', 'care', 'revenue', 84, 0.4636678082, 0.276787563, 0.6167527453, 8.917245517e-06, 0.0001159241917, 0.6753012179, 0),
	('sales', 'care', '@performance', 84, 0.4636678082, 0.276787563, 0.6167527453, 8.917245517e-06, 0.0001159241917, 0.6753012179, 0),
	('sales', 'seconds', 'delivery', 84, 0.1281447456, -0.08868699002, 0.3333807541, 0.2453717384, 1, 0.1141099089, 151),
	('sales', 'seconds', 'revenue', 84, 0.0418795301, -0.1740786655, 0.2539941584, 0.7052471398, 1, 0.03568020782, 2107),
	('sales', 'seconds', '@performance', 84, 0.0418795301, -0.1740786655, 0.2539941584, 0.7052471398, 1, 0.03568020782, 2107),
	('sales', 'noise', 'delivery', 84, -0.06782035505, -0.278170835, 0.1487375251, 0.5398918866, 1, -0.0762255776, 752),
	('sales', 'noise', 'revenue', 84, 0.1399986025, -0.07669869416, 0.3440666173, 0.2040318691, 1, 0.08673737303, 113),
	('sales', 'noise', '@performance', 84, 0.1399986025, -0.07669869416, 0.3440666173, 0.2040318691, 1, 0.08673737303, 113),
	('sales', '@decision', 'delivery', 84, 0.4448387784, 0.2547383174, 0.6018360778, 2.240571629e-05, 0.0002464628792, 0.6251794743, 0),
	('sales', '@decision', 'revenue', 84, 0.6397727388, 0.4929994239, 0.7511386015, 5.705330438e-11, 1.026959479e-09, 0.801960604, 0),
	('sales', '@decision', '@performance', 84, 0.6397727388, 0.4929994239, 0.7511386015, 5.705330438e-11, 1.026959479e-09, 0.801960604, 0),
	('sales', '@fit', 'delivery', 84, 0.4448387784, 0.2547383174, 0.6018360778, 2.240571629e-05, 0.0002464628792, 0.6251794743, 0),
	('sales', '@fit', 'revenue', 84, 0.6397727388, 0.4929994239, 0.7511386015, 5.705330438e-11, 1.026959479e-09, 0.801960604, 0),
	('sales', '@fit', '@performance', 84, 0.6397727388, 0.4929994239, 0.7511386015, 5.705330438e-11, 1.026959479e-09, 0.801960604, 0);
SELECT count(*) AS compared FROM x_study.validity v JOIN expected_validity e USING (job, indicator, criterion);
SELECT coalesce(v.job, e.job) AS job, coalesce(v.indicator, e.indicator) AS indicator, coalesce(v.criterion, e.criterion) AS criterion, v.r, e.r AS expected
FROM (SELECT * FROM x_study.validity WHERE NOT suppressed) v
FULL JOIN expected_validity e USING (job, indicator, criterion)
WHERE v.n IS DISTINCT FROM e.n OR v.n_needed IS DISTINCT FROM e.n_needed OR NOT pg_temp.near(v.r, e.r) OR NOT pg_temp.near(v.r_low, e.r_low) OR NOT pg_temp.near(v.r_high, e.r_high)
	OR NOT pg_temp.near(v.p_value, e.p_value) OR NOT pg_temp.near(v.p_holm, e.p_holm) OR NOT pg_temp.near(v.r_range, e.r_range);
SELECT DISTINCT job, n_open, n_left, note, suppressed FROM x_study.validity ORDER BY 1;
-- four chefs are too few to be shown, and of pilots there are none
SELECT indicator, criterion, n, r, p_value, p_holm, r_range, n_needed, mean_top, n_left FROM x_study.validity WHERE job = 'chef' ORDER BY 1, 2 LIMIT 3;
SELECT count(*) FROM x_study.validity WHERE job = 'pilot';
-- nor are they five when one of them comes back
BEGIN;
CREATE TEMP TABLE back AS SELECT id, person_id, job, org_unit, (hired_on + interval '2 months')::date AS day FROM x_study.employment WHERE job = 'chef' AND left_on IS NULL ORDER BY id LIMIT 1;
UPDATE x_study.employment e SET left_on = b.day, leave_reason = 'resigned' FROM back b WHERE b.id = e.id;
INSERT INTO x_study.employment (person_id, job, org_unit, hired_on) SELECT person_id, job, org_unit, day FROM back;
SELECT count(*) AS spells, count(DISTINCT person_id) AS people FROM x_study.study_complete WHERE job = 'chef' AND card ? 'care' AND card ? 'delivery';
SELECT indicator, n, r, suppressed FROM x_study.validity WHERE job = 'chef' AND criterion = 'delivery' AND indicator = 'care';
SET LOCAL aiehr.effective_on = '-infinity';
UPDATE x_study.employment SET org_unit = 'north';
SELECT n AS without_chefs FROM x_study.department_analysis;
ROLLBACK;

-- Dismissing the lowest tenth changes no correlation, nor does their way into the archive; among those who work there it would
BEGIN;
CREATE TEMP TABLE before AS SELECT * FROM x_study.validity;
CREATE TEMP TABLE of_standing AS SELECT round(corr(fit_score, performance_score)::numeric, 6) AS r FROM x_study.standing WHERE job = 'sales' AND employment_id IS NOT NULL;
UPDATE x_study.employment SET left_on = current_date - 20, leave_reason = 'dismissed' WHERE left_on IS NULL AND id IN (
	SELECT employment_id FROM (SELECT employment_id, ntile(10) OVER (PARTITION BY job ORDER BY card -> '@performance') AS tenth FROM x_study.study WHERE card ? '@performance') t WHERE tenth = 1);
SELECT count(*) > 15 AS many_archived FROM x_study.assessment_archive;
SELECT count(*) AS rows, count(*) FILTER (WHERE (v.n, v.n_needed, v.n_left, v.note) IS DISTINCT FROM (b.n, b.n_needed, b.n_left, b.note) OR NOT pg_temp.near(v.r, b.r, 1e-12) OR NOT pg_temp.near(v.p_holm, b.p_holm, 1e-10)
	OR NOT pg_temp.near(v.r_range, b.r_range, 1e-12) OR NOT pg_temp.near(v.difference, b.difference, 1e-12)) AS changed
FROM x_study.validity v FULL JOIN before b USING (job, indicator, criterion);
SELECT r <> (SELECT r FROM of_standing) AS r_of_standing_changed FROM (SELECT round(corr(fit_score, performance_score)::numeric, 6) AS r FROM x_study.standing WHERE job = 'sales' AND employment_id IS NOT NULL) s;
SELECT count(*) AS differences FROM x_study.check_study();
ROLLBACK;

-- Corrected for the criterion only where the reliability of raters is known: .5 for one, two to a rating, is 2/3 for both
BEGIN;
INSERT INTO x_study.criterion_reliability (criterion, job, icc, raters, n, source) VALUES ('peer', 'dev', 0.5, 2, 90, 'two peers each, spring');
SELECT criterion, pg_temp.near(r_criterion, r / sqrt(2 / 3.0)) AS right_r, pg_temp.near(r_operational, r_range / sqrt(2 / 3.0)) AS right_both, criterion_icc, icc_source FROM x_study.validity WHERE job = 'dev' AND indicator = 'care' AND criterion IN ('peer', 'help') ORDER BY 1;
-- estimated from ratings that several gave of the same people: psych::ICC of R says .7756673213 and .7256470045; what was entered by hand stays
SELECT job, criterion, n, raters, round(icc::numeric, 9) AS icc, stored, note FROM x_study.estimate_reliability();
SELECT criterion, icc_source, pg_temp.near(r_criterion, r / sqrt(CASE criterion WHEN 'peer' THEN 2 / 3.0 ELSE 2 * 0.7256470044690109 / 1.7256470044690109 END)) AS right_r FROM x_study.validity WHERE job = 'dev' AND indicator = 'care' AND criterion IN ('peer', 'help') ORDER BY 1;
-- again: what was estimated is estimated anew
SELECT job, criterion, stored FROM x_study.estimate_reliability();
-- a criterion that the scores went into
INSERT INTO x_study.contamination VALUES ('noise', 'delivery', 'the rater had seen the score');
SELECT indicator, criterion, note FROM x_study.validity WHERE job = 'dev' AND note IS NOT NULL ORDER BY 1, 2;
-- weights that were fitted on these people
UPDATE x_study.weighting SET fitted_until = '2024-06-01' WHERE job = 'sales' AND purpose = 'fit';
SELECT DISTINCT indicator, note FROM x_study.validity WHERE job = 'sales' AND note IS NOT NULL;
UPDATE x_study.weighting SET fitted_until = '2023-06-01' WHERE job = 'sales' AND purpose = 'fit';
SELECT count(*) FROM x_study.validity WHERE job = 'sales' AND note IS NOT NULL;
-- a constant indicator
UPDATE x_study.benchmark SET scores = scores || '{"noise": 50}' WHERE employment_id IN (SELECT id FROM x_study.employment WHERE job = 'sales');
SELECT x_study.rebuild_study() AS people;
SELECT DISTINCT n, r, r_low, p_value, p_holm, r_range, n_needed, note FROM x_study.validity WHERE job = 'sales' AND indicator = 'noise' AND criterion <> 'delivery';
ROLLBACK;

-- 2. Lift of the top 30 % against all: t.test of the top against the rest, ratios only of what has a true zero

CREATE TEMP TABLE expected_lift (job text, indicator text, criterion text, n bigint, k bigint, cut_score float8, n_top bigint, mean_top float8, mean_base float8, p_value float8, lift_sd float8, lift float8);
INSERT INTO expected_lift VALUES
	('dev', 'care', 'delivery', 120, 36, 61.09, 36, 65.73611111, 64.23343056, 0.2281174971, 0.1584117831, 0.02339405731),
	('dev', 'care', 'peer', 120, 36, 61.09, 36, 3.999861111, 3.408166667, 9.978369118e-09, 0.7703880564, 0.1736107715),
	('dev', 'care', 'help', 120, 36, 61.09, 36, 3.925972222, 3.410833333, 4.118585636e-08, 0.7382977754, 0.1510302142),
	('dev', 'care', 'defects', 92, 28, 61.33, 28, 5.25, 6.380434783, 0.002980603468, -0.4703308927, -0.1771720613),
	('dev', 'care', '@performance', 120, 36, 61.09, 36, 69.44027778, 62.621725, 3.843372188e-06, 0.6194745012, 0.1088847804),
	('dev', '@decision', 'delivery', 120, 36, 59.732, 36, 65.56212963, 64.23343056, 0.2965472956, 0.1400707481, 0.02068547581),
	('dev', '@decision', 'peer', 120, 36, 59.732, 36, 3.661805556, 3.408166667, 0.02111741411, 0.3302386434, 0.07442091708),
	('dev', '@decision', 'help', 120, 36, 59.732, 36, 3.671388889, 3.410833333, 0.01069919748, 0.3734285863, 0.07639058555),
	('dev', '@decision', 'defects', 92, 28, 59.74466667, 28, 6.214285714, 6.380434783, 0.6778544567, -0.06912830429, -0.02604039912),
	('dev', '@decision', '@performance', 120, 36, 59.732, 36, 65.95533333, 62.621725, 0.02925561575, 0.3028627081, 0.05323405469),
	('sales', 'care', 'delivery', 84, 26, 60.14, 26, 67.18076923, 64.91680556, 0.1441823522, 0.2302875232, 0.03487484721),
	('sales', 'care', 'revenue', 84, 26, 60.14, 26, 1306.749615, 1172.33, 0.0006931764131, 0.5651296944, 0.1146602197),
	('sales', 'care', '@performance', 84, 26, 60.14, 26, 55.65129694, 50, 0.0006931764131, 0.5651296944, 0.1130259389),
	('sales', '@decision', 'delivery', 84, 26, 61.1, 26, 69.95551282, 64.91680556, 0.002037794534, 0.5125309335, 0.07761791761),
	('sales', '@decision', 'revenue', 84, 26, 61.1, 26, 1349.004231, 1172.33, 1.025254894e-05, 0.742777412, 0.1507034971),
	('sales', '@decision', '@performance', 84, 26, 61.1, 26, 57.42777412, 50, 1.025254894e-05, 0.742777412, 0.1485554824);
SELECT count(*) AS compared FROM x_study.lift v JOIN expected_lift e USING (job, indicator, criterion);
SELECT v.job, v.indicator, v.criterion, v.difference, e.mean_top - e.mean_base AS expected
FROM x_study.lift v JOIN expected_lift e USING (job, indicator, criterion)
WHERE v.n <> e.n OR v.k <> e.k OR v.n_top <> e.n_top OR NOT pg_temp.near(v.cut_score, e.cut_score) OR NOT pg_temp.near(v.mean_top, e.mean_top) OR NOT pg_temp.near(v.mean_base, e.mean_base)
	OR NOT pg_temp.near(v.p_value, e.p_value) OR NOT pg_temp.near(v.lift_sd, e.lift_sd) OR NOT pg_temp.near(v.difference, e.mean_top - e.mean_base)
	OR NOT pg_temp.near(v.lift, CASE WHEN v.criterion IN ('revenue', 'defects') THEN e.lift END);
SELECT job, criterion, share, baseline, ties, bool_or(lift_low < lift AND lift < lift_high) AS interval_about_it, bool_and(difference_low < difference AND difference < difference_high) AS and_here, min(note) AS note, bool_or(suppressed) AS suppressed
FROM x_study.lift GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2;
SELECT v.job, v.indicator, v.criterion FROM x_study.validity v JOIN x_study.lift l USING (job, indicator, criterion)
WHERE (v.lift_share, v.mean_top, v.mean_base, v.difference, v.lift, v.lift_low, v.lift_high) IS DISTINCT FROM (l.share, l.mean_top, l.mean_base, l.difference, l.lift, l.lift_low, l.lift_high) AND NOT v.suppressed;

-- 3. Expectancy: who reached the pass line by fifths of the score, with the interval of prop.test without correction

CREATE TEMP TABLE expected_expectancy (job text, criterion text, fifth integer, n bigint, passed bigint, rate_low float8);
INSERT INTO expected_expectancy VALUES
	('dev', '@performance', 1, 24, 11, 0.2789133373),
	('dev', '@performance', 2, 24, 14, 0.3883466587),
	('dev', '@performance', 3, 24, 14, 0.3883466587),
	('dev', '@performance', 4, 24, 13, 0.3507486536),
	('dev', '@performance', 5, 24, 17, 0.5083230634),
	('dev', 'delivery', 1, 24, 13, 0.3507486536),
	('dev', 'delivery', 2, 24, 17, 0.5083230634),
	('dev', 'delivery', 3, 24, 14, 0.3883466587),
	('dev', 'delivery', 4, 24, 17, 0.5083230634),
	('dev', 'delivery', 5, 24, 19, 0.5952954675),
	('dev', 'defects', 1, 18, 15, 0.607779619),
	('dev', 'defects', 2, 19, 18, 0.7536126883),
	('dev', 'defects', 3, 18, 16, 0.6720023487),
	('dev', 'defects', 4, 19, 11, 0.3627590353),
	('dev', 'defects', 5, 18, 17, 0.7424269922),
	('sales', '@performance', 1, 17, 0, 0),
	('sales', '@performance', 2, 17, 0, 0),
	('sales', '@performance', 3, 16, 2, 0.03497748774),
	('sales', '@performance', 4, 17, 3, 0.06191126638),
	('sales', '@performance', 5, 17, 8, 0.2616510644),
	('sales', 'delivery', 1, 17, 8, 0.2616510644),
	('sales', 'delivery', 2, 17, 12, 0.4686688993),
	('sales', 'delivery', 3, 16, 12, 0.5050168346),
	('sales', 'delivery', 4, 17, 15, 0.6566364941),
	('sales', 'delivery', 5, 17, 13, 0.5273820188),
	('sales', 'revenue', 1, 17, 9, 0.3096323506),
	('sales', 'revenue', 2, 17, 12, 0.4686688993),
	('sales', 'revenue', 3, 16, 13, 0.5699111904),
	('sales', 'revenue', 4, 17, 17, 0.815681865),
	('sales', 'revenue', 5, 17, 16, 0.7301796936);
SELECT count(*) AS compared FROM x_study.expectancy v JOIN expected_expectancy e USING (job, criterion, fifth) WHERE v.score = '@decision';
SELECT * FROM x_study.expectancy v JOIN expected_expectancy e USING (job, criterion, fifth) WHERE v.score = '@decision' AND (v.n <> e.n OR v.passed <> e.passed OR NOT pg_temp.near(v.rate_low, e.rate_low) OR NOT pg_temp.near(v.rate, e.passed::float8 / e.n));
SELECT criterion, fifth, n, passed, rate, suppressed FROM x_study.expectancy WHERE job = 'chef' AND score = '@fit' ORDER BY 1, 2;
-- equal scores stay together
BEGIN;
UPDATE x_study.benchmark SET scores = '{"logic": 50, "care": 50}' WHERE employment_id IN (SELECT id FROM x_study.employment WHERE job = 'sales');
SELECT x_study.rebuild_study() AS people;
SELECT criterion, fifth, score_from, score_to, n, suppressed FROM x_study.expectancy WHERE job = 'sales' AND score = '@fit' ORDER BY 1, 2;
ROLLBACK;

-- pilots have outcomes and no scores, cooks nothing at all: that takes nobody else's figures away
BEGIN;
INSERT INTO x_study.job (code, title) VALUES ('cook', 'Cook');
INSERT INTO x_study.employment (person_id, job, hired_on) SELECT i, CASE WHEN i < 423 THEN 'pilot' ELSE 'cook' END, '2024-01-01' FROM generate_series(417, 428) i;
INSERT INTO x_study.performance_fact (person_id, criterion, period, value) SELECT i, 'delivery', '[2024-02-01,2024-03-01)', i - 400 FROM generate_series(417, 422) i;
SELECT job, count(*) AS spells, count(*) FILTER (WHERE card = '{}') AS empty FROM x_study.study WHERE job IN ('cook', 'pilot') GROUP BY 1 ORDER BY 1;
SELECT job, count(*) AS validity FROM x_study.validity GROUP BY 1 ORDER BY 1;
SELECT job, count(*) AS lift FROM x_study.lift GROUP BY 1 ORDER BY 1;
SELECT job, count(*) AS expectancy FROM x_study.expectancy GROUP BY 1 ORDER BY 1;
ROLLBACK;

-- 4. Analysts read figures about groups and no person behind them

SET ROLE x_study_analyst;
SELECT count(*) AS validity FROM x_study.validity;
SELECT count(*) AS lift FROM x_study.lift;
SELECT count(*) AS expectancy FROM x_study.expectancy;
SELECT * FROM x_study.study LIMIT 1;
SELECT * FROM x_study.study_complete LIMIT 1;
SELECT * FROM x_study.study_moments LIMIT 1;
RESET ROLE;
SET ROLE x_study_auditor;
SELECT * FROM x_study.validity LIMIT 1;
RESET ROLE;

SELECT aiehr.drop_workspace('x_study', force => true);
DROP ROLE x_study_owner, x_study_hr, x_study_loader, x_study_analyst, x_study_auditor;
