-- Lift of top shares, against R 4.2: t.test, and the delta method with numerical derivatives.
SET search_path = public, aiehr;

CREATE TABLE li_rows (a float8, b float8, p float8, q float8);
INSERT INTO li_rows VALUES
	(65, 4.5, 63.7, 4.25), (51, 4, 58.4, 4.23), (53, 3.5, 63.4, NULL), (60, 3, 54.6, 2.42), (58, NULL, 67.5, 2.17), (53, 2, 62.5, 2.8), (50, 1.5, 51.9, 3.7), (58, 1, 65.2, 4.01),
	(61, 0.5, 64.8, 3.42), (46, 0, 54.2, 2.46), (49, 5, 63.2, NULL), (65, 4, 59, 2.78), (52, 4, 62.7, 3.74), (52, 3, 65, 4.17), (59, 3, 56.7, 3.83), (59, 2, 64.8, 2.79),
	(54, NULL, 58, 2.12), (49, 1, 54.6, 2.27), (57, 1, 67.9, 3.17), (62, 0, 60.4, 3.91), (47, 5, 51.6, 4.34), (48, 4.5, 65.3, 3.4), (65, 4, 61.3, 2.47), (53, 3.5, 60.2, 2.34),
	(52, 3, 60.3, 3.05), (58, 2.5, 59, 3.89), (60, 2, 68.9, 4.04), (55, 1.5, 60.3, 3.32), (48, 1, 50.7, NULL), (56, 0.5, 70.4, 2.02), (63, 5, 62.8, 3.1), (47, 4.5, 55.3, 3.96),
	(47, 4, 60.4, 4.32), (65, 3.5, 56.8, 3.77), (55, 3, 65, 2.75), (52, 2.5, 62.2, 2.13), (57, 2, 54.7, 2.44), (60, 1.5, 65.5, 3.34), (56, 1, 62.6, 3.98), (48, 0.5, 54.2, 3.75);
CREATE TABLE li_r (stat text, term text, value float8);
INSERT INTO li_r VALUES
  ('lift', 'a:p:0.3:all:include:0.95:n', 40),
  ('lift', 'a:p:0.3:all:include:0.95:k', 12),
  ('lift', 'a:p:0.3:all:include:0.95:cut', 59),
  ('lift', 'a:p:0.3:all:include:0.95:n_top', 12),
  ('lift', 'a:p:0.3:all:include:0.95:mean_top', 61.6083333333333),
  ('lift', 'a:p:0.3:all:include:0.95:mean_base', 60.65),
  ('lift', 'a:p:0.3:all:include:0.95:sd', 4.98567177789745),
  ('lift', 'a:p:0.3:all:include:0.95:difference', 0.958333333333329),
  ('lift', 'a:p:0.3:all:include:0.95:lift_sd', 0.192217493654882),
  ('lift', 'a:p:0.3:all:include:0.95:lift_sd_normal', 0.42204276420235),
  ('lift', 'a:p:0.3:all:include:0.95:lift', 0.0158010442429237),
  ('lift', 'a:p:0.3:all:include:0.95:difference_low', -1.32083645004303),
  ('lift', 'a:p:0.3:all:include:0.95:difference_high', 3.2375031167097),
  ('lift', 'a:p:0.3:all:include:0.95:t', 0.8646723934131),
  ('lift', 'a:p:0.3:all:include:0.95:df', 25.7708585572442),
  ('lift', 'a:p:0.3:all:include:0.95:p', 0.39519621520785),
  ('lift', 'a:p:0.3:all:include:0.95:lift_low', -0.0211738028430535),
  ('lift', 'a:p:0.3:all:include:0.95:lift_high', 0.0541726043725468),
  ('lift', 'a:q:0.3:rest:include:0.95:n', 37),
  ('lift', 'a:q:0.3:rest:include:0.95:k', 12),
  ('lift', 'a:q:0.3:rest:include:0.95:cut', 59),
  ('lift', 'a:q:0.3:rest:include:0.95:n_top', 12),
  ('lift', 'a:q:0.3:rest:include:0.95:mean_top', 3.34333333333333),
  ('lift', 'a:q:0.3:rest:include:0.95:mean_base', 3.2212),
  ('lift', 'a:q:0.3:rest:include:0.95:sd', 0.747471212297312),
  ('lift', 'a:q:0.3:rest:include:0.95:difference', 0.122133333333333),
  ('lift', 'a:q:0.3:rest:include:0.95:lift_sd', 0.163395367372026),
  ('lift', 'a:q:0.3:rest:include:0.95:lift_sd_normal', -0.116049387296308),
  ('lift', 'a:q:0.3:rest:include:0.95:lift', 0.0379154766339667),
  ('lift', 'a:q:0.3:rest:include:0.95:difference_low', -0.376039237737651),
  ('lift', 'a:q:0.3:rest:include:0.95:difference_high', 0.620305904404317),
  ('lift', 'a:q:0.3:rest:include:0.95:t', 0.502673361092403),
  ('lift', 'a:q:0.3:rest:include:0.95:df', 27.418422874868),
  ('lift', 'a:q:0.3:rest:include:0.95:p', 0.619207775131487),
  ('lift', 'a:q:0.3:rest:include:0.95:lift_low', -0.108019705288165),
  ('lift', 'a:q:0.3:rest:include:0.95:lift_high', 0.20772683323048),
  ('lift', 'b:p:0.3:all:exclude:0.9:n', 38),
  ('lift', 'b:p:0.3:all:exclude:0.9:k', 12),
  ('lift', 'b:p:0.3:all:exclude:0.9:cut', 3.5),
  ('lift', 'b:p:0.3:all:exclude:0.9:n_top', 11),
  ('lift', 'b:p:0.3:all:exclude:0.9:mean_top', 60.3363636363636),
  ('lift', 'b:p:0.3:all:exclude:0.9:mean_base', 60.5394736842105),
  ('lift', 'b:p:0.3:all:exclude:0.9:sd', 4.97292884899097),
  ('lift', 'b:p:0.3:all:exclude:0.9:difference', -0.203110047846884),
  ('lift', 'b:p:0.3:all:exclude:0.9:lift_sd', -0.0408431437518147),
  ('lift', 'b:p:0.3:all:exclude:0.9:lift_sd_normal', -0.0209692746165689),
  ('lift', 'b:p:0.3:all:exclude:0.9:lift', -0.00335500187706217),
  ('lift', 'b:p:0.3:all:exclude:0.9:difference_low', -2.14599029786184),
  ('lift', 'b:p:0.3:all:exclude:0.9:difference_high', 1.73977020216806),
  ('lift', 'b:p:0.3:all:exclude:0.9:t', -0.1786773067092),
  ('lift', 'b:p:0.3:all:exclude:0.9:df', 24.6163520071486),
  ('lift', 'b:p:0.3:all:exclude:0.9:p', 0.859653507231611),
  ('lift', 'b:p:0.3:all:exclude:0.9:lift_low', -0.034917859110436),
  ('lift', 'b:p:0.3:all:exclude:0.9:lift_high', 0.0292401135595524),
  ('lift', 'b:q:0.2:rest:fractional:0.95:n', 35),
  ('lift', 'b:q:0.2:rest:fractional:0.95:k', 7),
  ('lift', 'b:q:0.2:rest:fractional:0.95:cut', 4),
  ('lift', 'b:q:0.2:rest:fractional:0.95:n_top', 7),
  ('lift', 'b:q:0.2:rest:fractional:0.95:mean_top', 3.72371428571429),
  ('lift', 'b:q:0.2:rest:fractional:0.95:mean_base', 3.22478571428571),
  ('lift', 'b:q:0.2:rest:fractional:0.95:sd', 0.717021383129922),
  ('lift', 'b:q:0.2:rest:fractional:0.95:difference', 0.498928571428571),
  ('lift', 'b:q:0.2:rest:fractional:0.95:lift_sd', 0.695834996232138),
  ('lift', 'b:q:0.2:rest:fractional:0.95:lift_sd_normal', 0.391501896753484),
  ('lift', 'b:q:0.2:rest:fractional:0.95:lift', 0.154716813963276),
  ('lift', 'a:p:0.25:all:fractional:0.95:n', 40),
  ('lift', 'a:p:0.25:all:fractional:0.95:k', 10),
  ('lift', 'a:p:0.25:all:fractional:0.95:cut', 60),
  ('lift', 'a:p:0.25:all:fractional:0.95:n_top', 10),
  ('lift', 'a:p:0.25:all:fractional:0.95:mean_top', 61.78),
  ('lift', 'a:p:0.25:all:fractional:0.95:mean_base', 60.65),
  ('lift', 'a:p:0.25:all:fractional:0.95:sd', 4.98567177789745),
  ('lift', 'a:p:0.25:all:fractional:0.95:difference', 1.13),
  ('lift', 'a:p:0.25:all:fractional:0.95:lift_sd', 0.226649496866105),
  ('lift', 'a:p:0.25:all:fractional:0.95:lift_sd_normal', 0.46287541692965),
  ('lift', 'a:p:0.25:all:fractional:0.95:lift', 0.0186314921681781),
  ('lift', 'a:p:0.25:all:fractional:0.95:difference_low', -1.46860994798591),
  ('lift', 'a:p:0.25:all:fractional:0.95:difference_high', 3.72860994798591),
  ('lift', 'a:p:0.25:all:fractional:0.95:t', 0.911148829887901),
  ('lift', 'a:p:0.25:all:fractional:0.95:df', 18.6962698595578),
  ('lift', 'a:p:0.25:all:fractional:0.95:p', 0.37381558752443),
  ('lift', 'a:p:0.25:all:fractional:0.95:lift_low', -0.0234115368843231),
  ('lift', 'a:p:0.25:all:fractional:0.95:lift_high', 0.0624845121827577),
  ('lift', 'b:q:0.45:all:include:0.8:n', 35),
  ('lift', 'b:q:0.45:all:include:0.8:k', 16),
  ('lift', 'b:q:0.45:all:include:0.8:cut', 3),
  ('lift', 'b:q:0.45:all:include:0.8:n_top', 17),
  ('lift', 'b:q:0.45:all:include:0.8:mean_top', 3.46588235294118),
  ('lift', 'b:q:0.45:all:include:0.8:mean_base', 3.32457142857143),
  ('lift', 'b:q:0.45:all:include:0.8:sd', 0.717021383129922),
  ('lift', 'b:q:0.45:all:include:0.8:difference', 0.141310924369748),
  ('lift', 'b:q:0.45:all:include:0.8:lift_sd', 0.19708048838502),
  ('lift', 'b:q:0.45:all:include:0.8:lift_sd_normal', 0.196799285904741),
  ('lift', 'b:q:0.45:all:include:0.8:lift', 0.0425050047519866),
  ('lift', 'b:q:0.45:all:include:0.8:difference_low', -0.0212292423298126),
  ('lift', 'b:q:0.45:all:include:0.8:difference_high', 0.303851091069308),
  ('lift', 'b:q:0.45:all:include:0.8:t', 1.13710483833808),
  ('lift', 'b:q:0.45:all:include:0.8:df', 32.7600195647727),
  ('lift', 'b:q:0.45:all:include:0.8:p', 0.263743567866722),
  ('lift', 'b:q:0.45:all:include:0.8:lift_low', -0.00524516947471365),
  ('lift', 'b:q:0.45:all:include:0.8:lift_high', 0.0925472805787124);
CREATE TABLE li_state AS SELECT observations(jsonb_strip_nulls(to_jsonb(r))::scorecard, '{a,b,p,q}') AS o FROM li_rows AS r;
CREATE TABLE li_got (stat text, term text, value float8);
INSERT INTO li_got SELECT 'lift', concat_ws(':', l.score, l.criterion, v.share, l.baseline, l.ties, level, x.term), x.value
FROM li_state, (VALUES ('a', 'p', 0.3, 'all', 'include', 0.95), ('a', 'q', 0.3, 'rest', 'include', 0.95), ('b', 'p', 0.3, 'all', 'exclude', 0.9),
	('b', 'q', 0.2, 'rest', 'fractional', 0.95), ('a', 'p', 0.25, 'all', 'fractional', 0.95), ('b', 'q', 0.45, 'all', 'include', 0.8)) AS v (score, criterion, share, baseline, ties, level),
	lift(o, ARRAY[v.score], ARRAY[v.criterion], v.share, v.baseline, v.ties, v.level) AS l,
	LATERAL (VALUES ('n', n), ('k', k), ('cut', cut), ('n_top', n_top), ('mean_top', mean_top), ('mean_base', mean_base), ('sd', sd), ('difference', difference),
		('difference_low', difference_low), ('difference_high', difference_high), ('lift_sd', lift_sd), ('lift_sd_normal', lift_sd_normal), ('lift', l.lift),
		('lift_low', lift_low), ('lift_high', lift_high), ('t', t), ('df', df), ('p', l.p)) AS x (term, value) WHERE x.value IS NOT NULL;

-- Every value of R's is there, and none differs by more than 1e-9.
SELECT count(*) AS values, count(g.value) AS computed, count(*) FILTER (WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3)) AS same
FROM li_r r LEFT JOIN li_got g USING (stat, term);
SELECT stat, term, r.value, g.value AS got FROM li_r r FULL JOIN li_got g USING (stat, term)
WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3) IS NOT TRUE ORDER BY 1, 2;
-- A row for each score and criterion, in the order of the arrays; what is the default, and what has no test.
SELECT score, criterion, n, k, cut, n_top, round(difference::numeric, 9) AS difference, baseline, ties, note FROM li_state, lift(o, '{b,a}', '{q,p}');
SELECT ties, n, k, n_top, t IS NULL AND df IS NULL AND p IS NULL AND difference_low IS NULL AND lift_high IS NULL AS no_test, note
FROM li_state, unnest('{include,exclude,fractional}'::text[]) AS kind, lift(o, '{b}', '{p}', 0.2, 'all', kind);
-- The test is that of the top against the rest, whichever baseline; the difference from all is that from the rest times its share.
SELECT abs(a.t - r.t) < 1e-12 AND abs(a.p - r.p) < 1e-12 AS test, abs(a.difference - r.difference * (1 - a.n_top / a.n::float8)) < 1e-12 AS difference, abs(a.difference_high - r.difference_high * (1 - a.n_top / a.n::float8)) < 1e-12 AS high,
	abs(r.lift_sd_normal * 0.6 - a.lift_sd_normal) < 1e-12 AS normal
FROM li_state, lift(o, '{a}', '{p}', 0.4, 'all') AS a, lift(o, '{a}', '{p}', 0.4, 'rest') AS r;
-- Counting ties in part is the mean over all ways to draw the places that are left: here one of the two tied.
SELECT round(l.mean_top::numeric, 9) AS mean_top, round(((10 + 5 + 4) / 3.0 + (10 + 5 + 1) / 3.0) / 2, 9) AS mean_of_draws, l.n_top, round(l.mean_base::numeric, 9) AS mean_rest
FROM lift('{"columns": ["x", "y"], "value": [9, 10, 8, 5, 7, 4, 7, 1, 6, 2, 5, 0]}', '{x}', '{y}', 0.5, 'rest', 'fractional') AS l;
-- Merged parts are the whole.
SELECT abs(l.difference - w.difference) < 1e-12 AND abs(l.p - w.p) < 1e-12 AS same, l.n = w.n AS n
FROM (SELECT merge(o) AS o FROM (SELECT observations(jsonb_strip_nulls(to_jsonb(r))::scorecard, '{a,b,p,q}') AS o FROM li_rows AS r GROUP BY a::int / 10) AS parts) AS m, lift(m.o, '{b}', '{q}') AS l, li_state AS s, lift(s.o, '{b}', '{q}') AS w;

-- How many are the top share: 0.07 of 100 are 7, though 0.07 * 100 is more than that; at least one, and all where there are few.
SELECT share, rows, l.k, ceil(share * rows) AS naive FROM (VALUES (0.07::float8, 100), (0.3, 10), (0.1, 30), (2 / 3.0::float8, 3), (0.55, 100), (0.0001, 50), (0.29, 7), (0.9, 2)) AS v (share, rows),
	lift((SELECT observations(i, i) FROM generate_series(1, rows) AS i), '{x}', '{y}', share) AS l;
-- Sums of parts that differ by rounding alone are tied: 0.1 + 0.2 with 0.3.
SELECT ties, l.k, l.n_top, l.mean_top FROM unnest('{include,exclude,fractional}'::text[]) AS kind,
	lift((SELECT observations(x, i) FROM unnest(ARRAY[0.5, 0.1::float8 + 0.2::float8, 0.3, 0.3, 0.1, 0.05]::float8[]) WITH ORDINALITY AS u (x, i)), '{x}', '{y}', 0.3, 'all', kind) AS l;
-- Shifting values does not change a difference; scaling a score does not change anything but the cut.
SELECT abs(l.difference - w.difference) < 1e-6 AS difference, abs(l.t - w.t) < 1e-6 AS t, abs(l.lift_sd_normal - w.lift_sd_normal) < 1e-6 AS normal
FROM (SELECT observations(1e3 + 1e-3 * a, 1e9 + p) AS far, observations(a, p) AS near FROM li_rows) AS s, lift(far, '{x}', '{y}') AS l, lift(near, '{x}', '{y}') AS w;
-- An outlier takes no digit from the group that it is not in.
SELECT round(l.mean_top::numeric, 9) AS mean_top, l.mean_base > 1e16 AS rest FROM lift((SELECT observations(i, CASE i WHEN 1 THEN 1e18 ELSE i / 10.0 END) FROM generate_series(1, 20) AS i), '{x}', '{y}', 0.25, 'rest') AS l;

-- Selecting the cut: any order of rows, many ties and few, every share; against a sorted array.
CREATE TABLE li_many AS SELECT i, (i * 7919 % 1013) % 50 AS few, sin(i * i) AS many, i AS up, -i AS down, 7 + (i % 2) AS two, cos(i) AS y, CASE WHEN i % 3 > 0 THEN i END AS z FROM generate_series(1, 1000) AS i;
SELECT l.score, count(*) AS shares, count(*) FILTER (WHERE l.cut = sorted[l.k]) AS cut, count(*) FILTER (WHERE l.n_top = (SELECT count(*) FROM unnest(sorted) AS s WHERE s >= l.cut)) AS n_top
FROM (SELECT observations(jsonb_strip_nulls(to_jsonb(m))::scorecard, '{few,many,up,down,two,y}') AS o FROM li_many AS m) AS s, generate_series(1, 99, 7) AS percent, lift(o, '{few,many,up,down,two}', '{y}', percent / 100.0) AS l,
	LATERAL (SELECT array_agg((to_jsonb(m) ->> l.score)::float8 ORDER BY (to_jsonb(m) ->> l.score)::float8 DESC) AS sorted FROM li_many AS m) AS a GROUP BY l.score ORDER BY l.score;
-- A criterion that lacks rows has a cut of its own, whatever stands before and after it.
SELECT l.criterion, l.n, l.k, l.cut FROM (SELECT observations(jsonb_strip_nulls(to_jsonb(m))::scorecard, '{up,y,z,two}') AS o FROM li_many AS m) AS s, lift(o, '{up}', '{y,z,two}', 0.1) AS l;

-- Bad data: a note in place of the figure.
CREATE TABLE li_bad (what text, ties text, o observations);
INSERT INTO li_bad VALUES
	('01 no rows', 'include', '{"columns": ["x", "y"], "value": []}'), ('02 one row', 'include', '{"columns": ["x", "y"], "value": [1, 5]}'), ('03 two rows', 'include', '{"columns": ["x", "y"], "value": [1, 5, 2, 7]}'),
	('04 none has both', 'include', '{"columns": ["x", "y"], "value": [1, null, null, 7]}'), ('05 one in the top', 'include', '{"columns": ["x", "y"], "value": [1, 5, 2, 7, 3, 9]}'),
	('06 equal scores', 'include', '{"columns": ["x", "y"], "value": [2, 5, 2, 7, 2, 9, 2, 1]}'), ('07 equal scores', 'exclude', '{"columns": ["x", "y"], "value": [2, 5, 2, 7, 2, 9, 2, 1]}'),
	('08 equal scores', 'fractional', '{"columns": ["x", "y"], "value": [2, 5, 2, 7, 2, 9, 2, 1]}'), ('09 equal criterion', 'include', '{"columns": ["x", "y"], "value": [1, 5, 2, 5, 3, 5, 4, 5, 5, 5]}'),
	('10 tied at the top', 'exclude', '{"columns": ["x", "y"], "value": [9, 5, 9, 4, 9, 3, 4, 5, 5, 6]}'), ('11 no spread in groups', 'include', '{"columns": ["x", "y"], "value": [1, 5, 2, 5, 3, 5, 4, 8, 5, 8]}'),
	('12 negative mean', 'include', '{"columns": ["x", "y"], "value": [1, -5, 2, -6, 3, -7, 4, 5, 5, 6]}'), ('13 negative top', 'include', '{"columns": ["x", "y"], "value": [1, 5, 2, 6, 3, 7, 4, -5, 5, -6]}'),
	('14 all but one tied', 'include', '{"columns": ["x", "y"], "value": [1, 5, 2, 6, 2, 7, 2, 5, 2, 6]}'), ('15 huge criterion', 'include', '{"columns": ["x", "y"], "value": [1, 1e200, 2, -1e200, 3, 7e200, 4, 5, 5, 6]}'),
	('16 huge score', 'include', '{"columns": ["x", "y"], "value": [1e300, 1, -1e300, 2, 3e300, 3, 4, 4, 5, 6]}');
SELECT what, n, k, cut, n_top, mean_top, to_char(mean_base, '9.999EEEE') AS mean_base, round(sd::numeric, 6) AS sd, to_char(difference, '9.999EEEE') AS difference, round(difference_low::numeric, 6) AS low, round(lift_sd::numeric, 6) AS lift_sd, round(lift_sd_normal::numeric, 6) AS normal,
	round(l.lift::numeric, 6) AS lift, round(lift_low::numeric, 6) AS lift_low, round(p::numeric, 6) AS p, note
FROM li_bad AS b, lift(o, '{x}', '{y}', 0.4, 'all', b.ties) AS l ORDER BY what;
SELECT what, n, n_top, mean_top, mean_base, difference, note FROM li_bad AS b, lift(o, '{x}', '{y}', 0.4, 'rest', b.ties) AS l WHERE what < '09' ORDER BY what;

-- Bad arguments: an error that says what.
SELECT lift(o, '{nobody}', '{p}') FROM li_state;
SELECT lift(o, '{a}', '{p,nobody}') FROM li_state;
SELECT lift(o, '{a,b,a}', '{p}') FROM li_state;
SELECT lift(o, '{}', '{p}') FROM li_state;
SELECT lift(o, '{a}', '{p,NULL}') FROM li_state;
SELECT lift(o, '{a}', '{p}', 0) FROM li_state;
SELECT lift(o, '{a}', '{p}', 1) FROM li_state;
SELECT lift(o, '{a}', '{p}', 'NaN') FROM li_state;
SELECT lift(o, '{a}', '{p}', 0.3, 'everybody') FROM li_state;
SELECT lift(o, '{a}', '{p}', 0.3, 'all', 'random') FROM li_state;
SELECT lift(o, '{a}', '{p}', 0.3, 'all', 'include', 0) FROM li_state;
DROP TABLE li_rows, li_r, li_state, li_got, li_many, li_bad;
