/*
 * cholesky.h
 *		Cholesky's factor of a large matrix.
 */
#ifndef AIEHR_CHOLESKY_H
#define AIEHR_CHOLESKY_H

#include "aiehr.h"

#define CHOLESKY_BLOCK 64		/* sizes are multiples of it */

/* The size that a matrix of so many rows takes; the rest is filled with the unit matrix. */
static inline int
cholesky_size(int rows)
{
	return (rows + CHOLESKY_BLOCK - 1) / CHOLESKY_BLOCK * CHOLESKY_BLOCK;
}

extern void aiehr_cholesky(float8 *a, int size);

#endif							/* AIEHR_CHOLESKY_H */
