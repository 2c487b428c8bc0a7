/*
 * organisation.c
 *		Reorganisations that keep what was before
 *
 * The tables org_unit and employment hold what was written last.  Plain UPDATEs of
 * a unit's name, code, parent or cost centre and of a spell's unit or manager hold
 * from today on, or from the day that the setting aiehr.effective_on names; the
 * triggers here write what held before into the histories of the two tables.  A
 * day of the past corrects the histories, one ahead plans: in what lies beyond it
 * follows only what the statement changed.
 *
 * Whether a unit is part of itself is asked of all its states at once.  Two
 * sessions could each make half of a cycle, so that changes of units wait for each
 * other, from before the first row is locked: afterwards they would deadlock.
 */
#include "workspace/organisation.h"

#include "access/sysattr.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/datum.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "workspace/changes.h"
#include "workspace/columns.h"
#include "workspace/study.h"

PG_FUNCTION_INFO_V1(aiehr_org_unit_serialise);
PG_FUNCTION_INFO_V1(aiehr_org_unit_changed);
PG_FUNCTION_INFO_V1(aiehr_place_changed);

/* aiehr.effective_on as written; empty: today */
static char *effective_on = NULL;

/* The date that a text YYYY-MM-DD or -infinity stands for; false when it is none. */
static bool
read_day(const char *text, DateADT *day)
{
	int			year;
	int			month;
	int			mday;
	int			length = 0;

	if (strcmp(text, "-infinity") == 0)
	{
		*day = DATEVAL_NOBEGIN;
		return true;
	}
	if (strspn(text, "0123456789-") != 10 || text[10] != '\0' ||
		sscanf(text, "%4d-%2d-%2d%n", &year, &month, &mday, &length) != 3 || length != 10)
		return false;
	if (year < 1 || month < 1 || month > 12 || mday < 1 || mday > day_tab[isleap(year)][month - 1])
		return false;
	*day = date2j(year, month, mday) - POSTGRES_EPOCH_JDATE;
	return true;
}

/* Refuses what is no date; the same whatever DateStyle says. */
static bool
check_effective_on(char **newval, void **extra, GucSource source)
{
	DateADT		day;

	if (*newval == NULL || **newval == '\0' || read_day(*newval, &day))
		return true;
	GUC_check_errdetail("It is a date as 2026-01-31, -infinity, or empty for today.");
	return false;
}

/* Defines the settings of this file. */
void
aiehr_organisation_settings(void)
{
	/* who reorganises writes plain UPDATEs, of many tables and rows, which have no place for a date */
	DefineCustomStringVariable("aiehr.effective_on",
							   "Day from which changes of org_unit and of places in employment hold.",
							   "Empty: today in the workspace's time zone. Set it with SET LOCAL, in "
							   "the transaction of the reorganisation; a day of the past corrects "
							   "what is known of it.",
							   &effective_on, "", PGC_USERSET, 0, check_effective_on, NULL, NULL);
}

/* Whether a day was given, and which. */
static bool
given_day(DateADT *day)
{
	return effective_on != NULL && effective_on[0] != '\0' && read_day(effective_on, day);
}

/* Sets a cell to the day that was given, NULL where none was. */
static void
set_given_day(Columns *c, int col)
{
	DateADT		day = 0;
	bool		given = given_day(&day);

	columns_set(c, col, DateADTGetDatum(day), !given);
}

/*
 * Whether an UPDATE that is about a day has this column in its SET.  Programs that
 * write all columns back whatever they changed name no day.
 */
static bool
set_on_purpose(const TriggerData *trigdata, AttrNumber attnum)
{
	DateADT		day;

	return TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) && given_day(&day) &&
		bms_is_member(attnum - FirstLowInvalidHeapAttributeNumber, trigdata->tg_updatedcols);
}

/* Copies a column of a changed row, which the next row overwrites, into a cell. */
static void
copy_cell(Columns *c, int col, TupleTableSlot *slot, AttrNumber attnum)
{
	Form_pg_attribute att = TupleDescAttr(slot->tts_tupleDescriptor, attnum - 1);
	bool		isnull;
	Datum		value = slot_getattr(slot, attnum, &isnull);

	columns_set(c, col, isnull ? (Datum) 0 : datumCopy(value, att->attbyval, att->attlen), isnull);
}

/*
 * _org_unit_serialise(table)
 *		BEFORE ... FOR EACH STATEMENT trigger of org_unit: who changes units waits for
 *		whoever does.
 */
Datum
aiehr_org_unit_serialise(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Oid			history;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_STATEMENT(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired BEFORE, FOR EACH STATEMENT",
						"aiehr._org_unit_serialise")));
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("the organisation cannot be changed at this isolation level"),
				 errdetail("What others committed since this transaction began would be missing "
						   "from the check for cycles."),
				 errhint("Write to the workspace at READ COMMITTED.")));
	history = get_relname_relid("org_unit_history", RelationGetNamespace(trigdata->tg_relation));
	if (!OidIsValid(history))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("the workspace has lost its table \"%s\"", "org_unit_history")));
	LockRelationOid(history, ShareRowExclusiveLock);
	PG_RETURN_POINTER(NULL);
}

/* Columns of org_unit whose changes the history keeps, as the statements have them, old and new */
#define UNIT_COLUMNS 4
static const char *const unit_columns[UNIT_COLUMNS] = {"name", "parent", "cost_centre", "code"};

/*
 * Read the units that a statement changed into `changed`, and the ids of all its
 * units into `units`.  Returns whether any code changed.
 */
static bool
read_units(TriggerData *trigdata, Columns *changed, PeopleSet *units)
{
	static const Oid types[2 + 3 * UNIT_COLUMNS] = {
		INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, DATEOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
		BOOLOID, BOOLOID, BOOLOID, BOOLOID
	};
	bool		on_purpose[UNIT_COLUMNS];
	AttrNumber	attnums[UNIT_COLUMNS];
	AttrNumber	id;
	RowChanges	rows;
	bool		recoded = false;
	int			size = (int) tuplestore_tuple_count(trigdata->tg_newtable);

	columns_begin(changed, lengthof(types), types, 8);
	units->n = 0;
	units->ids = palloc_extended(mul_size(Max(size, 1), sizeof(int64)), MCXT_ALLOC_HUGE);
	row_changes_begin(&rows, trigdata);
	id = row_changes_column(&rows, "id", INT8OID);
	for (int i = 0; i < UNIT_COLUMNS; i++)
	{
		attnums[i] = row_changes_column(&rows, unit_columns[i], TEXTOID);
		on_purpose[i] = set_on_purpose(trigdata, attnums[i]);
	}
	while (row_changes_next(&rows))
	{
		bool		differs = false;
		bool		isnull;

		units->ids[units->n++] = DatumGetInt64(slot_getattr(rows.new, id, &isnull));
		for (int i = 0; i < UNIT_COLUMNS && rows.old != NULL; i++)
			differs |= on_purpose[i] || row_changes_differ(&rows, attnums[i]);
		if (!differs)
			continue;
		recoded |= row_changes_differ(&rows, attnums[UNIT_COLUMNS - 1]);
		copy_cell(changed, 0, rows.new, id);
		for (int i = 0; i < UNIT_COLUMNS; i++)
		{
			copy_cell(changed, 1 + i, rows.old, attnums[i]);
			copy_cell(changed, 2 + UNIT_COLUMNS + i, rows.new, attnums[i]);
			columns_set(changed, 2 + 2 * UNIT_COLUMNS + i, BoolGetDatum(on_purpose[i]), false);
		}
		set_given_day(changed, 1 + UNIT_COLUMNS);
		columns_end_row(changed);
	}
	row_changes_end(&rows);
	aiehr_people_normalise(units);
	return recoded;
}

/*
 * Studies have the codes of units as plain text.  Those of people who work in a
 * renamed unit follow with their spell, those of people who had moved on here.
 */
static void
follow_codes(const WorkspaceScope *scope, const Columns *changed)
{
	static const Oid types[2] = {TEXTOID, TEXTOID};
	Columns		codes;
	PeopleSet	people;

	columns_begin(&codes, 2, types, changed->n);
	for (int i = 0; i < changed->n; i++)
	{
		columns_set(&codes, 0, changed->values[UNIT_COLUMNS][i], false);
		columns_set(&codes, 1, changed->values[1 + 2 * UNIT_COLUMNS][i], false);
		columns_end_row(&codes);
	}
	(void) columns_execute(&codes, STMT_ORG_UNIT_STUDIED, scope);
	people = aiehr_result_people();
	aiehr_lock_people(scope, &people);
	aiehr_refresh_study(scope, &people);
}

/* Refuse a tree that is none, at any moment. */
static void
check_units(const WorkspaceScope *scope, const PeopleSet *units)
{
	Oid			types[1] = {INT8ARRAYOID};
	Datum		values[1] = {PointerGetDatum(aiehr_people_array(units))};

	if (aiehr_execute(STMT_ORG_UNIT_CYCLE, scope, 1, types, values, NULL, 1) > 0)
	{
		char	   *code = result_text(0, 1);
		char	   *since = result_text(0, 2);

		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("unit \"%s\" cannot be part of itself", code),
				 since ? errdetail("It would be from %s on.", since)
				 : errdetail("It would be from the beginning on."),
				 errhint("Move what is to be above it out from under it first.")));
	}
	result_free();
	if (aiehr_execute(STMT_ORG_UNIT_ORPHAN, scope, 1, types, values, NULL, 1) > 0)
	{
		char	   *code = result_text(0, 1);
		char	   *parent = result_text(0, 2);

		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("unit \"%s\" cannot be part of \"%s\" on days on which that does not exist",
						code, parent),
				 errhint("Move or end \"%s\" first, or let the other one exist longer.", code)));
	}
	result_free();
}

/*
 * _org_unit_changed(table)
 *		AFTER INSERT OR UPDATE ... FOR EACH STATEMENT trigger of org_unit: writes what
 *		units were before, and refuses what would be no tree at any moment.
 */
Datum
aiehr_org_unit_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._org_unit_changed");
	WorkspaceScope scope;
	Columns		changed;
	PeopleSet	units;
	bool		recoded;

	(void) aiehr_trigger_argument(trigdata, 0);
	if (trigdata->tg_newtable == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" has no transition table", trigdata->tg_trigger->tgname),
				 errhint("Create it with REFERENCING NEW TABLE.")));
	aiehr_enter_trigger(&scope, trigdata);
	recoded = read_units(trigdata, &changed, &units);
	if (changed.n > 0)
	{
		(void) columns_execute(&changed, STMT_ORG_UNIT_REWRITE, &scope);
		(void) columns_execute_some(&changed, 2 + 2 * UNIT_COLUMNS, STMT_ORG_UNIT_RECORD, &scope);
		(void) columns_execute_some(&changed, 1, STMT_ORG_UNIT_TIDY, &scope);
		if (recoded)
			follow_codes(&scope, &changed);
	}
	if (units.n > 0)
		check_units(&scope, &units);
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}

/* Columns of employment that a move is made of */
typedef struct PlaceColumns
{
	AttrNumber	id;
	AttrNumber	person_id;
	AttrNumber	org_unit;
	AttrNumber	manager_id;
	AttrNumber	hired_on;
	AttrNumber	left_on;
} PlaceColumns;

/* Read the spells whose place changed, and their people. */
static void
read_places(TriggerData *trigdata, Columns *changed, PeopleSet *people)
{
	static const Oid types[11] = {
		INT8OID, INT8OID, TEXTOID, TEXTOID, INT8OID, INT8OID, DATEOID, DATEOID, DATEOID, BOOLOID, BOOLOID
	};
	PlaceColumns at;
	RowChanges	rows;
	bool		unit_set;
	bool		manager_set;

	columns_begin(changed, lengthof(types), types, 8);
	row_changes_begin(&rows, trigdata);
	at.id = row_changes_column(&rows, "id", INT8OID);
	at.person_id = row_changes_column(&rows, "person_id", INT8OID);
	at.org_unit = row_changes_column(&rows, "org_unit", TEXTOID);
	at.manager_id = row_changes_column(&rows, "manager_id", INT8OID);
	at.hired_on = row_changes_column(&rows, "hired_on", DATEOID);
	at.left_on = row_changes_column(&rows, "left_on", DATEOID);
	unit_set = set_on_purpose(trigdata, at.org_unit);
	manager_set = set_on_purpose(trigdata, at.manager_id);
	while (row_changes_next(&rows))
	{
		if (rows.old == NULL ||
			(!unit_set && !manager_set && !row_changes_differ(&rows, at.org_unit) &&
			 !row_changes_differ(&rows, at.manager_id)))
			continue;
		copy_cell(changed, 0, rows.new, at.id);
		copy_cell(changed, 1, rows.new, at.person_id);
		copy_cell(changed, 2, rows.old, at.org_unit);
		copy_cell(changed, 3, rows.new, at.org_unit);
		copy_cell(changed, 4, rows.old, at.manager_id);
		copy_cell(changed, 5, rows.new, at.manager_id);
		copy_cell(changed, 6, rows.new, at.hired_on);
		copy_cell(changed, 7, rows.new, at.left_on);
		set_given_day(changed, 8);
		columns_set(changed, 9, BoolGetDatum(unit_set), false);
		columns_set(changed, 10, BoolGetDatum(manager_set), false);
		columns_end_row(changed);
	}
	row_changes_end(&rows);
	people->n = 0;
	people->ids = palloc_extended(mul_size(Max(changed->n, 1), sizeof(int64)), MCXT_ALLOC_HUGE);
	for (int i = 0; i < changed->n; i++)
		people->ids[people->n++] = DatumGetInt64(changed->values[1][i]);
	aiehr_people_normalise(people);
}

/*
 * _place_changed(table)
 *		AFTER UPDATE ... FOR EACH STATEMENT trigger of employment: writes where people
 *		were before a move.  Studies have the unit of the outcome window, which a later
 *		move leaves alone.
 */
Datum
aiehr_place_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._place_changed");
	WorkspaceScope scope;
	Columns		changed;
	PeopleSet	people;

	(void) aiehr_trigger_argument(trigdata, 0);
	if (aiehr_rows_are_moving())
		PG_RETURN_POINTER(NULL);
	read_places(trigdata, &changed, &people);
	if (changed.n == 0)
		PG_RETURN_POINTER(NULL);
	aiehr_enter_trigger(&scope, trigdata);
	aiehr_lock_people(&scope, &people);
	(void) columns_execute(&changed, STMT_EMPLOYMENT_REWRITE, &scope);
	(void) columns_execute_some(&changed, 9, STMT_EMPLOYMENT_RECORD, &scope);
	(void) columns_execute_some(&changed, 1, STMT_EMPLOYMENT_TIDY, &scope);
	(void) columns_execute_some(&changed, 9, STMT_EMPLOYMENT_STUDIED, &scope);
	people = aiehr_result_people();
	aiehr_refresh_study(&scope, &people);
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}
