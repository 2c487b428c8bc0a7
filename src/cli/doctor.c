/*
 * doctor.c
 *		aiehr doctor: what a workspace lacks, and what to do about it
 */
#include "cli/cli.h"

/* Columns of aiehr.doctor() */
enum
{
	COL_TOPIC,
	COL_STATE,
	COL_FINDING,
	COL_REMEDY
};

/* Print a remedy, each of its lines indented. */
static void
print_remedy(const char *remedy)
{
	while (*remedy != '\0')
	{
		int			length = (int) strcspn(remedy, "\n");

		printf("        %.*s\n", length, remedy);
		remedy += length + (remedy[length] == '\n');
	}
}

/* What was found, for people: what is to be done, with its SQL, stands out. */
static void
print_text(const CliOptions *opt, PGconn *conn, const PGresult *res, int todo)
{
	int			width = 0;

	for (int i = 0; i < PQntuples(res); i++)
		width = Max(width, (int) strlen(PQgetvalue(res, i, COL_TOPIC)));
	if (!opt->quiet)
		printf("workspace %s in database %s, PostgreSQL %s\n", opt->workspace, PQdb(conn),
			   PQparameterStatus(conn, "server_version"));
	for (int i = 0; i < PQntuples(res); i++)
	{
		const char *state = PQgetvalue(res, i, COL_STATE);
		bool		is_todo = strcmp(state, "todo") == 0;

		if (opt->quiet && !is_todo)
			continue;
		printf("  %-7s  %-*s  %s\n", is_todo ? "TO DO" : state, width, PQgetvalue(res, i, COL_TOPIC),
			   PQgetvalue(res, i, COL_FINDING));
		if (is_todo)
			print_remedy(PQgetvalue(res, i, COL_REMEDY));
	}
	if (todo > 0)
		printf("%d %s to do\n", todo, todo == 1 ? "thing" : "things");
	else if (!opt->quiet)
		puts("nothing to do");
}

/* The same as one JSON object. */
static void
print_json(const CliOptions *opt, PGconn *conn, const PGresult *res, int todo)
{
	static const char *const names[] = {"topic", "state", "finding", "remedy"};
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "{\"command\": \"doctor\", \"workspace\": ");
	json_string(&out, opt->workspace);
	appendStringInfoString(&out, ", \"database\": ");
	json_string(&out, PQdb(conn));
	appendStringInfoString(&out, ", \"server_version\": ");
	json_string(&out, PQparameterStatus(conn, "server_version"));
	appendStringInfo(&out, ", \"todo\": %d, \"findings\": [", todo);
	for (int i = 0; i < PQntuples(res); i++)
	{
		for (int k = 0; k < lengthof(names); k++)
		{
			appendStringInfo(&out, "%s\"%s\": ", k > 0 ? ", " : i > 0 ? ", {" : "{", names[k]);
			json_string(&out, PQgetisnull(res, i, k) ? NULL : PQgetvalue(res, i, k));
		}
		appendStringInfoChar(&out, '}');
	}
	appendStringInfoString(&out, "]}");
	puts(out.data);
	pfree(out.data);
}

/* aiehr doctor */
CliExit
cli_doctor(const CliOptions *opt)
{
	const char *params[2] = {opt->workspace, opt->quick ? "t" : "f"};
	PGconn	   *conn = cli_connect(opt, "aiehr doctor");
	PGresult   *res;
	int			todo = 0;

	if (PQserverVersion(conn) < 150000)
	{
		pg_log_error("the server is PostgreSQL %s; aiehr needs 15 or later",
					 PQparameterStatus(conn, "server_version"));
		PQfinish(conn);
		return CLI_REFUSED;
	}
	cli_workspace(conn, opt);
	res = cli_query(conn, "SELECT topic, state, finding, remedy FROM aiehr.doctor($1, $2)", 2, params);
	for (int i = 0; i < PQntuples(res); i++)
		todo += strcmp(PQgetvalue(res, i, COL_STATE), "todo") == 0;
	if (opt->json)
		print_json(opt, conn, res, todo);
	else
		print_text(opt, conn, res, todo);
	PQclear(res);
	PQfinish(conn);
	return todo > 0 ? CLI_FOUND : CLI_DONE;
}
