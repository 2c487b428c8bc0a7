/*
 * inference.h
 *		Tests and intervals that more than one statistic needs.
 */
#ifndef AIEHR_INFERENCE_H
#define AIEHR_INFERENCE_H

#include "aiehr.h"

#include <float.h>

#include "stats/result.h"

/*
 * A variable counts as constant when its values differ by no more than the last bits of them: what
 * remains is rounding, and a figure that divides by it would be a number that is none.
 */
#define CONSTANT_WITHIN (4 * DBL_EPSILON)

/* n, mean and sum of squares about the mean of a group. */
typedef struct Moments
{
	float8		n;
	float8		mean;
	float8		squares;
} Moments;

/* Values that lie farther apart than this could have sums of squares that are not finite. */
#define MOMENTS_FARTHEST 1e140

/* Less than this share of a sum of squares is rounding. */
#define MOMENTS_ROUNDING 1e-14

/* Two means compared without taking their variances for equal (Welch). */
typedef struct WelchTest
{
	float8		difference;
	float8		se;
	float8		t;
	float8		df;
	float8		p;				/* two-sided */
} WelchTest;

typedef enum AdjustMethod
{
	ADJUST_HOLM,
	ADJUST_BH
} AdjustMethod;

extern void inference_require(bool fine, const char *argument, const char *allowed);
extern float8 inference_level(float8 level);
extern float8 inference_z(float8 level);
extern float8 inference_normal_density(float8 z);
extern float8 inference_normal_top(float8 share);
extern float8 inference_correlation_p(float8 r, float8 n);
extern const char *inference_correlation_note(float8 r, float8 n);
extern void inference_correlation(ResultRow *row, float8 r, float8 n, float8 level);
extern void inference_adjust(const float8 *p, int n, AdjustMethod method, float8 *adjusted);
extern bool inference_welch(const Moments *a, const Moments *b, WelchTest *test);
extern void inference_welch_columns(ResultRow *row, const WelchTest *test, float8 level);
extern float8 inference_cohen_d(const Moments *a, const Moments *b);
extern float8 inference_hedges(float8 d, float8 df);
extern Moments moments_merge(const Moments *a, const Moments *b);
extern bool moments_constant(const Moments *m);

/* Counts a value in (Welford). Values far from 0 should be differences from one of them. */
static inline void
moments_add(Moments *m, float8 x)
{
	float8		apart = x - m->mean;

	m->n++;
	m->mean += apart / m->n;
	m->squares += apart * (x - m->mean);
}

/* Variance of a group, with n - 1. */
static inline float8
moments_variance(const Moments *m)
{
	return m->squares / (m->n - 1);
}

#endif							/* AIEHR_INFERENCE_H */
