/*
 * ranks.c
 *		Correlation of ranks (Spearman, Kendall) and the test of groups by ranks (Kruskal and Wallis).
 *
 * Ranks are mid-ranks: equal values share the mean of their places. They are kept as differences from
 * the mean rank, (n + 1) / 2, which makes them multiples of one half about zero.
 */
#include "stats/ranks.h"

#include <math.h>

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "stats/inference.h"
#include "stats/numeric.h"

/* A value and the row or group that it belongs to, to be sorted by value. */
typedef struct Ranked
{
	float8		value;
	int32		of;
} Ranked;

/* Three-way comparison of numbers, none of which is NaN. */
#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

#define ST_SORT sort_ranked
#define ST_ELEMENT_TYPE Ranked
#define ST_COMPARE(a, b) COMPARE((a)->value, (b)->value)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_points
#define ST_ELEMENT_TYPE DataPoint
#define ST_COMPARE(a, b) ((a)->x != (b)->x ? COMPARE((a)->x, (b)->x) : COMPARE((a)->y, (b)->y))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_numbers
#define ST_ELEMENT_TYPE float8
#define ST_COMPARE(a, b) COMPARE(*(a), *(b))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* The rows that have both of two columns, as points. */
DataPoint *
points_of_columns(const Observations *o, const int *columns, int64 *n)
{
	DataPoint  *points = (DataPoint *) palloc(sizeof(DataPoint) * Max(o->nrows, 1));

	*n = observations_complete(o, 2, columns, (float8 *) points);
	return points;
}

/* The value in the middle of three. */
static inline float8
middle_of(float8 a, float8 b, float8 c)
{
	return a < b ? (b < c ? b : Max(a, c)) : (a < c ? a : Max(b, c));
}

/*
 * The value that stands at a place, counted from 0, once the values are sorted: Hoare's selection, which
 * takes time proportional to n, and a sort where bad luck with the pivots would make it much more. The
 * values end up in another order: none before the place is larger, none behind it smaller.
 */
float8
ranks_select(float8 *values, int64 n, int64 place)
{
	int64		lo = 0;
	int64		hi = n - 1;
	int			rounds = 4 * (pg_leftmost_one_pos64(n) + 1);

	while (lo < hi)
	{
		float8		pivot = middle_of(values[lo], values[lo + (hi - lo) / 2], values[hi]);
		int64		i = lo;
		int64		j = hi;

		CHECK_FOR_INTERRUPTS();
		if (rounds-- == 0)
		{
			sort_numbers(values + lo, hi - lo + 1);
			break;
		}
		while (i <= j)
		{
			while (values[i] < pivot)
				i++;
			while (values[j] > pivot)
				j--;
			if (i <= j)
			{
				float8		swap = values[i];

				values[i++] = values[j];
				values[j--] = swap;
			}
		}
		if (place <= j)
			hi = j;
		else if (place >= i)
			lo = i;
		else
			break;
	}
	return values[place];
}

/* The median; the values end up in another order. */
float8
ranks_median(float8 *values, int64 n)
{
	float8		upper = ranks_select(values, n, n / 2);
	float8		lower = values[0];

	if (n % 2 > 0)
		return upper;
	for (int64 i = 1; i < n / 2; i++)
		lower = Max(lower, values[i]);
	return lower + (upper - lower) / 2;
}

/* Merges two sorted runs, the first `nleft` of n values and the rest; returns their inversions. */
static int64
merge_runs(const float8 *from, int64 nleft, int64 n, float8 *to)
{
	const float8 *left = from;
	const float8 *left_end = from + nleft;
	const float8 *right = left_end;
	const float8 *right_end = from + n;
	int64		inversions = 0;

	while (left < left_end && right < right_end)
	{
		if (*right < *left)
		{
			inversions += left_end - left;
			*to++ = *right++;
		}
		else
			*to++ = *left++;
	}
	memcpy(to, left, (left_end - left) * sizeof(float8));
	memcpy(to + (left_end - left), right, (right_end - right) * sizeof(float8));
	return inversions;
}

/*
 * How many pairs of values are in the wrong order, equal ones not counted. Sorts the values by merging,
 * with room for as many in `scratch`.
 */
int64
ranks_inversions(float8 *values, float8 *scratch, int64 n)
{
	float8	   *from = values;
	float8	   *to = scratch;
	int64		inversions = 0;

	for (int64 width = 1; width < n; width *= 2)
	{
		float8	   *swap = from;

		CHECK_FOR_INTERRUPTS();
		for (int64 i = 0; i < n; i += 2 * width)
			inversions += merge_runs(from + i, Min(width, n - i), Min(2 * width, n - i), to + i);
		from = to;
		to = swap;
	}
	if (from != values)
		memcpy(values, from, n * sizeof(float8));
	return inversions;
}

/* Counts a group of t equal values. */
static void
ties_add(Ties *ties, float8 t)
{
	ties->pairs += t * (t - 1) / 2;
	ties->triples += t * (t - 1) * (t - 2);
	ties->spread += t * (t - 1) * (2 * t + 5);
}

/*
 * Counts what Kendall's tau is made of (Knight 1966): with points in the order of x, and of y where x is
 * the same, the pairs in opposite order are the inversions of y. The points end up in this order.
 */
void
kendall_count(DataPoint *points, int64 n, Kendall *k)
{
	float8	   *y = (float8 *) palloc(sizeof(float8) * Max(n, 1));
	float8	   *scratch = (float8 *) palloc(sizeof(float8) * Max(n, 1));
	Ties		both = {0};
	int64		x_run = 0;
	int64		run = 0;

	memset(k, 0, sizeof(Kendall));
	k->n = n;
	k->pairs = k->n * (k->n - 1) / 2;
	sort_points(points, n);
	for (int64 i = 0; i < n; i++)
	{
		bool		x_ends = i + 1 == n || points[i + 1].x != points[i].x;

		x_run++;
		run++;
		if (x_ends || points[i + 1].y != points[i].y)
		{
			ties_add(&both, run);
			run = 0;
		}
		if (x_ends)
		{
			ties_add(&k->x, x_run);
			x_run = 0;
		}
		y[i] = points[i].y;
	}
	k->score = -2.0 * ranks_inversions(y, scratch, n);
	for (int64 i = 0; i < n; i++)
	{
		run++;
		if (i + 1 == n || y[i + 1] != y[i])
		{
			ties_add(&k->y, run);
			run = 0;
		}
	}
	k->score += k->pairs - k->x.pairs - k->y.pairs + both.pairs;
	pfree(y);
	pfree(scratch);
}

/* Kendall's tau-b; NaN with fewer than two rows or where a variable is constant. */
float8
kendall_tau(const Kendall *k)
{
	float8		ordered = (k->pairs - k->x.pairs) * (k->pairs - k->y.pairs);

	return ordered > 0 ? k->score / sqrt(ordered) : NAN;
}

/* Variance of Kendall's score where x and y have nothing to do with each other (Kendall 1970, ch. 4). */
float8
kendall_variance(const Kendall *k)
{
	float8		n = k->n;
	float8		variance = (n * (n - 1) * (2 * n + 5) - k->x.spread - k->y.spread) / 18;

	if (n > 1)
		variance += 2 * k->x.pairs * k->y.pairs / (n * (n - 1));
	if (n > 2)
		variance += k->x.triples * k->y.triples / (9 * n * (n - 1) * (n - 2));
	return variance;
}

/* Puts mid-ranks in the place of one variable, every second number; `sorted` has room for n. */
static void
rank_variable(float8 *value, int64 n, Ranked *sorted)
{
	int64		end;

	for (int64 i = 0; i < n; i++)
	{
		sorted[i].value = value[2 * i];
		sorted[i].of = (int32) i;
	}
	sort_ranked(sorted, n);
	for (int64 start = 0; start < n; start = end)
	{
		for (end = start + 1; end < n && sorted[end].value == sorted[start].value;)
			end++;
		for (int64 i = start; i < end; i++)
			value[2 * sorted[i].of] = (start + end - n) / 2.0;
	}
}

/*
 * Spearman's correlation, that of mid-ranks, which take the place of the points; NaN with fewer than
 * two rows or where a variable is constant.
 */
static float8
spearman_rho(DataPoint *points, int64 n)
{
	Ranked	   *sorted = (Ranked *) palloc(sizeof(Ranked) * Max(n, 1));
	float8		xx = 0;
	float8		yy = 0;
	float8		xy = 0;

	rank_variable(&points[0].x, n, sorted);
	rank_variable(&points[0].y, n, sorted);
	for (int64 i = 0; i < n; i++)
	{
		xx += points[i].x * points[i].x;
		yy += points[i].y * points[i].y;
		xy += points[i].x * points[i].y;
	}
	pfree(sorted);
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}

/* The points of an aggregate's state, whose columns are x and y. */
static DataPoint *
points_of_state(FunctionCallInfo fcinfo, const char *what, int64 *n)
{
	static const int columns[] = {0, 1};
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);

	observations_require(o, 0, 2, what);
	return points_of_columns(o, columns, n);
}

/* spearman_final(observations) -> float8: final step of spearman */
PG_FUNCTION_INFO_V1(aiehr_spearman_final);
Datum
aiehr_spearman_final(PG_FUNCTION_ARGS)
{
	int64		n;
	DataPoint  *points = points_of_state(fcinfo, "spearman", &n);
	float8		rho = spearman_rho(points, n);

	if (isnan(rho))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(rho);
}

/* kendall_final(observations) -> float8: final step of kendall */
PG_FUNCTION_INFO_V1(aiehr_kendall_final);
Datum
aiehr_kendall_final(PG_FUNCTION_ARGS)
{
	int64		n;
	DataPoint  *points = points_of_state(fcinfo, "kendall", &n);
	Kendall		k;

	kendall_count(points, n, &k);
	if (isnan(kendall_tau(&k)))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(kendall_tau(&k));
}

/*
 * rank_correlation(observations, x, y) -> (n, spearman, spearman_p, kendall, note)
 *		Over the rows that have both columns; p by Student's t, as for any correlation.
 */
PG_FUNCTION_INFO_V1(aiehr_rank_correlation);
Datum
aiehr_rank_correlation(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	int			columns[2];
	int64		n;
	DataPoint  *points;
	Kendall		k;
	float8		rho;
	ResultRow	row;

	observations_two_columns(o, PG_GETARG_TEXT_PP(1), PG_GETARG_TEXT_PP(2), columns);
	points = points_of_columns(o, columns, &n);
	kendall_count(points, n, &k);
	rho = spearman_rho(points, n);

	row_begin(fcinfo, &row);
	row_count(&row, n);
	row_float8(&row, rho);
	row_float8(&row, inference_correlation_p(rho, n));
	row_float8(&row, kendall_tau(&k));
	row_text(&row, inference_correlation_note(rho, n));
	return row_datum(&row);
}

/* n and sum of ranks of a group. */
typedef struct GroupRanks
{
	float8		n;
	float8		sum;
} GroupRanks;

/* Sums up the ranks of each group of sorted values; returns the sum of squares of all ranks. */
static float8
sum_by_group(const Ranked *sorted, int64 n, GroupRanks *group)
{
	float8		squares = 0;
	int64		end;

	for (int64 start = 0; start < n; start = end)
	{
		float8		rank;

		for (end = start + 1; end < n && sorted[end].value == sorted[start].value;)
			end++;
		rank = (start + end - n) / 2.0;
		squares += rank * rank * (end - start);
		for (int64 i = start; i < end; i++)
		{
			group[sorted[i].of].n += 1;
			group[sorted[i].of].sum += rank;
		}
	}
	return squares;
}

/*
 * kruskal_wallis(observations) -> (n, groups, chi2, df, p, note)
 *		Do values of some groups rank higher than those of others? chi2 is n - 1 times the share of the
 *		ranks' sum of squares that lies between the groups, which is Kruskal and Wallis' (1952) statistic
 *		corrected for ties.
 */
PG_FUNCTION_INFO_V1(aiehr_kruskal_wallis);
Datum
aiehr_kruskal_wallis(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	Ranked	   *sorted;
	GroupRanks *group;
	int64		n = 0;
	int			groups = 0;
	float8		squares;
	float8		between = 0;
	float8		chi2;
	ResultRow	row;

	observations_require(o, 1, 1, "kruskal_wallis");
	sorted = (Ranked *) MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Ranked) * Max(o->nrows, 1));
	group = (GroupRanks *) palloc0(sizeof(GroupRanks) * Max(o->labels[0]->n, 1));
	for (int64 i = 0; i < o->nrows; i++)
	{
		sorted[n].value = OBSERVATION_VALUE(o, i, 0);
		sorted[n].of = OBSERVATION_LABEL(o, i, 0);
		n += !isnan(sorted[n].value);
	}
	sort_ranked(sorted, n);
	squares = sum_by_group(sorted, n, group);
	for (int g = 0; g < o->labels[0]->n; g++)
	{
		if (group[g].n == 0)
			continue;
		between += group[g].sum * (group[g].sum / group[g].n);
		groups++;
	}
	chi2 = (n - 1) * (between / squares);

	row_begin(fcinfo, &row);
	row_count(&row, n);
	row_count(&row, groups);
	if (groups < 2 || squares == 0)
		row_null(&row, 3);
	else
	{
		row_float8(&row, chi2);
		row_count(&row, groups - 1);
		row_float8(&row, aiehr_chisq_upper(chi2, groups - 1));
	}
	row_text(&row, groups < 2 ? NOTE_TOO_FEW : squares == 0 ? NOTE_CONSTANT : NULL);
	return row_datum(&row);
}
