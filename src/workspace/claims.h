/*
 * claims.h
 *		What the claims about people come to
 */
#ifndef AIEHR_CLAIMS_H
#define AIEHR_CLAIMS_H

#include "postgres.h"

#include "workspace/engine.h"

/* The caller has entered the workspace and locked the people; those without claims stay as they are. */
extern void aiehr_refresh_golden(const WorkspaceScope *scope, const PeopleSet *people);

/* Are golden values being written to person at this moment? */
extern bool aiehr_golden_is_kept(void);

#endif							/* AIEHR_CLAIMS_H */
