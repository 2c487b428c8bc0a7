/*
 * achieved.c
 *		From the performance facts of one spell to its scores by criterion
 *
 * The facts come as arrays in step, so that the statement which gathers them for
 * thousands of people needs one grouping and no second pass.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "scorecard/scorecard.h"

PG_FUNCTION_INFO_V1(aiehr_achieved);

/* How the facts of a criterion become one value: the codes in the argument `how` */
#define HOW_MEAN	0
#define HOW_SUM		1
#define HOW_LAST	2

/* The facts of one spell, in step */
typedef struct Facts
{
	int			n;
	Datum	   *criterion;		/* text */
	Datum	   *value;			/* float8 */
	Datum	   *starts;			/* date */
	Datum	   *ends;			/* date, exclusive */
	Datum	   *recorded;		/* timestamptz */
} Facts;

/* What the counted facts of one criterion amount to */
typedef struct Tally
{
	const char *key;
	int			keylen;
	float8		n;
	float8		sum;
	float8		last;
	DateADT		last_ends;
	TimestampTz last_recorded;
} Tally;

/* One of the arrays; all must have the same length and no NULL. */
static Datum *
elements(FunctionCallInfo fcinfo, int arg, Oid type, int16 len, bool byval, char align, int *n)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(arg);
	Datum	   *values;
	int			count;

	if (ARR_NDIM(array) > 1 || array_contains_nulls(array))
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("facts must be plain lists without NULL")));
	deconstruct_array(array, type, len, byval, align, &values, NULL, &count);
	if (*n >= 0 && *n != count)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("lists of facts must be of one length"),
				 errdetail("There are %d and %d elements.", *n, count)));
	*n = count;
	return values;
}

/* The criterion's tally, a new one when it is the first fact of it. */
static Tally *
tally_of(Tally *tallies, int *ntallies, Datum criterion)
{
	const char *key = VARDATA_ANY(DatumGetPointer(criterion));
	int			keylen = VARSIZE_ANY_EXHDR(DatumGetPointer(criterion));
	Tally	   *tally;

	for (int i = 0; i < *ntallies; i++)
		if (tallies[i].keylen == keylen && memcmp(tallies[i].key, key, keylen) == 0)
			return &tallies[i];
	tally = &tallies[(*ntallies)++];
	memset(tally, 0, sizeof(*tally));
	tally->key = key;
	tally->keylen = keylen;
	return tally;
}

/* The first date after which a period must end to be in the window. */
static Timestamp
window_start(const Facts *facts, Datum window)
{
	DateADT		last_end = DatumGetDateADT(facts->ends[0]);

	for (int i = 1; i < facts->n; i++)
		last_end = Max(last_end, DatumGetDateADT(facts->ends[i]));
	return DatumGetTimestamp(DirectFunctionCall2(date_mi_interval, DateADTGetDatum(last_end), window));
}

/* Count the facts that are in the window and not before `since`, by criterion. */
static int
tally_facts(const Facts *facts, Timestamp window, DateADT since, Tally *tallies)
{
	int			ntallies = 0;

	for (int i = 0; i < facts->n; i++)
	{
		DateADT		ends = DatumGetDateADT(facts->ends[i]);
		TimestampTz recorded = DatumGetTimestampTz(facts->recorded[i]);
		float8		value = DatumGetFloat8(facts->value[i]);
		Tally	   *tally;

		if (date2timestamp_no_overflow(ends) <= (double) window ||
			DatumGetDateADT(facts->starts[i]) < since)
			continue;
		CHECK_FOR_INTERRUPTS();
		tally = tally_of(tallies, &ntallies, facts->criterion[i]);
		/* the latest period counts, among equals what was recorded last, then the larger value */
		if (tally->n == 0 || ends > tally->last_ends ||
			(ends == tally->last_ends &&
			 (recorded > tally->last_recorded ||
			  (recorded == tally->last_recorded && value > tally->last))))
		{
			tally->last = value;
			tally->last_ends = ends;
			tally->last_recorded = recorded;
		}
		tally->n++;
		tally->sum += value;
	}
	return ntallies;
}

/* The criterion's value on 0..100 by its scale; false where it has none. */
static bool
scaled(const Tally *tally, const Scorecard *lo, const Scorecard *hi, const Scorecard *how,
	   float8 *score)
{
	float8		worst;
	float8		best;
	float8		rule;
	float8		value;

	if (!scorecard_lookup(lo, tally->key, tally->keylen, &worst) ||
		!scorecard_lookup(hi, tally->key, tally->keylen, &best) ||
		!scorecard_lookup(how, tally->key, tally->keylen, &rule))
		return false;
	value = rule == HOW_LAST ? tally->last : rule == HOW_SUM ? tally->sum : tally->sum / tally->n;
	*score = (value - worst) / (best - worst) * 100;
	if (isnan(*score))
		return false;
	*score = Min(Max(*score, 0), 100);
	return true;
}

/*
 * _achieved(criteria text[], value float8[], starts date[], ends date[], recorded timestamptz[],
 *			 since date, window interval, lo, hi, how scorecard) -> scorecard[2]
 *		Performance by criterion, 0..100, and the number of facts behind each, from
 *		the facts whose period begins at or after `since` and ends within `window`
 *		of the latest end.  lo, hi: the scale by criterion (a criterion without one
 *		is counted but not scored); how: 0 mean, 1 sum, 2 last.
 */
Datum
aiehr_achieved(PG_FUNCTION_ARGS)
{
	Facts		facts = {.n = -1};
	DateADT		since = PG_ARGISNULL(5) ? DATEVAL_NOBEGIN : PG_GETARG_DATEADT(5);
	Tally	   *tallies;
	ScorecardItem *score;
	ScorecardItem *count;
	int			ntallies;
	int			nscores = 0;
	Datum		cards[2];
	Oid			cardtype;

	for (int i = 0; i < 10; i++)
		if (i != 5 && PG_ARGISNULL(i))
			PG_RETURN_NULL();
	facts.criterion = elements(fcinfo, 0, TEXTOID, -1, false, TYPALIGN_INT, &facts.n);
	facts.value = elements(fcinfo, 1, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
						   TYPALIGN_DOUBLE, &facts.n);
	facts.starts = elements(fcinfo, 2, DATEOID, sizeof(DateADT), true, TYPALIGN_INT, &facts.n);
	facts.ends = elements(fcinfo, 3, DATEOID, sizeof(DateADT), true, TYPALIGN_INT, &facts.n);
	facts.recorded = elements(fcinfo, 4, TIMESTAMPTZOID, sizeof(TimestampTz), FLOAT8PASSBYVAL,
							  TYPALIGN_DOUBLE, &facts.n);
	if (facts.n == 0)
		PG_RETURN_NULL();

	tallies = palloc(sizeof(Tally) * facts.n);
	ntallies = tally_facts(&facts, window_start(&facts, PG_GETARG_DATUM(6)), since, tallies);
	score = palloc(sizeof(ScorecardItem) * Max(ntallies, 1));
	count = palloc(sizeof(ScorecardItem) * Max(ntallies, 1));
	for (int i = 0; i < ntallies; i++)
	{
		count[i].key = tallies[i].key;
		count[i].keylen = tallies[i].keylen;
		count[i].value[0] = tallies[i].n;
		score[nscores] = count[i];
		if (scaled(&tallies[i], PG_GETARG_SCORECARD_P(7), PG_GETARG_SCORECARD_P(8),
				   PG_GETARG_SCORECARD_P(9), &score[nscores].value[0]))
			nscores++;
	}
	cards[0] = PointerGetDatum(scorecard_from_items(score, nscores, 1,
													ERRCODE_INVALID_PARAMETER_VALUE, NULL));
	cards[1] = PointerGetDatum(scorecard_from_items(count, ntallies, 1,
													ERRCODE_INVALID_PARAMETER_VALUE, NULL));
	cardtype = get_fn_expr_argtype(fcinfo->flinfo, 7);
	PG_RETURN_ARRAYTYPE_P(construct_array(cards, 2, cardtype, -1, false, TYPALIGN_DOUBLE));
}
