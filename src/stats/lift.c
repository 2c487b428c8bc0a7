/*
 * lift.c
 *		What the top share by a score has over all, or over the rest, in a criterion.
 *
 * Groups are those above the cut, at it and below it; how ties count only decides which of the three
 * make up the top. Their moments are differences from a value in the middle of the criterion, so that
 * values of any size keep their digits, and merge into those of the top, of the rest and of all.
 */
#include "stats/inference.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "stats/comoments.h"
#include "stats/numeric.h"
#include "stats/ranks.h"

#define INTERRUPT_EVERY 65536	/* rows */

/* A share times n is a whole number if it is one but for rounding. */
#define WHOLE_WITHIN 1e-12

typedef enum LiftTies
{
	LIFT_TIES_INCLUDE,
	LIFT_TIES_EXCLUDE,
	LIFT_TIES_FRACTIONAL
} LiftTies;

/* What the arguments ask for. */
typedef struct LiftRequest
{
	float8		share;
	bool		against_rest;
	LiftTies	ties;
	float8		level;
	const char *baseline_word;
	const char *ties_word;
} LiftRequest;

/* A score and a criterion over the rows that have both. */
typedef struct LiftPair
{
	int64		n;
	float8	   *x;				/* score */
	float8	   *y;				/* criterion */
	float8	   *scratch;
	float8		cut;			/* lowest score of the top share */
	bool		whole_known;	/* the cut of all rows with the score is known: */
	float8		whole_cut;
} LiftPair;

/* Rows against the cut. */
enum
{
	BELOW,
	AT,
	ABOVE,
	NGROUPS
};

/* All that the columns of a row of results are computed from; means are differences from the pivot. */
typedef struct Lift
{
	float8		n;
	float8		k;
	float8		cut;
	float8		pivot;
	Moments		group[NGROUPS];
	Moments		all;
	Moments		top;
	Moments		rest;
	float8		r;
	bool		split;			/* those at the cut count in part: only n and mean of top and rest hold */
	bool		constant;		/* the score or the criterion */
	bool		too_far;		/* values so large that sums of squares are none */
} Lift;

/* The word of an argument among those that it may be; an error if it is none of them. */
static int
word_of(const char *word, const char *const *words, int n, const char *what, const char *hint)
{
	for (int i = 0; i < n; i++)
	{
		if (strcmp(word, words[i]) == 0)
			return i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown %s \"%s\" for a lift", what, word),
			 errhint("%s", hint)));
}

/* Reads the arguments from share on. */
static void
request_of_arguments(FunctionCallInfo fcinfo, LiftRequest *request)
{
	static const char *const baselines[] = {"all", "rest"};
	static const char *const ties[] = {"include", "exclude", "fractional"};
	char	   *baseline = text_to_cstring(PG_GETARG_TEXT_PP(4));
	char	   *tied = text_to_cstring(PG_GETARG_TEXT_PP(5));

	request->share = PG_GETARG_FLOAT8(3);
	inference_require(request->share > 0 && request->share < 1, "share", "above 0 and below 1, as 0.3");
	request->against_rest = word_of(baseline, baselines, lengthof(baselines), "baseline",
									"It is all (everybody) or rest (those not in the top).");
	request->ties = word_of(tied, ties, lengthof(ties), "treatment of ties",
							"Those tied at the cut are taken (include), left out where that takes too many "
							"(exclude), or count in part (fractional).");
	request->level = inference_level(PG_GETARG_FLOAT8(6));
	request->baseline_word = baseline;
	request->ties_word = tied;
}

/* Copies a column. */
static void
copy_column(const Observations *o, int column, float8 *to)
{
	for (int64 row = 0; row < o->nrows; row++)
	{
		if (row % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		to[row] = OBSERVATION_VALUE(o, row, column);
	}
}

/* How many of n rows are the top share. */
static int64
top_count(float8 share, int64 n)
{
	return Max(1, (int64) ceil(share * n * (1 - WHOLE_WITHIN)));
}

/* The lowest score of the top share of a pair's rows. */
static float8
find_cut(const LiftPair *pair, float8 share)
{
	memcpy(pair->scratch, pair->x, sizeof(float8) * pair->n);
	return ranks_select(pair->scratch, pair->n, pair->n - top_count(share, pair->n));
}

/*
 * Takes the rows that have both score and criterion, and finds their cut, which is the same for all
 * criteria that lack none of the rows with the score.
 */
static void
take_pair(LiftPair *pair, const float8 *score, const float8 *criterion, int64 nrows, float8 share)
{
	int64		nscores = 0;

	pair->n = 0;
	for (int64 row = 0; row < nrows; row++)
	{
		pair->x[pair->n] = score[row];
		pair->y[pair->n] = criterion[row];
		nscores += !isnan(score[row]);
		pair->n += !isnan(score[row]) & !isnan(criterion[row]);
	}
	CHECK_FOR_INTERRUPTS();
	if (pair->n == 0)
		return;
	if (pair->n < nscores)
		pair->cut = find_cut(pair, share);
	else
	{
		if (!pair->whole_known)
			pair->whole_cut = find_cut(pair, share);
		pair->whole_known = true;
		pair->cut = pair->whole_cut;
	}
}

/* Divides the rows by the cut: moments of the criterion by group, correlation with the score. */
static void
divide(const LiftPair *pair, Lift *lift)
{
	float8		low = pair->cut - RANKS_TIED_WITHIN * fabs(pair->cut);
	float8		high = pair->cut + RANKS_TIED_WITHIN * fabs(pair->cut);
	float8		mean_x = 0;
	float8		xx = 0;
	float8		xy = 0;

	for (int64 i = 0; i < pair->n; i++)
	{
		Moments    *group = &lift->group[(pair->x[i] >= low) + (pair->x[i] > high)];

		group->n += 1;
		group->mean += pair->y[i] - lift->pivot;
		mean_x += pair->x[i] - pair->cut;
	}
	mean_x /= pair->n;
	for (int g = 0; g < NGROUPS; g++)
		lift->group[g].mean /= Max(lift->group[g].n, 1);
	CHECK_FOR_INTERRUPTS();
	for (int64 i = 0; i < pair->n; i++)
	{
		Moments    *group = &lift->group[(pair->x[i] >= low) + (pair->x[i] > high)];
		float8		x = pair->x[i] - pair->cut - mean_x;
		float8		y = pair->y[i] - lift->pivot;

		group->squares += (y - group->mean) * (y - group->mean);
		xx += x * x;
		xy += x * y;
	}
	for (int g = 0; g < NGROUPS; g++)
	{
		Moments    *group = &lift->group[g];

		if (comoments_constant(group->n, group->squares, lift->pivot + group->mean))
			group->squares = 0;
	}
	lift->all = moments_merge(&lift->group[ABOVE], &lift->group[AT]);
	lift->all = moments_merge(&lift->all, &lift->group[BELOW]);
	lift->constant = lift->group[AT].n == lift->n || xx == 0 ||
		comoments_constant(lift->n, lift->all.squares, lift->pivot + lift->all.mean);
	lift->too_far = !isfinite(xx) || !isfinite(lift->all.squares);
	lift->r = lift->too_far ? NAN : xy / sqrt(xx) / sqrt(lift->all.squares);
}

/* Part of a group, as far as n and mean go. */
static Moments
part_of(const Moments *m, float8 n)
{
	Moments		part = {n, m->mean, NAN};

	return part;
}

/* Makes up the top and the rest of the groups, by what is done with ties. */
static void
take_top(LiftTies ties, Lift *lift)
{
	Moments    *above = &lift->group[ABOVE];
	Moments    *at = &lift->group[AT];
	Moments    *below = &lift->group[BELOW];
	float8		wanted = lift->k - above->n;

	if (wanted == at->n || ties == LIFT_TIES_INCLUDE)
	{
		lift->top = moments_merge(above, at);
		lift->rest = *below;
	}
	else if (ties == LIFT_TIES_EXCLUDE)
	{
		lift->top = *above;
		lift->rest = moments_merge(at, below);
	}
	else
	{
		Moments		in = part_of(at, wanted);
		Moments		out = part_of(at, at->n - wanted);

		lift->split = true;
		lift->top = moments_merge(above, &in);
		lift->rest = moments_merge(&out, below);
	}
}

/* The median of up to nine values here and there, which no outlier will be. */
static float8
median_of_some(const float8 *values, int64 n)
{
	float8		some[9];
	int			nsome = (int) Min(n, lengthof(some));

	for (int i = 0; i < nsome; i++)
		some[i] = values[i * n / nsome];
	return ranks_median(some, nsome);
}

/* Computes all that a row of results needs, of a pair that has rows. */
static void
lift_compute(const LiftPair *pair, const LiftRequest *request, Lift *lift)
{
	memset(lift, 0, sizeof(Lift));
	lift->n = pair->n;
	lift->k = top_count(request->share, pair->n);
	lift->cut = pair->cut;
	lift->pivot = median_of_some(pair->y, pair->n);
	divide(pair, lift);
	take_top(request->ties, lift);
	lift->rest.mean = lift->rest.n > 0 ? lift->rest.mean : NAN;
	lift->top.mean = lift->top.n > 0 ? lift->top.mean : NAN;
}

/* Why something is missing from a row, or NULL. */
static const char *
lift_note(const Lift *lift, bool tested, float8 mean_top, float8 mean_base)
{
	if (lift->too_far)
		return NOTE_OUT_OF_RANGE;
	if (lift->top.n == 0 || lift->n < 3)
		return NOTE_TOO_FEW;
	if (lift->constant)
		return NOTE_CONSTANT;
	if (lift->split)
		return NOTE_TIES;
	if (lift->top.n < 2 || lift->rest.n < 2)
		return NOTE_TOO_FEW;
	if (!tested)
		return NOTE_PERFECT;
	return mean_top > 0 && mean_base > 0 ? NULL : NOTE_NOT_POSITIVE;
}

/*
 * How far the interval of log(mean_top / mean_base) reaches, by the delta method. The mean of all is
 * p m_top + q m_rest; so the logarithm changes by q m_rest / (m_top m_all) with m_top and by q / m_all
 * with m_rest. Against the rest it changes by 1 / m_top and 1 / m_rest.
 */
static float8
log_ratio_reach(const Lift *lift, bool against_rest, float8 mean_top, float8 mean_base, float8 t)
{
	float8		mean_rest = lift->pivot + lift->rest.mean;
	float8		q = against_rest ? 1 : lift->rest.n / lift->n;
	float8		by_top = q * mean_rest / (mean_top * mean_base);
	float8		by_rest = q / mean_base;

	return t * sqrt(by_top * by_top * moments_variance(&lift->top) / lift->top.n +
					by_rest * by_rest * moments_variance(&lift->rest) / lift->rest.n);
}

/* The columns from mean_top to note, of what has rows. */
static void
lift_columns(ResultRow *row, const Lift *lift, const LiftRequest *request)
{
	const Moments *base = request->against_rest ? &lift->rest : &lift->all;
	float8		mean_top = lift->pivot + lift->top.mean;
	float8		mean_base = lift->pivot + base->mean;
	float8		sd = sqrt(lift->all.squares / (lift->n - 1));
	float8		difference = lift->top.mean - base->mean;
	float8		expected = lift->r * inference_normal_top(request->share);
	bool		ratio = mean_top > 0 && mean_base > 0;
	WelchTest	test = {NAN, NAN, NAN, NAN, NAN};
	bool		tested = !lift->split && !lift->constant && inference_welch(&lift->top, &lift->rest, &test);
	float8		t = tested ? aiehr_t_quantile((1 + request->level) / 2, test.df) : NAN;
	float8		reach = t * test.se * (request->against_rest ? 1 : lift->rest.n / lift->n);
	float8		log_reach = log_ratio_reach(lift, request->against_rest, mean_top, mean_base, t);

	if (request->against_rest)
		expected /= 1 - request->share;
	row_float8(row, mean_top);
	row_float8(row, mean_base);
	row_float8(row, sd);
	row_float8(row, difference);
	row_float8(row, difference - reach);
	row_float8(row, difference + reach);
	row_float8(row, lift->constant ? NAN : difference / sd);
	row_float8(row, lift->constant ? NAN : expected);
	row_float8(row, ratio ? difference / mean_base : NAN);
	row_float8(row, ratio ? mean_top / mean_base * exp(-log_reach) - 1 : NAN);
	row_float8(row, ratio ? mean_top / mean_base * exp(log_reach) - 1 : NAN);
	row_float8(row, tested ? test.t : NAN);
	row_float8(row, tested ? test.df : NAN);
	row_float8(row, tested ? test.p : NAN);
	row_text(row, request->baseline_word);
	row_text(row, request->ties_word);
	row_text(row, lift_note(lift, tested, mean_top, mean_base));
}

/* Puts the row of results of a pair. */
static void
put_lift(ResultRow *row, const LiftPair *pair, const LiftRequest *request)
{
	Lift		lift;

	row_count(row, pair->n);
	if (pair->n == 0)
	{
		row_null(row, 17);
		row_text(row, request->baseline_word);
		row_text(row, request->ties_word);
		row_text(row, NOTE_TOO_FEW);
	}
	else
	{
		lift_compute(pair, request, &lift);
		row_count(row, lift.k);
		row_float8(row, lift.cut);
		row_count(row, lift.top.n);
		lift_columns(row, &lift, request);
	}
	row_put(row);
}

/*
 * lift(observations, scores, criteria, share, baseline, ties, level)
 *			-> (score, criterion, n, k, cut, n_top, mean_top, mean_base, sd, difference, difference_low,
 *			difference_high, lift_sd, lift_sd_normal, lift, lift_low, lift_high, t, df, p, baseline, ties,
 *			note)
 *		A row for each score and criterion, over the rows that have both. The test is Welch's, of the
 *		top against the rest whatever the baseline; lift_sd_normal is what Brogden (1946) expects of
 *		the correlation, were both normal.
 */
PG_FUNCTION_INFO_V1(aiehr_lift);
Datum
aiehr_lift(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	ObservationColumns scores;
	ObservationColumns criteria;
	LiftRequest request;
	LiftPair	pair = {0};
	Size		size = sizeof(float8) * Max(o->nrows, 1);
	float8	   *score = (float8 *) palloc(size);
	float8	   *criterion[LOOKUP_MAX_KEYS];
	ResultRow	row;

	observations_named_columns(o, PG_GETARG_ARRAYTYPE_P(1), &scores);
	observations_named_columns(o, PG_GETARG_ARRAYTYPE_P(2), &criteria);
	request_of_arguments(fcinfo, &request);
	pair.x = (float8 *) palloc(size);
	pair.y = (float8 *) palloc(size);
	pair.scratch = (float8 *) palloc(size);
	for (int c = 0; c < criteria.n; c++)
	{
		criterion[c] = (float8 *) palloc(size);
		copy_column(o, criteria.index[c], criterion[c]);
	}

	row_begin_set(fcinfo, &row);
	for (int s = 0; s < scores.n; s++)
	{
		copy_column(o, scores.index[s], score);
		pair.whole_known = false;
		for (int c = 0; c < criteria.n; c++)
		{
			take_pair(&pair, score, criterion[c], o->nrows, request.share);
			row_text(&row, scores.name[s]);
			row_text(&row, criteria.name[c]);
			put_lift(&row, &pair, &request);
		}
	}
	return (Datum) 0;
}
