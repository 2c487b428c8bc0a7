/*
 * vector.c
 *		Answers as vectors of the terms of a model.
 *
 * Models of several indicators that were fitted to the same answers have one dictionary, and are asked
 * about the same answers one after the other: the last vector is kept, by the digest of the dictionary.
 */
#include "text/score.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "text/design.h"

#define KEPT_LENGTH (256 * 1024)	/* bytes of questions and answers whose vector is kept */
#define FIRST_TERMS 1024
#define INTERRUPT_EVERY 65536	/* words */

/* What the last vector was made from */
typedef struct KeptVector
{
	MemoryContext context;		/* NULL before the first */
	bool		valid;
	uint64		dictionary[2];
	bool		lenient;
	ArrayType  *questions;
	ArrayType  *answers;
	TextVector	vector;
} KeptVector;

static KeptVector kept;

/* The elements of an array of texts in one dimension. */
static int
text_elements(ArrayType *array, const char *what, Datum **elements, bool **nulls)
{
	int			n;

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("%s must be an array of one dimension", what)));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, elements, nulls, &n);
	return n;
}

/* Slots for n things, at least twice as many. */
static uint32
slots_for(uint32 n)
{
	return pg_nextpower2_32(Max(2 * n, 16));
}

/* Place of a pair of words among the slots of pairs. */
static inline uint32
pair_slot(const LoadedModel *loaded, uint32 first, uint32 second)
{
	return text_key_hash((uint64) first << 32 | second) & loaded->pairmask;
}

/* Makes the tables by which words and n-grams are found. */
static void
load_index(LoadedModel *loaded)
{
	const TextModel *m = loaded->m;
	const TextTerm *term = TEXT_MODEL_TERMS(m);
	MemoryContext before = MemoryContextSwitchTo(loaded->context);
	uint32	   *wordslot;

	loaded->wordmask = slots_for(m->nwords) - 1;
	wordslot = (uint32 *) palloc0(sizeof(uint32) * (loaded->wordmask + 1));
	loaded->wordhash = (uint32 *) palloc(sizeof(uint32) * (m->nwords + 1));
	loaded->wordterm = (uint32 *) palloc(sizeof(uint32) * (m->nwords + 1));
	for (uint32 i = 0; i < m->nwords; i++)
	{
		const char *word = loaded->words[i];
		uint32		hash = hash_bytes((const unsigned char *) word, (int) strlen(word));
		uint32		slot = hash & loaded->wordmask;

		while (wordslot[slot] != 0)
			slot = (slot + 1) & loaded->wordmask;
		wordslot[slot] = i + 1;
		loaded->wordhash[i] = hash;
		loaded->wordterm[i] = m->nterms;
	}
	loaded->pairmask = slots_for(m->nterms) - 1;
	loaded->pairslot = (uint32 *) palloc0(sizeof(uint32) * (loaded->pairmask + 1));
	loaded->idf = (float8 *) palloc(sizeof(float8) * (m->nterms + 1));
	loaded->count = (uint32 *) palloc0(sizeof(uint32) * (m->nterms + 1));
	for (uint32 i = 0; i < m->nterms; i++)
	{
		uint32		slot;

		loaded->idf[i] = text_idf(m->figures.n, term[i].people);
		if (i > 0 && term[i].first == term[i - 1].first && term[i].second == term[i - 1].second)
			continue;
		if (term[i].second == 0)
		{
			loaded->wordterm[term[i].first] = i;
			continue;
		}
		slot = pair_slot(loaded, term[i].first, term[i].second);
		while (loaded->pairslot[slot] != 0)
			slot = (slot + 1) & loaded->pairmask;
		loaded->pairslot[slot] = i + 1;
	}
	loaded->wordslot = wordslot;	/* last, as a sign that all is there */
	MemoryContextSwitchTo(before);
}

/* The number of a word, PG_UINT32_MAX where the model does not know it. */
static inline uint32
find_word(const LoadedModel *loaded, const char *word, uint32 hash)
{
	for (uint32 slot = hash & loaded->wordmask; loaded->wordslot[slot] != 0;
		 slot = (slot + 1) & loaded->wordmask)
	{
		uint32		i = loaded->wordslot[slot] - 1;

		if (loaded->wordhash[i] == hash && strcmp(loaded->words[i], word) == 0)
			return i;
	}
	return PG_UINT32_MAX;
}

/* The first term of a pair of words, or the number of terms. */
static inline uint32
find_pair(const LoadedModel *loaded, uint32 first, uint32 second)
{
	const TextTerm *term = TEXT_MODEL_TERMS(loaded->m);

	for (uint32 slot = pair_slot(loaded, first, second); loaded->pairslot[slot] != 0;
		 slot = (slot + 1) & loaded->pairmask)
	{
		uint32		i = loaded->pairslot[slot] - 1;

		if (term[i].first == first && term[i].second == second)
			return i;
	}
	return loaded->m->nterms;
}

/* Counts an n-gram that begins with term i of the dictionary: the plain one and that of the question. */
static void
count_terms(LoadedModel *loaded, TextVector *v, uint32 i, uint32 question)
{
	const TextTerm *term = TEXT_MODEL_TERMS(loaded->m);
	uint32		begin = i;

	for (; i < loaded->m->nterms && term[i].first == term[begin].first &&
		 term[i].second == term[begin].second && term[i].question <= question; i++)
	{
		if (term[i].question != 0 && term[i].question != question)
			continue;
		if (loaded->count[i]++ > 0)
			continue;
		if (v->n == v->max)
		{
			v->max *= 2;
			v->index = (uint32 *) repalloc(v->index, sizeof(uint32) * v->max);
		}
		v->index[v->n++] = i;
	}
}

/* Counts the n-grams of an answer. */
static void
count_answer(LoadedModel *loaded, TextVector *v, const text *answer, uint32 question)
{
	const Words *words = words_of(VARDATA_ANY(answer), VARSIZE_ANY_EXHDR(answer), loaded->m->locale);
	uint32		before = PG_UINT32_MAX;

	for (int i = 0; i < words->n; i++)
	{
		uint32		word = find_word(loaded, WORDS_WORD(words, i), words->hash[i]);

		if (word != PG_UINT32_MAX)
		{
			count_terms(loaded, v, loaded->wordterm[word], question);
			if (before != PG_UINT32_MAX && loaded->m->figures.max_words > 1)
				count_terms(loaded, v, find_pair(loaded, before, word + 1), question);
		}
		before = word;
	}
	v->nwords += words->n;
}

/* Order of questions, for bsearch. */
static int
question_cmp(const void *key, const void *element)
{
	return strcmp((const char *) key, *(const char *const *) element);
}

/* Reports a question that the model was not fitted to. */
static void
unknown_question(const LoadedModel *loaded, const char *question)
{
	StringInfoData known;

	initStringInfo(&known);
	for (uint32 i = 0; i < Min(loaded->m->nquestions, 5); i++)
		appendStringInfo(&known, "%s\"%s\"", i > 0 ? ", " : "", loaded->questions[i]);
	if (loaded->m->nquestions > 5)
		appendStringInfoString(&known, ", ...");
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("the text model was not fitted to question \"%s\"", question),
			 errdetail("Its questions are %s.", known.data),
			 errhint("What was learnt from other questions does not carry over. "
					 "Pass unknown => 'ignore' to leave such answers out.")));
}

/* Counts all answers to questions that the model knows. An error leaves no count behind. */
static void
count_answers(LoadedModel *loaded, TextVector *v, ArrayType *questions, ArrayType *answers, bool lenient)
{
	Datum	   *question;
	Datum	   *answer;
	bool	   *nulls;
	bool	   *missing;
	int			n = text_elements(questions, "questions", &question, &nulls);

	if (text_elements(answers, "answers", &answer, &missing) != n)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("questions and answers must be as many")));
	v->unknown = (char **) palloc(sizeof(char *) * Max(n, 1));
	v->answered = (bool *) palloc0(sizeof(bool) * (loaded->m->nquestions + 1));
	for (int i = 0; i < n; i++)
	{
		char	   *code;
		const char **found;

		if (missing[i])
			continue;
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("the question of an answer must not be null")));
		code = TextDatumGetCString(question[i]);
		found = (const char **) bsearch(code, loaded->questions, loaded->m->nquestions, sizeof(char *),
										question_cmp);
		if (found == NULL && !lenient)
			unknown_question(loaded, code);
		if (found == NULL)
			v->unknown[v->nunknown++] = code;
		else
		{
			v->answered[found - loaded->questions] = true;
			count_answer(loaded, v, DatumGetTextPP(answer[i]), (uint32) (found - loaded->questions) + 1);
		}
	}
}

/* Makes the vector of answers in the current context. */
static void
make_vector(LoadedModel *loaded, TextVector *v, ArrayType *questions, ArrayType *answers, bool lenient)
{
	float8		square = 0;

	memset(v, 0, sizeof(*v));
	v->max = FIRST_TERMS;
	v->index = (uint32 *) palloc(sizeof(uint32) * v->max);
	if (loaded->wordslot == NULL)
		load_index(loaded);
	PG_TRY();
	{
		count_answers(loaded, v, questions, answers, lenient);
	}
	PG_CATCH();
	{
		/* the model may be used again, after a savepoint in the same portal */
		memset(loaded->count, 0, sizeof(uint32) * loaded->m->nterms);
		PG_RE_THROW();
	}
	PG_END_TRY();
	v->count = (uint32 *) palloc(sizeof(uint32) * Max(v->n, 1));
	v->value = (float8 *) palloc(sizeof(float8) * Max(v->n, 1));
	for (uint32 i = 0; i < v->n; i++)
	{
		uint32		term = v->index[i];

		v->count[i] = loaded->count[term];
		loaded->count[term] = 0;
		v->value[i] = text_tf(v->count[i]) * loaded->idf[term];
		square += v->value[i] * v->value[i];
	}
	square = sqrt(square);
	for (uint32 i = 0; i < v->n; i++)
		v->value[i] /= square;
}

/* Reads what to do with questions that the model does not know. */
static bool
is_lenient(const text *unknown)
{
	Size		length = VARSIZE_ANY_EXHDR(unknown);

	if (length == 6 && memcmp(VARDATA_ANY(unknown), "ignore", 6) == 0)
		return true;
	if (length != 5 || memcmp(VARDATA_ANY(unknown), "error", 5) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown questions cannot be treated by \"%s\"", text_to_cstring(unknown)),
				 errhint("Use error or ignore.")));
	return false;
}

/* Are these the same bytes? */
static bool
same_array(const ArrayType *a, const ArrayType *b)
{
	return VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0;
}

/* A copy of an array in the current context. */
static ArrayType *
copy_array(const ArrayType *array)
{
	ArrayType  *copy = (ArrayType *) palloc(VARSIZE(array));

	memcpy(copy, array, VARSIZE(array));
	return copy;
}

/* The vector of arguments 1 to 3 of a function: questions, answers, what to do with unknown questions. */
const TextVector *
vector_of(LoadedModel *loaded, FunctionCallInfo fcinfo)
{
	ArrayType  *questions = PG_GETARG_ARRAYTYPE_P(1);
	ArrayType  *answers = PG_GETARG_ARRAYTYPE_P(2);
	bool		lenient = is_lenient(PG_GETARG_TEXT_PP(3));
	MemoryContext before;

	if (VARSIZE(questions) + VARSIZE(answers) > KEPT_LENGTH)
	{
		TextVector *v = (TextVector *) palloc(sizeof(TextVector));

		make_vector(loaded, v, questions, answers, lenient);
		return v;
	}
	if (kept.valid && kept.lenient == lenient &&
		memcmp(kept.dictionary, loaded->m->dictionary, sizeof(kept.dictionary)) == 0 &&
		same_array(kept.questions, questions) && same_array(kept.answers, answers))
		return &kept.vector;
	kept.valid = false;			/* until all is there */
	if (kept.context == NULL)
		kept.context = AllocSetContextCreate(TopMemoryContext, "text vector", ALLOCSET_DEFAULT_SIZES);
	MemoryContextReset(kept.context);
	before = MemoryContextSwitchTo(kept.context);
	kept.questions = copy_array(questions);
	kept.answers = copy_array(answers);
	make_vector(loaded, &kept.vector, kept.questions, kept.answers, lenient);
	MemoryContextSwitchTo(before);
	memcpy(kept.dictionary, loaded->m->dictionary, sizeof(kept.dictionary));
	kept.lenient = lenient;
	kept.valid = true;
	return &kept.vector;
}
