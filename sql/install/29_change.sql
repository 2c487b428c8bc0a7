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
