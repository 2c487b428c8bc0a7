/*
 * stage.c
 *		aiehr import: from the file into a temporary table
 *
 * Fields travel as bytes in COPY's binary format.  So nothing in a file can make
 * COPY itself fail and put a value into an error's context; encoding and JSON are
 * checked row by row on the server, with everything else.
 */
#include "cli/import.h"

#include "catalog/pg_type_d.h"
#include "port/pg_bswap.h"

#define SEND_BYTES (256 * 1024)

/* Append an integer in network order. */
static void
put_int16(StringInfo out, int16 value)
{
	uint16		n = pg_hton16((uint16) value);

	appendBinaryStringInfo(out, (const char *) &n, sizeof(n));
}

/* Append an integer in network order. */
static void
put_int32(StringInfo out, int32 value)
{
	uint32		n = pg_hton32((uint32) value);

	appendBinaryStringInfo(out, (const char *) &n, sizeof(n));
}

/* Append a column of type bigint. */
static void
put_bigint(StringInfo out, int64 value)
{
	uint64		n = pg_hton64((uint64) value);

	put_int32(out, sizeof(n));
	appendBinaryStringInfo(out, (const char *) &n, sizeof(n));
}

/* Append a column of type text, or NULL. */
static void
put_text(StringInfo out, const char *value)
{
	put_int32(out, value ? (int32) strlen(value) : -1);
	if (value != NULL)
		appendStringInfoString(out, value);
}

/* Append the fields as a column of type bytea[]. */
static void
put_fields(StringInfo out, const Record *record)
{
	int32		length = 5 * 4;
	bool		has_null = false;

	for (int i = 0; i < record->nfields; i++)
	{
		has_null |= record->fields[i].isnull;
		length += 4 + record->fields[i].length;
	}
	put_int32(out, length);
	put_int32(out, 1);			/* dimensions */
	put_int32(out, has_null);
	put_int32(out, BYTEAOID);
	put_int32(out, record->nfields);
	put_int32(out, 1);			/* lower bound */
	for (int i = 0; i < record->nfields; i++)
	{
		const Field *f = &record->fields[i];

		put_int32(out, f->isnull ? -1 : f->length);
		if (!f->isnull)
			appendBinaryStringInfo(out, record->data.data + f->start, f->length);
	}
}

/* Append one row: n, line, fields, fault. */
static void
put_row(StringInfo out, int64 n, const Record *record)
{
	put_int16(out, 4);
	put_bigint(out, n);
	put_bigint(out, record->line);
	if (record->fault == NULL)
		put_fields(out, record);
	else
		put_int32(out, -1);
	put_text(out, record->fault);
}

/* The header as the text of an array of bytea. */
static char *
header_literal(const Record *record)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (int i = 0; i < record->nfields; i++)
	{
		const Field *f = &record->fields[i];

		appendStringInfoString(&out, i == 0 ? "\"\\\\x" : ",\"\\\\x");
		for (int k = 0; k < f->length; k++)
			appendStringInfo(&out, "%02x", (unsigned char) record->data.data[f->start + k]);
		appendStringInfoChar(&out, '"');
	}
	appendStringInfoChar(&out, '}');
	return out.data;
}

/* The text of the file with the mapping; exits when it cannot be read. */
static char *
read_map(const char *name)
{
	StringInfoData text;
	char		part[4096];
	size_t		n;
	FILE	   *f = fopen(name, PG_BINARY_R);

	initStringInfo(&text);
	while (f != NULL && text.len < MAX_RECORD_BYTES && (n = fread(part, 1, sizeof(part), f)) > 0)
		appendBinaryStringInfo(&text, part, n);
	if (f == NULL || ferror(f))
	{
		pg_log_error("could not read mapping \"%s\": %m", name);
		exit(CLI_USAGE);
	}
	fclose(f);
	return text.data;
}

/* Show the first line to whoever sits there; the server has not logged it. */
static void
show_header(const Record *record)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < record->nfields; i++)
		appendStringInfo(&out, "%s%.*s", i > 0 ? ", " : "", record->fields[i].length,
						 record->data.data + record->fields[i].start);
	pg_log_info("the first line of the file has: %s", out.data);
	pfree(out.data);
}

/* The server does not know what to do with header or mapping: say so and exit. */
static void
refuse_plan(Import *imp, const PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	CliExit		code = cli_failure(imp->conn, res);

	/* what the server refuses here is written in the file or the mapping, unless it is a right */
	if (code == CLI_REFUSED && state != NULL && strncmp(state, "22", 2) == 0)
		code = CLI_USAGE;
	if (code == CLI_REFUSED && state != NULL && strcmp(state, "42703") == 0)
	{
		code = CLI_USAGE;
		show_header(&imp->record);
	}
	PQfinish(imp->conn);
	exit(code);
}

/* The codes of the fields that can be claimed of people, as the text of an array. */
static char *
claim_fields(Import *imp)
{
	char	   *sql = psprintf("SELECT ARRAY(SELECT f.code FROM %s f ORDER BY f.place, f.code)",
							   cli_call(imp->conn, imp->opt, "profile_field"));
	PGresult   *res = cli_query(imp->conn, sql, 0, NULL);
	char	   *fields = pstrdup(PQgetvalue(res, 0, 0));

	pfree(sql);
	PQclear(res);
	return fields;
}

/*
 * Where rows are records of a source and nobody names it, it has the name of the file,
 * without folder and ending.  Only then is that name sent, since it may be one that the
 * server's encoding does not know.
 */
static void
name_source(Import *imp)
{
	static const char sql[] =
		"SELECT $1::jsonb || jsonb_build_object('source', $2::text) WHERE $1::jsonb ? 'records'";
	const char *name = strcmp(imp->opt->file, "-") == 0 ? "stdin" : imp->opt->file;
	const char *slash = strrchr(name, '/');
	char	   *source = pstrdup(slash ? slash + 1 : name);
	char	   *dot = strrchr(source, '.');
	const char *params[2] = {imp->plan, source};
	PGresult   *res;

	if (dot != NULL && dot != source)
		*dot = '\0';
	res = cli_query(imp->conn, sql, 2, params);
	if (PQntuples(res) > 0)
		imp->plan = pstrdup(PQgetvalue(res, 0, 0));
	PQclear(res);
}

/* Read the header, if there is one, and have the server make a plan of it and the mapping. */
void
stage_plan(Import *imp)
{
	static const char sql[] =
		"SELECT aiehr._import_plan($1, CASE WHEN $2::bytea[] IS NOT NULL THEN ARRAY("
		" SELECT convert_from(coalesce(h, ''), $4)"
		" FROM unnest($2::bytea[]) WITH ORDINALITY u (h, i) ORDER BY i) END, $3::jsonb, $4, $5::text[], $6)";
	const CliOptions *opt = imp->opt;
	const char *params[6] = {opt->kind, NULL, NULL, opt->encoding, "{}", opt->source};
	PGresult   *res;

	if (imp->in->format == FORMAT_CSV)
	{
		if (!input_record(imp->in, &imp->record) || imp->record.fault != NULL)
		{
			if (imp->in->error != NULL)
				pg_log_error("%s", imp->in->error);
			else if (imp->record.fault != NULL)
				pg_log_error("the first line of \"%s\" is no header: %s", imp->in->name, imp->record.fault);
			else
				pg_log_error("\"%s\" is empty: not even a header is there", imp->in->name);
			exit(CLI_USAGE);
		}
		imp->ncolumns = imp->record.nfields;
		params[1] = header_literal(&imp->record);
	}
	if (opt->map_file != NULL)
		params[2] = read_map(opt->map_file);
	if (strcmp(opt->kind, "people") == 0)
		params[4] = claim_fields(imp);
	res = PQexecParams(imp->conn, sql, 6, NULL, params, NULL, NULL, 0);
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		refuse_plan(imp, res);
	imp->plan = pstrdup(PQgetvalue(res, 0, 0));
	PQclear(res);
	if (opt->source == NULL)
		name_source(imp);
}

/* Hand on what has been gathered. */
static void
send_rows(Import *imp, StringInfo out)
{
	if (PQputCopyData(imp->conn, out->data, out->len) != 1)
		cli_fail(imp->conn, PQgetResult(imp->conn));
	resetStringInfo(out);
	progress_show("reading", input_position(imp->in), imp->in->size, false);
}

/* Is there nothing in any field?  Spreadsheets write such rows below the last one. */
static bool
is_blank(const Record *record)
{
	for (int i = 0; i < record->nfields; i++)
		if (!record->fields[i].isnull)
			return false;
	return record->fault == NULL;
}

/* Send all rows of the file. */
static void
copy_rows(Import *imp)
{
	static const char signature[] = "PGCOPY\n\377\r\n";
	StringInfoData out;
	char		fault[100];

	initStringInfo(&out);
	appendBinaryStringInfo(&out, signature, 11);	/* with its final zero byte */
	put_int32(&out, 0);			/* flags */
	put_int32(&out, 0);			/* extension of the header */
	while (input_record(imp->in, &imp->record))
	{
		Record	   *record = &imp->record;

		if (is_blank(record))
			continue;
		if (record->fault == NULL && imp->ncolumns > 0 && record->nfields != imp->ncolumns)
		{
			snprintf(fault, sizeof(fault), "there are %d fields where the header has %d", record->nfields,
					 imp->ncolumns);
			record->fault = fault;
		}
		put_row(&out, ++imp->rows, record);
		if (out.len >= SEND_BYTES)
			send_rows(imp, &out);
	}
	put_int16(&out, -1);
	send_rows(imp, &out);
	pfree(out.data);
}

/* Copy the file into a temporary table of the session; exits when either end fails. */
void
stage_file(Import *imp)
{
	PGconn	   *conn = imp->conn;
	PGresult   *res;

	cli_command(conn, "CREATE TEMP TABLE aiehr_import (n bigint, line bigint, fields bytea[], fault text)");
	res = PQexec(conn, "COPY pg_temp.aiehr_import FROM STDIN (FORMAT binary)");
	if (PQresultStatus(res) != PGRES_COPY_IN)
		cli_fail(conn, res);
	PQclear(res);
	copy_rows(imp);
	if (PQputCopyEnd(conn, imp->in->error ? "the file cannot be read" : NULL) != 1)
		cli_fail(conn, NULL);
	res = PQgetResult(conn);
	if (imp->in->error != NULL)
	{
		progress_end();
		pg_log_error("%s", imp->in->error);
		PQfinish(conn);
		exit(CLI_USAGE);
	}
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		cli_fail(conn, res);
	while (res != NULL)
	{
		PQclear(res);
		res = PQgetResult(conn);
	}
	cli_command(conn, "CREATE INDEX ON pg_temp.aiehr_import (n)");
	cli_command(conn, "ANALYZE pg_temp.aiehr_import");
	progress_end();
}
