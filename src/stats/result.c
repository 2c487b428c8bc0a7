/*
 * result.c
 *		Rows of results: columns one after the other, numbers that are none as NULL.
 *
 * A function returns one row (row_begin, columns, row_datum) or a set of rows (row_begin_set,
 * then columns and row_put for each). What is no finite number becomes NULL here, so that no
 * statistic can show one unless infinity is its right value; the note of the row says why.
 */
#include "stats/result.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/tuplestore.h"

/* Starts the one row of a function with OUT parameters. */
void
row_begin(FunctionCallInfo fcinfo, ResultRow *row)
{
	if (get_call_result_type(fcinfo, NULL, &row->desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "function must be called where it can return a row");
	row->desc = BlessTupleDesc(row->desc);
	row->store = NULL;
	row->ncolumns = 0;
}

/* Starts the rows of a function that returns a set. */
void
row_begin_set(FunctionCallInfo fcinfo, ResultRow *row)
{
	ReturnSetInfo *info = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	row->desc = info->setDesc;
	row->store = info->setResult;
	row->ncolumns = 0;
}

/* The next column of the row. */
static void
next_column(ResultRow *row, Datum value, bool isnull)
{
	if (row->ncolumns >= row->desc->natts || row->ncolumns >= RESULT_MAX_COLUMNS)
		elog(ERROR, "too many columns in a row of results");
	row->value[row->ncolumns] = value;
	row->isnull[row->ncolumns++] = isnull;
}

/* A number; NULL if it is none. */
void
row_float8(ResultRow *row, float8 value)
{
	next_column(row, isfinite(value) ? Float8GetDatum(value + 0.0) : (Datum) 0, !isfinite(value));
}

/* A number that may be infinite; NULL if it is none. */
void
row_unbounded(ResultRow *row, float8 value)
{
	next_column(row, isnan(value) ? (Datum) 0 : Float8GetDatum(value + 0.0), isnan(value));
}

/* A count, as bigint; NULL if it is none. */
void
row_count(ResultRow *row, float8 value)
{
	next_column(row, isfinite(value) ? Int64GetDatum((int64) value) : (Datum) 0, !isfinite(value));
}

/* A text; NULL if there is none. */
void
row_text(ResultRow *row, const char *value)
{
	next_column(row, value == NULL ? (Datum) 0 : CStringGetTextDatum(value), value == NULL);
}

/* A JSON text, as jsonb; NULL if there is none. */
void
row_jsonb(ResultRow *row, const char *json)
{
	next_column(row, json == NULL ? (Datum) 0 : DirectFunctionCall1(jsonb_in, CStringGetDatum(json)),
				json == NULL);
}

/* An array of texts. */
void
row_texts(ResultRow *row, int n, const char *const *values)
{
	Datum	   *elements = (Datum *) palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elements[i] = CStringGetTextDatum(values[i]);
	next_column(row, PointerGetDatum(construct_array(elements, n, TEXTOID, -1, false, TYPALIGN_INT)), false);
}

/* Yes or no. */
void
row_bool(ResultRow *row, bool value)
{
	next_column(row, BoolGetDatum(value), false);
}

/* So many columns without a value. */
void
row_null(ResultRow *row, int columns)
{
	while (columns-- > 0)
		next_column(row, (Datum) 0, true);
}

/* Ends a row of a set; the next begins. The store has its own copy, and rows may be many. */
void
row_put(ResultRow *row)
{
	if (row->ncolumns != row->desc->natts)
		elog(ERROR, "a row of results has %d of %d columns", row->ncolumns, row->desc->natts);
	tuplestore_putvalues(row->store, row->desc, row->value, row->isnull);
	for (int i = 0; i < row->ncolumns; i++)
	{
		if (!row->isnull[i] && !TupleDescAttr(row->desc, i)->attbyval)
			pfree(DatumGetPointer(row->value[i]));
	}
	row->ncolumns = 0;
}

/* The one row, for the function to return. */
Datum
row_datum(ResultRow *row)
{
	if (row->ncolumns != row->desc->natts)
		elog(ERROR, "a row of results has %d of %d columns", row->ncolumns, row->desc->natts);
	return HeapTupleGetDatum(heap_form_tuple(row->desc, row->value, row->isnull));
}
