/*
 * io.c
 *		Input and output functions of scorecard and scorecard_state, and the casts from and to jsonb.
 *
 * The binary form is: int16 version (1), int16 number of keys, then for each key an int16 length, the
 * key in the client's encoding, and one float8 for each column.
 */
#include "scorecard/scorecard.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#define SCORECARD_BINARY_VERSION 1

/* A count of rows in a state must be one that float8 counts exactly. */
#define MAX_EXACT_COUNT 9007199254740992.0

/* Refuses a state whose counts are no counts; `malformed` is the SQLSTATE for the way in. */
static bool
state_check(const Scorecard *state, int malformed, Node *escontext)
{
	const float8 *count = SCORECARD_COLUMN(state, SCORECARD_STATE_COUNT);

	for (int i = 0; i < state->nkeys; i++)
	{
		if (!(count[i] >= 1 && count[i] <= MAX_EXACT_COUNT && count[i] == floor(count[i])))
			aiehr_ereturn(escontext, false,
						  (errcode(malformed),
						   errmsg("a count in a scorecard_state must be a whole number above zero")));
	}
	return true;
}

/* The common part of both text input functions; NULL after a soft error. */
static Scorecard *
card_in(const char *text, int columns, Node *escontext)
{
	Scorecard  *s = scorecard_parse(text, columns, escontext);

	if (s != NULL && columns == SCORECARD_STATE_COLUMNS &&
		!state_check(s, ERRCODE_INVALID_TEXT_REPRESENTATION, escontext))
		return NULL;
	return s;
}

/* Refuses a binary value that ends before the next `bytes` bytes. */
static void
need_bytes(StringInfo buf, Size bytes)
{
	if (buf->cursor < 0 || buf->len - buf->cursor < 0 || (Size) (buf->len - buf->cursor) < bytes)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("binary scorecard is too short")));
}

/* Reads one key and its values from the binary form. */
static void
recv_item(StringInfo buf, int columns, ScorecardItem *item)
{
	int			rawbytes;
	char	   *key;

	need_bytes(buf, sizeof(int16));
	rawbytes = (int16) pq_getmsgint(buf, sizeof(int16));
	if (rawbytes < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("binary scorecard has a key of negative length")));
	need_bytes(buf, rawbytes + columns * sizeof(float8));
	key = pq_getmsgtext(buf, rawbytes, &item->keylen);
	if (strlen(key) != (size_t) item->keylen)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("binary scorecard has a key with a zero byte")));
	item->key = key;
	for (int i = 0; i < columns; i++)
		item->value[i] = pq_getmsgfloat8(buf);
}

/*
 * The common part of both binary input functions. The number of keys is held against the bytes that
 * are there before anything is allocated by it.
 */
static Scorecard *
card_recv(StringInfo buf, int columns)
{
	int			version;
	int			nkeys;
	ScorecardItem *items;
	Scorecard  *s;

	need_bytes(buf, 2 * sizeof(int16));
	version = pq_getmsgint(buf, sizeof(int16));
	if (version != SCORECARD_BINARY_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version %d of the binary scorecard", version)));
	nkeys = pq_getmsgint(buf, sizeof(int16));
	if (nkeys > SCORECARD_MAX_KEYS)
		scorecard_too_many_keys();
	need_bytes(buf, nkeys * (sizeof(int16) + 1 + columns * sizeof(float8)));

	items = (ScorecardItem *) palloc(sizeof(ScorecardItem) * Max(nkeys, 1));
	for (int i = 0; i < nkeys; i++)
		recv_item(buf, columns, &items[i]);
	if (buf->cursor != buf->len)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("binary scorecard is too long")));
	s = scorecard_from_items(items, nkeys, columns, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	if (columns == SCORECARD_STATE_COLUMNS)
		state_check(s, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	return s;
}

/* The common part of both binary output functions. */
static bytea *
card_send(const Scorecard *s)
{
	StringInfoData buf;
	ScorecardCursor cursor;

	scorecard_check(s);
	pq_begintypsend(&buf);
	pq_sendint16(&buf, SCORECARD_BINARY_VERSION);
	pq_sendint16(&buf, s->nkeys);
	scorecard_cursor(s, &cursor);
	while (scorecard_next(&cursor))
	{
		/* converted here, since the length that goes first is that of the client's form */
		char	   *key = pg_server_to_client(cursor.key, cursor.keylen);
		int			keylen = key == cursor.key ? cursor.keylen : (int) strlen(key);

		pq_sendint16(&buf, keylen);
		pq_sendbytes(&buf, key, keylen);
		for (int i = 0; i < s->columns; i++)
			pq_sendfloat8(&buf, SCORECARD_COLUMN(s, i)[cursor.index]);
	}
	return pq_endtypsend(&buf);
}

/* scorecard from its text form */
PG_FUNCTION_INFO_V1(scorecard_in);
Datum
scorecard_in(PG_FUNCTION_ARGS)
{
	Scorecard  *s = card_in(PG_GETARG_CSTRING(0), 1, AIEHR_ESCONTEXT(fcinfo));

	if (s == NULL)
		PG_RETURN_NULL();
	PG_RETURN_SCORECARD_P(s);
}

/* text form of a scorecard */
PG_FUNCTION_INFO_V1(scorecard_out);
Datum
scorecard_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(scorecard_to_text(PG_GETARG_SCORECARD_P(0)));
}

/* scorecard from its binary form */
PG_FUNCTION_INFO_V1(scorecard_recv);
Datum
scorecard_recv(PG_FUNCTION_ARGS)
{
	PG_RETURN_SCORECARD_P(card_recv((StringInfo) PG_GETARG_POINTER(0), 1));
}

/* binary form of a scorecard */
PG_FUNCTION_INFO_V1(scorecard_send);
Datum
scorecard_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(card_send(PG_GETARG_SCORECARD_P(0)));
}

/* scorecard_state from its text form */
PG_FUNCTION_INFO_V1(scorecard_state_in);
Datum
scorecard_state_in(PG_FUNCTION_ARGS)
{
	Scorecard  *s = card_in(PG_GETARG_CSTRING(0), SCORECARD_STATE_COLUMNS, AIEHR_ESCONTEXT(fcinfo));

	if (s == NULL)
		PG_RETURN_NULL();
	PG_RETURN_SCORECARD_P(s);
}

/* text form of a scorecard_state */
PG_FUNCTION_INFO_V1(scorecard_state_out);
Datum
scorecard_state_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(scorecard_to_text(PG_GETARG_SCORECARD_STATE_P(0)));
}

/* scorecard_state from its binary form */
PG_FUNCTION_INFO_V1(scorecard_state_recv);
Datum
scorecard_state_recv(PG_FUNCTION_ARGS)
{
	PG_RETURN_SCORECARD_P(card_recv((StringInfo) PG_GETARG_POINTER(0), SCORECARD_STATE_COLUMNS));
}

/* binary form of a scorecard_state */
PG_FUNCTION_INFO_V1(scorecard_state_send);
Datum
scorecard_state_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(card_send(PG_GETARG_SCORECARD_STATE_P(0)));
}

/*
 * A number of a jsonb as a double: infinity where it is too large, NaN where only zero is left of it.
 * The constructor refuses both and names the key, which numeric's own cast could not.
 */
float8
scorecard_jsonb_number(Numeric number)
{
	float8		value = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
														   NumericGetDatum(number)));

	if (value == 0)
	{
		Datum		zero = DirectFunctionCall1(int4_numeric, Int32GetDatum(0));

		if (!DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(number), zero)))
			return get_float8_nan();
	}
	return value;
}

/* Adds one member of a jsonb object to the items, refusing what is no number. */
static void
jsonb_item(const JsonbValue *key, const JsonbValue *value, ScorecardItem *item)
{
	item->key = key->val.string.val;
	item->keylen = key->val.string.len;
	if (value->type != jbvNumeric)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("value of key \"%.*s\" is not a number",
						pg_mbcliplen(item->key, item->keylen, SCORECARD_MAX_KEYLEN), item->key),
				 errhint("Leave out keys without a score: absent is not zero.")));
	item->value[0] = scorecard_jsonb_number(value->val.numeric);
}

/* Cast from jsonb: an object whose values are all numbers. */
PG_FUNCTION_INFO_V1(scorecard_from_jsonb);
Datum
scorecard_from_jsonb(PG_FUNCTION_ARGS)
{
	Jsonb	   *jsonb = PG_GETARG_JSONB_P(0);
	JsonbIterator *it;
	JsonbValue	key;
	JsonbValue	value;
	ScorecardItem *items;
	int			nitems = 0;

	if (!JB_ROOT_IS_OBJECT(jsonb))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot cast this jsonb value to type scorecard"),
				 errdetail("Only an object of numbers is a scorecard.")));
	if (JB_ROOT_COUNT(jsonb) > SCORECARD_MAX_KEYS)
		scorecard_too_many_keys();

	items = (ScorecardItem *) palloc(sizeof(ScorecardItem) * Max(JB_ROOT_COUNT(jsonb), 1));
	it = JsonbIteratorInit(&jsonb->root);
	JsonbIteratorNext(&it, &key, true); /* the object's beginning */
	while (JsonbIteratorNext(&it, &key, true) == WJB_KEY)
	{
		JsonbIteratorNext(&it, &value, true);
		jsonb_item(&key, &value, &items[nitems++]);
	}
	PG_RETURN_SCORECARD_P(scorecard_from_items(items, nitems, 1,
											   ERRCODE_INVALID_PARAMETER_VALUE, NULL));
}

/*
 * Cast to jsonb. Through the text form, so that each number has the digits that read back as the same
 * double; float8's own cast to numeric keeps only 15.
 */
PG_FUNCTION_INFO_V1(scorecard_to_jsonb);
Datum
scorecard_to_jsonb(PG_FUNCTION_ARGS)
{
	char	   *text = scorecard_to_text(PG_GETARG_SCORECARD_P(0));

	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));
}
