/*
 * weight.c
 *		The weight of a pair of records in SQL, and what it is made of.
 */
#include "identity/match.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"

#include "stats/result.h"

/* The model of the last call; reading one takes longer than using it. */
typedef struct CachedModel
{
	MemoryContext context;
	Jsonb	   *json;
	MatchModel *model;
} CachedModel;

/* The model that is an argument, from the last call if it is the same. */
static MatchModel *
cached_model(FunctionCallInfo fcinfo, int argument)
{
	Jsonb	   *json = PG_GETARG_JSONB_P(argument);
	CachedModel *cache = (CachedModel *) fcinfo->flinfo->fn_extra;
	MemoryContext old;

	if (cache == NULL)
	{
		cache = (CachedModel *) MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CachedModel));
		cache->context =
			AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "aiehr match model", ALLOCSET_DEFAULT_SIZES);
		fcinfo->flinfo->fn_extra = cache;
	}
	if (cache->model != NULL && VARSIZE(cache->json) == VARSIZE(json) &&
		memcmp(cache->json, json, VARSIZE(json)) == 0)
		return cache->model;
	cache->model = NULL;
	MemoryContextReset(cache->context);
	old = MemoryContextSwitchTo(cache->context);
	cache->json = (Jsonb *) palloc(VARSIZE(json));
	memcpy(cache->json, json, VARSIZE(json));
	cache->model = match_model_read_fitted(cache->json);
	MemoryContextSwitchTo(old);
	return cache->model;
}

PG_FUNCTION_INFO_V1(aiehr_match_weight);
/* match_weight(a jsonb, b jsonb, model jsonb) */
Datum
aiehr_match_weight(PG_FUNCTION_ARGS)
{
	MatchModel *model = cached_model(fcinfo, 2);
	MatchRecord a;
	MatchRecord b;
	uint8		level[MATCH_MAX_FIELDS];

	match_record_read(model, PG_GETARG_JSONB_P(0), &a);
	match_record_read(model, PG_GETARG_JSONB_P(1), &b);
	if (match_vetoed(model, &a, &b))
		PG_RETURN_FLOAT8(-get_float8_infinity());
	PG_RETURN_FLOAT8(match_weight_of(model, &a, &b, level, NULL));
}

PG_FUNCTION_INFO_V1(aiehr_match_probability);
/* match_probability(weight float8) */
Datum
aiehr_match_probability(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(match_probability(PG_GETARG_FLOAT8(0)));
}

PG_FUNCTION_INFO_V1(aiehr_match_explain);
/*
 * match_explain(a jsonb, b jsonb, model jsonb): the prior, then a row for each field, then a veto if there
 * is one
 */
Datum
aiehr_match_explain(PG_FUNCTION_ARGS)
{
	MatchModel *model = match_model_read_fitted(PG_GETARG_JSONB_P(2));
	MatchRecord a;
	MatchRecord b;
	uint8		level[MATCH_MAX_FIELDS];
	float8		weight[MATCH_MAX_FIELDS];
	ResultRow	row;

	match_record_read(model, PG_GETARG_JSONB_P(0), &a);
	match_record_read(model, PG_GETARG_JSONB_P(1), &b);
	match_weight_of(model, &a, &b, level, weight);
	row_begin_set(fcinfo, &row);
	row_text(&row, "prior");
	row_null(&row, 4);
	row_float8(&row, model->prior_weight);
	row_put(&row);
	for (int i = 0; i < model->nfields; i++)
	{
		const MatchField *field = &model->field[i];

		row_text(&row, field->name);
		row_text(&row, match_kind[field->kind].level[level[i]]);
		if (level[i] == MATCH_MISSING)
			row_null(&row, 3);
		else
		{
			row_float8(&row, field->m[level[i]]);
			row_float8(&row, field->u[match_context(model, level)][level[i]]);
			if (level[i] == MATCH_EXACT)
				row_float8(&row, match_term_people(field, a.value[i]));
			else
				row_null(&row, 1);
		}
		row_float8(&row, weight[i]);
		row_put(&row);
	}
	if (match_vetoed(model, &a, &b))
	{
		row_text(&row, "veto");
		row_null(&row, 4);
		row_unbounded(&row, -get_float8_infinity());
		row_put(&row);
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(aiehr_match_keys);
/*
 * match_keys(record jsonb, model jsonb), in no order that matters; a key whose values are missing is left
 * out
 */
Datum
aiehr_match_keys(PG_FUNCTION_ARGS)
{
	MatchModel *model = cached_model(fcinfo, 1);
	MatchRecord record;
	Datum	   *hash = (Datum *) palloc(sizeof(Datum) * MATCH_MAX_KEYS);
	int			n = 0;

	match_record_read(model, PG_GETARG_JSONB_P(0), &record);
	for (int i = 0; i < model->nkeys; i++)
	{
		uint64		key;

		if (match_key_hash(model, i, &record, &key))
			hash[n++] = Int64GetDatum((int64) key);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(hash, n, INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
										  TYPALIGN_DOUBLE));
}
