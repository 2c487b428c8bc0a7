/*
 * factor.h
 *		The model of one common factor.
 */
#ifndef AIEHR_FACTOR_H
#define AIEHR_FACTOR_H

#include "stats/linear.h"

typedef struct OneFactor
{
	float8		loading[AIEHR_MAX_ORDER];
	float8		uniqueness[AIEHR_MAX_ORDER];
	bool		heywood;		/* a uniqueness at its lower bound */
} OneFactor;

extern bool factor_likelihood(int k, const float8 *r, OneFactor *factor);
extern bool factor_residuals(int k, const float8 *r, OneFactor *factor);
extern float8 factor_omega(int k, const OneFactor *factor);

#endif							/* AIEHR_FACTOR_H */
