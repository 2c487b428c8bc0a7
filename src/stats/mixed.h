/*
 * mixed.h
 *		One-way random effects: how much groups differ beyond chance.
 */
#ifndef AIEHR_MIXED_H
#define AIEHR_MIXED_H

#include "aiehr.h"

#include "stats/groups.h"

/*
 * Groups on their way into a model, in the order of their labels. All means are differences from the
 * center, so that none of their digits are spent on what they have in common.
 */
typedef struct OneWay
{
	int			k;				/* groups */
	int		   *place;			/* of each in what they were made from */
	Moments    *group;
	float8		center;
	float8		n;				/* values */
	float8		n_squares;		/* sum of the squared n of the groups */
	float8		mean;			/* of all values */
	float8		between;		/* sums of squares */
	float8		within;
} OneWay;

typedef enum MixedMethod
{
	MIXED_REML,
	MIXED_MOMENTS,
	MIXED_DL,
	MIXED_PM
} MixedMethod;

/* What is estimated. A group's mean counts by tau2 / (tau2 + sigma2 / n), mu by the rest. */
typedef struct MixedModel
{
	const char *note;			/* why nothing is, or what to think of it; else NULL */
	bool		fitted;
	float8		mu;				/* mean of the groups' true means, from the center */
	float8		mu_se;
	float8		tau2;			/* variance of these true means */
	float8		sigma2;			/* variance within groups */
	float8		q;				/* Cochran's Q */
	float8		i2;				/* percent of the variance of the means that is not chance */
} MixedModel;

extern OneWay *oneway_from_groups(const Groups *g);
extern OneWay *oneway_from_moments(const Moments *moments, int n);
extern float8 oneway_n0(const OneWay *o);
extern const char *oneway_note(const OneWay *o);
extern MixedMethod mixed_method(const char *name);
extern void mixed_fit(const OneWay *o, MixedMethod method, MixedModel *model);

/* How much of what is believed of a group of n values is its own mean, 0..1. */
static inline float8
mixed_reliability(const MixedModel *model, float8 n)
{
	return model->tau2 / (model->tau2 + model->sigma2 / n);
}

#endif							/* AIEHR_MIXED_H */
