/*
 * summary.c
 *		aiehr import: what is said of the columns, of single rows, and at the end
 */
#include "cli/import.h"

/* Columns of the outcome of a row, as import_rows() returns it */
enum
{
	ROW_LINE,
	ROW_OUTCOME,
	ROW_FIELD,
	ROW_VALUE,
	ROW_SQLSTATE,
	ROW_REASON,
	ROW_HINT,
	ROW_COLUMNS
};

/* Open the file for rows that are not taken as they are; exits when it cannot be written. */
void
import_open_errors(Import *imp)
{
	static const char *const header[ROW_COLUMNS] = {"line", "outcome", "field", "value", "sqlstate",
	"reason", "hint"};

	if (imp->opt->errors_file == NULL)
		return;
	imp->errors = fopen(imp->opt->errors_file, PG_BINARY_W);
	if (imp->errors == NULL)
	{
		pg_log_error("could not open \"%s\" for writing: %m", imp->opt->errors_file);
		exit(CLI_USAGE);
	}
	csv_row(imp->errors, header, ROW_COLUMNS);
}

/* Close it; false when it could not be written to its end. */
bool
import_close_errors(Import *imp)
{
	bool		bad;

	if (imp->errors == NULL)
		return true;
	bad = ferror(imp->errors) != 0;
	if (fclose(imp->errors) != 0 || bad)
	{
		pg_log_error("could not write \"%s\": %m", imp->opt->errors_file);
		return false;
	}
	return true;
}

/* Show a bad row to whoever sits there; its value stays out of sight. */
static void
show_bad_row(Import *imp, const char *const *cells)
{
	if (imp->errors != NULL || imp->opt->json || imp->opt->quiet || ++imp->shown > SHOWN_ROWS)
		return;
	progress_end();
	if (cells[ROW_FIELD] != NULL)
		fprintf(stderr, "line %s: \"%s\" %s (%s)\n", cells[ROW_LINE], cells[ROW_FIELD], cells[ROW_REASON],
				cells[ROW_SQLSTATE]);
	else
		fprintf(stderr, "line %s: %s (%s)\n", cells[ROW_LINE], cells[ROW_REASON], cells[ROW_SQLSTATE]);
}

/* Count what became of a row, and write it down where it was not taken as it is. */
void
import_note_row(Import *imp, const PGresult *res, int row)
{
	const char *cells[ROW_COLUMNS];
	char		first;
	bool		kept;

	for (int i = 0; i < ROW_COLUMNS; i++)
		cells[i] = PQgetisnull(res, row, i) ? NULL : PQgetvalue(res, row, i);
	first = cells[ROW_OUTCOME][0];
	imp->n_new += first == 'n';
	imp->n_changed += first == 'c';
	imp->n_same += first == 's';
	imp->n_bad += first == 'b';
	/* of people a note on a row that was taken says that something was not */
	kept = first != 'b' && cells[ROW_REASON] != NULL && strcmp(imp->opt->kind, "people") == 0;
	imp->n_kept += kept;
	if (first == 'b')
		show_bad_row(imp, cells);
	if (imp->errors != NULL && (first == 'b' || kept))
		csv_row(imp->errors, cells, ROW_COLUMNS);
}

/* Say where the fields come from, and which columns nothing takes. */
void
import_show_plan(Import *imp)
{
	static const char sql[] =
		"SELECT e.value ->> 'field',"
		" CASE WHEN e.value ? 'value' THEN e.value ->> 'value' || '  (constant)' ELSE ("
		"  SELECT string_agg(c, ' + ' ORDER BY i)"
		"  FROM jsonb_array_elements_text(e.value -> 'columns') WITH ORDINALITY u (c, i)) END"
		" FROM jsonb_array_elements($1::jsonb -> 'entries') WITH ORDINALITY e (value, i)"
		" UNION ALL SELECT 'source', $1::jsonb ->> 'source' WHERE $1::jsonb @> '{\"records\": true}'"
		" UNION ALL SELECT NULL, string_agg(c, ', ')"
		" FROM jsonb_array_elements_text($1::jsonb -> 'ignored') c HAVING count(*) > 0";
	const char *params[1] = {imp->plan};
	PGresult   *res;
	int			width = (int) strlen("not mapped");

	if (imp->opt->quiet || imp->opt->json)
		return;
	res = cli_query(imp->conn, sql, 1, params);
	printf("%s from %s into workspace %s\n", imp->opt->kind, imp->in->name, imp->opt->workspace);
	for (int i = 0; i < PQntuples(res); i++)
		width = Max(width, (int) strlen(PQgetvalue(res, i, 0)));
	for (int i = 0; i < PQntuples(res); i++)
		printf("  %-*s  %s\n", width, PQgetisnull(res, i, 0) ? "not mapped" : PQgetvalue(res, i, 0),
			   PQgetvalue(res, i, 1));
	PQclear(res);
	fflush(stdout);
}

/* Seconds since the run began. */
static double
seconds(const Import *imp)
{
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	INSTR_TIME_SUBTRACT(now, imp->begun);
	return INSTR_TIME_GET_DOUBLE(now);
}

/* The summary as one JSON object on one line. */
static void
summary_json(Import *imp)
{
	static const char *const states[] = {"stored", "previewed", "refused", "known"};
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "{\"command\": \"import\", \"kind\": ");
	json_string(&out, imp->opt->kind);
	appendStringInfoString(&out, ", \"file\": ");
	json_string(&out, imp->in->name);
	appendStringInfoString(&out, ", \"workspace\": ");
	json_string(&out, imp->opt->workspace);
	appendStringInfoString(&out, ", \"import_id\": ");
	json_string(&out, imp->id);
	appendStringInfo(&out, ", \"state\": \"%s\", \"rows\": " INT64_FORMAT ", \"resumed_after\": "
					 INT64_FORMAT ", \"new\": " INT64_FORMAT ", \"changed\": " INT64_FORMAT
					 ", \"same\": " INT64_FORMAT ", \"bad\": " INT64_FORMAT ", \"kept\": " INT64_FORMAT
					 ", \"seconds\": %.3f, \"plan\": %s}",
					 states[imp->state], imp->rows, imp->resumed_after, imp->n_new, imp->n_changed,
					 imp->n_same, imp->n_bad, imp->n_kept, seconds(imp), imp->plan);
	puts(out.data);
}

/* Say what was done, or why not. */
void
import_summary(Import *imp)
{
	const CliOptions *opt = imp->opt;

	if (opt->json)
	{
		summary_json(imp);
		return;
	}
	if (opt->quiet)
		return;
	if (imp->state == IMPORT_KNOWN)
	{
		printf("this file was imported before, as %s at %s; nothing was changed\n", imp->id,
			   imp->finished_at);
		return;
	}
	if (imp->shown > SHOWN_ROWS)
		fprintf(stderr, "and " INT64_FORMAT " more bad rows; --errors FILE.csv writes them all\n",
				imp->shown - SHOWN_ROWS);
	printf("%s" INT64_FORMAT " rows, " INT64_FORMAT " new, " INT64_FORMAT " changed, " INT64_FORMAT
		   " the same, " INT64_FORMAT " bad\n", imp->resumed_after > 0 ? "the rest, " : "",
		   imp->rows - imp->resumed_after, imp->n_new, imp->n_changed, imp->n_same, imp->n_bad);
	if (imp->n_kept > 0)
		printf("in " INT64_FORMAT " rows something is stored otherwise and was kept%s\n", imp->n_kept,
			   opt->update ? ": a key of somebody else" : "; --update would overwrite it");
	if (imp->state == IMPORT_STORED)
		printf("imported as %s in %.1f s\n", imp->id, seconds(imp));
	else if (imp->state == IMPORT_PREVIEWED)
		printf("nothing was stored, this was a dry run (%.1f s)\n", seconds(imp));
	else
		printf("nothing was stored, because there are bad rows; --skip-bad stores the others\n");
}
