-- What follows from comoments without a second look at the rows: correlations, regressions, importance, reliability. Where a figure
-- cannot be had, it is NULL and the column note says why; docs/reference/statistics.md explains the notes.

CREATE FUNCTION aiehr.correlation_matrix(c aiehr.comoments, level float8 DEFAULT 0.95,
	OUT a text, OUT b text, OUT n bigint, OUT r float8, OUT df bigint, OUT t float8, OUT p float8, OUT r_low
	float8, OUT r_high float8, OUT p_holm float8, OUT p_bh float8, OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 66
AS 'MODULE_PATHNAME', 'aiehr_correlation_matrix';
COMMENT ON FUNCTION aiehr.correlation_matrix(aiehr.comoments, float8) IS
	'A row for each pair of keys: n, r, Students t test, Fishers interval, p adjusted over all pairs by Holm and by Benjamini and Hochberg';

CREATE FUNCTION aiehr.principal_components(c aiehr.comoments,
	OUT component bigint, OUT eigenvalue float8, OUT share float8) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'aiehr_principal_components';
COMMENT ON FUNCTION aiehr.principal_components(aiehr.comoments) IS
	'Eigenvalues of the correlation matrix, largest first, and their share of the number of variables; no row where one is constant';

CREATE FUNCTION aiehr.partial_correlation(c aiehr.comoments, x text, y text, given text[], level float8 DEFAULT 0.95,
	OUT n bigint, OUT r float8, OUT df bigint, OUT t float8, OUT p float8, OUT r_low float8, OUT r_high float8,
	OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_partial_correlation';
COMMENT ON FUNCTION aiehr.partial_correlation(aiehr.comoments, text, text, text[], float8) IS
	'Correlation of x and y with other variables held constant, with test and interval';

CREATE FUNCTION aiehr.regression(c aiehr.comoments, y text, x text[], level float8 DEFAULT 0.95,
	OUT term text, OUT b float8, OUT se float8, OUT t float8, OUT p float8, OUT b_low float8, OUT b_high
	float8, OUT beta float8, OUT vif float8, OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'aiehr_regression';
COMMENT ON FUNCTION aiehr.regression(aiehr.comoments, text, text[], float8) IS
	'Least squares of y on x, a row for (intercept) and each predictor: b in units of y a unit of x, its error, test and interval; beta standardised; vif inflation of variance. A predictor that the others determine (1/vif below 1e-10) is named COLLINEAR and nothing is fitted';

CREATE FUNCTION aiehr.regression_fit(c aiehr.comoments, y text, x text[],
	OUT n bigint, OUT n_incomplete bigint, OUT k bigint, OUT r2 float8, OUT adj_r2 float8, OUT f float8, OUT
	df1 bigint, OUT df2 bigint, OUT p float8, OUT sigma float8, OUT aic float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_regression_fit';
COMMENT ON FUNCTION aiehr.regression_fit(aiehr.comoments, text, text[]) IS
	'The regression of y on x as a whole: rows used and left out, predictors, share of variance explained, F test, residual standard deviation, Akaikes criterion';

CREATE FUNCTION aiehr.incremental_validity(c aiehr.comoments, y text, base text[], added text[],
	OUT n bigint, OUT r2_base float8, OUT r2_full float8, OUT delta_r2 float8, OUT f float8, OUT df1 bigint,
	OUT df2 bigint, OUT p float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_incremental_validity';
COMMENT ON FUNCTION aiehr.incremental_validity(aiehr.comoments, text, text[], text[]) IS
	'What the added predictors explain of y beyond the base, over the same rows, with F test';

CREATE FUNCTION aiehr.relative_weights(c aiehr.comoments, y text, x text[],
	OUT key text, OUT r float8, OUT weight float8, OUT share float8, OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'aiehr_relative_weights';
COMMENT ON FUNCTION aiehr.relative_weights(aiehr.comoments, text, text[]) IS
	'Relative weights of the predictors (Johnson 2000): parts of R2 that sum to it, and shares that sum to 1; r is the correlation with y, whose sign the weights do not have';

CREATE FUNCTION aiehr.lmg(c aiehr.comoments, y text, x text[],
	OUT key text, OUT r float8, OUT weight float8, OUT share float8, OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'aiehr_lmg';
COMMENT ON FUNCTION aiehr.lmg(aiehr.comoments, text, text[]) IS
	'Shapley value of R2 by predictor (Lindeman, Merenda and Gold 1980), for up to ten: parts of R2 that sum to it, and shares that sum to 1';

CREATE FUNCTION aiehr.composite_validity(c aiehr.comoments, y text, weights aiehr.scorecard, level float8 DEFAULT 0.95,
	OUT n bigint, OUT r float8, OUT df bigint, OUT t float8, OUT p float8, OUT r_low float8, OUT r_high float8,
	OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_composite_validity';
COMMENT ON FUNCTION aiehr.composite_validity(aiehr.comoments, text, aiehr.scorecard, float8) IS
	'Correlation of y with the weighted sum of the keys of weights, with test and interval';

CREATE FUNCTION aiehr.with_composite(c aiehr.comoments, name text, weights aiehr.scorecard) RETURNS aiehr.comoments
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_with_composite';
COMMENT ON FUNCTION aiehr.with_composite(aiehr.comoments, text, aiehr.scorecard) IS
	'The same rows with one variable more: the weighted sum of the keys of weights';

CREATE FUNCTION aiehr.step_weights(target aiehr.scorecard, present aiehr.scorecard, step float8) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_step_weights';
COMMENT ON FUNCTION aiehr.step_weights(aiehr.scorecard, aiehr.scorecard, float8) IS
	'The shares nearest to the target (least squares) that differ from the present ones by at most step each, none below 0, sum 1; what has no target does not rise; both cards are taken as shares';

CREATE FUNCTION aiehr.p_adjust(p float8[], method text DEFAULT 'holm') RETURNS float8[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_p_adjust';
COMMENT ON FUNCTION aiehr.p_adjust(float8[], text) IS
	'p values adjusted for being many, by holm or bh (Benjamini and Hochberg); NULL stays NULL and does not count';

-- Reliability --------------------------------------------------------------------------------------

CREATE FUNCTION aiehr.alpha(c aiehr.comoments, items text[], level float8 DEFAULT 0.95,
	OUT n bigint, OUT k bigint, OUT alpha float8, OUT alpha_low float8, OUT alpha_high float8, OUT alpha_std
	float8, OUT lambda6 float8, OUT mean_r float8, OUT total_sd float8, OUT sem float8, OUT reliable_change
	float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_alpha';
COMMENT ON FUNCTION aiehr.alpha(aiehr.comoments, text[], float8) IS
	'Cronbachs alpha of a sum of items with Feldts interval; standardised alpha, lambda 6, mean correlation, standard deviation and error of the sum, and the change of it that error alone exceeds with probability 1 - level. Items worded the other way must be turned before';

CREATE FUNCTION aiehr.alpha_items(c aiehr.comoments, items text[],
	OUT item text, OUT alpha_if_dropped float8, OUT item_rest_r float8, OUT mean float8, OUT sd float8, OUT
	note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'aiehr_alpha_items';
COMMENT ON FUNCTION aiehr.alpha_items(aiehr.comoments, text[]) IS
	'A row for each item: alpha of the others, correlation with the sum of the others, mean and standard deviation';

CREATE FUNCTION aiehr.omega(c aiehr.comoments, items text[], method text DEFAULT 'ml',
	OUT n bigint, OUT k bigint, OUT omega float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_omega';
COMMENT ON FUNCTION aiehr.omega(aiehr.comoments, text[], text) IS
	'Omega total of the standardised items by one common factor, fitted by ml (maximum likelihood) or minres (least squares)';

CREATE FUNCTION aiehr.factor_loadings(c aiehr.comoments, items text[], method text DEFAULT 'ml',
	OUT item text, OUT loading float8, OUT uniqueness float8, OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'aiehr_factor_loadings';
COMMENT ON FUNCTION aiehr.factor_loadings(aiehr.comoments, text[], text) IS
	'A row for each item: loading on one common factor, and the variance that is its own';

-- Corrections and utility ---------------------------------------------------------------------------

CREATE FUNCTION aiehr.disattenuate(r float8, rxx float8, ryy float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_disattenuate';
COMMENT ON FUNCTION aiehr.disattenuate(float8, float8, float8) IS
	'Correlation of what x and y measure, corrected for their reliabilities rxx and ryy (Spearman): r / sqrt(rxx ryy); beyond 1 the assumptions do not hold';

CREATE FUNCTION aiehr.thorndike2(r float8, u float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_thorndike2';
COMMENT ON FUNCTION aiehr.thorndike2(float8, float8) IS
	'Correlation among all applicants where selection was on the predictor itself (Thorndike II); u is the standard deviation of those selected over that of the applicants';

CREATE FUNCTION aiehr.thorndike3(rxy float8, rzx float8, rzy float8, uz float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_thorndike3';
COMMENT ON FUNCTION aiehr.thorndike3(float8, float8, float8, float8) IS
	'Correlation of x and y among all applicants where selection was on z (Thorndike III); uz is the standard deviation of z of the applicants over that of those selected; NULL where these figures go with no population';

CREATE FUNCTION aiehr.unrestricted(selected aiehr.comoments, applicants aiehr.comoments) RETURNS aiehr.comoments
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_unrestricted';
COMMENT ON FUNCTION aiehr.unrestricted(aiehr.comoments, aiehr.comoments) IS
	'Moments of those selected, corrected for selection on all keys of the applicants'' comoments at once (Lawley 1943): for models of applicants; n stays that of those selected, NULL where it cannot be done';

CREATE FUNCTION aiehr.lawley(selected aiehr.comoments, applicants aiehr.comoments,
	OUT a text, OUT b text, OUT n bigint, OUT r float8, OUT r_corrected float8, OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 66
AS 'MODULE_PATHNAME', 'aiehr_lawley';
COMMENT ON FUNCTION aiehr.lawley(aiehr.comoments, aiehr.comoments) IS
	'Correlations corrected for selection on all keys of the applicants comoments at once (Lawley 1943)';

CREATE FUNCTION aiehr.brogden(r float8, selection_ratio float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_brogden';
COMMENT ON FUNCTION aiehr.brogden(float8, float8) IS
	'Mean criterion of those selected from the top, in standard deviations above that of all applicants (Brogden 1946)';

CREATE FUNCTION aiehr.taylor_russell(r float8, selection_ratio float8, base_rate float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_taylor_russell';
COMMENT ON FUNCTION aiehr.taylor_russell(float8, float8, float8) IS
	'Share of successes among those selected from the top, where base_rate of all applicants would succeed (Taylor and Russell 1939), 0..1';
