/*
 * outcome.h
 *		What became of the messages of a load, one row each, whatever they were about
 */
#ifndef AIEHR_OUTCOME_H
#define AIEHR_OUTCOME_H

#include "postgres.h"

#include "nodes/execnodes.h"

#include "intake/message.h"

/* A message that was taken did one of these; one with a problem is bad */
typedef enum IntakeOutcome
{
	OUTCOME_NEW,				/* stored by this call */
	OUTCOME_CHANGED,			/* something was added to what is known */
	OUTCOME_SAME				/* nothing: it was there already */
} IntakeOutcome;

extern void intake_put_outcome(ReturnSetInfo *rsinfo, int item, IntakeOutcome outcome, int64 id,
							   const char *note, const IntakeProblem *problem);

#endif							/* AIEHR_OUTCOME_H */
