/*
 * trend.h
 *		A straight line through points.
 */
#ifndef AIEHR_TREND_H
#define AIEHR_TREND_H

#include "stats/ranks.h"

/* Moments of points; means are differences from the first point. */
typedef struct PointMoments
{
	float8		mean_x;
	float8		mean_y;
	float8		xx;				/* sums of squares and products about the means */
	float8		yy;
	float8		xy;
} PointMoments;

/* A line by least squares; what cannot be had is NaN. */
typedef struct Line
{
	const char *note;			/* why something is missing, or to be read with care */
	float8		slope;
	float8		intercept;
	float8		se;				/* of the slope */
	float8		df;
	float8		t;
	float8		p;
} Line;

extern bool points_too_far(const DataPoint *points, int64 n);
extern PointMoments point_moments(const DataPoint *points, int64 n);
extern void line_fit(const DataPoint *points, int64 n, Line *line);

#endif							/* AIEHR_TREND_H */
