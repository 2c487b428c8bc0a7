/*
 * residuals.c
 *		What a regression leaves row by row, and the agreement of a prediction with what came.
 *
 * The model is linear_fit()'s, over the comoments of the complete rows, so that predictors which are
 * constant or determined by others are treated as in regression(). With z the standardised predictors
 * of a row about their means and R their correlations, the leverage is 1/n + z' R^-1 z.
 */
#include "stats/linear.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "stats/inference.h"
#include "stats/observations.h"
#include "stats/trend.h"

#define INTERRUPT_EVERY 4096	/* rows */

/*
 * A model with its rows. What a row leaves is told apart from 0 only where its leverage is less than 1
 * by AIEHR_COLLINEAR: below that the other rows would be collinear.
 */
typedef struct Fit
{
	const Observations *o;
	Variables	x;				/* their keys; the index is of the comoments */
	LinearModel *m;
	int			nused;
	int16		used[AIEHR_MAX_ORDER + 1];	/* columns of the model, in order */
	int			y;				/* column of y */
	int			column[AIEHR_MAX_ORDER];	/* columns of the predictors */
} Fit;

/* What the model says of a row. */
typedef struct RowFit
{
	float8		residual;
	float8		leverage;
	bool		hit;			/* leverage 1: the model hits the row whatever y is */
	float8		pull[AIEHR_MAX_ORDER];	/* change of the standardised weights for a unit of y */
} RowFit;

/* Steps to the next row that has all variables; rows count from 0, so begin with -1. */
static bool
next_row(const Fit *f, int64 *row)
{
	while (++*row < f->o->nrows)
	{
		bool		complete = true;

		if (*row % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < f->nused; i++)
			complete &= !isnan(OBSERVATION_VALUE(f->o, *row, f->used[i]));
		if (complete)
			return true;
	}
	return false;
}

/* Comoments of the complete rows; NULL where values lie too far apart for them. */
static Comoments *
comoments_of_rows(const Fit *f, const Scorecard *keys)
{
	Comoments  *c = comoments_alloc(keys, false);

	for (int64 row = -1; next_row(f, &row);)
	{
		const float8 *value = &OBSERVATION_VALUE(f->o, row, 0);

		for (int i = 0; c->n > 0 && i < f->nused; i++)
		{
			if (!(fabs(value[f->used[i]] - COMOMENTS_PIVOT(c)[i]) <= COMOMENTS_FARTHEST))
				return NULL;
		}
		comoments_add_complete(c, value, f->used);
	}
	return c;
}

/* Fits the model of arguments 0 (observations), 1 (y) and 2 (x). */
static void
fit_of_arguments(FunctionCallInfo fcinfo, Fit *f)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	ObservationColumns x;
	bool		keep[LOOKUP_MAX_KEYS] = {false};
	int			index[LOOKUP_MAX_KEYS];
	Comoments  *c;

	f->o = o;
	f->y = observations_named_column(o, PG_GETARG_TEXT_PP(1));
	keep[f->y] = true;
	observations_named_columns(o, PG_GETARG_ARRAYTYPE_P(2), &x);
	variables_check_number(x.n);
	for (int i = 0; i < x.n; i++)
	{
		if (x.index[i] == f->y)
			observations_named_twice(x.name[i]);
		keep[x.index[i]] = true;
		f->column[i] = x.index[i];
	}
	f->nused = 0;
	for (int i = 0; i < o->ncolumns; i++)
	{
		index[i] = f->nused;
		if (keep[i])
			f->used[f->nused++] = i;
	}
	f->x.k = x.n;
	for (int i = 0; i < x.n; i++)
	{
		f->x.index[i] = index[x.index[i]];
		f->x.key[i] = x.name[i];
	}
	c = comoments_of_rows(f, scorecard_select(o->ncolumns, SCORECARD_KEYS(o->columns), o->columns->keybytes,
											  o->columns->score, keep));
	if (c != NULL)
		f->m = linear_fit(c, index[f->y], &f->x);
	else
	{
		f->m = (LinearModel *) palloc0(sizeof(LinearModel));
		f->m->note = NOTE_OUT_OF_RANGE;
		f->m->culprit = -1;
		for (int64 row = -1; next_row(f, &row);)
			f->m->n += 1;
	}
}

/* Works out what a fitted model says of a row. */
static void
fit_row(const Fit *f, int64 row, RowFit *r)
{
	const LinearModel *m = f->m;
	float8		z[AIEHR_MAX_ORDER];
	float8		fitted = 0;

	r->leverage = 1 / m->n;
	for (int i = 0; i < m->k; i++)
	{
		z[i] = (OBSERVATION_VALUE(f->o, row, f->column[m->place[i]]) - m->mean[i]) / m->root[i];
		fitted += m->beta[i] * m->y_root * z[i];
	}
	for (int i = 0; i < m->k; i++)
	{
		r->pull[i] = 0;
		for (int j = 0; j < m->k; j++)
			r->pull[i] += m->inverse[i * m->k + j] * z[j];
		r->leverage += r->pull[i] * z[i];
	}
	r->hit = 1 - r->leverage < AIEHR_COLLINEAR;
	if (r->hit)
		r->leverage = 1;
	r->residual = m->rest == 0 || r->hit ? 0 : OBSERVATION_VALUE(f->o, row, f->y) - m->y_mean - fitted;
}

/* The columns residual to note of a row, given the sum of squares of all residuals. */
static void
residual_columns(ResultRow *row, const LinearModel *m, const RowFit *r, float8 squares)
{
	float8		df = m->n - m->k - 1;
	float8		own = r->residual * r->residual / (1 - r->leverage);
	float8		others = squares - own;
	const char *note = NULL;

	if (m->rest == 0 || (df > 1 && !r->hit && others <= LINEAR_UNEXPLAINED * squares))
		note = NOTE_PERFECT;
	else if (r->hit)
		note = NOTE_LEVERAGE;
	else if (df < 2)
		note = NOTE_TOO_FEW;
	row_float8(row, r->residual);
	row_float8(row, r->leverage);
	row_float8(row, r->residual / sqrt(squares / df * (1 - r->leverage)));
	row_float8(row, note != NULL ? NAN : r->residual / sqrt(others / (df - 1) * (1 - r->leverage)));
	row_text(row, note);
}

/*
 * residuals(observations, y, x) -> (row, label, fitted, residual, leverage, rstandard, rstudent, note)
 *		A row for each complete one: y less what the model gives, its leverage, and the residual over
 *		its own standard error, with (rstandard) and without (rstudent) the row itself in the variance.
 */
PG_FUNCTION_INFO_V1(aiehr_residuals);
Datum
aiehr_residuals(PG_FUNCTION_ARGS)
{
	Fit			f;
	RowFit		r;
	float8		squares = 0;
	ResultRow	row;

	fit_of_arguments(fcinfo, &f);
	row_begin_set(fcinfo, &row);
	for (int64 i = -1; f.m->note == NULL && next_row(&f, &i);)
	{
		fit_row(&f, i, &r);
		squares += r.residual * r.residual;
	}
	for (int64 i = -1; next_row(&f, &i);)
	{
		row_count(&row, i + 1);
		row_text(&row, f.o->nlabels > 0 ? f.o->labels[0]->text[OBSERVATION_LABEL(f.o, i, 0)] : NULL);
		if (f.m->note != NULL)
		{
			row_null(&row, 5);
			row_text(&row, f.m->note);
		}
		else
		{
			fit_row(&f, i, &r);
			row_float8(&row, OBSERVATION_VALUE(f.o, i, f.y) - r.residual);
			residual_columns(&row, f.m, &r, squares);
		}
		row_put(&row);
	}
	return (Datum) 0;
}

/*
 * Variances of the intercept (first) and the weights that hold whatever the variances of the residuals
 * are: each residual stands for its own, made larger by its leverage (MacKinnon and White 1985, HC3).
 * False where a row of leverage 1 tells nothing.
 */
static bool
robust_variances(const Fit *f, float8 *variance)
{
	const LinearModel *m = f->m;
	RowFit		r;

	memset(variance, 0, sizeof(float8) * (m->k + 1));
	for (int64 row = -1; next_row(f, &row);)
	{
		float8		own;
		float8		at_zero = 1 / m->n;

		fit_row(f, row, &r);
		if (r.hit)
			return false;
		own = r.residual / (1 - r.leverage);
		for (int i = 0; i < m->k; i++)
		{
			float8		of_weight = r.pull[i] / m->root[i];

			at_zero -= of_weight * m->mean[i];
			variance[i + 1] += own * own * of_weight * of_weight;
		}
		variance[0] += own * own * at_zero * at_zero;
	}
	return true;
}

/*
 * regression_robust(observations, y, x, level) -> (term, b, se_hc3, t, p, b_low, b_high, note)
 *		The weights of regression() with errors that do not ask for equal variances.
 */
PG_FUNCTION_INFO_V1(aiehr_regression_robust);
Datum
aiehr_regression_robust(PG_FUNCTION_ARGS)
{
	float8		level = inference_level(PG_GETARG_FLOAT8(3));
	float8		variance[AIEHR_MAX_ORDER + 1];
	Fit			f;
	bool		robust;
	ResultRow	row;
	int			at = 0;

	fit_of_arguments(fcinfo, &f);
	robust = f.m->note == NULL && robust_variances(&f, variance);
	row_begin_set(fcinfo, &row);
	for (int i = -1; i < f.x.k; i++)
	{
		const char *note = linear_note(f.m, i);

		row_text(&row, i < 0 ? LINEAR_INTERCEPT : f.x.key[i]);
		if (note != NULL)
			row_null(&row, 6);
		else
		{
			linear_coefficient(&row, f.m, i < 0 ? linear_intercept(f.m) : linear_weight(f.m, at),
							   robust ? sqrt(variance[i < 0 ? 0 : at + 1]) : NAN, level);
			note = f.m->rest == 0 ? NOTE_PERFECT : !robust ? NOTE_LEVERAGE : NULL;
			at += i >= 0;
		}
		row_text(&row, note);
		row_put(&row);
	}
	return (Datum) 0;
}

/*
 * press(observations, y, x) -> (n, press, press_r2, note)
 *		How well the model gives rows that it was not fitted to: sum of squares of the residuals that
 *		each row would have if it were left out (Allen 1974), and the share of variance explained so.
 */
PG_FUNCTION_INFO_V1(aiehr_press);
Datum
aiehr_press(PG_FUNCTION_ARGS)
{
	Fit			f;
	RowFit		r;
	float8		own;
	float8		press = 0;
	bool		hit = false;
	ResultRow	row;

	fit_of_arguments(fcinfo, &f);
	for (int64 i = -1; f.m->note == NULL && next_row(&f, &i);)
	{
		fit_row(&f, i, &r);
		hit |= r.hit;
		own = r.residual / (1 - r.leverage);
		press += own * own;
	}
	row_begin(fcinfo, &row);
	row_count(&row, f.m->n);
	if (f.m->note != NULL || hit)
		row_null(&row, 2);
	else
	{
		row_float8(&row, press);
		row_float8(&row, 1 - press / f.m->y_root / f.m->y_root);
	}
	row_text(&row, f.m->note != NULL ? f.m->note : hit ? NOTE_LEVERAGE :
			 f.m->rest == 0 ? NOTE_PERFECT : NULL);
	return row_datum(&row);
}

/*
 * The columns bias to loa_high_high: mean and standard deviation of n differences, the limits that hold
 * most of them, and the intervals of all three (Bland and Altman 1999).
 */
static void
limits_columns(ResultRow *row, float8 n, float8 bias, float8 squares, float8 level)
{
	float8		z = inference_z(level);
	float8		t = aiehr_t_quantile((1 + level) / 2, n - 1);
	float8		sd = sqrt(squares / (n - 1));
	float8		of_bias = t * sd / sqrt(n);
	float8		of_limit = t * sd * sqrt(1 / n + z * z / (2 * (n - 1)));

	row_float8(row, bias);
	row_float8(row, bias - of_bias);
	row_float8(row, bias + of_bias);
	row_float8(row, sd);
	row_float8(row, bias - z * sd);
	row_float8(row, bias - z * sd - of_limit);
	row_float8(row, bias - z * sd + of_limit);
	row_float8(row, bias + z * sd);
	row_float8(row, bias + z * sd - of_limit);
	row_float8(row, bias + z * sd + of_limit);
}

/*
 * Turns points of predicted and actual values into those of their average and difference. Differences
 * that rounding alone keeps from being the same become the same.
 */
static void
to_differences(DataPoint *points, int64 n, float8 *mae, float8 *rmse)
{
	PointMoments m;
	float8		size = 0;

	*mae = *rmse = 0;
	for (int64 i = 0; i < n; i++)
	{
		float8		difference = points[i].y - points[i].x;

		size += Max(fabs(points[i].x), fabs(points[i].y)) / n;
		*mae += fabs(difference) / n;
		*rmse += difference * difference;
		points[i].x += difference / 2;
		points[i].y = difference;
	}
	*rmse = sqrt(*rmse / n);
	m = point_moments(points, n);
	for (int64 i = 1; comoments_constant(n, m.yy, size) && i < n; i++)
		points[i].y = points[0].y;
}

/*
 * agreement(observations, predicted, actual, level) -> (n, bias, bias_low, bias_high, sd, loa_low,
 *			loa_low_low, loa_low_high, loa_high, loa_high_low, loa_high_high, trend_slope, trend_p, mae,
 *			rmse, ccc, note)
 *		Of the differences actual - predicted; limits of agreement and intervals of the same level. The
 *		trend is that of the difference on the average of the two; ccc is Lin's (1989) concordance, with
 *		n denominators.
 */
PG_FUNCTION_INFO_V1(aiehr_agreement);
Datum
aiehr_agreement(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	float8		level = inference_level(PG_GETARG_FLOAT8(3));
	int			columns[2];
	int64		n;
	DataPoint  *points;
	PointMoments both;
	PointMoments m;
	Line		line;
	float8		mae;
	float8		rmse;
	float8		apart;
	ResultRow	row;

	observations_two_columns(o, PG_GETARG_TEXT_PP(1), PG_GETARG_TEXT_PP(2), columns);
	points = points_of_columns(o, columns, &n);
	row_begin(fcinfo, &row);
	row_count(&row, n);
	if (n == 0 || points_too_far(points, n))
	{
		row_null(&row, 15);
		row_text(&row, n == 0 ? NOTE_TOO_FEW : NOTE_OUT_OF_RANGE);
		return row_datum(&row);
	}
	both = point_moments(points, n);
	apart = (points[0].y - points[0].x) + (both.mean_y - both.mean_x);
	to_differences(points, n, &mae, &rmse);
	m = point_moments(points, n);
	line_fit(points, n, &line);

	limits_columns(&row, n, points[0].y + m.mean_y, m.yy, level);
	row_float8(&row, line.slope);
	row_float8(&row, line.p);
	row_float8(&row, mae);
	row_float8(&row, rmse);
	row_float8(&row, n < 2 ? NAN : 2 * both.xy / (both.xx + both.yy + n * apart * apart));
	row_text(&row, line.note == NULL && !isfinite(rmse) ? NOTE_OUT_OF_RANGE : line.note);
	return row_datum(&row);
}
