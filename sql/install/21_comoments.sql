-- The type comoments: n, means and co-moments of named variables, and the aggregate that makes it.

CREATE TYPE aiehr.comoments;

CREATE FUNCTION aiehr.comoments_in(cstring) RETURNS aiehr.comoments
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_in';
COMMENT ON FUNCTION aiehr.comoments_in(cstring) IS
	'text input of comoments';

CREATE FUNCTION aiehr.comoments_out(aiehr.comoments) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_out';
COMMENT ON FUNCTION aiehr.comoments_out(aiehr.comoments) IS
	'text output of comoments';

CREATE FUNCTION aiehr.comoments_recv(internal) RETURNS aiehr.comoments
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_recv';
COMMENT ON FUNCTION aiehr.comoments_recv(internal) IS
	'binary input of comoments';

CREATE FUNCTION aiehr.comoments_send(aiehr.comoments) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_send';
COMMENT ON FUNCTION aiehr.comoments_send(aiehr.comoments) IS
	'binary output of comoments';

CREATE TYPE aiehr.comoments (
	INPUT = aiehr.comoments_in,
	OUTPUT = aiehr.comoments_out,
	RECEIVE = aiehr.comoments_recv,
	SEND = aiehr.comoments_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE aiehr.comoments IS
	'n, means and co-moments of up to 200 named variables: the mergeable state that correlations and regressions are functions of';

CREATE FUNCTION aiehr.comoments_accum(aiehr.comoments, aiehr.scorecard, text[]) RETURNS aiehr.comoments
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_accum';
COMMENT ON FUNCTION aiehr.comoments_accum(aiehr.comoments, aiehr.scorecard, text[]) IS
	'transition of comoments(scorecard, text[])';

CREATE FUNCTION aiehr.comoments_accum(aiehr.comoments, aiehr.scorecard, text[], text) RETURNS aiehr.comoments
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_accum';
COMMENT ON FUNCTION aiehr.comoments_accum(aiehr.comoments, aiehr.scorecard, text[], text) IS
	'transition of comoments(scorecard, text[], text)';

CREATE FUNCTION aiehr.merge(a aiehr.comoments, b aiehr.comoments) RETURNS aiehr.comoments
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_combine';
COMMENT ON FUNCTION aiehr.merge(aiehr.comoments, aiehr.comoments) IS
	'comoments over the rows of both; NULL is no rows; different keys are an error, but for pairwise ones, which then have the keys of both';

CREATE FUNCTION aiehr.recentred(c aiehr.comoments) RETURNS aiehr.comoments
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_recentred';
COMMENT ON FUNCTION aiehr.recentred(aiehr.comoments) IS
	'The same with the means as pivots, which otherwise are the values of one row';

CREATE FUNCTION aiehr.centred(c aiehr.comoments) RETURNS aiehr.comoments
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_centred';
COMMENT ON FUNCTION aiehr.centred(aiehr.comoments) IS
	'The same with means of 0: merged over groups, the co-moments within groups, whose degrees of freedom are fewer by the number of groups less 1';

CREATE FUNCTION aiehr.comoments_final(aiehr.comoments) RETURNS aiehr.comoments
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_final';
COMMENT ON FUNCTION aiehr.comoments_final(aiehr.comoments) IS
	'final step of comoments and merge';

CREATE AGGREGATE aiehr.comoments(aiehr.scorecard, text[]) (
	SFUNC = aiehr.comoments_accum, STYPE = aiehr.comoments,
	FINALFUNC = aiehr.comoments_final, COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.comoments(aiehr.scorecard, text[]) IS
	'comoments of the scores of these keys, over the rows that have all of them; the others are left out and counted';

CREATE AGGREGATE aiehr.comoments(aiehr.scorecard, text[], text) (
	SFUNC = aiehr.comoments_accum, STYPE = aiehr.comoments,
	FINALFUNC = aiehr.comoments_final, COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.comoments(aiehr.scorecard, text[], text) IS
	'comoments of the scores of these keys; missing is listwise (rows that lack a key are left out) or pairwise (each pair over the rows that have both, for correlation matrices)';

CREATE AGGREGATE aiehr.merge(aiehr.comoments) (
	SFUNC = aiehr.merge, STYPE = aiehr.comoments,
	FINALFUNC = aiehr.comoments_final, COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.merge(aiehr.comoments) IS
	'comoments over the rows of all parts: of workers, tenants, nodes or months';

-- Reading it ---------------------------------------------------------------------------------------

CREATE FUNCTION aiehr.n(c aiehr.comoments) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_n';
COMMENT ON FUNCTION aiehr.n(aiehr.comoments) IS
	'rows that have all keys';

CREATE FUNCTION aiehr.n(c aiehr.comoments, a text, b text) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_n_pair';
COMMENT ON FUNCTION aiehr.n(aiehr.comoments, text, text) IS
	'rows that have both keys, as far as they are counted in: pairwise all of them, listwise the complete ones';

CREATE FUNCTION aiehr.n_incomplete(c aiehr.comoments) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_n_incomplete';
COMMENT ON FUNCTION aiehr.n_incomplete(aiehr.comoments) IS
	'rows that lack a key: listwise they are left out, pairwise they count in the pairs that they have';

CREATE FUNCTION aiehr.variables(c aiehr.comoments) RETURNS text[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_variables';
COMMENT ON FUNCTION aiehr.variables(aiehr.comoments) IS
	'keys of the variables, in byte order';

CREATE FUNCTION aiehr.mean(c aiehr.comoments, key text) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_mean';
COMMENT ON FUNCTION aiehr.mean(aiehr.comoments, text) IS
	'mean of a variable, in its own unit; NULL without rows';

CREATE FUNCTION aiehr.sd(c aiehr.comoments, key text) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_sd';
COMMENT ON FUNCTION aiehr.sd(aiehr.comoments, text) IS
	'standard deviation of a variable, with n - 1, in its own unit; NULL below two rows';

CREATE FUNCTION aiehr.covariance(c aiehr.comoments, a text, b text) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_covariance';
COMMENT ON FUNCTION aiehr.covariance(aiehr.comoments, text, text) IS
	'covariance of two variables, with n - 1; NULL below two rows';

CREATE FUNCTION aiehr.corr(c aiehr.comoments, a text, b text) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_corr';
COMMENT ON FUNCTION aiehr.corr(aiehr.comoments, text, text) IS
	'correlation of two variables, -1..1; NULL below two rows or where one of them is constant';

CREATE FUNCTION aiehr.means(c aiehr.comoments) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_means';
COMMENT ON FUNCTION aiehr.means(aiehr.comoments) IS
	'mean of each variable, in its own unit';

CREATE FUNCTION aiehr.sds(c aiehr.comoments) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'comoments_sds';
COMMENT ON FUNCTION aiehr.sds(aiehr.comoments) IS
	'standard deviation of each variable, with n - 1, in its own unit';
