/*
 * matching_arrive.c
 *		Whom a record is about that names nobody
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "stats/result.h"
#include "workspace/matching.h"

PG_FUNCTION_INFO_V1(aiehr_hold_matching);
PG_FUNCTION_INFO_V1(aiehr_lock_records);
PG_FUNCTION_INFO_V1(aiehr_lock_records_of);
PG_FUNCTION_INFO_V1(aiehr_match_arrivals);
PG_FUNCTION_INFO_V1(aiehr_find_person);
PG_FUNCTION_INFO_V1(aiehr_match_objection);

/* The model in force; an error where there is none. */
static const MatchModel *
require_model(const WorkspaceScope *scope)
{
	const MatchModel *model = aiehr_matching_model(scope);

	if (model == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("no match model is in force"),
				 errdetail("Without one nobody can say whether two records are about one person."),
				 errhint("fit_matching() fits one to the records that are there.")));
	return model;
}

/* The likest person above the upper threshold with nothing against it; 0 if there is none. */
static int64
likest(const WorkspaceScope *scope, const MatchModel *model, const KnownRecord *record)
{
	LikePeople	like = aiehr_find_like(scope, model, record, 1, true);

	for (int i = 0; i < like.n; i++)
		if (strcmp(like.rows[i].reason, LIKE_SAME) == 0)
			return like.rows[i].person_id;
	return 0;
}

/* Whom a record is about, locked; who was erased or merged while we waited for the lock is found anew. */
static int64
arrive(const WorkspaceScope *scope, const MatchModel *model, const KnownRecord *record)
{
	for (;;)
	{
		int64		person = likest(scope, model, record);
		PeopleSet	one = {1, &person};

		CHECK_FOR_INTERRUPTS();
		if (person == 0 || aiehr_execute_people(STMT_LOCK_PEOPLE, scope, &one) == 1)
			return person;
	}
}

/* Records from a jsonb[] argument. */
static KnownRecords
records_argument(FunctionCallInfo fcinfo, int arg, const MatchModel *model)
{
	KnownRecords records;
	Datum	   *given;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(arg), JSONBOID, -1, false, TYPALIGN_INT, &given, NULL,
					  &records.n);
	records.rows = palloc0(mul_size(Max(records.n, 1), sizeof(KnownRecord)));
	for (int i = 0; i < records.n; i++)
		match_record_read(model, DatumGetJsonbP(given[i]), &records.rows[i].record);
	return records;
}

/* An error unless two arrays go together. */
static void
require_same_length(int n, int m)
{
	if (n != m)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("arrays that go together differ in length"),
				 errdetail("They have %d and %d elements.", n, m)));
}

/*
 * _hold_matching(anchor) -> boolean
 *		Keeps the model in force to the end of the transaction; is there one?
 */
Datum
aiehr_hold_matching(PG_FUNCTION_ARGS)
{
	WorkspaceScope scope;
	bool		result;

	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	result = aiehr_hold_matching_model(&scope) != NULL;
	aiehr_leave(&scope);
	PG_RETURN_BOOL(result);
}

/*
 * _lock_records(anchor, records jsonb[])
 *		Locks the keys of records to the end of the transaction.
 */
Datum
aiehr_lock_records(PG_FUNCTION_ARGS)
{
	WorkspaceScope scope;
	const MatchModel *model;
	KnownRecords records;

	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	model = require_model(&scope);
	aiehr_require_fresh_snapshots();
	records = records_argument(fcinfo, 1, model);
	aiehr_lock_match_keys(&scope, model, &records);
	aiehr_leave(&scope);
	PG_RETURN_VOID();
}

/*
 * _lock_records_of(anchor, people bigint[])
 *		Locks the keys of the records of people to the end of the transaction, where a
 *		model is in force.  Keys come before people: who changes what is kept of people
 *		that are there calls this before locking these.
 */
Datum
aiehr_lock_records_of(PG_FUNCTION_ARGS)
{
	PeopleSet	people = aiehr_people_argument(fcinfo, 1);
	WorkspaceScope scope;
	const MatchModel *model;

	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	model = aiehr_hold_matching_model(&scope);
	if (model != NULL && people.n > 0)
	{
		KnownRecords records = aiehr_known_records(&scope, model, STMT_MATCH_MEMBERS, &people);

		aiehr_lock_match_keys(&scope, model, &records);
	}
	aiehr_leave(&scope);
	PG_RETURN_VOID();
}

/*
 * _match_arrivals(anchor, records jsonb[], is_open boolean[]) -> bigint[]
 *		The person of each record that is open, NULL for somebody new and for the others.  The caller
 *		holds the keys of all records.
 */
Datum
aiehr_match_arrivals(PG_FUNCTION_ARGS)
{
	ArrayType  *array;
	WorkspaceScope scope;
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext old;
	const MatchModel *model;
	KnownRecords records;
	Datum	   *is_open;
	Datum	   *people;
	bool	   *nulls;
	int			n;
	int			dims[1];
	int			lbs[1] = {1};

	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	model = require_model(&scope);
	aiehr_require_fresh_snapshots();
	records = records_argument(fcinfo, 1, model);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(2), BOOLOID, 1, true, TYPALIGN_CHAR, &is_open, NULL, &n);
	require_same_length(records.n, n);
	people = palloc0(mul_size(Max(n, 1), sizeof(Datum)));
	nulls = palloc(mul_size(Max(n, 1), sizeof(bool)));
	memset(nulls, true, n);
	for (int i = 0; i < n; i++)
	{
		int64		person = DatumGetBool(is_open[i]) ? arrive(&scope, model, &records.rows[i]) : 0;

		people[i] = Int64GetDatum(person);
		nulls[i] = person == 0;
	}
	old = MemoryContextSwitchTo(caller);
	dims[0] = n;
	array = n == 0 ? construct_empty_array(INT8OID) :
		construct_md_array(people, nulls, 1, dims, lbs, INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
						   TYPALIGN_DOUBLE);
	MemoryContextSwitchTo(old);
	aiehr_leave(&scope);
	PG_RETURN_ARRAYTYPE_P(array);
}

/* _find_person(anchor, record jsonb): who may be meant, the likest first */
Datum
aiehr_find_person(PG_FUNCTION_ARGS)
{
	KnownRecord record = {0};
	WorkspaceScope scope;
	const MatchModel *model;
	LikePeople	like;
	ResultRow	row;

	row_begin_set(fcinfo, &row);
	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	model = require_model(&scope);
	match_record_read(model, PG_GETARG_JSONB_P(1), &record.record);
	like = aiehr_find_like(&scope, model, &record, 1, false);
	for (int i = 0; i < like.n; i++)
	{
		row_count(&row, like.rows[i].person_id);
		row_float8(&row, like.rows[i].probability);
		row_text(&row, like.rows[i].reason);
		row_put(&row);
	}
	aiehr_leave(&scope);
	return (Datum) 0;
}

/*
 * _match_objection(anchor, one bigint[], other bigint[]) -> text[]
 *		Why the people of each pair are not one although records of theirs are alike.
 */
Datum
aiehr_match_objection(PG_FUNCTION_ARGS)
{
	WorkspaceScope scope;
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext old;
	ArrayType  *result;
	Datum	   *values;
	bool	   *nulls;
	const char **objections;
	Datum	   *ids[2];
	int64	   *people[2];
	int			n[2];
	int			lbs[1] = {1};

	for (int k = 0; k < 2; k++)
	{
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(k + 1), INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
						  TYPALIGN_DOUBLE, &ids[k], NULL, &n[k]);
		people[k] = palloc(mul_size(Max(n[k], 1), sizeof(int64)));
		for (int i = 0; i < n[k]; i++)
			people[k][i] = DatumGetInt64(ids[k][i]);
	}
	require_same_length(n[0], n[1]);
	values = palloc(mul_size(Max(n[0], 1), sizeof(Datum)));
	nulls = palloc(mul_size(Max(n[0], 1), sizeof(bool)));
	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	objections = aiehr_match_objections(&scope, require_model(&scope), people[0], people[1], n[0]);
	old = MemoryContextSwitchTo(caller);
	for (int i = 0; i < n[0]; i++)
	{
		nulls[i] = objections[i] == NULL;
		values[i] = nulls[i] ? (Datum) 0 : CStringGetTextDatum(objections[i]);
	}
	result = n[0] == 0 ? construct_empty_array(TEXTOID) :
		construct_md_array(values, nulls, 1, n, lbs, TEXTOID, -1, false, TYPALIGN_INT);
	MemoryContextSwitchTo(old);
	aiehr_leave(&scope);
	PG_RETURN_ARRAYTYPE_P(result);
}
