/*
 * resume_date.c
 *		Dates and periods of resumes: 2019.07 - 至今, March 2019 to present, 09/2015-06/2019, 2011 - 2014
 */
#include "text/resume.h"

#define YEAR_FIRST 1930
#define YEAR_LAST 2049

static const char *const month_names[][4] = {
	{"january", "jan"}, {"february", "feb"}, {"march", "mar"}, {"april", "apr"}, {"may"},
	{"june", "jun"},
	{"july", "jul"}, {"august", "aug"}, {"september", "sept", "sep"}, {"october", "oct"},
	{"november", "nov"},
	{"december", "dec"}
};

/* What stands between the two dates of a period; a dash also as text recognition takes it */
static const char *const range_words[] = {"-", "–", "—", "−", "‐", "‑", "―", "~", "〜",
"∼", "至", "到", "一", "_", "ー", "to", "until", "till", "through"};

/* What stands for the second date of a period that lasts */
static const char *const present_words[] = {"至今", "现在", "目前", "今", "在职", "在读",
"至 今", "現在", "현재", "present", "now", "current", "currently", "ongoing", "today", "date"};

/* Read up to `most` digits; returns how many there are, and more than `most` when the number is longer. */
static int
read_digits(const Resume *r, int p, int end, int most, int *value)
{
	int			n = 0;

	*value = 0;
	while (p + n < end && n <= most && is_digit_byte(r->text[p + n]))
	{
		if (n < most)
			*value = *value * 10 + (r->text[p + n] - '0');
		n++;
	}
	return n;
}

/* Pass over spaces. */
static int
skip_blanks(const Resume *r, int p, int end)
{
	while (p < end && (r->text[p] == ' ' || r->text[p] == '\t'))
		p++;
	return p;
}

/* A month in words; returns its bytes, a full stop or comma behind it included, or 0. */
static int
month_name(const Resume *r, int p, int *month)
{
	for (int m = 0; m < lengthof(month_names); m++)
		for (int k = 0; k < 4 && month_names[m][k] != NULL; k++)
		{
			int			size = (int) strlen(month_names[m][k]);

			if (!goes_on(r->low + p, month_names[m][k]) || (is_word_byte(r->low[p + size]) &&
															!is_digit_byte(r->low[p + size])))
				continue;
			*month = m + 1;
			return size + (r->low[p + size] == '.' || r->low[p + size] == ',' || r->low[p + size] == '\'');
		}
	return 0;
}

/* What separates year, month and day; returns its bytes, or 0. */
static int
separator(const Resume *r, int p, const char *han)
{
	static const char *const signs[] = {".", "/", "-", "–", ",", "·", "•", "。", "．"};

	if (goes_on(r->text + p, han))
		return (int) strlen(han);
	for (int i = 0; i < lengthof(signs); i++)
		if (goes_on(r->text + p, signs[i]))
			return (int) strlen(signs[i]);
	return 0;
}

/* The day behind a month, if there is one. */
static void
read_day(const Resume *r, int end, ResumeDate *date)
{
	int			p = skip_blanks(r, date->span.end, end);
	bool		han = goes_on(r->text + p - 3, "月") || goes_on(r->text + date->span.end - 3, "月");
	int			size = han ? 0 : separator(r, p, "月");
	int			n;
	int			day;

	if (!han && size == 0)
		return;
	p = skip_blanks(r, p + size, end);
	n = read_digits(r, p, end, 2, &day);
	if (n < 1 || n > 2 || day < 1 || day > 31)
		return;
	p += n;
	if (goes_on(r->text + skip_blanks(r, p, end), "日") || goes_on(r->text + skip_blanks(r, p,
																							 end), "号"))
		p = skip_blanks(r, p, end) + 3;
	else if (goes_on(r->text + p, "일"))
		p += 3;
	else if (han || goes_on(r->text + p, "年") || goes_on(r->text + p, "月"))
		return;
	date->day = day;
	date->span.end = p;
}

/* A date that begins with its year. */
static bool
date_by_year(const Resume *r, int p, int end, ResumeDate *date)
{
	int			n = read_digits(r, p, end, 8, &date->year);
	int			size;
	int			q;

	if (n == 6 || n == 8)
	{
		date->day = n == 8 ? date->year % 100 : 0;
		date->year /= n == 8 ? 100 : 1;
		date->month = date->year % 100;
		date->year /= 100;
		date->span.end = p + n;
		return date->year >= YEAR_FIRST && date->year <= YEAR_LAST && date->month >= 1 &&
			date->month <= 12 &&
			(n == 6 || (date->day >= 1 && date->day <= 31));
	}
	if (n != 4 || date->year < YEAR_FIRST || date->year > YEAR_LAST)
		return false;
	date->span.end = p + n;
	q = skip_blanks(r, p + n, end);
	size = separator(r, q, goes_on(r->text + q, "년") ? "년" : "年");
	/* 2014 - 2018: a dash with spaces around it stands between two dates */
	if (size == 0 || (q > p + n && r->text[q] != '.' && r->text[q] != '/' && !goes_on(r->text + q, "年")))
		return true;
	if (goes_on(r->text + q, "年") || goes_on(r->text + q, "년"))
		date->span.end = q + size;
	q = skip_blanks(r, q + size, end);
	n = read_digits(r, q, end, 2, &date->month);
	if (n < 1 || n > 2 || date->month < 1 || date->month > 12)
	{
		date->month = 0;
		return true;
	}
	/* 2012-16 is two years, 2012-06 a month */
	date->span.end = q + n;
	q = skip_blanks(r, q + n, end);
	if (goes_on(r->text + q, "月") || goes_on(r->text + q, "월"))
		date->span.end = q + 3;
	read_day(r, end, date);
	return true;
}

/* March 2019, Mar. 17, 1994 */
static bool
date_by_month(const Resume *r, int p, int end, ResumeDate *date)
{
	int			size = month_name(r, p, &date->month);
	int			n;

	if (size == 0)
		return false;
	p = skip_blanks(r, p + size, end);
	n = read_digits(r, p, end, 4, &date->year);
	if (n >= 1 && n <= 2 && date->year <= 31)
	{
		date->day = date->year;
		p += n;
		if (goes_on(r->low + p, "st") || goes_on(r->low + p, "nd") || goes_on(r->low + p, "rd") ||
			goes_on(r->low + p, "th"))
			p += 2;
		while (p < end && (r->text[p] == ' ' || r->text[p] == ','))
			p++;
		n = read_digits(r, p, end, 4, &date->year);
	}
	if (n == 2 && p > 0 && r->text[p - 1] == '\'')
		date->year += date->year < 50 ? 2000 : 1900;
	else if (n != 4)
		return false;
	date->span.end = p + n;
	return date->year >= YEAR_FIRST && date->year <= YEAR_LAST;
}

/* 09/2015, 17 March 1994, 17/03/1994 where it cannot be taken otherwise */
static bool
date_by_day(const Resume *r, int p, int end, ResumeDate *date)
{
	int			first;
	int			n = read_digits(r, p, end, 2, &first);
	int			q;

	if (n < 1 || n > 2 || first < 1 || first > 31)
		return false;
	q = p + n;
	if (goes_on(r->low + q, "st") || goes_on(r->low + q, "nd") || goes_on(r->low + q, "rd") ||
		goes_on(r->low + q, "th"))
		q += 2;
	if (date_by_month(r, skip_blanks(r, q, end), end, date) && date->day == 0)
	{
		date->day = first;
		return true;
	}
	date->day = date->month = 0;
	q = p + n;
	if (q >= end || strchr("/.-", r->text[q]) == NULL)
		return false;
	n = read_digits(r, q + 1, end, 4, &date->year);
	if (n == 4 && first <= 12)
	{
		date->month = first;
		date->span.end = q + 1 + n;
		return date->year >= YEAR_FIRST && date->year <= YEAR_LAST;
	}
	if (n < 1 || n > 2 || r->text[q + 1 + n] != r->text[q])
		return false;
	date->day = first > 12 ? first : date->year;
	date->month = first > 12 ? date->year : first;
	q += 2 + n;
	n = read_digits(r, q, end, 4, &date->year);
	date->span.end = q + n;
	/* both may be the month, so neither counts */
	if (date->day <= 12 && date->day != date->month)
		return false;
	return n == 4 && date->month >= 1 && date->month <= 12 && date->day <= 31 &&
		date->year >= YEAR_FIRST && date->year <= YEAR_LAST;
}

/* The date that begins at a place. */
bool
resume_date_at(const Resume *r, int p, int end, ResumeDate *date)
{
	if (p > 0 && is_word_byte(r->text[p - 1]) && is_word_byte(r->text[p]))
		return false;
	memset(date, 0, sizeof(*date));
	date->span.first = p;
	if (!is_digit_byte(r->text[p]))
		return date_by_month(r, p, end, date);
	if (date_by_year(r, p, end, date))
		return !is_digit_byte(r->text[date->span.end]) && r->text[date->span.end] != '%';
	memset(date, 0, sizeof(*date));
	date->span.first = p;
	return date_by_day(r, p, end, date);
}

/* The second date of a period whose first has been read. */
static bool
period_end(const Resume *r, int end, ResumePeriod *period)
{
	int			p = skip_blanks(r, period->from.span.end, end);
	int			size = longest_word(present_words, lengthof(present_words), r->low + p);
	int			year;

	if (size == 0)
	{
		int			word = longest_word(range_words, lengthof(range_words), r->low + p);

		if (word == 0 && !(p > period->from.span.end && period->from.month > 0))
			return false;
		/* a dash may come twice out of a scan */
		do
		{
			p = skip_blanks(r, p + word, end);
			size = longest_word(present_words, lengthof(present_words), r->low + p);
			word = size > 0 ? 0 : longest_word(range_words, lengthof(range_words), r->low + p);
		} while (word > 0);
	}
	if (size > 0)
	{
		period->span.end = Min(p + size, end);
		return true;
	}
	if (p < end && resume_date_at(r, p, end, &period->to))
	{
		period->span.end = period->to.span.end;
		return period->to.year >= period->from.year;
	}
	memset(&period->to, 0, sizeof(period->to));
	if (period->from.month == 0 && read_digits(r, p, end, 2, &year) == 2 &&
		!is_digit_byte(r->text[p + 2]) &&
		period->from.year % 100 < year)
	{
		period->to.span.first = p;
		period->to.span.end = period->span.end = p + 2;
		period->to.year = period->from.year / 100 * 100 + year;
		return true;
	}
	return false;
}

/* The first period in a span, or else the first date. */
bool
resume_period(const Resume *r, Span span, ResumePeriod *period)
{
	ResumePeriod single;
	bool		found = false;

	for (int p = span.first; p < span.end; p++)
	{
		memset(period, 0, sizeof(*period));
		if (!resume_date_at(r, p, span.end, &period->from))
			continue;
		period->span = period->from.span;
		if (period_end(r, span.end, period))
			return true;
		if (!found)
		{
			memset(&single, 0, sizeof(single));
			single.from = period->from;
			single.span = period->from.span;
			single.single = true;
		}
		found = true;
		p = period->from.span.end - 1;
	}
	if (found)
		*period = single;
	return found;
}

/* ISO 8601, as exact as the date is: 1994-03-17, 2019-07, 2014. */
char	   *
resume_date_text(const ResumeDate *date)
{
	if (date->day > 0)
		return psprintf("%04d-%02d-%02d", date->year, date->month, date->day);
	if (date->month > 0)
		return psprintf("%04d-%02d", date->year, date->month);
	return psprintf("%04d", date->year);
}
