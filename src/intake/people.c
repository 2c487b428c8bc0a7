/*
 * people.c
 *		People who come in by themselves, as from a list of employees
 *
 * Who a row means, who is made and what is filled in is decided where it is for
 * everybody whom a message names, in reference.c.  What is known is never
 * overwritten, unless the list is declared to be right.  A row that is a record of a
 * source is claimed besides (claims.c), so that it is weighed against other sources.
 */
#include "intake/message.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/hsearch.h"

#include "workspace/columns.h"
#include "intake/claims.h"
#include "intake/outcome.h"
#include "intake/reference.h"

PG_FUNCTION_INFO_V1(aiehr_receive_people);

typedef struct PersonRow
{
	PersonMessage message;
	Jsonb	   *claims;			/* NULL: no record of a source */
	const char *record_id;		/* of that record */
	IntakeProblem problem;
	IntakeOutcome outcome;
	bool		known;			/* before this call */
	char	   *differs;		/* columns in which what is stored is something else, or NULL */
} PersonRow;

/* Source and id of a record, each with its end */
#define RECORD_KEY_BYTES (2 * AIEHR_MAX_KEY_BYTES + 2)

/* The first row of a record */
typedef struct RecordRow
{
	char		key[RECORD_KEY_BYTES];
	const PersonRow *row;
} RecordRow;

typedef struct PeopleBatch
{
	WorkspaceScope scope;
	KeyedHash	hash;
	int			n;
	PersonRow  *rows;
	PersonSlot *slots;			/* of the rows without a problem */
	int			nslots;
	List	   *fields;			/* that claims can be about; NIL until they are asked for */
	int			nrecords;		/* rows that are records of a source */
} PeopleBatch;

/* Is this a person by now? */
static inline bool
is_settled(const PersonRow *row)
{
	return row->problem.sqlstate == 0 && row->message.person.person_id != 0;
}

/* A name without the blanks around it; NULL where nothing is left. */
static char *
trim(char *name)
{
	int			len;

	if (name == NULL)
		return NULL;
	while (*name == ' ')
		name++;
	len = (int) strlen(name);
	while (len > 0 && name[len - 1] == ' ')
		len--;
	name[len] = '\0';
	return len > 0 ? name : NULL;
}

/* Take apart what a row claims, if it is a record of a source; false where it cannot be one. */
static bool
read_record(PeopleBatch *b, PersonRow *row)
{
	PersonMessage *m = &row->message;

	m->source = trim(m->source);
	m->external_id = trim(m->external_id);
	if (b->fields == NIL && m->claims != NULL)
		b->fields = aiehr_claim_fields(&b->scope);
	row->claims = aiehr_read_claims(m, b->fields, &row->problem);
	if (row->claims == NULL)
		return row->problem.sqlstate == 0;
	/* a record without an id of its own is known by what its person is */
	row->record_id = m->external_id ? m->external_id : m->person.external_key ? m->person.external_key :
		m->person.email_key ? m->person.email_key : m->person.phone_key ? m->person.phone_key :
		psprintf(INT64_FORMAT, m->person.id);
	m->person.claimed = true;
	b->nrecords++;
	return true;
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
		PersonSlot	slot = {&row->message.person, &row->problem, NULL, true};

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			problem_note(&row->problem, ERRCODE_INVALID_PARAMETER_VALUE, NULL, NULL,
						 "must be a JSON object");
		else if (read_people_message(messages[i], &row->message, &row->problem) && read_record(b, row))
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
		const PersonReference *person = &b->rows[i].message.person;

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
			people.ids[people.n++] = b->rows[i].message.person.person_id;
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

/* Refuse a row whose record is about somebody else. */
static void
refuse_record(PersonRow *row)
{
	problem_note(&row->problem, ERRCODE_UNIQUE_VIOLATION, "external_id", pstrdup(row->record_id),
				 "is of a record of this source about another person");
	row->problem.hint = "Give the record an id of its own, or merge the two people if they are one.";
}

/* The rows that are records of a source and have no problem, by the columns that they are known by. */
static int *
gather_records(const PeopleBatch *b, Columns *c)
{
	static const Oid types[2] = {TEXTOID, TEXTOID};
	int		   *at = palloc_extended(mul_size(Max(b->nrecords, 1), sizeof(int)), MCXT_ALLOC_HUGE);

	columns_begin(c, 2, types, Max(b->nrecords, 1));
	for (int i = 0; i < b->n; i++)
	{
		if (b->rows[i].claims == NULL || b->rows[i].problem.sqlstate != 0)
			continue;
		at[c->n] = i;
		columns_set_text(c, 0, b->rows[i].message.source);
		columns_set_text(c, 1, b->rows[i].record_id);
		columns_end_row(c);
	}
	return at;
}

/* Refuse rows whose record is stored as somebody else's. */
static void
check_stored_records(PeopleBatch *b)
{
	Columns		c;
	int		   *at = gather_records(b, &c);
	uint64		n = c.n == 0 ? 0 : columns_execute(&c, STMT_CLAIMS_OTHER_PERSON, &b->scope);

	for (uint64 r = 0; r < n; r++)
	{
		PersonRow  *row = &b->rows[at[result_int8(r, 2) - 1]];

		if (row->message.person.person_id != result_int8(r, 1))
			refuse_record(row);
	}
	if (c.n > 0)
		result_free();
	pfree(at);
}

/* Do two rows name people that cannot be one, as far as it is known by now? */
static bool
are_two_people(const PersonReference *a, const PersonReference *b)
{
	if (a->person_id != 0 && b->person_id != 0)
		return a->person_id != b->person_id;
	return a->external_key != NULL && b->external_key != NULL &&
		strcmp(a->external_key, b->external_key) != 0;
}

/* Refuse rows of this call whose record an earlier one has for somebody else. */
static void
check_repeated_records(PeopleBatch *b)
{
	HASHCTL		ctl;
	HTAB	   *seen;

	ctl.keysize = RECORD_KEY_BYTES;
	ctl.entrysize = sizeof(RecordRow);
	ctl.hcxt = CurrentMemoryContext;
	seen = hash_create("aiehr records of a load", b->nrecords, &ctl,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	for (int i = 0; i < b->n; i++)
	{
		PersonRow  *row = &b->rows[i];
		char		key[RECORD_KEY_BYTES] = {0};
		RecordRow  *first;
		bool		found;

		if (row->claims == NULL || row->problem.sqlstate != 0)
			continue;
		strcpy(key, row->message.source);
		strcpy(key + strlen(key) + 1, row->record_id);
		first = hash_search(seen, key, HASH_ENTER, &found);
		if (!found)
			first->row = row;
		else if (are_two_people(&first->row->message.person, &row->message.person))
			refuse_record(row);
	}
	hash_destroy(seen);
}

/* Refuse records that would make somebody who was purged or erased, by what they claim. */
static void
check_suppressed_records(PeopleBatch *b)
{
	static const Oid types[1] = {JSONBOID};
	int		   *at = palloc_extended(mul_size(b->nrecords, sizeof(int)), MCXT_ALLOC_HUGE);
	Columns		c;
	uint64		n;

	columns_begin(&c, 1, types, b->nrecords);
	for (int i = 0; i < b->n; i++)
	{
		const PersonRow *row = &b->rows[i];

		if (row->claims == NULL || row->problem.sqlstate != 0 || row->message.person.person_id != 0)
			continue;
		at[c.n] = i;
		columns_set(&c, 0, JsonbPGetDatum(row->claims), false);
		columns_end_row(&c);
	}
	if (c.n > 0)
	{
		n = columns_execute(&c, STMT_CLAIMS_SUPPRESSED, &b->scope);
		for (uint64 r = 0; r < n; r++)
			aiehr_note_suppressed(&b->rows[at[result_int8(r, 1) - 1]].problem, "claims");
		result_free();
	}
	pfree(at);
}

/* Before people are made: refuse records that cannot be stored, so that they leave nobody behind. */
static void
check_records(PeopleBatch *b)
{
	if (b->nrecords == 0)
		return;
	check_stored_records(b);
	check_repeated_records(b);
	check_suppressed_records(b);
}

/* Store what records claim of people who are there by now. */
static void
store_records(PeopleBatch *b)
{
	ClaimRecord *records;
	int		   *at;
	int			n = 0;

	if (b->nrecords == 0)
		return;
	/* rows that named one person by different keys, or two by none of them, are told apart only now */
	check_repeated_records(b);
	records = palloc_extended(mul_size(b->nrecords, sizeof(ClaimRecord)), MCXT_ALLOC_HUGE);
	at = palloc_extended(mul_size(b->nrecords, sizeof(int)), MCXT_ALLOC_HUGE);
	for (int i = 0; i < b->n; i++)
	{
		const PersonRow *row = &b->rows[i];
		ClaimRecord record = {row->message.source, row->record_id, row->message.person.person_id,
		row->claims, false};

		if (row->claims == NULL || !is_settled(row))
			continue;
		at[n] = i;
		records[n++] = record;
	}
	aiehr_store_claims(&b->scope, records, n);
	for (int k = 0; k < n; k++)
		if (records[k].changed && b->rows[at[k]].outcome == OUTCOME_SAME)
			b->rows[at[k]].outcome = OUTCOME_CHANGED;
	pfree(records);
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
			(void) enter_id(ids, b->rows[i].message.person.person_id);
	for (int i = 0; i < b->n; i++)
	{
		PersonRow  *row = &b->rows[i];

		row->outcome = lacked[i] ? OUTCOME_CHANGED : OUTCOME_SAME;
		if (is_settled(row) && enter_id(ids, row->message.person.person_id))
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
		lacks[i] = b->rows[i].message.person.lacks;
		if (b->rows[i].differs != NULL)
			b->rows[i].message.person.lacks = true;
	}
	aiehr_lock_makers(&b->hash, b->slots, b->nslots);
	for (int i = 0; i < b->n; i++)
		b->rows[i].message.person.lacks = lacks[i];
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
		lacked[i] = b->rows[i].known && b->rows[i].message.person.lacks;
	}
	check_records(b);
	aiehr_make_people(&b->scope, &b->hash, b->slots, b->nslots);
	settle_outcomes(b, lacked);
	store_records(b);
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
	aiehr_enter(&b.scope, aiehr_anchor_namespace(PG_GETARG_OID(0)), InvalidOid);
	read_people(&b, messages, nulls);
	run_people(&b, correct);
	for (int i = 0; i < b.n; i++)
	{
		const PersonRow *row = &b.rows[i];
		const char *note = row->differs == NULL ? NULL :
			psprintf("%s stored otherwise and kept", row->differs);

		intake_put_outcome(rsinfo, i + 1, row->outcome, row->message.person.person_id, note, &row->problem);
	}
	aiehr_leave(&b.scope);
	return (Datum) 0;
}
