-- What needs the rows: correlations and tests of ranks, slopes over time, lift of top shares, residuals and agreement. Where a figure
-- cannot be had, it is NULL and the column note says why; docs/reference/statistics.md explains the notes.

CREATE FUNCTION aiehr.spearman_final(aiehr.observations) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_spearman_final';
COMMENT ON FUNCTION aiehr.spearman_final(aiehr.observations) IS
	'final step of spearman';

CREATE AGGREGATE aiehr.spearman(x float8, y float8) (
	SFUNC = aiehr.observations_accum, STYPE = aiehr.observations,
	FINALFUNC = aiehr.spearman_final, COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.spearman(float8, float8) IS
	'Spearman''s correlation, that of mid-ranks, -1..1, over the rows that have both; NULL below two of them or where a variable is constant';

CREATE FUNCTION aiehr.kendall_final(aiehr.observations) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_kendall_final';
COMMENT ON FUNCTION aiehr.kendall_final(aiehr.observations) IS
	'final step of kendall';

CREATE AGGREGATE aiehr.kendall(x float8, y float8) (
	SFUNC = aiehr.observations_accum, STYPE = aiehr.observations,
	FINALFUNC = aiehr.kendall_final, COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.kendall(float8, float8) IS
	'Kendall''s tau-b, -1..1, over the rows that have both; NULL below two of them or where a variable is constant';

CREATE FUNCTION aiehr.rank_correlation(o aiehr.observations, x text, y text,
	OUT n bigint, OUT spearman float8, OUT spearman_p float8, OUT kendall float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_rank_correlation';
COMMENT ON FUNCTION aiehr.rank_correlation(aiehr.observations, text, text) IS
	'Spearman''s correlation of two columns, over the rows that have both, with its p by Student''s t, and Kendall''s tau-b';

CREATE FUNCTION aiehr.kruskal_wallis(o aiehr.observations,
	OUT n bigint, OUT groups bigint, OUT chi2 float8, OUT df bigint, OUT p float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_kruskal_wallis';
COMMENT ON FUNCTION aiehr.kruskal_wallis(aiehr.observations) IS
	'Do the numbers of some groups rank higher than those of others? Rows of one label, the group, and one number; Kruskal and Wallis'' (1952) test, corrected for ties';

CREATE FUNCTION aiehr.trend(o aiehr.observations, method text DEFAULT 'ols', level float8 DEFAULT 0.95,
	OUT n bigint, OUT slope float8, OUT intercept float8, OUT se float8, OUT t float8, OUT p float8,
	OUT slope_low float8, OUT slope_high float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_trend';
COMMENT ON FUNCTION aiehr.trend(aiehr.observations, text, float8) IS
	'Slope of column y over column x, the time, in units of y a unit of x, with test and interval: ols (least squares) or theil_sen (median of the slopes of all pairs, Sen''s 1968 interval; se is then NULL and t the z of Kendall''s test)';

CREATE FUNCTION aiehr.lift(o aiehr.observations, scores text[], criteria text[], share float8 DEFAULT 0.3,
	baseline text DEFAULT 'all', ties text DEFAULT 'include', level float8 DEFAULT 0.95,
	OUT score text, OUT criterion text, OUT n bigint, OUT k bigint, OUT cut float8, OUT n_top bigint,
	OUT mean_top float8, OUT mean_base float8, OUT sd float8, OUT difference float8, OUT difference_low float8,
	OUT difference_high float8, OUT lift_sd float8, OUT lift_sd_normal float8, OUT lift float8, OUT lift_low float8,
	OUT lift_high float8, OUT t float8, OUT df float8, OUT p float8, OUT baseline text, OUT ties text,
	OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 36
AS 'MODULE_PATHNAME', 'aiehr_lift';
COMMENT ON FUNCTION aiehr.lift(aiehr.observations, text[], text[], float8, text, text, float8) IS
	'What the top share by each score has over all, or over the rest, in each criterion: difference in its unit and in standard deviations of all, beside what normal variables of this correlation would have; lift as a share of the baseline''s mean (for scales with a true zero); Welch''s test of the top against the rest';

-- Rows of a regression -------------------------------------------------------------------------------

CREATE FUNCTION aiehr.expectancy(o aiehr.observations, scores text[], criteria text[], lines float8[], at_most boolean[],
	groups integer DEFAULT 5,
	OUT score text, OUT criterion text, OUT "group" integer, OUT score_from float8, OUT score_to float8, OUT n bigint,
	OUT passed bigint) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 50
AS 'MODULE_PATHNAME', 'aiehr_expectancy';
COMMENT ON FUNCTION aiehr.expectancy(aiehr.observations, text[], text[], float8[], boolean[], integer) IS
	'Expectancy table: a row for each score, criterion and group of scores, 1 the lowest, with how many of n reach the pass line; lines and at_most have one element a criterion, the line and whether it is passed at or below it; tied scores are of one group, that of their middle rank';

CREATE FUNCTION aiehr.residuals(o aiehr.observations, y text, x text[],
	OUT "row" bigint, OUT label text, OUT fitted float8, OUT residual float8, OUT leverage float8,
	OUT rstandard float8, OUT rstudent float8, OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000
AS 'MODULE_PATHNAME', 'aiehr_residuals';
COMMENT ON FUNCTION aiehr.residuals(aiehr.observations, text, text[]) IS
	'A row for each complete one, by its place and first label: what least squares of y on x gives, what that leaves, leverage 0..1, the residual over its standard error with (rstandard) and without (rstudent) the row itself';

CREATE FUNCTION aiehr.regression_robust(o aiehr.observations, y text, x text[], level float8 DEFAULT 0.95,
	OUT term text, OUT b float8, OUT se_hc3 float8, OUT t float8, OUT p float8, OUT b_low float8, OUT b_high float8,
	OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'aiehr_regression_robust';
COMMENT ON FUNCTION aiehr.regression_robust(aiehr.observations, text, text[], float8) IS
	'Least squares of y on x, as regression() does it, with errors that hold for unequal variances too (HC3, MacKinnon and White 1985)';

CREATE FUNCTION aiehr.press(o aiehr.observations, y text, x text[],
	OUT n bigint, OUT press float8, OUT press_r2 float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_press';
COMMENT ON FUNCTION aiehr.press(aiehr.observations, text, text[]) IS
	'Sum of squares of the errors that least squares of y on x makes in rows left out one at a time, and the share of variance explained so, at most 1';

CREATE FUNCTION aiehr.agreement(o aiehr.observations, predicted text, actual text, level float8 DEFAULT 0.95,
	OUT n bigint, OUT bias float8, OUT bias_low float8, OUT bias_high float8, OUT sd float8, OUT loa_low float8,
	OUT loa_low_low float8, OUT loa_low_high float8, OUT loa_high float8, OUT loa_high_low float8,
	OUT loa_high_high float8, OUT trend_slope float8, OUT trend_p float8, OUT mae float8, OUT rmse float8,
	OUT ccc float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_agreement';
COMMENT ON FUNCTION aiehr.agreement(aiehr.observations, text, text, float8) IS
	'Differences actual - predicted: bias, limits of agreement that hold a level share of them, intervals of both (Bland and Altman 1999), trend of the difference on the average, mean absolute and root mean squared error, Lin''s (1989) concordance -1..1';
