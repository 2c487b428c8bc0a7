/*
 * labels.c
 *		A growing set of labels, each with a number: the raters, ratees or groups that rows belong to.
 *
 * Rows then hold numbers. Labels are compared by bytes, whatever the collation, and numbered in the
 * order in which they come.
 */
#include "stats/labels.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* An entry of the hash table. */
typedef struct LabelEntry
{
	const char *text;
	uint32		hash;
	int			number;
	char		status;
} LabelEntry;

/* Hash of a label. */
static inline uint32
label_hash(const char *text)
{
	return hash_bytes((const unsigned char *) text, (int) strlen(text));
}

#define SH_PREFIX labelhash
#define SH_ELEMENT_TYPE LabelEntry
#define SH_KEY_TYPE const char *
#define SH_KEY text
#define SH_HASH_KEY(tb, key) label_hash(key)
#define SH_EQUAL(tb, a, b) (strcmp(a, b) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, entry) ((entry)->hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define FIRST_ROOM 64

/* A set without labels. */
Labels *
labels_new(MemoryContext context)
{
	Labels	   *labels = (Labels *) MemoryContextAllocZero(context, sizeof(Labels));

	labels->context = context;
	labels->max = FIRST_ROOM;
	labels->text = (char **) MemoryContextAlloc(context, sizeof(char *) * labels->max);
	labels->hash = labelhash_create(context, labels->max, NULL);
	return labels;
}

/* The number of a label, a new one if it has none. */
int
labels_number(Labels *labels, const char *text)
{
	LabelEntry *entry = labelhash_lookup(labels->hash, text);
	bool		found;
	char	   *kept;

	if (likely(entry != NULL))
		return entry->number;
	if (labels->n == labels->max)
	{
		if (labels->max > MaxAllocSize / 2 / sizeof(char *))
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("too many labels for one state")));
		labels->max *= 2;
		labels->text = (char **) repalloc(labels->text, sizeof(char *) * labels->max);
	}
	kept = MemoryContextStrdup(labels->context, text);
	entry = labelhash_insert(labels->hash, kept, &found);
	entry->number = labels->n;
	labels->text[labels->n] = kept;
	labels->bytes += strlen(kept) + 1;
	return labels->n++;
}

/* The number of a label that comes as a text. */
int
labels_number_of_text(Labels *labels, const text *value)
{
	char		buffer[LABEL_MAX_LENGTH + 1];
	Size		length = VARSIZE_ANY_EXHDR(value);

	if (length > LABEL_MAX_LENGTH)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a label is too long"),
				 errdetail("The limit is %d bytes.", LABEL_MAX_LENGTH)));
	memcpy(buffer, VARDATA_ANY(value), length);
	buffer[length] = '\0';
	return labels_number(labels, buffer);
}

/* Order of labels by bytes, for qsort_arg. */
static int
number_cmp(const void *a, const void *b, void *context)
{
	char	  **text = (char **) context;

	return strcmp(text[*(const int *) a], text[*(const int *) b]);
}

/* The numbers of all labels, in the order of the labels' bytes. */
int *
labels_sorted(const Labels *labels)
{
	int		   *sorted = (int *) palloc(sizeof(int) * Max(labels->n, 1));

	for (int i = 0; i < labels->n; i++)
		sorted[i] = i;
	qsort_arg(sorted, labels->n, sizeof(int), number_cmp, labels->text);
	return sorted;
}

/* Writes the labels one after the other with their zeroes, labels->bytes of them. */
void
labels_flatten(const Labels *labels, char *to)
{
	for (int i = 0; i < labels->n; i++)
	{
		Size		bytes = strlen(labels->text[i]) + 1;

		memcpy(to, labels->text[i], bytes);
		to += bytes;
	}
}

/* Adds n labels that labels_flatten() wrote to a set that has none. */
void
labels_unflatten(Labels *labels, int n, const char *from, Size bytes)
{
	const char *end = from + bytes;

	for (int i = 0; i < n; i++)
	{
		Size		length = strnlen(from, end - from);

		if (i % LABELS_INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
		if (from + length >= end || labels_number(labels, from) != i)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg("labels of an aggregate state are damaged")));
		from += length + 1;
	}
}

/* A member of a state's text form that holds the labels. */
void
labels_write(StringInfo out, const char *name, const Labels *labels)
{
	state_write_name(out, name);
	appendStringInfoChar(out, '[');
	for (int i = 0; i < labels->n; i++)
	{
		if (i > 0)
			appendStringInfoString(out, ", ");
		scorecard_write_key(out, labels->text[i], (int) strlen(labels->text[i]));
	}
	appendStringInfoChar(out, ']');
}

/* Reads labels from a state's text form into a set that has none; each must be new. */
bool
labels_read(StateReader *r, const char *name, Labels *labels)
{
	StateStrings strings;
	char	   *text;

	if (!state_read_strings(r, name, &strings))
		return false;
	while ((text = state_next_string(&strings)) != NULL)
	{
		int			before = labels->n;

		if (strlen(text) > LABEL_MAX_LENGTH || labels_number(labels, text) != before)
			aiehr_ereturn(r->escontext, false,
						  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
						   errmsg("invalid input syntax for type %s", r->type),
						   errdetail("Member \"%s\" has a label twice, or one that is too long.", name)));
	}
	return true;
}

/* Labels in binary: their number, then each with its length, in the client's encoding. */
void
labels_send(StringInfo buf, const Labels *labels)
{
	pq_sendint32(buf, labels->n);
	for (int i = 0; i < labels->n; i++)
	{
		char	   *text = pg_server_to_client(labels->text[i], (int) strlen(labels->text[i]));

		pq_sendint32(buf, strlen(text));
		pq_sendbytes(buf, text, (int) strlen(text));
	}
}

/* Reads labels in binary into a set that has none. */
void
labels_recv(StringInfo buf, Labels *labels)
{
	uint32		n;

	state_recv_room(buf, 1, sizeof(int32));
	n = pq_getmsgint(buf, sizeof(int32));
	state_recv_room(buf, n, sizeof(int32));
	for (uint32 i = 0; i < n; i++)
	{
		uint32		rawbytes;
		int			length;
		char	   *text;

		state_recv_room(buf, 1, sizeof(int32));
		rawbytes = pq_getmsgint(buf, sizeof(int32));
		state_recv_room(buf, rawbytes, 1);
		text = pq_getmsgtext(buf, rawbytes, &length);
		if (length > LABEL_MAX_LENGTH || strlen(text) != (size_t) length ||
			labels_number(labels, text) != (int) i)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("a binary value has a label twice, or one that is too long")));
		pfree(text);
	}
}
