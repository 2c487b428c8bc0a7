/*
 * counts.c
 *		Exact distributions of counts in a 2 x 2 table with fixed margins.
 *
 * The count of white balls among those drawn has weights w(x) = C(white, x) C(black, draws - x) odds^x:
 * the hypergeometric distribution where odds is 1, Fisher's noncentral one elsewhere. Weights are taken
 * relative to the largest, which is 1, by the ratios of neighbours, so nothing overflows and no digit
 * goes to differences of logarithms of factorials. A step costs little and there are some 75 standard
 * deviations of them at most, before a weight underflows to nothing.
 */
#include "stats/counts.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"

#define INTERRUPT_EVERY 65536

/* R's fisher.test counts a table as no more likely up to this factor, since weights are rounded. */
#define AS_UNLIKELY (1 + 1e-7)

typedef struct Urn
{
	float8		white;
	float8		black;
	float8		draws;
	float8		odds;
	int64		lo;				/* the counts that can be */
	int64		hi;
	int64		mode;			/* the likeliest of them */
} Urn;

/* One visit of a count, for walk(); false ends the walk in this direction. */
typedef bool (*Visit) (int64 x, float8 weight, void *context);

/* w(x + 1) / w(x) */
static inline float8
ratio(const Urn *urn, int64 x)
{
	return (urn->white - x) / (x + 1) * (urn->draws - x) / (urn->black - urn->draws + x + 1) * urn->odds;
}

/* An urn with its likeliest count: the first whose right neighbour is less likely. */
static void
urn_init(Urn *urn, int64 white, int64 black, int64 draws, float8 odds)
{
	int64		below;

	urn->white = white;
	urn->black = black;
	urn->draws = draws;
	urn->odds = odds;
	urn->lo = Max(0, draws - black);
	urn->hi = Min(draws, white);
	below = urn->lo - 1;
	urn->mode = urn->hi;
	while (urn->mode - below > 1)
	{
		int64		middle = below + (urn->mode - below) / 2;

		if (ratio(urn, middle) < 1)
			urn->mode = middle;
		else
			below = middle;
	}
}

/* Visits all counts that have a weight, from the mode upwards and then downwards. */
static void
walk(const Urn *urn, Visit visit, void *context)
{
	float8		weight = 1;

	for (int64 x = urn->mode; x <= urn->hi && weight >= DBL_MIN && visit(x, weight, context); x++)
	{
		if (x % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		weight *= ratio(urn, x);
	}
	weight = 1;
	for (int64 x = urn->mode - 1; x >= urn->lo && weight >= DBL_MIN; x--)
	{
		if (x % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		weight /= ratio(urn, x);
		if (!visit(x, weight, context))
			break;
	}
}

/* What sums over a walk ask for and find. */
typedef struct Sums
{
	int64		k;				/* the count it is about */
	int64		mode;
	float8		limit;			/* weights up to here are counted as well */
	float8		weight_of_k;
	float8		all;
	float8		counted;
	float8		moment;			/* sum of weight times distance from the mode */
} Sums;

/* Sums up weights: all, from k upwards, and their first moment. */
static bool
visit_at_least(int64 x, float8 weight, void *context)
{
	Sums	   *sums = (Sums *) context;

	sums->all += weight;
	sums->moment += weight * (x - sums->mode);
	if (x >= sums->k)
		sums->counted += weight;
	return true;
}

/* Looks for the weight of k. */
static bool
visit_weight(int64 x, float8 weight, void *context)
{
	Sums	   *sums = (Sums *) context;

	if (x == sums->k)
		sums->weight_of_k = weight;
	return true;
}

/* Sums up weights: all, and those up to the limit. */
static bool
visit_unlikely(int64 x, float8 weight, void *context)
{
	Sums	   *sums = (Sums *) context;

	sums->all += weight;
	if (weight <= sums->limit)
		sums->counted += weight;
	return true;
}

/* Probability of a count of at least k; a sum of weights that are all positive keeps its digits. */
float8
hypergeometric_at_least(int64 k, int64 white, int64 black, int64 draws, float8 odds)
{
	Urn			urn;
	Sums		sums = {0};

	urn_init(&urn, white, black, draws, odds);
	if (k <= urn.lo)
		return 1;
	if (k > urn.hi)
		return 0;
	sums.k = k;
	sums.mode = urn.mode;
	walk(&urn, visit_at_least, &sums);
	return sums.counted / sums.all;
}

/* Probability of a count that is no more likely than k: Fisher's exact test, two-sided, as in R. */
float8
hypergeometric_as_unlikely(int64 k, int64 white, int64 black, int64 draws)
{
	Urn			urn;
	Sums		sums = {0};

	urn_init(&urn, white, black, draws, 1);
	sums.k = k;
	walk(&urn, visit_weight, &sums);
	sums.limit = sums.weight_of_k * AS_UNLIKELY;
	walk(&urn, visit_unlikely, &sums);
	return sums.counted / sums.all;
}

/* Expected count. */
float8
hypergeometric_mean(int64 white, int64 black, int64 draws, float8 odds)
{
	Urn			urn;
	Sums		sums = {0};

	urn_init(&urn, white, black, draws, odds);
	sums.mode = urn.mode;
	walk(&urn, visit_at_least, &sums);
	return urn.mode + sums.moment / sums.all;
}
