-- The aggregate observations(): rows of labels and named numbers in one mergeable state.
SET search_path = public, aiehr;

-- Each form of it. Columns come in the order of bytes; a number that is NULL, or that a card lacks, is missing.
CREATE TABLE ob_rows (id int, a text, b text, x float8, y float8, s scorecard);
INSERT INTO ob_rows VALUES (1, 'ann', 'bob', 1, 2, '{"q": 7, "p": 1}'), (2, 'ann', 'cat', NULL, 4.5, '{"p": 2, "z": 0}'), (3, 'bob', 'bob', -3, NULL, '{"q": 0.1}'), (4, 'cat', 'ann', 4, 8, '{"q": 4, "p": 4}');
SELECT observations(x, y ORDER BY id) FROM ob_rows;
SELECT observations(a, x ORDER BY id) FROM ob_rows;
SELECT observations(a, x, y ORDER BY id) FROM ob_rows;
SELECT observations(a, b, y ORDER BY id) FROM ob_rows;
SELECT observations(s, '{q,p}' ORDER BY id) FROM ob_rows;
SELECT observations(a, s, '{p}' ORDER BY id) FROM ob_rows;
SELECT observations(b, a, s, '{p,q,z}' ORDER BY id) FROM ob_rows;

-- No observation is: a row without any of the numbers, or without a label, or without a card. Its labels leave no trace.
CREATE TABLE ob_none (LIKE ob_rows);
INSERT INTO ob_none VALUES (5, 'dan', 'eve', NULL, NULL, NULL), (6, 'dan', 'eve', NULL, NULL, '{"z": 1}'), (7, 'dan', NULL, 0, 0, '{"z": 1}'), (8, NULL, 'dan', 0, 0, '{"z": 1}');
SELECT observations(x, y ORDER BY id) FROM (TABLE ob_rows UNION ALL SELECT * FROM ob_none WHERE id < 7) AS r;
SELECT observations(a, b, y ORDER BY id) FROM (TABLE ob_rows UNION ALL TABLE ob_none) AS r;
SELECT observations(a, s, '{q,p}' ORDER BY id) FROM (TABLE ob_rows UNION ALL TABLE ob_none) AS r;
-- No rows give NULL; rows that are no observations a state without rows.
SELECT observations(x, y) FROM ob_rows WHERE false;
SELECT observations(a, s, '{nobody}') FROM ob_rows;
SELECT observations(x, y) FROM ob_rows WHERE x IS NULL AND y IS NULL;
SELECT observations(NULL::float8, NULL::float8) FROM ob_rows;

-- Merging appends the rows; labels keep their texts whatever their numbers. NULL is no rows.
SELECT merge(one, two) AS whole, merge(one, NULL)::text = one::text AS left_alone, merge(NULL, two)::text = two::text AS right_alone, merge(NULL::observations, NULL)
FROM (SELECT observations(a, b, x ORDER BY id) FILTER (WHERE id < 3) AS one, observations(a, b, x ORDER BY id) FILTER (WHERE id > 2) AS two FROM ob_rows) AS o;
SELECT merge(o ORDER BY part)::text = (SELECT observations(b, s, '{p,q}' ORDER BY id)::text FROM ob_rows) AS same
FROM (SELECT id / 2 AS part, observations(b, s, '{p,q}' ORDER BY id) AS o FROM ob_rows GROUP BY 1) AS parts;
SELECT merge(o) FROM (SELECT observations(x, y) AS o FROM ob_rows WHERE false) AS none;
SELECT merge(observations(x, y), observations(a, x, y)) FROM ob_rows;
SELECT merge(observations(s, '{p,q}'), observations(s, '{p}')) FROM ob_rows;
SELECT merge(observations(s, '{p,q}'), observations(s, '{p,z}')) FROM ob_rows;

-- The state changes in place, and what was stored or handed on does not. A window sees each state as it was.
SELECT id, observations(a, x) OVER (ORDER BY id) FROM ob_rows ORDER BY id;
SELECT id, observations(a, x) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM ob_rows ORDER BY id;
SELECT id, spearman(x, y) OVER (ORDER BY id) FROM ob_rows ORDER BY id;
CREATE TABLE ob_kept AS SELECT observations(a, x, y ORDER BY id) AS o FROM ob_rows;
SELECT observations_accum(o, 'eve', 7, 8) AS one_more, observations_accum(NULL, 'eve', 7, 8) AS first FROM ob_kept;
SELECT observations_accum(observations_accum(o, 'eve', 7, 8), 'eve', 9, NULL) AS two_more FROM ob_kept;
SELECT merge(o, o) AS twice FROM ob_kept;
SELECT merge(o) AS thrice FROM (SELECT o FROM ob_kept UNION ALL SELECT o FROM ob_kept UNION ALL SELECT o FROM ob_kept) AS x;
SELECT o AS kept FROM ob_kept;
DO $$
DECLARE
	one observations := (SELECT o FROM ob_kept);
	two observations := one;
BEGIN
	two := observations_accum(two, 'eve', 7, 8);
	two := merge(two, one);
	RAISE NOTICE '% %', one::text = (SELECT o::text FROM ob_kept), two;
END $$;

-- Groups of their own, rows whose cards have different keys, more rows and labels than there is room for at first.
SELECT b, observations(s, CASE b WHEN 'bob' THEN '{p}'::text[] ELSE '{z,q,p}' END ORDER BY id) FROM ob_rows GROUP BY b ORDER BY b;
CREATE TABLE ob_many AS
	SELECT i, 'g' || i % 7 AS g, 'p' || i % 300 AS p, (i * 7919 % 1013) / 10.0::float8 AS x, CASE WHEN i % 11 > 0 THEN (i * 104729 % 2003) / 8.0::float8 - i / 100.0::float8 END AS y
	FROM generate_series(1, 5000) AS i;
ANALYZE ob_many;
SELECT jsonb_array_length(o -> 'first') AS people, jsonb_array_length(o -> 'value') AS numbers,
	(SELECT sum(n::text::numeric) FROM jsonb_array_elements(o -> 'value') AS n WHERE n <> 'null') = (SELECT sum(x::text::numeric) + sum(y::text::numeric) FROM ob_many) AS sum
FROM (SELECT observations(p, x, y)::text::jsonb AS o FROM ob_many) AS j;

-- Parallel workers collect parts, which are merged; what does not depend on the order of the rows stays the same.
CREATE TABLE ob_serial AS SELECT spearman(x, y), kendall(x, y), (kruskal_wallis(observations(g, y))).chi2, (rank_correlation(observations(p, x, y), 'x', 'y')).n FROM ob_many;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SET parallel_leader_participation = off;
ALTER TABLE ob_many SET (parallel_workers = 3);
EXPLAIN (COSTS OFF) SELECT observations(g, x, y) FROM ob_many;
SELECT o.spearman = s.spearman AS spearman, o.kendall = s.kendall AS kendall, abs(o.chi2 / s.chi2 - 1) < 1e-12 AS chi2, o.n = s.n AS n
FROM (SELECT spearman(x, y), kendall(x, y), (kruskal_wallis(observations(g, y))).chi2, (rank_correlation(observations(p, x, y), 'x', 'y')).n FROM ob_many) AS o, ob_serial AS s;
SELECT g, spearman(x, y) = (SELECT spearman(i.x, i.y) FROM ob_many AS i WHERE i.g = o.g OFFSET 0) AS same FROM ob_many AS o GROUP BY g ORDER BY g;
RESET ALL;
SET search_path = public, aiehr;

-- Limits: labels of 255 bytes, 200 columns.
SELECT length(observations(repeat('é', 127) || 'e', 1)::text) AS long_label FROM ob_rows WHERE id = 1;
SELECT observations(repeat('é', 128), 1) FROM ob_rows WHERE id = 1;
SELECT count(*) AS numbers FROM (SELECT jsonb_array_elements(observations(s, keys)::text::jsonb -> 'value') FROM (
	SELECT scorecard_agg('k' || i, i) AS s, array_agg('k' || i) AS keys FROM generate_series(1, 200) AS i) AS k GROUP BY keys) AS v;
SELECT observations('{}'::scorecard, keys) FROM (SELECT array_agg('k' || i) AS keys FROM generate_series(1, 201) AS i) AS k;

-- Arguments.
SELECT observations(x, 'NaN') FROM ob_rows;
SELECT observations(a, 'Infinity') FROM ob_rows;
SELECT observations(s, NULL) FROM ob_rows;
SELECT observations(s, '{}') FROM ob_rows;
SELECT observations(s, '{p,NULL}') FROM ob_rows;
SELECT observations(s, '{p,p}') FROM ob_rows;
SELECT observations(s, '{{p},{q}}') FROM ob_rows;

DROP TABLE ob_rows, ob_none, ob_kept, ob_many, ob_serial;
