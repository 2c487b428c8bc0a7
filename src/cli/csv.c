/*
 * csv.c
 *		Rows of comma-separated values, as RFC 4180 has them
 *
 * Fields may be in double quotes, and a quote within is doubled.  Lines end with
 * CR LF, LF or CR.  An empty field is NULL, "" an empty text.  Empty lines are no
 * rows.  A quote in the wrong place is the fault of its row; the
 * next line begins the next.
 */
#include "cli/input.h"

/* Go to the end of the line. */
static void
skip_line(Input *in)
{
	int			c;

	while ((c = input_next(in)) != EOF && c != '\n')
		if (c == '\r' && input_peek(in) != '\n')
			break;
}

/* Does this byte end a line?  CR LF is taken whole. */
static bool
ends_line(Input *in, int c)
{
	if (c == '\r' && input_peek(in) == '\n')
		(void) input_next(in);
	return c == '\n' || c == '\r' || c == EOF;
}

/*
 * Read a field after its opening quote up to what follows the closing one, which
 * is returned.  A quote that is not closed swallows the rest of the file.
 */
static int
quoted_field(Input *in, Record *record)
{
	int			c;

	while ((c = input_next(in)) != EOF)
	{
		if (c == '"')
		{
			c = input_next(in);
			if (c != '"')
				return c;
		}
		if (record->data.len >= MAX_RECORD_BYTES)
		{
			in->error = psprintf("the row that begins in line " INT64_FORMAT " of \"%s\" is longer "
								 "than %d MB: is a quote not closed?",
								 record->line, in->name, MAX_RECORD_BYTES / (1024 * 1024));
			return EOF;
		}
		appendStringInfoCharMacro(&record->data, (char) c);
	}
	record->fault = "a quoted field is not closed before the end of the file";
	return EOF;
}

/* Read a field without quotes from its first byte up to what follows it, which is returned. */
static int
plain_field(Input *in, Record *record, int c)
{
	while (c != EOF && c != in->delimiter && c != '\n' && c != '\r')
	{
		if (c == '"')
		{
			record->fault = "there is a quote within a field that is not quoted";
			return c;
		}
		if (record->data.len >= MAX_RECORD_BYTES)
		{
			in->error = psprintf("line " INT64_FORMAT " of \"%s\" is longer than %d MB", record->line,
								 in->name, MAX_RECORD_BYTES / (1024 * 1024));
			return EOF;
		}
		appendStringInfoCharMacro(&record->data, (char) c);
		c = input_next(in);
	}
	return c;
}

/* Skip lines with nothing in them; the first byte of the next row, or EOF. */
static int
first_byte(Input *in, int64 *line)
{
	int			c;

	do
	{
		*line = in->line;
		c = input_next(in);
	} while (c == '\n' || c == '\r');
	return c;
}

/* Read the next row; false at the end of the file. */
bool
csv_record(Input *in, Record *record)
{
	int64		line;
	int			c = first_byte(in, &line);

	record_clear(record, line);
	if (c == EOF)
		return false;
	for (;;)
	{
		int			start = record->data.len;
		bool		quoted = c == '"';

		c = quoted ? quoted_field(in, record) : plain_field(in, record, c);
		if (record->fault == NULL && c != in->delimiter && c != '\n' && c != '\r' && c != EOF)
			record->fault = "there is something between a closing quote and the end of its field";
		if (record->fault != NULL)
		{
			if (c != EOF)
				skip_line(in);
			return true;
		}
		record_add_field(record, start, !quoted && record->data.len == start);
		if (ends_line(in, c))
			return in->error == NULL;
		c = input_next(in);
	}
}
