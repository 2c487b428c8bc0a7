/*
 * columns.c
 *		Rows on their way from C into one statement, as arrays column by column
 *
 * A statement that unnests arrays serves one row and ten thousand alike, and
 * reads no transition table, which Citus could not join.
 */
#include "workspace/columns.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

/* Begin without rows; `size` is a guess of how many there will be. */
void
columns_begin(Columns *c, int ncols, const Oid *elemtypes, int size)
{
	Assert(ncols <= COLUMNS_MAX);
	c->ncols = ncols;
	c->n = 0;
	c->size = Max(size, 1);
	for (int i = 0; i < ncols; i++)
	{
		c->elemtypes[i] = elemtypes[i];
		c->values[i] = palloc_extended(mul_size(c->size, sizeof(Datum)), MCXT_ALLOC_HUGE);
		c->nulls[i] = palloc_extended(mul_size(c->size, sizeof(bool)), MCXT_ALLOC_HUGE);
	}
}

/* Double the room. */
void
columns_grow(Columns *c)
{
	c->size *= 2;
	for (int i = 0; i < c->ncols; i++)
	{
		c->values[i] = repalloc_huge(c->values[i], mul_size(c->size, sizeof(Datum)));
		c->nulls[i] = repalloc_huge(c->nulls[i], mul_size(c->size, sizeof(bool)));
	}
}

/* Set a cell to a text, which may be NULL. */
void
columns_set_text(Columns *c, int col, const char *value)
{
	columns_set(c, col, value ? CStringGetTextDatum(value) : (Datum) 0, value == NULL);
}

/* Set a cell to an id; 0, which no id is, stands for NULL. */
void
columns_set_int8(Columns *c, int col, int64 value)
{
	columns_set(c, col, Int64GetDatum(value), value == 0);
}

/* The first `ncols` columns as arrays, with their types. */
static void
columns_arrays(const Columns *c, int ncols, Oid *types, Datum *arrays)
{
	int			dims[1] = {c->n};
	int			lbs[1] = {1};

	for (int i = 0; i < ncols; i++)
	{
		int16		typlen;
		bool		typbyval;
		char		typalign;

		get_typlenbyvalalign(c->elemtypes[i], &typlen, &typbyval, &typalign);
		types[i] = get_array_type(c->elemtypes[i]);
		arrays[i] = PointerGetDatum(construct_md_array(c->values[i], c->nulls[i], 1, dims, lbs,
													   c->elemtypes[i], typlen, typbyval,
													   typalign));
	}
}

/* Run a statement with the first `ncols` columns as its arguments. */
uint64
columns_execute_some(const Columns *c, int ncols, WorkspaceStatementId id,
					 const WorkspaceScope *scope)
{
	Oid			types[COLUMNS_MAX];
	Datum		arrays[COLUMNS_MAX];

	columns_arrays(c, ncols, types, arrays);
	return aiehr_execute(id, scope, ncols, types, arrays, NULL, c->n);
}

/* Run a statement with all columns and one more value, the same for all rows, as its arguments. */
uint64
columns_execute_with(const Columns *c, Oid type, Datum more, WorkspaceStatementId id,
					 const WorkspaceScope *scope)
{
	Oid			types[COLUMNS_MAX + 1];
	Datum		values[COLUMNS_MAX + 1];

	columns_arrays(c, c->ncols, types, values);
	types[c->ncols] = type;
	values[c->ncols] = more;
	return aiehr_execute(id, scope, c->ncols + 1, types, values, NULL, c->n);
}

/* Run a statement with all columns as its arguments. */
uint64
columns_execute(const Columns *c, WorkspaceStatementId id, const WorkspaceScope *scope)
{
	return columns_execute_some(c, c->ncols, id, scope);
}

/* A bigint of the last statement's result; 0 where it is NULL. */
int64
result_int8(uint64 row, int col)
{
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, col, &isnull);

	return isnull ? 0 : DatumGetInt64(value);
}

/* A boolean of the last statement's result; false where it is NULL. */
bool
result_bool(uint64 row, int col)
{
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, col, &isnull);

	return !isnull && DatumGetBool(value);
}

/* A text of the last statement's result, as a copy; NULL where it is NULL. */
char *
result_text(uint64 row, int col)
{
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, col);
}

/* The last statement's result has been read. */
void
result_free(void)
{
	SPI_freetuptable(SPI_tuptable);
}
