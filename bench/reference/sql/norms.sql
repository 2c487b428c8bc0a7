-- Scores read against the norm of all. input (id, x)
CREATE TEMPORARY TABLE sample AS SELECT norm(x) AS norm FROM input;

SELECT v.stat, '', v.value
FROM sample, LATERAL (VALUES
	('n', norm_n(norm)::float8),
	('mean', norm_mean(norm)),
	('sd', norm_sd(norm)),
	('skewness_g1', norm_skewness(norm))
) AS v (stat, value);

SELECT v.stat, id, v.value
FROM input, sample, LATERAL (VALUES
	('z', norm_z(norm, x)),
	('T', norm_t(norm, x)),
	('percentile_midrank', norm_percentile(norm, x)),
	('sten_z', norm_sten(norm, x)),
	('stanine_pr', norm_stanine(norm, x)),
	('stanine_z', norm_stanine(norm, x, 'z')),
	('normal_score_blom', norm_normal_score(norm, x))
) AS v (stat, value);

DROP TABLE sample;
