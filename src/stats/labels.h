/*
 * labels.h
 *		A growing set of labels, each with a number: the raters, ratees or groups that rows belong to.
 */
#ifndef AIEHR_LABELS_H
#define AIEHR_LABELS_H

#include "aiehr.h"

#include "lib/stringinfo.h"

#include "stats/state.h"

#define LABEL_MAX_LENGTH 255	/* bytes */
#define LABELS_INTERRUPT_EVERY 4096	/* labels; to find one may cost a miss of the cache */

typedef struct Labels
{
	MemoryContext context;		/* where all of it lives */
	int			n;
	int			max;
	char	  **text;			/* by number, zero-terminated */
	Size		bytes;			/* of all texts with their zeroes */
	struct labelhash_hash *hash;
} Labels;

extern Labels *labels_new(MemoryContext context);
extern int	labels_number(Labels *labels, const char *text);
extern int	labels_number_of_text(Labels *labels, const text *value);
extern int *labels_sorted(const Labels *labels);
extern void labels_flatten(const Labels *labels, char *to);
extern void labels_unflatten(Labels *labels, int n, const char *from, Size bytes);
extern void labels_write(StringInfo out, const char *name, const Labels *labels);
extern bool labels_read(StateReader *r, const char *name, Labels *labels);
extern void labels_send(StringInfo buf, const Labels *labels);
extern void labels_recv(StringInfo buf, Labels *labels);

#endif							/* AIEHR_LABELS_H */
