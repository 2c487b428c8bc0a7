-- Predictions and what came. input (id, predicted, actual)
CREATE TEMPORARY TABLE pairs AS
	SELECT id, format('{"score": %s}', predicted)::scorecard AS predicted, format('{"score": %s}', actual)::scorecard AS actual,
		format('{"predicted": %s, "actual": %s}', predicted, actual)::scorecard AS pair,
		0.15 * abs(predicted) AS allowed,
		actual::numeric - predicted::numeric AS difference, 0.15 * abs(predicted::numeric) AS allowed_decimal
	FROM input
	WHERE predicted IS NOT NULL AND actual IS NOT NULL;

-- where 0 was predicted there is no relative gap, and the one in points tells
CREATE TEMPORARY TABLE gaps AS
	SELECT p.*, gap(predicted, actual) -> 'score' AS relative,
		exceeding(gap(predicted, actual), 0.15) ? 'score' AS by_share,
		exceeding(gap(predicted, actual, 'points'), allowed) ? 'score' AS by_points,
		gap(predicted, actual, 'points') -> 'score' AS points
	FROM pairs AS p;

SELECT 'gap_pct', id, 100 * relative FROM gaps;

-- 15 percent exactly is no trigger; in doubles 0.15 times a score may be less than that. Decimals prove it.
SELECT 'trigger_abs_gt15pct', id, v.triggers::integer, NULL, NULL,
	CASE WHEN v.triggers = (abs(difference) > allowed_decimal) THEN 'so it is in decimals' END
FROM gaps, LATERAL (VALUES (by_points), (CASE WHEN relative IS NULL THEN by_points ELSE by_share END)) AS v (triggers);

SELECT v.stat, '', v.value, NULL, NULL, CASE WHEN v.value = v.decimal THEN 'so many they are in decimals' END
FROM (
	SELECT count(*) FILTER (WHERE by_points) AS absolute, count(*) FILTER (WHERE by_points AND points < 0) AS shortfall,
		count(*) FILTER (WHERE abs(difference) > allowed_decimal) AS decimal_absolute,
		count(*) FILTER (WHERE -difference > allowed_decimal) AS decimal_shortfall
	FROM gaps
) AS g, LATERAL (VALUES
	('n_trigger_abs', absolute, decimal_absolute),
	('n_trigger_shortfall', shortfall, decimal_shortfall)
) AS v (stat, value, decimal);

CREATE TEMPORARY TABLE model AS SELECT observations(id, pair, '{predicted,actual}') AS o FROM pairs;

SELECT v.stat, label, v.value
FROM model, residuals(o, 'actual', '{predicted}') AS r, LATERAL (VALUES
	('residual', r.residual),
	('rstandard', r.rstandard),
	('rstudent', r.rstudent)
) AS v (stat, value);

SELECT v.stat, '', v.value
FROM model, agreement(o, 'predicted', 'actual') AS a, LATERAL (VALUES
	('n', a.n::float8),
	('ba_bias', a.bias),
	('ba_sd', a.sd),
	('ba_loa_lower', a.loa_low),
	('ba_loa_upper', a.loa_high),
	('ba_bias_lower95', a.bias_low),
	('ba_bias_upper95', a.bias_high),
	('ba_loa_lower_ci_low', a.loa_low_low),
	('ba_loa_lower_ci_high', a.loa_low_high),
	('ba_loa_upper_ci_low', a.loa_high_low),
	('ba_loa_upper_ci_high', a.loa_high_high),
	('ba_trend_slope', a.trend_slope),
	('ba_trend_p', a.trend_p),
	('mae', a.mae),
	('rmse', a.rmse),
	('lin_ccc', a.ccc)
) AS v (stat, value);

DROP TABLE pairs, gaps, model;
