/*
 * archive.c
 *		Interview data follows employment: into the archive and back
 *
 * What is to happen is decided by archive_transition() alone, asked once for all
 * people whose case is alike.  This file makes it happen, in one statement a
 * direction, whenever a spell is written, and again when an application of somebody
 * who left is decided or a result of theirs comes in late.
 */
#include "workspace/archive.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "workspace/changes.h"
#include "workspace/columns.h"
#include "workspace/standing.h"
#include "workspace/study.h"

PG_FUNCTION_INFO_V1(aiehr_employment_row);
PG_FUNCTION_INFO_V1(aiehr_employment_changed);

/* One answer of the rule and the people it holds for */
typedef struct Settlement
{
	bool		archive;		/* live data goes into the archive */
	bool		restore;		/* archived data comes back */
	bool		left;			/* has worked here and does no more */
	bool		some_ended;		/* a spell is over */
	const char *archive_rule;
	const char *restore_rule;
	Datum		ids;			/* bigint[], sorted */
	int			n;
} Settlement;

/* employed, open, former, some_ended: there are no more cases than this */
#define MAX_SETTLEMENTS 16

/* The moment that sweep() is asked about, while it works; else the clock decides */
static bool as_of_given = false;
static TimestampTz given_as_of;

/* Until aiehr_as_of_end() dates are judged by this moment instead of the clock. */
void
aiehr_as_of_begin(TimestampTz as_of)
{
	as_of_given = true;
	given_as_of = as_of;
}

/* To be called in PG_FINALLY. */
void
aiehr_as_of_end(void)
{
	as_of_given = false;
}

/* The moment that dates are judged by. */
static TimestampTz
current_as_of(void)
{
	return as_of_given ? given_as_of : GetCurrentTransactionStartTimestamp();
}

/* The date in the company's time zone. */
static DateADT
workspace_today(const WorkspaceScope *scope)
{
	Oid			types[1] = {TIMESTAMPTZOID};
	Datum		values[1] = {TimestampTzGetDatum(current_as_of())};
	bool		isnull;
	DateADT		today;

	if (aiehr_execute(STMT_ARCHIVE_TODAY, scope, 1, types, values, NULL, 1) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA),
				 errmsg("the workspace has lost its policy"),
				 errdetail("Table \"policy\" has no row with job NULL."),
				 errhint("Insert it with every setting, as create_workspace() did.")));
	today = DatumGetDateADT(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	result_free();
	return today;
}

/* Ask the rule about these people. */
static int
plan_settlements(const WorkspaceScope *scope, const PeopleSet *people, Settlement *settlements)
{
	Oid			types[3] = {INT8ARRAYOID, TIMESTAMPTZOID, DATEOID};
	Datum		values[3];
	int			n;

	values[0] = PointerGetDatum(aiehr_people_array(people));
	values[1] = TimestampTzGetDatum(current_as_of());
	values[2] = DateADTGetDatum(workspace_today(scope));
	n = (int) aiehr_execute(STMT_ARCHIVE_PLAN, scope, 3, types, values, NULL, people->n);
	Assert(n <= MAX_SETTLEMENTS);
	for (int i = 0; i < n; i++)
	{
		Settlement *s = &settlements[i];
		bool		isnull;
		Datum		ids = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 7, &isnull);

		s->archive = result_bool(i, 1);
		s->restore = result_bool(i, 2);
		s->left = result_bool(i, 3);
		s->some_ended = result_bool(i, 4);
		s->archive_rule = result_text(i, 5);
		s->restore_rule = result_text(i, 6);
		s->ids = PointerGetDatum(DatumGetArrayTypePCopy(ids));
		s->n = ArrayGetNItems(1, ARR_DIMS(DatumGetArrayTypeP(s->ids)));
	}
	result_free();
	return n;
}

/* Move rows of people one way; returns the number of people who had any. */
static uint64
move_rows(const WorkspaceScope *scope, WorkspaceStatementId direction, Datum ids, int n,
		  const char *rule)
{
	Oid			types[2] = {INT8ARRAYOID, TEXTOID};
	Datum		values[2] = {ids, CStringGetTextDatum(rule)};
	volatile uint64 moved = 0;

	aiehr_rows_move(true);
	PG_TRY();
	{
		moved = aiehr_execute(direction, scope, 2, types, values, NULL, n);
	}
	PG_FINALLY();
	{
		aiehr_rows_move(false);
	}
	PG_END_TRY();
	return moved;
}

/* End what ends with employment. */
static void
close_affairs(const WorkspaceScope *scope, const Settlement *s)
{
	Oid			types[2] = {INT8ARRAYOID, BOOLOID};
	Datum		values[2] = {s->ids, BoolGetDatum(s->archive)};

	if (s->some_ended)
	{
		(void) aiehr_execute(STMT_ARCHIVE_CLOSE_SPELLS, scope, 1, types, values, NULL, s->n);
		(void) aiehr_execute(STMT_ARCHIVE_CLOSE_PLANS, scope, 1, types, values, NULL, s->n);
	}
	if (s->left)
		(void) aiehr_execute(STMT_ARCHIVE_CLOSE_POOLS, scope, 2, types, values, NULL, s->n);
	if (s->archive)
		(void) aiehr_execute(STMT_ARCHIVE_CLOSE_STANDING, scope, 1, types, values, NULL, s->n);
}

/* Append people to a set that has room for them. */
static void
people_add(PeopleSet *people, Datum ids, int n)
{
	memcpy(people->ids + people->n, ARR_DATA_PTR(DatumGetArrayTypeP(ids)), n * sizeof(int64));
	people->n += n;
}

/*
 * Settle people.  `in_reach` receives those whose data is in the live tables after
 * it, `restored` those among whom some came back from the archive.
 */
static void
settle(const WorkspaceScope *scope, const PeopleSet *people, PeopleSet *in_reach, PeopleSet *restored)
{
	Settlement	settlements[MAX_SETTLEMENTS];
	int			n = plan_settlements(scope, people, settlements);
	Size		size = mul_size(people->n, sizeof(int64));

	in_reach->n = restored->n = 0;
	in_reach->ids = palloc_extended(size, MCXT_ALLOC_HUGE);
	restored->ids = palloc_extended(size, MCXT_ALLOC_HUGE);
	for (int i = 0; i < n; i++)
	{
		Settlement *s = &settlements[i];

		close_affairs(scope, s);
		if (s->archive)
		{
			(void) move_rows(scope, STMT_ARCHIVE_OUT, s->ids, s->n, s->archive_rule);
			continue;
		}
		people_add(in_reach, s->ids, s->n);
		if (s->restore && move_rows(scope, STMT_ARCHIVE_BACK, s->ids, s->n, s->restore_rule) > 0)
			people_add(restored, s->ids, s->n);
	}
	aiehr_people_normalise(in_reach);
	aiehr_people_normalise(restored);
}

/*
 * Lock people whose data may leave the live tables.  Who updates an assessment has its
 * row locked before a trigger can lock the person, so the rows come first here too:
 * with the person first, each would wait for the other.
 */
void
aiehr_lock_people_and_data(const WorkspaceScope *scope, const PeopleSet *people)
{
	if (people->n > 0)
		(void) aiehr_execute_people(STMT_LOCK_ASSESSMENTS, scope, people);
	aiehr_lock_people(scope, people);
}

/* Moves the data of these locked people to where it belongs; who came back stands anew. */
void
aiehr_settle_people(const WorkspaceScope *scope, const PeopleSet *people)
{
	PeopleSet	in_reach;
	PeopleSet	restored;

	if (people->n == 0)
		return;
	settle(scope, people, &in_reach, &restored);
	aiehr_refresh_standing(scope, &restored);
}

/*
 * _employment_changed(table)
 *		AFTER ... FOR EACH STATEMENT trigger of employment: data, standing and all
 *		that hangs on a spell follow what was written.
 */
Datum
aiehr_employment_changed(PG_FUNCTION_ARGS)
{
	/* what a person's store and standing depend on; a reorganisation touches none of it */
	static const char *const columns[] =
		{"person_id", "job", "application_id", "hired_on", "left_on", "ended"};
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._employment_changed");
	WorkspaceScope scope;
	PeopleSet	people;
	PeopleSet	in_reach;
	PeopleSet	restored;

	(void) aiehr_trigger_argument(trigdata, 0);
	if (aiehr_rows_are_moving())
		PG_RETURN_POINTER(NULL);
	people = aiehr_people_of_changes(trigdata, columns, lengthof(columns));
	if (people.n == 0)
		PG_RETURN_POINTER(NULL);
	aiehr_enter_trigger(&scope, trigdata);
	/* a spell that begins brings data back at most */
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		aiehr_lock_people(&scope, &people);
	else
		aiehr_lock_people_and_data(&scope, &people);
	settle(&scope, &people, &in_reach, &restored);
	aiehr_refresh_standing(&scope, &in_reach);
	aiehr_refresh_study(&scope, &people);
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}

/* Whether a job is core */
typedef struct JobCore
{
	text	   *code;
	bool		core;
} JobCore;

/* What the row trigger of employment looks up once a statement */
typedef struct SpellCache
{
	DateADT		today;
	AttrNumber	id;
	AttrNumber	person_id;
	AttrNumber	job;
	AttrNumber	core;
	AttrNumber	left_on;
	AttrNumber	ended;
	/* jobs met so far: a few dozen, so a walk through them is as quick as a hash table */
	JobCore    *jobs;
	int			njobs;
	int			jobs_size;
} SpellCache;

/* A column of the trigger's table, which must be there. */
static AttrNumber
spell_column(TriggerData *trigdata, const char *name)
{
	AttrNumber	attnum = get_attnum(RelationGetRelid(trigdata->tg_relation), name);

	if (attnum == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" does not find the column \"%s\" it needs",
						trigdata->tg_trigger->tgname, name)));
	return attnum;
}

/* The cache lives as long as the statement, since a trigger's flinfo does. */
static SpellCache *
spell_cache(FunctionCallInfo fcinfo, TriggerData *trigdata)
{
	SpellCache *cache = fcinfo->flinfo->fn_extra;
	WorkspaceScope scope;

	if (cache != NULL)
		return cache;
	cache = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(SpellCache));
	cache->id = spell_column(trigdata, "id");
	cache->person_id = spell_column(trigdata, "person_id");
	cache->job = spell_column(trigdata, "job");
	cache->core = spell_column(trigdata, "core");
	cache->left_on = spell_column(trigdata, "left_on");
	cache->ended = spell_column(trigdata, "ended");
	aiehr_enter_trigger(&scope, trigdata);
	cache->today = workspace_today(&scope);
	aiehr_leave(&scope);
	fcinfo->flinfo->fn_extra = cache;
	return cache;
}

/* Whether a job is core: false for one that does not exist, as the foreign key will say. */
static bool
job_is_core(FunctionCallInfo fcinfo, TriggerData *trigdata, SpellCache *cache, Datum job)
{
	Oid			types[1] = {TEXTOID};
	text	   *code = DatumGetTextPP(job);
	int			len = VARSIZE_ANY_EXHDR(code);
	MemoryContext old;
	WorkspaceScope scope;
	JobCore    *entry;

	for (int i = 0; i < cache->njobs; i++)
		if (VARSIZE_ANY_EXHDR(cache->jobs[i].code) == len &&
			memcmp(VARDATA_ANY(cache->jobs[i].code), VARDATA_ANY(code), len) == 0)
			return cache->jobs[i].core;

	old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	if (cache->njobs == cache->jobs_size)
	{
		cache->jobs_size = Max(16, cache->jobs_size * 2);
		cache->jobs = cache->jobs == NULL
			? palloc(cache->jobs_size * sizeof(JobCore))
			: repalloc(cache->jobs, cache->jobs_size * sizeof(JobCore));
	}
	entry = &cache->jobs[cache->njobs];
	entry->code = cstring_to_text_with_len(VARDATA_ANY(code), len);
	MemoryContextSwitchTo(old);

	aiehr_enter_trigger(&scope, trigdata);
	entry->core = aiehr_execute(STMT_ARCHIVE_JOB_CORE, &scope, 1, types, &job, NULL, 1) == 1 &&
		result_bool(0, 1);
	aiehr_leave(&scope);
	cache->njobs++;
	return entry->core;
}

/*
 * A spell keeps its person and job: a transfer is a new spell.  When a job's code
 * changes, the foreign key changes it here too, and the old code is no job any more.
 */
static void
check_identity(TriggerData *trigdata, SpellCache *cache)
{
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	Oid			types[1] = {TEXTOID};
	WorkspaceScope scope;
	bool		isnull;
	int64		id = DatumGetInt64(heap_getattr(trigdata->tg_trigtuple, cache->id, desc, &isnull));
	int64		person = DatumGetInt64(heap_getattr(trigdata->tg_trigtuple, cache->person_id, desc, &isnull));
	Datum		job = heap_getattr(trigdata->tg_trigtuple, cache->job, desc, &isnull);
	Datum		new_job = heap_getattr(trigdata->tg_newtuple, cache->job, desc, &isnull);

	if (isnull || aiehr_rows_are_moving())
		return;
	/* functions of the workspace, which merge people, act as its owner */
	if (DatumGetInt64(heap_getattr(trigdata->tg_newtuple, cache->person_id, desc, &isnull)) != person &&
		GetUserId() != trigdata->tg_relation->rd_rel->relowner)
		ereport(ERROR,
				(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
				 errmsg("employment " INT64_FORMAT " cannot become another person's", id)));
	if (datum_image_eq(job, new_job, false, -1))
		return;
	aiehr_enter_trigger(&scope, trigdata);
	if (aiehr_execute(STMT_ARCHIVE_JOB_EXISTS, &scope, 1, types, &job, NULL, 1) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
				 errmsg("the job of employment " INT64_FORMAT " cannot change", id),
				 errdetail("Performance and benchmark belong to a spell in one job."),
				 errhint("Set left_on and leave_reason 'transfer', and insert a spell in the other job.")));
	aiehr_leave(&scope);
}

/*
 * Whether a spell has ended.  What was found ended stays so until left_on changes;
 * sweep() says it of spells whose date has come by the moment it was asked about.
 */
static bool
spell_has_ended(TriggerData *trigdata, SpellCache *cache, HeapTuple new)
{
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);
	bool		isnull;
	bool		old_null;
	Datum		left_on = heap_getattr(new, cache->left_on, desc, &isnull);
	Datum		old_left_on;

	if (isnull)
		return false;
	if (DatumGetDateADT(left_on) <= cache->today)
		return true;
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		return false;
	old_left_on = heap_getattr(trigdata->tg_trigtuple, cache->left_on, desc, &old_null);
	return !old_null && DatumGetDateADT(old_left_on) == DatumGetDateADT(left_on) &&
		DatumGetBool(heap_getattr(trigdata->tg_trigtuple, cache->ended, desc, &old_null));
}

/*
 * _employment_row(table)
 *		BEFORE INSERT OR UPDATE ... FOR EACH ROW trigger of employment: whether the
 *		spell has ended, whether it is core where nothing was said, and that it stays
 *		its person's.
 */
Datum
aiehr_employment_row(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	SpellCache *cache;
	TupleDesc	desc;
	HeapTuple	new;
	bool		insert;
	bool		ended;
	bool		isnull;
	Datum		job;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) || TRIGGER_FIRED_BY_DELETE(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired BEFORE INSERT OR UPDATE, FOR EACH ROW",
						"aiehr._employment_row")));
	desc = RelationGetDescr(trigdata->tg_relation);
	insert = TRIGGER_FIRED_BY_INSERT(trigdata->tg_event);
	cache = spell_cache(fcinfo, trigdata);
	new = insert ? trigdata->tg_trigtuple : trigdata->tg_newtuple;
	if (!insert)
		check_identity(trigdata, cache);

	ended = spell_has_ended(trigdata, cache, new);
	if (DatumGetBool(heap_getattr(new, cache->ended, desc, &isnull)) != ended || isnull)
	{
		int			col = cache->ended;
		Datum		value = BoolGetDatum(ended);
		bool		null = false;

		new = heap_modify_tuple_by_cols(new, desc, 1, &col, &value, &null);
	}
	job = heap_getattr(new, cache->job, desc, &isnull);
	if (insert && !isnull && heap_attisnull(new, cache->core, desc))
	{
		int			col = cache->core;
		Datum		value = BoolGetDatum(job_is_core(fcinfo, trigdata, cache, job));
		bool		null = false;

		new = heap_modify_tuple_by_cols(new, desc, 1, &col, &value, &null);
	}
	return PointerGetDatum(new);
}
