/*
 * impact.c
 *		Adverse impact: do fewer of one group get through than of another?
 *
 * Counts of those selected in a focal and a reference group. R's fisher.test, prop.test and
 * mantelhaen.test are what the results are held against.
 */
#include "aiehr.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/int128.h"
#include "utils/array.h"

#include "stats/counts.h"
#include "stats/inference.h"
#include "stats/numeric.h"

/* Where a cell is expected to hold fewer, the normal approximation is not to be trusted. */
#define SMALL_EXPECTED 5

/* The selected and all of two groups. */
typedef struct Selection
{
	int64		focal;
	int64		n_focal;
	int64		reference;
	int64		n_reference;
} Selection;

/* One selected count out of n, from two arguments. */
static void
counts_of_arguments(FunctionCallInfo fcinfo, int argument, const char *group, int64 *selected, int64 *n)
{
	*selected = PG_GETARG_INT64(argument);
	*n = PG_GETARG_INT64(argument + 1);
	if (*selected < 0 || *n < *selected || *n > COUNTS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("counts of the %s group are impossible", group),
				 errdetail("%lld of %lld are said to be selected; the limit is %lld.",
						   (long long) *selected, (long long) *n, (long long) COUNTS_MAX)));
}

/* The four counts from four arguments. */
static Selection
selection_of_arguments(FunctionCallInfo fcinfo, int argument)
{
	Selection	s;

	counts_of_arguments(fcinfo, argument, "focal", &s.focal, &s.n_focal);
	counts_of_arguments(fcinfo, argument + 2, "reference", &s.reference, &s.n_reference);
	return s;
}

/*
 * Is the focal group's rate below four fifths of the reference group's? In whole numbers, so that the
 * bound itself is met exactly.
 */
static bool
below_four_fifths(const Selection *s)
{
	INT128		focal = int64_to_int128(0);
	INT128		reference = int64_to_int128(0);

	int128_add_int64_mul_int64(&focal, 5 * s->focal, s->n_reference);
	int128_add_int64_mul_int64(&reference, 4 * s->reference, s->n_focal);
	return int128_compare(focal, reference) < 0;
}

/* How many more of the focal group it takes to be no longer below; starts from an estimate. */
static int64
shortfall_four_fifths(const Selection *s)
{
	Selection	with = *s;

	with.focal += (int64) (0.8 * s->reference / s->n_reference * s->n_focal) - s->focal;
	with.focal = Max(with.focal, s->focal);
	while (below_four_fifths(&with))
		with.focal++;
	while (with.focal > s->focal)
	{
		with.focal--;
		if (below_four_fifths(&with))
		{
			with.focal++;
			break;
		}
	}
	return with.focal - s->focal;
}

/* Does one selection more in the focal group, and one less in the other, change the verdict? */
static bool
one_selection_flips(const Selection *s)
{
	Selection	moved = *s;

	if (s->focal == s->n_focal)
		return false;
	moved.focal++;
	moved.reference--;
	return below_four_fifths(s) != below_four_fifths(&moved);
}

/* Odds ratio of the sample; 0 or NaN where a cell is empty. */
static float8
sample_odds_ratio(const Selection *s)
{
	if (s->reference == 0 || s->focal == s->n_focal)
		return NAN;
	return ((float8) s->focal / (s->n_focal - s->focal)) *
		((float8) (s->n_reference - s->reference) / s->reference);
}

/* Expected count of the focal group's selected less the one that is there, by the logarithm of the odds. */
static double
excess_at_odds(double log_odds, void *context)
{
	const Selection *s = (const Selection *) context;
	int64		selected = s->focal + s->reference;

	return hypergeometric_mean(s->n_focal, s->n_reference, selected, exp(log_odds)) - s->focal;
}

/*
 * Odds of selection in the focal group over those in the reference group, by conditional maximum
 * likelihood: at which the count that is there is the expected one. 0 where no smaller count is possible,
 * infinite where no larger one is; NaN where no other is, since any odds would do.
 */
static float8
conditional_odds_ratio(const Selection *s)
{
	int64		selected = s->focal + s->reference;
	int64		least = Max(0, selected - s->n_reference);
	int64		most = Min(selected, s->n_focal);
	float8		guess;
	float8		reach;

	if (least == most)
		return NAN;
	if (s->focal == most)
		return INFINITY;
	if (s->focal == least)
		return 0;

	/* no cell is empty then, and the odds ratio of the sample is the nearer, the larger its cells are */
	guess = log(sample_odds_ratio(s));
	reach = 1.0 / s->focal + 1.0 / (s->n_focal - s->focal) +
		1.0 / s->reference + 1.0 / (s->n_reference - s->reference);
	while (excess_at_odds(guess - reach, (void *) s) > 0 || excess_at_odds(guess + reach, (void *) s) < 0)
		reach *= 2;
	return exp(aiehr_root(excess_at_odds, (void *) s, guess - reach, guess + reach));
}

/* The columns from fisher_p to fisher_mid_p_less: exact tests of independence with all margins given. */
static void
fisher_columns(ResultRow *row, const Selection *s)
{
	int64		selected = s->focal + s->reference;
	float8		less;			/* as few of the focal group, so as many of the other */
	float8		fewer;			/* fewer */

	less = hypergeometric_at_least(s->reference, s->n_reference, s->n_focal, selected, 1);
	fewer = hypergeometric_at_least(s->reference + 1, s->n_reference, s->n_focal, selected, 1);
	row_float8(row, hypergeometric_as_unlikely(s->focal, s->n_focal, s->n_reference, selected));
	row_float8(row, less);
	row_float8(row, less / 2 + fewer / 2);
}

/* The columns from impact_ratio to below_four_fifths; Katz's interval of the ratio, on a log scale. */
static void
ratio_columns(ResultRow *row, const Selection *s, float8 level)
{
	float8		ratio = (float8) s->focal / s->n_focal / ((float8) s->reference / s->n_reference);
	float8		variance = 1.0 / s->focal - 1.0 / s->n_focal + 1.0 / s->reference - 1.0 / s->n_reference;
	float8		reach = exp(inference_z(level) * sqrt(variance));
	bool		possible = s->focal > 0 && s->reference > 0;

	row_float8(row, s->reference > 0 ? ratio : NAN);
	row_float8(row, possible ? ratio / reach : NAN);
	row_float8(row, possible ? ratio * reach : NAN);
	if (s->reference > 0)
		row_bool(row, below_four_fifths(s));
	else
		row_null(row, 1);
}

/* The smallest count that is expected of a cell. */
static float8
smallest_expected(const Selection *s)
{
	float8		selected = s->focal + s->reference;
	float8		n = s->n_focal + s->n_reference;

	return (float8) Min(s->n_focal, s->n_reference) * Min(selected, n - selected) / n;
}

/* The note of a table with both groups in it. */
static const char *
impact_note(const Selection *s)
{
	int64		selected = s->focal + s->reference;

	if (selected == 0 || selected == s->n_focal + s->n_reference)
		return NOTE_CONSTANT;
	if (smallest_expected(s) < SMALL_EXPECTED)
		return NOTE_SMALL_CELL;
	if (s->focal == 0 || s->focal == s->n_focal || s->reference == 0 || s->reference == s->n_reference)
		return NOTE_EMPTY_CELL;
	return NULL;
}

/*
 * adverse_impact(selected_focal, n_focal, selected_reference, n_reference, level) -> (rate_focal,
 *			rate_reference, rate_difference, impact_ratio, ratio_low, ratio_high, below_four_fifths, z, z_p,
 *			fisher_p, fisher_p_less, fisher_mid_p_less, odds_ratio, odds_ratio_conditional, cohen_h, phi,
 *			shortfall, shortfall_four_fifths, flips, decided_by, note)
 *		All signs are those of focal less reference, all ratios focal over reference. shortfall is how
 *		many more of the focal group there would be at the common rate; shortfall_four_fifths how many
 *		more it takes to reach four fifths of the reference group's rate as it is.
 */
PG_FUNCTION_INFO_V1(aiehr_adverse_impact);
Datum
aiehr_adverse_impact(PG_FUNCTION_ARGS)
{
	Selection	s = selection_of_arguments(fcinfo, 0);
	float8		level = inference_level(PG_GETARG_FLOAT8(4));
	float8		n = s.n_focal + s.n_reference;
	float8		focal = (float8) s.focal / s.n_focal;
	float8		reference = (float8) s.reference / s.n_reference;
	float8		pooled = (s.focal + s.reference) / n;
	float8		variance = pooled * ((n - s.focal - s.reference) / n);
	float8		z = (focal - reference) / sqrt(variance * (1.0 / s.n_focal + 1.0 / s.n_reference));
	ResultRow	row;

	row_begin(fcinfo, &row);
	row_float8(&row, focal);
	row_float8(&row, reference);
	if (s.n_focal == 0 || s.n_reference == 0)
	{
		row_null(&row, 18);
		row_text(&row, NOTE_TOO_FEW);
		return row_datum(&row);
	}
	row_float8(&row, focal - reference);
	ratio_columns(&row, &s, level);
	row_float8(&row, z);
	row_float8(&row, isfinite(z) ? 2 * aiehr_normal_lower(-fabs(z)) : NAN);
	fisher_columns(&row, &s);
	row_float8(&row, sample_odds_ratio(&s));
	row_unbounded(&row, conditional_odds_ratio(&s));
	row_float8(&row, 2 * asin(sqrt(focal)) - 2 * asin(sqrt(reference)));
	row_float8(&row, z / sqrt(n));
	row_float8(&row, pooled * s.n_focal - s.focal);
	if (s.reference > 0)
	{
		row_count(&row, shortfall_four_fifths(&s));
		row_bool(&row, one_selection_flips(&s));
	}
	else
		row_null(&row, 2);
	row_text(&row, smallest_expected(&s) < SMALL_EXPECTED ? "fisher" : "z");
	row_text(&row, impact_note(&s));
	return row_datum(&row);
}

/*
 * The state of mantel_haenszel(), an array of numbers. With a and b of the focal group selected and not,
 * c and d of the reference group, n all of them: odds ratio r / s, P = (a + d) / n, Q = (b + c) / n.
 */
typedef enum MantelHaenszelSum
{
	MH_STRATA,
	MH_EXCESS,					/* a less what is expected of it */
	MH_VARIANCE,				/* of a */
	MH_R,						/* a d / n */
	MH_S,						/* b c / n */
	MH_PR,
	MH_PS_QR,
	MH_QS,
	MH_SUMS
} MantelHaenszelSum;

/* The numbers of a state. */
static float8 *
mantel_haenszel_sums(ArrayType *state)
{
	if (ARR_NDIM(state) != 1 || ARR_DIMS(state)[0] != MH_SUMS || ARR_HASNULL(state) ||
		ARR_ELEMTYPE(state) != FLOAT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("state of mantel_haenszel is not one"),
				 errdetail("It is an array of %d numbers.", MH_SUMS)));
	return (float8 *) ARR_DATA_PTR(state);
}

/* The state in argument 0, ours to change: as it is when called by an aggregate, else a copy. */
static ArrayType *
own_state(FunctionCallInfo fcinfo)
{
	return AggCheckCallContext(fcinfo, NULL) ? PG_GETARG_ARRAYTYPE_P(0) : PG_GETARG_ARRAYTYPE_P_COPY(0);
}

/*
 * mantel_haenszel_accum(state, selected_focal, n_focal, selected_reference, n_reference) -> state
 *		Transition: adds a stratum. One that lacks a group, or in which all or none are selected, says
 *		nothing about the difference.
 */
PG_FUNCTION_INFO_V1(aiehr_mantel_haenszel_accum);
Datum
aiehr_mantel_haenszel_accum(PG_FUNCTION_ARGS)
{
	ArrayType  *state = own_state(fcinfo);
	float8	   *sum = mantel_haenszel_sums(state);
	Selection	s = selection_of_arguments(fcinfo, 1);
	float8		n = s.n_focal + s.n_reference;
	float8		selected = s.focal + s.reference;
	float8		a = s.focal;
	float8		b = s.n_focal - s.focal;
	float8		c = s.reference;
	float8		d = s.n_reference - s.reference;

	if (s.n_focal == 0 || s.n_reference == 0 || selected == 0 || selected == n)
		PG_RETURN_ARRAYTYPE_P(state);
	sum[MH_STRATA] += 1;
	sum[MH_EXCESS] += (a * d - b * c) / n;
	sum[MH_VARIANCE] += s.n_focal / n * (s.n_reference / n) * selected * ((n - selected) / (n - 1));
	sum[MH_R] += a * d / n;
	sum[MH_S] += b * c / n;
	sum[MH_PR] += (a + d) / n * (a * d / n);
	sum[MH_PS_QR] += (a + d) / n * (b * c / n) + (b + c) / n * (a * d / n);
	sum[MH_QS] += (b + c) / n * (b * c / n);
	PG_RETURN_ARRAYTYPE_P(state);
}

/* mantel_haenszel_combine(state, state) -> state: the strata of both */
PG_FUNCTION_INFO_V1(aiehr_mantel_haenszel_combine);
Datum
aiehr_mantel_haenszel_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *state = own_state(fcinfo);
	float8	   *sum = mantel_haenszel_sums(state);
	const float8 *more = mantel_haenszel_sums(PG_GETARG_ARRAYTYPE_P(1));

	for (int i = 0; i < MH_SUMS; i++)
		sum[i] += more[i];
	PG_RETURN_ARRAYTYPE_P(state);
}

/*
 * mantel_haenszel_final(state) -> (strata, chi2, p, odds_ratio, odds_ratio_low, odds_ratio_high, note)
 *		Mantel and Haenszel's (1959) test without correction for continuity, their common odds ratio, and
 *		its 95 % interval by the variance of Robins, Breslow and Greenland (1986).
 */
PG_FUNCTION_INFO_V1(aiehr_mantel_haenszel_final);
Datum
aiehr_mantel_haenszel_final(PG_FUNCTION_ARGS)
{
	const float8 *sum = mantel_haenszel_sums(PG_GETARG_ARRAYTYPE_P(0));
	float8		r = sum[MH_R];
	float8		s = sum[MH_S];
	float8		chi2 = sum[MH_EXCESS] * sum[MH_EXCESS] / sum[MH_VARIANCE];
	float8		variance = (sum[MH_PR] / r / r + sum[MH_PS_QR] / r / s + sum[MH_QS] / s / s) / 2;
	float8		reach = exp(inference_z(0.95) * sqrt(variance));
	ResultRow	row;

	row_begin(fcinfo, &row);
	row_count(&row, sum[MH_STRATA]);
	if (!(sum[MH_STRATA] > 0))
	{
		row_null(&row, 5);
		row_text(&row, NOTE_TOO_FEW);
		return row_datum(&row);
	}
	row_float8(&row, chi2);
	row_float8(&row, aiehr_chisq_upper(chi2, 1));
	row_float8(&row, r / s);
	row_float8(&row, r > 0 ? r / s / reach : NAN);
	row_float8(&row, r > 0 ? r / s * reach : NAN);
	row_text(&row, r == 0 || s == 0 ? NOTE_EMPTY_CELL : NULL);
	return row_datum(&row);
}
