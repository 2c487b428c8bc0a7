-- Least squares of (response) on :x. input (card)
CREATE TEMPORARY TABLE model AS
	SELECT comoments(card, keys) AS m, observations(card, keys) AS o
	FROM input, (SELECT '{(response)}'::text[] || :'x'::text[] AS keys) AS k;

SELECT v.stat, CASE r.term WHEN '(intercept)' THEN '(Intercept)' ELSE r.term END, v.value
FROM model, regression(m, '(response)', :'x') AS r, LATERAL (VALUES
	('coef', r.b),
	('se', r.se),
	('t', r.t),
	('p', r.p),
	('ci_lower95', r.b_low),
	('ci_upper95', r.b_high),
	('beta_std', r.beta),
	('vif', r.vif)
) AS v (stat, value);

SELECT v.stat, '', v.value
FROM model, regression_fit(m, '(response)', :'x') AS f, press(o, '(response)', :'x') AS p, LATERAL (VALUES
	('n', f.n::float8),
	('sigma', f.sigma),
	('r2', f.r2),
	('adj_r2', f.adj_r2),
	('F', f.f),
	('F_df1', f.df1),
	('F_df2', f.df2),
	('F_p', f.p),
	('aic', f.aic),
	('press_r2', p.press_r2)
) AS v (stat, value);

SELECT 'se_hc3', CASE r.term WHEN '(intercept)' THEN '(Intercept)' ELSE r.term END, r.se_hc3
FROM model, regression_robust(o, '(response)', :'x') AS r;

SELECT v.stat, w.key, v.value
FROM model, relative_weights(m, '(response)', :'x') AS w, LATERAL (VALUES
	('relative_weight', w.weight),
	('relative_weight_share', w.share)
) AS v (stat, value);

SELECT 'lmg', key, weight FROM model, lmg(m, '(response)', :'x');

-- New weights: shares of relative weight, none where r is below 0, at most a step from equal ones.
SELECT 'recommended_weight_step' || s.step, k.key, coalesce(step_weights(w.target, w.present, s.step) -> k.key, 0)
FROM model, unnest(:'x'::text[]) AS k (key), (VALUES (0.05::float8), (0.15), (1)) AS s (step),
	LATERAL (
		SELECT scorecard_agg(key, CASE WHEN r < 0 THEN 0 ELSE share END) AS target, scorecard_agg(key, 1) AS present
		FROM relative_weights(m, '(response)', :'x')
	) AS w;

DROP TABLE model;
