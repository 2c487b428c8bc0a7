-- The last impression in a rating, what came before held constant. input (card); :x, :y, :given
SELECT v.stat, '', v.value
FROM (SELECT comoments(card, ARRAY[:'x', :'y'] || :'given'::text[]) AS m FROM input) AS s,
	partial_correlation(m, :'x', :'y', :'given') AS c,
	LATERAL (VALUES
		('recency_partial_r', c.r),
		('recency_df', c.df),
		('recency_t', c.t),
		('recency_p', c.p)
	) AS v (stat, value);
