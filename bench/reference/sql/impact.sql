-- Adverse impact. input (sel_focal, n_focal, sel_ref, n_ref)
SELECT v.stat, '', v.value
FROM input, adverse_impact(sel_focal, n_focal, sel_ref, n_ref) AS a, LATERAL (VALUES
	('sel_focal', sel_focal::float8),
	('n_focal', n_focal),
	('sel_ref', sel_ref),
	('n_ref', n_ref),
	('rate_focal', a.rate_focal),
	('rate_ref', a.rate_reference),
	('impact_ratio', a.impact_ratio),
	('four_fifths_flag', a.below_four_fifths::integer),
	('ratio_lower95', a.ratio_low),
	('ratio_upper95', a.ratio_high),
	('fisher_p', a.fisher_p),
	('fisher_p_less', a.fisher_p_less),
	('two_prop_z', a.z),
	('two_prop_p', a.z_p),
	('cohen_h', a.cohen_h),
	('rate_difference', a.rate_difference),
	('odds_ratio', a.odds_ratio),
	('focal_shortfall_to_80', a.shortfall_four_fifths)
) AS v (stat, value);

-- R's fisher.test finds the odds, or one over them, to 1e-4 only, and prints 0 where a table has no other count. The odds are
-- right when the expected count at them is the one that is there: weights of the counts by the ratios of neighbours, as logarithms.
CREATE TEMPORARY TABLE margins AS
	SELECT i.*, odds_ratio_conditional AS odds,
		greatest(0, sel_focal + sel_ref - n_ref) AS least, least(sel_focal + sel_ref, n_focal) AS most
	FROM input AS i, adverse_impact(sel_focal, n_focal, sel_ref, n_ref);

CREATE TEMPORARY TABLE weights AS
	SELECT k, sum(CASE WHEN k > least THEN
		ln(odds * (n_focal - k + 1) * (sel_focal + sel_ref - k + 1) / k / (n_ref - sel_focal - sel_ref + k)) ELSE 0 END)
		OVER (ORDER BY k) AS log_weight
	FROM margins, generate_series(least, most) AS k
	WHERE odds > 0 AND odds < 'Infinity';

SELECT 'fisher_or_cmle', '', odds, NULL, NULL,
	CASE
		WHEN least = most AND odds IS NULL THEN 'no other count has these margins: no odds ratio exists'
		WHEN abs(e.count - sel_focal) < 1e-9 * greatest(1, sel_focal)
			THEN 'at these odds the expected count is the one that is there, to 1e-9'
	END
FROM margins, (
	SELECT sum(k * exp(log_weight - top)) / sum(exp(log_weight - top)) AS count
	FROM weights, (SELECT max(log_weight) AS top FROM weights) AS m
	WHERE log_weight > top - 600
) AS e;

DROP TABLE margins, weights;
