/*
 * design.h
 *		The people of a sample as rows of a sparse matrix: the values of the n-grams that they said.
 */
#ifndef AIEHR_TEXT_DESIGN_H
#define AIEHR_TEXT_DESIGN_H

#include "aiehr.h"

#include <math.h>

#include "text/model.h"
#include "text/sample.h"

typedef struct Design
{
	int			n;				/* people, in an order that does not depend on that of the rows */
	float8	   *score;			/* of each */
	uint32		nterms;
	TextTerm   *term;			/* in the order of the dictionary */
	int64	   *start;			/* of each person's entries, n + 1 of them */
	uint32	   *index;			/* number of the term */
	float8	   *value;			/* rows have length 1 */
	int			nquestions;
	const char **question;		/* in the order of bytes */
	int			nwords;
	const char **word;			/* in the order of bytes; only those that a term has */
} Design;

extern Design *design_make(const TextSample *s);
extern float8 text_idf(float8 n, float8 people);

/* Spreads the bits of a key: the last steps of MurmurHash3, which PostgreSQL has from 16 on only. */
static inline uint32
text_key_hash(uint64 key)
{
	key ^= key >> 33;
	key *= UINT64CONST(0xFF51AFD7ED558CCD);
	key ^= key >> 33;
	key *= UINT64CONST(0xC4CEB9FE1A85EC53);
	key ^= key >> 33;
	return (uint32) key;
}

/* Value of an n-gram that was said so often, before the row gets its length. */
static inline float8
text_tf(uint32 count)
{
	return count == 1 ? 1.0 : 1.0 + log((float8) count);
}

#endif							/* AIEHR_TEXT_DESIGN_H */
