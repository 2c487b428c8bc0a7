-- Rater effects and crossed random effects, against R 4.2: cor, eigen, anova, and lme4's lmer() for what REML gives.
SET search_path = public, aiehr;

-- Seven raters, of whom gil shares nobody; eva rated two people.
CREATE TABLE ra_rows (rater text, ratee text, goals float8, ideas float8, team float8);
INSERT INTO ra_rows VALUES
	('ann', 't01', 79, 84, 75), ('ann', 't03', 84, 82, 85), ('ann', 't04', 73, 77, 75), ('ann', 't06', 70, 65, 76), ('ann', 't07', 57, 69, 66),
	('ann', 't08', 70, 83, 73), ('ann', 't09', 76, 71, 81), ('bob', 't01', 63, 75, 70), ('bob', 't02', 48, 57, 47), ('bob', 't06', 53, 52, 51),
	('bob', 't07', 36, 40, 54), ('bob', 't08', 63, 78, 65), ('bob', 't09', 68, 58, 64), ('cem', 't01', 82, 80, 69), ('cem', 't03', 79, 78, 89),
	('cem', 't04', 74, 73, 62), ('cem', 't05', 84, 78, 82), ('cem', 't06', 69, 61, 65), ('cem', 't07', 42, 55, 57), ('cem', 't08', 76, 82, 70),
	('cem', 't09', 69, 59, 77), ('dee', 't01', 80, 79, 68), ('dee', 't04', 66, 66, 72), ('dee', 't05', 85, 67, 80), ('eva', 't01', 73, 82, 71),
	('eva', 't04', 71, 62, 64), ('fay', 't01', 73, 87, 71), ('fay', 't03', 74, 75, 84), ('fay', 't04', 66, 62, 69), ('fay', 't06', 60, 63, 65),
	('fay', 't08', 72, 76, 67), ('fay', 't09', 72, 64, 75), ('gil', 'u1', 70, 66, 73), ('gil', 'u2', 62, 60, 58), ('gil', 'u3', 81, 75, 70);
CREATE VIEW ra_state AS SELECT observations(rater, ratee, (to_jsonb(r) - '{rater,ratee}'::text[])::scorecard, '{goals,ideas,team}') AS o,
	observations(rater, ratee, (goals + ideas + team) / 3) AS overall FROM ra_rows AS r;
CREATE TABLE ra_r (stat text, term text, value float8);
INSERT INTO ra_r VALUES
	('n', 'ann', 7), ('mean', 'ann', 74.8095238095238), ('leniency', 'ann', 5.27619047619048), ('leniency_vs_ratee', 'ann', 5.76269841269841),
	('severity_vs_ratee', 'ann', 5.43792012318514), ('sd', 'ann', 6.29184405300239), ('severity', 'ann', -7.47692923027925), ('severity_se', 'ann', 1.25623209367561),
	('n_shared', 'ann', 7), ('within_sd', 'ann', 4.51374325938763), ('halo_r', 'ann', 0.656812910997725), ('halo_r_plain', 'ann', 0.573435332812861),
	('first_eigen_share', 'ann', 0.72937128530135), ('n', 'bob', 6), ('mean', 'bob', 57.8888888888889), ('leniency', 'bob', -11.6444444444444),
	('leniency_vs_ratee', 'bob', -6.125), ('severity_vs_ratee', 'bob', -5.72601768932658), ('sd', 'bob', 10.7282941932209), ('severity', 'bob', 9.27816875686583),
	('severity_se', 'bob', 1.47196422472602), ('n_shared', 'bob', 5), ('within_sd', 'bob', 5.86077772420454), ('halo_r', 'bob', 0.737272659581489),
	('halo_r_plain', 'bob', 0.736386468707171), ('first_eigen_share', 'bob', 0.824339379088327), ('n', 'cem', 8), ('mean', 'cem', 71.3333333333333),
	('leniency', 'cem', 1.8), ('leniency_vs_ratee', 'cem', 1.00069444444444), ('severity_vs_ratee', 'cem', 0.950996205116651), ('sd', 'cem', 10.1387203725939),
	('severity', 'cem', -1.39177070763878), ('severity_se', 'cem', 1.17873178814309), ('n_shared', 'cem', 8), ('within_sd', 'cem', 6.2448960541218),
	('halo_r', 'cem', 0.667850226121931), ('halo_r_plain', 'cem', 0.641324674871898), ('first_eigen_share', 'cem', 0.764657586304241), ('n', 'dee', 3),
	('mean', 'dee', 73.6666666666667), ('leniency', 'dee', 4.13333333333334), ('leniency_vs_ratee', 'dee', -0.914814814814813), ('severity_vs_ratee', 'dee', -0.802921522873799),
	('sd', 'dee', 4.97772817435603), ('severity', 'dee', 1.46709764133121), ('severity_se', 'dee', 1.85885789410606), ('n_shared', 'dee', 3),
	('within_sd', 'dee', 6.47133432559824), ('halo_r', 'dee', -0.0266125109096984), ('halo_r_plain', 'dee', 0.0176710396056852), ('first_eigen_share', 'dee', 0.573001524274319),
	('n', 'eva', 2), ('mean', 'eva', 70.5), ('leniency', 'eva', 0.966666666666669), ('leniency_vs_ratee', 'eva', -1.70555555555556),
	('severity_vs_ratee', 'eva', -1.41067329033098), ('sd', 'eva', 6.83536555146995), ('severity', 'eva', 1.798828911157), ('severity_se', 'eva', 2.21762125506777),
	('n_shared', 'eva', 2), ('n', 'fay', 6), ('mean', 'fay', 70.8333333333333), ('leniency', 'fay', 1.3),
	('leniency_vs_ratee', 'fay', -0.906481481481482), ('severity_vs_ratee', 'fay', -0.847433305797539), ('sd', 'fay', 5.98423855733636), ('severity', 'fay', 1.21804627275702),
	('severity_se', 'fay', 1.3513503340902), ('n_shared', 'fay', 6), ('within_sd', 'fay', 5.07489249216258), ('halo_r', 'fay', 0.531370559680573),
	('halo_r_plain', 'fay', 0.504750191500252), ('first_eigen_share', 'fay', 0.678084416271992), ('n', 'gil', 3), ('mean', 'gil', 68.3333333333333),
	('leniency', 'gil', -1.2), ('leniency_vs_ratee', 'gil', 0), ('severity_vs_ratee', 'gil', 0), ('sd', 'gil', 7.75313556640867),
	('n_shared', 'gil', 0), ('within_sd', 'gil', 3.67315171052345), ('halo_r', 'gil', 0.966231203887918), ('halo_r_plain', 'gil', 0.789643784763422),
	('first_eigen_share', 'gil', 0.863158639816915), ('f', 'test', 12.5951474853327), ('p', 'test', 7.4767812841397e-07), ('df1', 'test', 6),
	('df2', 'test', 28), ('variance', 'ratee', 72.2619822167631), ('variance', 'rater', 18.0572536264824), ('variance', 'Residual', 6.20045948016197),
	('crossed', 'mean', 68.3360312841451), ('crossed', 'mean_se', 3.00728537112309), ('first', 'ann', 6.14914167846269), ('first', 'bob', -6.92869300665295),
	('first', 'cem', 1.68781904063175), ('first', 'dee', -0.00338332314321971), ('first', 'eva', -0.826991409618681), ('first', 'fay', -0.0767910561665649),
	('first', 'gil', -0.00110192351144991), ('second', 't01', 7.17232560748491), ('second', 't02', -9.89189482447601), ('second', 't03', 9.90505461731222),
	('second', 't04', -0.906434890604731), ('second', 't05', 9.73732715806987), ('second', 't06', -5.91697355780449), ('second', 't07', -15.311949601468),
	('second', 't08', 4.2809345241106), ('second', 't09', 0.936020673242445), ('second', 'u1', 1.22649735905083), ('second', 'u2', -7.67626528323665),
	('second', 'u3', 6.44535821832279);
CREATE TABLE ra_got (stat text, term text, value float8);
INSERT INTO ra_got SELECT v.stat, rater, v.value FROM ra_state, rater_statistics(o) AS r, LATERAL (VALUES ('n', r.n), ('mean', r.mean), ('leniency', leniency), ('leniency_vs_ratee', leniency_vs_ratee),
	('severity', severity), ('severity_se', severity_se), ('n_shared', n_shared), ('severity_vs_ratee', severity_vs_ratee), ('sd', r.sd), ('within_sd', within_sd), ('halo_r', halo_r),
	('halo_r_plain', halo_r_plain), ('first_eigen_share', first_eigen_share)) AS v (stat, value) WHERE v.value IS NOT NULL;
INSERT INTO ra_got SELECT v.stat, 'test', v.value FROM ra_state, rater_severity_test(o) AS r, LATERAL (VALUES ('f', r.f), ('p', p), ('df1', df1), ('df2', df2)) AS v (stat, value);
INSERT INTO ra_got SELECT v.stat, v.term, v.value FROM ra_state, crossed_variance(overall) AS r,
	LATERAL (VALUES ('crossed', 'mean', r.mean), ('crossed', 'mean_se', mean_se), ('variance', 'rater', first), ('variance', 'ratee', second), ('variance', 'Residual', residual)) AS v (stat, term, value);
INSERT INTO ra_got SELECT factor, label, effect FROM ra_state, crossed_effects(overall);

-- Every value of R's is there, those of REML to 1e-6, in which lme4's optimiser may err, all others to 1e-9.
SELECT count(*) AS values, count(g.value) AS computed,
	count(*) FILTER (WHERE abs(g.value - r.value) <= CASE WHEN stat ~ '^(severity|severity_se|variance|crossed|first|second)$' THEN 1e-6 ELSE 1e-9 END * greatest(abs(r.value), 1e-3)) AS same
FROM ra_r r LEFT JOIN ra_got g USING (stat, term);
SELECT stat, term, r.value, g.value AS got FROM ra_r r FULL JOIN ra_got g USING (stat, term)
WHERE abs(g.value - r.value) <= 1e-6 * greatest(abs(r.value), 1e-3) IS NOT TRUE ORDER BY 1, 2;
-- Severity is above 0 for the strict; who shares nobody has none, who rated two has no halo.
SELECT rater, n, n_shared, round(leniency::numeric, 3) AS leniency, round(severity::numeric, 3) AS severity, round(severity_se::numeric, 3) AS severity_se,
	round(severity_vs_ratee::numeric, 3) AS severity_vs_ratee, round(halo_r::numeric, 3) AS halo_r, note FROM ra_state, rater_statistics(o) ORDER BY rater;
SELECT raters, n, round(f::numeric, 6) AS f, df1, df2, p < 1e-6 AS sure, note FROM ra_state, rater_severity_test(o);
SELECT n, round(v.mean::numeric, 6) AS mean, round(first::numeric, 5) AS first, round(second::numeric, 5) AS second, round(residual::numeric, 5) AS residual, note FROM ra_state, crossed_variance(overall) AS v;
SELECT factor, label, n, round(effect::numeric, 5) AS effect, note FROM ra_state, crossed_effects(overall);

-- What does not matter: the order of rows, far away values, which factor comes first, a rater without a complete rating.
SELECT bool_and(abs(a.severity - b.severity) < 1e-7 AND abs(a.halo_r - b.halo_r) < 1e-9 AND abs(a.mean + 1e6 - b.mean) < 1e-8) AS same
FROM ra_state, rater_statistics(o) AS a JOIN LATERAL rater_statistics((SELECT observations(rater, ratee, jsonb_build_object('a', team + 1e6, 'b', ideas + 1e6, 'c', goals + 1e6)::scorecard, '{a,b,c}' ORDER BY team) FROM ra_rows)) AS b USING (rater)
WHERE rater NOT IN ('eva', 'gil');
SELECT abs(a.first - b.second) < 1e-6 AND abs(a.second - b.first) < 1e-6 AND abs(a.mean + 1e6 - b.mean) < 1e-6 AND abs(a.mean_se - b.mean_se) < 1e-6 AS same
FROM ra_state, crossed_variance(overall) AS a, crossed_variance((SELECT observations(ratee, rater, 1e6 + (goals + ideas + team) / 3 ORDER BY team) FROM ra_rows)) AS b;
SELECT count(*) AS rows, count(*) FILTER (WHERE a IS NOT DISTINCT FROM b) AS same FROM ra_state, rater_statistics(o) AS a FULL JOIN LATERAL rater_statistics((SELECT observations(rater, ratee, s, '{goals,ideas,team}')
	FROM (SELECT rater, ratee, (to_jsonb(r) - '{rater,ratee}'::text[])::scorecard AS s FROM ra_rows AS r UNION ALL VALUES ('hal', 't01', '{"goals": 99}'::scorecard), ('ann', 't01', '{"goals": 99, "ideas": 1}')) AS x)) AS b ON a.rater = b.rater;

-- With the rater in the mean, two raters a ratee give half of what is there; against the other it is whole. Everybody here rates in
-- pairs, d is 6 points stricter than the rest.
SELECT rater, round(leniency_vs_ratee::numeric, 2) AS with_own, round(severity::numeric, 2) AS severity FROM rater_statistics((SELECT observations(rater, 'p' || i, i % 50 - CASE rater WHEN 'd' THEN 6 ELSE 0 END + (ascii(rater) * 37 + i * 53) % 19 / 10.0)
	FROM generate_series(1, 300) AS i, LATERAL (VALUES (substr('abcd', 1 + i % 4, 1)), (substr('abcd', 1 + (i + 1 + i / 4 % 3) % 4, 1))) AS v (rater)));
-- A rater who rated somebody twice counts the ratee once, by the mean.
SELECT rater, n, n_shared, leniency_vs_ratee, round(severity::numeric, 6) AS severity, note FROM rater_statistics((SELECT observations(rater, ratee, y) FROM (VALUES
	('a', 'x', 1), ('a', 'x', 3), ('b', 'x', 5), ('a', 'y', 4), ('b', 'y', 4), ('a', 'z', 3), ('b', 'z', 5)) AS v (rater, ratee, y)));

-- Halo. Dimensions that go together perfectly, that are turned, and one without spread.
SELECT rater, n, round(within_sd::numeric, 9) AS within_sd, round(halo_r::numeric, 9) AS halo_r, round(halo_r_plain::numeric, 9) AS halo_r_plain, round(first_eigen_share::numeric, 9) AS first_eigen_share, note
FROM rater_statistics((SELECT observations(rater, 'p' || i, jsonb_build_object('a', i, 'b', CASE rater WHEN 'same' THEN i WHEN 'turned' THEN -i ELSE 7 END)::scorecard, '{a,b}')
	FROM generate_series(1, 4) AS i, unnest('{same,turned,flat}'::text[]) AS rater));
-- Sixty-five dimensions have no first eigenvalue here, two raters no halo from one dimension.
SELECT rater, n, halo_r IS NOT NULL AS has_halo, first_eigen_share, note FROM rater_statistics((SELECT observations(rater, ratee, s, keys)
	FROM (SELECT 'r' || r AS rater, 'p' || p AS ratee, jsonb_object_agg('k' || k, (p * k + p * p * r) % 17)::scorecard AS s FROM generate_series(1, 2) AS r, generate_series(1, 6) AS p, generate_series(1, 65) AS k GROUP BY 1, 2) AS x,
		(SELECT array_agg('k' || k) AS keys FROM generate_series(1, 65) AS k) AS y));
SELECT rater, n, round(severity::numeric, 6) AS severity, within_sd, halo_r, note FROM rater_statistics((SELECT observations(rater, ratee, goals) FROM ra_rows WHERE rater IN ('ann', 'bob')));

-- One rater, raters who share nobody, one shared ratee each, no rest within raters, no difference, too far apart, no numbers, no rows.
CREATE TABLE ra_bad (what text, rater text, ratee text, y float8);
INSERT INTO ra_bad SELECT 'one rater', 'a', 'p' || i, i FROM generate_series(1, 3) AS i
	UNION ALL SELECT 'nobody shared', 'r' || i % 2, 'p' || i, i FROM generate_series(1, 4) AS i
	UNION ALL SELECT 'one shared', 'r' || i, 'p', i FROM generate_series(1, 2) AS i
	UNION ALL SELECT 'no rest', 'r' || r, 'p' || i, i + 2 * r FROM generate_series(1, 2) AS r, generate_series(1, 3) AS i
	UNION ALL SELECT 'no difference', 'r' || r, 'p' || i, i FROM generate_series(1, 2) AS r, generate_series(1, 3) AS i
	UNION ALL SELECT 'constant', 'r' || r, 'p' || i, 0.1 FROM generate_series(1, 2) AS r, generate_series(1, 3) AS i
	UNION ALL SELECT 'too large', 'r' || r, 'p' || i, (i - r) * 1e200 FROM generate_series(1, 2) AS r, generate_series(1, 3) AS i
	UNION ALL SELECT 'one row', 'a', 'p', 7
	UNION ALL SELECT 'no number', 'a', 'p', NULL;
CREATE VIEW ra_bad_state AS SELECT what, observations(rater, ratee, y) AS o FROM ra_bad GROUP BY what;
SELECT what, rater, n, round(r.mean::numeric, 9) AS mean, round(leniency::numeric, 9) AS leniency, round(severity::numeric, 9) AS severity, severity_se, n_shared, round(severity_vs_ratee::numeric, 9) AS severity_vs_ratee, note FROM ra_bad_state, rater_statistics(o) AS r ORDER BY 1, 2;
SELECT what, t.* FROM ra_bad_state, rater_severity_test(o) AS t ORDER BY 1;
SELECT what, v.* FROM ra_bad_state, crossed_variance(o) AS v ORDER BY 1;
SELECT what, e.* FROM ra_bad_state, crossed_effects(o) AS e WHERE what IN ('one row', 'too large', 'no number') ORDER BY 1, 2, 3;
SELECT (SELECT count(*) FROM rater_statistics(NULL)) AS raters, (SELECT count(*) FROM crossed_effects(NULL)) AS effects, rater_severity_test(NULL) AS test, crossed_variance(NULL) AS variance;

-- A variance of 0 is an answer: raters who differ by chance alone. lmer() has 31.0875397581081, 0 and 34.3987499760930, mean 51.7041666666667 and 2.30634423249596.
CREATE TABLE ra_zero (rater text, ratee text, y float8);
INSERT INTO ra_zero VALUES
	('a', 'a', 48.4), ('a', 'b', 49.6), ('a', 'c', 52.4), ('a', 'd', 65.1), ('a', 'e', 48.9), ('a', 'f', 30.1), ('a', 'g', 60.6), ('a', 'h', 55.6),
	('b', 'a', 44.9), ('b', 'b', 57.1), ('b', 'c', 48.2), ('b', 'd', 66.3), ('b', 'e', 58.1), ('b', 'f', 48.1), ('b', 'g', 54.3), ('b', 'h', 44.0),
	('c', 'a', 48.7), ('c', 'b', 51.1), ('c', 'c', 42.4), ('c', 'd', 53.9), ('c', 'e', 49.8), ('c', 'f', 45.9), ('c', 'g', 62.1), ('c', 'h', 55.3);
SELECT v.n, round(v.mean::numeric, 9) AS mean, round(mean_se::numeric, 5) AS mean_se, first, round(second::numeric, 4) AS second, round(residual::numeric, 4) AS residual, note FROM crossed_variance((SELECT observations(rater, ratee, y) FROM ra_zero)) AS v;
SELECT factor, label, n, round(effect::numeric, 4) AS effect FROM crossed_effects((SELECT observations(rater, ratee, y) FROM ra_zero)) WHERE factor = 'first' OR label = 'f';
-- In a complete panel the variances are those of the mean squares: the model against two-way analysis of variance.
SELECT abs(first / ((ms_rater - ms_rest) / 30) - 1) < 1e-8 AS first, abs(second / ((ms_ratee - ms_rest) / 7) - 1) < 1e-8 AS second, abs(residual / ms_rest - 1) < 1e-8 AS residual
FROM (SELECT observations('r' || r, 'p' || p, y) AS o FROM (SELECT r, p, p * 0.7 + 3 * (r * 5 % 7) + (r * r * 31 + p * p * 17 + r * p * 7) % 23 / 4.0 AS y FROM generate_series(1, 7) AS r, generate_series(1, 30) AS p) AS d) AS s,
	(SELECT sum((mr - m) ^ 2) / 6 AS ms_rater, sum((mp - m) ^ 2) / 29 AS ms_ratee, sum((y - mr - mp + m) ^ 2) / (6 * 29) AS ms_rest
	FROM (SELECT y, avg(y) OVER (PARTITION BY r) AS mr, avg(y) OVER (PARTITION BY p) AS mp, avg(y) OVER () AS m
		FROM (SELECT r, p, p * 0.7 + 3 * (r * 5 % 7) + (r * r * 31 + p * p * 17 + r * p * 7) % 23 / 4.0 AS y FROM generate_series(1, 7) AS r, generate_series(1, 30) AS p) AS d) AS e) AS a,
	crossed_variance(o);
-- Many labels, unbalanced, several blocks of the matrix; each effect is what the equations of the mixed model say.
CREATE TABLE ra_many AS SELECT 's' || i * 7919 % 400 AS s, 'd' || i * 104729 % 151 AS d, i * 7919 % 400 % 17 / 8.0 + i * 104729 % 151 % 13 / 6.0 + i::bigint * 1299709 % 101 / 25.0 AS y FROM generate_series(1, 2500) AS i;
CREATE TABLE ra_variances AS SELECT v.* FROM crossed_variance((SELECT observations(s, d, y) FROM ra_many)) AS v;
CREATE TABLE ra_effects AS SELECT e.* FROM crossed_effects((SELECT observations(s, d, y) FROM ra_many)) AS e;
SELECT factor, count(*) AS labels, sum(n) AS n, round(sum(effect)::numeric, 6) AS sum, max(abs(effect - expected)) < 1e-9 AS solves
FROM (SELECT e.factor, e.label, e.n, e.effect, CASE e.factor WHEN 'first' THEN v.first ELSE v.second END / (CASE e.factor WHEN 'first' THEN v.first ELSE v.second END * e.n + v.residual) *
		(SELECT sum(m.y - v.mean - o.effect) FROM ra_many AS m JOIN ra_effects AS o ON o.factor <> e.factor AND o.label = CASE e.factor WHEN 'first' THEN m.d ELSE m.s END
		WHERE CASE e.factor WHEN 'first' THEN m.s ELSE m.d END = e.label) AS expected
	FROM ra_effects AS e, ra_variances AS v) AS x GROUP BY 1 ORDER BY 1;

-- Parts merge into the whole, as do those of parallel workers.
SELECT bool_and(abs(a.severity - b.severity) < 1e-9 AND abs(a.halo_r - b.halo_r) < 1e-12) AS same, count(*)
FROM ra_state, (SELECT merge(part) AS m FROM (SELECT observations(rater, ratee, (to_jsonb(r) - '{rater,ratee}'::text[])::scorecard, '{goals,ideas,team}') AS part FROM ra_rows AS r GROUP BY ratee) AS x) AS parts,
	rater_statistics(o) AS a JOIN LATERAL rater_statistics(m) AS b USING (rater) WHERE rater NOT IN ('eva', 'gil');
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SET parallel_leader_participation = off;
ALTER TABLE ra_many SET (parallel_workers = 3);
EXPLAIN (COSTS OFF) SELECT crossed_variance(observations(s, d, y)) FROM ra_many;
CREATE TABLE ra_parallel AS SELECT observations(s, d, y) AS o FROM ra_many;
RESET ALL;
SET search_path = public, aiehr;
SELECT abs(a.first - b.first) < 1e-7 AND abs(a.second - b.second) < 1e-7 AND abs(a.mean - b.mean) < 1e-9 AS same FROM ra_parallel, crossed_variance(o) AS a, ra_variances AS b;

-- Arguments and limits.
SELECT rater_statistics(observations('a'::text, 1.0));
SELECT rater_severity_test(observations('a'::text, 1.0));
SELECT crossed_variance(observations('a'::text, 1.0));
SELECT crossed_effects(observations('a'::text, 'b'::text, '{"x": 1, "y": 2}', '{x,y}'));
SELECT crossed_variance(observations('r' || i % 1501, 'p' || i % 1501, i)) FROM generate_series(1, 3002) AS i;
SELECT crossed_variance(observations('r' || r, 'p' || p, r + p)) FROM generate_series(1, 850) AS r, generate_series(1, 850) AS p;

DROP VIEW ra_state, ra_bad_state;
DROP TABLE ra_rows, ra_r, ra_got, ra_bad, ra_zero, ra_many, ra_parallel, ra_effects, ra_variances;
