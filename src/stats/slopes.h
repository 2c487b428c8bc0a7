/*
 * slopes.h
 *		The slopes between all pairs of points, in the order of their size.
 */
#ifndef AIEHR_SLOPES_H
#define AIEHR_SLOPES_H

#include "stats/ranks.h"

typedef struct Slopes Slopes;

extern Slopes *slopes_new(const DataPoint *points, int64 n);
extern int64 slopes_pairs(const Slopes *s);
extern float8 slopes_at(Slopes *s, int64 rank);
extern float8 slopes_median(Slopes *s);

#endif							/* AIEHR_SLOPES_H */
