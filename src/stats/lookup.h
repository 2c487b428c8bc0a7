/*
 * lookup.h
 *		Where the scores of a card are found for the keys of an aggregate's state.
 *
 * It is worked out once for all rows with the same keys, which is nearly always all rows, and kept in
 * fn_extra.
 */
#ifndef AIEHR_LOOKUP_H
#define AIEHR_LOOKUP_H

#include "aiehr.h"

#include "utils/array.h"

#include "scorecard/scorecard.h"

#define LOOKUP_MAX_KEYS 200

typedef struct Lookup
{
	uint32		cardbytes;		/* blocks of keys that the lookup is for */
	uint32		statebytes;
	char	   *cardkeys;
	char	   *statekeys;
	bool		complete;		/* the cards have all keys of the state */
	int16		position[LOOKUP_MAX_KEYS];	/* in the card, or -1 */
} Lookup;

extern const Lookup *lookup_make(FmgrInfo *flinfo, const Scorecard *card,
								 const char *keys, uint32 keybytes, int nkeys);
extern void lookup_fill(Lookup *lookup, const Scorecard *card,
						const char *keys, uint32 keybytes, int nkeys);
extern Scorecard *lookup_keys(ArrayType *array);

/* The lookup for a card and a block of keys: the last one, where both have the same keys still. */
static inline const Lookup *
lookup_get(FmgrInfo *flinfo, const Scorecard *card, const char *keys, uint32 keybytes, int nkeys)
{
	const Lookup *lookup = (const Lookup *) flinfo->fn_extra;

	if (likely(lookup != NULL && lookup->cardbytes == card->keybytes && lookup->statebytes == keybytes &&
			   memcmp(lookup->cardkeys, SCORECARD_KEYS(card), card->keybytes) == 0 &&
			   memcmp(lookup->statekeys, keys, keybytes) == 0))
		return lookup;
	return lookup_make(flinfo, card, keys, keybytes, nkeys);
}

#endif							/* AIEHR_LOOKUP_H */
