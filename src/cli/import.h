/*
 * import.h
 *		aiehr import: the state of one run
 */
#ifndef AIEHR_CLI_IMPORT_H
#define AIEHR_CLI_IMPORT_H

#include "cli/input.h"

#include "portability/instr_time.h"

/* Rows of one transaction, or of one call within the only one */
#define CHUNK_ROWS 10000

/* Bad rows that are shown where there is no file for them */
#define SHOWN_ROWS 10

typedef enum ImportState
{
	IMPORT_STORED,				/* the rows are in */
	IMPORT_PREVIEWED,			/* --dry-run: they would be */
	IMPORT_REFUSED,				/* some are bad, so nothing was stored */
	IMPORT_KNOWN				/* the same file was imported before */
} ImportState;

typedef struct Import
{
	const CliOptions *opt;
	PGconn	   *conn;
	Input	   *in;
	Record		record;
	instr_time	begun;

	char	   *plan;			/* jsonb of aiehr._import_plan() */
	int			ncolumns;		/* of the header; 0: JSON */

	int64		rows;			/* of the file */
	char	   *id;
	char	   *finished_at;	/* of a former run */
	int64		resumed_after;
	ImportState state;

	/* what became of the rows, of this run */
	int64		n_new;
	int64		n_changed;
	int64		n_same;
	int64		n_bad;
	int64		n_kept;			/* taken, and something that is stored otherwise was kept */
	FILE	   *errors;
	int64		shown;
} Import;

/* stage.c */
extern void stage_plan(Import *imp);
extern void stage_file(Import *imp);

/* summary.c */
extern void import_note_row(Import *imp, const PGresult *res, int row);
extern void import_open_errors(Import *imp);
extern bool import_close_errors(Import *imp);
extern void import_show_plan(Import *imp);
extern void import_summary(Import *imp);

#endif							/* AIEHR_CLI_IMPORT_H */
