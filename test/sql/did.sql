-- Difference in differences, against R 4.2: lm, sandwich::vcovCL(type = "HC1"), t.test, and lm() on pairs for the analysis of covariance.
SET search_path = public, aiehr;

-- Twelve people without a treatment and ten with it; of four a measure is missing.
CREATE TABLE di_people (id text, treated int, before float8, after float8);
INSERT INTO di_people VALUES
	('w01', 0, 55.6, 53.7), ('w02', 0, 67, 71.2), ('w03', 0, 52.1, NULL), ('w04', 0, 54.6, 58), ('w05', 0, NULL, 54.2), ('w06', 0, 59, 59.2), ('w07', 0, 58.9, 60.3), ('w08', 0, 57.9, 58.5),
	('w09', 0, 61.5, NULL), ('w10', 0, 68.4, 70.2), ('w11', 0, 54.5, 55), ('w12', 0, 50.3, 57.7), ('w13', 1, 58, 66.7), ('w14', 1, 61.6, 65.1), ('w15', 1, 63.1, 67.5), ('w16', 1, 58, 66.4),
	('w17', 1, 71.3, 76.2), ('w18', 1, 61.7, NULL), ('w19', 1, 65.8, 74.1), ('w20', 1, 58.1, 68.1), ('w21', 1, 65.9, 72.6), ('w22', 1, 68.2, 81.6);
CREATE TABLE di_rows AS SELECT id, v.y, treated, post, jsonb_strip_nulls(jsonb_build_object('treated', treated, 'post', post, 'y', v.y))::scorecard AS s
	FROM di_people, LATERAL (VALUES (0, before), (1, after)) AS v (post, y);
\set keys '''{treated,post,y}'''
CREATE VIEW di_state AS SELECT observations(id, s, :keys) AS o FROM di_rows;
CREATE TABLE di_r (stat text, term text, value float8);
INSERT INTO di_r VALUES
	('d', 'n', 40), ('d', 'persons', 22), ('d', 'did', 6.11585858585858), ('d', 'se', 3.50879862482417),
	('d', 'se_clustered', 1.60825432659374), ('d', 'p_clustered', 0.00104004368918889), ('d', 'did_low', 3.34846636745592), ('d', 'did_high', 8.88325080426125),
	('d', 'n_pairs', 18), ('d', 'did_pairs', 5.63333333333333), ('d', 'pairs_se', 1.37381823514244), ('d', 'pairs_p', 0.00086336462369765),
	('d', 'pairs_low', 3.23225526311297), ('d', 'pairs_high', 8.03441140355369), ('d', 'ancova', 5.89213400997763), ('d', 'ancova_se', 1.56545466935639),
	('d', 'ancova_p', 0.0018770038595894);
-- What R says, at a level of 0.9, to 1e-9.
CREATE TABLE di_got AS SELECT v.* FROM di_state, did(o, 0.9) AS d, LATERAL (VALUES ('n', d.n::float8), ('persons', persons), ('did', d.did), ('se', se), ('se_clustered', se_clustered),
	('p_clustered', p_clustered), ('did_low', did_low), ('did_high', did_high), ('n_pairs', n_pairs), ('did_pairs', did_pairs), ('pairs_se', pairs_se), ('pairs_p', pairs_p), ('pairs_low', pairs_low),
	('pairs_high', pairs_high), ('ancova', ancova), ('ancova_se', ancova_se), ('ancova_p', ancova_p)) AS v (term, value);
SELECT count(*) AS values, count(g.value) AS computed, count(*) FILTER (WHERE abs(g.value - r.value) <= 1e-9 * abs(r.value)) AS same FROM di_r r LEFT JOIN di_got g USING (term);
SELECT n, persons, round(d.did::numeric, 6) AS did, n_pairs, round(did_pairs::numeric, 6) AS did_pairs, round(ancova::numeric, 6) AS ancova, note FROM di_state, did(o) AS d;
-- Of all rows it is the difference of the differences of means.
SELECT round(d.did::numeric, 9) = round((avg(y) FILTER (WHERE treated = 1 AND post = 1) - avg(y) FILTER (WHERE treated = 1 AND post = 0)
	- avg(y) FILTER (WHERE treated = 0 AND post = 1) + avg(y) FILTER (WHERE treated = 0 AND post = 0))::numeric, 9) AS same
FROM di_rows, di_state, did(o) AS d GROUP BY d.did;
-- Values far away, the order of rows and rows that lack something do not matter.
SELECT abs(a.did - b.did) < 1e-6 AND abs(a.se_clustered - b.se_clustered) < 1e-6 AND abs(a.pairs_p - b.pairs_p) < 1e-6 AND abs(a.ancova - b.ancova) < 1e-6 AS same, b.n, b.persons, b.n_pairs
FROM di_state, did(o) AS a, did((SELECT observations(id, s, :keys ORDER BY s -> 'y') FROM (
	SELECT id, s || jsonb_build_object('y', y + 1e9)::scorecard AS s FROM di_rows WHERE y IS NOT NULL
	UNION ALL VALUES ('w01', '{"treated": 0, "post": 1}'::scorecard), ('w02', '{"treated": 1, "y": 99}'), ('x', '{"post": 1, "y": 99}'), ('x', '{"treated": 1, "post": 1}')) AS r)) AS b;
-- Of several measures before or after, pairs take a person's mean; all rows have every one.
SELECT d.n, persons, d.did, n_pairs, did_pairs FROM did((SELECT observations(id, jsonb_build_object('treated', treated, 'post', post, 'y', y)::scorecard, :keys) FROM (VALUES
	('a', 0, 0, 10), ('a', 0, 0, 14), ('a', 0, 1, 13), ('b', 0, 0, 11), ('b', 0, 1, 12), ('c', 1, 0, 10), ('c', 1, 1, 15), ('c', 1, 1, 17), ('d', 1, 0, 12), ('d', 1, 1, 19)) AS v (id, treated, post, y))) AS d;

-- What cannot be had: cells with one person or none, no pairs, changes all equal, first measures all equal, no rest, no spread, too far apart.
CREATE TABLE di_bad (what text, id text, treated int, post int, y float8);
INSERT INTO di_bad SELECT 'one treated', 'p' || i, (i = 4)::int, post, i * i + post FROM generate_series(1, 4) AS i, generate_series(0, 1) AS post
	UNION ALL SELECT 'none treated', 'p' || i, 0, post, i * i + post FROM generate_series(1, 4) AS i, generate_series(0, 1) AS post
	UNION ALL SELECT 'no pairs', 'p' || i || post, i % 2, post, i * i + post * i FROM generate_series(1, 4) AS i, generate_series(0, 1) AS post
	UNION ALL SELECT 'same changes', 'p' || i, i % 2, post, i * i + post * (1 + i % 2 * 2) FROM generate_series(1, 6) AS i, generate_series(0, 1) AS post
	UNION ALL SELECT 'same start', 'p' || i, i % 2, post, 5 + post * i * i FROM generate_series(1, 6) AS i, generate_series(0, 1) AS post
	UNION ALL SELECT 'no rest', 'p' || i, i % 2, post, 0.1 + post * (1 + i % 2 * 2) FROM generate_series(1, 6) AS i, generate_series(0, 1) AS post
	UNION ALL SELECT 'constant', 'p' || i, i % 2, post, 0.1 FROM generate_series(1, 6) AS i, generate_series(0, 1) AS post
	UNION ALL SELECT 'too large', 'p' || i, i % 2, post, i * i * 1e200 FROM generate_series(1, 6) AS i, generate_series(0, 1) AS post
	UNION ALL SELECT 'overflow', 'p' || i, i % 2, post, (i - 3) * 5e307 FROM generate_series(1, 6) AS i, generate_series(0, 1) AS post
	UNION ALL SELECT 'one row', 'p', 1, 1, 7
	UNION ALL SELECT 'no number', 'p', 1, 1, NULL;
CREATE VIEW di_bad_state AS SELECT what, observations(id, jsonb_strip_nulls(jsonb_build_object('treated', treated, 'post', post, 'y', y))::scorecard, :keys) AS o FROM di_bad GROUP BY what;
SELECT what, n, persons, round(d.did::numeric, 9) AS did, round(se::numeric, 6) AS se, round(se_clustered::numeric, 6) AS se_clustered, round(p_clustered::numeric, 6) AS p_clustered, round(did_low::numeric, 6) AS did_low, round(did_high::numeric, 6) AS did_high, note
FROM di_bad_state, did(o) AS d ORDER BY 1;
SELECT what, n_pairs, round(did_pairs::numeric, 9) AS did_pairs, round(pairs_se::numeric, 6) AS pairs_se, round(pairs_p::numeric, 6) AS pairs_p, round(pairs_low::numeric, 6) AS pairs_low, round(pairs_high::numeric, 6) AS pairs_high,
	round(ancova::numeric, 6) AS ancova, round(ancova_se::numeric, 6) AS ancova_se, round(ancova_p::numeric, 6) AS ancova_p, note
FROM di_bad_state, did(o) AS d ORDER BY 1;
SELECT did(NULL), (SELECT did(observations(id, s, :keys)) FROM di_rows WHERE false) AS no_rows;

-- Parts merge into the whole, as do those of parallel workers.
SELECT abs(a.did - b.did) < 1e-12 AND abs(a.se_clustered - b.se_clustered) < 1e-12 AND abs(a.ancova_p - b.ancova_p) < 1e-12 AND a.n_pairs = b.n_pairs AS same
FROM di_state, did(o) AS a, did((SELECT merge(part) FROM (SELECT observations(id, s, :keys) AS part FROM di_rows GROUP BY post, id < 'w05') AS x)) AS b;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SET parallel_leader_participation = off;
ALTER TABLE di_rows SET (parallel_workers = 3);
EXPLAIN (COSTS OFF) SELECT did(observations(id, s, :keys)) FROM di_rows;
CREATE TABLE di_parallel AS SELECT observations(id, s, :keys) AS o FROM di_rows;
RESET ALL;
SET search_path = public, aiehr;
SELECT abs(d.did - v.value) < 1e-9 AS same, n, persons, n_pairs FROM di_parallel, did(o) AS d, di_r AS v WHERE v.term = 'did';

-- Arguments.
SELECT did(observations('a'::text, '{"treated": 0.5, "post": 1, "y": 2}'::scorecard, :keys));
SELECT did(observations('a'::text, '{"treated": 1, "post": 2, "y": 2}'::scorecard, :keys));
SELECT did(observations('a'::text, '{"treated": 1, "y": 2}'::scorecard, '{treated,y}'));
SELECT did(observations('a'::text, 1.0, 2.0));
SELECT did(observations('{"treated": 1, "post": 1, "y": 2}'::scorecard, :keys));
SELECT did(o, 1) FROM di_state;

DROP VIEW di_state, di_bad_state;
DROP TABLE di_people, di_rows, di_r, di_got, di_bad, di_parallel;
