-- Weights on the first file alone: once on all of it, and for each tenth on the other nine, so that the tenth can try them.
SET search_path = public, aiehr;

CREATE FUNCTION kept.fit(how text, c aiehr.comoments, x text[]) RETURNS aiehr.scorecard LANGUAGE sql STABLE AS $$
	SELECT CASE how
		WHEN 'least squares' THEN (SELECT scorecard_agg(r.term, r.b) FROM regression(c, 'overall_rating', x) r WHERE r.term = ANY (x))
		-- equal standard deviations, each with the direction it has here
		WHEN 'unit' THEN (SELECT scorecard_agg(k, sign(corr(c, k, 'overall_rating')) / sd(c, k)) FROM unnest(x) k)
		WHEN 'relative weights' THEN (SELECT scorecard_agg(w.key, w.weight)
			FROM weights_from(c, c, 'overall_rating', x, (SELECT scorecard_agg(k, 1) FROM unnest(x) k), sds(c), 1) w) END
$$;

INSERT INTO kept.variant (place, name, scores)
SELECT row_number() OVER (ORDER BY s.place, h.place), h.how || ', ' || s.name, s.scores
FROM (VALUES (1, '13 personality scores', ARRAY(SELECT format('personality_%s', to_char(k, 'FM00')) FROM generate_series(1, 13) k)),
	(2, 'all 24 scores', :'scores'::text[])) AS s (place, name, scores)
CROSS JOIN (VALUES (1, 'least squares'), (2, 'relative weights'), (3, 'unit')) AS h (place, how);

WITH part AS MATERIALIZED (
	SELECT v.place, h.fold, comoments(h.card, v.scores || 'overall_rating'::text) AS c
	FROM kept.variant v CROSS JOIN kept.hire h
	WHERE h.part = 'train'
	GROUP BY v.place, h.fold
), fitted AS (
	SELECT v.place, kept.fit(split_part(v.name, ',', 1), (SELECT merge(p.c) FROM part p WHERE p.place = v.place), v.scores) AS weights,
		ARRAY(SELECT kept.fit(split_part(v.name, ',', 1), (SELECT merge(p.c) FROM part p WHERE p.place = v.place AND p.fold <> f.fold), v.scores)
			FROM part f WHERE f.place = v.place ORDER BY f.fold) AS fold_weights
	FROM kept.variant v
)
UPDATE kept.variant v SET weights = f.weights, fold_weights = f.fold_weights FROM fitted f WHERE f.place = v.place;

SELECT format('%s ways, %s weights', count(*), sum(cardinality(keys(weights)))) FROM kept.variant;
