/*
 * normalise_phone.c
 *		Telephone numbers as E.164
 *
 * Every country's calling code, prefixes and lengths are in normalise_codes.c. For the countries in
 * `ranges` the leading digits are checked too; their numbering plans are public: CN (MIIT, YD/T and the
 * area codes), JP (MIC), KR (MSIT), US and CA (NANPA), GB (Ofcom), FR (ARCEP), DE (BNetzA).
 */
#include "identity/normalise.h"

#include "identity/normalise_chars.h"
#include "identity/normalise_phone.h"

/* E.164 has 15 digits at most; with an exit code, a calling code twice and a trunk prefix some more. */
#define DIGITS_MAX 24

/* National numbers of one country whose leading digits lie between two prefixes of the same length. */
typedef struct NumberRange
{
	char		code[4];
	char		first[5];
	char		last[5];
	uint16		lengths;
} NumberRange;

/* What stood in the text before anything is known of the number. */
typedef struct Dialled
{
	char		digits[DIGITS_MAX + 1];
	int			n;
	bool		plus;
} Dialled;

#define N(digits) (1 << (digits))
#define AREA (N(10) | N(11))
#define GERMAN_LENGTHS (N(6) | N(7) | N(8) | N(9) | N(10) | N(11) | N(12))

/* Sorted by calling code. */
static const NumberRange ranges[] = {
	{"1", "200", "999", N(10)},

	{"33", "1", "9", N(9)},

	{"44", "113", "118", N(10)}, {"44", "120", "199", N(10)}, {"44", "20", "20", N(10)},
	{"44", "23", "24", N(10)}, {"44", "28", "30", N(10)}, {"44", "33", "34", N(10)},
	{"44", "37", "37", N(10)}, {"44", "55", "56", N(10)}, {"44", "70", "79", N(10)},
	{"44", "800", "800", N(9) | N(10)}, {"44", "808", "808", N(10)}, {"44", "842", "845", N(10)},
	{"44", "870", "873", N(10)}, {"44", "900", "919", N(10)}, {"44", "982", "989", N(10)},
	/* areas where some numbers are one digit shorter */
	{"44", "1204", "1204", N(9)}, {"44", "1208", "1208", N(9)}, {"44", "1254", "1254", N(9)},
	{"44", "1276", "1276", N(9)}, {"44", "1297", "1297", N(9)}, {"44", "1298", "1298", N(9)},
	{"44", "1363", "1363", N(9)}, {"44", "1364", "1364", N(9)}, {"44", "1384", "1384", N(9)},
	{"44", "1386", "1386", N(9)}, {"44", "1404", "1404", N(9)}, {"44", "1420", "1420", N(9)},
	{"44", "1460", "1460", N(9)}, {"44", "1461", "1461", N(9)}, {"44", "1480", "1480", N(9)},
	{"44", "1488", "1488", N(9)}, {"44", "1524", "1524", N(9)}, {"44", "1527", "1527", N(9)},
	{"44", "1562", "1562", N(9)}, {"44", "1566", "1566", N(9)}, {"44", "1606", "1606", N(9)},
	{"44", "1629", "1629", N(9)}, {"44", "1635", "1635", N(9)}, {"44", "1647", "1647", N(9)},
	{"44", "1659", "1659", N(9)}, {"44", "1695", "1695", N(9)}, {"44", "1726", "1726", N(9)},
	{"44", "1744", "1744", N(9)}, {"44", "1750", "1750", N(9)}, {"44", "1768", "1768", N(9)},
	{"44", "1827", "1827", N(9)}, {"44", "1837", "1837", N(9)}, {"44", "1884", "1884", N(9)},
	{"44", "1900", "1900", N(9)}, {"44", "1905", "1905", N(9)}, {"44", "1935", "1935", N(9)},
	{"44", "1946", "1946", N(9)}, {"44", "1949", "1949", N(9)}, {"44", "1963", "1963", N(9)},
	{"44", "1995", "1995", N(9)},

	{"49", "15", "15", N(11)}, {"49", "160", "163", AREA}, {"49", "170", "179", AREA},
	{"49", "180", "181", N(10)}, {"49", "201", "999", GERMAN_LENGTHS},

	{"81", "11", "19", N(9)}, {"81", "20", "20", N(10)}, {"81", "22", "29", N(9)},
	{"81", "31", "39", N(9)}, {"81", "42", "49", N(9)}, {"81", "50", "50", N(10)},
	{"81", "52", "59", N(9)}, {"81", "60", "60", N(9) | N(10)}, {"81", "61", "69", N(9)},
	{"81", "70", "70", N(10)}, {"81", "72", "79", N(9)}, {"81", "80", "80", N(10)},
	{"81", "82", "89", N(9)}, {"81", "90", "90", N(10)}, {"81", "92", "99", N(9)},

	{"82", "10", "10", N(10)}, {"82", "11", "11", N(9) | N(10)}, {"82", "15", "19", N(9) | N(10)},
	{"82", "150", "169", N(8)}, {"82", "180", "189", N(8)}, {"82", "2", "2", N(8) | N(9)},
	{"82", "31", "33", N(9) | N(10)}, {"82", "41", "44", N(9) | N(10)}, {"82", "50", "50", AREA},
	{"82", "51", "55", N(9) | N(10)}, {"82", "60", "60", N(9)}, {"82", "61", "64", N(9) | N(10)},
	{"82", "70", "70", N(10)}, {"82", "80", "80", N(9)},

	/*
	 * mobile; Beijing and the cities of two digits; the areas of three; numbers for which the callee pays
	 */
	{"86", "13", "19", N(11)}, {"86", "10", "10", N(10)}, {"86", "20", "25", N(10)},
	{"86", "27", "29", N(10)}, {"86", "310", "319", AREA}, {"86", "335", "335", AREA},
	{"86", "349", "359", AREA}, {"86", "370", "379", AREA}, {"86", "391", "398", AREA},
	{"86", "400", "400", N(10)}, {"86", "410", "419", AREA}, {"86", "421", "421", AREA},
	{"86", "427", "429", AREA}, {"86", "431", "439", AREA}, {"86", "451", "459", AREA},
	{"86", "464", "483", AREA}, {"86", "510", "519", AREA}, {"86", "523", "527", AREA},
	{"86", "530", "546", AREA}, {"86", "550", "566", AREA}, {"86", "570", "580", AREA},
	{"86", "591", "599", AREA}, {"86", "631", "635", AREA}, {"86", "660", "668", AREA},
	{"86", "691", "692", AREA}, {"86", "701", "701", AREA}, {"86", "710", "719", AREA},
	{"86", "722", "728", AREA}, {"86", "730", "746", AREA}, {"86", "750", "763", AREA},
	{"86", "766", "779", AREA}, {"86", "790", "799", AREA}, {"86", "800", "800", N(10)},
	{"86", "812", "818", AREA}, {"86", "825", "827", AREA}, {"86", "830", "839", AREA},
	{"86", "851", "859", AREA}, {"86", "870", "879", AREA}, {"86", "883", "898", AREA},
	{"86", "901", "919", AREA}, {"86", "930", "943", AREA}, {"86", "951", "955", AREA},
	{"86", "970", "979", AREA}, {"86", "990", "999", AREA},
};

/* Korea has several carriers, each with a prefix of its own for calls abroad. */
static const char *const korean_exits[] = {"00700", "001", "002", "005", "006", "008"};

/* Words between a number and its extension, in the folded text. */
static const char *const extension_words[] = {"x", "ext", "extn", "extension", "#", ";ext="};

/* Does the text begin with the prefix? The empty prefix is no prefix. */
static bool
has_prefix(const char *s, const char *prefix)
{
	return *prefix != '\0' && strncmp(s, prefix, strlen(prefix)) == 0;
}

/* The country of a region of ISO 3166; NULL for one that is not known, or none. */
static const PhoneCountry *
country_of_region(const char *region)
{
	char		name[3];
	int			low = 0;
	int			high = aiehr_ncountries - 1;

	if (region == NULL || strlen(region) != 2)
		return NULL;
	name[0] = pg_ascii_toupper((unsigned char) region[0]);
	name[1] = pg_ascii_toupper((unsigned char) region[1]);
	name[2] = '\0';
	if (strcmp(name, "UK") == 0)
		strcpy(name, "GB");
	while (low <= high)
	{
		int			middle = (low + high) / 2;
		int			cmp = strcmp(name, aiehr_countries[middle].region);

		if (cmp == 0)
			return &aiehr_countries[middle];
		if (cmp < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The country whose calling code the digits begin with; no code is the beginning of another. */
static const PhoneCountry *
country_of_code(const char *digits)
{
	for (int len = 1; len <= 3 && digits[len - 1] != '\0'; len++)
	{
		int			low = 0;
		int			high = aiehr_ncalling_codes - 1;
		char		code[4] = {0};

		memcpy(code, digits, len);
		while (low <= high)
		{
			int			middle = (low + high) / 2;
			int			cmp = strcmp(code, aiehr_calling_codes[middle].code);

			if (cmp == 0)
				return &aiehr_countries[aiehr_calling_codes[middle].country];
			if (cmp < 0)
				high = middle - 1;
			else
				low = middle + 1;
		}
	}
	return NULL;
}

/*
 * Ten digits as North America has them: the second group begins like the first, and no area is N11, which
 * are services, or N9X, which are kept for longer numbers.
 */
static bool
is_north_american(const char *digits)
{
	return digits[3] >= '2' && digits[1] != '9' && !(digits[1] == '1' && digits[2] == '1');
}

/* What is wrong with a national number of the country, written without any prefix. */
static ValueNote
check_national(const PhoneCountry *country, const char *digits)
{
	int			n = strlen(digits);
	bool		detailed = false;
	bool		in_range = false;

	if (n == 0 || n + strlen(country->code) > 15)
		return VALUE_LENGTH;
	for (int i = 0; i < lengthof(ranges); i++)
	{
		const NumberRange *r = &ranges[i];
		int			len;

		if (r->code[0] != country->code[0] || strcmp(r->code, country->code) != 0)
		{
			if (detailed)
				break;
			continue;
		}
		detailed = true;
		len = strlen(r->first);
		if (n < len || strncmp(digits, r->first, len) < 0 || strncmp(digits, r->last, len) > 0)
			continue;
		in_range = true;
		if ((r->lengths & N(n)) != 0)
			return strcmp(r->code, "1") == 0 && !is_north_american(digits) ? VALUE_PREFIX : VALUE_GOOD;
	}
	if (detailed)
		return in_range ? VALUE_LENGTH : VALUE_PREFIX;
	if (country->trunk[0] == '0' && digits[0] == '0')
		return VALUE_PREFIX;
	return (country->lengths & N(n)) != 0 ? VALUE_GOOD : VALUE_LENGTH;
}

/*
 * Writes the number as E.164 if the digits, with or without the country's prefix, are one of its numbers.
 */
static ValueNote
try_national(const PhoneCountry *country, const char *digits, char *e164)
{
	ValueNote	note;

	/* until 2019 a 1 marked mobile numbers of Mexico called from abroad */
	if (strcmp(country->code, "52") == 0 && digits[0] == '1' && strlen(digits) == 11)
		digits++;
	note = check_national(country, digits);
	if (note != VALUE_GOOD && has_prefix(digits, country->trunk))
	{
		digits += strlen(country->trunk);
		note = check_national(country, digits);
	}
	if (note == VALUE_GOOD)
		snprintf(e164, DIGITS_MAX, "+%s%s", country->code, digits);
	return note;
}

/* Likewise where a calling code comes first. */
static ValueNote
try_international(const char *digits, char *e164)
{
	const PhoneCountry *country = country_of_code(digits);

	if (country == NULL)
		return VALUE_REGION;
	return try_national(country, digits + strlen(country->code), e164);
}

/* How many digits the prefix for calls abroad takes; 0 where none stands at the front. */
static int
exit_length(const PhoneCountry *country, const char *digits)
{
	if (country != NULL && strcmp(country->region, "KR") == 0)
	{
		for (int i = 0; i < lengthof(korean_exits); i++)
		{
			if (has_prefix(digits, korean_exits[i]))
				return strlen(korean_exits[i]);
		}
	}
	if (country != NULL && has_prefix(digits, country->exit))
		return strlen(country->exit);
	return has_prefix(digits, "00") ? 2 : 0;
}

/* Is the calling code one of those whose numbers are checked by their leading digits? */
static bool
is_detailed(const PhoneCountry *country)
{
	for (int i = 0; i < lengthof(ranges); i++)
	{
		if (strcmp(ranges[i].code, country->code) == 0)
			return true;
	}
	return false;
}

/*
 * The number as E.164. Without a plus it is a national one if it can be; else one with the calling code of
 * its own country, or, where eleven digits and more are too many for the region and make a number of a
 * country that is known in detail, of that country: exports often lose the plus.
 */
static ValueNote
resolve(const Dialled *dialled, const char *region, char *e164)
{
	const PhoneCountry *country = country_of_region(region);
	const PhoneCountry *foreign;
	const char *digits = dialled->digits;
	int			skip = exit_length(country, digits);
	ValueNote	note;

	if (dialled->plus)
		return try_international(digits + (has_prefix(digits, "00") ? 2 : 0), e164);
	if (skip > 0)
		return try_international(digits + skip, e164);
	if (country == NULL)
		return VALUE_REGION;
	note = try_national(country, digits, e164);
	if (note == VALUE_GOOD)
		return note;
	if (has_prefix(digits, country->code) &&
		try_national(country, digits + strlen(country->code), e164) == VALUE_GOOD)
		return VALUE_GOOD;
	foreign = dialled->n >= 11 && (country->lengths >> dialled->n) == 0 ? country_of_code(digits) : NULL;
	if (foreign != NULL && is_detailed(foreign) &&
		check_national(foreign, digits + strlen(foreign->code)) == VALUE_GOOD)
	{
		snprintf(e164, DIGITS_MAX, "+%s", digits);
		return VALUE_GOOD;
	}
	return note;
}

/* What people put between the digits of one number. */
static bool
is_separator(pg_wchar c)
{
	return char_among(c, " -.()/_[]'") || IS_DASH(c) || c == 0xB7 || c == 0x30FC || c == 0x2022;
}

/*
 * Where the digits begin: behind a label such as "Tel.:" or 手机. -1 if letters stand right before
 * them.
 */
static int
skip_label(const Chars *t)
{
	int			i = 0;

	while (i < t->n && !IS_DIGIT(t->c[i]) && t->c[i] != '+' && t->c[i] != '(')
		i++;
	if (i > 0 && (IS_LOWER(t->c[i - 1]) || IS_OPAQUE(t->c[i - 1])))
		return -1;
	return i;
}

/* Does an extension, a remark or a second number begin at place i? All of these end the number. */
static bool
ends_number(const Chars *t, int i)
{
	pg_wchar	c = t->c[i];

	if (char_among(c, ",;|") || c == 0x3001 || c == 0x3002 || char_is_han(c))
		return true;
	if (c == '(')
		return i + 1 < t->n && t->c[i + 1] != '+' && !IS_DIGIT(t->c[i + 1]);
	for (int w = 0; w < lengthof(extension_words); w++)
	{
		const char *word = extension_words[w];
		int			k = 0;

		while (word[k] != '\0' && i + k < t->n && t->c[i + k] == (unsigned char) word[k])
			k++;
		if (word[k] == '\0' && i + k < t->n && !IS_LOWER(t->c[i + k]))
			return true;
	}
	return false;
}

/* Collects what was dialled; at `slash` a second number begins, if that is a place in the text. */
static ValueNote
read_dialled(const Chars *t, int slash, Dialled *dialled)
{
	int			i = skip_label(t);

	dialled->n = 0;
	dialled->plus = false;
	if (i < 0)
		return VALUE_FORMAT;
	for (; i < t->n && i != slash; i++)
	{
		pg_wchar	c = t->c[i];

		if (dialled->n >= 5 && ends_number(t, i))
			break;
		/* +44 (0)20: the prefix within the country, for those who know that it is left out */
		if (c == '(' && dialled->n > 0 && i + 2 < t->n && t->c[i + 1] == '0' && t->c[i + 2] == ')')
			i += 2;
		else if (IS_DIGIT(c))
		{
			if (dialled->n >= DIGITS_MAX)
				return VALUE_LENGTH;
			dialled->digits[dialled->n++] = (char) c;
		}
		else if (c == '+' && dialled->n == 0 && !dialled->plus)
			dialled->plus = true;
		else if (!is_separator(c))
			return VALUE_FORMAT;
	}
	dialled->digits[dialled->n] = '\0';
	return dialled->n == 0 ? VALUE_FORMAT : VALUE_GOOD;
}

/* The number in a folded text, written to `e164`, or what is wrong with it. */
static ValueNote
read_number(const Chars *t, const char *region, char *e164)
{
	Dialled		dialled;
	int			slash = 0;
	ValueNote	note = read_dialled(t, t->n, &dialled);

	if (note == VALUE_GOOD)
		note = resolve(&dialled, region, e164);
	if (note == VALUE_GOOD)
		return note;
	/* a slash stands within a number or between two */
	while (slash < t->n && t->c[slash] != '/')
		slash++;
	if (slash < t->n && read_dialled(t, slash, &dialled) == VALUE_GOOD &&
		resolve(&dialled, region, e164) == VALUE_GOOD)
		return VALUE_GOOD;
	return note;
}

/* The number as E.164, or what is wrong with it. */
ValueNote
phone_value(const char *s, int len, const char *region, char **result)
{
	Chars		t;
	char		e164[DIGITS_MAX];
	ValueNote	note;

	if (!chars_read_value(&t, s, len))
		return VALUE_EMPTY;
	note = read_number(&t, region, e164);
	chars_free(&t);
	if (note == VALUE_GOOD)
		*result = pstrdup(e164);
	return note;
}

/* See normalise.h. */
char *
aiehr_normalise_phone(const char *s, int len, const char *region, bool *invalid)
{
	char	   *result = NULL;

	*invalid = VALUE_IS_INVALID(phone_value(s, len, region, &result));
	return result;
}
