/*
 * groups.c
 *		Collecting n, mean and sum of squares by group, and merging them.
 */
#include "stats/groups.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "stats/state.h"

#define GROUPS_FORMAT 1			/* so that old rows stay readable */
#define FIRST_ROOM 16			/* groups */

typedef struct FlatGroups
{
	int32		vl_len_;		/* varlena header (use SET_VARSIZE) */
	uint16		format;			/* GROUPS_FORMAT */
	uint16		unused;			/* always zero */
	int64		ngroups;
	GroupMoments group[FLEXIBLE_ARRAY_MEMBER];
} FlatGroups;

/* A stored value whose counts cannot be. */
static void
groups_corrupted(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("groups value is damaged"),
			 errhint("Restore the row from a backup, or compute it again.")));
}

/* More groups than one value holds. */
static void
too_many_groups(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too many groups for one value"),
			 errdetail("A value holds at most 1 GB.")));
}

/* ExpandedObjectMethods: size of the flat form */
static Size
groups_get_flat_size(ExpandedObjectHeader *header)
{
	Groups	   *g = (Groups *) header;
	Size		size = offsetof(FlatGroups, group) + sizeof(GroupMoments) * g->labels->n + g->labels->bytes;

	if (!AllocSizeIsValid(size))
		too_many_groups();
	return size;
}

/* ExpandedObjectMethods: writes the flat form */
static void
groups_flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	Groups	   *g = (Groups *) header;
	FlatGroups *flat = (FlatGroups *) result;

	memset(flat, 0, offsetof(FlatGroups, group));
	SET_VARSIZE(flat, size);
	flat->format = GROUPS_FORMAT;
	flat->ngroups = g->labels->n;
	memcpy(flat->group, g->group, sizeof(GroupMoments) * g->labels->n);
	labels_flatten(g->labels, (char *) (flat->group + g->labels->n));
}

static const ExpandedObjectMethods groups_methods = {
	groups_get_flat_size,
	groups_flatten_into
};

/* No groups yet, in a context of their own below `parent`. */
Groups *
groups_new(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "groups", ALLOCSET_START_SMALL_SIZES);
	Groups	   *g = (Groups *) MemoryContextAlloc(context, sizeof(Groups));

	EOH_init_header(&g->hdr, &groups_methods, context);
	g->labels = labels_new(context);
	g->maxgroups = FIRST_ROOM;
	g->group = (GroupMoments *) MemoryContextAlloc(context, sizeof(GroupMoments) * FIRST_ROOM);
	return g;
}

/* Makes room for so many groups, at least doubling what there is. */
void
groups_room(Groups *g, int ngroups)
{
	int			most = (int) (MaxAllocSize / sizeof(GroupMoments));

	if (ngroups <= g->maxgroups)
		return;
	if (ngroups > most)
		too_many_groups();
	g->maxgroups = Min(Max(ngroups, 2 * g->maxgroups), most);
	g->group = (GroupMoments *) repalloc(g->group, sizeof(GroupMoments) * g->maxgroups);
}

/* Groups from their flat form, whose counts are held against its size. */
static Groups *
groups_expand(const FlatGroups *flat)
{
	Size		size = VARSIZE(flat);
	Size		rest;
	Groups	   *g;

	if (size < offsetof(FlatGroups, group) || flat->format != GROUPS_FORMAT)
		groups_corrupted();
	rest = size - offsetof(FlatGroups, group);
	if (flat->ngroups < 0 || (uint64) flat->ngroups > rest / sizeof(GroupMoments))
		groups_corrupted();
	rest -= flat->ngroups * sizeof(GroupMoments);
	g = groups_new(CurrentMemoryContext);
	groups_room(g, (int) flat->ngroups);
	labels_unflatten(g->labels, (int) flat->ngroups, (const char *) (flat->group + flat->ngroups), rest);
	memcpy(g->group, flat->group, sizeof(GroupMoments) * flat->ngroups);
	for (int i = 0; i < g->labels->n; i++)
	{
		/* what would divide by nothing or run away */
		if (!(g->group[i].n >= 1 && g->group[i].squares >= 0))
			groups_corrupted();
	}
	return g;
}

/* The groups in a datum: the object itself, or a copy of what is stored. */
Groups *
groups_from_datum(Datum datum)
{
	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
	{
		Groups	   *g = (Groups *) DatumGetEOHP(datum);

		if (g->hdr.eoh_methods == &groups_methods)
			return g;
	}
	return groups_expand((FlatGroups *) PG_DETOAST_DATUM(datum));
}

/* The moments of the group with a number; those of one that is new have no rows. */
static inline GroupMoments *
group_numbered(Groups *g, int before, int number)
{
	if (unlikely(number == before))
	{
		groups_room(g, number + 1);
		memset(&g->group[number], 0, sizeof(GroupMoments));
	}
	return &g->group[number];
}

/* The same by label. */
static inline GroupMoments *
group_of_text(Groups *g, const text *label)
{
	int			before = g->labels->n;

	return group_numbered(g, before, labels_number_of_text(g->labels, label));
}

/* Adds moments, whose mean is a difference from the given pivot, to those of a group (Chan's formula). */
static void
group_merge(GroupMoments *into, const Moments *more, float8 pivot)
{
	Moments		own = {into->n, into->mean, into->squares};
	Moments		other = *more;

	if (more->n > STATE_MAX_COUNT - into->n)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many rows in a group")));
	if (into->n == 0)
		into->pivot = pivot;
	other.mean += pivot - into->pivot;
	own = moments_merge(&own, &other);
	into->n = own.n;
	into->mean = own.mean + 0.0;	/* no negative zero, so that the text form keeps every bit */
	into->squares = own.squares;
}

/* Adds the groups of one object to another. */
static void
groups_append(Groups *into, const Groups *from)
{
	for (int i = 0; i < from->labels->n; i++)
	{
		const GroupMoments *more = &from->group[i];
		Moments		moments = {more->n, more->mean, more->squares};
		int			before = into->labels->n;
		int			number = labels_number(into->labels, from->labels->text[i]);

		CHECK_FOR_INTERRUPTS();
		group_merge(group_numbered(into, before, number), &moments, more->pivot);
	}
}

/*
 * The state in argument 0, ours to change, or a new one if there is none. In an aggregate it is the
 * object that the last call returned; whatever else it is, a copy.
 */
static Groups *
own_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = CurrentMemoryContext;
	bool		aggregate = AggCheckCallContext(fcinfo, &context) != 0;
	Groups	   *own;

	if (aggregate && !PG_ARGISNULL(0) &&
		VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(PG_GETARG_DATUM(0))))
		return (Groups *) DatumGetEOHP(PG_GETARG_DATUM(0));
	own = groups_new(context);
	if (!PG_ARGISNULL(0))
		groups_append(own, PG_GETARG_GROUPS_P(0));
	return own;
}

/* Refuses a value or mean that cannot be worked with. */
static inline float8
require_value(float8 value)
{
	if (unlikely(!(fabs(value) <= GROUPS_LARGEST)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a value or mean of a group must be a finite number"),
				 errdetail("It must not be larger than %g either.", GROUPS_LARGEST),
				 errhint("Leave out what is missing, or make it NULL.")));
	return value;
}

/*
 * groups_accum(groups, label, value) -> groups
 *		Transition, by Welford's update; rows without a label or value are left out.
 */
PG_FUNCTION_INFO_V1(groups_accum);
Datum
groups_accum(PG_FUNCTION_ARGS)
{
	Groups	   *g = own_state(fcinfo);
	GroupMoments *group;
	float8		value;
	float8		deviation;
	float8		share;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_GROUPS_P(g);
	value = require_value(PG_GETARG_FLOAT8(2));
	group = group_of_text(g, PG_GETARG_TEXT_PP(1));
	if (unlikely(group->n == 0))
		group->pivot = value + 0.0;
	deviation = (value - group->pivot) - group->mean;
	group->n += 1;
	share = 1 / group->n;
	group->mean += deviation * share;
	group->squares += deviation * deviation * (1 - share);
	PG_RETURN_GROUPS_P(g);
}

/*
 * Moments from figures as they are published: n of at least 1, mean, standard deviation with n - 1, which
 * does not matter where n is 1.
 */
Moments
groups_published(int64 n, float8 mean, float8 sd)
{
	Moments		moments = {n, require_value(mean), 0};

	if (n < 1 || n > (int64) STATE_MAX_COUNT)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of values in a group is out of range"),
				 errdetail("It is %lld.", (long long) n)));
	if (n == 1)
		return moments;
	if (!(sd >= 0 && sd <= GROUPS_LARGEST))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("standard deviation of a group is out of range"),
				 errdetail("It must be between 0 and %g.", GROUPS_LARGEST)));
	moments.squares = (n - 1) * (sd * sd);
	return moments;
}

/*
 * groups_accum(groups, label, n, mean, sd) -> groups
 *		Transition: adds a group, or a part of one, from its figures. Rows that lack one are left out,
 *		but for the standard deviation of a single value, which has none.
 */
PG_FUNCTION_INFO_V1(groups_accum_published);
Datum
groups_accum_published(PG_FUNCTION_ARGS)
{
	Groups	   *g = own_state(fcinfo);
	float8		mean;
	Moments		moments;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) ||
		(PG_ARGISNULL(4) && PG_GETARG_INT64(2) > 1))
		PG_RETURN_GROUPS_P(g);
	mean = PG_GETARG_FLOAT8(3);
	moments = groups_published(PG_GETARG_INT64(2), mean, PG_ARGISNULL(4) ? 0 : PG_GETARG_FLOAT8(4));
	moments.mean = 0;
	group_merge(group_of_text(g, PG_GETARG_TEXT_PP(1)), &moments, mean + 0.0);
	PG_RETURN_GROUPS_P(g);
}

/* groups_combine(groups, groups) -> groups: the rows of both; NULL is no rows */
PG_FUNCTION_INFO_V1(groups_combine);
Datum
groups_combine(PG_FUNCTION_ARGS)
{
	Groups	   *g;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	g = own_state(fcinfo);
	if (!PG_ARGISNULL(1))
		groups_append(g, PG_GETARG_GROUPS_P(1));
	PG_RETURN_GROUPS_P(g);
}
