/*
 * state.h
 *		Text and binary forms of aggregate states.
 *
 * As text a state is a JSON object whose members are arrays of numbers and keys, with as many digits
 * as it takes to read the same doubles back: states travel as text through postgres_fdw and in dumps.
 * The functions for text report errors softly and return false; those for binary raise them.
 */
#ifndef AIEHR_STATE_H
#define AIEHR_STATE_H

#include "aiehr.h"

#include "lib/stringinfo.h"
#include "nodes/nodes.h"
#include "utils/jsonb.h"

#include "scorecard/scorecard.h"

/* Counts in a state must be such that float8 counts them exactly. */
#define STATE_MAX_COUNT 9007199254740992.0

/* A state on its way in as text. */
typedef struct StateReader
{
	const char *type;			/* for messages */
	Node	   *escontext;
	JsonbContainer *object;
} StateReader;

/* The strings of a member, on their way in. */
typedef struct StateStrings
{
	JsonbIterator *it;
	Size		left;
} StateStrings;

extern void state_write_name(StringInfo out, const char *name);
extern void state_write_keys(StringInfo out, const char *name,
							 const char *keys, uint32 keybytes, int nkeys);
extern void state_write_numbers(StringInfo out, const char *name, Size n, const float8 *numbers);

extern bool state_read_begin(StateReader *r, const char *type, const char *text, Node *escontext);
extern bool state_has_member(const StateReader *r, const char *name);
extern bool state_read_length(StateReader *r, const char *name, Size *length);
extern bool state_read_numbers(StateReader *r, const char *name, Size n, float8 *numbers);
extern bool state_read_strings(StateReader *r, const char *name, StateStrings *strings);
extern char *state_next_string(StateStrings *strings);
extern bool state_read_keys(StateReader *r, const char *name, Scorecard **keys);

extern void state_send_keys(StringInfo buf, const char *keys, uint32 keybytes, int nkeys);
extern void state_send_numbers(StringInfo buf, Size n, const float8 *numbers);
extern void state_recv_version(StringInfo buf, const char *type, int version);
extern void state_recv_room(StringInfo buf, Size n, Size size);
extern Scorecard *state_recv_keys(StringInfo buf);
extern void state_recv_numbers(StringInfo buf, Size n, float8 *numbers);
extern void state_recv_end(StringInfo buf);

/* Is this a number of rows? */
static inline bool
state_is_count(float8 n)
{
	return n >= 0 && n <= STATE_MAX_COUNT && n == floor(n);
}

#endif							/* AIEHR_STATE_H */
