/*
 * workspace.c
 *		The registry of workspaces, and the way into one for SQL functions
 *
 * The registry is an extension's table, so ordinary users have no right to write
 * it.  These functions write it for them after checking that the caller owns the
 * schema in question; nothing else does.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "workspace/engine.h"

PG_FUNCTION_INFO_V1(aiehr_register_workspace);
PG_FUNCTION_INFO_V1(aiehr_unregister_workspace);
PG_FUNCTION_INFO_V1(aiehr_enter_workspace);
PG_FUNCTION_INFO_V1(aiehr_acting_role);

/* The schema of an anchor, which must be a table `policy`. */
Oid
aiehr_anchor_namespace(Oid anchor)
{
	char	   *relname = get_rel_name(anchor);

	if (relname == NULL || strcmp(relname, "policy") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("relation with OID %u is no workspace's anchor", anchor),
				 errdetail("The anchor of a workspace is its table \"policy\".")));
	return get_rel_namespace(anchor);
}

/*
 * Run a statement on the registries as their owner; whether the caller may is
 * decided before.  Returns the number of rows.
 */
uint64
aiehr_write_registry(const char *sql, int nargs, Oid *types, Datum *values, const char *nulls)
{
	Oid			registry;
	HeapTuple	tuple;
	Oid			save_userid;
	int			save_sec_context;
	int			guc_level;
	int			rc;
	uint64		rows;

	registry = get_relname_relid("workspace_registry", get_namespace_oid("aiehr", false));
	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(registry));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for the registry of workspaces");
	GetUserIdAndSecContext(&save_userid, &save_sec_context);
	SetUserIdAndSecContext(((Form_pg_class) GETSTRUCT(tuple))->relowner,
						   save_sec_context | SECURITY_LOCAL_USERID_CHANGE);
	ReleaseSysCache(tuple);
	guc_level = NewGUCNestLevel();
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	rc = SPI_execute_with_args(sql, nargs, types, values, nulls, false, 0);
	if (rc < 0)
		elog(ERROR, "writing the registry failed: %s", SPI_result_code_string(rc));
	rows = SPI_processed;
	SPI_finish();
	AtEOXact_GUC(true, guc_level);
	SetUserIdAndSecContext(save_userid, save_sec_context);
	return rows;
}

/* The same for the entry of a workspace, whose schema the caller must own. */
static void
write_workspace(Oid anchor, const char *sql, int nargs, Oid *types, Datum *values, const char *nulls)
{
	Oid			namespace = aiehr_anchor_namespace(anchor);

	if (!aiehr_namespace_ownercheck(namespace, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_SCHEMA, get_namespace_name(namespace));
	(void) aiehr_write_registry(sql, nargs, types, values, nulls);
}

/*
 * _register_workspace(anchor, version, distributed, roles)
 *		Enter a workspace or renew its entry; entries of schemas that were dropped
 *		without drop_workspace go at the same time.
 */
Datum
aiehr_register_workspace(PG_FUNCTION_ARGS)
{
	Oid			types[4] = {REGCLASSOID, TEXTOID, BOOLOID, NAMEARRAYOID};
	Datum		values[4];
	char		nulls[5] = "    ";

	for (int i = 0; i < 4; i++)
	{
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("a workspace's entry needs anchor, version, distributed and roles")));
		values[i] = PG_GETARG_DATUM(i);
	}
	write_workspace(PG_GETARG_OID(0),
					"WITH gone AS (DELETE FROM aiehr.workspace_registry r"
				   " WHERE NOT EXISTS (SELECT FROM pg_class c"
				   " WHERE c.oid = r.anchor AND c.relname = 'policy'))"
				   " INSERT INTO aiehr.workspace_registry"
				   " (anchor, version, distributed,"
				   " owner_role, hr_role, loader_role, analyst_role, auditor_role)"
				   " VALUES ($1, $2, $3, $4[1], $4[2], $4[3], $4[4], $4[5])"
				   " ON CONFLICT (anchor) DO UPDATE SET version = excluded.version,"
				   " distributed = excluded.distributed, owner_role = excluded.owner_role,"
				   " hr_role = excluded.hr_role, loader_role = excluded.loader_role,"
				   " analyst_role = excluded.analyst_role, auditor_role = excluded.auditor_role",
				   4, types, values, nulls);
	PG_RETURN_VOID();
}

/* _unregister_workspace(anchor): take a workspace out of the registry. */
Datum
aiehr_unregister_workspace(PG_FUNCTION_ARGS)
{
	Oid			types[1] = {REGCLASSOID};
	Datum		values[1];

	values[0] = PG_GETARG_DATUM(0);
	write_workspace(PG_GETARG_OID(0),
					"DELETE FROM aiehr.workspace_registry WHERE anchor = $1",
				   1, types, values, NULL);
	PG_RETURN_VOID();
}

/*
 * _enter(anchor): put the workspace on the path until the calling function
 * returns, whose own SET search_path clause restores what was before.
 */
Datum
aiehr_enter_workspace(PG_FUNCTION_ARGS)
{
	Oid			namespace = aiehr_anchor_namespace(PG_GETARG_OID(0));
	char	   *name = get_namespace_name(namespace);

	(void) set_config_option("search_path",
							 psprintf("pg_catalog, aiehr, %s, pg_temp", quote_identifier(name)),
							 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
	PG_RETURN_VOID();
}

/* acting_role(): who the session acts as, before SECURITY DEFINER changed it. */
Datum
aiehr_acting_role(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(DirectFunctionCall1(namein, CStringGetDatum(aiehr_outer_user())));
}
