/*
 * content.c
 *		What makes two messages the same: hashes of their ids and contents
 *
 * The hashes are stored for good, so the bytes that go into them never change:
 * each field as its length in UTF-8, a colon, its text and a comma, or "-," where
 * there is none, so that no two contents look alike.
 */
#include "intake/intake.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"

#include "workspace/columns.h"

/* Make the key of the workspace ready. */
void
aiehr_workspace_hash(KeyedHash *hash, const WorkspaceScope *scope)
{
	bool		isnull;
	Datum		key;

	if (aiehr_execute(STMT_SECRET_KEY, scope, 0, NULL, NULL, NULL, 1) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA),
				 errmsg("the workspace has lost its key"),
				 errdetail("Table \"secret\" is empty."),
				 errhint("Restore the table from a backup; no other key knows what was hashed.")));
	key = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	aiehr_hash_begin(hash, DatumGetByteaPCopy(key));
	result_free();
}

/* Append one field. */
static void
append_field(StringInfo out, const char *value)
{
	int			length;

	if (value == NULL)
	{
		appendStringInfoString(out, "-,");
		return;
	}
	length = strlen(value);
	value = aiehr_hashed_form(value, &length);
	appendStringInfo(out, "%d:%s,", length, value);
}

/* The hash of what a vendor calls a message. */
bytea *
aiehr_external_hash(KeyedHash *hash, const char *vendor, const char *external_id)
{
	StringInfoData text;
	bytea	   *result;

	initStringInfo(&text);
	append_field(&text, vendor);
	append_field(&text, external_id);
	result = aiehr_hash_bytes(hash, text.data, text.len);
	pfree(text.data);
	return result;
}

/* The hash of what a message says; the time counts in microseconds since 2000, UTC. */
bytea *
aiehr_content_hash(KeyedHash *hash, const AssessmentContent *content)
{
	StringInfoData text;
	char		taken_at[32];
	char	   *raw = scorecard_to_text(content->raw);
	bytea	   *result;

	snprintf(taken_at, sizeof(taken_at), INT64_FORMAT, (int64) content->taken_at);
	initStringInfo(&text);
	append_field(&text, content->instrument);
	append_field(&text, content->instrument_version);
	append_field(&text, content->kind);
	append_field(&text, taken_at);
	append_field(&text, raw);
	append_field(&text, content->model);
	append_field(&text, content->model_version);
	append_field(&text, content->status);
	result = aiehr_hash_bytes(hash, text.data, text.len);
	pfree(text.data);
	pfree(raw);
	return result;
}
