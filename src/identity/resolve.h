/*
 * resolve.h
 *		Which of the values that sources claim for a person is to be believed
 */
#ifndef AIEHR_RESOLVE_H
#define AIEHR_RESOLVE_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "identity/values.h"

/* profile_field.rule */
typedef enum ResolveRule
{
	RULE_AGREEMENT,
	RULE_TRUST,
	RULE_LATEST,
	RULE_MANUAL
} ResolveRule;

/* A row of profile_field, with what the frequencies say of the field */
typedef struct ProfileField
{
	char	   *code;
	FieldKind	kind;
	bool		multiple;
	ResolveRule rule;
	char	   *severity;
	float8		decide_at;
	float8		half_life;		/* years; 0 when values do not change */
	float8		people;			/* who have a value, by the last count; 0: never counted */
	float8		values;			/* values counted */
} ProfileField;

/* A claim that was not withdrawn */
typedef struct FieldClaim
{
	int64		id;
	const ProfileField *field;
	char	   *raw;
	FieldValue *value;			/* NULL when nothing could be read */
	bool		valid;
	float8		trust;			/* in the source, times the confidence of the reading */
	TimestampTz at;
	int64		source;			/* any number that tells sources apart */
	float8		people;			/* who have this value, by the last count */
	float8		log_prior;		/* names: of the parts of the name; else 0 */
} FieldClaim;

/* All claims about a person, ordered by field, the newest first */
typedef struct PersonClaims
{
	int64		person;
	int			n;
	FieldClaim *claims;
} PersonClaims;

/* A value that may be the true one */
typedef struct Candidate
{
	const FieldValue *value;
	const FieldClaim *claim;	/* the best to show it by */
	bool		claimed;		/* for the field itself; else evidence from another one */
	int			voices;
	float8		score;			/* logarithm, up to a constant */
	float8		p;
} Candidate;

/* What is made of the claims for one field */
typedef struct Resolution
{
	int			n;				/* candidates, the likeliest first */
	Candidate  *candidates;
	const Candidate *best;		/* NULL: no claim is valid */
	int			n_valid;		/* valid claims */
	int			n_invalid;
	float8		confidence;		/* of all candidates that go together with the best */
	bool		conflict;
	bool		decided;
	const char *reason;			/* golden_value.reason */
} Resolution;

extern void aiehr_resolve_field(const PersonClaims *person, const ProfileField *field, int first,
								int n, const FieldClaim *pinned, bool by_hand_only,
								Resolution *result);
extern bool aiehr_contradicts(const ProfileField *field, const FieldValue *value,
							  const FieldValue *other);

#endif							/* AIEHR_RESOLVE_H */
