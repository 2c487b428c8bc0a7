-- Analysis of variance. input (label, y); :known, the relative tolerance of F if there is a known one
--
-- Numbers of the size of the mean are stored with an error of 2^-53 of it, which is a larger part of their spread within groups:
-- no method gives more digits than that leaves.
SELECT v.stat, '', v.value, CASE WHEN v.stat = 'F' THEN coalesce(nullif(:'known', '')::float8, b.rtol) ELSE b.rtol END
FROM (
	SELECT a.*, greatest(1e-10, 5 * 2::float8 ^ -52 * abs(a.mean) / a.sigma) AS rtol
	FROM group_anova((SELECT groups(label, y) FROM input)) AS a
) AS b, LATERAL (VALUES
	('df_between', df_between::float8),
	('ss_between', ss_between),
	('ms_between', ms_between),
	('F', f),
	('df_within', df_within),
	('ss_within', ss_within),
	('ms_within', ms_within),
	('r2', r2),
	('residual_sd', sigma)
) AS v (stat, value);
