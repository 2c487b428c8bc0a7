/*
 * matching.c
 *		Who of a workspace's people is like a record
 *
 * Candidates are the records with a blocking key in common; weights are those of the
 * model in force (src/identity).  What speaks for and against joining two people is
 * judged as deduplicate() does: by all pairs of their records together.
 */
#include "workspace/matching.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "workspace/columns.h"

/* Records that a key may have; statement match_probe returns one more */
#define MOST_OF_A_KEY 200

/*
 * More keys than these are not locked one by one by a statement, nor by a transaction,
 * since the server's table of locks is finite.
 */
#define MAX_KEY_LOCKS 256
#define MAX_KEY_LOCKS_HELD 1024

/* The model of a workspace, as this session read it last */
typedef struct KnownModel
{
	Oid			namespace;		/* hash key */
	int64		id;				/* in match_model; 0: none was read */
	MemoryContext context;
	MatchModel *model;
} KnownModel;

static HTAB *known_models = NULL;

/* The entry of a workspace. */
static KnownModel *
known_model(Oid namespace)
{
	KnownModel *known;
	bool		found;

	if (known_models == NULL)
	{
		HASHCTL		ctl;

		ctl.keysize = sizeof(Oid);
		ctl.entrysize = sizeof(KnownModel);
		known_models = hash_create("aiehr match models", 8, &ctl, HASH_ELEM | HASH_BLOBS);
	}
	known = hash_search(known_models, &namespace, HASH_ENTER, &found);
	if (!found)
	{
		known->id = 0;
		known->context = NULL;
	}
	return known;
}

/* Read a model into an entry. */
static void
read_model(const WorkspaceScope *scope, KnownModel *known, int64 id)
{
	PeopleSet	one = {1, &id};
	MemoryContext old;
	bool		isnull;
	Datum		json;

	known->id = 0;
	if (known->context == NULL)
		known->context = AllocSetContextCreate(TopMemoryContext, "aiehr match model", ALLOCSET_DEFAULT_SIZES);
	MemoryContextReset(known->context);
	if (aiehr_execute_people(STMT_MATCH_MODEL_READ, scope, &one) != 1)
		elog(ERROR, "match model " INT64_FORMAT " is gone", id);
	json = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	old = MemoryContextSwitchTo(known->context);
	known->model = match_model_read_fitted(DatumGetJsonbPCopy(json));
	MemoryContextSwitchTo(old);
	result_free();
	known->id = id;
}

/* The model in force, or NULL. */
const MatchModel *
aiehr_matching_model(const WorkspaceScope *scope)
{
	KnownModel *known = known_model(scope->namespace);
	int64		id = 0;

	if (aiehr_execute(STMT_MATCH_MODEL_IN_FORCE, scope, 0, NULL, NULL, NULL, 1) > 0)
		id = result_int8(0, 1);
	result_free();
	if (id == 0)
		return NULL;
	if (known->id != id)
		read_model(scope, known, id);
	return known->model;
}

/*
 * The same, kept as it is to the end of the transaction: whoever fits one or makes
 * everything again waits for us, or we for them, before anything else is locked.
 */
const MatchModel *
aiehr_hold_matching_model(const WorkspaceScope *scope)
{
	Oid			relation = get_relname_relid("match_model", scope->namespace);

	if (OidIsValid(relation))
		LockRelationOid(relation, RowExclusiveLock);
	return aiehr_matching_model(scope);
}

/* The blocking keys of a record, each once; their number. */
int
aiehr_record_keys(const MatchModel *model, const MatchRecord *record, int64 *keys)
{
	int			n = 0;

	for (int i = 0; i < model->nkeys; i++)
	{
		uint64		hash;
		int			k = 0;

		if (!match_key_hash(model, i, record, &hash))
			continue;
		while (k < n && keys[k] != (int64) hash)
			k++;
		if (k == n)
			keys[n++] = (int64) hash;
	}
	return n;
}

/*
 * Lock the keys of records to the end of the transaction, in one order, so that two
 * sessions that bring the same person meet: the second sees what the first one wrote.
 * A load locks all keys at once.
 */
void
aiehr_lock_match_keys(const WorkspaceScope *scope, const MatchModel *model, const KnownRecords *records)
{
	static TimestampTz transaction = 0;
	static int	held = 0;
	int64		all = (int64) hash_combine64(UINT64CONST(0x6d61746368), scope->namespace);
	int64		numbers[MAX_KEY_LOCKS + MATCH_MAX_KEYS];
	int			n = 0;

	if (transaction != GetCurrentTransactionStartTimestamp())
		held = 0;
	transaction = GetCurrentTransactionStartTimestamp();
	for (int i = 0; i < records->n && n <= MAX_KEY_LOCKS; i++)
		n += aiehr_record_keys(model, &records->rows[i].record, numbers + n);
	if (n == 0)
		return;
	held += n;
	for (int i = 0; i < n; i++)
		numbers[i] = (int64) hash_combine64((uint64) numbers[i], scope->namespace);
	aiehr_lock_some(all, n > MAX_KEY_LOCKS || held > MAX_KEY_LOCKS_HELD ? NULL : numbers, n);
}

/* The values of a record from a text[] as it is kept. */
static void
read_values(const MatchModel *model, Datum array, MatchRecord *record)
{
	Datum	   *values;
	bool	   *nulls;
	int			n;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &n);
	for (int i = 0; i < model->nfields; i++)
		record->value[i] = i >= n || nulls[i] ? NULL : TextDatumGetCString(values[i]);
}

/* Records as a statement with columns id, person_id and value returns them. */
KnownRecords
aiehr_known_records(const WorkspaceScope *scope, const MatchModel *model, WorkspaceStatementId id,
					const PeopleSet *ids)
{
	KnownRecords known = {0};
	uint64		n = ids->n == 0 ? 0 : aiehr_execute_people(id, scope, ids);

	known.n = (int) n;
	known.rows = palloc_extended(mul_size(Max(n, 1), sizeof(KnownRecord)), MCXT_ALLOC_HUGE);
	for (uint64 i = 0; i < n; i++)
	{
		bool		isnull;

		known.rows[i].id = result_int8(i, 1);
		known.rows[i].person_id = result_int8(i, 2);
		read_values(model, SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 3, &isnull),
					&known.rows[i].record);
	}
	if (ids->n > 0)
		result_free();
	return known;
}

/* The ids of the records that have a key in common with one, but for keys that too many have. */
static PeopleSet
probe(const WorkspaceScope *scope, const MatchModel *model, const MatchRecord *record, bool note_hot)
{
	int64		keys[MATCH_MAX_KEYS];
	int64		hot[MATCH_MAX_KEYS];
	int			count[MATCH_MAX_KEYS] = {0};
	PeopleSet	wanted = {aiehr_record_keys(model, record, keys), keys};
	PeopleSet	found = {0, NULL};
	PeopleSet	hot_keys = {0, hot};
	uint64		n;

	if (wanted.n == 0)
		return found;
	n = aiehr_execute_people(STMT_MATCH_PROBE, scope, &wanted);
	found.ids = palloc(mul_size(Max(n, 1), sizeof(int64)));
	for (int pass = 0; pass < 2; pass++)
	{
		for (uint64 i = 0; i < n; i++)
		{
			int64		key = result_int8(i, 1);
			int			k = 0;

			while (k < wanted.n - 1 && keys[k] != key)
				k++;
			if (pass == 0)
				count[k]++;
			else if (count[k] <= MOST_OF_A_KEY)
				found.ids[found.n++] = result_int8(i, 2);
		}
	}
	result_free();
	for (int k = 0; k < wanted.n; k++)
		if (count[k] > MOST_OF_A_KEY)
			hot[hot_keys.n++] = keys[k];
	if (note_hot)
		(void) aiehr_execute_people(STMT_MATCH_HOT, scope, &hot_keys);
	aiehr_people_normalise(&found);
	return found;
}

/* Note that somebody's record is as like as this. */
static void
note_like(LikePeople *like, int64 person_id, float8 weight)
{
	int			i = 0;

	while (i < like->n && like->rows[i].person_id != person_id)
		i++;
	if (i == like->n)
	{
		if (like->n == like->size)
		{
			like->size = Max(2 * like->size, 8);
			like->rows = like->rows == NULL ? palloc(like->size * sizeof(LikePerson)) :
				repalloc(like->rows, like->size * sizeof(LikePerson));
		}
		like->rows[like->n++] = (LikePerson) {person_id, weight, 0, NULL};
	}
	like->rows[i].weight = Max(like->rows[i].weight, weight);
}

/* Compare a record with those that have a key in common with it. */
static void
compare_record(const WorkspaceScope *scope, const MatchModel *model, const KnownRecord *own, bool note_hot,
			   LikePeople *like)
{
	PeopleSet	ids = probe(scope, model, &own->record, note_hot);
	KnownRecords others = aiehr_known_records(scope, model, STMT_MATCH_RECORDS, &ids);
	float8		least = log2(model->lower / (1 - model->lower));
	uint8		level[MATCH_MAX_FIELDS];

	for (int i = 0; i < others.n; i++)
	{
		float8		weight;

		if (others.rows[i].person_id == own->person_id)
			continue;
		weight = match_weight_of(model, &own->record, &others.rows[i].record, level, NULL);
		if (weight >= least)
			note_like(like, others.rows[i].person_id, weight);
	}
}

/* Why two people are not one although two records of theirs are alike, or NULL: their records are n and m. */
static const char *
objection(const MatchModel *model, const KnownRecord *records, int n, const KnownRecord *others, int m)
{
	uint8		level[MATCH_MAX_FIELDS];
	float8		sum = 0;

	for (int i = 0; i < m; i++)
	{
		for (int k = 0; k < n; k++)
		{
			if (match_vetoed(model, &records[k].record, &others[i].record))
				return "id_number";
			sum += match_weight_of(model, &records[k].record, &others[i].record, level, NULL);
		}
	}
	return sum < 0 ? "chain" : NULL;
}

/* Order of records by person, then by id, for qsort. */
int
aiehr_by_person(const void *a, const void *b)
{
	const KnownRecord *x = (const KnownRecord *) a;
	const KnownRecord *y = (const KnownRecord *) b;

	if (x->person_id != y->person_id)
		return x->person_id > y->person_id ? 1 : -1;
	return (x->id > y->id) - (x->id < y->id);
}

/* The records of a person among those of many, sorted by person; their number. */
static int
records_of(const KnownRecords *records, int64 person_id, const KnownRecord **first)
{
	int			low = 0;
	int			high = records->n;
	int			n = 0;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (records->rows[middle].person_id < person_id)
			low = middle + 1;
		else
			high = middle;
	}
	*first = records->rows + low;
	while (low + n < records->n && records->rows[low + n].person_id == person_id)
		n++;
	return n;
}

/* The records of people, sorted by person. */
static KnownRecords
records_by_person(const WorkspaceScope *scope, const MatchModel *model, PeopleSet *people)
{
	KnownRecords members;

	aiehr_people_normalise(people);
	members = aiehr_known_records(scope, model, STMT_MATCH_MEMBERS, people);
	qsort(members.rows, members.n, sizeof(KnownRecord), aiehr_by_person);
	return members;
}

/* What speaks against each pair of people being one, all their records together; NULL for nothing. */
const char **
aiehr_match_objections(const WorkspaceScope *scope, const MatchModel *model, const int64 *one,
					   const int64 *other, int n)
{
	const char **objections = palloc0(mul_size(Max(n, 1), sizeof(char *)));
	PeopleSet	people = {2 * n, palloc(mul_size(Max(n, 1), 2 * sizeof(int64)))};
	KnownRecords members;

	memcpy(people.ids, one, n * sizeof(int64));
	memcpy(people.ids + n, other, n * sizeof(int64));
	members = records_by_person(scope, model, &people);
	for (int i = 0; i < n; i++)
	{
		const KnownRecord *a;
		const KnownRecord *b;
		int			na = records_of(&members, one[i], &a);
		int			nb = records_of(&members, other[i], &b);

		CHECK_FOR_INTERRUPTS();
		objections[i] = objection(model, a, na, b, nb);
	}
	return objections;
}

/* The likest first, for qsort. */
static int
like_cmp(const void *a, const void *b)
{
	const LikePerson *x = (const LikePerson *) a;
	const LikePerson *y = (const LikePerson *) b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return (x->person_id > y->person_id) - (x->person_id < y->person_id);
}

/*
 * Who else may be the person of these records, all of one person, or of somebody who
 * is not known yet.  Each probability is at least the lower threshold.
 */
LikePeople
aiehr_find_like(const WorkspaceScope *scope, const MatchModel *model, const KnownRecord *records, int n,
				bool note_hot)
{
	LikePeople	like = {0};
	KnownRecords members;
	PeopleSet	people;

	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		compare_record(scope, model, &records[i], note_hot, &like);
	}
	if (like.n == 0)
		return like;
	people.n = like.n;
	people.ids = palloc(like.n * sizeof(int64));
	for (int i = 0; i < like.n; i++)
		people.ids[i] = like.rows[i].person_id;
	members = records_by_person(scope, model, &people);
	for (int i = 0; i < like.n; i++)
	{
		LikePerson *other = &like.rows[i];
		const KnownRecord *others;
		int			m = records_of(&members, other->person_id, &others);

		other->probability = match_probability(other->weight);
		other->reason = objection(model, records, n, others, m);
		if (other->reason == NULL)
			other->reason = other->probability >= model->upper ? LIKE_SAME : LIKE_DOUBTFUL;
	}
	qsort(like.rows, like.n, sizeof(LikePerson), like_cmp);
	return like;
}
