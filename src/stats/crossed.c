/*
 * crossed.c
 *		Two crossed random effects: raters and ratees, told apart where not everybody rated everybody.
 *
 * y = mean + first[i] + second[j] + residual, all but the mean normal with variances of their own, fitted
 * by REML as lme4's lmer(y ~ 1 + (1 | first) + (1 | second)) is (Bates et al. 2015). The criterion is
 * profiled over the standard deviations of the two factors relative to the residual one, theta; for given
 * ones the rest is linear. The block of the factor with more labels is diagonal and eliminated first;
 * what remains is a dense matrix in the labels of the other:
 *
 *		S = I + t2^2 (diag(n2) - sum of t1^2 / (1 + t1^2 n1[a]) c[a] c[a]')
 *
 * over the labels a of the larger factor, where c[a] counts the ratings that a has in common with each label
 * of the smaller.
 */
#include "stats/ratings.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "stats/cholesky.h"
#include "stats/minimise.h"

/* S has no more rows: an evaluation then takes 18 MB and a sixth of a second, and there are some 70. */
#define MAX_LABELS 1500

/* Nor may more pairs of cells share a label of the larger factor: to sum over so many takes as long. */
#define MAX_PAIRS 300000000

/* No standard deviation of a factor is so many times the residual one: nothing is left to that. */
#define FARTHEST 1e5
#define TOO_FAR 1e4

/* One of the two factors. */
typedef struct Factor
{
	int			labels;
	float8	   *n;				/* ratings of each label */
	float8	   *y;				/* their sums of y */
	float8	   *effect;			/* as evaluate() leaves them */
} Factor;

typedef struct Crossed
{
	const char *note;			/* why nothing is fitted, or NULL */
	float8		n;
	float8		scale;			/* y is measured from all.mean in units of this */
	bool		swapped;		/* the second label's factor is the larger */
	Factor		large;
	Factor		small;
	int64	   *start;			/* cells of each label of the larger factor; one more is the end */
	int		   *cell;			/* the label of the smaller factor of a cell */
	float8	   *count;			/* ratings in it */
	float8	   *y;				/* their mean */
	float8		within;			/* squares within cells */
	float8	   *apart;			/* sums of y from the larger factor's means, by label of the smaller */
	/* what evaluate() leaves */
	float8	   *s;				/* S, then its factor, a full matrix of which the lower half is used */
	float8	   *solved_1;		/* the factor's inverse times the smaller factor's sums of 1 and y */
	float8	   *solved_y;
	float8		log_det;
	float8		sum_11;			/* products of 1 and y that are left */
	float8		mean;			/* estimate */
	float8		rest;			/* penalised residual squares */
} Crossed;

/* What the model says. */
typedef struct CrossedFit
{
	float8		theta[2];		/* of the larger factor, of the smaller */
	float8		sigma;
	float8		mean;
	float8		mean_se;
} CrossedFit;

/* Fills S for these squares of theta. */
static void
fill_matrix(Crossed *c, float8 large, float8 small)
{
	int			size = cholesky_size(c->small.labels);

	memset(c->s, 0, sizeof(float8) * size * size);
	for (int i = 0; i < size; i++)
		c->s[(Size) i * size + i] = i < c->small.labels ? 1 + small * c->small.n[i] : 1;
	for (int a = 0; a < c->large.labels; a++)
	{
		float8		weight = small * large / (1 + large * c->large.n[a]);

		for (int64 i = c->start[a]; i < c->start[a + 1]; i++)
		{
			float8	   *row = c->s + (Size) c->cell[i] * size;
			float8		times = weight * c->count[i];

			for (int64 j = c->start[a]; j <= i; j++)
				row[c->cell[j]] -= times * c->count[j];
		}
	}
}

/*
 * Fills the smaller factor's sums of 1 and y, less what the larger factor takes of them, and solves for
 * them. What remains of a label's own ratings where the larger factor takes n t1^2 / (1 + n t1^2) is written
 * as such: the difference would lose all digits to large t1.
 */
static void
solve_sums(Crossed *c, float8 large, float8 theta)
{
	int			size = cholesky_size(c->small.labels);
	int			labels = c->small.labels;

	for (int b = 0; b < labels; b++)
	{
		c->solved_1[b] = 0;
		c->solved_y[b] = theta * c->apart[b];
	}
	for (int a = 0; a < c->large.labels; a++)
	{
		float8		left = theta / (1 + large * c->large.n[a]);
		float8		mean = c->large.y[a] / c->large.n[a];

		for (int64 i = c->start[a]; i < c->start[a + 1]; i++)
		{
			c->solved_1[c->cell[i]] += left * c->count[i];
			c->solved_y[c->cell[i]] += left * c->count[i] * mean;
		}
	}
	for (int b = 0; b < labels; b++)
	{
		const float8 *row = c->s + (Size) b * size;

		for (int x = 0; x < b; x++)
		{
			c->solved_1[b] -= row[x] * c->solved_1[x];
			c->solved_y[b] -= row[x] * c->solved_y[x];
		}
		c->solved_1[b] /= row[b];
		c->solved_y[b] /= row[b];
	}
}

/*
 * The effects that are most likely given y, and the penalised squares they leave: of residuals, and of
 * effects over their relative standard deviations. They are the least, so that errors of the effects
 * matter by their squares alone.
 */
static void
solve_effects(Crossed *c, float8 large, float8 theta)
{
	int			size = cholesky_size(c->small.labels);
	float8	   *effect = c->small.effect;

	c->rest = c->within;
	for (int b = 0; b < c->small.labels; b++)
		effect[b] = c->solved_y[b] - c->mean * c->solved_1[b];
	for (int b = c->small.labels - 1; b >= 0; b--)
	{
		const float8 *row = c->s + (Size) b * size;

		effect[b] /= row[b];
		for (int x = 0; x < b; x++)
			effect[x] -= row[x] * effect[b];
	}
	for (int b = 0; b < c->small.labels; b++)
	{
		c->rest += effect[b] * effect[b];
		effect[b] *= theta;
	}
	for (int a = 0; a < c->large.labels; a++)
	{
		float8		left = c->large.y[a] - c->mean * c->large.n[a];

		for (int64 i = c->start[a]; i < c->start[a + 1]; i++)
			left -= c->count[i] * effect[c->cell[i]];
		left /= 1 + large * c->large.n[a];
		c->large.effect[a] = large * left;
		c->rest += large * left * left;
		for (int64 i = c->start[a]; i < c->start[a + 1]; i++)
		{
			float8		residual = c->y[i] - c->mean - c->large.effect[a] - effect[c->cell[i]];

			c->rest += c->count[i] * residual * residual;
		}
	}
	c->rest = Max(c->rest, DBL_MIN);
}

/* Solves the model for given theta. */
static void
evaluate(Crossed *c, const float8 *theta)
{
	float8		large = theta[0] * theta[0];
	int			size = cholesky_size(c->small.labels);
	float8		sum_1y = 0;

	fill_matrix(c, large, theta[1] * theta[1]);
	aiehr_cholesky(c->s, size);
	solve_sums(c, large, theta[1]);
	c->log_det = 0;
	c->sum_11 = 0;
	for (int a = 0; a < c->large.labels; a++)
	{
		float8		divisor = 1 + large * c->large.n[a];

		c->log_det += log(divisor);
		c->sum_11 += c->large.n[a] / divisor;
		sum_1y += c->large.y[a] / divisor;
	}
	for (int b = 0; b < c->small.labels; b++)
	{
		c->log_det += 2 * log(c->s[(Size) b * size + b]);
		c->sum_11 -= c->solved_1[b] * c->solved_1[b];
		sum_1y -= c->solved_1[b] * c->solved_y[b];
	}
	c->mean = sum_1y / c->sum_11;
	solve_effects(c, large, theta[1]);
}

/* MinimiseFunction: deviance by REML, up to a constant */
static float8
deviance(const float8 *theta, void *context)
{
	Crossed    *c = (Crossed *) context;

	if (fabs(theta[0]) > FARTHEST || fabs(theta[1]) > FARTHEST)
		return INFINITY;
	evaluate(c, theta);
	return c->log_det + log(c->sum_11) + (c->n - 1) * log(c->rest);
}

/* A rating as the model takes it. */
static inline float8
scaled(const Ratings *ratings, const Crossed *c, int64 i)
{
	return (ratings->value[i] - ratings->all.mean) / c->scale;
}

/* The sums of a factor's labels. */
static void
gather_factor(const Ratings *ratings, const Party *party, const Crossed *c, Factor *factor)
{
	factor->labels = party->n;
	factor->n = (float8 *) palloc(sizeof(float8) * party->n);
	factor->y = (float8 *) palloc0(sizeof(float8) * party->n);
	factor->effect = (float8 *) palloc(sizeof(float8) * party->n);
	for (int i = 0; i < party->n; i++)
		factor->n[i] = party->ratings[i];
	CHECK_FOR_INTERRUPTS();
	for (int64 i = 0; i < ratings->n; i++)
		factor->y[party->of[i]] += scaled(ratings, c, i);
}

/* The cells that have ratings, by label of the larger factor. */
static void
gather_cells(const Ratings *ratings, const Party *large, const Party *small, Crossed *c)
{
	int64	   *order = ratings_sorted(ratings, large, small);
	int64		cells = 0;

	c->start = (int64 *) palloc0(sizeof(int64) * (large->n + 1));
	c->cell = (int *) palloc(sizeof(int) * ratings->n);
	c->count = (float8 *) palloc(sizeof(float8) * ratings->n);
	c->y = (float8 *) palloc(sizeof(float8) * ratings->n);
	c->apart = (float8 *) palloc0(sizeof(float8) * small->n);
	for (int64 i = 0; i < ratings->n; i++)
	{
		int			a = large->of[order[i]];
		int			b = small->of[order[i]];
		float8		y = scaled(ratings, c, order[i]);
		float8		from_cell;

		if ((i & 0xffff) == 0)
			CHECK_FOR_INTERRUPTS();
		if (cells == c->start[a] || c->cell[cells - 1] != b)
		{
			c->cell[cells] = b;
			c->count[cells] = 0;
			c->y[cells++] = 0;
			c->start[a + 1] = cells;
		}
		from_cell = y - c->y[cells - 1];
		c->y[cells - 1] += from_cell / ++c->count[cells - 1];
		c->within += from_cell * (y - c->y[cells - 1]);
		c->apart[b] += y - c->large.y[a] / c->large.n[a];
	}
	pfree(order);
}

/* Refuses what would take too long: so many pairs of cells that share a label of the larger factor. */
static void
check_pairs(const Crossed *c)
{
	float8		pairs = 0;

	for (int a = 0; a < c->large.labels; a++)
	{
		float8		cells = c->start[a + 1] - c->start[a];

		pairs += cells * (cells + 1) / 2;
	}
	if (pairs > MAX_PAIRS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many ratings for crossed effects"),
				 errdetail("%.0f pairs of them are by the same rater, or of the same ratee; the limit is %d.",
						   pairs, MAX_PAIRS),
				 errhint("Take a part of the raters or ratees, or one department at a time.")));
}

/*
 * Prepares the model, y in standard deviations from its mean. As in lme4, each factor needs two labels
 * and must have fewer of them than there are ratings, or it could not be told from the residual.
 */
static Crossed *
crossed_new(const Ratings *ratings)
{
	Crossed    *c = (Crossed *) palloc0(sizeof(Crossed));
	const Party *large = &ratings->rater;
	const Party *small = &ratings->ratee;
	int			size;

	c->n = ratings->n;
	if (large->n < 2 || small->n < 2 || large->n == ratings->n || small->n == ratings->n)
		c->note = NOTE_TOO_FEW;
	else if (ratings->too_large)
		c->note = NOTE_OUT_OF_RANGE;
	else if (ratings->constant)
		c->note = NOTE_CONSTANT;
	if (c->note != NULL)
		return c;
	c->swapped = small->n > large->n;
	if (c->swapped)
	{
		large = &ratings->ratee;
		small = &ratings->rater;
	}
	if (small->n > MAX_LABELS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many labels for crossed effects"),
				 errdetail("Both factors have more than %d labels; one of them may.", MAX_LABELS),
				 errhint("Take a part of the raters or ratees, or one department at a time.")));
	c->scale = sqrt(moments_variance(&ratings->all));
	gather_factor(ratings, large, c, &c->large);
	gather_factor(ratings, small, c, &c->small);
	gather_cells(ratings, large, small, c);
	check_pairs(c);
	size = cholesky_size(c->small.labels);
	c->s = (float8 *) palloc(sizeof(float8) * size * size);
	c->solved_1 = (float8 *) palloc(sizeof(float8) * c->small.labels);
	c->solved_y = (float8 *) palloc(sizeof(float8) * c->small.labels);
	return c;
}

/* Fits the model; false, with a note in c, where that cannot be done. */
static bool
crossed_fit(const Ratings *ratings, Crossed *c, CrossedFit *fit)
{
	bool		converged;

	if (c->note != NULL)
		return false;
	fit->theta[0] = fit->theta[1] = 1;
	converged = aiehr_minimise(deviance, c, 2, fit->theta);
	if (fabs(fit->theta[0]) > TOO_FAR || fabs(fit->theta[1]) > TOO_FAR)
		c->note = NOTE_PERFECT;
	else if (!converged)
		c->note = NOTE_NOT_CONVERGED;
	if (c->note != NULL)
		return false;
	evaluate(c, fit->theta);
	fit->sigma = c->scale * sqrt(c->rest / (c->n - 1));
	fit->mean = ratings->pivot + ratings->all.mean + c->scale * c->mean;
	fit->mean_se = fit->sigma / sqrt(c->sum_11);
	return true;
}

/*
 * crossed_variance(observations) -> (n, mean, mean_se, first, second, residual, note)
 *		The mean, its standard error, and the three variances.
 */
PG_FUNCTION_INFO_V1(aiehr_crossed_variance);
Datum
aiehr_crossed_variance(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	Ratings    *ratings;
	Crossed    *c;
	CrossedFit	fit;
	ResultRow	row;

	observations_require(o, 2, 1, "crossed effects");
	ratings = ratings_from(o);
	c = crossed_new(ratings);

	row_begin(fcinfo, &row);
	row_count(&row, c->n);
	if (!crossed_fit(ratings, c, &fit))
		row_null(&row, 5);
	else
	{
		float8		variance = fit.sigma * fit.sigma;

		row_float8(&row, fit.mean);
		row_float8(&row, fit.mean_se);
		row_float8(&row, variance * fit.theta[c->swapped] * fit.theta[c->swapped]);
		row_float8(&row, variance * fit.theta[!c->swapped] * fit.theta[!c->swapped]);
		row_float8(&row, variance);
	}
	row_text(&row, c->note);
	return row_datum(&row);
}

/* The rows of one factor. */
static void
effect_rows(ResultRow *row, const char *name, const Party *party, const Factor *factor, const Crossed *c)
{
	for (int i = 0; i < party->n; i++)
	{
		row_text(row, name);
		row_text(row, party->label[i]);
		row_count(row, party->ratings[i]);
		row_float8(row, c->note == NULL ? c->scale * factor->effect[i] : NAN);
		row_text(row, c->note);
		row_put(row);
	}
}

/*
 * crossed_effects(observations) -> (factor, label, n, effect, note)
 *		The effect of each label, in units of y from the mean, shrunken as far as it is uncertain.
 */
PG_FUNCTION_INFO_V1(aiehr_crossed_effects);
Datum
aiehr_crossed_effects(PG_FUNCTION_ARGS)
{
	Observations *o = PG_GETARG_OBSERVATIONS_P(0);
	Ratings    *ratings;
	Crossed    *c;
	CrossedFit	fit;
	ResultRow	row;

	observations_require(o, 2, 1, "crossed effects");
	ratings = ratings_from(o);
	c = crossed_new(ratings);
	crossed_fit(ratings, c, &fit);

	row_begin_set(fcinfo, &row);
	effect_rows(&row, "first", &ratings->rater, c->swapped ? &c->small : &c->large, c);
	effect_rows(&row, "second", &ratings->ratee, c->swapped ? &c->large : &c->small, c);
	return (Datum) 0;
}
