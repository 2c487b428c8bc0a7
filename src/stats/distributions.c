/*
 * distributions.c
 *		Tail probabilities and quantiles as SQL functions.
 *
 * Each gives the tail that tests need, computed as that tail: one less the other would have no digit
 * left where it matters. The numbers are Boost.Math's, but for the hypergeometric distribution, of
 * which counts.c has the general form.
 */
#include "aiehr.h"

#include <math.h>

#include "stats/counts.h"
#include "stats/inference.h"
#include "stats/numeric.h"

/* Degrees of freedom. */
static float8
degrees(float8 df, const char *argument)
{
	inference_require(df > 0 && isfinite(df), argument, "finite and above 0");
	return df;
}

/* A probability, 0 and 1 included. */
static float8
probability(float8 p)
{
	inference_require(p >= 0 && p <= 1, "p", "between 0 and 1");
	return p;
}

/* A number that is one; the tails at infinity are known. */
static float8
number(float8 x, const char *argument)
{
	inference_require(!isnan(x), argument, "a number");
	return x;
}

/* A figure as SQL has it; where parameters are beyond all measure there may be none. */
static Datum
figure(float8 x)
{
	if (isnan(x))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("parameters are out of range for the distribution")));
	return Float8GetDatum(x);
}

/* normal_lower(z): probability of a standard normal value below z */
PG_FUNCTION_INFO_V1(aiehr_normal_lower_sql);
Datum
aiehr_normal_lower_sql(PG_FUNCTION_ARGS)
{
	return figure(aiehr_normal_lower(number(PG_GETARG_FLOAT8(0), "z")));
}

/* normal_quantile(p): the z below which a standard normal value lies with probability p */
PG_FUNCTION_INFO_V1(aiehr_normal_quantile_sql);
Datum
aiehr_normal_quantile_sql(PG_FUNCTION_ARGS)
{
	return figure(aiehr_normal_quantile(probability(PG_GETARG_FLOAT8(0))));
}

/* t_upper(t, df): probability of a value of Student's t above t */
PG_FUNCTION_INFO_V1(aiehr_t_upper_sql);
Datum
aiehr_t_upper_sql(PG_FUNCTION_ARGS)
{
	return figure(aiehr_t_upper(number(PG_GETARG_FLOAT8(0), "t"), degrees(PG_GETARG_FLOAT8(1), "df")));
}

/* t_quantile(p, df): the t below which a value of Student's t lies with probability p */
PG_FUNCTION_INFO_V1(aiehr_t_quantile_sql);
Datum
aiehr_t_quantile_sql(PG_FUNCTION_ARGS)
{
	return figure(aiehr_t_quantile(probability(PG_GETARG_FLOAT8(0)),
								   degrees(PG_GETARG_FLOAT8(1), "df")));
}

/* f_upper(f, df1, df2): probability of a value of F above f */
PG_FUNCTION_INFO_V1(aiehr_f_upper_sql);
Datum
aiehr_f_upper_sql(PG_FUNCTION_ARGS)
{
	float8		f = PG_GETARG_FLOAT8(0);
	float8		df1 = degrees(PG_GETARG_FLOAT8(1), "df1");
	float8		df2 = degrees(PG_GETARG_FLOAT8(2), "df2");

	inference_require(f >= 0, "f", "0 or above");
	return figure(isinf(f) ? 0 : aiehr_f_upper(f, df1, df2));
}

/* f_quantile(p, df1, df2): the f below which a value of F lies with probability p */
PG_FUNCTION_INFO_V1(aiehr_f_quantile_sql);
Datum
aiehr_f_quantile_sql(PG_FUNCTION_ARGS)
{
	return figure(aiehr_f_quantile(probability(PG_GETARG_FLOAT8(0)),
								   degrees(PG_GETARG_FLOAT8(1), "df1"),
								   degrees(PG_GETARG_FLOAT8(2), "df2")));
}

/* chisq_upper(x, df): probability of a value of chi-squared above x */
PG_FUNCTION_INFO_V1(aiehr_chisq_upper_sql);
Datum
aiehr_chisq_upper_sql(PG_FUNCTION_ARGS)
{
	float8		x = PG_GETARG_FLOAT8(0);
	float8		df = degrees(PG_GETARG_FLOAT8(1), "df");

	inference_require(x >= 0, "x", "0 or above");
	return figure(isinf(x) ? 0 : aiehr_chisq_upper(x, df));
}

/* chisq_quantile(p, df): the x below which a value of chi-squared lies with probability p */
PG_FUNCTION_INFO_V1(aiehr_chisq_quantile_sql);
Datum
aiehr_chisq_quantile_sql(PG_FUNCTION_ARGS)
{
	return figure(aiehr_chisq_quantile(probability(PG_GETARG_FLOAT8(0)),
									   degrees(PG_GETARG_FLOAT8(1), "df")));
}

/* beta_lower(x, a, b): probability of a beta variable below x, the regularised incomplete beta function */
PG_FUNCTION_INFO_V1(aiehr_beta_lower_sql);
Datum
aiehr_beta_lower_sql(PG_FUNCTION_ARGS)
{
	float8		x = PG_GETARG_FLOAT8(0);

	inference_require(x >= 0 && x <= 1, "x", "between 0 and 1");
	return figure(aiehr_beta_lower(x, degrees(PG_GETARG_FLOAT8(1), "a"),
								   degrees(PG_GETARG_FLOAT8(2), "b")));
}

/*
 * hypergeometric_upper(k, white, black, draws): probability of at least k white balls among so many
 * drawn from an urn
 */
PG_FUNCTION_INFO_V1(aiehr_hypergeometric_upper);
Datum
aiehr_hypergeometric_upper(PG_FUNCTION_ARGS)
{
	int64		k = PG_GETARG_INT64(0);
	int64		white = PG_GETARG_INT64(1);
	int64		black = PG_GETARG_INT64(2);
	int64		draws = PG_GETARG_INT64(3);

	inference_require(white >= 0 && white <= COUNTS_MAX, "white", "between 0 and 10^12");
	inference_require(black >= 0 && black <= COUNTS_MAX, "black", "between 0 and 10^12");
	inference_require(draws >= 0 && draws <= white + black, "draws", "between 0 and the number of balls");
	return figure(hypergeometric_at_least(k, white, black, draws, 1));
}
