/*
 * norm_io.c
 *		Text and binary form of norms.
 *
 * {"value": [1, 2.5, 4], "count": [1, 3, 2]}: the distinct scores, ascending, and how often each occurs;
 * count is left out where none occurs twice. What follows from them is worked out again.
 */
#include "stats/norm.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "stats/state.h"

#define NORM_BINARY_VERSION 1

/* What norm_items_fit() asks for, in words. */
#define WHAT_FITS \
	"Scores must be ascending, their range a finite number, and counts whole numbers above zero."

/* The scores with their counts, on their way in; NULL where a count is none. */
static NormItem *
items_of_numbers(int64 nvalues, const float8 *value, const float8 *count)
{
	NormItem   *item = (NormItem *) palloc(sizeof(NormItem) * Max(nvalues, 1));

	for (int64 i = 0; i < nvalues; i++)
	{
		if (count != NULL && !state_is_count(count[i]))
			return NULL;
		item[i].value = value[i] + 0.0;
		item[i].count = count == NULL ? 1 : (int64) count[i];
	}
	return norm_items_fit(item, nvalues) ? item : NULL;
}

/* A norm from its text form; NULL after a soft error. */
static Norm *
norm_parse(const char *text, Node *escontext)
{
	StateReader r;
	Size		nvalues;
	float8	   *value;
	float8	   *count = NULL;
	NormItem   *item;

	if (!state_read_begin(&r, "norm", text, escontext) || !state_read_length(&r, "value", &nvalues))
		return NULL;
	value = (float8 *) palloc(sizeof(float8) * Max(nvalues, 1));
	if (!state_read_numbers(&r, "value", nvalues, value))
		return NULL;
	if (state_has_member(&r, "count"))
	{
		count = (float8 *) palloc(sizeof(float8) * Max(nvalues, 1));
		if (!state_read_numbers(&r, "count", nvalues, count))
			return NULL;
	}
	item = items_of_numbers(nvalues, value, count);
	if (item == NULL)
		aiehr_ereturn(escontext, NULL,
					  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					   errmsg("invalid input syntax for type %s", "norm"),
					   errdetail(WHAT_FITS)));
	return norm_make(item, nvalues);
}

/* norm from its text form */
PG_FUNCTION_INFO_V1(norm_in);
Datum
norm_in(PG_FUNCTION_ARGS)
{
	Norm	   *norm = norm_parse(PG_GETARG_CSTRING(0), AIEHR_ESCONTEXT(fcinfo));

	if (norm == NULL)
		PG_RETURN_NULL();
	PG_RETURN_NORM_P(norm);
}

/* How often each distinct score occurs. */
static float8 *
counts_of(const Norm *norm)
{
	float8	   *count = (float8 *) palloc(sizeof(float8) * Max(norm->nvalues, 1));

	for (int64 i = 0; i < norm->nvalues; i++)
		count[i] = norm_upto(norm, i) - (i > 0 ? norm_upto(norm, i - 1) : 0);
	return count;
}

/* text form of a norm */
PG_FUNCTION_INFO_V1(norm_out);
Datum
norm_out(PG_FUNCTION_ARGS)
{
	const Norm *norm = PG_GETARG_NORM_P(0);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	state_write_numbers(&out, "value", norm->nvalues, norm->value);
	if (norm->tied)
		state_write_numbers(&out, "count", norm->nvalues, counts_of(norm));
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/* norm from its binary form */
PG_FUNCTION_INFO_V1(norm_recv);
Datum
norm_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			tied;
	int64		nvalues;
	float8	   *value;
	float8	   *count = NULL;
	NormItem   *item;

	state_recv_version(buf, "norm", NORM_BINARY_VERSION);
	state_recv_room(buf, 1, sizeof(int16) + sizeof(int64));
	tied = pq_getmsgint(buf, sizeof(int16));
	nvalues = pq_getmsgint64(buf);
	/* before anything is allocated by their number */
	state_recv_room(buf, nvalues, sizeof(float8) * (tied ? 2 : 1));
	value = (float8 *) palloc(sizeof(float8) * Max(nvalues, 1));
	state_recv_numbers(buf, nvalues, value);
	if (tied)
	{
		count = (float8 *) palloc(sizeof(float8) * Max(nvalues, 1));
		state_recv_numbers(buf, nvalues, count);
	}
	state_recv_end(buf);
	item = items_of_numbers(nvalues, value, count);
	if (item == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary norm"),
				 errdetail(WHAT_FITS)));
	PG_RETURN_NORM_P(norm_make(item, nvalues));
}

/* binary form of a norm: version, 0 or 1 for counts, distinct scores, the scores, the counts if any */
PG_FUNCTION_INFO_V1(norm_send);
Datum
norm_send(PG_FUNCTION_ARGS)
{
	const Norm *norm = PG_GETARG_NORM_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint16(&buf, NORM_BINARY_VERSION);
	pq_sendint16(&buf, norm->tied);
	pq_sendint64(&buf, norm->nvalues);
	state_send_numbers(&buf, norm->nvalues, norm->value);
	if (norm->tied)
		state_send_numbers(&buf, norm->nvalues, counts_of(norm));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
