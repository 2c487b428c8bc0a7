/*
 * regression.c
 *		Regression, incremental validity and partial correlation from comoments.
 *
 * Ordinary least squares as in any textbook; R's lm() is what the results are held against.
 */
#include "stats/linear.h"

#include <math.h>

#include "utils/builtins.h"

#include "stats/inference.h"

/* The model of arguments 0 (comoments), 1 (y) and 2 (x). */
static LinearModel *
fit_of_arguments(FunctionCallInfo fcinfo, Variables *x)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	int			y = comoments_index(c, PG_GETARG_TEXT_PP(1));

	comoments_require_listwise(c, "a regression");
	variables_from_array(c, PG_GETARG_ARRAYTYPE_P(2), x);
	variables_require_other(x, y);
	return linear_fit(c, y, x);
}

/* Residual standard deviation. */
static float8
residual_sd(const LinearModel *m)
{
	return sqrt(m->rest / (m->n - m->k - 1));
}

/* The row of the intercept. */
static void
intercept_row(ResultRow *row, const LinearModel *m, float8 level)
{
	float8		variance = 1 / m->n;

	for (int i = 0; i < m->k; i++)
	{
		for (int j = 0; j < m->k; j++)
			variance += m->mean[i] / m->root[i] * m->inverse[i * m->k + j] * (m->mean[j] / m->root[j]);
	}
	row_text(row, LINEAR_INTERCEPT);
	linear_coefficient(row, m, linear_intercept(m), residual_sd(m) * sqrt(variance), level);
	row_null(row, 2);
	row_text(row, m->rest == 0 ? NOTE_PERFECT : NULL);
	row_put(row);
}

/* The row of a predictor that is in the model. */
static void
predictor_row(ResultRow *row, const LinearModel *m, int i, const char *key, float8 level)
{
	float8		vif = m->inverse[i * m->k + i];

	row_text(row, key);
	linear_coefficient(row, m, linear_weight(m, i), residual_sd(m) * sqrt(vif) / m->root[i], level);
	row_float8(row, m->beta[i]);
	row_float8(row, vif);
	row_text(row, m->rest == 0 ? NOTE_PERFECT : NULL);
	row_put(row);
}

/* A row without numbers. */
static void
noted_row(ResultRow *row, const char *term, int columns, const char *note)
{
	row_text(row, term);
	row_null(row, columns);
	row_text(row, note);
	row_put(row);
}

/*
 * regression(comoments, y, x, level) -> (term, b, se, t, p, b_low, b_high, beta, vif, note)
 *		A row for the intercept and each predictor. A constant predictor is left out of the model;
 *		one that the others determine keeps the model from being fitted.
 */
PG_FUNCTION_INFO_V1(aiehr_regression);
Datum
aiehr_regression(PG_FUNCTION_ARGS)
{
	float8		level = inference_level(PG_GETARG_FLOAT8(3));
	Variables	x;
	LinearModel *m = fit_of_arguments(fcinfo, &x);
	ResultRow	row;
	int			at = 0;

	row_begin_set(fcinfo, &row);
	if (linear_note(m, -1) == NULL)
		intercept_row(&row, m, level);
	else
		noted_row(&row, LINEAR_INTERCEPT, 8, linear_note(m, -1));
	for (int i = 0; i < x.k; i++)
	{
		if (linear_note(m, i) == NULL)
			predictor_row(&row, m, at++, x.key[i], level);
		else
			noted_row(&row, x.key[i], 8, linear_note(m, i));
	}
	return (Datum) 0;
}

/* Log-likelihood of normal residuals, as Akaike's criterion takes it, sigma counted as a parameter. */
static float8
akaike(const LinearModel *m)
{
	return m->n * (log(2 * M_PI) + log(m->rest / m->n) + 1) + 2 * (m->k + 2);
}

/*
 * regression_fit(comoments, y, x) -> (n, n_incomplete, k, r2, adj_r2, f, df1, df2, p, sigma, aic, note)
 *		The model as a whole, in one row.
 */
PG_FUNCTION_INFO_V1(aiehr_regression_fit);
Datum
aiehr_regression_fit(PG_FUNCTION_ARGS)
{
	Variables	x;
	LinearModel *m = fit_of_arguments(fcinfo, &x);
	float8		df2 = m->n - m->k - 1;
	float8		f = m->r2 / m->k / ((1 - m->r2) / df2);
	ResultRow	row;

	row_begin(fcinfo, &row);
	row_count(&row, m->n);
	row_count(&row, PG_GETARG_COMOMENTS_P(0)->incomplete);
	if (m->note != NULL)
		row_null(&row, 9);
	else
	{
		row_count(&row, m->k);
		row_float8(&row, m->r2);
		row_float8(&row, 1 - (1 - m->r2) * (m->n - 1) / df2);
		row_float8(&row, f);
		row_count(&row, m->k);
		row_count(&row, df2);
		row_float8(&row, isfinite(f) ? aiehr_f_upper(f, m->k, df2) : NAN);
		row_float8(&row, residual_sd(m));
		row_float8(&row, akaike(m));
	}
	row_text(&row, m->note == NULL && m->r2 == 1 ? NOTE_PERFECT : m->note);
	return row_datum(&row);
}

/*
 * incremental_validity(comoments, y, base, added)
 *			-> (n, r2_base, r2_full, delta_r2, f, df1, df2, p, note)
 *		What the added predictors explain beyond the base, over the same complete rows.
 */
PG_FUNCTION_INFO_V1(aiehr_incremental_validity);
Datum
aiehr_incremental_validity(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	int			y = comoments_index(c, PG_GETARG_TEXT_PP(1));
	Variables	base;
	Variables	added;
	Variables	all;
	LinearModel *small;
	LinearModel *full;
	ResultRow	row;
	float8		df1;
	float8		df2;
	float8		f;

	comoments_require_listwise(c, "incremental validity");
	variables_from_array(c, PG_GETARG_ARRAYTYPE_P(2), &base);
	variables_from_array(c, PG_GETARG_ARRAYTYPE_P(3), &added);
	variables_join(&base, &added, &all);
	variables_require_other(&all, y);
	small = linear_fit(c, y, &base);
	full = linear_fit(c, y, &all);

	row_begin(fcinfo, &row);
	row_count(&row, full->n);
	if (small->note != NULL || full->note != NULL || full->k == small->k)
	{
		row_null(&row, 7);
		row_text(&row, full->note != NULL ? full->note : small->note != NULL ? small->note : NOTE_CONSTANT);
		return row_datum(&row);
	}
	df1 = full->k - small->k;
	df2 = full->n - full->k - 1;
	f = Max(0, full->r2 - small->r2) / df1 / ((1 - full->r2) / df2);
	row_float8(&row, small->r2);
	row_float8(&row, full->r2);
	row_float8(&row, Max(0, full->r2 - small->r2));
	row_float8(&row, f);
	row_count(&row, df1);
	row_count(&row, df2);
	row_float8(&row, isfinite(f) ? aiehr_f_upper(f, df1, df2) : NAN);
	row_text(&row, full->r2 == 1 ? NOTE_PERFECT : NULL);
	return row_datum(&row);
}

/*
 * partial_correlation(comoments, x, y, given, level) -> (n, r, df, t, p, r_low, r_high, note)
 *		Correlation of x and y with the given variables held constant: from the inverse of their
 *		common correlation matrix. The interval is Fisher's, with as many rows fewer as are given.
 */
PG_FUNCTION_INFO_V1(aiehr_partial_correlation);
Datum
aiehr_partial_correlation(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	float8		level = inference_level(PG_GETARG_FLOAT8(4));
	Variables	given;
	Variables	both;
	Variables	all;
	float8		r[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
	float8		inverse[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
	const char *note = NULL;
	ResultRow	row;

	comoments_require_listwise(c, "a partial correlation");
	both.k = 2;
	for (int i = 0; i < both.k; i++)
	{
		both.index[i] = comoments_index(c, PG_GETARG_TEXT_PP(1 + i));
		both.key[i] = text_to_cstring(PG_GETARG_TEXT_PP(1 + i));
	}
	variables_from_array(c, PG_GETARG_ARRAYTYPE_P(3), &given);
	if (both.index[0] == both.index[1])
		variables_require_other(&both, both.index[0]);
	variables_join(&both, &given, &all);
	if (c->n <= given.k + 2)
		note = NOTE_TOO_FEW;
	else if (!variables_correlations(c, &all, r))
		note = NOTE_CONSTANT;
	else if (aiehr_solve_symmetric(all.k, r, 0, NULL, NULL, inverse) >= 0)
		note = NOTE_COLLINEAR;

	row_begin(fcinfo, &row);
	row_count(&row, c->n);
	if (note != NULL)
		row_null(&row, 6);
	else
		inference_correlation(&row, -inverse[1] / sqrt(inverse[0] * inverse[all.k + 1]),
							  c->n - given.k, level);
	row_text(&row, note);
	return row_datum(&row);
}
