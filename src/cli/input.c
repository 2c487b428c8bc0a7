/*
 * input.c
 *		A file as a stream of records, in memory that does not grow with it
 */
#include "cli/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES 65536

/* Read on; false at the end of the file or when it cannot be read. */
bool
input_fill(Input *in)
{
	ssize_t		n;

	if (in->ended)
		return false;
	in->consumed += in->filled;
	in->at = in->filled = 0;
	do
		n = read(in->fd, in->buffer, BUFFER_BYTES);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		in->error = psprintf("could not read \"%s\": %s", in->name, strerror(errno));
	if (n <= 0)
	{
		in->ended = true;
		return false;
	}
	in->filled = n;
	return true;
}

/* How many bytes have been taken. */
int64
input_position(const Input *in)
{
	return in->consumed + in->at;
}

/* The format that a name stands for. */
static FileFormat
format_of_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (dot == NULL)
		return FORMAT_UNKNOWN;
	if (pg_strcasecmp(dot, ".csv") == 0 || pg_strcasecmp(dot, ".tsv") == 0 || pg_strcasecmp(dot, ".txt") == 0)
		return FORMAT_CSV;
	if (pg_strcasecmp(dot, ".json") == 0)
		return FORMAT_JSON;
	if (pg_strcasecmp(dot, ".jsonl") == 0 || pg_strcasecmp(dot, ".ndjson") == 0)
		return FORMAT_JSONL;
	return FORMAT_UNKNOWN;
}

/* Skip the mark of UTF-8; that of UTF-16 is another file altogether. */
static void
skip_mark(Input *in)
{
	static const unsigned char utf8[] = {0xEF, 0xBB, 0xBF};
	const unsigned char *start = (const unsigned char *) in->buffer;

	(void) input_peek(in);
	if (in->filled >= 3 && memcmp(start, utf8, 3) == 0)
		in->at = 3;
	else if (in->filled >= 2 && ((start[0] == 0xFF && start[1] == 0xFE) ||
								 (start[0] == 0xFE && start[1] == 0xFF)))
		in->error = psprintf("\"%s\" is in UTF-16; save or convert it as UTF-8", in->name);
}

/* Open the file of the command line; what is wrong with it is in `error`. */
Input *
input_open(const CliOptions *opt)
{
	Input	   *in = palloc0(sizeof(Input));
	struct stat info;

	in->name = strcmp(opt->file, "-") == 0 ? "standard input" : opt->file;
	in->format = opt->format != FORMAT_UNKNOWN ? opt->format : format_of_name(opt->file);
	in->delimiter = opt->delimiter;
	if (in->delimiter == '\0')
		in->delimiter = strlen(opt->file) > 4 &&
			pg_strcasecmp(opt->file + strlen(opt->file) - 4, ".tsv") == 0 ? '\t' : ',';
	in->line = 1;
	in->buffer = palloc(BUFFER_BYTES);
	in->fd = strcmp(opt->file, "-") == 0 ? STDIN_FILENO : open(opt->file, O_RDONLY | PG_BINARY, 0);
	if (in->format == FORMAT_UNKNOWN)
		in->error = psprintf("the name of %s does not say its format; add --format csv, json or jsonl",
							 in->name);
	else if (in->fd < 0)
		in->error = psprintf("could not open \"%s\": %s", in->name, strerror(errno));
	else if (fstat(in->fd, &info) == 0 && S_ISDIR(info.st_mode))
		in->error = psprintf("\"%s\" is a folder", in->name);
	else
	{
		if (S_ISREG(info.st_mode))
			in->size = info.st_size;
		skip_mark(in);
	}
	return in;
}

/* Close the file. */
void
input_close(Input *in)
{
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	pfree(in->buffer);
	pfree(in);
}

/* Make a record ready for the next row. */
void
record_clear(Record *record, int64 line)
{
	if (record->fields == NULL)
	{
		initStringInfo(&record->data);
		record->size = 32;
		record->fields = palloc(record->size * sizeof(Field));
	}
	resetStringInfo(&record->data);
	record->nfields = 0;
	record->line = line;
	record->fault = NULL;
}

/* What was appended to the data since `start` is a field. */
void
record_add_field(Record *record, int start, bool isnull)
{
	Field		field = {start, record->data.len - start, isnull};

	if (record->nfields == record->size)
	{
		record->size *= 2;
		record->fields = repalloc(record->fields, record->size * sizeof(Field));
	}
	record->fields[record->nfields++] = field;
}

/* Read the next record; false at the end, or when the rest cannot be read (`error`). */
bool
input_record(Input *in, Record *record)
{
	bool		found;

	if (in->error != NULL)
		return false;
	found = in->format == FORMAT_CSV ? csv_record(in, record) : json_record(in, record);
	return found && in->error == NULL;
}
