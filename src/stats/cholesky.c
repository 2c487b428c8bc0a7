/*
 * cholesky.c
 *		Cholesky's factor of a large matrix.
 *
 * For what is too large for numeric.h, whose matrices lie on the stack: Eigen would allocate here. The
 * matrix is taken in blocks of columns, since a large one does not fit into the cache, and what remains
 * is brought up to date in tiles that fit into registers: a sixth of a second for 1500 rows.
 */
#include "stats/cholesky.h"

#include <math.h>

#define TILE_ROWS 2
#define TILE_COLUMNS 4

/* Subtracts from a tile the products of the rows at a and those at b, over the columns of a block. */
static void
subtract_products(float8 *tile, const float8 *a, const float8 *b, Size size)
{
	const float8 *a1 = a + size;
	const float8 *b1 = b + size;
	const float8 *b2 = b1 + size;
	const float8 *b3 = b2 + size;
	float8		s00 = 0;
	float8		s01 = 0;
	float8		s02 = 0;
	float8		s03 = 0;
	float8		s10 = 0;
	float8		s11 = 0;
	float8		s12 = 0;
	float8		s13 = 0;

	/* variables, not an array: compilers keep these in registers */
	for (int x = 0; x < CHOLESKY_BLOCK; x++)
	{
		s00 += a[x] * b[x];
		s01 += a[x] * b1[x];
		s02 += a[x] * b2[x];
		s03 += a[x] * b3[x];
		s10 += a1[x] * b[x];
		s11 += a1[x] * b1[x];
		s12 += a1[x] * b2[x];
		s13 += a1[x] * b3[x];
	}
	tile[0] -= s00;
	tile[1] -= s01;
	tile[2] -= s02;
	tile[3] -= s03;
	tile += size;
	tile[0] -= s10;
	tile[1] -= s11;
	tile[2] -= s12;
	tile[3] -= s13;
}

/* The factor's columns of the block that starts at `first`, down to the last row. */
static void
factor_columns(float8 *a, Size size, Size first)
{
	for (Size i = first; i < size; i++)
	{
		float8	   *row = a + i * size;

		for (Size j = first; j < first + CHOLESKY_BLOCK && j <= i; j++)
		{
			const float8 *other = a + j * size;
			float8		left = row[j];

			for (Size x = first; x < j; x++)
				left -= row[x] * other[x];
			row[j] = i == j ? sqrt(left) : left / other[j];
		}
	}
}

/*
 * Puts the factor in place of the lower half of a positive definite matrix, row by row without gaps; what
 * is above the diagonal is neither read nor kept. A matrix that is not positive definite gives NaN.
 */
void
aiehr_cholesky(float8 *a, int size)
{
	Size		n = size;

	Assert(size % CHOLESKY_BLOCK == 0);
	for (Size first = 0; first < n; first += CHOLESKY_BLOCK)
	{
		Size		rest = first + CHOLESKY_BLOCK;

		factor_columns(a, n, first);
		for (Size i = rest; i < n; i += TILE_ROWS)
		{
			for (Size j = rest; j <= i; j += TILE_COLUMNS)
				subtract_products(a + i * n + j, a + i * n + first, a + j * n + first, n);
		}
	}
}
