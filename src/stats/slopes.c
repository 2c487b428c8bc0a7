/*
 * slopes.c
 *		The slopes between all pairs of points, in the order of their size.
 *
 * Up to FORMED_MAX slopes are simply formed. Where there are more, time and memory for all of them could
 * not be had: n points have n (n - 1) / 2. Then the slope of a rank is found without the others. Seen
 * along a line of slope s, a point has the height y - s x, and the slope from one point to another
 * further on is below s just when that one is lower. So the slopes below s are the inversions of the
 * heights, which a merge sort counts in O(n log n). Bisection over the doubles, at most 64 steps of it,
 * narrows an interval around the slope that is sought until few enough lie in it to be formed; they are
 * the pairs whose order changes between its ends, and merging lists them as it counts them.
 */
#include "stats/slopes.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"

#define FORMED_MAX (1 << 16)

/* Slopes that differ by less than this share of their size are the same: so much goes to rounding. */
#define SAME_WITHIN 1e-14

/* A point by its height, to be sorted. */
typedef struct Height
{
	float8		height;
	int32		point;
} Height;

struct Slopes
{
	const DataPoint *point;		/* in the order of x, those of the same x in that of y */
	int64		n;
	int64		pairs;			/* of different x */
	float8		nothing;		/* slopes that differ by no more are the same, whatever their size */
	int64		below;			/* those formed have ranks above this */
	int64		upto;			/* and up to this, if all of these ranks are formed */
	int64		nformed;
	float8	   *formed;
	float8	   *heights;		/* the rest is there if not all slopes can be formed */
	float8	   *scratch;
	Height	   *order;
	Height	   *order_scratch;
};

#define ST_SORT sort_heights
#define ST_ELEMENT_TYPE Height
#define ST_COMPARE(a, b) \
	((a)->height != (b)->height ? ((a)->height > (b)->height) - ((a)->height < (b)->height) : \
	 (a)->point - (b)->point)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* The slope from one point to another of larger x. */
static inline float8
slope_between(const DataPoint *a, const DataPoint *b)
{
	return (b->y - a->y) / (b->x - a->x);
}

/* Forms the slopes of all pairs. */
static void
form_all(Slopes *s)
{
	int64		beyond = 0;		/* the first point of larger x */

	for (int64 i = 0; i < s->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		while (beyond < s->n && s->point[beyond].x == s->point[i].x)
			beyond++;
		for (int64 j = beyond; j < s->n; j++)
			s->formed[s->nformed++] = slope_between(&s->point[i], &s->point[j]);
	}
	s->upto = s->pairs;
}

/* The slopes between points that stand in the order of x, and of y where x is the same. */
Slopes *
slopes_new(const DataPoint *points, int64 n)
{
	Slopes	   *s = (Slopes *) palloc0(sizeof(Slopes));
	float8		lowest = INFINITY;
	float8		highest = -INFINITY;
	int64		run = 0;

	s->point = points;
	s->n = n;
	s->pairs = n * (n - 1) / 2;
	for (int64 i = 0; i < n; i++)
	{
		run = i > 0 && points[i].x == points[i - 1].x ? run + 1 : 0;
		s->pairs -= run;
		lowest = Min(lowest, points[i].y);
		highest = Max(highest, points[i].y);
	}
	s->formed = (float8 *) palloc(sizeof(float8) * Max(Min(s->pairs, FORMED_MAX), 1));
	if (s->pairs <= FORMED_MAX)
		form_all(s);
	else
	{
		/* never 0, or no interval around 0 would be short enough */
		s->nothing = Max(DBL_EPSILON * DBL_EPSILON * (highest - lowest) / (points[n - 1].x - points[0].x),
						 DBL_MIN);
		s->heights = (float8 *) palloc(sizeof(float8) * n);
		s->scratch = (float8 *) palloc(sizeof(float8) * n);
		s->order = (Height *) palloc(sizeof(Height) * n);
		s->order_scratch = (Height *) palloc(sizeof(Height) * n);
	}
	return s;
}

/* How many slopes there are: one for each pair of points of different x. */
int64
slopes_pairs(const Slopes *s)
{
	return s->pairs;
}

/*
 * The height of a point along a line; along a vertical one, only the order matters. It is taken from the
 * first point, so that nothing of the differences is lost, and grows with y whatever is rounded: points
 * of the same x never change their order.
 */
static inline float8
height_of(const Slopes *s, int64 i, float8 slope)
{
	if (isinf(slope))
		return slope < 0 ? s->point[i].x : -s->point[i].x;
	return (s->point[i].y - s->point[0].y) - slope * (s->point[i].x - s->point[0].x);
}

/* Counts the slopes below a slope. */
static int64
slopes_below(Slopes *s, float8 slope)
{
	for (int64 i = 0; i < s->n; i++)
		s->heights[i] = height_of(s, i, slope);
	return ranks_inversions(s->heights, s->scratch, s->n);
}

/* Merges two sorted runs of heights and forms the slopes of the pairs that change their order. */
static void
merge_and_form(Slopes *s, const Height *from, int64 nleft, int64 n, Height *to)
{
	int64		left = 0;
	int64		right = nleft;

	for (int64 i = 0; i < n; i++)
	{
		if (right == n || (left < nleft && from[left].height <= from[right].height))
		{
			to[i] = from[left++];
			continue;
		}
		for (int64 j = left; j < nleft && s->nformed < FORMED_MAX; j++)
			s->formed[s->nformed++] = slope_between(&s->point[from[j].point], &s->point[from[right].point]);
		to[i] = from[right++];
	}
}

/* Forms the slopes from lo to below hi, or as many of them as there is room for. */
static void
form_between(Slopes *s, float8 lo, float8 hi)
{
	Height	   *from = s->order;
	Height	   *to = s->order_scratch;

	for (int64 i = 0; i < s->n; i++)
	{
		from[i].height = height_of(s, i, lo);
		from[i].point = (int32) i;
	}
	sort_heights(from, s->n);
	for (int64 i = 0; i < s->n; i++)
		from[i].height = height_of(s, from[i].point, hi);
	s->nformed = 0;
	for (int64 width = 1; width < s->n && s->nformed < FORMED_MAX; width *= 2)
	{
		Height	   *swap = from;

		CHECK_FOR_INTERRUPTS();
		for (int64 i = 0; i < s->n; i += 2 * width)
			merge_and_form(s, from + i, Min(width, s->n - i), Min(2 * width, s->n - i), to + i);
		from = to;
		to = swap;
	}
}

/* A number's place in the order of all doubles, and the number of a place: the way back is the same. */
static inline int64
place_of_bits(int64 bits)
{
	return bits < 0 ? bits ^ PG_INT64_MAX : bits;
}

/* The double halfway between two, by the count of doubles. */
static float8
halfway(float8 lo, float8 hi)
{
	int64		a;
	int64		b;
	int64		middle;
	float8		result;

	memcpy(&a, &lo, sizeof(a));
	memcpy(&b, &hi, sizeof(b));
	middle = place_of_bits(place_of_bits(a) / 2 + place_of_bits(b) / 2);
	memcpy(&result, &middle, sizeof(result));
	return result;
}

/* Is the interval so short that slopes in it cannot be told apart? */
static bool
is_short(const Slopes *s, float8 lo, float8 hi)
{
	float8		size = Max(fabs(lo), fabs(hi));

	return isfinite(size) && hi - lo <= Max(s->nothing, SAME_WITHIN * size);
}

/*
 * Forms slopes around the one of a rank. Should more than there is room for be the same, only some of
 * them are formed.
 */
static void
form_around(Slopes *s, int64 rank)
{
	float8		lo = -INFINITY;
	float8		hi = INFINITY;
	int64		below_lo = 0;
	int64		below_hi = s->pairs;

	while (below_hi - below_lo > FORMED_MAX && !is_short(s, lo, hi))
	{
		float8		middle = halfway(lo, hi);
		int64		below = slopes_below(s, middle);

		if (below < rank)
		{
			lo = middle;
			below_lo = below;
		}
		else
		{
			hi = middle;
			below_hi = below;
		}
	}
	form_between(s, lo, hi);
	s->below = below_lo;
	s->upto = below_hi;
}

/* The slope of a rank, counted from 1; where some stand for many that are the same, their median. */
float8
slopes_at(Slopes *s, int64 rank)
{
	if (rank <= s->below || rank > s->upto)
		form_around(s, rank);
	if (s->nformed == 0)
		return NAN;
	if (s->upto - s->below > FORMED_MAX)
		return ranks_select(s->formed, s->nformed, s->nformed / 2);
	return ranks_select(s->formed, s->nformed, Min(rank - s->below, s->nformed) - 1);
}

/* The median of all slopes. */
float8
slopes_median(Slopes *s)
{
	float8		lower = slopes_at(s, (s->pairs + 1) / 2);
	float8		upper = slopes_at(s, s->pairs / 2 + 1);

	return lower + (upper - lower) / 2;
}
