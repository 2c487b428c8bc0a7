/*
 * operators.c
 *		The algebra by key, access to single scores, and comparison.
 *
 * Arithmetic is over the keys that both sides have: absent is not zero. scorecard_common() hands over
 * two vectors, and the loops here are written so that the compiler can vectorise them.
 */
#include "scorecard/scorecard.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

/* A key of a card, in an array that can be searched. */
typedef struct KeyRef
{
	const char *key;
	int			keylen;
} KeyRef;

/* s -> key: one score, NULL where the card has no such key */
PG_FUNCTION_INFO_V1(scorecard_get);
Datum
scorecard_get(PG_FUNCTION_ARGS)
{
	Scorecard  *s = PG_GETARG_SCORECARD_P(0);
	text	   *key = PG_GETARG_TEXT_PP(1);
	float8		score;

	if (!scorecard_lookup(s, VARDATA_ANY(key), VARSIZE_ANY_EXHDR(key), &score))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(score);
}

/* s ? key: is it there */
PG_FUNCTION_INFO_V1(scorecard_exists);
Datum
scorecard_exists(PG_FUNCTION_ARGS)
{
	Scorecard  *s = PG_GETARG_SCORECARD_P(0);
	text	   *key = PG_GETARG_TEXT_PP(1);

	PG_RETURN_BOOL(scorecard_lookup(s, VARDATA_ANY(key), VARSIZE_ANY_EXHDR(key), NULL));
}

/* a || b: all keys of both; where both have one, b's score */
PG_FUNCTION_INFO_V1(scorecard_concat);
Datum
scorecard_concat(PG_FUNCTION_ARGS)
{
	Scorecard  *a = PG_GETARG_SCORECARD_P(0);
	Scorecard  *b = PG_GETARG_SCORECARD_P(1);

	if (scorecard_same_keys(a, b))
		PG_RETURN_SCORECARD_P(scorecard_copy(b));
	PG_RETURN_SCORECARD_P(scorecard_union(a, b, SCORECARD_UNION_RIGHT));
}

/* A card with the keys of a pair, its scores still to be filled in. */
static Scorecard *
pair_result(const ScorecardPair *pair)
{
	Scorecard  *s = scorecard_alloc(pair->nkeys, 1, pair->keybytes);

	memcpy(SCORECARD_KEYS(s), pair->keys, pair->keybytes);
	return s;
}

/* a - b over the common keys */
PG_FUNCTION_INFO_V1(scorecard_minus);
Datum
scorecard_minus(PG_FUNCTION_ARGS)
{
	ScorecardPair pair;
	Scorecard  *s;

	scorecard_common(PG_GETARG_SCORECARD_P(0), PG_GETARG_SCORECARD_P(1), &pair);
	s = pair_result(&pair);
	for (int i = 0; i < pair.nkeys; i++)
		s->score[i] = pair.a[i] - pair.b[i];
	scorecard_seal(s, NULL);
	PG_RETURN_SCORECARD_P(s);
}

/* a + b over the common keys */
PG_FUNCTION_INFO_V1(scorecard_plus);
Datum
scorecard_plus(PG_FUNCTION_ARGS)
{
	ScorecardPair pair;
	Scorecard  *s;

	scorecard_common(PG_GETARG_SCORECARD_P(0), PG_GETARG_SCORECARD_P(1), &pair);
	s = pair_result(&pair);
	for (int i = 0; i < pair.nkeys; i++)
		s->score[i] = pair.a[i] + pair.b[i];
	scorecard_seal(s, NULL);
	PG_RETURN_SCORECARD_P(s);
}

/* a * b over the common keys */
PG_FUNCTION_INFO_V1(scorecard_times);
Datum
scorecard_times(PG_FUNCTION_ARGS)
{
	ScorecardPair pair;
	Scorecard  *s;

	scorecard_common(PG_GETARG_SCORECARD_P(0), PG_GETARG_SCORECARD_P(1), &pair);
	s = pair_result(&pair);
	for (int i = 0; i < pair.nkeys; i++)
		s->score[i] = pair.a[i] * pair.b[i];
	scorecard_seal(s, NULL);
	PG_RETURN_SCORECARD_P(s);
}

/* s * factor: every score */
PG_FUNCTION_INFO_V1(scorecard_scale);
Datum
scorecard_scale(PG_FUNCTION_ARGS)
{
	Scorecard  *s = scorecard_copy(PG_GETARG_SCORECARD_P(0));
	float8		factor = PG_GETARG_FLOAT8(1);

	for (int i = 0; i < s->nkeys; i++)
		s->score[i] *= factor;
	scorecard_seal(s, NULL);
	PG_RETURN_SCORECARD_P(s);
}

/* keys(s): text[], in byte order */
PG_FUNCTION_INFO_V1(scorecard_keys);
Datum
scorecard_keys(PG_FUNCTION_ARGS)
{
	Scorecard  *s = PG_GETARG_SCORECARD_P(0);
	Datum	   *keys = (Datum *) palloc(sizeof(Datum) * Max(s->nkeys, 1));
	ScorecardCursor cursor;

	scorecard_cursor(s, &cursor);
	while (scorecard_next(&cursor))
		keys[cursor.index] = PointerGetDatum(cstring_to_text_with_len(cursor.key, cursor.keylen));
	PG_RETURN_ARRAYTYPE_P(construct_array(keys, s->nkeys, TEXTOID, -1, false, TYPALIGN_INT));
}

/* each(s): a row for each key */
PG_FUNCTION_INFO_V1(scorecard_each);
Datum
scorecard_each(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Scorecard  *s = PG_GETARG_SCORECARD_P(0);
	ScorecardCursor cursor;

	InitMaterializedSRF(fcinfo, 0);
	scorecard_cursor(s, &cursor);
	while (scorecard_next(&cursor))
	{
		Datum		values[2];
		bool		nulls[2] = {false, false};

		values[0] = PointerGetDatum(cstring_to_text_with_len(cursor.key, cursor.keylen));
		values[1] = Float8GetDatum(s->score[cursor.index]);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* Order of keys, for bsearch. */
static int
keyref_cmp(const void *a, const void *b)
{
	const KeyRef *x = (const KeyRef *) a;
	const KeyRef *y = (const KeyRef *) b;

	return scorecard_key_cmp(x->key, x->keylen, y->key, y->keylen);
}

/* Marks in `wanted` the keys of a card that a text array names; others in the array do not matter. */
static void
mark_wanted(const KeyRef *keys, int nkeys, ArrayType *array, bool *wanted)
{
	Datum	   *elems;
	bool	   *nulls;
	int			nelems;

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("array of keys must have one dimension")));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elems, &nulls, &nelems);
	for (int i = 0; i < nelems; i++)
	{
		KeyRef		target;
		const KeyRef *found;

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("array of keys must not contain nulls")));
		target.key = VARDATA_ANY(DatumGetPointer(elems[i]));
		target.keylen = VARSIZE_ANY_EXHDR(DatumGetPointer(elems[i]));
		found = bsearch(&target, keys, nkeys, sizeof(KeyRef), keyref_cmp);
		if (found != NULL)
			wanted[found - keys] = true;
	}
}

/* slice(s, keys): the card with only these keys, as far as it has them */
PG_FUNCTION_INFO_V1(scorecard_slice);
Datum
scorecard_slice(PG_FUNCTION_ARGS)
{
	Scorecard  *s = PG_GETARG_SCORECARD_P(0);
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(1);
	KeyRef		keys[SCORECARD_MAX_KEYS];
	bool		wanted[SCORECARD_MAX_KEYS] = {false};
	ScorecardCursor cursor;

	scorecard_cursor(s, &cursor);
	while (scorecard_next(&cursor))
	{
		keys[cursor.index].key = cursor.key;
		keys[cursor.index].keylen = cursor.keylen;
	}
	mark_wanted(keys, s->nkeys, array, wanted);
	PG_RETURN_SCORECARD_P(scorecard_select(s->nkeys, SCORECARD_KEYS(s), s->keybytes,
										   s->score, wanted));
}

/*
 * A total order: by the first key or score that differs, walking both in key order; a card that ends
 * first comes first.
 */
static int
card_cmp(const Scorecard *a, const Scorecard *b)
{
	bool		same_keys = scorecard_same_keys(a, b);
	ScorecardCursor x;
	ScorecardCursor y;

	scorecard_cursor(a, &x);
	scorecard_cursor(b, &y);
	for (int i = 0; i < Min(a->nkeys, b->nkeys); i++)
	{
		if (!same_keys)
		{
			int			cmp;

			scorecard_next(&x);
			scorecard_next(&y);
			cmp = scorecard_key_cmp(x.key, x.keylen, y.key, y.keylen);
			if (cmp != 0)
				return cmp < 0 ? -1 : 1;
		}
		if (a->score[i] != b->score[i])
			return a->score[i] < b->score[i] ? -1 : 1;
	}
	return a->nkeys == b->nkeys ? 0 : a->nkeys < b->nkeys ? -1 : 1;
}

/* Compares two arguments and frees what detoasting made: index code calls this in one long context. */
static int
args_cmp(FunctionCallInfo fcinfo)
{
	Scorecard  *a = PG_GETARG_SCORECARD_P(0);
	Scorecard  *b = PG_GETARG_SCORECARD_P(1);
	int			cmp = card_cmp(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return cmp;
}

/*
 * Equal cards have equal bytes, see scorecard.h, so cards of different size need no detoasting.
 */
static bool
args_equal(FunctionCallInfo fcinfo)
{
	Scorecard  *a;
	Scorecard  *b;
	bool		equal;

	if (toast_raw_datum_size(PG_GETARG_DATUM(0)) != toast_raw_datum_size(PG_GETARG_DATUM(1)))
		return false;
	a = PG_GETARG_SCORECARD_P(0);
	b = PG_GETARG_SCORECARD_P(1);
	equal = VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0;
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return equal;
}

/* a = b */
PG_FUNCTION_INFO_V1(scorecard_eq);
Datum
scorecard_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(args_equal(fcinfo));
}

/* a <> b */
PG_FUNCTION_INFO_V1(scorecard_ne);
Datum
scorecard_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!args_equal(fcinfo));
}

/* a < b */
PG_FUNCTION_INFO_V1(scorecard_lt);
Datum
scorecard_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(args_cmp(fcinfo) < 0);
}

/* a <= b */
PG_FUNCTION_INFO_V1(scorecard_le);
Datum
scorecard_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(args_cmp(fcinfo) <= 0);
}

/* a > b */
PG_FUNCTION_INFO_V1(scorecard_gt);
Datum
scorecard_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(args_cmp(fcinfo) > 0);
}

/* a >= b */
PG_FUNCTION_INFO_V1(scorecard_ge);
Datum
scorecard_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(args_cmp(fcinfo) >= 0);
}

/* the three-way comparison of the btree operator class */
PG_FUNCTION_INFO_V1(scorecard_cmp);
Datum
scorecard_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(args_cmp(fcinfo));
}

/* the hash of the hash operator class, over all bytes after the varlena header */
PG_FUNCTION_INFO_V1(scorecard_hash);
Datum
scorecard_hash(PG_FUNCTION_ARGS)
{
	Scorecard  *s = PG_GETARG_SCORECARD_P(0);
	Datum		hash = hash_any((unsigned char *) VARDATA(s), VARSIZE(s) - VARHDRSZ);

	PG_FREE_IF_COPY(s, 0);
	return hash;
}

/* the same with a seed, for hash partitioning */
PG_FUNCTION_INFO_V1(scorecard_hash_extended);
Datum
scorecard_hash_extended(PG_FUNCTION_ARGS)
{
	Scorecard  *s = PG_GETARG_SCORECARD_P(0);
	Datum		hash = hash_any_extended((unsigned char *) VARDATA(s), VARSIZE(s) - VARHDRSZ,
										 PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(s, 0);
	return hash;
}
