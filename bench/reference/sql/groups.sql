-- Groups compared. input (label, y)
CREATE TEMPORARY TABLE compared AS
	SELECT groups(label, y) AS g, observations(label, y) AS o FROM input;

SELECT v.stat, c."group", v.value
FROM compared, group_comparison(g, 'moments') AS c, LATERAL (VALUES
	('n', c.n::float8),
	('mean', c.mean),
	('eb_mean', c.shrunken),
	('eb_reliability', c.believed),
	('eb_se', c.shrunken_se),
	('welch_t_vs_rest', c.t),
	('welch_df_vs_rest', c.df),
	('welch_p_vs_rest', c.p),
	('welch_p_vs_rest_holm', c.p_holm),
	('welch_p_vs_rest_bh', c.p_bh),
	('cohen_d_vs_rest', c.d)
) AS v (stat, value);

SELECT 'reml_blup_mean', "group", shrunken FROM compared, group_comparison(g, 'reml');
SELECT 'dl_blup', "group", shrunken FROM compared, group_comparison(g, 'dl');

SELECT v.stat, '', v.value
FROM compared, group_anova(g) AS a, group_variance(g, 'moments') AS m, LATERAL (VALUES
	('anova_F', a.f),
	('anova_p', a.p),
	('msb', a.ms_between),
	('msw', a.ms_within),
	('n0', a.n0),
	('tau2', m.tau2),
	('icc1', a.icc1),
	('icc2', a.icc2),
	('mu', m.mu),
	('welch_anova_F', a.welch_f),
	('welch_anova_df2', a.welch_df2),
	('welch_anova_p', a.welch_p)
) AS v (stat, value);

SELECT v.stat, '', v.value
FROM compared, kruskal_wallis(o) AS k, LATERAL (VALUES
	('kruskal_chi2', k.chi2),
	('kruskal_p', k.p)
) AS v (stat, value);

SELECT v.stat, '', v.value
FROM compared, group_variance(g, 'reml') AS r, group_variance(g, 'dl') AS d, group_variance(g, 'pm') AS p, LATERAL (VALUES
	('reml_mu', r.mu),
	('dl_tau2', d.tau2),
	('dl_mu', d.mu),
	('dl_se_mu', d.mu_se),
	('dl_Q', d.q),
	('dl_I2', d.i2),
	('pm_tau2', p.tau2),
	('pm_mu', p.mu)
) AS v (stat, value);

-- A fit may stop before its maximum. Ours is at it if Newton's steps from there are nothing: derivatives of the restricted
-- likelihood by tau2 and sigma2, from n, mean and spread of the groups (v = sigma2 + n tau2, w = n / v), over their information.
CREATE TEMPORARY TABLE summary AS
	SELECT label, count(*) AS n, avg(y) AS mean, sum((y - (SELECT avg(o.y) FROM input AS o WHERE o.label = i.label)) ^ 2) AS ss
	FROM input AS i
	WHERE y IS NOT NULL AND label IS NOT NULL
	GROUP BY label;

CREATE TEMPORARY TABLE maximum AS
	SELECT tau2, sigma2,
		(sum((w * residual) ^ 2) - sum(w) + sum(w ^ 2) / sum(w))
			/ (sum(w ^ 2) - 2 * sum(w ^ 3) / sum(w) + (sum(w ^ 2) / sum(w)) ^ 2) AS step_tau2,
		(sum(ss) / sigma2 ^ 2 - sum(n - 1) / sigma2 + sum(w / v * residual ^ 2) - sum(1 / v) + sum(w / v) / sum(w))
			/ (sum(n - 1) / sigma2 ^ 2) AS step_sigma2
	FROM (
		SELECT r.tau2, r.sigma2, s.n, s.ss, r.sigma2 + s.n * r.tau2 AS v, s.n / (r.sigma2 + s.n * r.tau2) AS w, s.mean - r.mu AS residual
		FROM compared, group_variance(g, 'reml') AS r, summary AS s
	) AS part
	GROUP BY tau2, sigma2;

SELECT v.stat, '', v.value, NULL, NULL,
	CASE WHEN abs(step_tau2) < 1e-8 * tau2 AND abs(step_sigma2) < 1e-8 * sigma2
		THEN 'here the derivatives of the restricted likelihood are 0' END
FROM maximum, LATERAL (VALUES
	('reml_tau2', tau2),
	('reml_sigma2', sigma2)
) AS v (stat, value);

DROP TABLE compared, summary, maximum;
