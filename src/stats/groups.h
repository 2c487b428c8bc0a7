/*
 * groups.h
 *		The type groups: n, mean and sum of squares of any number of labelled groups.
 *
 * It is all that comparing groups needs of their rows: the analysis of variance, tests of each group
 * against the others, shrunken means. The state of the aggregates groups() is an expanded object that
 * grows in their context; the flat form is header, moments, labels.
 *
 * Each group has a pivot, the first value seen of it, and the mean of the differences from it, for the
 * reason given in comoments.h.
 */
#ifndef AIEHR_GROUPS_H
#define AIEHR_GROUPS_H

#include "aiehr.h"

#include "utils/expandeddatum.h"

#include "stats/inference.h"
#include "stats/labels.h"

/* No value may be larger, so that products of two sums of squares stay finite. */
#define GROUPS_LARGEST 1e70

typedef struct GroupMoments
{
	float8		n;				/* at least 1 */
	float8		pivot;
	float8		mean;			/* of the differences from the pivot */
	float8		squares;		/* of the deviations from the mean, summed */
} GroupMoments;

typedef struct Groups
{
	ExpandedObjectHeader hdr;
	Labels	   *labels;
	int			maxgroups;
	GroupMoments *group;		/* by number of label */
} Groups;

/* groups.c */
extern Groups *groups_new(MemoryContext parent);
extern void groups_room(Groups *g, int ngroups);
extern Groups *groups_from_datum(Datum datum);
extern Moments groups_published(int64 n, float8 mean, float8 sd);

#define PG_GETARG_GROUPS_P(i) groups_from_datum(PG_GETARG_DATUM(i))
#define PG_RETURN_GROUPS_P(g) PG_RETURN_DATUM(EOHPGetRWDatum(&(g)->hdr))

#endif							/* AIEHR_GROUPS_H */
