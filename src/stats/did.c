/*
 * did.c
 *		Difference in differences: what a treatment changed beyond what changed without it.
 *
 * Three answers to one question. That of all rows also uses persons of whom one of the two measures is
 * missing; its errors take a person's rows for dependent. That of pairs compares the changes of those who
 * have both. Analysis of covariance compares the second measures at the same first one: it is sharper where
 * treatment was given by lot, and biased where it was not.
 */
#include "stats/observations.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "stats/inference.h"
#include "stats/numeric.h"

/* The cells of the design: [treated][post]. */
#define CELL(treated, post) (2 * (treated) + (post))
#define NCELLS 4

/* What is known of a person; somebody may have rows on both sides of the treatment. */
typedef struct Subject
{
	Moments		cell[NCELLS];
	float8		score;			/* sum of what the residuals do to the estimate */
} Subject;

typedef struct Design
{
	int			post;			/* columns */
	int			treated;
	int			y;
	float8		pivot;			/* values are taken as differences from the first */
	bool		too_large;
	int			labels;
	Subject    *subject;		/* by number of the label */
	Moments		cell[NCELLS];
	float8		persons_in[NCELLS];
	float8		n;
	float8		persons;
} Design;

/* Those of one group who have both measures. */
typedef struct Changes
{
	Moments		before;
	Moments		after;
	Moments		change;
	float8		product;		/* of before and after about their means */
} Changes;

/* An estimate with its error and test; NaN where there is none. */
typedef struct Estimate
{
	const char *note;
	float8		value;
	float8		se;
	float8		df;
	float8		p;
} Estimate;

/* A column that says yes or no; -1 where it is missing. */
static int
yes_or_no(const Observations *o, int64 row, int column, const char *name)
{
	float8		value = OBSERVATION_VALUE(o, row, column);

	if (isnan(value))
		return -1;
	if (value != 0 && value != 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("column \"%s\" must be 0 or 1", name)));
	return value == 1;
}

/* The cell of a row; -1 where it is not complete. */
static int
cell_of(const Observations *o, int64 row, const Design *d)
{
	int			treated = yes_or_no(o, row, d->treated, "treated");
	int			post = yes_or_no(o, row, d->post, "post");

	if (treated < 0 || post < 0 || isnan(OBSERVATION_VALUE(o, row, d->y)))
		return -1;
	return CELL(treated, post);
}

/* Gathers the cells and persons. */
static Design *
design_new(const Observations *o)
{
	Design	   *d = (Design *) palloc0(sizeof(Design));

	observations_require(o, 1, -1, "difference in differences");
	d->post = observations_require_column(o, "post", "difference in differences");
	d->treated = observations_require_column(o, "treated", "difference in differences");
	d->y = observations_require_column(o, "y", "difference in differences");
	d->labels = o->labels[0]->n;
	d->subject = (Subject *) palloc0(sizeof(Subject) * Max(d->labels, 1));
	for (int64 row = 0; row < o->nrows; row++)
	{
		int			cell = cell_of(o, row, d);
		float8		y = OBSERVATION_VALUE(o, row, d->y);

		if ((row & 0xffff) == 0)
			CHECK_FOR_INTERRUPTS();
		if (cell < 0)
			continue;
		if (d->n++ == 0)
			d->pivot = y;
		d->too_large |= !(fabs(y - d->pivot) <= MOMENTS_FARTHEST);
		moments_add(&d->cell[cell], y - d->pivot);
		moments_add(&d->subject[OBSERVATION_LABEL(o, row, 0)].cell[cell], y - d->pivot);
	}
	for (int i = 0; i < d->labels; i++)
	{
		bool		counts = false;

		for (int cell = 0; cell < NCELLS; cell++)
		{
			d->persons_in[cell] += d->subject[i].cell[cell].n > 0;
			counts |= d->subject[i].cell[cell].n > 0;
		}
		d->persons += counts;
	}
	return d;
}

/* Why the cells allow no estimate, or NULL. */
static const char *
design_note(const Design *d)
{
	for (int cell = 0; cell < NCELLS; cell++)
	{
		if (d->persons_in[cell] < 2)
			return NOTE_TOO_FEW;
	}
	return d->too_large ? NOTE_OUT_OF_RANGE : NULL;
}

/* The two-sided p of an estimate that has an error. */
static void
test_estimate(Estimate *e)
{
	if (e->se > 0)
		e->p = 2 * aiehr_t_upper(fabs(e->value / e->se), e->df);
	else
		e->note = NOTE_PERFECT;
}

/*
 * All rows: the interaction of least squares on treated, post and both is the difference of differences of
 * the cells' means, and the sum of each person's scores gives its error where rows of a person depend on
 * each other (Liang and Zeger 1986, with HC1's factor). `se` gets the error where they do not.
 */
static Estimate
all_rows(const Design *d, float8 *se)
{
	Estimate	e = {NULL, 0, 0, d->persons - 1, NAN};
	Moments		all = {0};
	float8		within = 0;
	float8		over_n = 0;
	float8		parts = 0;
	float8		scores = 0;

	for (int cell = 0; cell < NCELLS; cell++)
	{
		float8		sign = cell == CELL(1, 1) || cell == CELL(0, 0) ? 1 : -1;

		e.value += sign * d->cell[cell].mean;
		within += d->cell[cell].squares;
		over_n += 1 / d->cell[cell].n;
		all = moments_merge(&all, &d->cell[cell]);
		for (int i = 0; i < d->labels; i++)
		{
			const Moments *own = &d->subject[i].cell[cell];
			float8		score = sign * own->n * (own->mean - d->cell[cell].mean) / d->cell[cell].n;

			d->subject[i].score += score;
			parts += score * score;
		}
	}
	*se = 0;
	all.mean += d->pivot;
	if (within > MOMENTS_ROUNDING * all.squares && !moments_constant(&all))
	{
		for (int i = 0; i < d->labels; i++)
			scores += d->subject[i].score * d->subject[i].score;
		*se = sqrt(within / (d->n - NCELLS) * over_n);
		if (scores > MOMENTS_ROUNDING * parts)
			e.se = sqrt(scores * (d->persons / (d->persons - 1)) * ((d->n - 1) / (d->n - NCELLS)));
	}
	test_estimate(&e);
	if (moments_constant(&all))
		e.note = NOTE_CONSTANT;
	return e;
}

/* The persons of one group who have both measures; of several the mean counts. */
static Changes
changes_of(const Design *d, int treated)
{
	Changes		c;

	memset(&c, 0, sizeof(c));
	for (int pass = 0; pass < 2; pass++)
	{
		for (int i = 0; i < d->labels; i++)
		{
			const Moments *before = &d->subject[i].cell[CELL(treated, 0)];
			const Moments *after = &d->subject[i].cell[CELL(treated, 1)];

			if (before->n == 0 || after->n == 0)
				continue;
			if (pass > 0)
			{
				c.product += (before->mean - c.before.mean) * (after->mean - c.after.mean);
				continue;
			}
			moments_add(&c.before, before->mean);
			moments_add(&c.after, after->mean);
			moments_add(&c.change, after->mean - before->mean);
		}
	}
	return c;
}

/* Pairs: Welch's test of the two groups' changes. */
static Estimate
pairs(const Changes *treated, const Changes *others)
{
	Estimate	e = {NULL, NAN, NAN, NAN, NAN};
	WelchTest	welch;
	float8		spread = treated->before.squares + treated->after.squares +
		others->before.squares + others->after.squares;

	if (treated->change.n < 2 || others->change.n < 2)
	{
		e.note = NOTE_TOO_FEW;
		return e;
	}
	e.value = treated->change.mean - others->change.mean;
	e.se = 0;
	if (treated->change.squares + others->change.squares > MOMENTS_ROUNDING * spread &&
		inference_welch(&treated->change, &others->change, &welch))
	{
		e.se = welch.se;
		e.df = welch.df;
	}
	test_estimate(&e);
	return e;
}

/* Analysis of covariance: least squares of the second measure on the first and treatment, over pairs. */
static Estimate
covariance(const Changes *treated, const Changes *others, float8 pivot)
{
	Estimate	e = {NULL, NAN, NAN, NAN, NAN};
	float8		n = treated->change.n + others->change.n;
	float8		apart = treated->before.mean - others->before.mean;
	float8		before = treated->before.squares + others->before.squares;
	float8		after = treated->after.squares + others->after.squares;
	float8		weight = (treated->product + others->product) / before;
	float8		rest = after - weight * (treated->product + others->product);
	Moments		baseline = moments_merge(&treated->before, &others->before);

	e.df = n - 3;
	baseline.mean += pivot;
	if (treated->change.n < 1 || others->change.n < 1 || e.df < 1)
		e.note = NOTE_TOO_FEW;
	else if (before <= MOMENTS_ROUNDING * baseline.squares || moments_constant(&baseline))
		e.note = NOTE_CONSTANT;
	if (e.note != NULL)
		return e;
	e.value = treated->after.mean - others->after.mean - weight * apart;
	e.se = rest <= MOMENTS_ROUNDING * after ? 0 :
		sqrt(rest / e.df * (1 / treated->change.n + 1 / others->change.n + apart / before * apart));
	test_estimate(&e);
	return e;
}

/* The columns of an interval. */
static void
interval_columns(ResultRow *row, const Estimate *e, float8 level)
{
	float8		reach = e->se > 0 ? e->se * aiehr_t_quantile((1 + level) / 2, e->df) : e->se;

	row_float8(row, e->value - reach);
	row_float8(row, e->value + reach);
}

/*
 * did(observations, level) -> (n, persons, did, se, se_clustered, p_clustered, did_low, did_high, n_pairs,
 *			did_pairs, pairs_se, pairs_p, pairs_low, pairs_high, ancova, ancova_se, ancova_p, note)
 *		The note is that of the first answer that lacks something.
 */
PG_FUNCTION_INFO_V1(aiehr_did);
Datum
aiehr_did(PG_FUNCTION_ARGS)
{
	Design	   *d = design_new(PG_GETARG_OBSERVATIONS_P(0));
	float8		level = inference_level(PG_GETARG_FLOAT8(1));
	Changes		treated = changes_of(d, 1);
	Changes		others = changes_of(d, 0);
	Estimate	rows;
	Estimate	paired;
	Estimate	ancova;
	float8		se;
	ResultRow	row;

	row_begin(fcinfo, &row);
	row_count(&row, d->n);
	row_count(&row, d->persons);
	if (design_note(d) != NULL)
	{
		row_null(&row, 6);
		row_count(&row, treated.change.n + others.change.n);
		row_null(&row, 8);
		row_text(&row, design_note(d));
		return row_datum(&row);
	}
	rows = all_rows(d, &se);
	paired = pairs(&treated, &others);
	ancova = covariance(&treated, &others, d->pivot);
	row_float8(&row, rows.value);
	row_float8(&row, se);
	row_float8(&row, rows.se);
	row_float8(&row, rows.p);
	interval_columns(&row, &rows, level);
	row_count(&row, treated.change.n + others.change.n);
	row_float8(&row, paired.value);
	row_float8(&row, paired.se);
	row_float8(&row, paired.p);
	interval_columns(&row, &paired, level);
	row_float8(&row, ancova.value);
	row_float8(&row, ancova.se);
	row_float8(&row, ancova.p);
	row_text(&row, rows.note != NULL ? rows.note : paired.note != NULL ? paired.note : ancova.note);
	return row_datum(&row);
}
