/*
 * normalise_id_number.c
 *		The Chinese citizen identity number, GB 11643-1999
 *
 * Six digits of the region where it was issued (GB/T 2260), the birth date, a sequence of three of which an
 * odd one is a man's, and a check character by ISO 7064 MOD 11-2. The form of 15 digits (GB 11643-1989,
 * issued until 1999) has a year of two digits, of the twentieth century, and no check character.
 */
#include "identity/normalise.h"

#include "utils/datetime.h"

#include "identity/normalise_chars.h"

#define ID_LENGTH 18
#define OLD_ID_LENGTH 15

/*
 * First two digits of a region: provinces, and residents from Hong Kong, Macao (81, 82) and Taiwan (71,
 * 83)
 */
static const char provinces[] =
	"11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "
	"61 62 63 64 65 71 81 82 83";

/* Is it such a pair of digits? */
static bool
is_province(const char *digits)
{
	for (const char *p = provinces; *p != '\0'; p += p[2] == '\0' ? 2 : 3)
	{
		if (p[0] == digits[0] && p[1] == digits[1])
			return true;
	}
	return false;
}

/* A number of some digits. */
static int
number_of(const char *digits, int n)
{
	int			number = 0;

	while (n-- > 0)
		number = number * 10 + (*digits++ - '0');
	return number;
}

/* The check character that belongs to 17 digits: weights are powers of two modulo 11. */
static char
check_character(const char *digits)
{
	static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int			sum = 0;

	for (int i = 0; i < lengthof(weights); i++)
		sum += (digits[i] - '0') * weights[i];
	return "10X98765432"[sum % 11];
}

/* What is wrong with a number of 18 characters, all but the last digits, the last a digit or X. */
static ValueNote
check_id_number(const char *id)
{
	int			year = number_of(id + 6, 4);
	int			month = number_of(id + 10, 2);
	int			day = number_of(id + 12, 2);

	/* cards of foreigners with a permanent residence begin with 9, then the province (GB/T of 2023) */
	if (!is_province(id) && !(id[0] == '9' && is_province(id + 1)))
		return VALUE_REGION;
	if (year < 1850 || year > 2099 || month < 1 || month > MONTHS_PER_YEAR || day < 1 ||
		day > day_tab[isleap(year)][month - 1])
		return VALUE_DATE;
	return id[ID_LENGTH - 1] == check_character(id) ? VALUE_GOOD : VALUE_CHECKSUM;
}

/*
 * Collects the characters of a number from a folded text, ID_LENGTH at most. `*n` is how many, of which only
 * the last may be an X.
 */
static ValueNote
read_characters(const Chars *t, char *id, int *n)
{
	*n = 0;
	for (int i = 0; i < t->n; i++)
	{
		pg_wchar	c = t->c[i];

		if (c == ' ' || c == '-' || IS_DASH(c))
			continue;
		if ((!IS_DIGIT(c) && c != 'x') || (*n > 0 && id[*n - 1] == 'X' && *n < ID_LENGTH))
			return VALUE_FORMAT;
		if (*n >= ID_LENGTH)
			return VALUE_LENGTH;
		id[(*n)++] = c == 'x' ? 'X' : (char) c;
	}
	if (*n != ID_LENGTH && *n != OLD_ID_LENGTH)
		return VALUE_LENGTH;
	return *n == OLD_ID_LENGTH && id[OLD_ID_LENGTH - 1] == 'X' ? VALUE_FORMAT : VALUE_GOOD;
}

/* The number in its 18 characters, or what is wrong with it. */
ValueNote
id_number_value(const char *s, int len, char **result)
{
	Chars		t;
	char		id[ID_LENGTH + 1];
	int			n;
	ValueNote	note;

	if (!chars_read_value(&t, s, len))
		return VALUE_EMPTY;
	note = read_characters(&t, id, &n);
	chars_free(&t);
	if (note != VALUE_GOOD)
		return note;
	if (n == OLD_ID_LENGTH)
	{
		memmove(id + 8, id + 6, OLD_ID_LENGTH - 6);
		memcpy(id + 6, "19", 2);
		id[ID_LENGTH - 1] = check_character(id);
	}
	id[ID_LENGTH] = '\0';
	note = check_id_number(id);
	if (note == VALUE_GOOD)
		*result = pstrdup(id);
	return note;
}

/* See normalise.h. */
char *
aiehr_normalise_id_number(const char *s, int len, bool *invalid)
{
	char	   *result = NULL;

	*invalid = VALUE_IS_INVALID(id_number_value(s, len, &result));
	return result;
}

/* See normalise.h. */
bool
aiehr_id_number_facts(const char *id18, DateADT *birth, char *sex)
{
	if (strlen(id18) != ID_LENGTH || strspn(id18, "0123456789") < ID_LENGTH - 1 ||
		check_id_number(id18) != VALUE_GOOD)
		return false;
	*birth = date2j(number_of(id18 + 6, 4), number_of(id18 + 10, 2), number_of(id18 + 12, 2)) -
		POSTGRES_EPOCH_JDATE;
	*sex = (id18[16] - '0') % 2 == 1 ? 'M' : 'F';
	return true;
}
