/*
 * input.h
 *		A file as a stream of records, in memory that does not grow with it
 */
#ifndef AIEHR_CLI_INPUT_H
#define AIEHR_CLI_INPUT_H

#include "cli/cli.h"

/* A longer record is more likely a quote or brace that nobody closed */
#define MAX_RECORD_BYTES (16 * 1024 * 1024)

typedef struct Field
{
	int			start;			/* in the data of the record */
	int			length;
	bool		isnull;			/* an empty field without quotes */
} Field;

/* One row of CSV, or one element of JSON as its only field */
typedef struct Record
{
	int64		line;			/* in which it begins, from 1 */
	StringInfoData data;
	Field	   *fields;
	int			nfields;
	int			size;			/* fields there is room for */
	const char *fault;			/* what is wrong with it, or NULL */
} Record;

typedef struct Input
{
	const char *name;
	int			fd;
	FileFormat	format;
	char		delimiter;
	char	   *buffer;
	size_t		at;
	size_t		filled;
	int64		consumed;		/* bytes before the buffer */
	int64		size;			/* of the file; 0: not known */
	int64		line;
	bool		in_array;		/* JSON: between [ and ] */
	bool		ended;
	char	   *error;			/* why the rest cannot be read, or NULL */
} Input;

extern Input *input_open(const CliOptions *opt);
extern void input_close(Input *in);
extern bool input_fill(Input *in);
extern bool input_record(Input *in, Record *record);
extern int64 input_position(const Input *in);

extern bool csv_record(Input *in, Record *record);
extern bool json_record(Input *in, Record *record);

extern void record_clear(Record *record, int64 line);
extern void record_add_field(Record *record, int start, bool isnull);

/* The next byte without taking it, or EOF. */
static inline int
input_peek(Input *in)
{
	if (in->at == in->filled && !input_fill(in))
		return EOF;
	return (unsigned char) in->buffer[in->at];
}

/* Take a byte, counting lines: LF, CR LF and CR alone end one. */
static inline int
input_next(Input *in)
{
	int			c = input_peek(in);

	if (c == EOF)
		return EOF;
	in->at++;
	if (c == '\n' || (c == '\r' && input_peek(in) != '\n'))
		in->line++;
	return c;
}

#endif							/* AIEHR_CLI_INPUT_H */
