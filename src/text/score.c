/*
 * score.c
 *		Scoring answers, saying why, and what a model is.
 */
#include "text/score.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "stats/result.h"

#include "text/arrays.h"

#define INTERCEPT_TERM "(intercept)"	/* no word has parentheses */

#define NOTE_NOT_USABLE "NOT_USABLE"	/* the interval of r covers zero */
#define NOTE_FEW_PEOPLE "FEW_PEOPLE"	/* fewer than TEXT_FEW_PEOPLE */
#define NOTE_UNKNOWN_QUESTION "UNKNOWN_QUESTION"	/* left out, as was asked for */
#define NOTE_NOT_ANSWERED "NOT_ANSWERED"	/* a question of the model without an answer */
#define NOTE_NO_KNOWN_WORDS "NO_KNOWN_WORDS"	/* no n-gram of the model was said, so there is no score */

/*
 * score_text(model, questions, answers, unknown) -> float8
 *		NULL where the answers have no n-gram that the model knows: nothing is known of who gave them.
 */
PG_FUNCTION_INFO_V1(aiehr_score_text);
Datum
aiehr_score_text(PG_FUNCTION_ARGS)
{
	LoadedModel *loaded = model_of(fcinfo->flinfo, PG_GETARG_DATUM(0));
	const TextVector *v = vector_of(loaded, fcinfo);
	float8		score = loaded->m->figures.intercept;

	if (v->n == 0)
		PG_RETURN_NULL();
	for (uint32 i = 0; i < v->n; i++)
		score += v->value[i] * loaded->m->weight[v->index[i]];
	PG_RETURN_FLOAT8(score);
}

/* A term's part in a score */
typedef struct Part
{
	uint32		place;			/* in the vector, or number of the term */
	float8		size;			/* absolute value */
	uint32		term;
} Part;

/* Order of parts: the largest first, those of a size by the dictionary. */
static int
part_cmp(const void *a, const void *b)
{
	const Part *x = (const Part *) a;
	const Part *y = (const Part *) b;

	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return x->term < y->term ? -1 : x->term > y->term;
}

/* A row of explain_text(); `count` is NaN where nothing was counted. */
static void
explain_row(ResultRow *row, const char *term, const char *question, float8 count, float8 contribution,
			const char *note)
{
	row_text(row, term);
	row_text(row, question);
	row_count(row, count);
	row_float8(row, contribution);
	row_text(row, note);
	row_put(row);
}

/* The question of a term, NULL for the plain one. */
static const char *
term_question(const LoadedModel *loaded, const TextTerm *term)
{
	return term->question == 0 ? NULL : loaded->questions[term->question - 1];
}

/*
 * explain_text(model, questions, answers, unknown) -> term, question, count, contribution, note
 *		The intercept and what each n-gram adds, the largest first; they sum to the score. Then, without
 *		contribution, the questions that are unknown or not answered.
 */
PG_FUNCTION_INFO_V1(aiehr_explain_text);
Datum
aiehr_explain_text(PG_FUNCTION_ARGS)
{
	LoadedModel *loaded = model_of(fcinfo->flinfo, PG_GETARG_DATUM(0));
	const TextVector *v = vector_of(loaded, fcinfo);
	const TextTerm *term = TEXT_MODEL_TERMS(loaded->m);
	Part	   *part = (Part *) palloc(sizeof(Part) * Max(v->n, 1));
	ResultRow	row;

	row_begin_set(fcinfo, &row);
	for (uint32 i = 0; i < v->n; i++)
	{
		part[i].place = i;
		part[i].term = v->index[i];
		part[i].size = fabs(v->value[i] * loaded->m->weight[v->index[i]]);
	}
	qsort(part, v->n, sizeof(Part), part_cmp);
	if (v->n > 0)
		explain_row(&row, INTERCEPT_TERM, NULL, NAN, loaded->m->figures.intercept, NULL);
	else
		explain_row(&row, NULL, NULL, NAN, NAN, NOTE_NO_KNOWN_WORDS);
	for (uint32 i = 0; i < v->n; i++)
	{
		uint32		at = part[i].place;
		const TextTerm *t = &term[part[i].term];

		explain_row(&row, text_model_term(t, loaded->words), term_question(loaded, t), v->count[at],
					v->value[at] * loaded->m->weight[part[i].term], NULL);
	}
	for (int i = 0; i < v->nunknown; i++)
		explain_row(&row, NULL, v->unknown[i], NAN, NAN, NOTE_UNKNOWN_QUESTION);
	for (uint32 i = 0; i < loaded->m->nquestions; i++)
	{
		if (!v->answered[i])
			explain_row(&row, NULL, loaded->questions[i], NAN, NAN, NOTE_NOT_ANSWERED);
	}
	return (Datum) 0;
}

/*
 * describe_text(model) -> n, questions, penalty, r, r_low, r_high, usable, note, slope, intercept, mean, sd,
 * min_count, max_words, words, terms, locale, icu_version
 */
PG_FUNCTION_INFO_V1(aiehr_describe_text);
Datum
aiehr_describe_text(PG_FUNCTION_ARGS)
{
	TextModel  *m = PG_GETARG_TEXT_MODEL_P(0);
	const TextFigures *f = &m->figures;
	ResultRow	row;

	row_begin(fcinfo, &row);
	row_count(&row, f->n);
	row_texts(&row, m->nquestions, text_model_strings(TEXT_MODEL_QUESTIONS(m), m->nquestions));
	row_float8(&row, f->penalty);
	row_float8(&row, f->r);
	row_float8(&row, f->r_low);
	row_float8(&row, f->r_high);
	row_bool(&row, TEXT_MODEL_USABLE(m));
	row_text(&row, !TEXT_MODEL_USABLE(m) ? NOTE_NOT_USABLE : f->n < TEXT_FEW_PEOPLE ? NOTE_FEW_PEOPLE : NULL);
	row_float8(&row, f->slope);
	row_float8(&row, f->intercept);
	row_float8(&row, f->mean);
	row_float8(&row, f->sd);
	row_count(&row, f->min_count);
	row_count(&row, f->max_words);
	row_count(&row, m->nwords);
	row_count(&row, m->nterms);
	row_text(&row, m->locale);
	row_text(&row, m->icu);
	PG_RETURN_DATUM(row_datum(&row));
}

/* text_usable(model) -> boolean: does the interval of the cross-validated r lie above zero? */
PG_FUNCTION_INFO_V1(aiehr_text_usable);
Datum
aiehr_text_usable(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(TEXT_MODEL_USABLE(PG_GETARG_TEXT_MODEL_P(0)));
}

/* text_terms(model, top) -> term, question, people, weight: those of the largest weights */
PG_FUNCTION_INFO_V1(aiehr_text_terms);
Datum
aiehr_text_terms(PG_FUNCTION_ARGS)
{
	LoadedModel *loaded = model_of(fcinfo->flinfo, PG_GETARG_DATUM(0));
	int32		top = PG_GETARG_INT32(1);
	const TextModel *m = loaded->m;
	Part	   *part = ARRAY_OF(Part, m->nterms);
	ResultRow	row;

	if (top < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the number of terms must not be negative")));
	for (uint32 i = 0; i < m->nterms; i++)
	{
		part[i].place = part[i].term = i;
		part[i].size = fabs(m->weight[i]);
	}
	qsort(part, m->nterms, sizeof(Part), part_cmp);
	row_begin_set(fcinfo, &row);
	for (uint32 i = 0; i < Min(m->nterms, (uint32) top); i++)
	{
		const TextTerm *term = &TEXT_MODEL_TERMS(m)[part[i].term];

		row_text(&row, text_model_term(term, loaded->words));
		row_text(&row, term_question(loaded, term));
		row_count(&row, term->people);
		row_float8(&row, m->weight[part[i].term]);
		row_put(&row);
	}
	return (Datum) 0;
}
