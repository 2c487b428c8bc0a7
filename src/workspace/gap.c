/*
 * gap.c
 *		The rules between a benchmark and what was achieved, as pure functions
 *
 * The statements that keep the table standing call these once a row; none reads a
 * table.  The predictor map comes as two arrays, indicators and for each the
 * weights of its criteria; it is the same for all rows of a statement and so is
 * taken apart only once.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "scorecard/scorecard.h"

PG_FUNCTION_INFO_V1(aiehr_actual);
PG_FUNCTION_INFO_V1(aiehr_facts_of);
PG_FUNCTION_INFO_V1(aiehr_gap_exceeded);
PG_FUNCTION_INFO_V1(aiehr_quadrant);
PG_FUNCTION_INFO_V1(aiehr_score_errors);
PG_FUNCTION_INFO_V1(aiehr_composite_error);

/* Gaps are compared after rounding to 1e-9: an exact 15 % must not tip over by its last bit. */
#define GAP_ROUNDING 1e-9

/* The error of a score whose instrument has no known reliability. */
#define UNKNOWN_ERROR (-1.0)

/* The predictor map, as kept in fn_extra. */
typedef struct PredictorMap
{
	ArrayType  *codes;			/* copies of both arrays, to see whether they are the same */
	ArrayType  *cards;
	int			n;
	text	  **indicators;
	Scorecard **weights;
} PredictorMap;

/* A copy of an array in the current context. */
static ArrayType *
array_copy(const ArrayType *array)
{
	return memcpy(palloc(VARSIZE_ANY(array)), array, VARSIZE_ANY(array));
}

/* Have two arrays the same bytes? */
static bool
array_same(const ArrayType *a, const ArrayType *b)
{
	return VARSIZE_ANY(a) == VARSIZE_ANY(b) && memcmp(a, b, VARSIZE_ANY(a)) == 0;
}

/* Take the two arrays apart in the function's own memory. */
static PredictorMap *
predictor_map_make(FunctionCallInfo fcinfo, ArrayType *indicators, ArrayType *weights)
{
	MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	PredictorMap *map = palloc0(sizeof(PredictorMap));
	Datum	   *codes;
	Datum	   *cards;
	int			ncodes;
	int			ncards;

	/* copies, so that nothing points into the caller's row */
	map->codes = array_copy(indicators);
	map->cards = array_copy(weights);
	deconstruct_array(map->codes, TEXTOID, -1, false, TYPALIGN_INT, &codes, NULL, &ncodes);
	deconstruct_array(map->cards, ARR_ELEMTYPE(weights), -1, false, TYPALIGN_DOUBLE,
					  &cards, NULL, &ncards);
	if (ncodes != ncards)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("there must be as many indicators as weights"),
				 errdetail("There are %d and %d.", ncodes, ncards)));
	map->n = ncodes;
	map->indicators = palloc(sizeof(text *) * Max(ncodes, 1));
	map->weights = palloc(sizeof(Scorecard *) * Max(ncodes, 1));
	for (int i = 0; i < ncodes; i++)
	{
		map->indicators[i] = DatumGetTextPP(codes[i]);
		map->weights[i] = DatumGetScorecardP(cards[i]);
	}
	MemoryContextSwitchTo(old);
	return map;
}

/* The predictor map in arguments 1 and 2, from the last call if it is the same. */
static PredictorMap *
predictor_map(FunctionCallInfo fcinfo)
{
	PredictorMap *map = fcinfo->flinfo->fn_extra;
	ArrayType  *indicators = PG_GETARG_ARRAYTYPE_P(1);
	ArrayType  *weights = PG_GETARG_ARRAYTYPE_P(2);

	if (map != NULL && array_same(map->codes, indicators) && array_same(map->cards, weights))
		return map;
	if (ARR_NDIM(indicators) > 1 || ARR_NDIM(weights) > 1 ||
		array_contains_nulls(indicators) || array_contains_nulls(weights))
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("indicators and weights must be plain lists without NULL")));
	map = predictor_map_make(fcinfo, indicators, weights);
	fcinfo->flinfo->fn_extra = map;
	return map;
}

/* Add one indicator's value to a card in the making. */
static void
add_item(ScorecardItem *items, int *n, const text *key, float8 value)
{
	items[*n].key = VARDATA_ANY(key);
	items[*n].keylen = VARSIZE_ANY_EXHDR(key);
	items[*n].value[0] = value;
	(*n)++;
}

/* The card of what add_item collected. */
static Scorecard *
card_of(ScorecardItem *items, int n)
{
	return scorecard_from_items(items, n, 1, ERRCODE_INVALID_PARAMETER_VALUE, NULL);
}

/*
 * _actual(performance, indicators text[], weights scorecard[]) -> scorecard
 *		What was achieved by indicator, 0..100: the weighted mean of its criteria;
 *		an indicator with less than half of them is left out.
 */
Datum
aiehr_actual(PG_FUNCTION_ARGS)
{
	Scorecard  *performance = PG_GETARG_SCORECARD_P(0);
	PredictorMap *map = predictor_map(fcinfo);
	ScorecardItem *items = palloc(sizeof(ScorecardItem) * Max(map->n, 1));
	int			n = 0;
	float8		value;

	for (int i = 0; i < map->n; i++)
		if (scorecard_composite(performance, map->weights[i], "renormalise", 0.5, &value))
			add_item(items, &n, map->indicators[i], value);
	PG_RETURN_SCORECARD_P(card_of(items, n));
}

/*
 * _facts_of(facts, indicators text[], weights scorecard[]) -> scorecard
 *		The number of facts behind each indicator, from the number by criterion.
 */
Datum
aiehr_facts_of(PG_FUNCTION_ARGS)
{
	Scorecard  *facts = PG_GETARG_SCORECARD_P(0);
	PredictorMap *map = predictor_map(fcinfo);
	ScorecardItem *items = palloc(sizeof(ScorecardItem) * Max(map->n, 1));
	int			n = 0;

	for (int i = 0; i < map->n; i++)
	{
		ScorecardPair pair;
		float8		sum = 0;

		scorecard_common(facts, map->weights[i], &pair);
		for (int k = 0; k < pair.nkeys; k++)
			sum += pair.a[k];
		add_item(items, &n, map->indicators[i], sum);
	}
	PG_RETURN_SCORECARD_P(card_of(items, n));
}

/* Is this gap to be acted on in this direction? */
static bool
exceeds(float8 gap, float8 threshold, bool under, bool over)
{
	/* the same rounding as exceeding() */
	float8		size = rint(fabs(gap) / GAP_ROUNDING) * GAP_ROUNDING;

	return size > rint(threshold / GAP_ROUNDING) * GAP_ROUNDING && (gap < 0 ? under : over);
}

/*
 * _gap_exceeded(gap, benchmark, facts, rule, threshold, direction, low_predicted, min_facts) -> scorecard
 *		The gaps to act on: strictly above the threshold in the policy's direction,
 *		on enough facts, and with the relative rule not where so little was predicted
 *		that a percentage means nothing.  NULL when there is none.
 */
Datum
aiehr_gap_exceeded(PG_FUNCTION_ARGS)
{
	Scorecard  *gap = PG_GETARG_SCORECARD_P(0);
	Scorecard  *benchmark = PG_GETARG_SCORECARD_P(1);
	Scorecard  *facts = PG_GETARG_SCORECARD_P(2);
	bool		relative = strcmp(text_to_cstring(PG_GETARG_TEXT_PP(3)), "relative") == 0;
	float8		threshold = PG_GETARG_FLOAT8(4);
	char	   *direction = text_to_cstring(PG_GETARG_TEXT_PP(5));
	float8		low_predicted = PG_GETARG_FLOAT8(6);
	int32		min_facts = PG_GETARG_INT32(7);
	bool		under = strcmp(direction, "over") != 0;
	bool		over = strcmp(direction, "under") != 0;
	ScorecardItem *items = palloc(sizeof(ScorecardItem) * Max(gap->nkeys, 1));
	int			n = 0;
	ScorecardCursor cursor;

	scorecard_cursor(gap, &cursor);
	while (scorecard_next(&cursor))
	{
		float8		predicted;
		float8		count;

		if (!exceeds(gap->score[cursor.index], threshold, under, over))
			continue;
		if (!scorecard_lookup(benchmark, cursor.key, cursor.keylen, &predicted) ||
			(relative && predicted < low_predicted))
			continue;
		if (!scorecard_lookup(facts, cursor.key, cursor.keylen, &count) || count < min_facts)
			continue;
		items[n].key = cursor.key;
		items[n].keylen = cursor.keylen;
		items[n++].value[0] = gap->score[cursor.index];
	}
	if (n == 0)
		PG_RETURN_NULL();
	PG_RETURN_SCORECARD_P(card_of(items, n));
}

/*
 * _quadrant(fit, fit_sem, performance, fit_cut, performance_cut) -> text
 *		high_high, high_low (high fit, low performance), low_high, low_low; unclear
 *		when the fit is within one standard error of its cut, where that error is
 *		known; NULL without fit or performance.
 */
Datum
aiehr_quadrant(PG_FUNCTION_ARGS)
{
	bool		fit_high;
	bool		performance_high;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(1) &&
		fabs(PG_GETARG_FLOAT8(0) - PG_GETARG_FLOAT8(3)) <= PG_GETARG_FLOAT8(1))
		PG_RETURN_TEXT_P(cstring_to_text("unclear"));
	fit_high = PG_GETARG_FLOAT8(0) >= PG_GETARG_FLOAT8(3);
	performance_high = PG_GETARG_FLOAT8(2) >= PG_GETARG_FLOAT8(4);
	PG_RETURN_TEXT_P(cstring_to_text(fit_high
									 ? (performance_high ? "high_high" : "high_low")
									 : (performance_high ? "low_high" : "low_low")));
}

/*
 * _score_errors(scores, sem) -> scorecard
 *		The standard error of each score as its instrument's norm has it, -1 where it
 *		is not known; unknown stands in the card, so that a later score of unknown
 *		error hides the known error of an earlier one.
 */
Datum
aiehr_score_errors(PG_FUNCTION_ARGS)
{
	Scorecard  *scores;
	Scorecard  *sem;
	Scorecard  *errors;
	ScorecardCursor cursor;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	scores = PG_GETARG_SCORECARD_P(0);
	sem = PG_ARGISNULL(1) ? NULL : PG_GETARG_SCORECARD_P(1);
	errors = scorecard_copy(scores);
	scorecard_cursor(errors, &cursor);
	while (scorecard_next(&cursor))
		if (sem == NULL ||
			!scorecard_lookup(sem, cursor.key, cursor.keylen, &errors->score[cursor.index]))
			errors->score[cursor.index] = UNKNOWN_ERROR;
	PG_RETURN_SCORECARD_P(errors);
}

/*
 * _composite_error(scores, weights, errors) -> float8
 *		Standard error of measurement of the weighted mean of independent errors,
 *		sqrt(sum (w e)^2) / sum w over the indicators that are there; NULL when one
 *		of them is not known.
 */
Datum
aiehr_composite_error(PG_FUNCTION_ARGS)
{
	Scorecard  *scores = PG_GETARG_SCORECARD_P(0);
	Scorecard  *weights = PG_GETARG_SCORECARD_P(1);
	Scorecard  *errors = PG_GETARG_SCORECARD_P(2);
	float8		squares = 0;
	float8		total = 0;
	ScorecardCursor cursor;

	scorecard_cursor(weights, &cursor);
	while (scorecard_next(&cursor))
	{
		float8		weight = weights->score[cursor.index];
		float8		score;
		float8		error;

		if (weight == 0 || !scorecard_lookup(scores, cursor.key, cursor.keylen, &score))
			continue;
		if (!scorecard_lookup(errors, cursor.key, cursor.keylen, &error) || error < 0)
			PG_RETURN_NULL();
		squares += weight * weight * error * error;
		total += weight;
	}
	if (total <= 0 || !isfinite(squares) || !isfinite(total))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sqrt(squares) / total);
}
