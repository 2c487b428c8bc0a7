/*
 * study.h
 *		What studies read of each spell: kept right for people whose raw data changed
 */
#ifndef AIEHR_STUDY_H
#define AIEHR_STUDY_H

#include "workspace/engine.h"

#include "utils/date.h"

/*
 * Make the study rows of all spells of these people right.  The caller has entered the
 * workspace and locked the people.
 */
extern void aiehr_refresh_study(const WorkspaceScope *scope, const PeopleSet *people);

/* The same after facts about them changed, the earliest of which ended before `ends`. */
extern void aiehr_refresh_study_of_facts(const WorkspaceScope *scope, const PeopleSet *people, DateADT ends);

/* The earliest end of a fact's period among the rows that a trigger on facts is about. */
extern DateADT aiehr_earliest_end(TriggerData *trigdata);

#endif							/* AIEHR_STUDY_H */
