/*
 * lookup.c
 *		Where the scores of a card are found for the keys of an aggregate's state.
 */
#include "stats/lookup.h"

#include "catalog/pg_type.h"

/* A card with the elements of an array as keys, in the order of bytes. */
Scorecard *
lookup_keys(ArrayType *array)
{
	Datum	   *elements;
	bool	   *nulls;
	int			nelements;
	ScorecardItem *items;

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("keys must be an array of one dimension")));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &nelements);
	if (nelements == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("at least one key must be named")));
	if (nelements > SCORECARD_MAX_KEYS)
		scorecard_too_many_keys();
	items = (ScorecardItem *) palloc(sizeof(ScorecardItem) * nelements);
	for (int i = 0; i < nelements; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("keys must not be null")));
		items[i].key = VARDATA_ANY(DatumGetPointer(elements[i]));
		items[i].keylen = (int) VARSIZE_ANY_EXHDR(DatumGetPointer(elements[i]));
		items[i].value[0] = 0;
	}
	return scorecard_from_items(items, nelements, 1, ERRCODE_INVALID_PARAMETER_VALUE, NULL);
}

/* Works out where a card has a block of keys: both are sorted, so one walk through each will do. */
void
lookup_fill(Lookup *lookup, const Scorecard *card, const char *keys, uint32 keybytes, int nkeys)
{
	ScorecardCursor of_card;
	ScorecardCursor of_state;
	bool		more;

	scorecard_cursor(card, &of_card);
	scorecard_cursor_keys(keys, keybytes, nkeys, &of_state);
	lookup->complete = true;
	more = scorecard_next(&of_card);
	while (scorecard_next(&of_state))
	{
		int			cmp = -1;

		while (more && (cmp = scorecard_key_cmp(of_card.key, of_card.keylen,
												of_state.key, of_state.keylen)) < 0)
			more = scorecard_next(&of_card);
		if (more && cmp == 0)
			lookup->position[of_state.index] = of_card.index;
		else
		{
			lookup->position[of_state.index] = -1;
			lookup->complete = false;
		}
	}
}

/* A new lookup in the place of the last. */
const Lookup *
lookup_make(FmgrInfo *flinfo, const Scorecard *card, const char *keys, uint32 keybytes, int nkeys)
{
	Lookup	   *lookup = (Lookup *) flinfo->fn_extra;

	Assert(nkeys <= LOOKUP_MAX_KEYS);
	if (lookup == NULL)
	{
		lookup = (Lookup *) MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(Lookup));
		lookup->cardkeys = MemoryContextAlloc(flinfo->fn_mcxt, 1);
		lookup->statekeys = MemoryContextAlloc(flinfo->fn_mcxt, 1);
		flinfo->fn_extra = lookup;
	}
	lookup->cardbytes = lookup->statebytes = 0; /* no half a lookup after an error */
	lookup->cardkeys = repalloc(lookup->cardkeys, card->keybytes + 1);
	lookup->statekeys = repalloc(lookup->statekeys, keybytes + 1);
	lookup_fill(lookup, card, keys, keybytes, nkeys);
	memcpy(lookup->cardkeys, SCORECARD_KEYS(card), card->keybytes);
	memcpy(lookup->statekeys, keys, keybytes);
	lookup->cardbytes = card->keybytes;
	lookup->statebytes = keybytes;
	return lookup;
}
