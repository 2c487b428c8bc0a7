/*
 * strings.c
 *		Distances between strings, over characters: Levenshtein, optimal string alignment, Jaro and Winkler.
 *
 * A Chinese name has two or three characters of three bytes each, so that a distance over bytes says
 * little. The edit distances are computed by columns of bits, 64 cells of the table of distances at a time
 * (Myers 1999; Hyyro 2003 for the form used here and for transpositions): a column holds the differences
 * between neighbouring cells, which are -1, 0 or 1, in two words. A string of more than 64 characters is
 * cut into bands of 64 rows, one after the other, each of which takes the bits that the band above carried
 * out of every column.
 */
#include "identity/strings.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"

#define BAND 64					/* rows of the table in one word */
#define SLOTS 128				/* of the table of a band's characters; twice their number */

/* What a band passes on to the next, by column of the table. */
#define CARRY_ADD 1				/* of the addition */
#define CARRY_UP 2				/* the cell is one above its left neighbour */
#define CARRY_DOWN 4			/* one below it */
#define CARRY_SWAP 8			/* the character may be the first of a transposition */

/* Where each character stands in a band: a mask of rows. */
typedef struct CharRows
{
	pg_wchar	character[SLOTS];
	uint64		rows[SLOTS];	/* 0: the slot is free */
} CharRows;

/* The characters of a text; room is for as many as it has bytes, and one more. */
CharString
char_string(const char *text, int bytes, pg_wchar *room)
{
	CharString	string;

	string.length = pg_mb2wchar_with_len(text, room, bytes);
	string.chars = room;
	return string;
}

/* The slot of a character, or the free one where it belongs. */
static inline int
slot_of(const CharRows *table, pg_wchar character)
{
	uint32		slot = (character * 0x9E3779B1u) >> 25;

	while (table->rows[slot] != 0 && table->character[slot] != character)
		slot = (slot + 1) % SLOTS;
	return slot;
}

/* Fills the table for a band of rows. */
static void
fill_rows(CharRows *table, const pg_wchar *chars, int length)
{
	memset(table->rows, 0, sizeof(table->rows));
	for (int i = 0; i < length; i++)
	{
		int			slot = slot_of(table, chars[i]);

		table->character[slot] = chars[i];
		table->rows[slot] |= UINT64CONST(1) << i;
	}
}

/*
 * One band of rows, over all columns; returns by how much the band's last row differs, at the end, from the
 * number of the row. carry has a byte for each column, from the band above, and then for the band below.
 */
static int
edit_band(const CharRows *table, int rows, CharString b, bool swaps, uint8 *carry)
{
	uint64		last = UINT64CONST(1) << (rows - 1);
	uint64		plus = ~UINT64CONST(0);
	uint64		minus = 0;
	uint64		diagonal = 0;
	uint64		before = 0;
	int			change = 0;

	for (int j = 0; j < b.length; j++)
	{
		uint64		same = table->rows[slot_of(table, b.chars[j])];
		uint64		in = carry == NULL ? CARRY_UP : carry[j];
		uint64		swapped = ~diagonal & same;
		uint64		sum = (same & plus) + plus;
		uint8		out = sum < plus ? CARRY_ADD : 0;
		uint64		up;
		uint64		down;

		if (in & CARRY_ADD)
			out |= ++sum == 0 ? CARRY_ADD : 0;
		diagonal = (sum ^ plus) | same | minus;
		if (swaps)
			diagonal |= ((swapped << 1) | ((in & CARRY_SWAP) != 0)) & before;
		up = minus | ~(diagonal | plus);
		down = diagonal & plus;
		change += ((up & last) != 0) - ((down & last) != 0);
		out |= (up >> (BAND - 1)) * CARRY_UP | (down >> (BAND - 1)) * CARRY_DOWN |
			(swapped >> (BAND - 1)) * CARRY_SWAP;
		up = (up << 1) | ((in & CARRY_UP) != 0);
		down = (down << 1) | ((in & CARRY_DOWN) != 0);
		plus = down | ~(diagonal | up);
		minus = up & diagonal;
		before = same;
		if (carry != NULL)
			carry[j] = out;
	}
	return change;
}

/* The least number of edits that make b of a. */
static int
edit_distance(CharString a, CharString b, bool swaps)
{
	CharRows	table;
	uint8	   *carry;
	int			distance = 0;

	/* what both begin and end with costs nothing, and the rest is often empty */
	while (a.length > 0 && b.length > 0 && a.chars[a.length - 1] == b.chars[b.length - 1])
		a.length--, b.length--;
	while (a.length > 0 && b.length > 0 && a.chars[0] == b.chars[0])
		a.length--, b.length--, a.chars++, b.chars++;
	if (a.length == 0 || b.length == 0)
		return a.length + b.length;
	if (a.length > b.length)
	{
		CharString	other = a;

		a = b;
		b = other;
	}
	if (a.length <= BAND)
	{
		fill_rows(&table, a.chars, a.length);
		return a.length + edit_band(&table, a.length, b, swaps, NULL);
	}
	carry = (uint8 *) palloc(b.length);
	memset(carry, CARRY_UP, b.length);
	for (int row = 0; row < a.length; row += BAND)
	{
		int			rows = Min(BAND, a.length - row);

		CHECK_FOR_INTERRUPTS();
		fill_rows(&table, a.chars + row, rows);
		distance = a.length + edit_band(&table, rows, b, swaps, carry);
	}
	pfree(carry);
	return distance;
}

/* Insertions, deletions and substitutions of a character. */
int
char_string_levenshtein(CharString a, CharString b)
{
	return edit_distance(a, b, false);
}

/* Also transpositions of two neighbours, none of which is edited again. */
int
char_string_osa(CharString a, CharString b)
{
	return edit_distance(a, b, true);
}

/* The lowest bit from which on, and the highest up to which, b's character j finds one of a. */
static inline uint64
window_mask(int j, int reach, int length)
{
	int			from = Max(j - reach, 0);
	int			to = Min(j + reach, length - 1);

	return from > to ? 0 : (~UINT64CONST(0) << from) & (~UINT64CONST(0) >> (63 - to));
}

/* Characters in common, each within reach of the other's place; those of strings of one word. */
static int
common_short(CharString a, CharString b, int reach, int *out_of_order)
{
	CharRows	table;
	uint64		taken_a = 0;
	uint64		taken_b = 0;
	uint64		left;
	int			common = 0;

	fill_rows(&table, a.chars, a.length);
	for (int j = 0; j < b.length; j++)
	{
		uint64		found =
			table.rows[slot_of(&table, b.chars[j])] & window_mask(j, reach, a.length) & ~taken_a;

		taken_a |= found & (~found + 1);
		taken_b |= (uint64) (found != 0) << j;
		common += found != 0;
	}
	*out_of_order = 0;
	for (left = taken_a; left != 0; left &= left - 1, taken_b &= taken_b - 1)
		*out_of_order += a.chars[pg_rightmost_one_pos64(left)] != b.chars[pg_rightmost_one_pos64(taken_b)];
	return common;
}

/* The same for strings of any length. */
static int
common_long(CharString a, CharString b, int reach, int *out_of_order)
{
	bool	   *taken_a = (bool *) palloc0(a.length);
	bool	   *taken_b = (bool *) palloc0(b.length);
	int			common = 0;
	int			i = 0;

	for (int j = 0; j < b.length; j++)
	{
		int			to = Min(j + reach, a.length - 1);

		CHECK_FOR_INTERRUPTS();
		for (i = Max(j - reach, 0); i <= to && (taken_a[i] || a.chars[i] != b.chars[j]); i++)
			;
		if (i <= to)
		{
			taken_a[i] = taken_b[j] = true;
			common++;
		}
	}
	*out_of_order = 0;
	i = 0;
	for (int j = 0; j < b.length; j++)
	{
		if (!taken_b[j])
			continue;
		while (!taken_a[i])
			i++;
		*out_of_order += a.chars[i++] != b.chars[j];
	}
	pfree(taken_a);
	pfree(taken_b);
	return common;
}

/*
 * Similarity from 0 to 1 (Winkler 1990): the mean of the shares of characters in common in each string and
 * of those in common that are in order; above 0.7 raised by a tenth of what is missing to 1 for each of
 * the first four characters up to which the strings agree.
 */
float8
char_string_jaro_winkler(CharString a, CharString b)
{
	int			reach = Max(Max(a.length, b.length) / 2 - 1, 0);
	int			prefix = 0;
	int			out_of_order;
	float8		common;
	float8		jaro;

	if (a.length == 0 || b.length == 0)
		return a.length == b.length ? 1 : 0;
	common = Max(a.length, b.length) <= BAND ? common_short(a, b, reach, &out_of_order) :
		common_long(a, b, reach, &out_of_order);
	if (common == 0)
		return 0;
	jaro = (common / a.length + common / b.length + (common - out_of_order / 2) / common) / 3;
	if (jaro <= 0.7)
		return jaro;
	while (prefix < 4 && prefix < a.length && prefix < b.length && a.chars[prefix] == b.chars[prefix])
		prefix++;
	return jaro + prefix * 0.1 * (1 - jaro);
}

/* The characters of an argument, allocated. */
static CharString
text_chars(const text *value)
{
	int			bytes = VARSIZE_ANY_EXHDR(value);

	return char_string(VARDATA_ANY(value), bytes, (pg_wchar *) palloc(sizeof(pg_wchar) * (bytes + 1)));
}

PG_FUNCTION_INFO_V1(aiehr_levenshtein_distance);
/* levenshtein_distance(text, text) */
Datum
aiehr_levenshtein_distance(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(char_string_levenshtein(text_chars(PG_GETARG_TEXT_PP(0)),
											text_chars(PG_GETARG_TEXT_PP(1))));
}

PG_FUNCTION_INFO_V1(aiehr_osa_distance);
/* osa_distance(text, text) */
Datum
aiehr_osa_distance(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(char_string_osa(text_chars(PG_GETARG_TEXT_PP(0)), text_chars(PG_GETARG_TEXT_PP(1))));
}

PG_FUNCTION_INFO_V1(aiehr_jaro_winkler);
/* jaro_winkler(text, text) */
Datum
aiehr_jaro_winkler(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(char_string_jaro_winkler(text_chars(PG_GETARG_TEXT_PP(0)),
											  text_chars(PG_GETARG_TEXT_PP(1))));
}
