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
