/*
 * model.h
 *		The type text_model: what a ridge regression on the n-grams of answers has learnt.
 *
 * A score is the intercept plus, for each n-gram that was said, its weight times its value. Values are
 * (1 + ln count) * idf, divided by the length of the vector of all of them. Each n-gram is there twice:
 * plain, counted over all answers, and for the question to which it was said.
 */
#ifndef AIEHR_TEXT_MODEL_H
#define AIEHR_TEXT_MODEL_H

#include "aiehr.h"

#include "text/words.h"

#define TEXT_MODEL_FORMAT 1		/* so that old rows stay readable */
#define TEXT_MODEL_MAX_TERMS 20000000
#define TEXT_MODEL_MAX_QUESTIONS 1000
#define TEXT_MIN_PEOPLE 100		/* no model is fitted to fewer */
#define TEXT_FEW_PEOPLE 500		/* below, models are rarely of use */

/* What a model is made of, besides its dictionary */
typedef struct TextFigures
{
	float8		n;				/* people */
	float8		penalty;
	float8		r;				/* cross-validated, with its 95 % interval; NaN where there is none */
	float8		r_low;
	float8		r_high;
	float8		slope;			/* by which the weights of the regression were stretched */
	float8		intercept;
	float8		mean;			/* of the scores it was fitted to */
	float8		sd;
	float8		min_count;
	float8		max_words;
} TextFigures;

#define TEXT_FIGURES (sizeof(TextFigures) / sizeof(float8))

/* The words of an n-gram, and where it was said; in this order in the dictionary */
typedef struct TextTerm
{
	uint32		first;			/* number of a word */
	uint32		second;			/* that of another, plus 1; 0 for a single word */
	uint32		question;		/* number of a question, plus 1; 0 for the plain n-gram */
	uint32		people;			/* who said it, of those the model was fitted to */
} TextTerm;

typedef struct TextModel
{
	int32		vl_len_;		/* varlena header (use SET_VARSIZE) */
	uint16		format;			/* TEXT_MODEL_FORMAT */
	uint16		unused;			/* always zero */
	uint32		nterms;
	uint32		nquestions;
	uint32		nwords;
	uint32		more_unused;	/* always zero */
	uint32		questionbytes;
	uint32		wordbytes;
	uint64		dictionary[2];	/* digest of all but the weights and figures of fit */
	uint64		digest[2];		/* of everything */
	char		locale[WORDS_MAX_LOCALE + 1];
	char		icu[16];		/* version of the library that split the answers */
	TextFigures figures;
	float8		weight[FLEXIBLE_ARRAY_MEMBER];	/* then terms, questions, words */
} TextModel;

#define TEXT_MODEL_TERMS(m) ((TextTerm *) ((m)->weight + (m)->nterms))
#define TEXT_MODEL_QUESTIONS(m) ((char *) (TEXT_MODEL_TERMS(m) + (m)->nterms))
#define TEXT_MODEL_WORDS(m) (TEXT_MODEL_QUESTIONS(m) + (m)->questionbytes)
#define TEXT_MODEL_USABLE(m) ((m)->figures.r_low > 0)

#define PG_GETARG_TEXT_MODEL_P(i) text_model_from_datum(PG_GETARG_DATUM(i))

extern TextModel *text_model_alloc(uint32 nterms, uint32 nquestions, uint32 nwords,
								   Size questionbytes, Size wordbytes);
extern const char *text_model_fault(const TextModel *m);
extern void text_model_seal(TextModel *m);
extern TextModel *text_model_from_datum(Datum datum);
extern const char **text_model_strings(const char *from, uint32 n);
extern const char *text_model_term(const TextTerm *term, const char **words);

#endif							/* AIEHR_TEXT_MODEL_H */
