-- From evidence to weights: pure functions of comoments, which proposals and their cross-validation share.

CREATE FUNCTION aiehr.comoments_of(key text, n bigint, mean float8, sd float8) RETURNS aiehr.comoments
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
	SELECT CASE WHEN n >= 1 AND mean IS NOT NULL AND sd IS NOT NULL THEN
		format('{"missing": "listwise", "keys": [%s], "rows": [%s, 0], "pivot": [%s], "mean": [0], "product": [%s]}',
			to_jsonb(key), n, mean, sd * sd * (n - 1))::aiehr.comoments END
$$;
COMMENT ON FUNCTION aiehr.comoments_of(text, bigint, float8, float8) IS
	'Comoments of one variable from its n, mean and standard deviation (with n - 1; 0 of one row); NULL without rows';

-- Relative weights are never negative: whether there is anything to weigh is for the correlation to say, as it was observed.
CREATE FUNCTION aiehr.weights_from(observed aiehr.comoments, c aiehr.comoments, y text, x text[], present aiehr.scorecard, sds aiehr.scorecard, step float8)
	RETURNS TABLE (key text, r float8, r_low float8, r_high float8, r_corrected float8, relative_weight float8, target float8, weight float8, note text)
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, aiehr, pg_temp
AS $$
	WITH importance AS (
		SELECT w.key, v.r, v.r_low, v.r_high, w.r AS r_corrected, w.share, coalesce(w.note, v.note) AS note,
			CASE WHEN w.note IS NULL AND v.r_low > 0 THEN w.share ELSE 0 END AS part
		FROM relative_weights(c, y, x) AS w
		CROSS JOIN LATERAL composite_validity(observed, y, jsonb_build_object(w.key, 1)::scorecard) AS v
	),
	-- a weight acts by the standard deviation of what it weighs
	acting AS (
		SELECT i.*, i.part / nullif(sum(i.part) OVER (), 0) AS target, i.part / coalesce(nullif(sds -> i.key, 0), 1) AS nominal
		FROM importance i
	),
	stepped AS (
		SELECT CASE WHEN sum(a.nominal) > 0 THEN step_weights(scorecard_agg(a.key, a.nominal), present, step) ELSE step_weights(present, present, step) END AS weights
		FROM acting a
	)
	SELECT a.key, a.r, a.r_low, a.r_high, a.r_corrected, a.share, coalesce(a.target, 0), coalesce(s.weights -> a.key, 0), a.note
	FROM acting a
	CROSS JOIN stepped s
	ORDER BY a.key
$$;
COMMENT ON FUNCTION aiehr.weights_from(aiehr.comoments, aiehr.comoments, text, text[], aiehr.scorecard, aiehr.scorecard, float8) IS
	'Weights of the keys x proposed by what they explain of y in c, comoments corrected for range restriction or once more those observed: target is the share of relative weights (Johnson 2000), 0 where the 95 % interval of the observed r reaches 0; weight is the target divided by the standard deviations sds, moved towards from the present weights by at most step each, none below 0, sum 1; the present weights where nothing is above 0';

-- One row a variant of weights: the correlation of its composite with y, as a whole and within the parts that it was not fitted on.
CREATE FUNCTION aiehr.pooled_corr(parts aiehr.comoments[], y text, weights aiehr.scorecard[]) RETURNS float8
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, aiehr, pg_temp
AS $$
	SELECT CASE WHEN sum(p.xx) > 0 AND sum(p.yy) > 0 THEN greatest(-1, least(1, sum(p.xy) / sqrt(sum(p.xx)) / sqrt(sum(p.yy)))) END
	FROM (
		SELECT (n(w.c) - 1) * covariance(w.c, '@composite', y) AS xy, (n(w.c) - 1) * sd(w.c, '@composite') ^ 2 AS xx, (n(w.c) - 1) * sd(w.c, y) ^ 2 AS yy
		FROM unnest(parts, weights) AS u (part, weight)
		CROSS JOIN LATERAL (SELECT with_composite(u.part, '@composite', u.weight) AS c) AS w
		WHERE n(u.part) > 1
	) p
$$;
COMMENT ON FUNCTION aiehr.pooled_corr(aiehr.comoments[], text, aiehr.scorecard[]) IS
	'Correlation of y with a composite within parts of a sample, each with weights of its own, sums of products pooled: with weights fitted on the other parts it is the cross-validated validity';
