/*
 * cli.h
 *		The aiehr command: what its parts share
 */
#ifndef AIEHR_CLI_H
#define AIEHR_CLI_H

#include "postgres_fe.h"

#include "common/logging.h"
#include "lib/stringinfo.h"
#include "libpq-fe.h"

/* Exit codes: they are documented, so they never change their meaning */
typedef enum CliExit
{
	CLI_DONE = 0,
	CLI_FOUND = 1,				/* rows are bad, or doctor found something to do */
	CLI_USAGE = 2,				/* options, mapping, or a file that cannot be read as what it is */
	CLI_CONNECTION = 3,			/* no connection, or it broke */
	CLI_REFUSED = 4,			/* the server said no */
	CLI_ENDPOINT = 5			/* a language model did not answer as it should */
} CliExit;

typedef enum FileFormat
{
	FORMAT_UNKNOWN,
	FORMAT_CSV,
	FORMAT_JSON,
	FORMAT_JSONL
} FileFormat;

/* What the command line says */
typedef struct CliOptions
{
	/* connection, NULL where libpq's own defaults hold */
	const char *host;
	const char *port;
	const char *user;
	const char *dbname;
	bool		ask_password;
	bool		never_ask;

	const char *workspace;
	bool		quiet;
	bool		json;
	bool		dry_run;		/* import, resume */

	/* doctor */
	bool		quick;

	/* resume */
	const char *const *files;
	int			nfiles;
	const char *languages;
	const char *region;

	/* import */
	const char *kind;			/* people, assessments, facts */
	const char *file;			/* "-" is standard input */
	const char *map_file;
	const char *errors_file;
	const char *import_id;
	const char *source;			/* whose word the rows are; NULL: the file's */
	const char *encoding;
	FileFormat	format;
	char		delimiter;
	bool		skip_bad;
	bool		update;

	/* plan */
	bool		of_import;		/* options that only that command has were given */
	bool		of_resume;
	bool		of_plan;
	const char *person;			/* key */
	const char *locale;
	const char *endpoint;
	const char *model;
	int			timeout;		/* s */
	bool		no_evidence;
} CliOptions;

/* connection.c */
extern PGconn *cli_connect(const CliOptions *opt, const char *purpose);
extern PGresult *cli_query(PGconn *conn, const char *sql, int nparams, const char *const *params);
extern void cli_command(PGconn *conn, const char *sql);
extern void cli_workspace(PGconn *conn, const CliOptions *opt);
extern char *cli_call(PGconn *conn, const CliOptions *opt, const char *function);
extern _Noreturn void cli_fail(PGconn *conn, const PGresult *res);
extern CliExit cli_failure(PGconn *conn, const PGresult *res);

/* output.c */
extern void progress_begin(const CliOptions *opt);
extern void progress_show(const char *what, int64 done, int64 total, bool last);
extern void progress_end(void);
extern void json_string(StringInfo out, const char *text);
extern void csv_row(FILE *out, const char *const *cells, int n);

/* commands */
extern CliExit cli_import(const CliOptions *opt);
extern CliExit cli_doctor(const CliOptions *opt);
extern CliExit cli_resume(const CliOptions *opt);
extern CliExit cli_plan(const CliOptions *opt);

#endif							/* AIEHR_CLI_H */
