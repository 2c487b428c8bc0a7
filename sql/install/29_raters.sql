-- Raters, from observations of two labels, rater and ratee: how far they agree, who is lenient or strict, whose ratings show a halo, and
-- two crossed random effects where not everybody rated everybody.

CREATE FUNCTION aiehr.icc(o aiehr.observations, level float8 DEFAULT 0.95,
	OUT form text, OUT icc float8, OUT icc_low float8, OUT icc_high float8, OUT f float8, OUT df1 float8,
	OUT df2 float8, OUT p float8, OUT ratees bigint, OUT raters bigint, OUT n bigint, OUT note text)
	RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 6
AS 'MODULE_PATHNAME', 'aiehr_icc';
COMMENT ON FUNCTION aiehr.icc(aiehr.observations, float8) IS
	'Intraclass correlations (Shrout and Fleiss 1979) of observations(rater, ratee, rating), 0..1, or what it is with note NEGATIVE or OVER_ONE: forms 1, 2 and 3 (other raters for each ratee, raters as a sample, these raters alone) of one rating (,1) and of the mean of all (,k), with F test and interval (McGraw and Wong 1996). A panel where not every rater rated every ratee once has form 1 alone, note INCOMPLETE';

CREATE FUNCTION aiehr.rater_statistics(o aiehr.observations,
	OUT rater text, OUT n bigint, OUT mean float8, OUT leniency float8, OUT leniency_vs_ratee float8, OUT severity
	float8, OUT severity_se float8, OUT n_shared bigint, OUT severity_vs_ratee float8, OUT sd float8, OUT within_sd
	float8, OUT halo_r float8, OUT halo_r_plain float8, OUT first_eigen_share float8, OUT note text)
	RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 100
AS 'MODULE_PATHNAME', 'aiehr_rater_statistics';
COMMENT ON FUNCTION aiehr.rater_statistics(aiehr.observations) IS
	'A row for each rater of observations(rater, ratee, dimensions, keys); a rating is the mean of a row that has all dimensions. In units of ratings: leniency against the mean of all ratings, leniency_vs_ratee against all ratings of the same ratees; severity (above 0 strict, below 0 lenient), the figure to use, against the other raters of the n_shared ratees that have one, shrunken towards 0 (REML), with standard error; severity_vs_ratee is leniency_vs_ratee shrunken by mean squares (above 0 lenient). Halo: within_sd across dimensions (small), correlations between dimensions averaged in Fishers z and plainly (high), share of the first eigenvalue; from three ratees and two dimensions on. Recency is partial_correlation() of the rating and the last period given the earlier ones';

CREATE FUNCTION aiehr.rater_severity_test(o aiehr.observations,
	OUT raters bigint, OUT n bigint, OUT f float8, OUT df1 bigint, OUT df2 bigint, OUT p float8, OUT note text)
	RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_rater_severity_test';
COMMENT ON FUNCTION aiehr.rater_severity_test(aiehr.observations) IS
	'Whether raters differ in severity at all: one-way F test of the differences between ratings and the means of their ratees, by rater';

CREATE FUNCTION aiehr.crossed_variance(o aiehr.observations,
	OUT n bigint, OUT mean float8, OUT mean_se float8, OUT first float8, OUT second float8, OUT residual float8,
	OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_crossed_variance';
COMMENT ON FUNCTION aiehr.crossed_variance(aiehr.observations) IS
	'Mean with standard error, and the variances of the first label (rater), the second (ratee) and the residual, of observations(first, second, y) as a sum of two crossed random effects, by REML; any number of labels in one factor, up to 1500 in the other. A variance may be 0';

CREATE FUNCTION aiehr.crossed_effects(o aiehr.observations,
	OUT factor text, OUT label text, OUT n bigint, OUT effect float8, OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000
AS 'MODULE_PATHNAME', 'aiehr_crossed_effects';
COMMENT ON FUNCTION aiehr.crossed_effects(aiehr.observations) IS
	'The model of crossed_variance(): a row for each label of each factor (first, second) with its conditional mode, the shrunken difference from the mean in units of y (of a rater above 0 lenient)';
