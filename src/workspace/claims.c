/*
 * claims.c
 *		Golden values and conflicts follow the claims of sources
 *
 * A statement on claims names the people concerned; these are locked in id order,
 * all their claims are read by one statement, resolved in memory (src/identity),
 * and what came out is written by one statement a table.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "identity/resolve.h"
#include "workspace/claims.h"
#include "workspace/columns.h"

PG_FUNCTION_INFO_V1(aiehr_keep_golden);
PG_FUNCTION_INFO_V1(aiehr_keep_golden_of_all);
PG_FUNCTION_INFO_V1(aiehr_rebuild_golden);
PG_FUNCTION_INFO_V1(aiehr_claims_by_hand);
PG_FUNCTION_INFO_V1(aiehr_claimed_name_parts);

/* People whose claims are in memory at a time */
#define SLICE 5000

/* Columns of golden_write and conflict_write */
#define GOLDEN_COLUMNS 10
#define ALL_COLUMNS 14

/*
 * Are golden values being written?  The triggers on what is written then stand aside,
 * and only these: others on person have their own business with a changed name.
 */
static bool keeping = false;

/* Are golden values being written to person at this moment? */
bool
aiehr_golden_is_kept(void)
{
	return keeping;
}

/* How many people have a part of a name */
typedef struct PartCount
{
	char		part[NAMEDATALEN];	/* hash key */
	float8		people;
} PartCount;

/* Claims of a slice of people, and what is needed to judge them */
typedef struct ClaimBatch
{
	int			nfields;
	ProfileField *fields;
	const ProfileField *birth_date; /* NULL where the catalogue has no such field */
	int			n;
	int64	   *people;			/* of each claim */
	FieldClaim *claims;
	bool	   *by_hand;		/* was the claim made by hand? */
} ClaimBatch;

/* A float8 of the last statement's result; 0 where it is NULL. */
static float8
result_float8(uint64 row, int col)
{
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, col, &isnull);

	return isnull ? 0 : DatumGetFloat8(value);
}

/* The rule of a profile_field.rule, which a constraint keeps among these. */
static ResolveRule
rule_of(const char *name)
{
	static const char *const names[] = {"agreement", "trust", "latest", "manual"};

	for (int i = 0; i < lengthof(names); i++)
		if (strcmp(name, names[i]) == 0)
			return (ResolveRule) i;
	elog(ERROR, "unknown rule \"%s\"", name);
	return RULE_MANUAL;			/* keep the compiler quiet */
}

/* Read the catalogue of fields. */
static void
read_fields(const WorkspaceScope *scope, ClaimBatch *batch)
{
	batch->nfields = (int) aiehr_execute(STMT_CLAIMS_FIELDS, scope, 0, NULL, NULL, NULL, 1);
	batch->fields = palloc0((Size) Max(batch->nfields, 1) * sizeof(ProfileField));
	batch->birth_date = NULL;
	for (int i = 0; i < batch->nfields; i++)
	{
		ProfileField *field = &batch->fields[i];

		field->code = result_text(i, 1);
		field->kind = field_kind_of(result_text(i, 2));
		field->multiple = result_bool(i, 3);
		field->rule = rule_of(result_text(i, 4));
		field->severity = result_text(i, 5);
		field->decide_at = result_float8(i, 6);
		field->half_life = result_float8(i, 7);
		field->people = result_float8(i, 8);
		field->values = result_float8(i, 9);
		if (field->kind == FIELD_DATE && strcmp(field->code, "birth_date") == 0)
			batch->birth_date = field;
	}
	result_free();
}

/* The field of a code; the foreign key of claim says that there is one. */
static const ProfileField *
field_of(const ClaimBatch *batch, const char *code)
{
	for (int i = 0; i < batch->nfields; i++)
		if (strcmp(batch->fields[i].code, code) == 0)
			return &batch->fields[i];
	elog(ERROR, "no profile field \"%s\"", code);
	return NULL;				/* keep the compiler quiet */
}

/* Take over one row of claims_read. */
static void
read_claim(ClaimBatch *batch, uint64 row)
{
	FieldClaim *claim = &batch->claims[row];
	char	   *normalised = result_text(row, 5);

	batch->people[row] = result_int8(row, 1);
	claim->field = field_of(batch, result_text(row, 2));
	claim->id = result_int8(row, 3);
	claim->raw = result_text(row, 4);
	claim->valid = result_bool(row, 6) && normalised != NULL;
	claim->value = normalised ? field_value_make(claim->field->kind, claim->raw, normalised) : NULL;
	claim->trust = result_float8(row, 7);
	claim->at = result_int8(row, 8);
	claim->source = result_int8(row, 9);
	claim->people = result_float8(row, 10);
	batch->by_hand[row] = result_bool(row, 11);
}

/* Read the claims of people. */
static void
read_claims(const WorkspaceScope *scope, const PeopleSet *people, ClaimBatch *batch)
{
	batch->n = (int) aiehr_execute_people(STMT_CLAIMS_READ, scope, people);
	batch->people = palloc_extended(mul_size(batch->n + 1, sizeof(int64)), MCXT_ALLOC_HUGE);
	batch->claims = palloc_extended(mul_size(batch->n + 1, sizeof(FieldClaim)),
									MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	batch->by_hand = palloc_extended(mul_size(batch->n + 1, sizeof(bool)), MCXT_ALLOC_HUGE);
	for (int i = 0; i < batch->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		read_claim(batch, i);
	}
	if (people->n > 0)
		result_free();
}

/* The entry of a part of a name; parts too long for a key are not counted. */
static PartCount *
part_entry(HTAB *counts, const char *part, HASHACTION action)
{
	char		key[NAMEDATALEN] = {0};
	bool		found;
	PartCount  *entry;

	if (strlen(part) >= NAMEDATALEN)
		return NULL;
	strcpy(key, part);
	entry = hash_search(counts, key, action, &found);
	if (entry != NULL && !found)
		entry->people = 0;
	return entry;
}

/* Ask how many people have the parts of names that are in the table. */
static void
count_parts(const WorkspaceScope *scope, HTAB *counts)
{
	Oid			types[1] = {TEXTOID};
	HASH_SEQ_STATUS scan;
	PartCount  *entry;
	Columns		columns;
	uint64		n;

	columns_begin(&columns, 1, types, (int) hash_get_num_entries(counts));
	hash_seq_init(&scan, counts);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		columns_set_text(&columns, 0, entry->part);
		columns_end_row(&columns);
	}
	n = columns_execute(&columns, STMT_CLAIMS_NAME_PARTS, scope);
	for (uint64 i = 0; i < n; i++)
	{
		entry = part_entry(counts, result_text(i, 1), HASH_FIND);
		if (entry != NULL)
			entry->people = result_float8(i, 2);
	}
	result_free();
}

/* Logarithm of how likely somebody has a name: its parts, as if they were independent. */
static float8
name_prior(HTAB *counts, const ProfileField *field, const FieldValue *value)
{
	float8		prior = 0;
	ListCell   *cell;

	if (field->people <= 0)
		return log(0.001);
	foreach(cell, field_value_name_parts(value))
	{
		PartCount  *entry = part_entry(counts, lfirst(cell), HASH_FIND);
		float8		people = entry ? entry->people : 0;

		prior += log((Max(people, 1) - 0.5) / (Max(field->people, 1000) + 0.5 * field->values));
	}
	return prior;
}

/* Find out how common the names among the claims are. */
static void
weigh_names(const WorkspaceScope *scope, ClaimBatch *batch)
{
	HASHCTL		ctl;
	HTAB	   *counts;
	ListCell   *cell;

	ctl.keysize = NAMEDATALEN;
	ctl.entrysize = sizeof(PartCount);
	ctl.hcxt = CurrentMemoryContext;
	counts = hash_create("aiehr name parts", 256, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	for (int i = 0; i < batch->n; i++)
		if (batch->claims[i].field->kind == FIELD_NAME && batch->claims[i].valid)
			foreach(cell, field_value_name_parts(batch->claims[i].value))
				(void) part_entry(counts, lfirst(cell), HASH_ENTER);
	if (hash_get_num_entries(counts) == 0)
		return;
	count_parts(scope, counts);
	for (int i = 0; i < batch->n; i++)
	{
		FieldClaim *claim = &batch->claims[i];

		if (claim->field->kind == FIELD_NAME && claim->valid)
			claim->log_prior = name_prior(counts, claim->field, claim->value);
	}
	hash_destroy(counts);
}

/*
 * Was what somebody entered by hand overtaken: did a source say something later that
 * contradicts it, and that it had not said before?
 */
static bool
overtaken(const ClaimBatch *batch, int first, int n, int pinned)
{
	const FieldClaim *decided = &batch->claims[pinned];
	int64		known = decided->id;

	for (int i = first; i < first + n; i++)
	{
		const FieldClaim *claim = &batch->claims[i];
		bool		repeated = false;

		if (!claim->valid || claim->id <= known ||
			!aiehr_contradicts(claim->field, decided->value, claim->value))
			continue;
		for (int k = first; k < first + n && !repeated; k++)
			repeated = batch->claims[k].valid && batch->claims[k].id <= known &&
				batch->claims[k].source == claim->source &&
				field_values_compare(batch->claims[k].value, claim->value) == VALUES_SAME;
		if (!repeated)
			return true;
	}
	return false;
}

/* A claimed value as it is shown: codes and numbers in their normal form, else as written. */
static char *
shown_value(const Candidate *best)
{
	const char *raw = best->claim->raw;
	int			len;

	switch (best->value->kind)
	{
		case FIELD_EMAIL:
		case FIELD_PHONE:
		case FIELD_ID_NUMBER:
		case FIELD_DATE:
			return pstrdup(best->value->text);
		case FIELD_NAME:
		case FIELD_EDUCATION:
		case FIELD_ORGANISATION:
		case FIELD_TEXT:
			break;
	}
	while (*raw == ' ' || *raw == '\t' || *raw == '\n' || *raw == '\r')
		raw++;
	len = (int) strlen(raw);
	while (len > 0 && strchr(" \t\r\n", raw[len - 1]) != NULL)
		len--;
	return pnstrdup(raw, len);
}

/* Does some other candidate contradict this one? */
static bool
contradicted(const ProfileField *field, const Resolution *result, int candidate)
{
	for (int i = 0; i < result->n; i++)
		if (i != candidate &&
			aiehr_contradicts(field, result->candidates[i].value, result->candidates[candidate].value))
			return true;
	return false;
}

/* Texts of candidates, the further values or those in conflict, as the text of a text[]; NULL for none. */
static char *
array_text(const ProfileField *field, const Resolution *result, bool also)
{
	Datum	   *values = palloc((Size) result->n * sizeof(Datum));
	Oid			output;
	bool		varlena;
	int			n = 0;

	for (int i = also ? 1 : 0; i < result->n; i++)
		if (also ? !field_values_go_together(result->best->value, result->candidates[i].value)
			: contradicted(field, result, i))
			values[n++] = CStringGetTextDatum(result->candidates[i].value->text);
	if (n == 0)
		return NULL;
	getTypeOutputInfo(TEXTARRAYOID, &output, &varlena);
	return OidOutputFunctionCall(output, PointerGetDatum(construct_array(values, n, TEXTOID, -1, false,
																		 TYPALIGN_INT)));
}

/* Append what became of one field of a person. */
static void
append_result(Columns *out, int64 person, const ProfileField *field, const Resolution *result,
			  bool reopened)
{
	bool		waits = result->conflict && !result->decided;
	const Candidate *best = result->best;

	columns_set_int8(out, 0, person);
	columns_set_text(out, 1, field->code);
	columns_set_text(out, 2, best ? shown_value(best) : NULL);
	columns_set_text(out, 3, best ? best->value->text : NULL);
	columns_set_int8(out, 4, best ? best->claim->id : 0);
	columns_set_text(out, 5, best && field->multiple ? array_text(field, result, true) : NULL);
	columns_set(out, 6, Int32GetDatum(result->n_valid), false);
	columns_set_text(out, 7, result->reason);
	columns_set(out, 8, Float8GetDatum(rint(result->confidence * 1e6) / 1e6), best == NULL);
	columns_set(out, 9, BoolGetDatum(waits || best == NULL), false);
	columns_set_text(out, 10, result->conflict ? array_text(field, result, false) : NULL);
	columns_set_text(out, 11, field->severity);
	columns_set(out, 12, BoolGetDatum(waits), false);
	columns_set(out, 13, BoolGetDatum(waits && reopened), false);
	columns_end_row(out);
}

/* Resolve the n claims from `first` on: all that a person's sources say of one field. */
static void
resolve_claims(const ClaimBatch *batch, const PersonClaims *person, int offset, int first, int n,
			   const ProfileField *field, Columns *out)
{
	Resolution	result;
	int			pinned = -1;
	bool		reopened = false;

	/* the newest comes first */
	for (int i = first; i < first + n && pinned < 0; i++)
		if (batch->by_hand[i] && batch->claims[i].valid)
			pinned = i;
	if (pinned >= 0 && overtaken(batch, first, n, pinned))
	{
		reopened = true;
		pinned = -1;
	}
	aiehr_resolve_field(person, field, first - offset, n, pinned >= 0 ? &batch->claims[pinned] : NULL,
						reopened, &result);
	if (n > 0 || result.best != NULL)
		append_result(out, person->person, field, &result, reopened);
}

/* Resolve all fields of the person whose claims begin at `first`; returns where the next one's do. */
static int
resolve_person(const ClaimBatch *batch, int first, Columns *out)
{
	PersonClaims person = {batch->people[first], 0, batch->claims + first};
	bool		birth_date = false;
	int			end = first;
	int			n;

	while (end < batch->n && batch->people[end] == person.person)
		end++;
	person.n = end - first;
	for (int i = first; i < end; i += n)
	{
		const ProfileField *field = batch->claims[i].field;

		for (n = 1; i + n < end && batch->claims[i + n].field == field; n++)
			;
		resolve_claims(batch, &person, first, i, n, field, out);
		birth_date |= field == batch->birth_date;
	}
	if (!birth_date && batch->birth_date != NULL)
		resolve_claims(batch, &person, first, first, 0, batch->birth_date, out);
	return end;
}

/* Write what became of people, and let their rows in person follow. */
static void
write_results(const WorkspaceScope *scope, const PeopleSet *people, const Columns *out)
{
	(void) aiehr_execute_people(STMT_GOLDEN_GONE, scope, people);
	if (out->n == 0)
		return;
	(void) columns_execute_some(out, GOLDEN_COLUMNS, STMT_GOLDEN_WRITE, scope);
	(void) columns_execute(out, STMT_CONFLICT_WRITE, scope);
	(void) aiehr_execute_people(STMT_GOLDEN_PERSON, scope, people);
}

/* Make golden values and conflicts of a slice of locked people right. */
static void
refresh_slice(const WorkspaceScope *scope, const PeopleSet *people)
{
	static const Oid types[ALL_COLUMNS] = {
		INT8OID, TEXTOID, TEXTOID, TEXTOID, INT8OID, TEXTOID, INT4OID, TEXTOID, FLOAT8OID, BOOLOID,
		TEXTOID, TEXTOID, BOOLOID, BOOLOID
	};
	ClaimBatch	batch;
	Columns		out;

	(void) aiehr_execute_people(STMT_CLAIMS_ADOPT, scope, people);
	read_fields(scope, &batch);
	read_claims(scope, people, &batch);
	weigh_names(scope, &batch);
	columns_begin(&out, ALL_COLUMNS, types, batch.n);
	for (int i = 0; i < batch.n;)
	{
		CHECK_FOR_INTERRUPTS();
		i = resolve_person(&batch, i, &out);
	}
	write_results(scope, people, &out);
}

/* The same for any number of people, slice by slice. */
static void
refresh_golden(const WorkspaceScope *scope, const PeopleSet *people)
{
	MemoryContext slice = AllocSetContextCreate(CurrentMemoryContext, "aiehr claims",
												ALLOCSET_DEFAULT_SIZES);

	for (int i = 0; i < people->n; i += SLICE)
	{
		PeopleSet	part = {Min(SLICE, people->n - i), people->ids + i};
		MemoryContext old = MemoryContextSwitchTo(slice);

		refresh_slice(scope, &part);
		MemoryContextSwitchTo(old);
		MemoryContextReset(slice);
	}
	MemoryContextDelete(slice);
}

/* Golden values and conflicts of locked people, once: what it writes fires the triggers below again. */
pg_noinline void
aiehr_refresh_golden(const WorkspaceScope *scope, const PeopleSet *people)
{
	keeping = true;
	PG_TRY();
	{
		refresh_golden(scope, people);
	}
	PG_FINALLY();
	{
		keeping = false;
	}
	PG_END_TRY();
}

/*
 * _keep_golden(table)
 *		AFTER ... FOR EACH STATEMENT trigger of claim: golden values and conflicts of
 *		the people whose claims changed.
 */
Datum
aiehr_keep_golden(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._keep_golden");
	WorkspaceScope scope;
	PeopleSet	people;

	if (keeping || aiehr_rows_are_moving())
		PG_RETURN_POINTER(NULL);
	people = aiehr_trigger_people(trigdata, "person_id");
	if (people.n == 0)
		PG_RETURN_POINTER(NULL);
	aiehr_enter_trigger(&scope, trigdata);
	aiehr_lock_people(&scope, &people);
	aiehr_refresh_golden(&scope, &people);
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}

/*
 * _keep_golden_of_all(table)
 *		AFTER ... FOR EACH STATEMENT trigger of what every resolution reads, trust and
 *		the catalogue of fields: golden values of everybody.
 */
Datum
aiehr_keep_golden_of_all(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._keep_golden_of_all");
	WorkspaceScope scope;

	aiehr_enter_trigger(&scope, trigdata);
	(void) aiehr_work_in_batches(&scope, STMT_CLAIMS_PEOPLE, NULL, aiehr_refresh_golden);
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}

/*
 * _rebuild_golden(anchor) -> bigint
 *		Make golden values and conflicts of everybody again from the claims; returns
 *		the number of people.
 */
Datum
aiehr_rebuild_golden(PG_FUNCTION_ARGS)
{
	WorkspaceScope scope;
	int64		total;

	aiehr_enter(&scope, get_rel_namespace(PG_GETARG_OID(0)), InvalidOid);
	total = aiehr_work_in_batches(&scope, STMT_CLAIMS_PEOPLE, NULL, aiehr_refresh_golden);
	aiehr_leave(&scope);
	PG_RETURN_INT64(total);
}

/*
 * _claims_by_hand(table)
 *		AFTER UPDATE ... FOR EACH STATEMENT trigger of person: what somebody wrote over
 *		a golden value is a claim by hand, which the triggers of claim weigh.
 */
Datum
aiehr_claims_by_hand(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._claims_by_hand");
	WorkspaceScope scope;
	PeopleSet	people;

	if (keeping || aiehr_rows_are_moving())
		PG_RETURN_POINTER(NULL);
	people = aiehr_trigger_people(trigdata, "id");
	if (people.n == 0)
		PG_RETURN_POINTER(NULL);
	aiehr_enter_trigger(&scope, trigdata);
	(void) aiehr_execute_people(STMT_CLAIMS_BY_HAND, &scope, &people);
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}

/*
 * _name_parts(raw, normalised) -> text[]
 *		The parts of a name whose frequency says how common it is.
 */
Datum
aiehr_claimed_name_parts(PG_FUNCTION_ARGS)
{
	FieldValue *value = field_value_make(FIELD_NAME, text_to_cstring(PG_GETARG_TEXT_PP(0)),
										 text_to_cstring(PG_GETARG_TEXT_PP(1)));
	List	   *parts = field_value_name_parts(value);
	Datum	   *values = palloc((Size) Max(list_length(parts), 1) * sizeof(Datum));
	ListCell   *cell;
	int			n = 0;

	foreach(cell, parts)
		values[n++] = CStringGetTextDatum((char *) lfirst(cell));
	if (n == 0)
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(TEXTOID));
	PG_RETURN_ARRAYTYPE_P(construct_array(values, n, TEXTOID, -1, false, TYPALIGN_INT));
}
