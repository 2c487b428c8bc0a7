/*
 * norm.c
 *		Collecting a norm sample, and merging samples.
 */
#include "stats/norm.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/float.h"
#include "utils/memutils.h"

#include "stats/state.h"

#define FIRST_ROOM 64			/* items */
#define ENOUGH_ROOM 4096		/* items; more only for more distinct scores */
#define MAX_ITEMS ((int64) (MaxAllocSize / sizeof(NormItem)))
#define MAX_VALUES (MAX_ITEMS / 2)
#define INTERRUPT_EVERY 65536

#define ST_SORT sort_norm_items
#define ST_ELEMENT_TYPE NormItem
#define ST_COMPARE(a, b) ((a)->value < (b)->value ? -1 : (a)->value > (b)->value)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* A stored value whose counts cannot be. */
static void
norm_corrupted(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("norm value is damaged"),
			 errhint("Restore the row from a backup, or compute it again.")));
}

/* More distinct scores than one value holds. */
static void
too_many_scores(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too many different scores for a norm"),
			 errdetail("The limit is %lld.", (long long) MAX_VALUES),
			 errhint("Round the scores, or take a sample of them.")));
}

/* Bytes of a value; nvalues is bounded, so nothing can overflow. */
static Size
norm_size(int64 nvalues, bool tied)
{
	return offsetof(Norm, value) + nvalues * (sizeof(float8) + (tied ? sizeof(int64) : 0));
}

/* A sum that keeps what rounding takes from it (Neumaier 1974). */
typedef struct KeptSum
{
	float8		sum;
	float8		lost;
} KeptSum;

/* Adds to such a sum. */
static inline void
kept_add(KeptSum *kept, float8 x)
{
	float8		sum = kept->sum + x;

	kept->lost += fabs(kept->sum) >= fabs(x) ? (kept->sum - sum) + x : (x - sum) + kept->sum;
	kept->sum = sum;
}

/*
 * Mean, standard deviation and skewness by two passes over differences from the middle score. They are
 * taken in a unit, a power of two, that makes them at most 1, so that no power of them overflows or
 * vanishes.
 */
static void
norm_moments(Norm *norm, const NormItem *item)
{
	float8		n = norm->n;
	float8		pivot = item[norm->nvalues / 2].value;
	KeptSum		first = {0};
	KeptSum		second = {0};
	KeptSum		third = {0};
	int			exponent;
	float8		unit;
	float8		mean;

	frexp(item[norm->nvalues - 1].value - item[0].value, &exponent);
	exponent = Max(exponent, -1000);
	unit = ldexp(1, -exponent);
	for (int64 i = 0; i < norm->nvalues; i++)
		kept_add(&first, item[i].count * ((item[i].value - pivot) * unit));
	mean = (first.sum + first.lost) / n;
	norm->mean = pivot + ldexp(mean, exponent);
	if (norm->nvalues < 2)
		return;
	for (int64 i = 0; i < norm->nvalues; i++)
	{
		float8		deviation = (item[i].value - pivot) * unit - mean;
		float8		square = item[i].count * (deviation * deviation);

		kept_add(&second, square);
		kept_add(&third, square * deviation);
	}
	second.sum += second.lost;
	norm->sd = ldexp(sqrt(second.sum / (n - 1)), exponent);
	norm->skewness = (third.sum + third.lost) / n / pow(second.sum / n, 1.5);
}

/* Are these distinct scores, in order, with their counts, and is their range a number? */
bool
norm_items_fit(const NormItem *item, int64 nvalues)
{
	int64		left = (int64) STATE_MAX_COUNT;

	for (int64 i = 0; i < nvalues; i++)
	{
		if (!isfinite(item[i].value) || (i > 0 && !(item[i - 1].value < item[i].value)) ||
			item[i].count < 1 || item[i].count > left)
			return false;
		left -= item[i].count;
	}
	return nvalues == 0 || isfinite(item[nvalues - 1].value - item[0].value);
}

/* The norm of these distinct scores, which must be in order, as norm_items_fit() says. */
Norm *
norm_make(const NormItem *item, int64 nvalues)
{
	bool		tied = false;
	Size		size;
	Norm	   *norm;
	int64		upto = 0;

	if (nvalues > MAX_VALUES)
		too_many_scores();
	for (int64 i = 0; i < nvalues; i++)
		tied |= item[i].count > 1;
	size = norm_size(nvalues, tied);
	if (nvalues > 0 && !isfinite(item[nvalues - 1].value - item[0].value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("scores are too far apart for a norm")));
	norm = (Norm *) palloc0(size);
	SET_VARSIZE(norm, size);
	norm->format = NORM_FORMAT;
	norm->tied = tied;
	norm->nvalues = nvalues;
	for (int64 i = 0; i < nvalues; i++)
	{
		upto += item[i].count;
		norm->value[i] = item[i].value;
		if (tied)
			NORM_UPTO(norm)[i] = upto;
	}
	norm->n = upto;
	if (nvalues > 0)
		norm_moments(norm, item);
	return norm;
}

/* Sorts the items that came since the last time in among the others, and makes one of equal scores. */
static void
norm_settle(NormSample *s)
{
	int64		nnew = s->nitems - s->nsettled;
	int64		left = s->nsettled;
	int64		at = s->nitems;
	NormItem   *came;

	if (nnew == 0)
		return;
	sort_norm_items(s->item + s->nsettled, nnew);
	came = (NormItem *) palloc(sizeof(NormItem) * nnew);
	memcpy(came, s->item + s->nsettled, sizeof(NormItem) * nnew);
	while (nnew > 0)
	{
		if (left > 0 && s->item[left - 1].value > came[nnew - 1].value)
			s->item[--at] = s->item[--left];
		else
			s->item[--at] = came[--nnew];
	}
	pfree(came);

	for (at = 0, left = 1; left < s->nitems; left++)
	{
		if (s->item[left].value == s->item[at].value)
			s->item[at].count += s->item[left].count;
		else
			s->item[++at] = s->item[left];
	}
	s->nitems = s->nsettled = at + 1;
}

/*
 * Makes room for another item. Sorting in costs as much as there are items, so it must free half of the
 * room, or the room is doubled: n scores then cost n log n. Where few scores are distinct the room
 * still grows with the sample, up to what makes sorting in rare; small samples stay small.
 */
static void
norm_room(NormSample *s)
{
	norm_settle(s);
	if (s->nitems <= s->maxitems / 2 && (s->maxitems >= ENOUGH_ROOM || s->n < 4 * s->maxitems) &&
		s->maxitems > 0)
		return;
	if (s->maxitems == MAX_ITEMS)
		too_many_scores();
	s->maxitems = Min(Max(FIRST_ROOM, 2 * s->maxitems), MAX_ITEMS);
	if (s->item == NULL)
		s->item = (NormItem *) MemoryContextAlloc(s->hdr.eoh_context, sizeof(NormItem) * s->maxitems);
	else
		s->item = (NormItem *) repalloc(s->item, sizeof(NormItem) * s->maxitems);
}

/* Adds a score that occurs so often. */
static void
norm_add(NormSample *s, float8 value, int64 count)
{
	if (unlikely(s->nitems == s->maxitems))
		norm_room(s);
	if (unlikely(s->n + count > (int64) STATE_MAX_COUNT))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many scores for a norm")));
	s->item[s->nitems].value = value;
	s->item[s->nitems++].count = count;
	s->n += count;
}

/* The sample as a norm, which lives as long as the sample does not change. */
static const Norm *
norm_of_sample(NormSample *s)
{
	if (s->norm == NULL)
	{
		MemoryContext outer = MemoryContextSwitchTo(s->hdr.eoh_context);

		norm_settle(s);
		s->norm = norm_make(s->item, s->nitems);
		MemoryContextSwitchTo(outer);
	}
	return s->norm;
}

/* ExpandedObjectMethods: size of the flat form */
static Size
norm_get_flat_size(ExpandedObjectHeader *header)
{
	return VARSIZE(norm_of_sample((NormSample *) header));
}

/* ExpandedObjectMethods: writes the flat form */
static void
norm_flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	memcpy(result, norm_of_sample((NormSample *) header), size);
}

static const ExpandedObjectMethods norm_methods = {
	norm_get_flat_size,
	norm_flatten_into
};

/* A sample without scores, in a context of its own below `parent`. */
static NormSample *
norm_sample_new(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "norm sample", ALLOCSET_START_SMALL_SIZES);
	NormSample *s = (NormSample *) MemoryContextAllocZero(context, sizeof(NormSample));

	EOH_init_header(&s->hdr, &norm_methods, context);
	return s;
}

/* The norm in a datum, its counts checked against its size. */
const Norm *
norm_from_datum(Datum datum)
{
	const Norm *norm;

	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
	{
		ExpandedObjectHeader *header = DatumGetEOHP(datum);

		if (header->eoh_methods == &norm_methods)
			return norm_of_sample((NormSample *) header);
	}
	norm = (const Norm *) PG_DETOAST_DATUM(datum);
	if (VARSIZE(norm) < offsetof(Norm, value) || norm->format != NORM_FORMAT || norm->tied > 1 ||
		norm->nvalues < 0 || norm->nvalues > MAX_VALUES || norm->n < norm->nvalues ||
		VARSIZE(norm) != norm_size(norm->nvalues, norm->tied))
		norm_corrupted();
	return norm;
}

/* Adds the scores of a norm. */
static void
norm_append(NormSample *into, const Norm *from)
{
	int64		before = 0;

	for (int64 i = 0; i < from->nvalues; i++)
	{
		int64		upto = norm_upto(from, i);

		if (i % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		norm_add(into, from->value[i], upto - before);
		before = upto;
	}
}

/*
 * The sample in argument 0, ours to change, or a new one if there is none. In an aggregate it is the
 * object that the last call returned; whatever else it is, a copy.
 */
static NormSample *
own_sample(FunctionCallInfo fcinfo)
{
	MemoryContext context = CurrentMemoryContext;
	bool		aggregate = AggCheckCallContext(fcinfo, &context) != 0;
	NormSample *s;

	if (aggregate && !PG_ARGISNULL(0) &&
		VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(PG_GETARG_DATUM(0))))
	{
		s = (NormSample *) DatumGetEOHP(PG_GETARG_DATUM(0));
		if (s->norm != NULL)
			pfree(s->norm);
		s->norm = NULL;
		return s;
	}
	s = norm_sample_new(context);
	if (!PG_ARGISNULL(0))
		norm_append(s, PG_GETARG_NORM_P(0));
	return s;
}

/* norm_accum(norm, score) -> norm: transition; a NULL score is left out */
PG_FUNCTION_INFO_V1(norm_accum);
Datum
norm_accum(PG_FUNCTION_ARGS)
{
	NormSample *s = own_sample(fcinfo);

	if (!PG_ARGISNULL(1))
	{
		float8		score = PG_GETARG_FLOAT8(1);

		if (!isfinite(score))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("a score of a norm must be a finite number"),
					 errhint("Leave out what is missing, or make it NULL.")));
		norm_add(s, score + 0.0, 1);	/* no negative zero */
	}
	PG_RETURN_NORM_SAMPLE_P(s);
}

/* norm_combine(norm, norm) -> norm: the scores of both; NULL is no scores */
PG_FUNCTION_INFO_V1(norm_combine);
Datum
norm_combine(PG_FUNCTION_ARGS)
{
	NormSample *s;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	s = own_sample(fcinfo);
	if (!PG_ARGISNULL(1))
		norm_append(s, PG_GETARG_NORM_P(1));
	PG_RETURN_NORM_SAMPLE_P(s);
}
