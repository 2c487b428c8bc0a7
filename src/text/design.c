/*
 * design.c
 *		From answers to a sparse matrix.
 *
 * People, questions, words and terms are brought into an order of their own, by bytes (people by a hash
 * of their key), so that the same answers give the same model to the last bit whichever way they came.
 */
#include "text/design.h"

#include <math.h>

#include "common/hashfn.h"
#include "miscadmin.h"

#include "text/arrays.h"

#define INTERRUPT_EVERY 1024	/* people or answers */
#define NO_PERSON (-1)

/* A distinct n-gram of a question, or plain */
typedef struct GramKey
{
	uint32		first;
	uint32		second;
	uint32		question;
} GramKey;

typedef struct GramEntry
{
	GramKey		key;
	uint32		number;
	char		status;
} GramEntry;

/* Hash of an n-gram. */
static inline uint32
gram_hash(GramKey key)
{
	return text_key_hash(((uint64) key.first << 32 | key.second) ^
								 (key.question * UINT64CONST(0x9E3779B97F4A7C15)));
}

#define SH_PREFIX gramhash
#define SH_ELEMENT_TYPE GramEntry
#define SH_KEY_TYPE GramKey
#define SH_KEY key
#define SH_HASH_KEY(tb, k) gram_hash(k)
#define SH_EQUAL(tb, a, b) \
	((a).first == (b).first && (a).second == (b).second && (a).question == (b).question)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* What is known of an n-gram while people are counted */
typedef struct Gram
{
	GramKey		key;
	uint32		people;
	uint32		number;			/* in the dictionary, once that is made; PG_UINT32_MAX for none */
	int			person;			/* who said it last */
	int64		entry;			/* their entry */
} Gram;

/* The count of one n-gram for one person */
typedef struct Entry
{
	uint32		gram;			/* in a column of the matrix, the person */
	uint32		count;
} Entry;

typedef struct Builder
{
	const TextSample *sample;
	Design	   *design;
	uint32	   *rank;			/* of each word in the order of bytes */
	uint32	   *question;		/* the same of each question */
	gramhash_hash *hash;
	Gram	   *gram;
	uint32		ngrams;
	uint32		maxgrams;
	Entry	   *entry;
	int64		nentries;
	int64		maxentries;
} Builder;

/* A person on the way to an order */
typedef struct Person
{
	uint32		hash;
	int			number;			/* of the label */
	const char *key;
} Person;

/* Inverse document frequency, smoothed: as if one more person had said every n-gram. */
float8
text_idf(float8 n, float8 people)
{
	return log((1 + n) / (1 + people)) + 1;
}

/* Order of people, for qsort. */
static int
person_cmp(const void *a, const void *b)
{
	const Person *x = (const Person *) a;
	const Person *y = (const Person *) b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return strcmp(x->key, y->key);
}

/* Order of answers: those of a person together, by question, then as they came. */
static int
row_cmp(const void *a, const void *b, void *context)
{
	const TextSample *s = (const TextSample *) context;
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	if (s->row[x].person != s->row[y].person)
		return s->row[x].person < s->row[y].person ? -1 : 1;
	return x < y ? -1 : 1;
}

/* The ranks of labels in the order of bytes, and the labels in it. */
static uint32 *
ranks(const Labels *labels, const char ***ordered)
{
	int		   *sorted = labels_sorted(labels);
	uint32	   *rank = (uint32 *) palloc(sizeof(uint32) * Max(labels->n, 1));

	*ordered = (const char **) palloc(sizeof(char *) * Max(labels->n, 1));
	for (int i = 0; i < labels->n; i++)
	{
		rank[sorted[i]] = i;
		(*ordered)[i] = labels->text[sorted[i]];
	}
	pfree(sorted);
	return rank;
}

/* Counts an n-gram of a person. */
static void
count_gram(Builder *b, int person, uint32 first, uint32 second, uint32 question)
{
	GramKey		key = {first, second, question};
	bool		found;
	GramEntry  *place = gramhash_insert(b->hash, key, &found);
	Gram	   *gram;

	if (!found)
	{
		place->number = b->ngrams++;
		if (place->number == b->maxgrams)
		{
			b->maxgrams *= 2;
			b->gram = (Gram *) repalloc_huge(b->gram, sizeof(Gram) * b->maxgrams);
		}
		gram = &b->gram[place->number];
		gram->key = key;
		gram->people = 0;
		gram->number = PG_UINT32_MAX;
		gram->person = NO_PERSON;
	}
	gram = &b->gram[place->number];
	if (gram->person == person)
	{
		b->entry[gram->entry].count++;
		return;
	}
	if (b->nentries == b->maxentries)
	{
		b->maxentries *= 2;
		b->entry = (Entry *) repalloc_huge(b->entry, sizeof(Entry) * b->maxentries);
	}
	gram->person = person;
	gram->people++;
	gram->entry = b->nentries;
	b->entry[b->nentries].gram = place->number;
	b->entry[b->nentries++].count = 1;
}

/* Counts the n-grams of an answer; none reaches into another answer. */
static void
count_answer(Builder *b, int person, int64 row)
{
	const TextSample *s = b->sample;
	uint32		question = b->question[s->row[row].question] + 1;

	for (int64 i = row == 0 ? 0 : s->row[row - 1].end; i < s->row[row].end; i++)
	{
		uint32		first = b->rank[s->token[i]];

		count_gram(b, person, first, 0, 0);
		count_gram(b, person, first, 0, question);
		if (i + 1 < s->row[row].end && s->options.max_words > 1)
		{
			uint32		second = b->rank[s->token[i + 1]] + 1;

			count_gram(b, person, first, second, 0);
			count_gram(b, person, first, second, question);
		}
	}
}

/* Reports a person with two scores. */
static void
two_scores(const char *person)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("person \"%s\" has answers with different scores", person),
			 errdetail("All answers of a person stand for one score."),
			 errhint("Fit a model for each indicator, with the same score in every row of a person.")));
}

/*
 * Counts the n-grams of all people who said any, in the order of their keys' hashes; notes where each
 * one's entries start.
 */
static void
count_people(Builder *b)
{
	const TextSample *s = b->sample;
	Design	   *d = b->design;
	Person	   *people = ARRAY_OF(Person, s->people->n);
	int64	   *row = ARRAY_OF(int64, s->nrows);
	int64	   *begin = ZERO_ARRAY_OF(int64, s->people->n + 1);

	for (int i = 0; i < s->people->n; i++)
	{
		people[i].key = s->people->text[i];
		people[i].number = i;
		people[i].hash = hash_bytes((const unsigned char *) people[i].key, (int) strlen(people[i].key));
	}
	qsort(people, s->people->n, sizeof(Person), person_cmp);
	for (int64 i = 0; i < s->nrows; i++)
	{
		row[i] = i;
		begin[s->row[i].person + 1]++;
	}
	for (int i = 0; i < s->people->n; i++)
		begin[i + 1] += begin[i];
	qsort_arg(row, s->nrows, sizeof(int64), row_cmp, (void *) s);
	for (int i = 0; i < s->people->n; i++)
	{
		int64		first = begin[people[i].number];
		int64		end = begin[people[i].number + 1];

		if (i % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		d->start[d->n] = b->nentries;
		for (int64 j = first; j < end; j++)
		{
			if (s->row[row[j]].score != s->row[row[first]].score)
				two_scores(people[i].key);
			count_answer(b, d->n, row[j]);
		}
		if (b->nentries > d->start[d->n])
			d->score[d->n++] = s->row[row[first]].score;
	}
	d->start[d->n] = b->nentries;
	pfree(people);
	pfree(row);
	pfree(begin);
}

/* Order of terms in the dictionary, for qsort_arg of numbers of n-grams. */
static int
gram_cmp(const void *a, const void *b, void *context)
{
	const Gram *gram = (const Gram *) context;
	const GramKey *x = &gram[*(const uint32 *) a].key;
	const GramKey *y = &gram[*(const uint32 *) b].key;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->second != y->second)
		return x->second < y->second ? -1 : 1;
	return x->question < y->question ? -1 : x->question > y->question;
}

/* Leaves out words that no term has, and gives those that stay new numbers. */
static void
keep_words(Design *d, int nwords, const char **word)
{
	uint32	   *number = (uint32 *) palloc0(sizeof(uint32) * (nwords + 1));

	for (uint32 i = 0; i < d->nterms; i++)
	{
		number[d->term[i].first] = 1;
		if (d->term[i].second > 0)
			number[d->term[i].second - 1] = 1;
	}
	d->word = word;
	d->nwords = 0;
	for (int i = 0; i < nwords; i++)
	{
		bool		kept = number[i] > 0;

		number[i] = d->nwords;
		if (kept)
			d->word[d->nwords++] = word[i];
	}
	for (uint32 i = 0; i < d->nterms; i++)
	{
		d->term[i].first = number[d->term[i].first];
		if (d->term[i].second > 0)
			d->term[i].second = number[d->term[i].second - 1] + 1;
	}
	pfree(number);
}

/* Makes the dictionary of the n-grams that enough people said. */
static void
make_dictionary(Builder *b)
{
	Design	   *d = b->design;
	uint32	   *kept = ARRAY_OF(uint32, b->ngrams);

	for (uint32 i = 0; i < b->ngrams; i++)
	{
		if (b->gram[i].people >= (uint32) b->sample->options.min_count)
			kept[d->nterms++] = i;
	}
	qsort_arg(kept, d->nterms, sizeof(uint32), gram_cmp, b->gram);
	d->term = ARRAY_OF(TextTerm, d->nterms);
	for (uint32 i = 0; i < d->nterms; i++)
	{
		Gram	   *gram = &b->gram[kept[i]];

		gram->number = i;
		d->term[i].first = gram->key.first;
		d->term[i].second = gram->key.second;
		d->term[i].question = gram->key.question;
		d->term[i].people = gram->people;
	}
	pfree(kept);
}

/* Turns the entries into columns: of each term, who said it how often. Rows get their starts. */
static Entry *
make_columns(Builder *b)
{
	Design	   *d = b->design;
	int64	   *place = ARRAY_OF(int64, d->nterms);
	Entry	   *column;
	int64		kept = 0;

	for (uint32 i = 0; i < d->nterms; i++)
	{
		place[i] = kept;
		kept += d->term[i].people;
	}
	column = ARRAY_OF(Entry, kept);
	kept = 0;
	for (int i = 0; i < d->n; i++)
	{
		int64		first = d->start[i];

		d->start[i] = kept;
		for (int64 j = first; j < d->start[i + 1]; j++)
		{
			uint32		term = b->gram[b->entry[j].gram].number;

			if (term == PG_UINT32_MAX)
				continue;
			column[place[term]].gram = i;
			column[place[term]++].count = b->entry[j].count;
			kept++;
		}
		if (i % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
	}
	d->start[d->n] = kept;
	pfree(place);
	return column;
}

/* Makes the matrix, row by row with the terms in their order: values of terms, rows of length 1. */
static void
make_rows(Builder *b)
{
	Design	   *d = b->design;
	Entry	   *column = make_columns(b);
	Entry	   *entry = column;
	int64	   *place = ARRAY_OF(int64, d->n + 1);

	memcpy(place, d->start, sizeof(int64) * (d->n + 1));
	d->index = ARRAY_OF(uint32, d->start[d->n]);
	d->value = ARRAY_OF(float8, d->start[d->n]);
	for (uint32 i = 0; i < d->nterms; i++)
	{
		float8		idf = text_idf(d->n, d->term[i].people);

		for (uint32 j = 0; j < d->term[i].people; j++, entry++)
		{
			int64		at = place[entry->gram]++;

			d->index[at] = i;
			d->value[at] = text_tf(entry->count) * idf;
		}
	}
	for (int i = 0; i < d->n; i++)
	{
		float8		square = 0;

		for (int64 j = d->start[i]; j < d->start[i + 1]; j++)
			square += d->value[j] * d->value[j];
		square = sqrt(square);
		for (int64 j = d->start[i]; j < d->start[i + 1]; j++)
			d->value[j] /= square;
	}
	pfree(place);
	pfree(column);
}

/* The design of a sample. People who said no word are not in it. */
Design *
design_make(const TextSample *s)
{
	Design	   *d = (Design *) palloc0(sizeof(Design));
	const char **word;
	Builder		b = {0};

	b.sample = s;
	b.design = d;
	b.rank = ranks(s->words, &word);
	b.question = ranks(s->questions, &d->question);
	d->nquestions = s->questions->n;
	d->score = ARRAY_OF(float8, s->people->n + 1);
	d->start = ARRAY_OF(int64, s->people->n + 1);
	b.maxgrams = 65536;
	b.gram = ARRAY_OF(Gram, b.maxgrams);
	b.maxentries = Max(2 * (int64) s->options.max_words * s->ntokens, 1);
	b.entry = ARRAY_OF(Entry, b.maxentries);
	b.hash = gramhash_create(CurrentMemoryContext, b.maxgrams, NULL);
	count_people(&b);
	gramhash_destroy(b.hash);
	make_dictionary(&b);
	make_rows(&b);
	keep_words(d, s->words->n, word);
	pfree(b.gram);
	pfree(b.entry);
	pfree(b.rank);
	pfree(b.question);
	return d;
}
