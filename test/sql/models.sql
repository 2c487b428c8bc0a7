-- Models from comoments, against R 4.2: lm, anova, cor.test, p.adjust, psych::alpha, relative weights and LMG by two routes.
SET search_path = public, aiehr;

CREATE TABLE mo_rows (coding float8, teamwork float8, speed float8, delivery float8);
INSERT INTO mo_rows VALUES
	(62, 50, 40, 58), (71, 64, 75, 70), (55, 48, 60, 52), (80, 70, 55, 77), (90, 66, 82, 84), (47, 52, 35, 50), (66, 75, 58, 71), (73, 60, 90, 72),
	(58, 57, 44, 55), (85, 62, 70, 78), (77, 80, 66, 82), (69, 55, 51, 63), (52, 49, 63, 54), (94, 71, 77, 88), (61, 68, 47, 64), (70, 58, 72, 69);
CREATE TABLE mo_r (stat text, term text, value float8);
INSERT INTO mo_r VALUES
  ('b', '(intercept)', -4.73665430414979),
  ('b', 'coding', 0.583002046497632),
  ('b', 'teamwork', 0.428141028605981),
  ('b', 'speed', 0.0953657706366849),
  ('se', '(intercept)', 2.39264201010377),
  ('se', 'coding', 0.0432026600912324),
  ('se', 'teamwork', 0.0477818866760792),
  ('se', 'speed', 0.030549524863315),
  ('t', '(intercept)', -1.97967530627132),
  ('t', 'coding', 13.494586797815),
  ('t', 'teamwork', 8.96032070705819),
  ('t', 'speed', 3.12167770410085),
  ('p', '(intercept)', 0.071143895170984),
  ('p', 'coding', 1.29427846145795e-08),
  ('p', 'teamwork', 1.15680127655457e-06),
  ('p', 'speed', 0.0088272634642583),
  ('b_low', '(intercept)', -9.00103038388152),
  ('b_low', 'coding', 0.506002483046081),
  ('b_low', 'teamwork', 0.342979966597759),
  ('b_low', 'speed', 0.0409177326417992),
  ('b_high', '(intercept)', -0.472278224418075),
  ('b_high', 'coding', 0.660001609949183),
  ('b_high', 'teamwork', 0.513302090614203),
  ('b_high', 'speed', 0.149813808631571),
  ('beta', 'coding', 0.658044222982661),
  ('beta', 'teamwork', 0.344823302301505),
  ('beta', 'speed', 0.125269929465807),
  ('vif', 'coding', 2.71699889598457),
  ('vif', 'teamwork', 1.69217232323371),
  ('vif', 'speed', 1.83999237474057),
  ('fit', 'r2', 0.989497740053446),
  ('fit', 'adj_r2', 0.986872175066808),
  ('fit', 'f', 376.870405070537),
  ('fit', 'p', 3.91731293152613e-12),
  ('fit', 'sigma', 1.37139528199985),
  ('fit', 'aic', 60.909637521948),
  ('relative_weight', 'coding', 0.467372708101941),
  ('relative_weight', 'teamwork', 0.32586483487479),
  ('relative_weight', 'speed', 0.196260197076715),
  ('lmg', 'coding', 0.493726472568659),
  ('lmg', 'teamwork', 0.308938806776158),
  ('lmg', 'speed', 0.186832460708629),
  ('incremental', 'delta_r2', 0.0727557516777699),
  ('incremental', 'f', 41.5657689190854),
  ('incremental', 'p', 4.0284722116564e-06),
  ('partial', 'r', 0.968595597435378),
  ('partial', 't', 13.4945867978149),
  ('partial', 'p', 1.29427846145798e-08),
  ('partial', 'r_low', 0.901113735905881),
  ('partial', 'r_high', 0.990262431450934),
  ('cor', 'coding:teamwork:r', 0.626880233925798),
  ('cor', 'coding:teamwork:t', 3.01055575484797),
  ('cor', 'coding:teamwork:p', 0.00935372286342434),
  ('cor', 'coding:teamwork:r_low', 0.190314833986318),
  ('cor', 'coding:teamwork:r_high', 0.856446603326465),
  ('cor', 'coding:speed:r', 0.664639210627188),
  ('cor', 'coding:speed:t', 3.32838667884565),
  ('cor', 'coding:speed:p', 0.0049733013447865),
  ('cor', 'coding:speed:r_low', 0.251939020288488),
  ('cor', 'coding:speed:r_high', 0.87279045831427),
  ('cor', 'coding:delivery:r', 0.957466442427972),
  ('cor', 'coding:delivery:t', 12.4157958238468),
  ('cor', 'coding:delivery:p', 6.03323923659332e-09),
  ('cor', 'coding:delivery:r_low', 0.878910852486268),
  ('cor', 'coding:delivery:r_high', 0.985454267091709),
  ('cor', 'speed:teamwork:r', 0.321948306418097),
  ('cor', 'speed:teamwork:t', 1.27236444242021),
  ('cor', 'speed:teamwork:p', 0.223970737956862),
  ('cor', 'speed:teamwork:r_low', -0.206753051202267),
  ('cor', 'speed:teamwork:r_high', 0.705122141971731),
  ('cor', 'delivery:teamwork:r', 0.797668660375026),
  ('cor', 'delivery:teamwork:t', 4.94880276282091),
  ('cor', 'delivery:teamwork:p', 0.000213923694665694),
  ('cor', 'delivery:teamwork:r_low', 0.499450263001638),
  ('cor', 'delivery:teamwork:r_high', 0.926878323871632),
  ('cor', 'delivery:speed:r', 0.673647200576249),
  ('cor', 'delivery:speed:t', 3.41052233722246),
  ('cor', 'delivery:speed:p', 0.00422355918873968),
  ('cor', 'delivery:speed:r_low', 0.267152110736435),
  ('cor', 'delivery:speed:r_high', 0.876621775729071),
  ('cor', 'coding:teamwork:p_holm', 0.0187074457268487),
  ('cor', 'coding:speed:p_holm', 0.0168942367549587),
  ('cor', 'coding:delivery:p_holm', 3.61994354195599e-08),
  ('cor', 'speed:teamwork:p_holm', 0.223970737956862),
  ('cor', 'delivery:teamwork:p_holm', 0.00106961847332847),
  ('cor', 'delivery:speed:p_holm', 0.0168942367549587),
  ('cor', 'coding:teamwork:p_bh', 0.0112244674361092),
  ('cor', 'coding:speed:p_bh', 0.00745995201717976),
  ('cor', 'coding:delivery:p_bh', 3.61994354195599e-08),
  ('cor', 'speed:teamwork:p_bh', 0.223970737956862),
  ('cor', 'delivery:teamwork:p_bh', 0.000641771083997081),
  ('cor', 'delivery:speed:p_bh', 0.00745995201717976),
  ('composite', 'r', 0.984315261998699),
  ('eigen', '1', 3.05876204170694),
  ('eigen', '2', 0.688205116042745),
  ('eigen', '3', 0.246351688798009),
  ('eigen', '4', 0.00668115345230347),
  ('alpha', 'alpha', 0.879502770471495),
  ('alpha', 'alpha_std', 0.891996638777518),
  ('alpha', 'lambda6', 0.966070623924495),
  ('alpha', 'mean_r', 0.673708342391722),
  ('alpha', 'alpha_low', 0.74199059563952),
  ('alpha', 'alpha_high', 0.953022259266992),
  ('alpha', 'total_sd', 44.2311635991337),
  ('alpha', 'sem', 15.3538359304044),
  ('alpha', 'reliable_change', 42.55787986877),
  ('alpha_if_dropped', 'coding', 0.788156080879315),
  ('alpha_if_dropped', 'teamwork', 0.894111806934474),
  ('alpha_if_dropped', 'speed', 0.916145050586431),
  ('alpha_if_dropped', 'delivery', 0.764483518889167),
  ('item_rest_r', 'coding', 0.875845884702646),
  ('item_rest_r', 'teamwork', 0.612756564654834),
  ('item_rest_r', 'speed', 0.614236578796758),
  ('item_rest_r', 'delivery', 0.956154143538722);
CREATE TABLE mo_state AS SELECT comoments(to_jsonb(r)::scorecard, '{coding,teamwork,speed,delivery}') AS c FROM mo_rows AS r;
CREATE TABLE mo_got (stat text, term text, value float8);
\set x '{coding,teamwork,speed}'

INSERT INTO mo_got SELECT v.stat, r.term, v.value FROM mo_state, regression(c, 'delivery', :'x', 0.9) AS r,
	LATERAL (VALUES ('b', b), ('se', se), ('t', t), ('p', p), ('b_low', b_low), ('b_high', b_high), ('beta', beta), ('vif', vif)) AS v (stat, value) WHERE v.value IS NOT NULL;
INSERT INTO mo_got SELECT 'fit', v.term, v.value FROM mo_state, regression_fit(c, 'delivery', :'x') AS r,
	LATERAL (VALUES ('r2', r2), ('adj_r2', adj_r2), ('f', f), ('p', p), ('sigma', sigma), ('aic', aic)) AS v (term, value);
INSERT INTO mo_got SELECT 'relative_weight', key, weight FROM mo_state, relative_weights(c, 'delivery', :'x');
INSERT INTO mo_got SELECT 'lmg', key, weight FROM mo_state, lmg(c, 'delivery', :'x');
INSERT INTO mo_got SELECT 'incremental', v.term, v.value FROM mo_state, incremental_validity(c, 'delivery', '{coding}', '{teamwork,speed}'),
	LATERAL (VALUES ('delta_r2', delta_r2), ('f', f), ('p', p)) AS v (term, value);
INSERT INTO mo_got SELECT 'partial', v.term, v.value FROM mo_state, partial_correlation(c, 'coding', 'delivery', '{teamwork,speed}') AS r,
	LATERAL (VALUES ('r', r.r), ('t', t), ('p', p), ('r_low', r_low), ('r_high', r_high)) AS v (term, value);
INSERT INTO mo_got SELECT 'cor', a || ':' || b || ':' || v.term, v.value FROM mo_state, correlation_matrix(c) AS r,
	LATERAL (VALUES ('r', r.r), ('t', t), ('p', p), ('r_low', r_low), ('r_high', r_high), ('p_holm', p_holm), ('p_bh', p_bh)) AS v (term, value);
INSERT INTO mo_got SELECT 'composite', 'r', r FROM mo_state, composite_validity(c, 'delivery', '{"coding": 0.5, "teamwork": 0.3, "speed": 0.2}');
INSERT INTO mo_got SELECT 'eigen', component, eigenvalue FROM mo_state, principal_components(c);
INSERT INTO mo_got SELECT 'alpha', v.term, v.value FROM mo_state, alpha(c, '{coding,teamwork,speed,delivery}') AS r,
	LATERAL (VALUES ('alpha', r.alpha), ('alpha_low', alpha_low), ('alpha_high', alpha_high), ('alpha_std', alpha_std), ('lambda6', lambda6), ('mean_r', mean_r),
		('total_sd', total_sd), ('sem', sem), ('reliable_change', reliable_change)) AS v (term, value);
INSERT INTO mo_got SELECT v.stat, item, v.value FROM mo_state, alpha_items(c, '{coding,teamwork,speed,delivery}'),
	LATERAL (VALUES ('alpha_if_dropped', alpha_if_dropped), ('item_rest_r', item_rest_r)) AS v (stat, value);

-- Every value of R's is there, and none differs by more than 1e-9.
SELECT count(*) AS values, count(g.value) AS computed, count(*) FILTER (WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3)) AS same
FROM mo_r r LEFT JOIN mo_got g USING (stat, term);
SELECT stat, term, r.value, g.value AS got FROM mo_r r FULL JOIN mo_got g USING (stat, term)
WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3) IS NOT TRUE ORDER BY 1, 2;
-- What R's lm() says of counts.
SELECT n, n_incomplete, k, df1, df2, note FROM mo_state, regression_fit(c, 'delivery', :'x');
-- Relative weights and LMG are parts of R2, shares sum to one.
SELECT round(sum(w.weight)::numeric, 9) = round(max(r2)::numeric, 9) AS sum_is_r2, round(sum(w.share)::numeric, 9) AS shares
FROM mo_state, relative_weights(c, 'delivery', :'x') AS w, regression_fit(c, 'delivery', :'x');
SELECT round(sum(w.weight)::numeric, 9) = round(max(r2)::numeric, 9) AS sum_is_r2, round(sum(w.share)::numeric, 9) AS shares
FROM mo_state, lmg(c, 'delivery', :'x') AS w, regression_fit(c, 'delivery', :'x');

-- A composite as a variable: its moments are those of the rows' weighted sums.
SELECT round(corr(w, 'delivery', 'fit')::numeric, 12) = round(direct.r::numeric, 12) AS r, round(sd(w, 'fit')::numeric, 9) = round(direct.sd::numeric, 9) AS sd,
	round(mean(w, 'fit')::numeric, 9) = round(direct.mean::numeric, 9) AS mean, variables(w)
FROM (SELECT with_composite(c, 'fit', '{"coding": 2, "speed": -0.5}') AS w FROM mo_state) AS x,
	(SELECT corr(2 * coding - 0.5 * speed, delivery) AS r, stddev_samp(2 * coding - 0.5 * speed) AS sd, avg(2 * coding - 0.5 * speed) AS mean FROM mo_rows) AS direct;
SELECT r IS NOT NULL AS r, note FROM mo_state, composite_validity(c, 'delivery', '{"coding": 2, "speed": -0.5}');
-- One that all but cancels can be stored and read back, as any other.
SELECT e, w::text::comoments::text = w::text AS same FROM unnest('{1e-3,1e-4,1e-5,1e-6}'::float8[]) AS e,
	LATERAL (SELECT with_composite(comoments(jsonb_build_object('a', sin(i) * 100, 'b', sin(i) * 100 + e * cos(i * 7), 'z', e * cos(i * 7))::scorecard, '{a,b,z}'), 'd', '{"a": 1, "b": -1}') AS w FROM generate_series(1, 50) AS i) AS x;

-- One factor. Correlations that are exactly those of a factor with loadings .8, .7, .6 and .5 give these back, and omega is 2.6^2 / (2.6^2 + 2.26).
SELECT method, o.n, o.k, round(o.omega::numeric, 9) AS omega, round((2.6 ^ 2 / (2.6 ^ 2 + 2.26)), 9) AS exact, o.note
FROM unnest('{ml,minres}'::text[]) AS method,
	omega('{"missing": "listwise", "keys": ["a", "b", "c", "d"], "rows": [101, 0], "pivot": [0, 0, 0, 0], "mean": [0, 0, 0, 0],
		"product": [100, 56, 100, 48, 42, 100, 40, 35, 30, 100]}', '{a,b,c,d}', method) AS o;
SELECT item, round(loading::numeric, 6) AS loading, round(uniqueness::numeric, 6) AS uniqueness, note FROM factor_loadings(
	'{"missing": "listwise", "keys": ["a", "b", "c", "d"], "rows": [101, 0], "pivot": [0, 0, 0, 0], "mean": [0, 0, 0, 0],
		"product": [100, -56, 100, 48, -42, 100, 40, -35, 30, 100]}', '{a,b,c,d}');
-- With the criterion among the items nothing is left that is its own: factanal() stops at its bound too.
SELECT method, round(o.omega::numeric, 5) AS omega, note FROM mo_state, unnest('{ml,minres}'::text[]) AS method, omega(c, '{coding,teamwork,speed,delivery}', method) AS o;

-- Steps of weights: nearest to the target within the step, none below zero, sum one. Both cards count as shares.
SELECT step, w.key, round(w.value::numeric, 9) AS weight
FROM unnest('{0.05, 0.1, 1}'::float8[]) AS step, each(step_weights('{"coding": 70, "teamwork": 20, "speed": 10}', '{"coding": 1, "teamwork": 1, "speed": 1, "old": 1}', step)) AS w ORDER BY 1, 2;
SELECT step_weights('{"a": 1}', '{"b": 1}', 0.25), step_weights('{"a": 1}', '{"a": 1}', 0.1);
SELECT p_adjust('{0.01, NULL, 0.04, 0.03, 0.005}', 'holm'), p_adjust('{0.01, NULL, 0.04, 0.03, 0.005}', 'bh'), p_adjust('{}'), p_adjust(NULL);

-- Corrections and utility, by the formulas of Spearman, Thorndike, Lawley, Brogden, Taylor and Russell; values from R.
SELECT round(disattenuate(0.25, 0.6, 0.7)::numeric, 9) AS spearman, round(disattenuate(0.7, 0.6, 0.6)::numeric, 9) AS beyond_one, disattenuate(0.3, NULL, 0.8),
	round(thorndike2(0.25, 0.7)::numeric, 9) AS case2, round(thorndike2(0.25, 1.3)::numeric, 9) AS widened, round(thorndike3(0.2, 0.5, 0.3, 1.6)::numeric, 9) AS case3;
SELECT round(thorndike2(thorndike2(0.25, 0.7), 1 / 0.7)::numeric, 12) AS there_and_back;
-- however far the ratio goes
SELECT u, thorndike2(0.25, u) AS case2, thorndike2(0, u) AS none, round(thorndike3(0.2, 0.5, -0.3, u)::numeric, 9) AS case3 FROM unnest('{1e-310,1e-200,1e100,1e200}'::float8[]) AS u;
SELECT a, b, n, r, round(r_corrected::numeric, 9) AS r_corrected, note FROM lawley(
	'{"missing": "listwise", "keys": ["x", "y", "z"], "rows": [2, 0], "pivot": [0, 0, 0], "mean": [0, 0, 0], "product": [1, 0.4, 1, 0.2, 0.3, 1]}',
	'{"missing": "listwise", "keys": ["x"], "rows": [2, 0], "pivot": [0], "mean": [0], "product": [2.25]}');
-- the same as moments, for models of all applicants
SELECT n(u), round(corr(u, 'x', 'z')::numeric, 9) AS xz, round(corr(u, 'y', 'z')::numeric, 9) AS yz, sd(u, 'x') AS sd_x, round(mean(u, 'x')::numeric, 9) AS mean_x, round(mean(u, 'z')::numeric, 9) AS mean_z,
	round((SELECT r2 FROM regression_fit(u, 'z', '{x,y}'))::numeric, 9) >= round((corr(u, 'x', 'z') ^ 2)::numeric, 9) AS r2
FROM unrestricted('{"missing": "listwise", "keys": ["x", "y", "z"], "rows": [11, 0], "pivot": [1, 1, 1], "mean": [0, 0, 0], "product": [10, 4, 10, 2, 3, 10]}',
	'{"missing": "listwise", "keys": ["x"], "rows": [101, 0], "pivot": [3], "mean": [0], "product": [225]}') AS u;
SELECT unrestricted(comoments('{"x": 1, "y": 2}'::scorecard, '{x,y}'), comoments('{"x": 1}'::scorecard, '{x}'));
-- with one variable selected on it is Thorndike's case II for it, and case III for the others
SELECT round(thorndike2(0.4, 1 / 1.5)::numeric, 9) AS xy, round(thorndike3(0.3, 0.4, 0.2, 1.5)::numeric, 9) AS yz;
SELECT round(brogden(0.35, 0.1)::numeric, 9) AS brogden, round(taylor_russell(0.35, 0.1, 0.5)::numeric, 9) AS taylor_russell, round(taylor_russell(0, 0.2, 0.3)::numeric, 9) AS no_validity,
	taylor_russell(1, 0.5, 0.3) AS perfect, round(taylor_russell(-1, 0.8, 0.5)::numeric, 9) AS reverse, round(taylor_russell(0.999999, 0.5, 0.3)::numeric, 5) AS nearly;

-- Bad data: a note in place of the figure.
CREATE TABLE mo_bad AS SELECT i, jsonb_build_object('x', i, 'twice', 2 * i + 1, 'same', 5, 'y', (i * 7) % 11, 'z', (i * 5) % 13)::scorecard AS s FROM generate_series(1, 12) AS i;
\set bad 'comoments(s, ''{x,twice,same,y,z}'')'
SELECT term, b IS NOT NULL AS has_b, note FROM regression((SELECT :bad FROM mo_bad), 'y', '{x,same,z}');
SELECT term, b IS NOT NULL AS has_b, note FROM regression((SELECT :bad FROM mo_bad), 'y', '{z,twice,x}');
SELECT term, b IS NOT NULL AS has_b, note FROM regression((SELECT :bad FROM mo_bad), 'same', '{x}');
SELECT term, b IS NOT NULL AS has_b, note FROM regression((SELECT :bad FROM mo_bad WHERE i < 4), 'y', '{x,z}');
SELECT r.* FROM regression_fit((SELECT :bad FROM mo_bad WHERE i < 4), 'y', '{x,z}') AS r;
SELECT n, k, r2, note FROM regression_fit((SELECT :bad FROM mo_bad), 'y', '{same}');
SELECT n, k, r2, f, p, note FROM regression_fit((SELECT :bad FROM mo_bad), 'twice', '{x}');
SELECT term, round(b::numeric, 9) AS b, se, t, p, note FROM regression((SELECT :bad FROM mo_bad), 'twice', '{x,z}');
SELECT r.* FROM incremental_validity((SELECT :bad FROM mo_bad), 'y', '{x}', '{twice}') AS r;
SELECT r.* FROM incremental_validity((SELECT :bad FROM mo_bad), 'y', '{x}', '{same}') AS r;
SELECT r.* FROM partial_correlation((SELECT :bad FROM mo_bad), 'y', 'z', '{x,twice}') AS r;
SELECT r.* FROM partial_correlation((SELECT :bad FROM mo_bad), 'y', 'z', '{same}') AS r;
SELECT a, b, n, round(r::numeric, 6) AS r, t IS NULL AS no_t, p = 0 AS p_zero, note FROM correlation_matrix((SELECT :bad FROM mo_bad)) WHERE note IS NOT NULL;
SELECT a, b, n, r, p, note FROM correlation_matrix((SELECT :bad FROM mo_bad WHERE i < 3)) WHERE a = 'same' OR b = 'z';
SELECT key, round(r::numeric, 6) AS r, weight IS NOT NULL AS has_weight, note FROM relative_weights((SELECT :bad FROM mo_bad), 'y', '{x,same,z}');
SELECT key, weight, note FROM relative_weights((SELECT :bad FROM mo_bad), 'y', '{x,twice}');
SELECT count(*), count(weight), min(note) FROM lmg((SELECT comoments(s, k) FROM (SELECT array_agg('k' || i) AS k FROM generate_series(1, 12) AS i) AS a,
	(SELECT j, scorecard_agg('k' || i, sin(i * j * j)) AS s FROM generate_series(1, 12) AS i, generate_series(1, 60) AS j GROUP BY j) AS r), 'k12', (SELECT array_agg('k' || i) FROM generate_series(1, 11) AS i));
SELECT n, k, alpha IS NOT NULL AS has_alpha, note FROM alpha((SELECT :bad FROM mo_bad), '{x,same,y}');
SELECT n, k, alpha < 0 AS negative, note FROM alpha((SELECT comoments(jsonb_build_object('a', i, 'b', -i, 'c', i % 2)::scorecard, '{a,b,c}') FROM generate_series(1, 9) AS i), '{a,b,c}');
SELECT a.* FROM alpha((SELECT :bad FROM mo_bad), '{x}') AS a;
SELECT a.* FROM alpha((SELECT :bad FROM mo_bad WHERE i < 2), '{x,y}') AS a;
SELECT n, k, round(alpha::numeric, 9) AS alpha, alpha_low, alpha_std, note FROM alpha((SELECT comoments(s - CASE WHEN i = 3 THEN '{"x": 0}'::scorecard ELSE s END || s, '{x,y}', 'pairwise') FROM mo_bad), '{x,y}');
-- nobody, or one row alone, has both of a pair
SELECT n, k, alpha, total_sd, note FROM generate_series(0, 1) AS m, alpha((SELECT comoments(slice(s, CASE WHEN i <= m THEN '{x,y}' WHEN i < 6 THEN '{x}' ELSE '{y}' END::text[]), '{x,y}', 'pairwise') FROM mo_bad), '{x,y}');
SELECT item, alpha_if_dropped, item_rest_r, note FROM alpha_items((SELECT comoments(slice(s, CASE WHEN i < 6 THEN '{x,z}' ELSE '{y,z}' END::text[]), '{x,y,z}', 'pairwise') FROM mo_bad), '{x,y,z}');
SELECT item, alpha_if_dropped IS NOT NULL AS has_alpha, note FROM alpha_items((SELECT :bad FROM mo_bad), '{x,same,y,z}');
SELECT o.* FROM omega((SELECT :bad FROM mo_bad), '{x,y}') AS o;
SELECT o.* FROM omega((SELECT :bad FROM mo_bad), '{x,twice,y}') AS o;
SELECT o.* FROM omega((SELECT :bad FROM mo_bad), '{x,same,y}') AS o;
SELECT count(*) FROM principal_components((SELECT :bad FROM mo_bad));
SELECT count(*) FROM principal_components((SELECT comoments(s, '{same}') FROM mo_bad));
SELECT a, b, r_corrected, note FROM lawley((SELECT comoments(s, '{x,y}') FROM mo_bad WHERE i < 2), (SELECT comoments(s, '{x}') FROM mo_bad));
SELECT a, b, r_corrected, note FROM lawley((SELECT comoments(s, '{x,twice,y}') FROM mo_bad), (SELECT comoments(s, '{x,twice}') FROM mo_bad));
-- one variable alone that is constant among those selected
SELECT a, b, r_corrected, note FROM lawley((SELECT comoments(s, '{same,y}') FROM mo_bad), (SELECT comoments(s || jsonb_build_object('same', i)::scorecard, '{same}') FROM mo_bad));
SELECT unrestricted(comoments(s, '{same,y}'), comoments(s || jsonb_build_object('same', i)::scorecard, '{same}')) FROM mo_bad;

-- Bad arguments: an error that says what.
SELECT regression(c, 'nobody', '{coding}') FROM mo_state;
SELECT regression(c, 'delivery', '{coding,delivery}') FROM mo_state;
SELECT regression(c, 'delivery', '{coding,coding}') FROM mo_state;
SELECT regression(c, 'delivery', '{}') FROM mo_state;
SELECT regression(c, 'delivery', '{coding,NULL}') FROM mo_state;
SELECT regression(c, 'delivery', '{coding}', 1) FROM mo_state;
SELECT regression(comoments(to_jsonb(r)::scorecard, '{coding,delivery}', 'pairwise'), 'delivery', '{coding}') FROM mo_rows AS r;
SELECT incremental_validity(c, 'delivery', '{coding}', '{coding}') FROM mo_state;
SELECT partial_correlation(c, 'delivery', 'delivery', '{coding}') FROM mo_state;
SELECT composite_validity(c, 'delivery', '{"nobody": 1}') FROM mo_state;
SELECT with_composite(c, 'coding', '{"speed": 1}') FROM mo_state;
SELECT omega(c, '{coding,speed,delivery}', 'pca') FROM mo_state;
SELECT step_weights('{"a": -1, "b": 2}', '{"a": 1}', 0.1);
SELECT step_weights('{"a": 0}', '{"a": 1}', 0.1);
SELECT step_weights('{"a": 1}', '{"a": 1}', 0);
SELECT p_adjust('{0.5, 2}', 'holm');
SELECT p_adjust('{0.5}', 'sidak');
SELECT disattenuate(1.5, 0.8, 0.8);
SELECT disattenuate(0.5, 0, 0.8);
SELECT thorndike2(0.3, 0);
SELECT thorndike3(0.3, 0.2, 'NaN', 2);
SELECT brogden(0.3, 1);
SELECT taylor_russell(0.3, 0.5, 0);
SELECT comoments(scorecard_agg, keys) IS NULL, regression(comoments(scorecard_agg, keys), 'k1', keys[2:70]) FROM (SELECT scorecard_agg('k' || i, i), array_agg('k' || i) AS keys FROM generate_series(1, 70) AS i) AS x GROUP BY keys;
DROP TABLE mo_rows, mo_r, mo_state, mo_got, mo_bad;
