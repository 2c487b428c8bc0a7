/*
 * kinds.c
 *		The kinds of field that records are compared by, and the canonical form of their values.
 *
 * What cannot be read as the kind it should be is kept as plain text: a number with a slip is still
 * evidence, and comparing it with the right one shows how near it is.
 */
#include "identity/match.h"

#include <ctype.h>

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "identity/normalise.h"

/* Levels go from the strongest agreement to none; level 0 is a missing value. */
const MatchKindInfo match_kind[MATCH_KINDS] = {
	[MATCH_NAME] = {"name", 6,
		{"missing", "exact", "same_letters", "one_edit", "similar", "same_family", "different"},
	{PART_LETTERS, PART_FAMILY}},
	[MATCH_GIVEN_NAME] = {"given_name", 5,
		{"missing", "exact", "swapped", "similar", "alike", "different"},
	{PART_WHOLE, PART_START}},
	[MATCH_SURNAME] = {"surname", 5,
		{"missing", "exact", "swapped", "similar", "alike", "different"},
	{PART_WHOLE, PART_START}},
	[MATCH_DATE] = {"date", 5,
		{"missing", "exact", "one_edit", "two_parts", "same_year", "different"},
	{PART_WHOLE, PART_DIGITS, PART_YEAR}},
	[MATCH_ID_NUMBER] = {"id_number", 3,
		{"missing", "exact", "one_edit", "different"},
	{PART_WHOLE}},
	[MATCH_PHONE] = {"phone", 3,
		{"missing", "exact", "one_edit", "different"},
	{PART_WHOLE}},
	[MATCH_EMAIL] = {"email", 5,
		{"missing", "exact", "same_local_part", "one_edit", "similar", "different"},
	{PART_WHOLE, PART_LOCAL}},
	[MATCH_TEXT] = {"text", 4,
		{"missing", "exact", "similar", "part", "different"},
	{PART_WHOLE}},
	[MATCH_CODE] = {"code", 2,
		{"missing", "exact", "different"},
	{PART_WHOLE}},
};

const char *const match_part_name[MATCH_PARTS] = {
	"", "whole", "letters", "family", "start", "year", "digits", "local_part"
};

/* The kind of this name, or -1. */
int
match_kind_by_name(const char *name)
{
	for (int i = 0; i < MATCH_KINDS; i++)
	{
		if (strcmp(match_kind[i].name, name) == 0)
			return i;
	}
	return -1;
}

/* Appends a text, as much as is compared, without what separates parts. */
static void
append_part(StringInfo out, const char *text)
{
	int			bytes = pg_mbcharcliplen(text, strlen(text), MATCH_MAX_CHARS);

	for (int i = 0; i < bytes; i++)
		appendStringInfoCharMacro(out, text[i] == MATCH_SEPARATOR ? ' ' : text[i]);
}

/* qsort comparator for words. */
static int
compare_words(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* The words of a name in alphabetical order, so that it does not matter which part comes first. */
static void
append_sorted_words(StringInfo out, const char *name)
{
	char	   *copy = pnstrdup(name, pg_mbcharcliplen(name, strlen(name), MATCH_MAX_CHARS));
	char	   *word[MATCH_MAX_CHARS];
	char	   *rest = copy;
	char	   *next;
	int			n = 0;

	while ((next = strsep(&rest, " ,.\n\t")) != NULL)
	{
		if (*next != '\0')
			word[n++] = next;
	}
	qsort(word, n, sizeof(char *), compare_words);
	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			appendStringInfoCharMacro(out, ' ');
		appendStringInfoString(out, word[i]);
	}
	pfree(copy);
}

/* qsort comparator for characters, by their bytes. */
static int
compare_chars(const void *a, const void *b)
{
	return memcmp(a, b, MAX_MULTIBYTE_CHAR_LEN);
}

/*
 * The letters of a name in order of their bytes: the same for every order of its parts and for every way of
 * spacing them, and hardly ever for two names.
 */
static void
append_sorted_letters(StringInfo out, const char *name)
{
	char		letter[MATCH_MAX_CHARS][MAX_MULTIBYTE_CHAR_LEN];
	int			n = 0;

	memset(letter, 0, sizeof(letter));
	for (const char *at = name; *at != '\0' && n < MATCH_MAX_CHARS;)
	{
		int			bytes = pg_mblen(at);

		if (IS_HIGHBIT_SET(*at) || strchr(" ,.'-", *at) == NULL)
			memcpy(letter[n++], at, Min(bytes, MAX_MULTIBYTE_CHAR_LEN));
		at += bytes;
	}
	qsort(letter, n, MAX_MULTIBYTE_CHAR_LEN, compare_chars);
	for (int i = 0; i < n; i++)
		appendBinaryStringInfo(out, letter[i], strnlen(letter[i], MAX_MULTIBYTE_CHAR_LEN));
}

/* The name as it is folded, its words in Latin letters, the letters of these, its family name. */
static bool
canonical_name(const char *value, int length, StringInfo out)
{
	PersonName	name;
	const char *latin;

	if (!aiehr_normalise_name(value, length, &name))
		return false;
	latin = name.pinyin != NULL ? name.pinyin : name.tokens;
	if (latin == NULL)
		latin = name.folded;
	append_part(out, name.folded);
	appendStringInfoCharMacro(out, MATCH_SEPARATOR);
	append_sorted_words(out, latin);
	appendStringInfoCharMacro(out, MATCH_SEPARATOR);
	append_sorted_letters(out, latin);
	appendStringInfoCharMacro(out, MATCH_SEPARATOR);
	if (name.pinyin != NULL)
		appendBinaryStringInfo(out, name.pinyin, strcspn(name.pinyin, " "));
	else if (name.family != NULL)
		append_part(out, name.family);
	return true;
}

/* Plain text, letters of any case being the same. */
static bool
canonical_text(const char *value, int length, StringInfo out)
{
	char	   *text = aiehr_normalise_text(value, length);

	if (text == NULL)
		return false;
	append_part(out, text);
	return out->len > 0;
}

/* Plain text without blanks and signs: numbers that are no valid ones. */
static bool
canonical_signs(const char *value, int length, StringInfo out)
{
	char	   *text = aiehr_normalise_text(value, length);

	if (text == NULL)
		return false;
	text[pg_mbcharcliplen(text, strlen(text), MATCH_MAX_CHARS)] = '\0';
	for (const char *at = text; *at != '\0'; at++)
	{
		if (IS_HIGHBIT_SET(*at) || isalnum((unsigned char) *at))
			appendStringInfoCharMacro(out, *at);
	}
	return out->len > 0;
}

/* Year, month and day as eight digits; what is no date keeps its digits. */
static bool
canonical_date(const char *value, int length, StringInfo out)
{
	DateADT		date;
	bool		invalid;
	int			year;
	int			month;
	int			day;

	if (!aiehr_normalise_date(value, length, &date, &invalid) || DATE_NOT_FINITE(date))
		return canonical_signs(value, length, out);
	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	if (year < 1 || year > 9999)
		return canonical_signs(value, length, out);
	appendStringInfo(out, "%04d%02d%02d", year, month, day);
	return true;
}

/* A number that is valid, which is known by its check digit, begins with an equals sign. */
static bool
canonical_id_number(const char *value, int length, StringInfo out)
{
	bool		invalid;
	char	   *number = aiehr_normalise_id_number(value, length, &invalid);

	if (number == NULL)
		return canonical_signs(value, length, out);
	appendStringInfoCharMacro(out, '=');
	append_part(out, number);
	return true;
}

/* E.164, or the digits that are there. */
static bool
canonical_phone(const char *value, int length, const char *region, StringInfo out)
{
	bool		invalid;
	char	   *number = aiehr_normalise_phone(value, length, region, &invalid);

	if (number == NULL)
		return canonical_signs(value, length, out);
	append_part(out, number);
	return true;
}

/* The address, or the text that is none. */
static bool
canonical_email(const char *value, int length, StringInfo out)
{
	bool		invalid;
	char	   *address = aiehr_normalise_email(value, length, &invalid);

	if (address == NULL)
		return canonical_text(value, length, out);
	append_part(out, address);
	return true;
}

/* Appends the canonical form of a value to what must be empty; false if there is none. */
bool
match_canonical(const MatchField *field, const char *value, int length, StringInfo out)
{
	switch (field->kind)
	{
		case MATCH_NAME:
			return canonical_name(value, length, out);
		case MATCH_DATE:
			return canonical_date(value, length, out);
		case MATCH_ID_NUMBER:
			return canonical_id_number(value, length, out);
		case MATCH_PHONE:
			return canonical_phone(value, length, field->region, out);
		case MATCH_EMAIL:
			return canonical_email(value, length, out);
		default:
			return canonical_text(value, length, out);
	}
}
