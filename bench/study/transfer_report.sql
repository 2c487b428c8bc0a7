SET search_path = public, aiehr;
\echo 'Correlation with the overall rating: in the first file, where the weights were fitted; there in tenths that they were not fitted on; in the second'
WITH part AS MATERIALIZED (
	SELECT v.place, h.part, h.fold, comoments(h.card, v.scores || 'overall_rating'::text) AS c
	FROM kept.variant v CROSS JOIN kept.hire h
	GROUP BY v.place, h.part, h.fold
)
SELECT v.name AS weights, (a.v).n AS n_first, round((a.v).r::numeric, 3) AS r_apparent, round(x.r::numeric, 3) AS r_cross_validated,
	(b.v).n AS n_second, round((b.v).r::numeric, 3) AS r_second, round((b.v).r_low::numeric, 3) AS low, round((b.v).r_high::numeric, 3) AS high
FROM kept.variant v
CROSS JOIN LATERAL (SELECT composite_validity((SELECT merge(p.c) FROM part p WHERE p.place = v.place AND p.part = 'train'), 'overall_rating', v.weights) AS v) a
CROSS JOIN LATERAL (SELECT composite_validity((SELECT merge(p.c) FROM part p WHERE p.place = v.place AND p.part = 'test'), 'overall_rating', v.weights) AS v) b
CROSS JOIN LATERAL (SELECT pooled_corr(ARRAY(SELECT p.c FROM part p WHERE p.place = v.place AND p.part = 'train' ORDER BY p.fold), 'overall_rating', v.fold_weights) AS r) x
ORDER BY v.place;
\echo
\echo 'sjt_1 to sjt_9 and biodata were keyed to the ratings of people in these files: what they add is too good for others.'
