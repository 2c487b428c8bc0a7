/*
 * reliability.c
 *		Reliability of a sum of items from comoments: alpha, lambda 6, omega.
 *
 * Items count as they are: what is worded the other way has to be turned before, as rescale() does
 * where lo is above hi.
 */
#include "stats/factor.h"

#include <math.h>

#include "utils/builtins.h"

#include "stats/inference.h"

/* The covariances of a set of items, constant ones left out; NaN where no two rows have both of a pair. */
typedef struct Items
{
	int			k;
	int			place[AIEHR_MAX_ORDER]; /* in Variables */
	bool		dropped;		/* an item was constant */
	float8		total;			/* variance of the sum */
	float8		cov[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
} Items;

/* Gathers the covariances of the items of argument 1. */
static Items *
items_of_arguments(FunctionCallInfo fcinfo, Variables *v)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	Items	   *items = (Items *) palloc0(sizeof(Items));

	variables_from_array(c, PG_GETARG_ARRAYTYPE_P(1), v);
	for (int i = 0; i < v->k; i++)
	{
		ComomentsPair pair;

		comoments_pair(c, v->index[i], v->index[i], &pair);
		if (comoments_a_constant(&pair))
			items->dropped = true;
		else
			items->place[items->k++] = i;
	}
	for (int i = 0; i < items->k; i++)
	{
		for (int j = 0; j < items->k; j++)
		{
			ComomentsPair pair;

			comoments_pair(c, v->index[items->place[i]], v->index[items->place[j]], &pair);
			items->cov[i * items->k + j] = pair.n < 2 ? NAN : pair.ab / (pair.n - 1);
			items->total += items->cov[i * items->k + j];
		}
	}
	return items;
}

/* Cronbach's alpha of k items with this sum of variances and this variance of the sum. */
static float8
alpha_of(int k, float8 variances, float8 total)
{
	return k < 2 ? NAN : (float8) k / (k - 1) * (1 - variances / total);
}

/* Sum of the variances of items. */
static float8
sum_of_variances(const Items *items)
{
	float8		sum = 0;

	for (int i = 0; i < items->k; i++)
		sum += items->cov[i * items->k + i];
	return sum;
}

/* The correlations of the items, and the mean of those off the diagonal. */
static float8
correlations_of(const Items *items, float8 *r)
{
	int			k = items->k;
	float8		sum = 0;

	for (int i = 0; i < k; i++)
	{
		for (int j = 0; j < k; j++)
		{
			r[i * k + j] = i == j ? 1 :
				items->cov[i * k + j] / sqrt(items->cov[i * k + i]) / sqrt(items->cov[j * k + j]);
			sum += r[i * k + j];
		}
	}
	return (sum - k) / (k * (k - 1.0));
}

/* Guttman's lambda 6: what each item shares with the others, by its squared multiple correlation. */
static float8
lambda6(int k, const float8 *r, float8 mean_r)
{
	float8		inverse[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
	float8		unique = 0;

	if (aiehr_solve_symmetric(k, r, 0, NULL, NULL, inverse) >= 0)
		return NAN;
	for (int i = 0; i < k; i++)
		unique += 1 / inverse[i * k + i];
	return 1 - unique / (k + mean_r * k * (k - 1));
}

/* The note of a set of items that has a figure, or none. */
static const char *
items_note(const Items *items, const Comoments *c, float8 alpha)
{
	if (items->k < 2 || (!c->pairwise && c->n < 2))
		return items->dropped && c->n >= 2 ? NOTE_CONSTANT : NOTE_TOO_FEW;
	if (!isfinite(alpha))
		return isnan(items->total) ? NOTE_TOO_FEW : NOTE_CONSTANT;
	if (alpha < 0)
		return NOTE_NEGATIVE;
	if (c->pairwise)
		return NOTE_PAIRWISE;
	return items->dropped ? NOTE_CONSTANT : NULL;
}

/* Feldt's (1965) interval of alpha, from the F distribution. */
static void
feldt_columns(ResultRow *row, float8 alpha, float8 n, int k, float8 level)
{
	float8		df1 = n - 1;
	float8		df2 = (n - 1) * (k - 1);

	if (n < 3)
	{
		row_null(row, 2);
		return;
	}
	row_float8(row, 1 - (1 - alpha) * aiehr_f_quantile((1 + level) / 2, df1, df2));
	row_float8(row, 1 - (1 - alpha) * aiehr_f_quantile((1 - level) / 2, df1, df2));
}

/*
 * alpha(comoments, items, level) -> (n, k, alpha, alpha_low, alpha_high, alpha_std, lambda6, mean_r,
 *			total_sd, sem, reliable_change, note)
 *		sem is the standard error of measurement of the sum, reliable_change the difference of two sums
 *		that measurement error alone exceeds with probability 1 - level.
 */
PG_FUNCTION_INFO_V1(aiehr_alpha);
Datum
aiehr_alpha(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	float8		level = inference_level(PG_GETARG_FLOAT8(2));
	Variables	v;
	Items	   *items = items_of_arguments(fcinfo, &v);
	float8		alpha = alpha_of(items->k, sum_of_variances(items), items->total);
	const char *note = items_note(items, c, alpha);
	float8		sd = sqrt(items->total);
	float8		sem = sd * sqrt(1 - alpha);
	float8		mean_r;
	float8		r[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
	ResultRow	row;

	row_begin(fcinfo, &row);
	row_count(&row, c->n);
	row_count(&row, items->k);
	if (!isfinite(alpha))
	{
		row_null(&row, 9);
		row_text(&row, note);
		return row_datum(&row);
	}
	row_float8(&row, alpha);
	if (c->pairwise)
		row_null(&row, 5);
	else
	{
		feldt_columns(&row, alpha, c->n, items->k, level);
		mean_r = correlations_of(items, r);
		row_float8(&row, items->k * mean_r / (1 + (items->k - 1) * mean_r));
		row_float8(&row, lambda6(items->k, r, mean_r));
		row_float8(&row, mean_r);
	}
	row_float8(&row, sd);
	row_float8(&row, sem);
	row_float8(&row, inference_z(level) * M_SQRT2 * sem);
	row_text(&row, note);
	return row_datum(&row);
}

/*
 * alpha_items(comoments, items) -> (item, alpha_if_dropped, item_rest_r, mean, sd, note)
 *		What each item does for alpha, and its correlation with the sum of the others.
 */
PG_FUNCTION_INFO_V1(aiehr_alpha_items);
Datum
aiehr_alpha_items(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	Variables	v;
	Items	   *items = items_of_arguments(fcinfo, &v);
	float8		variances = sum_of_variances(items);
	ResultRow	row;
	int			at = 0;

	row_begin_set(fcinfo, &row);
	for (int i = 0; i < v.k; i++)
	{
		bool		counted = at < items->k && items->place[at] == i;
		float8		own = counted ? items->cov[at * items->k + at] : 0;
		float8		with_all = 0;
		float8		rest;
		ComomentsPair pair;

		for (int j = 0; j < items->k; j++)
			with_all += counted ? items->cov[at * items->k + j] : 0;
		rest = items->total - 2 * with_all + own;
		comoments_pair(c, v.index[i], v.index[i], &pair);
		row_text(&row, v.key[i]);
		row_float8(&row, counted ? alpha_of(items->k - 1, variances - own, rest) : NAN);
		row_float8(&row, counted ? (with_all - own) / sqrt(own) / sqrt(rest) : NAN);
		row_float8(&row, pair.n >= 1 ? pair.mean_a : NAN);
		row_float8(&row, pair.n >= 2 ? sqrt(pair.aa / (pair.n - 1)) : NAN);
		row_text(&row, pair.n < 2 || (counted && isnan(items->total)) ? NOTE_TOO_FEW :
				 counted ? NULL : NOTE_CONSTANT);
		row_put(&row);
		at += counted;
	}
	return (Datum) 0;
}

/*
 * The one-factor model of the items of argument 1 by the method of argument 2; false, with a note, when
 * there is none. Loadings are turned so that most of them are positive.
 */
static bool
factor_of_arguments(FunctionCallInfo fcinfo, Variables *v, OneFactor *factor, const char **note)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	char	   *method = text_to_cstring(PG_GETARG_TEXT_PP(2));
	float8		r[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
	bool		likelihood = strcmp(method, "ml") == 0;
	float8		sum = 0;

	if (!likelihood && strcmp(method, "minres") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown method \"%s\" for a factor", method),
				 errhint("It is ml (maximum likelihood) or minres (least squares).")));
	comoments_require_listwise(c, "a factor");
	variables_from_array(c, PG_GETARG_ARRAYTYPE_P(1), v);
	if (v->k < 3 || c->n <= v->k)
		*note = NOTE_TOO_FEW;
	else if (!variables_correlations(c, v, r))
		*note = NOTE_CONSTANT;
	else if (aiehr_solve_symmetric(v->k, r, 0, NULL, NULL, NULL) >= 0)
		*note = NOTE_COLLINEAR;
	else if (!(likelihood ? factor_likelihood(v->k, r, factor) : factor_residuals(v->k, r, factor)))
		*note = NOTE_NOT_CONVERGED;
	else
	{
		for (int i = 0; i < v->k; i++)
			sum += factor->loading[i];
		for (int i = 0; i < v->k && sum < 0; i++)
			factor->loading[i] = -factor->loading[i];
		*note = factor->heywood ? NOTE_HEYWOOD : NULL;
		return true;
	}
	return false;
}

/* omega(comoments, items, method) -> (n, k, omega, note): total, by one common factor */
PG_FUNCTION_INFO_V1(aiehr_omega);
Datum
aiehr_omega(PG_FUNCTION_ARGS)
{
	Variables	v;
	OneFactor	factor;
	const char *note;
	bool		fitted = factor_of_arguments(fcinfo, &v, &factor, &note);
	ResultRow	row;

	row_begin(fcinfo, &row);
	row_count(&row, PG_GETARG_COMOMENTS_P(0)->n);
	row_count(&row, v.k);
	row_float8(&row, fitted ? factor_omega(v.k, &factor) : NAN);
	row_text(&row, note);
	return row_datum(&row);
}

/* factor_loadings(comoments, items, method) -> (item, loading, uniqueness, note) */
PG_FUNCTION_INFO_V1(aiehr_factor_loadings);
Datum
aiehr_factor_loadings(PG_FUNCTION_ARGS)
{
	Variables	v;
	OneFactor	factor;
	const char *note;
	bool		fitted = factor_of_arguments(fcinfo, &v, &factor, &note);
	ResultRow	row;

	row_begin_set(fcinfo, &row);
	for (int i = 0; i < v.k; i++)
	{
		row_text(&row, v.key[i]);
		row_float8(&row, fitted ? factor.loading[i] : NAN);
		row_float8(&row, fitted ? factor.uniqueness[i] : NAN);
		row_text(&row, note);
		row_put(&row);
	}
	return (Datum) 0;
}
