/*
 * fit.c
 *		From a sample of answers to a model.
 */
#include "text/model.h"

#include <math.h>

#include "text/design.h"
#include "text/ridge.h"
#include "text/sample.h"

/* Refuses samples from which nothing can be learnt. */
static void
check_design(const Design *d)
{
	float8		low;
	float8		high;

	if (d->n < TEXT_MIN_PEOPLE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("too few people for a text model"),
				 errdetail("%d people have a score and said something; it takes %d at the least.",
						   d->n, TEXT_MIN_PEOPLE),
				 errhint("Below some %d people a text model is rarely of use.", TEXT_FEW_PEOPLE)));
	if (d->nquestions > TEXT_MODEL_MAX_QUESTIONS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many questions for a text model"),
				 errdetail("There are %d; the limit is %d.", d->nquestions, TEXT_MODEL_MAX_QUESTIONS),
				 errhint("The question is a code or text that is the same for all people.")));
	low = high = d->score[0];
	for (int i = 1; i < d->n; i++)
	{
		low = Min(low, d->score[i]);
		high = Max(high, d->score[i]);
	}
	if (low == high)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("all people have the same score"),
				 errdetail("Nothing can be learnt from scores that do not differ.")));
	if (!isfinite((high - low) * (high - low) * d->n))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("scores are too far apart for a text model")));
}

/* Bytes of strings with their zeroes. */
static Size
strings_size(const char **strings, int n)
{
	Size		size = 0;

	for (int i = 0; i < n; i++)
		size += strlen(strings[i]) + 1;
	return size;
}

/* Writes strings with their zeroes, one after the other. */
static void
write_strings(const char **strings, int n, char *to)
{
	for (int i = 0; i < n; i++)
	{
		Size		bytes = strlen(strings[i]) + 1;

		memcpy(to, strings[i], bytes);
		to += bytes;
	}
}

/* Mean and standard deviation of the scores. */
static void
describe_scores(const Design *d, TextFigures *figures)
{
	float8		mean = 0;
	float8		square = 0;

	for (int i = 0; i < d->n; i++)
	{
		float8		delta = d->score[i] - mean;

		mean += delta / (i + 1);
		square += delta * (d->score[i] - mean);
	}
	figures->mean = mean;
	figures->sd = sqrt(square / (d->n - 1));
}

/* The model of a fit. */
static TextModel *
make_model(const Design *d, const TextOptions *options, const RidgeFit *fit)
{
	TextModel  *m = text_model_alloc(d->nterms, d->nquestions, d->nwords,
									 strings_size(d->question, d->nquestions),
									 strings_size(d->word, d->nwords));
	TextFigures *figures = &m->figures;

	strlcpy(m->locale, options->locale, sizeof(m->locale));
	strlcpy(m->icu, words_icu_version(), sizeof(m->icu));
	figures->n = d->n;
	figures->penalty = fit->penalty;
	figures->r = fit->r;
	figures->r_low = fit->r_low;
	figures->r_high = fit->r_high;
	figures->slope = fit->slope;
	figures->intercept = fit->intercept;
	figures->min_count = options->min_count;
	figures->max_words = options->max_words;
	describe_scores(d, figures);
	memcpy(m->weight, fit->weight, sizeof(float8) * d->nterms);
	memcpy(TEXT_MODEL_TERMS(m), d->term, sizeof(TextTerm) * d->nterms);
	write_strings(d->question, d->nquestions, TEXT_MODEL_QUESTIONS(m));
	write_strings(d->word, d->nwords, TEXT_MODEL_WORDS(m));
	text_model_seal(m);
	return m;
}

/* fit_text(text_sample) -> text_model; NULL, no answers, has none */
PG_FUNCTION_INFO_V1(text_sample_fit);
Datum
text_sample_fit(PG_FUNCTION_ARGS)
{
	TextSample *s = PG_GETARG_TEXT_SAMPLE_P(0);
	Design	   *d = design_make(s);
	RidgeFit	fit;

	check_design(d);
	ridge_fit(d, s->options.penalty, s->options.calibrate, &fit);
	PG_RETURN_POINTER(make_model(d, &s->options, &fit));
}
