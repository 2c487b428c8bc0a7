/*
 * changes.h
 *		The rows that a statement changed, old and new side by side
 */
#ifndef AIEHR_CHANGES_H
#define AIEHR_CHANGES_H

#include "workspace/engine.h"

#include "executor/tuptable.h"

/* A walk over the transition tables of an AFTER STATEMENT trigger */
typedef struct RowChanges
{
	TriggerData *trigdata;
	TupleTableSlot *old;		/* NULL in an INSERT */
	TupleTableSlot *new;		/* NULL in a DELETE */
	int			old_pointer;
	int			new_pointer;
} RowChanges;

extern void row_changes_begin(RowChanges *changes, TriggerData *trigdata);
extern bool row_changes_next(RowChanges *changes);
extern void row_changes_end(RowChanges *changes);
extern AttrNumber row_changes_column(const RowChanges *changes, const char *name, Oid type);
extern bool row_changes_differ(const RowChanges *changes, AttrNumber attnum);
extern PeopleSet aiehr_people_of_changes(TriggerData *trigdata, const char *const *columns,
										 int ncolumns);

#endif							/* AIEHR_CHANGES_H */
