/*
 * import.c
 *		aiehr import: a file's rows into a workspace
 *
 * The file goes into a temporary table, and from there into the workspace in
 * chunks, through functions that the workspace has for messages.  Without
 * --skip-bad all of it is one transaction: a kill, a bad row or --dry-run leaves
 * nothing.  With it each chunk is committed together with how far the import has
 * come, so that the same command goes on where a kill stopped it.
 */
#include "cli/import.h"

#define MAX_TRIES 5

/* Is there one transaction around everything? */
static inline bool
all_or_nothing(const Import *imp)
{
	return imp->opt->dry_run || !imp->opt->skip_bad;
}

/* Enter the import, or find that the file was imported before; waits for another session with it. */
static void
start(Import *imp)
{
	char	   *sql = psprintf("SELECT state, id, done, finished_at::timestamptz(0) FROM %s($1, $2,"
							   " aiehr._import_digest('pg_temp.aiehr_import', $3, $4), $5, $6, $7)",
							   cli_call(imp->conn, imp->opt, "import_start"));
	char	   *rows = psprintf(INT64_FORMAT, imp->rows);
	const char *params[7] = {imp->opt->kind, imp->opt->import_id, imp->plan, imp->opt->update ? "t" : "f",
	rows, all_or_nothing(imp) ? "f" : "t", "f"};
	PGresult   *res = cli_query(imp->conn, sql, 7, params);

	if (strcmp(PQgetvalue(res, 0, 0), "busy") == 0)
	{
		if (!imp->opt->quiet)
			pg_log_info("another session is importing the same file; waiting for it");
		PQclear(res);
		params[6] = "t";
		res = cli_query(imp->conn, sql, 7, params);
	}
	imp->id = pstrdup(PQgetvalue(res, 0, 1));
	if (strcmp(PQgetvalue(res, 0, 0), "resumed") == 0)
		imp->resumed_after = strtoi64(PQgetvalue(res, 0, 2), NULL, 10);
	if (strcmp(PQgetvalue(res, 0, 0), "finished") == 0)
	{
		imp->state = IMPORT_KNOWN;
		imp->finished_at = pstrdup(PQgetvalue(res, 0, 3));
	}
	PQclear(res);
}

/* Bring in the rows after one number up to another.  Returns NULL, or the error. */
static PGresult *
chunk(Import *imp, int64 after, int64 up_to, PGresult **rows)
{
	char	   *function = cli_call(imp->conn, imp->opt, "import_rows");
	char	   *sql = psprintf("SELECT line, outcome, field, value, sqlstate, reason, hint"
							   " FROM %s('pg_temp.aiehr_import', $1, $2, $3, $4) ORDER BY line", function);
	char	   *from = psprintf(INT64_FORMAT, after);
	char	   *to = psprintf(INT64_FORMAT, up_to);
	const char *params[4] = {imp->plan, imp->opt->update ? "t" : "f", from, to};
	PGresult   *res = PQexecParams(imp->conn, sql, 4, NULL, params, NULL, NULL, 0);

	pfree(function);
	pfree(sql);
	pfree(from);
	pfree(to);
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		return res;
	*rows = res;
	return NULL;
}

/* Note how far the import has come, in the transaction of the rows. */
static PGresult *
note_progress(Import *imp, const PGresult *rows, int64 up_to)
{
	char	   *function = cli_call(imp->conn, imp->opt, "import_progress");
	char	   *sql = psprintf("SELECT %s($1, $2, $3, $4, $5, $6)", function);
	int64		counts[4] = {0};
	const char *params[6] = {imp->id, psprintf(INT64_FORMAT, up_to)};
	PGresult   *res;

	for (int i = 0; i < PQntuples(rows); i++)
		counts[strchr("ncsb", PQgetvalue(rows, i, 1)[0]) - "ncsb"]++;
	for (int i = 0; i < 4; i++)
		params[2 + i] = psprintf(INT64_FORMAT, counts[i]);
	res = PQexecParams(imp->conn, sql, 6, NULL, params, NULL, NULL, 0);
	for (int i = 1; i < 6; i++)
		pfree(unconstify(char *, params[i]));
	pfree(function);
	pfree(sql);
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		return res;
	if (PQgetisnull(res, 0, 0))
	{
		progress_end();
		pg_log_error("import \"%s\" is no longer open: somebody changed import_run", imp->id);
		exit(CLI_REFUSED);
	}
	PQclear(res);
	return NULL;
}

/* Is this an error that another try may not meet? */
static bool
may_pass(const PGresult *error)
{
	const char *state = PQresultErrorField(error, PG_DIAG_SQLSTATE);

	return state != NULL && (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0);
}

/* Run a statement whose error is the caller's to deal with. */
static PGresult *
try_command(Import *imp, const char *sql)
{
	PGresult   *res = PQexec(imp->conn, sql);

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		return res;
	PQclear(res);
	return NULL;
}

/* One chunk, in a transaction of its own where each is committed.  Returns NULL, or the error. */
static PGresult *
run_chunk(Import *imp, int64 after, int64 up_to, PGresult **rows)
{
	PGresult   *error = NULL;

	if (!all_or_nothing(imp))
		error = try_command(imp, "BEGIN");
	if (error == NULL)
		error = chunk(imp, after, up_to, rows);
	if (error == NULL)
		error = note_progress(imp, *rows, up_to);
	if (error == NULL && !all_or_nothing(imp))
		error = try_command(imp, "COMMIT");
	return error;
}

/* All chunks; exits with the server's error when one fails for good. */
static void
run_chunks(Import *imp)
{
	int			tries = 0;
	int64		after = imp->resumed_after;

	/* an empty file is finished as well */
	while (after < imp->rows || (imp->rows == 0 && tries == 0))
	{
		int64		up_to = Min(after + CHUNK_ROWS, imp->rows);
		PGresult   *rows = NULL;
		PGresult   *error = run_chunk(imp, after, up_to, &rows);

		tries++;
		if (error != NULL && !all_or_nothing(imp) && may_pass(error) && tries < MAX_TRIES)
		{
			PQclear(error);
			PQclear(rows);
			cli_command(imp->conn, "ROLLBACK");
			continue;
		}
		if (error != NULL)
		{
			CliExit		code = cli_failure(imp->conn, error);

			if (!all_or_nothing(imp) && !imp->opt->quiet)
				pg_log_info("rows up to " INT64_FORMAT " are stored; the same command goes on from there",
							after);
			exit(code);
		}
		for (int i = 0; i < PQntuples(rows); i++)
			import_note_row(imp, rows, i);
		PQclear(rows);
		after = up_to;
		tries = imp->rows == 0 ? 1 : 0;
		progress_show("importing", after, imp->rows, after == imp->rows);
	}
	progress_end();
}

/* End the one transaction as the rows and the options demand. */
static void
settle(Import *imp)
{
	imp->state = imp->opt->dry_run ? IMPORT_PREVIEWED :
		imp->n_bad > 0 && !imp->opt->skip_bad ? IMPORT_REFUSED : IMPORT_STORED;
	if (all_or_nothing(imp))
		cli_command(imp->conn, imp->state == IMPORT_STORED ? "COMMIT" : "ROLLBACK");
}

/* aiehr import KIND FILE */
CliExit
cli_import(const CliOptions *opt)
{
	Import		imp = {.opt = opt};

	INSTR_TIME_SET_CURRENT(imp.begun);
	imp.in = input_open(opt);
	if (imp.in->error != NULL)
	{
		pg_log_error("%s", imp.in->error);
		return CLI_USAGE;
	}
	imp.conn = cli_connect(opt, "aiehr import");
	cli_workspace(imp.conn, opt);
	progress_begin(opt);
	stage_plan(&imp);
	import_show_plan(&imp);
	import_open_errors(&imp);
	if (all_or_nothing(&imp))
		cli_command(imp.conn, "BEGIN");
	stage_file(&imp);
	start(&imp);
	if (imp.state != IMPORT_KNOWN)
	{
		run_chunks(&imp);
		settle(&imp);
	}
	if (!import_close_errors(&imp))
		return CLI_USAGE;
	import_summary(&imp);
	PQfinish(imp.conn);
	input_close(imp.in);
	return imp.n_bad > 0 ? CLI_FOUND : CLI_DONE;
}
