-- Tails of distributions, to be right to 1e-12. input (fn, term, x, p1, p2), arguments as texts
CREATE FUNCTION pg_temp.tail(fn text, x text, p1 text, p2 text) RETURNS float8
	LANGUAGE sql
AS $$
	SELECT CASE fn
		WHEN 'norm_lower' THEN normal_lower(x::float8)
		WHEN 'norm_upper' THEN normal_lower(-x::float8)
		WHEN 't_upper' THEN t_upper(x::float8, p1::float8)
		WHEN 't_lower' THEN t_upper(-x::float8, p1::float8)
		WHEN 'f_upper' THEN f_upper(x::float8, p1::float8, p2::float8)
		WHEN 'f_lower' THEN f_upper(1 / x::float8, p2::float8, p1::float8)
		WHEN 'chisq_upper' THEN chisq_upper(x::float8, p1::float8)
		WHEN 'beta_lower' THEN beta_lower(x::float8, p1::float8, p2::float8)
		WHEN 'hyper_upper_ge' THEN
			hypergeometric_upper(x::bigint, p1::bigint, split_part(p2, ':', 1)::bigint, split_part(p2, ':', 2)::bigint)
	END
$$;

SELECT 'p', term, pg_temp.tail(fn, x, p1, p2), 1e-12 FROM input;

DROP FUNCTION pg_temp.tail(text, text, text, text);
