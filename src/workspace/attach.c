/*
 * attach.c
 *		Tables of a company's own whose rows come into a workspace: triggers, backfill
 *
 * A host table belongs to somebody else than the workspace, so its rows come in two
 * steps.  The mapping is evaluated as the host table's owner, as an index expression
 * would be; only what came of it is then written, as the workspace's owner.  What
 * the host's application may do is decided by the host's own rights alone.
 */
#include "workspace/attach.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/catalog.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "aiehr.h"
#include "compat.h"
#include "intake/intake.h"
#include "workspace/changes.h"
#include "workspace/columns.h"

PG_FUNCTION_INFO_V1(aiehr_attach);
PG_FUNCTION_INFO_V1(aiehr_attachment_write);
PG_FUNCTION_INFO_V1(aiehr_attachment_forget);
PG_FUNCTION_INFO_V1(aiehr_attached_rows);
PG_FUNCTION_INFO_V1(aiehr_attached_truncate);
PG_FUNCTION_INFO_V1(aiehr_attached_mapping);
PG_FUNCTION_INFO_V1(aiehr_attached_problems);

/* Host rows that go into the workspace together: enough for set-based statements to pay */
#define ATTACH_CHUNK 50000

/* What the registry says of an attached table */
typedef struct Attachment
{
	Oid			anchor;
	char	   *source;
	AttachDelete on_delete;
	char	   *time_zone;		/* of the workspace */
} Attachment;

/* What host_enter changed */
typedef struct HostScope
{
	Oid			save_userid;
	int			save_sec_context;
	int			guc_level;
} HostScope;

/* The table that was attached: the root of a partition, else the relation itself. */
static Oid
attached_root(Relation rel)
{
	Oid			relid = RelationGetRelid(rel);

	return rel->rd_rel->relispartition ? llast_oid(get_partition_ancestors(relid)) : relid;
}

/*
 * Look a table up in the registry; false when it is not attached so.  Ordinary users
 * have no right to read the registry, so it is read as a catalogue is.
 */
static bool
find_attachment(Oid relid, AttachKind kind, Attachment *found)
{
	Oid			namespace = get_namespace_oid(AIEHR_SCHEMA, false);
	Relation	registry = table_open(get_relname_relid("attachment_registry", namespace), AccessShareLock);
	TupleDesc	desc = RelationGetDescr(registry);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		isnull;
	bool		attached = false;

	ScanKeyInit(&key, get_attnum(RelationGetRelid(registry), "relation"), BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(relid));
	scan = systable_beginscan(registry, get_relname_relid("attachment_registry_pkey", namespace), true,
							  NULL, 1, &key);
	while (!attached && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Datum		value = heap_getattr(tuple, get_attnum(RelationGetRelid(registry), "kind"), desc,
										 &isnull);

		if (strcmp(TextDatumGetCString(value), attach_kind_names[kind]) != 0)
			continue;
		attached = true;
		value = heap_getattr(tuple, get_attnum(RelationGetRelid(registry), "anchor"), desc, &isnull);
		found->anchor = DatumGetObjectId(value);
		value = heap_getattr(tuple, get_attnum(RelationGetRelid(registry), "source"), desc, &isnull);
		found->source = TextDatumGetCString(value);
		/* from here and not from the trigger: the host's owner could change that */
		value = heap_getattr(tuple, get_attnum(RelationGetRelid(registry), "mapping"), desc, &isnull);
		found->on_delete = aiehr_mapping_on_delete(kind, DatumGetJsonbP(value));
	}
	systable_endscan(scan);
	table_close(registry, AccessShareLock);
	return attached;
}

/* The owner of a relation. */
static Oid
relation_owner(Oid relid)
{
	Relation	rel = relation_open(relid, AccessShareLock);
	Oid			owner = rel->rd_rel->relowner;

	relation_close(rel, AccessShareLock);
	return owner;
}

/* Enter the workspace of an attachment as its owner. */
static void
enter_workspace(WorkspaceScope *scope, const Attachment *attachment)
{
	aiehr_enter(scope, aiehr_anchor_namespace(attachment->anchor), relation_owner(attachment->anchor));
}

/* Ask for the workspace's time zone: dates and times of the host are judged by it, not by the session's. */
static void
read_time_zone(Attachment *attachment)
{
	MemoryContext context = CurrentMemoryContext;
	WorkspaceScope scope;

	enter_workspace(&scope, attachment);
	(void) aiehr_execute(STMT_ATTACH_TIME_ZONE, &scope, 0, NULL, NULL, NULL, 1);
	attachment->time_zone = MemoryContextStrdup(context, result_text(0, 1));
	result_free();
	aiehr_leave(&scope);
}

/*
 * Act as the owner of a host table, where expressions are evaluated that others may
 * have written: as when an index is built, no role can be taken, and whatever is
 * set is undone at the end.
 */
static void
host_enter(HostScope *scope, Relation rel, const Attachment *attachment)
{
	GetUserIdAndSecContext(&scope->save_userid, &scope->save_sec_context);
	SetUserIdAndSecContext(rel->rd_rel->relowner, scope->save_sec_context | SECURITY_RESTRICTED_OPERATION);
	scope->guc_level = NewGUCNestLevel();
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	(void) set_config_option("TimeZone", attachment->time_zone, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	(void) set_config_option("DateStyle", "ISO, YMD", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/* Put back what host_enter changed, and what was set since. */
static void
host_leave(const HostScope *scope)
{
	AtEOXact_GUC(false, scope->guc_level);
	SetUserIdAndSecContext(scope->save_userid, scope->save_sec_context);
}

/* Changes of a statement or rows of a table, a chunk of them at a time */
typedef struct ChangeList
{
	int			n;
	int			size;
	MappedChange *changes;
	MemoryContext context;		/* of what they hold, reset with each chunk */
} ChangeList;

/* Begin without any. */
static void
list_begin(ChangeList *list)
{
	list->n = 0;
	list->size = 16;
	list->changes = palloc(list->size * sizeof(MappedChange));
	list->context = AllocSetContextCreate(CurrentMemoryContext, "aiehr host rows", ALLOCSET_DEFAULT_SIZES);
}

/* The place for the next one, which counts once list->n does. */
static MappedChange *
list_next(ChangeList *list, int64 row)
{
	MappedChange *change;

	if (list->n == list->size)
	{
		list->size *= 2;
		list->changes = repalloc_huge(list->changes, mul_size(list->size, sizeof(MappedChange)));
	}
	change = &list->changes[list->n];
	memset(change, 0, sizeof(MappedChange));
	change->row = row;
	return change;
}

/* Free all. */
static void
list_end(ChangeList *list)
{
	pfree(list->changes);
	MemoryContextDelete(list->context);
}

/* Raise what is wrong with a row.  Values of people are not shown. */
static void
report_change(const AttachBatch *b, int64 row, const IntakeProblem *p)
{
	ereport(ERROR,
			(errcode(p->sqlstate),
			 errmsg("row " INT64_FORMAT " of table \"%s\" cannot be taken as %s", row,
					RelationGetRelationName(b->mapping->rel), attach_kind_names[b->mapping->kind]),
			 p->field ? errdetail("\"%s\" %s.", p->field, p->reason) : errdetail("It %s.", p->reason),
			 p->hint ? errhint("%s", p->hint) : 0));
}

/* Take a batch of changes into the workspace. */
static void
take_batch(const Attachment *attachment, const Mapping *mapping, ChangeList *list, bool backfill)
{
	AttachBatch b = {.mapping = mapping, .source = attachment->source, .n = list->n,
	.changes = list->changes, .on_delete = attachment->on_delete, .backfill = backfill};

	if (list->n == 0)
		return;
	aiehr_require_fresh_snapshots();
	enter_workspace(&b.scope, attachment);
	aiehr_workspace_hash(&b.hash, &b.scope);
	if (mapping->kind != ATTACH_PEOPLE)
		aiehr_attach_keep_renamed(&b);
	switch (mapping->kind)
	{
		case ATTACH_PEOPLE:
			aiehr_attach_people(&b);
			break;
		case ATTACH_ASSESSMENTS:
			aiehr_attach_assessments(&b);
			break;
		case ATTACH_APPLICATIONS:
			aiehr_attach_applications(&b);
			break;
		case ATTACH_EMPLOYMENTS:
			aiehr_attach_employments(&b);
			break;
		case ATTACH_FACTS:
			aiehr_attach_facts(&b);
			break;
		case ATTACH_KINDS:
			break;
	}
	for (int i = 0; i < b.n; i++)
		if (b.changes[i].problem.sqlstate != 0 && !b.changes[i].skipped)
			report_change(&b, b.changes[i].row, &b.changes[i].problem);
	aiehr_hash_end(&b.hash);
	aiehr_leave(&b.scope);
}

/* Did an UPDATE leave alone every column that the mapping looks at? */
static bool
is_untouched(const RowChanges *changes, const Mapping *mapping)
{
	if (changes->old == NULL || changes->new == NULL || mapping->all_columns)
		return false;
	for (int i = 0; i < mapping->ncolumns; i++)
		if (row_changes_differ(changes, mapping->columns[i]))
			return false;
	return true;
}

/* The next changes of the statement that mean anything; false when the statement has no more. */
static bool
read_changes(RowChanges *walk, Mapping *mapping, ChangeList *list, int64 *row)
{
	list->n = 0;
	while (list->n < ATTACH_CHUNK)
	{
		MappedChange *change;

		if (!row_changes_next(walk))
			return false;
		CHECK_FOR_INTERRUPTS();
		(*row)++;
		if (is_untouched(walk, mapping))
			continue;
		change = list_next(list, *row);
		if (walk->old)
			change->old = aiehr_mapping_row(mapping, walk->old);
		if (walk->new)
			change->new = aiehr_mapping_row(mapping, walk->new);
		if ((change->old != NULL && change->new != NULL)
			? !aiehr_mapped_rows_equal(mapping, change->old, change->new)
			: (change->old != NULL || change->new != NULL))
			list->n++;
	}
	return true;
}

/* A row of a transition table that went to disk lies in the memory of the chunk in which it was read. */
static void
let_go_of_rows(RowChanges *walk)
{
	if (walk->old)
		ExecClearTuple(walk->old);
	if (walk->new)
		ExecClearTuple(walk->new);
}

/* Carry what a statement did to a host table over, chunk by chunk. */
static void
carry_statement(TriggerData *trigdata, AttachKind kind, Attachment *attachment)
{
	ChangeList	list;
	RowChanges	walk;
	Mapping    *mapping;
	HostScope	host;
	int64		row = 0;
	bool		more;

	read_time_zone(attachment);
	host_enter(&host, trigdata->tg_relation, attachment);
	mapping = aiehr_mapping_open(trigdata->tg_relation, kind);
	host_leave(&host);
	list_begin(&list);
	row_changes_begin(&walk, trigdata);
	do
	{
		MemoryContext old = MemoryContextSwitchTo(list.context);

		host_enter(&host, trigdata->tg_relation, attachment);
		more = read_changes(&walk, mapping, &list, &row);
		host_leave(&host);
		take_batch(attachment, mapping, &list, false);
		let_go_of_rows(&walk);
		MemoryContextSwitchTo(old);
		MemoryContextReset(list.context);
	} while (more);
	row_changes_end(&walk);
	aiehr_mapping_close(mapping);
	list_end(&list);
}

/*
 * The registry's entry for the table of a trigger; false when there is nowhere to
 * carry its rows.  The triggers may be left over, as after a restore of the table
 * alone: the host's application must not fail for them, but it is said.
 */
static bool
trigger_attachment(TriggerData *trigdata, AttachKind kind, Attachment *attachment)
{
	Relation	rel = trigdata->tg_relation;

	if (find_attachment(attached_root(rel), kind, attachment) && get_rel_name(attachment->anchor) != NULL)
		return true;
	ereport(WARNING,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" is not attached as %s", RelationGetRelationName(rel),
					attach_kind_names[kind]),
			 errdetail("It has the triggers of an attached table, but no workspace takes its rows."),
			 errhint("Call aiehr.detach() to drop the triggers.")));
	return false;
}

/* _attached_rows(kind): AFTER STATEMENT trigger of a host table, carries its rows into the workspace. */
Datum
aiehr_attached_rows(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = aiehr_statement_trigger(fcinfo, "aiehr._attached_rows");
	AttachKind	kind = aiehr_attach_kind(aiehr_trigger_argument(trigdata, 0));
	Attachment	attachment;

	if (trigger_attachment(trigdata, kind, &attachment) &&
		!(TRIGGER_FIRED_BY_DELETE(trigdata->tg_event) && attachment.on_delete == DELETE_KEEPS))
		carry_statement(trigdata, kind, &attachment);
	return PointerGetDatum(NULL);
}

/*
 * _attached_truncate(kind): BEFORE TRUNCATE trigger of a host table.  No transition
 * table says which rows go, so it is refused where their going means anything.
 */
Datum
aiehr_attached_truncate(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	AttachKind	kind;
	Attachment	attachment;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BY_TRUNCATE(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired BEFORE TRUNCATE", "aiehr._attached_truncate")));
	kind = aiehr_attach_kind(aiehr_trigger_argument(trigdata, 0));
	if (!trigger_attachment(trigdata, kind, &attachment))
		return PointerGetDatum(NULL);
	if (attachment.on_delete != DELETE_KEEPS)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("table \"%s\" cannot be truncated while it is attached as %s",
						RelationGetRelationName(trigdata->tg_relation), attach_kind_names[kind]),
				 errdetail("What its rows stand for in the workspace would have to go with them."),
				 errhint("Use DELETE, or call aiehr.detach() before.")));
	return PointerGetDatum(NULL);
}

/* _attached_mapping(...): the trigger whose condition keeps a mapping, and is never true. */
Datum
aiehr_attached_mapping(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called as a trigger", "aiehr._attached_mapping")));
	return PointerGetDatum(NULL);
}

/* What is done with the rows of a table, a chunk at a time */
typedef void (*RowsWork) (const Attachment *attachment, const Mapping *mapping, ChangeList *list,
						  void *state);

/* Read the rows that one table has, a partitioned one's being in its partitions. */
static void
scan_relation(Relation rel, AttachKind kind, const Attachment *attachment, RowsWork work, void *state)
{
	TupleTableSlot *slot = table_slot_create(rel, NULL);
	TableScanDesc scan = table_beginscan(rel, GetActiveSnapshot(), 0, NULL);
	ChangeList	list;
	HostScope	host;
	Mapping    *mapping;
	int64		row = 0;
	bool		more = true;

	host_enter(&host, rel, attachment);
	mapping = aiehr_mapping_open(rel, kind);
	host_leave(&host);
	list_begin(&list);
	while (more)
	{
		MemoryContext old = MemoryContextSwitchTo(list.context);

		list.n = 0;
		host_enter(&host, rel, attachment);
		while (list.n < ATTACH_CHUNK && (more = table_scan_getnextslot(scan, ForwardScanDirection, slot)))
		{
			MappedChange *change = list_next(&list, ++row);

			CHECK_FOR_INTERRUPTS();
			change->new = aiehr_mapping_row(mapping, slot);
			if (change->new != NULL)
				list.n++;
		}
		host_leave(&host);
		work(attachment, mapping, &list, state);
		MemoryContextSwitchTo(old);
		MemoryContextReset(list.context);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	aiehr_mapping_close(mapping);
	list_end(&list);
}

/*
 * Read all rows of an attached table, with a snapshot of now.  Tables that inherit
 * from it since have no mapping; check_attachments() names them.
 */
static void
scan_attached(Oid relid, AttachKind kind, Attachment *attachment, RowsWork work, void *state)
{
	List	   *relids = list_make1_oid(relid);
	ListCell   *lc;

	if (get_rel_relkind(relid) == RELKIND_PARTITIONED_TABLE)
		relids = find_all_inheritors(relid, AccessShareLock, NULL);
	read_time_zone(attachment);
	PushActiveSnapshot(GetTransactionSnapshot());
	foreach(lc, relids)
	{
		Relation	rel = table_open(lfirst_oid(lc), AccessShareLock);

		if (rel->rd_rel->relkind == RELKIND_RELATION)
			scan_relation(rel, kind, attachment, work, state);
		table_close(rel, NoLock);
	}
	PopActiveSnapshot();
}

/* Take a chunk of rows over; the state counts them. */
static void
take_over(const Attachment *attachment, const Mapping *mapping, ChangeList *list, void *state)
{
	int64	   *taken = state;

	take_batch(attachment, mapping, list, true);
	for (int i = 0; i < list->n; i++)
		*taken += !list->changes[i].skipped;
}

/* Take over all rows of a table that has just been attached; its lock keeps others from adding some. */
static int64
backfill(Oid relid, AttachKind kind)
{
	Attachment	attachment;
	int64		taken = 0;

	CommandCounterIncrement();
	if (!find_attachment(relid, kind, &attachment))
		elog(ERROR, "the registry does not know the table that was just attached");
	scan_attached(relid, kind, &attachment, take_over, &taken);
	return taken;
}

/*
 * _attachment_write(relation, kind, anchor, source, mapping)
 *		Enter a table in the registry, for who owns it and belongs to the workspace's
 *		owner; entries of tables that were dropped go at the same time.
 */
Datum
aiehr_attachment_write(PG_FUNCTION_ARGS)
{
	Oid			types[5] = {REGCLASSOID, TEXTOID, REGCLASSOID, TEXTOID, JSONBOID};
	Datum		values[5];
	Oid			relid = PG_GETARG_OID(0);
	Oid			anchor = PG_GETARG_OID(2);

	for (int i = 0; i < 5; i++)
		values[i] = PG_GETARG_DATUM(i);
	(void) aiehr_anchor_namespace(anchor);
	if (!aiehr_class_ownercheck(relid, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(relid));
	if (!is_member_of_role(GetUserId(), relation_owner(anchor)))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(anchor));
	(void) aiehr_write_registry("WITH gone AS (DELETE FROM aiehr.attachment_registry r"
								" WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = r.relation))"
								" INSERT INTO aiehr.attachment_registry"
								" (relation, kind, anchor, source, mapping, attached_by)"
								" VALUES ($1, $2, $3, $4, $5, aiehr.acting_role())",
								5, types, values, NULL);
	PG_RETURN_VOID();
}

/*
 * _attachment_forget(relation, kind)
 *		Take a table out of the registry, for who owns it or belongs to the
 *		workspace's owner; anybody may when table or workspace is gone.
 */
Datum
aiehr_attachment_forget(PG_FUNCTION_ARGS)
{
	Oid			types[2] = {REGCLASSOID, TEXTOID};
	Datum		values[2] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)};
	Oid			relid = PG_GETARG_OID(0);
	Attachment	attachment;

	if (!find_attachment(relid, aiehr_attach_kind(text_to_cstring(PG_GETARG_TEXT_PP(1))), &attachment))
		PG_RETURN_VOID();
	if (get_rel_name(relid) != NULL && get_rel_name(attachment.anchor) != NULL &&
		!aiehr_class_ownercheck(relid, GetUserId()) &&
		!is_member_of_role(GetUserId(), relation_owner(attachment.anchor)))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(relid));
	(void) aiehr_write_registry("DELETE FROM aiehr.attachment_registry WHERE relation = $1 AND kind = $2",
								2, types, values, NULL);
	PG_RETURN_VOID();
}

/* Refuse relations that cannot be attached. */
static void
check_relation(Relation rel)
{
	Oid			relid = RelationGetRelid(rel);
	const char *detail = NULL;

	if (!aiehr_class_ownercheck(relid, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, get_relkind_objtype(rel->rd_rel->relkind),
					   RelationGetRelationName(rel));
	if (rel->rd_rel->relkind != RELKIND_RELATION && rel->rd_rel->relkind != RELKIND_PARTITIONED_TABLE)
		detail = "It is no table.";
	else if (IsSystemRelation(rel))
		detail = "It is one of the server's own tables.";
	else if (rel->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		detail = "It is a temporary table.";
	else if (rel->rd_rel->relispartition)
		detail = "It is a partition; the table that it is a partition of can be attached.";
	else if (has_superclass(relid) ||
			 (rel->rd_rel->relkind == RELKIND_RELATION &&
			  find_inheritance_children(relid, NoLock) != NIL))
		detail = "It inherits or is inherited from, so that its rows would come in twice or not at all.";
	if (detail != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" cannot be attached", RelationGetRelationName(rel)),
				 errdetail("%s", detail)));
}

/* Make triggers and the registry's entry, with nothing but pg_catalog on the path. */
static void
make_attachment(Datum relation, Datum workspace, Datum kind, Datum mapping, const char *condition,
				List *arguments)
{
	Oid			types[6] = {REGCLASSOID, TEXTOID, TEXTOID, JSONBOID, TEXTOID, TEXTARRAYOID};
	Datum		values[6] = {relation, workspace, kind, mapping, CStringGetTextDatum(condition)};
	Datum	   *words = palloc(sizeof(Datum) * list_length(arguments));
	int			guc_level = NewGUCNestLevel();
	int			n = 0;
	ListCell   *lc;

	foreach(lc, arguments)
		words[n++] = CStringGetTextDatum(lfirst(lc));
	values[5] = PointerGetDatum(construct_array(words, n, TEXTOID, -1, false, TYPALIGN_INT));
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_execute_with_args("SELECT aiehr._attach($1, $2, $3, $4, $5, $6)", 6, types, values, NULL,
							  false, 0) < 0)
		elog(ERROR, "attaching failed");
	SPI_finish();
	AtEOXact_GUC(true, guc_level);
}

/*
 * Check the mapping and write it as a condition.  Constants are folded meanwhile, by
 * functions that the table's owner may have written, so it is done as that owner.
 */
static char *
check_mapping(Relation rel, AttachKind kind, Jsonb *mapping, List **arguments)
{
	int			guc_level = NewGUCNestLevel();
	Oid			save_userid;
	int			save_sec_context;
	char	   *condition;

	GetUserIdAndSecContext(&save_userid, &save_sec_context);
	SetUserIdAndSecContext(rel->rd_rel->relowner, save_sec_context | SECURITY_RESTRICTED_OPERATION);
	condition = aiehr_mapping_condition(rel, kind, mapping, arguments);
	AtEOXact_GUC(false, guc_level);
	SetUserIdAndSecContext(save_userid, save_sec_context);
	return condition;
}

/*
 * attach(relation, workspace, as_what, mapping)
 *		Put triggers on a host table that carry its rows into a workspace, and take
 *		over those which are there; returns how many.  The mapping is read under the
 *		caller's search_path, all else under none.
 */
Datum
aiehr_attach(PG_FUNCTION_ARGS)
{
	Oid			relid = PG_GETARG_OID(0);
	AttachKind	kind = aiehr_attach_kind(text_to_cstring(PG_GETARG_TEXT_PP(2)));
	Relation	rel;
	List	   *arguments;
	char	   *condition;

	aiehr_require_fresh_snapshots();
	if (get_rel_name(relid) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", relid)));
	if (!aiehr_class_ownercheck(relid, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(relid));
	rel = relation_open(relid, ShareRowExclusiveLock);
	check_relation(rel);
	condition = check_mapping(rel, kind, PG_GETARG_JSONB_P(3), &arguments);
	relation_close(rel, NoLock);
	make_attachment(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), PG_GETARG_DATUM(2), PG_GETARG_DATUM(3),
					condition, arguments);
	PG_RETURN_INT64(backfill(relid, kind));
}

/* Put the problems of a chunk of rows into the result. */
static void
list_problems(const Attachment *attachment, const Mapping *mapping, ChangeList *list, void *state)
{
	ReturnSetInfo *rsinfo = state;
	AttachBatch b = {.mapping = mapping, .source = attachment->source, .n = list->n,
	.changes = list->changes};

	if (list->n == 0)
		return;
	enter_workspace(&b.scope, attachment);
	aiehr_workspace_hash(&b.hash, &b.scope);
	aiehr_attach_check(&b);
	aiehr_hash_end(&b.hash);
	/* what is the matter is in memory that goes when we leave */
	for (int i = 0; i < b.n; i++)
	{
		const IntakeProblem *p = &b.changes[i].problem;
		Datum		values[2];
		bool		nulls[2] = {b.changes[i].new->nulls[MAPPED_EXTERNAL_KEY], false};

		if (p->sqlstate == 0)
			continue;
		values[0] = b.changes[i].new->values[MAPPED_EXTERNAL_KEY];
		values[1] = CStringGetTextDatum(psprintf("%s %s", p->field ? p->field : "the row", p->reason));
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	aiehr_leave(&b.scope);
}

/*
 * _attached_problems(relation, kind)
 *		The rows of an attached table that are not in the workspace as they stand: key
 *		and what is the matter; for who owns the table or belongs to the workspace's
 *		owner.
 */
Datum
aiehr_attached_problems(PG_FUNCTION_ARGS)
{
	Oid			relid = PG_GETARG_OID(0);
	AttachKind	kind = aiehr_attach_kind(text_to_cstring(PG_GETARG_TEXT_PP(1)));
	Attachment	attachment;

	InitMaterializedSRF(fcinfo, 0);
	if (!find_attachment(relid, kind, &attachment) || get_rel_name(relid) == NULL ||
		get_rel_name(attachment.anchor) == NULL)
		return (Datum) 0;
	if (!aiehr_class_ownercheck(relid, GetUserId()) &&
		!is_member_of_role(GetUserId(), relation_owner(attachment.anchor)))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(relid));
	scan_attached(relid, kind, &attachment, list_problems, fcinfo->resultinfo);
	return (Datum) 0;
}
