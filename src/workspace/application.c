/*
 * application.c
 *		Applications move through stages
 *
 *		applied -> screening -> assessment -> interview -> offer -> hired
 *
 * Stages may be skipped but not gone back.  From any open stage an application may
 * be put on hold, from where it goes on anywhere, or end as rejected, withdrawn,
 * offer_declined or no_show; one that ended so may be opened again, at screening.
 * A row trigger checks the step, a statement trigger writes the history, freezes
 * what the decision was made on and settles people whose last process it was.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "workspace/archive.h"
#include "workspace/changes.h"
#include "workspace/columns.h"

PG_FUNCTION_INFO_V1(aiehr_application_row);
PG_FUNCTION_INFO_V1(aiehr_application_changed);
PG_FUNCTION_INFO_V1(aiehr_activity_noted);

/* In the order in which they are gone through; what follows hired ends without a job */
static const char *const stage_names[] = {
	"applied", "screening", "assessment", "interview", "offer", "on_hold",
	"hired", "rejected", "withdrawn", "offer_declined", "no_show"
};

typedef enum Stage
{
	STAGE_APPLIED,
	STAGE_SCREENING,
	STAGE_ASSESSMENT,
	STAGE_INTERVIEW,
	STAGE_OFFER,
	STAGE_ON_HOLD,
	STAGE_HIRED,
	STAGE_REJECTED,
	STAGE_WITHDRAWN,
	STAGE_OFFER_DECLINED,
	STAGE_NO_SHOW,
	STAGE_UNKNOWN
} Stage;

#define STAGE_IS_FINAL(s) ((s) >= STAGE_HIRED)

/* What the row trigger looks up once a statement */
typedef struct ApplicationColumns
{
	AttrNumber	id;
	AttrNumber	person_id;
	AttrNumber	stage;
	AttrNumber	opened_at;
	AttrNumber	decided_at;
	AttrNumber	last_activity;
} ApplicationColumns;

/* The stage of this name, STAGE_UNKNOWN when there is none. */
static Stage
stage_of(Datum value)
{
	text	   *name = DatumGetTextPP(value);
	int			len = VARSIZE_ANY_EXHDR(name);

	for (int i = 0; i < lengthof(stage_names); i++)
		if (strlen(stage_names[i]) == len && memcmp(stage_names[i], VARDATA_ANY(name), len) == 0)
			return (Stage) i;
	return STAGE_UNKNOWN;
}

/* The state machine at the head of this file. */
static bool
step_is_allowed(Stage from, Stage to)
{
	if (from == to || from == STAGE_UNKNOWN || to == STAGE_UNKNOWN)
		return true;
	if (from == STAGE_HIRED)
		return false;
	if (STAGE_IS_FINAL(from))
		return to == STAGE_SCREENING;
	if (from == STAGE_ON_HOLD)
		return true;
	return to > from;
}

/* Where the columns that the row trigger reads are in this table, whatever was dropped from it. */
static void
find_columns(Relation rel, ApplicationColumns *columns)
{
	Oid			relid = RelationGetRelid(rel);

	columns->id = get_attnum(relid, "id");
	columns->person_id = get_attnum(relid, "person_id");
	columns->stage = get_attnum(relid, "stage");
	columns->opened_at = get_attnum(relid, "opened_at");
	columns->decided_at = get_attnum(relid, "decided_at");
	columns->last_activity = get_attnum(relid, "last_activity");
	if (!columns->id || !columns->person_id || !columns->stage || !columns->opened_at ||
		!columns->decided_at || !columns->last_activity)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("table \"%s\" is no table of applications", RelationGetRelationName(rel))));
}

/* An application belongs to its person for good, unless a function of the workspace merges people. */
static void
check_person(TriggerData *trigdata, const ApplicationColumns *columns)
{
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	bool		isnull;
	Datum		id = heap_getattr(trigdata->tg_trigtuple, columns->id, desc, &isnull);
	Datum		old = heap_getattr(trigdata->tg_trigtuple, columns->person_id, desc, &isnull);
	Datum		new = heap_getattr(trigdata->tg_newtuple, columns->person_id, desc, &isnull);

	if (!isnull && DatumGetInt64(old) != DatumGetInt64(new) &&
		GetUserId() != trigdata->tg_relation->rd_rel->relowner)
		ereport(ERROR,
				(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
				 errmsg("application " INT64_FORMAT " cannot become another person's",
						DatumGetInt64(id))));
}

/* Refuse a step that the state machine does not have. */
static void
check_step(Stage from, Stage to, int64 id)
{
	if (!step_is_allowed(from, to))
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("application " INT64_FORMAT " cannot go from stage \"%s\" to \"%s\"",
						id, stage_names[from], stage_names[to]),
				 STAGE_IS_FINAL(from) && from != STAGE_HIRED
				 ? errhint("It is opened again at stage \"screening\".")
				 : from == STAGE_HIRED
				 ? errhint("Who applies again gets an application of its own.")
				 : errhint("Stages are not gone back; \"on_hold\" leads to any of them.")));
}

/* Whether a timestamp was left as it was. */
static bool
left_alone(TriggerData *trigdata, AttrNumber attnum)
{
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	bool		old_null;
	bool		new_null;
	Datum		old = heap_getattr(trigdata->tg_trigtuple, attnum, desc, &old_null);
	Datum		new = heap_getattr(trigdata->tg_newtuple, attnum, desc, &new_null);

	return old_null == new_null &&
		(old_null || DatumGetTimestampTz(old) == DatumGetTimestampTz(new));
}

/* Refuses a call that is not that of a row trigger before a row is written. */
static void
check_row_trigger(FunctionCallInfo fcinfo)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) || TRIGGER_FIRED_BY_DELETE(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired BEFORE INSERT OR UPDATE, FOR EACH ROW",
						"aiehr._application_row")));
}

/* Where the columns are, looked up once for all rows that this trigger is called for. */
static ApplicationColumns *
known_columns(FunctionCallInfo fcinfo, Relation rel)
{
	if (fcinfo->flinfo->fn_extra == NULL)
	{
		ApplicationColumns *columns =
			MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(ApplicationColumns));

		find_columns(rel, columns);
		fcinfo->flinfo->fn_extra = columns;
	}
	return fcinfo->flinfo->fn_extra;
}

/* The stage of a row to be written.  The column's CHECK would show the whole row, so it is refused here. */
static Stage
known_stage(Datum value)
{
	Stage		stage = stage_of(value);

	if (stage == STAGE_UNKNOWN)
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("unknown stage \"%s\"", TextDatumGetCString(value)),
				 errhint("The stages are applied, screening, assessment, interview, offer, on_hold, "
						 "hired, rejected, withdrawn, offer_declined and no_show.")));
	return stage;
}

/*
 * _application_row(table)
 *		BEFORE INSERT OR UPDATE ... FOR EACH ROW trigger of application: checks the
 *		step, dates the decision, and lets a new stage, but no other change, count as
 *		activity.
 */
Datum
aiehr_application_row(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	ApplicationColumns *columns;
	TimestampTz now = GetCurrentTransactionStartTimestamp();
	TupleDesc	desc;
	HeapTuple	new;
	Datum		stage;
	Datum		old_stage;
	Stage		from = STAGE_UNKNOWN;
	Stage		to;
	int			cols[2];
	Datum		values[2];
	bool		nulls[2] = {false, false};
	int			n = 0;
	bool		isnull;

	check_row_trigger(fcinfo);
	desc = RelationGetDescr(trigdata->tg_relation);
	new = TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) ? trigdata->tg_trigtuple : trigdata->tg_newtuple;
	if (aiehr_rows_are_moving())
		return PointerGetDatum(new);
	columns = known_columns(fcinfo, trigdata->tg_relation);
	stage = heap_getattr(new, columns->stage, desc, &isnull);
	if (isnull)
		return PointerGetDatum(new);	/* the column's NOT NULL refuses it */
	to = known_stage(stage);
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
	{
		/* decisions of the past come in dated by their last activity */
		if (STAGE_IS_FINAL(to) && heap_attisnull(new, columns->decided_at, desc))
		{
			cols[n] = columns->decided_at;
			values[n] = heap_getattr(new, columns->last_activity, desc, &nulls[n]);
			n++;
		}
	}
	else
	{
		check_person(trigdata, columns);
		old_stage = heap_getattr(trigdata->tg_trigtuple, columns->stage, desc, &isnull);
		from = stage_of(old_stage);
		if (from == to)
			return PointerGetDatum(new);
		check_step(from, to, DatumGetInt64(heap_getattr(new, columns->id, desc, &isnull)));
		if (left_alone(trigdata, columns->decided_at))
		{
			cols[n] = columns->decided_at;
			values[n] = TimestampTzGetDatum(now);
			nulls[n++] = !STAGE_IS_FINAL(to);
		}
		if (left_alone(trigdata, columns->last_activity))
		{
			cols[n] = columns->last_activity;
			values[n++] = TimestampTzGetDatum(now);
		}
	}
	if (n > 0)
		new = heap_modify_tuple_by_cols(new, desc, n, cols, values, nulls);
	return PointerGetDatum(new);
}

/* What a statement did to applications */
typedef struct Steps
{
	Columns		entered;		/* application, stage, when (NULL: now) */
	Columns		decided;		/* applications that ended for the first time, perhaps */
	PeopleSet	people;			/* of whom an application was decided or deleted */
} Steps;

/* Note a person; there is room, since a row names one. */
static void
note_person(Steps *steps, TupleTableSlot *slot, AttrNumber person_id)
{
	bool		isnull;
	int64		id = DatumGetInt64(slot_getattr(slot, person_id, &isnull));

	if (!isnull)
		steps->people.ids[steps->people.n++] = id;
}

/* Read one changed row. */
static void
read_step(Steps *steps, RowChanges *changes, const ApplicationColumns *columns)
{
	TupleTableSlot *new = changes->new;
	bool		isnull;
	Stage		from = STAGE_UNKNOWN;
	Stage		to;
	Datum		at = (Datum) 0;

	if (new == NULL)
	{
		note_person(steps, changes->old, columns->person_id);
		return;
	}
	if (!row_changes_differ(changes, columns->stage))
		return;
	to = stage_of(slot_getattr(new, columns->stage, &isnull));
	columns_set(&steps->entered, 0, slot_getattr(new, columns->id, &isnull), false);
	columns_set(&steps->entered, 1,
				datumCopy(slot_getattr(new, columns->stage, &isnull), false, -1), false);
	isnull = true;
	if (changes->old == NULL)
		at = slot_getattr(new, STAGE_IS_FINAL(to) ? columns->decided_at : columns->opened_at, &isnull);
	columns_set(&steps->entered, 2, at, isnull);
	columns_end_row(&steps->entered);
	if (changes->old != NULL)
		from = stage_of(slot_getattr(changes->old, columns->stage, &isnull));
	if (STAGE_IS_FINAL(to) && !STAGE_IS_FINAL(from))
	{
		columns_set(&steps->decided, 0, slot_getattr(new, columns->id, &isnull), false);
		columns_end_row(&steps->decided);
		note_person(steps, new, columns->person_id);
	}
}

/* Read what the statement did. */
static void
read_steps(TriggerData *trigdata, Steps *steps)
{
	static const Oid types[3] = {INT8OID, TEXTOID, TIMESTAMPTZOID};
	Tuplestorestate *store = trigdata->tg_newtable ? trigdata->tg_newtable : trigdata->tg_oldtable;
	RowChanges	changes;
	ApplicationColumns columns;
	int			size;

	row_changes_begin(&changes, trigdata);
	find_columns(trigdata->tg_relation, &columns);
	size = (int) tuplestore_tuple_count(store);
	columns_begin(&steps->entered, 3, types, 64);
	columns_begin(&steps->decided, 1, types, 64);
	steps->people.n = 0;
	steps->people.ids = palloc_extended(mul_size(Max(size, 1), sizeof(int64)), MCXT_ALLOC_HUGE);
	while (row_changes_next(&changes))
		read_step(steps, &changes, &columns);
	row_changes_end(&changes);
	aiehr_people_normalise(&steps->people);
}

/* Run a statement on applications behind the back of their own triggers. */
static void
execute_aside(const Columns *columns, WorkspaceStatementId id, const WorkspaceScope *scope)
{
	aiehr_rows_move(true);
	PG_TRY();
	{
		(void) columns_execute(columns, id, scope);
	}
	PG_FINALLY();
	{
		aiehr_rows_move(false);
	}
	PG_END_TRY();
}

/*
 * _application_changed(table)
 *		AFTER ... FOR EACH STATEMENT trigger of application: writes the history of
 *		stages, freezes what a decision was made on while standing still has it, and
 *		settles those whose process ended, since data of people who left stays in reach
 *		only as long as one is open.
 */
Datum
aiehr_application_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._application_changed");
	WorkspaceScope scope;
	Steps		steps;

	(void) aiehr_trigger_argument(trigdata, 0);
	if (aiehr_rows_are_moving())
		PG_RETURN_POINTER(NULL);
	aiehr_enter_trigger(&scope, trigdata);
	read_steps(trigdata, &steps);
	if (steps.entered.n > 0)
		(void) columns_execute(&steps.entered, STMT_APPLICATION_STEPS, &scope);
	if (steps.people.n > 0 && !TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
	{
		if (steps.decided.n > 0)
			(void) columns_execute(&steps.decided, STMT_APPLICATION_JOBS, &scope);
		aiehr_lock_people_and_data(&scope, &steps.people);
		if (steps.decided.n > 0)
			execute_aside(&steps.decided, STMT_APPLICATION_FREEZE, &scope);
		aiehr_settle_people(&scope, &steps.people);
	}
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}

/* What candidates said or agreed to */
typedef struct Acts
{
	Columns		noted;			/* assessment or person, when */
	Columns		answers;		/* answer, assessment, person; of table answer alone */
} Acts;

/* Read the new rows of answer or consent. */
static void
read_acts(TriggerData *trigdata, bool answer, Acts *acts)
{
	static const Oid noted_types[2] = {INT8OID, TIMESTAMPTZOID};
	static const Oid answer_types[3] = {INT8OID, INT8OID, INT8OID};
	RowChanges	changes;
	AttrNumber	of;
	AttrNumber	at;
	AttrNumber	id;
	AttrNumber	person;
	AttrNumber	withdrawn = InvalidAttrNumber;
	bool		isnull;

	row_changes_begin(&changes, trigdata);
	id = row_changes_column(&changes, "id", INT8OID);
	person = row_changes_column(&changes, "person_id", INT8OID);
	of = answer ? row_changes_column(&changes, "assessment_id", INT8OID) : person;
	at = row_changes_column(&changes, answer ? "answered_at" : "given_at", TIMESTAMPTZOID);
	if (!answer)
		withdrawn = row_changes_column(&changes, "withdrawn_at", TIMESTAMPTZOID);
	columns_begin(&acts->noted, 2, noted_types, 64);
	columns_begin(&acts->answers, 3, answer_types, 64);
	while (row_changes_next(&changes))
	{
		if (answer)
		{
			columns_set(&acts->answers, 0, slot_getattr(changes.new, id, &isnull), false);
			columns_set(&acts->answers, 1, slot_getattr(changes.new, of, &isnull), false);
			columns_set(&acts->answers, 2, slot_getattr(changes.new, person, &isnull), false);
			columns_end_row(&acts->answers);
		}
		else if (!slot_attisnull(changes.new, withdrawn))
			continue;			/* a refusal prolongs nothing */
		columns_set(&acts->noted, 0, slot_getattr(changes.new, of, &isnull), false);
		columns_set(&acts->noted, 1, slot_getattr(changes.new, at, &isnull), false);
		columns_end_row(&acts->noted);
	}
	row_changes_end(&changes);
}

/*
 * _activity_noted(table)
 *		AFTER INSERT ... FOR EACH STATEMENT trigger of answer and consent: what a
 *		candidate says or agrees to is activity of theirs.  An answer is by the person
 *		who was assessed, or it would not follow the assessment into the archive.
 */
Datum
aiehr_activity_noted(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._activity_noted");
	bool		answer = strcmp(aiehr_trigger_argument(trigdata, 0), "answer") == 0;
	WorkspaceScope scope;
	Acts		acts;

	if (aiehr_rows_are_moving())
		PG_RETURN_POINTER(NULL);
	aiehr_enter_trigger(&scope, trigdata);
	read_acts(trigdata, answer, &acts);
	if (acts.answers.n > 0 &&
		columns_execute(&acts.answers, STMT_APPLICATION_FOREIGN_ANSWER, &scope) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
				 errmsg("answer " INT64_FORMAT " is to another person's assessment", result_int8(0, 1))));
	if (acts.noted.n > 0)
		execute_aside(&acts.noted, answer ? STMT_APPLICATION_ANSWERED : STMT_APPLICATION_AGREED, &scope);
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}
