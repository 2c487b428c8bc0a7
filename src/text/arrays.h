/*
 * arrays.h
 *		Arrays that may be larger than 1 GB, in the current memory context.
 */
#ifndef AIEHR_TEXT_ARRAYS_H
#define AIEHR_TEXT_ARRAYS_H

#include "aiehr.h"

#include "utils/memutils.h"

#define ARRAY_OF(type, n) \
	((type *) palloc_extended(sizeof(type) * Max((Size) (n), 1), MCXT_ALLOC_HUGE))
#define ZERO_ARRAY_OF(type, n) \
	((type *) palloc_extended(sizeof(type) * Max((Size) (n), 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO))

#endif							/* AIEHR_TEXT_ARRAYS_H */
