/*
 * prediction_bias.c
 *		Differential prediction: does a score predict the same for two groups?
 *
 * Cleary's (1968) regression models, from the comoments of the two groups; R's lm and anova are what the
 * results are held against.
 */
#include "stats/linear.h"

#include <math.h>

#include "utils/builtins.h"

#include "stats/groups.h"
#include "stats/inference.h"

/* No setting may ask for fewer in a group. */
#define FEWEST_IN_GROUP 10

/*
 * Two lines of y on x, and the three models that they are compared by: one line for all, two parallel
 * ones, two of their own. What a model leaves less than the one before is not taken as a difference of two
 * sums, but from what it is made of.
 */
typedef struct TwoLines
{
	ComomentsPair focal;		/* a is x, b is y; means as they are */
	ComomentsPair reference;
	float8		apart_x;		/* mean of the focal group less that of the reference group */
	float8		apart_y;
	float8		slope_focal;
	float8		slope_reference;
	float8		slope_common;	/* of the one line for all */
	float8		total;			/* squares of y about its mean */
	float8		rest;			/* squares that two lines leave */
	float8		for_slopes;		/* squares less than with parallel lines */
	float8		for_intercepts; /* squares that these leave less than one line */
} TwoLines;

/* Squares of y that a group's own line leaves. */
static float8
rest_of_line(const ComomentsPair *pair)
{
	float8		r = comoments_pair_corr(pair);

	return isnan(r) ? pair->bb : (1 - r) * (1 + r) * pair->bb;
}

/* Works out the models; false where they cannot be, x being constant in a group or y in both. */
static bool
fit_lines(TwoLines *lines)
{
	const ComomentsPair *f = &lines->focal;
	const ComomentsPair *r = &lines->reference;
	float8		cross = f->n * (r->n / (f->n + r->n));	/* weight of the squared distance of means */
	float8		within = f->aa + r->aa;
	float8		parallel;
	float8		step;

	lines->total = f->bb + r->bb + cross * lines->apart_y * lines->apart_y;
	if (comoments_a_constant(f) || comoments_a_constant(r) || !(lines->total > 0))
		return false;
	lines->slope_focal = f->ab / f->aa;
	lines->slope_reference = r->ab / r->aa;
	lines->slope_common = (f->ab + r->ab + cross * lines->apart_x * lines->apart_y) /
		(within + cross * lines->apart_x * lines->apart_x);
	lines->rest = rest_of_line(f) + rest_of_line(r);
	step = lines->slope_focal - lines->slope_reference;
	lines->for_slopes = step * step / (1 / f->aa + 1 / r->aa);
	parallel = (f->ab + r->ab) / within;
	step = lines->apart_y - parallel * lines->apart_x;
	lines->for_intercepts = step * step / (1 / cross + lines->apart_x * lines->apart_x / within);
	if (lines->rest <= LINEAR_UNEXPLAINED * lines->total)
		lines->rest = 0;
	return true;
}

/* F of a model that leaves less squares by `less`, with df1 parameters more, and its p. */
static void
f_columns(ResultRow *row, float8 less, float8 df1, float8 rest, float8 df2)
{
	float8		f = less / df1 / (rest / df2);

	row_float8(row, f);
	row_float8(row, isfinite(f) ? aiehr_f_upper(f, df1, df2) : NAN);
}

/* The columns from omnibus_f to mean_residual_reference. */
static void
lines_columns(ResultRow *row, const TwoLines *lines)
{
	const ComomentsPair *f = &lines->focal;
	const ComomentsPair *r = &lines->reference;
	float8		n = f->n + r->n;
	float8		slope = lines->slope_focal - lines->slope_reference;
	float8		gap = lines->apart_y - lines->slope_common * lines->apart_x;

	f_columns(row, lines->for_intercepts + lines->for_slopes, 2, lines->rest, n - 4);
	f_columns(row, lines->for_intercepts, 1, lines->rest + lines->for_slopes, n - 3);
	f_columns(row, lines->for_slopes, 1, lines->rest, n - 4);
	row_float8(row, lines->for_intercepts / lines->total);
	row_float8(row, lines->for_slopes / lines->total);
	row_float8(row, r->mean_b - lines->slope_reference * r->mean_a);
	row_float8(row, lines->slope_reference);
	row_float8(row, lines->apart_y - lines->slope_reference * lines->apart_x - slope * f->mean_a);
	row_float8(row, slope);
	row_float8(row, gap * (r->n / n));
	row_float8(row, -gap * (f->n / n));
}

/*
 * The moments of x and y in both groups. What lies between the pivots and between the means from them is
 * taken first, so that the distance of the groups keeps its digits.
 */
static void
pairs_of_groups(const Comoments *focal, const Comoments *reference, const text *x, const text *y,
				TwoLines *lines)
{
	int			fx = comoments_index(focal, x);
	int			fy = comoments_index(focal, y);
	int			rx = comoments_index(reference, x);
	int			ry = comoments_index(reference, y);

	if (fx == fy)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("key \"%s\" is named twice", text_to_cstring(x))));
	comoments_pair_from_pivots(focal, fx, fy, &lines->focal);
	comoments_pair_from_pivots(reference, rx, ry, &lines->reference);
	lines->apart_x = (COMOMENTS_PIVOT(focal)[fx] - COMOMENTS_PIVOT(reference)[rx]) +
		(lines->focal.mean_a - lines->reference.mean_a);
	lines->apart_y = (COMOMENTS_PIVOT(focal)[fy] - COMOMENTS_PIVOT(reference)[ry]) +
		(lines->focal.mean_b - lines->reference.mean_b);
	comoments_pair(focal, fx, fy, &lines->focal);
	comoments_pair(reference, rx, ry, &lines->reference);
}

/*
 * differential_prediction(focal, reference, x, y, min_group) -> (n_focal, n_reference, omnibus_f,
 *			omnibus_p, intercept_f, intercept_p, slope_f, slope_p, delta_r2_intercept, delta_r2_slope,
 *			intercept_reference, slope_reference, intercept_difference, slope_difference,
 *			mean_residual_focal, mean_residual_reference, d, g, note)
 *		The tests compare one line for all with two parallel ones (intercept), these with two of their own
 *		(slope), and the first with the last (omnibus). Residuals are from the one line: above zero it
 *		predicts too little for that group. d and g are of x.
 */
PG_FUNCTION_INFO_V1(aiehr_differential_prediction);
Datum
aiehr_differential_prediction(PG_FUNCTION_ARGS)
{
	int			min_group = PG_GETARG_INT32(4);
	TwoLines	lines = {0};
	const char *note = NULL;
	ResultRow	row;

	inference_require(min_group >= FEWEST_IN_GROUP, "min_group", "at least " CppAsString2(FEWEST_IN_GROUP));
	pairs_of_groups(PG_GETARG_COMOMENTS_P(0), PG_GETARG_COMOMENTS_P(1), PG_GETARG_TEXT_PP(2),
					PG_GETARG_TEXT_PP(3), &lines);
	if (Min(lines.focal.n, lines.reference.n) < min_group)
		note = NOTE_TOO_FEW;
	else if (!fit_lines(&lines))
		note = NOTE_CONSTANT;

	row_begin(fcinfo, &row);
	row_count(&row, lines.focal.n);
	row_count(&row, lines.reference.n);
	if (note != NULL)
		row_null(&row, 16);
	else
	{
		Moments		focal = {lines.focal.n, lines.apart_x, lines.focal.aa};
		Moments		reference = {lines.reference.n, 0, lines.reference.aa};
		float8		d = inference_cohen_d(&focal, &reference);

		lines_columns(&row, &lines);
		row_float8(&row, d);
		row_float8(&row, inference_hedges(d, focal.n + reference.n - 2));
		note = lines.rest == 0 ? NOTE_PERFECT : NULL;
	}
	row_text(&row, note);
	return row_datum(&row);
}

/*
 * score_difference(n1, mean1, sd1, n2, mean2, sd2, level)
 *			-> (difference, difference_low, difference_high, t, df, p, d, g, note)
 *		Two groups compared from their figures: Welch's test, Cohen's d, Hedges' g.
 */
PG_FUNCTION_INFO_V1(aiehr_score_difference);
Datum
aiehr_score_difference(PG_FUNCTION_ARGS)
{
	Moments		a = groups_published(PG_GETARG_INT64(0), PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	Moments		b = groups_published(PG_GETARG_INT64(3), PG_GETARG_FLOAT8(4), PG_GETARG_FLOAT8(5));
	float8		level = inference_level(PG_GETARG_FLOAT8(6));
	float8		d = inference_cohen_d(&a, &b);
	WelchTest	test;
	bool		tested = inference_welch(&a, &b, &test);
	ResultRow	row;

	row_begin(fcinfo, &row);
	inference_welch_columns(&row, &test, level);
	row_float8(&row, d);
	row_float8(&row, inference_hedges(d, a.n + b.n - 2));
	row_text(&row, tested ? NULL : Min(a.n, b.n) < 2 ? NOTE_TOO_FEW : NOTE_CONSTANT);
	return row_datum(&row);
}
