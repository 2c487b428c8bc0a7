-- Correlations of all pairs of columns, and the exact figures of shifted data. input (row, card); :keys
CREATE TEMPORARY TABLE moments AS
	SELECT comoments(card, :'keys', 'pairwise') AS pairwise, comoments(card, :'keys') AS listwise,
		observations(card, :'keys') AS rows
	FROM input;

-- pairs are named by the order of the columns
CREATE TEMPORARY TABLE pairs AS
	SELECT a.key AS a, b.key AS b
	FROM unnest(:'keys'::text[]) WITH ORDINALITY AS a (key, place)
	JOIN unnest(:'keys'::text[]) WITH ORDINALITY AS b (key, place) ON a.place < b.place;

SELECT v.stat, p.a || ':' || p.b, v.value
FROM moments, correlation_matrix(pairwise) AS m
JOIN pairs AS p ON (p.a, p.b) IN ((m.a, m.b), (m.b, m.a)),
	LATERAL (VALUES
		('n', m.n::float8),
		('r', m.r),
		('t', m.t),
		('p', m.p),
		('ci_lower95', m.r_low),
		('ci_upper95', m.r_high),
		('p_holm', m.p_holm),
		('p_bh', m.p_bh)
	) AS v (stat, value);

SELECT v.stat, p.a || ':' || p.b, v.value
FROM moments, pairs AS p, LATERAL rank_correlation(rows, p.a, p.b) AS r, LATERAL (VALUES
	('spearman', r.spearman),
	('kendall_tau_b', r.kendall)
) AS v (stat, value);

SELECT 'spearman', p.a || ':' || p.b, spearman(card -> p.a, card -> p.b) FROM input, pairs AS p GROUP BY p.a, p.b;
SELECT 'kendall_tau_b', p.a || ':' || p.b, kendall(card -> p.a, card -> p.b) FROM input, pairs AS p GROUP BY p.a, p.b;

SELECT 'eigenvalue_cor', component, eigenvalue FROM moments, principal_components(listwise);

-- the same from one part and from several merged ones
CREATE TEMPORARY TABLE merged AS
	SELECT parts, merge(pairwise) AS pairwise, merge(listwise) AS listwise
	FROM (
		SELECT parts, comoments(card, :'keys', 'pairwise') AS pairwise, comoments(card, :'keys') AS listwise
		FROM input, (VALUES (1), (2), (7), (64)) AS p (parts)
		GROUP BY parts, row % parts
	) AS part
	GROUP BY parts;

SELECT v.stat, p.a || ':' || p.b, v.value
FROM merged, pairs AS p, LATERAL (VALUES
	('r', corr(pairwise, p.a, p.b)),
	('cov', covariance(pairwise, p.a, p.b))
) AS v (stat, value);

SELECT v.stat, k.key, v.value
FROM merged, unnest(:'keys'::text[]) AS k (key), LATERAL (VALUES
	('mean', mean(listwise, k.key)),
	('var', covariance(listwise, k.key, k.key)),
	('var', sd(listwise, k.key) ^ 2)
) AS v (stat, value);

SELECT 'slope', p.b || '~' || p.a, r.b
FROM merged, pairs AS p, LATERAL regression(listwise, p.b, ARRAY[p.a]) AS r
WHERE r.term = p.a;

DROP TABLE moments, pairs, merged;
