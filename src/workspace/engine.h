/*
 * engine.h
 *		How C code works inside a workspace: scope, statements, affected people
 *
 * A workspace is a schema.  Its code never trusts the caller's search_path nor a
 * relation's own name: it enters the schema that the relation or anchor lies in,
 * as the owner of the tables, and runs the statements of the folder statements/,
 * whose plans are kept for the life of the session.
 */
#ifndef AIEHR_ENGINE_H
#define AIEHR_ENGINE_H

#include "postgres.h"

#include "commands/trigger.h"
#include "utils/array.h"

#include "workspace/statements.h"

/* What aiehr_enter changed and aiehr_leave puts back; an error puts it back too */
typedef struct WorkspaceScope
{
	Oid			namespace;
	Oid			save_userid;
	int			save_sec_context;
	int			guc_nest_level;
} WorkspaceScope;

/* Sorted person ids without repetition; n may be 0 */
typedef struct PeopleSet
{
	int			n;
	int64	   *ids;
} PeopleSet;

extern Oid	aiehr_anchor_namespace(Oid anchor);
extern uint64 aiehr_write_registry(const char *sql, int nargs, Oid *types, Datum *values, const char *nulls);
extern void aiehr_enter(WorkspaceScope *scope, Oid namespace, Oid owner);
extern void aiehr_enter_trigger(WorkspaceScope *scope, TriggerData *trigdata);
extern void aiehr_leave(WorkspaceScope *scope);

extern uint64 aiehr_execute(WorkspaceStatementId id, const WorkspaceScope *scope,
							int nargs, const Oid *types, Datum *values,
							const char *nulls, int people);
extern uint64 aiehr_execute_people(WorkspaceStatementId id, const WorkspaceScope *scope,
								   const PeopleSet *people);

/* What is done with a batch of locked people. */
typedef void (*PeopleWork) (const WorkspaceScope *scope, const PeopleSet *people);

extern int64 aiehr_work_in_batches(const WorkspaceScope *scope, WorkspaceStatementId next,
								   const Datum *jobs, PeopleWork work);

extern void aiehr_enter_as_owner(WorkspaceScope *scope, Oid anchor);
extern PeopleSet aiehr_people_argument(FunctionCallInfo fcinfo, int arg);
extern TriggerData *aiehr_statement_trigger(FunctionCallInfo fcinfo, const char *function);
extern const char *aiehr_trigger_argument(const TriggerData *trigdata, int i);
extern PeopleSet aiehr_trigger_people(TriggerData *trigdata, const char *column);
extern PeopleSet aiehr_result_people(void);
extern void aiehr_people_normalise(PeopleSet *people);
extern void aiehr_lock_numbers(int64 *numbers, int n);
extern void aiehr_lock_some(int64 all, int64 *numbers, int n);
extern ArrayType *aiehr_people_array(const PeopleSet *people);
extern void aiehr_require_fresh_snapshots(void);
extern void aiehr_lock_people(const WorkspaceScope *scope, const PeopleSet *people);
extern const char *aiehr_outer_user(void);

/*
 * While rows move between live tables and archive, the triggers of the tables
 * they move through stand aside: the mover does their work for all of it.
 */
extern bool aiehr_rows_are_moving(void);
extern void aiehr_rows_move(bool begin);

#endif							/* AIEHR_ENGINE_H */
