-- Reliability of a sum of items. input (card); :items, :keys with -1 for those that are turned
CREATE TEMPORARY TABLE moments AS
	SELECT comoments(keyed, :'items') AS listwise, comoments(keyed, :'items', 'pairwise') AS pairwise
	FROM (SELECT card * :'keys'::scorecard AS keyed FROM input) AS s;

SELECT v.stat, '', v.value
FROM moments, alpha(listwise, :'items') AS a, alpha(pairwise, :'items') AS p,
	omega(listwise, :'items', 'ml') AS ml, omega(listwise, :'items', 'minres') AS minres,
	LATERAL (VALUES
		('n_complete', a.n::float8),
		('alpha_raw', a.alpha),
		('alpha_std', a.alpha_std),
		('guttman_lambda6', a.lambda6),
		('mean_inter_item_r', a.mean_r),
		('alpha_feldt_lower95', a.alpha_low),
		('alpha_feldt_upper95', a.alpha_high),
		('alpha_raw_pairwise', p.alpha),
		('omega_total_1factor_ml_cor', ml.omega),
		('omega_total_1factor_minres_cor', minres.omega),
		('total_sd', a.total_sd),
		('sem_total', a.sem),
		('rci_denominator', sqrt(2::float8) * a.sem),
		('rci_change_for_p05', a.reliable_change)
	) AS v (stat, value);

-- the same from the function for any reliability, which must be within 0..1
SELECT 'sem_total', '', sem(total_sd, alpha) FROM moments, alpha(listwise, :'items') WHERE alpha BETWEEN 0 AND 1;

SELECT v.stat, i.item, v.value
FROM moments, alpha_items(listwise, :'items') AS i, LATERAL (VALUES
	('alpha_if_dropped', i.alpha_if_dropped),
	('item_rest_r', i.item_rest_r)
) AS v (stat, value);

-- a factor has no direction: that in which the loadings sum to more than 0
SELECT 'loading_1factor_' || method, item, loading * CASE WHEN sum(loading) OVER (PARTITION BY method) < 0 THEN -1 ELSE 1 END
FROM moments, (VALUES ('ml'), ('minres')) AS m (method), factor_loadings(listwise, :'items', method) AS f;

DROP TABLE moments;
