/*
 * achieved.c
 *		From the performance facts of one spell to its scores by criterion
 *
 * The facts of a spell come packed into one bytea, _fact() of each joined by core's
 * string_agg(): the statement that gathers them for a hundred thousand people then
 * needs one aggregate a person instead of one a column.  A packed fact is
 *
 *		value float8 | first day int32 | day after the last int32 | recorded int64
 *		| length of the code, one byte | the criterion's code
 *
 * in the machine's byte order, unaligned; it lives as long as the statement.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"

#include "scorecard/scorecard.h"

PG_FUNCTION_INFO_V1(aiehr_fact);
PG_FUNCTION_INFO_V1(aiehr_achieved);

/* How the facts of a criterion become one value: the codes in the argument `how` */
#define HOW_MEAN	0
#define HOW_SUM		1
#define HOW_LAST	2

/* A fact as it is packed; the code follows */
typedef struct PackedFact
{
	float8		value;
	DateADT		starts;
	DateADT		ends;			/* exclusive */
	TimestampTz recorded;
	uint8		keylen;
} PackedFact;

#define PACKED_FACT_SIZE (sizeof(float8) + 2 * sizeof(DateADT) + sizeof(TimestampTz) + 1)

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

/*
 * _fact(criterion, value, period, recorded) -> bytea
 *		One fact, packed for _achieved().  The period must have both its ends.
 */
Datum
aiehr_fact(PG_FUNCTION_ARGS)
{
	text	   *criterion = PG_GETARG_TEXT_PP(0);
	float8		value = PG_GETARG_FLOAT8(1);
	RangeType  *period = PG_GETARG_RANGE_P(2);
	TimestampTz recorded = PG_GETARG_TIMESTAMPTZ(3);
	Size		keylen = VARSIZE_ANY_EXHDR(criterion);
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;
	DateADT		days[2];
	bytea	   *packed;
	char	   *to;

	range_deserialize(range_get_typcache(fcinfo, RangeTypeGetOid(period)), period,
					  &lower, &upper, &empty);
	if (empty || lower.infinite || upper.infinite)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the period of a fact must have a first and a last day")));
	if (keylen < 1 || keylen > SCORECARD_MAX_KEYLEN)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the code of a criterion must have 1 to %d bytes", SCORECARD_MAX_KEYLEN)));
	days[0] = DatumGetDateADT(lower.val);
	days[1] = DatumGetDateADT(upper.val);
	packed = palloc(VARHDRSZ + PACKED_FACT_SIZE + keylen);
	SET_VARSIZE(packed, VARHDRSZ + PACKED_FACT_SIZE + keylen);
	to = VARDATA(packed);
	memcpy(to, &value, sizeof(value));
	to += sizeof(value);
	memcpy(to, days, sizeof(days));
	to += sizeof(days);
	memcpy(to, &recorded, sizeof(recorded));
	to += sizeof(recorded);
	*to++ = (char) keylen;
	memcpy(to, VARDATA_ANY(criterion), keylen);
	PG_RETURN_BYTEA_P(packed);
}

/*
 * Unpack the fact at *from and step to the next; NULL at the end, else its code.
 * Anybody may call _achieved() with any bytes, so every step is checked.
 */
static const char *
next_fact(const char **from, const char *end, PackedFact *fact)
{
	const char *p = *from;
	const char *key;

	if (p == end)
		return NULL;
	if (end - p < (ptrdiff_t) PACKED_FACT_SIZE)
		goto malformed;
	memcpy(&fact->value, p, sizeof(float8));
	p += sizeof(float8);
	memcpy(&fact->starts, p, sizeof(DateADT));
	p += sizeof(DateADT);
	memcpy(&fact->ends, p, sizeof(DateADT));
	p += sizeof(DateADT);
	memcpy(&fact->recorded, p, sizeof(TimestampTz));
	p += sizeof(TimestampTz);
	fact->keylen = (uint8) *p++;
	key = p;
	if (fact->keylen < 1 || fact->keylen > SCORECARD_MAX_KEYLEN || end - p < fact->keylen ||
		!isfinite(fact->value) || !IS_VALID_DATE(fact->starts) || !IS_VALID_DATE(fact->ends))
		goto malformed;
	*from = p + fact->keylen;
	return key;

malformed:
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("malformed facts"),
			 errhint("They are made by string_agg(aiehr._fact(...), '').")));
}

/* The criterion's tally, a new one when it is the first fact of it. */
static Tally *
tally_of(Tally *tallies, int *ntallies, const char *key, int keylen)
{
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

/* The number of facts and the latest end of a period. */
static int
count_facts(const char *from, const char *end, DateADT *last_end)
{
	PackedFact	fact;
	int			n = 0;

	while (next_fact(&from, end, &fact) != NULL)
	{
		*last_end = n == 0 ? fact.ends : Max(*last_end, fact.ends);
		n++;
	}
	return n;
}

/* Count the facts that end after `window` and do not begin before `since`, by criterion. */
static int
tally_facts(const char *from, const char *end, Timestamp window, DateADT since, Tally *tallies)
{
	PackedFact	fact;
	const char *key;
	int			ntallies = 0;

	while ((key = next_fact(&from, end, &fact)) != NULL)
	{
		Tally	   *tally;

		CHECK_FOR_INTERRUPTS();
		if (date2timestamp_no_overflow(fact.ends) <= (double) window || fact.starts < since)
			continue;
		tally = tally_of(tallies, &ntallies, key, fact.keylen);
		/* the latest period counts, among equals what was recorded last, then the larger value */
		if (tally->n == 0 || fact.ends > tally->last_ends ||
			(fact.ends == tally->last_ends &&
			 (fact.recorded > tally->last_recorded ||
			  (fact.recorded == tally->last_recorded && fact.value > tally->last))))
		{
			tally->last = fact.value;
			tally->last_ends = fact.ends;
			tally->last_recorded = fact.recorded;
		}
		tally->n++;
		tally->sum += fact.value;
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
 * _achieved(facts bytea, since date, window interval, lo, hi, how scorecard) -> scorecard[2]
 *		Performance by criterion, 0..100, and the number of facts behind each, from
 *		the facts whose period begins at or after `since` and ends within `window`
 *		of the latest end.  lo, hi: the scale by criterion (a criterion without one
 *		is counted but not scored); how: 0 mean, 1 sum, 2 last.
 */
Datum
aiehr_achieved(PG_FUNCTION_ARGS)
{
	DateADT		since = PG_ARGISNULL(1) ? DATEVAL_NOBEGIN : PG_GETARG_DATEADT(1);
	bytea	   *facts;
	const char *from;
	const char *end;
	DateADT		last_end;
	Timestamp	window;
	Tally	   *tallies;
	ScorecardItem *score;
	ScorecardItem *count;
	int			nfacts;
	int			ntallies;
	int			nscores = 0;
	Datum		cards[2];

	for (int i = 0; i < 6; i++)
		if (i != 1 && PG_ARGISNULL(i))
			PG_RETURN_NULL();
	facts = PG_GETARG_BYTEA_PP(0);
	from = VARDATA_ANY(facts);
	end = from + VARSIZE_ANY_EXHDR(facts);
	nfacts = count_facts(from, end, &last_end);
	if (nfacts == 0)
		PG_RETURN_NULL();
	window = DatumGetTimestamp(DirectFunctionCall2(date_mi_interval, DateADTGetDatum(last_end),
												   PG_GETARG_DATUM(2)));
	tallies = palloc(sizeof(Tally) * nfacts);
	ntallies = tally_facts(from, end, window, since, tallies);
	score = palloc(sizeof(ScorecardItem) * Max(ntallies, 1));
	count = palloc(sizeof(ScorecardItem) * Max(ntallies, 1));
	for (int i = 0; i < ntallies; i++)
	{
		count[i].key = tallies[i].key;
		count[i].keylen = tallies[i].keylen;
		count[i].value[0] = tallies[i].n;
		score[nscores] = count[i];
		if (scaled(&tallies[i], PG_GETARG_SCORECARD_P(3), PG_GETARG_SCORECARD_P(4),
				   PG_GETARG_SCORECARD_P(5), &score[nscores].value[0]))
			nscores++;
	}
	cards[0] = PointerGetDatum(scorecard_from_items(score, nscores, 1,
													ERRCODE_INVALID_PARAMETER_VALUE, NULL));
	cards[1] = PointerGetDatum(scorecard_from_items(count, ntallies, 1,
													ERRCODE_INVALID_PARAMETER_VALUE, NULL));
	PG_RETURN_ARRAYTYPE_P(construct_array(cards, 2, get_fn_expr_argtype(fcinfo->flinfo, 3),
										  -1, false, TYPALIGN_DOUBLE));
}
