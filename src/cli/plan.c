/*
 * plan.c
 *		aiehr plan: the development plan of a person, by rule, and in the words of a model
 *
 * The rules make the plan whatever becomes of the endpoint.  What a model says is
 * stored beside it, as a draft that a person approves.
 */
#include "cli/cli.h"
#include "cli/http.h"

#define API_KEY_VARIABLE "AIEHR_API_KEY"
#define COMPLETIONS "/chat/completions"

/* Columns of the items of a plan, as fetch_items reads them */
enum
{
	ITEM_PLACE,
	ITEM_KIND,
	ITEM_JOB,
	ITEM_INDICATOR,
	ITEM_OFFERING,
	ITEM_TEXT,
	ITEM_REASON,
	ITEM_DUE,
	ITEM_STATUS,
	ITEM_COLUMNS
};

/* Columns of a plan, as fetch_head reads them */
enum
{
	HEAD_STATUS,
	HEAD_SOURCE,
	HEAD_LOCALE,
	HEAD_NOTE,
	HEAD_MODEL,
	HEAD_COLUMNS
};

/* One run of the command */
typedef struct PlanRun
{
	const CliOptions *opt;
	PGconn	   *conn;
	char	   *plan_id;
	char	   *request;		/* with --endpoint, where there is something to word */
	char	   *prompt_hash;	/* its SHA-256, as bytea's text */
	char	   *worded_id;		/* the draft that the model worded, or NULL */
	char	   *fault;			/* why it did not, or NULL */
} PlanRun;

/* A copy of the first value of a result, which is freed; NULL for none. */
static char *
take_value(PGresult *res)
{
	char	   *value = NULL;

	if (PQntuples(res) > 0 && !PQgetisnull(res, 0, 0))
		value = pstrdup(PQgetvalue(res, 0, 0));
	PQclear(res);
	return value;
}

/* The id of the person with a key of the company's own or another system's; exits unless there is one. */
static char *
find_person(PGconn *conn, const CliOptions *opt)
{
	const char *params[1] = {opt->person};
	char	   *sql = psprintf("SELECT id FROM %s WHERE external_key = $1"
							   " UNION SELECT person_id FROM %s WHERE external_key = $1",
							   cli_call(conn, opt, "person"),
							   cli_call(conn, opt, "person_alias"));
	PGresult   *res = cli_query(conn, sql, 1, params);
	int			n = PQntuples(res);

	if (n != 1)
	{
		pg_log_error(n == 0 ? "nobody has the key \"%s\"" : "several people have the key \"%s\"",
					 opt->person);
		if (n > 1)
			pg_log_error_hint("Systems use the same key for different people; give the external_key.");
		PQfinish(conn);
		exit(CLI_REFUSED);
	}
	return take_value(res);
}

/* The items of a plan in their order. */
static PGresult *
fetch_items(const PlanRun *run, const char *plan_id)
{
	const char *params[1] = {plan_id};
	char	   *sql = psprintf("SELECT place, kind, job, indicator, offering, text, reason, due, status"
							   " FROM %s WHERE plan_id = $1 ORDER BY place",
							   cli_call(run->conn, run->opt, "development_plan_item"));

	return cli_query(run->conn, sql, 1, params);
}

/* What a plan is as a whole, as HEAD_ names its columns. */
static PGresult *
fetch_head(const PlanRun *run, const char *plan_id)
{
	const char *params[1] = {plan_id};
	char	   *sql = psprintf("SELECT status, source, locale, note, model FROM %s WHERE id = $1",
							   cli_call(run->conn, run->opt, "development_plan"));

	return cli_query(run->conn, sql, 1, params);
}

/* Print a plan for people. */
static void
print_plan(const PlanRun *run, const char *plan_id)
{
	PGresult   *head = fetch_head(run, plan_id);
	PGresult   *items = fetch_items(run, plan_id);

	printf("development plan %s of %s, %s, made by %s\n", plan_id, run->opt->person,
		   PQgetvalue(head, 0, HEAD_STATUS),
		   PQgetvalue(head, 0, PQgetisnull(head, 0, HEAD_MODEL) ? HEAD_SOURCE : HEAD_MODEL));
	if (!PQgetisnull(head, 0, HEAD_NOTE))
		printf("  %s\n", PQgetvalue(head, 0, HEAD_NOTE));
	for (int i = 0; i < PQntuples(items); i++)
		printf("  %s. %s\n     %s\n     %s, %s\n", PQgetvalue(items, i, ITEM_PLACE),
			   PQgetvalue(items, i, ITEM_TEXT), PQgetvalue(items, i, ITEM_REASON),
			   PQgetvalue(items, i, ITEM_DUE), PQgetvalue(items, i, ITEM_STATUS));
	PQclear(head);
	PQclear(items);
	fflush(stdout);
}

/* Append a plan as JSON. */
static void
json_plan(StringInfo out, const PlanRun *run, const char *plan_id)
{
	static const char *const head_names[HEAD_COLUMNS] = {"status", "source", "locale", "note", "model"};
	static const char *const names[ITEM_COLUMNS] = {"place", "kind", "job", "indicator", "offering",
	"text", "reason", "due", "status"};
	PGresult   *head = fetch_head(run, plan_id);
	PGresult   *items = fetch_items(run, plan_id);

	appendStringInfo(out, "{\"id\": %s", plan_id);
	for (int k = 0; k < HEAD_COLUMNS; k++)
	{
		appendStringInfo(out, ", \"%s\": ", head_names[k]);
		json_string(out, PQgetisnull(head, 0, k) ? NULL : PQgetvalue(head, 0, k));
	}
	appendStringInfoString(out, ", \"items\": [");
	for (int i = 0; i < PQntuples(items); i++)
	{
		appendStringInfo(out, "%s{\"place\": %s", i > 0 ? ", " : "", PQgetvalue(items, i, ITEM_PLACE));
		for (int k = ITEM_KIND; k < ITEM_COLUMNS; k++)
		{
			appendStringInfo(out, ", \"%s\": ", names[k]);
			json_string(out, PQgetisnull(items, i, k) ? NULL : PQgetvalue(items, i, k));
		}
		appendStringInfoChar(out, '}');
	}
	appendStringInfoString(out, "]}");
	PQclear(head);
	PQclear(items);
}

/* Make the plan by rule; its id stays that of the plan that is there when nothing has changed. */
static void
make_plan(PlanRun *run)
{
	const char *params[2] = {find_person(run->conn, run->opt), run->opt->locale};
	char	   *sql = psprintf("SELECT %s($1, $2)", cli_call(run->conn, run->opt, "make_plan"));

	run->plan_id = take_value(cli_query(run->conn, sql, 2, params));
}

/* Have the server write the request, unless the plan has nothing to word. */
static void
make_request(PlanRun *run)
{
	const char *params[3] = {run->plan_id, run->opt->model, run->opt->no_evidence ? "f" : "t"};
	PGresult   *head = fetch_head(run, run->plan_id);
	bool		empty = !PQgetisnull(head, 0, HEAD_NOTE);
	PGresult   *res;
	char	   *sql;

	PQclear(head);
	if (empty)
		return;
	sql = psprintf("SELECT r.body, sha256(convert_to(r.body, 'UTF8'))"
				   " FROM (SELECT %s($1, $2, $3)::text) AS r (body)",
				   cli_call(run->conn, run->opt, "plan_request"));
	res = cli_query(run->conn, sql, 3, params);
	run->request = pstrdup(PQgetvalue(res, 0, 0));
	run->prompt_hash = pstrdup(PQgetvalue(res, 0, 1));
	PQclear(res);
}

/* Have the server look at the answer and store it.  Returns the exit code. */
static CliExit
store_answer(PlanRun *run, const char *answer)
{
	const char *params[4] = {run->plan_id, answer, run->opt->model, run->prompt_hash};
	char	   *sql = psprintf("SELECT %s($1, $2, $3, $4)", cli_call(run->conn, run->opt, "word_plan"));
	PGresult   *res = PQexecParams(run->conn, sql, 4, NULL, params, NULL, NULL, 0);
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *detail = PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL);
	CliExit		code = CLI_DONE;

	if (PQresultStatus(res) == PGRES_TUPLES_OK)
		run->worded_id = pstrdup(PQgetvalue(res, 0, 0));
	else if (state != NULL && strncmp(state, "22", 2) == 0)
	{
		/* bytes that are no text in the server's encoding have no detail */
		run->fault = psprintf("%s%s%s", PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY),
							  detail ? ": " : "", detail ? detail : "");
		code = CLI_ENDPOINT;
	}
	else
		code = cli_failure(run->conn, res);
	PQclear(res);
	return code;
}

/* Where to ask: the endpoint is given as the base of an API or in full. */
static char *
completions_url(const char *endpoint)
{
	size_t		length = strlen(endpoint);
	size_t		suffix = strlen(COMPLETIONS);
	bool		in_full;

	while (length > 0 && endpoint[length - 1] == '/')
		length--;
	in_full = length >= suffix && strncmp(endpoint + length - suffix, COMPLETIONS, suffix) == 0;
	return psprintf("%.*s%s", (int) length, endpoint, in_full ? "" : COMPLETIONS);
}

/* Ask the endpoint, and store what it says.  Returns the exit code. */
static CliExit
word_plan(PlanRun *run)
{
	char	   *url = completions_url(run->opt->endpoint);
	StringInfoData answer;
	CliExit		code;

	initStringInfo(&answer);
	run->fault = http_post(url, run->request, getenv(API_KEY_VARIABLE), run->opt->timeout, &answer);
	code = run->fault != NULL ? CLI_ENDPOINT : store_answer(run, answer.data);
	pfree(answer.data);
	pfree(url);
	return code;
}

/* Say what became of the wording, for people. */
static void
print_wording(const PlanRun *run)
{
	const CliOptions *opt = run->opt;

	if (run->fault != NULL)
	{
		pg_log_error("%s", run->fault);
		pg_log_error_hint("The plan by rule stands as it is.");
	}
	if (opt->quiet || opt->json)
		return;
	if (opt->dry_run && run->request != NULL)
		printf("would be sent to %s:\n%s\n", opt->endpoint, run->request);
	if (run->worded_id != NULL)
	{
		print_plan(run, run->worded_id);
		printf("to put it in force: SELECT %s(%s);\n", cli_call(run->conn, opt, "approve_plan"),
			   run->worded_id);
	}
}

/* Everything as one JSON object on one line. */
static void
print_json(const PlanRun *run)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "{\"command\": \"plan\", \"workspace\": ");
	json_string(&out, run->opt->workspace);
	appendStringInfoString(&out, ", \"person\": ");
	json_string(&out, run->opt->person);
	appendStringInfo(&out, ", \"stored\": %s, \"plan\": ", run->opt->dry_run ? "false" : "true");
	json_plan(&out, run, run->plan_id);
	appendStringInfoString(&out, ", \"wording\": ");
	if (run->worded_id != NULL)
		json_plan(&out, run, run->worded_id);
	else
		appendStringInfoString(&out, "null");
	appendStringInfo(&out, ", \"request\": %s, \"fault\": ",
					 run->opt->dry_run && run->request != NULL ? run->request : "null");
	json_string(&out, run->fault);
	appendStringInfoChar(&out, '}');
	puts(out.data);
	pfree(out.data);
}

/* aiehr plan */
CliExit
cli_plan(const CliOptions *opt)
{
	PlanRun		run = {.opt = opt};
	CliExit		code = CLI_DONE;

	run.conn = cli_connect(opt, "aiehr plan");
	cli_workspace(run.conn, opt);
	if (opt->dry_run)
		cli_command(run.conn, "BEGIN");
	make_plan(&run);
	if (!opt->quiet && !opt->json)
		print_plan(&run, run.plan_id);
	if (opt->endpoint != NULL)
		make_request(&run);
	/* no transaction is open while the endpoint thinks */
	if (run.request != NULL && !opt->dry_run)
		code = word_plan(&run);
	print_wording(&run);
	if (opt->json)
		print_json(&run);
	if (opt->dry_run)
	{
		cli_command(run.conn, "ROLLBACK");
		if (!opt->quiet && !opt->json)
			puts("nothing was stored, this was a dry run");
	}
	PQfinish(run.conn);
	return code;
}
