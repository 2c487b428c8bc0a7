-- Aggregates of scorecards: rows to a card, and by key over cards.
SET search_path = public, aiehr;

-- From rows of key and value. A NULL value is skipped, no rows give NULL.
SELECT scorecard_agg(k, v) FROM (VALUES ('teamwork', 71), ('coding', 84.5), ('absent', NULL)) AS r (k, v);
SELECT scorecard_agg(k, v) FROM (VALUES ('teamwork', 71::float8)) AS r (k, v) WHERE false;
SELECT scorecard_agg('a', NULL), scorecard_agg(NULL, NULL);
SELECT g % 3 AS person, scorecard_agg('k' || g, g * 1.5 ORDER BY g DESC) FROM generate_series(1, 9) AS g GROUP BY 1 ORDER BY 1;
\set VERBOSITY sqlstate
SELECT scorecard_agg('a', v) FROM (VALUES (1.0::float8), (2)) AS r (v);
SELECT scorecard_agg(NULL, 1.0);
SELECT scorecard_agg('', 1.0);
SELECT scorecard_agg(repeat('x', 64), 1.0);
SELECT scorecard_agg('a', 'NaN');
SELECT scorecard_agg('a', '-Infinity');
SELECT scorecard_agg('k' || i, i) FROM generate_series(1, 1001) AS i;
\set VERBOSITY default
-- a key that appears twice is named
SELECT scorecard_agg(k, v) FROM (VALUES ('teamwork', 71), ('coding', 84.5), ('teamwork', 3)) AS r (k, v);
SELECT cardinality(keys(scorecard_agg('k' || i, i))) FROM generate_series(1, 1000) AS i;
SELECT scorecard_agg('k' || i % 1000, i) FROM generate_series(1, 1001) AS i;
SELECT scorecard_agg(repeat('x', 63), 1.0);

-- By key over cards; each key over the rows that have it.
CREATE TABLE sc_rows (id int, s scorecard);
INSERT INTO sc_rows VALUES
  (1, '{"a": 1, "b": 2}'), (2, '{"a": 3, "b": 5}'), (3, NULL), (4, '{"b": -4}'), (5, '{"c": 0.5}'), (6, '{}');
SELECT scorecard_sum(s), scorecard_avg(s), scorecard_min(s), scorecard_max(s), scorecard_count(s) FROM sc_rows;
SELECT scorecard_sum(s), scorecard_avg(s), scorecard_min(s), scorecard_max(s), scorecard_count(s) FROM sc_rows WHERE id = 2;
SELECT scorecard_sum(s), scorecard_avg(s), scorecard_min(s), scorecard_max(s), scorecard_count(s) FROM sc_rows WHERE id = 3;
SELECT scorecard_sum(s), scorecard_avg(s), scorecard_min(s), scorecard_max(s), scorecard_count(s) FROM sc_rows WHERE id = 6;
SELECT scorecard_sum(s), scorecard_avg(s), scorecard_min(s), scorecard_max(s), scorecard_count(s) FROM sc_rows WHERE false;

-- The rows are left as they were, although the state is changed in place.
SELECT * FROM sc_rows ORDER BY id;
SELECT DISTINCT scorecard_min(s) OVER w, scorecard_max(s) OVER w FROM sc_rows WHERE id < 3 WINDOW w AS ();
SELECT id, scorecard_sum(s) OVER w AS sum, scorecard_avg(s) OVER w AS avg, scorecard_count(s) OVER w AS count,
       scorecard_min(s) OVER w AS min, scorecard_max(s) OVER w AS max
FROM sc_rows WINDOW w AS (ORDER BY id) ORDER BY id;
SELECT id, scorecard_sum(s) OVER w AS last_two FROM sc_rows WINDOW w AS (ORDER BY id ROWS 1 PRECEDING) ORDER BY id;
SELECT id, scorecard_agg('k' || id, id) OVER (ORDER BY id) FROM sc_rows ORDER BY id;

-- FILTER, DISTINCT and ORDER BY inside.
SELECT scorecard_sum(s) FILTER (WHERE id < 3) AS two, scorecard_sum(DISTINCT s) AS distinct_, scorecard_max(s ORDER BY id DESC) AS ordered
FROM (SELECT * FROM sc_rows UNION ALL SELECT * FROM sc_rows) AS twice;

-- Called by hand the functions leave their arguments alone.
SELECT st, scorecard_accum(st, '{"a": 1, "z": 2}') AS one_more, scorecard_combine(st, st) AS twice, st AS again
FROM (VALUES ('{"a": [2, 5, 0]}'::scorecard_state)) AS v (st);
SELECT scorecard_accum(NULL, NULL), scorecard_combine(NULL, '{"a": [1, 2, 0]}'), scorecard_combine('{"a": [1, 2, 0]}', NULL),
       scorecard_accum(NULL, '{"a": 3}');
SELECT a, scorecard_smaller(a, b), scorecard_larger(a, b), a AS again
FROM (VALUES ('{"a": 1, "b": 9}'::scorecard, '{"a": 2, "b": 3}'::scorecard), ('{"a": 1}', '{"b": 3}'), ('{"a": 1, "b": 2}', '{"b": 3}')) AS v (a, b);

-- Sums keep what rounding would lose, in whatever order the rows come.
SELECT scorecard_sum(s), scorecard_avg(s) FROM (VALUES ('{"a": 1e16}'::scorecard), ('{"a": 1}'), ('{"a": 1}'), ('{"a": -1e16}')) AS v (s);
SELECT scorecard_sum('{"a": 0.1}') -> 'a' = 100000 * 0.1::float8 AS exact, abs(sum(0.1::float8) - 10000) > 1e-9 AS plain_sum_is_off
FROM generate_series(1, 100000);

-- Extremes: a mean of two large numbers overflows in the sum, and says so.
SELECT scorecard_max(s), scorecard_min(s), scorecard_avg(s * 0.25) FROM (VALUES ('{"a": 1.5e308}'::scorecard), ('{"a": 1.5e308}'), ('{"a": -5e-324}')) AS v (s);
SELECT scorecard_avg(s) FROM (VALUES ('{"a": 1.5e308}'::scorecard), ('{"a": 1.5e308}')) AS v (s);

-- No state has more than 1000 keys.
\set VERBOSITY sqlstate
SELECT scorecard_sum(('{"k' || i || '": 1}')::scorecard) FROM generate_series(1, 1001) AS i;
SELECT scorecard_max(('{"k' || i || '": 1}')::scorecard) FROM generate_series(1, 1001) AS i;
\set VERBOSITY default
SELECT cardinality(keys(scorecard_count(('{"k' || i % 1000 || '": 1}')::scorecard))) FROM generate_series(1, 3000) AS i;

-- Many groups against plain SQL over the single values.
CREATE TABLE sc_many AS
SELECT i, i % 17 AS g, ('{"a": ' || i % 100 || CASE WHEN i % 3 > 0 THEN ', "b": ' || i / 7.0 ELSE '' END
       || CASE WHEN i % 5 = 0 THEN ', "c' || i % 4 || '": ' || - i ELSE '' END || '}')::scorecard AS s
FROM generate_series(1, 20000) AS i;
CREATE VIEW sc_plain AS
SELECT g, key, sum(value), avg(value), min(value), max(value), count(value)::float8
FROM sc_many, each(s) GROUP BY g, key;
CREATE VIEW sc_ours AS
SELECT g, k.key, sum -> k.key AS sum, avg -> k.key AS avg, min -> k.key AS min, max -> k.key AS max, count -> k.key AS count
FROM (SELECT g, scorecard_sum(s) AS sum, scorecard_avg(s) AS avg, scorecard_min(s) AS min, scorecard_max(s) AS max, scorecard_count(s) AS count
      FROM sc_many GROUP BY g) AS q, unnest(keys(sum)) AS k (key);
SELECT count(*) AS compared, count(*) FILTER (WHERE abs(o.sum - p.sum) > 1e-6 OR abs(o.avg - p.avg) > 1e-9 OR o.min <> p.min OR o.max <> p.max
       OR o.count <> p.count OR o.sum IS NULL OR p.sum IS NULL) AS wrong
FROM sc_ours AS o FULL JOIN sc_plain AS p USING (g, key);

-- Parallel plans are made, and their answers equal the serial ones.
CREATE TABLE sc_serial AS
SELECT g, scorecard_sum(s) AS sum, scorecard_avg(s) AS avg, scorecard_min(s) AS min, scorecard_max(s) AS max, scorecard_count(s) AS count
FROM sc_many GROUP BY g;
ANALYZE sc_many;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF)
SELECT scorecard_sum(s), scorecard_avg(s), scorecard_min(s), scorecard_max(s), scorecard_count(s) FROM sc_many;
EXPLAIN (COSTS OFF) SELECT scorecard_agg('k' || i, i) FROM sc_many;
EXPLAIN (COSTS OFF) SELECT sum(composite(s, '{"a": 1, "b": 1}')) FROM sc_many;
SELECT count(*) AS compared,
       count(*) FILTER (WHERE exceeding(p.sum - s.sum, 0) <> '{}' OR exceeding(p.avg - s.avg, 0) <> '{}' OR p.min <> s.min OR p.max <> s.max OR p.count <> s.count
                        OR keys(p.sum) <> keys(s.sum)) AS wrong
FROM sc_serial AS s
FULL JOIN (SELECT g, scorecard_sum(s) AS sum, scorecard_avg(s) AS avg, scorecard_min(s) AS min, scorecard_max(s) AS max, scorecard_count(s) AS count
           FROM sc_many GROUP BY g) AS p USING (g);
SELECT scorecard_sum(s) AS parallel, scorecard_count(s) FROM sc_many;
SELECT scorecard_agg('k' || i, i) = (SELECT scorecard_agg('k' || i, i) FROM generate_series(1, 1000) AS i) AS same_card FROM sc_many WHERE i <= 1000;
SELECT scorecard_agg('k' || i % 999, i) IS NULL FROM sc_many WHERE i <= 1000;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
SET max_parallel_workers_per_gather = 0;
SELECT scorecard_sum(s) AS serial, scorecard_count(s) FROM sc_many;
RESET max_parallel_workers_per_gather;

-- States merged by hand, through their text form, give what one pass gives.
SELECT scorecard_sum_final(scorecard_combine(a::text::scorecard_state, b::text::scorecard_state)) = whole AS same
FROM (SELECT '{"a": [2, 10.25, 1e-18]}'::scorecard_state AS a, '{"a": [1, 3, 0], "b": [1, 4, 0]}'::scorecard_state AS b, '{"a": 13.25, "b": 4}'::scorecard AS whole) AS q;

DROP VIEW sc_ours, sc_plain;
DROP TABLE sc_rows, sc_many, sc_serial;
