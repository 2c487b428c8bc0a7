/*
 * comoments.h
 *		The type comoments: n, means and co-moments of up to 200 named variables.
 *
 * It is the state of the aggregate comoments(scorecard, keys [, missing]), a value that can be stored
 * and merged, and all that correlations, regressions and what follows from them need of the rows.
 *
 *		header | pivot: k | mean: k | product: k (k + 1) / 2 | pairs, if pairwise | keys
 *
 * Values are kept as differences from the pivot, the first value seen of each key; mean is the mean of
 * the differences, product the sums of products of deviations from it, as a lower triangle by rows.
 * Only this form keeps the digits of a correlation whatever the size of the values: sums of squares
 * lose all of them, Welford's update alone half (Chan, Golub and LeVeque 1983 on pivots and merging).
 *
 * Listwise, a row that lacks a key is left out and counted. Pairwise, such a row goes into the moments
 * of those pairs that it has, one ComomentsPair for each, again a lower triangle; complete rows go into
 * the common part all the same, which makes them as cheap as listwise ones.
 *
 * Keys are unique and sorted by bytes, as in a scorecard. A state changes in place; one that leaves an
 * aggregate went through comoments_seal().
 */
#ifndef AIEHR_COMOMENTS_H
#define AIEHR_COMOMENTS_H

#include "aiehr.h"

#include "scorecard/scorecard.h"
#include "stats/lookup.h"

#define COMOMENTS_FORMAT 1		/* so that old rows stay readable */
#define COMOMENTS_MAX_KEYS LOOKUP_MAX_KEYS

/*
 * No value may lie farther than this from the first: squares of differences, summed over as many rows
 * as a double counts exactly, then stay finite.
 */
#define COMOMENTS_FARTHEST 1e140

typedef struct Comoments
{
	int32		vl_len_;		/* varlena header (use SET_VARSIZE) */
	uint16		format;			/* COMOMENTS_FORMAT */
	uint16		nkeys;
	uint16		pairwise;		/* 0 or 1 */
	uint16		unused;			/* always zero */
	uint32		keybytes;		/* size of the block of keys */
	float8		n;				/* rows that have all keys */
	float8		incomplete;		/* rows that do not */
	float8		value[FLEXIBLE_ARRAY_MEMBER];
} Comoments;

/* Moments of two variables over the rows that have both; means are differences from the pivots. */
typedef struct ComomentsPair
{
	float8		n;
	float8		mean_a;
	float8		mean_b;
	float8		aa;
	float8		bb;
	float8		ab;
} ComomentsPair;

#define TRIANGLE(k) ((Size) (k) * ((k) + 1) / 2)
#define TRIANGLE_AT(i, j) ((i) >= (j) ? TRIANGLE(i) + (j) : TRIANGLE(j) + (i))

#define COMOMENTS_PIVOT(c) ((c)->value)
#define COMOMENTS_MEAN(c) ((c)->value + (c)->nkeys)
#define COMOMENTS_PRODUCT(c) ((c)->value + 2 * (c)->nkeys)
#define COMOMENTS_PAIRS(c) ((ComomentsPair *) (COMOMENTS_PRODUCT(c) + TRIANGLE((c)->nkeys)))
#define COMOMENTS_KEYS(c) ((char *) ((c)->value + comoments_values((c)->nkeys, (c)->pairwise)))

/* The doubles of a state, keys apart. */
static inline Size
comoments_values(int nkeys, bool pairwise)
{
	return 2 * nkeys + TRIANGLE(nkeys) * (pairwise ? 1 + sizeof(ComomentsPair) / sizeof(float8) : 1);
}

/* Bytes of a state with these counts; they are bounded, so nothing can overflow. */
static inline Size
comoments_size(int nkeys, bool pairwise, uint32 keybytes)
{
	return offsetof(Comoments, value) + sizeof(float8) * comoments_values(nkeys, pairwise) + keybytes;
}

/* comoments.c */
extern Comoments *comoments_alloc(const Scorecard *keys, bool pairwise);
extern Comoments *comoments_copy(const Comoments *c);
extern Comoments *comoments_from_datum(Datum datum);
extern void comoments_seal(Comoments *c);
extern void comoments_add_complete(Comoments *c, const float8 *score, const int16 *position);
extern Comoments *comoments_merge(Comoments *into, const Comoments *from);
extern void comoments_pair_merge(ComomentsPair *into, const ComomentsPair *from,
								 float8 shift_a, float8 shift_b);

/* comoments_read.c */
extern int	comoments_index(const Comoments *c, const text *key);
extern char *comoments_key(const Comoments *c, int index);
extern void comoments_pair_from_pivots(const Comoments *c, int a, int b, ComomentsPair *pair);
extern void comoments_pair(const Comoments *c, int a, int b, ComomentsPair *pair);
extern bool comoments_constant(float8 n, float8 squares, float8 mean);
extern bool comoments_a_constant(const ComomentsPair *pair);
extern float8 comoments_pair_corr(const ComomentsPair *pair);
extern void comoments_require_listwise(const Comoments *c, const char *what);

#define DatumGetComomentsP(d) comoments_from_datum(d)
#define PG_GETARG_COMOMENTS_P(i) comoments_from_datum(PG_GETARG_DATUM(i))
#define PG_RETURN_COMOMENTS_P(c) PG_RETURN_POINTER(c)

#endif							/* AIEHR_COMOMENTS_H */
