/*
 * population.h
 *		All records of a relation, compact, for fitting a model and for finding who is there twice.
 *
 * Each field has a dictionary of its distinct values; a record is a number for each field. A million
 * records of a dozen fields take some 200 MB so, and most comparisons of values are comparisons of
 * numbers.
 */
#ifndef AIEHR_POPULATION_H
#define AIEHR_POPULATION_H

#include "identity/match.h"

/* The distinct values of a field. Number 0 is the missing one. */
typedef struct Dictionary
{
	MemoryContext context;
	uint32		n;
	uint32		max;
	const char **value;
	uint32	   *hash;
	uint32	   *slot;			/* numbers by hash; 0 is free */
	uint32		slots;			/* a power of two */
	uint32	   *people;			/* who have a value: records, once clusters are known clusters */
} Dictionary;

typedef struct Population
{
	MatchModel *model;
	MemoryContext context;
	uint32		n;
	uint32		max;
	float8		people;
	const char **id;
	int			width;			/* of a record, in numbers */
	int			place[MATCH_MAX_FIELDS];	/* of a field in a record */
	uint32	   *value;			/* numbers of values, record by record; see population_value() */
	Dictionary	dictionary[MATCH_MAX_FIELDS];
	uint32	   *cluster;		/* of each record; NULL before there are any */
} Population;

/* Two records that have a blocking key in common. */
typedef struct CandidatePair
{
	uint32		a;
	uint32		b;				/* the greater number */
	uint64		pattern;		/* levels of the fields, three bits each */
} CandidatePair;

typedef struct CandidatePairs
{
	int64		n;
	CandidatePair *pair;
} CandidatePairs;

/* How often a pattern of levels was seen. */
typedef struct LevelPattern
{
	uint64		pattern;
	uint32		number;			/* in the order in which they were found */
	float8		n;
	char		status;
} LevelPattern;

#define SH_PREFIX levelpattern
#define SH_ELEMENT_TYPE LevelPattern
#define SH_KEY_TYPE uint64
#define SH_SCOPE extern
#define SH_DECLARE
#include "lib/simplehash.h"

/* A union that was refused: two records that look like one person in clusters that do not. */
typedef struct RefusedUnion
{
	uint32		a;
	uint32		b;
	float4		weight;
	const char *reason;
} RefusedUnion;

typedef struct Clusters
{
	uint32	   *of;				/* the first record of the cluster of each record */
	uint32	   *next;			/* the next record of the same cluster, round */
	uint32	   *size;			/* of a cluster, at its first record */
	float4	   *weight;			/* of the link that a record came by; of the first one, of the first link */
	int64		nrefused;
	int64		max_refused;
	RefusedUnion *refused;
} Clusters;

static inline uint32
population_value(const Population *p, uint32 record, int field)
{
	return p->value[(Size) record * p->width + p->place[field]];
}

static inline int
pattern_level(uint64 pattern, int field)
{
	return (pattern >> (3 * field)) & 7;
}

static inline void
pattern_levels(uint64 pattern, int nfields, uint8 *level)
{
	for (int i = 0; i < nfields; i++)
		level[i] = pattern_level(pattern, i);
}

/* population_read.c */
extern Population *population_read(Oid relation, const char *id, MatchModel *model);

/* population.c */
extern void dictionary_init(Dictionary *d, MemoryContext context);
extern uint32 dictionary_number(Dictionary *d, const char *value, int length);
extern uint64 population_pattern(const Population *p, uint32 a, uint32 b);
extern bool population_vetoed(const Population *p, uint32 a, uint32 b);
extern float8 population_others(const Population *p, int field, uint32 a, uint32 b);
extern float8 population_weight(const Population *p, uint32 a, uint32 b, uint64 pattern);
extern void population_record(const Population *p, uint32 n, MatchRecord *record);
extern void population_note_terms(Population *p);
extern void population_drop_field(Population *p, int field);
extern void population_count_people(Population *p, const Clusters *clusters);

/* blocking.c */
extern void blocking_choose_keys(Population *p);
extern CandidatePairs *blocking_pairs(const Population *p, uint32 one_in);
extern int64 blocking_same_name(const Population *p, int64 max, CandidatePair *pair);

/* fit.c */
extern CandidatePairs *match_fit_population(Population *p);

/* cluster.c */
extern Clusters *cluster_population(const Population *p, const CandidatePairs *pairs);

#endif							/* AIEHR_POPULATION_H */
