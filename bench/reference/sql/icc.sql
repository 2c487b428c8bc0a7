-- Intraclass correlations of a complete panel. input (rater, ratee, rating)
SELECT 'icc_' || replace(form, ',', '_') || v.suffix, '', v.value
FROM icc((SELECT observations(rater, ratee, rating) FROM input)) AS i, LATERAL (VALUES
	('', icc),
	('_lower95', icc_low),
	('_upper95', icc_high),
	('_F', f),
	('_p', p)
) AS v (suffix, value);
