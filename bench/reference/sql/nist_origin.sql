-- Least squares through the origin. input (card); :x
--
-- The rows and their mirror images have mean 0, so that the line through both goes through the origin: with the same slopes and
-- spread, sums of squares twice as large, and degrees of freedom 2 (n - k) + k - 1 in place of n - k, which errors are freed of.
CREATE TEMPORARY TABLE model AS
	SELECT comoments(card * side, '{y}'::text[] || :'x'::text[]) AS m, count(*) / 2 AS n
	FROM input, (VALUES (1::float8), (-1)) AS s (side);

CREATE TEMPORARY TABLE fit AS
	SELECT f.*, model.n AS rows, f.sigma * sqrt(f.df2 / (2.0 * (model.n - f.k))) AS spread
	FROM model, regression_fit(m, 'y', :'x') AS f;

SELECT v.stat, r.term, v.value, greatest(1e-10, 10 * 2::float8 ^ -52 * r.vif) * v.factor
FROM model, fit AS f, regression(m, 'y', :'x') AS r, LATERAL (VALUES
	('coef', r.b, 1),
	('se', r.se * f.spread / f.sigma * sqrt(2::float8), 10)
) AS v (stat, value, factor)
WHERE r.term <> '(intercept)';

SELECT v.stat, '', v.value, 1e-9
FROM fit AS f, LATERAL (VALUES
	('residual_sd', f.spread),
	('r2', f.r2),
	('F', f.r2 / f.k / ((1 - f.r2) / (f.rows - f.k)))
) AS v (stat, value);

DROP TABLE model, fit;
