/*
 * model.c
 *		Making, checking and reading text_model values.
 */
#include "text/model.h"

#include <math.h>

#include "common/hashfn.h"
#include "miscadmin.h"

#include "text/arrays.h"

#define INTERRUPT_EVERY 65536	/* terms */

/* A model with room for so much; everything else of it is zero. */
TextModel *
text_model_alloc(uint32 nterms, uint32 nquestions, uint32 nwords, Size questionbytes, Size wordbytes)
{
	Size		size = offsetof(TextModel, weight) + questionbytes + wordbytes;
	TextModel  *m;

	if (nterms > TEXT_MODEL_MAX_TERMS ||
		!AllocSizeIsValid(size += (Size) nterms * (sizeof(float8) + sizeof(TextTerm))))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many n-grams for one text model"),
				 errdetail("The limit is %d, and 1 GB.", TEXT_MODEL_MAX_TERMS),
				 errhint("Raise min_count, the least number of people that an n-gram must have.")));
	m = (TextModel *) palloc0(size);
	SET_VARSIZE(m, size);
	m->format = TEXT_MODEL_FORMAT;
	m->nterms = nterms;
	m->nquestions = nquestions;
	m->nwords = nwords;
	m->questionbytes = (uint32) questionbytes;
	m->wordbytes = (uint32) wordbytes;
	return m;
}

/* Are there n different strings in these bytes, zero-terminated, in the order of bytes? */
static bool
strings_sound(const char *at, Size bytes, uint32 n)
{
	const char *end = at + bytes;
	const char *before = NULL;

	for (uint32 i = 0; i < n; i++)
	{
		Size		length = strnlen(at, end - at);

		if (at + length >= end || (before != NULL && strcmp(before, at) >= 0))
			return false;
		before = at;
		at += length + 1;
	}
	return at == end;
}

/* Is r a correlation within its interval, or missing with it? */
static bool
r_sound(const TextFigures *f)
{
	if (isnan(f->r))
		return isnan(f->r_low) && isnan(f->r_high);
	return f->r_low >= -1 && f->r_low <= f->r && f->r <= f->r_high && f->r_high <= 1;
}

/* Do figures such as these exist? */
static bool
figures_sound(const TextFigures *f)
{
	return f->n >= 1 && f->n == floor(f->n) && f->n < 1e9 && f->penalty > 0 && isfinite(f->penalty) &&
		f->slope > 0 && isfinite(f->slope) &&
		isfinite(f->intercept) && isfinite(f->mean) && f->sd >= 0 && isfinite(f->sd) &&
		f->min_count >= 1 && f->min_count == floor(f->min_count) &&
		(f->max_words == 1 || f->max_words == 2) &&
		r_sound(f);
}

/* Is a term one by the counts of the model, and behind the one before? */
static bool
term_sound(const TextModel *m, uint32 i)
{
	const TextTerm *t = &TEXT_MODEL_TERMS(m)[i];
	const TextTerm *b = t - 1;

	if (t->first >= m->nwords || t->second > m->nwords || t->question > m->nquestions || t->people < 1 ||
		t->people > m->figures.n || !isfinite(m->weight[i]))
		return false;
	if (i == 0 || b->first < t->first)
		return true;
	if (b->first > t->first)
		return false;
	return b->second < t->second || (b->second == t->second && b->question < t->question);
}

/* What is wrong with a model, NULL for nothing. Its size is that of its header, at the least. */
const char *
text_model_fault(const TextModel *m)
{
	Size		rest = VARSIZE(m) - offsetof(TextModel, weight);

	if (m->format != TEXT_MODEL_FORMAT || m->nterms > TEXT_MODEL_MAX_TERMS ||
		m->nquestions > TEXT_MODEL_MAX_QUESTIONS ||
		m->nterms > rest / (sizeof(float8) + sizeof(TextTerm)))
		return "Its counts do not go with its size.";
	rest -= m->nterms * (sizeof(float8) + sizeof(TextTerm));
	if ((Size) m->questionbytes + m->wordbytes != rest)
		return "Its counts do not go with its size.";
	if (!strings_sound(TEXT_MODEL_QUESTIONS(m), m->questionbytes, m->nquestions))
		return "Its questions are not in the order of bytes.";
	if (!strings_sound(TEXT_MODEL_WORDS(m), m->wordbytes, m->nwords))
		return "Its words are not in the order of bytes.";
	if (!words_locale_sound(m->locale, sizeof(m->locale)) ||
		strnlen(m->icu, sizeof(m->icu)) >= sizeof(m->icu))
		return "Its locale or the version of ICU is no such thing.";
	if (!figures_sound(&m->figures))
		return "Its figures are none that a fit has.";
	for (uint32 i = 0; i < m->nterms; i++)
	{
		if (i % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		if (!term_sound(m, i))
			return "Its terms are not in order, or refer to words or questions that it has not.";
	}
	return NULL;
}

/* A digest of bytes, following one of others. */
static void
digest_add(uint64 *digest, const void *bytes, Size n)
{
	const unsigned char *at = (const unsigned char *) bytes;

	while (n > 0)
	{
		int			part = (int) Min(n, (Size) 1 << 30);

		digest[0] = hash_bytes_extended(at, part, digest[0] + 1);
		digest[1] = hash_bytes_extended(at, part, digest[1] + 2);
		at += part;
		n -= part;
	}
}

/*
 * Ends the making of a model: two models of one digest are the same, and two of one dictionary give the
 * n-grams of an answer the same numbers and values.
 */
void
text_model_seal(TextModel *m)
{
	float8		counts[] = {m->figures.n, m->figures.max_words, m->nterms, m->nquestions, m->nwords};

	memset(m->dictionary, 0, sizeof(m->dictionary));
	digest_add(m->dictionary, counts, sizeof(counts));
	digest_add(m->dictionary, m->locale, sizeof(m->locale));
	digest_add(m->dictionary, TEXT_MODEL_TERMS(m), (Size) m->nterms * sizeof(TextTerm));
	digest_add(m->dictionary, TEXT_MODEL_QUESTIONS(m), m->questionbytes);
	digest_add(m->dictionary, TEXT_MODEL_WORDS(m), m->wordbytes);
	memcpy(m->digest, m->dictionary, sizeof(m->digest));
	digest_add(m->digest, m->icu, sizeof(m->icu));
	digest_add(m->digest, &m->figures, sizeof(m->figures));
	digest_add(m->digest, m->weight, (Size) m->nterms * sizeof(float8));
}

/* The model in a datum; an error where its bytes are none that we wrote. */
TextModel *
text_model_from_datum(Datum datum)
{
	TextModel  *m = (TextModel *) PG_DETOAST_DATUM(datum);
	const char *fault = VARSIZE(m) < offsetof(TextModel, weight) ? "It is too short." : text_model_fault(m);

	if (fault != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("text_model value is damaged"),
				 errdetail_internal("%s", fault),
				 errhint("Restore the row from a backup, or fit the model again.")));
	return m;
}

/* The strings in a block of such. */
const char **
text_model_strings(const char *from, uint32 n)
{
	const char **strings = ARRAY_OF(const char *, n);

	for (uint32 i = 0; i < n; i++)
	{
		strings[i] = from;
		from += strlen(from) + 1;
	}
	return strings;
}

/* The n-gram of a term, its words with a blank between. */
const char *
text_model_term(const TextTerm *term, const char **words)
{
	if (term->second == 0)
		return words[term->first];
	return psprintf("%s %s", words[term->first], words[term->second - 1]);
}
