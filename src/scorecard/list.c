/*
 * list.c
 *		scorecard_agg(key, value): from rows to a scorecard.
 *
 * Its state is the type scorecard_list: keys and values in the order of the rows, with room for more
 * behind them, so that a row is appended in place. Keys are sorted and compared once, at the end. A
 * card as the state would be rewritten for every row: with 1000 keys 60 times as slow.
 *
 * Outside an aggregate a scorecard_list looks like the scorecard that it will become; its input and
 * output go through that type.
 */
#include "scorecard/scorecard.h"

#include <math.h>

#include "utils/builtins.h"

#define LIST_FORMAT 1
#define LIST_FIRST_SIZE 256		/* bytes: a dozen keys of usual length */

typedef struct ScorecardList
{
	int32		vl_len_;		/* varlena header: the room, not what is used of it */
	uint16		format;			/* LIST_FORMAT */
	uint16		nitems;
	uint32		used;			/* bytes of data that hold items */
	char		data[FLEXIBLE_ARRAY_MEMBER];	/* items: length byte, key, float8 */
} ScorecardList;

#define LIST_HEADER offsetof(ScorecardList, data)
#define ITEM_SIZE(keylen) (1 + (keylen) + sizeof(float8))
#define PG_GETARG_SCORECARD_LIST_P(i) list_from_datum(PG_GETARG_DATUM(i))

/* The list in a datum, its counts checked against its size; list_next() checks the rest. */
static ScorecardList *
list_from_datum(Datum datum)
{
	ScorecardList *list = (ScorecardList *) PG_DETOAST_DATUM(datum);

	if (VARSIZE(list) < LIST_HEADER || list->format != LIST_FORMAT ||
		list->nitems > SCORECARD_MAX_KEYS || list->used > VARSIZE(list) - LIST_HEADER)
		scorecard_corrupted();
	return list;
}

/* A list with room for so many bytes of items, and those of `from` if there is one. */
static ScorecardList *
list_new(Size room, const ScorecardList *from)
{
	Size		size = LIST_HEADER + room;
	ScorecardList *list = (ScorecardList *) palloc0(size);

	if (from != NULL)
		memcpy(list, from, LIST_HEADER + from->used);
	SET_VARSIZE(list, size);
	list->format = LIST_FORMAT;
	return list;
}

/* Reads the item that begins at *at, and moves on to the next; the key is not copied. */
static void
list_next(const ScorecardList *list, Size *at, ScorecardItem *item)
{
	const char *data = list->data + *at;

	if (*at >= list->used)
		scorecard_corrupted();
	item->keylen = *(const unsigned char *) data;
	if (item->keylen < 1 || item->keylen > SCORECARD_MAX_KEYLEN ||
		ITEM_SIZE(item->keylen) > list->used - *at)
		scorecard_corrupted();
	item->key = data + 1;
	memcpy(&item->value[0], data + 1 + item->keylen, sizeof(float8));
	*at += ITEM_SIZE(item->keylen);
}

/* The card of a list. Here a key that came twice is found. */
static Scorecard *
list_to_card(const ScorecardList *list)
{
	ScorecardItem *items = (ScorecardItem *) palloc(sizeof(ScorecardItem) * Max(list->nitems, 1));
	Size		at = 0;
	Scorecard  *s;

	for (int i = 0; i < list->nitems; i++)
		list_next(list, &at, &items[i]);
	if (at != list->used)
		scorecard_corrupted();
	s = scorecard_from_items(items, list->nitems, 1, ERRCODE_INVALID_PARAMETER_VALUE, NULL);
	pfree(items);
	return s;
}

/* The error for one item too many: where a key came twice, that is the better explanation. */
static void
list_full(const ScorecardList *list, const ScorecardItem *item)
{
	Scorecard  *s = list_to_card(list);
	ScorecardItem twice[2] = {*item, *item};

	if (scorecard_lookup(s, item->key, item->keylen, NULL))
		scorecard_from_items(twice, 2, 1, ERRCODE_INVALID_PARAMETER_VALUE, NULL);
	scorecard_too_many_keys();
}

/*
 * Appends an item, in place if there is room, else to a larger copy. What the constructor would refuse
 * is refused now, by it, since it knows the right error.
 */
static ScorecardList *
list_append(ScorecardList *list, ScorecardItem *item)
{
	char	   *data;

	if (item->keylen < 1 || item->keylen > SCORECARD_MAX_KEYLEN || !isfinite(item->value[0]))
		scorecard_from_items(item, 1, 1, ERRCODE_INVALID_PARAMETER_VALUE, NULL);
	if (list->nitems >= SCORECARD_MAX_KEYS)
		list_full(list, item);
	if (list->used + ITEM_SIZE(item->keylen) > VARSIZE(list) - LIST_HEADER)
		list = list_new(2 * (list->used + ITEM_SIZE(item->keylen)), list);
	data = list->data + list->used;
	*data++ = (char) item->keylen;
	memcpy(data, item->key, item->keylen);
	memcpy(data + item->keylen, &item->value[0], sizeof(float8));
	list->used += ITEM_SIZE(item->keylen);
	list->nitems++;
	return list;
}

/* The list of a card. */
static ScorecardList *
list_from_card(const Scorecard *s)
{
	ScorecardList *list = list_new(s->keybytes + sizeof(float8) * s->nkeys, NULL);
	ScorecardCursor cursor;

	scorecard_cursor(s, &cursor);
	while (scorecard_next(&cursor))
	{
		ScorecardItem item = {cursor.key, cursor.keylen, {s->score[cursor.index]}};

		list = list_append(list, &item);
	}
	return list;
}

/* The list in argument 0, ours to change, or a new one if it is NULL. */
static ScorecardList *
own_list(FunctionCallInfo fcinfo)
{
	ScorecardList *list;

	if (PG_ARGISNULL(0))
		return list_new(LIST_FIRST_SIZE - LIST_HEADER, NULL);
	list = PG_GETARG_SCORECARD_LIST_P(0);
	if (!AggCheckCallContext(fcinfo, NULL) &&
		(Pointer) list == DatumGetPointer(PG_GETARG_DATUM(0)))
		list = list_new(VARSIZE(list) - LIST_HEADER, list);
	return list;
}

/* scorecard_list from its text form, that of a scorecard */
PG_FUNCTION_INFO_V1(scorecard_list_in);
Datum
scorecard_list_in(PG_FUNCTION_ARGS)
{
	Scorecard  *s = scorecard_parse(PG_GETARG_CSTRING(0), 1, AIEHR_ESCONTEXT(fcinfo));

	if (s == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(list_from_card(s));
}

/* text form of a scorecard_list */
PG_FUNCTION_INFO_V1(scorecard_list_out);
Datum
scorecard_list_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(scorecard_to_text(list_to_card(PG_GETARG_SCORECARD_LIST_P(0))));
}

/* scorecard_list from its binary form, that of a scorecard */
PG_FUNCTION_INFO_V1(scorecard_list_recv);
Datum
scorecard_list_recv(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(list_from_card((Scorecard *) DatumGetPointer(scorecard_recv(fcinfo))));
}

/* binary form of a scorecard_list */
PG_FUNCTION_INFO_V1(scorecard_list_send);
Datum
scorecard_list_send(PG_FUNCTION_ARGS)
{
	Scorecard  *s = list_to_card(PG_GETARG_SCORECARD_LIST_P(0));

	return DirectFunctionCall1(scorecard_send, PointerGetDatum(s));
}

/* transition of scorecard_agg(key, value); a NULL value is skipped */
PG_FUNCTION_INFO_V1(scorecard_list_accum);
Datum
scorecard_list_accum(PG_FUNCTION_ARGS)
{
	ScorecardItem item;
	text	   *key;

	if (PG_ARGISNULL(2))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_POINTER(own_list(fcinfo));
	}
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("key of a scorecard must not be null")));
	key = PG_GETARG_TEXT_PP(1);
	item.key = VARDATA_ANY(key);
	item.keylen = (int) VARSIZE_ANY_EXHDR(key);
	item.value[0] = PG_GETARG_FLOAT8(2);
	PG_RETURN_POINTER(list_append(own_list(fcinfo), &item));
}

/* the lists of two sets of rows as one */
PG_FUNCTION_INFO_V1(scorecard_list_combine);
Datum
scorecard_list_combine(PG_FUNCTION_ARGS)
{
	ScorecardList *list;
	ScorecardList *other;
	Size		at = 0;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	list = own_list(fcinfo);
	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(list);
	other = PG_GETARG_SCORECARD_LIST_P(1);
	for (int i = 0, nitems = other->nitems; i < nitems; i++)
	{
		ScorecardItem item;

		list_next(other, &at, &item);
		list = list_append(list, &item);
	}
	PG_RETURN_POINTER(list);
}

/* final step of scorecard_agg */
PG_FUNCTION_INFO_V1(scorecard_list_final);
Datum
scorecard_list_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_SCORECARD_P(list_to_card(PG_GETARG_SCORECARD_LIST_P(0)));
}
