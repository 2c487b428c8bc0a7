/*
 * state.c
 *		Text and binary forms of aggregate states.
 *
 * The text is parsed by jsonb, whose numbers keep every digit; states are read rarely. Missing
 * numbers are null in text and NaN in memory and in binary, for the states that know such.
 */
#include "stats/state.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"

/* Begins a member of the object that a state is as text. */
void
state_write_name(StringInfo out, const char *name)
{
	appendStringInfo(out, "%s\"%s\": ", out->len > 1 ? ", " : "", name);
}

/* A member that holds a block of keys. */
void
state_write_keys(StringInfo out, const char *name, const char *keys, uint32 keybytes, int nkeys)
{
	ScorecardCursor cursor;

	state_write_name(out, name);
	appendStringInfoChar(out, '[');
	scorecard_cursor_keys(keys, keybytes, nkeys, &cursor);
	while (scorecard_next(&cursor))
	{
		if (cursor.index > 0)
			appendStringInfoString(out, ", ");
		scorecard_write_key(out, cursor.key, cursor.keylen);
	}
	appendStringInfoChar(out, ']');
}

/* A member that holds numbers. */
void
state_write_numbers(StringInfo out, const char *name, Size n, const float8 *numbers)
{
	state_write_name(out, name);
	appendStringInfoChar(out, '[');
	for (Size i = 0; i < n; i++)
	{
		if (i > 0)
			appendStringInfoString(out, ", ");
		if (isnan(numbers[i]))
			appendStringInfoString(out, "null");
		else
			scorecard_write_number(out, numbers[i]);
	}
	appendStringInfoChar(out, ']');
}

/* Ends a reader function with a (soft) error about one member. */
#define member_error(r, name, ...) \
	aiehr_ereturn((r)->escontext, false, \
				  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION), \
				   errmsg("invalid input syntax for type %s", (r)->type), \
				   errdetail("Member \"%s\" %s.", name, __VA_ARGS__)))

/* Starts reading a state from its text form. */
bool
state_read_begin(StateReader *r, const char *type, const char *text, Node *escontext)
{
	Datum		jsonb;

	r->type = type;
	r->escontext = escontext;
	if (!aiehr_jsonb_in((char *) text, escontext, &jsonb))
		return false;
	if (!JB_ROOT_IS_OBJECT(DatumGetJsonbP(jsonb)))
		aiehr_ereturn(escontext, false,
					  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					   errmsg("invalid input syntax for type %s", type),
					   errdetail("It is a JSON object.")));
	r->object = &DatumGetJsonbP(jsonb)->root;
	return true;
}

/* Has the object such a member? */
bool
state_has_member(const StateReader *r, const char *name)
{
	JsonbValue	value;

	return getKeyJsonValueFromContainer(r->object, name, (int) strlen(name), &value) != NULL;
}

/* Finds the array that a member is. */
static bool
read_array(StateReader *r, const char *name, JsonbContainer **array)
{
	JsonbValue	value;

	if (getKeyJsonValueFromContainer(r->object, name, strlen(name), &value) == NULL)
		member_error(r, name, "is missing");
	if (value.type != jbvBinary || !JsonContainerIsArray(value.val.binary.data))
		member_error(r, name, "is not an array");
	*array = value.val.binary.data;
	return true;
}

/* How many elements the array of a member has. */
bool
state_read_length(StateReader *r, const char *name, Size *length)
{
	JsonbContainer *array;

	if (!read_array(r, name, &array))
		return false;
	*length = JsonContainerSize(array);
	return true;
}

/* Reads the n numbers of a member; null is NaN, and what no double can hold is refused. */
bool
state_read_numbers(StateReader *r, const char *name, Size n, float8 *numbers)
{
	JsonbContainer *array;
	JsonbIterator *it;
	JsonbValue	value;

	if (!read_array(r, name, &array))
		return false;
	if (JsonContainerSize(array) != n)
		member_error(r, name, "has the wrong number of elements");
	it = JsonbIteratorInit(array);
	JsonbIteratorNext(&it, &value, true);	/* the array's beginning */
	for (Size i = 0; i < n; i++)
	{
		JsonbIteratorNext(&it, &value, true);
		if (value.type == jbvNull)
		{
			numbers[i] = get_float8_nan();
			continue;
		}
		if (value.type != jbvNumeric)
			member_error(r, name, "has an element that is not a number");
		numbers[i] = scorecard_jsonb_number(value.val.numeric);
		if (!isfinite(numbers[i]))
			aiehr_ereturn(r->escontext, false,
						  (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						   errmsg("a number is out of range for type %s", r->type)));
	}
	return true;
}

/* Starts reading a member of strings, all of which must be such. */
bool
state_read_strings(StateReader *r, const char *name, StateStrings *strings)
{
	JsonbContainer *array;
	JsonbIterator *it;
	JsonbValue	value;

	if (!read_array(r, name, &array))
		return false;
	strings->left = JsonContainerSize(array);
	it = JsonbIteratorInit(array);
	JsonbIteratorNext(&it, &value, true);
	for (Size i = 0; i < strings->left; i++)
	{
		JsonbIteratorNext(&it, &value, true);
		if (value.type != jbvString)
			member_error(r, name, "has an element that is not a string");
	}
	strings->it = JsonbIteratorInit(array);
	JsonbIteratorNext(&strings->it, &value, true);
	return true;
}

/* The next string of a member; NULL after the last. */
char *
state_next_string(StateStrings *strings)
{
	JsonbValue	value;

	if (strings->left == 0)
		return NULL;
	strings->left--;
	JsonbIteratorNext(&strings->it, &value, true);
	return pnstrdup(value.val.string.val, value.val.string.len);
}

/* Reads a member of keys, which must be in the order of bytes; they come as a card of zeroes. */
bool
state_read_keys(StateReader *r, const char *name, Scorecard **keys)
{
	StateStrings strings;
	ScorecardItem *items;
	int			nitems = 0;
	char	   *key;

	if (!state_read_strings(r, name, &strings))
		return false;
	if (strings.left > SCORECARD_MAX_KEYS)
		aiehr_ereturn(r->escontext, false,
					  (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					   errmsg("too many keys for type %s", r->type)));
	items = (ScorecardItem *) palloc0(sizeof(ScorecardItem) * Max(strings.left, 1));
	while ((key = state_next_string(&strings)) != NULL)
	{
		items[nitems].key = key;
		items[nitems].keylen = (int) strlen(key);
		if (nitems > 0 && scorecard_key_cmp(items[nitems - 1].key, items[nitems - 1].keylen,
											key, items[nitems].keylen) >= 0)
			member_error(r, name, "is not in the order of bytes");
		nitems++;
	}
	*keys = scorecard_from_items(items, nitems, 1, ERRCODE_INVALID_TEXT_REPRESENTATION, r->escontext);
	return *keys != NULL;
}

/* A block of keys in binary: their number, then each with its length, in the client's encoding. */
void
state_send_keys(StringInfo buf, const char *keys, uint32 keybytes, int nkeys)
{
	ScorecardCursor cursor;

	pq_sendint16(buf, nkeys);
	scorecard_cursor_keys(keys, keybytes, nkeys, &cursor);
	while (scorecard_next(&cursor))
	{
		char	   *key = pg_server_to_client(cursor.key, cursor.keylen);
		int			keylen = key == cursor.key ? cursor.keylen : (int) strlen(key);

		pq_sendint16(buf, keylen);
		pq_sendbytes(buf, key, keylen);
	}
}

/* Numbers in binary. */
void
state_send_numbers(StringInfo buf, Size n, const float8 *numbers)
{
	for (Size i = 0; i < n; i++)
		pq_sendfloat8(buf, numbers[i]);
}

/* Refuses a binary value of another version than ours. */
void
state_recv_version(StringInfo buf, const char *type, int version)
{
	int			theirs;

	state_recv_room(buf, 1, sizeof(int16));
	theirs = pq_getmsgint(buf, sizeof(int16));
	if (theirs != version)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version %d of the binary %s", theirs, type)));
}

/* Refuses a binary value that has not n more things of a size; before anything is allocated by n. */
void
state_recv_room(StringInfo buf, Size n, Size size)
{
	if (buf->cursor > buf->len || (Size) (buf->len - buf->cursor) / size < n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("binary value is too short")));
}

/* Reads a block of keys; they come as a card of zeroes. */
Scorecard *
state_recv_keys(StringInfo buf)
{
	int			nkeys;
	ScorecardItem *items;

	state_recv_room(buf, 1, sizeof(int16));
	nkeys = pq_getmsgint(buf, sizeof(int16));
	if (nkeys > SCORECARD_MAX_KEYS)
		scorecard_too_many_keys();
	items = (ScorecardItem *) palloc0(sizeof(ScorecardItem) * Max(nkeys, 1));
	for (int i = 0; i < nkeys; i++)
	{
		int			rawbytes;
		char	   *key;

		state_recv_room(buf, 1, sizeof(int16));
		rawbytes = pq_getmsgint(buf, sizeof(int16));
		state_recv_room(buf, rawbytes, 1);
		key = pq_getmsgtext(buf, rawbytes, &items[i].keylen);
		items[i].key = key;
		if (strlen(key) != (size_t) items[i].keylen ||
			(i > 0 && scorecard_key_cmp(items[i - 1].key, items[i - 1].keylen,
										items[i].key, items[i].keylen) >= 0))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("keys of a binary value are not in the order of bytes")));
	}
	return scorecard_from_items(items, nkeys, 1, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
}

/* Reads numbers; NaN is a missing one, infinity is refused, and zero is never negative. */
void
state_recv_numbers(StringInfo buf, Size n, float8 *numbers)
{
	state_recv_room(buf, n, sizeof(float8));
	for (Size i = 0; i < n; i++)
	{
		numbers[i] = pq_getmsgfloat8(buf) + 0.0;
		if (isinf(numbers[i]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("a number in a binary value is infinite")));
	}
}

/* Refuses a binary value that goes on. */
void
state_recv_end(StringInfo buf)
{
	if (buf->cursor != buf->len)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("binary value is too long")));
}
