/*
 * scoring.c
 *		From raw results to decisions: rescale, composite, gap, exceeding, dot.
 */
#include "scorecard/scorecard.h"

#include <float.h>
#include <math.h>

#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* Shares and gaps are compared after rounding to this, so that the last bit decides nothing. */
#define COMPARE_DIGITS 1e9

/* Above this size a double's own steps are wider than the rounding. */
#define COMPARE_LIMIT 4e6

/* What composite() does when the card lacks a key of the weights. */
typedef enum MissingRule
{
	MISSING_RENORMALISE,
	MISSING_NULL,
	MISSING_ERROR
} MissingRule;

/* Weights of composite(), checked and ready for use: see weights_prepare(). */
typedef struct Weights
{
	const Scorecard *card;		/* as given; its keys are the items */
	float8	   *weight;			/* scaled by a power of two, the largest is in [0.5, 1) */
	float8		total;			/* sum of weight */
	int			nitems;			/* keys with a weight above zero */
} Weights;

/* How cards with certain keys, other than those of the weights, are scored: see layout_prepare(). */
typedef struct Layout
{
	const Scorecard *card;		/* a card with those keys */
	int16	   *positions;		/* of the items in the card, or -1 */
	float8	   *weight;			/* of the items that the card has, else zero */
	float8		total;			/* sum of weight */
	int			nfound;			/* items that the card has */
} Layout;

/* What composite() keeps between the calls of one query. */
typedef struct CompositeCache
{
	bool		weights_const;	/* the argument is a Const of the plan */
	bool		missing_const;
	Datum		weights_datum;	/* 0 until `weights` is ready */
	Datum		missing_datum;
	struct varlena *weights_raw;	/* copy of the argument's bytes */
	MemoryContext context;		/* holds weights_raw and what `weights` and `layout` point to */
	Weights		weights;
	Layout		layout;
	bool		layout_ready;
	Scorecard  *layout_card;	/* copy of the card that `layout` is for */
	Size		layout_space;	/* its room in bytes */
	MissingRule missing;
} CompositeCache;

/* Is this text argument the word? */
static inline bool
text_is(const text *t, const char *word)
{
	return VARSIZE_ANY_EXHDR(t) == strlen(word) &&
		memcmp(VARDATA_ANY(t), word, VARSIZE_ANY_EXHDR(t)) == 0;
}

/* Rounds for comparison; monotone, so that it never turns an order around. */
static inline float8
round_for_compare(float8 x)
{
	return fabs(x) < COMPARE_LIMIT ? rint(x * COMPARE_DIGITS) / COMPARE_DIGITS : x;
}

/*
 * Sum of products. Four partial sums, which the compiler may keep in vectors; the order of additions
 * depends on n alone, so that the same numbers always give the same result.
 */
static inline float8
sum_of_products(const float8 *a, const float8 *b, int n)
{
	float8		sum[4] = {0, 0, 0, 0};
	int			i = 0;

	for (; i + 4 <= n; i += 4)
	{
		for (int k = 0; k < 4; k++)
			sum[k] += a[i + k] * b[i + k];
	}
	for (; i < n; i++)
		sum[0] += a[i] * b[i];
	return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

/*
 * Checks weights and scales them by a power of two, which changes no digit of any result, but keeps
 * their sum from overflowing and small ones from vanishing. Memory for the scaled ones is given.
 */
static void
weights_prepare(Weights *w, const Scorecard *card, float8 *scaled)
{
	ScorecardCursor cursor;
	float8		largest = 0;
	int			exponent;

	scorecard_cursor(card, &cursor);
	while (scorecard_next(&cursor))
	{
		if (!(card->score[cursor.index] >= 0))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("weight of \"%.*s\" must not be negative", cursor.keylen, cursor.key),
					 errhint("For regression weights use dot().")));
		largest = Max(largest, card->score[cursor.index]);
	}
	if (largest == 0 || !isfinite(largest))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("at least one weight must be above zero")));

	(void) frexp(largest, &exponent);
	w->card = card;
	w->weight = scaled;
	w->total = 0;
	w->nitems = 0;
	for (int i = 0; i < card->nkeys; i++)
	{
		w->weight[i] = ldexp(card->score[i], -exponent);
		w->total += w->weight[i];
		w->nitems += card->score[i] > 0;
	}
}

/*
 * Weighted mean of n scores. Where the sum overflows although the mean need not, once more with
 * scores made smaller by a power of two.
 */
static inline float8
weighted_mean(const float8 *weight, const float8 *score, int n, float8 total)
{
	float8		sum = sum_of_products(weight, score, n);

	if (unlikely(!isfinite(sum)))
	{
		sum = 0;
		for (int i = 0; i < n; i++)
			sum += weight[i] * ldexp(score[i], -11);
		sum = ldexp(sum / total, 11);
		if (!isfinite(sum))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("composite is out of range")));
		return sum;
	}
	return sum / total + 0.0;
}

/* Raises the error of missing => 'error', naming the first key that the card lacks. */
static void
missing_error(const Weights *w, const int16 *positions)
{
	ScorecardCursor cursor;

	scorecard_cursor(w->card, &cursor);
	while (scorecard_next(&cursor))
	{
		if (positions[cursor.index] < 0 && w->weight[cursor.index] > 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("score of \"%.*s\" is missing", cursor.keylen, cursor.key)));
	}
}

/*
 * Finds the items of the weights in a card. Memory for the arrays, one element for each key of the
 * weights, is given.
 */
static void
layout_prepare(Layout *layout, const Weights *w, const Scorecard *card)
{
	scorecard_positions(w->card, card, layout->positions);
	layout->card = card;
	layout->total = 0;
	layout->nfound = 0;
	for (int i = 0; i < w->card->nkeys; i++)
	{
		bool		found = layout->positions[i] >= 0 && w->weight[i] > 0;

		layout->weight[i] = found ? w->weight[i] : 0;
		layout->total += layout->weight[i];
		layout->nfound += found;
	}
}

/*
 * Composite of a card whose keys are not those of the weights. The numbers are brought into the order
 * of the weights, so that keys that do not count cannot change the last digit. False means NULL.
 */
static bool
composite_by_layout(const Weights *w, const Layout *layout, const Scorecard *s,
					MissingRule missing, float8 min_share, float8 *result)
{
	float8		score[SCORECARD_MAX_KEYS];

	if (layout->nfound < w->nitems)
	{
		float8		share = Min(layout->total / w->total, (float8) layout->nfound / w->nitems);

		if (missing == MISSING_ERROR)
			missing_error(w, layout->positions);
		if (missing == MISSING_NULL || layout->nfound == 0 ||
			round_for_compare(share) < round_for_compare(min_share))
			return false;
	}
	for (int i = 0; i < w->card->nkeys; i++)
		score[i] = layout->weight[i] > 0 ? s->score[layout->positions[i]] : 0;
	*result = weighted_mean(layout->weight, score, w->card->nkeys, layout->total);
	return true;
}

/* The rule for missing keys by its name. */
static MissingRule
missing_rule(const text *name)
{
	if (text_is(name, "renormalise"))
		return MISSING_RENORMALISE;
	if (text_is(name, "null"))
		return MISSING_NULL;
	if (text_is(name, "error"))
		return MISSING_ERROR;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown rule for missing scores"),
			 errhint("Use 'renormalise', 'null' or 'error'.")));
}

/* Refuses a share that is none; written so that NaN is refused too. */
static inline void
check_min_share(float8 min_share)
{
	if (unlikely(!(min_share >= 0 && min_share <= 1)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("min_share must be between 0 and 1")));
}

/*
 * For C code: composite() with the weights checked anew at each call. False means NULL.
 */
bool
scorecard_composite(const Scorecard *s, const Scorecard *weights,
					const char *missing, float8 min_share, float8 *result)
{
	float8		scaled[SCORECARD_MAX_KEYS];
	float8		found[SCORECARD_MAX_KEYS];
	int16		positions[SCORECARD_MAX_KEYS];
	Weights		w;
	Layout		layout = {.positions = positions, .weight = found};

	check_min_share(min_share);
	weights_prepare(&w, weights, scaled);
	layout_prepare(&layout, &w, s);
	return composite_by_layout(&w, &layout, s, missing_rule(cstring_to_text(missing)), min_share,
							   result);
}

/*
 * Is an argument of the call a Const of the plan? Its datum is then the same pointer in every call. (A
 * parameter is not enough: PL/pgSQL evaluates one expression many times with changing values.)
 */
static bool
argument_is_const(FmgrInfo *flinfo, int argument)
{
	Node	   *expr = flinfo->fn_expr;
	List	   *args;

	if (expr == NULL || !IsA(expr, FuncExpr))
		return false;
	args = ((FuncExpr *) expr)->args;
	return argument < list_length(args) && IsA(list_nth(args, argument), Const);
}

/* The cache of a call site, made at its first call. */
static CompositeCache *
composite_cache(FmgrInfo *flinfo)
{
	CompositeCache *cache = (CompositeCache *) MemoryContextAllocZero(flinfo->fn_mcxt,
																	 sizeof(CompositeCache));

	cache->weights_const = argument_is_const(flinfo, 1);
	cache->missing_const = argument_is_const(flinfo, 2);
	cache->context = AllocSetContextCreate(flinfo->fn_mcxt, "aiehr composite weights",
										   ALLOCSET_SMALL_SIZES);
	flinfo->fn_extra = cache;
	return cache;
}

/*
 * Makes the cached weights those of the argument, unless they are already: known by the bytes of the
 * argument as it came, before detoasting. An out-of-line value is read each time.
 */
static void
composite_cache_weights(CompositeCache *cache, Datum datum)
{
	struct varlena *raw = (struct varlena *) DatumGetPointer(datum);
	Size		size = VARSIZE_ANY(raw);
	MemoryContext old;
	Scorecard  *card;

	if (cache->weights_datum != (Datum) 0 && !VARATT_IS_EXTERNAL(raw) &&
		VARSIZE_ANY(cache->weights_raw) == size && memcmp(cache->weights_raw, raw, size) == 0)
		return;

	cache->weights_datum = (Datum) 0;	/* an error below must not leave half a cache */
	MemoryContextReset(cache->context);
	old = MemoryContextSwitchTo(cache->context);
	cache->weights_raw = (struct varlena *) palloc(size);
	memcpy(cache->weights_raw, raw, size);
	card = DatumGetScorecardP(PointerGetDatum(cache->weights_raw));
	weights_prepare(&cache->weights, card,
					(float8 *) palloc(sizeof(float8) * Max(card->nkeys, 1)));
	cache->layout.weight = (float8 *) palloc(sizeof(float8) * Max(card->nkeys, 1));
	cache->layout.positions = (int16 *) palloc(sizeof(int16) * Max(card->nkeys, 1));
	cache->layout_space = 0;
	cache->layout_ready = false;
	MemoryContextSwitchTo(old);
	cache->weights_datum = datum;
}

/*
 * Makes the cached layout that of a card, unless it is already. Rows next to each other mostly have
 * the same keys, then finding the items costs no more than comparing the keys with those of the row
 * before.
 */
static void
composite_cache_layout(CompositeCache *cache, const Scorecard *s)
{
	Size		size = VARSIZE(s);

	if (cache->layout_ready && scorecard_same_keys(cache->layout.card, s))
		return;
	cache->layout_ready = false;	/* an error below must not leave half a layout */
	if (cache->layout_space < size)
	{
		/* an outgrown copy stays until the weights change; doubling keeps that small */
		Size		space = Max(size, 2 * cache->layout_space);

		cache->layout_card = (Scorecard *) MemoryContextAlloc(cache->context, space);
		cache->layout_space = space;
	}
	memcpy(cache->layout_card, s, size);
	layout_prepare(&cache->layout, &cache->weights, cache->layout_card);
	cache->layout_ready = true;
}

/*
 * composite(s, weights, missing, min_share): weighted mean over the keys of the weights. In a query
 * with constant weights all checks of them are done once; what remains for a row is one comparison of
 * the keys and one loop.
 */
PG_FUNCTION_INFO_V1(scorecard_composite_sql);
Datum
scorecard_composite_sql(PG_FUNCTION_ARGS)
{
	CompositeCache *cache = (CompositeCache *) fcinfo->flinfo->fn_extra;
	float8		min_share = PG_GETARG_FLOAT8(3);
	const Weights *w;
	const Scorecard *s;
	float8		result;

	if (unlikely(cache == NULL))
		cache = composite_cache(fcinfo->flinfo);
	if (!cache->weights_const || cache->weights_datum != PG_GETARG_DATUM(1))
		composite_cache_weights(cache, PG_GETARG_DATUM(1));
	if (!cache->missing_const || cache->missing_datum != PG_GETARG_DATUM(2))
	{
		cache->missing = missing_rule(PG_GETARG_TEXT_PP(2));
		cache->missing_datum = PG_GETARG_DATUM(2);
	}
	check_min_share(min_share);

	w = &cache->weights;
	s = PG_GETARG_SCORECARD_P(0);
	scorecard_prefetch_next(s);
	if (likely(scorecard_same_keys(s, w->card)))
		PG_RETURN_FLOAT8(weighted_mean(w->weight, s->score, s->nkeys, w->total));
	composite_cache_layout(cache, s);
	if (!composite_by_layout(w, &cache->layout, s, cache->missing, min_share, &result))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(result);
}

/*
 * dot(s, w): plain sum of products over the keys of w. NULL where s lacks one of them: a regression
 * has no prediction for a person without all its predictors, absent is not zero.
 */
PG_FUNCTION_INFO_V1(scorecard_dot);
Datum
scorecard_dot(PG_FUNCTION_ARGS)
{
	Scorecard  *s = PG_GETARG_SCORECARD_P(0);
	Scorecard  *w = PG_GETARG_SCORECARD_P(1);
	ScorecardPair pair;
	float8		sum;

	scorecard_common(w, s, &pair);
	if (pair.nkeys < w->nkeys)
		PG_RETURN_NULL();
	sum = sum_of_products(pair.a, pair.b, pair.nkeys);
	if (!isfinite(sum))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("sum of products is out of range")));
	PG_RETURN_FLOAT8(sum);
}

/* The bounds of every key of a card from a card of bounds; a key without a bound is an error. */
static const float8 *
bounds_of(const Scorecard *raw, const Scorecard *bounds, const char *name, float8 *space)
{
	int16		positions[SCORECARD_MAX_KEYS];
	ScorecardCursor cursor;

	if (scorecard_same_keys(raw, bounds))
		return bounds->score;
	scorecard_positions(raw, bounds, positions);
	scorecard_cursor(raw, &cursor);
	while (scorecard_next(&cursor))
	{
		if (positions[cursor.index] < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("no %s bound for \"%.*s\"", name, cursor.keylen, cursor.key)));
		space[cursor.index] = bounds->score[positions[cursor.index]];
	}
	return space;
}

/* One score on the scale lo..hi, which may run downwards; `cursor` names it in errors. */
static float8
rescale_one(float8 x, float8 lo, float8 hi, bool clamp, const ScorecardCursor *cursor)
{
	if (lo == hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale of \"%.*s\" has no width", cursor->keylen, cursor->key),
				 errdetail("Both bounds are %g.", lo)));
	if (!(x >= Min(lo, hi) && x <= Max(lo, hi)))
	{
		if (!clamp)
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("score of \"%.*s\" is outside its scale", cursor->keylen, cursor->key),
					 errdetail("The scale runs from %g to %g.", lo, hi),
					 errhint("Pass clamp => true to use the nearest bound.")));
		x = x < Min(lo, hi) ? Min(lo, hi) : Max(lo, hi);
	}
	return scorecard_to_scale(x, lo, hi);
}

/* rescale(raw, lo, hi, clamp): every score to 0..100 */
PG_FUNCTION_INFO_V1(scorecard_rescale);
Datum
scorecard_rescale(PG_FUNCTION_ARGS)
{
	Scorecard  *raw = PG_GETARG_SCORECARD_P(0);
	bool		clamp = PG_GETARG_BOOL(3);
	float8		lo_space[SCORECARD_MAX_KEYS];
	float8		hi_space[SCORECARD_MAX_KEYS];
	const float8 *lo = bounds_of(raw, PG_GETARG_SCORECARD_P(1), "lower", lo_space);
	const float8 *hi = bounds_of(raw, PG_GETARG_SCORECARD_P(2), "upper", hi_space);
	Scorecard  *s = scorecard_copy(raw);
	ScorecardCursor cursor;

	scorecard_cursor(raw, &cursor);
	while (scorecard_next(&cursor))
	{
		int			i = cursor.index;

		s->score[i] = rescale_one(raw->score[i], lo[i], hi[i], clamp, &cursor);
	}
	scorecard_seal(s, NULL);
	PG_RETURN_SCORECARD_P(s);
}

/*
 * gap(predicted, actual, rule): 'relative' is (actual - predicted) / predicted and leaves out keys
 * where nothing was predicted; 'points' is actual - predicted. Over the keys that both have.
 */
PG_FUNCTION_INFO_V1(scorecard_gap);
Datum
scorecard_gap(PG_FUNCTION_ARGS)
{
	text	   *rule = PG_GETARG_TEXT_PP(2);
	bool		relative = text_is(rule, "relative");
	bool		keep[SCORECARD_MAX_KEYS];
	float8		gap[SCORECARD_MAX_KEYS];
	ScorecardPair pair;

	if (!relative && !text_is(rule, "points"))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown rule for gaps"),
				 errhint("Use 'relative' or 'points'.")));
	scorecard_common(PG_GETARG_SCORECARD_P(0), PG_GETARG_SCORECARD_P(1), &pair);
	for (int i = 0; i < pair.nkeys; i++)
	{
		keep[i] = !relative || pair.a[i] != 0;
		gap[i] = pair.b[i] - pair.a[i];
		if (relative && keep[i])
			gap[i] /= pair.a[i];
	}
	PG_RETURN_SCORECARD_P(scorecard_select(pair.nkeys, pair.keys, pair.keybytes, gap, keep));
}

/*
 * exceeding(gap, threshold): the keys whose size of gap is strictly above the threshold. Both are
 * rounded to 1e-9 first: (68 - 80) / 80 is a gap of exactly 15 %, whatever its last bit says.
 */
PG_FUNCTION_INFO_V1(scorecard_exceeding);
Datum
scorecard_exceeding(PG_FUNCTION_ARGS)
{
	Scorecard  *gap = PG_GETARG_SCORECARD_P(0);
	float8		threshold = PG_GETARG_FLOAT8(1);
	bool		keep[SCORECARD_MAX_KEYS];

	if (!(threshold >= 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("threshold must not be negative or NaN")));
	threshold = round_for_compare(threshold);
	for (int i = 0; i < gap->nkeys; i++)
		keep[i] = round_for_compare(fabs(gap->score[i])) > threshold;
	PG_RETURN_SCORECARD_P(scorecard_select(gap->nkeys, SCORECARD_KEYS(gap), gap->keybytes,
										   gap->score, keep));
}
