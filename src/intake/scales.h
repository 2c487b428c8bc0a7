/*
 * scales.h
 *		From raw cards to scores of 0..100 by the scales of the indicators
 */
#ifndef AIEHR_SCALES_H
#define AIEHR_SCALES_H

#include "scorecard/scorecard.h"
#include "workspace/engine.h"

/* The scale of one indicator */
typedef struct IndicatorScale
{
	float8		lo;				/* worst raw value */
	float8		hi;				/* best raw value, which may be the smaller */
	bool		known;			/* whether there is such an indicator */
	bool		clamp;			/* take the nearest bound outside the scale */
} IndicatorScale;

/* The scales of the keys of one card, in the order of its keys */
typedef struct CardScales
{
	struct CardScales *next;
	int			nkeys;
	uint32		keybytes;
	char	   *keys;
	IndicatorScale *scale;
} CardScales;

/*
 * The scales that one statement met: vendors send the same keys again and again,
 * so a row's scales are found by comparing one run of bytes.
 */
typedef struct ScaleCache
{
	MemoryContext context;
	CardScales *first;			/* used last */
	int			n;
} ScaleCache;

/* Why a card cannot be rescaled; `index` is the place of the key, `key` its name */
typedef enum CardFault
{
	CARD_FITS,
	CARD_UNKNOWN_INDICATOR,
	CARD_OUTSIDE_SCALE
} CardFault;

typedef struct CardProblem
{
	CardFault	fault;
	const char *key;
	int			keylen;
	float8		value;
	IndicatorScale scale;
} CardProblem;

extern const CardScales *aiehr_cached_scales(ScaleCache *cache, const Scorecard *card);
extern const CardScales *aiehr_load_scales(ScaleCache *cache, const WorkspaceScope *scope,
										   const Scorecard *card);
extern Scorecard *aiehr_rescale_card(const Scorecard *raw, const CardScales *scales,
									 CardProblem *problem);

#endif							/* AIEHR_SCALES_H */
