/*
 * audit.c
 *		The log of what was done to people's data
 *
 * Rows are written in the transaction of the change and never changed, but for the
 * link that seal_audit() adds once their transaction is over: the hash of the link
 * before and of the row's own text.  A chain kept while rows are written would make
 * every writer wait for every other.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "common/cryptohash.h"
#include "common/sha2.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "compat.h"
#include "workspace/engine.h"
#include "workspace/hash.h"

PG_FUNCTION_INFO_V1(aiehr_audit);
PG_FUNCTION_INFO_V1(aiehr_audit_guard);
PG_FUNCTION_INFO_V1(aiehr_audit_link);

/*
 * _audit(action, rule, subject, subject_id, n, payload, person_id)
 *		Write an audit row into the workspace that is on the path.
 */
Datum
aiehr_audit(PG_FUNCTION_ARGS)
{
	static const Oid types[7] = {TEXTOID, TEXTOID, TEXTOID, INT8OID, INT8OID, JSONBOID, INT8OID};
	Oid			anchor = RelnameGetRelid("policy");
	Datum		values[7];
	char		nulls[8] = "       ";
	WorkspaceScope scope;

	if (!OidIsValid(anchor))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("no workspace is on the search_path"),
				 errhint("Functions of a workspace call this after they entered it.")));
	for (int i = 0; i < 7; i++)
	{
		values[i] = PG_GETARG_DATUM(i);
		nulls[i] = PG_ARGISNULL(i) ? 'n' : ' ';
	}
	aiehr_enter(&scope, get_rel_namespace(anchor), InvalidOid);
	(void) aiehr_execute(STMT_AUDIT_WRITE, &scope, 7, types, values, nulls, 1);
	aiehr_leave(&scope);
	PG_RETURN_VOID();
}

/* Whether an update only adds the link of a row that has none. */
static bool
adds_link(TriggerData *trigdata)
{
	TupleDesc	desc = RelationGetDescr(trigdata->tg_relation);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);
		bool		old_null;
		bool		new_null;
		Datum		old = heap_getattr(trigdata->tg_trigtuple, i + 1, desc, &old_null);
		Datum		new = heap_getattr(trigdata->tg_newtuple, i + 1, desc, &new_null);

		if (att->attisdropped)
			continue;
		if (strcmp(NameStr(att->attname), "chain") == 0 || strcmp(NameStr(att->attname), "link") == 0)
		{
			if (!old_null || new_null)
				return false;
		}
		else if (old_null != new_null ||
				 (!old_null && !datum_image_eq(old, new, att->attbyval, att->attlen)))
			return false;
	}
	return true;
}

/*
 * _audit_guard(table)
 *		Trigger of audit_log: BEFORE DELETE OR TRUNCATE, FOR EACH STATEMENT, and BEFORE
 *		UPDATE, FOR EACH ROW.  Who may write the table may not unwrite it.
 */
Datum
aiehr_audit_guard(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	bool		update = CALLED_AS_TRIGGER(fcinfo) && TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event);

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigdata->tg_event) ||
		TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) ||
		(update ? TRIGGER_FIRED_FOR_STATEMENT(trigdata->tg_event) :
		 TRIGGER_FIRED_FOR_ROW(trigdata->tg_event)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired BEFORE UPDATE, FOR EACH ROW, "
						"or BEFORE DELETE OR TRUNCATE, FOR EACH STATEMENT",
						"aiehr._audit_guard")));
	if (update && adds_link(trigdata))
		return PointerGetDatum(trigdata->tg_newtuple);
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("the audit log is append-only"),
			 errhint("What a row was about is in audit_payload, which erase_person() empties.")));
	PG_RETURN_NULL();			/* keeps the compiler quiet */
}

/*
 * _audit_link(state, head, row)
 *		Transition function of _audit_chain: SHA-256 of the link before (the state or,
 *		at the first row, the head so far) and of the row's text.
 */
Datum
aiehr_audit_link(PG_FUNCTION_ARGS)
{
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA256);
	bytea	   *before = PG_ARGISNULL(0) ? NULL : PG_GETARG_BYTEA_PP(0);
	bytea	   *result = palloc(VARHDRSZ + PG_SHA256_DIGEST_LENGTH);
	text	   *row;
	const char *utf8;
	int			length;

	if (before == NULL && !PG_ARGISNULL(1))
		before = PG_GETARG_BYTEA_PP(1);
	if (PG_ARGISNULL(2))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("a row without text cannot be linked")));
	row = PG_GETARG_TEXT_PP(2);
	length = VARSIZE_ANY_EXHDR(row);
	utf8 = aiehr_hashed_form(VARDATA_ANY(row), &length);
	if (hash == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
	SET_VARSIZE(result, VARHDRSZ + PG_SHA256_DIGEST_LENGTH);
	if (pg_cryptohash_init(hash) < 0 ||
		(before != NULL &&
		 pg_cryptohash_update(hash, (uint8 *) VARDATA_ANY(before), VARSIZE_ANY_EXHDR(before)) < 0) ||
		pg_cryptohash_update(hash, (uint8 *) utf8, length) < 0 ||
		pg_cryptohash_final(hash, (uint8 *) VARDATA(result), PG_SHA256_DIGEST_LENGTH) < 0)
		elog(ERROR, "could not compute a hash: %s", pg_cryptohash_error(hash));
	pg_cryptohash_free(hash);
	PG_RETURN_BYTEA_P(result);
}
