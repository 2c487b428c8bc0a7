/*
 * hash.h
 *		Keyed hashes: what may outlive the data it was made of
 */
#ifndef AIEHR_HASH_H
#define AIEHR_HASH_H

#include "postgres.h"

#include "common/hmac.h"

/* A key ready for many hashes */
typedef struct KeyedHash
{
	pg_hmac_ctx *context;
	bytea	   *key;
} KeyedHash;

#define KEYED_HASH_LENGTH 32

extern void aiehr_hash_begin(KeyedHash *hash, bytea *key);
extern const char *aiehr_hashed_form(const char *text, int *length);
extern bytea *aiehr_hash_bytes(KeyedHash *hash, const char *bytes, int length);
extern bytea *aiehr_hash(KeyedHash *hash, const char *text, int length);
extern void aiehr_hash_end(KeyedHash *hash);

#endif							/* AIEHR_HASH_H */
