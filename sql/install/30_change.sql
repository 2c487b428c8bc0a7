-- Change: of one score beyond error, of people over time, and by a treatment.

CREATE FUNCTION aiehr.sem(sd float8, reliability float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_sem';
COMMENT ON FUNCTION aiehr.sem(float8, float8) IS
	'Standard error of measurement of a score, in its units: sd * sqrt(1 - reliability)';

CREATE FUNCTION aiehr.reliable_change(before float8, after float8, sd float8, reliability float8, level float8 DEFAULT 0.95,
	OUT change float8, OUT sem float8, OUT index float8, OUT p float8, OUT "limit" float8, OUT reliable boolean,
	OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_reliable_change';
COMMENT ON FUNCTION aiehr.reliable_change(float8, float8, float8, float8, float8) IS
	'Whether a change of one score is more than error of measurement (Jacobson and Truax 1991): index = change / (sqrt(2) sem) with two-sided p, and the limit that error alone exceeds with probability 1 - level';

CREATE FUNCTION aiehr.growth_model(o aiehr.observations,
	OUT persons bigint, OUT n bigint, OUT intercept float8, OUT intercept_se float8, OUT slope float8, OUT slope_se
	float8, OUT intercept_sd float8, OUT slope_sd float8, OUT correlation float8, OUT sigma float8, OUT note text)
	RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_growth_model';
COMMENT ON FUNCTION aiehr.growth_model(aiehr.observations) IS
	'Growth curves of observations(person, time, y), y on time with an intercept and a slope of each person around those of all, by REML: the line of all with standard errors, standard deviations of the persons intercepts (at time 0) and slopes and their correlation, residual standard deviation. Needs more rows than two for each person; a standard deviation may be 0';

CREATE FUNCTION aiehr.growth_slopes(o aiehr.observations,
	OUT label text, OUT n bigint, OUT slope float8, OUT se float8, OUT t float8, OUT p float8, OUT shrunken float8,
	OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1000
AS 'MODULE_PATHNAME', 'aiehr_growth_slopes';
COMMENT ON FUNCTION aiehr.growth_slopes(aiehr.observations) IS
	'A row for each person of observations(person, time, y): slope in units of y a unit of time by the persons own least squares, with Students t test from three rows on, and shrunken, the persons slope in growth_model()';

CREATE FUNCTION aiehr.did(o aiehr.observations, level float8 DEFAULT 0.95,
	OUT n bigint, OUT persons bigint, OUT did float8, OUT se float8, OUT se_clustered float8, OUT p_clustered
	float8, OUT did_low float8, OUT did_high float8, OUT n_pairs bigint, OUT did_pairs float8, OUT pairs_se float8,
	OUT pairs_p float8, OUT pairs_low float8, OUT pairs_high float8, OUT ancova float8, OUT ancova_se float8,
	OUT ancova_p float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_did';
COMMENT ON FUNCTION aiehr.did(aiehr.observations, float8) IS
	'Difference in differences of observations(person, scorecard, {treated,post,y}), treated and post 0 or 1: over all rows, with the error of least squares and the one for dependent rows of a person (HC1, Students t with persons - 1), over persons with both measures (Welchs test of changes), and by covariance analysis of the second measure given the first; in units of y';
