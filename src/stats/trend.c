/*
 * trend.c
 *		Slopes over time: least squares, and Theil and Sen's median of slopes.
 */
#include "stats/trend.h"

#include <math.h>

#include "utils/builtins.h"

#include "stats/inference.h"
#include "stats/linear.h"
#include "stats/numeric.h"
#include "stats/slopes.h"

/* Do points lie so far apart that squares of their differences could overflow? */
bool
points_too_far(const DataPoint *points, int64 n)
{
	for (int64 i = 1; i < n; i++)
	{
		if (!(fabs(points[i].x - points[0].x) <= COMOMENTS_FARTHEST &&
			  fabs(points[i].y - points[0].y) <= COMOMENTS_FARTHEST))
			return true;
	}
	return false;
}

/* Moments of points in two passes, the second about the means. */
PointMoments
point_moments(const DataPoint *points, int64 n)
{
	PointMoments m = {0};

	for (int64 i = 0; i < n; i++)
	{
		m.mean_x += points[i].x - points[0].x;
		m.mean_y += points[i].y - points[0].y;
	}
	m.mean_x /= n;
	m.mean_y /= n;
	for (int64 i = 0; i < n; i++)
	{
		float8		x = points[i].x - points[0].x - m.mean_x;
		float8		y = points[i].y - points[0].y - m.mean_y;

		m.xx += x * x;
		m.yy += y * y;
		m.xy += x * y;
	}
	return m;
}

/* Sum of squares that a line through the means leaves. */
static float8
squares_left(const DataPoint *points, int64 n, const PointMoments *m, float8 slope)
{
	float8		left = 0;

	for (int64 i = 0; i < n; i++)
	{
		float8		x = points[i].x - points[0].x - m->mean_x;
		float8		y = points[i].y - points[0].y - m->mean_y;

		left += (y - slope * x) * (y - slope * x);
	}
	return left > LINEAR_UNEXPLAINED * m->yy ? left : 0;
}

/*
 * Least squares of y on x. Without a spread of x there is no slope; through two points there is one
 * without an error; of a fit without error, or of a constant y, nothing is tested.
 */
void
line_fit(const DataPoint *points, int64 n, Line *line)
{
	PointMoments m;
	bool		flat;

	line->slope = line->intercept = line->se = line->df = line->t = line->p = NAN;
	line->note = n < 2 ? NOTE_TOO_FEW : points_too_far(points, n) ? NOTE_OUT_OF_RANGE : NULL;
	if (line->note != NULL)
		return;
	m = point_moments(points, n);
	if (comoments_constant(n, m.xx, points[0].x + m.mean_x))
	{
		line->note = NOTE_CONSTANT;
		return;
	}
	flat = comoments_constant(n, m.yy, points[0].y + m.mean_y);
	line->slope = flat ? 0 : m.xy / m.xx;
	line->intercept = points[0].y + m.mean_y - line->slope * (points[0].x + m.mean_x);
	if (n < 3)
	{
		line->note = NOTE_TOO_FEW;
		return;
	}
	line->df = n - 2;
	line->se = flat ? 0 : sqrt(squares_left(points, n, &m, line->slope) / line->df / m.xx);
	if (line->se > 0)
	{
		line->t = line->slope / line->se;
		line->p = 2 * aiehr_t_upper(fabs(line->t), line->df);
	}
	else
		line->note = flat ? NOTE_CONSTANT : NOTE_PERFECT;
}

/* The columns from slope to note by least squares. */
static void
least_squares_columns(ResultRow *row, const DataPoint *points, int64 n, float8 level)
{
	Line		line;
	float8		reach;

	line_fit(points, n, &line);
	reach = line.se * aiehr_t_quantile((1 + level) / 2, line.df);
	row_float8(row, line.slope);
	row_float8(row, line.intercept);
	row_float8(row, line.se);
	row_float8(row, line.t);
	row_float8(row, line.p);
	row_float8(row, line.slope - reach);
	row_float8(row, line.slope + reach);
	row_text(row, line.note);
}

/* Median of what a slope leaves of y. */
static float8
median_intercept(const DataPoint *points, int64 n, float8 slope)
{
	float8	   *rest = (float8 *) palloc(sizeof(float8) * n);
	float8		median;

	for (int64 i = 0; i < n; i++)
		rest[i] = points[i].y - slope * points[i].x;
	median = ranks_median(rest, n);
	pfree(rest);
	return median;
}

/*
 * The columns from slope to note by Theil and Sen. The test is Kendall's with its normal approximation,
 * whose z stands in the column t; the interval holds the slopes that the test at this level does not
 * refuse (Sen 1968): as many of the smallest and of the largest are left out as the variance of
 * Kendall's score allows. Points are sorted.
 */
static void
theil_sen_columns(ResultRow *row, DataPoint *points, int64 n, float8 level)
{
	const char *note = n < 2 ? NOTE_TOO_FEW : points_too_far(points, n) ? NOTE_OUT_OF_RANGE : NULL;
	Kendall		k;
	Slopes	   *s;
	int64		pairs;
	float8		slope;
	float8		sd;
	float8		outside;
	float8		low;
	float8		high;
	bool		flat;

	kendall_count(points, n, &k);
	flat = k.y.pairs == k.pairs;
	s = note == NULL ? slopes_new(points, n) : NULL;
	pairs = s == NULL ? 0 : slopes_pairs(s);
	if (pairs == 0)
	{
		row_null(row, 7);
		row_text(row, note != NULL ? note : NOTE_CONSTANT);
		return;
	}
	slope = flat ? 0 : slopes_median(s);
	sd = n < 3 || flat ? NAN : sqrt(kendall_variance(&k));
	outside = sd > 0 ? floor((pairs - inference_z(level) * sd) / 2) : 0;
	low = outside >= 1 ? slopes_at(s, (int64) outside) : NAN;
	high = outside >= 1 ? slopes_at(s, pairs + 1 - (int64) outside) : NAN;
	row_float8(row, slope);
	row_float8(row, median_intercept(points, n, slope));
	row_null(row, 1);
	row_float8(row, k.score / sd);
	row_float8(row, 2 * aiehr_normal_lower(-fabs(k.score) / sd));
	/* where many slopes are one but for rounding, their last bits need not be in order */
	row_float8(row, slope < low ? slope : low);
	row_float8(row, slope > high ? slope : high);
	row_text(row, flat ? NOTE_CONSTANT : !isfinite(slope) ? NOTE_OUT_OF_RANGE :
			 outside < 1 ? NOTE_TOO_FEW : NULL);
}

/*
 * trend(observations, method, level) -> (n, slope, intercept, se, t, p, slope_low, slope_high, note)
 *		The slope of column y over column x, the time, in units of y a unit of x; rows that lack one of
 *		them are left out.
 */
PG_FUNCTION_INFO_V1(aiehr_trend);
Datum
aiehr_trend(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	char	   *method = text_to_cstring(PG_GETARG_TEXT_PP(1));
	float8		level = inference_level(PG_GETARG_FLOAT8(2));
	bool		theil_sen = strcmp(method, "theil_sen") == 0;
	int			columns[2];
	DataPoint  *points;
	int64		n;
	ResultRow	row;

	if (!theil_sen && strcmp(method, "ols") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown method \"%s\" for a trend", method),
				 errhint("It is ols (least squares) or theil_sen (median of slopes).")));
	observations_require(o, 0, 2, "trend");
	observations_two_columns(o, cstring_to_text("x"), cstring_to_text("y"), columns);
	points = points_of_columns(o, columns, &n);

	row_begin(fcinfo, &row);
	row_count(&row, n);
	if (theil_sen)
		theil_sen_columns(&row, points, n, level);
	else
		least_squares_columns(&row, points, n, level);
	return row_datum(&row);
}
