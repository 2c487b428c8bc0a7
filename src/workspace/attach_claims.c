/*
 * attach_claims.c
 *		What rows of host tables claim of people
 *
 * A row of a mapping with claims is a record of the table, by the key of its person: it
 * is stored as what other sources say (intake/claims.h), and withdrawn when it goes.
 */
#include "workspace/attach.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/datum.h"

#include "intake/claims.h"
#include "workspace/columns.h"

/* All that a row claims; name and addresses as they are mapped, where no entry claims them. */
static Jsonb *
row_claims(const Mapping *mapping, const MappedRow *row)
{
	static const AttachField plain[] = {MAPPED_NAME, MAPPED_EMAIL, MAPPED_PHONE};
	JsonbParseState *state = NULL;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	/* first, since of two values for one key the later counts */
	for (int i = 0; i < lengthof(plain); i++)
		aiehr_push_text(&state, attach_fields[plain[i]].name, mapped_text(row, plain[i]));
	for (int i = 0; i < mapping->nclaims; i++)
		aiehr_push_text(&state, mapping->claim[i], mapped_text(row, MAPPED_COUNT + i));
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

/* Do two rows differ in a field that is claimed? */
static bool
field_differs(const MappedRow *a, const MappedRow *b, int field)
{
	return a->nulls[field] != b->nulls[field] ||
		(!a->nulls[field] && !datumIsEqual(a->values[field], b->values[field], false, -1));
}

/* Do two rows claim something different, or are they records of different names? */
static bool
claims_differ(const Mapping *mapping, const MappedRow *a, const MappedRow *b)
{
	static const AttachField fields[] = {MAPPED_EXTERNAL_KEY, MAPPED_NAME, MAPPED_EMAIL, MAPPED_PHONE};

	for (int i = 0; i < lengthof(fields); i++)
		if (field_differs(a, b, fields[i]))
			return true;
	for (int i = 0; i < mapping->nclaims; i++)
		if (field_differs(a, b, MAPPED_COUNT + i))
			return true;
	return false;
}

/* Store what rows claim of their people; `is_new` says of each whether nothing was known of it before. */
void
aiehr_attach_claims(AttachBatch *b, MappedChange *const *changes, const PersonReference *people,
					const bool *is_new, int n)
{
	ClaimRecord *records;
	int			nrecords = 0;

	if (b->mapping->nclaims == 0)
		return;
	records = palloc_extended(mul_size(n, sizeof(ClaimRecord)), MCXT_ALLOC_HUGE);
	for (int i = 0; i < n; i++)
	{
		ClaimRecord record = {b->source, people[i].external_key, people[i].person_id, NULL, false};

		if (people[i].person_id == 0 || changes[i]->problem.sqlstate != 0 || changes[i]->skipped ||
			(!is_new[i] && !claims_differ(b->mapping, changes[i]->old, changes[i]->new)))
			continue;
		record.claims = row_claims(b->mapping, changes[i]->new);
		records[nrecords++] = record;
	}
	aiehr_store_claims(&b->scope, records, nrecords);
	pfree(records);
}

/* Rows that are gone claim nothing any more. */
void
aiehr_attach_withdraw_claims(AttachBatch *b)
{
	static const Oid types[2] = {TEXTOID, TEXTOID};
	PeopleSet	people;
	Columns		c;

	if (b->mapping->nclaims == 0 || b->on_delete == DELETE_KEEPS)
		return;
	columns_begin(&c, 2, types, 8);
	for (int i = 0; i < b->n; i++)
	{
		if (b->changes[i].new != NULL)
			continue;
		columns_set_text(&c, 0, b->source);
		columns_set_text(&c, 1, mapped_text(b->changes[i].old, MAPPED_EXTERNAL_KEY));
		columns_end_row(&c);
	}
	if (c.n == 0)
		return;
	(void) columns_execute(&c, STMT_CLAIMS_OTHER_PERSON, &b->scope);
	people = aiehr_result_people();
	aiehr_lock_people(&b->scope, &people);
	(void) columns_execute(&c, STMT_ATTACH_CLAIMS_WITHDRAW, &b->scope);
}

/*
 * The records of rows whose key changed go by the new one.  Keys may move along the rows,
 * so they are set free first.
 */
void
aiehr_attach_rename_claims(AttachBatch *b)
{
	static const Oid types[3] = {TEXTOID, TEXTOID, TEXTOID};
	static const Oid named_types[3] = {INT8OID, TEXTOID, TEXTOID};
	Columns		c;
	Columns		named;
	uint64		rows;

	if (b->mapping->nclaims == 0)
		return;
	columns_begin(&c, 3, types, 8);
	for (int i = 0; i < b->n; i++)
	{
		const MappedChange *change = &b->changes[i];
		char	   *former = change->old ? mapped_text(change->old, MAPPED_EXTERNAL_KEY) : NULL;
		char	   *now = change->new ? mapped_text(change->new, MAPPED_EXTERNAL_KEY) : NULL;

		if (former == NULL || now == NULL || change->problem.sqlstate != 0 || strcmp(former, now) == 0)
			continue;
		columns_set_text(&c, 0, b->source);
		columns_set_text(&c, 1, former);
		columns_set_text(&c, 2, now);
		columns_end_row(&c);
	}
	if (c.n == 0)
		return;
	rows = columns_execute(&c, STMT_ATTACH_CLAIMS_RELEASE, &b->scope);
	columns_begin(&named, 3, named_types, Max((int) rows, 1));
	for (uint64 r = 0; r < rows; r++)
	{
		columns_set_int8(&named, 0, result_int8(r, 1));
		columns_set_text(&named, 1, b->source);
		columns_set_text(&named, 2, result_text(r, 2));
		columns_end_row(&named);
	}
	result_free();
	if (named.n > 0)
		(void) columns_execute(&named, STMT_ATTACH_CLAIMS_RENAME, &b->scope);
}
