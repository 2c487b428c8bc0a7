/*
 * sample_io.c
 *		Text and binary form of text_sample.
 *
 * {"locale": ["root"], "options": [2, 2, null, 1], "people": ["7"], "questions": ["why"],
 * "words": ["because", "i"], "person": [0], "question": [0], "score": [3.5], "end": [2], "word": [0, 1]};
 * the options are the words of an n-gram, the least number of people, the penalty, and whether to calibrate.
 */
#include "text/sample.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "text/arrays.h"

#define TEXT_SAMPLE_BINARY_VERSION 1

/* A soft error about numbers that do not go together. */
static bool
do_not_fit(const StateReader *r)
{
	aiehr_ereturn(r->escontext, false,
				  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				   errmsg("invalid input syntax for type %s", r->type),
				   errdetail("The numbers of rows, words and labels do not go together.")));
}

/* A number that is an index below `limit`; -1 where it is none. */
static int64
index_of(float8 number, float8 limit)
{
	return number >= 0 && number < limit && number == floor(number) ? (int64) number : -1;
}

/* A soft error about options that fit_text() cannot have been given. */
static bool
bad_options(const StateReader *r)
{
	aiehr_ereturn(r->escontext, false,
				  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				   errmsg("invalid input syntax for type %s", r->type),
				   errdetail("Its options or its locale are none that a fit has.")));
}

/* Reads the options. */
static bool
read_options(StateReader *r, TextOptions *options)
{
	float8		number[4];
	StateStrings strings;
	char	   *locale;

	text_options_default(options);
	if (!state_read_numbers(r, "options", 4, number) || !state_read_strings(r, "locale", &strings))
		return false;
	locale = state_next_string(&strings);
	if (locale == NULL || strlen(locale) > WORDS_MAX_LOCALE || index_of(number[0], 3) < 0 ||
		index_of(number[1], TEXT_MAX_MIN_COUNT + 1.0) < 0 || index_of(number[3], 2) < 0)
		return bad_options(r);
	strlcpy(options->locale, locale, sizeof(options->locale));
	options->max_words = (int32) number[0];
	options->min_count = (int32) number[1];
	options->penalty = number[2];
	options->calibrate = (int32) number[3];
	return text_options_sound(options) || bad_options(r);
}

/* Reads the rows of a sample that has its labels and room. */
static bool
read_rows(StateReader *r, TextSample *s)
{
	float8	   *number = ARRAY_OF(float8, Max(s->nrows, s->ntokens));

	if (!state_read_numbers(r, "person", s->nrows, number))
		return false;
	for (int64 i = 0; i < s->nrows; i++)
		s->row[i].person = (int32) index_of(number[i], s->people->n);
	if (!state_read_numbers(r, "question", s->nrows, number))
		return false;
	for (int64 i = 0; i < s->nrows; i++)
		s->row[i].question = (int32) index_of(number[i], s->questions->n);
	if (!state_read_numbers(r, "score", s->nrows, number))
		return false;
	for (int64 i = 0; i < s->nrows; i++)
		s->row[i].score = number[i];
	if (!state_read_numbers(r, "end", s->nrows, number))
		return false;
	for (int64 i = 0; i < s->nrows; i++)
		s->row[i].end = index_of(number[i], s->ntokens + 1.0);
	if (!state_read_numbers(r, "word", s->ntokens, number))
		return false;
	for (int64 i = 0; i < s->ntokens; i++)
		s->token[i] = (int32) index_of(number[i], s->words->n);
	pfree(number);
	return text_sample_sound(s) || do_not_fit(r);
}

/* A sample from its text form; NULL after a soft error. */
static TextSample *
sample_parse(const char *text, Node *escontext)
{
	StateReader r;
	TextOptions options;
	TextSample *s;
	Size		nrows;
	Size		ntokens;

	if (!state_read_begin(&r, "text_sample", text, escontext) || !read_options(&r, &options) ||
		!state_read_length(&r, "person", &nrows) || !state_read_length(&r, "word", &ntokens))
		return NULL;
	s = text_sample_new(&options, CurrentMemoryContext);
	text_sample_room(s, nrows, ntokens);
	s->nrows = nrows;
	s->ntokens = ntokens;
	if (!labels_read(&r, "people", s->people) || !labels_read(&r, "questions", s->questions) ||
		!labels_read(&r, "words", s->words) || !read_rows(&r, s))
		return NULL;
	return s;
}

/* text_sample from its text form */
PG_FUNCTION_INFO_V1(text_sample_in);
Datum
text_sample_in(PG_FUNCTION_ARGS)
{
	TextSample *s = sample_parse(PG_GETARG_CSTRING(0), AIEHR_ESCONTEXT(fcinfo));

	if (s == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_SAMPLE_P(s);
}

/* text form of text_sample */
PG_FUNCTION_INFO_V1(text_sample_out);
Datum
text_sample_out(PG_FUNCTION_ARGS)
{
	TextSample *s = PG_GETARG_TEXT_SAMPLE_P(0);
	float8	   *number = ARRAY_OF(float8, Max(s->nrows, s->ntokens));
	float8		options[4] = {
		s->options.max_words, s->options.min_count, s->options.penalty, s->options.calibrate
	};
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	state_write_name(&out, "locale");
	appendStringInfo(&out, "[\"%s\"]", s->options.locale);
	state_write_numbers(&out, "options", 4, options);
	labels_write(&out, "people", s->people);
	labels_write(&out, "questions", s->questions);
	labels_write(&out, "words", s->words);
	for (int64 i = 0; i < s->nrows; i++)
		number[i] = s->row[i].person;
	state_write_numbers(&out, "person", s->nrows, number);
	for (int64 i = 0; i < s->nrows; i++)
		number[i] = s->row[i].question;
	state_write_numbers(&out, "question", s->nrows, number);
	for (int64 i = 0; i < s->nrows; i++)
		number[i] = s->row[i].score;
	state_write_numbers(&out, "score", s->nrows, number);
	for (int64 i = 0; i < s->nrows; i++)
		number[i] = (float8) s->row[i].end;
	state_write_numbers(&out, "end", s->nrows, number);
	for (int64 i = 0; i < s->ntokens; i++)
		number[i] = s->token[i];
	state_write_numbers(&out, "word", s->ntokens, number);
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/* Refuses binary rows that do not go with their labels. */
static void
bad_binary(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary text_sample")));
}

/* Reads the rows of a sample that has its labels. */
static void
recv_rows(StringInfo buf, TextSample *s)
{
	int64		nrows;
	int64		ntokens;

	state_recv_room(buf, 2, sizeof(int64));
	nrows = pq_getmsgint64(buf);
	ntokens = pq_getmsgint64(buf);
	if (nrows < 0 || ntokens < 0)
		bad_binary();
	state_recv_room(buf, nrows, 2 * sizeof(int32) + sizeof(int64) + sizeof(float8));
	text_sample_room(s, nrows, 0);
	for (s->nrows = 0; s->nrows < nrows; s->nrows++)
	{
		SampleRow  *row = &s->row[s->nrows];

		row->person = pq_getmsgint(buf, sizeof(int32));
		row->question = pq_getmsgint(buf, sizeof(int32));
		row->end = pq_getmsgint64(buf);
		row->score = pq_getmsgfloat8(buf) + 0.0;
	}
	state_recv_room(buf, ntokens, sizeof(int32));
	text_sample_room(s, nrows, ntokens);
	for (s->ntokens = 0; s->ntokens < ntokens; s->ntokens++)
		s->token[s->ntokens] = pq_getmsgint(buf, sizeof(int32));
	if (!text_sample_sound(s))
		bad_binary();
}

/* text_sample from its binary form */
PG_FUNCTION_INFO_V1(text_sample_recv);
Datum
text_sample_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	TextOptions options;
	TextSample *s;
	const char *locale;

	state_recv_version(buf, "text_sample", TEXT_SAMPLE_BINARY_VERSION);
	text_options_default(&options);
	state_recv_room(buf, 1, 3 * sizeof(int32) + sizeof(float8));
	options.max_words = pq_getmsgint(buf, sizeof(int32));
	options.min_count = pq_getmsgint(buf, sizeof(int32));
	options.penalty = pq_getmsgfloat8(buf);
	options.calibrate = pq_getmsgint(buf, sizeof(int32));
	locale = pq_getmsgstring(buf);
	if (strlen(locale) > WORDS_MAX_LOCALE)
		bad_binary();
	strlcpy(options.locale, locale, sizeof(options.locale));
	if (!text_options_sound(&options))
		bad_binary();
	s = text_sample_new(&options, CurrentMemoryContext);
	labels_recv(buf, s->people);
	labels_recv(buf, s->questions);
	labels_recv(buf, s->words);
	recv_rows(buf, s);
	state_recv_end(buf);
	PG_RETURN_TEXT_SAMPLE_P(s);
}

/*
 * binary form of text_sample: version, options, locale, labels (people, questions, words), rows, words of
 * all rows, then person, question, end and score of each row, then the numbers of the words
 */
PG_FUNCTION_INFO_V1(text_sample_send);
Datum
text_sample_send(PG_FUNCTION_ARGS)
{
	TextSample *s = PG_GETARG_TEXT_SAMPLE_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint16(&buf, TEXT_SAMPLE_BINARY_VERSION);
	pq_sendint32(&buf, s->options.max_words);
	pq_sendint32(&buf, s->options.min_count);
	pq_sendfloat8(&buf, s->options.penalty);
	pq_sendint32(&buf, s->options.calibrate);
	pq_sendstring(&buf, s->options.locale);
	labels_send(&buf, s->people);
	labels_send(&buf, s->questions);
	labels_send(&buf, s->words);
	pq_sendint64(&buf, s->nrows);
	pq_sendint64(&buf, s->ntokens);
	for (int64 i = 0; i < s->nrows; i++)
	{
		pq_sendint32(&buf, s->row[i].person);
		pq_sendint32(&buf, s->row[i].question);
		pq_sendint64(&buf, s->row[i].end);
		pq_sendfloat8(&buf, s->row[i].score);
	}
	for (int64 i = 0; i < s->ntokens; i++)
		pq_sendint32(&buf, s->token[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
