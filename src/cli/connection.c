/*
 * connection.c
 *		The connection to the server, and what becomes of the program when it says no
 *
 * Values go as parameters, never into the text of a statement, so that neither the
 * server's log nor an error's context shows any.
 */
#include "cli/resume.h"

#include <signal.h>
#include <unistd.h>

#include "common/string.h"

/* What SIGINT cancels; read by the signal handler alone */
static PGcancel *volatile running = NULL;

/* Stop what the server is doing and leave; the open transaction is undone. */
static void
cancel_and_exit(SIGNAL_ARGS)
{
	char		message[256];
	static const char note[] = "\naiehr: cancelled\n";

	if (running != NULL)
		(void) PQcancel(running, message, sizeof(message));
	child_abandon();
	(void) !write(STDERR_FILENO, note, sizeof(note) - 1);
	_exit(128 + SIGINT);
}

/* What the server says that is no error, in the program's own voice. */
static void
show_notice(void *arg, const PGresult *res)
{
	pg_log_warning("%s", PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY));
}

/* One attempt to connect. */
static PGconn *
try_connect(const CliOptions *opt, const char *password, const char *purpose)
{
	const char *keywords[] = {"host", "port", "user", "password", "dbname",
		"fallback_application_name", "client_encoding", NULL};
	const char *values[] = {opt->host, opt->port, opt->user, password, opt->dbname,
		purpose, "UTF8", NULL};

	/* last parameter: dbname may be a whole connection string */
	return PQconnectdbParams(keywords, values, 1);
}

/* Connect by the options, libpq's variables and service file; exits when it cannot. */
PGconn *
cli_connect(const CliOptions *opt, const char *purpose)
{
	char	   *password = opt->ask_password ? simple_prompt("Password: ", false) : NULL;
	PGconn	   *conn = try_connect(opt, password, purpose);

	if (PQstatus(conn) == CONNECTION_BAD && PQconnectionNeedsPassword(conn) &&
		password == NULL && !opt->never_ask)
	{
		PQfinish(conn);
		password = simple_prompt("Password: ", false);
		conn = try_connect(opt, password, purpose);
	}
	if (PQstatus(conn) != CONNECTION_OK)
	{
		pg_log_error("%s", PQerrorMessage(conn));
		PQfinish(conn);
		exit(CLI_CONNECTION);
	}
	PQsetNoticeReceiver(conn, show_notice, NULL);
	running = PQgetCancel(conn);
	pqsignal(SIGINT, cancel_and_exit);
	/* schemas of others must not stand before ours, nor settings of theirs change what we read */
	cli_command(conn, "SET search_path = pg_catalog, pg_temp");
	cli_command(conn, "SET DateStyle = ISO");
	cli_command(conn, "SET IntervalStyle = postgres");
	return conn;
}

/* Say why the server refused; returns the exit code that goes with it. */
CliExit
cli_failure(PGconn *conn, const PGresult *res)
{
	const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	const char *detail = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL) : NULL;
	const char *hint = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_HINT) : NULL;

	progress_end();
	if (PQstatus(conn) == CONNECTION_BAD || state == NULL)
	{
		pg_log_error("connection to the server was lost");
		return CLI_CONNECTION;
	}
	pg_log_error("%s (SQLSTATE %s)", PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY), state);
	if (detail != NULL)
		pg_log_error_detail("%s", detail);
	if (hint != NULL)
		pg_log_error_hint("%s", hint);
	return CLI_REFUSED;
}

/* Say why the server refused, and exit. */
void
cli_fail(PGconn *conn, const PGresult *res)
{
	CliExit		code = cli_failure(conn, res);

	PQfinish(conn);
	exit(code);
}

/* Run a query with text parameters; exits when it fails. */
PGresult *
cli_query(PGconn *conn, const char *sql, int nparams, const char *const *params)
{
	PGresult   *res = PQexecParams(conn, sql, nparams, NULL, params, NULL, NULL, 0);

	if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
		cli_fail(conn, res);
	return res;
}

/* Run a statement that returns nothing; exits when it fails. */
void
cli_command(PGconn *conn, const char *sql)
{
	PQclear(cli_query(conn, sql, 0, NULL));
}

/* Error unless the extension is in the database and the workspace in the extension. */
void
cli_workspace(PGconn *conn, const CliOptions *opt)
{
	const char *params[1] = {opt->workspace};
	PGresult   *res = cli_query(conn, "SELECT extversion FROM pg_extension WHERE extname = 'aiehr'", 0, NULL);

	if (PQntuples(res) == 0)
	{
		pg_log_error("extension aiehr is not installed in database \"%s\"", PQdb(conn));
		pg_log_error_hint("An administrator runs: CREATE EXTENSION aiehr;");
		PQfinish(conn);
		exit(CLI_REFUSED);
	}
	PQclear(res);
	PQclear(cli_query(conn, "SELECT aiehr._workspace_anchor($1)", 1, params));
}

/* The quoted name of a function of the workspace. */
char *
cli_call(PGconn *conn, const CliOptions *opt, const char *function)
{
	char	   *schema = PQescapeIdentifier(conn, opt->workspace, strlen(opt->workspace));
	char	   *name;

	if (schema == NULL)
		cli_fail(conn, NULL);
	name = psprintf("%s.%s", schema, function);
	PQfreemem(schema);
	return name;
}
