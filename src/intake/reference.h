/*
 * reference.h
 *		Whom a message means
 */
#ifndef AIEHR_REFERENCE_H
#define AIEHR_REFERENCE_H

#include "workspace/columns.h"
#include "workspace/hash.h"
#include "intake/message.h"

/* A reference together with the problem of the message it stands in */
typedef struct PersonSlot
{
	PersonReference *person;
	IntakeProblem *problem;
	const char *prefix;			/* of its fields; NULL: none */
	bool		may_create;		/* an unknown person is made, a known one completed */
} PersonSlot;

/*
 * More keys than these are not locked one by one, since the server's table of
 * locks is finite.
 */
#define AIEHR_MAX_KEY_LOCKS 256

extern void aiehr_lock_hashes(bytea **hashes, int n);
extern void aiehr_lock_makers(KeyedHash *hash, const PersonSlot *slots, int n);
extern void aiehr_find_people(const WorkspaceScope *scope, PersonSlot *slots, int n);
extern void aiehr_hold_people(const WorkspaceScope *scope, PersonSlot *slots, int n);
extern void aiehr_note_suppressed(IntakeProblem *problem, const char *field);
extern void aiehr_find_suppressed(const WorkspaceScope *scope, KeyedHash *hash, PersonSlot *slots, int n);
extern void aiehr_make_people(const WorkspaceScope *scope, KeyedHash *hash, PersonSlot *slots,
							  int n);
extern void aiehr_make_distinct_people(const WorkspaceScope *scope, KeyedHash *hash, PersonSlot *slots,
									   int n);

#endif							/* AIEHR_REFERENCE_H */
