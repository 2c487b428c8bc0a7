/*
 * engine.c
 *		How C code works inside a workspace: scope, statements, affected people
 */
#include "workspace/engine.h"

#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/rel.h"
#include "utils/resowner.h"
#include "utils/tuplestore.h"

#define WORKSPACE_STATEMENTS_IMPL
#include "compat.h"
#include "workspace/statements.h"

/* People made right by one round when everybody is: each round may read the tables once. */
#define BATCH 100000

/*
 * From this many people on a statement is planned for them: joins over whole
 * tables pay, and the planning (a few ms) does not matter.  Below it one generic
 * plan of index look-ups serves every call.
 */
#define MANY_PEOPLE 500

typedef struct StatementKey
{
	Oid			namespace;
	int32		id;
	int32		many;
} StatementKey;

typedef struct StatementEntry
{
	StatementKey key;
	SPIPlanPtr	plan;
} StatementEntry;

static HTAB *statement_plans = NULL;

/* depth of aiehr_rows_move calls; the (sub)transaction callback below resets it */
static int	moving = 0;
static bool moving_callback = false;

/*
 * Enter a workspace: connect to SPI, act as `owner` (InvalidOid: stay who we are)
 * and look names up in this workspace alone.  Names resolve as pg_catalog, aiehr,
 * the workspace, so nothing that a user makes can come before a built-in.
 */
void
aiehr_enter(WorkspaceScope *scope, Oid namespace, Oid owner)
{
	char	   *name = get_namespace_name(namespace);
	char	   *path;

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_SCHEMA),
				 errmsg("the workspace's schema is gone")));
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	scope->namespace = namespace;
	GetUserIdAndSecContext(&scope->save_userid, &scope->save_sec_context);
	if (OidIsValid(owner))
		SetUserIdAndSecContext(owner, scope->save_sec_context |
							   SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	scope->guc_nest_level = NewGUCNestLevel();
	path = psprintf("pg_catalog, aiehr, %s, pg_temp", quote_identifier(name));
	(void) set_config_option("search_path", path, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	/* compiling costs more than these statements take */
	(void) set_config_option("jit", "off", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/* Enter the workspace of a trigger's table as the owner of that table. */
void
aiehr_enter_trigger(WorkspaceScope *scope, TriggerData *trigdata)
{
	Relation	rel = trigdata->tg_relation;

	aiehr_enter(scope, RelationGetNamespace(rel), rel->rd_rel->relowner);
}

/* Put back what aiehr_enter changed. */
void
aiehr_leave(WorkspaceScope *scope)
{
	AtEOXact_GUC(true, scope->guc_nest_level);
	SetUserIdAndSecContext(scope->save_userid, scope->save_sec_context);
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "SPI_finish failed");
}

/*
 * The kept plan of a statement in a workspace.  The key is the schema's oid and
 * the plan knows the search_path it was made under, so neither a renamed schema
 * nor a session that serves many workspaces makes it stale; the server itself
 * plans anew after DDL.
 */
static SPIPlanPtr
statement_plan(WorkspaceStatementId id, Oid namespace, bool many,
			   int nargs, const Oid *types)
{
	StatementKey key;
	StatementEntry *entry;
	bool		found;

	if (statement_plans == NULL)
	{
		HASHCTL		ctl;

		ctl.keysize = sizeof(StatementKey);
		ctl.entrysize = sizeof(StatementEntry);
		statement_plans = hash_create("aiehr statements", 64, &ctl,
									  HASH_ELEM | HASH_BLOBS);
	}
	memset(&key, 0, sizeof(key));
	key.namespace = namespace;
	key.id = id;
	key.many = many;
	entry = hash_search(statement_plans, &key, HASH_ENTER, &found);
	if (!found)
		entry->plan = NULL;
	if (entry->plan == NULL)
	{
		SPIPlanPtr	plan;

		plan = SPI_prepare_cursor(workspace_statements[id].sql, nargs, (Oid *) types,
								  many ? CURSOR_OPT_CUSTOM_PLAN : CURSOR_OPT_GENERIC_PLAN);
		if (plan == NULL)
			elog(ERROR, "could not prepare statement \"%s\": %s",
				 workspace_statements[id].name, SPI_result_code_string(SPI_result));
		SPI_keepplan(plan);
		entry->plan = plan;		/* last, so an error leaves no half entry */
	}
	return entry->plan;
}

/*
 * Make the generic plan of a statement about few people, if it has none: without
 * scans of whole tables.  The planner would choose them while the tables are small,
 * and the plan stays when they have grown, until somebody analyses them.
 */
static void
plan_for_few(SPIPlanPtr plan)
{
	static const char *const refused[] = {"enable_seqscan", "enable_hashjoin", "enable_mergejoin"};
	CachedPlanSource *source = linitial(SPI_plan_get_plan_sources(plan));
	CachedPlan *made;
	int			guc_level;

	if (source->gplan != NULL && source->gplan->is_valid)
		return;
	guc_level = NewGUCNestLevel();
	for (int i = 0; i < lengthof(refused); i++)
		(void) set_config_option(refused[i], "off", PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
	made = SPI_plan_get_cached_plan(plan);
	if (made != NULL)
		ReleaseCachedPlan(made, CurrentResourceOwner);
	AtEOXact_GUC(true, guc_level);
}

/*
 * Run a statement inside the workspace that `scope` has entered, with a snapshot
 * of its own.  `people` says how many people it is about, which picks the plan.
 * Returns the number of rows; those returned are in SPI_tuptable.
 */
uint64
aiehr_execute(WorkspaceStatementId id, const WorkspaceScope *scope, int nargs,
			  const Oid *types, Datum *values, const char *nulls, int people)
{
	SPIPlanPtr	plan = statement_plan(id, scope->namespace, people >= MANY_PEOPLE,
									  nargs, types);
	int			rc;

	if (people < MANY_PEOPLE)
		plan_for_few(plan);
	rc = SPI_execute_plan(plan, values, nulls, false, 0);
	if (rc < 0)
		elog(ERROR, "statement \"%s\" failed: %s",
			 workspace_statements[id].name, SPI_result_code_string(rc));
	return SPI_processed;
}

/* Run a statement whose one argument is the people it is about. */
uint64
aiehr_execute_people(WorkspaceStatementId id, const WorkspaceScope *scope,
					 const PeopleSet *people)
{
	Oid			types[1] = {INT8ARRAYOID};
	Datum		values[1];

	if (people->n == 0)
		return 0;
	values[0] = PointerGetDatum(aiehr_people_array(people));
	return aiehr_execute(id, scope, 1, types, values, NULL, people->n);
}

/*
 * Work on people in batches in id order, each locked before.  The statement `next`
 * finds the batch after a person ($1) of so many ($2), where jobs is not NULL within
 * these ($3; of all when the array is NULL).  Returns how many people there were.
 */
int64
aiehr_work_in_batches(const WorkspaceScope *scope, WorkspaceStatementId next,
					  const Datum *jobs, PeopleWork work)
{
	Oid			types[3] = {INT8OID, INT4OID, TEXTARRAYOID};
	bool		all = jobs != NULL && *jobs == (Datum) 0;
	char		nulls[4] = {' ', ' ', all ? 'n' : ' ', '\0'};
	int64		last = PG_INT64_MIN;
	int64		total = 0;
	MemoryContext batch = AllocSetContextCreate(CurrentMemoryContext, "aiehr batch",
												ALLOCSET_DEFAULT_SIZES);
	PeopleSet	people;

	do
	{
		MemoryContext old = MemoryContextSwitchTo(batch);
		Datum		values[3] = {Int64GetDatum(last), Int32GetDatum(BATCH), jobs != NULL ? *jobs : (Datum) 0};

		CHECK_FOR_INTERRUPTS();
		(void) aiehr_execute(next, scope, jobs != NULL ? 3 : 2, types, values, nulls, BATCH);
		people = aiehr_result_people();
		SPI_freetuptable(SPI_tuptable);
		if (people.n > 0)
		{
			last = people.ids[people.n - 1];
			total += people.n;
			aiehr_lock_people(scope, &people);
			work(scope, &people);
		}
		MemoryContextSwitchTo(old);
		MemoryContextReset(batch);
	} while (people.n == BATCH);
	MemoryContextDelete(batch);
	return total;
}

/*
 * Check that a function was called as an AFTER ... FOR EACH STATEMENT trigger.
 * Whether the transition tables are there is checked where they are read.
 */
TriggerData *
aiehr_statement_trigger(FunctionCallInfo fcinfo, const char *function)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_AFTER(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_STATEMENT(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired AFTER, FOR EACH STATEMENT", function),
				 errhint("aiehr.create_workspace() makes its triggers; it is not called by hand.")));
	return trigdata;
}

/* The i-th argument of the trigger: the logical name of its table is the first. */
const char *
aiehr_trigger_argument(const TriggerData *trigdata, int i)
{
	if (i >= trigdata->tg_trigger->tgnargs)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" lacks argument %d",
						trigdata->tg_trigger->tgname, i + 1)));
	return trigdata->tg_trigger->tgargs[i];
}

/* For qsort. */
static int
compare_ids(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return (x > y) - (x < y);
}

/* Sort ids and drop repetitions, in place. */
void
aiehr_people_normalise(PeopleSet *people)
{
	int			kept = 0;

	if (people->n > 1)
		qsort(people->ids, people->n, sizeof(int64), compare_ids);
	for (int i = 0; i < people->n; i++)
		if (kept == 0 || people->ids[kept - 1] != people->ids[i])
			people->ids[kept++] = people->ids[i];
	people->n = kept;
}

/* Take advisory locks on numbers to the end of the transaction, in one order; sorts them. */
void
aiehr_lock_numbers(int64 *numbers, int n)
{
	PeopleSet	distinct = {n, numbers};

	aiehr_people_normalise(&distinct);
	for (int i = 0; i < distinct.n; i++)
		DirectFunctionCall1(pg_advisory_xact_lock_int8, Int64GetDatum(numbers[i]));
}

/*
 * The same for numbers of which loads have more than the server's table of locks can
 * hold: whoever has too many, NULL, locks `all` alone, the others share it.
 */
void
aiehr_lock_some(int64 all, int64 *numbers, int n)
{
	if (numbers == NULL)
		DirectFunctionCall1(pg_advisory_xact_lock_int8, Int64GetDatum(all));
	else if (n > 0)
	{
		DirectFunctionCall1(pg_advisory_xact_lock_shared_int8, Int64GetDatum(all));
		aiehr_lock_numbers(numbers, n);
	}
}

/* Append an id, doubling the room; size is the room so far. */
static void
people_append(PeopleSet *people, int *size, int64 id)
{
	if (people->n == *size)
	{
		*size = *size == 0 ? 64 : *size * 2;
		people->ids = people->ids == NULL
			? palloc(*size * sizeof(int64))
			: repalloc_huge(people->ids, *size * sizeof(int64));
	}
	people->ids[people->n++] = id;
}

/* Append the ids in column `attnum` of a transition table. */
static void
read_transition_table(Tuplestorestate *store, Relation rel, AttrNumber attnum,
					  PeopleSet *people, int *size)
{
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(rel), &TTSOpsMinimalTuple);
	int			pointer = tuplestore_alloc_read_pointer(store, EXEC_FLAG_REWIND);

	/* other triggers read the same store with pointers of their own */
	tuplestore_select_read_pointer(store, pointer);
	tuplestore_rescan(store);
	while (tuplestore_gettupleslot(store, true, false, slot))
	{
		bool		isnull;
		Datum		id = slot_getattr(slot, attnum, &isnull);

		if (!isnull)
			people_append(people, size, DatumGetInt64(id));
	}
	ExecDropSingleTupleTableSlot(slot);
}

/*
 * The people that a statement touched: `column` of the old and new rows, sorted,
 * each once.  The column is found by name, since tables may have dropped columns.
 */
PeopleSet
aiehr_trigger_people(TriggerData *trigdata, const char *column)
{
	Relation	rel = trigdata->tg_relation;
	AttrNumber	attnum = get_attnum(RelationGetRelid(rel), column);
	PeopleSet	people = {0, NULL};
	int			size = 0;

	if (attnum == InvalidAttrNumber || get_atttype(RelationGetRelid(rel), attnum) != INT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" needs a bigint column \"%s\"",
						trigdata->tg_trigger->tgname, column)));
	if (trigdata->tg_oldtable == NULL && trigdata->tg_newtable == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" has no transition table",
						trigdata->tg_trigger->tgname),
				 errhint("Create it with REFERENCING NEW TABLE or OLD TABLE.")));
	if (trigdata->tg_oldtable)
		read_transition_table(trigdata->tg_oldtable, rel, attnum, &people, &size);
	if (trigdata->tg_newtable)
		read_transition_table(trigdata->tg_newtable, rel, attnum, &people, &size);
	aiehr_people_normalise(&people);
	return people;
}

/* The people in the first column of the last statement's rows. */
PeopleSet
aiehr_result_people(void)
{
	PeopleSet	people = {0, NULL};
	int			size = 0;

	for (uint64 i = 0; SPI_tuptable != NULL && i < SPI_processed; i++)
	{
		bool		isnull;
		Datum		id = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull);

		if (!isnull)
			people_append(&people, &size, DatumGetInt64(id));
	}
	aiehr_people_normalise(&people);
	return people;
}

/* The ids as a bigint[]. */
ArrayType *
aiehr_people_array(const PeopleSet *people)
{
	Size		size = add_size(ARR_OVERHEAD_NONULLS(1), mul_size(people->n, sizeof(int64)));
	ArrayType  *array;

	if (people->n == 0)
		return construct_empty_array(INT8OID);
	array = palloc0(size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = INT8OID;
	ARR_DIMS(array)[0] = people->n;
	ARR_LBOUND(array)[0] = 1;
	memcpy(ARR_DATA_PTR(array), people->ids, people->n * sizeof(int64));
	return array;
}

/* An argument bigint[] without NULLs as a sorted set. */
PeopleSet
aiehr_people_argument(FunctionCallInfo fcinfo, int arg)
{
	PeopleSet	people = {0, NULL};
	ArrayType  *array;

	if (PG_ARGISNULL(arg))
		return people;
	array = PG_GETARG_ARRAYTYPE_P_COPY(arg);
	if (ARR_NDIM(array) > 1 || ARR_HASNULL(array) || ARR_ELEMTYPE(array) != INT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("ids must be a one-dimensional array without nulls")));
	people.n = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	people.ids = (int64 *) ARR_DATA_PTR(array);
	aiehr_people_normalise(&people);
	return people;
}

/*
 * What keeps derived data needs a snapshot taken after its locks, which only READ
 * COMMITTED gives, so the stricter levels fail instead of storing a result made
 * from an old view.
 */
void
aiehr_require_fresh_snapshots(void)
{
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("derived data cannot be kept at this isolation level"),
				 errdetail("What others committed since this transaction began would be missing from it."),
				 errhint("Write to the workspace at READ COMMITTED.")));
}

/*
 * Lock people in id order, so that two transactions that touch the same people
 * wait for each other instead of writing a stale result or deadlocking.  NO KEY
 * UPDATE goes with the KEY SHARE locks that foreign keys hold.
 */
void
aiehr_lock_people(const WorkspaceScope *scope, const PeopleSet *people)
{
	if (people->n == 0)
		return;
	aiehr_require_fresh_snapshots();
	(void) aiehr_execute_people(STMT_LOCK_PEOPLE, scope, people);
}

/*
 * Enter the workspace of an anchor for its owner: these functions work behind the
 * back of triggers, so nobody else may call them, whatever rights they have on the
 * tables.
 */
void
aiehr_enter_as_owner(WorkspaceScope *scope, Oid anchor)
{
	if (get_rel_name(anchor) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", anchor)));
	if (!aiehr_class_ownercheck(anchor, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(anchor));
	aiehr_enter(scope, get_rel_namespace(anchor), InvalidOid);
}

/* The role before any switch of user inside functions: who is to be named in a log. */
const char *
aiehr_outer_user(void)
{
	return GetUserNameFromId(GetOuterUserId(), false);
}

/* Nothing may stay behind when the transaction ends in the middle of a move. */
static void
moving_end(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_COMMIT ||
		event == XACT_EVENT_PARALLEL_ABORT || event == XACT_EVENT_PREPARE)
		moving = 0;
}

/* Is a statement of a mover running, whose rows triggers leave to it? */
bool
aiehr_rows_are_moving(void)
{
	return moving > 0;
}

/* Begin or end a move; the caller ends it in PG_FINALLY, so that a caught error does. */
void
aiehr_rows_move(bool begin)
{
	if (!moving_callback)
	{
		RegisterXactCallback(moving_end, NULL);
		moving_callback = true;
	}
	moving += begin ? 1 : -1;
}
