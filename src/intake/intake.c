/*
 * intake.c
 *		The triggers of table assessment: scales, immutability, memory of messages
 *
 * Whoever inserts and however (INSERT, COPY, a function of ours), the same holds:
 * a row trigger rescales the raw card, and a statement trigger remembers what was
 * received, so that work done once per statement is not done once per row.
 */
#include "intake/intake.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "workspace/archive.h"
#include "workspace/columns.h"
#include "intake/scales.h"

PG_FUNCTION_INFO_V1(aiehr_assessment_before_insert);
PG_FUNCTION_INFO_V1(aiehr_assessment_before_update);
PG_FUNCTION_INFO_V1(aiehr_assessment_after_insert);
PG_FUNCTION_INFO_V1(aiehr_assessment_after_delete);

/* The columns that the triggers look at, found by name: tables may have dropped columns. */
typedef enum AssessmentColumn
{
	COL_ID,
	COL_PERSON,
	COL_APPLICATION,
	COL_EMPLOYMENT,
	COL_VENDOR,
	COL_EXTERNAL_ID,
	COL_INSTRUMENT,
	COL_VERSION,
	COL_KIND,
	COL_TAKEN_AT,
	COL_RAW,
	COL_SCORES,
	COL_MODEL,
	COL_MODEL_VERSION,
	COL_STATUS,
	COL_COUNT
} AssessmentColumn;

static const char *const column_names[COL_COUNT] = {
	"id", "person_id", "application_id", "employment_id", "vendor", "external_id", "instrument",
	"instrument_version", "kind", "taken_at", "raw", "scores", "model", "model_version", "status"
};

/* What never changes in a stored row; instrument and person have rules of their own */
static const AssessmentColumn fixed_columns[] = {
	COL_ID, COL_VENDOR, COL_EXTERNAL_ID, COL_KIND, COL_TAKEN_AT, COL_RAW, COL_SCORES,
	COL_MODEL, COL_MODEL_VERSION
};

/* What a row trigger keeps for the rest of its statement */
typedef struct AssessmentState
{
	AttrNumber	att[COL_COUNT];
	ScaleCache	scales;
} AssessmentState;

/* Find the columns of a table. */
static void
find_columns(Relation rel, AttrNumber *att)
{
	for (int i = 0; i < COL_COUNT; i++)
	{
		att[i] = get_attnum(RelationGetRelid(rel), column_names[i]);
		if (att[i] == InvalidAttrNumber)
			ereport(ERROR,
					(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
					 errmsg("table \"%s\" has no column \"%s\"",
							RelationGetRelationName(rel), column_names[i])));
	}
}

/* Check that a function was called as a BEFORE ... FOR EACH ROW trigger, and ready its state. */
static AssessmentState *
row_trigger_state(FunctionCallInfo fcinfo, const char *function, TriggerEvent event)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	AssessmentState *state;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_BEFORE(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) ||
		(trigdata->tg_event & TRIGGER_EVENT_OPMASK) != event)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired BEFORE %s, FOR EACH ROW", function,
						event == TRIGGER_EVENT_INSERT ? "INSERT" : "UPDATE"),
				 errhint("aiehr.create_workspace() makes its triggers; it is not called by hand.")));
	state = fcinfo->flinfo->fn_extra;
	if (state == NULL)
	{
		state = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(AssessmentState));
		find_columns(trigdata->tg_relation, state->att);
		state->scales.context = fcinfo->flinfo->fn_mcxt;
		fcinfo->flinfo->fn_extra = state;
	}
	return state;
}

/* A column of a row as text, for messages and comparisons; NULL where it is NULL. */
static char *
column_text(HeapTuple tuple, TupleDesc desc, AttrNumber att)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, att, desc, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* How a message names an assessment: by what its vendor calls it, else by its id. */
static char *
assessment_name(HeapTuple tuple, TupleDesc desc, const AttrNumber *att)
{
	char	   *vendor = column_text(tuple, desc, att[COL_VENDOR]);
	char	   *external_id = column_text(tuple, desc, att[COL_EXTERNAL_ID]);
	bool		isnull;
	Datum		id = heap_getattr(tuple, att[COL_ID], desc, &isnull);

	if (vendor != NULL && external_id != NULL)
		return psprintf("Assessment \"%s\" of vendor \"%s\"", external_id, vendor);
	return psprintf("Assessment " INT64_FORMAT, isnull ? (int64) 0 : DatumGetInt64(id));
}

/* Raise what is wrong with a card.  The person's value is not shown. */
static void
report_card(const CardProblem *problem, const char *assessment)
{
	if (problem->fault == CARD_UNKNOWN_INDICATOR)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("indicator \"%.*s\" does not exist", problem->keylen, problem->key),
				 errdetail("%s has a score of it.", assessment),
				 errhint("Add it to the table indicator, or leave it out of the card.")));
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score of indicator \"%.*s\" is outside its scale", problem->keylen, problem->key),
			 errdetail("%s: the scale runs from %g, worst, to %g, best.", assessment,
					   problem->scale.lo, problem->scale.hi),
			 errhint("An indicator with outside = 'clamp' takes the nearest bound instead.")));
}

/*
 * Only what is not scored yet, or by choice, has no scores; such a row may be withdrawn later
 * (`stored`), but never become valid.
 */
static void
check_not_empty(const Scorecard *raw, bool stored, HeapTuple tuple, TupleDesc desc,
				const AttrNumber *att)
{
	char	   *status;

	if (raw->nkeys > 0)
		return;
	status = column_text(tuple, desc, att[COL_STATUS]);
	if (status != NULL && !assessment_may_be_empty(status) &&
		!(stored && strcmp(status, "withdrawn") == 0))
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("assessment without any score"),
				 errdetail("%s has an empty card.", assessment_name(tuple, desc, att)),
				 errhint("Only an assessment with status not_scored or not_scored_by_choice has none.")));
}

/*
 * BEFORE INSERT FOR EACH ROW: the scores of the raw card, by the scales of its
 * indicators.  A value outside a scale that clamps stays in the raw card.
 */
Datum
aiehr_assessment_before_insert(PG_FUNCTION_ARGS)
{
	AssessmentState *state = row_trigger_state(fcinfo, "aiehr._assessment_before_insert",
												   TRIGGER_EVENT_INSERT);
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	HeapTuple	tuple = trigdata->tg_trigtuple;
	const CardScales *scales;
	CardProblem problem;
	Scorecard  *raw;
	Scorecard  *scores;
	bool		isnull;
	Datum		value;
	int			replace_att;

	if (aiehr_rows_are_moving())
		return PointerGetDatum(tuple);
	value = heap_getattr(tuple, state->att[COL_RAW], desc, &isnull);
	if (isnull)
		return PointerGetDatum(tuple);	/* the column's NOT NULL refuses it */
	raw = DatumGetScorecardP(value);
	check_not_empty(raw, false, tuple, desc, state->att);

	scales = aiehr_cached_scales(&state->scales, raw);
	if (scales == NULL)
	{
		WorkspaceScope scope;

		aiehr_enter_trigger(&scope, trigdata);
		scales = aiehr_load_scales(&state->scales, &scope, raw);
		aiehr_leave(&scope);
	}
	scores = aiehr_rescale_card(raw, scales, &problem);
	if (scores == NULL)
		report_card(&problem, assessment_name(tuple, desc, state->att));
	value = PointerGetDatum(scores);
	isnull = false;
	replace_att = state->att[COL_SCORES];
	return PointerGetDatum(heap_modify_tuple_by_cols(tuple, desc, 1, &replace_att, &value, &isnull));
}

/* Has this column another value than before? */
static bool
column_changed(TriggerData *trigdata, AttrNumber att)
{
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	Form_pg_attribute attribute = TupleDescAttr(desc, att - 1);
	bool		oldnull;
	bool		newnull;
	Datum		oldvalue = heap_getattr(trigdata->tg_trigtuple, att, desc, &oldnull);
	Datum		newvalue = heap_getattr(trigdata->tg_newtuple, att, desc, &newnull);

	if (oldnull || newnull)
		return oldnull != newnull;
	return !datum_image_eq(oldvalue, newvalue, attribute->attbyval, attribute->attlen);
}

/*
 * Did the instrument change its code?  ON UPDATE CASCADE writes here after the
 * instrument's row has its new code, so the old one is gone; as long as the old
 * one exists, the change is somebody's who rewrites the assessment.
 */
static bool
instrument_was_renamed(TriggerData *trigdata, const AssessmentState *state)
{
	static const Oid types[2] = {TEXTOID, TEXTOID};
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	WorkspaceScope scope;
	Datum		values[2];
	bool		isnull;
	uint64		found;

	values[0] = heap_getattr(trigdata->tg_trigtuple, state->att[COL_INSTRUMENT], desc, &isnull);
	values[1] = heap_getattr(trigdata->tg_trigtuple, state->att[COL_VERSION], desc, &isnull);
	aiehr_enter_trigger(&scope, trigdata);
	found = aiehr_execute(STMT_INSTRUMENT_EXISTS, &scope, 2, types, values, NULL, 1);
	aiehr_leave(&scope);
	return found == 0;
}

/* Did the application or spell move to the row's new person, as when two people are merged? */
static bool
person_follows_owner(TriggerData *trigdata, const AssessmentState *state)
{
	static const Oid types[2] = {INT8OID, INT8OID};
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	WorkspaceScope scope;
	Datum		values[2];
	Datum		person;
	char		nulls[2] = {' ', ' '};
	bool		isnull;
	bool		follows;

	values[0] = heap_getattr(trigdata->tg_newtuple, state->att[COL_APPLICATION], desc, &isnull);
	nulls[0] = isnull ? 'n' : ' ';
	values[1] = heap_getattr(trigdata->tg_newtuple, state->att[COL_EMPLOYMENT], desc, &isnull);
	nulls[1] = isnull ? 'n' : ' ';
	person = heap_getattr(trigdata->tg_newtuple, state->att[COL_PERSON], desc, &isnull);
	if (isnull)
		return true;			/* the column's NOT NULL refuses it */
	aiehr_enter_trigger(&scope, trigdata);
	aiehr_execute(STMT_INTAKE_OWNER, &scope, 2, types, values, nulls, 1);
	follows = result_int8(0, 1) == DatumGetInt64(person);
	aiehr_leave(&scope);
	return follows;
}

/* Raise that a stored assessment is not rewritten. */
static void
report_rewrite(TriggerData *trigdata, const AssessmentState *state, AssessmentColumn column)
{
	ereport(ERROR,
			(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
			 errmsg("column \"%s\" of a stored assessment cannot be changed", column_names[column]),
			 errdetail("%s is part of the record.",
					   assessment_name(trigdata->tg_trigtuple,
									   RelationGetDescr(trigdata->tg_relation), state->att)),
			 errhint("Set its status to withdrawn and record a new assessment.")));
}

/* BEFORE UPDATE FOR EACH ROW: an assessment is a record; only its status changes. */
Datum
aiehr_assessment_before_update(PG_FUNCTION_ARGS)
{
	AssessmentState *state = row_trigger_state(fcinfo, "aiehr._assessment_before_update",
												   TRIGGER_EVENT_UPDATE);
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	HeapTuple	tuple = trigdata->tg_newtuple;

	if (aiehr_rows_are_moving())
		return PointerGetDatum(tuple);
	for (int i = 0; i < lengthof(fixed_columns); i++)
		if (column_changed(trigdata, state->att[fixed_columns[i]]))
			report_rewrite(trigdata, state, fixed_columns[i]);
	if ((column_changed(trigdata, state->att[COL_INSTRUMENT]) ||
		 column_changed(trigdata, state->att[COL_VERSION])) &&
		!instrument_was_renamed(trigdata, state))
		report_rewrite(trigdata, state, COL_INSTRUMENT);
	if ((column_changed(trigdata, state->att[COL_PERSON]) ||
		 column_changed(trigdata, state->att[COL_APPLICATION]) ||
		 column_changed(trigdata, state->att[COL_EMPLOYMENT])) &&
		!person_follows_owner(trigdata, state))
		report_rewrite(trigdata, state, COL_PERSON);
	if (column_changed(trigdata, state->att[COL_STATUS]))
	{
		bool		isnull;
		Datum		raw = heap_getattr(tuple, state->att[COL_RAW], desc, &isnull);

		if (!isnull)
			check_not_empty(DatumGetScorecardP(raw), true, tuple, desc, state->att);
	}
	return PointerGetDatum(tuple);
}

/* The new rows of a statement, in the columns that the statements below take */
typedef struct NewRows
{
	Columns		owner;			/* id, person_id, application_id, employment_id */
	Columns		received;		/* vendor, external_id, external_hash, content_hash, id, person_id */
	Columns		activity;		/* application_id, taken_at */
} NewRows;

/* The content of a row whose columns have been taken apart. */
static AssessmentContent
row_content(const Datum *value, const bool *isnull)
{
	AssessmentContent content;

	content.instrument = TextDatumGetCString(value[COL_INSTRUMENT]);
	content.instrument_version = TextDatumGetCString(value[COL_VERSION]);
	content.kind = TextDatumGetCString(value[COL_KIND]);
	content.taken_at = DatumGetTimestampTz(value[COL_TAKEN_AT]);
	content.raw = DatumGetScorecardP(value[COL_RAW]);
	content.model = isnull[COL_MODEL] ? NULL : TextDatumGetCString(value[COL_MODEL]);
	content.model_version = isnull[COL_MODEL_VERSION] ? NULL :
		TextDatumGetCString(value[COL_MODEL_VERSION]);
	content.status = TextDatumGetCString(value[COL_STATUS]);
	return content;
}

/* Enter one row; what is needed for this row alone is made in `scratch`. */
static void
read_new_row(NewRows *rows, TupleTableSlot *slot, const AttrNumber *att, KeyedHash *hash,
			 MemoryContext scratch)
{
	MemoryContext keep = CurrentMemoryContext;
	Datum		value[COL_COUNT];
	bool		isnull[COL_COUNT];
	AssessmentContent content;
	bytea	   *external_hash;
	bytea	   *content_hash;

	for (int i = 0; i < COL_COUNT; i++)
		value[i] = slot_getattr(slot, att[i], &isnull[i]);
	for (int i = 0; i < 4; i++)
		columns_set(&rows->owner, i, value[COL_ID + i], isnull[COL_ID + i]);
	columns_end_row(&rows->owner);
	if (!isnull[COL_APPLICATION])
	{
		columns_set(&rows->activity, 0, value[COL_APPLICATION], false);
		columns_set(&rows->activity, 1, value[COL_TAKEN_AT], false);
		columns_end_row(&rows->activity);
	}
	if (isnull[COL_VENDOR] || isnull[COL_EXTERNAL_ID])
		return;

	MemoryContextSwitchTo(scratch);
	content = row_content(value, isnull);
	external_hash = aiehr_external_hash(hash, TextDatumGetCString(value[COL_VENDOR]),
										TextDatumGetCString(value[COL_EXTERNAL_ID]));
	content_hash = aiehr_content_hash(hash, &content);
	MemoryContextSwitchTo(keep);
	columns_set(&rows->received, 0, datumCopy(value[COL_VENDOR], false, -1), false);
	columns_set(&rows->received, 1, datumCopy(value[COL_EXTERNAL_ID], false, -1), false);
	columns_set(&rows->received, 2, datumCopy(PointerGetDatum(external_hash), false, -1), false);
	columns_set(&rows->received, 3, datumCopy(PointerGetDatum(content_hash), false, -1), false);
	columns_set(&rows->received, 4, value[COL_ID], false);
	columns_set(&rows->received, 5, value[COL_PERSON], false);
	columns_end_row(&rows->received);
	MemoryContextReset(scratch);
}

/* Read the transition table; the workspace is entered. */
static void
read_new_rows(NewRows *rows, TriggerData *trigdata, const WorkspaceScope *scope)
{
	static const Oid owner_types[4] = {INT8OID, INT8OID, INT8OID, INT8OID};
	static const Oid received_types[6] = {TEXTOID, TEXTOID, BYTEAOID, BYTEAOID, INT8OID, INT8OID};
	static const Oid activity_types[2] = {INT8OID, TIMESTAMPTZOID};
	Relation	rel = trigdata->tg_relation;
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(rel), &TTSOpsMinimalTuple);
	Tuplestorestate *store = trigdata->tg_newtable;
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "aiehr intake row",
												  ALLOCSET_DEFAULT_SIZES);
	AttrNumber	att[COL_COUNT];
	KeyedHash	hash;

	find_columns(rel, att);
	columns_begin(&rows->owner, 4, owner_types, 8);
	columns_begin(&rows->received, 6, received_types, 8);
	columns_begin(&rows->activity, 2, activity_types, 8);
	aiehr_workspace_hash(&hash, scope);
	tuplestore_select_read_pointer(store, tuplestore_alloc_read_pointer(store, EXEC_FLAG_REWIND));
	tuplestore_rescan(store);
	while (tuplestore_gettupleslot(store, true, false, slot))
	{
		CHECK_FOR_INTERRUPTS();
		read_new_row(rows, slot, att, &hash, scratch);
	}
	aiehr_hash_end(&hash);
	MemoryContextDelete(scratch);
	ExecDropSingleTupleTableSlot(slot);
}

/* Error when an application or spell is not the person's own. */
static void
check_owners(const NewRows *rows, const WorkspaceScope *scope)
{
	if (columns_execute(&rows->owner, STMT_INTAKE_FOREIGN, scope) == 0)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
			 errmsg("application or spell of an assessment belongs to another person"),
			 errdetail("Assessment " INT64_FORMAT " names one person, its application or spell another.",
					   result_int8(0, 1))));
}

/* Remember what was received; error when it was received before as another assessment. */
static void
remember_messages(const NewRows *rows, const WorkspaceScope *scope)
{
	int64		former;

	if (rows->received.n == 0 ||
		columns_execute(&rows->received, STMT_INTAKE_RECEIVED, scope) == rows->received.n)
		return;
	if (columns_execute_some(&rows->received, 5, STMT_INTAKE_RECEIVED_CONFLICT, scope) == 0)
		elog(ERROR, "message was neither remembered nor known");
	former = result_int8(0, 4);
	ereport(ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("message \"%s\" of vendor \"%s\" was received before",
					result_text(0, 2), result_text(0, 1)),
			 former == 0
			 ? errdetail("It was purged since; the new assessment is " INT64_FORMAT ".",
						 result_int8(0, 3))
			 : errdetail("It is assessment " INT64_FORMAT "; the new one is " INT64_FORMAT ".",
						 former, result_int8(0, 3)),
			 errhint("A correction needs an external id of its own.")));
}

/*
 * Move the last activity on.  Nothing derived hangs on it, so the triggers of
 * application need not look at it.
 */
static void
move_activity(const NewRows *rows, const WorkspaceScope *scope)
{
	if (rows->activity.n == 0)
		return;
	aiehr_rows_move(true);
	PG_TRY();
	{
		columns_execute(&rows->activity, STMT_INTAKE_ACTIVITY, scope);
	}
	PG_FINALLY();
	{
		aiehr_rows_move(false);
	}
	PG_END_TRY();
}

/* The live results of a leaver go straight where the others of theirs are. */
static void
settle_leavers(const PeopleSet *people, const WorkspaceScope *scope)
{
	PeopleSet	leavers;

	if (aiehr_execute_people(STMT_INTAKE_LEAVERS, scope, people) == 0)
		return;
	leavers = aiehr_result_people();
	aiehr_settle_people(scope, &leavers);
}

/*
 * AFTER INSERT FOR EACH STATEMENT: what was received is remembered, the clock of
 * the applications moves on, whoever listens is told, leavers' rows are archived.
 * The standing follows in a trigger of its own, which comes later by its name.
 */
Datum
aiehr_assessment_after_insert(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._assessment_after_insert");
	WorkspaceScope scope;
	PeopleSet	people;
	NewRows		rows;

	if (aiehr_rows_are_moving())
		return PointerGetDatum(NULL);
	people = aiehr_trigger_people(trigdata, "person_id");
	if (people.n == 0)
		return PointerGetDatum(NULL);
	aiehr_enter_trigger(&scope, trigdata);
	aiehr_lock_people(&scope, &people);
	read_new_rows(&rows, trigdata, &scope);
	check_owners(&rows, &scope);
	remember_messages(&rows, &scope);
	move_activity(&rows, &scope);
	columns_execute_some(&rows.owner, 1, STMT_INTAKE_OUTBOX, &scope);
	settle_leavers(&people, &scope);
	aiehr_leave(&scope);
	return PointerGetDatum(NULL);
}

/*
 * AFTER DELETE FOR EACH STATEMENT, on the live table and on the archive: rows that
 * were deleted and not moved leave a message that names nobody.
 */
Datum
aiehr_assessment_after_delete(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._assessment_after_delete");
	WorkspaceScope scope;
	PeopleSet	ids;

	if (aiehr_rows_are_moving())
		return PointerGetDatum(NULL);
	ids = aiehr_trigger_people(trigdata, "id");
	if (ids.n == 0)
		return PointerGetDatum(NULL);
	aiehr_enter_trigger(&scope, trigdata);
	aiehr_execute_people(STMT_INTAKE_FORGET, &scope, &ids);
	aiehr_leave(&scope);
	return PointerGetDatum(NULL);
}
