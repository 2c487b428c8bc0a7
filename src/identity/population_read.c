/*
 * population_read.c
 *		Reading the records of a relation
 *
 * Values are brought into canonical form within the statement that reads them, so that parallel workers
 * share that work. They bring rows in any order; those of a table are put back in the order in which it
 * has them, so that the result is the same every time.
 */
#include "identity/population.h"

#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "executor/spi.h"
#include "nodes/parsenodes.h"
#include "storage/itemptr.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#define FIRST_RECORDS 1024

/* As many as memory can hold. */
#define MAX_RECORDS 200000000

/* Where a record is in its table, and which one it is. */
typedef struct PlacedRecord
{
	uint64		place;
	uint32		record;
} PlacedRecord;

#define ST_SORT sort_placed
#define ST_ELEMENT_TYPE PlacedRecord
#define ST_COMPARE(a, b) ((a)->place < (b)->place ? -1 : (a)->place > (b)->place)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "miscadmin.h"
#include "lib/sort_template.h"

/* Rows of the statement on their way into a population. */
typedef struct PopulationReceiver
{
	DestReceiver pub;
	Population *p;
	uint64	   *place;			/* of each record; NULL where the relation has no places */
} PopulationReceiver;

PG_FUNCTION_INFO_V1(aiehr_match_value);
/* _match_value(kind integer, region text, value text): its canonical form; NULL where it says nothing */
Datum
aiehr_match_value(PG_FUNCTION_ARGS)
{
	MatchField	field = {0};
	StringInfoData out;
	text	   *value;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	if (PG_GETARG_INT32(0) < 0 || PG_GETARG_INT32(0) >= MATCH_KINDS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown kind %d of a field to match", PG_GETARG_INT32(0))));
	field.kind = PG_GETARG_INT32(0);
	field.region = PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1));
	value = PG_GETARG_TEXT_PP(2);
	initStringInfo(&out);
	if (!match_canonical(&field, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), &out))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(out.data, out.len));
}

/* Whether rows of a relation have a place of their own: it is one table. */
static bool
has_places(Oid relation)
{
	return get_rel_relkind(relation) == RELKIND_RELATION && !has_subclass(relation);
}

/* The statement that reads place, id and the columns of the model. */
static char *
read_statement(Oid relation, const char *id, const MatchModel *model)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, has_places(relation) ? "SELECT t.ctid" : "SELECT NULL::pg_catalog.tid");
	for (int i = -1; i < model->nfields; i++)
	{
		const char *column = i < 0 ? id : model->field[i].column;
		const char *region = i < 0 ? NULL : model->field[i].region;

		if (get_attnum(relation, column) == InvalidAttrNumber)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_COLUMN),
					 errmsg("relation \"%s\" has no column \"%s\"", get_rel_name(relation), column),
					 errhint("match_fields() lists the columns that can be compared.")));
		if (i >= 0)
			appendStringInfo(&sql, ", aiehr._match_value(%d, %s, t.%s::pg_catalog.text)",
							 model->field[i].kind, region == NULL ? "NULL" : quote_literal_cstr(region),
							 quote_identifier(column));
		else
			appendStringInfo(&sql, ", t.%s::pg_catalog.text", quote_identifier(column));
	}
	appendStringInfo(&sql, " FROM %s AS t",
					 quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)),
																   get_rel_name(relation)));
	return sql.data;
}

/* Makes room for twice as many records. */
static void
grow(PopulationReceiver *r)
{
	Population *p = r->p;

	if (p->max >= MAX_RECORDS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many records to match"),
				 errdetail("The limit is %d.", MAX_RECORDS)));
	p->max *= 2;
	p->id = (const char **) repalloc_huge(p->id, sizeof(char *) * p->max);
	p->value = (uint32 *) repalloc_huge(p->value, sizeof(uint32) * p->max * p->width);
	if (r->place != NULL)
		r->place = (uint64 *) repalloc_huge(r->place, sizeof(uint64) * p->max);
}

/* Takes a row. */
static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	PopulationReceiver *r = (PopulationReceiver *) self;
	Population *p = r->p;

	slot_getallattrs(slot);
	if (p->n == p->max)
		grow(r);
	if (r->place != NULL)
	{
		ItemPointer at = (ItemPointer) DatumGetPointer(slot->tts_values[0]);

		r->place[p->n] = (uint64) ItemPointerGetBlockNumber(at) << 16 | ItemPointerGetOffsetNumber(at);
	}
	p->id[p->n] = NULL;
	if (!slot->tts_isnull[1])
	{
		MemoryContext old = MemoryContextSwitchTo(p->context);

		p->id[p->n] = TextDatumGetCString(slot->tts_values[1]);
		MemoryContextSwitchTo(old);
	}
	for (int i = 0; i < p->width; i++)
	{
		uint32		number = 0;

		if (!slot->tts_isnull[i + 2])
		{
			text	   *value = DatumGetTextPP(slot->tts_values[i + 2]);

			number = dictionary_number(&p->dictionary[i], VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
			p->dictionary[i].people[number]++;
		}
		p->value[(Size) p->n * p->width + i] = number;
	}
	p->n++;
	return true;
}

/* Nothing is to be done before the first row. */
static void
receive_startup(DestReceiver *self, int operation, TupleDesc desc)
{
}

/* Nor after the last one. */
static void
receive_end(DestReceiver *self)
{
}

/* Puts the records in the order of their places. */
static void
order_records(Population *p, const uint64 *place)
{
	PlacedRecord *placed =
		(PlacedRecord *) palloc_extended(sizeof(PlacedRecord) * ((Size) p->n + 1), MCXT_ALLOC_HUGE);
	MemoryContext old = MemoryContextSwitchTo(p->context);
	Size		size = sizeof(uint32) * p->width;
	const char **id = (const char **) palloc_extended(sizeof(char *) * p->max, MCXT_ALLOC_HUGE);
	char	   *value = (char *) palloc_extended(size * p->max, MCXT_ALLOC_HUGE);

	MemoryContextSwitchTo(old);
	for (uint32 i = 0; i < p->n; i++)
		placed[i] = (PlacedRecord) {place[i], i};
	sort_placed(placed, p->n);
	for (uint32 i = 0; i < p->n; i++)
	{
		id[i] = p->id[placed[i].record];
		memcpy(value + i * size, (char *) p->value + placed[i].record * size, size);
	}
	pfree(placed);
	pfree(p->id);
	pfree(p->value);
	p->id = id;
	p->value = (uint32 *) value;
}

/* Runs the statement; where the order of rows can be restored, with parallel workers. */
static void
run_statement(const char *sql, PopulationReceiver *r)
{
	SPIExecuteOptions options = {.read_only = true, .dest = &r->pub};
	SPIPlanPtr	plan;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	plan = SPI_prepare_cursor(sql, 0, NULL, r->place != NULL ? CURSOR_OPT_PARALLEL_OK : 0);
	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
	if (SPI_execute_plan_extended(plan, &options) < 0)
		elog(ERROR, "reading records failed: %s", SPI_result_code_string(SPI_result));
	SPI_finish();
}

/* Reads a relation, with the rights of the user. */
Population *
population_read(Oid relation, const char *id, MatchModel *model)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "aiehr population", ALLOCSET_DEFAULT_SIZES);
	char	   *sql = read_statement(relation, id, model);
	MemoryContext old = MemoryContextSwitchTo(context);
	Population *p = (Population *) palloc0(sizeof(Population));
	PopulationReceiver r = {{receive_row, receive_startup, receive_end, receive_end, DestNone}, p, NULL};

	p->context = context;
	p->model = model;
	p->width = model->nfields;
	p->max = FIRST_RECORDS;
	p->id = (const char **) palloc(sizeof(char *) * p->max);
	p->value = (uint32 *) palloc(sizeof(uint32) * p->max * p->width);
	if (has_places(relation))
		r.place = (uint64 *) palloc(sizeof(uint64) * p->max);
	for (int i = 0; i < model->nfields; i++)
	{
		p->place[i] = i;
		dictionary_init(&p->dictionary[i], context);
	}
	MemoryContextSwitchTo(old);
	run_statement(sql, &r);
	if (r.place != NULL)
	{
		order_records(p, r.place);
		pfree(r.place);
	}
	p->people = p->n;
	return p;
}
