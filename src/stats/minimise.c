/*
 * minimise.c
 *		The least value of a smooth function of a few variables, from its values alone.
 *
 * Nelder and Mead's (1965) simplex finds the valley, from wherever it starts and across places without
 * a value; Newton's steps, on differences of the fourth order, then find the digits. A simplex alone
 * would take as many values again for half of them. It is made for the deviance of mixed models by
 * relative standard deviations: variables of the size of 1, values of hundreds or thousands.
 */
#include "stats/minimise.h"

#include <math.h>

#include "miscadmin.h"

#define FIRST_SIZE 0.5			/* of the simplex */
#define NEAR 1e-2				/* where the first simplex leaves off: relative, or absolute below 1 */
#define NEARER 0.1				/* each further one, by so much */
#define NEAR_ENOUGH 1e-5		/* Newton's last step is no longer; its error is of the square of that */
#define MAX_MOVES 200			/* of one simplex */
#define MAX_ROUNDS 5			/* of simplex and steps */
#define MAX_STEPS 12			/* of Newton's in a round */
#define SPACING 3e-3			/* of differences: relative, or below 0.1 a tenth of it */
#define ROUNDING 1e-10			/* relative error that a value may have, or absolute below 1 */
#define FLAT 1e-5				/* a curvature below this share of the largest is none */
#define BENT 1e-2				/* as is one down to so much below 0, where a valley bends */

typedef struct Search
{
	MinimiseFunction f;
	void	   *context;
	int			k;
} Search;

/* Corners of a simplex, best first. */
typedef struct Simplex
{
	float8		corner[MINIMISE_MAX + 1][MINIMISE_MAX];
	float8		value[MINIMISE_MAX + 1];
} Simplex;

/* Slopes and curvatures at a point. */
typedef struct Shape
{
	float8		slope[MINIMISE_MAX];
	float8		curve[MINIMISE_MAX][MINIMISE_MAX];
} Shape;

/* The function at a point; no value is an infinite one. Between two evaluations a query can be ended. */
static float8
value_at(const Search *s, const float8 *x)
{
	float8		value;

	CHECK_FOR_INTERRUPTS();
	value = s->f(x, s->context);
	return isnan(value) ? INFINITY : value;
}

/* How much smaller than another a value must be to be smaller for more than rounding. */
static float8
rounding_of(float8 value)
{
	return ROUNDING * Max(1, fabs(value));
}

/* What a variable's distances are measured by. */
static float8
scale_of(float8 x)
{
	return Max(1, fabs(x));
}

/* Puts the corner of this place where its value belongs among those before it. */
static void
sort_corner(Simplex *simplex, int k, int place)
{
	while (place > 0 && simplex->value[place] < simplex->value[place - 1])
	{
		float8		value = simplex->value[place];

		simplex->value[place] = simplex->value[place - 1];
		simplex->value[place - 1] = value;
		for (int i = 0; i < k; i++)
		{
			float8		x = simplex->corner[place][i];

			simplex->corner[place][i] = simplex->corner[place - 1][i];
			simplex->corner[place - 1][i] = x;
		}
		place--;
	}
}

/* The point on the line from the worst corner through the middle of the others, `times` as far from that. */
static void
through_middle(const Simplex *simplex, int k, float8 times, float8 *x)
{
	for (int i = 0; i < k; i++)
	{
		float8		middle = 0;

		for (int c = 0; c < k; c++)
			middle += simplex->corner[c][i] / k;
		x[i] = middle + times * (middle - simplex->corner[k][i]);
	}
}

/* Puts a point in place of the worst corner. */
static void
replace_worst(Simplex *simplex, int k, const float8 *x, float8 value)
{
	memcpy(simplex->corner[k], x, sizeof(float8) * k);
	simplex->value[k] = value;
	sort_corner(simplex, k, k);
}

/* Draws all corners half the way towards the best. */
static void
shrink(const Search *s, Simplex *simplex)
{
	for (int c = 1; c <= s->k; c++)
	{
		for (int i = 0; i < s->k; i++)
			simplex->corner[c][i] = (simplex->corner[c][i] + simplex->corner[0][i]) / 2;
		simplex->value[c] = value_at(s, simplex->corner[c]);
	}
	for (int c = 1; c <= s->k; c++)
		sort_corner(simplex, s->k, c);
}

/* One move of the simplex: its worst corner is mirrored, and goes farther or less far as that pays. */
static void
move(const Search *s, Simplex *simplex)
{
	int			k = s->k;
	float8		mirrored[MINIMISE_MAX];
	float8		other[MINIMISE_MAX];
	float8		value;
	float8		tried;

	through_middle(simplex, k, 1, mirrored);
	value = value_at(s, mirrored);
	if (value >= simplex->value[0] && value < simplex->value[k - 1])
	{
		replace_worst(simplex, k, mirrored, value);
		return;
	}
	through_middle(simplex, k, value < simplex->value[0] ? 2 : value < simplex->value[k] ? 0.5 : -0.5, other);
	tried = value_at(s, other);
	if (tried < Min(value, simplex->value[k]))
		replace_worst(simplex, k, other, tried);
	else if (value < simplex->value[k])
		replace_worst(simplex, k, mirrored, value);
	else
		shrink(s, simplex);
}

/* Whether all corners are so near to the best. */
static bool
is_small(const Simplex *simplex, int k, float8 near)
{
	for (int c = 1; c <= k; c++)
	{
		for (int i = 0; i < k; i++)
		{
			if (fabs(simplex->corner[c][i] - simplex->corner[0][i]) > near * scale_of(simplex->corner[0][i]))
				return false;
		}
	}
	return true;
}

/* Moves x so near to a minimum; returns the value there. */
static float8
find_valley(const Search *s, float8 *x, float8 near)
{
	Simplex		simplex;

	for (int c = 0; c <= s->k; c++)
	{
		memcpy(simplex.corner[c], x, sizeof(float8) * s->k);
		if (c > 0)
			simplex.corner[c][c - 1] += FIRST_SIZE;
		simplex.value[c] = value_at(s, simplex.corner[c]);
		sort_corner(&simplex, s->k, c);
	}
	for (int i = 0; i < MAX_MOVES && !is_small(&simplex, s->k, near); i++)
		move(s, &simplex);
	memcpy(x, simplex.corner[0], sizeof(float8) * s->k);
	return simplex.value[0];
}

/*
 * Slopes and curvatures around x, where the value is `here`: of the fourth order along the variables,
 * of the second across.
 */
static void
find_shape(const Search *s, const float8 *x, float8 here, Shape *shape)
{
	float8		h[MINIMISE_MAX];
	float8		beside[MINIMISE_MAX];	/* sum of the values one step to either side */
	float8		at[MINIMISE_MAX];

	memcpy(at, x, sizeof(float8) * s->k);
	for (int i = 0; i < s->k; i++)
	{
		float8		value[5];

		h[i] = SPACING * Max(0.1, fabs(x[i]));
		for (int step = -2; step <= 2; step++)
		{
			at[i] = x[i] + step * h[i];
			value[step + 2] = step == 0 ? here : value_at(s, at);
		}
		at[i] = x[i];
		beside[i] = value[1] + value[3];
		shape->slope[i] = (8 * (value[3] - value[1]) - (value[4] - value[0])) / (12 * h[i]);
		shape->curve[i][i] = (16 * beside[i] - 30 * here - value[0] - value[4]) / (12 * h[i] * h[i]);
	}
	for (int i = 0; i < s->k; i++)
	{
		for (int j = 0; j < i; j++)
		{
			float8		both = 0;

			for (int step = -1; step <= 1; step += 2)
			{
				at[i] = x[i] + step * h[i];
				at[j] = x[j] + step * h[j];
				both += value_at(s, at);
			}
			at[i] = x[i];
			at[j] = x[j];
			shape->curve[i][j] = shape->curve[j][i] =
				(both - beside[i] - beside[j] + 2 * here) / (2 * h[i] * h[j]);
		}
	}
}

/*
 * Newton's step: down the slopes, over the curvatures, by elimination with the largest curvature first.
 * No step is made along what is flat. False where the shape is not that of a valley.
 */
static bool
newton_step(int k, Shape *shape, float8 *step)
{
	bool		done[MINIMISE_MAX] = {false};
	int			order[MINIMISE_MAX];
	float8		largest = 0;
	int			n;

	for (int i = 0; i < k; i++)
		largest = Max(largest, shape->curve[i][i]);
	for (n = 0; n < k; n++)
	{
		int			p = -1;

		for (int i = 0; i < k; i++)
		{
			if (!done[i] && !(shape->curve[i][i] >= -BENT * largest))
				return false;
			if (!done[i] && (p < 0 || shape->curve[i][i] > shape->curve[p][p]))
				p = i;
		}
		if (!(shape->curve[p][p] > FLAT * largest))
			break;
		done[p] = true;
		order[n] = p;
		for (int i = 0; i < k; i++)
		{
			float8		share = shape->curve[i][p] / shape->curve[p][p];

			for (int j = 0; j < k && !done[i]; j++)
				shape->curve[i][j] -= share * shape->curve[p][j];
			if (!done[i])
				shape->slope[i] -= share * shape->slope[p];
		}
	}
	for (int i = 0; i < k; i++)
		step[i] = 0;
	for (int at = n - 1; at >= 0; at--)
	{
		int			p = order[at];
		float8		left = -shape->slope[p];

		for (int later = at + 1; later < n; later++)
			left -= shape->curve[p][order[later]] * step[order[later]];
		step[p] = left / shape->curve[p][p];
	}
	return n > 0;
}

/*
 * Goes on to the minimum by Newton's steps, or as far as rounding lets them; false where they lead nowhere,
 * with x the best point so far.
 */
static bool
find_digits(const Search *s, float8 *x, float8 *least)
{
	for (int n = 0; n < MAX_STEPS; n++)
	{
		Shape		shape;
		float8		step[MINIMISE_MAX];
		float8		next[MINIMISE_MAX];
		float8		value;
		float8		longest = 0;

		find_shape(s, x, *least, &shape);
		if (!newton_step(s->k, &shape, step))
			return false;
		for (int i = 0; i < s->k; i++)
		{
			next[i] = x[i] + step[i];
			longest = Max(longest, fabs(step[i]) / scale_of(x[i]));
		}
		value = value_at(s, next);
		if (!(value <= *least + rounding_of(*least)))
			return longest <= NEAR * NEARER;
		memcpy(x, next, sizeof(float8) * s->k);
		*least = value;
		if (longest <= NEAR_ENOUGH)
			return true;
	}
	return false;
}

/* A variable for which 0 is as good as what was found is 0: at the edge of the variances there are. */
static void
take_zeroes(const Search *s, float8 *x, float8 least)
{
	for (int i = 0; i < s->k; i++)
	{
		float8		found = x[i];

		x[i] = 0;
		if (fabs(found) > NEAR * NEARER || !(value_at(s, x) <= least + rounding_of(least)))
			x[i] = found;
	}
}

/*
 * Moves x to a minimum of f, as many digits of it as values of f can tell (seven or so); false when it
 * did not get there, with x the best point seen. The start should be within some units of the minimum.
 */
bool
aiehr_minimise(MinimiseFunction f, void *context, int k, float8 *x)
{
	Search		s;
	float8		near = NEAR;

	Assert(k >= 1 && k <= MINIMISE_MAX);
	s.f = f;
	s.context = context;
	s.k = k;
	for (int round = 0; round < MAX_ROUNDS; round++)
	{
		float8		least = find_valley(&s, x, near);

		if (isfinite(least) && find_digits(&s, x, &least))
		{
			take_zeroes(&s, x, least);
			return true;
		}
		near *= NEARER;
	}
	return false;
}
