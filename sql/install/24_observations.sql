-- The type observations: rows of labels and named numbers, the state of what moments cannot tell.

CREATE TYPE aiehr.observations;

CREATE FUNCTION aiehr.observations_in(cstring) RETURNS aiehr.observations
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_in';
COMMENT ON FUNCTION aiehr.observations_in(cstring) IS
	'text input of observations';

CREATE FUNCTION aiehr.observations_out(aiehr.observations) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_out';
COMMENT ON FUNCTION aiehr.observations_out(aiehr.observations) IS
	'text output of observations';

CREATE FUNCTION aiehr.observations_recv(internal) RETURNS aiehr.observations
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_recv';
COMMENT ON FUNCTION aiehr.observations_recv(internal) IS
	'binary input of observations';

CREATE FUNCTION aiehr.observations_send(aiehr.observations) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_send';
COMMENT ON FUNCTION aiehr.observations_send(aiehr.observations) IS
	'binary output of observations';

CREATE TYPE aiehr.observations (
	INPUT = aiehr.observations_in,
	OUTPUT = aiehr.observations_out,
	RECEIVE = aiehr.observations_recv,
	SEND = aiehr.observations_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE aiehr.observations IS
	'rows of up to two labels and up to 200 named numbers: the mergeable state of ranks, top shares, raters and robust slopes';

CREATE FUNCTION aiehr.merge(a aiehr.observations, b aiehr.observations) RETURNS aiehr.observations
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_combine';
COMMENT ON FUNCTION aiehr.merge(aiehr.observations, aiehr.observations) IS
	'the rows of both; NULL is no rows, different columns or labels are an error';

CREATE FUNCTION aiehr.observations_accum(aiehr.observations, float8, float8) RETURNS aiehr.observations
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_accum_xy';
COMMENT ON FUNCTION aiehr.observations_accum(aiehr.observations, float8, float8) IS
	'transition of observations(float8, float8)';

CREATE AGGREGATE aiehr.observations(float8, float8) (
	SFUNC = aiehr.observations_accum, STYPE = aiehr.observations,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.observations(float8, float8) IS
	'rows of two numbers, x and y, either of which may be NULL';

CREATE FUNCTION aiehr.observations_accum(aiehr.observations, text, float8) RETURNS aiehr.observations
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_accum_x';
COMMENT ON FUNCTION aiehr.observations_accum(aiehr.observations, text, float8) IS
	'transition of observations(text, float8)';

CREATE AGGREGATE aiehr.observations(text, float8) (
	SFUNC = aiehr.observations_accum, STYPE = aiehr.observations,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.observations(text, float8) IS
	'rows of a label and a number x: a group and a value';

CREATE FUNCTION aiehr.observations_accum(aiehr.observations, text, float8, float8) RETURNS aiehr.observations
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_accum_xy';
COMMENT ON FUNCTION aiehr.observations_accum(aiehr.observations, text, float8, float8) IS
	'transition of observations(text, float8, float8)';

CREATE AGGREGATE aiehr.observations(text, float8, float8) (
	SFUNC = aiehr.observations_accum, STYPE = aiehr.observations,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.observations(text, float8, float8) IS
	'rows of a label and two numbers x and y: a person, a time and a value';

CREATE FUNCTION aiehr.observations_accum(aiehr.observations, text, text, float8) RETURNS aiehr.observations
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_accum_x';
COMMENT ON FUNCTION aiehr.observations_accum(aiehr.observations, text, text, float8) IS
	'transition of observations(text, text, float8)';

CREATE AGGREGATE aiehr.observations(text, text, float8) (
	SFUNC = aiehr.observations_accum, STYPE = aiehr.observations,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.observations(text, text, float8) IS
	'rows of two labels and a number x: a rater, a ratee and a rating';

CREATE FUNCTION aiehr.observations_accum(aiehr.observations, aiehr.scorecard, text[]) RETURNS aiehr.observations
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_accum_card';
COMMENT ON FUNCTION aiehr.observations_accum(aiehr.observations, aiehr.scorecard, text[]) IS
	'transition of observations(aiehr.scorecard, text[])';

CREATE AGGREGATE aiehr.observations(aiehr.scorecard, text[]) (
	SFUNC = aiehr.observations_accum, STYPE = aiehr.observations,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.observations(aiehr.scorecard, text[]) IS
	'rows of the scores of these keys, NULL where a card lacks one';

CREATE FUNCTION aiehr.observations_accum(aiehr.observations, text, aiehr.scorecard, text[]) RETURNS aiehr.observations
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_accum_card';
COMMENT ON FUNCTION aiehr.observations_accum(aiehr.observations, text, aiehr.scorecard, text[]) IS
	'transition of observations(text, aiehr.scorecard, text[])';

CREATE AGGREGATE aiehr.observations(text, aiehr.scorecard, text[]) (
	SFUNC = aiehr.observations_accum, STYPE = aiehr.observations,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.observations(text, aiehr.scorecard, text[]) IS
	'rows of a label and the scores of these keys';

CREATE FUNCTION aiehr.observations_accum(aiehr.observations, text, text, aiehr.scorecard, text[]) RETURNS aiehr.observations
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'observations_accum_card';
COMMENT ON FUNCTION aiehr.observations_accum(aiehr.observations, text, text, aiehr.scorecard, text[]) IS
	'transition of observations(text, text, aiehr.scorecard, text[])';

CREATE AGGREGATE aiehr.observations(text, text, aiehr.scorecard, text[]) (
	SFUNC = aiehr.observations_accum, STYPE = aiehr.observations,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.observations(text, text, aiehr.scorecard, text[]) IS
	'rows of two labels and the scores of these keys: a rater, a ratee and ratings by dimension';

CREATE AGGREGATE aiehr.merge(aiehr.observations) (
	SFUNC = aiehr.merge, STYPE = aiehr.observations,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.merge(aiehr.observations) IS
	'the rows of all parts';
