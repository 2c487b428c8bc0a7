/*
 * observations.c
 *		Collecting rows of labels and named numbers.
 *
 * The flat form is a varlena: header, numbers, labels of the rows, names of the columns, texts of the
 * labels.
 */
#include "stats/observations.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"

#define OBSERVATIONS_FORMAT 1	/* so that old rows stay readable */
#define OBSERVATIONS_MAGIC 20260301	/* tells our expanded objects from others' */
#define FIRST_ROOM 64			/* rows */
#define INTERRUPT_EVERY 65536	/* rows */

typedef struct FlatObservations
{
	int32		vl_len_;		/* varlena header (use SET_VARSIZE) */
	uint16		format;			/* OBSERVATIONS_FORMAT */
	uint16		nlabels;
	uint16		ncolumns;
	uint16		unused;			/* always zero */
	uint32		keybytes;		/* size of the names of the columns */
	int64		nrows;
	int32		texts[OBSERVATIONS_MAX_LABELS]; /* labels, by place */
	int64		bytes[OBSERVATIONS_MAX_LABELS]; /* of their texts */
	float8		value[FLEXIBLE_ARRAY_MEMBER];
} FlatObservations;

/* A stored value whose counts cannot be. */
static void
observations_corrupted(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("observations value is damaged"),
			 errhint("Restore the row from a backup, or compute it again.")));
}

/* More rows than one value holds. */
static void
too_many_rows(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too many rows for observations"),
			 errdetail("A value holds at most 1 GB."),
			 errhint("Take a sample, or group the rows into parts of their own.")));
}

/* Bytes of the flat form. */
static Size
flat_size(const Observations *o)
{
	Size		size = offsetof(FlatObservations, value);

	size += o->nrows * (o->ncolumns * sizeof(float8) + o->nlabels * sizeof(int32));
	size += o->columns->keybytes;
	for (int i = 0; i < o->nlabels; i++)
		size += o->labels[i]->bytes;
	return size;
}

/* ExpandedObjectMethods: size of the flat form */
static Size
observations_get_flat_size(ExpandedObjectHeader *header)
{
	Size		size = flat_size((Observations *) header);

	if (!AllocSizeIsValid(size))
		too_many_rows();
	return size;
}

/* ExpandedObjectMethods: writes the flat form */
static void
observations_flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	Observations *o = (Observations *) header;
	FlatObservations *flat = (FlatObservations *) result;
	Size		values = o->nrows * o->ncolumns;
	char	   *at = (char *) (flat->value + values);

	memset(flat, 0, offsetof(FlatObservations, value));
	SET_VARSIZE(flat, size);
	flat->format = OBSERVATIONS_FORMAT;
	flat->nlabels = o->nlabels;
	flat->ncolumns = o->ncolumns;
	flat->keybytes = o->columns->keybytes;
	flat->nrows = o->nrows;
	if (o->nrows > 0)
	{
		memcpy(flat->value, o->value, values * sizeof(float8));
		memcpy(at, o->label, o->nrows * o->nlabels * sizeof(int32));
	}
	at += o->nrows * o->nlabels * sizeof(int32);
	memcpy(at, SCORECARD_KEYS(o->columns), o->columns->keybytes);
	at += o->columns->keybytes;
	for (int i = 0; i < o->nlabels; i++)
	{
		flat->texts[i] = o->labels[i]->n;
		flat->bytes[i] = o->labels[i]->bytes;
		labels_flatten(o->labels[i], at);
		at += flat->bytes[i];
	}
}

static const ExpandedObjectMethods observations_methods = {
	observations_get_flat_size,
	observations_flatten_into
};

/* Observations without rows, in a context of their own below `parent`. */
Observations *
observations_new(int nlabels, const Scorecard *columns, MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "observations", ALLOCSET_START_SMALL_SIZES);
	Observations *o = (Observations *) MemoryContextAllocZero(context, sizeof(Observations));
	MemoryContext outer = MemoryContextSwitchTo(context);

	if (columns->nkeys > LOOKUP_MAX_KEYS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many columns for observations"),
				 errdetail("The limit is %d columns.", LOOKUP_MAX_KEYS)));
	EOH_init_header(&o->hdr, &observations_methods, context);
	o->magic = OBSERVATIONS_MAGIC;
	o->nlabels = nlabels;
	o->ncolumns = columns->nkeys;
	o->columns = scorecard_copy(columns);
	for (int i = 0; i < nlabels; i++)
		o->labels[i] = labels_new(context);
	MemoryContextSwitchTo(outer);
	return o;
}

/* Makes room for so many rows, at least doubling what there is. */
void
observations_room(Observations *o, int64 rows)
{
	Size		row = o->ncolumns * sizeof(float8) + o->nlabels * sizeof(int32);

	if (rows <= o->maxrows)
		return;
	if (rows > (int64) (MaxAllocSize / Max(row, 1)))
		too_many_rows();
	rows = Max(rows, Max(FIRST_ROOM, 2 * o->maxrows));
	rows = Min(rows, (int64) (MaxAllocSize / Max(row, 1)));
	if (o->maxrows == 0)
	{
		o->value = (float8 *) MemoryContextAlloc(o->hdr.eoh_context, rows * o->ncolumns * sizeof(float8));
		o->label = (int32 *) MemoryContextAlloc(o->hdr.eoh_context, rows * o->nlabels * sizeof(int32));
	}
	else
	{
		o->value = (float8 *) repalloc(o->value, rows * o->ncolumns * sizeof(float8));
		o->label = (int32 *) repalloc(o->label, rows * o->nlabels * sizeof(int32));
	}
	o->maxrows = rows;
}

/* Observations from their flat form, whose counts are held against its size. */
static Observations *
observations_expand(const FlatObservations *flat)
{
	Size		size = VARSIZE(flat);
	Size		rowbytes;
	Size		rest;
	Scorecard  *columns;
	Observations *o;
	const char *at;
	const char *rowlabels;

	if (size < offsetof(FlatObservations, value) || flat->format != OBSERVATIONS_FORMAT ||
		flat->nlabels > OBSERVATIONS_MAX_LABELS || flat->ncolumns > LOOKUP_MAX_KEYS || flat->nrows < 0)
		observations_corrupted();
	rowbytes = flat->ncolumns * sizeof(float8) + flat->nlabels * sizeof(int32);
	rest = size - offsetof(FlatObservations, value);
	if ((uint64) flat->nrows > rest / Max(rowbytes, 1))
		observations_corrupted();
	rest -= flat->nrows * rowbytes;
	if (flat->keybytes > rest || flat->bytes[0] < 0 || flat->bytes[1] < 0 ||
		(uint64) flat->bytes[0] > rest || (uint64) flat->bytes[1] > rest ||
		flat->keybytes + flat->bytes[0] + flat->bytes[1] != rest)
		observations_corrupted();

	at = (const char *) (flat->value + flat->nrows * flat->ncolumns);
	rowlabels = at;
	at += flat->nrows * flat->nlabels * sizeof(int32);
	columns = scorecard_alloc(flat->ncolumns, 1, flat->keybytes);
	memset(columns->score, 0, sizeof(float8) * flat->ncolumns);
	memcpy(SCORECARD_KEYS(columns), at, flat->keybytes);
	scorecard_check(columns);
	o = observations_new(flat->nlabels, columns, CurrentMemoryContext);
	observations_room(o, flat->nrows);
	o->nrows = flat->nrows;
	if (o->nrows > 0)
	{
		memcpy(o->value, flat->value, o->nrows * o->ncolumns * sizeof(float8));
		memcpy(o->label, rowlabels, o->nrows * o->nlabels * sizeof(int32));
	}
	at += flat->keybytes;
	for (int i = 0; i < flat->nlabels; i++)
	{
		labels_unflatten(o->labels[i], flat->texts[i], at, flat->bytes[i]);
		at += flat->bytes[i];
	}
	for (int64 i = 0; i < o->nrows * o->nlabels; i++)
	{
		if (o->label[i] < 0 || o->label[i] >= o->labels[i % o->nlabels]->n)
			observations_corrupted();
	}
	return o;
}

/* The observations in a datum: the object itself, or a copy of what is stored. */
Observations *
observations_from_datum(Datum datum)
{
	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
	{
		Observations *o = (Observations *) DatumGetEOHP(datum);

		if (o->hdr.eoh_methods == &observations_methods)
			return o;
	}
	return observations_expand((FlatObservations *) PG_DETOAST_DATUM(datum));
}

/* The column of a name, or -1. */
int
observations_column(const Observations *o, const char *name)
{
	ScorecardCursor cursor;

	scorecard_cursor(o->columns, &cursor);
	while (scorecard_next(&cursor))
	{
		if (scorecard_key_cmp(cursor.key, cursor.keylen, name, (int) strlen(name)) == 0)
			return cursor.index;
	}
	return -1;
}

/* The column that an argument names; an error if there is none. */
int
observations_named_column(const Observations *o, const text *name)
{
	int			column = observations_column(o, text_to_cstring(name));

	if (column < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("observations have no column \"%s\"", text_to_cstring(name)),
				 errhint("The columns are the keys that were collected, or x and y.")));
	return column;
}

/* Refuses a column that an argument names again. */
void
observations_named_twice(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("column \"%s\" is named twice", name)));
}

/* The columns that two arguments name. */
void
observations_two_columns(const Observations *o, const text *a, const text *b, int *columns)
{
	columns[0] = observations_named_column(o, a);
	columns[1] = observations_named_column(o, b);
	if (columns[0] == columns[1])
		observations_named_twice(text_to_cstring(b));
}

/* The columns that an array names; none, or the same one twice, is an error. */
void
observations_named_columns(const Observations *o, ArrayType *names, ObservationColumns *columns)
{
	Datum	   *elements;
	bool	   *nulls;
	int			nelements;

	deconstruct_array(names, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &nelements);
	if (nelements < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("at least one column must be named")));
	columns->n = 0;
	for (int i = 0; i < nelements; i++)
	{
		int			column;

		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("names of columns must not be null")));
		column = observations_named_column(o, DatumGetTextPP(elements[i]));
		for (int j = 0; j < columns->n; j++)
		{
			if (columns->index[j] == column)
				observations_named_twice(columns->name[j]);
		}
		columns->index[columns->n] = column;
		columns->name[columns->n++] = TextDatumGetCString(elements[i]);
	}
}

/* Refuses observations of another shape than a function needs; ncolumns is -1 where any number will do. */
void
observations_require(const Observations *o, int nlabels, int ncolumns, const char *what)
{
	if (o->nlabels == nlabels && (ncolumns < 0 || o->ncolumns == ncolumns))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("observations have the wrong shape for %s", what),
			 ncolumns < 0 ? errdetail("A row must have %d labels; it has %d.", nlabels, o->nlabels) :
			 errdetail("A row must have %d labels and %d numbers; it has %d and %d.",
					   nlabels, ncolumns, o->nlabels, o->ncolumns)));
}

/* The column of a name that a function needs. */
int
observations_require_column(const Observations *o, const char *name, const char *what)
{
	int			column = observations_column(o, name);

	if (column < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("observations have no column \"%s\", which %s needs", name, what)));
	return column;
}

/*
 * Copies n columns of the rows that have all of them, row by row; returns how many rows there are.
 * `values` has room for all rows.
 */
int64
observations_complete(const Observations *o, int n, const int *columns, float8 *values)
{
	int64		rows = 0;

	for (int64 row = 0; row < o->nrows; row++)
	{
		bool		complete = true;

		if (row % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < n; i++)
		{
			float8		value = OBSERVATION_VALUE(o, row, columns[i]);

			values[rows * n + i] = value;
			complete &= !isnan(value);
		}
		rows += complete;
	}
	return rows;
}

/* Refuses a number that is none. Zero is never negative, so that the text form keeps every bit. */
static float8
finite_number(float8 value)
{
	if (!isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("an observation must be a finite number"),
				 errhint("Leave out what is missing, or make it NULL.")));
	return value + 0.0;
}

/* Adds the rows of one object to another of the same shape. */
static void
observations_append(Observations *into, const Observations *from)
{
	int		   *number[OBSERVATIONS_MAX_LABELS];

	if (into->nlabels != from->nlabels || !scorecard_same_keys(into->columns, from->columns))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge observations of different columns or labels"),
				 errhint("Collect all parts in the same way.")));
	if (from->nrows == 0)
		return;
	observations_room(into, into->nrows + from->nrows);
	for (int i = 0; i < from->nlabels; i++)
	{
		number[i] = (int *) palloc(sizeof(int) * Max(from->labels[i]->n, 1));
		for (int l = 0; l < from->labels[i]->n; l++)
		{
			if (l % LABELS_INTERRUPT_EVERY == 0)
				CHECK_FOR_INTERRUPTS();
			number[i][l] = labels_number(into->labels[i], from->labels[i]->text[l]);
		}
	}
	memcpy(into->value + into->nrows * into->ncolumns, from->value,
		   from->nrows * from->ncolumns * sizeof(float8));
	for (int64 row = 0; row < from->nrows; row++)
	{
		if (row % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < from->nlabels; i++)
			OBSERVATION_LABEL(into, into->nrows + row, i) = number[i][OBSERVATION_LABEL(from, row, i)];
	}
	into->nrows += from->nrows;
}

/*
 * The state in argument 0, ours to change, or NULL. In an aggregate it is the object that the last
 * call returned; whatever else it is, a copy.
 */
static Observations *
own_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = CurrentMemoryContext;
	bool		aggregate = AggCheckCallContext(fcinfo, &context) != 0;
	Observations *given;
	Observations *own;

	if (PG_ARGISNULL(0))
		return NULL;
	given = PG_GETARG_OBSERVATIONS_P(0);
	if (aggregate && VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(PG_GETARG_DATUM(0))))
		return given;
	own = observations_new(given->nlabels, given->columns, context);
	observations_append(own, given);
	return own;
}

/* A new state for argument 0. */
static Observations *
new_state(FunctionCallInfo fcinfo, int nlabels, const Scorecard *columns)
{
	MemoryContext context = CurrentMemoryContext;

	AggCheckCallContext(fcinfo, &context);
	return observations_new(nlabels, columns, context);
}

/* Makes room for one row more; false when one of its labels, which are the arguments from 1, is NULL. */
static bool
begin_row(FunctionCallInfo fcinfo, Observations *o)
{
	for (int i = 0; i < o->nlabels; i++)
	{
		if (PG_ARGISNULL(1 + i))
			return false;
	}
	observations_room(o, o->nrows + 1);
	return true;
}

/* Keeps the row whose numbers are there now. */
static void
end_row(FunctionCallInfo fcinfo, Observations *o)
{
	for (int i = 0; i < o->nlabels; i++)
		OBSERVATION_LABEL(o, o->nrows, i) = labels_number_of_text(o->labels[i], PG_GETARG_TEXT_PP(1 + i));
	o->nrows++;
}

/*
 * observations_accum_card(observations, [label, [label,]] scorecard, keys) -> observations
 *		Transition: a row of the scores of these keys. A row without a label, or without any of the
 *		scores, is no observation.
 */
PG_FUNCTION_INFO_V1(observations_accum_card);
Datum
observations_accum_card(PG_FUNCTION_ARGS)
{
	int			nlabels = PG_NARGS() - 3;
	Observations *o = own_state(fcinfo);
	const Scorecard *card;
	const Lookup *lookup;
	bool		some = false;

	if (o == NULL)
	{
		if (PG_ARGISNULL(2 + nlabels))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("observations need to know the keys")));
		o = new_state(fcinfo, nlabels, lookup_keys(PG_GETARG_ARRAYTYPE_P(2 + nlabels)));
	}
	if (PG_ARGISNULL(1 + nlabels) || !begin_row(fcinfo, o))
		PG_RETURN_OBSERVATIONS_P(o);
	card = PG_GETARG_SCORECARD_P(1 + nlabels);
	scorecard_prefetch_next(card);
	lookup = lookup_get(fcinfo->flinfo, card,
						SCORECARD_KEYS(o->columns), o->columns->keybytes, o->ncolumns);
	for (int i = 0; i < o->ncolumns; i++)
	{
		int			at = lookup->position[i];

		OBSERVATION_VALUE(o, o->nrows, i) = at < 0 ? get_float8_nan() : card->score[at];
		some |= at >= 0;
	}
	if (some)
		end_row(fcinfo, o);
	PG_RETURN_OBSERVATIONS_P(o);
}

/* The common part of transitions that take numbers as such; columns are named x and y. */
static Datum
accum_numbers(FunctionCallInfo fcinfo, int nnumbers)
{
	static const char *const names[] = {"x", "y"};
	static const float8 zeroes[] = {0, 0};
	int			nlabels = PG_NARGS() - 1 - nnumbers;
	Observations *o = own_state(fcinfo);
	bool		some = false;

	if (o == NULL)
		o = new_state(fcinfo, nlabels, scorecard_build(nnumbers, names, zeroes));
	if (!begin_row(fcinfo, o))
		PG_RETURN_OBSERVATIONS_P(o);
	for (int i = 0; i < nnumbers; i++)
	{
		bool		isnull = PG_ARGISNULL(1 + nlabels + i);

		OBSERVATION_VALUE(o, o->nrows, i) = isnull ? get_float8_nan() :
			finite_number(PG_GETARG_FLOAT8(1 + nlabels + i));
		some |= !isnull;
	}
	if (some)
		end_row(fcinfo, o);
	PG_RETURN_OBSERVATIONS_P(o);
}

/* observations_accum_x(observations, label, [label,] x) -> observations: transition, column x */
PG_FUNCTION_INFO_V1(observations_accum_x);
Datum
observations_accum_x(PG_FUNCTION_ARGS)
{
	return accum_numbers(fcinfo, 1);
}

/* observations_accum_xy(observations, [label,] x, y) -> observations: transition, columns x and y */
PG_FUNCTION_INFO_V1(observations_accum_xy);
Datum
observations_accum_xy(PG_FUNCTION_ARGS)
{
	return accum_numbers(fcinfo, 2);
}

/* observations_combine(observations, observations) -> observations: the rows of both; NULL is no rows */
PG_FUNCTION_INFO_V1(observations_combine);
Datum
observations_combine(PG_FUNCTION_ARGS)
{
	Observations *o = own_state(fcinfo);

	if (!PG_ARGISNULL(1))
	{
		const Observations *more = PG_GETARG_OBSERVATIONS_P(1);

		if (o == NULL)
			o = new_state(fcinfo, more->nlabels, more->columns);
		observations_append(o, more);
	}
	if (o == NULL)
		PG_RETURN_NULL();
	PG_RETURN_OBSERVATIONS_P(o);
}
