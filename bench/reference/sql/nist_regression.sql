-- Least squares of y on :x, B1, B2 ... input (card); :known, the relative tolerance of coefficients if there is a known one;
-- :may_refuse 1 where COLLINEAR is as good an answer
--
-- Else the tolerance is 1e-10, or what predictors leave that nearly determine each other: the error of all standardised
-- coefficients together is their size times the inflation of variance, and a small one has its share of that. The intercept is
-- a difference, so that its error is that of the largest of its parts. Errors and fit have ten times the tolerance.
CREATE TEMPORARY TABLE model AS
	SELECT comoments(card, '{y}'::text[] || :'x'::text[]) AS m FROM input;

CREATE TEMPORARY TABLE terms AS
	SELECT r.*, coalesce(nullif(:'known', '')::float8, greatest(1e-10, 10 * 2::float8 ^ -52 * inflation * size)) AS rtol
	FROM (
		SELECT r.*, max(vif) OVER () AS inflation,
			CASE WHEN term = '(intercept)' THEN max(abs(part)) OVER () / abs(b)
				ELSE max(abs(beta)) OVER () / abs(beta) END AS size
		FROM (
			SELECT r.*, CASE WHEN term <> '(intercept)' THEN b * mean(m, term) END AS part
			FROM model, regression(m, 'y', :'x') AS r
		) AS r
	) AS r;

SELECT v.stat, CASE term WHEN '(intercept)' THEN 'B0' ELSE term END, v.value, v.factor * rtol, CASE WHEN :may_refuse = 1 THEN note END
FROM terms, LATERAL (VALUES
	('coef', b, 1),
	('se', se, 10)
) AS v (stat, value, factor);

SELECT v.stat, '', v.value, 10 * (SELECT min(rtol) FROM terms), CASE WHEN :may_refuse = 1 THEN f.note END
FROM model, regression_fit(m, 'y', :'x') AS f, LATERAL (VALUES
	('residual_sd', f.sigma),
	('r2', f.r2),
	('F', f.f)
) AS v (stat, value);

DROP TABLE model, terms;
