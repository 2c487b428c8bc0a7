/*
 * record.c
 *		Messages with assessments: all or nothing for one, row by row for a load
 *
 * record_assessment() is a load of one row whose problem is raised.  The steps take
 * all rows at once; whatever can be wrong with a row is found out before anything
 * is stored for it, so that a rejected row leaves nothing behind.
 */
#include "intake/message.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "workspace/columns.h"
#include "intake/outcome.h"
#include "intake/reference.h"
#include "intake/scales.h"

PG_FUNCTION_INFO_V1(aiehr_receive_assessments);
PG_FUNCTION_INFO_V1(aiehr_record_assessment);
PG_FUNCTION_INFO_V1(aiehr_record_assessments);

/* What becomes of a row that has no problem */
typedef enum RowState
{
	ROW_NEW,					/* to be stored */
	ROW_STORED,					/* was received before and is there */
	ROW_PURGED,					/* was received before and is gone */
	ROW_REPEATED				/* the same as an earlier row of this load */
} RowState;

typedef struct IntakeRow
{
	AssessmentMessage m;
	IntakeProblem problem;
	RowState	state;
	bytea	   *external_hash;
	bytea	   *content_hash;
	int			leader;			/* ROW_REPEATED: the earlier row */
	int64		assessment_id;
	int64		stored_person;	/* ROW_STORED: whose it is */
	bool		inserted;		/* by this call */
} IntakeRow;

typedef struct IntakeBatch
{
	WorkspaceScope scope;
	KeyedHash	hash;
	int			n;
	IntakeRow  *rows;
	const TimestampTz *acted_at;	/* by row, or NULL: see PersonReference */
} IntakeBatch;

/* Is this row still on its way into the tables? */
static inline bool
is_new(const IntakeRow *row)
{
	return row->problem.sqlstate == 0 && row->state == ROW_NEW && !row->inserted;
}

/* Take the messages apart and hash them. */
static void
read_messages(IntakeBatch *b, const Datum *messages, const bool *nulls)
{
	for (int i = 0; i < b->n; i++)
	{
		IntakeRow  *row = &b->rows[i];

		CHECK_FOR_INTERRUPTS();
		if (!read_assessment_message(messages[i], nulls[i], &row->m, &row->problem))
			continue;
		if (b->acted_at != NULL)
			row->m.person.acted_at = b->acted_at[i];
		row->external_hash = aiehr_external_hash(&b->hash, row->m.vendor, row->m.external_id);
		row->content_hash = aiehr_content_hash(&b->hash, &row->m.content);
	}
}

/*
 * Two sessions with the same message go one after the other, so that the second
 * finds what the first stored.  A load is too much for the table of locks: loads
 * go one after the other, and besides them the unique index decides.
 */
static void
lock_messages(IntakeBatch *b)
{
	bytea	  **hashes = palloc(mul_size(b->n, sizeof(bytea *)));
	int			n = 0;

	if (b->n > AIEHR_MAX_KEY_LOCKS)
		hashes[n++] = aiehr_hash(&b->hash, "load", strlen("load"));
	for (int i = 0; i < b->n && b->n <= AIEHR_MAX_KEY_LOCKS; i++)
		if (b->rows[i].problem.sqlstate == 0)
			hashes[n++] = b->rows[i].external_hash;
	aiehr_lock_hashes(hashes, n);
	pfree(hashes);
}

/* Note that a message's id was used for something else. */
static void
note_other_content(IntakeRow *row, const char *field, int64 assessment_id)
{
	problem_note(&row->problem, ERRCODE_UNIQUE_VIOLATION, field, NULL,
				 "is not that of the message received before as assessment " INT64_FORMAT,
				 assessment_id);
	row->problem.hint = "A correction needs an external id of its own; "
		"the former assessment can be withdrawn.";
}

/* Find which of the new messages were received before. */
static void
find_received(IntakeBatch *b)
{
	static const Oid types[2] = {TEXTOID, BYTEAOID};
	int		   *at = palloc(mul_size(b->n, sizeof(int)));
	Columns		c;
	uint64		n;

	columns_begin(&c, 2, types, b->n);
	for (int i = 0; i < b->n; i++)
	{
		if (!is_new(&b->rows[i]))
			continue;
		at[c.n] = i;
		columns_set_text(&c, 0, b->rows[i].m.vendor);
		columns_set(&c, 1, PointerGetDatum(b->rows[i].external_hash), false);
		columns_end_row(&c);
	}
	n = c.n == 0 ? 0 : columns_execute(&c, STMT_INTAKE_KNOWN, &b->scope);
	for (uint64 r = 0; r < n; r++)
	{
		IntakeRow  *row = &b->rows[at[result_int8(r, 1) - 1]];
		bool		isnull;
		bytea	   *content = DatumGetByteaPP(SPI_getbinval(SPI_tuptable->vals[r],
														   SPI_tuptable->tupdesc, 5, &isnull));

		row->state = result_bool(r, 2) ? ROW_PURGED : ROW_STORED;
		row->assessment_id = result_int8(r, 3);
		row->stored_person = result_int8(r, 4);
		if (row->state == ROW_STORED &&
			(VARSIZE_ANY_EXHDR(content) != KEYED_HASH_LENGTH ||
			 memcmp(VARDATA_ANY(content), VARDATA(row->content_hash), KEYED_HASH_LENGTH) != 0))
			note_other_content(row, "content", row->assessment_id);
	}
	if (c.n > 0)
		result_free();
	pfree(at);
}

/* Rows of the load that repeat an earlier one follow it. */
static void
find_repeated(IntakeBatch *b)
{
	typedef struct Entry
	{
		char		hash[KEYED_HASH_LENGTH];
		int			row;
	} Entry;
	HASHCTL		ctl;
	HTAB	   *seen;

	if (b->n == 1)
		return;
	ctl.keysize = KEYED_HASH_LENGTH;
	ctl.entrysize = sizeof(Entry);
	ctl.hcxt = CurrentMemoryContext;
	seen = hash_create("aiehr messages of a load", b->n, &ctl,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	for (int i = 0; i < b->n; i++)
	{
		IntakeRow  *row = &b->rows[i];
		Entry	   *entry;
		bool		found;

		if (!is_new(row))
			continue;
		entry = hash_search(seen, VARDATA(row->external_hash), HASH_ENTER, &found);
		if (!found)
		{
			entry->row = i;
			continue;
		}
		row->state = ROW_REPEATED;
		row->leader = entry->row;
		if (memcmp(VARDATA(row->content_hash), VARDATA(b->rows[entry->row].content_hash),
				   KEYED_HASH_LENGTH) != 0)
			problem_note(&row->problem, ERRCODE_UNIQUE_VIOLATION, "content", NULL,
						 "is not that of the same message in an earlier row");
	}
	hash_destroy(seen);
}

/* Refuse jobs and instruments that are not in the catalogue. */
static void
check_catalogue(IntakeBatch *b)
{
	static const Oid types[3] = {TEXTOID, TEXTOID, TEXTOID};
	Columns		c;
	uint64		r = 0;

	columns_begin(&c, 3, types, b->n);
	for (int i = 0; i < b->n; i++)
	{
		if (!is_new(&b->rows[i]))
			continue;
		columns_set_text(&c, 0, b->rows[i].m.job);
		columns_set_text(&c, 1, b->rows[i].m.content.instrument);
		columns_set_text(&c, 2, b->rows[i].m.content.instrument_version);
		columns_end_row(&c);
	}
	if (c.n == 0)
		return;
	columns_execute(&c, STMT_INTAKE_CATALOGUE, &b->scope);
	for (int i = 0; i < b->n; i++)
	{
		IntakeRow  *row = &b->rows[i];

		if (!is_new(row))
			continue;
		if (!result_bool(r, 1))
			problem_note(&row->problem, ERRCODE_FOREIGN_KEY_VIOLATION, "job", row->m.job,
						 "names no job: \"%s\"", row->m.job);
		else if (!result_bool(r, 2))
			problem_note(&row->problem, ERRCODE_FOREIGN_KEY_VIOLATION, "instrument",
						 (char *) row->m.content.instrument,
						 "names none that is known: \"%s\" version \"%s\"",
						 row->m.content.instrument, row->m.content.instrument_version);
		r++;
	}
	result_free();
}

/* Refuse cards that the trigger would refuse. */
static void
check_cards(IntakeBatch *b)
{
	ScaleCache	cache = {CurrentMemoryContext, NULL, 0};

	for (int i = 0; i < b->n; i++)
	{
		IntakeRow  *row = &b->rows[i];
		const CardScales *scales;
		CardProblem card;
		Scorecard  *scores;

		if (!is_new(row))
			continue;
		scales = aiehr_cached_scales(&cache, row->m.content.raw);
		if (scales == NULL)
			scales = aiehr_load_scales(&cache, &b->scope, row->m.content.raw);
		scores = aiehr_rescale_card(row->m.content.raw, scales, &card);
		if (scores != NULL)
			pfree(scores);
		else if (card.fault == CARD_UNKNOWN_INDICATOR)
			problem_note(&row->problem, ERRCODE_FOREIGN_KEY_VIOLATION,
						 psprintf("scores.%.*s", card.keylen, card.key),
						 psprintf("%g", card.value), "is of no indicator that is known");
		else
			problem_note(&row->problem, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
						 psprintf("scores.%.*s", card.keylen, card.key),
						 psprintf("%g", card.value),
						 "is outside its scale, which runs from %g, worst, to %g, best",
						 card.scale.lo, card.scale.hi);
	}
}

/* Error for an application or spell that is another's or nobody's. */
static void
note_place(IntakeRow *row, int64 owner)
{
	bool		application = row->m.application_id != 0;

	problem_note(&row->problem, ERRCODE_FOREIGN_KEY_VIOLATION,
				 application ? "application_id" : "employment_id",
				 psprintf(INT64_FORMAT, application ? row->m.application_id : row->m.employment_id),
				 owner == 0 ? "does not exist" : "belongs to another person");
}

/* Refuse applications and spells that are named by id and are not the person's own. */
static void
check_places(IntakeBatch *b)
{
	static const Oid types[2] = {INT8OID, INT8OID};
	Columns		c;
	uint64		r = 0;

	columns_begin(&c, 2, types, 8);
	for (int i = 0; i < b->n; i++)
	{
		if (!is_new(&b->rows[i]) || b->rows[i].m.job != NULL)
			continue;
		columns_set_int8(&c, 0, b->rows[i].m.application_id);
		columns_set_int8(&c, 1, b->rows[i].m.employment_id);
		columns_end_row(&c);
	}
	if (c.n == 0)
		return;
	columns_execute(&c, STMT_INTAKE_PLACES_GIVEN, &b->scope);
	for (int i = 0; i < b->n; i++)
	{
		IntakeRow  *row = &b->rows[i];
		int64		owner;

		if (!is_new(row) || row->m.job != NULL)
			continue;
		owner = result_int8(r++, 1);
		if (owner == 0 || owner != row->m.person.person_id)
			note_place(row, owner);
	}
	result_free();
}

/* Find and make the people of the rows. */
static void
settle_people(IntakeBatch *b)
{
	PersonSlot *all = palloc(mul_size(b->n, sizeof(PersonSlot)));
	PersonSlot *new = palloc(mul_size(b->n, sizeof(PersonSlot)));
	int			nall = 0;
	int			nnew = 0;

	for (int i = 0; i < b->n; i++)
	{
		IntakeRow  *row = &b->rows[i];
		PersonSlot	slot = {&row->m.person, &row->problem, "person", true};

		if (row->problem.sqlstate == 0 && row->state != ROW_PURGED)
			all[nall++] = slot;
	}
	aiehr_hold_people(&b->scope, all, nall);
	check_places(b);
	for (int i = 0; i < b->n; i++)
	{
		IntakeRow  *row = &b->rows[i];
		PersonSlot	slot = {&row->m.person, &row->problem, "person", true};

		if (is_new(row))
			new[nnew++] = slot;
	}
	aiehr_lock_makers(&b->hash, new, nnew);
	aiehr_make_people(&b->scope, &b->hash, new, nnew);
	/* rows that repeat one may name a person who has just been made */
	aiehr_find_people(&b->scope, all, nall);
	pfree(all);
	pfree(new);
}

/* Do the answers of a message differ from those that are stored, sorted by question? */
static bool
answers_differ(const AssessmentMessage *m, Datum questions, Datum bodies, bool isnull)
{
	Datum	   *question;
	Datum	   *body;
	int			n = 0;
	int			nbodies;

	if (!isnull)
	{
		deconstruct_array(DatumGetArrayTypeP(questions), TEXTOID, -1, false, TYPALIGN_INT,
						  &question, NULL, &n);
		deconstruct_array(DatumGetArrayTypeP(bodies), TEXTOID, -1, false, TYPALIGN_INT,
						  &body, NULL, &nbodies);
	}
	if (n != m->nanswers)
		return true;
	for (int i = 0; i < m->nanswers; i++)
	{
		int			k = 0;

		while (k < n && strcmp(TextDatumGetCString(question[k]), m->answers[i].question) != 0)
			k++;
		if (k == n || strcmp(TextDatumGetCString(body[k]), m->answers[i].text) != 0)
			return true;
	}
	return false;
}

/* Compare one row with what statement intake_stored says of its assessment. */
static void
compare_stored(IntakeRow *row, uint64 r)
{
	const AssessmentMessage *m = &row->m;
	Datum		arrays[2];
	bool		isnull[2];

	for (int i = 0; i < 2; i++)
		arrays[i] = SPI_getbinval(SPI_tuptable->vals[r], SPI_tuptable->tupdesc, 4 + i, &isnull[i]);
	if (m->person.person_id != 0 && m->person.person_id != row->stored_person)
		note_other_content(row, "person", row->assessment_id);
	else if (m->job == NULL && (m->application_id != result_int8(r, 1) ||
								m->employment_id != result_int8(r, 2)))
		note_other_content(row, m->application_id ? "application_id" : "employment_id",
						   row->assessment_id);
	else if (!result_bool(r, 3))
		note_other_content(row, "job", row->assessment_id);
	else if (m->has_answers && answers_differ(m, arrays[0], arrays[1], isnull[0]))
		note_other_content(row, "answers", row->assessment_id);
}

/* The rest of a message that was received before must be the same too. */
static void
check_stored(IntakeBatch *b)
{
	static const Oid types[4] = {INT8OID, INT8OID, TEXTOID, BOOLOID};
	Columns		c;
	uint64		r = 0;

	columns_begin(&c, 4, types, 8);
	for (int i = 0; i < b->n; i++)
	{
		const IntakeRow *row = &b->rows[i];

		if (row->problem.sqlstate != 0 || row->state != ROW_STORED)
			continue;
		columns_set_int8(&c, 0, row->assessment_id);
		columns_set_int8(&c, 1, row->stored_person);
		columns_set_text(&c, 2, row->m.job);
		columns_set(&c, 3, BoolGetDatum(row->m.has_answers), false);
		columns_end_row(&c);
	}
	if (c.n == 0)
		return;
	columns_execute(&c, STMT_INTAKE_STORED, &b->scope);
	for (int i = 0; i < b->n; i++)
		if (b->rows[i].problem.sqlstate == 0 && b->rows[i].state == ROW_STORED)
			compare_stored(&b->rows[i], r++);
	result_free();
}

/* Do two messages of a load differ in what their content hash does not cover? */
static const char *
place_differs(const AssessmentMessage *a, const AssessmentMessage *b)
{
	if (a->person.person_id != b->person.person_id)
		return "person";
	if (a->application_id != b->application_id && a->job == NULL)
		return "application_id";
	if (a->employment_id != b->employment_id && a->job == NULL)
		return "employment_id";
	if ((a->job == NULL) != (b->job == NULL) || (a->job && strcmp(a->job, b->job) != 0))
		return "job";
	return NULL;
}

/* Give rows that repeat an earlier one its outcome. */
static void
settle_repeated(IntakeBatch *b)
{
	for (int i = 0; i < b->n; i++)
	{
		IntakeRow  *row = &b->rows[i];
		const IntakeRow *leader;
		const char *field;

		if (row->state != ROW_REPEATED || row->problem.sqlstate != 0)
			continue;
		leader = &b->rows[row->leader];
		if (leader->problem.sqlstate != 0)
			problem_note(&row->problem, leader->problem.sqlstate, leader->problem.field, NULL,
						 "was refused in an earlier row, which is the same message");
		else if ((field = place_differs(&row->m, &leader->m)) != NULL)
			problem_note(&row->problem, ERRCODE_UNIQUE_VIOLATION, field, NULL,
						 "is not that of the same message in an earlier row");
		row->assessment_id = leader->assessment_id;
	}
}

/* One look-up of the places of rows that name a job; returns how many have none. */
static int
find_places(IntakeBatch *b, Columns *missing)
{
	static const Oid types[3] = {INT8OID, TEXTOID, BOOLOID};
	static const Oid missing_types[3] = {INT8OID, TEXTOID, TIMESTAMPTZOID};
	Columns		c;
	uint64		r = 0;

	columns_begin(missing, 3, missing_types, b->n);
	columns_begin(&c, 3, types, b->n);
	for (int i = 0; i < b->n; i++)
	{
		const AssessmentMessage *m = &b->rows[i].m;

		if (!is_new(&b->rows[i]) || m->job == NULL)
			continue;
		columns_set_int8(&c, 0, m->person.person_id);
		columns_set_text(&c, 1, m->job);
		columns_set(&c, 2, BoolGetDatum(strcmp(m->content.kind, "reassessment") == 0), false);
		columns_end_row(&c);
	}
	if (c.n == 0)
		return 0;
	columns_execute(&c, STMT_INTAKE_PLACES, &b->scope);
	for (int i = 0; i < b->n; i++)
	{
		AssessmentMessage *m = &b->rows[i].m;

		if (!is_new(&b->rows[i]) || m->job == NULL)
			continue;
		m->employment_id = result_int8(r, 1);
		m->application_id = m->employment_id != 0 ? 0 : result_int8(r, 2);
		r++;
		if (m->employment_id != 0 || m->application_id != 0)
			continue;
		columns_set_int8(missing, 0, m->person.person_id);
		columns_set_text(missing, 1, m->job);
		columns_set(missing, 2, TimestampTzGetDatum(m->content.taken_at), false);
		columns_end_row(missing);
	}
	result_free();
	return missing->n;
}

/* Give each row that names a job its spell or application, opening what is not open. */
static void
settle_places(IntakeBatch *b)
{
	Columns		missing;

	if (find_places(b, &missing) == 0)
		return;
	columns_execute(&missing, STMT_INTAKE_OPEN, &b->scope);
	if (find_places(b, &missing) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("an application was opened or closed meanwhile"),
				 errhint("Send the message again.")));
}

/* The type scorecard. */
static Oid
scorecard_type(void)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("scorecard"),
						   ObjectIdGetDatum(get_namespace_oid(AIEHR_SCHEMA, false)));
}

/* The columns of the new rows; `at` receives the row of each. */
static void
gather_new(IntakeBatch *b, Columns *c, int *at)
{
	Oid			types[13] = {INT8OID, INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
	TIMESTAMPTZOID, scorecard_type(), TEXTOID, TEXTOID, TEXTOID};

	columns_begin(c, 13, types, b->n);
	for (int i = 0; i < b->n; i++)
	{
		const AssessmentMessage *m = &b->rows[i].m;

		if (!is_new(&b->rows[i]))
			continue;
		at[c->n] = i;
		columns_set_int8(c, 0, m->person.person_id);
		columns_set_int8(c, 1, m->application_id);
		columns_set_int8(c, 2, m->employment_id);
		columns_set_text(c, 3, m->vendor);
		columns_set_text(c, 4, m->external_id);
		columns_set_text(c, 5, m->content.instrument);
		columns_set_text(c, 6, m->content.instrument_version);
		columns_set_text(c, 7, m->content.kind);
		columns_set(c, 8, TimestampTzGetDatum(m->content.taken_at), false);
		columns_set(c, 9, PointerGetDatum(m->content.raw), false);
		columns_set_text(c, 10, m->content.model);
		columns_set_text(c, 11, m->content.model_version);
		columns_set_text(c, 12, m->content.status);
		columns_end_row(c);
	}
}

/* Store the new rows.  Returns how many there were; those left out have no id. */
static int
insert_rows(IntakeBatch *b)
{
	int		   *at = palloc(mul_size(b->n, sizeof(int)));
	Columns		c;
	uint64		n;
	int			k = 0;

	gather_new(b, &c, at);
	if (c.n == 0)
		return 0;
	n = columns_execute(&c, STMT_INTAKE_INSERT, &b->scope);
	/* rows come back in the order in which they went in */
	for (uint64 r = 0; r < n; r++)
	{
		char	   *vendor = result_text(r, 2);
		char	   *external_id = result_text(r, 3);

		while (strcmp(b->rows[at[k]].m.external_id, external_id) != 0 ||
			   strcmp(b->rows[at[k]].m.vendor, vendor) != 0)
			if (++k == c.n)
				elog(ERROR, "an assessment came back that was not sent");
		b->rows[at[k]].assessment_id = result_int8(r, 1);
		b->rows[at[k]].inserted = true;
		pfree(vendor);
		pfree(external_id);
	}
	result_free();
	pfree(at);
	return c.n - n;
}

/* Rows that were left out: another session stored the same after we had looked. */
static void
find_overtaken(IntakeBatch *b)
{
	find_received(b);
	for (int i = 0; i < b->n; i++)
		if (is_new(&b->rows[i]))
			problem_note(&b->rows[i].problem, ERRCODE_UNIQUE_VIOLATION, "external_id",
						 b->rows[i].m.external_id,
						 "is that of a stored assessment that table received does not know");
}

/* Store the answers of the rows that were stored. */
static void
insert_answers(IntakeBatch *b)
{
	static const Oid types[5] = {INT8OID, INT8OID, TEXTOID, TEXTOID, TIMESTAMPTZOID};
	Columns		c;

	columns_begin(&c, 5, types, 8);
	for (int i = 0; i < b->n; i++)
	{
		const IntakeRow *row = &b->rows[i];

		for (int k = 0; k < row->m.nanswers && row->inserted; k++)
		{
			columns_set_int8(&c, 0, row->assessment_id);
			columns_set_int8(&c, 1, row->m.person.person_id);
			columns_set_text(&c, 2, row->m.answers[k].question);
			columns_set_text(&c, 3, row->m.answers[k].text);
			columns_set(&c, 4, TimestampTzGetDatum(row->m.content.taken_at), false);
			columns_end_row(&c);
		}
	}
	if (c.n > 0)
		columns_execute(&c, STMT_INTAKE_ANSWERS, &b->scope);
}

/* All steps, for messages that have been read into `messages`. */
static void
run_batch(IntakeBatch *b, const Datum *messages, const bool *nulls)
{
	b->rows = palloc_extended(mul_size(Max(b->n, 1), sizeof(IntakeRow)),
							  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	aiehr_workspace_hash(&b->hash, &b->scope);
	read_messages(b, messages, nulls);
	lock_messages(b);
	find_received(b);
	find_repeated(b);
	check_catalogue(b);
	check_cards(b);
	settle_people(b);
	settle_places(b);
	if (insert_rows(b) > 0)
		find_overtaken(b);
	insert_answers(b);
	check_stored(b);
	settle_repeated(b);
	aiehr_hash_end(&b->hash);
}

/* Raise what is wrong with a message. */
static void
report_problem(const IntakeRow *row)
{
	const IntakeProblem *p = &row->problem;

	ereport(ERROR,
			(errcode(p->sqlstate),
			 p->field ? errmsg("\"%s\" of the assessment %s", p->field, p->reason)
			 : errmsg("the assessment %s", p->reason),
			 row->m.vendor && row->m.external_id
			 ? errdetail("Message \"%s\" of vendor \"%s\".", row->m.external_id, row->m.vendor) : 0,
			 p->hint ? errhint("%s", p->hint) : 0));
}

/*
 * _record_assessment(anchor, message): the assessment's id, NULL when it was
 * received before and has been purged
 */
Datum
aiehr_record_assessment(PG_FUNCTION_ARGS)
{
	Datum		message = PG_GETARG_DATUM(1);
	bool		isnull = PG_ARGISNULL(1);
	IntakeBatch b = {.n = 1};
	int64		id;

	aiehr_enter(&b.scope, aiehr_anchor_namespace(PG_GETARG_OID(0)), InvalidOid);
	run_batch(&b, &message, &isnull);
	if (b.rows[0].problem.sqlstate != 0)
		report_problem(&b.rows[0]);
	if (b.rows[0].state == ROW_PURGED)
		ereport(NOTICE,
				(errmsg("message \"%s\" of vendor \"%s\" was received before and has been purged",
						b.rows[0].m.external_id, b.rows[0].m.vendor)));
	id = b.rows[0].assessment_id;
	aiehr_leave(&b.scope);
	if (id == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(id);
}

/* What a load says of a row that it took. */
static const char *
row_note(const IntakeRow *row)
{
	switch (row->state)
	{
		case ROW_STORED:
			return "received before";
		case ROW_PURGED:
			return "received before and purged";
		case ROW_REPEATED:
			return "the same as an earlier row";
		default:
			return NULL;
	}
}

/* Put the outcome of a row into the result of a load. */
static void
put_row(ReturnSetInfo *rsinfo, int item, const IntakeRow *row)
{
	bool		accepted = row->problem.sqlstate == 0;
	const char *texts[5] = {row->m.vendor, row->m.external_id,
		accepted ? NULL : row->problem.field, accepted ? NULL : row->problem.value,
	accepted ? row_note(row) : row->problem.reason};
	Datum		values[8];
	bool		nulls[8] = {false};

	values[0] = Int64GetDatum(item);
	values[1] = BoolGetDatum(accepted);
	values[2] = Int64GetDatum(row->assessment_id);
	nulls[2] = !accepted || row->assessment_id == 0;
	for (int i = 0; i < 5; i++)
	{
		nulls[3 + i] = texts[i] == NULL;
		values[3 + i] = texts[i] ? CStringGetTextDatum(texts[i]) : (Datum) 0;
	}
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* Store messages and put a row for each, in the columns of the function that was called. */
static Datum
answer_messages(FunctionCallInfo fcinfo,
				void (*put) (ReturnSetInfo *rsinfo, int item, const IntakeRow *row))
{
	Datum	   *messages;
	bool	   *nulls;
	IntakeBatch b = {0};

	messages_of_array(fcinfo, 1, "messages", &messages, &nulls, &b.n);
	InitMaterializedSRF(fcinfo, 0);
	if (b.n == 0)
		return (Datum) 0;
	aiehr_enter(&b.scope, aiehr_anchor_namespace(PG_GETARG_OID(0)), InvalidOid);
	run_batch(&b, messages, nulls);
	for (int i = 0; i < b.n; i++)
		put((ReturnSetInfo *) fcinfo->resultinfo, i + 1, &b.rows[i]);
	aiehr_leave(&b.scope);
	return (Datum) 0;
}

/*
 * _record_assessments(anchor, messages): one row each, accepted or with what is
 * wrong
 */
Datum
aiehr_record_assessments(PG_FUNCTION_ARGS)
{
	return answer_messages(fcinfo, put_row);
}

/* Append what became of a message, as for every kind of load. */
static void
put_outcome(ReturnSetInfo *rsinfo, int item, const IntakeRow *row)
{
	intake_put_outcome(rsinfo, item, row->inserted ? OUTCOME_NEW : OUTCOME_SAME,
					   row->assessment_id, row_note(row), &row->problem);
}

/* _receive_assessments(anchor, messages): one row each, taken or with what is wrong */
Datum
aiehr_receive_assessments(PG_FUNCTION_ARGS)
{
	return answer_messages(fcinfo, put_outcome);
}

/*
 * What became of each message, or what is wrong with it, for C code that has entered
 * a workspace.
 */
void
aiehr_take_assessments(const WorkspaceScope *scope, const Datum *messages, const TimestampTz *acted_at,
					   int n, ReceivedAssessment *results)
{
	IntakeBatch b = {.scope = *scope, .n = n, .acted_at = acted_at};
	bool	   *nulls = palloc0(Max(n, 1) * sizeof(bool));

	run_batch(&b, messages, nulls);
	for (int i = 0; i < n; i++)
	{
		results[i].problem = b.rows[i].problem;
		results[i].assessment_id = b.rows[i].assessment_id;
		results[i].stored_before = b.rows[i].state == ROW_STORED;
	}
	pfree(nulls);
}
