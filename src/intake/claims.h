/*
 * claims.h
 *		What a source says of people who come in
 */
#ifndef AIEHR_INTAKE_CLAIMS_H
#define AIEHR_INTAKE_CLAIMS_H

#include "intake/message.h"
#include "workspace/engine.h"

/* What one record of a source says of one person */
typedef struct ClaimRecord
{
	const char *source;
	const char *external_id;
	int64		person_id;		/* known and held */
	Jsonb	   *claims;			/* as record_claims() takes them */
	bool		changed;		/* result: it said something new, or took something back */
} ClaimRecord;

extern List *aiehr_claim_fields(const WorkspaceScope *scope);
extern Jsonb *aiehr_read_claims(const PersonMessage *m, const List *fields, IntakeProblem *problem);
extern void aiehr_store_claims(const WorkspaceScope *scope, ClaimRecord *records, int n);

#endif							/* AIEHR_INTAKE_CLAIMS_H */
