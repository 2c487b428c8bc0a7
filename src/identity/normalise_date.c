/*
 * normalise_date.c
 *		Dates in the spellings of forms and resumes
 *
 * Read are year first (1990-03-05, 1990/3/5, 1990.3, 19900305, 1990年3月5日, also in Chinese
 * numerals), day first with dots (5.3.1990, where those who write dots put it), day and month in either
 * order when only one order is possible, names of months, Japanese eras and the Republic of China's
 * years. A time of day behind the date is left out. What could be two dates is none: 05/03/1990 is March
 * or May by the writer's country, and a year of two digits has a century only from 70 on, as POSIX reads
 * it.
 */
#include "identity/normalise.h"

#include "utils/datetime.h"

#include "identity/normalise_chars.h"

#define FIELDS_MAX 4
#define YEAR_MAX 2199

/* in digits without a sign between them, where a year need not come first */
#define PACKED_YEAR_MIN 1800

typedef struct Field
{
	int			value;
	int			digits;			/* 0 for the name of a month */
	pg_wchar	behind;			/* the sign behind it; a space where there is none */
} Field;

typedef struct DateReader
{
	const Chars *t;
	int			at;
	Field		field[FIELDS_MAX];
	int			n;
} DateReader;

static const char *const month_names[] = {
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december"
};

/*
 * Words that may stand in a date and say nothing: ends of ordinals, and days of the week by their
 * beginnings.
 */
static const char *const fillers[] = {"st", "nd", "rd", "th", "of", "the"};
static const char *const weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* The year before the first of an era; eras by their two characters. */
static const struct
{
	pg_wchar	name[2];
	int			before;
}			eras[] = {
	{{0x6C11, 0x56FD}, 1911},	/* 民国 */
	{{0x660E, 0x6CBB}, 1867},	/* 明治 */
	{{0x5927, 0x6B63}, 1911},	/* 大正 */
	{{0x662D, 0x548C}, 1925},	/* 昭和 */
	{{0x5E73, 0x6210}, 1988},	/* 平成 */
	{{0x4EE4, 0x548C}, 2018},	/* 令和 */
};

/* The value of a Chinese numeral: 0..9, 10, 20, 30; -1 for any other character. */
static int
numeral(pg_wchar c)
{
	static const pg_wchar digits[] = {
		0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D
	};

	for (int i = 0; i < lengthof(digits); i++)
	{
		if (digits[i] == c)
			return i;
	}
	return c == 0x96F6 || c == 0x25CB ? 0 : c == 0x5341 ? 10 : c == 0x5EFF ? 20 : c == 0x5345 ? 30 : -1;
}

/* Reads a number in Chinese numerals: a row of digits, or tens and ones. */
static void
read_numerals(DateReader *r, Field *f)
{
	int			tens = 0;
	int			ones = 0;
	bool		counted = false;
	int			v;

	f->digits = 0;
	for (; r->at < r->t->n && (v = numeral(r->t->c[r->at])) >= 0 && f->digits < 9; r->at++)
	{
		if (v >= 10)
		{
			tens = v > 10 ? v : Max(ones, 1) * 10;
			ones = 0;
			counted = true;
		}
		else
			ones = counted ? v : ones * 10 + v;
		f->digits++;
	}
	f->value = tens + ones;
	if (counted)
		f->digits = 2;
}

/* Reads a number in digits, leading zeros counted. */
static void
read_digits(DateReader *r, Field *f)
{
	f->value = 0;
	f->digits = 0;
	for (; r->at < r->t->n && IS_DIGIT(r->t->c[r->at]) && f->digits < 9; r->at++)
	{
		f->value = f->value * 10 + (int) (r->t->c[r->at] - '0');
		f->digits++;
	}
}

/* Reads the name of an era; returns the year before its first, 0 where none stands here. */
static int
read_era(DateReader *r)
{
	for (int i = 0; i < lengthof(eras) && r->at + 2 < r->t->n; i++)
	{
		if (r->t->c[r->at] == eras[i].name[0] && char_simplified(r->t->c[r->at + 1]) == eras[i].name[1])
		{
			r->at += 2;
			if (r->t->c[r->at] == ' ')
				r->at++;
			return eras[i].before;
		}
	}
	return 0;
}

/* Reads a word: the name of a month becomes a field, a filler goes. False for any other. */
static bool
read_word(DateReader *r)
{
	char		word[16];
	int			n = 0;

	for (; r->at < r->t->n && IS_LOWER(r->t->c[r->at]); r->at++)
	{
		if (n >= (int) sizeof(word) - 1)
			return false;
		word[n++] = (char) r->t->c[r->at];
	}
	word[n] = '\0';
	for (int i = 0; i < lengthof(fillers); i++)
	{
		if (strcmp(word, fillers[i]) == 0)
			return r->n > 0 || i >= 4;
	}
	for (int i = 0; i < lengthof(month_names); i++)
	{
		if (n >= 3 && (strncmp(word, month_names[i], n) == 0 || (i == 8 && strcmp(word, "sept") == 0)))
		{
			if (r->n >= FIELDS_MAX)
				return false;
			r->field[r->n].value = i + 1;
			r->field[r->n].digits = 0;
			r->field[r->n++].behind = ' ';
			return true;
		}
	}
	for (int i = 0; i < lengthof(weekdays); i++)
	{
		if (strncmp(word, weekdays[i], 3) == 0)
			return true;
	}
	return false;
}

/* Signs between the parts of a date. */
static bool
is_date_sign(pg_wchar c)
{
	/* 年 月 日 号 號, 년 월 일 */
	return char_among(c, "-/. ,_\\'") || IS_DASH(c) || c == 0xB7 || c == 0x3001 || c == 0x3002 ||
		c == 0x5E74 || c == 0x6708 || c == 0x65E5 || c == 0x53F7 || c == 0x865F ||
		c == 0xB144 || c == 0xC6D4 || c == 0xC77C;
}

/* Does a time of day begin here, possibly behind a T? What follows is not looked at. */
static bool
time_begins(const DateReader *r)
{
	const pg_wchar *c = r->t->c;
	int			i = r->at;

	if (r->n == 0 || i == 0)
		return false;
	if (c[i] == 't' && IS_DIGIT(c[i - 1]))
		i++;
	else if (c[i - 1] != ' ')
		return false;
	for (int digits = 0; i < r->t->n && IS_DIGIT(c[i]) && digits < 3; digits++)
		i++;
	return i > r->at && i < r->t->n && c[i] == ':' && IS_DIGIT(c[i - 1]);
}

/* Splits the text into numbers and months. False where something else stands in it. */
static bool
read_fields(DateReader *r)
{
	while (r->at < r->t->n)
	{
		pg_wchar	c = r->t->c[r->at];
		Field	   *f = &r->field[r->n];
		int			era = 0;

		if (time_begins(r))
			return true;
		if (IS_DIGIT(c) || numeral(c) >= 0 || (era = read_era(r)) > 0)
		{
			bool		after_era = !IS_DIGIT(c) && numeral(c) < 0;

			if (r->n >= FIELDS_MAX || r->at >= r->t->n)
				return false;
			c = r->t->c[r->at];
			if (after_era && c == 0x5143)	/* 元, the first year */
			{
				f->value = 1;
				r->at++;
			}
			else if (IS_DIGIT(c))
				read_digits(r, f);
			else
				read_numerals(r, f);
			if (after_era)
			{
				f->value += era;
				f->digits = 4;
			}
			if (f->digits == 0)
				return false;
			f->behind = ' ';
			r->n++;
		}
		else if (IS_LOWER(c))
		{
			if (!read_word(r))
				return false;
		}
		else if (is_date_sign(c))
		{
			if (r->n > 0 && r->field[r->n - 1].behind == ' ')
				r->field[r->n - 1].behind = c;
			r->at++;
		}
		/* 生 and 出生 behind a birth date */
		else if (r->n > 0 && (c == 0x751F || c == 0x51FA) && r->at + 2 >= r->t->n)
			return true;
		else
			return false;
	}
	return true;
}

/* The day as PostgreSQL counts it, or what is wrong with it. */
static ValueNote
make_date(int year, int month, int day, int32 *date)
{
	if (year < 1 || year > YEAR_MAX || month < 1 || month > MONTHS_PER_YEAR || day < 1 ||
		day > day_tab[isleap(year)][month - 1])
		return VALUE_DATE;
	*date = date2j(year, month, day) - POSTGRES_EPOCH_JDATE;
	return VALUE_GOOD;
}

/* Likewise for a month: its first day. */
static ValueNote
make_month(int year, int month, int32 *date)
{
	ValueNote	note = make_date(year, month, 1, date);

	return note == VALUE_GOOD ? VALUE_MONTH : note;
}

/* Gives a year of two digits its century if it has one: 70..99. */
static bool
complete_year(Field *f)
{
	if (f->digits == 2 && f->value >= 70)
	{
		f->value += 1900;
		f->digits = 4;
	}
	return f->digits == 4;
}

/* Digits without anything between them. */
static ValueNote
date_of_digits(const Field *f, int32 *date)
{
	Field		year = {f->value / 10000, 2, ' '};

	switch (f->digits)
	{
		case 8:
			if (f->value / 10000 < PACKED_YEAR_MIN)
				return VALUE_DATE;
			return make_date(f->value / 10000, f->value / 100 % 100, f->value % 100, date);
		case 6:
			if (f->value / 100 >= PACKED_YEAR_MIN && f->value / 100 <= YEAR_MAX)
				return make_month(f->value / 100, f->value % 100, date);
			if (complete_year(&year))
				return make_date(year.value, f->value / 100 % 100, f->value % 100, date);
			return VALUE_AMBIGUOUS;
		case 4:
			return VALUE_YEAR;
		default:
			return VALUE_FORMAT;
	}
}

/* Year and month, in either order. */
static ValueNote
date_of_two(Field *f, int32 *date)
{
	for (int i = 0; i < 2; i++)
	{
		const Field *other = &f[1 - i];

		if (f[i].digits == 4 && other->digits <= 2)
			return make_month(f[i].value, other->value, date);
	}
	return f[0].digits <= 2 && f[1].digits <= 2 ? VALUE_YEAR : VALUE_FORMAT;
}

/* Day, month and year. */
static ValueNote
date_of_three(Field *f, int32 *date)
{
	bool		year_first = f[0].digits > 2 || f[0].behind == 0x5E74 ||
		(f[0].digits == 2 && f[0].value > 31);
	Field	   *year = year_first ? &f[0] : &f[2];
	int			named = f[0].digits == 0 ? 0 : f[1].digits == 0 ? 1 : -1;
	int			a;
	int			b;

	if (f[2].digits == 0 || year->digits > 4 || f[0].digits + f[1].digits + f[2].digits - year->digits > 4)
		return VALUE_FORMAT;
	if (!complete_year(year))
		return year->digits == 3 ? VALUE_FORMAT : VALUE_AMBIGUOUS;
	if (year_first)
		return make_date(year->value, f[1].value, f[2].value, date);
	a = f[0].value;
	b = f[1].value;
	if (named >= 0)
		return make_date(year->value, named == 0 ? a : b, named == 0 ? b : a, date);
	if (f[0].behind == '.' || a > MONTHS_PER_YEAR || a == b)
		return make_date(year->value, b, a, date);
	if (b > MONTHS_PER_YEAR)
		return make_date(year->value, a, b, date);
	return a == 0 || b == 0 ? VALUE_DATE : VALUE_AMBIGUOUS;
}

/* The day that a folded text states, or what is wrong with it. */
static ValueNote
read_date(const Chars *t, int32 *date)
{
	DateReader	r;

	r.t = t;
	r.at = 0;
	r.n = 0;
	if (!read_fields(&r))
		return VALUE_FORMAT;
	switch (r.n)
	{
		case 1:
			return date_of_digits(&r.field[0], date);
		case 2:
			return date_of_two(r.field, date);
		case 3:
			return date_of_three(r.field, date);
		default:
			return VALUE_FORMAT;
	}
}

/* The day, or what is wrong with it. */
ValueNote
date_value(const char *s, int len, int32 *date)
{
	Chars		t;
	ValueNote	note;

	if (!chars_read_value(&t, s, len))
		return VALUE_EMPTY;
	note = read_date(&t, date);
	chars_free(&t);
	return note;
}

/* See normalise.h. */
bool
aiehr_normalise_date(const char *s, int len, DateADT *date, bool *invalid)
{
	ValueNote	note = date_value(s, len, date);

	*invalid = VALUE_IS_INVALID(note);
	return VALUE_IS_GOOD(note);
}
