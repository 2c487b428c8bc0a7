/*
 * matching_keep.c
 *		The records that people are matched by follow what sources say
 *
 * match_record and match_key are kept by triggers, and so is match_review: whoever's
 * records changed is compared with everybody else anew.  Where no model is in force
 * nothing is kept.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "workspace/claims.h"
#include "workspace/columns.h"
#include "workspace/matching.h"

PG_FUNCTION_INFO_V1(aiehr_keep_matching_of);
PG_FUNCTION_INFO_V1(aiehr_rebuild_matching);

/* People whose records are in memory at a time */
#define SLICE 2000

/* The records of a slice of people */
typedef struct KeepBatch
{
	const WorkspaceScope *scope;
	const MatchModel *model;
	KnownRecords said;			/* as sources wrote them, by id */
	KnownRecords kept;			/* as they are kept, by id */
	KnownRecords fresh;			/* said and not kept so */
	PeopleSet	gone;			/* ids kept and not said so */
	PeopleSet	changed;		/* whose records are fresh or gone */
} KeepBatch;

/* Does a record say anything that is compared? */
static bool
says_anything(const MatchModel *model, const MatchRecord *record)
{
	for (int i = 0; i < model->nfields; i++)
		if (record->value[i] != NULL)
			return true;
	return false;
}

/* Read what sources say of people; records that say nothing are left out. */
static KnownRecords
read_said(const WorkspaceScope *scope, const MatchModel *model, const PeopleSet *people)
{
	KnownRecords said = {0};
	uint64		n = aiehr_execute_people(STMT_MATCH_SAID, scope, people);

	said.rows = palloc_extended(mul_size(Max(n, 1), sizeof(KnownRecord)), MCXT_ALLOC_HUGE);
	for (uint64 i = 0; i < n; i++)
	{
		KnownRecord *record = &said.rows[said.n];
		bool		isnull;
		Datum		json = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 3, &isnull);

		record->id = result_int8(i, 1);
		record->person_id = result_int8(i, 2);
		match_record_read(model, DatumGetJsonbP(json), &record->record);
		if (says_anything(model, &record->record))
			said.n++;
	}
	result_free();
	return said;
}

/* Are two records the same, person and values? */
static bool
same_record(const MatchModel *model, const KnownRecord *a, const KnownRecord *b)
{
	if (a->id != b->id || a->person_id != b->person_id)
		return false;
	for (int i = 0; i < model->nfields; i++)
	{
		const char *x = a->record.value[i];
		const char *y = b->record.value[i];

		if (x == NULL || y == NULL ? x != y : strcmp(x, y) != 0)
			return false;
	}
	return true;
}

/* Find out what changed; both lists are sorted by id. */
static void
compare_kept(KeepBatch *b)
{
	int			n = b->said.n + b->kept.n;
	int			s = 0;
	int			k = 0;

	b->fresh.n = b->gone.n = b->changed.n = 0;
	b->fresh.rows = palloc_extended(mul_size(Max(b->said.n, 1), sizeof(KnownRecord)), MCXT_ALLOC_HUGE);
	b->gone.ids = palloc_extended(mul_size(Max(n, 1), sizeof(int64)), MCXT_ALLOC_HUGE);
	b->changed.ids = palloc_extended(mul_size(Max(n, 1), sizeof(int64)), MCXT_ALLOC_HUGE);
	while (s < b->said.n || k < b->kept.n)
	{
		const KnownRecord *said = s < b->said.n ? &b->said.rows[s] : NULL;
		const KnownRecord *kept = k < b->kept.n ? &b->kept.rows[k] : NULL;

		if (said != NULL && kept != NULL && said->id == kept->id)
		{
			s++;
			k++;
			if (same_record(b->model, said, kept))
				continue;
		}
		else if (kept == NULL || (said != NULL && said->id < kept->id))
		{
			s++;
			kept = NULL;
		}
		else
		{
			k++;
			said = NULL;
		}
		if (said != NULL)
		{
			b->fresh.rows[b->fresh.n++] = *said;
			b->changed.ids[b->changed.n++] = said->person_id;
		}
		if (kept != NULL)
			b->gone.ids[b->gone.n++] = kept->id;
		if (kept != NULL && (said == NULL || said->person_id != kept->person_id))
			b->changed.ids[b->changed.n++] = kept->person_id;
	}
	aiehr_people_normalise(&b->gone);
	aiehr_people_normalise(&b->changed);
}

/* The values of a record as the text of a text[]. */
static char *
values_text(const MatchModel *model, const MatchRecord *record)
{
	static Oid	output = InvalidOid;
	Datum		values[MATCH_MAX_FIELDS];
	bool		nulls[MATCH_MAX_FIELDS];
	int			dims[1] = {model->nfields};
	int			lbs[1] = {1};
	bool		varlena;
	ArrayType  *array;

	if (!OidIsValid(output))
		getTypeOutputInfo(TEXTARRAYOID, &output, &varlena);
	for (int i = 0; i < model->nfields; i++)
	{
		nulls[i] = record->value[i] == NULL;
		values[i] = nulls[i] ? (Datum) 0 : CStringGetTextDatum(record->value[i]);
	}
	array = construct_md_array(values, nulls, 1, dims, lbs, TEXTOID, -1, false, TYPALIGN_INT);
	return OidOutputFunctionCall(output, PointerGetDatum(array));
}

/* Write what changed. */
static void
write_fresh(const KeepBatch *b)
{
	static const Oid record_types[3] = {INT8OID, INT8OID, TEXTOID};
	static const Oid key_types[2] = {INT8OID, INT8OID};
	Columns		records;
	Columns		keys;

	if (b->gone.n > 0)
		(void) aiehr_execute_people(STMT_MATCH_FORGET, b->scope, &b->gone);
	columns_begin(&records, 3, record_types, Max(b->fresh.n, 1));
	columns_begin(&keys, 2, key_types, Max(b->fresh.n, 1) * b->model->nkeys + 1);
	for (int i = 0; i < b->fresh.n; i++)
	{
		const KnownRecord *fresh = &b->fresh.rows[i];
		int64		hash[MATCH_MAX_KEYS];
		int			n = aiehr_record_keys(b->model, &fresh->record, hash);

		columns_set_int8(&records, 0, fresh->id);
		columns_set_int8(&records, 1, fresh->person_id);
		columns_set_text(&records, 2, values_text(b->model, &fresh->record));
		columns_end_row(&records);
		for (int k = 0; k < n; k++)
		{
			columns_set(&keys, 0, Int64GetDatum(hash[k]), false);
			columns_set_int8(&keys, 1, fresh->id);
			columns_end_row(&keys);
		}
	}
	if (records.n > 0)
		(void) columns_execute(&records, STMT_MATCH_WRITE, b->scope);
	if (keys.n > 0)
		(void) columns_execute(&keys, STMT_MATCH_WRITE_KEYS, b->scope);
}

/* Append who is like a person whose records these are. */
static void
append_reviews(const KeepBatch *b, const KnownRecord *records, int n, Columns *out)
{
	LikePeople	like = aiehr_find_like(b->scope, b->model, records, n, true);

	for (int i = 0; i < like.n; i++)
	{
		columns_set_int8(out, 0, records[0].person_id);
		columns_set_int8(out, 1, like.rows[i].person_id);
		columns_set(out, 2, Float8GetDatum(like.rows[i].probability), false);
		columns_set_text(out, 3, like.rows[i].reason);
		columns_end_row(out);
	}
}

/* Compare the people whose records changed with everybody else. */
static void
review_changed(KeepBatch *b)
{
	static const Oid types[4] = {INT8OID, INT8OID, FLOAT8OID, TEXTOID};
	KnownRecord *said = b->said.rows;
	Columns		out;
	int			at = 0;

	columns_begin(&out, 4, types, 8);
	qsort(said, b->said.n, sizeof(KnownRecord), aiehr_by_person);
	for (int i = 0, end; i < b->said.n; i = end)
	{
		for (end = i + 1; end < b->said.n && said[end].person_id == said[i].person_id; end++)
			;
		while (at < b->changed.n && b->changed.ids[at] < said[i].person_id)
			at++;
		if (at < b->changed.n && b->changed.ids[at] == said[i].person_id)
			append_reviews(b, said + i, end - i, &out);
	}
	(void) aiehr_execute_people(STMT_MATCH_REVIEW_CLEAR, b->scope, &b->changed);
	if (out.n > 0)
		(void) columns_execute(&out, STMT_MATCH_REVIEW_WRITE, b->scope);
}

/* Make the records of a slice of people right; `look`: and who is like them. */
static void
keep_slice(const WorkspaceScope *scope, const MatchModel *model, const PeopleSet *people, bool look)
{
	KeepBatch	b = {.scope = scope, .model = model};

	b.said = read_said(scope, model, people);
	b.kept = aiehr_known_records(scope, model, STMT_MATCH_MEMBERS, people);
	compare_kept(&b);
	if (b.changed.n == 0)
		return;
	if (look)
		aiehr_lock_match_keys(scope, model, &b.fresh);
	write_fresh(&b);
	if (look)
		review_changed(&b);
}

/* Make the records of people right by the model that is held, slice by slice. */
static void
keep_people(const WorkspaceScope *scope, const MatchModel *model, const PeopleSet *people, bool look)
{
	MemoryContext slice =
		AllocSetContextCreate(CurrentMemoryContext, "aiehr matching", ALLOCSET_DEFAULT_SIZES);

	if (people->n > 0)
		aiehr_require_fresh_snapshots();
	for (int i = 0; i < people->n; i += SLICE)
	{
		PeopleSet	part = {Min(SLICE, people->n - i), people->ids + i};
		MemoryContext old = MemoryContextSwitchTo(slice);

		CHECK_FOR_INTERRUPTS();
		keep_slice(scope, model, &part, look);
		MemoryContextSwitchTo(old);
		MemoryContextReset(slice);
	}
	MemoryContextDelete(slice);
}

/* Make the records that these people are matched by right; `look`: and who is like them. */
void
aiehr_keep_matching(const WorkspaceScope *scope, const PeopleSet *people, bool look)
{
	const MatchModel *model = aiehr_hold_matching_model(scope);

	if (model != NULL)
		keep_people(scope, model, people, look);
}

/*
 * _keep_matching(table, column)
 *		AFTER ... FOR EACH STATEMENT trigger of claim and person: the records that the
 *		people of the statement are matched by, and who is like them.
 */
Datum
aiehr_keep_matching_of(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._keep_matching");
	WorkspaceScope scope;
	const MatchModel *model;

	if (aiehr_golden_is_kept() || aiehr_rows_are_moving())
		PG_RETURN_POINTER(NULL);
	aiehr_enter_trigger(&scope, trigdata);
	model = aiehr_hold_matching_model(&scope);
	/* most workspaces match nobody; then a load need not be read again */
	if (model != NULL)
	{
		PeopleSet	people = aiehr_trigger_people(trigdata, aiehr_trigger_argument(trigdata, 1));

		keep_people(&scope, model, &people, true);
	}
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}

/* One batch of rebuild_matching(). */
static void
rebuild_batch(const WorkspaceScope *scope, const PeopleSet *people)
{
	aiehr_keep_matching(scope, people, false);
}

/*
 * _rebuild_matching(anchor) -> bigint
 *		The records that people are matched by, for everybody; the number of people.
 */
Datum
aiehr_rebuild_matching(PG_FUNCTION_ARGS)
{
	WorkspaceScope scope;
	int64		total;

	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	total = aiehr_work_in_batches(&scope, STMT_MATCH_PEOPLE, NULL, rebuild_batch);
	aiehr_leave(&scope);
	PG_RETURN_INT64(total);
}
