/*
 * comoments.c
 *		The aggregate comoments(): accumulating rows and merging states.
 *
 * A row is a scorecard; lookup.h tells which of its scores belong to which key of the state.
 */
#include "stats/comoments.h"

#include <math.h>

#include "utils/builtins.h"

#include "stats/lookup.h"

/* A stored value whose counts cannot be. */
static void
comoments_corrupted(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("comoments value is damaged"),
			 errhint("Restore the row from a backup, or compute it again.")));
}

/* The state in a datum, its counts checked against its size. */
Comoments *
comoments_from_datum(Datum datum)
{
	Comoments  *c = (Comoments *) DatumGetPointer(datum);

	if (VARATT_IS_EXTENDED(c))
		c = (Comoments *) PG_DETOAST_DATUM(datum);
	if (unlikely(VARSIZE(c) < offsetof(Comoments, value) ||
				 c->format != COMOMENTS_FORMAT || c->pairwise > 1 ||
				 c->nkeys > COMOMENTS_MAX_KEYS ||
				 c->keybytes > COMOMENTS_MAX_KEYS * (SCORECARD_MAX_KEYLEN + 1) ||
				 VARSIZE(c) != comoments_size(c->nkeys, c->pairwise, c->keybytes)))
		comoments_corrupted();
	return c;
}

/*
 * A state without rows, with the keys of a card, whose scores do not matter.
 */
Comoments *
comoments_alloc(const Scorecard *keys, bool pairwise)
{
	Size		size = comoments_size(keys->nkeys, pairwise, keys->keybytes);
	Comoments  *c;

	if (keys->nkeys > COMOMENTS_MAX_KEYS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many keys for comoments"),
				 errdetail("The limit is %d keys.", COMOMENTS_MAX_KEYS)));
	c = (Comoments *) palloc0(size);
	SET_VARSIZE(c, size);
	c->format = COMOMENTS_FORMAT;
	c->nkeys = keys->nkeys;
	c->pairwise = pairwise;
	c->keybytes = keys->keybytes;
	memcpy(COMOMENTS_KEYS(c), SCORECARD_KEYS(keys), keys->keybytes);
	return c;
}

/* A copy in the current memory context. */
Comoments *
comoments_copy(const Comoments *c)
{
	Comoments  *copy = (Comoments *) palloc(VARSIZE(c));

	memcpy(copy, c, VARSIZE(c));
	return copy;
}

/*
 * Makes a state fit to leave: negative zeroes become zero, so that the text form keeps every bit, and
 * what is not finite is refused. Accumulating cannot get there, see COMOMENTS_FARTHEST; merging can.
 */
void
comoments_seal(Comoments *c)
{
	Size		nvalues = comoments_values(c->nkeys, c->pairwise);

	for (Size i = 0; i < nvalues; i++)
	{
		c->value[i] += 0.0;
		if (!isfinite(c->value[i]))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("comoments are out of range"),
					 errdetail("The parts to be merged lie too far apart.")));
	}
}

/* What the third argument of the aggregate says. */
static bool
missing_is_pairwise(const text *missing)
{
	char	   *word = text_to_cstring(missing);

	if (strcmp(word, "listwise") == 0)
		return false;
	if (strcmp(word, "pairwise") == 0)
		return true;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown way \"%s\" to treat missing scores", word),
			 errhint("It is listwise, for models, or pairwise, for correlation matrices.")));
}

/* The state of an aggregate's first row. */
static Comoments *
first_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(2))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("comoments needs to know the keys")));
	if (PG_NARGS() > 3 && PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("comoments needs to know how to treat missing scores")));
	return comoments_alloc(lookup_keys(PG_GETARG_ARRAYTYPE_P(2)),
						   PG_NARGS() > 3 && missing_is_pairwise(PG_GETARG_TEXT_PP(3)));
}

/* A value too far from the first one of its key. */
static void
too_far(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("scores are too far apart for comoments"),
			 errdetail("Two scores of a key may differ by %g at most.", COMOMENTS_FARTHEST)));
}

/* Whether any row had this key so far, so that it has a pivot. */
static inline bool
key_seen(const Comoments *c, int i)
{
	return c->n > 0 || (c->pairwise && COMOMENTS_PAIRS(c)[TRIANGLE_AT(i, i)].n > 0);
}

/*
 * Welford's update with a complete row, whose values for the keys are at these positions. What is added
 * to the products is d d' (n - 1) / n, d being the deviations from the means before the row.
 */
void
comoments_add_complete(Comoments *c, const float8 *score, const int16 *position)
{
	float8	   *pivot = COMOMENTS_PIVOT(c);
	float8	   *mean = COMOMENTS_MEAN(c);
	float8	   *product = COMOMENTS_PRODUCT(c);
	float8		deviation[COMOMENTS_MAX_KEYS];
	float8		share;
	int			k = c->nkeys;
	bool		far = false;

	for (int i = 0; unlikely(c->n == 0) && i < k; i++)
	{
		if (!key_seen(c, i))
			pivot[i] = score[position[i]];
	}
	c->n += 1;
	share = 1 / c->n;
	for (int i = 0; i < k; i++)
	{
		float8		difference = score[position[i]] - pivot[i];

		far |= !(fabs(difference) <= COMOMENTS_FARTHEST);
		deviation[i] = difference - mean[i];
		mean[i] += deviation[i] * share;
	}
	if (unlikely(far))
		too_far();
	for (int i = 0; i < k; i++)
	{
		float8		part = deviation[i] * (1 - share);

		for (int j = 0; j <= i; j++)
			product[j] += part * deviation[j];
		product += i + 1;
	}
}

/* Adds a row to the moments of one pair. */
static inline void
pair_add(ComomentsPair *pair, float8 a, float8 b)
{
	float8		from_a = a - pair->mean_a;
	float8		from_b = b - pair->mean_b;
	float8		share;

	pair->n += 1;
	share = 1 / pair->n;
	pair->mean_a += from_a * share;
	pair->mean_b += from_b * share;
	pair->aa += from_a * from_a * (1 - share);
	pair->bb += from_b * from_b * (1 - share);
	pair->ab += from_a * from_b * (1 - share);
}

/* Adds the pairs that an incomplete row has. */
static void
add_incomplete(Comoments *c, const float8 *score, const int16 *position)
{
	ComomentsPair *pair = COMOMENTS_PAIRS(c);
	float8		difference[COMOMENTS_MAX_KEYS];

	for (int i = 0; i < c->nkeys; i++)
	{
		if (position[i] < 0)
			continue;
		if (!key_seen(c, i))
			COMOMENTS_PIVOT(c)[i] = score[position[i]];
		difference[i] = score[position[i]] - COMOMENTS_PIVOT(c)[i];
		if (!(fabs(difference[i]) <= COMOMENTS_FARTHEST))
			too_far();
		for (int j = 0; j <= i; j++)
		{
			if (position[j] >= 0)
				pair_add(&pair[TRIANGLE(i) + j], difference[i], difference[j]);
		}
	}
}

/* Adds one row. */
static void
comoments_add(Comoments *c, const Scorecard *card, const Lookup *lookup)
{
	if (lookup->complete)
	{
		comoments_add_complete(c, card->score, lookup->position);
		return;
	}
	c->incomplete += 1;
	if (c->pairwise)
		add_incomplete(c, card->score, lookup->position);
}

/* The state in argument 0, ours to change: as it is when called by an aggregate, else a copy. */
static Comoments *
own_state(FunctionCallInfo fcinfo)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);

	if (!AggCheckCallContext(fcinfo, NULL) &&
		(Pointer) c == DatumGetPointer(PG_GETARG_DATUM(0)))
		return comoments_copy(c);
	return c;
}

/*
 * comoments_accum(comoments, scorecard, keys [, missing]) -> comoments
 *		Transition of the aggregate. The keys are those of the first row; a NULL card lacks all of
 *		them.
 */
PG_FUNCTION_INFO_V1(comoments_accum);
Datum
comoments_accum(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_ARGISNULL(0) ? first_state(fcinfo) : own_state(fcinfo);

	if (PG_ARGISNULL(1))
		c->incomplete += 1;
	else
	{
		const Scorecard *card = PG_GETARG_SCORECARD_P(1);

		scorecard_prefetch_next(card);
		comoments_add(c, card, lookup_get(fcinfo->flinfo, card, COMOMENTS_KEYS(c), c->keybytes, c->nkeys));
	}
	PG_RETURN_COMOMENTS_P(c);
}

/*
 * Merges the common parts by Chan's formula: the means lie (pivot + mean) of one less that of the
 * other apart, differences first so that nothing of them is lost.
 */
static void
merge_complete(Comoments *into, const Comoments *from, const float8 *shift)
{
	float8	   *mean = COMOMENTS_MEAN(into);
	float8	   *product = COMOMENTS_PRODUCT(into);
	const float8 *more = COMOMENTS_PRODUCT(from);
	float8		apart[COMOMENTS_MAX_KEYS];
	float8		n = into->n + from->n;
	float8		share = from->n / n;
	int			k = into->nkeys;

	if (from->n == 0)
		return;
	for (int i = 0; i < k; i++)
	{
		apart[i] = shift[i] + (COMOMENTS_MEAN(from)[i] - (into->n > 0 ? mean[i] : 0));
		mean[i] = into->n > 0 ? mean[i] + apart[i] * share : apart[i];
	}
	for (int i = 0; i < k; i++)
	{
		float8		part = apart[i] * into->n * share;

		for (int j = 0; j <= i; j++)
			product[j] += more[j] + part * apart[j];
		product += i + 1;
		more += i + 1;
	}
	into->n = n;
}

/* Merges the moments of one pair, by the same formula. */
void
comoments_pair_merge(ComomentsPair *into, const ComomentsPair *from, float8 shift_a, float8 shift_b)
{
	float8		n = into->n + from->n;
	float8		share;
	float8		apart_a;
	float8		apart_b;

	if (from->n == 0)
		return;
	share = from->n / n;
	apart_a = shift_a + (from->mean_a - into->mean_a);
	apart_b = shift_b + (from->mean_b - into->mean_b);
	into->mean_a += apart_a * share;
	into->mean_b += apart_b * share;
	into->aa += from->aa + apart_a * apart_a * into->n * share;
	into->bb += from->bb + apart_b * apart_b * into->n * share;
	into->ab += from->ab + apart_a * apart_b * into->n * share;
	into->n = n;
}

/* Have both states the same variables? */
static bool
same_keys(const Comoments *a, const Comoments *b)
{
	return a->nkeys == b->nkeys && a->keybytes == b->keybytes &&
		memcmp(COMOMENTS_KEYS(a), COMOMENTS_KEYS(b), a->keybytes) == 0;
}

/* A card of zeroes with the keys of a state. */
static Scorecard *
card_of_keys(const Comoments *c)
{
	Scorecard  *card = scorecard_alloc(c->nkeys, 1, c->keybytes);

	memset(card->score, 0, sizeof(float8) * c->nkeys);
	memcpy(SCORECARD_KEYS(card), COMOMENTS_KEYS(c), c->keybytes);
	return card;
}

/*
 * A pairwise state with the keys of a card, which has all of its own: rows that were complete lack the
 * new keys, so what the common part knows of them goes into the pairs.
 */
static Comoments *
comoments_widen(const Comoments *c, const Scorecard *keys)
{
	Comoments  *wide = comoments_alloc(keys, true);
	Lookup		lookup = {0};

	lookup_fill(&lookup, keys, COMOMENTS_KEYS(c), c->keybytes, c->nkeys);
	wide->incomplete = c->n + c->incomplete;
	for (int i = 0; i < c->nkeys; i++)
	{
		COMOMENTS_PIVOT(wide)[lookup.position[i]] = COMOMENTS_PIVOT(c)[i];
		for (int j = 0; j <= i; j++)
		{
			ComomentsPair *pair = &COMOMENTS_PAIRS(wide)[TRIANGLE_AT(lookup.position[i], lookup.position[j])];
			ComomentsPair common = {
				c->n, COMOMENTS_MEAN(c)[i], COMOMENTS_MEAN(c)[j],
				COMOMENTS_PRODUCT(c)[TRIANGLE_AT(i, i)], COMOMENTS_PRODUCT(c)[TRIANGLE_AT(j, j)],
				COMOMENTS_PRODUCT(c)[TRIANGLE_AT(i, j)]
			};

			*pair = COMOMENTS_PAIRS(c)[TRIANGLE_AT(i, j)];
			comoments_pair_merge(pair, &common, 0, 0);
		}
	}
	return wide;
}

/*
 * Adds the rows of one state to another, in place where the keys are the same. Pairwise states may
 * have different keys: the result has those of both. Listwise ones may not, since no row would have
 * all keys.
 */
Comoments *
comoments_merge(Comoments *into, const Comoments *from)
{
	float8		shift[COMOMENTS_MAX_KEYS];

	if (into->pairwise != from->pairwise)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge listwise with pairwise comoments")));
	if (!same_keys(into, from))
	{
		Scorecard  *keys;

		if (!into->pairwise)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("cannot merge comoments of different keys"),
					 errhint("Compute all parts with the same array of keys, or all of them pairwise.")));
		keys = scorecard_union(card_of_keys(into), card_of_keys(from), SCORECARD_UNION_RIGHT);
		into = comoments_widen(into, keys);
		from = comoments_widen(from, keys);
	}
	for (int i = 0; i < into->nkeys; i++)
	{
		if (!key_seen(into, i))
			COMOMENTS_PIVOT(into)[i] = COMOMENTS_PIVOT(from)[i];
		shift[i] = key_seen(from, i) ? COMOMENTS_PIVOT(from)[i] - COMOMENTS_PIVOT(into)[i] : 0;
	}
	if (into->pairwise)
	{
		ComomentsPair *pair = COMOMENTS_PAIRS(into);
		const ComomentsPair *more = COMOMENTS_PAIRS(from);

		for (int i = 0; i < into->nkeys; i++)
		{
			for (int j = 0; j <= i; j++)
				comoments_pair_merge(pair++, more++, shift[i], shift[j]);
		}
	}
	merge_complete(into, from, shift);
	into->incomplete += from->incomplete;
	comoments_seal(into);
	return into;
}

/* Moves a mean of a pair to another pivot. */
static inline void
shift_mean(float8 *mean, float8 n, float8 shift)
{
	if (n > 0)
		*mean -= shift;
}

/*
 * recentred(comoments) -> comoments
 *		The same with the means as pivots. A pivot is a row's value as it was; of rows that are deleted
 *		none should remain.
 */
PG_FUNCTION_INFO_V1(comoments_recentred);
Datum
comoments_recentred(PG_FUNCTION_ARGS)
{
	Comoments  *c = comoments_copy(PG_GETARG_COMOMENTS_P(0));
	float8		shift[COMOMENTS_MAX_KEYS];

	for (int i = 0; i < c->nkeys; i++)
	{
		ComomentsPair pair;

		comoments_pair(c, i, i, &pair);
		shift[i] = pair.n > 0 ? pair.mean_a - COMOMENTS_PIVOT(c)[i] : 0;
	}
	for (int i = 0; i < c->nkeys; i++)
	{
		COMOMENTS_PIVOT(c)[i] += shift[i];
		shift_mean(&COMOMENTS_MEAN(c)[i], c->n, shift[i]);
		for (int j = 0; c->pairwise && j <= i; j++)
		{
			ComomentsPair *pair = &COMOMENTS_PAIRS(c)[TRIANGLE_AT(i, j)];

			shift_mean(&pair->mean_a, pair->n, shift[i]);
			shift_mean(&pair->mean_b, pair->n, shift[j]);
		}
	}
	comoments_seal(c);
	PG_RETURN_COMOMENTS_P(c);
}

/*
 * comoments_centred(comoments) -> comoments
 *		The same with means of 0: merged over groups, what lies within them and not between.
 */
PG_FUNCTION_INFO_V1(comoments_centred);
Datum
comoments_centred(PG_FUNCTION_ARGS)
{
	Comoments  *c = comoments_copy(PG_GETARG_COMOMENTS_P(0));

	for (int i = 0; i < c->nkeys; i++)
	{
		COMOMENTS_PIVOT(c)[i] = COMOMENTS_MEAN(c)[i] = 0;
		for (int j = 0; c->pairwise && j <= i; j++)
		{
			ComomentsPair *pair = &COMOMENTS_PAIRS(c)[TRIANGLE_AT(i, j)];

			pair->mean_a = pair->mean_b = 0;
		}
	}
	comoments_seal(c);
	PG_RETURN_COMOMENTS_P(c);
}

/* comoments_combine(comoments, comoments) -> comoments: the rows of both; NULL is no rows */
PG_FUNCTION_INFO_V1(comoments_combine);
Datum
comoments_combine(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0))
		PG_RETURN_COMOMENTS_P(comoments_copy(PG_GETARG_COMOMENTS_P(1)));
	if (PG_ARGISNULL(1))
		PG_RETURN_COMOMENTS_P(own_state(fcinfo));
	PG_RETURN_COMOMENTS_P(comoments_merge(own_state(fcinfo), PG_GETARG_COMOMENTS_P(1)));
}

/*
 * comoments_final(comoments) -> comoments
 *		Final step of the aggregates: a copy, since a window function goes on changing the state.
 */
PG_FUNCTION_INFO_V1(comoments_final);
Datum
comoments_final(PG_FUNCTION_ARGS)
{
	Comoments  *c = comoments_copy(PG_GETARG_COMOMENTS_P(0));

	comoments_seal(c);
	PG_RETURN_COMOMENTS_P(c);
}
