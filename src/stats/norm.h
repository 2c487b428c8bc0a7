/*
 * norm.h
 *		The type norm: the distribution of a norm sample, against which single scores are read.
 *
 *		header | distinct scores, ascending: nvalues float8 | scores up to each of them: nvalues int64
 *
 * The second run is there only if some score occurs more than once. Mean, standard deviation and skewness
 * follow from the scores and their counts and are worked out when a value is made, so that they are
 * functions of the sample alone: equal samples give equal bytes, whatever the order of their rows and
 * the parts that were merged.
 *
 * An aggregate's state is a NormSample, an expanded object that takes scores as they come, sorts them
 * when its room is used up, and makes a Norm when someone wants to read it.
 */
#ifndef AIEHR_NORM_H
#define AIEHR_NORM_H

#include "aiehr.h"

#include "utils/expandeddatum.h"

#define NORM_FORMAT 1			/* so that old rows stay readable */

typedef struct Norm
{
	int32		vl_len_;		/* varlena header (use SET_VARSIZE) */
	uint16		format;			/* NORM_FORMAT */
	uint16		tied;			/* 0 or 1: some score occurs more than once */
	int64		n;				/* scores */
	int64		nvalues;		/* distinct ones */
	float8		mean;			/* 0 without scores */
	float8		sd;				/* with n - 1; 0 below two scores */
	float8		skewness;		/* third standardised moment; 0 without spread */
	float8		value[FLEXIBLE_ARRAY_MEMBER];
} Norm;

#define NORM_UPTO(norm) ((int64 *) ((norm)->value + (norm)->nvalues))

/* A score and how often it occurs. */
typedef struct NormItem
{
	float8		value;
	int64		count;
} NormItem;

typedef struct NormSample
{
	ExpandedObjectHeader hdr;
	int64		n;				/* scores */
	int64		nsettled;		/* items that are in order, each score once */
	int64		nitems;			/* these, and what came since */
	int64		maxitems;
	NormItem   *item;
	Norm	   *norm;			/* made of the sample as it is now, or NULL */
} NormSample;

/* How many scores are not above the i-th distinct one. */
static inline int64
norm_upto(const Norm *norm, int64 i)
{
	return norm->tied ? NORM_UPTO(norm)[i] : i + 1;
}

/* norm.c */
extern Norm *norm_make(const NormItem *item, int64 nvalues);
extern bool norm_items_fit(const NormItem *item, int64 nvalues);
extern const Norm *norm_from_datum(Datum datum);

/* norm_read.c */
extern float8 norm_rank(const Norm *norm, float8 score);

#define DatumGetNormP(d) norm_from_datum(d)
#define PG_GETARG_NORM_P(i) norm_from_datum(PG_GETARG_DATUM(i))
#define PG_RETURN_NORM_P(n) PG_RETURN_POINTER(n)
#define PG_RETURN_NORM_SAMPLE_P(s) PG_RETURN_DATUM(EOHPGetRWDatum(&(s)->hdr))

#endif							/* AIEHR_NORM_H */
