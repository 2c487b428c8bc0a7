/*
 * comoments_read.c
 *		Reading comoments: n, means, standard deviations, covariances, correlations.
 */
#include "stats/comoments.h"

#include <float.h>
#include <math.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "stats/inference.h"

/* The variable of a key; an error if there is none. */
int
comoments_index(const Comoments *c, const text *key)
{
	ScorecardCursor cursor;

	scorecard_cursor_keys(COMOMENTS_KEYS(c), c->keybytes, c->nkeys, &cursor);
	while (scorecard_next(&cursor))
	{
		if (scorecard_key_cmp(cursor.key, cursor.keylen, VARDATA_ANY(key), VARSIZE_ANY_EXHDR(key)) == 0)
			return cursor.index;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("comoments have no key \"%s\"", text_to_cstring(key)),
			 errhint("variables(comoments) lists the keys.")));
}

/* The key of a variable, as a string. */
char *
comoments_key(const Comoments *c, int index)
{
	ScorecardCursor cursor;

	scorecard_cursor_keys(COMOMENTS_KEYS(c), c->keybytes, c->nkeys, &cursor);
	while (scorecard_next(&cursor))
	{
		if (cursor.index == index)
			return pnstrdup(cursor.key, cursor.keylen);
	}
	pg_unreachable();
}

/* Models need every row to have every variable. */
void
comoments_require_listwise(const Comoments *c, const char *what)
{
	if (c->pairwise)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s needs comoments of complete rows", what),
				 errdetail("Pairwise moments may belong to no possible set of rows."),
				 errhint("Compute them as comoments(scorecard, keys), without 'pairwise'.")));
}

/* Moments of two variables over all rows that have both; means are differences from the pivots. */
void
comoments_pair_from_pivots(const Comoments *c, int a, int b, ComomentsPair *pair)
{
	const float8 *product = COMOMENTS_PRODUCT(c);

	pair->n = c->n;
	pair->mean_a = COMOMENTS_MEAN(c)[a];
	pair->mean_b = COMOMENTS_MEAN(c)[b];
	pair->aa = product[TRIANGLE_AT(a, a)];
	pair->bb = product[TRIANGLE_AT(b, b)];
	pair->ab = product[TRIANGLE_AT(a, b)];
	if (c->pairwise && COMOMENTS_PAIRS(c)[TRIANGLE_AT(a, b)].n > 0)
	{
		ComomentsPair more = COMOMENTS_PAIRS(c)[TRIANGLE_AT(a, b)];

		/* the triangle has the later variable first */
		if (a < b)
		{
			more.mean_a = COMOMENTS_PAIRS(c)[TRIANGLE_AT(a, b)].mean_b;
			more.mean_b = COMOMENTS_PAIRS(c)[TRIANGLE_AT(a, b)].mean_a;
			more.aa = COMOMENTS_PAIRS(c)[TRIANGLE_AT(a, b)].bb;
			more.bb = COMOMENTS_PAIRS(c)[TRIANGLE_AT(a, b)].aa;
		}
		comoments_pair_merge(pair, &more, 0, 0);
	}
}

/* Moments of two variables over all rows that have both; means as they are. */
void
comoments_pair(const Comoments *c, int a, int b, ComomentsPair *pair)
{
	comoments_pair_from_pivots(c, a, b, pair);
	pair->mean_a += COMOMENTS_PIVOT(c)[a];
	pair->mean_b += COMOMENTS_PIVOT(c)[b];
}

/* Whether sums of squares over n rows around a mean are those of a constant. */
bool
comoments_constant(float8 n, float8 squares, float8 mean)
{
	float8		rounding = CONSTANT_WITHIN * fabs(mean);

	return squares <= n * rounding * rounding || squares < DBL_MIN;
}

/* Whether the first variable of a pair is constant, over the rows of the pair. */
bool
comoments_a_constant(const ComomentsPair *pair)
{
	return comoments_constant(pair->n, pair->aa, pair->mean_a);
}

/*
 * Correlation of a pair; NaN with fewer than two rows or where one of the two is constant. What only
 * rounding keeps from being perfect is.
 */
float8
comoments_pair_corr(const ComomentsPair *pair)
{
	float8		r;

	if (pair->n < 2 || comoments_constant(pair->n, pair->aa, pair->mean_a) ||
		comoments_constant(pair->n, pair->bb, pair->mean_b))
		return NAN;
	r = pair->ab / sqrt(pair->aa) / sqrt(pair->bb);
	return fabs(r) >= 1 - CONSTANT_WITHIN ? copysign(1, r) : r;
}

/* n(comoments) -> bigint: rows that have all keys */
PG_FUNCTION_INFO_V1(comoments_n);
Datum
comoments_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) PG_GETARG_COMOMENTS_P(0)->n);
}

/* n_incomplete(comoments) -> bigint: rows that lack a key */
PG_FUNCTION_INFO_V1(comoments_n_incomplete);
Datum
comoments_n_incomplete(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) PG_GETARG_COMOMENTS_P(0)->incomplete);
}

/* variables(comoments) -> text[]: its keys */
PG_FUNCTION_INFO_V1(comoments_variables);
Datum
comoments_variables(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	Datum	   *keys = (Datum *) palloc(sizeof(Datum) * Max(c->nkeys, 1));
	ScorecardCursor cursor;

	scorecard_cursor_keys(COMOMENTS_KEYS(c), c->keybytes, c->nkeys, &cursor);
	while (scorecard_next(&cursor))
		keys[cursor.index] = PointerGetDatum(cstring_to_text_with_len(cursor.key, cursor.keylen));
	PG_RETURN_ARRAYTYPE_P(construct_array(keys, c->nkeys, TEXTOID, -1, false, TYPALIGN_INT));
}

/* The pair of two keys in arguments 1 and 2. */
static void
pair_of_arguments(FunctionCallInfo fcinfo, ComomentsPair *pair)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);

	comoments_pair(c, comoments_index(c, PG_GETARG_TEXT_PP(1)),
				   comoments_index(c, PG_GETARG_TEXT_PP(2)), pair);
}

/* n(comoments, a, b) -> bigint: rows that the moments of two keys come from */
PG_FUNCTION_INFO_V1(comoments_n_pair);
Datum
comoments_n_pair(PG_FUNCTION_ARGS)
{
	ComomentsPair pair;

	pair_of_arguments(fcinfo, &pair);
	PG_RETURN_INT64((int64) pair.n);
}

/* mean(comoments, key) -> float8; NULL without rows */
PG_FUNCTION_INFO_V1(comoments_mean);
Datum
comoments_mean(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	int			i = comoments_index(c, PG_GETARG_TEXT_PP(1));
	ComomentsPair pair;

	comoments_pair(c, i, i, &pair);
	if (pair.n < 1)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(pair.mean_a);
}

/* sd(comoments, key) -> float8: with n - 1; NULL below two rows */
PG_FUNCTION_INFO_V1(comoments_sd);
Datum
comoments_sd(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	int			i = comoments_index(c, PG_GETARG_TEXT_PP(1));
	ComomentsPair pair;

	comoments_pair(c, i, i, &pair);
	if (pair.n < 2)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sqrt(pair.aa / (pair.n - 1)));
}

/* covariance(comoments, a, b) -> float8: with n - 1; NULL below two rows */
PG_FUNCTION_INFO_V1(comoments_covariance);
Datum
comoments_covariance(PG_FUNCTION_ARGS)
{
	ComomentsPair pair;

	pair_of_arguments(fcinfo, &pair);
	if (pair.n < 2)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(pair.ab / (pair.n - 1));
}

/* corr(comoments, a, b) -> float8, -1..1; NULL below two rows or where one of the two is constant */
PG_FUNCTION_INFO_V1(comoments_corr);
Datum
comoments_corr(PG_FUNCTION_ARGS)
{
	ComomentsPair pair;
	float8		r;

	pair_of_arguments(fcinfo, &pair);
	r = comoments_pair_corr(&pair);
	if (isnan(r))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(r);
}

/* A card with a number for each key: the mean, or the standard deviation. */
static Scorecard *
card_by_key(const Comoments *c, bool sd)
{
	const char **keys = (const char **) palloc(sizeof(char *) * Max(c->nkeys, 1));
	float8	   *value = (float8 *) palloc(sizeof(float8) * Max(c->nkeys, 1));
	int			n = 0;

	for (int i = 0; i < c->nkeys; i++)
	{
		ComomentsPair pair;

		comoments_pair(c, i, i, &pair);
		if (pair.n < (sd ? 2 : 1))
			continue;
		keys[n] = comoments_key(c, i);
		value[n++] = sd ? sqrt(pair.aa / (pair.n - 1)) : pair.mean_a;
	}
	return scorecard_build(n, keys, value);
}

/* means(comoments) -> scorecard: the mean of each key that has one */
PG_FUNCTION_INFO_V1(comoments_means);
Datum
comoments_means(PG_FUNCTION_ARGS)
{
	PG_RETURN_SCORECARD_P(card_by_key(PG_GETARG_COMOMENTS_P(0), false));
}

/* sds(comoments) -> scorecard: the standard deviation, with n - 1, of each key that has one */
PG_FUNCTION_INFO_V1(comoments_sds);
Datum
comoments_sds(PG_FUNCTION_ARGS)
{
	PG_RETURN_SCORECARD_P(card_by_key(PG_GETARG_COMOMENTS_P(0), true));
}
