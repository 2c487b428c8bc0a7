/*
 * population.c
 *		All records of a relation, compact: their values, how many have them, and what pairs agree on.
 */
#include "identity/population.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_VALUES 1024

/* What a model keeps of the values of a field: so many, each of so many people. */
#define MAX_TERMS 1000
#define LEAST_PEOPLE 10

/* An empty dictionary. */
void
dictionary_init(Dictionary *d, MemoryContext context)
{
	d->context = context;
	d->n = 1;
	d->max = FIRST_VALUES;
	d->slots = 2 * FIRST_VALUES;
	d->value = (const char **) MemoryContextAlloc(context, sizeof(char *) * d->max);
	d->hash = (uint32 *) MemoryContextAlloc(context, sizeof(uint32) * d->max);
	d->people = (uint32 *) MemoryContextAllocZero(context, sizeof(uint32) * d->max);
	d->slot = (uint32 *) MemoryContextAllocZero(context, sizeof(uint32) * d->slots);
	d->value[0] = NULL;
	d->hash[0] = 0;
}

/* Makes room for twice as many values. */
static void
dictionary_grow(Dictionary *d)
{
	d->max *= 2;
	d->value = (const char **) repalloc_huge(d->value, sizeof(char *) * d->max);
	d->hash = (uint32 *) repalloc_huge(d->hash, sizeof(uint32) * d->max);
	d->people = (uint32 *) repalloc_huge(d->people, sizeof(uint32) * d->max);
	memset(d->people + d->max / 2, 0, sizeof(uint32) * (d->max / 2));
	pfree(d->slot);
	d->slots = 2 * d->max;
	d->slot = (uint32 *) MemoryContextAllocExtended(d->context, sizeof(uint32) * d->slots,
													MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint32 i = 1; i < d->n; i++)
	{
		uint32		slot = d->hash[i] & (d->slots - 1);

		while (d->slot[slot] != 0)
			slot = (slot + 1) & (d->slots - 1);
		d->slot[slot] = i;
	}
}

/* The number of a value, which may be new; it is copied. */
uint32
dictionary_number(Dictionary *d, const char *value, int length)
{
	uint32		hash = hash_bytes((const unsigned char *) value, length);
	uint32		slot = hash & (d->slots - 1);
	char	   *copy;

	for (; d->slot[slot] != 0; slot = (slot + 1) & (d->slots - 1))
	{
		uint32		i = d->slot[slot];

		if (d->hash[i] == hash && strncmp(d->value[i], value, length) == 0 && d->value[i][length] == '\0')
			return i;
	}
	copy = (char *) MemoryContextAlloc(d->context, length + 1);
	memcpy(copy, value, length);
	copy[length] = '\0';
	d->value[d->n] = copy;
	d->hash[d->n] = hash;
	d->slot[slot] = d->n++;
	if (d->n == d->max)
		dictionary_grow(d);
	return d->n - 1;
}

/* A record as the model compares it. */
void
population_record(const Population *p, uint32 n, MatchRecord *record)
{
	for (int i = 0; i < p->model->nfields; i++)
		record->value[i] = p->dictionary[i].value[population_value(p, n, i)];
}

/*
 * The levels of a pair. Values that are the same have the same number, so that most need no look at them.
 */
uint64
population_pattern(const Population *p, uint32 a, uint32 b)
{
	const MatchModel *model = p->model;
	int			given = model->given_name;
	int			surname = model->surname;
	uint8		level[MATCH_MAX_FIELDS];
	uint64		pattern = 0;

	for (int i = 0; i < model->nfields; i++)
	{
		uint32		x = population_value(p, a, i);
		uint32		y = population_value(p, b, i);
		const char *const *value = p->dictionary[i].value;

		level[i] = x == 0 || y == 0 ? MATCH_MISSING : x == y ? MATCH_EXACT :
			match_level(model->field[i].kind, value[x], value[y]);
	}
	if (given >= 0 && surname >= 0 && level[given] > MATCH_EXACT && level[surname] > MATCH_EXACT)
	{
		MatchRecord x;
		MatchRecord y;

		population_record(p, a, &x);
		population_record(p, b, &y);
		match_see_swapped(model, &x, &y, level);
	}
	for (int i = 0; i < model->nfields; i++)
		pattern |= (uint64) level[i] << (3 * i);
	return pattern;
}

/* Whether a pair cannot be one person. */
bool
population_vetoed(const Population *p, uint32 a, uint32 b)
{
	MatchRecord x;
	MatchRecord y;

	if (p->model->id_number < 0)
		return false;
	population_record(p, a, &x);
	population_record(p, b, &y);
	return match_vetoed(p->model, &x, &y);
}

/*
 * How many others have the value of a field that two records have in common. The two do not count, nor do
 * their clusters once these are known.
 */
float8
population_others(const Population *p, int field, uint32 a, uint32 b)
{
	uint32		selves = p->cluster != NULL && p->cluster[a] == p->cluster[b] ? 1 : 2;
	uint32		people = p->dictionary[field].people[population_value(p, a, field)];

	return people > selves ? people - selves : 0;
}

/* The weight of a pair of these levels. */
float8
population_weight(const Population *p, uint32 a, uint32 b, uint64 pattern)
{
	const MatchModel *model = p->model;
	float8		sum = model->prior_weight;
	uint8		level[MATCH_MAX_FIELDS];
	MatchContext context;

	pattern_levels(pattern, model->nfields, level);
	context = match_context(model, level);
	for (int i = 0; i < model->nfields; i++)
	{
		const MatchField *field = &model->field[i];

		sum += level[i] == MATCH_EXACT ?
			match_term_weight(model, field, context, population_others(p, i, a, b)) :
			field->weight[context][level[i]];
	}
	return sum;
}

/* Forgets a field. Keys that have it are not looked at; whoever drops a field chooses keys anew. */
void
population_drop_field(Population *p, int field)
{
	MatchModel *model = p->model;
	int			after = --model->nfields - field;

	memmove(&p->place[field], &p->place[field + 1], sizeof(p->place[0]) * after);
	memmove(&p->dictionary[field], &p->dictionary[field + 1], sizeof(p->dictionary[0]) * after);
	memmove(&model->field[field], &model->field[field + 1], sizeof(model->field[0]) * after);
	model->nkeys = 0;
}

/* Counts who has each value anew, clusters instead of records, so that the same person is not several. */
void
population_count_people(Population *p, const Clusters *clusters)
{
	p->people = 0;
	for (int i = 0; i < p->model->nfields; i++)
		memset(p->dictionary[i].people, 0, sizeof(uint32) * p->dictionary[i].n);
	for (uint32 r = 0; r < p->n; r++)
	{
		if (clusters->of[r] != r)
			continue;
		p->people++;
		for (int i = 0; i < p->model->nfields; i++)
		{
			uint32		member = r;

			do
			{
				uint32		number = population_value(p, member, i);
				uint32		before = r;

				/* the first member that has the value counts for the cluster */
				while (before != member && population_value(p, before, i) != number)
					before = clusters->next[before];
				if (number != 0 && before == member)
					p->dictionary[i].people[number]++;
				member = clusters->next[member];
			} while (member != r);
		}
		if ((r & 0xffff) == 0)
			CHECK_FOR_INTERRUPTS();
	}
	p->cluster = clusters->of;
	p->model->people = Max(p->people, 1);
}

/* Orders numbers of people, the most first. */
static int
compare_people(const void *a, const void *b)
{
	uint32		x = *(const uint32 *) a;
	uint32		y = *(const uint32 *) b;

	return x > y ? -1 : x < y;
}

/* How many people a value must have to be among the frequent ones that a model keeps. */
static uint32
least_frequent(const Dictionary *d)
{
	uint32	   *people = (uint32 *) palloc_extended(sizeof(uint32) * d->n, MCXT_ALLOC_HUGE);
	uint32		n = 0;
	uint32		least = LEAST_PEOPLE;

	for (uint32 i = 1; i < d->n; i++)
	{
		if (d->people[i] >= LEAST_PEOPLE)
			people[n++] = d->people[i];
	}
	if (n > MAX_TERMS)
	{
		qsort(people, n, sizeof(uint32), compare_people);
		least = people[MAX_TERMS] + 1;
	}
	pfree(people);
	return least;
}

/*
 * Gives the model what match_weight() needs to know of frequencies: the values that many people have, and
 * how many others somebody with another value meets on average. Rare values say who somebody is, and are
 * not kept.
 */
void
population_note_terms(Population *p)
{
	for (int f = 0; f < p->model->nfields; f++)
	{
		MatchField *field = &p->model->field[f];
		const Dictionary *d = &p->dictionary[f];
		uint32		least = least_frequent(d);
		float8		people = 0;
		float8		others = 0;

		field->terms = matchterm_create(CurrentMemoryContext, 64, NULL);
		for (uint32 i = 1; i < d->n; i++)
		{
			const char *value = d->value[i];
			const char *end = strchr(value, MATCH_SEPARATOR);
			MatchTerm  *term;
			bool		found;

			if (d->people[i] < least)
			{
				people += d->people[i];
				others += d->people[i] * (d->people[i] - 1.0);
				continue;
			}
			term =
				matchterm_insert(field->terms, end == NULL ? value : pnstrdup(value, end - value), &found);
			term->people = (found ? term->people : 0) + d->people[i];
		}
		field->others = people > 0 ? others / people : 0;
	}
}
