-- Fairness: adverse impact of selection, differences of scores, differential prediction.

CREATE FUNCTION aiehr.adverse_impact(selected_focal bigint, n_focal bigint, selected_reference bigint, n_reference bigint,
	level float8 DEFAULT 0.95,
	OUT rate_focal float8, OUT rate_reference float8, OUT rate_difference float8, OUT impact_ratio float8, OUT
	ratio_low float8, OUT ratio_high float8, OUT below_four_fifths boolean, OUT z float8, OUT z_p float8, OUT
	fisher_p float8, OUT fisher_p_less float8, OUT fisher_mid_p_less float8, OUT odds_ratio float8, OUT
	odds_ratio_conditional float8, OUT cohen_h float8, OUT phi float8, OUT shortfall float8, OUT
	shortfall_four_fifths bigint, OUT flips boolean, OUT decided_by text, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_adverse_impact';
COMMENT ON FUNCTION aiehr.adverse_impact(bigint, bigint, bigint, bigint, float8) IS
	'Selection of a focal and a reference group compared, differences being focal less reference, ratios focal over reference: rates 0..1, impact ratio with Katzs interval and whether it is below four fifths (exact), pooled z without correction, Fishers exact p (two-sided, of as few or fewer of the focal group, and Lancasters mid-p of that), odds ratio of the sample and by conditional likelihood (infinite where no more of the focal group could have been selected), Cohens h, phi; shortfall is how many more of the focal group there would be at the common rate, shortfall_four_fifths how many more it takes to reach four fifths, flips whether moving one selection to the focal group changes below_four_fifths, decided_by the test to read: fisher where an expected count is below 5, else z';

CREATE FUNCTION aiehr.mantel_haenszel_accum(state float8[], selected_focal bigint, n_focal bigint, selected_reference bigint,
	n_reference bigint) RETURNS float8[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_mantel_haenszel_accum';
COMMENT ON FUNCTION aiehr.mantel_haenszel_accum(float8[], bigint, bigint, bigint, bigint) IS
	'transition of mantel_haenszel';

CREATE FUNCTION aiehr.mantel_haenszel_combine(a float8[], b float8[]) RETURNS float8[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_mantel_haenszel_combine';
COMMENT ON FUNCTION aiehr.mantel_haenszel_combine(float8[], float8[]) IS
	'merges two states of mantel_haenszel';

CREATE TYPE aiehr.mantel_haenszel_result AS (
	strata bigint,
	chi2 float8,
	p float8,
	odds_ratio float8,
	odds_ratio_low float8,
	odds_ratio_high float8,
	note text
);
COMMENT ON TYPE aiehr.mantel_haenszel_result IS
	'result of mantel_haenszel: strata that have both groups and both outcomes, chi-squared with one degree of freedom and its p, common odds of selection of the focal group over the reference group with 95 % interval, note';

CREATE FUNCTION aiehr.mantel_haenszel_final(state float8[]) RETURNS aiehr.mantel_haenszel_result
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_mantel_haenszel_final';
COMMENT ON FUNCTION aiehr.mantel_haenszel_final(float8[]) IS
	'final step of mantel_haenszel';

CREATE AGGREGATE aiehr.mantel_haenszel(selected_focal bigint, n_focal bigint, selected_reference bigint, n_reference bigint) (
	SFUNC = aiehr.mantel_haenszel_accum, STYPE = float8[], INITCOND = '{0,0,0,0,0,0,0,0}',
	FINALFUNC = aiehr.mantel_haenszel_final, COMBINEFUNC = aiehr.mantel_haenszel_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.mantel_haenszel(bigint, bigint, bigint, bigint) IS
	'Selection of two groups compared over strata such as jobs, a row each: Mantel and Haenszels test without correction, common odds of selection of the focal group over the reference group with Robins, Breslow and Greenlands 95 % interval; rows with a NULL are left out, strata without both groups or both outcomes say nothing';

CREATE FUNCTION aiehr.differential_prediction(focal aiehr.comoments, reference aiehr.comoments, x text, y text, min_group integer DEFAULT 50,
	OUT n_focal bigint, OUT n_reference bigint, OUT omnibus_f float8, OUT omnibus_p float8, OUT intercept_f
	float8, OUT intercept_p float8, OUT slope_f float8, OUT slope_p float8, OUT delta_r2_intercept float8, OUT
	delta_r2_slope float8, OUT intercept_reference float8, OUT slope_reference float8, OUT
	intercept_difference float8, OUT slope_difference float8, OUT mean_residual_focal float8, OUT
	mean_residual_reference float8, OUT d float8, OUT g float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_differential_prediction';
COMMENT ON FUNCTION aiehr.differential_prediction(aiehr.comoments, aiehr.comoments, text, text, integer) IS
	'Does x predict the same y in two groups (Cleary 1968): F tests of one line against two parallel ones (intercept), of these against two of their own (slope) and of the first against the last (omnibus), with what each adds to R2; the line of the reference group and how that of the focal group differs; mean residuals from the one line, above 0 where it predicts too little; Cohens d and Hedges g of x, focal less reference. Nothing below min_group rows in either group, which must be 10 or more';

CREATE FUNCTION aiehr.score_difference(n1 bigint, mean1 float8, sd1 float8, n2 bigint, mean2 float8, sd2 float8, level float8 DEFAULT 0.95,
	OUT difference float8, OUT difference_low float8, OUT difference_high float8, OUT t float8, OUT df float8,
	OUT p float8, OUT d float8, OUT g float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_score_difference';
COMMENT ON FUNCTION aiehr.score_difference(bigint, float8, float8, bigint, float8, float8, float8) IS
	'Two means compared from n, mean and standard deviation (with n - 1) of each, the first less the second: Welchs test and interval, Cohens d (pooled), Hedges g';
