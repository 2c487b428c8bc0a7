-- The type scorecard: access to scores, keys, comparison, indexes and joins.
SET search_path = public, aiehr;

-- Keys come out in byte order, whatever their order on the way in.
SELECT '{"teamwork": 71, "coding": 84.5, "Zeal": 3, "编程": 90, "z": 1}'::scorecard;

-- One score, and whether it is there. A key that is only the beginning of another is not there.
SELECT s -> 'teamwork' AS teamwork, s -> 'team' AS team, s -> 'teamwork2' AS teamwork2, s -> '' AS empty,
       s ? 'coding' AS coding, s ? 'cod' AS cod, s ? '' AS has_empty
FROM (VALUES ('{"teamwork": 71, "coding": 84.5}'::scorecard)) AS v (s);
SELECT '{}'::scorecard -> 'a' AS none, '{}'::scorecard ? 'a' AS has, NULL::scorecard -> 'a' AS n,
       '{"a": 0}'::scorecard -> 'a' AS zero, '{"a": 0}'::scorecard -> NULL AS no_key;

-- Keys and rows.
SELECT keys('{"b": 1, "a": 2}'), keys('{}'), keys(NULL);
SELECT * FROM each('{"b": 1, "a": 2.5, "c": -1e300}');
SELECT count(*) FROM each('{}');
SELECT key, sum(value) FROM (VALUES ('{"a": 1, "b": 2}'::scorecard), ('{"b": 3}')) AS v (s), each(s)
GROUP BY key ORDER BY key;

-- Slices: keys that the card lacks, doubles and an empty array.
SELECT slice('{"a": 1, "b": 2, "c": 3}', '{c,a,zz,a}'), slice('{"a": 1}', '{}'), slice('{}', '{a}'),
       slice('{"a": 1}', '[5:6]={b,a}'), slice('{"a": 1}', NULL);
SELECT slice('{"a": 1}', '{{a},{b}}');
SELECT slice('{"a": 1}', '{a,NULL}');

-- Equality: order of keys, forms of a number and negative zero make no difference; absence does.
SELECT a, b, a = b AS eq, a <> b AS ne, a < b AS lt, a <= b AS le, a > b AS gt, a >= b AS ge,
       scorecard_cmp(a, b) AS cmp, scorecard_hash(a) = scorecard_hash(b) AS same_hash,
       scorecard_hash_extended(a, 42) = scorecard_hash_extended(b, 42) AS same_hash_extended
FROM (VALUES ('{"a": 1, "b": 2}'::scorecard, '{"b": 2e0, "a": 1.0}'::scorecard),
             ('{"a": -0}', '{"a": 0.0}'),
             ('{"a": 1}', '{"a": 1, "b": 0}'),
             ('{}', '{}'),
             ('{}', '{"a": -1e308}'),
             ('{"a": 2}', '{"b": 1}'),
             ('{"ab": 1}', '{"a": 1, "b": 1}'),
             ('{"a": 1, "b": 1}', '{"a": 1, "c": 0}'),
             ('{"a": 1}', '{"a": 1.0000000000000002}')) AS v (a, b);

-- The order is total: sorting twice with the operators swapped gives the same, and sorted neighbours agree.
CREATE TABLE sc_order AS
SELECT i, ('{"k' || i % 7 || '": ' || (i * 37) % 11 - 5 || ', "m' || i % 3 || '": ' || i % 5 || '}')::scorecard AS s
FROM generate_series(1, 2000) AS i;
SELECT count(*) AS wrong
FROM (SELECT s, lag(s) OVER (ORDER BY s) AS before, lead(s) OVER (ORDER BY s DESC) AS after FROM sc_order) AS q
WHERE before > s OR after > s OR scorecard_cmp(before, s) <> - scorecard_cmp(s, before);

-- DISTINCT, GROUP BY and joins agree, whether they hash or sort.
SELECT count(DISTINCT s) AS sorted FROM sc_order;
SELECT count(*) AS grouped FROM (SELECT s FROM sc_order GROUP BY s) AS q;
SET enable_hashagg = off;
SELECT count(*) AS grouped_by_sort FROM (SELECT s FROM sc_order GROUP BY s) AS q;
RESET enable_hashagg;
SET enable_mergejoin = off;
SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM sc_order AS a JOIN sc_order AS b USING (s);
SELECT count(*) AS hash_join FROM sc_order AS a JOIN sc_order AS b USING (s);
SET enable_hashjoin = off;
SET enable_mergejoin = on;
EXPLAIN (COSTS OFF) SELECT count(*) FROM sc_order AS a JOIN sc_order AS b USING (s);
SELECT count(*) AS merge_join FROM sc_order AS a JOIN sc_order AS b USING (s);
RESET enable_hashjoin;
RESET enable_mergejoin;
RESET enable_nestloop;
SELECT count(*) AS by_text FROM sc_order AS a JOIN sc_order AS b ON a.s::text = b.s::text;

-- Indexes of both kinds, and a unique one.
CREATE INDEX sc_order_btree ON sc_order (s);
CREATE INDEX sc_order_hash ON sc_order USING hash (s);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM sc_order WHERE s < '{"k1": 0}';
SELECT count(*) FROM sc_order WHERE s < '{"k1": 0}';
SELECT min(i) FROM sc_order WHERE s = (SELECT s FROM sc_order WHERE i = 100);
DROP INDEX sc_order_btree;
EXPLAIN (COSTS OFF) SELECT count(*) FROM sc_order WHERE s = '{"k1": 0, "m1": 1}';
SELECT count(*) FROM sc_order WHERE s = (SELECT s FROM sc_order WHERE i = 100);
RESET enable_seqscan;
RESET enable_bitmapscan;
SELECT count(*) FROM sc_order WHERE s < '{"k1": 0}';
CREATE TABLE sc_unique (s scorecard PRIMARY KEY);
INSERT INTO sc_unique VALUES ('{"a": 1}'), ('{"a": 2}'), ('{"a": -0}');
INSERT INTO sc_unique VALUES ('{"a": 0}');
SELECT * FROM sc_unique ORDER BY s DESC;

-- Partitioning by hash uses the extended hash.
CREATE TABLE sc_part (s scorecard) PARTITION BY HASH (s);
CREATE TABLE sc_part0 PARTITION OF sc_part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE sc_part1 PARTITION OF sc_part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO sc_part SELECT s FROM sc_order;
SELECT count(*), count(DISTINCT tableoid) FROM sc_part;

-- Statistics can be gathered, and serve a comparison.
ANALYZE sc_order;
SELECT null_frac, n_distinct <> 0 AS distinct_known FROM pg_stats WHERE tablename = 'sc_order' AND attname = 's';

-- The type: aligned for doubles and toastable. Nothing casts to it silently.
SELECT typalign, typstorage, typlen, typreceive <> 0 AND typsend <> 0 AS binary FROM pg_type
WHERE typname IN ('scorecard', 'scorecard_state') AND typtype = 'b' ORDER BY typname;
SELECT castsource::regtype, casttarget::regtype, castcontext FROM pg_cast
WHERE 'scorecard'::regtype IN (castsource, casttarget) ORDER BY castsource::regtype::text;

-- The functions of the type are immutable and safe in parallel; no aggregate has an internal state.
SELECT count(*) > 40 AS looked_at, count(*) FILTER (WHERE provolatile <> 'i' OR proparallel <> 's') AS wrong FROM pg_proc
WHERE pronamespace = 'aiehr'::regnamespace AND (proname ~ '^scorecard' OR proname IN ('keys', 'each', 'slice', 'rescale', 'composite', 'dot', 'gap', 'exceeding'));
SELECT count(*) AS looked_at, count(*) FILTER (WHERE aggtranstype = 'internal'::regtype OR aggcombinefn = 0) AS wrong FROM pg_aggregate
WHERE aggfnoid::text IN ('scorecard_agg', 'scorecard_sum', 'scorecard_avg', 'scorecard_min', 'scorecard_max', 'scorecard_count');

DROP TABLE sc_order, sc_unique, sc_part;
