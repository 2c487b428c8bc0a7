/*
 * observations_io.c
 *		Text and binary form of observations.
 *
 * {"columns": ["x", "y"], "value": [1, 2, 3, null], "first": ["a", "b"], "first_of": [0, 1]}: the numbers
 * row by row, null where one is missing; the first labels and their numbers row by row; "second" and
 * "second_of" likewise where rows have two labels.
 */
#include "stats/observations.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "stats/state.h"

#define OBSERVATIONS_BINARY_VERSION 1

static const char *const label_name[] = {"first", "second"};
static const char *const number_name[] = {"first_of", "second_of"};

/* A soft error about numbers that do not go together. */
static bool
do_not_fit(const StateReader *r)
{
	aiehr_ereturn(r->escontext, false,
				  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				   errmsg("invalid input syntax for type %s", r->type),
				   errdetail("The numbers of columns, rows and labels do not go together.")));
}

/* Reads the labels of the rows. */
static bool
read_labels(StateReader *r, Observations *o)
{
	float8	   *number = (float8 *) palloc(sizeof(float8) * Max(o->nrows, 1));

	for (int i = 0; i < o->nlabels; i++)
	{
		if (!labels_read(r, label_name[i], o->labels[i]) ||
			!state_read_numbers(r, number_name[i], o->nrows, number))
			return false;
		for (int64 row = 0; row < o->nrows; row++)
		{
			if (!(number[row] >= 0 && number[row] < o->labels[i]->n && number[row] == floor(number[row])))
				return do_not_fit(r);
			OBSERVATION_LABEL(o, row, i) = (int32) number[row];
		}
	}
	pfree(number);
	return true;
}

/* Observations from their text form; NULL after a soft error. */
static Observations *
observations_parse(const char *text, Node *escontext)
{
	StateReader r;
	Scorecard  *columns;
	Observations *o;
	Size		nvalues;

	if (!state_read_begin(&r, "observations", text, escontext) ||
		!state_read_keys(&r, "columns", &columns) || !state_read_length(&r, "value", &nvalues))
		return NULL;
	if (columns->nkeys < 1 || columns->nkeys > LOOKUP_MAX_KEYS || nvalues % columns->nkeys != 0)
	{
		do_not_fit(&r);
		return NULL;
	}
	o = observations_new(state_has_member(&r, label_name[0]) + state_has_member(&r, label_name[1]),
						 columns, CurrentMemoryContext);
	observations_room(o, nvalues / columns->nkeys);
	o->nrows = nvalues / columns->nkeys;
	if (!state_read_numbers(&r, "value", nvalues, o->value) || !read_labels(&r, o))
		return NULL;
	return o;
}

/* observations from their text form */
PG_FUNCTION_INFO_V1(observations_in);
Datum
observations_in(PG_FUNCTION_ARGS)
{
	Observations *o = observations_parse(PG_GETARG_CSTRING(0), AIEHR_ESCONTEXT(fcinfo));

	if (o == NULL)
		PG_RETURN_NULL();
	PG_RETURN_OBSERVATIONS_P(o);
}

/* text form of observations */
PG_FUNCTION_INFO_V1(observations_out);
Datum
observations_out(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	float8	   *number = (float8 *) palloc(sizeof(float8) * Max(o->nrows, 1));
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	state_write_keys(&out, "columns", SCORECARD_KEYS(o->columns), o->columns->keybytes, o->ncolumns);
	state_write_numbers(&out, "value", o->nrows * o->ncolumns, o->value);
	for (int i = 0; i < o->nlabels; i++)
	{
		for (int64 row = 0; row < o->nrows; row++)
			number[row] = OBSERVATION_LABEL(o, row, i);
		labels_write(&out, label_name[i], o->labels[i]);
		state_write_numbers(&out, number_name[i], o->nrows, number);
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/* observations from their binary form */
PG_FUNCTION_INFO_V1(observations_recv);
Datum
observations_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			nlabels;
	int64		nrows;
	Scorecard  *columns;
	Observations *o;

	state_recv_version(buf, "observations", OBSERVATIONS_BINARY_VERSION);
	state_recv_room(buf, 1, sizeof(int16) + sizeof(int64));
	nlabels = pq_getmsgint(buf, sizeof(int16));
	nrows = pq_getmsgint64(buf);
	columns = state_recv_keys(buf);
	if (nlabels > OBSERVATIONS_MAX_LABELS || nrows < 0 ||
		columns->nkeys < 1 || columns->nkeys > LOOKUP_MAX_KEYS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary observations")));
	state_recv_room(buf, nrows, columns->nkeys * sizeof(float8) + nlabels * sizeof(int32));
	o = observations_new(nlabels, columns, CurrentMemoryContext);
	observations_room(o, nrows);
	o->nrows = nrows;
	state_recv_numbers(buf, nrows * columns->nkeys, o->value);
	for (int i = 0; i < nlabels; i++)
		labels_recv(buf, o->labels[i]);
	state_recv_room(buf, nrows * nlabels, sizeof(int32));
	for (int64 i = 0; i < nrows * nlabels; i++)
	{
		o->label[i] = pq_getmsgint(buf, sizeof(int32));
		if (o->label[i] < 0 || o->label[i] >= o->labels[i % nlabels]->n)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("binary observations have a row with a label that is none")));
	}
	state_recv_end(buf);
	PG_RETURN_OBSERVATIONS_P(o);
}

/*
 * binary form of observations: version, labels a row, rows, columns, then the numbers, the labels and
 * their numbers row by row
 */
PG_FUNCTION_INFO_V1(observations_send);
Datum
observations_send(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint16(&buf, OBSERVATIONS_BINARY_VERSION);
	pq_sendint16(&buf, o->nlabels);
	pq_sendint64(&buf, o->nrows);
	state_send_keys(&buf, SCORECARD_KEYS(o->columns), o->columns->keybytes, o->ncolumns);
	state_send_numbers(&buf, o->nrows * o->ncolumns, o->value);
	for (int i = 0; i < o->nlabels; i++)
		labels_send(&buf, o->labels[i]);
	for (int64 i = 0; i < o->nrows * o->nlabels; i++)
		pq_sendint32(&buf, o->label[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
