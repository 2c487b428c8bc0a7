/*
 * json.c
 *		The elements of a JSON file, cut apart and not looked into
 *
 * A file is an array of elements, or elements one after the other, or one a line.
 * Here only strings and brackets are followed, to find where an element ends; what
 * is in it is for the server's own reader.
 */
#include "cli/input.h"

/* Is this white space of JSON? */
static inline bool
is_space(int c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Skip white space; the next byte stays. */
static int
skip_space(Input *in)
{
	while (is_space(input_peek(in)))
		(void) input_next(in);
	return input_peek(in);
}

/* Note why the file cannot be read on. */
static bool
stop(Input *in, const char *what)
{
	in->error = psprintf("%s in line " INT64_FORMAT " of \"%s\"", what, in->line, in->name);
	return false;
}

/* Append a byte to the element, unless it grows beyond all reason. */
static bool
append(Input *in, Record *record, int c)
{
	if (record->data.len >= MAX_RECORD_BYTES)
	{
		in->error = psprintf("the element that begins in line " INT64_FORMAT " of \"%s\" is longer "
							 "than %d MB: is a quote or bracket not closed?",
							 record->line, in->name, MAX_RECORD_BYTES / (1024 * 1024));
		return false;
	}
	appendStringInfoCharMacro(&record->data, (char) c);
	return true;
}

/* One element a line: whatever is wrong with it stays within the line. */
static bool
line_record(Input *in, Record *record)
{
	int			c;

	if (skip_space(in) == EOF)
		return false;
	record_clear(record, in->line);
	while ((c = input_next(in)) != EOF && c != '\n' && c != '\r')
		if (!append(in, record, c))
			return false;
	record_add_field(record, 0, false);
	return true;
}

/* Take one element, whose first byte is next. */
static bool
element(Input *in, Record *record)
{
	int			depth = 0;
	bool		in_string = false;

	record_clear(record, in->line);
	for (;;)
	{
		int			c = input_peek(in);

		if (c == EOF)
		{
			if (in_string || depth > 0)
				return stop(in, "the file ends within an element");
			break;
		}
		if (!in_string && depth == 0 && (c == ',' || c == ']' || c == '}' || is_space(c)))
			break;
		(void) input_next(in);
		if (!append(in, record, c))
			return false;
		if (in_string)
		{
			if (c == '\\' && input_peek(in) != EOF)
				(void) append(in, record, input_next(in));
			in_string = c != '"';
		}
		else if (c == '"')
			in_string = true;
		else if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth--;
		if (!in_string && depth == 0 && (c == '"' || c == '}' || c == ']'))
			break;
	}
	if (record->data.len == 0)
		return stop(in, "an element is missing");
	record_add_field(record, 0, false);
	return true;
}

/* What follows an element of an array: the next one, or the end of the array and of the file. */
static bool
after_element(Input *in)
{
	int			c = skip_space(in);

	if (!in->in_array)
		return true;
	if (c == ',')
	{
		(void) input_next(in);
		return skip_space(in) != ']' || stop(in, "an element is missing");
	}
	if (c == ']')
		return true;
	return stop(in, c == EOF ? "the file ends within its array" : "a comma or ] is missing");
}

/* Read the next element; false at the end of the file or with an error. */
bool
json_record(Input *in, Record *record)
{
	bool		first = input_position(in) <= 3 && !in->in_array;
	int			c;

	if (in->format == FORMAT_JSONL)
		return line_record(in, record);
	c = skip_space(in);
	if (first && c == '[')
	{
		(void) input_next(in);
		in->in_array = true;
		c = skip_space(in);
	}
	if (in->in_array && c == ']')
	{
		(void) input_next(in);
		in->in_array = false;
		in->ended = in->ended || skip_space(in) == EOF;
		return in->ended ? false : stop(in, "there is something after the array");
	}
	if (c == EOF)
		return in->in_array ? stop(in, "the file ends within its array") : false;
	return element(in, record) && after_element(in);
}
