-- Selection over strata. input (sel_focal, n_focal, sel_ref, n_ref), a row a stratum. The odds of the files are of the reference
-- group over the focal group, ours are the reverse.
SELECT v.stat, '', v.value
FROM (SELECT (mantel_haenszel(sel_focal, n_focal, sel_ref, n_ref)).* FROM input) AS m, LATERAL (VALUES
	('mh_chi2', m.chi2),
	('mh_p', m.p),
	('mh_or', 1 / m.odds_ratio),
	('mh_or_lower95', 1 / m.odds_ratio_high),
	('mh_or_upper95', 1 / m.odds_ratio_low)
) AS v (stat, value);
