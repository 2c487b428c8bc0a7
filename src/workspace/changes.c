/*
 * changes.c
 *		The rows that a statement changed, old and new side by side
 *
 * An UPDATE puts each row into both transition tables at the same moment, so the
 * two are in the same order and can be read in step.  That tells what really
 * changed without a join, whose keys Citus could not see and which would cost more
 * than the change.
 */
#include "workspace/changes.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

/* A slot and a read pointer of our own at the beginning of a transition table. */
static TupleTableSlot *
open_side(Tuplestorestate *store, Relation rel, int *pointer)
{
	if (store == NULL)
		return NULL;
	*pointer = tuplestore_alloc_read_pointer(store, EXEC_FLAG_REWIND);
	tuplestore_select_read_pointer(store, *pointer);
	tuplestore_rescan(store);
	return MakeSingleTupleTableSlot(RelationGetDescr(rel), &TTSOpsMinimalTuple);
}

/* Begin at the first row. */
void
row_changes_begin(RowChanges *changes, TriggerData *trigdata)
{
	Relation	rel = trigdata->tg_relation;

	if (trigdata->tg_oldtable == NULL && trigdata->tg_newtable == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" has no transition table", trigdata->tg_trigger->tgname),
				 errhint("Create it with REFERENCING NEW TABLE or OLD TABLE.")));
	changes->trigdata = trigdata;
	changes->old = open_side(trigdata->tg_oldtable, rel, &changes->old_pointer);
	changes->new = open_side(trigdata->tg_newtable, rel, &changes->new_pointer);
}

/* The next row of one side. */
static bool
next_side(Tuplestorestate *store, int pointer, TupleTableSlot *slot)
{
	tuplestore_select_read_pointer(store, pointer);
	return tuplestore_gettupleslot(store, true, false, slot);
}

/* Go to the next row; false when there is none. */
bool
row_changes_next(RowChanges *changes)
{
	bool		old = changes->old &&
		next_side(changes->trigdata->tg_oldtable, changes->old_pointer, changes->old);
	bool		new = changes->new &&
		next_side(changes->trigdata->tg_newtable, changes->new_pointer, changes->new);

	if (changes->old && changes->new && old != new)
		elog(ERROR, "the transition tables of trigger \"%s\" differ in length",
			 changes->trigdata->tg_trigger->tgname);
	return old || new;
}

/* Frees what the walk over the rows held. */
void
row_changes_end(RowChanges *changes)
{
	if (changes->old)
		ExecDropSingleTupleTableSlot(changes->old);
	if (changes->new)
		ExecDropSingleTupleTableSlot(changes->new);
}

/* A column by name, since tables may have dropped columns; it has the type given, if any. */
AttrNumber
row_changes_column(const RowChanges *changes, const char *name, Oid type)
{
	Relation	rel = changes->trigdata->tg_relation;
	AttrNumber	attnum = get_attnum(RelationGetRelid(rel), name);

	if (attnum == InvalidAttrNumber ||
		(OidIsValid(type) && get_atttype(RelationGetRelid(rel), attnum) != type))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" does not find the column \"%s\" it needs",
						changes->trigdata->tg_trigger->tgname, name)));
	return attnum;
}

/* Whether a column differs between old and new row; always where there is only one of them. */
bool
row_changes_differ(const RowChanges *changes, AttrNumber attnum)
{
	Form_pg_attribute att;
	Datum		old;
	Datum		new;
	bool		old_null;
	bool		new_null;

	if (changes->old == NULL || changes->new == NULL)
		return true;
	att = TupleDescAttr(changes->new->tts_tupleDescriptor, attnum - 1);
	old = slot_getattr(changes->old, attnum, &old_null);
	new = slot_getattr(changes->new, attnum, &new_null);
	if (old_null || new_null)
		return old_null != new_null;
	return !datum_image_eq(old, new, att->attbyval, att->attlen);
}

/*
 * The people of the rows in which one of `columns` changed: old and new person_id,
 * sorted, each once.  All rows of an INSERT or DELETE count.
 */
PeopleSet
aiehr_people_of_changes(TriggerData *trigdata, const char *const *columns, int ncolumns)
{
	AttrNumber *attnums = palloc(ncolumns * sizeof(AttrNumber));
	PeopleSet	people = {0, NULL};
	int			size = 0;
	RowChanges	changes;
	AttrNumber	person;

	row_changes_begin(&changes, trigdata);
	person = row_changes_column(&changes, "person_id", INT8OID);
	for (int i = 0; i < ncolumns; i++)
		attnums[i] = row_changes_column(&changes, columns[i], InvalidOid);
	while (row_changes_next(&changes))
	{
		bool		differs = false;
		bool		isnull;

		for (int i = 0; i < ncolumns && !differs; i++)
			differs = row_changes_differ(&changes, attnums[i]);
		if (!differs)
			continue;
		if (people.n + 2 > size)
		{
			size = size == 0 ? 64 : size * 2;
			people.ids = people.ids == NULL
				? palloc(size * sizeof(int64))
				: repalloc_huge(people.ids, mul_size(size, sizeof(int64)));
		}
		if (changes.old)
			people.ids[people.n++] = DatumGetInt64(slot_getattr(changes.old, person, &isnull));
		if (changes.new)
			people.ids[people.n++] = DatumGetInt64(slot_getattr(changes.new, person, &isnull));
	}
	row_changes_end(&changes);
	aiehr_people_normalise(&people);
	return people;
}
