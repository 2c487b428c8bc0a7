/*
 * counts.h
 *		Exact distributions of counts in a 2 x 2 table with fixed margins.
 */
#ifndef AIEHR_COUNTS_H
#define AIEHR_COUNTS_H

#include "aiehr.h"

/* Counts up to here: ratios of products of two are then as good as doubles allow. */
#define COUNTS_MAX INT64CONST(1000000000000)

extern float8 hypergeometric_at_least(int64 k, int64 white, int64 black, int64 draws, float8 odds);
extern float8 hypergeometric_as_unlikely(int64 k, int64 white, int64 black, int64 draws);
extern float8 hypergeometric_mean(int64 white, int64 black, int64 draws, float8 odds);

#endif							/* AIEHR_COUNTS_H */
