/*
 * people.c
 *		People who come in by themselves, as from a list of employees
 *
 * Who a row means, who is made and what is filled in is decided where it is for
 * everybody whom a message names, in reference.c.  What is known is never
 * overwritten, unless the list is declared to be right.
 */
#include "intake/message.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/hsearch.h"

#include "workspace/columns.h"
#include "intake/outcome.h"
#include "intake/reference.h"

PG_FUNCTION_INFO_V1(aiehr_receive_people);

typedef struct PersonRow
{
	PersonReference person;
	IntakeProblem problem;
	IntakeOutcome outcome;
	bool		known;			/* before this call */
	char	   *differs;		/* columns in which what is stored is something else, or NULL */
} PersonRow;

typedef struct PeopleBatch
{
	WorkspaceScope scope;
	KeyedHash	hash;
	int			n;
	PersonRow  *rows;
	PersonSlot *slots;			/* of the rows without a problem */
	int			nslots;
} PeopleBatch;

/* Is this a person by now? */
static inline bool
is_settled(const PersonRow *row)
{
	return row->problem.sqlstate == 0 && row->person.person_id != 0;
}

/* Take the messages apart. */
static void
read_people(PeopleBatch *b, const Datum *messages, const bool *nulls)
{
	b->rows = palloc_extended(mul_size(b->n, sizeof(PersonRow)), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	b->slots = palloc_extended(mul_size(b->n, sizeof(PersonSlot)), MCXT_ALLOC_HUGE);
	for (int i = 0; i < b->n; i++)
	{
		PersonRow  *row = &b->rows[i];
		PersonSlot	slot = {&row->person, &row->problem, NULL, true};

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			problem_note(&row->problem, ERRCODE_INVALID_PARAMETER_VALUE, NULL, NULL,
						 "must be a JSON object");
		else if (read_person_message(messages[i], &row->person, &row->problem))
			b->slots[b->nslots++] = slot;
	}
}

/* Put the rows of people who are there into columns; `at` receives the row of each. */
static void
gather_people(const PeopleBatch *b, bool only_differing, Columns *c, int *at)
{
	static const Oid types[7] = {INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID};

	columns_begin(c, 7, types, Max(b->n, 1));
	for (int i = 0; i < b->n; i++)
	{
		const PersonReference *person = &b->rows[i].person;

		if (!is_settled(&b->rows[i]) || (only_differing && b->rows[i].differs == NULL))
			continue;
		at[c->n] = i;
		columns_set_int8(c, 0, person->person_id);
		columns_set_text(c, 1, person->name);
		columns_set_text(c, 2, person->email_key);
		columns_set_text(c, 3, person->phone_key);
		columns_set_text(c, 4, person->country);
		columns_set_text(c, 5, person->email);
		columns_set_text(c, 6, person->phone);
		columns_end_row(c);
	}
}

/* Find the rows that say something else than what is stored.  Returns how many there are. */
static int
find_differing(PeopleBatch *b)
{
	int		   *at = palloc_extended(mul_size(b->n, sizeof(int)), MCXT_ALLOC_HUGE);
	Columns		c;
	uint64		n = 0;

	for (int i = 0; i < b->n; i++)
		b->rows[i].differs = NULL;
	gather_people(b, false, &c, at);
	if (c.n > 0)
	{
		n = columns_execute(&c, STMT_INTAKE_PEOPLE_DIFFER, &b->scope);
		for (uint64 r = 0; r < n; r++)
			b->rows[at[result_int8(r, 1) - 1]].differs = result_text(r, 2);
		result_free();
	}
	pfree(at);
	return n;
}

/* Put what the rows say in place of what is stored. */
static void
correct_people(PeopleBatch *b)
{
	int		   *at = palloc_extended(mul_size(b->n, sizeof(int)), MCXT_ALLOC_HUGE);
	PeopleSet	people = {0, palloc_extended(mul_size(b->n, sizeof(int64)), MCXT_ALLOC_HUGE)};
	Columns		c;

	if (find_differing(b) > 0)
	{
		for (int i = 0; i < b->n; i++)
		{
			if (!is_settled(&b->rows[i]) || b->rows[i].differs == NULL)
				continue;
			people.ids[people.n++] = b->rows[i].person.person_id;
			if (b->rows[i].outcome == OUTCOME_SAME)
				b->rows[i].outcome = OUTCOME_CHANGED;
		}
		aiehr_people_normalise(&people);
		aiehr_lock_people(&b->scope, &people);
		gather_people(b, true, &c, at);
		columns_execute(&c, STMT_INTAKE_PEOPLE_CORRECT, &b->scope);
		/* what is left is a key of somebody else, or of a later row */
		find_differing(b);
	}
	pfree(people.ids);
	pfree(at);
}

/* Enter somebody's id; false when it was there. */
static bool
enter_id(HTAB *ids, int64 id)
{
	bool		found;

	(void) hash_search(ids, &id, HASH_ENTER, &found);
	return !found;
}

/*
 * Say of each row what it did: the first one of a person whom nobody knew made the
 * person, and whose row lacked something had it filled in.
 */
static void
settle_outcomes(PeopleBatch *b, const bool *lacked)
{
	HASHCTL		ctl;
	HTAB	   *ids;

	ctl.keysize = ctl.entrysize = sizeof(int64);
	ctl.hcxt = CurrentMemoryContext;
	ids = hash_create("aiehr people of a load", Max(b->n, 1), &ctl,
					  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	for (int i = 0; i < b->n; i++)
		if (b->rows[i].known)
			(void) enter_id(ids, b->rows[i].person.person_id);
	for (int i = 0; i < b->n; i++)
	{
		PersonRow  *row = &b->rows[i];

		row->outcome = lacked[i] ? OUTCOME_CHANGED : OUTCOME_SAME;
		if (is_settled(row) && enter_id(ids, row->person.person_id))
			row->outcome = OUTCOME_NEW;
	}
	hash_destroy(ids);
}

/*
 * Lock the keys that people are made with or get, also those that replace others,
 * so that two sessions never give one to two people.
 */
static void
lock_keys(PeopleBatch *b, bool correct)
{
	bool	   *lacks = palloc(mul_size(b->n, sizeof(bool)));

	if (correct)
		find_differing(b);
	for (int i = 0; i < b->n; i++)
	{
		lacks[i] = b->rows[i].person.lacks;
		if (b->rows[i].differs != NULL)
			b->rows[i].person.lacks = true;
	}
	aiehr_lock_makers(&b->hash, b->slots, b->nslots);
	for (int i = 0; i < b->n; i++)
		b->rows[i].person.lacks = lacks[i];
	pfree(lacks);
}

/* All steps, for messages that have been read. */
static void
run_people(PeopleBatch *b, bool correct)
{
	bool	   *lacked = palloc0(mul_size(b->n, sizeof(bool)));

	aiehr_workspace_hash(&b->hash, &b->scope);
	aiehr_hold_people(&b->scope, b->slots, b->nslots);
	lock_keys(b, correct);
	/* who was made while we waited is known as well */
	aiehr_find_people(&b->scope, b->slots, b->nslots);
	for (int i = 0; i < b->n; i++)
	{
		b->rows[i].known = is_settled(&b->rows[i]);
		lacked[i] = b->rows[i].known && b->rows[i].person.lacks;
	}
	aiehr_make_people(&b->scope, &b->hash, b->slots, b->nslots);
	settle_outcomes(b, lacked);
	if (correct)
		correct_people(b);
	else
		find_differing(b);
	aiehr_hash_end(&b->hash);
	pfree(lacked);
}

/*
 * _receive_people(anchor, people, correct): one row each, taken or with what is
 * wrong; `reason` of a row that was taken names what is stored otherwise
 */
Datum
aiehr_receive_people(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	bool		correct = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2);
	PeopleBatch b = {0};
	Datum	   *messages;
	bool	   *nulls;

	messages_of_array(fcinfo, 1, "people", &messages, &nulls, &b.n);
	InitMaterializedSRF(fcinfo, 0);
	if (b.n == 0)
		return (Datum) 0;
	read_people(&b, messages, nulls);
	aiehr_enter(&b.scope, aiehr_anchor_namespace(PG_GETARG_OID(0)), InvalidOid);
	run_people(&b, correct);
	for (int i = 0; i < b.n; i++)
	{
		const PersonRow *row = &b.rows[i];
		const char *note = row->differs == NULL ? NULL :
			psprintf("%s stored otherwise and kept", row->differs);

		intake_put_outcome(rsinfo, i + 1, row->outcome, row->person.person_id, note, &row->problem);
	}
	aiehr_leave(&b.scope);
	return (Datum) 0;
}
