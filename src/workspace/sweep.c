/*
 * sweep.c
 *		The nightly run: sweep() in batches with a commit after each
 *
 * A procedure that commits can have neither SECURITY DEFINER nor a SET clause, so
 * it is this C function: it trusts no search_path and has no rights of its own.
 * All that it does is done by sweep() of the workspace, which has.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(aiehr_sweep_all);

/* Class of the advisory locks of runs, 'swep'; the object is the anchor */
#define SWEEP_LOCK_CLASS 0x73776570

/* What a run is about */
typedef struct SweepRun
{
	char	   *schema;			/* quoted */
	Datum		as_of;
	Datum		batch;
	Datum		max_purge;
	char		no_limit;		/* 'n' where max_purge is NULL */
} SweepRun;

/* Run a statement on the workspace; $1 is the moment, $2 the limit, $3 the batch, $4 people. */
static void
run_on_workspace(const SweepRun *run, const char *before, const char *after, Datum people)
{
	Oid			types[4] = {TIMESTAMPTZOID, INT4OID, INT4OID, INT8ARRAYOID};
	Datum		values[4] = {run->as_of, run->max_purge, run->batch, people};
	char		nulls[5] = {' ', run->no_limit, ' ', people == (Datum) 0 ? 'n' : ' ', '\0'};
	StringInfoData sql;
	int			rc;

	initStringInfo(&sql);
	appendStringInfo(&sql, "%s%s%s", before, run->schema, after);
	rc = SPI_execute_with_args(sql.data, 4, types, values, nulls, false, 0);
	if (rc < 0)
		elog(ERROR, "sweeping failed: %s", SPI_result_code_string(rc));
	pfree(sql.data);
}

/* The people with something due, as they are now; those who become due later wait for the next run. */
static ArrayType *
list_people(const SweepRun *run)
{
	bool		isnull;
	Datum		people;

	run_on_workspace(run, "SELECT ", "._sweep_list($1, $2)", (Datum) 0);
	people = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	return DatumGetArrayTypePCopy(people);
}

/* Sweep all, a batch a transaction, each person once. */
static pg_noinline void
sweep_batches(const SweepRun *run)
{
	int			batch = DatumGetInt32(run->batch);
	ArrayType  *people;
	int			n;

	/* dates that concern no person, such as those of weightings, and a first batch */
	run_on_workspace(run, "SELECT FROM ", ".sweep($1, false, $3, $2)", (Datum) 0);
	SPI_commit();
	people = list_people(run);
	SPI_commit();
	n = ArrayGetNItems(ARR_NDIM(people), ARR_DIMS(people));
	for (int i = 0; i < n; i += batch)
	{
		int			size = Min(batch, n - i);
		Datum	   *ids = palloc(size * sizeof(Datum));
		ArrayType  *slice;

		CHECK_FOR_INTERRUPTS();
		for (int k = 0; k < size; k++)
			ids[k] = Int64GetDatum(((int64 *) ARR_DATA_PTR(people))[i + k]);
		slice = construct_array(ids, size, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
		run_on_workspace(run, "SELECT FROM ", ".sweep($1, false, $3, $2, $4)", PointerGetDatum(slice));
		SPI_commit();
		pfree(ids);
		pfree(slice);
	}
}

/* Take or give back the session's lock on runs over a workspace; false when another session has it. */
static pg_noinline bool
lock_run(Oid anchor, bool take)
{
	PGFunction	function = take ? pg_try_advisory_lock_int4 : pg_advisory_unlock_int4;

	return DatumGetBool(DirectFunctionCall2(function, Int32GetDatum(SWEEP_LOCK_CLASS),
											Int32GetDatum((int32) anchor)));
}

/* Sweep all and give the lock back, whatever happens. */
static pg_noinline void
sweep_and_unlock(const SweepRun *run, Oid anchor)
{
	PG_TRY();
	{
		sweep_batches(run);
	}
	PG_CATCH();
	{
		(void) lock_run(anchor, false);
		PG_RE_THROW();
	}
	PG_END_TRY();
	(void) lock_run(anchor, false);
}

/* sweep_all(anchor, as_of, batch, max_purge) */
Datum
aiehr_sweep_all(PG_FUNCTION_ARGS)
{
	CallContext *call = fcinfo->context && IsA(fcinfo->context, CallContext) ?
		(CallContext *) fcinfo->context : NULL;
	Oid			anchor;
	char	   *relname;
	SweepRun	run;

	for (int i = 0; i < 3; i++)
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("workspace, moment and batch must not be null")));
	anchor = PG_GETARG_OID(0);
	relname = get_rel_name(anchor);
	if (relname == NULL || strcmp(relname, "policy") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("relation with OID %u is no workspace's anchor", anchor),
				 errdetail("The anchor of a workspace is its table \"policy\".")));
	if (call == NULL || call->atomic)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSACTION_TERMINATION),
				 errmsg("sweep_all() commits, so it cannot run inside a transaction"),
				 errhint("Call it by itself, or sweep() for one batch.")));
	if (PG_GETARG_INT32(2) < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a batch is at least 1")));

	if (SPI_connect_ext(SPI_OPT_NONATOMIC) != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	run.schema = pstrdup(quote_identifier(get_namespace_name(get_rel_namespace(anchor))));
	run.as_of = PG_GETARG_DATUM(1);
	run.batch = PG_GETARG_DATUM(2);
	run.max_purge = PG_GETARG_DATUM(3);
	run.no_limit = PG_ARGISNULL(3) ? 'n' : ' ';
	if (!lock_run(anchor, true))
		ereport(NOTICE,
				(errmsg("another run is sweeping this workspace")));
	else
		sweep_and_unlock(&run, anchor);
	SPI_finish();
	PG_RETURN_VOID();
}
