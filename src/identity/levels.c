/*
 * levels.c
 *		How far two canonical values agree, as a level of their kind.
 */
#include "identity/match.h"

#include "port/pg_bitutils.h"

#include "identity/nicknames.h"
#include "identity/strings.h"

#define MAX_WORDS 16

/* A value, or a part of one, as characters. */
typedef struct MatchChars
{
	pg_wchar	room[MATCH_MAX_CHARS * MAX_MULTIBYTE_CHAR_LEN + 1];
	CharString	string;
	uint64		present;		/* a bit for each character, by its last six bits */
} MatchChars;

/* The characters of the bytes from text on. */
static void
chars_of(MatchChars *chars, const char *text, int bytes)
{
	chars->string = char_string(text, Min(bytes, MATCH_MAX_CHARS * MAX_MULTIBYTE_CHAR_LEN), chars->room);
	chars->present = 0;
	for (int i = 0; i < chars->string.length; i++)
		chars->present |= UINT64CONST(1) << (chars->room[i] & 63);
}

/* Whether two strings are one edit apart: a character more, another one, or two neighbours swapped. */
static bool
one_edit(const MatchChars *x, const MatchChars *y)
{
	CharString	a = x->string;
	CharString	b = y->string;

	if (abs(a.length - b.length) > 1)
		return false;
	while (a.length > 0 && b.length > 0 && a.chars[0] == b.chars[0])
		a.length--, b.length--, a.chars++, b.chars++;
	while (a.length > 0 && b.length > 0 && a.chars[a.length - 1] == b.chars[b.length - 1])
		a.length--, b.length--;
	if (a.length + b.length <= 2)
		return a.length < 2 && b.length < 2;
	return a.length == 2 && b.length == 2 && a.chars[0] == b.chars[1] && a.chars[1] == b.chars[0];
}

/*
 * Whether the similarity of Jaro and Winkler is at least so much. Most strings are so different that this
 * is known from the characters that one has and the other lacks.
 */
static bool
is_similar(const MatchChars *x, const MatchChars *y, float8 least)
{
	int			a = x->string.length;
	int			b = y->string.length;
	float8		common =
		Min(a - pg_popcount64(x->present & ~y->present), b - pg_popcount64(y->present & ~x->present));
	float8		bound = a == 0 || b == 0 ? 0 : (common / a + common / b + 1) / 3;

	return bound + 0.4 * (1 - bound) >= least && char_string_jaro_winkler(x->string, y->string) >= least;
}

/* The bytes of a part of a canonical value; *length says how many. */
static const char *
part_of(const char *value, int part, int *length)
{
	const char *end;

	while (part-- > 0)
	{
		value = strchr(value, MATCH_SEPARATOR);
		if (value == NULL)
		{
			*length = 0;
			return "";
		}
		value++;
	}
	end = strchr(value, MATCH_SEPARATOR);
	*length = end == NULL ? strlen(value) : end - value;
	return value;
}

/* Whether the same part of two values is there and equal. */
static bool
same_part(const char *a, const char *b, int part)
{
	int			na;
	int			nb;

	a = part_of(a, part, &na);
	b = part_of(b, part, &nb);
	return na > 0 && na == nb && memcmp(a, b, na) == 0;
}

/* Whether one given name may stand for the other: an initial, a beginning of three letters, a nickname. */
static bool
stands_for(const char *a, int na, const char *b, int nb)
{
	int			shorter = Min(na, nb);

	if (shorter == 0 || IS_HIGHBIT_SET(*a) || IS_HIGHBIT_SET(*b))
		return false;
	if (memcmp(a, b, shorter) == 0 && (shorter == 1 || shorter >= 3))
		return true;
	return aiehr_same_given_name(a, na, b, nb);
}

/* Splits at blanks. */
static int
split_words(const char *text, int length, const char **word, int *bytes)
{
	int			n = 0;

	for (int from = 0, to; from < length && n < MAX_WORDS; from = to + 1)
	{
		for (to = from; to < length && text[to] != ' ' && text[to] != ','; to++)
			;
		if (to > from)
		{
			word[n] = text + from;
			bytes[n++] = to - from;
		}
	}
	return n;
}

/*
 * How many words two texts have in common; in names also whether each other word of the one that has fewer
 * stands for one of the other's.
 */
static int
common_words(const char *a, int na, const char *b, int nb, bool names, int *fewer, bool *rest_fits)
{
	const char *word_a[MAX_WORDS];
	const char *word_b[MAX_WORDS];
	int			bytes_a[MAX_WORDS];
	int			bytes_b[MAX_WORDS];
	int			n = split_words(a, na, word_a, bytes_a);
	int			m = split_words(b, nb, word_b, bytes_b);
	uint32		taken_a = 0;
	uint32		taken_b = 0;
	int			common = 0;
	int			fits = 0;

	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < m; j++)
		{
			if ((taken_b & (1u << j)) || bytes_a[i] != bytes_b[j] ||
				memcmp(word_a[i], word_b[j], bytes_a[i]) != 0)
				continue;
			taken_a |= 1u << i;
			taken_b |= 1u << j;
			common++;
			break;
		}
	}
	for (int i = 0; i < n && names; i++)
	{
		for (int j = 0; j < m && !(taken_a & (1u << i)); j++)
		{
			if ((taken_b & (1u << j)) || !stands_for(word_a[i], bytes_a[i], word_b[j], bytes_b[j]))
				continue;
			taken_a |= 1u << i;
			taken_b |= 1u << j;
			fits++;
		}
	}
	*fewer = Min(n, m);
	*rest_fits = common + fits >= *fewer;
	return common;
}

/* Names of persons: folded, words, letters, family name. */
static int
name_level(const char *a, const char *b)
{
	MatchChars	x;
	MatchChars	y;
	const char *text_a;
	const char *text_b;
	int			na;
	int			nb;
	int			fewer;
	bool		rest_fits;
	bool		han;

	if (same_part(a, b, 0))
		return 1;
	if (same_part(a, b, 2))
		return 2;
	text_a = part_of(a, 0, &na);
	text_b = part_of(b, 0, &nb);
	han = IS_HIGHBIT_SET(*text_a) && IS_HIGHBIT_SET(*text_b);
	if (!han)
	{
		text_a = part_of(a, 1, &na);
		text_b = part_of(b, 1, &nb);
	}
	chars_of(&x, text_a, na);
	chars_of(&y, text_b, nb);
	if (one_edit(&x, &y) && Max(x.string.length, y.string.length) >= (han ? 3 : 5))
		return 3;
	if (han && one_edit(&x, &y))
		return 4;
	if (!han)
	{
		if (is_similar(&x, &y, 0.92))
			return 4;
		if (common_words(text_a, na, text_b, nb, true, &fewer, &rest_fits) > 0 && rest_fits && fewer > 1)
			return 4;
	}
	return same_part(a, b, 3) ? 5 : 6;
}

/* A given name or a surname alone; whether the two are swapped is for match_levels() to see. */
static int
part_name_level(const char *a, const char *b)
{
	MatchChars	x;
	MatchChars	y;
	int			longer;

	if (strcmp(a, b) == 0)
		return 1;
	chars_of(&x, a, strlen(a));
	chars_of(&y, b, strlen(b));
	longer = Max(x.string.length, y.string.length);
	if (is_similar(&x, &y, 0.92) || (longer >= 4 && one_edit(&x, &y)))
		return 3;
	return is_similar(&x, &y, 0.82) || stands_for(a, strlen(a), b, strlen(b)) ? 4 : 5;
}

/* Dates of eight digits; anything else is compared by its characters. */
static int
date_level(const char *a, const char *b)
{
	MatchChars	x;
	MatchChars	y;
	int			parts;

	if (strcmp(a, b) == 0)
		return 1;
	if (strlen(a) == 8 && strlen(b) == 8 && memcmp(a, b, 4) == 0 && memcmp(a + 4, b + 6, 2) == 0 &&
		memcmp(a + 6, b + 4, 2) == 0)
		return 2;
	chars_of(&x, a, strlen(a));
	chars_of(&y, b, strlen(b));
	if (one_edit(&x, &y))
		return 2;
	if (strlen(a) != 8 || strlen(b) != 8)
		return 5;
	parts = (memcmp(a, b, 4) == 0) + (memcmp(a + 4, b + 4, 2) == 0) + (memcmp(a + 6, b + 6, 2) == 0);
	if (parts == 2)
		return 3;
	return memcmp(a, b, 4) == 0 ? 4 : 5;
}

/* Numbers: equal, one edit apart, or different. */
static int
number_level(const char *a, const char *b)
{
	MatchChars	x;
	MatchChars	y;

	if (strcmp(a, b) == 0)
		return 1;
	a += *a == '=';
	b += *b == '=';
	chars_of(&x, a, strlen(a));
	chars_of(&y, b, strlen(b));
	return Max(x.string.length, y.string.length) >= 4 && one_edit(&x, &y) ? 2 : 3;
}

/* E-mail addresses: the box matters more than who provides it. */
static int
email_level(const char *a, const char *b)
{
	const char *at_a = strchr(a, '@');
	const char *at_b = strchr(b, '@');
	int			na = at_a == NULL ? strlen(a) : at_a - a;
	int			nb = at_b == NULL ? strlen(b) : at_b - b;
	MatchChars	x;
	MatchChars	y;

	if (strcmp(a, b) == 0)
		return 1;
	if (na == nb && na >= 3 && memcmp(a, b, na) == 0)
		return 2;
	chars_of(&x, a, na);
	chars_of(&y, b, nb);
	if (Max(na, nb) >= 4 && one_edit(&x, &y))
		return 3;
	return is_similar(&x, &y, 0.88) ? 4 : 5;
}

/* Whether the longer one has the characters of the shorter one in this order: 北大 of 北京大学. */
static bool
is_abbreviation(CharString shorter, CharString longer)
{
	int			found = 0;

	if (shorter.length < 2 || shorter.chars[0] != longer.chars[0])
		return false;
	for (int i = 0; i < longer.length && found < shorter.length; i++)
		found += longer.chars[i] == shorter.chars[found];
	return found == shorter.length;
}

/* Any text: addresses, schools, employers, places. */
static int
text_level(const char *a, const char *b)
{
	MatchChars	x;
	MatchChars	y;
	int			na = strlen(a);
	int			nb = strlen(b);
	int			shorter;
	int			longer;
	int			fewer;
	int			common;
	bool		rest_fits;

	if (strcmp(a, b) == 0)
		return 1;
	chars_of(&x, a, na);
	chars_of(&y, b, nb);
	longer = Max(x.string.length, y.string.length);
	shorter = Min(x.string.length, y.string.length);
	if (longer >= 4 && (one_edit(&x, &y) ||
						is_similar(&x, &y, 0.92)))
		return 2;
	common = common_words(a, na, b, nb, false, &fewer, &rest_fits);
	if (common > 0 && 2 * common >= fewer)
		return 3;
	if (shorter >= 3 && (strstr(a, b) != NULL || strstr(b, a) != NULL))
		return 3;
	if (IS_HIGHBIT_SET(*a) && IS_HIGHBIT_SET(*b) &&
		(shorter == x.string.length ? is_abbreviation(x.string, y.string) :
		 is_abbreviation(y.string, x.string)))
		return 3;
	return 4;
}

/* The level of two canonical values of a kind, both of which are there. */
int
match_level(MatchKind kind, const char *a, const char *b)
{
	switch (kind)
	{
		case MATCH_NAME:
			return name_level(a, b);
		case MATCH_GIVEN_NAME:
		case MATCH_SURNAME:
			return part_name_level(a, b);
		case MATCH_DATE:
			return date_level(a, b);
		case MATCH_ID_NUMBER:
		case MATCH_PHONE:
			return number_level(a, b);
		case MATCH_EMAIL:
			return email_level(a, b);
		case MATCH_TEXT:
			return text_level(a, b);
		default:
			return strcmp(a, b) == 0 ? 1 : 2;
	}
}

/* A given name and a surname that changed places are seen together. */
void
match_see_swapped(const MatchModel *model, const MatchRecord *a, const MatchRecord *b, uint8 *level)
{
	int			given = model->given_name;
	int			surname = model->surname;

	if (given >= 0 && surname >= 0 && level[given] > MATCH_EXACT && level[surname] > MATCH_EXACT &&
		strcmp(a->value[given], b->value[surname]) == 0 && strcmp(a->value[surname], b->value[given]) == 0)
		level[given] = level[surname] = 2;
}

/* The levels of all fields. */
void
match_levels(const MatchModel *model, const MatchRecord *a, const MatchRecord *b, uint8 *level)
{
	for (int i = 0; i < model->nfields; i++)
	{
		const char *x = a->value[i];
		const char *y = b->value[i];

		level[i] = x == NULL || y == NULL ? MATCH_MISSING : match_level(model->field[i].kind, x, y);
	}
	match_see_swapped(model, a, b, level);
}

/*
 * Whether two records cannot be about one person, whatever else they say: each has a number that proved
 * itself by its check digit, and the numbers differ.
 */
bool
match_vetoed(const MatchModel *model, const MatchRecord *a, const MatchRecord *b)
{
	for (int i = 0; i < model->nfields; i++)
	{
		const char *x = a->value[i];
		const char *y = b->value[i];

		if (model->field[i].kind == MATCH_ID_NUMBER && x != NULL && y != NULL && *x == '=' && *y == '=' &&
			strcmp(x, y) != 0)
			return true;
	}
	return false;
}
