/*
 * cluster.c
 *		From pairs to people: clusters of records, with guards against chains.
 *
 * Pairs are taken in the order of their weights, and each would join two clusters. A union-find that joins
 * whatever has one strong pair chains people through a shared telephone or a sibling: one wrong pair
 * between two clusters of three makes nine. So the union is judged by all pairs between the two clusters,
 * those included that no blocking key brought up: their weights add up to the evidence that all are one
 * person (the gain of correlation clustering; Bansal, Blum and Chawla 2004). It is refused when the sum is
 * below zero, or when two numbers that proved themselves by a check digit differ. Refused unions are kept
 * for somebody to look at.
 */
#include "identity/population.h"

#include <math.h>

#include "miscadmin.h"

#define MAX_CROSS 64			/* pairs between two clusters that are looked at */

typedef struct Edge
{
	float4		weight;
	uint32		pair;
} Edge;

/* Ties go by the numbers of the pairs, which are sorted, so that the result is the same every time. */
#define ST_SORT sort_edges
#define ST_ELEMENT_TYPE Edge
#define ST_COMPARE(a, b) ((a)->weight > (b)->weight ? -1 : (a)->weight < (b)->weight ? 1 : \
						  (a)->pair < (b)->pair ? -1 : (a)->pair > (b)->pair)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * A refused union and the clusters that it was of, in the end; for finding those that are of the same two.
 */
typedef struct RefusedClusters
{
	uint32		a;
	uint32		b;
	int64		number;
} RefusedClusters;

#define ST_SORT sort_refused
#define ST_ELEMENT_TYPE RefusedClusters
#define ST_COMPARE(x, y) ((x)->a < (y)->a ? -1 : (x)->a > (y)->a ? 1 : \
						  (x)->b < (y)->b ? -1 : (x)->b > (y)->b ? 1 : \
						  (x)->number < (y)->number ? -1 : (x)->number > (y)->number)
#define ST_SCOPE static
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

/* Each record alone. */
static Clusters *
clusters_new(uint32 n)
{
	Clusters   *c = (Clusters *) palloc0(sizeof(Clusters));
	Size		size = sizeof(uint32) * Max((Size) n, 1);

	c->of = (uint32 *) palloc_extended(size, MCXT_ALLOC_HUGE);
	c->next = (uint32 *) palloc_extended(size, MCXT_ALLOC_HUGE);
	c->size = (uint32 *) palloc_extended(size, MCXT_ALLOC_HUGE);
	c->weight = (float4 *) palloc_extended(size, MCXT_ALLOC_HUGE);
	for (uint32 i = 0; i < n; i++)
	{
		c->of[i] = c->next[i] = i;
		c->size[i] = 1;
		c->weight[i] = INFINITY;
	}
	return c;
}

/*
 * Why two clusters are not one, or NULL. Looks at the pairs between them; where they are many, at an even
 * part of them.
 */
static const char *
objection(const Population *p, const Clusters *c, uint32 a, uint32 b)
{
	uint64		all = (uint64) c->size[a] * c->size[b];
	uint64		step = (all + MAX_CROSS - 1) / MAX_CROSS;
	uint64		at = 0;
	float8		sum = 0;
	uint32		x = a;

	do
	{
		uint32		y = b;

		do
		{
			if (at++ % step == 0)
			{
				if (population_vetoed(p, x, y))
					return "id_number";
				if (all > 1)
					sum += population_weight(p, x, y, population_pattern(p, x, y));
			}
			y = c->next[y];
		} while (y != b);
		x = c->next[x];
	} while (x != a);
	return sum < 0 ? "chain" : NULL;
}

/* Makes one cluster of two. */
static void
unite(Clusters *c, uint32 a, uint32 b, float4 weight)
{
	uint32		first = Min(a, b);
	uint32		other = Max(a, b);
	uint32		member = other;
	uint32		next = c->next[first];

	/* records that were alone came by this link */
	if (c->size[first] == 1)
		c->weight[first] = weight;
	if (c->size[other] == 1)
		c->weight[other] = weight;
	do
	{
		c->of[member] = first;
		member = c->next[member];
	} while (member != other);
	c->next[first] = c->next[other];
	c->next[other] = next;
	c->size[first] += c->size[other];
}

/* Notes a union that was refused. */
static void
refuse(Clusters *c, const CandidatePair *pair, float4 weight, const char *reason)
{
	if (c->nrefused == c->max_refused)
	{
		c->max_refused = Max(2 * c->max_refused, 64);
		c->refused = c->refused == NULL ? (RefusedUnion *) palloc(sizeof(RefusedUnion) * c->max_refused) :
			(RefusedUnion *) repalloc_huge(c->refused, sizeof(RefusedUnion) * c->max_refused);
	}
	c->refused[c->nrefused++] = (RefusedUnion) {pair->a, pair->b, weight, reason};
}

/*
 * Of the refused unions keeps the strongest for any two clusters, and none within a cluster that came
 * about later.
 */
static void
sift_refused(Clusters *c)
{
	RefusedClusters *of =
		(RefusedClusters *) palloc_extended(sizeof(RefusedClusters) * Max(c->nrefused, 1), MCXT_ALLOC_HUGE);
	RefusedUnion *kept =
		(RefusedUnion *) palloc_extended(sizeof(RefusedUnion) * Max(c->nrefused, 1), MCXT_ALLOC_HUGE);
	int64		n = 0;

	for (int64 i = 0; i < c->nrefused; i++)
	{
		uint32		a = c->of[c->refused[i].a];
		uint32		b = c->of[c->refused[i].b];

		of[i] = (RefusedClusters) {Min(a, b), Max(a, b), i};
	}
	sort_refused(of, c->nrefused);
	for (int64 i = 0; i < c->nrefused; i++)
	{
		if (of[i].a != of[i].b && (i == 0 || of[i].a != of[i - 1].a || of[i].b != of[i - 1].b))
			kept[n++] = c->refused[of[i].number];
	}
	pfree(of);
	if (c->refused != NULL)
		pfree(c->refused);
	c->refused = kept;
	c->nrefused = n;
}

/* The pairs that are worth a look, the strongest first. */
static Edge *
list_edges(const Population *p, const CandidatePairs *pairs, float8 least, int64 *n)
{
	Edge	   *edge = (Edge *) palloc_extended(sizeof(Edge) * Max(pairs->n, 1), MCXT_ALLOC_HUGE);

	*n = 0;
	for (int64 i = 0; i < pairs->n; i++)
	{
		const CandidatePair *pair = &pairs->pair[i];
		float4		weight = population_weight(p, pair->a, pair->b, pair->pattern);

		if ((i & 0xffff) == 0)
			CHECK_FOR_INTERRUPTS();
		if (weight >= least)
			edge[(*n)++] = (Edge) {weight, i};
	}
	sort_edges(edge, *n);
	return edge;
}

/* Joins the records of a population to clusters. */
Clusters *
cluster_population(const Population *p, const CandidatePairs *pairs)
{
	const MatchModel *model = p->model;
	Clusters   *c = clusters_new(p->n);
	float8		upper = log2(model->upper / (1 - model->upper));
	float8		lower = log2(model->lower / (1 - model->lower));
	int64		nedges;
	Edge	   *edge = list_edges(p, pairs, lower, &nedges);

	for (int64 i = 0; i < nedges; i++)
	{
		const CandidatePair *pair = &pairs->pair[edge[i].pair];
		uint32		a = c->of[pair->a];
		uint32		b = c->of[pair->b];
		const char *reason;

		if ((i & 0xfff) == 0)
			CHECK_FOR_INTERRUPTS();
		if (a == b)
			continue;
		reason = objection(p, c, a, b);
		if (reason == NULL && edge[i].weight < upper)
			reason = "doubtful";
		if (reason == NULL)
			unite(c, a, b, edge[i].weight);
		else
			refuse(c, pair, edge[i].weight, reason);
	}
	sift_refused(c);
	pfree(edge);
	return c;
}
