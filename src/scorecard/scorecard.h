/*
 * scorecard.h
 *		The type scorecard: named numbers, '{"teamwork": 71, "coding": 84.5}'.
 *
 * A value is a header, the float8 columns, then one block of keys:
 *
 *		header | column 0: nkeys float8 | ... | nkeys times (length byte, key bytes)
 *
 * A scorecard has one column, its scores. The aggregate state scorecard_state has three (count, sum,
 * compensation) and is otherwise the same thing. The doubles come first so that they are aligned; the
 * keys come last and in byte order, so that two values with the same keys are recognised by comparing
 * one run of bytes, after which they are plain vectors.
 *
 * What holds in every value that our code makes, see scorecard_alloc() and scorecard_seal(): keys are
 * unique, sorted by bytes, 1 to 63 bytes long and at most 1000; no score is NaN or infinite; zero is
 * never negative zero, so equal values have equal bytes. Values read from a table may be damaged all
 * the same: DatumGetScorecardP() checks the sizes, the cursor checks each step through the keys.
 */
#ifndef AIEHR_SCORECARD_H
#define AIEHR_SCORECARD_H

#include "aiehr.h"

#include <float.h>
#include <math.h>

#include "lib/stringinfo.h"
#include "nodes/nodes.h"
#include "utils/numeric.h"

#define SCORECARD_FORMAT 1		/* so that old rows stay readable */
#define SCORECARD_MAX_KEYS 1000
#define SCORECARD_MAX_KEYLEN 63
#define SCORECARD_MAX_COLUMNS 3

typedef struct Scorecard
{
	int32		vl_len_;		/* varlena header (use SET_VARSIZE) */
	uint16		format;			/* SCORECARD_FORMAT */
	uint16		nkeys;
	uint16		columns;		/* 1, or SCORECARD_STATE_COLUMNS */
	uint16		unused;			/* always zero */
	uint32		keybytes;		/* size of the block of keys */
	float8		score[FLEXIBLE_ARRAY_MEMBER];
} Scorecard;

/* Memory is fetched in lines of this size, and no more than so much of the next row ahead of need. */
#define SCORECARD_CACHE_LINE 64
#define SCORECARD_PREFETCH 1024

/* The columns of a scorecard_state. */
#define SCORECARD_STATE_COLUMNS 3
#define SCORECARD_STATE_COUNT 0
#define SCORECARD_STATE_SUM 1
#define SCORECARD_STATE_LOST 2

#define SCORECARD_COLUMN(s, i) ((s)->score + (Size) (i) * (s)->nkeys)
#define SCORECARD_KEYS(s) ((char *) ((s)->score + (Size) (s)->columns * (s)->nkeys))

/* One key with its values on the way into a card; the key need not end in a zero byte. */
typedef struct ScorecardItem
{
	const char *key;
	int			keylen;
	float8		value[SCORECARD_MAX_COLUMNS];
} ScorecardItem;

/* A walk through the keys of a card: see scorecard_cursor(). */
typedef struct ScorecardCursor
{
	const char *next;
	const char *end;
	const char *key;			/* not zero-terminated */
	int			keylen;
	int			index;			/* of the current key: score[index] belongs to it */
	int			nkeys;
} ScorecardCursor;

/* The scores of two cards for the keys that both have. */
typedef struct ScorecardPair
{
	int			nkeys;
	uint32		keybytes;
	const char *keys;
	const float8 *a;
	const float8 *b;
} ScorecardPair;

/* What scorecard_union() is to do with a key that both cards have. */
typedef enum ScorecardUnionRule
{
	SCORECARD_UNION_RIGHT,
	SCORECARD_UNION_SMALLER,
	SCORECARD_UNION_LARGER
} ScorecardUnionRule;

/* scorecard.c */
extern Scorecard *scorecard_build(int nkeys, const char *const *keys, const float8 *scores);
extern Scorecard *scorecard_from_items(ScorecardItem *items, int nitems, int columns,
									   int malformed, Node *escontext);
extern Scorecard *scorecard_alloc(int nkeys, int columns, uint32 keybytes);
extern bool scorecard_seal(Scorecard *s, Node *escontext);
extern Scorecard *scorecard_copy(const Scorecard *s);
extern void scorecard_check(const Scorecard *s);
extern bool scorecard_lookup(const Scorecard *s, const char *key, int keylen, float8 *score);
extern int	scorecard_positions(const Scorecard *of, const Scorecard *in, int16 *positions);
extern void scorecard_common(const Scorecard *a, const Scorecard *b, ScorecardPair *pair);
extern Scorecard *scorecard_union(const Scorecard *a, const Scorecard *b, ScorecardUnionRule rule);
extern Scorecard *scorecard_select(int nkeys, const char *keys, uint32 keybytes,
								   const float8 *scores, const bool *keep);
aiehr_noreturn extern void scorecard_corrupted(void);
aiehr_noreturn extern void scorecard_too_many_keys(void);

/* io.c */
extern float8 scorecard_jsonb_number(Numeric number);
extern Datum scorecard_recv(PG_FUNCTION_ARGS);
extern Datum scorecard_send(PG_FUNCTION_ARGS);

/* text.c */
extern Scorecard *scorecard_parse(const char *text, int columns, Node *escontext);
extern char *scorecard_to_text(const Scorecard *s);
extern void scorecard_write_key(StringInfo out, const char *key, int keylen);
extern void scorecard_write_number(StringInfo out, float8 value);

/* scoring.c */
extern bool scorecard_composite(const Scorecard *s, const Scorecard *weights,
								const char *missing, float8 min_share, float8 *result);

/* Bytes of a value with these counts; they are bounded, so nothing can overflow. */
static inline Size
scorecard_size(int nkeys, int columns, uint32 keybytes)
{
	return offsetof(Scorecard, score) + sizeof(float8) * nkeys * columns + keybytes;
}

/*
 * The card in a datum: detoasted, aligned for doubles, its counts checked against its size. The test
 * for VARATT_IS_EXTENDED saves a call for the usual case, an inline value with a four-byte header;
 * such a value is aligned already, since the type is declared ALIGNMENT = double.
 */
static inline Scorecard *
scorecard_from_datum(Datum datum, int columns)
{
	Scorecard  *s = (Scorecard *) DatumGetPointer(datum);

	if (VARATT_IS_EXTENDED(s))
		s = (Scorecard *) PG_DETOAST_DATUM(datum);
	if (unlikely(VARSIZE(s) < offsetof(Scorecard, score) ||
				 s->format != SCORECARD_FORMAT || s->columns != columns ||
				 s->nkeys > SCORECARD_MAX_KEYS ||
				 s->keybytes > SCORECARD_MAX_KEYS * (SCORECARD_MAX_KEYLEN + 1) ||
				 VARSIZE(s) != scorecard_size(s->nkeys, columns, s->keybytes)))
		scorecard_corrupted();
	return s;
}

#define DatumGetScorecardP(d) scorecard_from_datum(d, 1)
#define PG_GETARG_SCORECARD_P(i) DatumGetScorecardP(PG_GETARG_DATUM(i))
#define PG_GETARG_SCORECARD_STATE_P(i) \
	scorecard_from_datum(PG_GETARG_DATUM(i), SCORECARD_STATE_COLUMNS)
#define PG_RETURN_SCORECARD_P(s) PG_RETURN_POINTER(s)

/*
 * Asks for the memory of the card that a scan will probably come to next. A page of a table fills from
 * its end, so in one that was filled in order the next row lies right below this one; there is time to
 * fetch it while this one is worked on. A wrong guess costs a few idle requests, never a fault.
 */
static inline void
scorecard_prefetch_next(const Scorecard *s)
{
#if defined(__GNUC__)
	Size		size = Min(VARSIZE(s), SCORECARD_PREFETCH) + SCORECARD_CACHE_LINE;

	for (Size below = SCORECARD_CACHE_LINE; below <= size; below += SCORECARD_CACHE_LINE)
		__builtin_prefetch((const char *) s - below);
#endif
}

/* Starts a walk through a block of keys. */
static inline void
scorecard_cursor_keys(const char *keys, uint32 keybytes, int nkeys, ScorecardCursor *cursor)
{
	cursor->next = keys;
	cursor->end = keys + keybytes;
	cursor->key = NULL;
	cursor->keylen = 0;
	cursor->index = -1;
	cursor->nkeys = nkeys;
}

/* Starts a walk: `while (scorecard_next(&cursor))` visits the keys of a card in order. */
static inline void
scorecard_cursor(const Scorecard *s, ScorecardCursor *cursor)
{
	scorecard_cursor_keys(SCORECARD_KEYS(s), s->keybytes, s->nkeys, cursor);
}

/* One step to the next key; false after the last. Never leaves the block of keys. */
static inline bool
scorecard_next(ScorecardCursor *cursor)
{
	int			len;

	if (++cursor->index >= cursor->nkeys)
		return false;
	if (unlikely(cursor->next >= cursor->end))
		scorecard_corrupted();
	len = *(const unsigned char *) cursor->next++;
	if (unlikely(len < 1 || len > SCORECARD_MAX_KEYLEN || len > cursor->end - cursor->next))
		scorecard_corrupted();
	cursor->key = cursor->next;
	cursor->keylen = len;
	cursor->next += len;
	return true;
}

/*
 * A value within the scale lo..hi as 0..100, where hi may be the smaller. On a scale so wide that
 * differences overflow it divides first; no digit is lost there.
 */
static inline float8
scorecard_to_scale(float8 x, float8 lo, float8 hi)
{
	if (unlikely(fabs(lo) > DBL_MAX / 1024 || fabs(hi) > DBL_MAX / 1024))
	{
		x /= 1024;
		lo /= 1024;
		hi /= 1024;
	}
	return 100 * (x - lo) / (hi - lo);
}

/* Order of keys: by bytes, whatever the collation, so that an index outlives an upgrade of the OS. */
static inline int
scorecard_key_cmp(const char *a, int alen, const char *b, int blen)
{
	int			cmp;

	/* a text to look up may be empty */
	if (alen > 0 && blen > 0)
	{
		/* most keys differ in their first byte */
		if (*a != *b)
			return *(const unsigned char *) a - *(const unsigned char *) b;
		cmp = memcmp(a, b, Min(alen, blen));
		if (cmp != 0)
			return cmp;
	}
	return alen - blen;
}

/* Have both values the same keys? Their values are then vectors of the same meaning. */
static inline bool
scorecard_same_keys(const Scorecard *a, const Scorecard *b)
{
	return a->keybytes == b->keybytes && a->nkeys == b->nkeys &&
		memcmp(SCORECARD_KEYS(a), SCORECARD_KEYS(b), a->keybytes) == 0;
}

#endif							/* AIEHR_SCORECARD_H */
