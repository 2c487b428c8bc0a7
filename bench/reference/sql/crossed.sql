-- Two crossed random effects. input (first, second, y); :first and :second name the factors, :effects says which factor's
-- effects each stat has
CREATE TEMPORARY TABLE ratings AS SELECT observations(first, second, y) AS o FROM input;

SELECT v.stat, v.term, v.value
FROM ratings, crossed_variance(o) AS c, LATERAL (VALUES
	('lmm_variance', :'first', c.first),
	('lmm_variance', :'second', c.second),
	('lmm_variance', 'Residual', c.residual),
	('lmm_mu', '', c.mean)
) AS v (stat, term, value);

SELECT s.key, e.label, e.effect
FROM ratings, crossed_effects(o) AS e
JOIN jsonb_each_text(:'effects') AS s ON s.value = e.factor;

DROP TABLE ratings;
