/*
 * scales.c
 *		From raw cards to scores of 0..100 by the scales of the indicators
 */
#include "intake/scales.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "workspace/columns.h"

/* So many sets of keys are remembered; the one not used for longest makes room. */
#define SCALES_REMEMBERED 32

/* The scales for a card's keys, if they were met before; they move to the front. */
const CardScales *
aiehr_cached_scales(ScaleCache *cache, const Scorecard *card)
{
	CardScales **link = &cache->first;

	for (CardScales *s = *link; s != NULL; link = &s->next, s = *link)
	{
		if (s->keybytes == card->keybytes && s->nkeys == card->nkeys &&
			memcmp(s->keys, SCORECARD_KEYS(card), card->keybytes) == 0)
		{
			*link = s->next;
			s->next = cache->first;
			cache->first = s;
			return s;
		}
	}
	return NULL;
}

/* Forget the scales at the end of the list. */
static void
forget_oldest(ScaleCache *cache)
{
	CardScales **link = &cache->first;

	while ((*link)->next != NULL)
		link = &(*link)->next;
	pfree(*link);
	*link = NULL;
	cache->n--;
}

/* Enter the statement's rows into the scales; keys without a row stay unknown. */
static void
read_scales(CardScales *scales, const Scorecard *card)
{
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		char	   *code = result_text(row, 1);
		int			codelen = strlen(code);
		ScorecardCursor cursor;
		bool		isnull;

		scorecard_cursor(card, &cursor);
		while (scorecard_next(&cursor))
		{
			IndicatorScale *scale = &scales->scale[cursor.index];

			if (scorecard_key_cmp(cursor.key, cursor.keylen, code, codelen) != 0)
				continue;
			scale->known = true;
			scale->lo = DatumGetFloat8(SPI_getbinval(SPI_tuptable->vals[row],
													 SPI_tuptable->tupdesc, 2, &isnull));
			scale->hi = DatumGetFloat8(SPI_getbinval(SPI_tuptable->vals[row],
													 SPI_tuptable->tupdesc, 3, &isnull));
			scale->clamp = result_bool(row, 4);
			break;
		}
	}
}

/* Read the scales for a card's keys and remember them; the workspace is entered. */
const CardScales *
aiehr_load_scales(ScaleCache *cache, const WorkspaceScope *scope, const Scorecard *card)
{
	static const Oid types[1] = {TEXTOID};
	Columns		codes;
	ScorecardCursor cursor;
	Size		scalebytes = card->nkeys * sizeof(IndicatorScale);
	CardScales *scales;

	columns_begin(&codes, 1, types, card->nkeys);
	scorecard_cursor(card, &cursor);
	while (scorecard_next(&cursor))
	{
		columns_set(&codes, 0, PointerGetDatum(cstring_to_text_with_len(cursor.key, cursor.keylen)),
					false);
		columns_end_row(&codes);
	}
	columns_execute(&codes, STMT_SCALES_OF_INDICATORS, scope);

	/* one piece of memory, so that it is forgotten by one pfree */
	scales = MemoryContextAllocZero(cache->context,
									sizeof(CardScales) + scalebytes + card->keybytes);
	scales->nkeys = card->nkeys;
	scales->keybytes = card->keybytes;
	scales->scale = (IndicatorScale *) (scales + 1);
	scales->keys = (char *) scales->scale + scalebytes;
	memcpy(scales->keys, SCORECARD_KEYS(card), card->keybytes);
	read_scales(scales, card);
	result_free();

	if (cache->n == SCALES_REMEMBERED)
		forget_oldest(cache);
	scales->next = cache->first;
	cache->first = scales;
	cache->n++;
	return scales;
}

/*
 * The scores of a raw card, 0 worst and 100 best.  NULL with a problem where a key
 * is no indicator or a value outside a scale that does not clamp.
 */
Scorecard *
aiehr_rescale_card(const Scorecard *raw, const CardScales *scales, CardProblem *problem)
{
	Scorecard  *scores = scorecard_copy(raw);

	problem->fault = CARD_FITS;
	for (int i = 0; i < raw->nkeys; i++)
	{
		const IndicatorScale *scale = &scales->scale[i];
		float8		x = raw->score[i];
		float8		low = Min(scale->lo, scale->hi);
		float8		high = Max(scale->lo, scale->hi);

		if (!scale->known)
			problem->fault = CARD_UNKNOWN_INDICATOR;
		else if ((x < low || x > high) && !scale->clamp)
			problem->fault = CARD_OUTSIDE_SCALE;
		if (problem->fault != CARD_FITS)
		{
			ScorecardCursor cursor;

			scorecard_cursor(raw, &cursor);
			while (scorecard_next(&cursor) && cursor.index < i)
				;
			problem->key = cursor.key;
			problem->keylen = cursor.keylen;
			problem->value = x;
			problem->scale = *scale;
			return NULL;
		}
		scores->score[i] = scorecard_to_scale(Max(low, Min(high, x)), scale->lo, scale->hi);
	}
	scorecard_seal(scores, NULL);
	return scores;
}
