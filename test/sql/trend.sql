-- Slopes over time, against R 4.2: lm, confint, cor.test(method = kendall, exact = FALSE), order statistics of all slopes.
SET search_path = public, aiehr;

CREATE TABLE tr_rows (name text, t float8, v float8);
INSERT INTO tr_rows SELECT 'ann', i - 1, v FROM unnest('{50, 52.5, 51, 55, 54, 57.5, 58, 57, 61, 60}'::float8[]) WITH ORDINALITY AS x (v, i);
INSERT INTO tr_rows SELECT 'bob', t, v FROM unnest('{1, 1, 2, 3, 3, 4, 6, 8}'::float8[], '{70, 71, 69, 69, 66, 65, 65, 60}'::float8[]) AS x (t, v);
INSERT INTO tr_rows SELECT 'cat', t, v FROM unnest('{18262, 18293, 18322, 18353, 18383, 18414, 18444, 18475, 18506, 18536, 18567, 18597, 18628, 18659, 18687}'::float8[],
	'{3.1, 3.4, 3.2, 3.3, 3.9, 2.0, 3.6, 3.8, 3.7, 4.1, 4.0, 9.5, 4.2, 4.1, 4.4}'::float8[]) AS x (t, v);
INSERT INTO tr_rows VALUES ('ann', NULL, 99), ('bob', 7, NULL);
CREATE TABLE tr_r (stat text, term text, value float8);
INSERT INTO tr_r VALUES
  ('ols', 'ann:slope', 1.16363636363637),
  ('ols', 'ann:intercept', 50.3636363636364),
  ('ols', 'ann:se', 0.141372649035508),
  ('ols', 'ann:t', 8.23098648554079),
  ('ols', 'ann:p', 3.55575995849154e-05),
  ('ols', 'ann:slope_low', 0.900747131561842),
  ('ols', 'ann:slope_high', 1.42652559571089),
  ('theil_sen', 'ann:slope', 1.2),
  ('theil_sen', 'ann:intercept', 50.4),
  ('theil_sen', 'ann:t', 3.13049516849971),
  ('theil_sen', 'ann:p', 0.00174511869952891),
  ('theil_sen', 'ann:slope_low', 0.833333333333333),
  ('theil_sen', 'ann:slope_high', 1.5),
  ('ols', 'bob:slope', -1.39285714285714),
  ('ols', 'bob:intercept', 71.75),
  ('ols', 'bob:se', 0.193062794526511),
  ('ols', 'bob:t', -7.21452906694499),
  ('ols', 'bob:p', 0.000359341193979412),
  ('ols', 'bob:slope_low', -1.76801295808223),
  ('ols', 'bob:slope_high', -1.01770132763205),
  ('theil_sen', 'bob:slope', -1.38095238095238),
  ('theil_sen', 'bob:intercept', 71.5714285714286),
  ('theil_sen', 'bob:t', -3.06096080054339),
  ('theil_sen', 'bob:p', 0.00220627977071476),
  ('theil_sen', 'bob:slope_low', -2),
  ('theil_sen', 'bob:slope_high', -1),
  ('ols', 'cat:slope', 0.00558817228878247),
  ('ols', 'cat:intercept', -99.2218555800754),
  ('ols', 'cat:se', 0.00292512351065167),
  ('ols', 'cat:t', 1.91040558404917),
  ('ols', 'cat:p', 0.0783883926474838),
  ('ols', 'cat:slope_low', 0.000407973376383064),
  ('ols', 'cat:slope_high', 0.0107683712011819),
  ('theil_sen', 'cat:slope', 0.00322580645161289),
  ('theil_sen', 'cat:intercept', -55.8903225806449),
  ('theil_sen', 'cat:t', 3.56744692710928),
  ('theil_sen', 'cat:p', 0.000360476360088087),
  ('theil_sen', 'cat:slope_low', 0.0021978021978022),
  ('theil_sen', 'cat:slope_high', 0.00392156862745098);
CREATE TABLE tr_state AS SELECT name, observations(t, v) AS o FROM tr_rows GROUP BY name;
CREATE TABLE tr_got (stat text, term text, value float8);
INSERT INTO tr_got SELECT method, name || ':' || x.term, x.value FROM tr_state, unnest('{ols,theil_sen}'::text[]) AS method, trend(o, method, 0.9) AS r,
	LATERAL (VALUES ('slope', slope), ('intercept', intercept), ('se', se), ('t', t), ('p', p), ('slope_low', slope_low), ('slope_high', slope_high)) AS x (term, value) WHERE x.value IS NOT NULL;

-- Every value of R's is there, and none differs by more than 1e-9.
SELECT count(*) AS values, count(g.value) AS computed, count(*) FILTER (WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3)) AS same
FROM tr_r r LEFT JOIN tr_got g USING (stat, term);
SELECT stat, term, r.value, g.value AS got FROM tr_r r FULL JOIN tr_got g USING (stat, term)
WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3) IS NOT TRUE ORDER BY 1, 2;
-- Rows that lack a number are left out.
SELECT name, method, n, note FROM tr_state, unnest('{ols,theil_sen}'::text[]) AS method, trend(o, method) ORDER BY name, method;
-- Merged parts are the whole.
SELECT trend(merge(o), 'theil_sen') = (SELECT trend(observations(t, v), 'theil_sen') FROM tr_rows) AS theil_sen, (trend(merge(o))).n = (SELECT count(t + v) FROM tr_rows) AS n
FROM (SELECT observations(t, v) AS o FROM tr_rows GROUP BY name, t) AS parts;

-- More slopes than are formed at once: the same as the order statistics of all of them, be they all different, mostly the same,
-- a third that no double holds, far from zero or full of outliers.
CREATE TABLE tr_many AS
	SELECT 'different' AS what, sin(i * i) * 10 AS x, cos(i * 7.3::float8) AS y FROM generate_series(1, 500) AS i
	UNION ALL SELECT 'lattice', i * 7919 % 40, i * 104729 % 9 + i % 3 FROM generate_series(1, 500) AS i
	UNION ALL SELECT 'thirds', i % 97, (i % 97) / 3.0::float8 + CASE WHEN i % 5 = 0 THEN sin(i) ELSE 0 END FROM generate_series(1, 500) AS i
	UNION ALL SELECT 'shifted', 1.7e9 + i * 86400.0::float8, 1e6 + i * 0.25::float8 + (i * i % 13) FROM generate_series(1, 500) AS i
	UNION ALL SELECT 'outliers', i, CASE WHEN i % 100 = 0 THEN 1e12 * i ELSE -0.001 * i + sin(i) * 1e-6 END FROM generate_series(1, 500) AS i
	UNION ALL SELECT 'two times', i % 2, sin(i) FROM generate_series(1, 600) AS i;
CREATE TABLE tr_slopes AS
	SELECT what, array_agg((b.y - a.y) / (b.x - a.x) ORDER BY (b.y - a.y) / (b.x - a.x)) AS slope FROM tr_many AS a JOIN tr_many AS b USING (what) WHERE b.x > a.x GROUP BY what;
SELECT what, pairs > 65536 AS many, abs(t.slope - (s.slope[(pairs + 1) / 2] / 2 + s.slope[pairs / 2 + 1] / 2)) <= 1e-14 * abs(t.slope) AS median,
	abs(t.slope_low - s.slope[outside]) <= 1e-14 * abs(t.slope_low) AS low, abs(t.slope_high - s.slope[pairs + 1 - outside]) <= 1e-14 * abs(t.slope_high) AS high
FROM (SELECT what, observations(x, y) AS o FROM tr_many GROUP BY what) AS m JOIN tr_slopes AS s USING (what), trend(o, 'theil_sen') AS t, cardinality(s.slope) AS pairs,
	LATERAL (SELECT floor((pairs - normal_quantile(0.975) * sum(sign(one)) / t.t) / 2)::int AS outside FROM unnest(s.slope) AS one) AS z ORDER BY what;
-- Most slopes are 0, or one time has nearly all rows.
SELECT t.slope, t.slope_low, t.slope_high, t.note FROM trend((SELECT observations(i, CASE WHEN i % 10 = 0 THEN i ELSE 3 END) FROM generate_series(1, 2000) AS i), 'theil_sen') AS t;
SELECT t.n, round(t.slope::numeric, 6) AS slope, round(t.intercept::numeric, 6) AS intercept, t.note FROM trend((SELECT observations(greatest(i, 1990), i) FROM generate_series(1, 2000) AS i), 'theil_sen') AS t;
-- Most slopes are so small that no double is between them and 0.
SELECT t.slope, t.note FROM trend((SELECT observations(i * 1e10, i % 2 * 1e-310) FROM generate_series(1, 600) AS i), 'theil_sen') AS t;
-- Outliers move least squares, not the median of slopes.
SELECT method, round(slope::numeric, 6) AS slope FROM unnest('{ols,theil_sen}'::text[]) AS method, trend((SELECT observations(i, CASE i WHEN 30 THEN 1e9 ELSE 2 * i END) FROM generate_series(1, 30) AS i), method);

-- Bad data: a note in place of the figure. None, one and two rows, one time, no change, no error, values too far apart.
CREATE TABLE tr_bad (what text, method text, o observations);
INSERT INTO tr_bad SELECT what, method, o FROM unnest('{ols,theil_sen}'::text[]) AS method, (VALUES
	('1 none', '{"columns": ["x", "y"], "value": []}'::observations), ('2 one', '{"columns": ["x", "y"], "value": [1, 5]}'), ('3 two', '{"columns": ["x", "y"], "value": [1, 5, 3, 9]}'),
	('4 two at one time', '{"columns": ["x", "y"], "value": [1, 5, 1, 9]}'), ('5 one time', '{"columns": ["x", "y"], "value": [0.1, 5, 0.1, 9, 0.1, 4]}'), ('6 no change', '{"columns": ["x", "y"], "value": [1, 0.1, 2, 0.1, 3, 0.1, 4, 0.1]}'),
	('7 a line', '{"columns": ["x", "y"], "value": [1, 0.1, 2, 0.2, 3, 0.3, 5, 0.5, 6, 0.6, 7, 0.7, 9, 0.9]}'), ('8 three', '{"columns": ["x", "y"], "value": [1, 4, 2, 3, 3, 8]}'),
	('9 too far', '{"columns": ["x", "y"], "value": [1, 1e300, 2, -1e300, 3, 0]}'), ('9 too near', '{"columns": ["x", "y"], "value": [1e-320, 1, 2e-320, 2, 3e-320, 5]}'), ('missing', '{"columns": ["x", "y"], "value": [1, null, null, 2]}')) AS v (what, o);
SELECT what, method, n, round(slope::numeric, 9) AS slope, round(intercept::numeric, 9) AS intercept, round(se::numeric, 9) AS se, round(t::numeric, 6) AS t, round(p::numeric, 9) AS p, round(slope_low::numeric, 9) AS slope_low, round(slope_high::numeric, 9) AS slope_high, note
FROM tr_bad, trend(o, method) ORDER BY what, method;

-- Bad arguments: an error that says what.
SELECT trend(o, 'lowess') FROM tr_state;
SELECT trend(o, 'ols', 1) FROM tr_state;
SELECT trend(observations('a', t, v)) FROM tr_rows;
SELECT trend(observations(scorecard_agg, '{t,v}')) FROM (SELECT scorecard_agg(k, 1) FROM unnest('{t,v}'::text[]) AS k) AS x;
DROP TABLE tr_rows, tr_r, tr_state, tr_got, tr_many, tr_slopes, tr_bad;
