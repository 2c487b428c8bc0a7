/*
 * sample.h
 *		The type text_sample: answers with the scores of those who gave them, for fitting a text model.
 *
 * It is an expanded object that grows in the aggregate's context and is flattened only on its way
 * between processes, or to be stored. Answers are kept as numbers of words, not as texts.
 */
#ifndef AIEHR_TEXT_SAMPLE_H
#define AIEHR_TEXT_SAMPLE_H

#include "aiehr.h"

#include "utils/expandeddatum.h"
#include "utils/jsonb.h"

#include "stats/labels.h"
#include "text/words.h"

/* What the last argument of fit_text() may say. */
typedef struct TextOptions
{
	int32		max_words;		/* of an n-gram: 1 or 2 */
	int32		min_count;		/* people an n-gram must have */
	float8		penalty;		/* NaN: chosen by cross-validation */
	int32		calibrate;		/* stretch the weights to the spread that scores have, 0 or 1 */
	int32		unused;			/* always zero */
	char		locale[WORDS_MAX_LOCALE + 1];
} TextOptions;

#define TEXT_MAX_MIN_COUNT 1000000

/* An answer */
typedef struct SampleRow
{
	int32		person;			/* numbers of labels */
	int32		question;
	int64		end;			/* of its words; they begin where those of the row before end */
	float8		score;
} SampleRow;

typedef struct TextSample
{
	ExpandedObjectHeader hdr;
	int			magic;			/* TEXT_SAMPLE_MAGIC */
	TextOptions options;
	Labels	   *people;
	Labels	   *questions;
	Labels	   *words;
	int64		nrows;
	int64		maxrows;
	SampleRow  *row;
	int64		ntokens;
	int64		maxtokens;
	int32	   *token;			/* numbers of words */
} TextSample;

/* options.c */
extern void text_options_default(TextOptions *options);
extern void text_options_read(Jsonb *given, TextOptions *options);
extern bool text_options_same(const TextOptions *a, const TextOptions *b);
extern bool text_options_sound(const TextOptions *options);

/* sample.c */
extern TextSample *text_sample_new(const TextOptions *options, MemoryContext parent);
extern TextSample *text_sample_from_datum(Datum datum);
extern bool text_sample_sound(const TextSample *s);
extern void text_sample_room(TextSample *s, int64 rows, int64 tokens);

#define PG_GETARG_TEXT_SAMPLE_P(i) text_sample_from_datum(PG_GETARG_DATUM(i))
#define PG_RETURN_TEXT_SAMPLE_P(s) PG_RETURN_DATUM(EOHPGetRWDatum(&(s)->hdr))

#endif							/* AIEHR_TEXT_SAMPLE_H */
