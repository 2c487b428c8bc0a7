-- Groups, against R 4.2: aov, oneway.test, t.test, p.adjust, metafor's rma, and REML by the root of its score, which lme4 agrees with.
SET search_path = public, aiehr;

CREATE TABLE gr_rows (id int GENERATED ALWAYS AS IDENTITY, g text, y float8);
INSERT INTO gr_rows (g, y) VALUES
	('sales', 62), ('sales', 71), ('sales', 55), ('sales', 68), ('sales', 74.5), ('sales', 59), ('sales', 66), ('lab', 81), ('lab', 77), ('lab', 90), ('lab', 84.5), ('lab', 79),
	('ops', 58), ('ops', 64), ('ops', 49), ('ops', 71), ('ops', 60), ('ops', 66.5), ('ops', 53), ('ops', 62), ('ops', 57), ('legal', 70), ('legal', 63), ('legal', 82), ('board', 75),
	('board', NULL), (NULL, 50), ('nobody', NULL);
CREATE TABLE gr_r (what text, stat text, term text, value float8);
INSERT INTO gr_r VALUES
	('anova', 'mean', '', 67.9),
	('anova', 'df_between', '', 4),
	('anova', 'ss_between', '', 1739.59682539683),
	('anova', 'ms_between', '', 434.899206349207),
	('anova', 'df_within', '', 20),
	('anova', 'ss_within', '', 936.903174603174),
	('anova', 'ms_within', '', 46.8451587301587),
	('anova', 'f', '', 9.28375990471819),
	('anova', 'p', '', 0.00020716107689582),
	('anova', 'r2', '', 0.649952111114076),
	('anova', 'sigma', '', 6.8443523236431),
	('anova', 'n0', '', 4.6),
	('anova', 'icc1', '', 0.642961368884604),
	('anova', 'icc2', '', 0.892285021342292),
	('anova', 'welch_f', '', 14.5768038624137),
	('anova', 'welch_df2', '', 7.15005939594425),
	('anova', 'welch_p', '', 0.00198939549916032),
	('group', 'mean', 'board', 75),
	('group', 'mean', 'lab', 82.3),
	('group', 'sd', 'lab', 5.11859355682789),
	('group', 'se', 'lab', 2.28910462845192),
	('group', 'difference', 'lab', 18),
	('group', 'difference_low', 'lab', 12.680855996663),
	('group', 'difference_high', 'lab', 23.319144003337),
	('group', 't', 'lab', 6.13898232465028),
	('group', 'df', 'lab', 9.91076954519301),
	('group', 'p', 'lab', 0.000114148043700703),
	('group', 'd', 'lab', 2.32336914563502),
	('group', 'mean', 'legal', 71.6666666666667),
	('group', 'sd', 'legal', 9.60902353693305),
	('group', 'se', 'legal', 5.54777232569775),
	('group', 'difference', 'legal', 4.28030303030303),
	('group', 'difference_low', 'legal', -10.4199445307224),
	('group', 'difference_high', 'legal', 18.9805505913284),
	('group', 't', 'legal', 0.71272422999879),
	('group', 'df', 'legal', 2.73872097556935),
	('group', 'p', 'legal', 0.531910250422435),
	('group', 'd', 'legal', 0.400419113630878),
	('group', 'mean', 'ops', 60.0555555555556),
	('group', 'sd', 'ops', 6.76592771006148),
	('group', 'se', 'ops', 2.25530923668716),
	('group', 'difference', 'ops', -12.2569444444444),
	('group', 'difference_low', 'ops', -17.9816230373611),
	('group', 'difference_high', 'ops', -6.53226585152779),
	('group', 't', 'ops', -3.67776499618137),
	('group', 'df', 'ops', 21.8328451653509),
	('group', 'p', 'ops', 0.00133195395836912),
	('group', 'd', 'ops', -1.38123558904838),
	('group', 'mean', 'sales', 65.0714285714286),
	('group', 'sd', 'sales', 6.84609725457122),
	('group', 'se', 'sales', 2.58758154099393),
	('group', 'difference', 'sales', -3.92857142857143),
	('group', 'difference_low', 'sales', -10.4643263860604),
	('group', 'difference_high', 'sales', 2.60718352891752),
	('group', 't', 'sales', -1.04000696239045),
	('group', 'df', 'sales', 18.7729028286644),
	('group', 'p', 'sales', 0.311546689561108),
	('group', 'd', 'sales', -0.369589228051489),
	('group', 'p_holm', 'lab', 0.000456592174802811),
	('group', 'p_bh', 'lab', 0.000456592174802811),
	('group', 'p_holm', 'legal', 0.623093379122216),
	('group', 'p_bh', 'legal', 0.531910250422435),
	('group', 'p_holm', 'ops', 0.00399586187510735),
	('group', 'p_bh', 'ops', 0.00266390791673824),
	('group', 'p_holm', 'sales', 0.623093379122216),
	('group', 'p_bh', 'sales', 0.415395586081477),
	('reml', 'mu', '', 70.362551076184),
	('reml', 'mu_se', '', 4.14196027178946),
	('reml', 'tau2', '', 71.435872267635),
	('reml', 'sigma2', '', 46.1871307413143),
	('reml', 'shrunken', 'board', 73.1790087459835),
	('reml', 'shrunken_se', 'board', 5.2962995035391),
	('reml', 'believed', 'board', 0.607329097542254),
	('reml', 'shrunken', 'lab', 80.933112752327),
	('reml', 'shrunken_se', 'lab', 2.86001794915507),
	('reml', 'believed', 'lab', 0.885495866294684),
	('reml', 'shrunken', 'legal', 71.4354399035659),
	('reml', 'shrunken_se', 'legal', 3.55892783973488),
	('reml', 'believed', 'legal', 0.822694579538599),
	('reml', 'shrunken', 'ops', 60.7463749641889),
	('reml', 'shrunken_se', 'ops', 2.18813643490019),
	('reml', 'believed', 'ops', 0.932975675864926),
	('reml', 'shrunken', 'sales', 65.5188190148548),
	('reml', 'shrunken_se', 'sales', 2.4576929241935),
	('reml', 'believed', 'sales', 0.915445079371314),
	('dl', 'mu', '', 70.4133306091042),
	('dl', 'mu_se', '', 4.45253416772951),
	('dl', 'tau2', '', 84.3595755693582),
	('dl', 'sigma2', '', 46.8451587301587),
	('dl', 'shrunken', 'board', 73.3623818392957),
	('dl', 'shrunken_se', 'board', 5.48813514618212),
	('dl', 'believed', 'board', 0.642961368884604),
	('dl', 'shrunken', 'lab', 81.1118186531552),
	('dl', 'shrunken_se', 'lab', 2.90387866715505),
	('dl', 'believed', 'lab', 0.900040851834002),
	('dl', 'shrunken', 'legal', 71.4709079111646),
	('dl', 'shrunken_se', 'legal', 3.6298946741942),
	('dl', 'believed', 'legal', 0.843809843081651),
	('dl', 'shrunken', 'ops', 60.657494334047),
	('dl', 'shrunken_se', 'ops', 2.21416569038397),
	('dl', 'believed', 'ops', 0.941885320411044),
	('dl', 'shrunken', 'sales', 65.4640503078588),
	('dl', 'shrunken_se', 'sales', 2.49004045503453),
	('dl', 'believed', 'sales', 0.926501509450923),
	('dl', 'q', '', 37.1350396188727),
	('dl', 'i2', '', 89.2285021342292),
	('pm', 'mu', '', 70.3269581256429),
	('pm', 'mu_se', '', 4.00023884066475),
	('pm', 'tau2', '', 65.6107179100722),
	('pm', 'sigma2', '', 46.8451587301587),
	('pm', 'shrunken', 'board', 73.0533752890721),
	('pm', 'shrunken_se', 'board', 5.22791688747695),
	('pm', 'believed', 'board', 0.583435209170741),
	('pm', 'shrunken', 'lab', 80.803918592261),
	('pm', 'shrunken_se', 'lab', 2.86327299438164),
	('pm', 'believed', 'lab', 0.875045838523028),
	('pm', 'shrunken', 'legal', 71.4091176210754),
	('pm', 'shrunken_se', 'legal', 3.55150315047099),
	('pm', 'believed', 'legal', 0.807757405655989),
	('pm', 'shrunken', 'ops', 60.8105125028782),
	('pm', 'shrunken_se', 'ops', 2.19600645522651),
	('pm', 'believed', 'ops', 0.926499137564593),
	('pm', 'shrunken', 'sales', 65.5578666229275),
	('pm', 'shrunken_se', 'sales', 2.464296292594),
	('pm', 'believed', 'sales', 0.907442618963322),
	('pm', 'q', '', 37.1350396188727),
	('pm', 'i2', '', 86.5640156789771),
	('moments', 'mu', '', 70.4133306091042),
	('moments', 'mu_se', '', 4.45253416772951),
	('moments', 'tau2', '', 84.3595755693582),
	('moments', 'sigma2', '', 46.8451587301587),
	('moments', 'shrunken', 'board', 73.3623818392957),
	('moments', 'shrunken_se', 'board', 5.48813514618212),
	('moments', 'believed', 'board', 0.642961368884604),
	('moments', 'shrunken', 'lab', 81.1118186531552),
	('moments', 'shrunken_se', 'lab', 2.90387866715505),
	('moments', 'believed', 'lab', 0.900040851834002),
	('moments', 'shrunken', 'legal', 71.4709079111646),
	('moments', 'shrunken_se', 'legal', 3.6298946741942),
	('moments', 'believed', 'legal', 0.843809843081651),
	('moments', 'shrunken', 'ops', 60.657494334047),
	('moments', 'shrunken_se', 'ops', 2.21416569038397),
	('moments', 'believed', 'ops', 0.941885320411044),
	('moments', 'shrunken', 'sales', 65.4640503078588),
	('moments', 'shrunken_se', 'sales', 2.49004045503453),
	('moments', 'believed', 'sales', 0.926501509450923);
CREATE TABLE gr_state AS SELECT groups(g, y) AS g FROM gr_rows;
CREATE TABLE gr_got (what text, stat text, term text, value float8);
INSERT INTO gr_got SELECT 'anova', v.stat, '', v.value FROM gr_state, group_anova(gr_state.g) AS a,
	LATERAL (VALUES ('mean', mean), ('df_between', df_between), ('ss_between', ss_between), ('ms_between', ms_between), ('df_within', df_within), ('ss_within', ss_within), ('ms_within', ms_within),
		('f', f), ('p', p), ('r2', r2), ('sigma', sigma), ('n0', n0), ('icc1', icc1), ('icc2', icc2)) AS v (stat, value);
-- Welch's test needs two values in every group.
INSERT INTO gr_got SELECT 'anova', v.stat, '', v.value FROM (SELECT groups(g, y) AS g FROM gr_rows WHERE g <> 'board') AS s, group_anova(s.g) AS a,
	LATERAL (VALUES ('welch_f', welch_f), ('welch_df2', welch_df2), ('welch_p', welch_p)) AS v (stat, value);
INSERT INTO gr_got SELECT 'group', v.stat, "group", v.value FROM gr_state, group_comparison(gr_state.g, level => 0.9) AS c,
	LATERAL (VALUES ('mean', mean), ('sd', sd), ('se', se), ('difference', difference), ('difference_low', difference_low), ('difference_high', difference_high), ('t', t), ('df', df),
		('p', p), ('p_holm', p_holm), ('p_bh', p_bh), ('d', d)) AS v (stat, value) WHERE v.value IS NOT NULL;
INSERT INTO gr_got SELECT method, v.stat, "group", v.value FROM gr_state, unnest('{reml,moments,dl,pm}'::text[]) AS method, group_comparison(gr_state.g, method) AS c,
	LATERAL (VALUES ('shrunken', shrunken), ('shrunken_se', shrunken_se), ('believed', believed)) AS v (stat, value);
INSERT INTO gr_got SELECT method, v.stat, '', v.value FROM gr_state, unnest('{reml,moments,dl,pm}'::text[]) AS method, group_variance(gr_state.g, method) AS m,
	LATERAL (VALUES ('mu', mu), ('mu_se', mu_se), ('tau2', tau2), ('sigma2', sigma2), ('q', q), ('i2', i2)) AS v (stat, value) WHERE v.value IS NOT NULL;

-- Every value of R's is there, and none differs by more than 1e-9.
SELECT count(*) AS values, count(g.value) AS computed, count(*) FILTER (WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3)) AS same
FROM gr_r r LEFT JOIN gr_got g USING (what, stat, term);
SELECT what, stat, term, r.value, g.value AS got FROM gr_r r FULL JOIN gr_got g USING (what, stat, term)
WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3) IS NOT TRUE ORDER BY 1, 2, 3;
-- Counts, NULLs and notes: groups come in byte order, one of a single value has a mean and a shrunken one.
SELECT "group", n, round(mean::numeric, 9) AS mean, sd IS NULL AS no_sd, shrunken IS NOT NULL AS shrunken, believed IS NOT NULL AS believed, difference IS NULL AND t IS NULL AND p_holm IS NULL AND d IS NULL AS no_test, note
FROM gr_state, group_comparison(gr_state.g);
SELECT groups, n, welch_f, welch_df2, welch_p, note FROM gr_state, group_anova(gr_state.g);
SELECT method, groups, n, q IS NOT NULL AS has_q, i2 IS NOT NULL AS has_i2, note FROM gr_state, unnest('{reml,moments,dl,pm}'::text[]) AS method, group_variance(gr_state.g, method);

-- Published figures say the same as the rows they come from, also by parts; a single value has no standard deviation.
SELECT count(*) AS columns, count(*) FILTER (WHERE a.value = b.value OR abs(a.value::float8 - b.value::float8) <= 1e-9 * abs(a.value::float8)) AS same
FROM (SELECT key, value FROM gr_state, group_comparison(gr_state.g) AS c, jsonb_each_text(to_jsonb(c) - 'note' - 'group') WHERE value IS NOT NULL AND "group" = 'ops') AS a
JOIN (SELECT key, value FROM (SELECT groups(g, n, mean, sd) AS g FROM (SELECT g, count(y) AS n, avg(y) AS mean, stddev_samp(y) AS sd FROM gr_rows GROUP BY g, id % 2) AS s) AS s,
	group_comparison(s.g) AS c, jsonb_each_text(to_jsonb(c) - 'note' - 'group') WHERE "group" = 'ops') AS b USING (key);
SELECT groups(g, n, mean, sd) FROM (VALUES ('a', 3::bigint, 5::float8, 2::float8), ('b', 1, 4, NULL), ('b', 1, 6, 99), ('c', 5, 1, NULL), ('d', NULL, 1, 1), ('e', 2, NULL, 1), (NULL, 2, 1, 1)) AS v (g, n, mean, sd);

-- The likelihood may have two peaks, here one at tau2 = 0 and the higher one where lme4 finds it too.
SELECT round(mu::numeric, 9) AS mu, round(mu_se::numeric, 9) AS mu_se, round(tau2::numeric, 9) AS tau2, round(sigma2::numeric, 9) AS sigma2, note
FROM group_variance((SELECT groups(g, n, mean, 2) FROM (VALUES ('a', 500, 2), ('b', 5, 3), ('c', 100, 2), ('d', 1, 12)) AS v (g, n, mean)));

-- No rows give NULL; rows that lack a label or value no groups.
SELECT groups(g, y) FROM gr_rows WHERE false;
SELECT s.g, a.* FROM (SELECT groups(g, y) AS g FROM gr_rows WHERE g = 'nobody') AS s, group_anova(s.g) AS a;
SELECT v.* FROM (SELECT groups(g, y) AS g FROM gr_rows WHERE g = 'nobody') AS s, group_variance(s.g) AS v;
SELECT c.* FROM (SELECT groups(g, y) AS g FROM gr_rows WHERE g = 'nobody') AS s, group_comparison(s.g) AS c;
SELECT group_anova(NULL), group_variance(NULL, 'reml'), (SELECT count(*) FROM group_comparison(NULL));
-- One group; groups of one value each; one of many and one of a single value.
CREATE TABLE gr_bad (what text, g text, y float8);
INSERT INTO gr_bad VALUES ('one group', 'a', 1), ('one group', 'a', 2), ('one group', 'a', 4), ('single', 'a', 1), ('single', 'b', 2), ('single', 'c', 4),
	('rest is single', 'a', 1), ('rest is single', 'a', 2), ('rest is single', 'b', 5), ('equal', 'a', 0.1), ('equal', 'a', 0.1), ('equal', 'b', 0.1), ('equal', 'b', 0.1),
	('last bits', 'a', 0.3), ('last bits', 'a', 0.1::float8 + 0.2::float8), ('last bits', 'b', 0.3), ('last bits', 'b', 0.3),
	('perfect', 'a', 1), ('perfect', 'a', 1), ('perfect', 'b', 3), ('perfect', 'b', 3), ('perfect', 'c', 8),
	('one constant', 'a', 1), ('one constant', 'a', 1), ('one constant', 'b', 3), ('one constant', 'b', 5),
	('alike', 'a', 1), ('alike', 'a', 9), ('alike', 'b', 2), ('alike', 'b', 9);
SELECT what, c."group", n, round(mean::numeric, 6) AS mean, round(sd::numeric, 6) AS sd, round(shrunken::numeric, 6) AS shrunken, round(shrunken_se::numeric, 6) AS shrunken_se, round(believed::numeric, 6) AS believed,
	round(difference::numeric, 6) AS difference, round(t::numeric, 6) AS t, round(p_bh::numeric, 6) AS p_bh, round(d::numeric, 6) AS d, note
FROM (SELECT what, groups(g, y) AS g FROM gr_bad GROUP BY what) AS s, group_comparison(s.g) AS c WHERE what <> 'last bits' ORDER BY what, c."group";
SELECT what, groups, n, round(ss_between::numeric, 6) AS ss_between, round(ss_within::numeric, 6) AS ss_within, round(ms_within::numeric, 6) AS ms_within, round(f::numeric, 6) AS f, round(p::numeric, 6) AS p,
	round(r2::numeric, 6) AS r2, round(icc1::numeric, 6) AS icc1, round(icc2::numeric, 6) AS icc2, round(welch_p::numeric, 6) AS welch_p, note
FROM (SELECT what, groups(g, y) AS g FROM gr_bad GROUP BY what) AS s, group_anova(s.g) ORDER BY what;
SELECT what, method, round(mu::numeric, 6) AS mu, round(mu_se::numeric, 6) AS mu_se, round(tau2::numeric, 6) AS tau2, round(sigma2::numeric, 6) AS sigma2, round(q::numeric, 6) AS q, round(i2::numeric, 6) AS i2, note
FROM (SELECT what, groups(g, y) AS g FROM gr_bad GROUP BY what) AS s, unnest('{reml,moments,dl,pm}'::text[]) AS method, group_variance(s.g, method) ORDER BY what, method;

-- Values shifted by 10^9 in steps no double holds: sums of squares are exact rational arithmetic on the doubles, from 1, 2, 7 and 64 parts.
CREATE TABLE gr_shifted AS SELECT i, 'group ' || i % 9 AS g, 1e9::float8 + (i % 9) * 0.1::float8 + CASE WHEN i % 2 = 1 THEN 0.2::float8 ELSE 0 END AS y FROM generate_series(1, 189) AS i;
CREATE FUNCTION gr_exact(g groups) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT string_agg(CASE WHEN abs(got / exact - 1) < 1e-12 THEN 'exact' ELSE what || ' ' || got END, ', ')
	FROM group_anova(g), LATERAL (VALUES ('between', ss_between, 12.444232271663953), ('within', ss_within, 1.885715184893034), ('f', f, 148.48224607594784), ('n', n::float8, 189)) AS v (what, got, exact)
$$;
SELECT parts, gr_exact(merge(part)) FROM (SELECT parts, groups(g, y) AS part FROM gr_shifted, unnest('{1, 2, 7, 64}'::int[]) AS parts GROUP BY parts, i % parts) AS p GROUP BY parts ORDER BY parts;
SELECT parts, gr_exact(merge(part)) FROM (SELECT parts, groups(g, y) AS part FROM gr_shifted, unnest('{2, 7, 64}'::int[]) AS parts GROUP BY parts, (i - 1) * parts / 189) AS p GROUP BY parts ORDER BY parts;
-- A group far away does not take the digits of the others.
SELECT "group", n, round(mean::numeric, 9) AS mean, round(sd::numeric, 9) AS sd, round(shrunken::numeric, 9) AS shrunken FROM (SELECT groups(g, y) AS g FROM (VALUES ('far', 1e15::float8), ('near', 0.25), ('near', 0.75), ('near', 0.5)) AS x (g, y)) AS s, group_comparison(s.g);
-- The same by parallel workers.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SET parallel_leader_participation = off;
ALTER TABLE gr_shifted SET (parallel_workers = 3);
EXPLAIN (COSTS OFF) SELECT gr_exact(groups(g, y)) FROM gr_shifted;
SELECT gr_exact(groups(g, y)) FROM gr_shifted;
SELECT gr_exact(groups(g, 1, y, NULL)) FROM gr_shifted;
RESET ALL;
SET search_path = public, aiehr;

-- Merging: NULL is no rows, and the state changes in place while what was stored or handed on does not.
SELECT merge(a, b), merge(a, NULL)::text = a::text AS left_alone, merge(NULL, b)::text = b::text AS right_alone, merge(NULL::groups, NULL), merge(b, b)
FROM (SELECT groups(g, y) FILTER (WHERE id IN (1, 2)) AS a, groups(g, y) FILTER (WHERE id IN (4, 25)) AS b FROM gr_rows) AS s;
SELECT merge(g) FROM (SELECT groups(g, y) AS g FROM gr_rows WHERE false) AS s;
SELECT id, groups(g, y) OVER (ORDER BY id), (group_anova(groups(g, y) OVER (ORDER BY id))).n FROM gr_rows WHERE id IN (1, 2, 8) ORDER BY id;
SELECT (group_anova(merge(g))).n AS twice, (SELECT (group_anova(g)).n FROM gr_state) AS kept FROM (SELECT g FROM gr_state UNION ALL SELECT g FROM gr_state) AS s;
SELECT (group_anova(groups_accum(g, 'lab', 80))).n AS one_more, (group_anova(g)).n FROM gr_state;
-- Many groups, compared with core's figures.
CREATE TABLE gr_many AS SELECT 'g' || i % 3000 AS g, ((i * 7919::bigint) % 10007) / 3.0::float8 + i % 3000 AS y FROM generate_series(1, 30000) AS i;
SELECT count(*) AS groups, count(*) FILTER (WHERE c.n = m.n AND abs(c.mean - m.mean) < 1e-9 AND abs(c.sd / m.sd - 1) < 1e-10 AND abs(c.difference - (m.mean - (a.sum - m.mean * m.n) / (a.n - m.n))) < 1e-7) AS same
FROM (SELECT groups(g, y) AS g FROM gr_many) AS s, group_comparison(s.g) AS c JOIN (SELECT g, count(y) AS n, avg(y) AS mean, stddev_samp(y) AS sd FROM gr_many GROUP BY g) AS m ON m.g = c."group",
	(SELECT count(*) AS n, sum(y) AS sum FROM gr_many) AS a;

-- Extremes and bad arguments.
SELECT groups, round((ss_between / 1e140)::numeric, 9) AS ss_between, round((ss_within / 1e140)::numeric, 9) AS ss_within, round(f::numeric, 9) AS f, round(p::numeric, 9) AS p, round(welch_p::numeric, 9) AS welch_p, note FROM (SELECT groups(g, y) AS g FROM (VALUES ('a', 1e70::float8), ('a', -1e70), ('b', 0), ('b', 1e70)) AS v (g, y)) AS s, group_anova(s.g);
SELECT groups('a', 'NaN');
SELECT groups('a', 2e70);
SELECT groups(repeat('x', 256), 1);
SELECT groups('a', 0, 1, 1);
SELECT groups('a', -3, 1, 1);
SELECT groups('a', 9007199254740993, 1, 1);
SELECT groups('a', 3, 1, -1);
SELECT groups('a', 3, 'infinity', 1);
SELECT groups('a', n, 1, 1) FROM (VALUES (9007199254740992), (1)) AS v (n);
SELECT merge('{"label": ["a"], "n": [9007199254740992], "pivot": [1], "mean": [0], "squares": [0]}', groups('a', 1));
SELECT group_comparison(g, 'ml') FROM gr_state;
SELECT group_comparison(g, 'reml', 1) FROM gr_state;
SELECT group_variance(g, 'REML') FROM gr_state;
DROP FUNCTION gr_exact;
DROP TABLE gr_rows, gr_r, gr_state, gr_got, gr_bad, gr_shifted, gr_many;
