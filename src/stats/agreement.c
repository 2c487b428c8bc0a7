/*
 * agreement.c
 *		How far raters agree, and what a change of one score is worth.
 *
 * Intraclass correlations after Shrout and Fleiss (1979): how much of the variance of ratings is that of
 * the ratees. Form 1 takes the raters of each ratee for others (one-way), 2 for a sample of all raters
 * and 3 for all there are (both two-way); "1" is one rating, "k" the mean of as many as there are raters.
 */
#include "stats/ratings.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "stats/numeric.h"

/* The forms, in the order of their rows. */
static const char *const forms[] = {"1,1", "2,1", "3,1", "1,k", "2,k", "3,k"};

#define NFORMS lengthof(forms)

/* Mean squares of ratings by ratees. */
typedef struct MeanSquares
{
	float8		n;				/* ratees */
	float8		k;				/* ratings of a ratee; of uneven numbers n0, as one-way ANOVA has it */
	float8		between;		/* ratees */
	float8		within;
	float8		within_df;
	float8		raters;			/* the last two of a complete panel alone */
	float8		rest;
} MeanSquares;

/* A figure with its interval and test. */
typedef struct Agreement
{
	float8		icc;
	float8		low;
	float8		high;
	float8		f;
	float8		df1;
	float8		df2;
} Agreement;

/* Whether every rater rated every ratee once. */
static bool
is_complete(const Ratings *ratings)
{
	int64	   *order;

	if (ratings->n != (int64) ratings->rater.n * ratings->ratee.n)
		return false;
	order = ratings_sorted(ratings, &ratings->rater, &ratings->ratee);
	for (int64 i = 0; i < ratings->n; i++)
	{
		if (ratings->rater.of[order[i]] != i / ratings->ratee.n ||
			ratings->ratee.of[order[i]] != i % ratings->ratee.n)
			return false;
	}
	return true;
}

/* The mean of each member's ratings. */
static float8 *
means_of(const Ratings *ratings, const Party *party)
{
	float8	   *mean = (float8 *) palloc0(sizeof(float8) * Max(party->n, 1));

	CHECK_FOR_INTERRUPTS();
	for (int64 i = 0; i < ratings->n; i++)
		mean[party->of[i]] += ratings->value[i] / party->ratings[party->of[i]];
	return mean;
}

/* One-way mean squares by ratees. */
static void
one_way(const Ratings *ratings, const float8 *ratee_mean, MeanSquares *ms)
{
	const Party *ratee = &ratings->ratee;
	float8		between = 0;
	float8		within = 0;
	float8		squares = 0;

	for (int i = 0; i < ratee->n; i++)
	{
		float8		apart = ratee_mean[i] - ratings->all.mean;

		between += ratee->ratings[i] * apart * apart;
		squares += (float8) ratee->ratings[i] * ratee->ratings[i];
	}
	for (int64 i = 0; i < ratings->n; i++)
	{
		float8		apart = ratings->value[i] - ratee_mean[ratee->of[i]];

		within += apart * apart;
	}
	if (between <= MOMENTS_ROUNDING * ratings->all.squares)
		between = 0;
	if (within <= MOMENTS_ROUNDING * ratings->all.squares)
		within = 0;
	ms->n = ratee->n;
	ms->k = (ratings->n - squares / ratings->n) / (ms->n - 1);
	ms->within_df = ratings->n - ms->n;
	ms->between = between / (ms->n - 1);
	ms->within = within / ms->within_df;
}

/* What is within ratees, of a complete panel, parted into raters and the rest. */
static void
two_way(const Ratings *ratings, const float8 *ratee_mean, MeanSquares *ms)
{
	float8	   *rater_mean = means_of(ratings, &ratings->rater);
	float8		raters = 0;
	float8		rest = 0;

	for (int i = 0; i < ratings->rater.n; i++)
	{
		float8		apart = rater_mean[i] - ratings->all.mean;

		raters += ms->n * apart * apart;
	}
	for (int64 i = 0; i < ratings->n; i++)
	{
		float8		apart = ratings->value[i] - ratee_mean[ratings->ratee.of[i]] -
			rater_mean[ratings->rater.of[i]] + ratings->all.mean;

		rest += apart * apart;
	}
	if (rest <= MOMENTS_ROUNDING * ratings->all.squares)
		rest = 0;
	ms->raters = raters / (ms->k - 1);
	ms->rest = rest / (ms->n - 1) / (ms->k - 1);
}

/*
 * From the agreement of single ratings to that of the mean of k (Spearman and Brown). It is beyond 1 where
 * ratings of a ratee are so much unlike that their mean would have a variance below 0.
 */
static float8
step_up(float8 icc, float8 k)
{
	return k * icc / (1 + (k - 1) * icc);
}

/* Forms 1 and 3: the test is that of ratees against `error`, and the interval follows from it. */
static void
by_ratio(const MeanSquares *ms, float8 error, float8 df2, float8 level, Agreement *a)
{
	float8		k = ms->k;
	float8		lower;
	float8		upper;

	a->f = ms->between / error;
	a->df1 = ms->n - 1;
	a->df2 = df2;
	a->icc = (ms->between - error) / (ms->between + (k - 1) * error);
	lower = a->f / aiehr_f_quantile((1 + level) / 2, a->df1, a->df2);
	upper = a->f * aiehr_f_quantile((1 + level) / 2, a->df2, a->df1);
	a->low = (lower - 1) / (lower + k - 1);
	a->high = (upper - 1) / (upper + k - 1);
}

/*
 * Form 2. The test is that of form 3; the interval rests on Satterthwaite's degrees of freedom of what
 * is held against the ratees, raters and rest together (McGraw and Wong 1996, table 7).
 */
static void
two_random(const MeanSquares *ms, float8 level, Agreement *a)
{
	float8		n = ms->n;
	float8		k = ms->k;
	float8		of_raters;
	float8		of_rest;
	float8		df;
	float8		lower;
	float8		upper;
	float8		spread = k * ms->raters + (k * n - k - n) * ms->rest;

	a->f = ms->between / ms->rest;
	a->df1 = n - 1;
	a->df2 = (n - 1) * (k - 1);
	a->icc = (ms->between - ms->rest) /
		(ms->between + (k - 1) * ms->rest + k * (ms->raters - ms->rest) / n);
	of_raters = k * a->icc * ms->raters;
	of_rest = (n * (1 + (k - 1) * a->icc) - k * a->icc) * ms->rest;
	df = (n - 1) * (k - 1) * (of_raters + of_rest) * (of_raters + of_rest) /
		((n - 1) * of_raters * of_raters + of_rest * of_rest);
	lower = aiehr_f_quantile((1 + level) / 2, n - 1, df);
	upper = aiehr_f_quantile((1 + level) / 2, df, n - 1);
	a->low = n * (ms->between - lower * ms->rest) / (lower * spread + n * ms->between);
	a->high = n * (upper * ms->between - ms->rest) / (spread + n * upper * ms->between);
}

/* Figures of one form's kind (1, 2 or 3), of single ratings or of means. */
static void
agreement_of(const MeanSquares *ms, int kind, bool mean, float8 level, Agreement *a)
{
	if (kind == 1)
		by_ratio(ms, ms->within, ms->within_df, level, a);
	else if (kind == 2)
		two_random(ms, level, a);
	else
		by_ratio(ms, ms->rest, (ms->n - 1) * (ms->k - 1), level, a);
	if (mean)
	{
		a->icc = step_up(a->icc, ms->k);
		a->low = step_up(a->low, ms->k);
		a->high = step_up(a->high, ms->k);
	}
}

/* The row of a form; `a` is NULL where it has no figures. */
static void
form_row(ResultRow *row, const char *form, const Ratings *ratings, const Agreement *a, const char *note)
{
	row_text(row, form);
	if (a == NULL || !isfinite(a->icc))
		row_null(row, 7);
	else
	{
		row_float8(row, a->icc);
		row_float8(row, a->low <= a->high ? a->low : NAN);
		row_float8(row, a->low <= a->high ? a->high : NAN);
		row_float8(row, a->f);
		row_float8(row, a->df1);
		row_float8(row, a->df2);
		row_float8(row, isfinite(a->f) ? aiehr_f_upper(a->f, a->df1, a->df2) : NAN);
	}
	row_count(row, ratings->ratee.n);
	row_count(row, ratings->rater.n);
	row_count(row, ratings->n);
	row_text(row, note);
	row_put(row);
}

/* The note of a form that has figures: what is wrong with the figure comes before what is with the panel. */
static const char *
form_note(const Agreement *a, bool complete)
{
	if (!isfinite(a->icc))
		return NOTE_CONSTANT;
	if (a->icc < 0)
		return NOTE_NEGATIVE;
	if (a->icc > 1)
		return NOTE_OVER_ONE;
	if (!isfinite(a->f))
		return NOTE_PERFECT;
	return complete ? NULL : NOTE_INCOMPLETE;
}

/*
 * icc(observations, level) -> (form, icc, icc_low, icc_high, f, df1, df2, p, ratees, raters, n, note)
 *		A row for each form. A panel that is not complete has those of form 1 alone, by one-way ANOVA
 *		over uneven numbers of ratings.
 */
PG_FUNCTION_INFO_V1(aiehr_icc);
Datum
aiehr_icc(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	float8		level = inference_level(PG_GETARG_FLOAT8(1));
	Ratings    *ratings;
	MeanSquares ms;
	ResultRow	row;
	const char *note = NULL;
	bool		complete;

	observations_require(o, 2, 1, "an intraclass correlation");
	ratings = ratings_from(o);
	complete = is_complete(ratings);
	if (ratings->rater.n < 2 || ratings->ratee.n < 2 || ratings->n == ratings->ratee.n)
		note = NOTE_TOO_FEW;
	else if (ratings->too_large)
		note = NOTE_OUT_OF_RANGE;
	else if (ratings->constant)
		note = NOTE_CONSTANT;
	else
	{
		float8	   *ratee_mean = means_of(ratings, &ratings->ratee);

		one_way(ratings, ratee_mean, &ms);
		if (complete)
			two_way(ratings, ratee_mean, &ms);
	}

	row_begin_set(fcinfo, &row);
	for (int i = 0; i < (int) NFORMS; i++)
	{
		int			kind = i % 3 + 1;
		Agreement	a;

		if (note != NULL || (kind > 1 && !complete))
		{
			form_row(&row, forms[i], ratings, NULL, note != NULL ? note : NOTE_INCOMPLETE);
			continue;
		}
		agreement_of(&ms, kind, i >= 3, level, &a);
		form_row(&row, forms[i], ratings, &a, form_note(&a, complete));
	}
	return (Datum) 0;
}

/* Standard error of measurement of scores with this standard deviation and reliability. */
static float8
error_of_measurement(float8 sd, float8 reliability)
{
	inference_require(sd >= 0 && isfinite(sd), "sd", "at least 0 and finite");
	inference_require(reliability >= 0 && reliability <= 1, "reliability", "between 0 and 1");
	return sd * sqrt(1 - reliability);
}

/* sem(sd, reliability): standard error of measurement */
PG_FUNCTION_INFO_V1(aiehr_sem);
Datum
aiehr_sem(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(error_of_measurement(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1)));
}

/*
 * reliable_change(before, after, sd, reliability, level) -> (change, sem, index, p, limit, reliable, note)
 *		Whether a change of one score is more than error (Jacobson and Truax 1991). Both scores have their
 *		error, so that of the change is sqrt(2) as large. Without error any change is one.
 */
PG_FUNCTION_INFO_V1(aiehr_reliable_change);
Datum
aiehr_reliable_change(PG_FUNCTION_ARGS)
{
	float8		before = PG_GETARG_FLOAT8(0);
	float8		after = PG_GETARG_FLOAT8(1);
	float8		sem = error_of_measurement(PG_GETARG_FLOAT8(2), PG_GETARG_FLOAT8(3));
	float8		limit = inference_z(inference_level(PG_GETARG_FLOAT8(4))) * M_SQRT2 * sem;
	float8		change = after - before;
	float8		index = change / (M_SQRT2 * sem);
	const char *note = NULL;
	ResultRow	row;

	inference_require(isfinite(after), "after", "finite");
	inference_require(isfinite(before), "before", "finite");
	if (!isfinite(change) || !isfinite(limit))
		note = NOTE_OUT_OF_RANGE;
	else if (sem == 0)
		note = PG_GETARG_FLOAT8(2) > 0 ? NOTE_PERFECT : NOTE_CONSTANT;

	row_begin(fcinfo, &row);
	row_float8(&row, change);
	row_float8(&row, sem);
	row_float8(&row, index);
	row_float8(&row, isfinite(index) ? 2 * aiehr_normal_lower(-fabs(index)) : NAN);
	row_float8(&row, limit);
	row_bool(&row, fabs(change) > limit);
	row_text(&row, note);
	return row_datum(&row);
}
