/*
 * inference.c
 *		Tests and intervals that more than one statistic needs.
 */
#include "stats/inference.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "stats/comoments.h"
#include "stats/numeric.h"

/* Refuses an argument; `allowed` says in words what it may be. */
void
inference_require(bool fine, const char *argument, const char *allowed)
{
	if (!fine)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"%s\" is out of range", argument),
				 errdetail("It must be %s.", allowed)));
}

/* A level of confidence is a probability. */
float8
inference_level(float8 level)
{
	if (!(level > 0 && level < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("level of confidence is out of range"),
				 errdetail("It must be above 0 and below 1, as 0.95.")));
	return level;
}

/* How many standard errors an interval of this level reaches to each side. */
float8
inference_z(float8 level)
{
	return aiehr_normal_quantile((1 + level) / 2);
}

/* Height of the normal density. */
float8
inference_normal_density(float8 z)
{
	return exp(-z * z / 2) / sqrt(2 * M_PI);
}

/* Mean of the highest share of normal values, in standard deviations above that of all. */
float8
inference_normal_top(float8 share)
{
	return inference_normal_density(aiehr_normal_quantile(share)) / share;
}

/* Two-sided p of a correlation over n rows, by Student's t; NaN where it cannot be tested. */
float8
inference_correlation_p(float8 r, float8 n)
{
	float8		df = n - 2;
	float8		t = fabs(r) * sqrt(df / ((1 - r) * (1 + r)));

	if (isnan(r) || df < 1)
		return NAN;
	return isfinite(t) ? 2 * aiehr_t_upper(t, df) : 0;
}

/* Why a correlation is missing or cannot be tested; NULL where nothing is wrong. */
const char *
inference_correlation_note(float8 r, float8 n)
{
	if (n < 3)
		return NOTE_TOO_FEW;
	if (isnan(r))
		return NOTE_CONSTANT;
	return fabs(r) == 1 ? NOTE_PERFECT : NULL;
}

/*
 * The columns r, df, t, p, r_low and r_high of a correlation over n rows, or of a partial one, n being
 * less by one for each variable held constant. The test is Student's, the interval Fisher's (from four
 * rows on). Of r = 1 or -1 nothing can be tested: t is NULL, p is 0.
 */
void
inference_correlation(ResultRow *row, float8 r, float8 n, float8 level)
{
	float8		df = n - 2;
	float8		t = r * sqrt(df / ((1 - r) * (1 + r)));
	float8		reach = n > 3 ? inference_z(level) / sqrt(n - 3) : NAN;

	row_float8(row, r);
	row_count(row, df > 0 ? df : NAN);
	row_float8(row, df > 0 ? t : NAN);
	row_float8(row, inference_correlation_p(r, n));
	row_float8(row, tanh(atanh(r) - reach));
	row_float8(row, tanh(atanh(r) + reach));
}

/* Two n, means and sums of squares as one (Chan, Golub and LeVeque 1983). */
Moments
moments_merge(const Moments *a, const Moments *b)
{
	Moments		both;
	float8		apart = b->mean - a->mean;

	if (a->n == 0)
		return *b;
	if (b->n == 0)
		return *a;
	both.n = a->n + b->n;
	both.mean = a->mean + apart * (b->n / both.n);
	both.squares = a->squares + b->squares + apart * apart * (a->n * (b->n / both.n));
	return both;
}

/* Whether the values differ by no more than their last bits; the mean must be theirs, from no pivot. */
bool
moments_constant(const Moments *m)
{
	ComomentsPair pair = {0};

	pair.n = m->n;
	pair.mean_a = m->mean;
	pair.aa = m->squares;
	return comoments_a_constant(&pair);
}

/*
 * Welch's test of two means, with Satterthwaite's degrees of freedom. False when a group has fewer
 * than two values or neither has any spread; there is a difference then, but no test.
 */
bool
inference_welch(const Moments *a, const Moments *b, WelchTest *test)
{
	float8		va;
	float8		vb;

	test->difference = a->mean - b->mean;
	test->se = test->t = test->df = test->p = NAN;
	if (a->n < 2 || b->n < 2)
		return false;
	va = moments_variance(a) / a->n;
	vb = moments_variance(b) / b->n;
	if (!(va + vb > 0))
		return false;
	test->se = sqrt(va + vb);
	test->t = test->difference / test->se;
	test->df = (va + vb) * (va + vb) / (va * va / (a->n - 1) + vb * vb / (b->n - 1));
	test->p = 2 * aiehr_t_upper(fabs(test->t), test->df);
	return isfinite(test->p);
}

/*
 * The columns difference, its interval, t, df and p of a test of two means. What is not there, because
 * inference_welch() returned false, is NAN.
 */
void
inference_welch_columns(ResultRow *row, const WelchTest *test, float8 level)
{
	float8		reach = isnan(test->p) ? NAN : test->se * aiehr_t_quantile((1 + level) / 2, test->df);

	row_float8(row, test->difference);
	row_float8(row, test->difference - reach);
	row_float8(row, test->difference + reach);
	row_float8(row, test->t);
	row_float8(row, test->df);
	row_float8(row, test->p);
}

/*
 * Cohen's d: the difference of two means in pooled standard deviations. NaN when a group has fewer than
 * two values, or neither has any spread.
 */
float8
inference_cohen_d(const Moments *a, const Moments *b)
{
	float8		squares = a->squares + b->squares;

	if (a->n < 2 || b->n < 2 || !(squares > 0))
		return NAN;
	return (a->mean - b->mean) / sqrt(squares / (a->n + b->n - 2));
}

/* Hedges' g: d without the bias that it has in small samples, to a first approximation. */
float8
inference_hedges(float8 d, float8 df)
{
	return d * (1 - 3 / (4 * df - 1));
}

/* A p with its place, to be sorted. */
typedef struct PlacedP
{
	float8		p;
	int			place;
} PlacedP;

/* Order of p, smallest first; equal ones in the order they came. */
static int
placed_p_cmp(const void *a, const void *b)
{
	const PlacedP *x = (const PlacedP *) a;
	const PlacedP *y = (const PlacedP *) b;

	if (x->p != y->p)
		return x->p < y->p ? -1 : 1;
	return x->place - y->place;
}

/*
 * p values adjusted for being many: Holm's keep the chance of any false finding, Benjamini and
 * Hochberg's the share of false ones among the findings. NaN stays NaN and does not count. The results
 * may take the place of p.
 */
void
inference_adjust(const float8 *p, int n, AdjustMethod method, float8 *adjusted)
{
	PlacedP    *sorted = (PlacedP *) palloc(sizeof(PlacedP) * Max(n, 1));
	int			m = 0;
	float8		bound;

	for (int i = 0; i < n; i++)
	{
		if (!isnan(p[i]))
		{
			sorted[m].p = p[i];
			sorted[m++].place = i;
		}
		adjusted[i] = NAN;
	}
	qsort(sorted, m, sizeof(PlacedP), placed_p_cmp);
	if (method == ADJUST_HOLM)
	{
		bound = 0;
		for (int i = 0; i < m; i++)
		{
			bound = Max(bound, Min(1, (m - i) * sorted[i].p));
			adjusted[sorted[i].place] = bound;
		}
	}
	else
	{
		bound = 1;
		for (int i = m - 1; i >= 0; i--)
		{
			bound = Min(bound, sorted[i].p * m / (i + 1));
			adjusted[sorted[i].place] = bound;
		}
	}
	pfree(sorted);
}

/*
 * p_adjust(p float8[], method text) -> float8[]
 *		The same as SQL; method is holm or bh. NULL stays NULL and does not count.
 */
PG_FUNCTION_INFO_V1(aiehr_p_adjust);
Datum
aiehr_p_adjust(PG_FUNCTION_ARGS)
{
	char	   *method = text_to_cstring(PG_GETARG_TEXT_PP(1));
	Datum	   *element;
	bool	   *isnull;
	int			n;
	float8	   *p;
	int			dims[1];
	int			lbs[1] = {1};

	if (strcmp(method, "holm") != 0 && strcmp(method, "bh") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown way \"%s\" to adjust p", method),
				 errhint("It is holm or bh.")));
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &element, &isnull, &n);
	if (n == 0)
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(FLOAT8OID));
	p = (float8 *) palloc(sizeof(float8) * n);
	for (int i = 0; i < n; i++)
	{
		p[i] = isnull[i] ? get_float8_nan() : DatumGetFloat8(element[i]);
		if (!isnull[i] && !(p[i] >= 0 && p[i] <= 1))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a p value must be between 0 and 1")));
	}
	inference_adjust(p, n, strcmp(method, "holm") == 0 ? ADJUST_HOLM : ADJUST_BH, p);
	for (int i = 0; i < n; i++)
		element[i] = Float8GetDatum(p[i]);
	dims[0] = n;
	PG_RETURN_ARRAYTYPE_P(construct_md_array(element, isnull, 1, dims, lbs, FLOAT8OID, sizeof(float8),
											 FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}
