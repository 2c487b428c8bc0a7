/*
 * columns.h
 *		Rows on their way from C into one statement, as arrays column by column
 */
#ifndef AIEHR_COLUMNS_H
#define AIEHR_COLUMNS_H

#include "workspace/engine.h"

#define COLUMNS_MAX 16

/*
 * A table of rows in memory whose columns become $1, $2 ... of a statement.  Fill
 * in the cells of a row with the functions below, each column once, then call
 * columns_end_row().
 */
typedef struct Columns
{
	int			ncols;
	int			n;				/* whole rows */
	int			size;			/* rows there is room for */
	Oid			elemtypes[COLUMNS_MAX];
	Datum	   *values[COLUMNS_MAX];
	bool	   *nulls[COLUMNS_MAX];
} Columns;

extern void columns_begin(Columns *c, int ncols, const Oid *elemtypes, int size);
extern void columns_grow(Columns *c);
extern uint64 columns_execute(const Columns *c, WorkspaceStatementId id,
							  const WorkspaceScope *scope);
extern uint64 columns_execute_some(const Columns *c, int ncols, WorkspaceStatementId id,
								   const WorkspaceScope *scope);

extern uint64 columns_execute_with(const Columns *c, Oid type, Datum more, WorkspaceStatementId id,
								   const WorkspaceScope *scope);

/* Set a cell of the row being filled. */
static inline void
columns_set(Columns *c, int col, Datum value, bool isnull)
{
	if (unlikely(c->n == c->size))
		columns_grow(c);
	c->values[col][c->n] = value;
	c->nulls[col][c->n] = isnull;
}

extern void columns_set_text(Columns *c, int col, const char *value);
extern void columns_set_int8(Columns *c, int col, int64 value);

/* The row is filled. */
static inline void
columns_end_row(Columns *c)
{
	c->n++;
}

/* What a statement returned: cells of SPI_tuptable, NULL read as 0 or NULL */
extern int64 result_int8(uint64 row, int col);
extern bool result_bool(uint64 row, int col);
extern char *result_text(uint64 row, int col);
extern void result_free(void);

#endif							/* AIEHR_COLUMNS_H */
