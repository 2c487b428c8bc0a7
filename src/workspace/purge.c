/*
 * purge.c
 *		Data that goes for good: applications that are due, people erased
 *
 * What is to go has been decided and locked by sweep() or erase_person().  Every
 * DELETE leaves out people on hold by itself, whatever was decided before.  People
 * are erased by walking the register of personal data, so that a table that is
 * entered there is neither forgotten here nor in the export.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "workspace/archive.h"
#include "workspace/columns.h"
#include "workspace/engine.h"

PG_FUNCTION_INFO_V1(aiehr_purge);
PG_FUNCTION_INFO_V1(aiehr_export_rows);
PG_FUNCTION_INFO_V1(aiehr_end_spells);
PG_FUNCTION_INFO_V1(aiehr_settle);

/* One step of the walk through the register */
typedef struct RegisterStep
{
	char	   *table;
	char	   *count;
	char	   *erase;
	char	   *export;			/* NULL where the rows are about somebody else */
} RegisterStep;

/* Both sets as one. */
static PeopleSet
people_union(const PeopleSet *a, const PeopleSet *b)
{
	PeopleSet	people;

	people.n = a->n + b->n;
	people.ids = palloc_extended(mul_size(Max(people.n, 1), sizeof(int64)), MCXT_ALLOC_HUGE);
	if (a->n > 0)
		memcpy(people.ids, a->ids, a->n * sizeof(int64));
	if (b->n > 0)
		memcpy(people.ids + a->n, b->ids, b->n * sizeof(int64));
	aiehr_people_normalise(&people);
	return people;
}

/* What the register says is to be done, in order. */
static RegisterStep *
read_register(const WorkspaceScope *scope, int *n)
{
	RegisterStep *steps;

	*n = (int) aiehr_execute(STMT_REGISTER_WALK, scope, 0, NULL, NULL, NULL, 1);
	steps = palloc(Max(*n, 1) * sizeof(RegisterStep));
	for (int i = 0; i < *n; i++)
	{
		steps[i].table = result_text(i, 1);
		steps[i].count = result_text(i, 2);
		steps[i].erase = result_text(i, 3);
		steps[i].export = result_text(i, 4);
	}
	result_free();
	return steps;
}

/* Run a statement of the register, whose argument is the people; returns its rows. */
static uint64
run_step(const char *sql, const PeopleSet *people)
{
	Oid			types[1] = {INT8ARRAYOID};
	Datum		values[1] = {PointerGetDatum(aiehr_people_array(people))};
	int			rc = SPI_execute_with_args(sql, 1, types, values, NULL, false, 0);

	if (rc < 0)
		elog(ERROR, "a statement of the register failed: %s", SPI_result_code_string(rc));
	return SPI_processed;
}

/* Append a row (table_name, rows) to the function's result. */
static void
put_count(FunctionCallInfo fcinfo, const char *table, int64 rows)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		values[2] = {CStringGetTextDatum(table), Int64GetDatum(rows)};
	bool		nulls[2] = {false, false};

	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* Walk the register: erase people, or with dry_run count what would go. */
static void
erase_people(FunctionCallInfo fcinfo, const WorkspaceScope *scope, const PeopleSet *people, bool dry_run)
{
	int			n;
	RegisterStep *steps = read_register(scope, &n);

	for (int i = 0; i < n; i++)
	{
		int64		rows;

		CHECK_FOR_INTERRUPTS();
		if (dry_run)
		{
			(void) run_step(steps[i].count, people);
			rows = result_int8(0, 1);
			result_free();
		}
		else
			rows = (int64) run_step(steps[i].erase, people);
		put_count(fcinfo, steps[i].table, rows);
	}
}

/* Delete applications, then the people whom nothing keeps and those who are to go anyway. */
static void
purge(FunctionCallInfo fcinfo, const WorkspaceScope *scope, const PeopleSet *applications, PeopleSet people)
{
	Oid			types[2] = {INT8ARRAYOID, INT8ARRAYOID};
	Datum		values[2];
	PeopleSet	alone;

	values[0] = PointerGetDatum(aiehr_people_array(applications));
	values[1] = PointerGetDatum(aiehr_people_array(&people));
	(void) aiehr_execute(STMT_PURGE_TALLY, scope, 2, types, values, NULL, 1);
	if (applications->n > 0)
	{
		(void) aiehr_execute_people(STMT_PURGE_APPLICATIONS, scope, applications);
		alone = aiehr_result_people();
		if (aiehr_execute_people(STMT_PURGE_ALONE, scope, &alone) > 0)
		{
			alone = aiehr_result_people();
			people = people_union(&people, &alone);
		}
	}
	if (people.n == 0)
		return;
	(void) aiehr_execute_people(STMT_PURGE_SUPPRESS, scope, &people);
	erase_people(fcinfo, scope, &people, false);
}

/* Purge while the triggers of the tables stand aside. */
static pg_noinline void
purge_aside(FunctionCallInfo fcinfo, const WorkspaceScope *scope, const PeopleSet *applications,
			const PeopleSet *people)
{
	aiehr_rows_move(true);
	PG_TRY();
	{
		purge(fcinfo, scope, applications, *people);
	}
	PG_FINALLY();
	{
		aiehr_rows_move(false);
	}
	PG_END_TRY();
}

/*
 * _purge(anchor, applications, people, dry_run) -> setof (table_name, rows)
 *		Delete these applications and erase these people, after counting them for
 *		studies and leaving hashes of their keys; returns what the walk through the
 *		register took or, with dry_run, would take of `people`.  The caller has locked
 *		all people concerned FOR UPDATE.
 */
Datum
aiehr_purge(PG_FUNCTION_ARGS)
{
	PeopleSet	applications = aiehr_people_argument(fcinfo, 1);
	PeopleSet	people = aiehr_people_argument(fcinfo, 2);
	bool		dry_run = PG_ARGISNULL(3) || PG_GETARG_BOOL(3);
	WorkspaceScope scope;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("the workspace must be given")));
	InitMaterializedSRF(fcinfo, 0);
	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	if (dry_run)
		erase_people(fcinfo, &scope, &people, true);
	else
		purge_aside(fcinfo, &scope, &applications, &people);
	aiehr_leave(&scope);
	return (Datum) 0;
}

/*
 * _export_rows(anchor, person_id) -> setof (table_name, entry)
 *		All rows about a person that the register names; a table without any has a row
 *		with entry NULL.
 */
Datum
aiehr_export_rows(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	int64		person = PG_GETARG_INT64(1);
	PeopleSet	people = {1, &person};
	WorkspaceScope scope;
	RegisterStep *steps;
	int			n;

	InitMaterializedSRF(fcinfo, 0);
	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	steps = read_register(&scope, &n);
	for (int i = 0; i < n; i++)
	{
		Datum		values[2] = {CStringGetTextDatum(steps[i].table), (Datum) 0};
		bool		nulls[2] = {false, true};
		uint64		rows = 0;

		if (steps[i].export != NULL)
			rows = run_step(steps[i].export, &people);
		if (rows == 0)
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		for (uint64 r = 0; r < rows; r++)
		{
			values[1] = SPI_getbinval(SPI_tuptable->vals[r], SPI_tuptable->tupdesc, 1, &nulls[1]);
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
		if (steps[i].export != NULL)
			result_free();
	}
	aiehr_leave(&scope);
	return (Datum) 0;
}

/*
 * _end_spells(anchor, as_of, people) -> bigint
 *		Mark spells of these people ended whose left_on has come by as_of; their
 *		triggers see dates as of that moment.  Returns the number of spells.
 */
Datum
aiehr_end_spells(PG_FUNCTION_ARGS)
{
	TimestampTz as_of = PG_GETARG_TIMESTAMPTZ(1);
	PeopleSet	people = aiehr_people_argument(fcinfo, 2);
	Oid			types[2] = {INT8ARRAYOID, TIMESTAMPTZOID};
	Datum		values[2];
	WorkspaceScope scope;
	volatile uint64 ended = 0;

	if (people.n == 0)
		PG_RETURN_INT64(0);
	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	values[0] = PointerGetDatum(aiehr_people_array(&people));
	values[1] = TimestampTzGetDatum(as_of);
	aiehr_as_of_begin(as_of);
	PG_TRY();
	{
		ended = aiehr_execute(STMT_ARCHIVE_END_SPELLS, &scope, 2, types, values, NULL, people.n);
	}
	PG_FINALLY();
	{
		aiehr_as_of_end();
	}
	PG_END_TRY();
	aiehr_leave(&scope);
	PG_RETURN_INT64(ended);
}

/*
 * _settle(anchor, as_of, people)
 *		Put the data of these people where it belongs at a moment: for what no trigger
 *		saw, rows loaded without them or a hire whose date has come.
 */
Datum
aiehr_settle(PG_FUNCTION_ARGS)
{
	PeopleSet	people = aiehr_people_argument(fcinfo, 2);
	WorkspaceScope scope;

	if (people.n == 0)
		PG_RETURN_VOID();
	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	aiehr_lock_people(&scope, &people);
	aiehr_as_of_begin(PG_GETARG_TIMESTAMPTZ(1));
	PG_TRY();
	{
		aiehr_settle_people(&scope, &people);
	}
	PG_FINALLY();
	{
		aiehr_as_of_end();
	}
	PG_END_TRY();
	aiehr_leave(&scope);
	PG_RETURN_VOID();
}
