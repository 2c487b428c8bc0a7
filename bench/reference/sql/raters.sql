-- Raters compared. input (rater, ratee, card); :dimensions
CREATE TEMPORARY TABLE ratings AS SELECT observations(rater, ratee, card, :'dimensions') AS o FROM input;

SELECT v.stat, r.rater, v.value
FROM ratings, rater_statistics(o) AS r, LATERAL (VALUES
	('n', r.n::float8),
	('mean', r.mean),
	('leniency_raw', r.leniency),
	('leniency_vs_ratee', r.leniency_vs_ratee),
	('halo_mean_r', r.halo_r),
	('halo_mean_r_plain', r.halo_r_plain),
	('halo_within_sd', r.within_sd),
	('range_sd', r.sd),
	('first_eigen_share', r.first_eigen_share),
	('severity_eb', r.severity_vs_ratee)
) AS v (stat, value);

SELECT 'severity_p', '', p FROM ratings, rater_severity_test(o);

DROP TABLE ratings;
