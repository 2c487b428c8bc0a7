-- Composites of items. input (id, raw); :items, :weights, the scale of each item :from .. :to (turned where from is above to),
-- :lo and :hi the bounds of all items, :least the items that somebody must have answered
CREATE TEMPORARY TABLE answers AS
	SELECT id, coalesce(rescale(slice(raw, :'items'), :'from', :'to'), '{}') AS card
	FROM input;

-- what nobody answered counts as the item's mean
CREATE TEMPORARY TABLE composites AS
	SELECT id, cardinality(keys(card)) AS n_valid,
		composite(card, :'weights', 'null') AS complete,
		CASE WHEN cardinality(keys(card)) >= :least THEN composite(card, :'weights', 'renormalise', 0) END AS prorated,
		composite((SELECT scorecard_avg(card) FROM answers) || card, :'weights', 'null') AS imputed,
		dot(card, :'weights') AS complete_sum
	FROM answers;

-- from 0..100 to the items' own scale; weights need not sum to 1, and only sums that nothing is missing from use that
CREATE TEMPORARY TABLE own_scale AS
	SELECT id, n_valid, prorated, :lo + (:hi - :lo) / 100.0::float8 * prorated AS prorated_own,
		s.weight * (:lo + (:hi - :lo) / 100.0::float8 * complete) AS complete_own,
		s.weight * (:lo + (:hi - :lo) / 100.0::float8 * imputed) AS imputed_own,
		s.weight * :lo + (:hi - :lo) / 100.0::float8 * complete_sum AS complete_sum_own
	FROM composites, (SELECT sum(value) AS weight FROM each(:'weights')) AS s;

SELECT v.stat, id, v.value
FROM own_scale, LATERAL (VALUES
	('n_valid', n_valid::float8),
	('score_require_all', complete_own),
	('score_require_all', complete_sum_own),
	(format('score_prorate_min%s', :least), prorated_own),
	('score_item_mean_imputed', imputed_own),
	('score_0_100', prorated)
) AS v (stat, value);

SELECT format('%s_prorate_min%s', v.stat, :least), '', v.value
FROM (SELECT norm(prorated_own) AS norm FROM own_scale) AS s, LATERAL (VALUES
	('n', norm_n(norm)::float8),
	('mean', norm_mean(norm)),
	('sd', norm_sd(norm))
) AS v (stat, value);

DROP TABLE answers, composites, own_scale;
