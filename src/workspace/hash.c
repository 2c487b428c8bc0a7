/*
 * hash.c
 *		Keyed hashes: HMAC-SHA-256 under the key of a workspace
 *
 * Keys of people and ids of messages are few enough to be guessed one by one, so
 * a plain hash of them would be no protection; without the key this one tells
 * nothing.
 */
#include "workspace/hash.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"

#include "compat.h"

PG_FUNCTION_INFO_V1(aiehr_keyed_hash);

/* Make a key ready.  The server frees the context if an error intervenes. */
void
aiehr_hash_begin(KeyedHash *hash, bytea *key)
{
	hash->key = key;
	hash->context = pg_hmac_create(PG_SHA256);
	if (hash->context == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
}

/*
 * The hash of a text.  Texts are hashed in UTF-8, so that a dump restored into a
 * database of another encoding still knows them; where the server knows of no
 * encoding the bytes are taken as they are.
 */
bytea *
aiehr_hash(KeyedHash *hash, const char *text, int length)
{
	bytea	   *result = palloc(VARHDRSZ + KEYED_HASH_LENGTH);
	const char *utf8 = text;

	if (GetDatabaseEncoding() != PG_UTF8 && GetDatabaseEncoding() != PG_SQL_ASCII)
	{
		utf8 = pg_server_to_any(text, length, PG_UTF8);
		if (utf8 != text)
			length = strlen(utf8);
	}
	SET_VARSIZE(result, VARHDRSZ + KEYED_HASH_LENGTH);
	if (pg_hmac_init(hash->context, (uint8 *) VARDATA_ANY(hash->key),
					 VARSIZE_ANY_EXHDR(hash->key)) < 0 ||
		pg_hmac_update(hash->context, (const uint8 *) utf8, length) < 0 ||
		pg_hmac_final(hash->context, (uint8 *) VARDATA(result), KEYED_HASH_LENGTH) < 0)
		elog(ERROR, "could not compute a hash: %s", pg_hmac_error(hash->context));
	return result;
}

/* Give the context back. */
void
aiehr_hash_end(KeyedHash *hash)
{
	pg_hmac_free(hash->context);
	hash->context = NULL;
}

/* _keyed_hash(key, value): HMAC-SHA-256 of a text */
Datum
aiehr_keyed_hash(PG_FUNCTION_ARGS)
{
	bytea	   *key = PG_GETARG_BYTEA_PP(0);
	text	   *value = PG_GETARG_TEXT_PP(1);
	KeyedHash	hash;
	bytea	   *result;

	aiehr_hash_begin(&hash, key);
	result = aiehr_hash(&hash, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	aiehr_hash_end(&hash);
	PG_RETURN_BYTEA_P(result);
}
