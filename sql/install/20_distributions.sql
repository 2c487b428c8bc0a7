-- Tail probabilities and quantiles, which core does not have.

CREATE FUNCTION aiehr.normal_lower(z float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_normal_lower_sql';
COMMENT ON FUNCTION aiehr.normal_lower(float8) IS
	'Probability that a standard normal value is below z, 0..1';

CREATE FUNCTION aiehr.normal_quantile(p float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_normal_quantile_sql';
COMMENT ON FUNCTION aiehr.normal_quantile(float8) IS
	'The z below which a standard normal value lies with probability p';

CREATE FUNCTION aiehr.t_upper(t float8, df float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_t_upper_sql';
COMMENT ON FUNCTION aiehr.t_upper(float8, float8) IS
	'Probability that a value of Student''s t with df degrees of freedom is above t, 0..1';

CREATE FUNCTION aiehr.t_quantile(p float8, df float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_t_quantile_sql';
COMMENT ON FUNCTION aiehr.t_quantile(float8, float8) IS
	'The t below which a value of Student''s t with df degrees of freedom lies with probability p';

CREATE FUNCTION aiehr.f_upper(f float8, df1 float8, df2 float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_f_upper_sql';
COMMENT ON FUNCTION aiehr.f_upper(float8, float8, float8) IS
	'Probability that a value of F with df1 and df2 degrees of freedom is above f, 0..1';

CREATE FUNCTION aiehr.f_quantile(p float8, df1 float8, df2 float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_f_quantile_sql';
COMMENT ON FUNCTION aiehr.f_quantile(float8, float8, float8) IS
	'The f below which a value of F with df1 and df2 degrees of freedom lies with probability p';

CREATE FUNCTION aiehr.chisq_upper(x float8, df float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_chisq_upper_sql';
COMMENT ON FUNCTION aiehr.chisq_upper(float8, float8) IS
	'Probability that a value of chi-squared with df degrees of freedom is above x, 0..1';

CREATE FUNCTION aiehr.chisq_quantile(p float8, df float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_chisq_quantile_sql';
COMMENT ON FUNCTION aiehr.chisq_quantile(float8, float8) IS
	'The x below which a value of chi-squared with df degrees of freedom lies with probability p';

CREATE FUNCTION aiehr.beta_lower(x float8, a float8, b float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_beta_lower_sql';
COMMENT ON FUNCTION aiehr.beta_lower(float8, float8, float8) IS
	'Probability that a beta variable with parameters a and b is below x, 0..1: the regularised incomplete beta function';

CREATE FUNCTION aiehr.hypergeometric_upper(k bigint, white bigint, black bigint, draws bigint) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_hypergeometric_upper';
COMMENT ON FUNCTION aiehr.hypergeometric_upper(bigint, bigint, bigint, bigint) IS
	'Probability of at least k white balls among so many drawn from an urn of white and black ones, 0..1';
