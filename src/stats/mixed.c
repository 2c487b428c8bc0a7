/*
 * mixed.c
 *		One-way random effects from n, mean and sum of squares of each group.
 *
 * value = mu + group + rest, the groups' effects having variance tau2 and the rest sigma2. No rows are
 * needed for that. REML agrees with R's lme4; the others treat the means as estimates with known errors,
 * as R's metafor does, sigma2 being the mean square within groups.
 */
#include "stats/mixed.h"

#include <math.h>

#include "miscadmin.h"

#include "stats/numeric.h"

/* Below this ratio of tau2 to sigma2, times the size of the largest group, groups may as well be equal. */
#define FIRST_RATIO (1.0 / 1024)

/* And above this one, sigma2 may as well be nothing. */
#define LAST_RATIO 1e300

/* The sums that weights w = n / (1 + ratio n) give, ratio being tau2 / sigma2. */
typedef struct WeightedSums
{
	float8		w;				/* weights */
	float8		w2;				/* their squares */
	float8		mu;				/* weighted mean */
	float8		q;				/* weighted squares about mu */
	float8		q2;				/* the same with squared weights */
} WeightedSums;

/* Computes them. */
static WeightedSums
weighted_sums(const OneWay *o, float8 ratio)
{
	WeightedSums s = {0};

	for (int i = 0; i < o->k; i++)
	{
		float8		w = o->group[i].n / (1 + ratio * o->group[i].n);

		s.w += w;
		s.w2 += w * w;
		s.mu += w * o->group[i].mean;
	}
	s.mu /= s.w;
	for (int i = 0; i < o->k; i++)
	{
		float8		w = o->group[i].n / (1 + ratio * o->group[i].n);
		float8		deviation = w * (o->group[i].mean - s.mu);

		s.q += deviation * (o->group[i].mean - s.mu);
		s.q2 += deviation * deviation;
	}
	return s;
}

/* Works out mean and sums of squares; those that rounding alone accounts for are nothing. */
static void
oneway_sums(OneWay *o, float8 rounding)
{
	for (int i = 0; i < o->k; i++)
	{
		CHECK_FOR_INTERRUPTS();
		o->mean += o->group[i].mean * (o->group[i].n / o->n);
		o->n_squares += o->group[i].n * o->group[i].n;
		o->within += o->group[i].squares;
	}
	for (int i = 0; i < o->k; i++)
		o->between += o->group[i].n * ((o->group[i].mean - o->mean) * (o->group[i].mean - o->mean));
	if (o->within <= rounding)
		o->within = 0;
	if (o->between <= rounding)
		o->between = 0;
}

/* The groups with their sums of squares. */
OneWay *
oneway_from_groups(const Groups *g)
{
	OneWay	   *o = (OneWay *) palloc0(sizeof(OneWay));
	float8		rounding = 0;

	o->k = g->labels->n;
	o->place = labels_sorted(g->labels);
	o->group = (Moments *) palloc(sizeof(Moments) * Max(o->k, 1));
	for (int i = 0; i < o->k; i++)
		o->n += g->group[i].n;
	for (int i = 0; i < o->k; i++)
		o->center += g->group[i].n / o->n * (g->group[i].pivot + g->group[i].mean);
	for (int i = 0; i < o->k; i++)
	{
		const GroupMoments *from = &g->group[o->place[i]];

		o->group[i].n = from->n;
		o->group[i].mean = (from->pivot - o->center) + from->mean;
		o->group[i].squares = from->squares;
		rounding = Max(rounding, CONSTANT_WITHIN * fabs(from->pivot + from->mean));
	}
	oneway_sums(o, o->n * (rounding * rounding));
	return o;
}

/* The same from moments, of which those without values are no groups. */
OneWay *
oneway_from_moments(const Moments *moments, int n)
{
	OneWay	   *o = (OneWay *) palloc0(sizeof(OneWay));
	Moments		all = {0};

	o->place = (int *) palloc(sizeof(int) * Max(n, 1));
	o->group = (Moments *) palloc(sizeof(Moments) * Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		if (moments[i].n == 0)
			continue;
		all = moments_merge(&all, &moments[i]);
		o->place[o->k] = i;
		o->group[o->k++] = moments[i];
	}
	o->n = all.n;
	oneway_sums(o, MOMENTS_ROUNDING * all.squares);
	return o;
}

/* The size of groups that a variance of unequal ones amounts to. */
float8
oneway_n0(const OneWay *o)
{
	return (o->n - o->n_squares / o->n) / (o->k - 1);
}

/* What stands in the way of a model of these groups, or NULL. */
const char *
oneway_note(const OneWay *o)
{
	if (o->k < 2 || o->n <= o->k)
		return NOTE_TOO_FEW;
	if (o->within == 0)
		return o->between == 0 ? NOTE_CONSTANT : NOTE_PERFECT;
	return NULL;
}

/* The method of a name. */
MixedMethod
mixed_method(const char *name)
{
	if (strcmp(name, "reml") == 0)
		return MIXED_REML;
	if (strcmp(name, "moments") == 0)
		return MIXED_MOMENTS;
	if (strcmp(name, "dl") == 0)
		return MIXED_DL;
	if (strcmp(name, "pm") == 0)
		return MIXED_PM;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown method \"%s\" for the variance between groups", name),
			 errhint("It is reml (restricted maximum likelihood), moments, "
					 "dl (DerSimonian and Laird) or pm (Paule and Mandel).")));
}

/* Mean square within groups. */
static float8
mean_square_within(const OneWay *o)
{
	return o->within / (o->n - o->k);
}

/* Sum of the squared differences of the groups' means from their plain mean. */
static float8
squares_of_means(const OneWay *o)
{
	float8		mean = 0;
	float8		squares = 0;

	for (int i = 0; i < o->k; i++)
		mean += o->group[i].mean / o->k;
	for (int i = 0; i < o->k; i++)
		squares += (o->group[i].mean - mean) * (o->group[i].mean - mean);
	return squares;
}

/* Minus twice the restricted log-likelihood at a ratio, sigma2 being what it then must be. */
static float8
reml_deviance(const OneWay *o, float8 ratio)
{
	WeightedSums s = weighted_sums(o, ratio);
	float8		deviance = (o->n - 1) * log(o->within + s.q) + log(s.w);

	for (int i = 0; i < o->k; i++)
		deviance += log1p(ratio * o->group[i].n);
	return deviance;
}

/* Its derivative by the ratio. */
static double
reml_slope(double ratio, void *context)
{
	const OneWay *o = (const OneWay *) context;
	WeightedSums s = weighted_sums(o, ratio);

	return s.w - s.w2 / s.w - (o->n - 1) * (s.q2 / (o->within + s.q));
}

/*
 * The ratio tau2 / sigma2 of the largest restricted likelihood; NaN if there is none to be found.
 *
 * With groups of unequal size it may have several local maxima, the border at 0 among them, so all
 * places where the slope of the deviance turns positive are looked for, and the best is taken. No such
 * place lies above 3 (n - 1) times the squares of the means over those within groups, nor above 2: there
 * the first two terms of the slope are at least 1 / (3 ratio), and the last is smaller.
 */
static float8
reml_ratio(const OneWay *o)
{
	float8		last = Max(2, 3 * (o->n - 1) * (squares_of_means(o) / o->within));
	float8		largest = 0;
	float8		best = 0;
	float8		deviance = reml_deviance(o, 0);
	float8		lo = 0;
	float8		at_lo = reml_slope(0, (void *) o);
	float8		hi;

	for (int i = 0; i < o->k; i++)
		largest = Max(largest, o->group[i].n);
	for (hi = FIRST_RATIO / largest; lo <= last && hi < LAST_RATIO; hi *= 2)
	{
		float8		at_hi = reml_slope(hi, (void *) o);

		CHECK_FOR_INTERRUPTS();
		if (at_lo < 0 && at_hi >= 0)
		{
			float8		ratio = aiehr_root(reml_slope, (void *) o, lo, hi);
			float8		there = reml_deviance(o, ratio);

			if (there < deviance)
			{
				best = ratio;
				deviance = there;
			}
		}
		lo = hi;
		at_lo = at_hi;
	}
	return at_lo < 0 ? NAN : best;
}

/* tau2 by the analysis of variance, which is what DerSimonian and Laird's (1986) comes to here. */
static float8
moments_tau2(const OneWay *o)
{
	return Max(0, (o->between / (o->k - 1) - mean_square_within(o)) / oneway_n0(o));
}

/* Cochran's Q less its expectation, at a ratio. */
static double
pm_excess(double ratio, void *context)
{
	const OneWay *o = (const OneWay *) context;

	return weighted_sums(o, ratio).q / mean_square_within(o) - (o->k - 1);
}

/*
 * Paule and Mandel's (1982) tau2: at which Q is what is expected of it. Q falls with the ratio, and is no
 * more than expected where tau2 is the variance of the means.
 */
static float8
pm_tau2(const OneWay *o)
{
	float8		sigma2 = mean_square_within(o);

	if (pm_excess(0, (void *) o) <= 0)
		return 0;
	return sigma2 * aiehr_root(pm_excess, (void *) o, 0, 2 * squares_of_means(o) / (o->k - 1) / sigma2);
}

/* Groups of which none has any spread: their means are known, and nothing need be believed. */
static void
fit_perfect(const OneWay *o, MixedMethod method, MixedModel *model)
{
	float8		squares = squares_of_means(o);

	model->fitted = true;
	for (int i = 0; i < o->k; i++)
		model->mu += o->group[i].mean / o->k;
	model->tau2 = method == MIXED_REML || method == MIXED_PM ? squares / (o->k - 1) : moments_tau2(o);
	model->mu_se = sqrt(model->tau2 / o->k);
	model->q = NAN;
	model->i2 = method == MIXED_DL || method == MIXED_PM ? 100 : NAN;
}

/*
 * Q, with the weights that would be right if groups were equal, and I2, for which the variance of the
 * means that is chance is Higgins and Thompson's (2002) typical one.
 */
static void
heterogeneity(const OneWay *o, MixedModel *model)
{
	WeightedSums s = weighted_sums(o, 0);
	float8		typical = (o->k - 1) * model->sigma2 / (s.w - s.w2 / s.w);

	model->q = s.q / model->sigma2;
	model->i2 = 100 * (model->tau2 / (model->tau2 + typical));
}

/* Fits the model by a method. */
void
mixed_fit(const OneWay *o, MixedMethod method, MixedModel *model)
{
	WeightedSums s;
	float8		ratio = NAN;

	memset(model, 0, sizeof(MixedModel));
	model->q = model->i2 = NAN;
	model->note = oneway_note(o);
	if (model->note != NULL)
	{
		if (o->k > 1 && o->n > o->k && o->between > 0)
			fit_perfect(o, method, model);
		return;
	}
	model->sigma2 = mean_square_within(o);
	switch (method)
	{
		case MIXED_REML:
			ratio = reml_ratio(o);
			break;
		case MIXED_MOMENTS:
		case MIXED_DL:
			ratio = moments_tau2(o) / model->sigma2;
			break;
		case MIXED_PM:
			ratio = pm_tau2(o) / model->sigma2;
			break;
	}
	if (!isfinite(ratio))
	{
		model->note = NOTE_NOT_CONVERGED;
		return;
	}
	s = weighted_sums(o, ratio);
	if (method == MIXED_REML)
		model->sigma2 = (o->within + s.q) / (o->n - 1);
	model->fitted = true;
	model->tau2 = ratio * model->sigma2;
	model->mu = s.mu;
	model->mu_se = sqrt(model->sigma2 / s.w);
	if (method == MIXED_DL || method == MIXED_PM)
		heterogeneity(o, model);
}
