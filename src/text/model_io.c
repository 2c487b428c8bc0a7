/*
 * model_io.c
 *		Text and binary form of text_model.
 *
 * {"made": ["root", "72.1"], "figures": [120, 2, 0.4, 0.2, 0.5, 1.5, 3.1, 3, 0.9, 2, 2],
 * "questions": ["why"], "words": ["because", "i"], "first": [0], "second": [0], "question": [1],
 * "people": [7], "weight": [0.25]};
 * `made` has the locale and the version of ICU, `figures` the members of TextFigures in their order.
 */
#include "text/model.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "stats/labels.h"

#include "text/arrays.h"

#define TEXT_MODEL_BINARY_VERSION 1

/* What a model is read into, before its size is known */
typedef struct ModelParts
{
	char		locale[sizeof(((TextModel *) 0)->locale)];
	char		icu[sizeof(((TextModel *) 0)->icu)];
	TextFigures figures;
	Labels	   *questions;
	Labels	   *words;
	Size		nterms;
} ModelParts;

/* A model with its parts in place; weights and terms are still zero. */
static TextModel *
model_from_parts(const ModelParts *parts)
{
	TextModel  *m = text_model_alloc((uint32) Min(parts->nterms, TEXT_MODEL_MAX_TERMS + 1),
									 parts->questions->n, parts->words->n,
									 parts->questions->bytes, parts->words->bytes);

	memcpy(m->locale, parts->locale, sizeof(m->locale));
	memcpy(m->icu, parts->icu, sizeof(m->icu));
	m->figures = parts->figures;
	labels_flatten(parts->questions, TEXT_MODEL_QUESTIONS(m));
	labels_flatten(parts->words, TEXT_MODEL_WORDS(m));
	return m;
}

/* Reads locale and version of ICU. */
static bool
read_made(StateReader *r, ModelParts *parts)
{
	StateStrings strings;
	char	   *locale;
	char	   *icu;

	if (!state_read_strings(r, "made", &strings))
		return false;
	locale = state_next_string(&strings);
	icu = locale == NULL ? NULL : state_next_string(&strings);
	if (icu == NULL || strlen(locale) >= sizeof(parts->locale) || strlen(icu) >= sizeof(parts->icu))
		aiehr_ereturn(r->escontext, false,
					  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					   errmsg("invalid input syntax for type %s", r->type),
					   errdetail("Member \"made\" is a locale and a version of ICU.")));
	strlcpy(parts->locale, locale, sizeof(parts->locale));
	strlcpy(parts->icu, icu, sizeof(parts->icu));
	return true;
}

/* A count as it must be in a term; one that no model has where it is none. */
static uint32
term_count(float8 number)
{
	return number >= 0 && number < PG_UINT32_MAX && number == floor(number) ? (uint32) number : PG_UINT32_MAX;
}

/* Reads terms and weights of a model that has room for them. */
static bool
read_terms(StateReader *r, TextModel *m)
{
	float8	   *number = ARRAY_OF(float8, m->nterms);
	TextTerm   *term = TEXT_MODEL_TERMS(m);

	if (!state_read_numbers(r, "first", m->nterms, number))
		return false;
	for (uint32 i = 0; i < m->nterms; i++)
		term[i].first = term_count(number[i]);
	if (!state_read_numbers(r, "second", m->nterms, number))
		return false;
	for (uint32 i = 0; i < m->nterms; i++)
		term[i].second = term_count(number[i]);
	if (!state_read_numbers(r, "question", m->nterms, number))
		return false;
	for (uint32 i = 0; i < m->nterms; i++)
		term[i].question = term_count(number[i]);
	if (!state_read_numbers(r, "people", m->nterms, number))
		return false;
	for (uint32 i = 0; i < m->nterms; i++)
		term[i].people = term_count(number[i]);
	pfree(number);
	return state_read_numbers(r, "weight", m->nterms, m->weight);
}

/* A model from its text form; NULL after a soft error. */
static TextModel *
model_parse(const char *text, Node *escontext)
{
	StateReader r;
	ModelParts	parts;
	TextModel  *m;
	const char *fault;

	memset(&parts, 0, sizeof(parts));
	parts.questions = labels_new(CurrentMemoryContext);
	parts.words = labels_new(CurrentMemoryContext);
	if (!state_read_begin(&r, "text_model", text, escontext) || !read_made(&r, &parts) ||
		!state_read_numbers(&r, "figures", TEXT_FIGURES, (float8 *) &parts.figures) ||
		!labels_read(&r, "questions", parts.questions) || !labels_read(&r, "words", parts.words) ||
		!state_read_length(&r, "weight", &parts.nterms))
		return NULL;
	m = model_from_parts(&parts);
	if (!read_terms(&r, m))
		return NULL;
	fault = text_model_fault(m);
	if (fault != NULL)
		aiehr_ereturn(escontext, NULL,
					  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					   errmsg("invalid input syntax for type %s", "text_model"),
					   errdetail_internal("%s", fault)));
	text_model_seal(m);
	return m;
}

/* text_model from its text form */
PG_FUNCTION_INFO_V1(text_model_in);
Datum
text_model_in(PG_FUNCTION_ARGS)
{
	TextModel  *m = model_parse(PG_GETARG_CSTRING(0), AIEHR_ESCONTEXT(fcinfo));

	if (m == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(m);
}

/* A member that holds strings. */
static void
write_strings(StringInfo out, const char *name, const char *at, uint32 n)
{
	state_write_name(out, name);
	appendStringInfoChar(out, '[');
	for (uint32 i = 0; i < n; i++)
	{
		if (i > 0)
			appendStringInfoString(out, ", ");
		scorecard_write_key(out, at, (int) strlen(at));
		at += strlen(at) + 1;
	}
	appendStringInfoChar(out, ']');
}

/* text form of text_model */
PG_FUNCTION_INFO_V1(text_model_out);
Datum
text_model_out(PG_FUNCTION_ARGS)
{
	TextModel  *m = PG_GETARG_TEXT_MODEL_P(0);
	const TextTerm *term = TEXT_MODEL_TERMS(m);
	float8	   *number = ARRAY_OF(float8, m->nterms);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	state_write_name(&out, "made");
	appendStringInfo(&out, "[\"%s\", ", m->locale);
	scorecard_write_key(&out, m->icu, (int) strlen(m->icu));
	appendStringInfoChar(&out, ']');
	state_write_numbers(&out, "figures", TEXT_FIGURES, (const float8 *) &m->figures);
	write_strings(&out, "questions", TEXT_MODEL_QUESTIONS(m), m->nquestions);
	write_strings(&out, "words", TEXT_MODEL_WORDS(m), m->nwords);
	for (uint32 i = 0; i < m->nterms; i++)
		number[i] = term[i].first;
	state_write_numbers(&out, "first", m->nterms, number);
	for (uint32 i = 0; i < m->nterms; i++)
		number[i] = term[i].second;
	state_write_numbers(&out, "second", m->nterms, number);
	for (uint32 i = 0; i < m->nterms; i++)
		number[i] = term[i].question;
	state_write_numbers(&out, "question", m->nterms, number);
	for (uint32 i = 0; i < m->nterms; i++)
		number[i] = term[i].people;
	state_write_numbers(&out, "people", m->nterms, number);
	state_write_numbers(&out, "weight", m->nterms, m->weight);
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/* Refuses a binary model. */
static void
bad_binary(const char *fault)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary text_model"),
			 errdetail_internal("%s", fault)));
}

/* Reads a short string in binary. */
static void
recv_string(StringInfo buf, char *to, Size room)
{
	const char *string = pq_getmsgstring(buf);

	if (strlen(string) >= room)
		bad_binary("Its locale or the version of ICU is no such thing.");
	strlcpy(to, string, room);
}

/* text_model from its binary form */
PG_FUNCTION_INFO_V1(text_model_recv);
Datum
text_model_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	ModelParts	parts;
	TextModel  *m;
	TextTerm   *term;
	const char *fault;

	memset(&parts, 0, sizeof(parts));
	parts.questions = labels_new(CurrentMemoryContext);
	parts.words = labels_new(CurrentMemoryContext);
	state_recv_version(buf, "text_model", TEXT_MODEL_BINARY_VERSION);
	recv_string(buf, parts.locale, sizeof(parts.locale));
	recv_string(buf, parts.icu, sizeof(parts.icu));
	state_recv_numbers(buf, TEXT_FIGURES, (float8 *) &parts.figures);
	labels_recv(buf, parts.questions);
	labels_recv(buf, parts.words);
	state_recv_room(buf, 1, sizeof(int32));
	parts.nterms = (uint32) pq_getmsgint(buf, sizeof(int32));
	state_recv_room(buf, parts.nterms, 4 * sizeof(int32) + sizeof(float8));
	m = model_from_parts(&parts);
	term = TEXT_MODEL_TERMS(m);
	for (uint32 i = 0; i < m->nterms; i++)
	{
		term[i].first = pq_getmsgint(buf, sizeof(int32));
		term[i].second = pq_getmsgint(buf, sizeof(int32));
		term[i].question = pq_getmsgint(buf, sizeof(int32));
		term[i].people = pq_getmsgint(buf, sizeof(int32));
	}
	state_recv_numbers(buf, m->nterms, m->weight);
	state_recv_end(buf);
	fault = text_model_fault(m);
	if (fault != NULL)
		bad_binary(fault);
	text_model_seal(m);
	PG_RETURN_POINTER(m);
}

/* Strings in binary, as labels_recv() reads them. */
static void
send_strings(StringInfo buf, const char *at, uint32 n)
{
	pq_sendint32(buf, n);
	for (uint32 i = 0; i < n; i++)
	{
		char	   *text = pg_server_to_client(at, (int) strlen(at));

		pq_sendint32(buf, strlen(text));
		pq_sendbytes(buf, text, (int) strlen(text));
		at += strlen(at) + 1;
	}
}

/*
 * binary form of text_model: version, locale, version of ICU, figures, questions, words, number of terms,
 * then first, second, question and people of each term, then the weights
 */
PG_FUNCTION_INFO_V1(text_model_send);
Datum
text_model_send(PG_FUNCTION_ARGS)
{
	TextModel  *m = PG_GETARG_TEXT_MODEL_P(0);
	const TextTerm *term = TEXT_MODEL_TERMS(m);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint16(&buf, TEXT_MODEL_BINARY_VERSION);
	pq_sendstring(&buf, m->locale);
	pq_sendstring(&buf, m->icu);
	state_send_numbers(&buf, TEXT_FIGURES, (const float8 *) &m->figures);
	send_strings(&buf, TEXT_MODEL_QUESTIONS(m), m->nquestions);
	send_strings(&buf, TEXT_MODEL_WORDS(m), m->nwords);
	pq_sendint32(&buf, m->nterms);
	for (uint32 i = 0; i < m->nterms; i++)
	{
		pq_sendint32(&buf, term[i].first);
		pq_sendint32(&buf, term[i].second);
		pq_sendint32(&buf, term[i].question);
		pq_sendint32(&buf, term[i].people);
	}
	state_send_numbers(&buf, m->nterms, m->weight);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
