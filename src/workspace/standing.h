/*
 * standing.h
 *		Where people stand: kept right for people whose raw data changed
 */
#ifndef AIEHR_STANDING_H
#define AIEHR_STANDING_H

#include "workspace/engine.h"

/*
 * Make benchmarks, standing, gaps and interventions of these people right.  The
 * caller has entered the workspace and locked the people.
 */
extern void aiehr_refresh_standing(const WorkspaceScope *scope, const PeopleSet *people);

#endif							/* AIEHR_STANDING_H */
