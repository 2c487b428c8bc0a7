-- Tail probabilities and quantiles. The values are those of mpmath at 60 digits, the relative error allowed is 1e-10.
SET search_path = public, aiehr;

SELECT count(*), count(*) FILTER (WHERE abs(got / value - 1) < 1e-10) AS right
FROM (VALUES
	(normal_lower(-38), 2.8854283600687843084e-316), (normal_lower(-8), 6.2209605742717841235e-16), (normal_lower(1), 0.84134474606854294859),
	(t_upper(1.96, 5), 0.053643976252647086456), (t_upper(40, 10), 1.1404288715428773225e-12), (t_upper(0.5, 2.5), 0.32884895993485734467),
	(f_upper(2, 1e4, 1e4), 2.0656728995851408846e-258), (f_upper(5, 5, 20), 0.0039304199243927048969), (f_upper(1, 1, 1), 0.5),
	(chisq_upper(3.84, 1), 0.050043521248705103189), (chisq_upper(500, 100), 1.7201210053695374613e-54), (chisq_upper(1, 2), exp(-0.5)),
	(beta_lower(0.3, 2, 3), 0.34829999999999998042), (beta_lower(0.5, 0.5, 0.5), 0.5),
	(hypergeometric_upper(3, 5, 5, 4), 11 / 42.0::float8), (hypergeometric_upper(60, 1000, 90000, 500), 1.3838996286094565187e-42)
) AS v (got, value);

-- A tail is computed as a tail: nothing is lost far out.
SELECT t_upper(200, 30) > 0 AS t, f_upper(1000, 5, 20) > 0 AS f, normal_lower(-30) > 0 AS normal, chisq_upper(1200, 10) > 0 AS chisq;

-- Quantiles go with them.
SELECT max(abs(normal_lower(normal_quantile(p)) / p - 1)) < 1e-12 AS normal,
	max(abs(t_upper(t_quantile(p, df), df) / (1 - p) - 1)) < 1e-11 AS t,
	max(abs(f_upper(f_quantile(p, df, 7), df, 7) / (1 - p) - 1)) < 1e-11 AS f,
	max(abs(chisq_upper(chisq_quantile(p, df), df) / (1 - p) - 1)) < 1e-11 AS chisq
FROM unnest('{1e-6, 0.025, 0.5, 0.9, 0.975, 0.9999}'::float8[]) AS p, unnest('{0.5, 1, 2, 30, 1e5}'::float8[]) AS df;

-- The ends.
SELECT normal_lower('Infinity'), normal_lower('-Infinity'), normal_quantile(0), normal_quantile(1), t_upper('Infinity', 3), t_upper('-Infinity', 3),
	f_upper('Infinity', 2, 3), f_upper(0, 2, 3), chisq_upper('Infinity', 2), chisq_upper(0, 2), chisq_quantile(1, 2), beta_lower(0, 1, 2), beta_lower(1, 1, 2);
SELECT hypergeometric_upper(0, 3, 4, 2), hypergeometric_upper(3, 3, 4, 2), hypergeometric_upper(-5, 3, 4, 2), hypergeometric_upper(0, 0, 0, 0),
	hypergeometric_upper(2, 3, 0, 2), hypergeometric_upper(1, 0, 5, 3);
-- An urn of two million million balls takes no longer than its spread allows.
SELECT round(hypergeometric_upper(500000, 1000000000000, 1000000000000, 1000000)::numeric, 6);
SELECT normal_lower(NULL), t_upper(1, NULL), hypergeometric_upper(1, 2, NULL, 3);

-- Arguments outside the domain are errors, never NaN.
SELECT t_upper(1, 0);
SELECT t_upper('NaN', 1);
SELECT f_upper(-1, 2, 3);
SELECT f_quantile(1.5, 2, 3);
SELECT chisq_upper(1, 'Infinity');
SELECT normal_quantile('NaN');
SELECT beta_lower(2, 1, 1);
SELECT hypergeometric_upper(1, -1, 2, 1);
SELECT hypergeometric_upper(1, 2, 2, 5);
SELECT hypergeometric_upper(1, 9223372036854775807, 1, 1);
-- Parameters beyond all measure: a figure or this error, as the version of Boost has it.
DO $$
BEGIN
	IF beta_lower(0.5, 1e300, 1e300) = 'NaN' THEN
		RAISE EXCEPTION 'not a number';
	END IF;
EXCEPTION WHEN numeric_value_out_of_range THEN
END
$$;
