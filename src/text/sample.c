/*
 * sample.c
 *		Collecting answers with scores.
 *
 * The flat form is a varlena: header, rows, numbers of words, texts of the labels (people, questions,
 * words).
 */
#include "text/sample.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#define TEXT_SAMPLE_FORMAT 1	/* so that old rows stay readable */
#define TEXT_SAMPLE_MAGIC 20261125	/* tells our expanded objects from others' */
#define FIRST_ROWS 64
#define FIRST_TOKENS 4096
#define INTERRUPT_EVERY 65536	/* words */

typedef struct FlatSample
{
	int32		vl_len_;		/* varlena header (use SET_VARSIZE) */
	uint16		format;			/* TEXT_SAMPLE_FORMAT */
	uint16		unused;			/* always zero */
	TextOptions options;
	int64		nrows;
	int64		ntokens;
	int32		texts[3];		/* labels: people, questions, words */
	int32		more_unused;	/* always zero */
	int64		bytes[3];		/* of their texts */
	SampleRow	row[FLEXIBLE_ARRAY_MEMBER];
} FlatSample;

/* What is passed along the rows of an aggregate */
typedef struct AccumState
{
	FmgrInfo	out;			/* output function of the person's type */
	Jsonb	   *given;			/* options as the last row had them; NULL for none */
	bool		seen;			/* that there was such a row */
	TextOptions options;		/* read from them */
} AccumState;

/* A stored value whose counts cannot be. */
static void
sample_corrupted(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("text_sample value is damaged"),
			 errhint("Restore the row from a backup, or compute it again.")));
}

/* More than one value holds. */
static void
sample_too_large(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too many answers for one text model"),
			 errdetail("A value holds at most 1 GB."),
			 errhint("Take a sample of the people.")));
}

/* The labels, in the order in which the flat form has them. */
static inline Labels *
sample_labels(const TextSample *s, int which)
{
	return which == 0 ? s->people : which == 1 ? s->questions : s->words;
}

/* ExpandedObjectMethods: size of the flat form */
static Size
sample_get_flat_size(ExpandedObjectHeader *header)
{
	TextSample *s = (TextSample *) header;
	Size		size = offsetof(FlatSample, row) + s->nrows * sizeof(SampleRow) + s->ntokens * sizeof(int32);

	for (int i = 0; i < 3; i++)
		size += sample_labels(s, i)->bytes;
	if (!AllocSizeIsValid(size))
		sample_too_large();
	return size;
}

/* ExpandedObjectMethods: writes the flat form */
static void
sample_flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	TextSample *s = (TextSample *) header;
	FlatSample *flat = (FlatSample *) result;
	char	   *at = (char *) (flat->row + s->nrows);

	memset(flat, 0, offsetof(FlatSample, row));
	SET_VARSIZE(flat, size);
	flat->format = TEXT_SAMPLE_FORMAT;
	flat->options = s->options;
	flat->nrows = s->nrows;
	flat->ntokens = s->ntokens;
	if (s->nrows > 0)
		memcpy(flat->row, s->row, s->nrows * sizeof(SampleRow));
	if (s->ntokens > 0)
		memcpy(at, s->token, s->ntokens * sizeof(int32));
	at += s->ntokens * sizeof(int32);
	for (int i = 0; i < 3; i++)
	{
		Labels	   *labels = sample_labels(s, i);

		flat->texts[i] = labels->n;
		flat->bytes[i] = labels->bytes;
		labels_flatten(labels, at);
		at += labels->bytes;
	}
}

static const ExpandedObjectMethods sample_methods = {
	sample_get_flat_size,
	sample_flatten_into
};

/* A sample without rows, in a context of its own below `parent`. */
TextSample *
text_sample_new(const TextOptions *options, MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "text_sample", ALLOCSET_DEFAULT_SIZES);
	TextSample *s = (TextSample *) MemoryContextAllocZero(context, sizeof(TextSample));

	EOH_init_header(&s->hdr, &sample_methods, context);
	s->magic = TEXT_SAMPLE_MAGIC;
	s->options = *options;
	s->people = labels_new(context);
	s->questions = labels_new(context);
	s->words = labels_new(context);
	return s;
}

/* An array with room for `needed` elements, at least doubling what there is. */
static void *
array_room(MemoryContext context, void *array, int64 *max, int64 needed, int64 first, Size element)
{
	int64		limit = (int64) (MaxAllocSize / element);
	int64		room = Max(needed, Max(first, 2 * *max));

	if (needed <= *max)
		return array;
	if (needed > limit)
		sample_too_large();
	room = Min(room, limit);
	array = *max == 0 ? MemoryContextAlloc(context, room * element) : repalloc(array, room * element);
	*max = room;
	return array;
}

/* Makes room for so many rows and words. */
void
text_sample_room(TextSample *s, int64 rows, int64 tokens)
{
	s->row = array_room(s->hdr.eoh_context, s->row, &s->maxrows, rows, FIRST_ROWS, sizeof(SampleRow));
	s->token = array_room(s->hdr.eoh_context, s->token, &s->maxtokens, tokens, FIRST_TOKENS, sizeof(int32));
}

/* Holds rows and words of a sample against its labels. */
bool
text_sample_sound(const TextSample *s)
{
	int64		before = 0;

	for (int64 i = 0; i < s->nrows; i++)
	{
		const SampleRow *row = &s->row[i];

		if (row->person < 0 || row->person >= s->people->n || row->question < 0 ||
			row->question >= s->questions->n || row->end < before || row->end > s->ntokens ||
			!isfinite(row->score))
			return false;
		before = row->end;
	}
	for (int64 i = 0; i < s->ntokens; i++)
	{
		if (s->token[i] < 0 || s->token[i] >= s->words->n)
			return false;
	}
	return before == s->ntokens;
}

/* A sample from its flat form, whose counts are held against its size. */
static TextSample *
sample_expand(const FlatSample *flat)
{
	Size		size = VARSIZE(flat);
	Size		rest;
	TextSample *s;
	const char *at;

	if (size < offsetof(FlatSample, row) || flat->format != TEXT_SAMPLE_FORMAT || flat->nrows < 0 ||
		flat->ntokens < 0 || !text_options_sound(&flat->options))
		sample_corrupted();
	rest = size - offsetof(FlatSample, row);
	if ((uint64) flat->nrows > rest / sizeof(SampleRow))
		sample_corrupted();
	rest -= flat->nrows * sizeof(SampleRow);
	if ((uint64) flat->ntokens > rest / sizeof(int32))
		sample_corrupted();
	rest -= flat->ntokens * sizeof(int32);
	for (int i = 0; i < 3; i++)
	{
		if (flat->bytes[i] < 0 || (uint64) flat->bytes[i] > rest)
			sample_corrupted();
		rest -= flat->bytes[i];
	}
	if (rest != 0)
		sample_corrupted();
	s = text_sample_new(&flat->options, CurrentMemoryContext);
	text_sample_room(s, flat->nrows, flat->ntokens);
	s->nrows = flat->nrows;
	s->ntokens = flat->ntokens;
	if (s->nrows > 0)
		memcpy(s->row, flat->row, s->nrows * sizeof(SampleRow));
	at = (const char *) (flat->row + s->nrows);
	if (s->ntokens > 0)
		memcpy(s->token, at, s->ntokens * sizeof(int32));
	at += s->ntokens * sizeof(int32);
	for (int i = 0; i < 3; i++)
	{
		labels_unflatten(sample_labels(s, i), flat->texts[i], at, flat->bytes[i]);
		at += flat->bytes[i];
	}
	if (!text_sample_sound(s))
		sample_corrupted();
	return s;
}

/* The sample in a datum: the object itself, or a copy of what is stored. */
TextSample *
text_sample_from_datum(Datum datum)
{
	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
	{
		TextSample *s = (TextSample *) DatumGetEOHP(datum);

		if (s->hdr.eoh_methods == &sample_methods)
			return s;
	}
	return sample_expand((FlatSample *) PG_DETOAST_DATUM(datum));
}

/* The numbers that the labels of one set have in another, which gets those it lacks. */
static int *
renumber(Labels *into, const Labels *from)
{
	int		   *number = (int *) palloc(sizeof(int) * Max(from->n, 1));

	for (int i = 0; i < from->n; i++)
	{
		if (i % LABELS_INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		number[i] = labels_number(into, from->text[i]);
	}
	return number;
}

/* Reports options that changed between rows or parts. */
static void
options_differ(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("options of fit_text differ between rows"),
			 errhint("Pass the same constant for all rows of a model.")));
}

/* Adds the rows of one sample to another. */
static void
sample_append(TextSample *into, const TextSample *from)
{
	int		   *person;
	int		   *question;
	int		   *word;

	if (!text_options_same(&into->options, &from->options))
		options_differ();
	person = renumber(into->people, from->people);
	question = renumber(into->questions, from->questions);
	word = renumber(into->words, from->words);
	text_sample_room(into, into->nrows + from->nrows, into->ntokens + from->ntokens);
	for (int64 i = 0; i < from->nrows; i++)
	{
		SampleRow  *row = &into->row[into->nrows + i];

		*row = from->row[i];
		row->person = person[row->person];
		row->question = question[row->question];
		row->end += into->ntokens;
	}
	for (int64 i = 0; i < from->ntokens; i++)
	{
		if (i % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		into->token[into->ntokens + i] = word[from->token[i]];
	}
	into->nrows += from->nrows;
	into->ntokens += from->ntokens;
}

/* What is kept along the rows; made at the first. */
static AccumState *
accum_state(FunctionCallInfo fcinfo)
{
	AccumState *a = (AccumState *) fcinfo->flinfo->fn_extra;
	Oid			type;
	Oid			out;
	bool		varlena;

	if (a != NULL)
		return a;
	type = get_fn_expr_argtype(fcinfo->flinfo, 1);
	if (!OidIsValid(type))
		elog(ERROR, "could not determine the type of a person's key");
	a = (AccumState *) MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(AccumState));
	getTypeOutputInfo(type, &out, &varlena);
	fmgr_info_cxt(out, &a->out, fcinfo->flinfo->fn_mcxt);
	fcinfo->flinfo->fn_extra = a;
	return a;
}

/* The options of a row, read when they are others than those of the row before. */
static const TextOptions *
row_options(FunctionCallInfo fcinfo, AccumState *a)
{
	Jsonb	   *given = PG_NARGS() > 5 && !PG_ARGISNULL(5) ? PG_GETARG_JSONB_P(5) : NULL;
	MemoryContext before;

	if (a->seen && (given == NULL) == (a->given == NULL) &&
		(given == NULL ||
		 (VARSIZE(given) == VARSIZE(a->given) && memcmp(given, a->given, VARSIZE(given)) == 0)))
		return &a->options;
	text_options_read(given, &a->options);
	before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	a->given = given == NULL ? NULL : (Jsonb *) DatumGetPointer(datumCopy(JsonbPGetDatum(given), false, -1));
	MemoryContextSwitchTo(before);
	a->seen = true;
	return &a->options;
}

/* Adds an answer's row. */
static void
add_answer(TextSample *s, const char *person, const text *question, const text *body, float8 score)
{
	const Words *words = words_of(VARDATA_ANY(body), VARSIZE_ANY_EXHDR(body), s->options.locale);
	SampleRow  *row;

	if (strlen(person) > LABEL_MAX_LENGTH || VARSIZE_ANY_EXHDR(question) > LABEL_MAX_LENGTH)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the key of a person or question is too long"),
				 errdetail("The limit is %d bytes.", LABEL_MAX_LENGTH),
				 errhint("Pass a code rather than the wording, and an id rather than a name.")));
	text_sample_room(s, s->nrows + 1, s->ntokens + words->n);
	for (int i = 0; i < words->n; i++)
		s->token[s->ntokens + i] = labels_number(s->words, WORDS_WORD(words, i));
	row = &s->row[s->nrows];
	row->person = labels_number(s->people, person);
	row->question = labels_number_of_text(s->questions, question);
	row->score = score + 0.0;
	s->ntokens += words->n;
	row->end = s->ntokens;
	s->nrows++;
}

/*
 * text_sample_accum(text_sample, person, question, answer, score [, options]) -> text_sample
 *		Transition: a row without person, question, answer or score is left out.
 */
PG_FUNCTION_INFO_V1(text_sample_accum);
Datum
text_sample_accum(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	AccumState *a = accum_state(fcinfo);
	const TextOptions *options;
	TextSample *s;
	float8		score;

	AggCheckCallContext(fcinfo, &context);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	options = row_options(fcinfo, a);
	score = PG_GETARG_FLOAT8(4);
	if (!isfinite(score))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a score must be a finite number"),
				 errhint("Leave out who has no score, or make it NULL.")));
	if (PG_ARGISNULL(0))
		s = text_sample_new(options, context);
	else if (VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(PG_GETARG_DATUM(0))))
		s = PG_GETARG_TEXT_SAMPLE_P(0);
	else
	{
		TextSample *given = PG_GETARG_TEXT_SAMPLE_P(0);

		s = text_sample_new(&given->options, context);
		sample_append(s, given);
	}
	if (!text_options_same(&s->options, options))
		options_differ();
	add_answer(s, OutputFunctionCall(&a->out, PG_GETARG_DATUM(1)), PG_GETARG_TEXT_PP(2),
			   PG_GETARG_TEXT_PP(3), score);
	PG_RETURN_TEXT_SAMPLE_P(s);
}

/* merge(text_sample, text_sample) -> text_sample: the rows of both; NULL is no rows */
PG_FUNCTION_INFO_V1(text_sample_combine);
Datum
text_sample_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	bool		aggregate = AggCheckCallContext(fcinfo, &context) != 0;
	TextSample *into;
	TextSample *from;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	from = PG_GETARG_TEXT_SAMPLE_P(1);
	if (!PG_ARGISNULL(0) && aggregate && VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(PG_GETARG_DATUM(0))))
		into = PG_GETARG_TEXT_SAMPLE_P(0);
	else
	{
		into = text_sample_new(&from->options, context);
		if (!PG_ARGISNULL(0))
			sample_append(into, PG_GETARG_TEXT_SAMPLE_P(0));
	}
	sample_append(into, from);
	PG_RETURN_TEXT_SAMPLE_P(into);
}
