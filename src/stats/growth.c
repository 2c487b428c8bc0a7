/*
 * growth.c
 *		How people change over time: a line for each, around a line of all.
 *
 * y = (intercept + a[i]) + (slope + b[i]) t + residual, with a and b normal and correlated, fitted by REML
 * as lme4's lmer(y ~ t + (t | person)) is (Bates et al. 2015). The criterion is profiled over the three
 * numbers of the Cholesky factor of the covariance of a and b, relative to the residual variance:
 *
 *		theta[0]	0
 *		theta[1]	theta[2]
 *
 * With C this covariance, A a person's sums of squares and products of 1 and t and d = det(I + C A), what
 * the person tells of the line of all is the weight
 *
 *		W = (A + det(A) adj(C)) / d
 *
 * of the person's own least squares: a pass over the persons with matrices of 2 x 2, in which nothing
 * cancels. Times and values are measured from their means in standard deviations, which changes neither
 * the model nor its fit, and turned back in the end.
 */
#include "stats/observations.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "stats/inference.h"
#include "stats/minimise.h"
#include "stats/numeric.h"

/* No standard deviation between persons is so many times the residual one: nothing is left to that. */
#define FARTHEST 1e5
#define TOO_FAR 1e4

/* Points of a person: means, squares and products about them. Times and values are standardised. */
typedef struct Person
{
	const char *label;
	float8		n;
	float8		t;
	float8		y;
	float8		tt;
	float8		ty;
	float8		yy;
	float8		rest;			/* squares about the person's own line */
} Person;

typedef struct Growth
{
	const char *note;			/* why nothing is fitted, or NULL */
	bool		too_large;		/* times or values lie too far apart: nothing can be computed */
	int			persons;
	Person	   *person;			/* in the order of the labels' bytes */
	float8		n;
	float8		t_mean;
	float8		t_scale;
	float8		y_mean;
	float8		y_scale;
	int			t_column;
	int			y_column;
	/* what evaluate() leaves */
	float8		log_det;		/* of persons, and of the line's information */
	float8		information[3]; /* 11, 12, 22 of the line's, over the residual variance */
	float8		line[2];		/* intercept and slope */
	float8		rest;			/* weighted residual squares */
} Growth;

/* The covariance of intercepts and slopes, over the residual variance: 11, 12, 22, and its determinant. */
static void
covariance_of(const float8 *theta, float8 *c)
{
	c[0] = theta[0] * theta[0];
	c[1] = theta[0] * theta[1];
	c[2] = theta[1] * theta[1] + theta[2] * theta[2];
	c[3] = theta[0] * theta[0] * theta[2] * theta[2];
}

/* The line of a person's own least squares; level where all times are equal. */
static void
own_line(const Person *p, float8 *line)
{
	line[1] = p->tt > 0 ? p->ty / p->tt : 0;
	line[0] = p->y - line[1] * p->t;
}

/* The weight of a person's own line (11, 12, 22), given the covariance; returns d. */
static float8
weigh(const Person *p, const float8 *c, float8 *w)
{
	float8		sum = p->n * p->t;
	float8		squares = p->tt + sum * p->t;
	float8		det = p->n * p->tt;
	float8		d = 1 + c[0] * p->n + 2 * c[1] * sum + c[2] * squares + c[3] * det;

	w[0] = (p->n + det * c[2]) / d;
	w[1] = (sum - det * c[1]) / d;
	w[2] = (squares + det * c[0]) / d;
	return d;
}

/* Solves the model for given theta. */
static void
evaluate(Growth *g, const float8 *theta)
{
	float8	   *info = g->information;
	float8		sum[2] = {0, 0};
	float8		c[4];
	float8		w[3];
	float8		own[2];
	float8		det;

	covariance_of(theta, c);
	g->log_det = 0;
	info[0] = info[1] = info[2] = 0;
	for (int i = 0; i < g->persons; i++)
	{
		g->log_det += log(weigh(&g->person[i], c, w));
		own_line(&g->person[i], own);
		for (int j = 0; j < 3; j++)
			info[j] += w[j];
		sum[0] += w[0] * own[0] + w[1] * own[1];
		sum[1] += w[1] * own[0] + w[2] * own[1];
	}
	det = info[0] * info[2] - info[1] * info[1];
	g->log_det += log(det);
	g->line[0] = (info[2] * sum[0] - info[1] * sum[1]) / det;
	g->line[1] = (info[0] * sum[1] - info[1] * sum[0]) / det;
	g->rest = 0;
	for (int i = 0; i < g->persons; i++)
	{
		weigh(&g->person[i], c, w);
		own_line(&g->person[i], own);
		own[0] -= g->line[0];
		own[1] -= g->line[1];
		g->rest += g->person[i].rest + w[0] * own[0] * own[0] + 2 * w[1] * own[0] * own[1] +
			w[2] * own[1] * own[1];
	}
	g->rest = Max(g->rest, DBL_MIN);
}

/* MinimiseFunction: deviance by REML, up to a constant */
static float8
deviance(const float8 *theta, void *context)
{
	Growth	   *g = (Growth *) context;

	for (int i = 0; i < 3; i++)
	{
		if (fabs(theta[i]) > FARTHEST)
			return INFINITY;
	}
	evaluate(g, theta);
	return g->log_det + (g->n - 2) * log(g->rest);
}

/* The rows that have time and value: moments of both. */
static void
gather_scales(const Observations *o, Growth *g, Moments *t, Moments *y)
{
	for (int64 row = 0; row < o->nrows; row++)
	{
		float8		time = OBSERVATION_VALUE(o, row, g->t_column);
		float8		value = OBSERVATION_VALUE(o, row, g->y_column);

		if ((row & 0xffff) == 0)
			CHECK_FOR_INTERRUPTS();
		if (isnan(time) || isnan(value))
			continue;
		if (t->n == 0)
		{
			g->t_mean = time;
			g->y_mean = value;
		}
		g->too_large |= !(fabs(time - g->t_mean) <= MOMENTS_FARTHEST &&
						  fabs(value - g->y_mean) <= MOMENTS_FARTHEST);
		moments_add(t, time - g->t_mean);
		moments_add(y, value - g->y_mean);
	}
	g->n = t->n;
	t->mean += g->t_mean;
	y->mean += g->y_mean;
}

/* The squares about a person's own line; what only rounding leaves is none. */
static float8
squares_about_line(const Person *p)
{
	float8		rest = p->tt > 0 ? p->yy - p->ty / p->tt * p->ty : p->yy;

	return rest <= MOMENTS_ROUNDING * p->yy ? 0 : rest;
}

/* The points of each person, in two passes: means, then squares and products. */
static void
gather_persons(const Observations *o, Growth *g)
{
	const Labels *labels = o->labels[0];
	Person	   *person = (Person *) palloc0(sizeof(Person) * Max(labels->n, 1));
	int		   *sorted = labels_sorted(labels);

	for (int pass = 0; pass < 2; pass++)
	{
		for (int64 row = 0; row < o->nrows; row++)
		{
			Person	   *p = &person[OBSERVATION_LABEL(o, row, 0)];
			float8		t = (OBSERVATION_VALUE(o, row, g->t_column) - g->t_mean) / g->t_scale;
			float8		y = (OBSERVATION_VALUE(o, row, g->y_column) - g->y_mean) / g->y_scale;

			if ((row & 0xffff) == 0)
				CHECK_FOR_INTERRUPTS();
			if (isnan(t) || isnan(y))
				continue;
			if (pass == 0)
			{
				p->n++;
				p->t += (t - p->t) / p->n;
				p->y += (y - p->y) / p->n;
				continue;
			}
			p->tt += (t - p->t) * (t - p->t);
			p->ty += (t - p->t) * (y - p->y);
			p->yy += (y - p->y) * (y - p->y);
		}
	}
	g->person = (Person *) palloc(sizeof(Person) * Max(labels->n, 1));
	for (int i = 0; i < labels->n; i++)
	{
		if (person[sorted[i]].n == 0)
			continue;
		g->person[g->persons] = person[sorted[i]];
		g->person[g->persons].rest = squares_about_line(&person[sorted[i]]);
		g->person[g->persons++].label = labels->text[sorted[i]];
	}
	pfree(person);
}

/*
 * Gathers a model's points. As in lme4, there must be more of them than there are effects, two for each
 * person, or these could not be told from the residual.
 */
static Growth *
growth_new(const Observations *o)
{
	Growth	   *g = (Growth *) palloc0(sizeof(Growth));
	Moments		t = {0};
	Moments		y = {0};

	observations_require(o, 1, -1, "growth");
	g->t_column = observations_require_column(o, "x", "growth");
	g->y_column = observations_require_column(o, "y", "growth");
	gather_scales(o, g, &t, &y);
	g->t_mean = t.mean;
	g->y_mean = y.mean;
	g->t_scale = g->y_scale = 1;
	if (!g->too_large && t.n > 1 && !moments_constant(&t))
		g->t_scale = sqrt(moments_variance(&t));
	if (!g->too_large && y.n > 1 && !moments_constant(&y))
		g->y_scale = sqrt(moments_variance(&y));
	gather_persons(o, g);
	if (g->too_large)
		g->note = NOTE_OUT_OF_RANGE;
	else if (g->persons < 2 || g->n <= 2 * g->persons)
		g->note = NOTE_TOO_FEW;
	else if (moments_constant(&t) || moments_constant(&y))
		g->note = NOTE_CONSTANT;
	return g;
}

/* Fits the model; false, with a note in g, where that cannot be done. */
static bool
growth_fit(Growth *g, float8 *theta)
{
	bool		converged;

	theta[0] = theta[2] = 1;
	theta[1] = 0;
	if (g->note != NULL)
		return false;
	converged = aiehr_minimise(deviance, g, 3, theta);
	if (fabs(theta[0]) > TOO_FAR || fabs(theta[1]) > TOO_FAR || fabs(theta[2]) > TOO_FAR)
		g->note = NOTE_PERFECT;
	else if (!converged)
		g->note = NOTE_NOT_CONVERGED;
	if (g->note != NULL)
		return false;
	evaluate(g, theta);
	return true;
}

/*
 * Turns variances and their covariance, of an intercept and a slope, back from standardised times and
 * values. The intercept then is where time is 0.
 */
static void
turn_back(const Growth *g, float8 v11, float8 v12, float8 v22, float8 *back)
{
	float8		m = g->t_mean / g->t_scale;
	float8		square = g->y_scale * g->y_scale;

	back[0] = Max(0, square * (v11 - 2 * m * v12 + m * m * v22));
	back[1] = square / g->t_scale * (v12 - m * v22);
	back[2] = square / g->t_scale / g->t_scale * v22;
}

/*
 * growth_model(observations) -> (persons, n, intercept, intercept_se, slope, slope_se, intercept_sd,
 *			slope_sd, correlation, sigma, note)
 *		The line of all, and how far those of persons lie around it.
 */
PG_FUNCTION_INFO_V1(aiehr_growth_model);
Datum
aiehr_growth_model(PG_FUNCTION_ARGS)
{
	Growth	   *g = growth_new(PG_GETARG_OBSERVATIONS_P(0));
	const float8 *info = g->information;
	float8		theta[3];
	bool		fitted = growth_fit(g, theta);
	float8		variance = g->rest / (g->n - 2);
	float8		det = info[0] * info[2] - info[1] * info[1];
	float8		c[4];
	float8		error[3];
	float8		spread[3];
	float8		slope = g->line[1] * g->y_scale / g->t_scale;
	ResultRow	row;

	row_begin(fcinfo, &row);
	row_count(&row, g->persons);
	row_count(&row, g->n);
	if (!fitted)
		row_null(&row, 8);
	else
	{
		turn_back(g, variance * info[2] / det, -variance * info[1] / det, variance * info[0] / det, error);
		covariance_of(theta, c);
		turn_back(g, variance * c[0], variance * c[1], variance * c[2], spread);
		row_float8(&row, g->y_mean + g->y_scale * g->line[0] - slope * g->t_mean);
		row_float8(&row, sqrt(error[0]));
		row_float8(&row, slope);
		row_float8(&row, sqrt(error[2]));
		row_float8(&row, sqrt(spread[0]));
		row_float8(&row, sqrt(spread[2]));
		row_float8(&row, spread[0] > 0 && spread[2] > 0 ?
				   Max(-1, Min(1, spread[1] / sqrt(spread[0]) / sqrt(spread[2]))) : NAN);
		row_float8(&row, g->y_scale * sqrt(variance));
	}
	row_text(&row, g->note);
	return row_datum(&row);
}

/* A person's slope in the model, standardised: that of all, and the person's own part in it. */
static float8
shrunken_slope(const Growth *g, const Person *p, const float8 *theta)
{
	float8		c[4];
	float8		w[3];
	float8		own[2];

	covariance_of(theta, c);
	weigh(p, c, w);
	own_line(p, own);
	own[0] -= g->line[0];
	own[1] -= g->line[1];
	return g->line[1] + c[1] * (w[0] * own[0] + w[1] * own[1]) + c[2] * (w[1] * own[0] + w[2] * own[1]);
}

/* The columns from slope to p of a person's own least squares; returns the note. */
static const char *
own_columns(ResultRow *row, const Growth *g, const Person *p)
{
	float8		unit = g->y_scale / g->t_scale;
	float8		slope = p->ty / p->tt;
	float8		se;
	Moments		times = {p->n, p->t + g->t_mean / g->t_scale, p->tt};

	if (p->n < 2 || moments_constant(&times))
	{
		row_null(row, 4);
		return p->n < 2 ? NOTE_TOO_FEW : NOTE_CONSTANT;
	}
	row_float8(row, unit * slope);
	if (p->n < 3)
	{
		row_null(row, 3);
		return NOTE_TOO_FEW;
	}
	if (p->rest == 0)
	{
		row_float8(row, 0);
		row_null(row, 2);
		return NOTE_PERFECT;
	}
	se = sqrt(p->rest / (p->n - 2) / p->tt);
	row_float8(row, unit * se);
	row_float8(row, slope / se);
	row_float8(row, 2 * aiehr_t_upper(fabs(slope / se), p->n - 2));
	return NULL;
}

/*
 * growth_slopes(observations) -> (label, n, slope, se, t, p, shrunken, note)
 *		A row for each person: the slope by least squares over the person's own points, and the one of
 *		the model, which leans on all. The note is that of the first of the two that is missing.
 */
PG_FUNCTION_INFO_V1(aiehr_growth_slopes);
Datum
aiehr_growth_slopes(PG_FUNCTION_ARGS)
{
	Growth	   *g = growth_new(PG_GETARG_OBSERVATIONS_P(0));
	float8		theta[3];
	bool		fitted = growth_fit(g, theta);
	ResultRow	row;

	row_begin_set(fcinfo, &row);
	for (int i = 0; i < g->persons; i++)
	{
		const Person *p = &g->person[i];
		const char *note;

		row_text(&row, p->label);
		row_count(&row, p->n);
		if (g->too_large)
		{
			row_null(&row, 4);
			note = g->note;
		}
		else
			note = own_columns(&row, g, p);
		row_float8(&row, fitted ? g->y_scale / g->t_scale * shrunken_slope(g, p, theta) : NAN);
		row_text(&row, note != NULL ? note : g->note);
		row_put(&row);
	}
	return (Datum) 0;
}
