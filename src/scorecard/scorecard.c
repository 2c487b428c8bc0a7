/*
 * scorecard.c
 *		Making scorecards, and finding one's way in them.
 *
 * Every card is made by scorecard_alloc(), which keeps the limits, and finished by scorecard_seal(),
 * which refuses NaN and infinity and turns -0 into 0. Whatever comes from outside (text, binary,
 * jsonb, rows, C) goes through scorecard_from_items(), which also sorts and checks the keys.
 */
#include "scorecard/scorecard.h"

#include <float.h>
#include <math.h>


/* How two cards merge into one: see union_plan(). */
typedef struct UnionPlan
{
	int			nkeys;
	uint32		keybytes;
	int16		a[2 * SCORECARD_MAX_KEYS];	/* index in a, or -1 */
	int16		b[2 * SCORECARD_MAX_KEYS];
	const char *record[2 * SCORECARD_MAX_KEYS]; /* length byte and key */
} UnionPlan;

/* A stored value whose counts or keys cannot be: damage, or bytes that are no scorecard. */
void
scorecard_corrupted(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("scorecard is damaged"),
			 errhint("Restore the row from a backup.")));
}

/* More keys than a card may have. (What comes as text has a soft form of this error.) */
void
scorecard_too_many_keys(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("scorecard has too many keys"),
			 errdetail("The limit is %d keys.", SCORECARD_MAX_KEYS)));
}

/*
 * Memory for a card; the caller fills in the columns and the keys, then calls scorecard_seal(). The
 * limit on the number of keys is kept here, for every operator and aggregate.
 */
Scorecard *
scorecard_alloc(int nkeys, int columns, uint32 keybytes)
{
	Size		size;
	Scorecard  *s;

	if (nkeys > SCORECARD_MAX_KEYS)
		scorecard_too_many_keys();
	Assert(nkeys >= 0 && columns >= 1 && columns <= SCORECARD_MAX_COLUMNS);
	size = scorecard_size(nkeys, columns, keybytes);
	s = (Scorecard *) palloc(size);
	SET_VARSIZE(s, size);
	s->format = SCORECARD_FORMAT;
	s->nkeys = nkeys;
	s->columns = columns;
	s->unused = 0;
	s->keybytes = keybytes;
	return s;
}

/*
 * Finishes a card: no NaN, no infinity, no negative zero. Adding zero turns -0 into 0 and leaves all
 * other numbers as they are. The first loop has no branch, so that the compiler can vectorise it.
 */
bool
scorecard_seal(Scorecard *s, Node *escontext)
{
	int			nscores = s->nkeys * s->columns;
	int			bad = 0;
	ScorecardCursor cursor;

	for (int i = 0; i < nscores; i++)
	{
		bad |= !(fabs(s->score[i]) <= DBL_MAX);
		s->score[i] += 0.0;
	}
	if (likely(!bad))
		return true;

	scorecard_cursor(s, &cursor);
	while (scorecard_next(&cursor))
	{
		for (int i = 0; i < s->columns; i++)
		{
			if (!isfinite(SCORECARD_COLUMN(s, i)[cursor.index]))
				aiehr_ereturn(escontext, false,
							  (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
							   errmsg("score of \"%.*s\" is out of range", cursor.keylen, cursor.key),
							   errdetail("A score is a finite double precision number.")));
		}
	}
	pg_unreachable();
}

/* A copy in the current memory context. */
Scorecard *
scorecard_copy(const Scorecard *s)
{
	Scorecard  *copy = (Scorecard *) palloc(VARSIZE(s));

	memcpy(copy, s, VARSIZE(s));
	return copy;
}

/*
 * Checks all that a card promises, for the ways out: what we print and send must be readable again.
 */
void
scorecard_check(const Scorecard *s)
{
	ScorecardCursor cursor;
	const char *previous = NULL;
	int			previouslen = 0;

	scorecard_cursor(s, &cursor);
	while (scorecard_next(&cursor))
	{
		if (previous != NULL &&
			scorecard_key_cmp(previous, previouslen, cursor.key, cursor.keylen) >= 0)
			scorecard_corrupted();
		previous = cursor.key;
		previouslen = cursor.keylen;
	}
	if (cursor.next != cursor.end)
		scorecard_corrupted();
	for (int i = 0; i < s->nkeys * s->columns; i++)
	{
		if (!isfinite(s->score[i]))
			scorecard_corrupted();
	}
}

/* Order of items, for qsort. */
static int
item_cmp(const void *a, const void *b)
{
	const ScorecardItem *x = (const ScorecardItem *) a;
	const ScorecardItem *y = (const ScorecardItem *) b;

	return scorecard_key_cmp(x->key, x->keylen, y->key, y->keylen);
}

/*
 * Checks the keys of items, sorts the items and adds up the bytes of their keys. False after a soft
 * error; `malformed` is the SQLSTATE for keys that no card may have.
 */
static bool
items_arrange(ScorecardItem *items, int nitems, int malformed, Node *escontext, uint32 *keybytes)
{
	bool		sorted = true;

	*keybytes = 0;
	for (int i = 0; i < nitems; i++)
	{
		if (items[i].keylen < 1)
			aiehr_ereturn(escontext, false,
						  (errcode(malformed), errmsg("key of a scorecard must not be empty")));
		if (items[i].keylen > SCORECARD_MAX_KEYLEN)
			aiehr_ereturn(escontext, false,
						  (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						   errmsg("key of a scorecard is too long"),
						   errdetail("The limit is %d bytes.", SCORECARD_MAX_KEYLEN)));
		*keybytes += items[i].keylen + 1;
		if (i > 0 && item_cmp(&items[i - 1], &items[i]) >= 0)
			sorted = false;
	}
	if (sorted)
		return true;

	qsort(items, nitems, sizeof(ScorecardItem), item_cmp);
	for (int i = 1; i < nitems; i++)
	{
		if (item_cmp(&items[i - 1], &items[i]) == 0)
			aiehr_ereturn(escontext, false,
						  (errcode(malformed),
						   errmsg("key \"%.*s\" appears twice in a scorecard",
								  items[i].keylen, items[i].key)));
	}
	return true;
}

/*
 * The one constructor for all that comes from outside. Sorts `items` where they stand. Malformed keys
 * raise the SQLSTATE `malformed`, which depends on the way in. NULL after a soft error.
 */
Scorecard *
scorecard_from_items(ScorecardItem *items, int nitems, int columns, int malformed, Node *escontext)
{
	uint32		keybytes;
	Scorecard  *s;
	char	   *key;

	if (nitems > SCORECARD_MAX_KEYS)
		aiehr_ereturn(escontext, NULL,
					  (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					   errmsg("scorecard has too many keys"),
					   errdetail("The limit is %d keys.", SCORECARD_MAX_KEYS)));
	if (!items_arrange(items, nitems, malformed, escontext, &keybytes))
		return NULL;

	s = scorecard_alloc(nitems, columns, keybytes);
	key = SCORECARD_KEYS(s);
	for (int i = 0; i < nitems; i++)
	{
		for (int c = 0; c < columns; c++)
			SCORECARD_COLUMN(s, c)[i] = items[i].value[c];
		*key++ = (char) items[i].keylen;
		memcpy(key, items[i].key, items[i].keylen);
		key += items[i].keylen;
	}
	return scorecard_seal(s, escontext) ? s : NULL;
}

/*
 * For C code: a card of keys in the database encoding and their scores, in any order. Errors as for
 * SQL: 22023 for an empty or double key, 22003 for a score that is not finite, 54000 for too many.
 */
Scorecard *
scorecard_build(int nkeys, const char *const *keys, const float8 *scores)
{
	ScorecardItem *items = (ScorecardItem *) palloc(mul_size(Max(nkeys, 1), sizeof(ScorecardItem)));
	Scorecard  *s;

	for (int i = 0; i < nkeys; i++)
	{
		items[i].key = keys[i];
		items[i].keylen = (int) Min(strlen(keys[i]), SCORECARD_MAX_KEYLEN + 1);
		items[i].value[0] = scores[i];
	}
	s = scorecard_from_items(items, nkeys, 1, ERRCODE_INVALID_PARAMETER_VALUE, NULL);
	pfree(items);
	return s;
}

/*
 * Finds a key; false where the card has none such. `score` may be NULL. The walk stops where the key
 * would stand; a binary search would need an array of offsets in every stored value.
 */
bool
scorecard_lookup(const Scorecard *s, const char *key, int keylen, float8 *score)
{
	ScorecardCursor cursor;

	scorecard_cursor(s, &cursor);
	while (scorecard_next(&cursor))
	{
		int			cmp = scorecard_key_cmp(cursor.key, cursor.keylen, key, keylen);

		if (cmp > 0)
			return false;
		if (cmp == 0)
		{
			if (score != NULL)
				*score = s->score[cursor.index];
			return true;
		}
	}
	return false;
}

/*
 * Where the keys of one card stand in another: positions[i] is the index in `in` of key i of `of`, or
 * -1. Returns how many were found.
 */
int
scorecard_positions(const Scorecard *of, const Scorecard *in, int16 *positions)
{
	ScorecardCursor x;
	ScorecardCursor y;
	bool		more;
	int			found = 0;

	scorecard_cursor(of, &x);
	scorecard_cursor(in, &y);
	more = scorecard_next(&y);
	while (scorecard_next(&x))
	{
		int			cmp = -1;

		while (more && (cmp = scorecard_key_cmp(x.key, x.keylen, y.key, y.keylen)) > 0)
			more = scorecard_next(&y);
		if (!more || cmp != 0)
			positions[x.index] = -1;
		else
		{
			positions[x.index] = y.index;
			found++;
		}
	}
	return found;
}

/*
 * The scores of two cards for the keys that both have. Cards with the same keys are used as they
 * stand; of others the common part is copied out.
 */
void
scorecard_common(const Scorecard *a, const Scorecard *b, ScorecardPair *pair)
{
	int16		positions[SCORECARD_MAX_KEYS];
	ScorecardCursor cursor;
	float8	   *x;
	char	   *key;

	if (likely(scorecard_same_keys(a, b)))
	{
		pair->nkeys = a->nkeys;
		pair->keybytes = a->keybytes;
		pair->keys = SCORECARD_KEYS(a);
		pair->a = a->score;
		pair->b = b->score;
		return;
	}

	pair->nkeys = scorecard_positions(a, b, positions);
	x = (float8 *) palloc(sizeof(float8) * 2 * pair->nkeys + a->keybytes);
	pair->a = x;
	pair->b = x + pair->nkeys;
	pair->keys = key = (char *) (x + 2 * pair->nkeys);
	scorecard_cursor(a, &cursor);
	while (scorecard_next(&cursor))
	{
		int			at = positions[cursor.index];

		if (at < 0)
			continue;
		x[0] = a->score[cursor.index];
		x[pair->nkeys] = b->score[at];
		x++;
		memcpy(key, cursor.key - 1, cursor.keylen + 1);
		key += cursor.keylen + 1;
	}
	pair->keybytes = key - pair->keys;
}

/*
 * A card of some of a block's keys: those with `keep`, and their scores. The scores of the others are
 * not looked at.
 */
Scorecard *
scorecard_select(int nkeys, const char *keys, uint32 keybytes, const float8 *scores, const bool *keep)
{
	ScorecardCursor cursor;
	int			nkept = 0;
	uint32		keptbytes = 0;
	Scorecard  *s;
	float8	   *score;
	char	   *key;

	scorecard_cursor_keys(keys, keybytes, nkeys, &cursor);
	while (scorecard_next(&cursor))
	{
		nkept += keep[cursor.index];
		keptbytes += keep[cursor.index] ? cursor.keylen + 1 : 0;
	}
	s = scorecard_alloc(nkept, 1, keptbytes);
	score = s->score;
	key = SCORECARD_KEYS(s);
	scorecard_cursor_keys(keys, keybytes, nkeys, &cursor);
	while (scorecard_next(&cursor))
	{
		if (!keep[cursor.index])
			continue;
		*score++ = scores[cursor.index];
		memcpy(key, cursor.key - 1, cursor.keylen + 1);
		key += cursor.keylen + 1;
	}
	scorecard_seal(s, NULL);
	return s;
}

/* Adds one key to a plan; the record is the length byte and the key. */
static inline void
union_plan_add(UnionPlan *plan, const ScorecardCursor *from, int a, int b)
{
	plan->a[plan->nkeys] = a;
	plan->b[plan->nkeys] = b;
	plan->record[plan->nkeys] = from->key - 1;
	plan->keybytes += from->keylen + 1;
	plan->nkeys++;
}

/* Merges the sorted keys of two cards, noting for each where it stands in either. */
static void
union_plan(const Scorecard *a, const Scorecard *b, UnionPlan *plan)
{
	ScorecardCursor x;
	ScorecardCursor y;
	bool		more_x;
	bool		more_y;

	plan->nkeys = 0;
	plan->keybytes = 0;
	scorecard_cursor(a, &x);
	scorecard_cursor(b, &y);
	more_x = scorecard_next(&x);
	more_y = scorecard_next(&y);
	while (more_x || more_y)
	{
		int			cmp = !more_y ? -1 : !more_x ? 1 :
			scorecard_key_cmp(x.key, x.keylen, y.key, y.keylen);

		union_plan_add(plan, cmp <= 0 ? &x : &y,
					   cmp <= 0 ? x.index : -1, cmp >= 0 ? y.index : -1);
		if (cmp <= 0)
			more_x = scorecard_next(&x);
		if (cmp >= 0)
			more_y = scorecard_next(&y);
	}
}

/* One value of a union, where both cards have the key. */
static inline float8
union_value(float8 a, float8 b, ScorecardUnionRule rule)
{
	switch (rule)
	{
		case SCORECARD_UNION_SMALLER:
			return a < b ? a : b;
		case SCORECARD_UNION_LARGER:
			return a > b ? a : b;
		default:
			return b;
	}
}

/*
 * All keys of two cards of the same shape; `rule` says what to do with the values of a key that both
 * have (in every column alike).
 */
Scorecard *
scorecard_union(const Scorecard *a, const Scorecard *b, ScorecardUnionRule rule)
{
	UnionPlan	plan;
	Scorecard  *s;
	char	   *key;

	Assert(a->columns == b->columns);
	union_plan(a, b, &plan);
	s = scorecard_alloc(plan.nkeys, a->columns, plan.keybytes);
	key = SCORECARD_KEYS(s);
	for (int i = 0; i < plan.nkeys; i++)
	{
		int			at_a = plan.a[i];
		int			at_b = plan.b[i];
		int			len = (unsigned char) plan.record[i][0];

		for (int c = 0; c < s->columns; c++)
			SCORECARD_COLUMN(s, c)[i] = at_a < 0 ? SCORECARD_COLUMN(b, c)[at_b] :
				at_b < 0 ? SCORECARD_COLUMN(a, c)[at_a] :
				union_value(SCORECARD_COLUMN(a, c)[at_a], SCORECARD_COLUMN(b, c)[at_b], rule);
		memcpy(key, plan.record[i], len + 1);
		key += len + 1;
	}
	scorecard_seal(s, NULL);
	return s;
}
