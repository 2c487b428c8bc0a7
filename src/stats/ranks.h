/*
 * ranks.h
 *		Order among numbers: selection, inversions, Kendall's counts.
 */
#ifndef AIEHR_RANKS_H
#define AIEHR_RANKS_H

#include <math.h>

#include "stats/observations.h"

/* Scores that differ by less than this share of their size are tied: sums of weighted parts do. */
#define RANKS_TIED_WITHIN 1e-9

/* Two numbers of a row. */
typedef struct DataPoint
{
	float8		x;
	float8		y;
} DataPoint;

/* Sums over the groups of equal values of a variable, t values each. */
typedef struct Ties
{
	float8		pairs;			/* t (t - 1) / 2 */
	float8		triples;		/* t (t - 1) (t - 2) */
	float8		spread;			/* t (t - 1) (2 t + 5) */
} Ties;

/* What Kendall's tau and its variance are made of. */
typedef struct Kendall
{
	float8		n;
	float8		pairs;			/* n (n - 1) / 2 */
	float8		score;			/* pairs in the same order less those in opposite order */
	Ties		x;
	Ties		y;
} Kendall;

/* Is a score tied with the one that follows it in order? */
static inline bool
ranks_tied(float8 score, float8 next)
{
	return next - score <= RANKS_TIED_WITHIN * fabs(score);
}

extern DataPoint *points_of_columns(const Observations *o, const int *columns, int64 *n);
extern float8 ranks_select(float8 *values, int64 n, int64 place);
extern float8 ranks_median(float8 *values, int64 n);
extern int64 ranks_inversions(float8 *values, float8 *scratch, int64 n);
extern void kendall_count(DataPoint *points, int64 n, Kendall *k);
extern float8 kendall_tau(const Kendall *k);
extern float8 kendall_variance(const Kendall *k);

#endif							/* AIEHR_RANKS_H */
