/*
 * load.c
 *		Models unpacked once for a statement.
 *
 * A model is unpacked when a call meets it first, and kept in fn_extra. It is known again by its TOAST
 * pointer, without fetching it, where it comes from a table as it is stored; else by the digest in its
 * header. A few are kept, since a join may bring the models of several indicators in turn.
 */
#include "text/score.h"

#include "access/detoast.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#define KEPT_MODELS 16

typedef struct LoadedModels
{
	uint64		calls;
	LoadedModel model[KEPT_MODELS];
} LoadedModels;

/* Is it the model that was unpacked? */
static bool
is_same(const LoadedModel *loaded, struct varlena *value)
{
	if (loaded->m == NULL)
		return false;
	if (VARATT_IS_EXTERNAL_ONDISK(value))
	{
		struct varatt_external stored;

		VARATT_EXTERNAL_GET_POINTER(stored, value);
		return loaded->ondisk && memcmp(&stored, &loaded->stored, sizeof(stored)) == 0;
	}
	return !loaded->ondisk;
}

/* The digest in the header of a model that is not out of line; false where it is too short for one. */
static bool
read_digest(struct varlena *value, uint64 *digest)
{
	TextModel  *m = (TextModel *) value;

	if (VARATT_IS_EXTENDED(value))
		m = (TextModel *) pg_detoast_datum_slice(value, 0, offsetof(TextModel, locale) - VARHDRSZ);
	if (VARSIZE(m) < offsetof(TextModel, locale))
		return false;
	memcpy(digest, m->digest, sizeof(m->digest));
	return true;
}

/* Unpacks a model into a place. */
static void
load_model(FmgrInfo *flinfo, LoadedModel *loaded, struct varlena *value)
{
	MemoryContext before;
	TextModel  *m;

	if (loaded->context == NULL)
		loaded->context = AllocSetContextCreate(flinfo->fn_mcxt, "text_model", ALLOCSET_DEFAULT_SIZES);
	loaded->m = NULL;			/* until all is there */
	MemoryContextReset(loaded->context);
	before = MemoryContextSwitchTo(loaded->context);
	m = text_model_from_datum(PointerGetDatum(PG_DETOAST_DATUM_COPY(PointerGetDatum(value))));
	loaded->words = text_model_strings(TEXT_MODEL_WORDS(m), m->nwords);
	loaded->questions = text_model_strings(TEXT_MODEL_QUESTIONS(m), m->nquestions);
	loaded->wordslot = NULL;
	loaded->ondisk = VARATT_IS_EXTERNAL_ONDISK(value);
	if (loaded->ondisk)
		VARATT_EXTERNAL_GET_POINTER(loaded->stored, value);
	loaded->m = m;
	MemoryContextSwitchTo(before);
}

/* The model that a call was given, unpacked; valid for the statement, or until many others were met. */
LoadedModel *
model_of(FmgrInfo *flinfo, Datum datum)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(datum);
	LoadedModels *models = (LoadedModels *) flinfo->fn_extra;
	LoadedModel *oldest;
	uint64		digest[2];
	bool		inline_digest;

	if (models == NULL)
	{
		models = (LoadedModels *) MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(LoadedModels));
		flinfo->fn_extra = models;
	}
	models->calls++;
	oldest = &models->model[0];
	inline_digest = !VARATT_IS_EXTERNAL_ONDISK(value) && read_digest(value, digest);
	for (int i = 0; i < KEPT_MODELS; i++)
	{
		LoadedModel *loaded = &models->model[i];

		if (is_same(loaded, value) &&
			(loaded->ondisk || (inline_digest && memcmp(loaded->m->digest, digest, sizeof(digest)) == 0)))
		{
			loaded->used = models->calls;
			return loaded;
		}
		if (loaded->used < oldest->used)
			oldest = loaded;
	}
	load_model(flinfo, oldest, value);
	oldest->used = models->calls;
	return oldest;
}
