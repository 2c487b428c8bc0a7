-- The aggregate comoments(): n, means and co-moments of named variables in one mergeable state.
SET search_path = public, aiehr;

-- Listwise, rows that lack a key are left out and counted; a NULL card lacks all. Keys come in the order of bytes.
CREATE TABLE co_rows (id int, s scorecard);
INSERT INTO co_rows VALUES (1, '{"a": 1, "b": 2}'), (2, '{"a": 2, "b": 4, "c": 9}'), (3, '{"a": 4}'), (4, NULL), (5, '{"a": 3, "b": 5}');
SELECT comoments(s, '{b,a}') FROM co_rows WHERE id < 5;
SELECT n(c), n_incomplete(c), variables(c), mean(c, 'a'), round(sd(c, 'b')::numeric, 9) AS sd, covariance(c, 'a', 'b'), round(corr(c, 'a', 'b')::numeric, 9) AS r, round((means(c) -> 'b')::numeric, 9) AS mean_b, sds(c) -> 'a' AS sd_a
FROM (SELECT comoments(s, '{b,a}') AS c FROM co_rows) AS x;
-- Pairwise, each pair has its own n, means and moments.
SELECT comoments(s, '{b,a}', 'pairwise') FROM co_rows WHERE id < 5;
SELECT n(c), n_incomplete(c), n(c, 'a', 'a'), n(c, 'a', 'b'), n(c, 'b', 'a'), n(c, 'a', 'c'), mean(c, 'a'), mean(c, 'c'), sd(c, 'c'), corr(c, 'a', 'c')
FROM (SELECT comoments(s, '{a,b,c}', 'pairwise') AS c FROM co_rows) AS x;
-- No rows give NULL; rows without any of the keys a state without rows, of which there is no figure.
SELECT comoments(s, '{a}') FROM co_rows WHERE false;
SELECT n(c), n_incomplete(c), mean(c, 'z'), sd(c, 'z'), corr(c, 'z', 'z'), means(c) FROM (SELECT comoments(s, '{z}') AS c FROM co_rows) AS x;
SELECT comoments(s, '{}') FROM co_rows;
-- One row has a mean and no spread.
SELECT mean(c, 'a'), sd(c, 'a'), covariance(c, 'a', 'b'), corr(c, 'a', 'b') FROM (SELECT comoments(s, '{a,b}') AS c FROM co_rows WHERE id = 2) AS x;

-- Against core's aggregates, to ten digits.
CREATE TABLE co_many AS
	SELECT i, (i * 7919 % 1013) / 10.0::float8 AS x, (i * 104729 % 2003) / 8.0::float8 - i / 100.0::float8 AS y, CASE WHEN i % 3 > 0 THEN sqrt(i) END AS z
	FROM generate_series(1, 5000) AS i;
ALTER TABLE co_many ADD s scorecard;
UPDATE co_many SET s = jsonb_strip_nulls(jsonb_build_object('x', x, 'y', y, 'z', z))::scorecard;
ANALYZE co_many;
CREATE FUNCTION co_near(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs(a - b) <= 1e-10 * abs(b)';
SELECT co_near(mean(c, 'x'), mean) AS mean, co_near(sd(c, 'y'), sd) AS sd, co_near(covariance(c, 'x', 'y'), covariance) AS covariance,
	co_near(corr(c, 'x', 'y'), r) AS corr, n(c) = n AS n
FROM (SELECT comoments(s, '{x,y}') AS c, avg(x) AS mean, stddev_samp(y) AS sd, covar_samp(x, y) AS covariance, corr(x, y) AS r, count(*) AS n FROM co_many) AS m;
SELECT co_near(corr(c, 'x', 'z'), xz) AS xz, co_near(corr(c, 'z', 'y'), zy) AS zy, co_near(corr(c, 'x', 'y'), xy) AS xy,
	n(c, 'x', 'z') = n AS n_xz, n(c) = n AS n, co_near(mean(c, 'x'), mean) AS mean_x, co_near(sd(c, 'z'), sd) AS sd_z
FROM (SELECT comoments(s, '{x,y,z}', 'pairwise') AS c, corr(x, z) AS xz, corr(z, y) AS zy, corr(x, y) AS xy, count(z) AS n, avg(x) AS mean, stddev_samp(z) AS sd
	FROM co_many) AS m;

-- The gate: values shifted by 10^8, in steps no double holds. The results are exact rational arithmetic on the doubles; the same from
-- 1, 2, 7 and 64 parts, whose rows lie scattered or in blocks.
CREATE TABLE co_shifted AS
	SELECT i, scorecard_agg('x', 1e8::float8 + i * 0.3::float8) || scorecard_agg('y', 1e8::float8 + (i * 11 % 500) * 0.7::float8) AS s
	FROM generate_series(1, 500) AS i GROUP BY i;
CREATE FUNCTION co_exact(c comoments) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT string_agg(CASE WHEN abs(got / exact - 1) < 1e-12 THEN 'exact' ELSE what || ' ' || got END, ', ')
	FROM (VALUES ('r', corr(c, 'x', 'y'), 0.084420337681600205), ('var x', sd(c, 'x') ^ 2, 1878.7500000017917), ('var y', sd(c, 'y') ^ 2, 10228.74999999582),
		('cov', covariance(c, 'x', 'y'), 370.0776553118157), ('mean', mean(c, 'x'), 100000075.15000001)) AS v (what, got, exact)
$$;
SELECT parts, n(merge(scattered)), co_exact(merge(scattered)) FROM (
	SELECT parts, comoments(s, '{x,y}') AS scattered FROM co_shifted, unnest('{1, 2, 7, 64}'::int[]) AS parts GROUP BY parts, i % parts) AS p
GROUP BY parts ORDER BY parts;
SELECT parts, n(merge(blocks)), co_exact(merge(blocks)) FROM (
	SELECT parts, comoments(s, '{x,y}') AS blocks FROM co_shifted, unnest('{1, 2, 7, 64}'::int[]) AS parts GROUP BY parts, (i - 1) * parts / 500) AS p
GROUP BY parts ORDER BY parts;
SELECT parts, co_exact(merge(part)) AS pairwise FROM (
	SELECT parts, comoments(s, '{x,y}', 'pairwise') AS part FROM co_shifted, unnest('{1, 7}'::int[]) AS parts GROUP BY parts, i % parts) AS p
GROUP BY parts ORDER BY parts;
-- The same by parallel workers.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SET parallel_leader_participation = off;
ALTER TABLE co_shifted SET (parallel_workers = 3);
EXPLAIN (COSTS OFF) SELECT co_exact(comoments(s, '{x,y}')) FROM co_shifted;
SELECT co_exact(comoments(s, '{x,y}')), co_exact(comoments(s, '{x,y}', 'pairwise')) FROM co_shifted;
-- Naive sums of squares lose it.
SELECT abs((count(*) * sum((s -> 'x') * (s -> 'y')) - sum(s -> 'x') * sum(s -> 'y'))
	/ sqrt(abs((count(*) * sum((s -> 'x') ^ 2) - sum(s -> 'x') ^ 2) * (count(*) * sum((s -> 'y') ^ 2) - sum(s -> 'y') ^ 2))) - 0.084420337681600205) > 1e-9 AS naive_is_off
FROM co_shifted;
RESET ALL;
SET search_path = public, aiehr;

-- Merging. NULL is no rows; rows that lack keys count; parts that saw no value of a key take the other's.
SELECT co_near(corr(merge(a, b), 'a', 'b'), corr(whole, 'a', 'b')) AS whole, n(merge(a, b)), n_incomplete(merge(a, b)), merge(a, NULL)::text = a::text AS left_alone, merge(NULL, b)::text = b::text AS right_alone, merge(NULL::comoments, NULL)
FROM (SELECT comoments(s, '{a,b}') FILTER (WHERE id < 3) AS a, comoments(s, '{a,b}') FILTER (WHERE id > 2) AS b, comoments(s, '{a,b}') AS whole FROM co_rows) AS x;
SELECT n(m, 'a', 'a'), n(m, 'a', 'b'), n(m, 'b', 'c'), mean(m, 'c'), round(mean(m, 'b')::numeric, 9) AS mean_b, co_near(corr(m, 'a', 'b'), corr(whole, 'a', 'b')) AS corr
FROM (SELECT merge(comoments(s, '{a,b,c}', 'pairwise') FILTER (WHERE id > 2), comoments(s, '{a,b,c}', 'pairwise') FILTER (WHERE id < 3)) AS m,
	comoments(s, '{a,b,c}', 'pairwise') AS whole FROM co_rows) AS x;
SELECT merge(c) FROM (SELECT comoments(s, '{a}') AS c FROM co_rows WHERE false) AS x;
SELECT merge(comoments(s, '{a}'), comoments(s, '{a,b}')) FROM co_rows;
-- pairwise, parts may have different keys: the result has all of them, each pair over the rows that have both
SELECT variables(m), n(m), n_incomplete(m), n(m, 'a', 'a'), n(m, 'a', 'b'), n(m, 'b', 'c'), co_near(mean(m, 'a'), mean(whole, 'a')) AS mean, co_near(corr(m, 'a', 'b'), corr(whole, 'a', 'b')) AS corr
FROM (SELECT merge(comoments(s, '{a,b}', 'pairwise') FILTER (WHERE id < 4), comoments(s, '{a,c}', 'pairwise') FILTER (WHERE id > 3)) AS m,
	comoments(s, '{a,b}', 'pairwise') AS whole FROM co_rows WHERE id <> 5) AS x;
SELECT variables(merge), n(merge, 'x', 'x'), co_near(corr(merge, 'x', 'y'), r) AS xy FROM (
	SELECT merge(c), max(r) AS r FROM (SELECT comoments(s, CASE i % 3 WHEN 0 THEN '{x}'::text[] WHEN 1 THEN '{y,x}' ELSE '{z,x}' END, 'pairwise') AS c, corr(x, y) FILTER (WHERE i % 3 = 1) AS r
		FROM co_many GROUP BY i % 3) AS p) AS m;
SELECT merge(comoments(s, '{a}'), comoments(s, '{a}', 'pairwise')) FROM co_rows;

-- The state changes in place, and what was stored or handed on does not.
SELECT id, n(comoments(s, '{a}') OVER w), round(mean(comoments(s, '{a}') OVER w, 'a')::numeric, 9) AS mean FROM co_rows WINDOW w AS (ORDER BY id) ORDER BY id;
CREATE TABLE co_kept AS SELECT comoments(s, '{a,b}') AS c FROM co_rows;
SELECT merge(c, c)::text <> c::text AS merged, n(c) FROM co_kept;
SELECT n(merge(c)), (SELECT n(c) FROM co_kept) AS kept FROM (SELECT c FROM co_kept UNION ALL SELECT c FROM co_kept) AS x;
SELECT n(comoments_accum(c, '{"a": 1, "b": 1}', '{a,b}')) AS one_more, n(c) FROM co_kept;
-- Rows whose cards have different keys take turns.
SELECT n(c), mean(c, 'x') FROM (SELECT comoments(s, '{x}') AS c FROM (
	SELECT CASE WHEN i % 2 = 0 THEN scorecard_agg('x', i) ELSE scorecard_agg('a', 1) || scorecard_agg('x', i) || scorecard_agg('z', 2) END AS s
	FROM generate_series(1, 100) AS i GROUP BY i) AS r) AS x;
SELECT g, n(comoments(s, CASE g WHEN 0 THEN '{x}'::text[] ELSE '{y,x}' END)), variables(comoments(s, CASE g WHEN 0 THEN '{x}'::text[] ELSE '{y,x}' END))
FROM (SELECT i % 2 AS g, s FROM co_many) AS r GROUP BY g ORDER BY g;

-- Around its means instead of the values of one row, each figure stays the same; pairwise too.
SELECT recentred(comoments(s, '{a,b}')), recentred(comoments(s, '{a,b}', 'pairwise')) FROM co_rows;
SELECT co_near(mean(c, 'x'), mean(r, 'x')) AS mean, sd(c, 'z') = sd(r, 'z') AS sd, corr(c, 'x', 'z') = corr(r, 'x', 'z') AS r, n(c, 'x', 'z') = n(r, 'x', 'z') AS n,
	co_near(corr(merge(c, r), 'y', 'z'), corr(c, 'y', 'z')) AS merged
FROM (SELECT c, recentred(c) AS r FROM (SELECT comoments(s, '{x,y,z}', 'pairwise') AS c FROM co_many) AS x) AS x;
-- Centred and merged, what lies within groups: here against each value less the mean of its group.
SELECT co_near(corr(w, 'x', 'y'), corr) AS r, n(w) = n AS n, co_near(covariance(w, 'x', 'y') * (n - 1), sxy) AS within
FROM (SELECT merge(centred(c)) AS w FROM (SELECT comoments(s, '{x,y}') AS c FROM co_many GROUP BY i % 7) AS g) AS w,
	(SELECT corr(dx, dy), count(*) AS n, regr_sxy(dx, dy) AS sxy FROM (SELECT x - avg(x) OVER g AS dx, y - avg(y) OVER g AS dy FROM co_many WINDOW g AS (PARTITION BY i % 7)) AS d) AS d;
SELECT centred(comoments(s, '{a,b}', 'pairwise')), recentred(NULL::comoments), centred(NULL) FROM co_rows;

-- Two hundred keys, and no more.
SELECT n(c), cardinality(variables(c)), round(corr(c, 'k001', 'k200')::numeric, 9) AS r, length(c::text) > 100000 AS large FROM (
	SELECT comoments(s, array_agg) AS c
	FROM (SELECT j, scorecard_agg('k' || to_char(i, 'FM000'), (i * j) % 17) AS s FROM generate_series(1, 200) AS i, generate_series(1, 40) AS j GROUP BY j) AS r,
		(SELECT array_agg('k' || to_char(i, 'FM000')) FROM generate_series(1, 200) AS i) AS k) AS x;
SELECT comoments('{}'::scorecard, keys) FROM (SELECT array_agg('k' || i) AS keys FROM generate_series(1, 201) AS i) AS k;

-- A constant has no correlation, nor has what differs by its last bits alone; a small difference is one.
SELECT corr(c, 'x', 'same'), corr(c, 'x', 'noise'), sd(c, 'same'), round(corr(c, 'x', 'tiny')::numeric, 3) AS tiny FROM (
	SELECT comoments(jsonb_build_object('x', i, 'same', 0.1, 'noise', 1 + (i % 3) * 2.3e-16::float8, 'tiny', 1 + i * 1e-12::float8)::scorecard, '{x,same,noise,tiny}') AS c
	FROM generate_series(1, 50) AS i) AS x;

-- Extremes: values may lie 1e140 apart, so that no sum of squares overflows.
SELECT corr(comoments(s, '{a,b}'), 'a', 'b') FROM (VALUES ('{"a": 0, "b": 1e300}'::scorecard), ('{"a": 1e140, "b": 1e300}'), ('{"a": 5e139, "b": 1e300}')) AS v (s);
SELECT sd(comoments(s, '{a}'), 'a') FROM (VALUES ('{"a": 1e300}'::scorecard), ('{"a": 1e300}')) AS v (s);
SELECT comoments(s, '{a}') FROM (VALUES ('{"a": 1}'::scorecard), ('{"a": 1e141}')) AS v (s);
SELECT comoments(s, '{a,b}', 'pairwise') FROM (VALUES ('{"a": 1}'::scorecard), ('{"a": 1e141}')) AS v (s);
SELECT merge(comoments('{"a": 1e308}'::scorecard, '{a}'), comoments('{"a": -1e308}'::scorecard, '{a}'));

-- Arguments.
SELECT comoments(s, NULL) FROM co_rows;
SELECT comoments(s, '{a,NULL}') FROM co_rows;
SELECT comoments(s, '{a,b,a}') FROM co_rows;
SELECT comoments(s, '{a,""}') FROM co_rows;
SELECT comoments(s, '{{a},{b}}') FROM co_rows;
SELECT comoments(s, '{a}', 'mean') FROM co_rows;
SELECT comoments(s, '{a}', NULL) FROM co_rows;
SELECT mean(c, 'q') FROM co_kept;
SELECT corr(c, 'a', NULL), mean(NULL::comoments, 'a') FROM co_kept;

DROP TABLE co_rows, co_many, co_shifted, co_kept;
DROP FUNCTION co_near, co_exact;
