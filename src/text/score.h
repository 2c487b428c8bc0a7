/*
 * score.h
 *		Models unpacked for use, and the n-grams of answers as vectors of their terms.
 */
#ifndef AIEHR_TEXT_SCORE_H
#define AIEHR_TEXT_SCORE_H

#include "aiehr.h"

#include "fmgr.h"

#include "text/model.h"

/* A model, unpacked */
typedef struct LoadedModel
{
	MemoryContext context;		/* where all of it lives; NULL for none */
	uint64		used;			/* when, for making room */
	bool		ondisk;			/* known by `stored` rather than by its digest */
	struct varatt_external stored;
	TextModel  *m;
	const char **words;
	const char **questions;
	/* made when an answer is to be read, see load_index() */
	uint32		wordmask;
	uint32	   *wordslot;		/* number of a word plus 1, by its hash */
	uint32	   *wordhash;
	uint32	   *wordterm;		/* first term of each word alone, or the number of terms */
	uint32		pairmask;
	uint32	   *pairslot;		/* first term of a pair of words plus 1 */
	float8	   *idf;
	uint32	   *count;			/* of each term in the answers that are read; zero between */
} LoadedModel;

/* What an array of answers says, in terms of a dictionary */
typedef struct TextVector
{
	uint32		nwords;			/* words of all answers to known questions */
	uint32		n;
	uint32		max;
	uint32	   *index;			/* of the term */
	uint32	   *count;
	float8	   *value;			/* the vector has length 1 */
	int			nunknown;
	char	  **unknown;		/* questions that the model does not know */
	bool	   *answered;		/* by number of the question */
} TextVector;

extern LoadedModel *model_of(FmgrInfo *flinfo, Datum datum);
extern const TextVector *vector_of(LoadedModel *loaded, FunctionCallInfo fcinfo);

#endif							/* AIEHR_TEXT_SCORE_H */
