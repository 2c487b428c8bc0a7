/*
 * groups_io.c
 *		Text and binary form of groups.
 *
 * {"label": ["a", "b"], "n": [3, 1], "pivot": [1, 5], "mean": [0.5, 0], "squares": [2, 0]}: the groups in
 * the order in which they came; mean is that of the differences from the pivot.
 */
#include "stats/groups.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "stats/state.h"

#define GROUPS_BINARY_VERSION 1

/* The numbers of a group, in the order of their members. */
static const char *const member_name[] = {"n", "pivot", "mean", "squares"};

#define MEMBERS ((int) lengthof(member_name))
#define MEMBER(group, i) (((float8 *) (group))[i])

StaticAssertDecl(sizeof(GroupMoments) == lengthof(member_name) * sizeof(float8),
				 "every number of a group has a member");

/*
 * Are these the moments of some values? Values of at most GROUPS_LARGEST have means that differ from the
 * pivot by twice that.
 */
static bool
group_fits(GroupMoments *group)
{
	group->pivot += 0.0;
	group->mean += 0.0;
	group->squares += 0.0;
	return state_is_count(group->n) && group->n >= 1 && fabs(group->pivot) <= GROUPS_LARGEST &&
		fabs(group->mean) <= 2 * GROUPS_LARGEST && group->squares >= 0 &&
		group->squares <= group->n * (4 * GROUPS_LARGEST * GROUPS_LARGEST) &&
		(group->n > 1 || group->squares == 0);
}

/* Groups from their text form; NULL after a soft error. */
static Groups *
groups_parse(const char *text, Node *escontext)
{
	StateReader r;
	Groups	   *g = groups_new(CurrentMemoryContext);
	float8	   *number;

	if (!state_read_begin(&r, "groups", text, escontext) || !labels_read(&r, "label", g->labels))
		return NULL;
	groups_room(g, g->labels->n);
	number = (float8 *) palloc(sizeof(float8) * Max(g->labels->n, 1));
	for (int i = 0; i < MEMBERS; i++)
	{
		if (!state_read_numbers(&r, member_name[i], g->labels->n, number))
			return NULL;
		for (int group = 0; group < g->labels->n; group++)
			MEMBER(&g->group[group], i) = number[group];
	}
	for (int group = 0; group < g->labels->n; group++)
	{
		if (!group_fits(&g->group[group]))
			aiehr_ereturn(escontext, NULL,
						  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
						   errmsg("invalid input syntax for type %s", "groups"),
						   errdetail("No rows can have such moments.")));
	}
	return g;
}

/* groups from their text form */
PG_FUNCTION_INFO_V1(groups_in);
Datum
groups_in(PG_FUNCTION_ARGS)
{
	Groups	   *g = groups_parse(PG_GETARG_CSTRING(0), AIEHR_ESCONTEXT(fcinfo));

	if (g == NULL)
		PG_RETURN_NULL();
	PG_RETURN_GROUPS_P(g);
}

/* text form of groups */
PG_FUNCTION_INFO_V1(groups_out);
Datum
groups_out(PG_FUNCTION_ARGS)
{
	Groups	   *g = PG_GETARG_GROUPS_P(0);
	float8	   *number = (float8 *) palloc(sizeof(float8) * Max(g->labels->n, 1));
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	labels_write(&out, "label", g->labels);
	for (int i = 0; i < MEMBERS; i++)
	{
		for (int group = 0; group < g->labels->n; group++)
			number[group] = MEMBER(&g->group[group], i);
		state_write_numbers(&out, member_name[i], g->labels->n, number);
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/* groups from their binary form */
PG_FUNCTION_INFO_V1(groups_recv);
Datum
groups_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	Groups	   *g = groups_new(CurrentMemoryContext);

	state_recv_version(buf, "groups", GROUPS_BINARY_VERSION);
	labels_recv(buf, g->labels);
	state_recv_room(buf, g->labels->n, sizeof(GroupMoments));
	groups_room(g, g->labels->n);
	for (int group = 0; group < g->labels->n; group++)
	{
		state_recv_numbers(buf, MEMBERS, (float8 *) &g->group[group]);
		if (!group_fits(&g->group[group]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("invalid binary groups"),
					 errdetail("No rows can have such moments.")));
	}
	state_recv_end(buf);
	PG_RETURN_GROUPS_P(g);
}

/* binary form of groups: version, labels, then n, pivot, mean and squares of each */
PG_FUNCTION_INFO_V1(groups_send);
Datum
groups_send(PG_FUNCTION_ARGS)
{
	Groups	   *g = PG_GETARG_GROUPS_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint16(&buf, GROUPS_BINARY_VERSION);
	labels_send(&buf, g->labels);
	state_send_numbers(&buf, (Size) g->labels->n * MEMBERS, (float8 *) g->group);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
