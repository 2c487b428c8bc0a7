-- Correlation and tests of ranks, against R 4.2: cor(method = spearman and kendall), cor.test of rank(), kruskal.test.
SET search_path = public, aiehr;

CREATE TABLE ra_rows (g text, x float8, y float8, z float8);
INSERT INTO ra_rows VALUES
	('a', 3, 61.5, 1), ('a', 5, 70, 9), ('a', 2, 52, 2), ('a', 4, 66, NULL), ('b', 4, 58, 7), ('b', 1, 44, 7), ('b', 5, 81, 3), ('b', 3, 61.5, 4), ('b', 2, 50, NULL), ('c', 5, 77, 8),
	('c', 5, 69, 1), ('c', 4, 70, 5), ('c', 3, 55, 6), ('c', 1, 40, 2), ('c', 2, 58, 2), ('d', 4, 63, 9), ('d', 2, 61.5, 7), ('d', 3, 58, 7), ('e', 5, 90, 3), ('e', 1, 47, 1);
CREATE TABLE ra_r (stat text, term text, value float8);
INSERT INTO ra_r VALUES
  ('spearman', 'x:y', 0.910802897209414),
  ('kendall', 'x:y', 0.814874435566677),
  ('spearman_p', 'x:y', 2.44673564584638e-08),
  ('spearman', 'x:z', 0.289465533966193),
  ('kendall', 'x:z', 0.224910053964025),
  ('spearman_p', 'x:z', 0.243983806869615),
  ('spearman', 'y:z', 0.232062522044575),
  ('kendall', 'y:z', 0.161452215155611),
  ('spearman_p', 'y:z', 0.354127495038342),
  ('kruskal', 'x:chi2', 0.411095872518291),
  ('kruskal', 'x:df', 4),
  ('kruskal', 'x:p', 0.981558412258695),
  ('kruskal', 'y:chi2', 0.632014887711336),
  ('kruskal', 'y:df', 4),
  ('kruskal', 'y:p', 0.959440521470568),
  ('kruskal', 'z:chi2', 5.51813312258518),
  ('kruskal', 'z:df', 4),
  ('kruskal', 'z:p', 0.238140155570383);
CREATE TABLE ra_state AS SELECT observations(g, jsonb_strip_nulls(to_jsonb(r) - 'g')::scorecard, '{x,y,z}') AS o FROM ra_rows AS r;
CREATE TABLE ra_got (stat text, term text, value float8);
INSERT INTO ra_got SELECT v.stat, a || ':' || b, v.value FROM ra_state, (VALUES ('x', 'y'), ('x', 'z'), ('y', 'z')) AS pair (a, b), rank_correlation(o, a, b) AS r,
	LATERAL (VALUES ('spearman', r.spearman), ('spearman_p', spearman_p), ('kendall', r.kendall)) AS v (stat, value);
INSERT INTO ra_got SELECT 'kruskal', key || ':' || v.term, v.value
FROM (SELECT 'x' AS key, observations(g, x) AS o FROM ra_rows UNION ALL SELECT 'y', observations(g, y) FROM ra_rows UNION ALL SELECT 'z', observations(g, z) FROM ra_rows) AS s,
	kruskal_wallis(o), LATERAL (VALUES ('chi2', chi2), ('df', df), ('p', p)) AS v (term, value);

-- Every value of R's is there, and none differs by more than 1e-9.
SELECT count(*) AS values, count(g.value) AS computed, count(*) FILTER (WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3)) AS same
FROM ra_r r LEFT JOIN ra_got g USING (stat, term);
SELECT stat, term, r.value, g.value AS got FROM ra_r r FULL JOIN ra_got g USING (stat, term)
WHERE abs(g.value - r.value) <= 1e-9 * greatest(abs(r.value), 1e-3) IS NOT TRUE ORDER BY 1, 2;
-- The aggregates are the same, rows with a NULL left out; n says over how many.
SELECT spearman(x, z) = (SELECT value FROM ra_got WHERE (stat, term) = ('spearman', 'x:z')) AS spearman, kendall(z, y) = (SELECT value FROM ra_got WHERE (stat, term) = ('kendall', 'y:z')) AS kendall FROM ra_rows;
SELECT n, note FROM ra_state, rank_correlation(o, 'x', 'z');
SELECT n, groups, note FROM kruskal_wallis((SELECT observations(g, z) FROM ra_rows));

-- Merged parts are the whole; so are groups and windows.
SELECT abs((kruskal_wallis(merge(o))).chi2 / (SELECT (kruskal_wallis(observations(g, y))).chi2 FROM ra_rows) - 1) < 1e-12 AS kruskal
FROM (SELECT observations(g, y) AS o FROM ra_rows GROUP BY g || x) AS parts;
SELECT spearman_final(merge(o)) = (SELECT spearman(x, y) FROM ra_rows) AS spearman, kendall_final(merge(o)) = (SELECT kendall(x, y) FROM ra_rows) AS kendall
FROM (SELECT observations(x, y) AS o FROM ra_rows GROUP BY g) AS parts;
SELECT g, round(spearman(x, y)::numeric, 9) AS spearman, round(kendall(x, y)::numeric, 9) AS kendall FROM ra_rows GROUP BY g ORDER BY g;
SELECT i, spearman(i, -i) OVER (ORDER BY i), round(kendall(i % 2, i) OVER (ORDER BY i ROWS 2 PRECEDING)::numeric, 9) AS last_three FROM generate_series(1, 5) AS i ORDER BY i;

-- Kendall's tau by its definition, pair by pair, with ties and without.
CREATE TABLE ra_many AS SELECT (i * 7919 % 1013) % 50 AS x, (i * 104729 % 2003) % 60 + i % 7 AS y, sin(i) AS u, cos(i * i) AS v FROM generate_series(1, 400) AS i;
SELECT abs(kendall(m.x, m.y) - max(d.xy)) < 1e-14 AS ties, abs(kendall(m.u, m.v) - max(d.uv)) < 1e-14 AS no_ties, abs(kendall(m.x, m.v) - max(d.xv)) < 1e-14 AS one_has_ties
FROM ra_many AS m, (SELECT sum(sign(a.x - b.x) * sign(a.y - b.y)) / sqrt(sum(abs(sign(a.x - b.x))) * sum(abs(sign(a.y - b.y)))) AS xy,
	sum(sign(a.u - b.u) * sign(a.v - b.v)) / sqrt(sum(abs(sign(a.u - b.u))) * sum(abs(sign(a.v - b.v)))) AS uv,
	sum(sign(a.x - b.x) * sign(a.v - b.v)) / sqrt(sum(abs(sign(a.x - b.x))) * sum(abs(sign(a.v - b.v)))) AS xv FROM ra_many AS a, ra_many AS b) AS d;
-- Spearman's as core's correlation of mid-ranks.
SELECT abs(max(s.rho) - corr(m.rx, m.ry)) < 1e-14 AS spearman
FROM (SELECT rank() OVER (ORDER BY x) + (count(*) OVER (PARTITION BY x) - 1) / 2.0 AS rx, rank() OVER (ORDER BY y) + (count(*) OVER (PARTITION BY y) - 1) / 2.0 AS ry FROM ra_many) AS m,
	(SELECT spearman(x, y) AS rho FROM ra_many) AS s;
-- Ranks know no scale: any growing function gives the same, a falling one the opposite; values of any size will do.
SELECT spearman(u, v) = spearman(exp(u), v * 1e300) AS spearman, kendall(u, v) = kendall(exp(u), v * 1e300) AS kendall, spearman(u, v) = -spearman(u, -v) AS opposite, spearman(x, x) AS self, kendall(x, -x) AS reverse FROM ra_many;

-- No rows, one row, two, a constant: NULL, and a note.
SELECT spearman(x, y), kendall(x, y) FROM ra_rows WHERE false;
SELECT spearman(x, y), kendall(x, y) FROM ra_rows WHERE x = 3 AND y = 55;
SELECT spearman(x, y), kendall(x, y) FROM ra_rows WHERE x = 5;
SELECT spearman(x, y), kendall(x, y) FROM ra_rows WHERE y < 46;
SELECT spearman(x, NULL), kendall(NULL, y) FROM ra_rows;
SELECT r.* FROM generate_series(0, 3) AS rows, rank_correlation((SELECT observations(i, i * 2) FROM generate_series(1, rows) AS i), 'x', 'y') AS r;
SELECT r.* FROM rank_correlation((SELECT observations(i, 7) FROM generate_series(1, 9) AS i), 'x', 'y') AS r;
SELECT r.* FROM rank_correlation('{"columns": ["x", "y"], "value": [1, null, null, 2]}', 'x', 'y') AS r;
SELECT k.* FROM kruskal_wallis((SELECT observations(g, x) FROM ra_rows WHERE g = 'a')) AS k;
SELECT k.* FROM kruskal_wallis((SELECT observations(g, 1) FROM ra_rows)) AS k;
SELECT k.* FROM kruskal_wallis((SELECT observations(g, x) FROM ra_rows WHERE g = 'x')) AS k;
SELECT k.* FROM kruskal_wallis('{"columns": ["x"], "value": [], "first": [], "first_of": []}') AS k;
SELECT n, groups, chi2, df, note FROM kruskal_wallis('{"columns": ["x"], "value": [1, null, 2, 3], "first": ["a", "b", "c"], "first_of": [0, 1, 2, 2]}');
SELECT n, round(chi2::numeric, 9) AS chi2, note FROM kruskal_wallis((SELECT observations(g, 1e300 * x) FROM ra_rows));

-- Bad arguments: an error that says what.
SELECT rank_correlation(o, 'x', 'nobody') FROM ra_state;
SELECT rank_correlation(o, 'x', 'x') FROM ra_state;
SELECT kruskal_wallis(o) FROM ra_state;
SELECT kruskal_wallis(observations(x, y)) FROM ra_rows;
SELECT spearman_final(o) FROM ra_state;
SELECT kendall(x, 'NaN') FROM ra_rows;
DROP TABLE ra_rows, ra_r, ra_state, ra_got, ra_many;
