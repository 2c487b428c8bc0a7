-- Residuals, robust errors, leave-one-out and agreement, against R 4.2: resid, hatvalues, rstandard, rstudent, sandwich::vcovHC, and
-- Bland and Altman's and Lin's formulas.
SET search_path = public, aiehr;

CREATE TABLE re_rows (i int, coding float8, teamwork float8, speed float8, delivery float8);
INSERT INTO re_rows VALUES
	(1, 62, 50, 40, 58), (2, 71, 64, 75, 70), (3, 55, 48, 60, 52), (4, 80, 70, 55, 77), (5, 90, 66, 82, 84), (6, 47, 52, 35, 50), (7, 66, 75, 58, 71), (8, 73, 60, 90, 72),
	(9, 58, 57, 44, 55), (10, 85, 62, 70, 78), (11, 77, 80, 66, 82), (12, 69, 55, 51, 63), (13, 52, 49, 63, 54), (14, 94, 71, 77, 95), (15, 61, 68, 47, 64), (16, 70, 58, 72, 60);
CREATE TABLE re_r (stat text, term text, value float8);
INSERT INTO re_r VALUES
  ('fitted', '1', 56.797387599692),
  ('fitted', '2', 70.5499650591617),
  ('fitted', '3', 51.9840125461131),
  ('fitted', '4', 78.490986923003),
  ('fitted', '5', 84.6324320327385),
  ('fitted', '6', 47.2840583052664),
  ('fitted', '7', 71.3144364861621),
  ('fitted', '8', 70.7600742382312),
  ('fitted', '9', 57.3406245677609),
  ('fitted', '10', 78.970460895144),
  ('fitted', '11', 81.329659634879),
  ('fitted', '12', 64.2190308070746),
  ('fitted', '13', 50.5120454676779),
  ('fitted', '14', 89.3543784576785),
  ('fitted', '15', 64.3671768356485),
  ('fitted', '16', 67.0932701437687),
  ('residual', '1', 1.20261240030803),
  ('residual', '2', -0.549965059161731),
  ('residual', '3', 0.0159874538869362),
  ('residual', '4', -1.490986923003),
  ('residual', '5', -0.632432032738535),
  ('residual', '6', 2.71594169473361),
  ('residual', '7', -0.314436486162085),
  ('residual', '8', 1.2399257617688),
  ('residual', '9', -2.3406245677609),
  ('residual', '10', -0.970460895143968),
  ('residual', '11', 0.670340365121056),
  ('residual', '12', -1.21903080707462),
  ('residual', '13', 3.48795453232211),
  ('residual', '14', 5.64562154232154),
  ('residual', '15', -0.367176835648532),
  ('residual', '16', -7.09327014376871),
  ('leverage', '1', 0.323146191013465),
  ('leverage', '2', 0.145902547939638),
  ('leverage', '3', 0.227839599584515),
  ('leverage', '4', 0.214877060197902),
  ('leverage', '5', 0.250268931994479),
  ('leverage', '6', 0.287075179366557),
  ('leverage', '7', 0.334735605203004),
  ('leverage', '8', 0.385059897529096),
  ('leverage', '9', 0.147048415749709),
  ('leverage', '10', 0.216425655797319),
  ('leverage', '11', 0.353367655719626),
  ('leverage', '12', 0.181145633815386),
  ('leverage', '13', 0.292458122242113),
  ('leverage', '14', 0.294917267326916),
  ('leverage', '15', 0.225659267148135),
  ('leverage', '16', 0.12007296937214),
  ('rstandard', '1', 0.469691309526478),
  ('rstandard', '2', -0.191212232002634),
  ('rstandard', '3', 0.00584601368748961),
  ('rstandard', '4', -0.540678732145545),
  ('rstandard', '5', -0.234690435391131),
  ('rstandard', '6', 1.03355325863181),
  ('rstandard', '7', -0.123871124427403),
  ('rstandard', '8', 0.508058312238066),
  ('rstandard', '9', -0.814336413266347),
  ('rstandard', '10', -0.352267211761833),
  ('rstandard', '11', 0.267855732478697),
  ('rstandard', '12', -0.43285818326994),
  ('rstandard', '13', 1.33238282500025),
  ('rstandard', '14', 2.16035940444177),
  ('rstandard', '15', -0.13407367320967),
  ('rstandard', '16', -2.42972686855831),
  ('rstudent', '1', 0.453886708817322),
  ('rstudent', '2', -0.18335130867917),
  ('rstudent', '3', 0.00559713994702119),
  ('rstudent', '4', -0.524083464956713),
  ('rstudent', '5', -0.225216447238567),
  ('rstudent', '6', 1.03677378329237),
  ('rstudent', '7', -0.118673468843149),
  ('rstudent', '8', 0.49174634994685),
  ('rstudent', '9', -0.802146842470835),
  ('rstudent', '10', -0.339027678381075),
  ('rstudent', '11', 0.257222444557338),
  ('rstudent', '12', -0.41770397165839),
  ('rstudent', '13', 1.38197087932724),
  ('rstudent', '14', 2.64597679663655),
  ('rstudent', '15', -0.128462021942549),
  ('rstudent', '16', -3.26374408436462),
  ('b', '(intercept)', -9.08980794436513),
  ('b', 'coding', 0.67940232066678),
  ('b', 'teamwork', 0.442210542232213),
  ('b', 'speed', 0.0413431137776512),
  ('se_hc3', '(intercept)', 5.81591595553352),
  ('se_hc3', 'coding', 0.112762865802559),
  ('se_hc3', 'teamwork', 0.0524361272524137),
  ('se_hc3', 'speed', 0.0651459166512776),
  ('t', '(intercept)', -1.56291941181108),
  ('t', 'coding', 6.0250536897171),
  ('t', 'teamwork', 8.43331812251365),
  ('t', 'speed', 0.634623256572757),
  ('p', '(intercept)', 0.144046408818718),
  ('p', 'coding', 5.98254261956431e-05),
  ('p', 'teamwork', 2.18217862137459e-06),
  ('p', 'speed', 0.537585806318227),
  ('b_low', '(intercept)', -19.4554425766148),
  ('b_low', 'coding', 0.478426468207526),
  ('b_low', 'teamwork', 0.348754285163791),
  ('b_low', 'speed', -0.0747656427712886),
  ('b_high', '(intercept)', 1.27582668788458),
  ('b_high', 'coding', 0.880378173126035),
  ('b_high', 'teamwork', 0.535666799300634),
  ('b_high', 'speed', 0.157451870326591),
  ('press', 'press', 192.669111213859),
  ('press', 'press_r2', 0.924159082357327),
  ('agreement', 'coding:bias', -1.5625),
  ('agreement', 'coding:bias_low', -3.94528479170317),
  ('agreement', 'coding:bias_high', 0.820284791703171),
  ('agreement', 'coding:sd', 4.47167008323885),
  ('agreement', 'coding:loa_low', -10.3268123138934),
  ('agreement', 'coding:loa_low_low', -14.4873333591871),
  ('agreement', 'coding:loa_low_high', -6.16629126859964),
  ('agreement', 'coding:loa_high', 7.20181231389337),
  ('agreement', 'coding:loa_high_low', 3.04129126859964),
  ('agreement', 'coding:loa_high_high', 11.3623333591871),
  ('agreement', 'coding:trend_slope', -0.0384758352985625),
  ('agreement', 'coding:trend_p', 0.678283155517265),
  ('agreement', 'coding:mae', 3.9375),
  ('agreement', 'coding:rmse', 4.60298815988049),
  ('agreement', 'coding:ccc', 0.936245239550519),
  ('agreement', 'teamwork:bias', 6.25),
  ('agreement', 'teamwork:bias_low', 2.71299191762233),
  ('agreement', 'teamwork:bias_high', 9.78700808237767),
  ('agreement', 'teamwork:sd', 8.07052249444442),
  ('agreement', 'teamwork:loa_low', -7.02482819638034),
  ('agreement', 'teamwork:loa_low_low', -12.5531576956268),
  ('agreement', 'teamwork:loa_low_high', -1.4964986971339),
  ('agreement', 'teamwork:loa_high', 19.5248281963803),
  ('agreement', 'teamwork:loa_high_low', 13.9964986971339),
  ('agreement', 'teamwork:loa_high_high', 25.0531576956268),
  ('agreement', 'teamwork:trend_slope', 0.332716653970327),
  ('agreement', 'teamwork:trend_p', 0.0866262677176211),
  ('agreement', 'teamwork:mae', 7.75),
  ('agreement', 'teamwork:rmse', 10.0062480480948),
  ('agreement', 'teamwork:ccc', 0.648636052090473);
CREATE TABLE re_state AS SELECT observations('p' || i, to_jsonb(r)::scorecard, '{coding,teamwork,speed,delivery}' ORDER BY i) AS o FROM re_rows AS r;
CREATE TABLE re_got (stat text, term text, value float8);
\set x '{coding,teamwork,speed}'
INSERT INTO re_got SELECT v.stat, r.row::text, v.value FROM re_state, residuals(o, 'delivery', :'x') AS r,
	LATERAL (VALUES ('fitted', fitted), ('residual', residual), ('leverage', leverage), ('rstandard', rstandard), ('rstudent', rstudent)) AS v (stat, value);
INSERT INTO re_got SELECT v.stat, term, v.value FROM re_state, regression_robust(o, 'delivery', :'x', 0.9),
	LATERAL (VALUES ('b', b), ('se_hc3', se_hc3), ('t', t), ('p', p), ('b_low', b_low), ('b_high', b_high)) AS v (stat, value);
INSERT INTO re_got SELECT 'press', v.term, v.value FROM re_state, press(o, 'delivery', :'x') AS r, LATERAL (VALUES ('press', r.press), ('press_r2', press_r2)) AS v (term, value);
INSERT INTO re_got SELECT 'agreement', k.predicted || ':' || v.term, v.value FROM re_state, (VALUES ('coding', 0.95), ('teamwork', 0.9)) AS k (predicted, level), agreement(o, k.predicted, 'delivery', k.level),
	LATERAL (VALUES ('bias', bias), ('bias_low', bias_low), ('bias_high', bias_high), ('sd', sd), ('loa_low', loa_low), ('loa_low_low', loa_low_low), ('loa_low_high', loa_low_high), ('loa_high', loa_high),
		('loa_high_low', loa_high_low), ('loa_high_high', loa_high_high), ('trend_slope', trend_slope), ('trend_p', trend_p), ('mae', mae), ('rmse', rmse), ('ccc', ccc)) AS v (term, value);

-- Every value of R's is there, and none differs by more than 1e-9.
SELECT count(*) AS values, count(g.value) AS computed, count(*) FILTER (WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3)) AS same
FROM re_r r LEFT JOIN re_got g USING (stat, term);
SELECT stat, term, r.value, g.value AS got FROM re_r r FULL JOIN re_got g USING (stat, term)
WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3) IS NOT TRUE ORDER BY 1, 2;
-- A row keeps its place and its first label, also where others lack a number and are left out.
SELECT r.row, r.label, round(r.residual::numeric, 9) AS residual FROM re_state, residuals(o, 'delivery', '{coding}') AS r WHERE r.row IN (1, 14, 16);
SELECT r.row, r.label, round(r.fitted::numeric, 9) AS fitted, round(r.residual::numeric, 9) AS residual, note
FROM residuals('{"columns": ["x", "y"], "value": [1, 1, null, 2, 2, null, 3, 4, 4, 3, 5, 6], "first": ["ann", "bob"], "first_of": [0, 1, 0, 1, 0, 1], "second": ["q"], "second_of": [0, 0, 0, 0, 0, 0]}', 'y', '{x}') AS r;
SELECT label IS NULL AS no_label, count(*) FROM residuals((SELECT observations(coding, delivery) FROM re_rows), 'y', '{x}') GROUP BY 1;
-- The same model as regression() has from comoments, and the same residuals as core's line.
SELECT bool_and(a.term = b.term AND abs(a.b - b.b) < 1e-12) AS same FROM re_state, (SELECT comoments(to_jsonb(r)::scorecard, '{coding,teamwork,speed,delivery}') AS c FROM re_rows AS r) AS c,
	LATERAL ROWS FROM (regression_robust(o, 'delivery', :'x')) WITH ORDINALITY AS a (term, b, se_hc3, t, p, b_low, b_high, note, i), LATERAL ROWS FROM (regression(c, 'delivery', :'x')) WITH ORDINALITY AS b (term, b, se, t, p, b_low, b_high, beta, vif, note, i) WHERE a.i = b.i;
SELECT max(abs(r.residual - (delivery - (intercept + slope * coding)))) < 1e-12 AS same, round(sum(leverage)::numeric, 12) AS sum_of_leverages
FROM re_state, residuals(o, 'delivery', '{coding}') AS r JOIN re_rows ON i = r.row, (SELECT regr_intercept(delivery, coding) AS intercept, regr_slope(delivery, coding) AS slope FROM re_rows) AS line;
-- Leave-one-out is what it says: each row's error from the line through the others.
SELECT abs(max(p.press) - sum((delivery - intercept - slope * coding) ^ 2)) < 1e-9 AS same FROM re_state, press(o, 'delivery', '{coding}') AS p, re_rows AS r,
	LATERAL (SELECT regr_intercept(delivery, coding) AS intercept, regr_slope(delivery, coding) AS slope FROM re_rows WHERE i <> r.i) AS others;
-- Merged parts are the whole; the order of rows only moves their places.
SELECT abs(a.press - b.press) < 1e-9 AS press, abs(c.ccc - d.ccc) < 1e-12 AS agreement
FROM (SELECT merge(part) AS m FROM (SELECT observations('p' || i, to_jsonb(r)::scorecard, '{coding,teamwork,speed,delivery}') AS part FROM re_rows AS r GROUP BY i % 3) AS parts) AS m, re_state,
	press(m, 'delivery', :'x') AS a, press(o, 'delivery', :'x') AS b, agreement(m, 'coding', 'delivery') AS c, agreement(o, 'coding', 'delivery') AS d;
-- Values far from zero keep their digits.
SELECT max(abs(f.residual - n.residual)) < 1e-6 AS residual, max(abs(f.leverage - n.leverage)) < 1e-9 AS leverage
FROM (SELECT observations(1e9 + coding, 1e9 + delivery ORDER BY i) AS far, observations(coding, delivery ORDER BY i) AS near FROM re_rows) AS o, residuals(far, 'y', '{x}') AS f, residuals(near, 'y', '{x}') AS n WHERE f.row = n.row;

-- Bad data: a note in place of the figure.
CREATE TABLE re_bad AS SELECT i, jsonb_build_object('x', i, 'twice', 2 * i + 1, 'same', 5, 'y', (i * 7) % 11, 'z', (i * 5) % 13, 'one', (i = 4)::int, 'huge', CASE WHEN i > 2 THEN 1e300 ELSE -1e300 END)::scorecard AS s FROM generate_series(1, 12) AS i;
\set bad 'observations(s, ''{x,twice,same,y,z,one,huge}'' ORDER BY i)'
-- a constant predictor is left out of the model
SELECT r.row, round(r.residual::numeric, 9) AS residual, round(rstudent::numeric, 9) AS rstudent, note FROM residuals((SELECT :bad FROM re_bad), 'y', '{x,same}') AS r WHERE r.row < 3;
SELECT term, round(b::numeric, 9) AS b, round(se_hc3::numeric, 9) AS se, note FROM regression_robust((SELECT :bad FROM re_bad), 'y', '{x,same}');
-- others determine one: nothing is fitted
SELECT r.row, fitted, residual, leverage, rstandard, rstudent, note FROM residuals((SELECT :bad FROM re_bad), 'y', '{z,twice,x}') AS r WHERE r.row < 3;
SELECT term, b, se_hc3, t, note FROM regression_robust((SELECT :bad FROM re_bad), 'y', '{z,twice,same,x}');
SELECT p.* FROM press((SELECT :bad FROM re_bad), 'y', '{z,twice,x}') AS p;
-- a constant criterion, only constant predictors, too few rows, values too far apart, no rows
SELECT what, p.* FROM (VALUES ('constant y', 'same', '{x}'::text[], 12), ('constant x', 'y', '{same}', 12), ('too few', 'y', '{x,z}', 3), ('too far', 'y', '{x,huge}', 12), ('too far', 'huge', '{x}', 12)) AS v (what, y, x, rows), press((SELECT :bad FROM re_bad WHERE i <= rows), v.y, v.x) AS p;
SELECT what, r.row, fitted, note FROM (VALUES ('constant y', 'same', '{x}'::text[], 12), ('constant x', 'y', '{same}', 12), ('too few', 'y', '{x,z}', 3), ('too far', 'y', '{x,huge}', 12)) AS v (what, y, x, rows), residuals((SELECT :bad FROM re_bad WHERE i <= rows), v.y, v.x) AS r WHERE r.row = 2;
SELECT term, b, note FROM regression_robust((SELECT :bad FROM re_bad), 'huge', '{x}');
SELECT count(*) FROM residuals('{"columns": ["x", "y"], "value": [1, null, null, 2]}', 'y', '{x}');
SELECT p.* FROM press('{"columns": ["x", "y"], "value": [1, null, null, 2]}', 'y', '{x}') AS p;
SELECT term, b, note FROM regression_robust('{"columns": ["x", "y"], "value": []}', 'y', '{x}');
-- one degree of freedom left: nothing to tell a row from the others with
SELECT r.row, round(rstandard::numeric, 9) AS rstandard, rstudent, note FROM residuals((SELECT :bad FROM re_bad WHERE i <= 3), 'y', '{x}') AS r;
-- no error at all, or none but for one row
SELECT r.row, fitted, residual, rstandard, rstudent, note FROM residuals((SELECT :bad FROM re_bad WHERE i <= 3), 'twice', '{x}') AS r;
SELECT term, round(b::numeric, 9) AS b, se_hc3, t, p, note FROM regression_robust((SELECT :bad FROM re_bad), 'twice', '{x}');
SELECT p.* FROM press((SELECT :bad FROM re_bad), 'twice', '{x}') AS p;
SELECT r.row, round(rstandard::numeric, 6) AS rstandard, round(rstudent::numeric, 6) AS rstudent, note FROM residuals((SELECT observations(i, CASE i WHEN 5 THEN 3 ELSE 2 * i END ORDER BY i) FROM generate_series(1, 8) AS i), 'y', '{x}') AS r WHERE r.row BETWEEN 4 AND 6;
-- a row with a predictor of its own is hit whatever it is, and tells nothing of errors
SELECT r.row, round(r.residual::numeric, 9) AS residual, round(leverage::numeric, 9) AS leverage, rstandard IS NULL AS no_standard, rstudent IS NULL AS no_student, note FROM residuals((SELECT :bad FROM re_bad), 'y', '{x,one}') AS r WHERE r.row BETWEEN 3 AND 5;
SELECT term, b IS NOT NULL AS has_b, se_hc3, note FROM regression_robust((SELECT :bad FROM re_bad), 'y', '{x,one}');
SELECT p.* FROM press((SELECT :bad FROM re_bad), 'y', '{x,one}') AS p;

-- Agreement of none, one, two and three rows, of equal measures, of a constant difference, of one measure that is constant, of proportional ones.
SELECT what, n, round(bias::numeric, 9) AS bias, round(bias_low::numeric, 9) AS bias_low, round(sd::numeric, 9) AS sd, round(loa_low::numeric, 9) AS loa_low, round(loa_low_high::numeric, 9) AS loa_low_high, trend_slope, trend_p, round(mae::numeric, 9) AS mae, round(rmse::numeric, 9) AS rmse, round(ccc::numeric, 9) AS ccc, note FROM (VALUES
	(1, 'none', '{"columns": ["a", "p"], "value": []}'::observations), (2, 'one', '{"columns": ["a", "p"], "value": [5, 4]}'), (3, 'equal', '{"columns": ["a", "p"], "value": [1, 1, 2, 2, 4, 4]}'),
	(4, 'all the same', '{"columns": ["a", "p"], "value": [1, 1, 1, 1, 1, 1]}'), (5, 'constant difference', '{"columns": ["a", "p"], "value": [10.1, 10, 20.1, 20, 40.1, 40, 70.1, 70]}'),
	(6, 'constant prediction', '{"columns": ["a", "p"], "value": [1, 3, 2, 3, 3, 3, 6, 3]}')) AS v (i, what, o), agreement(o, 'p', 'a') ORDER BY i;
SELECT n, bias, sd, mae IS NULL AS no_mae, rmse, ccc, note FROM (VALUES ('{"columns": ["a", "p"], "value": [1e200, 3, -1e200, 3, 3, 3]}'::observations), ('{"columns": ["a", "p"], "value": [1e200, 3, 1e200, 4, 1e200, 3]}')) AS v (o), agreement(o, 'p', 'a') ORDER BY 2;
SELECT what, n, round(bias::numeric, 6) AS bias, round(bias_low::numeric, 6) AS bias_low, round(sd::numeric, 6) AS sd, round(loa_high_high::numeric, 6) AS loa_high_high, round(trend_slope::numeric, 6) AS trend_slope, trend_p, round(ccc::numeric, 6) AS ccc, note FROM (VALUES
	(1, 'two', '{"columns": ["a", "p"], "value": [5, 4, 7, 9]}'::observations), (2, 'proportional', '{"columns": ["a", "p"], "value": [2, 1, 4, 2, 8, 4, 10, 5]}')) AS v (i, what, o), agreement(o, 'p', 'a') ORDER BY i;
-- The limits of a level hold that share: 90 instead of 95 of a hundred are nearer to the bias.
SELECT level, round((loa_high - bias)::numeric, 6) = round((normal_quantile(0.5 + level / 2) * sd)::numeric, 6) AS limits FROM re_state, unnest('{0.9,0.95}'::float8[]) AS level, agreement(o, 'coding', 'delivery', level);

-- Bad arguments: an error that says what.
SELECT residuals(o, 'nobody', '{coding}') FROM re_state;
SELECT residuals(o, 'delivery', '{coding,nobody}') FROM re_state;
SELECT residuals(o, 'delivery', '{coding,delivery}') FROM re_state;
SELECT residuals(o, 'delivery', '{coding,coding}') FROM re_state;
SELECT press(o, 'delivery', '{}') FROM re_state;
SELECT regression_robust(o, 'delivery', '{coding,NULL}') FROM re_state;
SELECT regression_robust(o, 'delivery', '{coding}', 1) FROM re_state;
SELECT agreement(o, 'coding', 'coding') FROM re_state;
SELECT agreement(o, 'coding', 'nobody') FROM re_state;
SELECT agreement(o, 'coding', 'delivery', 0) FROM re_state;
SELECT press(observations(s, keys), 'k1', keys[2:66]) FROM (SELECT scorecard_agg('k' || i, i) AS s, array_agg('k' || i) AS keys FROM generate_series(1, 66) AS i) AS x GROUP BY keys;
DROP TABLE re_rows, re_r, re_state, re_got, re_bad;
