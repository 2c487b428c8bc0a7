-- The type norm: the distribution of a norm sample, and where a score stands in it.

CREATE TYPE aiehr.norm;

CREATE FUNCTION aiehr.norm_in(cstring) RETURNS aiehr.norm
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_in';
COMMENT ON FUNCTION aiehr.norm_in(cstring) IS
	'text input of norm';

CREATE FUNCTION aiehr.norm_out(aiehr.norm) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_out';
COMMENT ON FUNCTION aiehr.norm_out(aiehr.norm) IS
	'text output of norm';

CREATE FUNCTION aiehr.norm_recv(internal) RETURNS aiehr.norm
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_recv';
COMMENT ON FUNCTION aiehr.norm_recv(internal) IS
	'binary input of norm';

CREATE FUNCTION aiehr.norm_send(aiehr.norm) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_send';
COMMENT ON FUNCTION aiehr.norm_send(aiehr.norm) IS
	'binary output of norm';

CREATE TYPE aiehr.norm (
	INPUT = aiehr.norm_in,
	OUTPUT = aiehr.norm_out,
	RECEIVE = aiehr.norm_recv,
	SEND = aiehr.norm_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE aiehr.norm IS
	'the distribution of a norm sample: its distinct scores and how often each occurs, mean, standard deviation and skewness; mergeable';

CREATE FUNCTION aiehr.norm_accum(aiehr.norm, float8) RETURNS aiehr.norm
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_accum';
COMMENT ON FUNCTION aiehr.norm_accum(aiehr.norm, float8) IS
	'transition of norm(float8)';

CREATE FUNCTION aiehr.merge(a aiehr.norm, b aiehr.norm) RETURNS aiehr.norm
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_combine';
COMMENT ON FUNCTION aiehr.merge(aiehr.norm, aiehr.norm) IS
	'the norm of the scores of both; NULL is no scores';

CREATE AGGREGATE aiehr.norm(float8) (
	SFUNC = aiehr.norm_accum, STYPE = aiehr.norm,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.norm(float8) IS
	'the norm of these scores; NULL is left out, NaN and infinity are refused';

CREATE AGGREGATE aiehr.merge(aiehr.norm) (
	SFUNC = aiehr.merge, STYPE = aiehr.norm,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.merge(aiehr.norm) IS
	'the norm of the scores of all parts';

-- Reading it ---------------------------------------------------------------------------------------

CREATE FUNCTION aiehr.norm_n(norm aiehr.norm) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_n';
COMMENT ON FUNCTION aiehr.norm_n(aiehr.norm) IS
	'scores in the norm sample';

CREATE FUNCTION aiehr.norm_mean(norm aiehr.norm) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_mean';
COMMENT ON FUNCTION aiehr.norm_mean(aiehr.norm) IS
	'mean of the norm sample, in its own unit; NULL without scores';

CREATE FUNCTION aiehr.norm_sd(norm aiehr.norm) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_sd';
COMMENT ON FUNCTION aiehr.norm_sd(aiehr.norm) IS
	'standard deviation of the norm sample, with n - 1, in its own unit; NULL below two scores';

CREATE FUNCTION aiehr.norm_skewness(norm aiehr.norm) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_skewness';
COMMENT ON FUNCTION aiehr.norm_skewness(aiehr.norm) IS
	'third standardised moment of the norm sample, with n: above 0 where the tail is at the high end; NULL without spread';

CREATE FUNCTION aiehr.norm_z(norm aiehr.norm, x float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_z';
COMMENT ON FUNCTION aiehr.norm_z(aiehr.norm, float8) IS
	'standard deviations that x lies above the mean of the norm; NULL without spread';

CREATE FUNCTION aiehr.norm_t(norm aiehr.norm, x float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_t';
COMMENT ON FUNCTION aiehr.norm_t(aiehr.norm, float8) IS
	'T score of x, 50 + 10 z; NULL without spread';

CREATE FUNCTION aiehr.norm_percentile(norm aiehr.norm, x float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_percentile';
COMMENT ON FUNCTION aiehr.norm_percentile(aiehr.norm, float8) IS
	'percent of the norm below x, and half of those equal to it (mid-rank), 0..100; NULL without scores';

CREATE FUNCTION aiehr.norm_sten(norm aiehr.norm, x float8) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_sten';
COMMENT ON FUNCTION aiehr.norm_sten(aiehr.norm, float8) IS
	'standard ten of x, 1..10, in steps of half a standard deviation with the mean between 5 and 6; NULL without spread';

CREATE FUNCTION aiehr.norm_stanine(norm aiehr.norm, x float8, how text DEFAULT 'percentile') RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_stanine';
COMMENT ON FUNCTION aiehr.norm_stanine(aiehr.norm, float8, text) IS
	'standard nine of x, 1..9: by percentile (bounds 4, 11, 23, 40, 60, 77, 89 and 96, a rank on a bound goes up; NULL without scores) or by z (steps of half a standard deviation, 5 around the mean; NULL without spread)';

CREATE FUNCTION aiehr.norm_normal_score(norm aiehr.norm, x float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_normal_score';
COMMENT ON FUNCTION aiehr.norm_normal_score(aiehr.norm, float8) IS
	'the z at which a normal distribution has the mid-rank r of x: quantile of (r - 3/8) / (n + 1/4) (Blom 1958); NULL without scores';

CREATE FUNCTION aiehr.norm_quantile(norm aiehr.norm, p float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'norm_quantile';
COMMENT ON FUNCTION aiehr.norm_quantile(aiehr.norm, float8) IS
	'the score below which a share p of the norm lies, 0..1, between neighbours in proportion (type 7 of Hyndman and Fan 1996); NULL without scores';
