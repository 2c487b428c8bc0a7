/*
 * ratings.h
 *		Ratings of ratees by raters, from observations with these two labels.
 *
 * What agreement, rater effects and crossed random effects start from: the rows that have all numbers,
 * with raters and ratees numbered from 0 in the order of their labels' bytes. Labels without a rating
 * have no number.
 */
#ifndef AIEHR_RATINGS_H
#define AIEHR_RATINGS_H

#include "stats/inference.h"
#include "stats/observations.h"

/* The raters, or the ratees. */
typedef struct Party
{
	int			n;
	const char **label;
	int64	   *ratings;		/* of each */
	int		   *of;				/* whose a rating is, rating by rating */
} Party;

typedef struct Ratings
{
	int64		n;
	Party		rater;			/* the first label */
	Party		ratee;			/* the second */
	int64	   *row;			/* in the observations */
	float8	   *value;			/* mean of the row's numbers, less the pivot */
	float8		pivot;			/* the first of these means */
	Moments		all;			/* of the values */
	bool		constant;		/* the values differ by rounding at most */
	bool		too_large;		/* the values lie too far apart: there are no moments */
} Ratings;

extern Ratings *ratings_from(const Observations *o);
extern int64 *ratings_sorted(const Ratings *ratings, const Party *by, const Party *then_by);

#endif							/* AIEHR_RATINGS_H */
