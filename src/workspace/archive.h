/*
 * archive.h
 *		What becomes of people's interview data when they leave and come back
 */
#ifndef AIEHR_ARCHIVE_H
#define AIEHR_ARCHIVE_H

#include "workspace/engine.h"

/*
 * Put assessments and answers of these people where they belong: of those who
 * left into the archive, of those who are employed again back from it.  The end of
 * employment also ends interventions and pool memberships and takes standing away;
 * those who came back get their standing.  Asked again, it changes nothing.
 *
 * The caller has entered the workspace and locked the people.  Standing of people
 * whose data stayed where it was is the caller's business.
 */
extern void aiehr_settle_people(const WorkspaceScope *scope, const PeopleSet *people);

#endif							/* AIEHR_ARCHIVE_H */
