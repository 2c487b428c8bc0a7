/*
 * normal.c
 *		The normal distribution, for views that need no more than this of statistics
 */
#include "aiehr.h"

#include <math.h>

PG_FUNCTION_INFO_V1(aiehr_normal_cdf);

/*
 * _normal_cdf(z) -> float8
 *		Probability of a standard normal value below z.  By way of erfc, which keeps
 *		its digits in the far tail where 1 + erf has none left.
 */
Datum
aiehr_normal_cdf(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(0.5 * erfc(-PG_GETARG_FLOAT8(0) / M_SQRT2));
}
