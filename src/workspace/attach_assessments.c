/*
 * attach_assessments.c
 *		Rows of assessments from host tables
 *
 * A row becomes a message and goes the way of all messages.  What differs is that a
 * host row may change, while a stored assessment is a record: then the former one
 * is withdrawn and another is stored.  It has the external id of the row as long as
 * nothing else has, else one with a digest of what it says behind it, so that the
 * same row always leads to the same assessment, in whatever order things come.
 */
#include "workspace/attach.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"

#include "scorecard/scorecard.h"
#include "workspace/columns.h"

/* Bytes of the digest, twice as many digits in the external id */
#define DIGEST_BYTES 8

/* The fields of a message that are the row's as they are */
static const AttachField plain_fields[] = {
	MAPPED_JOB, MAPPED_INSTRUMENT, MAPPED_INSTRUMENT_VERSION, MAPPED_KIND, MAPPED_MODEL, MAPPED_MODEL_VERSION
};

/* A row with what it says, once it has been read */
typedef struct SaidRow
{
	MappedRow  *row;
	char	   *vendor;
	char	   *external_id;
	char	   *revised_id;		/* with the digest */
	bytea	   *content_hash;
	AssessmentMessage message;
} SaidRow;

/* A card as its cast to jsonb has it. */
static Jsonb *
card_as_jsonb(Datum card)
{
	char	   *text = scorecard_to_text(DatumGetScorecardP(card));

	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));
}

/* The message that a row is, under one of its external ids. */
static Jsonb *
build_message(const MappedRow *row, char *vendor, char *external_id)
{
	JsonbParseState *state = NULL;
	char		time[MAXDATELEN + 1];

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	aiehr_push_text(&state, "vendor", vendor);
	aiehr_push_text(&state, "external_id", external_id);
	for (int i = 0; i < lengthof(plain_fields); i++)
		aiehr_push_text(&state, attach_fields[plain_fields[i]].name, mapped_text(row, plain_fields[i]));
	aiehr_push_text(&state, "status", mapped_text(row, MAPPED_STATUS));
	if (!row->nulls[MAPPED_TAKEN_AT])
		aiehr_push_text(&state, "taken_at",
				  JsonEncodeDateTime(time, row->values[MAPPED_TAKEN_AT], TIMESTAMPTZOID, NULL));
	if (!row->nulls[MAPPED_SCORES])
		aiehr_push_jsonb(&state, "scores", card_as_jsonb(row->values[MAPPED_SCORES]));
	aiehr_push_person(&state, "person", mapped_text(row, MAPPED_EXTERNAL_KEY));
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

/* Append a text in the form in which texts are hashed. */
static void
append_hashed_form(StringInfo out, const char *text)
{
	int			length = strlen(text);
	const char *utf8 = aiehr_hashed_form(text, &length);

	appendBinaryStringInfo(out, utf8, length);
}

/* The external id with a digest of what a row says, of whom and for which job. */
static char *
revised_id(AttachBatch *b, const SaidRow *said)
{
	StringInfoData text;
	bytea	   *digest;

	initStringInfo(&text);
	appendBinaryStringInfo(&text, VARDATA(said->content_hash), KEYED_HASH_LENGTH);
	append_hashed_form(&text, said->message.person.external_key);
	appendStringInfoChar(&text, '\0');
	append_hashed_form(&text, said->message.job);
	digest = aiehr_hash_bytes(&b->hash, text.data, text.len);
	resetStringInfo(&text);
	appendStringInfo(&text, "%s@", said->external_id);
	for (int i = 0; i < DIGEST_BYTES; i++)
		appendStringInfo(&text, "%02x", (unsigned char) VARDATA(digest)[i]);
	return text.data;
}

/*
 * Read what a row says; false with a problem where it says nothing that can be
 * stored.  A row that is withdrawn says nothing and has no problem.
 */
static bool
read_row(AttachBatch *b, MappedRow *row, SaidRow *said, IntakeProblem *problem)
{
	char	   *status;

	if (row == NULL)
		return false;
	status = mapped_text(row, MAPPED_STATUS);
	if (status != NULL && strcmp(status, "withdrawn") == 0)
		return false;
	said->row = row;
	said->vendor = mapped_text(row, MAPPED_VENDOR);
	if (said->vendor == NULL)
		said->vendor = pstrdup(b->source);
	said->external_id = mapped_text(row, MAPPED_EXTERNAL_ID);
	if (!read_assessment_message(JsonbPGetDatum(build_message(row, said->vendor, said->external_id)), false,
								 &said->message, problem))
		return false;
	said->content_hash = aiehr_content_hash(&b->hash, &said->message.content);
	said->revised_id = revised_id(b, said);
	return true;
}

/* Do two rows say the same of the same person? */
static bool
says_the_same(const SaidRow *a, const SaidRow *b)
{
	return strcmp(a->vendor, b->vendor) == 0 && strcmp(a->revised_id, b->revised_id) == 0;
}

/* Withdraw what rows said that say it no longer. */
static void
withdraw(AttachBatch *b, SaidRow **gone, int n)
{
	static const Oid types[3] = {TEXTOID, BYTEAOID, BYTEAOID};
	Columns		c;

	columns_begin(&c, 3, types, Max(n, 1));
	for (int i = 0; i < n; i++)
		for (int k = 0; k < 2; k++)
		{
			const char *id = k == 0 ? gone[i]->external_id : gone[i]->revised_id;
			bytea	   *hash = aiehr_external_hash(&b->hash, gone[i]->vendor, id);

			columns_set_text(&c, 0, gone[i]->vendor);
			columns_set(&c, 1, PointerGetDatum(hash), false);
			columns_set(&c, 2, PointerGetDatum(gone[i]->content_hash), false);
			columns_end_row(&c);
		}
	if (c.n > 0)
		columns_execute(&c, STMT_ATTACH_WITHDRAW, &b->scope);
}

/* Give assessments that were stored before and withdrawn their status again. */
static void
reinstate(AttachBatch *b, SaidRow **came, const ReceivedAssessment *results, int n)
{
	static const Oid types[2] = {INT8OID, TEXTOID};
	Columns		c;

	columns_begin(&c, 2, types, 8);
	for (int i = 0; i < n; i++)
	{
		if (results[i].problem.sqlstate != 0 || !results[i].stored_before || results[i].assessment_id == 0)
			continue;
		columns_set_int8(&c, 0, results[i].assessment_id);
		columns_set_text(&c, 1, came[i]->message.content.status);
		columns_end_row(&c);
	}
	if (c.n > 0)
		columns_execute(&c, STMT_ATTACH_REINSTATE, &b->scope);
}

/* Send rows under their external id or, where `revised`, under that with the digest. */
static void
send(AttachBatch *b, SaidRow **came, int n, bool revised, ReceivedAssessment *results)
{
	Datum	   *messages = palloc_extended(mul_size(Max(n, 1), sizeof(Datum)), MCXT_ALLOC_HUGE);
	TimestampTz *acted_at = palloc_extended(mul_size(Max(n, 1), sizeof(TimestampTz)), MCXT_ALLOC_HUGE);

	for (int i = 0; i < n; i++)
	{
		messages[i] = JsonbPGetDatum(build_message(came[i]->row, came[i]->vendor,
												   revised ? came[i]->revised_id : came[i]->external_id));
		acted_at[i] = mapped_time(came[i]->row, MAPPED_LAST_ACTIVITY);
	}
	if (n > 0)
		aiehr_take_assessments(&b->scope, messages, acted_at, n, results);
	pfree(messages);
	pfree(acted_at);
}

/* Was a message refused because its external id stands for something else? */
static inline bool
is_taken(const ReceivedAssessment *result)
{
	return result->problem.sqlstate == ERRCODE_UNIQUE_VIOLATION;
}

/* Store what rows say, each under the first of its external ids that says nothing else. */
static void
store(AttachBatch *b, SaidRow **came, MappedChange **change, int n)
{
	ReceivedAssessment *results = palloc_extended(mul_size(Max(n, 1), sizeof(ReceivedAssessment)),
												  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	SaidRow   **again = palloc_extended(mul_size(Max(n, 1), sizeof(SaidRow *)), MCXT_ALLOC_HUGE);
	int		   *place = palloc_extended(mul_size(Max(n, 1), sizeof(int)), MCXT_ALLOC_HUGE);
	int			nagain = 0;

	send(b, came, n, false, results);
	for (int i = 0; i < n; i++)
		if (is_taken(&results[i]))
		{
			place[nagain] = i;
			again[nagain++] = came[i];
		}
	if (nagain > 0)
	{
		ReceivedAssessment *second = palloc0(nagain * sizeof(ReceivedAssessment));

		send(b, again, nagain, true, second);
		for (int i = 0; i < nagain; i++)
			results[place[i]] = second[i];
	}
	for (int i = 0; i < n; i++)
	{
		change[i]->problem = results[i].problem;
		change[i]->skipped = results[i].problem.suppressed;
	}
	if (!b->backfill)
		reinstate(b, came, results, n);
}

/* Rows with assessments: what is new is stored, what is no longer said is withdrawn. */
void
aiehr_attach_assessments(AttachBatch *b)
{
	SaidRow    *said = palloc_extended(mul_size(b->n, 2 * sizeof(SaidRow)),
									   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	SaidRow   **gone = palloc_extended(mul_size(b->n, sizeof(SaidRow *)), MCXT_ALLOC_HUGE);
	SaidRow   **came = palloc_extended(mul_size(b->n, sizeof(SaidRow *)), MCXT_ALLOC_HUGE);
	MappedChange **change = palloc_extended(mul_size(b->n, sizeof(MappedChange *)), MCXT_ALLOC_HUGE);
	int			ngone = 0;
	int			ncame = 0;

	for (int i = 0; i < b->n; i++)
	{
		IntakeProblem former_problem = {0};
		SaidRow    *former = &said[2 * i];
		SaidRow    *now = &said[2 * i + 1];
		bool		was = read_row(b, b->changes[i].old, former, &former_problem);
		bool		is = read_row(b, b->changes[i].new, now, &b->changes[i].problem);

		CHECK_FOR_INTERRUPTS();
		if (was && is && says_the_same(former, now))
			continue;
		if (was && (is || b->changes[i].new != NULL || b->on_delete == DELETE_WITHDRAWS))
			gone[ngone++] = former;
		if (is)
		{
			change[ncame] = &b->changes[i];
			came[ncame++] = now;
		}
	}
	withdraw(b, gone, ngone);
	store(b, came, change, ncame);
}
