/*
 * importance.c
 *		What each predictor contributes: relative weights, LMG, composites, and steps of weights.
 */
#include "stats/linear.h"

#include <float.h>
#include <math.h>

#include "port/pg_bitutils.h"
#include "utils/builtins.h"

#include "stats/inference.h"

/* LMG looks at every subset of the predictors. */
#define LMG_MAX_PREDICTORS 10

/* The model of arguments 0 (comoments), 1 (y) and 2 (x). */
static LinearModel *
model_of_arguments(FunctionCallInfo fcinfo, Variables *x)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	int			y = comoments_index(c, PG_GETARG_TEXT_PP(1));

	comoments_require_listwise(c, "the importance of predictors");
	variables_from_array(c, PG_GETARG_ARRAYTYPE_P(2), x);
	variables_require_other(x, y);
	return linear_fit(c, y, x);
}

/*
 * Relative weights after Johnson (2000): the predictors are replaced by the uncorrelated variables
 * nearest to them, L being the symmetric root of their correlation matrix; the squared weights of
 * those, handed back through the squares of L, sum to R2. False when a matrix will not converge.
 */
static bool
relative_weights(const LinearModel *m, float8 *weight)
{
	float8		value[AIEHR_MAX_ORDER];
	float8	   *vector = (float8 *) palloc(sizeof(float8) * m->k * m->k);
	float8	   *root = (float8 *) palloc0(sizeof(float8) * m->k * m->k);

	if (!aiehr_eigen_symmetric(m->k, m->rxx, value, vector))
		return false;
	memset(weight, 0, sizeof(float8) * m->k);
	for (int l = 0; l < m->k; l++)
	{
		const float8 *v = vector + l * m->k;

		for (int i = 0; i < m->k; i++)
		{
			for (int j = 0; j < m->k; j++)
				root[i * m->k + j] += sqrt(value[l]) * v[i] * v[j];
		}
	}
	/* the weights of the uncorrelated variables are L^-1 r = L beta */
	for (int i = 0; i < m->k; i++)
	{
		float8		b = 0;

		for (int j = 0; j < m->k; j++)
			b += root[i * m->k + j] * m->beta[j];
		for (int j = 0; j < m->k; j++)
			weight[j] += root[i * m->k + j] * root[i * m->k + j] * b * b;
	}
	return true;
}

/* R2 of the predictors of a subset, given as bits; the model's matrix is sound, so each part of it is. */
static float8
subset_r2(const LinearModel *m, int subset)
{
	float8		rxx[LMG_MAX_PREDICTORS * LMG_MAX_PREDICTORS];
	float8		r[LMG_MAX_PREDICTORS];
	float8		beta[LMG_MAX_PREDICTORS];
	int			member[LMG_MAX_PREDICTORS];
	int			k = 0;
	float8		r2 = 0;

	for (int i = 0; i < m->k; i++)
	{
		if (subset & (1 << i))
			member[k++] = i;
	}
	for (int i = 0; i < k; i++)
	{
		r[i] = m->r[member[i]];
		for (int j = 0; j < k; j++)
			rxx[i * k + j] = m->rxx[member[i] * m->k + member[j]];
	}
	if (aiehr_solve_symmetric(k, rxx, 1, r, beta, NULL) >= 0)
		return NAN;
	for (int i = 0; i < k; i++)
		r2 += beta[i] * r[i];
	return r2;
}

/*
 * LMG (Lindeman, Merenda and Gold 1980), the Shapley value of R2: what a predictor adds to a subset of
 * the others, averaged over the sizes of subsets and the subsets of each size.
 */
static void
lmg(const LinearModel *m, float8 *weight)
{
	int			nsubsets = 1 << m->k;
	float8	   *r2 = (float8 *) palloc(sizeof(float8) * nsubsets);
	float8		share[LMG_MAX_PREDICTORS];

	/* 1 / (k times the number of subsets of the other predictors that have s members) */
	share[0] = 1.0 / m->k;
	for (int s = 1; s < m->k; s++)
		share[s] = share[s - 1] * s / (m->k - s);
	r2[0] = 0;
	for (int subset = 1; subset < nsubsets; subset++)
		r2[subset] = subset_r2(m, subset);
	for (int i = 0; i < m->k; i++)
	{
		weight[i] = 0;
		for (int subset = 0; subset < nsubsets; subset++)
		{
			if (!(subset & (1 << i)))
				weight[i] += share[pg_popcount32(subset)] * (r2[subset | (1 << i)] - r2[subset]);
		}
	}
	pfree(r2);
}

/* A row for each predictor: its key, r, weight, share of R2 and note. */
static void
weight_rows(FunctionCallInfo fcinfo, const Variables *x, const LinearModel *m, const float8 *weight,
			const char *note)
{
	ResultRow	row;
	int			at = 0;

	row_begin_set(fcinfo, &row);
	for (int i = 0; i < x->k; i++)
	{
		bool		in_model = at < m->k && m->place[at] == i;

		row_text(&row, x->key[i]);
		row_float8(&row, in_model ? m->r[at] : NAN);
		if (in_model && note == NULL)
		{
			row_float8(&row, weight[at]);
			row_float8(&row, weight[at] / m->r2);
			row_null(&row, 1);
		}
		else
		{
			row_null(&row, 2);
			row_text(&row, note == NULL || !in_model ? NOTE_CONSTANT :
						m->culprit < 0 || m->culprit == i ? note : NOTE_NOT_FITTED);
		}
		row_put(&row);
		at += in_model;
	}
}

/* relative_weights(comoments, y, x) -> (key, r, weight, share, note) */
PG_FUNCTION_INFO_V1(aiehr_relative_weights);
Datum
aiehr_relative_weights(PG_FUNCTION_ARGS)
{
	Variables	x;
	LinearModel *m = model_of_arguments(fcinfo, &x);
	float8		weight[AIEHR_MAX_ORDER];
	const char *note = m->note;

	if (note == NULL && !relative_weights(m, weight))
		note = NOTE_NOT_CONVERGED;
	weight_rows(fcinfo, &x, m, weight, note);
	return (Datum) 0;
}

/* lmg(comoments, y, x) -> (key, r, weight, share, note); TOO_MANY above ten predictors */
PG_FUNCTION_INFO_V1(aiehr_lmg);
Datum
aiehr_lmg(PG_FUNCTION_ARGS)
{
	Variables	x;
	LinearModel *m = model_of_arguments(fcinfo, &x);
	float8		weight[AIEHR_MAX_ORDER];
	const char *note = m->note;

	if (note == NULL && m->k > LMG_MAX_PREDICTORS)
		note = NOTE_TOO_MANY;
	if (note == NULL)
		lmg(m, weight);
	weight_rows(fcinfo, &x, m, weight, note);
	return (Datum) 0;
}

/* The variables and weights of a card; a key that the comoments lack is an error. */
static float8 *
weights_by_variable(const Comoments *c, const Scorecard *weights, bool *negative)
{
	float8	   *w = (float8 *) palloc0(sizeof(float8) * Max(c->nkeys, 1));
	ScorecardCursor cursor;

	*negative = false;
	scorecard_cursor(weights, &cursor);
	while (scorecard_next(&cursor))
	{
		text	   *key = cstring_to_text_with_len(cursor.key, cursor.keylen);

		w[comoments_index(c, key)] = weights->score[cursor.index];
		*negative |= weights->score[cursor.index] < 0;
	}
	return w;
}

/* Sum of products of a weighted sum with variable y. */
static float8
product_with(const Comoments *c, const float8 *w, int y)
{
	float8		sum = 0;

	for (int i = 0; i < c->nkeys; i++)
		sum += w[i] * COMOMENTS_PRODUCT(c)[TRIANGLE_AT(i, y)];
	return sum;
}

/*
 * composite_validity(comoments, y, weights, level) -> (n, r, df, t, p, r_low, r_high, note)
 *		Correlation of y with the weighted sum of the keys of `weights`. Of weights as a regression
 *		has them, the note says NEGATIVE_WEIGHT.
 */
PG_FUNCTION_INFO_V1(aiehr_composite_validity);
Datum
aiehr_composite_validity(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	int			y = comoments_index(c, PG_GETARG_TEXT_PP(1));
	float8		level = inference_level(PG_GETARG_FLOAT8(3));
	bool		negative;
	float8	   *w = weights_by_variable(c, PG_GETARG_SCORECARD_P(2), &negative);
	ComomentsPair pair;
	const char *note;
	ResultRow	row;
	float8		r;

	comoments_require_listwise(c, "the validity of a composite");
	comoments_pair(c, y, y, &pair);
	pair.aa = 0;
	pair.mean_a = 0;
	pair.ab = product_with(c, w, y);
	for (int i = 0; i < c->nkeys; i++)
	{
		pair.aa += w[i] * product_with(c, w, i);
		pair.mean_a += w[i] * (COMOMENTS_PIVOT(c)[i] + COMOMENTS_MEAN(c)[i]);
	}
	r = comoments_pair_corr(&pair);
	note = inference_correlation_note(r, c->n);

	row_begin(fcinfo, &row);
	row_count(&row, c->n);
	inference_correlation(&row, r, c->n, level);
	row_text(&row, note == NULL && negative ? NOTE_NEGATIVE_WEIGHT : note);
	return row_datum(&row);
}

/* Copies the moments of a state to another that has one variable more, at place `added`. */
static void
copy_around(const Comoments *c, Comoments *wider, int added)
{
	for (int i = 0; i < c->nkeys; i++)
	{
		int			to_i = i < added ? i : i + 1;

		COMOMENTS_PIVOT(wider)[to_i] = COMOMENTS_PIVOT(c)[i];
		COMOMENTS_MEAN(wider)[to_i] = COMOMENTS_MEAN(c)[i];
		for (int j = 0; j <= i; j++)
		{
			int			to_j = j < added ? j : j + 1;

			COMOMENTS_PRODUCT(wider)[TRIANGLE_AT(to_i, to_j)] = COMOMENTS_PRODUCT(c)[TRIANGLE_AT(i, j)];
		}
	}
	wider->n = c->n;
	wider->incomplete = c->incomplete;
}

/*
 * Holds the products of a variable within what the variances allow. Where what it is made of cancels,
 * rounding puts them beyond, and such a state could be stored but not read back.
 */
static void
hold_within_variances(Comoments *c, int variable)
{
	float8	   *product = COMOMENTS_PRODUCT(c);

	for (int i = 0; i < c->nkeys; i++)
	{
		float8	   *with = &product[TRIANGLE_AT(i, variable)];
		float8		most = sqrt(product[TRIANGLE_AT(i, i)]) * sqrt(product[TRIANGLE_AT(variable, variable)]);

		if (i != variable && fabs(*with) > most)
			*with = copysign(most, *with);
	}
}

/* The keys of a state and one more, which must be new. */
static Scorecard *
keys_and_one(const Comoments *c, const text *name)
{
	ScorecardItem *items = (ScorecardItem *) palloc0(sizeof(ScorecardItem) * (c->nkeys + 1));
	ScorecardCursor cursor;

	scorecard_cursor_keys(COMOMENTS_KEYS(c), c->keybytes, c->nkeys, &cursor);
	while (scorecard_next(&cursor))
	{
		items[cursor.index].key = cursor.key;
		items[cursor.index].keylen = cursor.keylen;
	}
	for (int i = 0; i < c->nkeys; i++)
	{
		if (scorecard_key_cmp(items[i].key, items[i].keylen,
							  VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("comoments have a key \"%s\" already", text_to_cstring(name)),
					 errhint("Give the composite a name of its own.")));
	}
	items[c->nkeys].key = VARDATA_ANY(name);
	items[c->nkeys].keylen = (int) VARSIZE_ANY_EXHDR(name);
	return scorecard_from_items(items, c->nkeys + 1, 1, ERRCODE_INVALID_PARAMETER_VALUE, NULL);
}

/*
 * with_composite(comoments, name, weights) -> comoments
 *		The same rows with one variable more, the weighted sum of the keys of `weights`: a criterion
 *		made of several, or a composite, to be used in what follows like any other variable.
 */
PG_FUNCTION_INFO_V1(aiehr_with_composite);
Datum
aiehr_with_composite(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	text	   *name = PG_GETARG_TEXT_PP(1);
	bool		negative;
	float8	   *w = weights_by_variable(c, PG_GETARG_SCORECARD_P(2), &negative);
	Comoments  *wider;
	int			added;
	float8		square = 0;

	comoments_require_listwise(c, "a composite");
	wider = comoments_alloc(keys_and_one(c, name), false);
	added = comoments_index(wider, name);
	copy_around(c, wider, added);
	for (int i = 0; i < c->nkeys; i++)
	{
		float8		product = product_with(c, w, i);

		COMOMENTS_PIVOT(wider)[added] += w[i] * COMOMENTS_PIVOT(c)[i];
		COMOMENTS_MEAN(wider)[added] += w[i] * COMOMENTS_MEAN(c)[i];
		COMOMENTS_PRODUCT(wider)[TRIANGLE_AT(added, i < added ? i : i + 1)] = product;
		square += w[i] * product;
	}
	COMOMENTS_PRODUCT(wider)[TRIANGLE_AT(added, added)] = Max(square, 0);
	hold_within_variances(wider, added);
	comoments_seal(wider);
	PG_RETURN_COMOMENTS_P(wider);
}

/* A point to be projected on a box, for the multiplier at which its coordinates sum to one. */
typedef struct Projection
{
	int			k;
	const float8 *target;
	const float8 *present;
	float8		step;
} Projection;

/* A coordinate at a multiplier, within its step and 0 to 1; one whose target is 0 rises for no sum's sake. */
static inline float8
projected(const Projection *p, int i, float8 multiplier)
{
	float8		lowest = Max(0, p->present[i] - p->step);
	float8		highest = p->target[i] > 0 ? Min(1, p->present[i] + p->step) : p->present[i];

	return Min(Max(p->target[i] - multiplier, lowest), highest);
}

/* How far the coordinates at a multiplier are from summing to one. */
static double
projection_excess(double multiplier, void *context)
{
	const Projection *p = (const Projection *) context;
	float8		sum = -1;

	for (int i = 0; i < p->k; i++)
		sum += projected(p, i, multiplier);
	return sum;
}

/* Makes weights sum to one; they must not be negative, and not all be zero. */
static void
normalise(Scorecard *weights)
{
	float8		sum = 0;

	for (int i = 0; i < weights->nkeys; i++)
	{
		if (weights->score[i] < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a weight must not be negative"),
					 errhint("Leave out what does harm: absent weighs nothing.")));
		sum += weights->score[i];
	}
	if (!(sum > 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("some weight must be above zero")));
	for (int i = 0; i < weights->nkeys; i++)
		weights->score[i] /= sum;
}

/* A card with all keys of both and the scores of the first, zero where it has none. */
static Scorecard *
spread_over(const Scorecard *scores, const Scorecard *keys)
{
	Scorecard  *zero = scorecard_copy(keys);

	memset(zero->score, 0, sizeof(float8) * zero->nkeys);
	return scorecard_union(zero, scores, SCORECARD_UNION_RIGHT);
}

/*
 * step_weights(target, present, step) -> scorecard
 *		The weights nearest to the target (least squares) that differ from the present ones by at most
 *		`step` each, are none below zero and sum to one, those without a target not rising. Both cards are
 *		taken as shares.
 */
PG_FUNCTION_INFO_V1(aiehr_step_weights);
Datum
aiehr_step_weights(PG_FUNCTION_ARGS)
{
	Scorecard  *given = PG_GETARG_SCORECARD_P(0);
	Scorecard  *target = spread_over(given, PG_GETARG_SCORECARD_P(1));
	Scorecard  *present = spread_over(PG_GETARG_SCORECARD_P(1), given);
	float8		step = PG_GETARG_FLOAT8(2);
	Projection	p = {target->nkeys, target->score, present->score, step};
	float8		multiplier;

	inference_require(step > 0 && step <= 1, "step", "above 0 and at most 1");
	normalise(target);
	normalise(present);
	/* coordinates lie within a step of shares, so a multiplier of 2 moves all of them to a bound */
	multiplier = aiehr_root(projection_excess, &p, -2, 2);
	for (int i = 0; i < target->nkeys; i++)
	{
		target->score[i] = projected(&p, i, multiplier);
		/* what rounding leaves of a weight is none */
		if (target->score[i] < DBL_EPSILON)
			target->score[i] = 0;
	}
	scorecard_seal(target, NULL);
	PG_RETURN_SCORECARD_P(target);
}
