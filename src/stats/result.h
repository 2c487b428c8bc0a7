/*
 * result.h
 *		Rows of results: columns one after the other, numbers that are none as NULL.
 */
#ifndef AIEHR_RESULT_H
#define AIEHR_RESULT_H

#include "aiehr.h"

#include "funcapi.h"

#define RESULT_MAX_COLUMNS 64

/*
 * Why a figure is missing, or to be read with care. Views show them as they are; docs/reference/statistics.md
 * explains them.
 */
#define NOTE_COLLINEAR "COLLINEAR"	/* the others determine this variable */
#define NOTE_CONSTANT "CONSTANT"	/* no spread, so nothing can go with it */
#define NOTE_EMPTY_CELL "EMPTY_CELL"	/* a count of zero: a ratio is 0, or has no bound */
#define NOTE_HEYWOOD "HEYWOOD"		/* a variable without anything of its own: no such factor */
#define NOTE_INCOMPLETE "INCOMPLETE"	/* not every rater rated everybody */
#define NOTE_LEVERAGE "LEVERAGE"	/* the model cannot but hit a row, which then tells nothing of errors */
#define NOTE_NEGATIVE "NEGATIVE"	/* below zero, where theory has none below */
#define NOTE_NEGATIVE_WEIGHT "NEGATIVE_WEIGHT"
#define NOTE_NO_SHARED "NO_SHARED"	/* no ratee whom another rater rated too */
#define NOTE_NOT_CONVERGED "NOT_CONVERGED"
#define NOTE_NOT_FITTED "NOT_FITTED"	/* another variable stands in the way of the model */
#define NOTE_NOT_POSITIVE "NOT_POSITIVE"	/* a mean of zero or less, of which no ratio can be taken */
#define NOTE_OUT_OF_RANGE "OUT_OF_RANGE"	/* values so far apart that their squares are no numbers */
#define NOTE_OVER_ONE "OVER_ONE"	/* a corrected correlation beyond 1: the assumptions do not hold */
#define NOTE_PAIRWISE "PAIRWISE"	/* from moments of pairs, which may belong to no possible rows */
#define NOTE_PERFECT "PERFECT"		/* nothing is left to chance, so nothing can be tested */
#define NOTE_SMALL_CELL "SMALL_CELL"	/* an expected count below 5: read the exact test */
#define NOTE_TIES "TIES"			/* those tied at the cut count in part, for which there is no test */
#define NOTE_TOO_FEW "TOO_FEW"
#define NOTE_TOO_MANY "TOO_MANY"	/* more variables than the method can take */

typedef struct ResultRow
{
	TupleDesc	desc;
	Tuplestorestate *store;		/* of a function that returns a set, else NULL */
	int			ncolumns;		/* filled so far */
	Datum		value[RESULT_MAX_COLUMNS];
	bool		isnull[RESULT_MAX_COLUMNS];
} ResultRow;

extern void row_begin(FunctionCallInfo fcinfo, ResultRow *row);
extern void row_begin_set(FunctionCallInfo fcinfo, ResultRow *row);
extern void row_float8(ResultRow *row, float8 value);
extern void row_unbounded(ResultRow *row, float8 value);
extern void row_count(ResultRow *row, float8 value);
extern void row_text(ResultRow *row, const char *value);
extern void row_jsonb(ResultRow *row, const char *json);
extern void row_texts(ResultRow *row, int n, const char *const *values);
extern void row_bool(ResultRow *row, bool value);
extern void row_null(ResultRow *row, int columns);
extern void row_put(ResultRow *row);
extern Datum row_datum(ResultRow *row);

#endif							/* AIEHR_RESULT_H */
