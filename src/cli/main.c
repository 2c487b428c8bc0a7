/*
 * main.c
 *		The aiehr command: its options and its parts
 */
#include "cli/cli.h"
#include "cli/http.h"

#include <unistd.h>

#include "getopt_long.h"

#ifndef AIEHR_VERSION
#define AIEHR_VERSION "unknown"
#endif

enum
{
	OPT_DELIMITER = 1000,
	OPT_DRY_RUN,
	OPT_ENDPOINT,
	OPT_ERRORS,
	OPT_FORMAT,
	OPT_IMPORT_ID,
	OPT_JSON,
	OPT_LANGUAGES,
	OPT_LOCALE,
	OPT_MAP,
	OPT_MODEL,
	OPT_NO_EVIDENCE,
	OPT_PERSON,
	OPT_QUICK,
	OPT_REGION,
	OPT_SKIP_BAD,
	OPT_SOURCE,
	OPT_TIMEOUT,
	OPT_UPDATE,
	OPT_WORKSPACE
};

/* Seconds that an endpoint has where --timeout does not say */
#define DEFAULT_TIMEOUT 60

static const char help_text[] =
"aiehr brings data into a workspace of the extension aiehr and looks after it.\n"
"\n"
"Usage:\n"
"  aiehr import people|assessments|facts FILE [OPTION]...\n"
"  aiehr resume FILE... [OPTION]...\n"
"  aiehr doctor [OPTION]...\n"
"  aiehr plan --person=KEY [OPTION]...\n"
"\n"
"Import:\n"
"  FILE                     name.csv, .tsv, .json or .jsonl; - is standard input\n"
"      --map=FILE.json      which column is which field\n"
"      --dry-run            do everything, say what came of it, and undo it\n"
"      --skip-bad           store the good rows; without it one bad row refuses all\n"
"      --errors=FILE.csv    write bad rows with line, field, value, SQLSTATE and reason\n"
"      --update             overwrite what is stored otherwise (people)\n"
"      --source=NAME        whose word the rows are (people); the file's name otherwise\n"
"      --import-id=ID       name of the import; made from the content otherwise\n"
"      --format=FORMAT      csv, json or jsonl, whatever the file is called\n"
"      --delimiter=CHAR     between fields of CSV (default , and a tab for .tsv)\n"
"  -E, --encoding=ENCODING  of the file (default UTF8)\n"
"\n"
"Resume:\n"
"  FILE                     PDF, or picture (PNG, JPEG, TIFF and others)\n"
"      --dry-run            show what is read, and store nothing\n"
"      --languages=LIST     of pictures and scans (default chi_sim+eng; also jpn, kor)\n"
"      --region=COUNTRY     of telephone numbers without a calling code (default by the script)\n"
"\n"
"Doctor:\n"
"      --quick              leave out the checks that read everything\n"
"\n"
"Plan:\n"
"      --person=KEY             whose development plan, by a key\n"
"      --locale=LANGUAGE        en, zh, ja, ko or another that has texts (default en)\n"
"      --dry-run                store and send nothing; say what would be\n"
"      --endpoint=URL           have a language model word it; OpenAI-compatible,\n"
"                               the key in the environment variable AIEHR_API_KEY\n"
"      --model=NAME             which model\n"
"      --no-evidence            leave out excerpts of answers\n"
"      --timeout=SECONDS        longest wait for the endpoint, 1 to 600 (default 60)\n"
"\n"
"All:\n"
"      --workspace=NAME     workspace (default hr)\n"
"      --json               one JSON object for programs\n"
"  -q, --quiet              errors only\n"
"  -V, --version            show the version, then exit\n"
"  -?, --help               show this help, then exit\n"
"\n"
"Connection, by these or libpq's environment variables and service file:\n"
"  -h, --host=HOSTNAME      server or directory of its socket\n"
"  -p, --port=PORT          its port\n"
"  -U, --username=USERNAME  user\n"
"  -d, --dbname=DBNAME      database, or a connection string\n"
"  -w, --no-password        never ask for a password\n"
"  -W, --password           ask for one first\n"
"\n"
"Exit status:\n"
"  0  done; for doctor, nothing to do\n"
"  1  rows or files are bad; for doctor, something to do\n"
"  2  wrong use, or a file or mapping that cannot be read\n"
"  3  no connection\n"
"  4  the server refused\n"
"  5  a language model gave no answer that makes sense; the plan by rule stands\n";

static const struct option long_options[] = {
	{"dbname", required_argument, NULL, 'd'},
	{"delimiter", required_argument, NULL, OPT_DELIMITER},
	{"dry-run", no_argument, NULL, OPT_DRY_RUN},
	{"encoding", required_argument, NULL, 'E'},
	{"endpoint", required_argument, NULL, OPT_ENDPOINT},
	{"errors", required_argument, NULL, OPT_ERRORS},
	{"format", required_argument, NULL, OPT_FORMAT},
	{"help", no_argument, NULL, '?'},
	{"host", required_argument, NULL, 'h'},
	{"import-id", required_argument, NULL, OPT_IMPORT_ID},
	{"json", no_argument, NULL, OPT_JSON},
	{"languages", required_argument, NULL, OPT_LANGUAGES},
	{"locale", required_argument, NULL, OPT_LOCALE},
	{"map", required_argument, NULL, OPT_MAP},
	{"model", required_argument, NULL, OPT_MODEL},
	{"no-evidence", no_argument, NULL, OPT_NO_EVIDENCE},
	{"no-password", no_argument, NULL, 'w'},
	{"password", no_argument, NULL, 'W'},
	{"person", required_argument, NULL, OPT_PERSON},
	{"port", required_argument, NULL, 'p'},
	{"quick", no_argument, NULL, OPT_QUICK},
	{"quiet", no_argument, NULL, 'q'},
	{"region", required_argument, NULL, OPT_REGION},
	{"skip-bad", no_argument, NULL, OPT_SKIP_BAD},
	{"source", required_argument, NULL, OPT_SOURCE},
	{"timeout", required_argument, NULL, OPT_TIMEOUT},
	{"update", no_argument, NULL, OPT_UPDATE},
	{"username", required_argument, NULL, 'U'},
	{"version", no_argument, NULL, 'V'},
	{"workspace", required_argument, NULL, OPT_WORKSPACE},
	{NULL, 0, NULL, 0}
};

/* Say what is wrong with the command line, and exit. */
static _Noreturn void pg_attribute_printf(1, 2)
usage_error(const char *format,...)
{
	va_list		args;
	char		message[512];

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	pg_log_error("%s", message);
	pg_log_error_hint("Try \"aiehr --help\" for more information.");
	exit(CLI_USAGE);
}

/* The format that --format names. */
static FileFormat
format_option(const char *name)
{
	if (strcmp(name, "csv") == 0)
		return FORMAT_CSV;
	if (strcmp(name, "json") == 0)
		return FORMAT_JSON;
	if (strcmp(name, "jsonl") == 0)
		return FORMAT_JSONL;
	usage_error("unknown format \"%s\"", name);
}

/* The delimiter that --delimiter names. */
static char
delimiter_option(const char *text)
{
	if (strcmp(text, "\\t") == 0 || strcmp(text, "tab") == 0)
		return '\t';
	if (strlen(text) != 1 || strchr("\"\r\n", text[0]) != NULL)
		usage_error("the delimiter is one character, neither a quote nor the end of a line");
	return text[0];
}

/* Take an option of import; false when it is none. */
static bool
import_option(CliOptions *opt, int c, const char *argument)
{
	switch (c)
	{
		case OPT_DELIMITER:
			opt->delimiter = delimiter_option(argument);
			return true;
		case OPT_ERRORS:
			opt->errors_file = argument;
			return true;
		case OPT_FORMAT:
			opt->format = format_option(argument);
			return true;
		case OPT_IMPORT_ID:
			opt->import_id = argument;
			return true;
		case OPT_MAP:
			opt->map_file = argument;
			return true;
		case OPT_SKIP_BAD:
			return opt->skip_bad = true;
		case OPT_SOURCE:
			opt->source = argument;
			return true;
		case OPT_UPDATE:
			return opt->update = true;
		case 'E':
			opt->encoding = argument;
			return true;
		default:
			return false;
	}
}

/* Take an option of resume; false when it is none. */
static bool
resume_option(CliOptions *opt, int c, const char *argument)
{
	switch (c)
	{
		case OPT_LANGUAGES:
			if (argument[0] == '\0' || strspn(argument,
				"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_+") != strlen(argument))
				usage_error("languages are named as Tesseract does, as in chi_sim+eng");
			opt->languages = argument;
			return true;
		case OPT_REGION:
			if (strlen(argument) != 2)
				usage_error("the region is a country of two letters, as in CN");
			opt->region = argument;
			return true;
		default:
			return false;
	}
}

/* The seconds that --timeout gives. */
static int
timeout_option(const char *text)
{
	char	   *end;
	long		seconds = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || seconds < 1 || seconds > 600)
		usage_error("the time to wait is 1 to 600 seconds");
	return (int) seconds;
}

/* Take an option of plan; false when it is none. */
static bool
plan_option(CliOptions *opt, int c, const char *argument)
{
	switch (c)
	{
		case OPT_ENDPOINT:
			opt->endpoint = argument;
			return true;
		case OPT_LOCALE:
			opt->locale = argument;
			return true;
		case OPT_MODEL:
			opt->model = argument;
			return true;
		case OPT_NO_EVIDENCE:
			return opt->no_evidence = true;
		case OPT_PERSON:
			opt->person = argument;
			return true;
		case OPT_TIMEOUT:
			opt->timeout = timeout_option(argument);
			return true;
		default:
			return false;
	}
}

/* Take an option that several commands have; false when it is none. */
static bool
common_option(CliOptions *opt, int c, const char *argument)
{
	switch (c)
	{
		case 'd':
			opt->dbname = argument;
			return true;
		case 'h':
			opt->host = argument;
			return true;
		case 'p':
			opt->port = argument;
			return true;
		case 'U':
			opt->user = argument;
			return true;
		case 'w':
			return opt->never_ask = true;
		case 'W':
			return opt->ask_password = true;
		case 'q':
			return opt->quiet = true;
		case OPT_DRY_RUN:
			return opt->dry_run = true;
		case OPT_JSON:
			return opt->json = true;
		case OPT_WORKSPACE:
			opt->workspace = argument;
			return true;
		default:
			return false;
	}
}

/* Read the options, and note of which commands there were some that others do not have. */
static void
read_options(CliOptions *opt, int argc, char **argv)
{
	int			c;

	while ((c = getopt_long(argc, argv, "d:E:h:p:qU:VwW", long_options, NULL)) != -1)
	{
		if (import_option(opt, c, optarg))
			opt->of_import = true;
		else if (resume_option(opt, c, optarg))
			opt->of_resume = true;
		else if (plan_option(opt, c, optarg))
			opt->of_plan = true;
		else if (c == OPT_QUICK)
			opt->quick = true;
		else if (!common_option(opt, c, optarg))
			usage_error("the option is unknown or lacks its argument");
	}
}

/* Check what belongs together. */
static void
check_import(const CliOptions *opt, int nargs)
{
	if (nargs != 3 || opt->kind == NULL)
		usage_error("import needs what to import (people, assessments or facts) and a file");
	if (strcmp(opt->kind, "people") != 0 && strcmp(opt->kind, "assessments") != 0 &&
		strcmp(opt->kind, "facts") != 0)
		usage_error("\"%s\" cannot be imported: people, assessments and facts can", opt->kind);
	if (opt->quick)
		usage_error("--quick is for doctor");
	if (opt->update && strcmp(opt->kind, "people") != 0)
		usage_error("--update is for people; a stored assessment or fact is a record");
	if (opt->source && strcmp(opt->kind, "people") != 0)
		usage_error("--source is for people; assessments have a vendor, facts a source of their own");
}

/*
 * Tesseract's threads cost three times the work that they save, and OpenMP reads their
 * limit when the program starts: so it starts again with one, where nobody has set any.
 */
static void
limit_threads(char **argv)
{
	char		self[MAXPGPATH];

	if (getenv("OMP_THREAD_LIMIT") != NULL || setenv("OMP_THREAD_LIMIT", "1", 0) != 0 ||
		find_my_exec(argv[0], self) != 0)
		return;
	/* where this fails, the slower way is left */
	(void) execv(self, argv);
}

/* Check what belongs together. */
static void
check_plan(const CliOptions *opt, int nargs)
{
	char	   *fault;

	if (nargs != 1 || opt->person == NULL)
		usage_error("plan takes --person=KEY and no argument");
	if (opt->quick || opt->of_import || opt->of_resume)
		usage_error("plan takes no options of other commands");
	if (opt->endpoint == NULL && (opt->model != NULL || opt->no_evidence || opt->timeout != 0))
		usage_error("--model, --no-evidence and --timeout are about an --endpoint");
	if (opt->endpoint == NULL)
		return;
	if (!http_possible())
		usage_error("this aiehr was built without libcurl, so --endpoint cannot be used");
	if (opt->model == NULL)
		usage_error("--endpoint needs --model=NAME");
	fault = http_bad_url(opt->endpoint);
	if (fault != NULL)
		usage_error("the endpoint cannot be used: %s", fault);
}

/* Options may stand before, between and after the arguments. */
int
main(int argc, char **argv)
{
	CliOptions	opt = {.workspace = "hr", .encoding = "UTF8", .languages = "chi_sim+eng", .locale = "en"};
	int			nargs;

	pg_logging_init(argv[0]);
	/* a program of ours says "aiehr: error:" and no more */
	set_pglocale_pgservice(argv[0], "aiehr");
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-?") == 0))
	{
		fputs(help_text, stdout);
		return CLI_DONE;
	}
	if (argc > 1 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0))
	{
		puts("aiehr " AIEHR_VERSION);
		return CLI_DONE;
	}
	read_options(&opt, argc, argv);
	nargs = argc - optind;
	if (nargs > 0 && strcmp(argv[optind], "plan") == 0)
	{
		check_plan(&opt, nargs);
		if (opt.timeout == 0)
			opt.timeout = DEFAULT_TIMEOUT;
		return cli_plan(&opt);
	}
	if (opt.of_plan)
		usage_error("--person and what goes with it are options of plan");
	if (nargs > 0 && strcmp(argv[optind], "import") == 0)
	{
		opt.kind = nargs > 1 ? argv[optind + 1] : NULL;
		opt.file = nargs > 2 ? argv[optind + 2] : NULL;
		check_import(&opt, nargs);
		if (opt.of_resume)
			usage_error("--languages and --region are for resume");
		return cli_import(&opt);
	}
	if (nargs > 0 && strcmp(argv[optind], "resume") == 0)
	{
		if (opt.of_import || opt.quick)
			usage_error("resume takes no options of import or doctor");
		if (nargs < 2)
			usage_error("resume needs files");
		opt.files = (const char *const *) argv + optind + 1;
		opt.nfiles = nargs - 1;
		limit_threads(argv);
		return cli_resume(&opt);
	}
	if (nargs > 0 && strcmp(argv[optind], "doctor") == 0)
	{
		if (opt.of_import || opt.of_resume || opt.dry_run || nargs > 1)
			usage_error("doctor takes neither arguments nor options of other commands");
		return cli_doctor(&opt);
	}
	if (nargs > 0)
		usage_error("unknown command \"%s\"", argv[optind]);
	usage_error("no command is given");
}
