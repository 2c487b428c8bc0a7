/*
 * facts.c
 *		Performance facts and protected attributes as they come in
 */
#include "intake/intake.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "workspace/columns.h"
#include "intake/message.h"
#include "intake/reference.h"

PG_FUNCTION_INFO_V1(aiehr_facts_check);
PG_FUNCTION_INFO_V1(aiehr_record_facts);
PG_FUNCTION_INFO_V1(aiehr_record_protected_attribute);

/*
 * The extremes of one criterion among the new rows: if they are within the scale,
 * so are the others.
 */
typedef struct CriterionRange
{
	char		code[NAMEDATALEN];
	float8		low;
	float8		high;
	int64		low_id;			/* of the fact */
	int64		high_id;
} CriterionRange;

/* Where the trigger finds what it checks */
typedef struct FactColumns
{
	AttrNumber	id;
	AttrNumber	criterion;
	AttrNumber	value;
} FactColumns;

/* Find the columns of the table by name. */
static FactColumns
fact_columns(TriggerData *trigdata)
{
	Oid			relid = RelationGetRelid(trigdata->tg_relation);
	FactColumns c = {get_attnum(relid, "id"), get_attnum(relid, "criterion"), get_attnum(relid, "value")};

	if (c.id == InvalidAttrNumber || c.criterion == InvalidAttrNumber ||
		c.value == InvalidAttrNumber || trigdata->tg_newtable == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" needs new rows with id, criterion and value",
						trigdata->tg_trigger->tgname)));
	return c;
}

/* Enter one fact. */
static void
note_value(HTAB *ranges, const text *code, float8 value, int64 id)
{
	char		key[NAMEDATALEN] = {0};
	CriterionRange *range;
	bool		found;

	/* longer codes than this the column's CHECK refuses */
	memcpy(key, VARDATA_ANY(code), Min(VARSIZE_ANY_EXHDR(code), NAMEDATALEN - 1));
	range = hash_search(ranges, key, HASH_ENTER, &found);
	if (!found || value < range->low)
	{
		range->low = value;
		range->low_id = id;
	}
	if (!found || value > range->high)
	{
		range->high = value;
		range->high_id = id;
	}
}

/* The extremes of the new rows by criterion. */
static HTAB *
read_ranges(TriggerData *trigdata)
{
	FactColumns c = fact_columns(trigdata);
	Tuplestorestate *store = trigdata->tg_newtable;
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(trigdata->tg_relation),
													&TTSOpsMinimalTuple);
	HASHCTL		ctl;
	HTAB	   *ranges;

	ctl.keysize = NAMEDATALEN;
	ctl.entrysize = sizeof(CriterionRange);
	ctl.hcxt = CurrentMemoryContext;
	ranges = hash_create("aiehr criteria of new facts", 32, &ctl,
						 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	tuplestore_select_read_pointer(store, tuplestore_alloc_read_pointer(store, EXEC_FLAG_REWIND));
	tuplestore_rescan(store);
	while (tuplestore_gettupleslot(store, true, false, slot))
	{
		bool		isnull[3];
		Datum		id = slot_getattr(slot, c.id, &isnull[0]);
		Datum		criterion = slot_getattr(slot, c.criterion, &isnull[1]);
		Datum		value = slot_getattr(slot, c.value, &isnull[2]);

		CHECK_FOR_INTERRUPTS();
		if (!isnull[0] && !isnull[1] && !isnull[2])
			note_value(ranges, DatumGetTextPP(criterion), DatumGetFloat8(value), DatumGetInt64(id));
	}
	ExecDropSingleTupleTableSlot(slot);
	return ranges;
}

/* Raise that a fact lies outside its scale.  The value is not shown. */
static void
report_outside(const char *code, int64 id, float8 lo, float8 hi)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("value of criterion \"%s\" is outside its scale", code),
			 errdetail("Performance fact " INT64_FORMAT ": the scale runs from %g, worst, to %g, best.",
					   id, lo, hi)));
}

/* Check the new rows of a statement; the workspace is entered only if there are any. */
static void
check_facts(TriggerData *trigdata)
{
	static const Oid types[1] = {TEXTOID};
	HTAB	   *ranges = read_ranges(trigdata);
	HASH_SEQ_STATUS walk;
	CriterionRange *range;
	WorkspaceScope scope;
	Columns		codes;
	uint64		n;

	if (hash_get_num_entries(ranges) > 0)
	{
		aiehr_enter_trigger(&scope, trigdata);
		columns_begin(&codes, 1, types, hash_get_num_entries(ranges));
		hash_seq_init(&walk, ranges);
		while ((range = hash_seq_search(&walk)) != NULL)
		{
			columns_set_text(&codes, 0, range->code);
			columns_end_row(&codes);
		}
		n = columns_execute(&codes, STMT_FACTS_SCALES, &scope);
		for (uint64 r = 0; r < n; r++)
		{
			char		key[NAMEDATALEN] = {0};
			bool		isnull;
			float8		lo = DatumGetFloat8(SPI_getbinval(SPI_tuptable->vals[r],
														  SPI_tuptable->tupdesc, 2, &isnull));
			float8		hi = DatumGetFloat8(SPI_getbinval(SPI_tuptable->vals[r],
														  SPI_tuptable->tupdesc, 3, &isnull));

			strlcpy(key, result_text(r, 1), NAMEDATALEN);
			range = hash_search(ranges, key, HASH_FIND, NULL);
			if (range->low < Min(lo, hi))
				report_outside(range->code, range->low_id, lo, hi);
			if (range->high > Max(lo, hi))
				report_outside(range->code, range->high_id, lo, hi);
		}
		aiehr_leave(&scope);
	}
	hash_destroy(ranges);
}

/* AFTER INSERT or UPDATE FOR EACH STATEMENT: facts lie within the scales of their criteria. */
Datum
aiehr_facts_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._facts_check");

	if (!aiehr_rows_are_moving())
		check_facts(trigdata);
	PG_RETURN_POINTER(NULL);
}

/* Raise what is wrong with one of the facts, by its place in the array. */
static void
report_fact(int i, const IntakeProblem *p)
{
	ereport(ERROR,
			(errcode(p->sqlstate),
			 p->field ? errmsg("\"%s\" of fact %d %s", p->field, i + 1, p->reason)
			 : errmsg("fact %d %s", i + 1, p->reason),
			 p->hint ? errhint("%s", p->hint) : 0));
}

/*
 * Find the people and raters of all facts; who is unknown is made where the facts
 * come with a hash to lock keys by, else it is a problem.
 */
void
aiehr_find_fact_people(const WorkspaceScope *scope, KeyedHash *hash, FactMessage *facts,
					   IntakeProblem *problems, int n)
{
	PersonSlot *slots = palloc_extended(mul_size(n, 2 * sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	int			nslots = 0;

	for (int i = 0; i < n; i++)
	{
		PersonSlot	person = {&facts[i].person, &problems[i], "person", hash != NULL};
		PersonSlot	rater = {&facts[i].rater, &problems[i], "rater", hash != NULL};

		slots[nslots++] = person;
		if (facts[i].has_rater)
			slots[nslots++] = rater;
	}
	aiehr_find_people(scope, slots, nslots);
	if (hash != NULL)
		aiehr_lock_makers(hash, slots, nslots);
	aiehr_make_people(scope, hash, slots, nslots);
	pfree(slots);
}

/* Refuse facts of no criterion or outside its scale. */
void
aiehr_check_fact_criteria(const WorkspaceScope *scope, const FactMessage *facts, IntakeProblem *problems,
						  int n)
{
	static const Oid types[2] = {TEXTOID, FLOAT8OID};
	Columns		c;

	columns_begin(&c, 2, types, n);
	for (int i = 0; i < n; i++)
	{
		columns_set_text(&c, 0, facts[i].criterion);
		columns_set(&c, 1, Float8GetDatum(facts[i].value), false);
		columns_end_row(&c);
	}
	columns_execute(&c, STMT_FACTS_CRITERIA, scope);
	for (int i = 0; i < n; i++)
	{
		if (problems[i].sqlstate != 0)
			continue;
		if (!result_bool(i, 1))
			problem_note(&problems[i], ERRCODE_FOREIGN_KEY_VIOLATION, "criterion", NULL,
						 "names none that is known: \"%s\"", facts[i].criterion);
		else if (result_bool(i, 2))
			problem_note(&problems[i], ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, "value", NULL,
						 "is outside the scale of criterion \"%s\", which runs from %s, worst, to %s, best",
						 facts[i].criterion, result_text(i, 3), result_text(i, 4));
	}
	result_free();
}

/* Find people and criteria of facts that must all be sound. */
static void
check_all_facts(const WorkspaceScope *scope, FactMessage *facts, int n)
{
	IntakeProblem *problems = palloc_extended(mul_size(n, sizeof(IntakeProblem)),
											  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	aiehr_find_fact_people(scope, NULL, facts, problems, n);
	for (int i = 0; i < n; i++)
		if (problems[i].sqlstate != 0)
			report_fact(i, &problems[i]);
	aiehr_check_fact_criteria(scope, facts, problems, n);
	for (int i = 0; i < n; i++)
		if (problems[i].sqlstate != 0)
			report_fact(i, &problems[i]);
	pfree(problems);
}

/* The columns of facts, as the statements take them; those with a problem are left out. */
void
aiehr_fact_columns(Columns *c, const FactMessage *facts, const IntakeProblem *problems, int n)
{
	static const Oid types[8] = {INT8OID, TEXTOID, TEXTOID, FLOAT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID};

	columns_begin(c, 8, types, n);
	for (int i = 0; i < n; i++)
	{
		if (problems != NULL && problems[i].sqlstate != 0)
			continue;
		columns_set_int8(c, 0, facts[i].person.person_id);
		columns_set_text(c, 1, facts[i].criterion);
		columns_set_text(c, 2, facts[i].period);
		columns_set(c, 3, Float8GetDatum(facts[i].value), false);
		columns_set_int8(c, 4, facts[i].rater.person_id);
		columns_set_text(c, 5, facts[i].rater_kind);
		columns_set_text(c, 6, facts[i].source);
		columns_set_text(c, 7, facts[i].external_id);
		columns_end_row(c);
	}
}

/* Store the facts.  Returns how many were new. */
static uint64
insert_facts(const WorkspaceScope *scope, const FactMessage *facts, int n)
{
	Columns		c;
	uint64		inserted;

	aiehr_fact_columns(&c, facts, NULL, n);
	inserted = columns_execute(&c, STMT_FACTS_INSERT, scope);
	if (inserted < n && columns_execute(&c, STMT_FACTS_CONFLICT, scope) > 0)
	{
		int			i = result_int8(0, 1) - 1;

		ereport(ERROR,
				(errcode(ERRCODE_UNIQUE_VIOLATION),
				 errmsg("fact %d is not what was received before", i + 1),
				 errdetail("External id \"%s\" of source \"%s\" is performance fact " INT64_FORMAT
						   ", which says something else.",
						   facts[i].external_id, facts[i].source, result_int8(0, 2)),
				 errhint("A correction gets an external id of its own, and the former fact is deleted.")));
	}
	return inserted;
}

/* Take the messages of an array apart. */
static FactMessage *
read_facts(FunctionCallInfo fcinfo, int *n)
{
	Datum	   *messages;
	bool	   *nulls;
	FactMessage *facts;

	messages_of_array(fcinfo, 1, "facts", &messages, &nulls, n);
	facts = palloc_extended(mul_size(Max(*n, 1), sizeof(FactMessage)), MCXT_ALLOC_HUGE);
	for (int i = 0; i < *n; i++)
	{
		IntakeProblem problem = {0};

		CHECK_FOR_INTERRUPTS();
		if (!read_fact_message(messages[i], nulls[i], &facts[i], &problem))
			report_fact(i, &problem);
	}
	return facts;
}

/* _record_facts(anchor, facts): how many were new, and how many were there */
Datum
aiehr_record_facts(PG_FUNCTION_ARGS)
{
	TupleDesc	desc;
	int			n;
	FactMessage *facts = read_facts(fcinfo, &n);
	Datum		values[2];
	bool		nulls[2] = {false, false};
	uint64		inserted = 0;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (n > 0)
	{
		WorkspaceScope scope;

		aiehr_enter(&scope, aiehr_anchor_namespace(PG_GETARG_OID(0)), InvalidOid);
		check_all_facts(&scope, facts, n);
		inserted = insert_facts(&scope, facts, n);
		aiehr_leave(&scope);
	}
	values[0] = Int64GetDatum((int64) inserted);
	values[1] = Int64GetDatum(n - (int64) inserted);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/* _record_protected_attribute(anchor, person, attribute, value, source, consent) */
Datum
aiehr_record_protected_attribute(PG_FUNCTION_ARGS)
{
	static const Oid types[5] = {INT8OID, TEXTOID, TEXTOID, TEXTOID, BOOLOID};
	PersonReference person;
	IntakeProblem problem = {0};
	PersonSlot	slot = {&person, &problem, NULL, false};
	WorkspaceScope scope;
	Datum		values[5];

	for (int i = 0; i < 6; i++)
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("a protected attribute needs person, attribute, value, source and consent")));
	aiehr_enter(&scope, aiehr_anchor_namespace(PG_GETARG_OID(0)), InvalidOid);
	if (read_person_message(PG_GETARG_DATUM(1), &person, &problem))
	{
		aiehr_find_people(&scope, &slot, 1);
		aiehr_make_people(&scope, NULL, &slot, 1);
	}
	if (problem.sqlstate != 0)
		ereport(ERROR,
				(errcode(problem.sqlstate),
				 problem.field ? errmsg("\"%s\" %s", problem.field, problem.reason)
				 : errmsg("person %s", problem.reason),
				 problem.hint ? errhint("%s", problem.hint) : 0));
	values[0] = Int64GetDatum(person.person_id);
	for (int i = 1; i < 5; i++)
		values[i] = PG_GETARG_DATUM(i + 1);
	aiehr_execute(STMT_PROTECTED_RECORD, &scope, 5, types, values, NULL, 1);
	aiehr_leave(&scope);
	PG_RETURN_VOID();
}
