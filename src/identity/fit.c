/*
 * fit.c
 *		The parameters of a model, from records whose truth nobody knows.
 *
 * Expectation and maximisation (Dempster, Laird and Rubin 1977; Winkler 1988) over candidate pairs. Shares
 * are summed by the pattern of levels that a pair shows; a pair's own probability depends on how frequent
 * the values are that it has in common, too. What pairs of two people look like is learned from pairs
 * taken at random, and from pairs of one name, each with the probability that it is of two. How often two
 * people agree exactly is not left to chance: the frequencies of values say how many pairs of all records
 * agree, and what the candidates that are one person contribute to that is taken off.
 */
#include "identity/population.h"

#include <math.h>

#include "common/hashfn.h"
#include "miscadmin.h"

/* Mixes all bits of a pattern. */
static inline uint32
pattern_hash(uint64 pattern)
{
	return murmurhash32((uint32) pattern ^ murmurhash32((uint32) (pattern >> 32)));
}

#define SH_PREFIX levelpattern
#define SH_ELEMENT_TYPE LevelPattern
#define SH_KEY_TYPE uint64
#define SH_KEY pattern
#define SH_HASH_KEY(table, key) pattern_hash(key)
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE extern
#define SH_DEFINE
#include "lib/simplehash.h"

#define RANDOM_PAIRS 300000
#define SAME_NAME_PAIRS 50000
#define FIRST_RECORDS 100000	/* that the first fit looks at */
#define LEAST_RECORDS 500		/* that it takes to say that a field is of no use */
#define LEAST_BITS 0.05			/* of information, or a field is of no use */
#define ROUNDS 50
#define CONVERGED 1e-4			/* no share changes by more */
#define M_BEFOREHAND 10.0		/* pairs of one person that it starts with, at its first shares */
#define U_BEFOREHAND 100.0		/* pairs of one name that it starts with, at the shares of any pairs */

/* Pairs of records, and the patterns of levels among them. */
typedef struct PairSet
{
	int64		npairs;
	const CandidatePair *pair;
	uint32	   *number;			/* of the pattern of a pair */
	float4	   *term;			/* what the frequencies of common values add to its weight */
	uint32		npatterns;
	uint64	   *pattern;
	float8	   *n;				/* pairs of a pattern */
	float8	   *same;			/* and how many of them are one person */
	MatchContext *context;
} PairSet;

typedef struct MatchFit
{
	Population *p;
	PairSet		candidates;
	PairSet		random;
	PairSet		same_name;
	float8		one_in;			/* candidates are of one record in so many */
	float8		all;			/* pairs there are */
	float8		present[MATCH_MAX_FIELDS];	/* of them both have a value */
	float8		agree[MATCH_MAX_FIELDS];	/* and the same one */
	float8		m_start[MATCH_MAX_FIELDS][MATCH_MAX_LEVELS + 1];
} MatchFit;

typedef float8 LevelSums[MATCH_MAX_FIELDS][MATCH_MAX_LEVELS + 1];

/* Finds the patterns of pairs. */
static void
pair_set_begin(PairSet *set, const MatchModel *model, const CandidatePair *pair, int64 npairs)
{
	levelpattern_hash *patterns = levelpattern_create(CurrentMemoryContext, 1024, NULL);
	levelpattern_iterator it;
	LevelPattern *entry;

	set->npairs = npairs;
	set->pair = pair;
	set->number = (uint32 *) palloc_extended(sizeof(uint32) * Max(npairs, 1), MCXT_ALLOC_HUGE);
	set->term = (float4 *) palloc_extended(sizeof(float4) * Max(npairs, 1), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < npairs; i++)
	{
		bool		found;

		entry = levelpattern_insert(patterns, pair[i].pattern, &found);
		if (!found)
		{
			entry->number = patterns->members - 1;
			entry->n = 0;
		}
		entry->n++;
		set->number[i] = entry->number;
	}
	set->npatterns = patterns->members;
	set->pattern = (uint64 *) palloc_extended(sizeof(uint64) * (set->npatterns + 1), MCXT_ALLOC_HUGE);
	set->n = (float8 *) palloc_extended(sizeof(float8) * (set->npatterns + 1), MCXT_ALLOC_HUGE);
	set->same = (float8 *) palloc_extended(sizeof(float8) * (set->npatterns + 1), MCXT_ALLOC_HUGE);
	set->context =
		(MatchContext *) palloc_extended(sizeof(MatchContext) * (set->npatterns + 1), MCXT_ALLOC_HUGE);
	levelpattern_start_iterate(patterns, &it);
	while ((entry = levelpattern_iterate(patterns, &it)) != NULL)
	{
		uint8		level[MATCH_MAX_FIELDS];

		pattern_levels(entry->pattern, model->nfields, level);
		set->pattern[entry->number] = entry->pattern;
		set->n[entry->number] = entry->n;
		set->same[entry->number] = 0;
		set->context[entry->number] = match_context(model, level);
	}
	levelpattern_destroy(patterns);
}

/* Frees what pair_set_begin() made. */
static void
pair_set_end(PairSet *set)
{
	pfree(set->number);
	pfree(set->term);
	pfree(set->pattern);
	pfree(set->n);
	pfree(set->same);
	pfree(set->context);
}

/* What the frequencies of the values that a pair has in common add to the weight of its pattern. */
static void
weigh_terms(PairSet *set, const Population *p)
{
	const MatchModel *model = p->model;

	for (int64 i = 0; i < set->npairs; i++)
	{
		const CandidatePair *pair = &set->pair[i];
		MatchContext context = set->context[set->number[i]];
		float8		ratio = 1;

		if ((i & 0xffff) == 0)
			CHECK_FOR_INTERRUPTS();
		for (int f = 0; f < model->nfields; f++)
		{
			if (pattern_level(pair->pattern, f) == MATCH_EXACT)
				ratio *= (p->people * model->field[f].u[context][MATCH_EXACT] + 1) /
					(population_others(p, f, pair->a, pair->b) + 1);
		}
		set->term[i] = log2(ratio);
	}
}

/* How many of the pairs of each pattern are one person. */
static void
expect(PairSet *set, const MatchModel *model)
{
	float4	   *weight = (float4 *) palloc_extended(sizeof(float4) * (set->npatterns + 1), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < set->npatterns; i++)
	{
		float8		sum = model->prior_weight;

		for (int f = 0; f < model->nfields; f++)
			sum += model->field[f].weight[set->context[i]][pattern_level(set->pattern[i], f)];
		weight[i] = sum;
		set->same[i] = 0;
	}
	for (int64 i = 0; i < set->npairs; i++)
		set->same[set->number[i]] += match_probability(weight[set->number[i]] + set->term[i]);
	pfree(weight);
}

/* Adds up the pairs of each level, those of one person or those of two. */
static float8
sum_levels(const PairSet *set, int nfields, bool same, LevelSums sum)
{
	float8		total = 0;

	memset(sum, 0, sizeof(LevelSums));
	for (uint32 i = 0; i < set->npatterns; i++)
	{
		float8		n = same ? set->same[i] : set->n[i] - set->same[i];

		total += n;
		for (int f = 0; f < nfields; f++)
			sum[f][pattern_level(set->pattern[i], f)] += n;
	}
	return total;
}

/* Takes pairs at random, or all where they are no more. */
static CandidatePair *
random_pairs(const Population *p, int64 *npairs)
{
	CandidatePair *pair = (CandidatePair *) palloc(sizeof(CandidatePair) * RANDOM_PAIRS);
	uint64		state = UINT64CONST(0x853C49E6748FEA9B);
	int64		n = 0;

	if (0.5 * p->n * (p->n - 1.0) <= RANDOM_PAIRS)
	{
		for (uint32 i = 0; i < p->n; i++)
		{
			for (uint32 j = i + 1; j < p->n; j++)
				pair[n++] = (CandidatePair) {i, j, 0};
		}
	}
	else
	{
		while (n < RANDOM_PAIRS)
		{
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			pair[n].a = ((state >> 32) * p->n) >> 32;
			pair[n].b = ((state & 0xffffffff) * p->n) >> 32;
			n += pair[n].a != pair[n].b;
		}
	}
	*npairs = n;
	return pair;
}

/* Compares the pairs. */
static void
compare_pairs(const Population *p, CandidatePair *pair, int64 npairs)
{
	for (int64 i = 0; i < npairs; i++)
	{
		if ((i & 0xfff) == 0)
			CHECK_FOR_INTERRUPTS();
		pair[i].pattern = population_pattern(p, pair[i].a, pair[i].b);
	}
}

/* Counts what the dictionaries know of all pairs. */
static void
count_agreement(MatchFit *fit)
{
	const Population *p = fit->p;

	fit->all = 0.5 * p->n * (p->n - 1.0);
	for (int f = 0; f < p->model->nfields; f++)
	{
		const Dictionary *d = &p->dictionary[f];
		float8		filled = 0;

		fit->agree[f] = 0;
		for (uint32 i = 1; i < d->n; i++)
		{
			filled += d->people[i];
			fit->agree[f] += 0.5 * d->people[i] * (d->people[i] - 1.0);
		}
		fit->present[f] = 0.5 * filled * (filled - 1);
	}
}

/* The shares of levels among pairs of two people, in general and for those of one name. */
static void
set_u(MatchFit *fit, int f, const float8 *random, const float8 *same_name, float8 same_exact,
	  float8 same_present)
{
	MatchField *field = &fit->p->model->field[f];
	float8	   *u = field->u[ANY_NAME];
	int			nlevels = match_kind[field->kind].nlevels;
	float8		rest = 0;
	float8		n = U_BEFOREHAND;

	for (int l = 2; l <= nlevels; l++)
		rest += random[l] + 0.5;
	u[MATCH_EXACT] = (Max(fit->agree[f] - same_exact, 0) + 0.5) /
		(Max(fit->present[f] - same_present, 0) + 1);
	u[MATCH_EXACT] = Min(u[MATCH_EXACT], 0.999999);
	for (int l = 2; l <= nlevels; l++)
		u[l] = (random[l] + 0.5) / rest * (1 - u[MATCH_EXACT]);
	memcpy(field->u[SAME_NAME], u, sizeof(field->u[0]));
	if (field->kind == MATCH_NAME || field->kind == MATCH_GIVEN_NAME || field->kind == MATCH_SURNAME)
		return;
	for (int l = 1; l <= nlevels; l++)
		n += same_name[l];
	for (int l = 1; l <= nlevels; l++)
		field->u[SAME_NAME][l] = (same_name[l] + U_BEFOREHAND * u[l]) / n;
}

/* One round; returns the greatest change of a share. */
static float8
fit_round(MatchFit *fit)
{
	MatchModel *model = fit->p->model;
	LevelSums	same;
	LevelSums	random;
	LevelSums	same_name;
	float8		scale = fit->one_in * fit->one_in;
	float8		change = 0;
	float8		nsame;

	expect(&fit->candidates, model);
	expect(&fit->random, model);
	expect(&fit->same_name, model);
	nsame = sum_levels(&fit->candidates, model->nfields, true, same);
	sum_levels(&fit->random, model->nfields, false, random);
	sum_levels(&fit->same_name, model->nfields, false, same_name);
	for (int f = 0; f < model->nfields; f++)
	{
		MatchField *field = &model->field[f];
		float8		present = nsame - same[f][MATCH_MISSING];

		for (int l = 1; l <= match_kind[field->kind].nlevels; l++)
		{
			float8		m = (same[f][l] + M_BEFOREHAND * fit->m_start[f][l]) / (present + M_BEFOREHAND);

			change = Max(change, fabs(m - field->m[l]));
			field->m[l] = m;
		}
		set_u(fit, f, random[f], same_name[f], same[f][MATCH_EXACT] * scale, present * scale);
	}
	model->prior = Min(Max((nsame * scale + 0.5) / (fit->all + 1), 1e-15), 0.5);
	match_model_finish(model);
	return change;
}

/* The shares to begin with: before anything is known, all pairs are of two people. */
static void
fit_begin(MatchFit *fit)
{
	MatchModel *model = fit->p->model;
	LevelSums	random;
	LevelSums	same_name;

	sum_levels(&fit->random, model->nfields, false, random);
	sum_levels(&fit->same_name, model->nfields, false, same_name);
	for (int f = 0; f < model->nfields; f++)
	{
		memcpy(fit->m_start[f], model->field[f].m, sizeof(model->field[f].m));
		set_u(fit, f, random[f], same_name[f], 0, 0);
	}
	model->prior = Min(0.2 / Max(fit->p->n, 1), 0.5);
	match_model_finish(model);
}

/* Fits the model to a population and its candidate pairs, or those among one record in so many. */
static void
match_fit(Population *p, const CandidatePairs *pairs, uint32 one_in)
{
	MatchModel *model = p->model;
	MatchFit	fit = {.p = p, .one_in = one_in};
	CandidatePair *same_name = (CandidatePair *) palloc(sizeof(CandidatePair) * SAME_NAME_PAIRS);
	int64		nrandom;
	CandidatePair *random = random_pairs(p, &nrandom);
	int64		nsame_name = blocking_same_name(p, SAME_NAME_PAIRS, same_name);
	int			round = 0;

	compare_pairs(p, random, nrandom);
	compare_pairs(p, same_name, nsame_name);
	count_agreement(&fit);
	pair_set_begin(&fit.candidates, model, pairs->pair, pairs->n);
	pair_set_begin(&fit.random, model, random, nrandom);
	pair_set_begin(&fit.same_name, model, same_name, nsame_name);
	fit_begin(&fit);
	do
	{
		/* the frequencies' part changes little after the first rounds */
		if ((round & (round - 1)) == 0)
		{
			weigh_terms(&fit.candidates, p);
			weigh_terms(&fit.random, p);
			weigh_terms(&fit.same_name, p);
		}
	} while (fit_round(&fit) > CONVERGED && ++round < ROUNDS);
	elog(DEBUG1, "match model fitted in %d rounds: %u patterns, prior %g", round,
		 fit.candidates.npatterns, model->prior);
	model->people = p->people;
	pair_set_end(&fit.candidates);
	pair_set_end(&fit.random);
	pair_set_end(&fit.same_name);
	pfree(random);
	pfree(same_name);
}

/* How much a field tells of a pair of one person, in bits. */
static float8
information(const MatchField *field)
{
	float8		bits = 0;

	for (int l = 1; l <= match_kind[field->kind].nlevels; l++)
		bits += field->m[l] * field->weight[ANY_NAME][l];
	return bits;
}

/*
 * Fits the model in two steps: with usual shares to choose blocking keys by, from a part of the records;
 * then with what that says of the fields. Those that say nothing are left out, as dates of entry and
 * sources of records are.
 */
CandidatePairs *
match_fit_population(Population *p)
{
	MatchModel *model = p->model;
	uint32		one_in = Max(p->n / FIRST_RECORDS, 1);
	bool		own_keys = model->nkeys > 0;
	CandidatePairs *pairs;

	if (!own_keys)
	{
		blocking_choose_keys(p);
		pairs = blocking_pairs(p, one_in);
		match_fit(p, pairs, one_in);
		pfree(pairs->pair);
		for (int f = model->nfields - 1; f >= 0 && p->n >= LEAST_RECORDS; f--)
		{
			if (information(&model->field[f]) < LEAST_BITS && model->nfields > 1)
			{
				elog(DEBUG1, "match field %s dropped", model->field[f].name);
				population_drop_field(p, f);
			}
		}
		match_model_finish(model);
		blocking_choose_keys(p);
	}
	pairs = blocking_pairs(p, 1);
	match_fit(p, pairs, 1);
	model->fitted = true;
	return pairs;
}
