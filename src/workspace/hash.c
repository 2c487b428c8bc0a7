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
 * A text in UTF-8, the form in which texts are hashed, so that a dump restored into
 * a database of another encoding still knows them; where the server knows of no
 * encoding the bytes are taken as they are.
 */
const char *
aiehr_hashed_form(const char *text, int *length)
{
	const char *utf8;

	if (GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_SQL_ASCII)
		return text;
	utf8 = pg_server_to_any(text, *length, PG_UTF8);
	if (utf8 != text)
		*length = strlen(utf8);
	return utf8;
}

/* The hash of bytes as they are. */
bytea *
aiehr_hash_bytes(KeyedHash *hash, const char *bytes, int length)
{
	bytea	   *result = palloc(VARHDRSZ + KEYED_HASH_LENGTH);

	SET_VARSIZE(result, VARHDRSZ + KEYED_HASH_LENGTH);
	if (pg_hmac_init(hash->context, (uint8 *) VARDATA_ANY(hash->key),
					 VARSIZE_ANY_EXHDR(hash->key)) < 0 ||
		pg_hmac_update(hash->context, (const uint8 *) bytes, length) < 0 ||
		pg_hmac_final(hash->context, (uint8 *) VARDATA(result), KEYED_HASH_LENGTH) < 0)
		elog(ERROR, "could not compute a hash: %s", pg_hmac_error(hash->context));
	return result;
}

/* The hash of a text. */
bytea *
aiehr_hash(KeyedHash *hash, const char *text, int length)
{
	const char *utf8 = aiehr_hashed_form(text, &length);

	return aiehr_hash_bytes(hash, utf8, length);
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
