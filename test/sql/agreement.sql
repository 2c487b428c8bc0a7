-- Agreement of raters and change of one score, against R 4.2: psych::ICC(lmer = FALSE), and anova() with n0 for uneven panels.
SET search_path = public, aiehr;

CREATE TABLE ag_rows (ratee text, rater text, rating float8);
INSERT INTO ag_rows SELECT ratee, v.* FROM (VALUES ('p1', 6, 5, 8, 4), ('p2', 4, 5, 6, 3), ('p3', 8, 9, 9, 7), ('p4', 5, 4, 7, 5), ('p5', 9, 8, 9, 7), ('p6', 3, 2, 5, 4), ('p7', 7, 8, 9, 5))
	AS p (ratee, ann, bob, cem, dee), LATERAL (VALUES ('ann', ann), ('bob', bob), ('cem', cem), ('dee', dee)) AS v;
-- seven of the 28 ratings are missing here
CREATE TABLE ag_uneven AS SELECT * FROM ag_rows WHERE (ratee, rater) NOT IN (('p2', 'ann'), ('p2', 'bob'), ('p3', 'bob'), ('p5', 'cem'), ('p4', 'dee'), ('p6', 'dee'), ('p7', 'dee'));
CREATE TABLE ag_r (panel text, form text, icc float8, icc_low float8, icc_high float8, f float8, df1 float8, df2 float8, p float8);
INSERT INTO ag_r VALUES
	('complete', '1,1', 0.625774473358116, 0.33206146837958, 0.877736265054547, 7.6887417218543, 6, 21, 0.000184282735205074),
	('complete', '2,1', 0.644984326018809, 0.295605670596006, 0.887629750105029, 18.2356020942408, 6, 18, 9.39398969183098e-07),
	('complete', '3,1', 0.81163708086785, 0.593996386946088, 0.945975589749469, 18.2356020942408, 6, 18, 9.39398969183098e-07),
	('complete', '1,k', 0.869939707149009, 0.665392370614179, 0.966348277283649, 7.6887417218543, 6, 21, 0.000184282735205074),
	('complete', '2,k', 0.879038718291055, 0.626675864695282, 0.969321963560513, 18.2356020942408, 6, 18, 9.39398969183098e-07),
	('complete', '3,k', 0.945162216480046, 0.854059958691005, 0.985923543230839, 18.2356020942408, 6, 18, 9.39398969183098e-07),
	('incomplete', '1,1', 0.579629460618783, 0.210586563738894, 0.865685388542157, 5.11467444120505, 6, 14, 0.00563077018385598),
	('incomplete', '1,k', 0.804484134524036, 0.443224387268251, 0.950576559594606, 5.11467444120505, 6, 14, 0.00563077018385598);

-- What R says: every figure, at a level of 0.9, to 1e-9.
CREATE VIEW ag_got AS SELECT 'complete' AS panel, i.* FROM (SELECT observations(rater, ratee, rating) AS o FROM ag_rows) AS x, icc(o, 0.9) AS i
	UNION ALL SELECT 'incomplete', i.* FROM (SELECT observations(rater, ratee, rating) AS o FROM ag_uneven) AS x, icc(o, 0.9) AS i;
SELECT count(*) AS values, count(got) AS computed, count(*) FILTER (WHERE abs(got - value) <= 1e-9 * abs(value)) AS same
FROM ag_r r LEFT JOIN ag_got g USING (panel, form), LATERAL (VALUES (r.icc, g.icc), (r.icc_low, g.icc_low), (r.icc_high, g.icc_high), (r.f, g.f), (r.df1, g.df1), (r.df2, g.df2), (r.p, g.p)) AS v (value, got);
SELECT panel, form, round(icc::numeric, 6) AS icc, ratees, raters, n, note FROM ag_got ORDER BY 1 DESC, 2;
-- A wider interval holds a narrower one.
SELECT bool_and(wide.icc_low < narrow.icc_low AND narrow.icc_low < narrow.icc AND narrow.icc < narrow.icc_high AND narrow.icc_high < wide.icc_high) AS nested
FROM (SELECT observations(rater, ratee, rating) AS o FROM ag_rows) AS x, icc(o) AS wide JOIN LATERAL icc(o, 0.5) AS narrow USING (form);
-- Shifted far away, the figures are the same.
SELECT form, abs(s.icc - i.icc) < 1e-12 AND abs(s.icc_low - i.icc_low) < 1e-12 AS same
FROM (SELECT observations(rater, ratee, rating) AS o, observations(rater, ratee, 1e9 + rating) AS shifted FROM ag_rows) AS x, icc(o) AS i JOIN LATERAL icc(shifted) AS s USING (form);

-- A rating that is missing or comes twice leaves a panel incomplete; a rater without any rating is none.
SELECT form, round(icc::numeric, 6) AS icc, ratees, raters, n, note FROM icc((SELECT observations(rater, ratee, nullif(rating, 2)) FROM ag_rows));
SELECT form, round(icc::numeric, 6) AS icc, ratees, raters, n, note FROM icc((SELECT observations(rater, ratee, rating)
	FROM (SELECT * FROM ag_rows UNION ALL (SELECT * FROM ag_rows ORDER BY 1, 2 LIMIT 1)) AS r));
SELECT form, round(icc::numeric, 6) AS icc, ratees, raters, n, note FROM icc((SELECT observations(rater, ratee, rating)
	FROM (SELECT * FROM ag_rows UNION ALL SELECT ratee, 'eva', NULL FROM ag_rows) AS r));

-- Less alike than by chance: R's figures too, below 0; beyond the pole of the mean's formula there is no interval.
SELECT form, round(icc::numeric, 9) AS icc, round(icc_low::numeric, 9) AS icc_low, round(icc_high::numeric, 9) AS icc_high, round(p::numeric, 9) AS p, note FROM icc((SELECT observations(rater, ratee, rating)
	FROM (VALUES ('a', 'x', 1), ('a', 'y', 5), ('a', 'z', 3), ('a', 'w', 4), ('b', 'x', 4), ('b', 'y', 2), ('b', 'z', 5), ('b', 'w', 1), ('c', 'x', 5), ('c', 'y', 3), ('c', 'z', 1), ('c', 'w', 4)) AS v (rater, ratee, rating)));
-- Raters who differ by a constant alone, and not at all.
SELECT apart, form, round(icc::numeric, 9) AS icc, round(icc_low::numeric, 9) AS icc_low, round(f::numeric, 9) AS f, p, note
FROM unnest('{0.1, 0}'::float8[]) AS apart, LATERAL (SELECT observations('r' || r, 'p' || p, p + apart * r) AS o FROM generate_series(1, 3) AS r, generate_series(1, 4) AS p) AS x, icc(o) ORDER BY 1, 2;
-- Ratees who do not differ, ratings that do not, ratings too far apart.
SELECT form, round(icc::numeric, 9) AS icc, note FROM icc((SELECT observations('r' || r, 'p' || p, r) FROM generate_series(1, 3) AS r, generate_series(1, 4) AS p));
SELECT form, icc, n, note FROM icc((SELECT observations('r' || r, 'p' || p, 0.1) FROM generate_series(1, 3) AS r, generate_series(1, 4) AS p));
SELECT form, icc, n, note FROM icc((SELECT observations('r' || r, 'p' || p, (r - p) * 1e308) FROM generate_series(1, 2) AS r, generate_series(1, 2) AS p));
-- One rater, one ratee, one rating of each ratee, one row, no rows.
SELECT what, form, icc, ratees, raters, n, note FROM (
	SELECT 'one rater' AS what, observations(rater, ratee, rating) AS o FROM ag_rows WHERE rater = 'ann'
	UNION ALL SELECT 'one ratee', observations(rater, ratee, rating) FROM ag_rows WHERE ratee = 'p1'
	UNION ALL SELECT 'one each', observations(rater, ratee, rating) FROM (VALUES ('a', 'x', 1), ('b', 'y', 2), ('a', 'z', 3)) AS v (rater, ratee, rating)
	UNION ALL SELECT 'one row', observations('a'::text, 'x'::text, 1)
	UNION ALL SELECT 'no number', observations('a'::text, 'x'::text, NULL)) AS x, icc(o) WHERE form = '1,1';
SELECT count(*) FROM icc((SELECT observations(rater, ratee, rating) FROM ag_rows WHERE false));
SELECT count(*) FROM icc(NULL);

-- Parts merge into the whole, as do those of parallel workers.
SELECT bool_and(abs(p.icc - w.icc) < 1e-12 AND abs(p.icc_low - w.icc_low) < 1e-12 AND p.n = w.n) AS same
FROM (SELECT merge(part) AS o FROM (SELECT observations(rater, ratee, rating) AS part FROM ag_rows GROUP BY rater) AS x) AS parts,
	(SELECT observations(rater, ratee, rating ORDER BY rater, ratee) AS o FROM ag_rows) AS whole, icc(parts.o) AS p JOIN LATERAL icc(whole.o) AS w USING (form);
CREATE TABLE ag_many AS SELECT 'p' || i % 997 AS ratee, 'r' || i % 13 AS rater, i % 997 / 100.0 + i * 7919 % 101 / 20.0 AS rating FROM generate_series(1, 997 * 13) AS i;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SET parallel_leader_participation = off;
ALTER TABLE ag_many SET (parallel_workers = 3);
EXPLAIN (COSTS OFF) SELECT observations(rater, ratee, rating) FROM ag_many;
CREATE TABLE ag_parallel AS SELECT observations(rater, ratee, rating) AS o FROM ag_many;
RESET ALL;
SET search_path = public, aiehr;
SELECT form, abs(p.icc - w.icc) < 1e-12 AND abs(p.icc_high - w.icc_high) < 1e-12 AS same, p.ratees, p.raters, p.n, p.note
FROM ag_parallel, icc(o) AS p JOIN LATERAL icc((SELECT observations(rater, ratee, rating) FROM ag_many)) AS w USING (form);

-- Arguments.
SELECT icc(observations('a'::text, 1.0));
SELECT icc(observations('a'::text, 'b'::text, '{"x": 1, "y": 2}', '{x,y}'));
SELECT icc(observations('a'::text, 'b'::text, 1), 1);
SELECT icc(observations('a'::text, 'b'::text, 1), 'NaN');

-- Standard error of measurement, and changes against it; R: sd * sqrt(1 - r), 2 * pnorm(-abs(index)), qnorm() * sqrt(2) * sem.
SELECT round(sem(10, 0.84)::numeric, 9) AS sem, sem(10, 0) AS unreliable, sem(10, 1) AS perfect, sem(0, 0.5) AS no_spread, sem(10, NULL) AS unknown;
SELECT before, after, change, round(c.sem::numeric, 9) AS sem, round(index::numeric, 9) AS index, round(p::numeric, 9) AS p, round("limit"::numeric, 9) AS "limit", reliable, note
FROM (VALUES (50, 61), (50, 61.1), (61.5, 50), (50, 50)) AS v (before, after), reliable_change(before, after, 10, 0.84) AS c;
-- reliable is what is beyond the limit of the level
SELECT level, round("limit"::numeric, 9) AS "limit", reliable, round(p::numeric, 9) AS p FROM unnest('{0.8, 0.95, 0.99}'::float8[]) AS level, reliable_change(50, 58, 10, 0.84, level);
-- Without error every change is one; scores without spread say nothing about theirs.
SELECT c.* FROM (VALUES (50, 51, 10, 1), (50, 50, 10, 1), (50, 51, 0, 0.8)) AS v (before, after, sd, reliability), reliable_change(before, after, sd, reliability) AS c;
SELECT c.* FROM reliable_change(-1e308, 1e308, 10, 0.84) AS c;
SELECT c.* FROM reliable_change(NULL, 50, 10, 0.84) AS c;
SELECT sem(10, 1.01);
SELECT sem(10, -0.1);
SELECT sem(10, 'NaN');
SELECT sem(-1, 0.5);
SELECT sem('Infinity', 0.5);
SELECT reliable_change(50, 60, 10, 2);
SELECT reliable_change('Infinity', 60, 10, 0.8);
SELECT reliable_change(50, 'NaN', 10, 0.8);
SELECT reliable_change(50, 60, 10, 0.8, 0);

DROP VIEW ag_got;
DROP TABLE ag_rows, ag_uneven, ag_r, ag_many, ag_parallel;
