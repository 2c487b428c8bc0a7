/*
 * standing.c
 *		Keeps where people stand: benchmarks, standing, gaps, interventions
 *
 * One trigger function serves every table that standing is derived from; its
 * second argument says what changed.  Tables about people name the people, whose
 * standing is made right in a few set-based statements; tables about rules name
 * jobs, and everybody who stands in them follows in batches.
 */
#include "workspace/standing.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "workspace/changes.h"
#include "workspace/study.h"

PG_FUNCTION_INFO_V1(aiehr_keep_standing);
PG_FUNCTION_INFO_V1(aiehr_keep_rules);
PG_FUNCTION_INFO_V1(aiehr_rebuild_standing);
PG_FUNCTION_INFO_V1(aiehr_apply_weightings);

/* What a rule's statement changed: the jobs, and whether anything that scores people did */
typedef struct JobsChanged
{
	bool		all;			/* a row without a job: every job */
	ArrayBuildState *jobs;
	bool		scores;
} JobsChanged;

/* End and open interventions as standing demands, and tell listeners once. */
static void
refresh_interventions(const WorkspaceScope *scope, const PeopleSet *people)
{
	uint64		events;

	events = aiehr_execute_people(STMT_INTERVENTION_END, scope, people);
	events += aiehr_execute_people(STMT_INTERVENTION_OPEN, scope, people);
	if (events > 0)
		(void) aiehr_execute(STMT_INTERVENTION_NOTIFY, scope, 0, NULL, NULL, NULL, 1);
}

/*
 * Performance, gaps and interventions of people whose position is right.  The
 * statements on interventions run only for those who may need them.
 */
static void
refresh_performance(const WorkspaceScope *scope, const PeopleSet *people)
{
	Oid			types[1] = {INT8ARRAYOID};
	Datum		values[1];
	PeopleSet	concerned;

	if (people->n == 0)
		return;
	values[0] = PointerGetDatum(aiehr_people_array(people));
	/* each row is looked up, whatever their number: as for one person, so for many */
	(void) aiehr_execute(STMT_STANDING_PERFORMANCE, scope, 1, types, values, NULL, 1);
	concerned = aiehr_result_people();
	if (concerned.n > 0)
		refresh_interventions(scope, &concerned);
}

/* Position first: performance is held against the benchmarks and rows it leaves. */
void
aiehr_refresh_standing(const WorkspaceScope *scope, const PeopleSet *people)
{
	if (people->n == 0)
		return;
	(void) aiehr_execute_people(STMT_BENCHMARK_FREEZE, scope, people);
	(void) aiehr_execute_people(STMT_STANDING_POSITION, scope, people);
	refresh_performance(scope, people);
}

/* Make everything about people right that scores, rules and settings go into. */
static void
refresh_people(const WorkspaceScope *scope, const PeopleSet *people)
{
	aiehr_refresh_standing(scope, people);
	aiehr_refresh_study(scope, people);
}

/*
 * _keep_standing(table, what [, column ...])
 *		AFTER ... FOR EACH STATEMENT trigger of the tables about people.  `what` is
 *		'performance' for facts, which leave position and benchmark as they are, and
 *		'position' for the others.  With columns, of an UPDATE, only rows in which one
 *		of them changed count.
 */
Datum
aiehr_keep_standing(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._keep_standing");
	bool		performance = strcmp(aiehr_trigger_argument(trigdata, 1), "performance") == 0;
	WorkspaceScope scope;
	PeopleSet	people;

	if (aiehr_rows_are_moving())
		PG_RETURN_POINTER(NULL);
	people = trigdata->tg_trigger->tgnargs > 2
		? aiehr_people_of_changes(trigdata, (const char *const *) trigdata->tg_trigger->tgargs + 2,
								  trigdata->tg_trigger->tgnargs - 2)
		: aiehr_trigger_people(trigdata, "person_id");
	if (people.n == 0)
		PG_RETURN_POINTER(NULL);
	aiehr_enter_trigger(&scope, trigdata);
	aiehr_lock_people(&scope, &people);
	if (performance)
	{
		refresh_performance(&scope, &people);
		aiehr_refresh_study_of_facts(&scope, &people, aiehr_earliest_end(trigdata));
	}
	else
		refresh_people(&scope, &people);
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}

/* Note the job of a row and whether it is in force; slot may be NULL. */
static void
note_job(TupleTableSlot *slot, AttrNumber job, AttrNumber in_force, JobsChanged *changed)
{
	bool		isnull = true;
	Datum		value = (Datum) 0;

	if (slot == NULL)
		return;
	if (job != InvalidAttrNumber)
		value = slot_getattr(slot, job, &isnull);
	if (isnull)
		changed->all = true;
	else
		changed->jobs = accumArrayResult(changed->jobs, value, false, TEXTOID,
										 CurrentMemoryContext);
	if (in_force == InvalidAttrNumber)
		changed->scores = true;
	else
	{
		value = slot_getattr(slot, in_force, &isnull);
		changed->scores |= !isnull && DatumGetBool(value);
	}
}

/* The jobs of the rows that a statement changed, before and after. */
static JobsChanged
read_jobs(TriggerData *trigdata, bool weighting)
{
	Oid			relid = RelationGetRelid(trigdata->tg_relation);
	AttrNumber	job = get_attnum(relid, "job");
	AttrNumber	in_force = weighting ? get_attnum(relid, "in_force") : InvalidAttrNumber;
	JobsChanged changed = {0};
	RowChanges	rows;

	row_changes_begin(&rows, trigdata);
	while (row_changes_next(&rows))
	{
		note_job(rows.old, job, in_force, &changed);
		note_job(rows.new, job, in_force, &changed);
	}
	row_changes_end(&rows);
	return changed;
}

/* Make standing right, and interventions even where it was. */
static void
rebuild_people(const WorkspaceScope *scope, const PeopleSet *people)
{
	aiehr_refresh_standing(scope, people);
	refresh_interventions(scope, people);
}

/* Make right everybody who stands or once worked in one of the jobs, all when it is NULL. */
static void
refresh_jobs(const WorkspaceScope *scope, Datum jobs)
{
	(void) aiehr_work_in_batches(scope, STMT_PEOPLE_OF_JOBS, &jobs, refresh_people);
}

/* Apply dates and statuses to the weightings of these jobs; true if one came or went. */
static bool
apply_weightings(const WorkspaceScope *scope, Datum jobs, bool all, TimestampTz as_of)
{
	Oid			types[2] = {TEXTARRAYOID, TIMESTAMPTZOID};
	Datum		values[2] = {jobs, TimestampTzGetDatum(as_of)};
	char		nulls[3] = {all ? 'n' : ' ', ' ', '\0'};
	volatile uint64 changed = 0;

	aiehr_rows_move(true);		/* our own trigger need not answer to this */
	PG_TRY();
	{
		changed = aiehr_execute(STMT_WEIGHTING_RETIRE, scope, 2, types, values, nulls, 1);
		changed += aiehr_execute(STMT_WEIGHTING_FORCE, scope, 2, types, values, nulls, 1);
	}
	PG_FINALLY();
	{
		aiehr_rows_move(false);
	}
	PG_END_TRY();
	return changed > 0;
}

/*
 * _keep_rules(table)
 *		AFTER ... FOR EACH STATEMENT trigger of the tables that say how people are
 *		scored and compared: weighting, predictor_map, policy, criterion and the norms.
 */
Datum
aiehr_keep_rules(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._keep_rules");
	bool		weighting = strcmp(aiehr_trigger_argument(trigdata, 0), "weighting") == 0;
	JobsChanged changed;
	Oid			types[1] = {TEXTARRAYOID};
	Datum		values[1] = {(Datum) 0};
	WorkspaceScope scope;

	if (aiehr_rows_are_moving())
		PG_RETURN_POINTER(NULL);
	changed = read_jobs(trigdata, weighting);
	if (!changed.all && changed.jobs == NULL)
		PG_RETURN_POINTER(NULL);
	if (!changed.all)
		values[0] = makeArrayResult(changed.jobs, CurrentMemoryContext);

	aiehr_enter_trigger(&scope, trigdata);
	(void) aiehr_execute(STMT_LOCK_JOBS, &scope, 1, types, values, changed.all ? "n" : " ", 1);
	if (weighting && apply_weightings(&scope, values[0], changed.all, GetCurrentTransactionStartTimestamp()))
		changed.scores = true;
	if (changed.scores)
		refresh_jobs(&scope, values[0]);
	aiehr_leave(&scope);
	PG_RETURN_POINTER(NULL);
}

/*
 * _apply_weightings(anchor, as_of) -> boolean
 *		Put weightings whose date has come in force and score everybody anew; true if
 *		there was one.
 */
Datum
aiehr_apply_weightings(PG_FUNCTION_ARGS)
{
	WorkspaceScope scope;
	bool		changed;

	aiehr_enter(&scope, get_rel_namespace(PG_GETARG_OID(0)), InvalidOid);
	changed = apply_weightings(&scope, (Datum) 0, true, PG_GETARG_TIMESTAMPTZ(1));
	if (changed)
		refresh_jobs(&scope, (Datum) 0);
	aiehr_leave(&scope);
	PG_RETURN_BOOL(changed);
}

/*
 * _rebuild_standing(anchor) -> bigint
 *		Make standing again from the raw tables for everybody who stands or should
 *		stand somewhere; returns the number of people.
 */
Datum
aiehr_rebuild_standing(PG_FUNCTION_ARGS)
{
	WorkspaceScope scope;
	int64		total;

	aiehr_enter(&scope, get_rel_namespace(PG_GETARG_OID(0)), InvalidOid);
	total = aiehr_work_in_batches(&scope, STMT_PEOPLE_TO_STAND, NULL, rebuild_people);
	aiehr_leave(&scope);
	PG_RETURN_INT64(total);
}
