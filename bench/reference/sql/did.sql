-- Difference in differences. input (person, treated, post, y)
SELECT v.stat, '', v.value
FROM (
	SELECT observations(person, format('{"treated": %s, "post": %s, "y": %s}', treated, post, y)::scorecard, '{treated,post,y}') AS o
	FROM input
	WHERE treated IS NOT NULL AND post IS NOT NULL AND y IS NOT NULL
) AS s, did(o) AS d, LATERAL (VALUES
	('did', d.did),
	('se_ols', d.se),
	('se_cluster_hc1', d.se_clustered),
	('p_cluster_t', d.p_clustered),
	('n_pairs', d.n_pairs),
	('did_pairs', d.did_pairs),
	('welch_p_pairs', d.pairs_p),
	('welch_ci_low', d.pairs_low),
	('welch_ci_high', d.pairs_high),
	('ancova_effect', d.ancova),
	('ancova_se', d.ancova_se)
) AS v (stat, value);
