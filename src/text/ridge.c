/*
 * ridge.c
 *		Ridge regression by conjugate gradients, for all penalties and folds at once.
 *
 * Minimises |y - intercept - X w|^2 + penalty |w|^2, the intercept free. With centred rows Xc the solution
 * is w = Xc' a where (Xc Xc' + penalty I) a = y - mean. Systems that differ by a multiple of the identity
 * have the same Krylov space: one run of conjugate gradients solves for every penalty, at the price of two
 * vectors each (Jegerlehner, hep-lat/9612014, 1996; Frommer & Maass, SIAM J. Sci. Comput. 20, 1999). The
 * runs of the folds and of all people go side by side, so that the matrix is read once for all of them.
 *
 * Person i is in fold i % RIDGE_FOLDS; the design has people in the order of a hash.
 */
#include "text/ridge.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/float.h"

#include "text/arrays.h"

#define SYSTEMS (RIDGE_FOLDS + 1)	/* each without one fold, and the last with all */
#define ALL_PEOPLE RIDGE_FOLDS
#define TOLERANCE 1e-8			/* of the residual, to what it was at first */
#define MAX_STEPS 2000
#define NORMAL_975 1.9599639845400545

/* Values of all systems for one person or term */
typedef struct Block
{
	float8		of[SYSTEMS];
} Block;

/* Rows have length 1, so that penalties of one scale suit all sizes of sample. */
static const float8 penalties[] = {0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 32, 64};

#define MAX_PENALTIES lengthof(penalties)

/* The solution for one penalty, as it comes about */
typedef struct Shifted
{
	float8		shift;			/* penalty less the smallest one */
	Block	   *a;				/* solution, a person each */
	Block	   *p;				/* direction */
	Block		zeta;			/* residual, in units of the one of the smallest penalty */
	Block		before;			/* the same a step ago */
	Block		scale;			/* of the residual and the last direction in this one */
	Block		beta;
	float8	   *seen;			/* direction, and solution, times the matrix: of each person in the */
	float8	   *predicted;		/* system without their fold, the level left out */
} Shifted;

typedef struct Ridge
{
	const Design *d;
	int			npenalties;
	float8		penalty[MAX_PENALTIES];
	Shifted		shifted[MAX_PENALTIES];
	Block		people;			/* in each system */
	Block		mean;			/* of their scores */
	Block	   *terms;			/* room for a value of each term */
	Block	   *residual;
	Block	   *direction;
	Block	   *image;			/* of the direction */
	float8	   *seen;			/* the same before it is centred, of each in the system without their fold */
	Block		square;			/* of the residual */
	Block		least;			/* square at which a system is solved */
	Block		alpha;			/* of the step before */
	Block		beta;
} Ridge;

/* Is a person in a system? */
static inline bool
in_system(int person, int system)
{
	return person % RIDGE_FOLDS != system;
}

/* Blocks of zeroes. */
static Block *
zero_blocks(Size n)
{
	return ZERO_ARRAY_OF(Block, n);
}

/* to = X' from: people to terms */
static void
to_terms(const Design *d, const Block *from, Block *to)
{
	memset(to, 0, sizeof(Block) * d->nterms);
	for (int i = 0; i < d->n; i++)
	{
		const Block v = from[i];

		for (int64 j = d->start[i]; j < d->start[i + 1]; j++)
		{
			float8		x = d->value[j];
			float8	   *t = to[d->index[j]].of;

			for (int s = 0; s < SYSTEMS; s++)
				t[s] += x * v.of[s];
		}
	}
}

/* to = X from: terms to people */
static void
to_people(const Design *d, const Block *from, Block *to)
{
	for (int i = 0; i < d->n; i++)
	{
		Block		sum = {{0}};

		for (int64 j = d->start[i]; j < d->start[i + 1]; j++)
		{
			float8		x = d->value[j];
			const float8 *f = from[d->index[j]].of;

			for (int s = 0; s < SYSTEMS; s++)
				sum.of[s] += x * f[s];
		}
		to[i] = sum;
	}
}

/* Means over the people of each system. */
static Block
means(const Ridge *r, const Block *v)
{
	Block		sum = {{0}};

	for (int i = 0; i < r->d->n; i++)
	{
		for (int s = 0; s < SYSTEMS; s++)
			sum.of[s] += in_system(i, s) ? v[i].of[s] : 0;
	}
	for (int s = 0; s < SYSTEMS; s++)
		sum.of[s] /= r->people.of[s];
	return sum;
}

/* Leaves of each system its people, less their mean. */
static void
centre(const Ridge *r, Block *v)
{
	Block		mean = means(r, v);

	for (int i = 0; i < r->d->n; i++)
	{
		for (int s = 0; s < SYSTEMS; s++)
			v[i].of[s] = in_system(i, s) ? v[i].of[s] - mean.of[s] : 0;
	}
}

/* Inner products of each system. */
static Block
products(const Ridge *r, const Block *a, const Block *b)
{
	Block		sum = {{0}};

	for (int i = 0; i < r->d->n; i++)
	{
		for (int s = 0; s < SYSTEMS; s++)
			sum.of[s] += a[i].of[s] * b[i].of[s];
	}
	return sum;
}

/* Prepares the systems: all solutions zero, residuals and directions the centred scores. */
static void
ridge_begin(Ridge *r, const Design *d)
{
	r->d = d;
	r->terms = zero_blocks(d->nterms);
	r->residual = zero_blocks(d->n);
	r->direction = zero_blocks(d->n);
	r->image = zero_blocks(d->n);
	r->seen = ZERO_ARRAY_OF(float8, d->n);
	for (int i = 0; i < d->n; i++)
	{
		for (int s = 0; s < SYSTEMS; s++)
		{
			r->residual[i].of[s] = d->score[i];
			r->people.of[s] += in_system(i, s);
		}
	}
	r->mean = means(r, r->residual);
	centre(r, r->residual);
	memcpy(r->direction, r->residual, sizeof(Block) * d->n);
	r->square = products(r, r->residual, r->residual);
	for (int s = 0; s < SYSTEMS; s++)
	{
		r->least.of[s] = r->square.of[s] * TOLERANCE * TOLERANCE;
		r->alpha.of[s] = 1;
		r->beta.of[s] = 0;
	}
	for (int k = 0; k < r->npenalties; k++)
	{
		Shifted    *shifted = &r->shifted[k];

		shifted->shift = r->penalty[k] - r->penalty[0];
		shifted->a = zero_blocks(d->n);
		shifted->p = zero_blocks(d->n);
		shifted->seen = ZERO_ARRAY_OF(float8, d->n);
		shifted->predicted = ZERO_ARRAY_OF(float8, d->n);
		memcpy(shifted->p, r->residual, sizeof(Block) * d->n);
		for (int s = 0; s < SYSTEMS; s++)
		{
			shifted->zeta.of[s] = shifted->before.of[s] = shifted->scale.of[s] = 1;
			shifted->beta.of[s] = 0;
		}
	}
}

/* Moves the solution of one penalty on; afterwards its zetas are those of the new residual. */
static void
shifted_step(const Ridge *r, Shifted *shifted, const Block *alpha)
{
	Block		step;

	for (int s = 0; s < SYSTEMS; s++)
	{
		float8		zeta = shifted->zeta.of[s];
		float8		before = shifted->before.of[s];
		float8		a = alpha->of[s];
		float8		next = zeta;

		if (a != 0)
			next = zeta * before * r->alpha.of[s] /
				(a * r->beta.of[s] * (before - zeta) + before * r->alpha.of[s] * (1 + a * shifted->shift));
		step.of[s] = zeta != 0 ? a * next / zeta : 0;
		shifted->before.of[s] = zeta;
		shifted->zeta.of[s] = next;
	}
	for (int i = 0; i < r->d->n; i++)
	{
		int			fold = i % RIDGE_FOLDS;

		for (int s = 0; s < SYSTEMS; s++)
			shifted->a[i].of[s] += step.of[s] * shifted->p[i].of[s];
		shifted->predicted[i] += step.of[fold] * shifted->seen[i];
	}
}

/*
 * What a step predicts for the fold that each system lacks. The matrix was multiplied with the direction
 * alone; with the residual it is known from that, since the direction is made of the residual and the one
 * before, and so it is for the directions of all penalties.
 */
static void
see_folds(Ridge *r)
{
	for (int i = 0; i < r->d->n; i++)
	{
		int			fold = i % RIDGE_FOLDS;
		float8		direction = r->image[i].of[fold];
		float8		residual = direction - r->beta.of[fold] * r->seen[i];

		r->seen[i] = direction;
		for (int k = 0; k < r->npenalties; k++)
		{
			Shifted    *shifted = &r->shifted[k];

			shifted->seen[i] = shifted->scale.of[fold] * residual + shifted->beta.of[fold] * shifted->seen[i];
		}
	}
}

/* Turns a direction for the next step: scale * residual + beta * direction. */
static void
turn(const Ridge *r, Block *direction, const Block *scale, const Block *beta)
{
	for (int i = 0; i < r->d->n; i++)
	{
		for (int s = 0; s < SYSTEMS; s++)
			direction[i].of[s] = scale->of[s] * r->residual[i].of[s] + beta->of[s] * direction[i].of[s];
	}
}

/* One step of all systems; false when every one is solved. */
static bool
ridge_step(Ridge *r)
{
	Block		alpha;
	Block		curvature;
	Block		square;
	Block		one;
	bool		more = false;

	to_terms(r->d, r->direction, r->terms);
	to_people(r->d, r->terms, r->image);
	see_folds(r);
	centre(r, r->image);
	for (int i = 0; i < r->d->n; i++)
	{
		for (int s = 0; s < SYSTEMS; s++)
			r->image[i].of[s] += r->penalty[0] * r->direction[i].of[s];
	}
	curvature = products(r, r->direction, r->image);
	for (int s = 0; s < SYSTEMS; s++)
		alpha.of[s] = r->square.of[s] > r->least.of[s] && curvature.of[s] > 0 ?
			r->square.of[s] / curvature.of[s] : 0;
	for (int k = 0; k < r->npenalties; k++)
		shifted_step(r, &r->shifted[k], &alpha);
	for (int i = 0; i < r->d->n; i++)
	{
		for (int s = 0; s < SYSTEMS; s++)
			r->residual[i].of[s] -= alpha.of[s] * r->image[i].of[s];
	}
	square = products(r, r->residual, r->residual);
	for (int s = 0; s < SYSTEMS; s++)
	{
		bool		moved = alpha.of[s] != 0;

		r->beta.of[s] = moved ? square.of[s] / r->square.of[s] : 0;
		r->alpha.of[s] = moved ? alpha.of[s] : 1;
		one.of[s] = moved ? 1 : 0;
		r->square.of[s] = moved ? square.of[s] : 0;
		more |= r->square.of[s] > r->least.of[s];
	}
	for (int k = 0; k < r->npenalties; k++)
	{
		Shifted    *shifted = &r->shifted[k];

		for (int s = 0; s < SYSTEMS; s++)
		{
			float8		ratio = shifted->before.of[s] != 0 ? shifted->zeta.of[s] / shifted->before.of[s] : 0;

			shifted->scale.of[s] = one.of[s] * shifted->zeta.of[s];
			shifted->beta.of[s] = r->beta.of[s] * ratio * ratio;
		}
		turn(r, shifted->p, &shifted->scale, &shifted->beta);
	}
	turn(r, r->direction, &one, &r->beta);
	return more;
}

/*
 * Correlation of scores with what the systems without them predict, within folds: each fold has a model
 * of its own, whose level alone would put scores and predictions at odds. The slope is that of scores on
 * predictions.
 */
static float8
cross_validated_r(const Ridge *r, const Shifted *shifted, float8 *slope)
{
	const Design *d = r->d;
	float8		sum[RIDGE_FOLDS][2] = {{0}};
	float8		n[RIDGE_FOLDS] = {0};
	float8		xx = 0;
	float8		xy = 0;
	float8		yy = 0;

	for (int i = 0; i < d->n; i++)
	{
		int			fold = i % RIDGE_FOLDS;

		n[fold]++;
		sum[fold][0] += shifted->predicted[i];
		sum[fold][1] += d->score[i];
	}
	for (int i = 0; i < d->n; i++)
	{
		int			fold = i % RIDGE_FOLDS;
		float8		x = shifted->predicted[i] - sum[fold][0] / n[fold];
		float8		y = d->score[i] - sum[fold][1] / n[fold];

		xx += x * x;
		xy += x * y;
		yy += y * y;
	}
	*slope = xx > 0 ? xy / xx : 0;
	return xx > 0 && yy > 0 ? Max(-1, Min(1, xy / sqrt(xx) / sqrt(yy))) : get_float8_nan();
}

/* The interval of r by Fisher's z, with a degree of freedom less for each fold but one. */
static void
interval(RidgeFit *fit, float8 n)
{
	float8		half = NORMAL_975 / sqrt(n - 3 - (RIDGE_FOLDS - 1));

	fit->r_low = fit->r_high = get_float8_nan();
	if (isnan(fit->r))
		return;
	fit->r_low = fabs(fit->r) < 1 ? tanh(atanh(fit->r) - half) : fit->r;
	fit->r_high = fabs(fit->r) < 1 ? tanh(atanh(fit->r) + half) : fit->r;
}

/* The weights and the intercept that belong to a solution for all people. */
static void
weights(Ridge *r, const Shifted *shifted, RidgeFit *fit)
{
	const Design *d = r->d;

	fit->weight = ARRAY_OF(float8, d->nterms);
	to_terms(d, shifted->a, r->terms);
	to_people(d, r->terms, r->image);
	for (uint32 i = 0; i < d->nterms; i++)
		fit->weight[i] = r->terms[i].of[ALL_PEOPLE] * fit->slope + 0.0;
	fit->intercept = r->mean.of[ALL_PEOPLE] - means(r, r->image).of[ALL_PEOPLE] * fit->slope;
}

/*
 * Fits a design; the penalty is chosen by cross-validation where it is NaN. The penalty that orders people
 * best is well above the one that errs least, since it shrinks predictions towards the mean; to calibrate
 * is to undo that by the slope that cross-validation found.
 */
void
ridge_fit(const Design *d, float8 penalty, bool calibrate, RidgeFit *fit)
{
	Ridge	   *r = (Ridge *) palloc0(sizeof(Ridge));
	int			best = -1;
	float8		slope = 1;

	r->npenalties = isnan(penalty) ? MAX_PENALTIES : 1;
	for (int k = 0; k < r->npenalties; k++)
		r->penalty[k] = isnan(penalty) ? penalties[k] : penalty;
	ridge_begin(r, d);
	for (int step = 0; step < MAX_STEPS && ridge_step(r); step++)
		CHECK_FOR_INTERRUPTS();
	fit->r = get_float8_nan();
	for (int k = 0; k < r->npenalties; k++)
	{
		float8		stretch;
		float8		cross = cross_validated_r(r, &r->shifted[k], &stretch);

		CHECK_FOR_INTERRUPTS();
		if (best < 0 || cross > fit->r || isnan(fit->r))
		{
			best = k;
			fit->r = cross;
			slope = stretch;
		}
	}
	fit->penalty = r->penalty[best];
	fit->slope = calibrate && slope > 0 && isfinite(slope) ? slope : 1;
	interval(fit, d->n);
	weights(r, &r->shifted[best], fit);
}
