-- The normal distribution, which core has no function for before version 16.

CREATE FUNCTION aiehr._normal_cdf(z float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'aiehr_normal_cdf';
COMMENT ON FUNCTION aiehr._normal_cdf(float8) IS 'Probability that a standard normal value is below z, 0..1';
