/*
 * ridge.h
 *		Ridge regression on a sparse design, its penalty chosen by cross-validation.
 */
#ifndef AIEHR_TEXT_RIDGE_H
#define AIEHR_TEXT_RIDGE_H

#include "aiehr.h"

#include "text/design.h"

#define RIDGE_FOLDS 5

typedef struct RidgeFit
{
	float8		penalty;
	float8		r;				/* cross-validated; NaN where predictions or scores do not vary */
	float8		r_low;			/* its 95 % interval */
	float8		r_high;
	float8		slope;			/* by which the weights were stretched; 1 for not at all */
	float8		intercept;
	float8	   *weight;			/* of each term */
} RidgeFit;

extern void ridge_fit(const Design *d, float8 penalty, bool calibrate, RidgeFit *fit);

#endif							/* AIEHR_TEXT_RIDGE_H */
