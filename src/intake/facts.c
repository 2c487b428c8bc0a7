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

#include "intake/facts.h"
#include "workspace/columns.h"

PG_FUNCTION_INFO_V1(aiehr_facts_check);
PG_FUNCTION_INFO_V1(aiehr_receive_facts);
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

typedef struct FactBatch
{
	WorkspaceScope scope;
	int			n;
	FactRow    *rows;
	uint64		inserted;
} FactBatch;

/* Raise what is wrong with the first of the facts that has a problem, by its place in the array. */
static void
report_facts(const FactBatch *b)
{
	for (int i = 0; i < b->n; i++)
	{
		const FactRow *row = &b->rows[i];
		const IntakeProblem *p = &row->problem;

		if (p->sqlstate == 0)
			continue;
		ereport(ERROR,
				(errcode(p->sqlstate),
				 p->field ? errmsg("\"%s\" of fact %d %s", p->field, i + 1, p->reason)
				 : errmsg("fact %d %s", i + 1, p->reason),
				 row->fact_id == 0 ? 0
				 : errdetail("External id \"%s\" of source \"%s\" is performance fact " INT64_FORMAT
							 ", which says something else.",
							 row->m.external_id, row->m.source, row->fact_id),
				 p->hint ? errhint("%s", p->hint) : 0));
	}
}

/* Take the messages apart. */
static void
read_facts(FactBatch *b, const Datum *messages, const bool *nulls)
{
	b->rows = palloc_extended(mul_size(Max(b->n, 1), sizeof(FactRow)),
							  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int i = 0; i < b->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		(void) read_fact_message(messages[i], nulls[i], &b->rows[i].m, &b->rows[i].problem);
	}
}

/*
 * Find the people and raters of all facts; who is unknown is made where the facts
 * come with a hash to lock keys by, else it is a problem.
 */
void
aiehr_find_fact_people(const WorkspaceScope *scope, KeyedHash *hash, FactRow *rows, int n)
{
	PersonSlot *slots = palloc_extended(mul_size(Max(n, 1), 2 * sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	int			nslots = 0;

	for (int i = 0; i < n; i++)
	{
		FactRow    *row = &rows[i];
		PersonSlot	person = {&row->m.person, &row->problem, "person", hash != NULL};
		PersonSlot	rater = {&row->m.rater, &row->problem, "rater", hash != NULL};

		if (row->problem.sqlstate != 0)
			continue;
		slots[nslots++] = person;
		if (row->m.has_rater)
			slots[nslots++] = rater;
	}
	aiehr_hold_people(scope, slots, nslots);
	if (hash != NULL)
		aiehr_lock_makers(hash, slots, nslots);
	aiehr_make_people(scope, hash, slots, nslots);
	pfree(slots);
}

/* Refuse facts of no criterion or outside its scale. */
void
aiehr_check_fact_criteria(const WorkspaceScope *scope, FactRow *rows, int n)
{
	static const Oid types[2] = {TEXTOID, FLOAT8OID};
	Columns		c;
	uint64		r = 0;

	columns_begin(&c, 2, types, Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		if (rows[i].problem.sqlstate != 0)
			continue;
		columns_set_text(&c, 0, rows[i].m.criterion);
		columns_set(&c, 1, Float8GetDatum(rows[i].m.value), false);
		columns_end_row(&c);
	}
	if (c.n == 0)
		return;
	columns_execute(&c, STMT_FACTS_CRITERIA, scope);
	for (int i = 0; i < n; i++)
	{
		FactRow    *row = &rows[i];

		if (row->problem.sqlstate != 0)
			continue;
		if (!result_bool(r, 1))
			problem_note(&row->problem, ERRCODE_FOREIGN_KEY_VIOLATION, "criterion",
						 row->m.criterion, "names none that is known: \"%s\"", row->m.criterion);
		else if (result_bool(r, 2))
			problem_note(&row->problem, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, "value",
						 psprintf("%g", row->m.value),
						 "is outside the scale of criterion \"%s\", which runs from %s, worst, to %s, best",
						 row->m.criterion, result_text(r, 3), result_text(r, 4));
		r++;
	}
	result_free();
}

/* Order of ids, for qsort and bsearch. */
static int
id_cmp(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return (x > y) - (x < y);
}

/* The ids that the insertion has just returned, in order. */
static int64 *
inserted_ids(uint64 n)
{
	int64	   *ids = palloc_extended(mul_size(Max(n, 1), sizeof(int64)), MCXT_ALLOC_HUGE);

	for (uint64 r = 0; r < n; r++)
		ids[r] = result_int8(r, 1);
	qsort(ids, n, sizeof(int64), id_cmp);
	return ids;
}

/*
 * Some facts were left out: each is stored, from before or from an earlier place
 * in the array, and either says the same or is refused.
 */
static void
settle_stored(FactBatch *b, const Columns *c, const int *at, int64 *ids)
{
	uint64		n = columns_execute(c, STMT_FACTS_STORED, &b->scope);
	bool	   *taken = palloc0(Max(b->inserted, 1) * sizeof(bool));

	for (uint64 r = 0; r < n; r++)
	{
		FactRow    *row = &b->rows[at[result_int8(r, 1) - 1]];
		int64		id = result_int8(r, 2);
		int64	   *found = bsearch(&id, ids, b->inserted, sizeof(int64), id_cmp);

		row->fact_id = id;
		row->outcome = OUTCOME_SAME;
		if (result_bool(r, 3))
		{
			problem_note(&row->problem, ERRCODE_UNIQUE_VIOLATION, NULL, NULL,
						 "is not what was received before");
			row->problem.hint = "A correction gets an external id of its own, "
				"and the former fact is deleted.";
		}
		else if (found != NULL && !taken[found - ids])
		{
			taken[found - ids] = true;
			row->outcome = OUTCOME_NEW;
		}
	}
	result_free();
	pfree(taken);
}

/* The columns of facts without a problem, as the statements take them; returns the place of each. */
int *
aiehr_fact_columns(Columns *c, const FactRow *rows, int n)
{
	static const Oid types[8] = {INT8OID, TEXTOID, TEXTOID, FLOAT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID};
	int		   *at = palloc_extended(mul_size(Max(n, 1), sizeof(int)), MCXT_ALLOC_HUGE);

	columns_begin(c, 8, types, Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		const FactMessage *m = &rows[i].m;

		if (rows[i].problem.sqlstate != 0)
			continue;
		at[c->n] = i;
		columns_set_int8(c, 0, m->person.person_id);
		columns_set_text(c, 1, m->criterion);
		columns_set_text(c, 2, m->period);
		columns_set(c, 3, Float8GetDatum(m->value), false);
		columns_set_int8(c, 4, m->rater.person_id);
		columns_set_text(c, 5, m->rater_kind);
		columns_set_text(c, 6, m->source);
		columns_set_text(c, 7, m->external_id);
		columns_end_row(c);
	}
	return at;
}

/* Store the facts that have no problem. */
static void
insert_facts(FactBatch *b)
{
	Columns		c;
	int		   *at = aiehr_fact_columns(&c, b->rows, b->n);

	if (c.n == 0)
		return;
	b->inserted = columns_execute(&c, STMT_FACTS_INSERT, &b->scope);
	if (b->inserted < c.n)
	{
		int64	   *ids = inserted_ids(b->inserted);

		result_free();
		settle_stored(b, &c, at, ids);
		pfree(ids);
	}
	else
		result_free();
	pfree(at);
}

/* _record_facts(anchor, facts): how many were new, and how many were there */
Datum
aiehr_record_facts(PG_FUNCTION_ARGS)
{
	TupleDesc	desc;
	FactBatch	b = {0};
	Datum	   *messages;
	bool	   *nulls;
	Datum		values[2];
	bool		isnull[2] = {false, false};

	messages_of_array(fcinfo, 1, "facts", &messages, &nulls, &b.n);
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	read_facts(&b, messages, nulls);
	report_facts(&b);
	if (b.n > 0)
	{
		aiehr_enter(&b.scope, aiehr_anchor_namespace(PG_GETARG_OID(0)), InvalidOid);
		aiehr_find_fact_people(&b.scope, NULL, b.rows, b.n);
		report_facts(&b);
		aiehr_check_fact_criteria(&b.scope, b.rows, b.n);
		report_facts(&b);
		insert_facts(&b);
		report_facts(&b);
		aiehr_leave(&b.scope);
	}
	values[0] = Int64GetDatum((int64) b.inserted);
	values[1] = Int64GetDatum(b.n - (int64) b.inserted);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, isnull)));
}

/* _receive_facts(anchor, facts): one row each, taken or with what is wrong */
Datum
aiehr_receive_facts(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	FactBatch	b = {0};
	Datum	   *messages;
	bool	   *nulls;

	messages_of_array(fcinfo, 1, "facts", &messages, &nulls, &b.n);
	InitMaterializedSRF(fcinfo, 0);
	if (b.n == 0)
		return (Datum) 0;
	read_facts(&b, messages, nulls);
	aiehr_enter(&b.scope, aiehr_anchor_namespace(PG_GETARG_OID(0)), InvalidOid);
	aiehr_find_fact_people(&b.scope, NULL, b.rows, b.n);
	aiehr_check_fact_criteria(&b.scope, b.rows, b.n);
	insert_facts(&b);
	for (int i = 0; i < b.n; i++)
		intake_put_outcome(rsinfo, i + 1, b.rows[i].outcome, b.rows[i].fact_id, NULL,
						   &b.rows[i].problem);
	aiehr_leave(&b.scope);
	return (Datum) 0;
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
		aiehr_hold_people(&scope, &slot, 1);
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
