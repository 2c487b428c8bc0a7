/*
 * comoments_io.c
 *		Text and binary form of comoments.
 *
 * {"missing": "listwise", "keys": ["a", "b"], "rows": [3, 0], "pivot": [1, 5], "mean": [0.5, 2],
 * "product": [1, 2, 5]}; rows are the complete and the incomplete ones, product is the lower triangle.
 * Pairwise there is "pairs" too, n, mean, mean, product, product, cross product of each pair.
 */
#include "stats/comoments.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "stats/state.h"

#define COMOMENTS_BINARY_VERSION 1
#define PAIR_NUMBERS (sizeof(ComomentsPair) / sizeof(float8))

/* More than 1 by what rounding may do to a correlation. */
#define CORRELATION_SLACK (1 + 1e-9)

/* Squares as small as this may have lost digits to underflow, or all. */
#define UNDERFLOW 1e-280

/* Are these the moments of two variables over n rows? */
static bool
moments_fit(float8 n, float8 aa, float8 bb, float8 ab)
{
	if (!(aa >= 0 && bb >= 0) || (n <= 1 && (aa != 0 || bb != 0 || ab != 0)))
		return false;
	return aa < UNDERFLOW || bb < UNDERFLOW || fabs(ab) <= sqrt(aa) * sqrt(bb) * CORRELATION_SLACK;
}

/*
 * Checks what comes from outside: counts are counts, nothing is missing, no product exceeds what the
 * variances allow.
 */
static bool
comoments_fit(const Comoments *c)
{
	const float8 *product = COMOMENTS_PRODUCT(c);
	Size		nvalues = comoments_values(c->nkeys, c->pairwise);

	if (!state_is_count(c->n) || !state_is_count(c->incomplete))
		return false;
	for (Size i = 0; i < nvalues; i++)
	{
		if (!isfinite(c->value[i]))
			return false;
	}
	for (int i = 0; i < c->nkeys; i++)
	{
		for (int j = 0; j <= i; j++)
		{
			if (!moments_fit(c->n, product[TRIANGLE_AT(i, i)], product[TRIANGLE_AT(j, j)],
							 product[TRIANGLE_AT(i, j)]))
				return false;
			if (c->pairwise)
			{
				const ComomentsPair *pair = &COMOMENTS_PAIRS(c)[TRIANGLE_AT(i, j)];

				if (!state_is_count(pair->n) || pair->n > c->incomplete ||
					!moments_fit(pair->n, pair->aa, pair->bb, pair->ab))
					return false;
			}
		}
	}
	return true;
}

/* Reads "missing"; it stands first, since the rest depends on it. */
static bool
read_missing(StateReader *r, bool *pairwise)
{
	JsonbValue	value;

	if (getKeyJsonValueFromContainer(r->object, "missing", strlen("missing"), &value) != NULL &&
		value.type == jbvString && value.val.string.len == strlen("listwise"))
	{
		*pairwise = memcmp(value.val.string.val, "pairwise", strlen("pairwise")) == 0;
		if (*pairwise || memcmp(value.val.string.val, "listwise", strlen("listwise")) == 0)
			return true;
	}
	aiehr_ereturn(r->escontext, false,
				  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				   errmsg("invalid input syntax for type %s", r->type),
				   errdetail("Member \"missing\" must be \"listwise\" or \"pairwise\".")));
}

/* The state of a text form; NULL after a soft error. */
static Comoments *
comoments_parse(const char *text, Node *escontext)
{
	StateReader r;
	bool		pairwise;
	Scorecard  *keys;
	Comoments  *c;
	float8		rows[2];

	if (!state_read_begin(&r, "comoments", text, escontext) ||
		!read_missing(&r, &pairwise) || !state_read_keys(&r, "keys", &keys))
		return NULL;
	if (keys->nkeys > COMOMENTS_MAX_KEYS)
		aiehr_ereturn(escontext, NULL,
					  (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					   errmsg("too many keys for comoments"),
					   errdetail("The limit is %d keys.", COMOMENTS_MAX_KEYS)));
	c = comoments_alloc(keys, pairwise);
	if (!state_read_numbers(&r, "rows", 2, rows) ||
		!state_read_numbers(&r, "pivot", c->nkeys, COMOMENTS_PIVOT(c)) ||
		!state_read_numbers(&r, "mean", c->nkeys, COMOMENTS_MEAN(c)) ||
		!state_read_numbers(&r, "product", TRIANGLE(c->nkeys), COMOMENTS_PRODUCT(c)))
		return NULL;
	c->n = rows[0];
	c->incomplete = rows[1];
	if (pairwise && !state_read_numbers(&r, "pairs", TRIANGLE(c->nkeys) * PAIR_NUMBERS,
										(float8 *) COMOMENTS_PAIRS(c)))
		return NULL;
	if (!comoments_fit(c))
		aiehr_ereturn(escontext, NULL,
					  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					   errmsg("invalid input syntax for type %s", "comoments"),
					   errdetail("No rows can have such moments.")));
	return c;
}

/* comoments from its text form */
PG_FUNCTION_INFO_V1(comoments_in);
Datum
comoments_in(PG_FUNCTION_ARGS)
{
	Comoments  *c = comoments_parse(PG_GETARG_CSTRING(0), AIEHR_ESCONTEXT(fcinfo));

	if (c == NULL)
		PG_RETURN_NULL();
	comoments_seal(c);
	PG_RETURN_COMOMENTS_P(c);
}

/* text form of comoments */
PG_FUNCTION_INFO_V1(comoments_out);
Datum
comoments_out(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	float8		rows[2] = {c->n, c->incomplete};
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	state_write_name(&out, "missing");
	appendStringInfoString(&out, c->pairwise ? "\"pairwise\"" : "\"listwise\"");
	state_write_keys(&out, "keys", COMOMENTS_KEYS(c), c->keybytes, c->nkeys);
	state_write_numbers(&out, "rows", 2, rows);
	state_write_numbers(&out, "pivot", c->nkeys, COMOMENTS_PIVOT(c));
	state_write_numbers(&out, "mean", c->nkeys, COMOMENTS_MEAN(c));
	state_write_numbers(&out, "product", TRIANGLE(c->nkeys), COMOMENTS_PRODUCT(c));
	if (c->pairwise)
		state_write_numbers(&out, "pairs", TRIANGLE(c->nkeys) * PAIR_NUMBERS,
							(float8 *) COMOMENTS_PAIRS(c));
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/* comoments from its binary form */
PG_FUNCTION_INFO_V1(comoments_recv);
Datum
comoments_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			pairwise;
	Scorecard  *keys;
	Comoments  *c;

	state_recv_version(buf, "comoments", COMOMENTS_BINARY_VERSION);
	state_recv_room(buf, 1, sizeof(int16));
	pairwise = pq_getmsgint(buf, sizeof(int16));
	keys = state_recv_keys(buf);
	/* before anything is allocated by the number of keys, which the next call holds against its limit */
	if (keys->nkeys <= COMOMENTS_MAX_KEYS)
		state_recv_room(buf, 2 + comoments_values(keys->nkeys, pairwise != 0), sizeof(float8));
	c = comoments_alloc(keys, pairwise != 0);
	state_recv_numbers(buf, 1, &c->n);
	state_recv_numbers(buf, 1, &c->incomplete);
	state_recv_numbers(buf, comoments_values(c->nkeys, c->pairwise), c->value);
	state_recv_end(buf);
	if (pairwise > 1 || !comoments_fit(c))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary comoments"),
				 errdetail("No rows can have such moments.")));
	comoments_seal(c);
	PG_RETURN_COMOMENTS_P(c);
}

/* binary form of comoments: version, 0 or 1 for pairwise, keys, rows, then the numbers as they are */
PG_FUNCTION_INFO_V1(comoments_send);
Datum
comoments_send(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint16(&buf, COMOMENTS_BINARY_VERSION);
	pq_sendint16(&buf, c->pairwise);
	state_send_keys(&buf, COMOMENTS_KEYS(c), c->keybytes, c->nkeys);
	pq_sendfloat8(&buf, c->n);
	pq_sendfloat8(&buf, c->incomplete);
	state_send_numbers(&buf, comoments_values(c->nkeys, c->pairwise), c->value);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
