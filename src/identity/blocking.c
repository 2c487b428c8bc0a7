/*
 * blocking.c
 *		Which pairs of records are compared: those that agree on a blocking key.
 *
 * Keys are one or two parts of values. Which ones follows from the records, without labels: a sample says
 * how many pairs a key would make, and a thousand imagined pairs of records of one person, whose fields go
 * wrong one by one at usual rates, say which of them a key would find. Keys are taken one after the other,
 * each time the one that finds most of what is not found yet for the pairs it costs.
 */
#include "identity/population.h"

#include <math.h>

#include "common/hashfn.h"
#include "miscadmin.h"

#define SAMPLE 30000			/* records that key sizes are estimated from */
#define IMAGINED 2048			/* pairs of one person */
#define ALL_FOUND 0.9995		/* of them, where pairs are no matter */
#define ENOUGH_FOUND 0.996		/* of them, where they are */
#define PAIRS_PER_RECORD 5		/* at most, over all keys */
#define PAIRS_FREE 1000000		/* so many are no matter */
#define LEAST_OPEN 0.5			/* of the records, or the key is none */
#define MAX_PARTS (MATCH_MAX_FIELDS * MATCH_KIND_PARTS)
#define BLOCK_CAP 200			/* records; a larger block says too little to be worth its pairs */

typedef struct KeyedRecord
{
	uint64		hash;
	uint32		record;
} KeyedRecord;

/* How often a part is right where the whole value is not. */
static const float8 part_survives[MATCH_PARTS] = {
	[PART_LETTERS] = 0.3, [PART_FAMILY] = 0.7, [PART_START] = 0.5, [PART_YEAR] = 0.6, [PART_DIGITS] = 0.2,
	[PART_LOCAL] = 0.2
};

#define ST_SORT sort_keyed
#define ST_ELEMENT_TYPE KeyedRecord
#define ST_COMPARE(a, b) ((a)->hash < (b)->hash ? -1 : (a)->hash > (b)->hash)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_numbers
#define ST_ELEMENT_TYPE uint64
#define ST_COMPARE(a, b) (*(a) < *(b) ? -1 : *(a) > *(b))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * How often two records of one person agree on a part of a field that both have: what the fit says of the
 * whole value, and of what it would call different a part.
 */
static float8
part_agrees(const MatchField *field, MatchPart part)
{
	float8		exact = field->m[MATCH_EXACT];

	return exact + (1 - exact) * part_survives[part];
}

/* A key that might be taken. */
typedef struct KeyChoice
{
	MatchKey	key;
	int			part[2];		/* of the chooser's; the second may be -1 */
	float8		pairs;			/* that it makes */
	float8		open;			/* share of records in blocks that are not too large */
	bool		taken;
} KeyChoice;

typedef struct KeyChooser
{
	Population *p;
	int			nchoices;
	KeyChoice  *choice;
	uint32		nsample;
	uint32		step;
	int			nparts;
	MatchKey	part[MAX_PARTS];	/* keys of one part */
	uint64	   *hash[MAX_PARTS];	/* of the sample; 0 is missing */
	float4	   *luck;			/* of each imagined pair and field; a part agrees below its share */
	bool	   *found;
} KeyChooser;

/* Whether a record is in a sample of one in so many, which does not go by the order of the records. */
static inline bool
in_sample(uint32 record, uint32 one_in)
{
	return one_in == 1 || murmurhash32(record) % one_in == 0;
}

/* The hash of a part of each value of a field; 0 where the value has none. */
static uint64 *
hash_values(const Population *p, int field, MatchPart part)
{
	const Dictionary *d = &p->dictionary[field];
	uint64	   *hash = (uint64 *) palloc_extended(sizeof(uint64) * d->n, MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < d->n; i++)
	{
		if ((i & 0xffff) == 0)
			CHECK_FOR_INTERRUPTS();
		if (!match_part_hash(d->value[i], part, &hash[i]))
			hash[i] = 0;
	}
	return hash;
}

/* Sorts the records that have a key by it, all or one in so many. Hashes are as of match_key_hash(). */
static uint32
sort_by_key(const Population *p, int key, uint32 one_in, KeyedRecord *keyed)
{
	const MatchKey *k = &p->model->key[key];
	uint64	   *first = hash_values(p, k->field[0], k->part[0]);
	uint64	   *second = k->field[1] < 0 ? NULL : hash_values(p, k->field[1], k->part[1]);
	uint32		n = 0;

	for (uint32 r = 0; r < p->n; r++)
	{
		uint64		one = first[population_value(p, r, k->field[0])];
		uint64		other = second == NULL ? 0 : second[population_value(p, r, k->field[1])];

		if (one == 0 || (second != NULL && other == 0) || !in_sample(r, one_in))
			continue;
		keyed[n].hash = hash_combine64(one, key);
		if (second != NULL)
			keyed[n].hash = hash_combine64(keyed[n].hash, other);
		keyed[n++].record = r;
	}
	pfree(first);
	if (second != NULL)
		pfree(second);
	CHECK_FOR_INTERRUPTS();
	sort_keyed(keyed, n);
	return n;
}

/* The end of the block that begins at i. */
static inline uint32
block_end(const KeyedRecord *keyed, uint32 n, uint32 i)
{
	uint32		end = i + 1;

	while (end < n && keyed[end].hash == keyed[i].hash)
		end++;
	return end;
}

/*
 * How many pairs a key would make in all records, and for how many of them, from what it makes in the
 * sample.
 */
static void
estimate_pairs(KeyChooser *c, KeyChoice *choice, KeyedRecord *keyed)
{
	const uint64 *first = c->hash[choice->part[0]];
	const uint64 *second = choice->part[1] < 0 ? NULL : c->hash[choice->part[1]];
	float8		scale = (float8) c->p->n / c->nsample;
	float8		pairs = 0;
	uint32		open = 0;
	uint32		n = 0;

	CHECK_FOR_INTERRUPTS();
	for (uint32 i = 0; i < c->nsample; i++)
	{
		if (first[i] != 0 && (second == NULL || second[i] != 0))
			keyed[n++].hash = second == NULL ? first[i] : hash_combine64(first[i], second[i]);
	}
	sort_keyed(keyed, n);
	for (uint32 i = 0, end; i < n; i = end)
	{
		float8		size;

		end = block_end(keyed, n, i);
		size = end - i;
		if (size > 1 + (BLOCK_CAP - 1) / scale)
			continue;
		pairs += size * (size - 1) / 2;
		open += end - i;
	}
	choice->pairs = pairs * scale * scale;
	choice->open = n == 0 ? 0 : (float8) open / n;
}

/* Lists the parts that keys can be made of, with their hashes in the sample. */
static void
list_parts(KeyChooser *c)
{
	const MatchModel *model = c->p->model;

	for (int f = 0; f < model->nfields; f++)
	{
		const MatchPart *part = match_kind[model->field[f].kind].part;

		for (int i = 0; i < MATCH_KIND_PARTS && part[i] != PART_NONE; i++)
		{
			uint64	   *hash = (uint64 *) palloc0(sizeof(uint64) * c->nsample);

			for (uint32 r = 0, at = 0; r < c->p->n; r += c->step, at++)
			{
				const char *value = c->p->dictionary[f].value[population_value(c->p, r, f)];

				if (match_part_hash(value, part[i], &hash[at]))
					hash[at] |= 1;
			}
			c->part[c->nparts] = (MatchKey) {{f, -1}, {part[i], PART_NONE}};
			c->hash[c->nparts++] = hash;
		}
	}
}

/* All keys of one part, and of parts of two fields. */
static void
list_choices(KeyChooser *c)
{
	KeyedRecord *keyed = (KeyedRecord *) palloc(sizeof(KeyedRecord) * (c->nsample + 1));

	list_parts(c);
	c->choice = (KeyChoice *) palloc0(sizeof(KeyChoice) * (c->nparts * (c->nparts + 1) / 2));
	for (int i = 0; i < c->nparts; i++)
	{
		for (int j = -1; j < i; j++)
		{
			KeyChoice  *choice = &c->choice[c->nchoices];

			if (j >= 0 && c->part[i].field[0] == c->part[j].field[0])
				continue;
			choice->key = c->part[i];
			choice->part[0] = i;
			choice->part[1] = j;
			if (j >= 0)
			{
				choice->key.field[1] = c->part[j].field[0];
				choice->key.part[1] = c->part[j].part[0];
			}
			estimate_pairs(c, choice, keyed);
			c->nchoices++;
		}
	}
	for (int i = 0; i < c->nparts; i++)
		pfree(c->hash[i]);
	pfree(keyed);
}

/* Whether a key finds an imagined pair; one that is in a block too large is not looked at. */
static bool
key_finds(const KeyChooser *c, const KeyChoice *choice, int pair)
{
	const float4 *luck = c->luck + pair * MATCH_MAX_FIELDS;
	const MatchKey *key = &choice->key;

	if (hash_combine(choice - c->choice, murmurhash32(pair)) > choice->open * PG_UINT32_MAX)
		return false;
	for (int i = 0; i < 2 && key->field[i] >= 0; i++)
	{
		if (luck[key->field[i]] >= part_agrees(&c->p->model->field[key->field[i]], key->part[i]))
			return false;
	}
	return true;
}

/* A share between 0 and 1, the next of a sequence that is the same every time. */
static float8
next_share(uint64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (*state >> 11) / 9007199254740992.0;
}

/* Imagines pairs; a value that is missing agrees with none. */
static void
imagine(KeyChooser *c)
{
	MatchModel *model = c->p->model;
	uint64		state = UINT64CONST(0x2545F4914F6CDD1D);
	float8		filled[MATCH_MAX_FIELDS];

	for (int f = 0; f < model->nfields; f++)
	{
		uint32		n = 0;

		for (uint32 r = 0; r < c->p->n; r += c->step)
			n += population_value(c->p, r, f) != 0;
		filled[f] = (float8) n / c->nsample;
	}
	c->luck = (float4 *) palloc0(sizeof(float4) * IMAGINED * MATCH_MAX_FIELDS);
	c->found = (bool *) palloc0(sizeof(bool) * IMAGINED);
	for (int i = 0; i < IMAGINED; i++)
	{
		for (int f = 0; f < model->nfields; f++)
		{
			bool		missing = next_share(&state) > filled[f] || next_share(&state) > filled[f];

			c->luck[i * MATCH_MAX_FIELDS + f] = missing ? 1 : next_share(&state);
		}
	}
}

/* The best key to take next; NULL if none is worth it. */
static KeyChoice *
best_choice(KeyChooser *c, float8 left)
{
	KeyChoice  *best = NULL;
	float8		best_value = 0;

	for (int i = 0; i < c->nchoices; i++)
	{
		KeyChoice  *choice = &c->choice[i];
		int			finds = 0;
		float8		value;

		if (choice->taken || choice->pairs > left || choice->open < LEAST_OPEN)
			continue;
		for (int j = 0; j < IMAGINED; j++)
			finds += !c->found[j] && key_finds(c, choice, j);
		value = finds / (choice->pairs + 0.05 * c->p->n + 1);
		if (value > best_value)
		{
			best_value = value;
			best = choice;
		}
	}
	return best;
}

/* Chooses the keys of the model for these records. */
void
blocking_choose_keys(Population *p)
{
	MatchModel *model = p->model;
	KeyChooser	c = {.p = p};
	float8		budget = Max((float8) PAIRS_PER_RECORD * p->n, PAIRS_FREE);
	float8		spent = 0;
	int			missed = IMAGINED;
	KeyChoice  *best;

	c.step = Max(p->n / SAMPLE, 1);
	c.nsample = (p->n + c.step - 1) / c.step;
	model->nkeys = 0;
	list_choices(&c);
	imagine(&c);
	while (model->nkeys < MATCH_MAX_KEYS &&
		   missed > (1 - (spent < PAIRS_FREE ? ALL_FOUND : ENOUGH_FOUND)) * IMAGINED &&
		   (best = best_choice(&c, budget - spent)) != NULL)
	{
		best->taken = true;
		spent += best->pairs;
		model->key[model->nkeys++] = best->key;
		missed = 0;
		for (int j = 0; j < IMAGINED; j++)
		{
			c.found[j] |= key_finds(&c, best, j);
			missed += !c.found[j];
		}
		elog(DEBUG1, "blocking key %s %s %s: %.0f pairs, %d missed", model->field[best->key.field[0]].name,
			 match_part_name[best->key.part[0]], best->key.field[1] < 0 ? "" :
				model->field[best->key.field[1]].name,
			 best->pairs, missed);
	}
}

/* Appends all pairs of a block. */
static void
append_block(const KeyedRecord *keyed, uint32 n, uint64 **pairs, int64 *npairs, int64 *max)
{
	if (*npairs + (int64) n * n / 2 > *max)
	{
		*max = 2 * *max + (int64) n * n;
		*pairs = (uint64 *) repalloc_huge(*pairs, sizeof(uint64) * *max);
	}
	for (uint32 i = 0; i < n; i++)
	{
		for (uint32 j = 0; j < i; j++)
		{
			uint64		a = Min(keyed[i].record, keyed[j].record);
			uint64		b = Max(keyed[i].record, keyed[j].record);

			(*pairs)[(*npairs)++] = a << 32 | b;
		}
	}
}

/* The distinct pairs that have a key in common, as two numbers in one. */
static uint64 *
list_pairs(const Population *p, uint32 one_in, int64 *n)
{
	KeyedRecord *keyed =
		(KeyedRecord *) palloc_extended(sizeof(KeyedRecord) * ((Size) p->n + 1), MCXT_ALLOC_HUGE);
	int64		max = Max(p->n, 1024);
	uint64	   *pairs = (uint64 *) palloc_extended(sizeof(uint64) * max, MCXT_ALLOC_HUGE);
	int64		npairs = 0;
	int64		distinct = 0;

	for (int key = 0; key < p->model->nkeys; key++)
	{
		uint32		nkeyed = sort_by_key(p, key, one_in, keyed);

		for (uint32 i = 0, end; i < nkeyed; i = end)
		{
			end = block_end(keyed, nkeyed, i);
			if (end - i > 1 && end - i <= BLOCK_CAP)
				append_block(keyed + i, end - i, &pairs, &npairs, &max);
		}
	}
	pfree(keyed);
	sort_numbers(pairs, npairs);
	for (int64 i = 0; i < npairs; i++)
	{
		if (i == 0 || pairs[i] != pairs[i - 1])
			pairs[distinct++] = pairs[i];
	}
	*n = distinct;
	return pairs;
}

/* The pairs to compare, with their levels; of all records, or of one in so many. */
CandidatePairs *
blocking_pairs(const Population *p, uint32 one_in)
{
	CandidatePairs *pairs = (CandidatePairs *) palloc(sizeof(CandidatePairs));
	uint64	   *numbers = list_pairs(p, one_in, &pairs->n);

	pairs->pair =
		(CandidatePair *) palloc_extended(sizeof(CandidatePair) * Max(pairs->n, 1), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < pairs->n; i++)
	{
		CandidatePair *pair = &pairs->pair[i];

		if ((i & 0xfff) == 0)
			CHECK_FOR_INTERRUPTS();
		pair->a = numbers[i] >> 32;
		pair->b = (uint32) numbers[i];
		pair->pattern = population_pattern(p, pair->a, pair->b);
	}
	pfree(numbers);
	return pairs;
}

/*
 * Pairs of records of one name, up to so many, at even distances among all of them. The name is the whole
 * name, or the given name with the surname.
 */
int64
blocking_same_name(const Population *p, int64 max, CandidatePair *pair)
{
	MatchModel *model = p->model;
	KeyedRecord *keyed;
	float8		all = 0;
	float8		step;
	float8		next;
	int64		n = 0;
	uint32		nkeyed;

	if (model->name < 0 && (model->given_name < 0 || model->surname < 0))
		return 0;
	if (model->name >= 0)
		model->key[model->nkeys] = (MatchKey) {{model->name, -1}, {PART_LETTERS, PART_NONE}};
	else
		model->key[model->nkeys] =
			(MatchKey) {{model->given_name, model->surname}, {PART_WHOLE, PART_WHOLE}};
	keyed = (KeyedRecord *) palloc_extended(sizeof(KeyedRecord) * ((Size) p->n + 1), MCXT_ALLOC_HUGE);
	nkeyed = sort_by_key(p, model->nkeys, 1, keyed);
	for (uint32 i = 0, end; i < nkeyed; i = end)
	{
		end = block_end(keyed, nkeyed, i);
		all += 0.5 * (end - i) * (end - i - 1.0);
	}
	step = Max(all / max, 1);
	next = step / 2;
	for (uint32 i = 0, end; i < nkeyed; i = end)
	{
		float8		size;
		float8		pairs;

		end = block_end(keyed, nkeyed, i);
		size = end - i;
		pairs = 0.5 * size * (size - 1);
		for (; next < pairs && n < max; next += step)
		{
			/* the next-th pair of the block, counted by the row and column of a triangle */
			uint32		row = (uint32) ((1 + sqrt(1 + 8 * floor(next))) / 2);
			uint32		column = (uint32) (floor(next) - 0.5 * row * (row - 1.0));

			row = Min(row, end - i - 1);
			column = Min(column, row - 1);
			pair[n].a = keyed[i + column].record;
			pair[n++].b = keyed[i + row].record;
		}
		next -= pairs;
	}
	pfree(keyed);
	return n;
}
