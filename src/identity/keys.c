/*
 * keys.c
 *		Blocking keys: only records that have one in common are compared.
 *
 * A key is one part of a value or the parts of two fields, hashed to 64 bits. The hash is that of hash
 * partitioning, so that keys can be kept in a table.
 */
#include "identity/match.h"

#include "common/hashfn.h"
#include "mb/pg_wchar.h"

/* The bytes of one of the parts that a canonical value of a name has. */
static const char *
name_part(const char *value, int part, int *length)
{
	const char *end;

	for (; part > 0 && value != NULL; part--)
	{
		value = strchr(value, MATCH_SEPARATOR);
		if (value != NULL)
			value++;
	}
	if (value == NULL)
		value = "";
	end = strchr(value, MATCH_SEPARATOR);
	*length = end == NULL ? strlen(value) : end - value;
	return value;
}

/* The digits of a date in order of their size, so that swapped ones make no difference. */
static int
sorted_digits(const char *value, char *digits)
{
	int			n = 0;

	for (char digit = '0'; digit <= '9'; digit++)
	{
		for (const char *at = value; *at != '\0' && n < 8; at++)
		{
			if (*at == digit)
				digits[n++] = digit;
		}
	}
	return n;
}

/* Hashes a part of a value; false if the value has none. */
bool
match_part_hash(const char *value, MatchPart part, uint64 *hash)
{
	char		digits[8];
	int			length;

	if (value == NULL)
		return false;
	switch (part)
	{
		case PART_LETTERS:
			value = name_part(value, 2, &length);
			break;
		case PART_FAMILY:
			value = name_part(value, 3, &length);
			break;
		case PART_START:
			length = pg_mbcharcliplen(value, strlen(value), 3);
			break;
		case PART_YEAR:
			length = strlen(value) == 8 ? 4 : 0;
			break;
		case PART_DIGITS:
			length = sorted_digits(value, digits);
			value = digits;
			break;
		case PART_LOCAL:
			length = strcspn(value, "@");
			break;
		default:
			value = name_part(value, 0, &length);
			break;
	}
	if (length == 0)
		return false;
	*hash = hash_bytes_extended((const unsigned char *) value, length, part);
	return true;
}

/* A key of a record; false if it lacks a value that the key needs. */
bool
match_key_hash(const MatchModel *model, int key, const MatchRecord *record, uint64 *hash)
{
	const MatchKey *k = &model->key[key];
	uint64		second;

	if (!match_part_hash(record->value[k->field[0]], k->part[0], hash))
		return false;
	*hash = hash_combine64(*hash, key);
	if (k->field[1] < 0)
		return true;
	if (!match_part_hash(record->value[k->field[1]], k->part[1], &second))
		return false;
	*hash = hash_combine64(*hash, second);
	return true;
}
