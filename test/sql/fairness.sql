-- Fairness, against R 4.2: prop.test, fisher.test, dhyper, mantelhaen.test, lm, anova, t.test; the conditional odds ratio by uniroot to the last digits.
SET search_path = public, aiehr;

CREATE TABLE fa_r (what text, stat text, value float8);
INSERT INTO fa_r VALUES
	('2 10 15 25', 'rate_focal', 0.2),
	('2 10 15 25', 'rate_reference', 0.6),
	('2 10 15 25', 'rate_difference', -0.4),
	('2 10 15 25', 'impact_ratio', 0.333333333333333),
	('2 10 15 25', 'ratio_low', 0.113832617317696),
	('2 10 15 25', 'ratio_high', 0.976092035211759),
	('2 10 15 25', 'z', -2.13896315973249),
	('2 10 15 25', 'z_p', 0.0324386521169657),
	('2 10 15 25', 'fisher_p', 0.0599078341013826),
	('2 10 15 25', 'fisher_p_less', 0.0371576884368876),
	('2 10 15 25', 'fisher_mid_p_less', 0.0209492028179459),
	('2 10 15 25', 'odds_ratio', 0.166666666666667),
	('2 10 15 25', 'odds_ratio_conditional', 0.175608684775436),
	('2 10 15 25', 'cohen_h', -0.844859029583615),
	('2 10 15 25', 'phi', -0.361550763031094),
	('2 10 15 25', 'shortfall', 2.85714285714286),
	('7 60 20 90', 'rate_focal', 0.116666666666667),
	('7 60 20 90', 'rate_reference', 0.222222222222222),
	('7 60 20 90', 'rate_difference', -0.105555555555556),
	('7 60 20 90', 'impact_ratio', 0.525),
	('7 60 20 90', 'ratio_low', 0.269103184529012),
	('7 60 20 90', 'ratio_high', 1.02423537083889),
	('7 60 20 90', 'z', -1.64850081993529),
	('7 60 20 90', 'z_p', 0.0992499425811588),
	('7 60 20 90', 'fisher_p', 0.129419554435748),
	('7 60 20 90', 'fisher_p_less', 0.0741903068505107),
	('7 60 20 90', 'fisher_mid_p_less', 0.0514010725957301),
	('7 60 20 90', 'odds_ratio', 0.462264150943396),
	('7 60 20 90', 'odds_ratio_conditional', 0.464512494365655),
	('7 60 20 90', 'cohen_h', -0.28460222293639),
	('7 60 20 90', 'phi', -0.134599528313371),
	('7 60 20 90', 'shortfall', 3.8),
	('0 12 30 80', 'rate_focal', 0),
	('0 12 30 80', 'rate_reference', 0.375),
	('0 12 30 80', 'rate_difference', -0.375),
	('0 12 30 80', 'impact_ratio', 0),
	('0 12 30 80', 'z', -2.58407030764233),
	('0 12 30 80', 'z_p', 0.00976418876706386),
	('0 12 30 80', 'fisher_p', 0.00761115747719737),
	('0 12 30 80', 'fisher_p_less', 0.0059536625334145),
	('0 12 30 80', 'fisher_mid_p_less', 0.00297683126670725),
	('0 12 30 80', 'odds_ratio', 0),
	('0 12 30 80', 'odds_ratio_conditional', 0),
	('0 12 30 80', 'cohen_h', -1.31811607165282),
	('0 12 30 80', 'phi', -0.269407953040162),
	('0 12 30 80', 'shortfall', 3.91304347826087),
	('40 40 55 80', 'rate_focal', 1),
	('40 40 55 80', 'rate_reference', 0.6875),
	('40 40 55 80', 'rate_difference', 0.3125),
	('40 40 55 80', 'impact_ratio', 1.45454545454545),
	('40 40 55 80', 'ratio_low', 1.28493475439405),
	('40 40 55 80', 'ratio_high', 1.64654467637664),
	('40 40 55 80', 'z', 3.97359707119513),
	('40 40 55 80', 'z_p', 7.07952864129601e-05),
	('40 40 55 80', 'fisher_p', 1.83613357400746e-05),
	('40 40 55 80', 'fisher_p_less', 1),
	('40 40 55 80', 'fisher_mid_p_less', 0.999995647662295),
	('40 40 55 80', 'cohen_h', 1.18639955229926),
	('40 40 55 80', 'phi', 0.362738125055006),
	('40 40 55 80', 'shortfall', -8.33333333333334),
	('130 400 210 450', 'rate_focal', 0.325),
	('130 400 210 450', 'rate_reference', 0.466666666666667),
	('130 400 210 450', 'rate_difference', -0.141666666666667),
	('130 400 210 450', 'impact_ratio', 0.696428571428571),
	('130 400 210 450', 'ratio_low', 0.602646264860205),
	('130 400 210 450', 'ratio_high', 0.804805046314439),
	('130 400 210 450', 'z', -4.20812705765087),
	('130 400 210 450', 'z_p', 2.57496075927968e-05),
	('130 400 210 450', 'fisher_p', 2.58576788781125e-05),
	('130 400 210 450', 'fisher_p_less', 1.65985618274056e-05),
	('130 400 210 450', 'fisher_mid_p_less', 1.272961116116e-05),
	('130 400 210 450', 'odds_ratio', 0.55026455026455),
	('130 400 210 450', 'odds_ratio_conditional', 0.550654943445402),
	('130 400 210 450', 'cohen_h', -0.290854955235285),
	('130 400 210 450', 'phi', -0.144337567297406),
	('130 400 210 450', 'shortfall', 30),
	('3 50 0 40', 'rate_focal', 0.06),
	('3 50 0 40', 'rate_reference', 0),
	('3 50 0 40', 'rate_difference', 0.06),
	('3 50 0 40', 'z', 1.57567719431667),
	('3 50 0 40', 'z_p', 0.115100215832571),
	('3 50 0 40', 'fisher_p', 0.250936329588015),
	('3 50 0 40', 'fisher_p_less', 1),
	('3 50 0 40', 'fisher_mid_p_less', 0.916581545795029),
	('3 50 0 40', 'cohen_h', 0.494934126340896),
	('3 50 0 40', 'phi', 0.16609095970748),
	('3 50 0 40', 'shortfall', -1.33333333333333),
	('8 10 10 10', 'rate_focal', 0.8),
	('8 10 10 10', 'rate_reference', 1),
	('8 10 10 10', 'rate_difference', -0.2),
	('8 10 10 10', 'impact_ratio', 0.8),
	('8 10 10 10', 'ratio_low', 0.616795504457882),
	('8 10 10 10', 'ratio_high', 1.03762105166852),
	('8 10 10 10', 'z', -1.49071198499986),
	('8 10 10 10', 'z_p', 0.136037128114144),
	('8 10 10 10', 'fisher_p', 0.473684210526316),
	('8 10 10 10', 'fisher_p_less', 0.236842105263158),
	('8 10 10 10', 'fisher_mid_p_less', 0.118421052631579),
	('8 10 10 10', 'odds_ratio', 0),
	('8 10 10 10', 'odds_ratio_conditional', 0),
	('8 10 10 10', 'cohen_h', -0.927295218001612),
	('8 10 10 10', 'phi', -0.333333333333333),
	('8 10 10 10', 'shortfall', 1),
	('6 6 9 9', 'rate_focal', 1),
	('6 6 9 9', 'rate_reference', 1),
	('6 6 9 9', 'rate_difference', 0),
	('6 6 9 9', 'impact_ratio', 1),
	('6 6 9 9', 'ratio_low', 1),
	('6 6 9 9', 'ratio_high', 1),
	('6 6 9 9', 'fisher_p', 1),
	('6 6 9 9', 'fisher_p_less', 1),
	('6 6 9 9', 'fisher_mid_p_less', 0.5),
	('6 6 9 9', 'cohen_h', 0),
	('6 6 9 9', 'shortfall', 0),
	('0 7 0 20', 'rate_focal', 0),
	('0 7 0 20', 'rate_reference', 0),
	('0 7 0 20', 'rate_difference', 0),
	('0 7 0 20', 'fisher_p', 1),
	('0 7 0 20', 'fisher_p_less', 1),
	('0 7 0 20', 'fisher_mid_p_less', 0.5),
	('0 7 0 20', 'cohen_h', 0),
	('0 7 0 20', 'shortfall', 0),
	('mh', 'chi2', 0.0315014553195602),
	('mh', 'p', 0.859126273560491),
	('mh', 'odds_ratio', 0.957447897997849),
	('mh', 'odds_ratio_low', 0.593421761257226),
	('mh', 'odds_ratio_high', 1.5447806892662),
	('cleary', 'omnibus_f', 0.762691559629354),
	('cleary', 'omnibus_p', 0.476957070832321),
	('cleary', 'intercept_f', 0.419194838771599),
	('cleary', 'intercept_p', 0.523015276099714),
	('cleary', 'slope_f', 1.10450338511502),
	('cleary', 'slope_p', 0.30333321748714),
	('cleary', 'delta_r2_intercept', 0.00184885333699014),
	('cleary', 'delta_r2_slope', 0.00485189616801485),
	('cleary', 'intercept_reference', 9.08816546434117),
	('cleary', 'slope_reference', 0.848278696009497),
	('cleary', 'intercept_difference', 9.87666302024418),
	('cleary', 'slope_difference', -0.14325626150378),
	('cleary', 'mean_residual_focal', 0.460152103902388),
	('cleary', 'mean_residual_reference', -0.373873584420691),
	('cleary', 'd', -0.867976078998262),
	('cleary', 'g', -0.843640301082422),
	('score', 'difference', -10.2980769230769),
	('score', 'difference_low', -17.5739258285449),
	('score', 'difference_high', -3.02222801760899),
	('score', 't', -2.41252157391163),
	('score', 'df', 26.4672314453145),
	('score', 'p', 0.0230574580492023),
	('score', 'd', -0.867976078998262),
	('score', 'g', -0.843640301082422);
CREATE TABLE fa_counts (a bigint, n1 bigint, b bigint, n2 bigint);
INSERT INTO fa_counts VALUES (2, 10, 15, 25), (7, 60, 20, 90), (0, 12, 30, 80), (40, 40, 55, 80), (130, 400, 210, 450), (3, 50, 0, 40), (8, 10, 10, 10), (6, 6, 9, 9), (0, 7, 0, 20);
CREATE TABLE fa_strata (job text, a bigint, n1 bigint, b bigint, n2 bigint);
INSERT INTO fa_strata VALUES ('clerk', 30, 100, 12, 60), ('guard', 4, 30, 5, 20), ('lab', 35, 60, 40, 60), ('legal', 7, 16, 2, 3);
CREATE TABLE fa_people (focal boolean, x float8, y float8);
INSERT INTO fa_people SELECT false, x, y FROM unnest('{62,71,55,80,90,47,66,73,58,85,77,69,52,94,61,70}'::float8[], '{58,70,52,77,84,50,71,72,55,78,82,63,54,88,64,69}'::float8[]) AS v (x, y);
INSERT INTO fa_people SELECT true, x, y FROM unnest('{48,57,66,75,52,61,43,70,59,64,50,55,68}'::float8[], '{55,60,61,72,50,69,49,70,64,59,51,62,66}'::float8[]) AS v (x, y);
CREATE FUNCTION fa_state(of_focal boolean, missing text DEFAULT 'listwise', shift float8 DEFAULT 0) RETURNS comoments STABLE LANGUAGE sql AS $$
	SELECT comoments(jsonb_build_object('x', x + shift, 'y', y + shift, 'z', 1)::scorecard, '{x,y,z}', missing) FROM fa_people WHERE focal = of_focal
$$;
CREATE TABLE fa_got (what text, stat text, value float8);
INSERT INTO fa_got SELECT concat_ws(' ', c.a, n1, b, n2), v.stat, v.value FROM fa_counts AS c, adverse_impact(c.a, n1, b, n2, 0.9) AS i,
	LATERAL (VALUES ('rate_focal', rate_focal), ('rate_reference', rate_reference), ('rate_difference', rate_difference), ('impact_ratio', impact_ratio), ('ratio_low', ratio_low), ('ratio_high', ratio_high),
		('z', z), ('z_p', z_p), ('fisher_p', fisher_p), ('fisher_p_less', fisher_p_less), ('fisher_mid_p_less', fisher_mid_p_less), ('odds_ratio', odds_ratio),
		('odds_ratio_conditional', odds_ratio_conditional), ('cohen_h', cohen_h), ('phi', phi), ('shortfall', shortfall)) AS v (stat, value) WHERE v.value < 'Infinity';
INSERT INTO fa_got SELECT 'mh', v.stat, v.value FROM (SELECT (mantel_haenszel(a, n1, b, n2)).* FROM fa_strata) AS m,
	LATERAL (VALUES ('chi2', chi2), ('p', p), ('odds_ratio', odds_ratio), ('odds_ratio_low', odds_ratio_low), ('odds_ratio_high', odds_ratio_high)) AS v (stat, value);
INSERT INTO fa_got SELECT 'cleary', v.stat, v.value FROM differential_prediction(fa_state(true), fa_state(false), 'x', 'y', 10) AS r,
	LATERAL (VALUES ('omnibus_f', omnibus_f), ('omnibus_p', omnibus_p), ('intercept_f', intercept_f), ('intercept_p', intercept_p), ('slope_f', slope_f), ('slope_p', slope_p),
		('delta_r2_intercept', delta_r2_intercept), ('delta_r2_slope', delta_r2_slope), ('intercept_reference', intercept_reference), ('slope_reference', slope_reference),
		('intercept_difference', intercept_difference), ('slope_difference', slope_difference), ('mean_residual_focal', mean_residual_focal), ('mean_residual_reference', mean_residual_reference),
		('d', d), ('g', g)) AS v (stat, value);
INSERT INTO fa_got SELECT 'score', v.stat, v.value FROM (SELECT count(x) FILTER (WHERE focal) AS n1, avg(x) FILTER (WHERE focal) AS m1, stddev_samp(x) FILTER (WHERE focal) AS s1,
		count(x) FILTER (WHERE NOT focal) AS n2, avg(x) FILTER (WHERE NOT focal) AS m2, stddev_samp(x) FILTER (WHERE NOT focal) AS s2 FROM fa_people) AS s, score_difference(n1, m1, s1, n2, m2, s2, 0.9) AS r,
	LATERAL (VALUES ('difference', difference), ('difference_low', difference_low), ('difference_high', difference_high), ('t', t), ('df', df), ('p', p), ('d', d), ('g', g)) AS v (stat, value);

-- Every value of R's is there and no other, and none differs by more than 1e-9.
SELECT count(*) AS values, count(g.value) AS computed, count(*) FILTER (WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3)) AS same
FROM fa_r r LEFT JOIN fa_got g USING (what, stat);
SELECT what, stat, r.value, g.value AS got FROM fa_r r FULL JOIN fa_got g USING (what, stat)
WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3) IS NOT TRUE ORDER BY 1, 2;

-- Verdicts, whole numbers and notes.
SELECT c.*, below_four_fifths, shortfall_four_fifths, flips, decided_by, note FROM fa_counts AS c, adverse_impact(c.a, n1, b, n2) ORDER BY n1 + n2, c.a;
-- The women and men of Morris (2017): the ratio and z speak against the test, the exact test does not.
SELECT round(rate_focal::numeric, 6) AS sr, round(impact_ratio::numeric, 6) AS ir, round(z::numeric, 6) AS z, round(z_p::numeric, 6) AS p, round(fisher_p::numeric, 6) AS fisher, round(fisher_p_less::numeric, 6) AS less,
	round(fisher_mid_p_less::numeric, 6) AS mid, round(cohen_h::numeric, 6) AS h, round(phi::numeric, 6) AS phi, round(shortfall::numeric, 6) AS shortfall FROM adverse_impact(2, 10, 15, 25);
-- Four fifths exactly is not below; a step less is, also among 10^12, where a double has no digits left for it.
SELECT s.*, i.below_four_fifths, i.shortfall_four_fifths, i.flips
FROM (VALUES (8::bigint, 20::bigint, 10::bigint, 20::bigint), (7, 20, 10, 20), (10, 10, 10, 10), (9, 20, 11, 20), (4, 7, 5, 7), (0, 1000000, 1, 3)) AS s (a, n1, b, n2), adverse_impact(a, n1, b, n2) AS i;
SELECT s.*, i.below_four_fifths, i.shortfall_four_fifths, i.flips, round(i.fisher_p::numeric, 9) AS fisher_p, i.note
FROM (VALUES (8::bigint, 10::bigint, 999999999999::bigint, 1000000000000::bigint), (799999999999, 1000000000000, 7, 7), (800000000000, 1000000000000, 7, 7)) AS s (a, n1, b, n2), adverse_impact(a, n1, b, n2) AS i;
-- For every table of two small groups: the shortfall is the first count that is not below, and a flip is what a second look at the moved table says.
SELECT count(*) AS tables, count(*) FILTER (WHERE below_four_fifths <> (a::numeric / n1 < 0.8 * b / n2)) AS wrong_flag,
	count(*) FILTER (WHERE shortfall_four_fifths <> (SELECT min(k) FROM generate_series(0, 30) AS k WHERE (a + k)::numeric * n2 * 5 >= 4::numeric * b * n1)) AS wrong_shortfall,
	count(*) FILTER (WHERE flips <> coalesce(below_four_fifths <> ((a + 1)::numeric * n2 * 5 < 4::numeric * (b - 1) * n1) AND a < n1, false)) AS wrong_flip
FROM generate_series(1, 13) AS n1, generate_series(1, 13) AS n2, generate_series(0, n1) AS a, generate_series(1, n2) AS b, adverse_impact(a, n1, b, n2) AS i;
-- Nobody selected, everybody, a group that is empty.
SELECT i.* FROM adverse_impact(0, 0, 4, 8) AS i;
SELECT i.* FROM adverse_impact(0, 5, 0, 0) AS i;
SELECT impact_ratio, round(z::numeric, 9) AS z, fisher_p < 1e-18 AS fisher, odds_ratio, odds_ratio_conditional, round(phi::numeric, 9) AS phi, shortfall_four_fifths, flips, decided_by, note FROM adverse_impact(50, 100, 0, 100);
-- Odds that are infinite, since no more of the focal group could have been selected; none where no other count is possible.
SELECT a, n1, b, n2, odds_ratio_conditional, note FROM (VALUES (1, 7::bigint, 7::bigint, 5::bigint, 9::bigint), (2, 3, 7, 0, 9), (3, 5, 5, 5, 5), (4, 0, 6, 0, 7)) AS s (i, a, n1, b, n2), adverse_impact(a, n1, b, n2) ORDER BY i;
SELECT adverse_impact(1, 2, NULL, 4);
SELECT adverse_impact(-1, 2, 3, 4);
SELECT adverse_impact(1, 2, 5, 4);
SELECT adverse_impact(1, -2, 3, 4);
SELECT adverse_impact(1, 2, 3, 1000000000001);
SELECT adverse_impact(1, 2, 3, 4, 0);

-- Strata without both groups or both outcomes say nothing, rows with a NULL are left out; no rows have no strata.
SELECT m.strata, m.note, m = n AS same FROM (SELECT mantel_haenszel(a, n1, b, n2) AS m FROM fa_strata) AS x,
	(SELECT mantel_haenszel(a, n1, b, n2) AS n FROM (TABLE fa_strata UNION ALL VALUES ('empty', 0::bigint, 0::bigint, 3::bigint, 9::bigint), ('alone', 3, 9, 0, 0), ('all', 4, 4, 9, 9), ('none', 0, 4, 0, 9), ('?', 1, NULL, 2, 3)) AS s (job, a, n1, b, n2)) AS y,
	LATERAL (SELECT (x.m).*) AS m;
SELECT (mantel_haenszel(a, n1, b, n2)).* FROM fa_strata WHERE false;
SELECT (mantel_haenszel(4, 4, 9, 9)).*;
-- One stratum has its own odds ratio; without an empty cell there is an interval.
SELECT strata, round(odds_ratio::numeric, 9) AS odds_ratio, round((30.0 * 48) / (70 * 12), 9) AS own, note FROM (SELECT (mantel_haenszel(a, n1, b, n2)).* FROM fa_strata WHERE job = 'clerk') AS m;
SELECT strata, round(chi2::numeric, 9) AS chi2, round(p::numeric, 9) AS p, round(odds_ratio::numeric, 9) AS odds_ratio, round(odds_ratio_low::numeric, 9) AS low, round(odds_ratio_high::numeric, 9) AS high, note
FROM (SELECT (mantel_haenszel(a, n1, b, n2)).* FROM (VALUES (1, 0::bigint, 10::bigint, 5::bigint, 10::bigint), (2, 9, 9, 5, 10), (3, 0, 10, 5, 10), (3, 3, 9, 0, 5)) AS v (g, a, n1, b, n2) GROUP BY g ORDER BY g) AS m;
-- Parts and workers give the whole.
CREATE TABLE fa_many AS SELECT i, (i * 7) % 11::bigint AS a, 11 + i % 5::bigint AS n1, (i * 5) % 17::bigint AS b, 17 + i % 3::bigint AS n2 FROM generate_series(1, 2000) AS i;
ANALYZE fa_many;
CREATE TABLE fa_whole AS SELECT (mantel_haenszel(a, n1, b, n2)).* FROM fa_many;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SET parallel_leader_participation = off;
ALTER TABLE fa_many SET (parallel_workers = 3);
EXPLAIN (COSTS OFF) SELECT mantel_haenszel(a, n1, b, n2) FROM fa_many;
SELECT p.strata, p.strata = w.strata AS strata, abs(p.chi2 / w.chi2 - 1) < 1e-10 AS chi2, abs(p.odds_ratio / w.odds_ratio - 1) < 1e-12 AS odds_ratio, abs(p.odds_ratio_low / w.odds_ratio_low - 1) < 1e-12 AS low
FROM (SELECT (mantel_haenszel(a, n1, b, n2)).* FROM fa_many) AS p, fa_whole AS w;
RESET ALL;
SET search_path = public, aiehr;
-- The state is an array; in place only within an aggregate.
SELECT mantel_haenszel_accum(s, 2, 4, 1, 4), s FROM (SELECT '{0,0,0,0,0,0,0,0}'::float8[] AS s) AS x;
SELECT mantel_haenszel_accum('{0}', 3, 5, 4, 5);
SELECT mantel_haenszel_combine('{0,0,0,0,0,0,0,0}', '{0,0,0,0,0,0,0,NULL}');
SELECT mantel_haenszel(3, 2, 1, 5);

-- Cleary's models: counts and notes, the same from pairwise comoments, and from values shifted by 10^9.
SELECT n_focal, n_reference, note FROM differential_prediction(fa_state(true), fa_state(false), 'x', 'y', 13);
SELECT r = s AS same_pairwise FROM differential_prediction(fa_state(true), fa_state(false), 'x', 'y', 10) AS r, differential_prediction(fa_state(true, 'pairwise'), fa_state(false, 'pairwise'), 'x', 'y', 10) AS s;
SELECT count(*) AS columns, count(*) FILTER (WHERE abs(r.value::float8 - s.value::float8) <= 1e-12 * abs(r.value::float8)) AS same
FROM jsonb_each_text((SELECT to_jsonb(r) - '{note,intercept_reference,intercept_difference}'::text[] FROM differential_prediction(fa_state(true), fa_state(false), 'x', 'y', 10) AS r)) AS r
JOIN jsonb_each_text((SELECT to_jsonb(r) FROM differential_prediction(fa_state(true, shift => 1e9), fa_state(false, shift => 1e9), 'x', 'y', 10) AS r)) AS s USING (key);
-- Below the smallest group: counts alone. A constant has no line; a line without residuals no test.
SELECT d.* FROM differential_prediction(fa_state(true), fa_state(false), 'x', 'y') AS d;
SELECT d.* FROM differential_prediction(fa_state(true), fa_state(false), 'x', 'y', 14) AS d;
SELECT d.* FROM differential_prediction(fa_state(true), fa_state(false), 'z', 'y', 10) AS d;
SELECT d.* FROM differential_prediction(fa_state(true), fa_state(false), 'x', 'z', 10) AS d;
SELECT n_focal, n_reference, omnibus_f, omnibus_p, slope_f, round(delta_r2_slope::numeric, 9) AS delta_r2_slope, round(slope_reference::numeric, 9) AS slope, round(slope_difference::numeric, 9) AS more, round(intercept_difference::numeric, 9) AS higher, note
FROM (SELECT comoments(jsonb_build_object('x', i, 'y', 3 * i + 7)::scorecard, '{x,y}') AS f, comoments(jsonb_build_object('x', i, 'y', 2 * i + 5)::scorecard, '{x,y}') AS r FROM generate_series(1, 12) AS i) AS s, differential_prediction(f, r, 'x', 'y', 10);
SELECT differential_prediction(fa_state(true), NULL, 'x', 'y');
SELECT differential_prediction(fa_state(true), fa_state(false), 'x', 'y', 9);
SELECT differential_prediction(fa_state(true), fa_state(false), 'x', 'x', 10);
SELECT differential_prediction(fa_state(true), fa_state(false), 'x', 'nobody', 10);

-- Two means: one value, no spread, bad figures.
SELECT round(difference::numeric, 9) AS difference, t, p, d, g, note FROM score_difference(1, 5, 0, 9, 4, 2);
SELECT difference, difference_low, t, p, d, g, note FROM score_difference(3, 5, 0, 9, 4, 0);
SELECT round(t::numeric, 9) AS t, round(df::numeric, 9) AS df, note FROM score_difference(3, 5, 0, 9, 4, 1);
SELECT score_difference(3, 5, NULL, 9, 4, 1);
SELECT score_difference(0, 5, 1, 9, 4, 1);
SELECT score_difference(3, 5, -1, 9, 4, 1);
SELECT score_difference(3, 'NaN', 1, 9, 4, 1);
SELECT score_difference(3, 5, 1, 9, 4, 1, 1.5);
DROP FUNCTION fa_state;
DROP TABLE fa_r, fa_counts, fa_strata, fa_people, fa_got, fa_many, fa_whole;
