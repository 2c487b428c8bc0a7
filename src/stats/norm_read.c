/*
 * norm_read.c
 *		Reading norms: their figures, and where a score stands among them.
 *
 * All is NULL that needs a spread where there is none.
 */
#include "stats/norm.h"

#include <math.h>

#include "utils/builtins.h"

#include "stats/inference.h"
#include "stats/numeric.h"

/* The norm of the last call, kept for the next. */
typedef struct KeptNorm
{
	Size		size;			/* of the datum as it came */
	char	   *datum;
	const Norm *norm;
} KeptNorm;

/*
 * The norm in argument 0. Where it comes compressed or from a TOAST table, it is unpacked once for all
 * calls with the same datum: every row of a query is usually held against the same norm.
 */
static const Norm *
norm_of_call(FunctionCallInfo fcinfo)
{
	Datum		datum = PG_GETARG_DATUM(0);
	struct varlena *given = (struct varlena *) DatumGetPointer(datum);
	KeptNorm   *kept = (KeptNorm *) fcinfo->flinfo->fn_extra;
	MemoryContext outer;
	Size		size;

	if (!VARATT_IS_EXTERNAL_ONDISK(given) && !VARATT_IS_COMPRESSED(given))
		return PG_GETARG_NORM_P(0);
	size = VARSIZE_ANY(given);
	if (kept != NULL && kept->size == size && memcmp(kept->datum, given, size) == 0)
		return kept->norm;

	outer = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	if (kept != NULL)
	{
		fcinfo->flinfo->fn_extra = NULL;
		pfree(kept->datum);
		pfree((void *) kept->norm);
		pfree(kept);
	}
	kept = (KeptNorm *) palloc(sizeof(KeptNorm));
	kept->size = size;
	kept->datum = (char *) palloc(size);
	memcpy(kept->datum, given, size);
	kept->norm = PG_GETARG_NORM_P(0);
	MemoryContextSwitchTo(outer);
	fcinfo->flinfo->fn_extra = kept;
	return kept->norm;
}

/* The score in argument 1, which must be a number. */
static float8
score_of_call(FunctionCallInfo fcinfo)
{
	float8		score = PG_GETARG_FLOAT8(1);

	if (!isfinite(score))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a score must be a finite number"),
				 errhint("Make it NULL where it is missing.")));
	return score;
}

/* Do the scores differ by more than rounding? */
static bool
has_spread(const Norm *norm)
{
	return norm->sd > CONSTANT_WITHIN * fabs(norm->mean);
}

/* Returns a number from a function of SQL; NULL if it is none. */
static Datum
return_number(FunctionCallInfo fcinfo, float8 value)
{
	if (!isfinite(value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value + 0.0);
}

/* Standard deviations that a score lies above the mean; NaN without spread. */
static float8
standard_score(const Norm *norm, float8 score)
{
	return has_spread(norm) ? (score - norm->mean) / norm->sd : NAN;
}

/* Twice the scores below one, plus those that are equal: twice the mid-rank, less 1. */
static float8
twice_below(const Norm *norm, float8 score)
{
	int64		lo = 0;
	int64		hi = norm->nvalues;
	int64		below;

	while (lo < hi)
	{
		int64		middle = lo + (hi - lo) / 2;

		if (norm->value[middle] < score)
			lo = middle + 1;
		else
			hi = middle;
	}
	below = lo > 0 ? norm_upto(norm, lo - 1) : 0;
	if (lo < norm->nvalues && norm->value[lo] == score)
		return (float8) below + norm_upto(norm, lo);
	return 2.0 * below;
}

/* Percentile rank of a score, by mid-ranks; NaN without scores. */
float8
norm_rank(const Norm *norm, float8 score)
{
	return norm->n > 0 ? 100 * (twice_below(norm, score) / 2) / norm->n : NAN;
}

/* A step of a scale, within its bounds. */
static Datum
return_step(FunctionCallInfo fcinfo, float8 step, int lowest, int highest)
{
	if (isnan(step))
		PG_RETURN_NULL();
	PG_RETURN_INT32((int32) Min(Max(step, lowest), highest));
}

/* norm_n(norm) -> bigint: scores */
PG_FUNCTION_INFO_V1(norm_n);
Datum
norm_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(norm_of_call(fcinfo)->n);
}

/* norm_mean(norm) -> float8: NULL without scores */
PG_FUNCTION_INFO_V1(norm_mean);
Datum
norm_mean(PG_FUNCTION_ARGS)
{
	const Norm *norm = norm_of_call(fcinfo);

	return return_number(fcinfo, norm->n > 0 ? norm->mean : NAN);
}

/* norm_sd(norm) -> float8: with n - 1; NULL below two scores */
PG_FUNCTION_INFO_V1(norm_sd);
Datum
norm_sd(PG_FUNCTION_ARGS)
{
	const Norm *norm = norm_of_call(fcinfo);

	return return_number(fcinfo, norm->n > 1 ? norm->sd : NAN);
}

/* norm_skewness(norm) -> float8: third standardised moment, with n; NULL without spread */
PG_FUNCTION_INFO_V1(norm_skewness);
Datum
norm_skewness(PG_FUNCTION_ARGS)
{
	const Norm *norm = norm_of_call(fcinfo);

	return return_number(fcinfo, has_spread(norm) ? norm->skewness : NAN);
}

/* norm_z(norm, score) -> float8: standard score */
PG_FUNCTION_INFO_V1(norm_z);
Datum
norm_z(PG_FUNCTION_ARGS)
{
	return return_number(fcinfo, standard_score(norm_of_call(fcinfo), score_of_call(fcinfo)));
}

/* norm_t(norm, score) -> float8: T score, 50 + 10 z */
PG_FUNCTION_INFO_V1(norm_t);
Datum
norm_t(PG_FUNCTION_ARGS)
{
	return return_number(fcinfo, 50 + 10 * standard_score(norm_of_call(fcinfo), score_of_call(fcinfo)));
}

/* norm_percentile(norm, score) -> float8: share of scores below and half of those equal, 0..100 */
PG_FUNCTION_INFO_V1(norm_percentile);
Datum
norm_percentile(PG_FUNCTION_ARGS)
{
	return return_number(fcinfo, norm_rank(norm_of_call(fcinfo), score_of_call(fcinfo)));
}

/* norm_sten(norm, score) -> integer: steps of half a standard deviation, 1..10 */
PG_FUNCTION_INFO_V1(norm_sten);
Datum
norm_sten(PG_FUNCTION_ARGS)
{
	float8		z = standard_score(norm_of_call(fcinfo), score_of_call(fcinfo));

	return return_step(fcinfo, floor(2 * z + 5.5 + 0.5), 1, 10);
}

/*
 * norm_stanine(norm, score, how) -> integer
 *		Steps 1..9 that hold 4, 7, 12, 17, 20, 17, 12, 7 and 4 percent of a norm: by percentile, a rank
 *		on a bound belonging to the upper step, or by z, where the distribution is normal.
 */
PG_FUNCTION_INFO_V1(norm_stanine);
Datum
norm_stanine(PG_FUNCTION_ARGS)
{
	static const float8 bound[] = {4, 11, 23, 40, 60, 77, 89, 96};
	const Norm *norm = norm_of_call(fcinfo);
	float8		score = score_of_call(fcinfo);
	char	   *how = text_to_cstring(PG_GETARG_TEXT_PP(2));
	float8		rank;
	int			step = 1;

	if (strcmp(how, "z") == 0)
		return return_step(fcinfo, floor(2 * standard_score(norm, score) + 5 + 0.5), 1, 9);
	if (strcmp(how, "percentile") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown way \"%s\" to form stanines", how),
				 errhint("It is percentile or z.")));
	rank = norm_rank(norm, score);
	if (isnan(rank))
		PG_RETURN_NULL();
	for (int i = 0; i < (int) lengthof(bound); i++)
		step += rank >= bound[i];
	PG_RETURN_INT32(step);
}

/*
 * norm_normal_score(norm, score) -> float8
 *		The z at which a normal distribution has the score's mid-rank (Blom 1958); taken from the nearer
 *		tail, whose probability has all its digits.
 */
PG_FUNCTION_INFO_V1(norm_normal_score);
Datum
norm_normal_score(PG_FUNCTION_ARGS)
{
	const Norm *norm = norm_of_call(fcinfo);
	float8		rank = (twice_below(norm, score_of_call(fcinfo)) + 1) / 2;
	float8		lower = (rank - 0.375) / (norm->n + 0.25);
	float8		upper = (norm->n - rank + 0.625) / (norm->n + 0.25);

	if (norm->n == 0)
		PG_RETURN_NULL();
	return return_number(fcinfo, lower <= upper ? aiehr_normal_quantile(lower) :
						 -aiehr_normal_quantile(upper));
}

/* The score at a place in the order of all, from 0. */
static float8
score_at(const Norm *norm, int64 place)
{
	int64		lo = 0;
	int64		hi = norm->nvalues - 1;

	while (lo < hi)
	{
		int64		middle = lo + (hi - lo) / 2;

		if (norm_upto(norm, middle) <= place)
			lo = middle + 1;
		else
			hi = middle;
	}
	return norm->value[lo];
}

/*
 * norm_quantile(norm, p) -> float8
 *		The score below which a share p lies, between neighbours in proportion (type 7 of Hyndman and Fan
 *		1996, R's default); NULL without scores.
 */
PG_FUNCTION_INFO_V1(norm_quantile);
Datum
norm_quantile(PG_FUNCTION_ARGS)
{
	const Norm *norm = norm_of_call(fcinfo);
	float8		p = PG_GETARG_FLOAT8(1);
	float8		place;
	float8		lower;

	inference_require(p >= 0 && p <= 1, "p", "between 0 and 1");
	if (norm->n == 0)
		PG_RETURN_NULL();
	place = p * (norm->n - 1);
	lower = score_at(norm, (int64) place);
	if (place == floor(place))
		PG_RETURN_FLOAT8(lower);
	PG_RETURN_FLOAT8(lower + (place - floor(place)) * (score_at(norm, (int64) place + 1) - lower));
}
