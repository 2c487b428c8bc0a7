-- What predictors add to others. input (card); :base, :added
SELECT v.stat, '', v.value
FROM (SELECT comoments(card, '{(response)}'::text[] || :'base'::text[] || :'added'::text[]) AS m FROM input) AS s,
	incremental_validity(m, '(response)', :'base', :'added') AS i,
	LATERAL (VALUES
		('delta_r2', i.delta_r2),
		('F_change', i.f),
		('df1', i.df1),
		('df2', i.df2),
		('p_change', i.p)
	) AS v (stat, value);
