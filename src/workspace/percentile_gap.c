/*
 * percentile_gap.c
 *		The gap between two ranks: where a person was predicted to stand and where he stands
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "scorecard/scorecard.h"
#include "stats/norm.h"

PG_FUNCTION_INFO_V1(aiehr_percentile_gap);

/* Norms of gaps hold values rounded to 1e-9, so that what differs by its last bits alone is a tie. */
#define ROUNDED(x) (rint((x) * 1e9) / 1e9)

/* The norms of a job, as kept in fn_extra: most rows of a statement come with the same. */
typedef struct GapNorms
{
	MemoryContext context;		/* holds all of this; goes when another job's norms come */
	ArrayType  *given[3];		/* copies of the arguments, to see whether they are the same */
	int			n;
	text	  **indicator;
	const Norm **predicted;
	const Norm **actual;
} GapNorms;

/* The elements of an array, which may not hold NULL. */
static Datum *
array_elements(ArrayType *array, char align, int *n)
{
	Datum	   *elements;

	if (ARR_NDIM(array) > 1 || array_contains_nulls(array))
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("indicators and norms must be plain lists without NULL")));
	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, align, &elements, NULL, n);
	return elements;
}

/* Takes the arrays in arguments 2 to 4 apart. */
static GapNorms *
gap_norms_make(FunctionCallInfo fcinfo)
{
	MemoryContext context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "norms of gaps",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	GapNorms   *norms = (GapNorms *) palloc0(sizeof(GapNorms));
	Datum	   *element[3];
	int			n[3];

	norms->context = context;
	for (int i = 0; i < 3; i++)
	{
		norms->given[i] = PG_GETARG_ARRAYTYPE_P_COPY(2 + i);
		element[i] = array_elements(norms->given[i], i == 0 ? TYPALIGN_INT : TYPALIGN_DOUBLE, &n[i]);
	}
	if (n[0] != n[1] || n[0] != n[2])
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("there must be as many norms as indicators"),
				 errdetail("There are %d, %d and %d.", n[1], n[2], n[0])));
	norms->n = n[0];
	norms->indicator = (text **) palloc(sizeof(text *) * Max(n[0], 1));
	norms->predicted = (const Norm **) palloc(sizeof(Norm *) * Max(n[0], 1));
	norms->actual = (const Norm **) palloc(sizeof(Norm *) * Max(n[0], 1));
	for (int i = 0; i < norms->n; i++)
	{
		norms->indicator[i] = DatumGetTextPP(element[0][i]);
		norms->predicted[i] = DatumGetNormP(element[1][i]);
		norms->actual[i] = DatumGetNormP(element[2][i]);
	}
	MemoryContextSwitchTo(old);
	return norms;
}

/* The norms in arguments 2 to 4, from the last call if they are the same. */
static GapNorms *
gap_norms(FunctionCallInfo fcinfo)
{
	GapNorms   *norms = (GapNorms *) fcinfo->flinfo->fn_extra;
	bool		same = norms != NULL;

	for (int i = 0; same && i < 3; i++)
	{
		ArrayType  *given = PG_GETARG_ARRAYTYPE_P(2 + i);

		same = VARSIZE_ANY(given) == VARSIZE_ANY(norms->given[i]) &&
			memcmp(given, norms->given[i], VARSIZE_ANY(given)) == 0;
	}
	if (same)
		return norms;
	fcinfo->flinfo->fn_extra = NULL;
	if (norms != NULL)
		MemoryContextDelete(norms->context);
	fcinfo->flinfo->fn_extra = gap_norms_make(fcinfo);
	return (GapNorms *) fcinfo->flinfo->fn_extra;
}

/*
 * _percentile_gap(predicted, actual, indicators text[], norms of predicted norm[], norms of actual norm[])
 *			-> scorecard
 *		Share of the norm below what was achieved less share below what was predicted, -1..1, mid-ranks;
 *		over the indicators that have both and a norm.
 */
Datum
aiehr_percentile_gap(PG_FUNCTION_ARGS)
{
	Scorecard  *predicted = PG_GETARG_SCORECARD_P(0);
	Scorecard  *actual = PG_GETARG_SCORECARD_P(1);
	GapNorms   *norms = gap_norms(fcinfo);
	ScorecardItem *items = (ScorecardItem *) palloc(sizeof(ScorecardItem) * Max(norms->n, 1));
	int			n = 0;

	for (int i = 0; i < norms->n; i++)
	{
		const char *key = VARDATA_ANY(norms->indicator[i]);
		int			keylen = VARSIZE_ANY_EXHDR(norms->indicator[i]);
		float8		expected;
		float8		achieved;

		if (!scorecard_lookup(predicted, key, keylen, &expected) ||
			!scorecard_lookup(actual, key, keylen, &achieved))
			continue;
		items[n].key = key;
		items[n].keylen = keylen;
		items[n++].value[0] = (norm_rank(norms->actual[i], ROUNDED(achieved)) -
							   norm_rank(norms->predicted[i], ROUNDED(expected))) / 100;
	}
	PG_RETURN_SCORECARD_P(scorecard_from_items(items, n, 1, ERRCODE_INVALID_PARAMETER_VALUE, NULL));
}
