/*
 * observations.h
 *		The type observations: rows of labels and named numbers, for what moments cannot tell.
 *
 * Ranks, top shares, robust slopes, raters who share ratees: such statistics need the rows. Their
 * state keeps them: up to two labels a row (rater and ratee, person, group) and up to 200 named
 * columns, NaN where a number is missing. It is an expanded object that grows in the aggregate's
 * context and is flattened only on its way between processes, or to be stored.
 */
#ifndef AIEHR_OBSERVATIONS_H
#define AIEHR_OBSERVATIONS_H

#include "aiehr.h"

#include "utils/array.h"
#include "utils/expandeddatum.h"

#include "scorecard/scorecard.h"
#include "stats/labels.h"
#include "stats/lookup.h"

#define OBSERVATIONS_MAX_LABELS 2

typedef struct Observations
{
	ExpandedObjectHeader hdr;
	int			magic;			/* OBSERVATIONS_MAGIC */
	int			nlabels;		/* labels a row has */
	int			ncolumns;
	Scorecard  *columns;		/* their names, in the order of bytes; the scores do not matter */
	Labels	   *labels[OBSERVATIONS_MAX_LABELS];
	int64		nrows;
	int64		maxrows;
	float8	   *value;			/* row by row, ncolumns each */
	int32	   *label;			/* row by row, nlabels each: numbers in `labels` */
} Observations;

/* Columns that an argument names, each once. */
typedef struct ObservationColumns
{
	int			n;
	int			index[LOOKUP_MAX_KEYS];
	char	   *name[LOOKUP_MAX_KEYS];
} ObservationColumns;

#define OBSERVATION_VALUE(o, row, column) ((o)->value[(row) * (o)->ncolumns + (column)])
#define OBSERVATION_LABEL(o, row, which) ((o)->label[(row) * (o)->nlabels + (which)])

/* observations.c */
extern Observations *observations_new(int nlabels, const Scorecard *columns, MemoryContext parent);
extern Observations *observations_from_datum(Datum datum);
extern void observations_room(Observations *o, int64 rows);
extern int	observations_column(const Observations *o, const char *name);
extern int	observations_named_column(const Observations *o, const text *name);
extern void observations_two_columns(const Observations *o, const text *a, const text *b, int *columns);
extern void observations_named_columns(const Observations *o, ArrayType *names,
									   ObservationColumns *columns);
aiehr_noreturn extern void observations_named_twice(const char *name);
extern void observations_require(const Observations *o, int nlabels, int ncolumns, const char *what);
extern int	observations_require_column(const Observations *o, const char *name, const char *what);
extern int64 observations_complete(const Observations *o, int n, const int *columns, float8 *values);

#define DatumGetObservationsP(d) observations_from_datum(d)
#define PG_GETARG_OBSERVATIONS_P(i) observations_from_datum(PG_GETARG_DATUM(i))
#define PG_RETURN_OBSERVATIONS_P(o) PG_RETURN_DATUM(EOHPGetRWDatum(&(o)->hdr))

#endif							/* AIEHR_OBSERVATIONS_H */
