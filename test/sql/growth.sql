-- Growth curves, against R 4.2: lm() for each person, lme4's lmer(y ~ t + (t | id)) for all.
SET search_path = public, aiehr;

-- Nine people measured two to six times; f1 twice at the same time, f2 once.
CREATE TABLE gr_rows (id text, t float8, y float8);
INSERT INTO gr_rows VALUES
	('e1', 1, 62.5), ('e1', 2, 65.0), ('e1', 3, 60.5), ('e1', 6, 61.0), ('e1', 7, 60.2), ('e1', 8, 58.8), ('e2', 1, 57.7), ('e2', 2, 56.5), ('e2', 5, 56.3),
	('e2', 6, 60.5), ('e2', 7, 57.7), ('e3', 3, 58.2), ('e3', 4, 61.6), ('e3', 5, 65.7), ('e3', 8, 62.5), ('e4', 0, 65.8), ('e4', 2, 67.7), ('e4', 4, 68.4),
	('e4', 5, 66.8), ('e4', 6, 69.0), ('e4', 7, 68.4), ('e5', 0, 55.9), ('e5', 7, 64.7), ('e5', 8, 69.6), ('e6', 1, 67.2), ('e6', 3, 68.5), ('e6', 5, 73.8),
	('e6', 7, 80.4), ('e6', 8, 83.2), ('e7', 0, 54.4), ('e7', 4, 57.2), ('e8', 0, 59.8), ('e8', 3, 63.2), ('e8', 4, 62.1), ('e8', 6, 58.5), ('e9', 2, 70.4),
	('e9', 3, 76.0), ('e9', 4, 77.8), ('e9', 6, 84.8), ('e9', 7, 94.9), ('e9', 8, 91.2), ('f1', 3, 64.0), ('f1', 3, 66.0), ('f2', 5, 71.5);
CREATE VIEW gr_state AS SELECT observations(id, t, y) AS o FROM gr_rows;
CREATE TABLE gr_r (stat text, term text, value float8);
INSERT INTO gr_r VALUES
	('model', 'intercept', 60.7277747531808), ('model', 'slope', 1.08749507644576), ('model', 'intercept_se', 1.34996116946672), ('model', 'slope_se', 0.432722361789026),
	('model', 'intercept_sd', 3.65030133940549), ('model', 'slope_sd', 1.2975015566958), ('model', 'correlation', 0.102725383405407), ('model', 'sigma', 2.10329305922796),
	('shrunken', 'e1', -0.387867835955569), ('shrunken', 'e2', 0.157810518226356), ('shrunken', 'e3', 0.591408273900048), ('shrunken', 'e4', 0.568967113947648),
	('shrunken', 'e5', 1.35163671119382), ('shrunken', 'e6', 2.40551086769176), ('shrunken', 'e7', 0.446978661502068), ('shrunken', 'e8', 0.0273481830785698),
	('shrunken', 'e9', 3.72514569829608), ('shrunken', 'f1', 1.25385704170207), ('shrunken', 'f2', 1.82165060732064), ('slope', 'e1', -0.583132530120486),
	('se', 'e1', 0.235437635366765), ('t', 'e1', -2.47680252654628), ('p', 'e1', 0.0684453640030387), ('slope', 'e2', 0.244776119402985),
	('se', 'e2', 0.346019811081175), ('t', 'e2', 0.707404927591159), ('p', 'e2', 0.530316768230744), ('slope', 'e3', 0.678571428571426),
	('se', 'e3', 0.888288310431347), ('t', 'e3', 0.763908992838053), ('p', 'e3', 0.52473853427099), ('slope', 'e4', 0.33529411764706),
	('se', 'e4', 0.154966324429006), ('t', 'e4', 2.16365793589346), ('p', 'e4', 0.0964928539325887), ('slope', 'e5', 1.54473684210526),
	('se', 'e5', 0.387432417482511), ('t', 'e5', 3.98711303546248), ('p', 'e5', 0.156442322354031), ('slope', 'e6', 2.41524390243902),
	('se', 'e6', 0.300277277836949), ('t', 'e6', 8.04337883917579), ('p', 'e6', 0.00401330195083317), ('slope', 'e7', 0.700000000000004),
	('slope', 'e8', -0.143999999999999), ('se', 'e8', 0.595789672059976), ('t', 'e8', -0.241696032598401), ('p', 'e8', 0.831537653928852),
	('slope', 'e9', 3.82857142857143), ('se', 'e9', 0.559539640100269), ('t', 'e9', 6.8423596009844), ('p', 'e9', 0.00238717705156382);
CREATE TABLE gr_got (stat text, term text, value float8);
INSERT INTO gr_got SELECT 'model', v.* FROM gr_state, growth_model(o) AS m, LATERAL (VALUES ('intercept', intercept), ('intercept_se', intercept_se), ('slope', slope), ('slope_se', slope_se),
	('intercept_sd', intercept_sd), ('slope_sd', slope_sd), ('correlation', correlation), ('sigma', sigma)) AS v;
INSERT INTO gr_got SELECT v.stat, label, v.value FROM gr_state, growth_slopes(o) AS s, LATERAL (VALUES ('slope', slope), ('se', se), ('t', s.t), ('p', p), ('shrunken', shrunken)) AS v (stat, value) WHERE v.value IS NOT NULL;

-- Every value of R's is there, those of REML to 1e-6, in which lme4's optimiser may err, all others to 1e-9.
SELECT count(*) AS values, count(g.value) AS computed,
	count(*) FILTER (WHERE abs(g.value - r.value) <= CASE WHEN stat IN ('model', 'shrunken') THEN 1e-6 ELSE 1e-9 END * greatest(abs(r.value), 0.1)) AS same
FROM gr_r r LEFT JOIN gr_got g USING (stat, term);
SELECT stat, term, r.value, g.value AS got FROM gr_r r FULL JOIN gr_got g USING (stat, term)
WHERE abs(g.value - r.value) <= 1e-6 * greatest(abs(r.value), 0.1) IS NOT TRUE ORDER BY 1, 2;
SELECT persons, n, round(intercept::numeric, 4) AS intercept, round(slope::numeric, 4) AS slope, round(intercept_sd::numeric, 4) AS intercept_sd, round(slope_sd::numeric, 4) AS slope_sd,
	round(correlation::numeric, 4) AS correlation, round(sigma::numeric, 4) AS sigma, note FROM gr_state, growth_model(o);
SELECT label, n, round(slope::numeric, 4) AS slope, round(se::numeric, 4) AS se, round(p::numeric, 4) AS p, round(shrunken::numeric, 4) AS shrunken, note FROM gr_state, growth_slopes(o);

-- The unit and the zero of time and of values change figures as they must: seconds of an epoch for days, thousandths for values.
SELECT abs(b.slope * 86400 / 1000 / a.slope - 1) < 1e-7 AS slope, abs(b.slope_se * 86400 / 1000 / a.slope_se - 1) < 1e-7 AS slope_se, abs(b.slope_sd * 86400 / 1000 / a.slope_sd - 1) < 1e-7 AS slope_sd,
	abs(b.sigma / 1000 / a.sigma - 1) < 1e-7 AS sigma, abs((b.intercept + b.slope * 1.7e9) / 1000 / a.intercept - 1) < 1e-7 AS intercept
FROM gr_state, growth_model(o) AS a, growth_model((SELECT observations(id, 1.7e9 + t * 86400, y * 1000) FROM gr_rows)) AS b;
SELECT bool_and(abs(a.shrunken + b.shrunken / 2) < 1e-6 AND coalesce(abs(a.t + b.t) < 1e-9, true) AND a.note IS NOT DISTINCT FROM b.note) AS turned, count(*)
FROM gr_state, growth_slopes(o) AS a JOIN LATERAL growth_slopes((SELECT observations(id, 100 - t, 2 * y ORDER BY y) FROM gr_rows)) AS b USING (label);
-- Rows that lack a time or a value count for nothing, and a person without any other is none.
SELECT a IS NOT DISTINCT FROM b AS same FROM gr_state, growth_model(o) AS a, growth_model((SELECT observations(id, t, y) FROM (SELECT * FROM gr_rows UNION ALL VALUES ('e1', 4, NULL), ('e2', NULL, 60), ('g1', 4, NULL)) AS x)) AS b;
-- Cards serve as well, if they have x and y.
SELECT a IS NOT DISTINCT FROM b AS same FROM gr_state, growth_model(o) AS a, growth_model((SELECT observations(id, jsonb_build_object('y', y, 'x', t, 'more', 1)::scorecard, '{x,y}') FROM gr_rows)) AS b;

-- At the edge. Slopes that go with intercepts entirely: lmer() has 6.889790107989837, 0.340714506318290, correlation 1 and 2.677603054001323.
CREATE TABLE gr_flat (id text, t float8, y float8);
INSERT INTO gr_flat VALUES
	('h1', 0, 54.9), ('h1', 1, 55.5), ('h1', 2, 49.3), ('h1', 3, 59.1), ('h1', 4, 55.9), ('h2', 0, 53.7), ('h2', 1, 55.5), ('h2', 2, 59.1), ('h2', 3, 57.2), ('h2', 4, 59.3),
	('h3', 0, 58.1), ('h3', 1, 59.9), ('h3', 2, 63.1), ('h3', 3, 62.7), ('h3', 4, 60.2), ('h4', 0, 38.6), ('h4', 1, 42.4), ('h4', 2, 46.0), ('h4', 3, 45.5), ('h4', 4, 41.8),
	('h5', 0, 61.1), ('h5', 1, 61.7), ('h5', 2, 59.1), ('h5', 3, 64.1), ('h5', 4, 66.1), ('h6', 0, 55.3), ('h6', 1, 58.2), ('h6', 2, 54.2), ('h6', 3, 60.2), ('h6', 4, 55.6),
	('h7', 0, 44.8), ('h7', 1, 45.7), ('h7', 2, 42.1), ('h7', 3, 38.1), ('h7', 4, 43.2), ('h8', 0, 43.7), ('h8', 1, 51.4), ('h8', 2, 46.4), ('h8', 3, 48.0), ('h8', 4, 52.2);
SELECT persons, n, round(intercept::numeric, 6) AS intercept, round(slope::numeric, 6) AS slope, round(intercept_se::numeric, 5) AS intercept_se, round(slope_se::numeric, 6) AS slope_se,
	round(intercept_sd::numeric, 4) AS intercept_sd, round(slope_sd::numeric, 5) AS slope_sd, round(correlation::numeric, 6) AS correlation, round(sigma::numeric, 5) AS sigma, note
FROM growth_model((SELECT observations(id, t, y) FROM gr_flat));
SELECT label, round(shrunken::numeric, 5) AS shrunken FROM growth_slopes((SELECT observations(id, t, y) FROM gr_flat)) WHERE label IN ('h1', 'h7');
-- Persons who differ by chance alone: no spread of intercepts or slopes, and the line is that of least squares.
SELECT round(m.slope::numeric, 9) = round(ols.slope::numeric, 9) AS slope, round(m.intercept::numeric, 9) = round(ols.intercept::numeric, 9) AS intercept, intercept_sd, slope_sd, correlation, note
FROM (SELECT observations(i::text, t, y) AS o, regr_slope(y, t) AS slope, regr_intercept(y, t) AS intercept
	FROM (SELECT i, t, t + CASE WHEN (i + t) % 2 = 0 THEN 1 ELSE -1 END + CASE WHEN t < 2 THEN 0.5 ELSE -0.5 END AS y FROM generate_series(1, 6) AS i, generate_series(0, 3) AS t) AS d) AS ols, growth_model(o) AS m;
-- Slopes that differ around a common point: no spread of intercepts where the times have their mean, -1 at 0.
SELECT persons, n, round(slope::numeric, 6) AS slope, round((intercept + 3 * slope)::numeric, 6) AS at_3, round((intercept_sd / slope_sd)::numeric, 6) AS intercept_sd_in_slopes, round(correlation::numeric, 6) AS correlation, note
FROM growth_model((SELECT observations(i::text, t, 50 + (i - 4) * (t - 3) + (i * 7 + t * 5 + i * t) % 5 / 10.0 - avg) FROM (SELECT i, t, avg((i * 7 + t * 5 + i * t) % 5 / 10.0) OVER (PARTITION BY i) FROM generate_series(1, 7) AS i, generate_series(1, 5) AS t) AS d));

-- Bad data: too few rows for two effects each, one person, lines without rest, times or values all equal, numbers too far apart, no numbers.
CREATE TABLE gr_bad (what text, id text, t float8, y float8);
INSERT INTO gr_bad SELECT 'two each', i::text, t, i + t FROM generate_series(1, 3) AS i, generate_series(1, 2) AS t
	UNION ALL SELECT 'one person', 'a', t, t * t FROM generate_series(1, 5) AS t
	UNION ALL SELECT 'lines', i::text, t, i + i * t FROM generate_series(1, 3) AS i, generate_series(1, 4) AS t
	UNION ALL SELECT 'same time', i::text, 2, i + t FROM generate_series(1, 2) AS i, generate_series(1, 3) AS t
	UNION ALL SELECT 'same value', i::text, t, 0.1 FROM generate_series(1, 2) AS i, generate_series(1, 3) AS t
	UNION ALL SELECT 'too large', i::text, t, i * t * 1e200 FROM generate_series(1, 2) AS i, generate_series(1, 3) AS t
	UNION ALL SELECT 'overflow', i::text, t, (i * t - 4) * 4e307 FROM generate_series(1, 2) AS i, generate_series(1, 3) AS t
	UNION ALL SELECT 'one row', 'a', 1, 1
	UNION ALL SELECT 'no number', 'a', NULL, 1;
CREATE VIEW gr_bad_state AS SELECT what, observations(id, t, y) AS o FROM gr_bad GROUP BY what;
SELECT what, m.* FROM gr_bad_state, growth_model(o) AS m ORDER BY 1;
SELECT what, label, n, round(slope::numeric, 9) AS slope, round(se::numeric, 9) AS se, round(s.t::numeric, 9) AS t, round(p::numeric, 9) AS p, shrunken, note FROM gr_bad_state, growth_slopes(o) AS s ORDER BY 1, 2;
SELECT growth_model(NULL), (SELECT count(*) FROM growth_slopes(NULL)) AS slopes;

-- Parts merge into the whole, as do those of parallel workers.
SELECT abs(a.slope - b.slope) < 1e-9 AND abs(a.slope_sd - b.slope_sd) < 1e-7 AND a.n = b.n AS same
FROM gr_state, growth_model(o) AS a, growth_model((SELECT merge(part) FROM (SELECT observations(id, t, y) AS part FROM gr_rows GROUP BY t) AS x)) AS b;
CREATE TABLE gr_many AS SELECT 'p' || i % 800 AS id, (i / 800)::float8 AS t, i % 800 % 37 + i / 800 * (i % 800 % 11) / 10.0 + i * 7919 % 101 / 25.0 AS y FROM generate_series(1, 4800) AS i;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3;
SET parallel_leader_participation = off;
ALTER TABLE gr_many SET (parallel_workers = 3);
EXPLAIN (COSTS OFF) SELECT growth_model(observations(id, t, y)) FROM gr_many;
CREATE TABLE gr_parallel AS SELECT observations(id, t, y) AS o FROM gr_many;
RESET ALL;
SET search_path = public, aiehr;
SELECT abs(a.slope - b.slope) < 1e-9 AND abs(a.slope_sd - b.slope_sd) < 1e-7 AND abs(a.correlation - b.correlation) < 1e-6 AS same, a.persons, a.n
FROM gr_parallel, growth_model(o) AS a, growth_model((SELECT observations(id, t, y) FROM gr_many)) AS b;

-- Arguments.
SELECT growth_model(observations(1.0, 2.0));
SELECT growth_slopes(observations('a'::text, 1.0));
SELECT growth_model(observations('a'::text, '{"x": 1, "z": 2}'::scorecard, '{x,z}'));

DROP VIEW gr_state, gr_bad_state;
DROP TABLE gr_rows, gr_r, gr_got, gr_flat, gr_bad, gr_many, gr_parallel;
