/*
 * expectancy.c
 *		Expectancy tables: how many reach a pass line, by groups of a score.
 */
#include "stats/observations.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "stats/inference.h"
#include "stats/ranks.h"

#define MOST_GROUPS 100

/* The pass line of a criterion. */
typedef struct PassLine
{
	float8		line;
	bool		at_most;		/* lower is better */
} PassLine;

/* A row's score, and which row it is. */
typedef struct ScoredRow
{
	float8		score;
	int64		row;
} ScoredRow;

/* One group of an expectancy table. */
typedef struct ExpectancyGroup
{
	int64		n;
	int64		passed;
	float8		from;
	float8		to;
} ExpectancyGroup;

/* The elements of an array argument, one for each criterion. */
static Datum *
elements_of(ArrayType *array, Oid type, int length, bool byval, char align, int wanted, const char *what)
{
	Datum	   *elements;
	int			n;

	if (ARR_NDIM(array) > 1 || array_contains_nulls(array))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"%s\" must be a plain list without NULL", what)));
	deconstruct_array(array, type, length, byval, align, &elements, NULL, &n);
	if (n != wanted)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"%s\" must have an element for each criterion", what),
				 errdetail("It has %d, and there are %d criteria.", n, wanted)));
	return elements;
}

/* Reads the pass lines of so many criteria from arguments 3 and 4. */
static PassLine *
pass_lines(FunctionCallInfo fcinfo, int n)
{
	Datum	   *line = elements_of(PG_GETARG_ARRAYTYPE_P(3), FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
								   TYPALIGN_DOUBLE, n, "lines");
	Datum	   *at_most = elements_of(PG_GETARG_ARRAYTYPE_P(4), BOOLOID, 1, true, TYPALIGN_CHAR,
									  n, "at_most");
	PassLine   *lines = (PassLine *) palloc(sizeof(PassLine) * Max(n, 1));

	for (int i = 0; i < n; i++)
	{
		lines[i].line = DatumGetFloat8(line[i]);
		lines[i].at_most = DatumGetBool(at_most[i]);
		if (isnan(lines[i].line))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a pass line must be a number")));
	}
	return lines;
}

#define ST_SORT sort_scored_rows
#define ST_ELEMENT_TYPE ScoredRow
#define ST_COMPARE(a, b) (((a)->score > (b)->score) - ((a)->score < (b)->score))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* The rows that have a score, the lowest first. */
static int64
sorted_rows(const Observations *o, int column, ScoredRow *rows)
{
	int64		n = 0;

	for (int64 row = 0; row < o->nrows; row++)
	{
		rows[n].score = OBSERVATION_VALUE(o, row, column);
		rows[n].row = row;
		n += !isnan(rows[n].score);
	}
	sort_scored_rows(rows, n);
	return n;
}

/* Takes those out that lack a criterion; the others keep their order. */
static int64
with_criterion(const Observations *o, int column, const ScoredRow *rows, int64 n, ScoredRow *kept)
{
	int64		m = 0;

	for (int64 i = 0; i < n; i++)
	{
		kept[m] = rows[i];
		m += !isnan(OBSERVATION_VALUE(o, rows[i].row, column));
	}
	return m;
}

/* Puts sorted rows into groups: those of tied scores into the one in which the middle of them lies. */
static void
group_rows(const Observations *o, int column, const PassLine *line, const ScoredRow *rows, int64 n,
		   int ngroups, ExpectancyGroup *groups)
{
	int64		end;

	memset(groups, 0, sizeof(ExpectancyGroup) * ngroups);
	for (int64 start = 0; start < n; start = end)
	{
		ExpectancyGroup *group;

		for (end = start + 1; end < n && ranks_tied(rows[start].score, rows[end].score); end++)
			;
		group = &groups[(int) (ngroups * ((start + end) / 2.0) / n)];
		if (group->n == 0)
			group->from = rows[start].score;
		group->to = rows[end - 1].score;
		for (int64 i = start; i < end; i++)
		{
			float8		value = OBSERVATION_VALUE(o, rows[i].row, column);

			group->n++;
			group->passed += line->at_most ? value <= line->line : value >= line->line;
		}
	}
}

/*
 * expectancy(observations, scores, criteria, lines, at_most, groups)
 *			-> (score, criterion, group, score_from, score_to, n, passed)
 *		A row for each score, criterion and group that has rows, group 1 being that of the lowest scores,
 *		over the rows that have both. at_most says for each criterion whether it is passed at the line and
 *		below, in place of the line and above.
 */
PG_FUNCTION_INFO_V1(aiehr_expectancy);
Datum
aiehr_expectancy(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	ObservationColumns scores;
	ObservationColumns criteria;
	PassLine   *lines;
	int			ngroups = PG_GETARG_INT32(5);
	ExpectancyGroup groups[MOST_GROUPS];
	Size		size = sizeof(ScoredRow) * (o->nrows + 1);
	ScoredRow  *rows = (ScoredRow *) MemoryContextAllocHuge(CurrentMemoryContext, size);
	ScoredRow  *kept = (ScoredRow *) MemoryContextAllocHuge(CurrentMemoryContext, size);
	ResultRow	row;

	observations_named_columns(o, PG_GETARG_ARRAYTYPE_P(1), &scores);
	observations_named_columns(o, PG_GETARG_ARRAYTYPE_P(2), &criteria);
	lines = pass_lines(fcinfo, criteria.n);
	inference_require(ngroups >= 2 && ngroups <= MOST_GROUPS, "groups",
					  "from 2 to " CppAsString2(MOST_GROUPS));

	row_begin_set(fcinfo, &row);
	for (int s = 0; s < scores.n; s++)
	{
		int64		n = sorted_rows(o, scores.index[s], rows);

		for (int c = 0; c < criteria.n; c++)
		{
			int64		m = with_criterion(o, criteria.index[c], rows, n, kept);

			CHECK_FOR_INTERRUPTS();
			group_rows(o, criteria.index[c], &lines[c], kept, m, ngroups, groups);
			for (int g = 0; g < ngroups; g++)
			{
				if (groups[g].n == 0)
					continue;
				row_text(&row, scores.name[s]);
				row_text(&row, criteria.name[c]);
				row_count(&row, g + 1);
				row_float8(&row, groups[g].from);
				row_float8(&row, groups[g].to);
				row_count(&row, groups[g].n);
				row_count(&row, groups[g].passed);
				row_put(&row);
			}
		}
	}
	return (Datum) 0;
}
