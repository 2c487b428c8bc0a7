/*
 * model.c
 *		The weight of a pair of records: what each level of agreement says, added up in bits.
 */
#include "identity/match.h"

#include <math.h>

#include "common/hashfn.h"
#include "mb/pg_wchar.h"

#define SH_PREFIX matchterm
#define SH_ELEMENT_TYPE MatchTerm
#define SH_KEY_TYPE const char *
#define SH_KEY value
#define SH_HASH_KEY(table, key) hash_bytes((const unsigned char *) (key), strlen(key))
#define SH_EQUAL(table, a, b) (strcmp(a, b) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE extern
#define SH_DEFINE
#include "lib/simplehash.h"

/* A model without fields; the thresholds are those of a model that says nothing else. */
MatchModel *
match_model_new(void)
{
	MatchModel *model = (MatchModel *) palloc0(sizeof(MatchModel));

	model->prior = 1e-4;
	model->upper = MATCH_UPPER;
	model->lower = MATCH_LOWER;
	return model;
}

/*
 * Adds a field with the shares of levels that the fit starts from: nearly all pairs of one person agree,
 * and the weaker a level, the rarer among them and the more frequent among other pairs.
 */
int
match_model_add(MatchModel *model, const char *name, MatchKind kind)
{
	MatchField *field = &model->field[model->nfields];
	int			nlevels = match_kind[kind].nlevels;
	float8		rest = 0;

	memset(field, 0, sizeof(MatchField));
	field->name = pstrdup(name);
	field->column = field->name;
	field->kind = kind;
	field->m[1] = kind == MATCH_TEXT || kind == MATCH_CODE ? 0.6 : 0.85;
	for (int l = 2; l <= nlevels; l++)
		rest += ldexp(1, -l);
	for (int l = 2; l <= nlevels; l++)
		field->m[l] = (1 - field->m[1]) * ldexp(1, -l) / rest;
	field->u[ANY_NAME][nlevels] = 1;
	for (int l = 1; l < nlevels; l++)
	{
		field->u[ANY_NAME][l] = 0.01 * l / nlevels;
		field->u[ANY_NAME][nlevels] -= field->u[ANY_NAME][l];
	}
	memcpy(field->u[SAME_NAME], field->u[ANY_NAME], sizeof(field->u[0]));
	return model->nfields++;
}

/* The first field of a kind, or -1. */
static int
first_of_kind(const MatchModel *model, MatchKind kind)
{
	for (int i = 0; i < model->nfields; i++)
	{
		if (model->field[i].kind == kind)
			return i;
	}
	return -1;
}

/* Computes what follows from the shares: weights, and which fields are the name. */
void
match_model_finish(MatchModel *model)
{
	model->prior_weight = log2(model->prior / (1 - model->prior));
	model->name = first_of_kind(model, MATCH_NAME);
	model->given_name = first_of_kind(model, MATCH_GIVEN_NAME);
	model->surname = first_of_kind(model, MATCH_SURNAME);
	model->id_number = first_of_kind(model, MATCH_ID_NUMBER);
	for (int i = 0; i < model->nfields; i++)
	{
		MatchField *field = &model->field[i];

		for (int c = 0; c < MATCH_CONTEXTS; c++)
		{
			field->weight[c][MATCH_MISSING] = 0;
			for (int l = 1; l <= match_kind[field->kind].nlevels; l++)
				field->weight[c][l] = log2(field->m[l] / field->u[c][l]);
		}
	}
}

/* Whether the levels are of a pair of one name. */
MatchContext
match_context(const MatchModel *model, const uint8 *level)
{
	if (model->name >= 0 && level[model->name] != MATCH_MISSING)
		return level[model->name] <= 2 ? SAME_NAME : ANY_NAME;
	if (model->given_name < 0 || model->surname < 0 ||
		level[model->given_name] == MATCH_MISSING || level[model->surname] == MATCH_MISSING)
		return ANY_NAME;
	return level[model->given_name] <= 2 && level[model->surname] <= 2 ? SAME_NAME : ANY_NAME;
}

/* How many people have a value. */
float8
match_term_people(const MatchField *field, const char *value)
{
	char		visible[MATCH_MAX_CHARS * MAX_MULTIBYTE_CHAR_LEN + 2];
	int			length = strcspn(value, (const char[]) {MATCH_SEPARATOR, '\0'});
	MatchTerm  *term;

	if (field->terms == NULL || length >= sizeof(visible))
		return field->others + 1;
	memcpy(visible, value, length);
	visible[length] = '\0';
	term = matchterm_lookup(field->terms, visible);
	return term == NULL ? field->others + 1 : term->people;
}

/*
 * The weight of agreement on a value that so many others have. Their share among people, by Laplace's rule
 * with as many people added as agree once by chance, takes the place of u: in a small set of records it
 * comes to u (others + 1), in a large one to the share that is seen.
 */
float8
match_term_weight(const MatchModel *model, const MatchField *field, MatchContext context, float8 others)
{
	return log2(field->m[MATCH_EXACT] * (model->people + 1 / field->u[context][MATCH_EXACT]) /
				(others + 1));
}

/* The weight of a pair with the prior's; weight, where given, has that of each field. */
float8
match_weight_of(const MatchModel *model, const MatchRecord *a, const MatchRecord *b, uint8 *level,
				float8 *weight)
{
	float8		sum = model->prior_weight;
	MatchContext context;

	match_levels(model, a, b, level);
	context = match_context(model, level);
	for (int i = 0; i < model->nfields; i++)
	{
		const MatchField *field = &model->field[i];
		float8		w = field->weight[context][level[i]];

		if (level[i] == MATCH_EXACT)
			w = match_term_weight(model, field, context, match_term_people(field, a->value[i]) - 1);
		if (weight != NULL)
			weight[i] = w;
		sum += w;
	}
	return sum;
}

/* The probability that a weight in bits stands for. */
float8
match_probability(float8 weight)
{
	return 1 / (1 + exp2(-weight));
}
