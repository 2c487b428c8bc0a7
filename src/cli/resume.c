/*
 * resume.c
 *		aiehr resume: files of resumes into claims
 *
 * A file becomes pages of words; the server finds the fields in their text; each field goes back
 * to the page and box it was read from, and into the workspace as a claim that somebody accepts.
 * Files do not hang together: one that cannot be read is reported, and the others go on.
 */
#include "cli/resume.h"

#include <math.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "portability/instr_time.h"

typedef enum FileState
{
	FILE_STORED,
	FILE_KNOWN,					/* read before; nothing was changed */
	FILE_BAD
} FileState;

/* One file of a run */
typedef struct ResumeFile
{
	const char *name;
	char	   *bytes;
	size_t		size;
	char	   *sha256;			/* as bytea's hex form */
	Pages		pages;
	char	   *fields;			/* jsonb of what was found, or NULL */
	FileState	state;
	char	   *fault;			/* why the file is bad */
	char	   *person_id;
	char	   *made;			/* t: the person is new */
	char	   *n_claims;
	double		seconds;
} ResumeFile;

typedef struct ResumeRun
{
	const CliOptions *opt;
	PGconn	   *conn;
	int			counts[FILE_BAD + 1];
	StringInfoData json;
} ResumeRun;

/* Mark the file as bad. */
static void
fault(ResumeFile *file, char *why)
{
	file->state = FILE_BAD;
	file->fault = why;
}

/* Read a whole file into memory; false with a fault when it cannot be a resume. */
static bool
read_bytes(ResumeFile *file)
{
	struct stat st;
	FILE	   *f;

	if (stat(file->name, &st) != 0)
		fault(file, psprintf("could not be opened: %s", strerror(errno)));
	else if (!S_ISREG(st.st_mode))
		fault(file, pstrdup("is no regular file"));
	else if (st.st_size == 0)
		fault(file, pstrdup("is empty"));
	else if (st.st_size > RESUME_BYTES_MAX)
		fault(file, psprintf("is larger than %d MB", RESUME_BYTES_MAX / (1024 * 1024)));
	else if ((f = fopen(file->name, PG_BINARY_R)) == NULL)
		fault(file, psprintf("could not be opened: %s", strerror(errno)));
	else
	{
		file->bytes = pg_malloc(st.st_size + 1);
		file->size = fread(file->bytes, 1, st.st_size, f);
		if (ferror(f) || file->size != (size_t) st.st_size)
			fault(file, psprintf("could not be read: %s", strerror(errno)));
		fclose(f);
	}
	return file->state != FILE_BAD;
}

/* Does a PDF begin here?  Some have a few bytes before it. */
static bool
is_pdf(const ResumeFile *file)
{
	for (size_t i = 0; i + 5 <= Min(file->size, 1024); i++)
		if (memcmp(file->bytes + i, "%PDF-", 5) == 0)
			return true;
	return false;
}

/* Pages and their text. */
static bool
read_pages(const ResumeRun *run, ResumeFile *file)
{
	const char *languages = run->opt->languages;
	char	   *path = file->name[0] == '-' ? psprintf("./%s", file->name) : pstrdup(file->name);
	char	   *why = NULL;
	int			letters = 0;

	if (is_pdf(file))
		why = pdf_pages(&file->pages, path, languages, run->opt);
	else if (ocr_knows_format(file->bytes, file->size))
		why = ocr_image(&file->pages, file->bytes, file->size, languages, 0);
	else
		why = pstrdup("is neither a PDF nor a picture");
	for (int i = 0; i < file->pages.npages; i++)
		letters += page_letters(&file->pages.pages[i]);
	if (why == NULL && letters < TEXT_LAYER_LETTERS)
		why = pstrdup("has no text that can be read");
	if (why != NULL)
		fault(file, why);
	else
		pages_lay_out(&file->pages);
	return why == NULL;
}

/* Note the server's error as the file's, or leave where it is not about the file. */
static bool
server_fault(ResumeRun *run, ResumeFile *file, PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	if (PQresultStatus(res) == PGRES_TUPLES_OK)
		return false;
	/* rights, missing functions and the connection are about all files */
	if (state == NULL || strncmp(state, "42", 2) == 0 || strncmp(state, "08", 2) == 0 ||
		strncmp(state, "57", 2) == 0)
		cli_fail(run->conn, res);
	fault(file, psprintf("%s (SQLSTATE %s)", PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY), state));
	PQclear(res);
	return true;
}

/* The content's hash, by which a file is known again whatever it is called. */
static bool
hash_file(ResumeRun *run, ResumeFile *file)
{
	const char *values[1] = {file->bytes};
	int			lengths[1] = {(int) file->size};
	int			formats[1] = {1};
	PGresult   *res = PQexecParams(run->conn, "SELECT sha256($1::bytea)", 1, NULL, values, lengths,
								   formats, 0);

	if (server_fault(run, file, res))
		return false;
	file->sha256 = pstrdup(PQgetvalue(res, 0, 0));
	PQclear(res);
	return true;
}

/* Was the file read before? */
static bool
is_known(ResumeRun *run, ResumeFile *file)
{
	char	   *sql = psprintf("SELECT person_id, n_claims FROM %s($1)", cli_call(run->conn,
																				  run->opt, "find_resume"));
	const char *params[1] = {file->sha256};
	PGresult   *res = cli_query(run->conn, sql, 1, params);
	bool		known = PQntuples(res) > 0;

	if (known)
	{
		file->state = FILE_KNOWN;
		file->person_id = pstrdup(PQgetvalue(res, 0, 0));
		file->made = pstrdup("f");
		file->n_claims = pstrdup(PQgetvalue(res, 0, 1));
	}
	PQclear(res);
	return known;
}

/* Append one field with its place on the page. */
static void
field_json(StringInfo out, const Pages *pages, const PGresult *res, int row)
{
	double		rule = strtod(PQgetvalue(res, row, 4), NULL);
	double		read;
	double		box[4];
	int			page;

	appendStringInfoString(out, row > 0 ? ", {\"field\": " : "{\"field\": ");
	json_string(out, PQgetvalue(res, row, 0));
	appendStringInfoString(out, ", \"value\": ");
	json_string(out, PQgetvalue(res, row, 1));
	if (!PQgetisnull(res, row, 2) &&
		pages_place(pages, atoi(PQgetvalue(res, row, 2)), atoi(PQgetvalue(res, row, 3)), &page, box, &read))
	{
		appendStringInfo(out, ", \"page\": %d, \"box\": [%.4f, %.4f, %.4f, %.4f]", page, box[0],
						 box[1], box[2], box[3]);
		rule *= read;
	}
	appendStringInfo(out, ", \"confidence\": %.3f}", Max(rule, 0.01));
}

/* Ask the server for the fields in the text. */
static bool
find_fields(ResumeRun *run, ResumeFile *file)
{
	static const char sql[] =
	"SELECT field, value, first_char, last_char, confidence FROM aiehr.resume_fields($1, $2, $3)";
	const char *base = last_dir_separator(file->name) ? last_dir_separator(file->name) + 1 : file->name;
	char	   *stem = pstrdup(base);
	const char *params[3] = {file->pages.text.data, run->opt->region, stem};
	PGresult   *res;
	StringInfoData out;

	if (strrchr(stem, '.') != NULL)
		*strrchr(stem, '.') = '\0';
	res = PQexecParams(run->conn, sql, 3, NULL, params, NULL, NULL, 0);
	if (server_fault(run, file, res))
		return false;
	initStringInfo(&out);
	appendStringInfoChar(&out, '[');
	for (int i = 0; i < PQntuples(res); i++)
		field_json(&out, &file->pages, res, i);
	appendStringInfoChar(&out, ']');
	file->fields = out.data;
	PQclear(res);
	return true;
}

/* Format of the file, as document has it. */
static const char *
media_type(const ResumeFile *file)
{
	if (is_pdf(file))
		return "application/pdf";
	if (memcmp(file->bytes, "\x89PNG", 4) == 0)
		return "image/png";
	if (memcmp(file->bytes, "\xff\xd8\xff", 3) == 0)
		return "image/jpeg";
	if (memcmp(file->bytes, "II*", 4) == 0 || memcmp(file->bytes, "MM\0*", 4) == 0)
		return "image/tiff";
	return NULL;
}

/* Store document and claims; a dry run undoes it. */
static bool
store(ResumeRun *run, ResumeFile *file)
{
	char	   *sql = psprintf("SELECT person_id, made, n_claims FROM %s($1, $2, $3, $4, $5)",
							   cli_call(run->conn, run->opt, "record_resume"));
	char	   *path = make_absolute_path(file->name);
	const char *params[5] = {file->sha256, file->fields, path, last_dir_separator(path) + 1,
	media_type(file)};
	PGresult   *res;

	cli_command(run->conn, "BEGIN");
	res = PQexecParams(run->conn, sql, 5, NULL, params, NULL, NULL, 0);
	if (server_fault(run, file, res))
	{
		cli_command(run->conn, "ROLLBACK");
		return false;
	}
	file->person_id = pstrdup(PQgetvalue(res, 0, 0));
	file->made = pstrdup(PQgetvalue(res, 0, 1));
	file->n_claims = pstrdup(PQgetvalue(res, 0, 2));
	PQclear(res);
	cli_command(run->conn, run->opt->dry_run ? "ROLLBACK" : "COMMIT");
	return true;
}

/* Everything for one file. */
static void
read_file(ResumeRun *run, ResumeFile *file)
{
	instr_time	begun;
	instr_time	now;

	INSTR_TIME_SET_CURRENT(begun);
	progress_show(file->name, 0, 1, false);
	if (read_bytes(file) && hash_file(run, file) && !is_known(run, file) && read_pages(run, file) &&
		find_fields(run, file))
		(void) store(run, file);
	progress_end();
	INSTR_TIME_SET_CURRENT(now);
	INSTR_TIME_SUBTRACT(now, begun);
	file->seconds = INSTR_TIME_GET_DOUBLE(now);
	run->counts[file->state]++;
}

/* Show what was found, which a dry run is for. */
static void
show_fields(ResumeRun *run, const ResumeFile *file)
{
	static const char sql[] =
	"SELECT f ->> 'field', f ->> 'value', coalesce('page ' || (f ->> 'page'), 'file name'),"
	" round((f ->> 'confidence')::numeric, 2)"
	" FROM jsonb_array_elements($1::jsonb) f";
	const char *params[1] = {file->fields};
	PGresult   *res = cli_query(run->conn, sql, 1, params);

	for (int i = 0; i < PQntuples(res); i++)
		printf("  %-18s  %s  (%s, %s)\n", PQgetvalue(res, i, 0), PQgetvalue(res, i, 1),
			   PQgetvalue(res, i, 2), PQgetvalue(res, i, 3));
	PQclear(res);
}

/* Pages of a file that were recognised. */
static int
recognised_pages(const ResumeFile *file)
{
	int			n = 0;

	for (int i = 0; i < file->pages.npages; i++)
		n += file->pages.pages[i].recognised;
	return n;
}

/* Say what became of a file. */
static void
say_file(ResumeRun *run, const ResumeFile *file)
{
	const Pages *pages = &file->pages;
	const char *by = recognised_pages(file) > 0 ? ", recognised" : "";

	if (file->state == FILE_BAD)
		pg_log_error("%s: %s", file->name, file->fault);
	else if (run->opt->quiet)
		return;
	else if (file->state == FILE_KNOWN)
		printf("%s: read before, of person %s; nothing was changed\n", file->name, file->person_id);
	else
	{
		printf("%s: %d %s%s in %.1f s, %s claims about %s person %s\n", file->name, pages->npages,
			   pages->npages == 1 ? "page" : "pages", by, file->seconds, file->n_claims,
			   file->made[0] == 't' ? "a new" : "the known", file->made[0] == 't' &&
			   run->opt->dry_run ? "(not stored)" : file->person_id);
		if (run->opt->dry_run)
			show_fields(run, file);
	}
	fflush(stdout);
}

/* The same for programs. */
static void
file_json(ResumeRun *run, const ResumeFile *file)
{
	static const char *const states[] = {"stored", "known", "bad"};
	StringInfo	out = &run->json;
	struct rusage usage;

	(void) getrusage(RUSAGE_SELF, &usage);
	appendStringInfoString(out, out->len > 0 ? ", {\"file\": " : "{\"file\": ");
	json_string(out, file->name);
	appendStringInfo(out, ", \"state\": \"%s\", \"error\": ",
					 file->state == FILE_STORED && run->opt->dry_run ? "previewed" : states[file->state]);
	json_string(out, file->fault);
	appendStringInfo(out,
					 ", \"person_id\": %s, \"person_is_new\": %s, \"claims\": %s, \"pages\": %d,"
					 " \"recognised_pages\": %d,"
					 " \"seconds\": %.3f, \"peak_mb\": %.1f, \"fields\": %s",
					 file->person_id ? file->person_id : "null", file->made &&
					 file->made[0] == 't' ? "true" : "false",
					 file->n_claims ? file->n_claims : "0", file->pages.npages,
					 recognised_pages(file), file->seconds,
					 (usage.ru_maxrss + file->pages.peak_kb) / 1024.0, file->fields ? file->fields : "[]");
	/* what the rules saw, for whoever looks for a field that was not found */
	if (run->opt->dry_run)
	{
		appendStringInfoString(out, ", \"text\": ");
		json_string(out, file->pages.text.data);
	}
	appendStringInfoChar(out, '}');
}

/* The whole run for programs. */
static void
run_json(const ResumeRun *run)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "{\"command\": \"resume\", \"workspace\": ");
	json_string(&out, run->opt->workspace);
	appendStringInfo(&out, ", \"stored\": %d, \"known\": %d, \"bad\": %d, \"files\": [%s]}",
					 run->opt->dry_run ? 0 : run->counts[FILE_STORED], run->counts[FILE_KNOWN],
					 run->counts[FILE_BAD],
					 run->json.data);
	puts(out.data);
}

/* Give back what a file took. */
static void
free_file(ResumeFile *file)
{
	pg_free(file->bytes);
	for (int i = 0; i < file->pages.npages; i++)
	{
		for (int k = 0; k < file->pages.pages[i].nwords; k++)
			pg_free(file->pages.pages[i].words[k].text);
		pg_free(file->pages.pages[i].words);
	}
	pg_free(file->pages.pages);
	pg_free(file->pages.text.data);
}

/* aiehr resume FILE... */
CliExit
cli_resume(const CliOptions *opt)
{
	ResumeRun	run = {.opt = opt};

	initStringInfo(&run.json);
	run.conn = cli_connect(opt, "aiehr resume");
	cli_workspace(run.conn, opt);
	progress_begin(opt);
	for (int i = 0; i < opt->nfiles; i++)
	{
		ResumeFile	file = {.name = opt->files[i]};

		read_file(&run, &file);
		if (opt->json)
			file_json(&run, &file);
		else
			say_file(&run, &file);
		free_file(&file);
	}
	if (opt->json)
		run_json(&run);
	else if (!opt->quiet && opt->nfiles > 1)
		printf("%d files: %d %s, %d read before, %d bad\n", opt->nfiles, run.counts[FILE_STORED],
			   opt->dry_run ? "readable" : "stored", run.counts[FILE_KNOWN], run.counts[FILE_BAD]);
	PQfinish(run.conn);
	return run.counts[FILE_BAD] > 0 ? CLI_FOUND : CLI_DONE;
}
