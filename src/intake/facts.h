/*
 * facts.h
 *		Performance facts on their way in, from whatever brings them
 */
#ifndef AIEHR_FACTS_H
#define AIEHR_FACTS_H

#include "postgres.h"

#include "intake/outcome.h"
#include "intake/reference.h"

typedef struct FactRow
{
	FactMessage m;
	IntakeProblem problem;
	IntakeOutcome outcome;
	int64		fact_id;		/* stored by this call or before */
} FactRow;

/* Rows with a problem are passed over; what is found wrong becomes the problem of a row. */
extern void aiehr_find_fact_people(const WorkspaceScope *scope, KeyedHash *hash, FactRow *rows, int n);
extern void aiehr_check_fact_criteria(const WorkspaceScope *scope, FactRow *rows, int n);
extern int *aiehr_fact_columns(Columns *c, const FactRow *rows, int n);

#endif							/* AIEHR_FACTS_H */
