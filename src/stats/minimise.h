/*
 * minimise.h
 *		The least value of a smooth function of a few variables, from its values alone.
 */
#ifndef AIEHR_MINIMISE_H
#define AIEHR_MINIMISE_H

#include "aiehr.h"

#define MINIMISE_MAX 3			/* variables */

/* The function: NaN or infinity where it has no value. It must not raise an error. */
typedef float8 (*MinimiseFunction) (const float8 *x, void *context);

extern bool aiehr_minimise(MinimiseFunction f, void *context, int k, float8 *x);

#endif							/* AIEHR_MINIMISE_H */
