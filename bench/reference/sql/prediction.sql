-- Differential prediction of y by x. input (focal, card), focal 1 or 0
CREATE TEMPORARY TABLE bias AS
	SELECT d.*
	FROM (
		SELECT comoments(card, '{x,y}') FILTER (WHERE focal = 1) AS focal, comoments(card, '{x,y}') FILTER (WHERE focal = 0) AS reference
		FROM input
	) AS s, differential_prediction(s.focal, s.reference, 'x', 'y', 10) AS d;

SELECT v.stat, '', v.value
FROM bias, LATERAL (VALUES
	('n', (n_focal + n_reference)::float8),
	('omnibus_F', omnibus_f),
	('omnibus_p', omnibus_p),
	('intercept_F', intercept_f),
	('intercept_p', intercept_p),
	('slope_F', slope_f),
	('slope_p', slope_p),
	('delta_r2_intercept', delta_r2_intercept),
	('delta_r2_slope', delta_r2_slope),
	('mean_residual_focal', mean_residual_focal),
	('mean_residual_ref', mean_residual_reference),
	('score_cohen_d', d),
	('score_hedges_g', g)
) AS v (stat, value);

SELECT 'coef', v.term, v.value
FROM bias, LATERAL (VALUES
	('(Intercept)', intercept_reference),
	('x', slope_reference),
	('g', intercept_difference),
	('x:g', slope_difference)
) AS v (term, value);

DROP TABLE bias;
