/*
 * attach_facts.c
 *		Rows of performance facts from host tables
 *
 * A fact says what its host row says: it is changed with the row and goes with it.
 * Rows are checked by the rules of messages.
 */
#include "workspace/attach.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "intake/facts.h"
#include "workspace/columns.h"

/* The source of a row: what the mapping says, else the table. */
static char *
row_source(const AttachBatch *b, const MappedRow *row)
{
	char	   *source = mapped_text(row, MAPPED_SOURCE);

	return source ? source : pstrdup(b->source);
}

/* The message that a row is.  The value stays out of it: a float8 needs no detour through digits. */
static Datum
build_message(const AttachBatch *b, const MappedRow *row)
{
	JsonbParseState *state = NULL;
	JsonbValue	key = {.type = jbvString,.val.string = {strlen("value"), "value"}};
	JsonbValue	zero = {.type = jbvNumeric};

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	aiehr_push_person(&state, "person", mapped_text(row, MAPPED_EXTERNAL_KEY));
	aiehr_push_person(&state, "rater", mapped_text(row, MAPPED_RATER_KEY));
	aiehr_push_text(&state, "criterion", mapped_text(row, MAPPED_CRITERION));
	aiehr_push_text(&state, "rater_kind", mapped_text(row, MAPPED_RATER_KIND));
	aiehr_push_text(&state, "external_id", mapped_text(row, MAPPED_EXTERNAL_ID));
	aiehr_push_text(&state, "source", row_source(b, row));
	aiehr_push_text(&state, "period", mapped_text(row, MAPPED_PERIOD));
	if (!row->nulls[MAPPED_VALUE])
	{
		zero.val.numeric = DatumGetNumeric(DirectFunctionCall1(int4_numeric, Int32GetDatum(0)));
		pushJsonbValue(&state, WJB_KEY, &key);
		pushJsonbValue(&state, WJB_VALUE, &zero);
	}
	return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL)));
}

/* Read what a row says. */
static bool
read_row(const AttachBatch *b, const MappedRow *row, FactMessage *fact, IntakeProblem *problem)
{
	if (!read_fact_message(build_message(b, row), false, fact, problem))
		return false;
	fact->value = DatumGetFloat8(row->values[MAPPED_VALUE]) + 0.0;	/* no negative zero */
	if (!isfinite(fact->value))
	{
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "value", NULL, "must be a finite number");
		return false;
	}
	fact->person.acted_at = mapped_time(row, MAPPED_LAST_ACTIVITY);
	return true;
}

/* Do two rows stand for the same fact, whatever it says? */
static bool
is_same_fact(const AttachBatch *b, const MappedRow *a, const MappedRow *c)
{
	char	   *x = mapped_text(a, MAPPED_EXTERNAL_ID);
	char	   *y = mapped_text(c, MAPPED_EXTERNAL_ID);

	return x != NULL && y != NULL && strcmp(x, y) == 0 && strcmp(row_source(b, a), row_source(b, c)) == 0;
}

/* Delete the facts of rows that are gone, or stand for another fact now. */
static void
delete_facts(AttachBatch *b)
{
	static const Oid types[5] = {TEXTOID, TEXTOID, TEXTOID, TEXTOID, FLOAT8OID};
	Columns		c;

	columns_begin(&c, 5, types, 8);
	for (int i = 0; i < b->n; i++)
	{
		const MappedChange *change = &b->changes[i];
		bool		moved;

		if (change->old == NULL ||
			(change->new == NULL ? b->on_delete != DELETE_WITHDRAWS
			 : is_same_fact(b, change->old, change->new)))
			continue;
		columns_set_text(&c, 0, row_source(b, change->old));
		columns_set_text(&c, 1, mapped_text(change->old, MAPPED_EXTERNAL_ID));
		moved = change->new != NULL;
		columns_set_text(&c, 2, moved ? mapped_text(change->old, MAPPED_CRITERION) : NULL);
		columns_set_text(&c, 3, moved ? mapped_text(change->old, MAPPED_PERIOD) : NULL);
		columns_set(&c, 4, change->old->values[MAPPED_VALUE],
					!moved || change->old->nulls[MAPPED_VALUE]);
		columns_end_row(&c);
	}
	if (c.n > 0)
		columns_execute(&c, STMT_ATTACH_FACTS_DELETE, &b->scope);
}

/*
 * Lock those whom facts are about and those whom they were about, all at once and
 * before any fact: the triggers of the facts would lock people statement by statement,
 * which is no order, and a merge locks people before their facts.
 */
static void
lock_people(AttachBatch *b, const FactRow *rows, int n)
{
	static const Oid types[2] = {TEXTOID, TEXTOID};
	PeopleSet	former = {0, NULL};
	PeopleSet	people;
	Columns		c;

	columns_begin(&c, 2, types, 8);
	for (int i = 0; i < b->n; i++)
	{
		const MappedChange *change = &b->changes[i];

		if (change->old == NULL || change->old->nulls[MAPPED_EXTERNAL_ID])
			continue;
		columns_set_text(&c, 0, row_source(b, change->old));
		columns_set_text(&c, 1, mapped_text(change->old, MAPPED_EXTERNAL_ID));
		columns_end_row(&c);
	}
	if (c.n > 0)
	{
		columns_execute(&c, STMT_ATTACH_FACTS_PEOPLE, &b->scope);
		former = aiehr_result_people();
		result_free();
	}
	people.n = 0;
	people.ids = palloc_extended(mul_size(Max(n + former.n, 1), sizeof(int64)), MCXT_ALLOC_HUGE);
	for (int i = 0; i < n; i++)
		if (rows[i].m.person.person_id != 0)
			people.ids[people.n++] = rows[i].m.person.person_id;
	for (int i = 0; i < former.n; i++)
		people.ids[people.n++] = former.ids[i];
	aiehr_people_normalise(&people);
	aiehr_lock_people(&b->scope, &people);
	pfree(people.ids);
}

/* Find or make the people of the facts; those who were purged are passed over. */
static int
settle_people(AttachBatch *b, FactRow *rows, MappedChange **change, int n)
{
	int			kept = 0;

	aiehr_find_fact_people(&b->scope, &b->hash, rows, n);
	for (int i = 0; i < n; i++)
	{
		if (rows[i].problem.suppressed)
		{
			change[i]->skipped = true;
			continue;
		}
		rows[kept] = rows[i];
		change[kept++] = change[i];
	}
	return kept;
}

/* Rows with performance facts: stored, changed with their rows, deleted with them. */
void
aiehr_attach_facts(AttachBatch *b)
{
	FactRow    *rows = palloc_extended(mul_size(b->n, sizeof(FactRow)), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	MappedChange **change = palloc_extended(mul_size(b->n, sizeof(MappedChange *)), MCXT_ALLOC_HUGE);
	Columns		c;
	int			n = 0;

	for (int i = 0; i < b->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (b->changes[i].new == NULL || !read_row(b, b->changes[i].new, &rows[n].m, &b->changes[i].problem))
			continue;
		change[n++] = &b->changes[i];
	}
	if (n > 0)
		n = settle_people(b, rows, change, n);
	lock_people(b, rows, n);
	if (n > 0)
		aiehr_check_fact_criteria(&b->scope, rows, n);
	for (int i = 0; i < n; i++)
		change[i]->problem = rows[i].problem;
	delete_facts(b);
	(void) aiehr_fact_columns(&c, rows, n);
	if (c.n == 0)
		return;
	if (columns_execute(&c, STMT_FACTS_INSERT, &b->scope) < c.n)
		columns_execute(&c, STMT_ATTACH_FACTS_UPDATE, &b->scope);
}
