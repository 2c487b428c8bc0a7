/*
 * study.c
 *		Keeps what studies read of each spell: frozen scores and outcomes
 *
 * The rows of the table study are made by one statement from the raw tables, for
 * whole people.  Most facts come long after the outcome window of their spell has
 * ended and change no row: a look at an index finds that out.
 */
#include "workspace/study.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "workspace/changes.h"

PG_FUNCTION_INFO_V1(aiehr_rebuild_study);

/* Make the study rows of all spells of these people right. */
void
aiehr_refresh_study(const WorkspaceScope *scope, const PeopleSet *people)
{
	(void) aiehr_execute_people(STMT_STUDY_REFRESH, scope, people);
}

/* The same, for those whom facts of periods that end on a day or later concern: most come too late. */
void
aiehr_refresh_study_of_facts(const WorkspaceScope *scope, const PeopleSet *people, DateADT ends)
{
	Oid			types[2] = {INT8ARRAYOID, DATEOID};
	Datum		values[2];
	PeopleSet	concerned;

	if (people->n == 0)
		return;
	values[0] = PointerGetDatum(aiehr_people_array(people));
	values[1] = DateADTGetDatum(ends);
	(void) aiehr_execute(STMT_STUDY_CONCERNED, scope, 2, types, values, NULL, people->n);
	concerned = aiehr_result_people();
	aiehr_refresh_study(scope, &concerned);
}

/* The end of the period of one row, if it is earlier; slot may be NULL. */
static DateADT
earlier_end(TupleTableSlot *slot, AttrNumber period, TypeCacheEntry *typcache, DateADT ends)
{
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;
	bool		isnull = true;
	Datum		value = (Datum) 0;

	if (slot != NULL)
		value = slot_getattr(slot, period, &isnull);
	if (isnull)
		return ends;
	range_deserialize(typcache, DatumGetRangeTypeP(value), &lower, &upper, &empty);
	return empty || upper.infinite ? ends : Min(ends, DatumGetDateADT(upper.val));
}

/* The earliest end of a period among the rows that a statement changed, before and after. */
DateADT
aiehr_earliest_end(TriggerData *trigdata)
{
	TypeCacheEntry *typcache = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
	DateADT		ends = DATEVAL_NOEND;
	RowChanges	rows;
	AttrNumber	period;

	row_changes_begin(&rows, trigdata);
	period = row_changes_column(&rows, "period", DATERANGEOID);
	while (row_changes_next(&rows))
	{
		ends = earlier_end(rows.old, period, typcache, ends);
		ends = earlier_end(rows.new, period, typcache, ends);
	}
	row_changes_end(&rows);
	return ends;
}

/*
 * _rebuild_study(anchor) -> bigint
 *		Make the study rows of everybody who ever worked here again from the raw
 *		tables; returns the number of people.
 */
Datum
aiehr_rebuild_study(PG_FUNCTION_ARGS)
{
	WorkspaceScope scope;
	int64		total;

	aiehr_enter(&scope, get_rel_namespace(PG_GETARG_OID(0)), InvalidOid);
	total = aiehr_work_in_batches(&scope, STMT_STUDY_PEOPLE, NULL, aiehr_refresh_study);
	aiehr_leave(&scope);
	PG_RETURN_INT64(total);
}
