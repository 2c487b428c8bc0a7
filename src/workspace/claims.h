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

#endif							/* AIEHR_CLAIMS_H */
