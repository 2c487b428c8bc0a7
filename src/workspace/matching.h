/*
 * matching.h
 *		Who of a workspace's people may be one
 *
 * A record is what one source says of a person (view identity_record).  It is kept
 * in canonical form (match_record) with its blocking keys (match_key), so that a new
 * record is compared with the few that have a key in common with it.
 */
#ifndef AIEHR_MATCHING_H
#define AIEHR_MATCHING_H

#include "identity/match.h"
#include "workspace/engine.h"

/* A record of a person; person_id is 0 where it is open whose it is */
typedef struct KnownRecord
{
	int64		id;
	int64		person_id;
	MatchRecord record;
} KnownRecord;

typedef struct KnownRecords
{
	int			n;
	KnownRecord *rows;
} KnownRecords;

/* Somebody else who may be the same person */
typedef struct LikePerson
{
	int64		person_id;
	float8		weight;			/* of the likest two records, in bits */
	float8		probability;	/* that this weight stands for */
	const char *reason;			/* as in match_review */
} LikePerson;

/* Reasons where nothing speaks against two people being one */
#define LIKE_SAME "same"
#define LIKE_DOUBTFUL "doubtful"

/* Those, the likest first */
typedef struct LikePeople
{
	int			n;
	int			size;
	LikePerson *rows;
} LikePeople;

extern const MatchModel *aiehr_hold_matching_model(const WorkspaceScope *scope);
extern const MatchModel *aiehr_matching_model(const WorkspaceScope *scope);
extern int	aiehr_record_keys(const MatchModel *model, const MatchRecord *record, int64 *keys);
extern void aiehr_lock_match_keys(const WorkspaceScope *scope, const MatchModel *model,
								  const KnownRecords *records);
extern KnownRecords aiehr_known_records(const WorkspaceScope *scope, const MatchModel *model,
										WorkspaceStatementId id, const PeopleSet *ids);
extern LikePeople aiehr_find_like(const WorkspaceScope *scope, const MatchModel *model,
								  const KnownRecord *records, int n, bool note_hot);
extern const char **aiehr_match_objections(const WorkspaceScope *scope, const MatchModel *model,
										   const int64 *one, const int64 *other, int n);
extern int	aiehr_by_person(const void *a, const void *b);

/* The caller has entered the workspace and locked the people where they were there before. */
extern void aiehr_keep_matching(const WorkspaceScope *scope, const PeopleSet *people, bool look);

#endif							/* AIEHR_MATCHING_H */
