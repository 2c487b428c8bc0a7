-- Norms, against R 4.2: scale, rank, qnorm, quantile of type 7, and findInterval with the percentile bounds of stanines.
SET search_path = public, aiehr;

CREATE TABLE nm_scores (id int GENERATED ALWAYS AS IDENTITY, x float8);
INSERT INTO nm_scores (x) VALUES
	(41), (52.5), (47), (60), (38), (55), (52.5), (63), (47), (71), (58), (49.5), (47), (66), (35), (52.5), (57), (44), (80), (50), (61), (47), (53), (68),
	(45.5), (59), (52.5), (42), (74), (56.5), (NULL);
CREATE TABLE nm_r (stat text, x float8, value float8);
INSERT INTO nm_r VALUES
	('n', NULL, 30),
	('mean', NULL, 54.15),
	('sd', NULL, 10.6221547914627),
	('skewness', NULL, 0.496698746154727),
	('z', 35, -1.80283571233507),
	('t', 35, 31.9716428766493),
	('percentile', 35, 1.66666666666667),
	('sten', 35, 2),
	('stanine', 35, 1),
	('stanine_z', 35, 1),
	('normal_score', 35, -2.04028132201041),
	('z', 47, -0.673121427843121),
	('t', 47, 43.2687857215688),
	('percentile', 47, 26.6666666666667),
	('sten', 47, 4),
	('stanine', 47, 4),
	('stanine_z', 47, 4),
	('normal_score', 47, -0.61706768441726),
	('z', 52.5, -0.155335714117643),
	('t', 52.5, 48.4466428588236),
	('percentile', 52.5, 46.6666666666667),
	('sten', 52.5, 5),
	('stanine', 52.5, 5),
	('stanine_z', 52.5, 5),
	('normal_score', 52.5, -0.0829588024633079),
	('z', 54, -0.0141214285561493),
	('t', 54, 49.8587857144385),
	('percentile', 54, 56.6666666666667),
	('sten', 54, 5),
	('stanine', 54, 5),
	('stanine_z', 54, 5),
	('normal_score', 54, 0.166493503800825),
	('z', 71, 1.58630714114078),
	('t', 71, 65.8630714114078),
	('percentile', 71, 91.6666666666667),
	('sten', 71, 9),
	('stanine', 71, 8),
	('stanine_z', 71, 8),
	('normal_score', 71, 1.36087334286719),
	('z', 80, 2.43359285450975),
	('t', 80, 74.3359285450975),
	('percentile', 80, 98.3333333333333),
	('sten', 80, 10),
	('stanine', 80, 9),
	('stanine_z', 80, 9),
	('normal_score', 80, 2.04028132201041),
	('z', 90, 3.37502142491971),
	('t', 90, 83.7502142491971),
	('percentile', 90, 100),
	('sten', 90, 10),
	('stanine', 90, 9),
	('stanine_z', 90, 9),
	('normal_score', 90, 2.64107005682494),
	('z', 20, -3.21497856795001),
	('t', 20, 17.8502143204999),
	('percentile', 20, 0),
	('sten', 20, 1),
	('stanine', 20, 1),
	('stanine_z', 20, 1),
	('normal_score', 20, -2.64107005682494),
	('quantile', 0, 35),
	('quantile', 0.1, 41.9),
	('quantile', 0.25, 47),
	('quantile', 0.333, 48.6425),
	('quantile', 0.5, 52.5),
	('quantile', 0.9, 68.3),
	('quantile', 1, 80);
CREATE TABLE nm_got AS
	SELECT v.stat, NULL::float8 AS x, v.value FROM (SELECT norm(x) AS norm FROM nm_scores) AS s,
		LATERAL (VALUES ('n', norm_n(norm)), ('mean', norm_mean(norm)), ('sd', norm_sd(norm)), ('skewness', norm_skewness(norm))) AS v (stat, value)
	UNION ALL SELECT v.stat, x, v.value FROM (SELECT norm(x) AS norm FROM nm_scores) AS s, unnest('{35,47,52.5,54,71,80,90,20}'::float8[]) AS x,
		LATERAL (VALUES ('z', norm_z(norm, x)), ('t', norm_t(norm, x)), ('percentile', norm_percentile(norm, x)), ('sten', norm_sten(norm, x)), ('stanine', norm_stanine(norm, x)),
			('stanine_z', norm_stanine(norm, x, 'z')), ('normal_score', norm_normal_score(norm, x))) AS v (stat, value)
	UNION ALL SELECT 'quantile', p, norm_quantile(norm, p) FROM (SELECT norm(x) AS norm FROM nm_scores) AS s, unnest('{0,0.1,0.25,0.333,0.5,0.9,1}'::float8[]) AS p;

-- Every value of R's is there, and none differs by more than 1e-9.
SELECT count(*) AS values, count(g.value) AS computed, count(*) FILTER (WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3)) AS same
FROM nm_r r LEFT JOIN nm_got g ON g.stat = r.stat AND g.x IS NOT DISTINCT FROM r.x;
SELECT r.stat, r.x, r.value, g.value AS got FROM nm_r r FULL JOIN nm_got g ON g.stat = r.stat AND coalesce(g.x, 0) = coalesce(r.x, 0)
WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3) IS NOT TRUE ORDER BY 1, 2;
-- A norm is its scores and their counts, whatever the order of rows.
SELECT norm(x) FROM nm_scores;
SELECT bool_and(norm_send(a) = norm_send(b)) AS same_bytes FROM (SELECT norm(x ORDER BY x) AS a, norm(x ORDER BY id DESC) AS b FROM nm_scores) AS s;

-- A percentile on a bound belongs to the upper stanine. Fifty scores have odd percentiles, what lies between them even ones.
SELECT x, norm_percentile(norm, x) AS percentile, norm_stanine(norm, x) AS stanine
FROM (SELECT norm(i) AS norm FROM generate_series(1, 50) AS i) AS n, unnest('{2, 2.5, 3, 5.5, 6, 6.5, 12, 20.5, 30.5, 39, 45, 48.5, 49}'::float8[]) AS x ORDER BY x;

-- No rows give NULL, rows without a score a norm without scores, of which there is no figure.
SELECT norm(x) FROM nm_scores WHERE false;
SELECT norm, norm_n(norm), norm_mean(norm), norm_sd(norm), norm_skewness(norm), norm_z(norm, 1), norm_t(norm, 1), norm_percentile(norm, 1), norm_sten(norm, 1), norm_stanine(norm, 1),
	norm_stanine(norm, 1, 'z') AS stanine_z, norm_normal_score(norm, 1), norm_quantile(norm, 0.5)
FROM (SELECT norm(x) AS norm FROM nm_scores WHERE x IS NULL) AS s;
-- One score, and scores that are all equal, have places but no spread; nor have such as differ by their last bits.
SELECT norm, norm_n(norm), norm_mean(norm), norm_sd(norm), norm_skewness(norm), norm_z(norm, 1), norm_t(norm, 1), norm_percentile(norm, x) AS percentile, norm_sten(norm, 1), norm_stanine(norm, x),
	norm_stanine(norm, 1, 'z') AS stanine_z, round(norm_normal_score(norm, x)::numeric, 9) AS normal_score, norm_quantile(norm, 0.3)
FROM (SELECT norm(x) AS norm FROM nm_scores WHERE x = 41 UNION ALL SELECT norm(x) FROM nm_scores WHERE x = 47) AS s, unnest('{40, 41, 47}'::float8[]) AS x ORDER BY norm_n(norm), x;
SELECT norm_n(norm), norm_sd(norm) > 0 AS differ, norm_z(norm, 0.3), norm_skewness(norm), norm_percentile(norm, 0.3)
FROM (SELECT norm(x) AS norm FROM (VALUES (0.3::float8), (0.1::float8 + 0.2::float8)) AS v (x)) AS s;
-- NULL where an argument is.
SELECT norm_z(NULL, 1), norm_z(norm(x), NULL), norm_stanine(norm(x), 50, NULL), norm_quantile(norm(x), NULL) FROM nm_scores;

-- Extremes: any range that is a number, no matter how large or small; negative zero is zero.
SELECT round((norm_mean(norm) / 1.7e308)::numeric, 9) AS mean, round((norm_sd(norm) / 1.7e308)::numeric, 9) AS sd, round(norm_skewness(norm)::numeric, 9) AS skewness,
	round(norm_z(norm, 0)::numeric, 9) AS z, round((norm_quantile(norm, 0.75) / 1.7e308)::numeric, 9) AS quantile
FROM (SELECT norm(x) AS norm FROM (VALUES (0::float8), (0), (1.7e308)) AS v (x)) AS s;
SELECT round((norm_mean(norm) / 3e-310)::numeric, 9) AS mean, round((norm_sd(norm) / 3e-310)::numeric, 9) AS sd, round(norm_skewness(norm)::numeric, 9) AS skewness,
	round(norm_z(norm, 3e-310)::numeric, 9) AS z
FROM (SELECT norm(x) AS norm FROM (VALUES (0::float8), (0), (3e-310)) AS v (x)) AS s;
SELECT norm(x) FROM (VALUES ('-0'::float8), (0)) AS v (x);
SELECT norm(x) FROM (VALUES (-1.7e308::float8), (1.7e308)) AS v (x);
SELECT norm('NaN'::float8);
SELECT norm('-infinity'::float8);
SELECT norm_z(norm(x), 'NaN') FROM nm_scores;
SELECT norm_percentile(norm(x), 'infinity') FROM nm_scores;
SELECT norm_stanine(norm(x), 50, 'sten') FROM nm_scores;
SELECT norm_quantile(norm(x), 1.01) FROM nm_scores;
SELECT norm_quantile(norm(x), 'NaN') FROM nm_scores;
-- Values shifted by 10^9, in steps no double holds: mean and standard deviation are exact rational arithmetic on the doubles.
SELECT abs(norm_mean(norm) / 1000000075.15 - 1) < 1e-15 AS mean, abs(norm_sd(norm) / 43.34454983056501630241 - 1) < 1e-12 AS sd, abs(norm_skewness(norm)) < 1e-9 AS skewness
FROM (SELECT norm(1e9::float8 + i * 0.3::float8) AS norm FROM generate_series(1, 500) AS i) AS s;

-- Many scores, many of them distinct or few: as core's aggregates have it, to ten digits.
CREATE TABLE nm_many AS SELECT i, (i * 7919::bigint % 100003) / 7.0::float8 AS x, (i * 7919::bigint % 101) / 4.0::float8 AS tied FROM generate_series(1, 60000) AS i;
ANALYZE nm_many;
SELECT norm_n(norm) = n AS n, abs(norm_mean(norm) / mean - 1) < 1e-10 AS mean, abs(norm_sd(norm) / sd - 1) < 1e-10 AS sd, abs(norm_quantile(norm, 0.37) - quantile) < 1e-10 AS quantile,
	abs(norm_percentile(norm, 5000) - below) < 1e-10 AS percentile
FROM (SELECT norm(x) AS norm, count(x) AS n, avg(x) AS mean, stddev_samp(x) AS sd, percentile_cont(0.37) WITHIN GROUP (ORDER BY x) AS quantile,
	100.0 * (count(*) FILTER (WHERE x < 5000) + 0.5 * count(*) FILTER (WHERE x = 5000)) / count(*) AS below FROM nm_many) AS s;
SELECT norm_n(norm) = n AS n, abs(norm_mean(norm) / mean - 1) < 1e-10 AS mean, abs(norm_sd(norm) / sd - 1) < 1e-10 AS sd, abs(norm_quantile(norm, 0.37) - quantile) < 1e-10 AS quantile,
	abs(norm_percentile(norm, 5) - below) < 1e-10 AS percentile, pg_column_size(norm) < 2000 AS small
FROM (SELECT norm(tied) AS norm, count(tied) AS n, avg(tied) AS mean, stddev_samp(tied) AS sd, percentile_cont(0.37) WITHIN GROUP (ORDER BY tied) AS quantile,
	100.0 * (count(*) FILTER (WHERE tied < 5) + 0.5 * count(*) FILTER (WHERE tied = 5)) / count(*) AS below FROM nm_many) AS s;

-- Merged parts are the whole, byte by byte, in any number and order.
SELECT parts, norm_send(merge(part)) = (SELECT norm_send(norm(x)) FROM nm_many) AS distinct_scores, norm_send(merge(tied)) = (SELECT norm_send(norm(tied)) FROM nm_many) AS tied_ones
FROM (SELECT parts, norm(x) AS part, norm(tied) AS tied FROM nm_many, unnest('{1, 2, 7, 64}'::int[]) AS parts GROUP BY parts, i % parts) AS p GROUP BY parts ORDER BY parts;
SELECT merge(a, b), merge(a, NULL)::text = a::text AS left_alone, merge(NULL, b)::text = b::text AS right_alone, merge(NULL::norm, NULL), merge(a, a)
FROM (SELECT norm(x) FILTER (WHERE id < 4) AS a, norm(x) FILTER (WHERE id IN (2, 5, 7, 31)) AS b FROM nm_scores) AS s;
SELECT merge(x) FROM (SELECT norm(x) AS x FROM nm_scores WHERE false) AS s;
-- The same by parallel workers.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SET parallel_leader_participation = off;
ALTER TABLE nm_many SET (parallel_workers = 3);
EXPLAIN (COSTS OFF) SELECT norm(x), norm(tied) FROM nm_many;
CREATE TABLE nm_parallel AS SELECT unnest(ARRAY[a, b]) AS norm FROM (SELECT norm(x) AS a, norm(tied) AS b FROM nm_many) AS s;
RESET ALL;
SET search_path = public, aiehr;
SET max_parallel_workers_per_gather = 0;
INSERT INTO nm_parallel SELECT unnest(ARRAY[a, b]) FROM (SELECT norm(x) AS a, norm(tied) AS b FROM nm_many) AS s;
SELECT norm_n(min(norm::text)::norm), count(*) AS equal FROM nm_parallel GROUP BY norm_send(norm) ORDER BY 2, length(min(norm::text));

-- The state changes in place, and what was stored or handed on does not.
SELECT id, norm(x) OVER w, norm_n(norm(x) OVER w), norm_percentile(norm(x) OVER w, x) AS percentile FROM nm_scores WHERE id < 5 OR id > 30 WINDOW w AS (ORDER BY id) ORDER BY id;
SELECT norm_n(merge(norm)) AS twice, (SELECT count(*) FROM nm_parallel WHERE norm_n(norm) = 60000) AS kept FROM nm_parallel;
SELECT norm_n(norm_accum(norm, 3)) AS one_more, norm_n(norm) FROM nm_parallel LIMIT 1;
-- A large norm in a table is unpacked once for all rows that it is held against, a new one when it changes; scores alternate between two here.
SELECT count(*) AS rows, count(DISTINCT p) AS places, round(sum(p)::numeric, 6) AS sum
FROM (SELECT norm_percentile(norm, x) AS p FROM (SELECT norm, x FROM nm_many, nm_parallel WHERE i <= 1000 ORDER BY i, norm_n(norm), norm_mean(norm) OFFSET 0) AS s) AS s;
SELECT round(sum((SELECT count(*) FILTER (WHERE b.x < a.x) + 0.5 FROM nm_many AS b) + (SELECT count(*) FILTER (WHERE b.tied < a.x) + count(*) FILTER (WHERE b.tied = a.x) / 2.0 FROM nm_many AS b)) * 2 / 600, 6) AS sum
FROM nm_many AS a WHERE i <= 20;
SELECT round(sum(norm_percentile(norm, x))::numeric, 6) AS sum FROM nm_many, nm_parallel WHERE i <= 20;
-- Gaps of people of two jobs by turns: the norms of the one go when those of the other come.
CREATE TABLE nm_jobs AS SELECT job, ARRAY[norm(i * job)] AS norms FROM generate_series(0, 5000) AS i, generate_series(1, 2) AS job GROUP BY job;
SELECT round(sum(gap)::numeric, 6) AS sum, max(bytes) < 50e6 AS little_memory
FROM (SELECT _percentile_gap('{"a": 500}', '{"a": 1500}', '{a}', norms, norms) -> 'a' AS gap, CASE WHEN g = 1000 THEN (SELECT sum(total_bytes) FROM pg_backend_memory_contexts) END AS bytes
	FROM (SELECT g, norms FROM generate_series(1, 1000) AS g JOIN nm_jobs ON job = 1 + g % 2 ORDER BY g OFFSET 0) AS s) AS s;
DROP TABLE nm_jobs, nm_scores, nm_r, nm_got, nm_many, nm_parallel;
