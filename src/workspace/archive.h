/*
 * archive.h
 *		What becomes of people's interview data when they leave and come back
 */
#ifndef AIEHR_ARCHIVE_H
#define AIEHR_ARCHIVE_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "workspace/engine.h"

/* Lock people, after those of their rows that settling them may move out. */
extern void aiehr_lock_people_and_data(const WorkspaceScope *scope, const PeopleSet *people);

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

/* sweep() is asked about a moment: until the end, which is in PG_FINALLY, dates are judged by it */
extern void aiehr_as_of_begin(TimestampTz as_of);
extern void aiehr_as_of_end(void);

#endif							/* AIEHR_ARCHIVE_H */
