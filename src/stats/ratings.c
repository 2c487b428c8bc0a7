/*
 * ratings.c
 *		Ratings of ratees by raters, from observations with these two labels.
 */
#include "stats/ratings.h"

#include <math.h>

#include "miscadmin.h"

/* The mean of a row's numbers; NaN where one is missing. */
static float8
row_mean(const Observations *o, int64 row)
{
	float8		sum = 0;

	for (int i = 0; i < o->ncolumns; i++)
		sum += OBSERVATION_VALUE(o, row, i);
	return sum / o->ncolumns;
}

/* Numbers those labels that have a rating; `of` holds the labels' own numbers and gets the new ones. */
static void
number_party(Party *party, const Labels *labels, int64 n)
{
	int64	   *count = (int64 *) palloc0(sizeof(int64) * Max(labels->n, 1));
	int		   *number = (int *) palloc(sizeof(int) * Max(labels->n, 1));
	int		   *sorted = labels_sorted(labels);

	CHECK_FOR_INTERRUPTS();
	for (int64 i = 0; i < n; i++)
		count[party->of[i]]++;
	party->n = 0;
	party->label = (const char **) palloc(sizeof(char *) * Max(labels->n, 1));
	party->ratings = (int64 *) palloc(sizeof(int64) * Max(labels->n, 1));
	for (int i = 0; i < labels->n; i++)
	{
		int			label = sorted[i];

		if (count[label] == 0)
			continue;
		number[label] = party->n;
		party->label[party->n] = labels->text[label];
		party->ratings[party->n++] = count[label];
	}
	for (int64 i = 0; i < n; i++)
		party->of[i] = number[party->of[i]];
	pfree(count);
	pfree(number);
	pfree(sorted);
}

/* The ratings of observations, which must have two labels a row. */
Ratings *
ratings_from(const Observations *o)
{
	Ratings    *ratings = (Ratings *) palloc0(sizeof(Ratings));
	Moments		all = {0};

	ratings->rater.of = (int *) palloc(sizeof(int) * Max(o->nrows, 1));
	ratings->ratee.of = (int *) palloc(sizeof(int) * Max(o->nrows, 1));
	ratings->row = (int64 *) palloc(sizeof(int64) * Max(o->nrows, 1));
	ratings->value = (float8 *) palloc(sizeof(float8) * Max(o->nrows, 1));
	for (int64 row = 0; row < o->nrows; row++)
	{
		float8		mean = row_mean(o, row);

		if ((row & 0xffff) == 0)
			CHECK_FOR_INTERRUPTS();
		if (isnan(mean))
			continue;
		if (ratings->n == 0)
			ratings->pivot = mean;
		ratings->rater.of[ratings->n] = OBSERVATION_LABEL(o, row, 0);
		ratings->ratee.of[ratings->n] = OBSERVATION_LABEL(o, row, 1);
		ratings->row[ratings->n] = row;
		ratings->value[ratings->n] = mean - ratings->pivot;
		ratings->too_large |= !(fabs(ratings->value[ratings->n]) <= MOMENTS_FARTHEST);
		moments_add(&all, ratings->value[ratings->n++]);
	}
	ratings->all = all;
	all.mean += ratings->pivot;
	ratings->constant = moments_constant(&all);
	number_party(&ratings->rater, o->labels[0], ratings->n);
	number_party(&ratings->ratee, o->labels[1], ratings->n);
	return ratings;
}

/* Stable order of the ratings in `from` by one party. */
static void
sort_by(const Party *by, int64 n, const int64 *from, int64 *to)
{
	int64	   *place = (int64 *) palloc(sizeof(int64) * Max(by->n, 1));
	int64		before = 0;

	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < by->n; i++)
	{
		place[i] = before;
		before += by->ratings[i];
	}
	for (int64 i = 0; i < n; i++)
		to[place[by->of[from[i]]]++] = from[i];
	pfree(place);
}

/* The ratings in the order of one party and, within it, of the other: the numbers of all of them. */
int64 *
ratings_sorted(const Ratings *ratings, const Party *by, const Party *then_by)
{
	int64	   *order = (int64 *) palloc(sizeof(int64) * Max(ratings->n, 1));
	int64	   *sorted = (int64 *) palloc(sizeof(int64) * Max(ratings->n, 1));

	for (int64 i = 0; i < ratings->n; i++)
		order[i] = i;
	sort_by(then_by, ratings->n, order, sorted);
	sort_by(by, ratings->n, sorted, order);
	pfree(sorted);
	return order;
}
