/*
 * deduplicate.c
 *		Who is in a relation more than once: fit_match_model(), match_pairs() and deduplicate().
 */
#include "identity/population.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#include "stats/result.h"

/*
 * A population with its candidate pairs, under a model that is fitted to it if it is not fitted already. A
 * first clustering says who is who well enough to count values by people instead of records.
 */
static CandidatePairs *
prepare_population(FunctionCallInfo fcinfo, int relation, int id, int model, Population **p)
{
	MatchModel *m = match_model_read(PG_GETARG_JSONB_P(model));
	CandidatePairs *pairs;

	*p = population_read(PG_GETARG_OID(relation), NameStr(*PG_GETARG_NAME(id)), m);
	if (!m->fitted)
		pairs = match_fit_population(*p);
	else
	{
		if (m->nkeys == 0)
			blocking_choose_keys(*p);
		pairs = blocking_pairs(*p, 1);
	}
	population_count_people(*p, cluster_population(*p, pairs));
	return pairs;
}

PG_FUNCTION_INFO_V1(aiehr_match_pairs);
/* match_pairs(relation regclass, id name, model jsonb) */
Datum
aiehr_match_pairs(PG_FUNCTION_ARGS)
{
	Population *p;
	CandidatePairs *pairs = prepare_population(fcinfo, 0, 1, 2, &p);
	ResultRow	row;

	row_begin_set(fcinfo, &row);
	for (int64 i = 0; i < pairs->n; i++)
	{
		const CandidatePair *pair = &pairs->pair[i];
		float8		weight = population_weight(p, pair->a, pair->b, pair->pattern);
		float8		probability = population_vetoed(p, pair->a, pair->b) ? 0 : match_probability(weight);

		if (probability < p->model->lower)
			continue;
		row_text(&row, p->id[pair->a]);
		row_text(&row, p->id[pair->b]);
		row_float8(&row, weight);
		row_float8(&row, probability);
		row_put(&row);
	}
	return (Datum) 0;
}

/* The refused unions of the record that they are sorted by, as jsonb; NULL if there are none. */
static char *
write_refused(const Population *p, const Clusters *clusters, uint32 record, int64 *at)
{
	StringInfoData out;
	int64		first = *at;

	for (; *at < clusters->nrefused && clusters->refused[*at].a == record; (*at)++)
	{
		const RefusedUnion *refused = &clusters->refused[*at];
		const char *other = p->id[refused->b];

		if (*at == first)
			initStringInfo(&out);
		appendStringInfoString(&out, *at == first ? "[{\"record\": " : ", {\"record\": ");
		if (other == NULL)
			appendStringInfoString(&out, "null");
		else
			escape_json(&out, other);
		appendStringInfo(&out, ", \"probability\": %.4f, \"reason\": \"%s\"}",
						 match_probability(refused->weight), refused->reason);
	}
	if (*at == first)
		return NULL;
	appendStringInfoChar(&out, ']');
	return out.data;
}

/* qsort comparator: by the numbers of the records. */
static int
compare_refused(const void *x, const void *y)
{
	const RefusedUnion *a = (const RefusedUnion *) x;
	const RefusedUnion *b = (const RefusedUnion *) y;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return a->b < b->b ? -1 : a->b > b->b;
}

PG_FUNCTION_INFO_V1(aiehr_deduplicate);
/* deduplicate(relation regclass, id name, model jsonb) */
Datum
aiehr_deduplicate(PG_FUNCTION_ARGS)
{
	Population *p;
	CandidatePairs *pairs = prepare_population(fcinfo, 0, 1, 2, &p);
	Clusters   *clusters = cluster_population(p, pairs);
	ResultRow	row;
	int64		at = 0;

	pfree(pairs->pair);
	qsort(clusters->refused, clusters->nrefused, sizeof(RefusedUnion), compare_refused);
	row_begin_set(fcinfo, &row);
	for (uint32 r = 0; r < p->n; r++)
	{
		char	   *refused = write_refused(p, clusters, r, &at);

		if ((r & 0xfff) == 0)
			CHECK_FOR_INTERRUPTS();
		row_text(&row, p->id[r]);
		row_count(&row, clusters->of[r] + 1.0);
		if (clusters->size[clusters->of[r]] == 1)
			row_null(&row, 1);
		else
			row_float8(&row, match_probability(clusters->weight[r]));
		row_jsonb(&row, refused);
		row_put(&row);
		if (refused != NULL)
			pfree(refused);
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(aiehr_fit_match_model);
/* fit_match_model(relation regclass, id name, model jsonb) */
Datum
aiehr_fit_match_model(PG_FUNCTION_ARGS)
{
	Population *p;

	prepare_population(fcinfo, 0, 1, 2, &p);
	population_note_terms(p);
	PG_RETURN_JSONB_P(match_model_write(p->model));
}
