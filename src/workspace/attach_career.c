/*
 * attach_career.c
 *		Rows of applications and employments from host tables
 *
 * Our tables have no column for the host's key of such a row; it is known again by
 * person, job and first moment, as the row had them before the statement.  The rules
 * of the workspace hold as for anybody who writes: stages move on, a spell keeps its
 * job.  Where a host row does what has a proper way here, it is led that way: a
 * stage that goes back goes through "on_hold", another job is a transfer.
 */
#include "workspace/attach.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "intake/reference.h"
#include "workspace/archive.h"
#include "workspace/columns.h"

/* A row with the people it names */
typedef struct CareerRow
{
	MappedChange *change;
	PersonReference person;		/* as the row has it now */
	PersonReference former;		/* as it had it before */
	PersonReference manager;
	IntakeProblem former_problem;	/* who is not known had nothing here */
	int64		id;				/* of ours; 0: not there yet */
	char	   *stored;			/* its job or stage */
} CareerRow;

/* In the order in which applications go through them; from "hired" on they are over */
static const char *const stages[] = {
	"applied", "screening", "assessment", "interview", "offer", "on_hold",
	"hired", "rejected", "withdrawn", "offer_declined", "no_show"
};

#define STAGE_SCREENING 1
#define STAGE_ON_HOLD 5
#define STAGE_HIRED 6

static const char *const leave_reasons[] = {
	"resigned", "dismissed", "retired", "end_of_contract", "death", "transfer"
};

/* The place of a word; -1 where it is none of them. */
static int
place_of(const char *word, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	return -1;
}

/* Whether a row still stands for the same person's. */
static inline bool
is_same_person(const CareerRow *row)
{
	return row->former.person_id != 0 && row->former.person_id == row->person.person_id;
}

/* A required field that the host has nothing in. */
static bool
has_field(const MappedRow *row, AttachField field, IntakeProblem *problem)
{
	if (problem->sqlstate == 0 && row->nulls[field])
		problem_note(problem, ERRCODE_NULL_VALUE_NOT_ALLOWED, attach_fields[field].name, NULL,
					 "is missing");
	return problem->sqlstate == 0;
}

/* A word that is none of those a column takes; its CHECK would show the whole row. */
static void
check_word(const MappedRow *row, AttachField field, const char *const *words, int n, IntakeProblem *problem)
{
	char	   *word = mapped_text(row, field);
	StringInfoData hint;

	if (problem->sqlstate != 0 || word == NULL || place_of(word, words, n) >= 0)
		return;
	problem_note(problem, ERRCODE_CHECK_VIOLATION, attach_fields[field].name, NULL,
				 "is none that is known: \"%s\"", word);
	initStringInfo(&hint);
	appendStringInfoString(&hint, "Known are ");
	for (int i = 0; i < n; i++)
		appendStringInfo(&hint, "%s%s", i > 0 ? ", " : "", words[i]);
	appendStringInfoChar(&hint, '.');
	problem->hint = hint.data;
}

/* What a row of an application must have. */
static void
check_application(const MappedRow *row, IntakeProblem *problem)
{
	if (!has_field(row, MAPPED_JOB, problem) || !has_field(row, MAPPED_OPENED_AT, problem))
		return;
	check_word(row, MAPPED_STAGE, stages, lengthof(stages), problem);
	if (problem->sqlstate == 0 && TIMESTAMP_NOT_FINITE(DatumGetTimestampTz(row->values[MAPPED_OPENED_AT])))
		problem_note(problem, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE, "opened_at", NULL, "is infinite");
}

/* What a row of an employment must have. */
static void
check_employment(const MappedRow *row, IntakeProblem *problem)
{
	DateADT		hired_on;
	DateADT		left_on;

	if (!has_field(row, MAPPED_JOB, problem) || !has_field(row, MAPPED_HIRED_ON, problem))
		return;
	check_word(row, MAPPED_LEAVE_REASON, leave_reasons, lengthof(leave_reasons), problem);
	hired_on = DatumGetDateADT(row->values[MAPPED_HIRED_ON]);
	left_on = row->nulls[MAPPED_LEFT_ON] ? hired_on : DatumGetDateADT(row->values[MAPPED_LEFT_ON]);
	if (problem->sqlstate != 0)
		return;
	if (DATE_NOT_FINITE(hired_on))
		problem_note(problem, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE, "hired_on", NULL, "is infinite");
	else if (DATE_NOT_FINITE(left_on))
		problem_note(problem, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE, "left_on", NULL, "is infinite");
	else if (left_on < hired_on)
		problem_note(problem, ERRCODE_CHECK_VIOLATION, "left_on", NULL, "is before \"hired_on\"");
}

/* Take the rows of a batch; who they mean is not known yet. */
static CareerRow *
read_rows(AttachBatch *b, void (*check) (const MappedRow *row, IntakeProblem *problem), int *n)
{
	CareerRow  *rows = palloc_extended(mul_size(b->n, sizeof(CareerRow)),
									   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	*n = 0;
	for (int i = 0; i < b->n; i++)
	{
		MappedChange *change = &b->changes[i];
		CareerRow  *row = &rows[*n];

		CHECK_FOR_INTERRUPTS();
		if (change->new != NULL)
		{
			mapped_person(b->mapping, change->new, &row->person);
			if (!mapped_key_is_sound(&row->person, &change->problem))
				continue;
			check(change->new, &change->problem);
			row->manager.external_key = mapped_text(change->new, MAPPED_MANAGER_KEY);
			if (row->manager.external_key != NULL && change->problem.sqlstate == 0)
				(void) mapped_key_is_sound(&row->manager, &change->problem);
		}
		if (change->old != NULL)
			mapped_person(b->mapping, change->old, &row->former);
		if (change->problem.sqlstate != 0)
			continue;
		row->change = change;
		(*n)++;
	}
	return rows;
}

/* Find or make the people of rows, and lock them with what their moves may touch. */
static void
settle_people(AttachBatch *b, CareerRow *rows, int n)
{
	PersonSlot *slots = palloc_extended(mul_size(Max(n, 1), 3 * sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	PeopleSet	people = {0, palloc_extended(mul_size(Max(n, 1), 2 * sizeof(int64)), MCXT_ALLOC_HUGE)};
	int			nslots = 0;

	for (int i = 0; i < n; i++)
	{
		PersonSlot	person = {&rows[i].person, &rows[i].change->problem, NULL, true};
		PersonSlot	manager = {&rows[i].manager, &rows[i].change->problem, "manager", true};
		PersonSlot	former = {&rows[i].former, &rows[i].former_problem, NULL, false};

		if (rows[i].change->new != NULL)
			slots[nslots++] = person;
		if (rows[i].manager.external_key != NULL)
			slots[nslots++] = manager;
		if (rows[i].former.external_key != NULL)
			slots[nslots++] = former;
	}
	aiehr_hold_people(&b->scope, slots, nslots);
	aiehr_lock_makers(&b->hash, slots, nslots);
	aiehr_make_people(&b->scope, &b->hash, slots, nslots);
	for (int i = 0; i < n; i++)
	{
		if (rows[i].person.person_id != 0)
			people.ids[people.n++] = rows[i].person.person_id;
		if (rows[i].former.person_id != 0)
			people.ids[people.n++] = rows[i].former.person_id;
		rows[i].change->skipped = rows[i].change->problem.suppressed;
	}
	aiehr_people_normalise(&people);
	if (people.n > 0)
		aiehr_lock_people_and_data(&b->scope, &people);
	pfree(slots);
	pfree(people.ids);
}

/* The names of the columns that the mapping has, for statements that leave the others alone. */
static Datum
mapped_names(const Mapping *mapping)
{
	Datum		names[MAPPED_COUNT];

	for (int i = 0; i < mapping->n; i++)
		names[i] = CStringGetTextDatum(attach_fields[mapping->field[i]].name);
	return PointerGetDatum(construct_array(names, mapping->n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* Set a cell to a field of a row, NULL where there is no row. */
static void
set_field(Columns *c, int col, const MappedRow *row, AttachField field)
{
	if (row == NULL)
		columns_set(c, col, (Datum) 0, true);
	else if (attach_fields[field].type == TEXTOID)
		columns_set_text(c, col, mapped_text(row, field));
	else
		columns_set(c, col, row->values[field], row->nulls[field]);
}

/* The row whose identity a statement looks for: as it was before, where it is still the same person's. */
static const MappedRow *
identity(const CareerRow *row)
{
	return is_same_person(row) || row->change->new == NULL ? row->change->old : row->change->new;
}

/* Is there anything to do for a row as it is now? */
static inline bool
is_current(const CareerRow *row)
{
	return row->change->problem.sqlstate == 0 && row->change->new != NULL;
}

/* Look up the rows of ours, of `former` ones those that host rows stood for before the statement. */
static void
find_applications(AttachBatch *b, CareerRow *rows, int n, bool former)
{
	static const Oid types[7] = {INT8OID, TEXTOID, TIMESTAMPTZOID, TEXTOID, BOOLOID, TEXTOID, BOOLOID};
	Columns		c;

	columns_begin(&c, 7, types, n);
	for (int i = 0; i < n; i++)
	{
		const MappedRow *known = former ? rows[i].change->old : identity(&rows[i]);
		const char *stage = rows[i].change->new ? mapped_text(rows[i].change->new, MAPPED_STAGE) : NULL;
		bool		over = stage != NULL && place_of(stage, stages, lengthof(stages)) >= STAGE_HIRED;

		columns_set_int8(&c, 0, former ? rows[i].former.person_id : rows[i].person.person_id);
		set_field(&c, 1, known, MAPPED_JOB);
		set_field(&c, 2, known, MAPPED_OPENED_AT);
		set_field(&c, 3, rows[i].change->new, MAPPED_JOB);
		columns_set(&c, 4, BoolGetDatum(!over || rows[i].change->old != NULL), false);
		set_field(&c, 5, known, MAPPED_STAGE);
		columns_set(&c, 6, BoolGetDatum(stage != NULL && !over), false);
		columns_end_row(&c);
	}
	columns_execute(&c, STMT_ATTACH_APPLICATION_FIND, &b->scope);
	for (int i = 0; i < n; i++)
	{
		rows[i].id = result_int8(i, 1);
		rows[i].stored = result_text(i, 2);
		/* it would have to be opened again to end in another way, and only one can be open */
		if (!former && rows[i].id != 0 && rows[i].change->new != NULL && result_bool(i, 4))
			rows[i].change->new->nulls[MAPPED_STAGE] = true;
		if (!former && is_current(&rows[i]) && !result_bool(i, 3))
			problem_note(&rows[i].change->problem, ERRCODE_FOREIGN_KEY_VIOLATION, "job", NULL,
						 "names no job: \"%s\"", mapped_text(rows[i].change->new, MAPPED_JOB));
	}
	result_free();
}

/*
 * Take applications whose host rows go to a stage that cannot be reached at once a
 * step of the way: those that were over are opened again first, then those that go
 * back are put on hold.
 */
static void
step_towards(AttachBatch *b, CareerRow *rows, int n, bool reopen)
{
	static const Oid types[2] = {INT8OID, TEXTOID};
	Columns		c;

	columns_begin(&c, 2, types, 8);
	for (int i = 0; i < n; i++)
	{
		char	   *wanted = is_current(&rows[i]) ? mapped_text(rows[i].change->new, MAPPED_STAGE) : NULL;
		int			from;
		int			to;
		int			step = -1;

		if (wanted == NULL || rows[i].id == 0)
			continue;
		from = place_of(rows[i].stored, stages, lengthof(stages));
		to = place_of(wanted, stages, lengthof(stages));
		if (reopen && from > STAGE_HIRED && to != from)
			step = STAGE_SCREENING;
		else if (!reopen && from < STAGE_ON_HOLD && to < from)
			step = STAGE_ON_HOLD;
		if (step < 0)
			continue;
		columns_set_int8(&c, 0, rows[i].id);
		columns_set_text(&c, 1, stages[step]);
		columns_end_row(&c);
		rows[i].stored = (char *) stages[step];
	}
	if (c.n > 0)
		columns_execute(&c, STMT_ATTACH_APPLICATION_STEP, &b->scope);
}

/* Change the applications that are there. */
static void
update_applications(AttachBatch *b, CareerRow *rows, int n)
{
	static const Oid types[9] = {INT8OID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID, TEXTOID,
								 TIMESTAMPTZOID, DATEOID, TIMESTAMPTZOID};
	Columns		c;

	columns_begin(&c, 9, types, 8);
	for (int i = 0; i < n; i++)
	{
		const MappedRow *now = rows[i].change->new;

		if (!is_current(&rows[i]) || rows[i].id == 0)
			continue;
		columns_set_int8(&c, 0, rows[i].id);
		set_field(&c, 1, now, MAPPED_JOB);
		set_field(&c, 2, identity(&rows[i]), MAPPED_OPENED_AT);
		set_field(&c, 3, now, MAPPED_OPENED_AT);
		set_field(&c, 4, now, MAPPED_STAGE);
		set_field(&c, 5, now, MAPPED_COHORT);
		set_field(&c, 6, now, MAPPED_DECIDED_AT);
		set_field(&c, 7, now, MAPPED_START_ON);
		set_field(&c, 8, now, MAPPED_LAST_ACTIVITY);
		columns_end_row(&c);
	}
	if (c.n > 0)
		columns_execute_with(&c, TEXTARRAYOID, mapped_names(b->mapping), STMT_ATTACH_APPLICATION_UPDATE,
							 &b->scope);
}

/* Store the applications that are not there. */
static void
insert_applications(AttachBatch *b, CareerRow *rows, int n)
{
	static const Oid types[8] = {INT8OID, TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, TIMESTAMPTZOID,
								 DATEOID, TIMESTAMPTZOID};
	Columns		c;

	columns_begin(&c, 8, types, 8);
	for (int i = 0; i < n; i++)
	{
		const MappedRow *now = rows[i].change->new;

		if (!is_current(&rows[i]) || rows[i].id != 0)
			continue;
		columns_set_int8(&c, 0, rows[i].person.person_id);
		set_field(&c, 1, now, MAPPED_JOB);
		set_field(&c, 2, now, MAPPED_OPENED_AT);
		set_field(&c, 3, now, MAPPED_STAGE);
		set_field(&c, 4, now, MAPPED_COHORT);
		set_field(&c, 5, now, MAPPED_DECIDED_AT);
		set_field(&c, 6, now, MAPPED_START_ON);
		set_field(&c, 7, now, MAPPED_LAST_ACTIVITY);
		columns_end_row(&c);
	}
	if (c.n > 0)
		columns_execute(&c, STMT_ATTACH_APPLICATION_INSERT, &b->scope);
}

/* Open applications whose host rows are gone, or have become another person's, are withdrawn. */
static void
withdraw_applications(AttachBatch *b, CareerRow *rows, int n)
{
	static const Oid types[2] = {INT8OID, TEXTOID};
	CareerRow  *gone = palloc_extended(mul_size(Max(n, 1), sizeof(CareerRow)), MCXT_ALLOC_HUGE);
	Columns		c;
	int			ngone = 0;

	for (int i = 0; i < n; i++)
		if (rows[i].former.person_id != 0 && !is_same_person(&rows[i]) &&
			(rows[i].change->new != NULL || b->on_delete == DELETE_WITHDRAWS))
			gone[ngone++] = rows[i];
	if (ngone == 0)
		return;
	find_applications(b, gone, ngone, true);
	columns_begin(&c, 2, types, ngone);
	for (int i = 0; i < ngone; i++)
	{
		if (gone[i].id == 0 || place_of(gone[i].stored, stages, lengthof(stages)) >= STAGE_HIRED)
			continue;
		columns_set_int8(&c, 0, gone[i].id);
		columns_set_text(&c, 1, "withdrawn");
		columns_end_row(&c);
	}
	if (c.n > 0)
		columns_execute(&c, STMT_ATTACH_APPLICATION_STEP, &b->scope);
}

/* Rows with applications. */
void
aiehr_attach_applications(AttachBatch *b)
{
	int			n;
	CareerRow  *rows = read_rows(b, check_application, &n);

	if (n == 0)
		return;
	settle_people(b, rows, n);
	withdraw_applications(b, rows, n);
	find_applications(b, rows, n, false);
	step_towards(b, rows, n, true);
	step_towards(b, rows, n, false);
	update_applications(b, rows, n);
	insert_applications(b, rows, n);
}

/* Look up the spells that host rows stand for.  Returns today's date where the company is. */
static Datum
find_spells(AttachBatch *b, CareerRow *rows, int n)
{
	static const Oid types[5] = {INT8OID, TEXTOID, DATEOID, TEXTOID, DATEOID};
	Columns		c;
	DateADT		today;

	columns_begin(&c, 5, types, n);
	for (int i = 0; i < n; i++)
	{
		const MappedRow *known = identity(&rows[i]);
		const MappedRow *now = rows[i].change->new;

		columns_set_int8(&c, 0, rows[i].person.person_id);
		set_field(&c, 1, known, MAPPED_JOB);
		set_field(&c, 2, known, MAPPED_HIRED_ON);
		set_field(&c, 3, now, MAPPED_JOB);
		set_field(&c, 4, now, MAPPED_LEFT_ON);
		columns_end_row(&c);
	}
	columns_execute(&c, STMT_ATTACH_SPELL_FIND, &b->scope);
	for (int i = 0; i < n; i++)
	{
		rows[i].id = result_int8(i, 1);
		rows[i].stored = result_text(i, 2);
		if (is_current(&rows[i]) && !result_bool(i, 3))
			problem_note(&rows[i].change->problem, ERRCODE_FOREIGN_KEY_VIOLATION, "job", NULL,
						 "names no job: \"%s\"", mapped_text(rows[i].change->new, MAPPED_JOB));
	}
	today = (DateADT) result_int8(0, 4);
	result_free();
	return DateADTGetDatum(today);
}

/*
 * A host row with another job: the spell ends and one in the new job begins, on the
 * day from which the row has it, where that changed too, else today.
 */
static void
transfer(AttachBatch *b, CareerRow *rows, int n, Datum today)
{
	static const Oid types[2] = {INT8OID, DATEOID};
	Columns		c;

	columns_begin(&c, 2, types, 8);
	for (int i = 0; i < n; i++)
	{
		MappedRow  *now = rows[i].change->new;

		if (!is_current(&rows[i]) || rows[i].id == 0 ||
			strcmp(rows[i].stored, mapped_text(now, MAPPED_JOB)) == 0)
			continue;
		if (DatumGetDateADT(now->values[MAPPED_HIRED_ON]) ==
			DatumGetDateADT(identity(&rows[i])->values[MAPPED_HIRED_ON]))
			now->values[MAPPED_HIRED_ON] = today;
		columns_set_int8(&c, 0, rows[i].id);
		set_field(&c, 1, now, MAPPED_HIRED_ON);
		columns_end_row(&c);
		rows[i].id = 0;
	}
	if (c.n > 0)
		columns_execute(&c, STMT_ATTACH_SPELL_END, &b->scope);
}

/* Change the spells that are there. */
static void
update_spells(AttachBatch *b, CareerRow *rows, int n)
{
	static const Oid types[8] = {INT8OID, DATEOID, DATEOID, TEXTOID, INT8OID, BOOLOID, DATEOID, TEXTOID};
	Columns		c;

	columns_begin(&c, 8, types, 8);
	for (int i = 0; i < n; i++)
	{
		const MappedRow *now = rows[i].change->new;

		if (!is_current(&rows[i]) || rows[i].id == 0)
			continue;
		columns_set_int8(&c, 0, rows[i].id);
		set_field(&c, 1, identity(&rows[i]), MAPPED_HIRED_ON);
		set_field(&c, 2, now, MAPPED_HIRED_ON);
		set_field(&c, 3, now, MAPPED_ORG_UNIT);
		columns_set_int8(&c, 4, rows[i].manager.person_id);
		set_field(&c, 5, now, MAPPED_CORE);
		set_field(&c, 6, now, MAPPED_LEFT_ON);
		set_field(&c, 7, now, MAPPED_LEAVE_REASON);
		columns_end_row(&c);
	}
	if (c.n > 0)
		columns_execute_with(&c, TEXTARRAYOID, mapped_names(b->mapping), STMT_ATTACH_SPELL_UPDATE,
							 &b->scope);
}

/* Store the spells that are not there. */
static void
insert_spells(AttachBatch *b, CareerRow *rows, int n)
{
	static const Oid types[8] = {INT8OID, TEXTOID, DATEOID, TEXTOID, INT8OID, BOOLOID, DATEOID, TEXTOID};
	Columns		c;

	columns_begin(&c, 8, types, 8);
	for (int i = 0; i < n; i++)
	{
		const MappedRow *now = rows[i].change->new;

		if (!is_current(&rows[i]) || rows[i].id != 0)
			continue;
		columns_set_int8(&c, 0, rows[i].person.person_id);
		set_field(&c, 1, now, MAPPED_JOB);
		set_field(&c, 2, now, MAPPED_HIRED_ON);
		set_field(&c, 3, now, MAPPED_ORG_UNIT);
		columns_set_int8(&c, 4, rows[i].manager.person_id);
		set_field(&c, 5, now, MAPPED_CORE);
		set_field(&c, 6, now, MAPPED_LEFT_ON);
		set_field(&c, 7, now, MAPPED_LEAVE_REASON);
		columns_end_row(&c);
	}
	if (c.n > 0)
		columns_execute(&c, STMT_ATTACH_SPELL_INSERT, &b->scope);
}

/* Rows with employments.  A row that goes ends nothing: a spell ends by its last day. */
void
aiehr_attach_employments(AttachBatch *b)
{
	int			n;
	CareerRow  *rows = read_rows(b, check_employment, &n);

	if (n == 0)
		return;
	settle_people(b, rows, n);
	transfer(b, rows, n, find_spells(b, rows, n));
	update_spells(b, rows, n);
	insert_spells(b, rows, n);
}
