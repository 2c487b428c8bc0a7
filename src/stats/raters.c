/*
 * raters.c
 *		What each rater does to ratings: leniency, severity, halo.
 *
 * A rater is lenient or strict against others who rated the same people; the mean alone may be that of
 * better people. Severity is judged by the differences from the mean of the other raters of each ratee:
 * with a rater's own rating in that mean, two raters a ratee give half the true value. It is shrunken,
 * since a rater of few is soon extreme. Halo is that ratings of one person go together whatever they
 * are about.
 */
#include "stats/ratings.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "stats/mixed.h"
#include "stats/numeric.h"

/* A correlation counts as no closer to 1 than this, for Fisher's z is infinite there. */
#define FISHER_MARGIN 1e-12

#define MIN_HALO_RATEES 3

/* What a rater's ratings have in common over the dimensions. */
typedef struct Halo
{
	const char *note;			/* why a figure is missing, or NULL */
	float8		within_sd;
	float8		r;
	float8		r_plain;
	float8		first_eigen_share;
} Halo;

/* Differences of ratings from what the ratees got, by rater. */
typedef struct Differences
{
	Moments    *own;			/* the ratings themselves */
	Moments    *from_all;		/* from the mean of all ratings of the ratee, by rating */
	Moments    *from_others;	/* from the mean of the others' ratings, by ratee */
	int64	   *ratees;			/* how many the rater rated */
} Differences;

/* Collects the differences. */
static void
find_differences(const Ratings *ratings, Differences *d)
{
	int64	   *order = ratings_sorted(ratings, &ratings->ratee, &ratings->rater);
	const int  *rater = ratings->rater.of;
	int64		end;

	d->own = (Moments *) palloc0(sizeof(Moments) * Max(ratings->rater.n, 1));
	d->from_all = (Moments *) palloc0(sizeof(Moments) * Max(ratings->rater.n, 1));
	d->from_others = (Moments *) palloc0(sizeof(Moments) * Max(ratings->rater.n, 1));
	d->ratees = (int64 *) palloc0(sizeof(int64) * Max(ratings->rater.n, 1));
	for (int64 start = 0; start < ratings->n; start = end)
	{
		int64		n = ratings->ratee.ratings[ratings->ratee.of[order[start]]];
		float8		sum = 0;
		int64		same;

		CHECK_FOR_INTERRUPTS();
		end = start + n;
		for (int64 i = start; i < end; i++)
			sum += ratings->value[order[i]];
		for (int64 i = start; i < end; i = same)
		{
			int			r = rater[order[i]];
			float8		own = 0;

			for (same = i; same < end && rater[order[same]] == r; same++)
			{
				float8		value = ratings->value[order[same]];

				own += value;
				moments_add(&d->own[r], value);
				moments_add(&d->from_all[r], value - sum / n);
			}
			d->ratees[r]++;
			if (same - i < n)
				moments_add(&d->from_others[r], own / (same - i) - (sum - own) / (n - (same - i)));
		}
	}
	pfree(order);
}

/* A number of a rating that stands at this place of an order. */
static inline float8
number_of(const Observations *o, const Ratings *ratings, const int64 *order, int64 place, int column)
{
	return OBSERVATION_VALUE(o, ratings->row[order[place]], column);
}

/* Sum of products of two dimensions about their means, over a rater's ratings. */
static float8
product_of(const Observations *o, const Ratings *ratings, const int64 *order, int64 n, int a, int b)
{
	float8		first_a = number_of(o, ratings, order, 0, a);
	float8		first_b = number_of(o, ratings, order, 0, b);
	float8		mean_a = 0;
	float8		mean_b = 0;
	float8		product = 0;

	for (int64 i = 0; i < n; i++)
	{
		mean_a += (number_of(o, ratings, order, i, a) - first_a) / n;
		mean_b += (number_of(o, ratings, order, i, b) - first_b) / n;
	}
	for (int64 i = 0; i < n; i++)
		product += (number_of(o, ratings, order, i, a) - first_a - mean_a) *
			(number_of(o, ratings, order, i, b) - first_b - mean_b);
	return product;
}

/* Correlations between dimensions over a rater's ratings; false where one is constant. */
static bool
dimension_correlations(const Observations *o, const Ratings *ratings, const int64 *order, int64 n, float8 *r)
{
	int			k = o->ncolumns;

	for (int a = 0; a < k; a++)
	{
		/* any value of it tells as well as the mean what its last bits are */
		Moments		dimension = {n, number_of(o, ratings, order, 0, a),
			product_of(o, ratings, order, n, a, a)};

		if (!isfinite(dimension.squares) || moments_constant(&dimension))
			return false;
		r[a * k + a] = sqrt(dimension.squares);
	}
	for (int a = 0; a < k; a++)
	{
		CHECK_FOR_INTERRUPTS();
		for (int b = 0; b < a; b++)
		{
			float8		product = product_of(o, ratings, order, n, a, b) / r[a * k + a] / r[b * k + b];

			r[a * k + b] = r[b * k + a] = Max(-1, Min(1, product));
		}
	}
	for (int a = 0; a < k; a++)
		r[a * k + a] = 1;
	return true;
}

/* The mean over ratings of the standard deviation across dimensions. */
static float8
spread_within(const Observations *o, const Ratings *ratings, const int64 *order, int64 n)
{
	float8		sum = 0;

	for (int64 i = 0; i < n; i++)
	{
		Moments		across = {0};

		for (int a = 0; a < o->ncolumns; a++)
			moments_add(&across, OBSERVATION_VALUE(o, ratings->row[order[i]], a));
		sum += sqrt(moments_variance(&across));
	}
	return sum / n;
}

/* The halo of a rater whose ratings are the first n in order; r has room for the correlations. */
static Halo
halo_of(const Observations *o, const Ratings *ratings, const int64 *order, int64 n, int64 ratees, float8 *r)
{
	int			k = o->ncolumns;
	Halo		halo = {NULL, NAN, NAN, NAN, NAN};
	float8		z = 0;
	float8		plain = 0;
	float8		eigenvalue[AIEHR_MAX_ORDER];

	if (k < 2 || ratees < MIN_HALO_RATEES)
	{
		halo.note = NOTE_TOO_FEW;
		return halo;
	}
	halo.within_sd = spread_within(o, ratings, order, n);
	if (!dimension_correlations(o, ratings, order, n, r))
	{
		halo.note = NOTE_CONSTANT;
		return halo;
	}
	for (int a = 0; a < k; a++)
	{
		for (int b = 0; b < a; b++)
		{
			plain += r[a * k + b];
			z += atanh(Max(FISHER_MARGIN - 1, Min(1 - FISHER_MARGIN, r[a * k + b])));
		}
	}
	halo.r_plain = plain / (k * (k - 1.0) / 2);
	halo.r = tanh(z / (k * (k - 1.0) / 2));
	if (k > AIEHR_MAX_ORDER)
		halo.note = NOTE_TOO_MANY;
	else if (aiehr_eigen_symmetric(k, r, eigenvalue, NULL))
		halo.first_eigen_share = eigenvalue[k - 1] / k;
	return halo;
}

/* The columns from severity to severity_vs_ratee of a rater; returns the note. */
static const char *
severity_columns(ResultRow *row, const Moments *from_others, const MixedModel *others,
				 const Moments *from_all, const MixedModel *all)
{
	bool		has = from_others->n > 0 && others->fitted;
	float8		kept = mixed_reliability(others, from_others->n);

	row_float8(row, has ? -kept * from_others->mean : NAN);
	row_float8(row, has ? sqrt(kept * others->sigma2 / from_others->n) : NAN);
	row_count(row, from_others->n);
	row_float8(row, all->fitted ? mixed_reliability(all, from_all->n) * from_all->mean : NAN);
	return from_others->n == 0 ? NOTE_NO_SHARED : others->note;
}

/*
 * rater_statistics(observations) -> (rater, n, mean, leniency, leniency_vs_ratee, severity, severity_se,
 *			n_shared, severity_vs_ratee, sd, within_sd, halo_r, halo_r_plain, first_eigen_share, note)
 *		A row for each rater, over ratings that have all dimensions. Severity is minus the shrunken
 *		mean of from_others, its error that of the shrunken mean; severity_vs_ratee, with the other sign,
 *		the mean of from_all, shrunken by mean squares. The note tells of severity before halo.
 */
PG_FUNCTION_INFO_V1(aiehr_rater_statistics);
Datum
aiehr_rater_statistics(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	Ratings    *ratings;
	Differences d;
	MixedModel	others;
	MixedModel	all;
	int64	   *order;
	float8	   *r;
	ResultRow	row;

	observations_require(o, 2, -1, "rater statistics");
	ratings = ratings_from(o);
	order = ratings_sorted(ratings, &ratings->rater, &ratings->ratee);
	find_differences(ratings, &d);
	mixed_fit(oneway_from_moments(d.from_others, ratings->rater.n), MIXED_REML, &others);
	mixed_fit(oneway_from_moments(d.from_all, ratings->rater.n), MIXED_MOMENTS, &all);
	r = (float8 *) palloc(sizeof(float8) * Max(o->ncolumns * o->ncolumns, 1));

	row_begin_set(fcinfo, &row);
	for (int i = 0; i < ratings->rater.n; i++)
	{
		const Moments *own = &d.own[i];
		const char *note;
		Halo		halo;

		CHECK_FOR_INTERRUPTS();
		row_text(&row, ratings->rater.label[i]);
		row_count(&row, own->n);
		if (ratings->too_large)
		{
			row_null(&row, 12);
			row_text(&row, NOTE_OUT_OF_RANGE);
			row_put(&row);
			continue;
		}
		halo = halo_of(o, ratings, order, ratings->rater.ratings[i], d.ratees[i], r);
		order += ratings->rater.ratings[i];
		row_float8(&row, ratings->pivot + own->mean);
		row_float8(&row, own->mean - ratings->all.mean);
		row_float8(&row, d.from_all[i].mean);
		note = severity_columns(&row, &d.from_others[i], &others, &d.from_all[i], &all);
		row_float8(&row, own->n < 2 ? NAN : sqrt(moments_variance(own)));
		row_float8(&row, halo.within_sd);
		row_float8(&row, halo.r);
		row_float8(&row, halo.r_plain);
		row_float8(&row, halo.first_eigen_share);
		row_text(&row, note != NULL ? note : halo.note);
		row_put(&row);
	}
	return (Datum) 0;
}

/*
 * rater_severity_test(observations) -> (raters, n, f, df1, df2, p, note)
 *		Whether raters differ at all in how they rate the same people: F of the differences from the
 *		ratees' means by rater.
 */
PG_FUNCTION_INFO_V1(aiehr_rater_severity_test);
Datum
aiehr_rater_severity_test(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	Ratings    *ratings;
	Differences d;
	OneWay	   *a;
	float8		df1;
	float8		df2;
	float8		f;
	const char *note;
	ResultRow	row;

	observations_require(o, 2, -1, "a test of severity");
	ratings = ratings_from(o);
	find_differences(ratings, &d);
	a = oneway_from_moments(d.from_all, ratings->rater.n);
	df1 = a->k - 1;
	df2 = a->n - a->k;
	f = a->between / df1 / (a->within / df2);
	note = ratings->too_large ? NOTE_OUT_OF_RANGE : oneway_note(a);

	row_begin(fcinfo, &row);
	row_count(&row, a->k);
	row_count(&row, a->n);
	if (ratings->too_large || df1 < 1 || df2 < 1)
		row_null(&row, 4);
	else
	{
		row_float8(&row, f);
		row_count(&row, df1);
		row_count(&row, df2);
		row_float8(&row, isfinite(f) ? aiehr_f_upper(f, df1, df2) : NAN);
	}
	row_text(&row, note);
	return row_datum(&row);
}
