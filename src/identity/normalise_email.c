/*
 * normalise_email.c
 *		E-mail addresses
 *
 * The address as RFC 5322 and 5321 allow it in practice: a local part of atoms with dots between them (no
 * quoted strings, comments or address literals), a domain of at least two labels. Letters beyond ASCII are
 * accepted on both sides (RFC 6531). Case is folded everywhere, since no provider tells addresses apart
 * by it. Only Gmail is known to ignore dots and what follows a plus, and to be googlemail.com as well.
 */
#include "identity/normalise.h"

#include "identity/normalise_chars.h"

#define LOCAL_MAX 64
#define DOMAIN_MAX 253
#define LABEL_MAX 63

/* A letter beyond ASCII; opaque bytes count, for want of better knowledge. */
static bool
is_letter_beyond(pg_wchar c)
{
	return c >= 0xC0 && c != 0xD7 && c != 0xF7 && (c < 0x2000 || c > 0x303F);
}

/* A character of an atom. */
static bool
is_atom(pg_wchar c)
{
	return IS_DIGIT(c) || IS_LOWER(c) || is_letter_beyond(c) || char_among(c, "!#$%&'*+-/=?^_`{|}~");
}

/* Is it a local part? Its length counts in bytes, which are no fewer than characters. */
static ValueNote
check_local(const pg_wchar *c, int n)
{
	if (n < 1 || n > LOCAL_MAX)
		return VALUE_LENGTH;
	for (int i = 0; i < n; i++)
	{
		if (c[i] == '.' ? (i == 0 || i == n - 1 || c[i - 1] == '.') : !is_atom(c[i]))
			return VALUE_FORMAT;
	}
	return VALUE_GOOD;
}

/* Is it a domain of at least two labels, the last one no number? */
static ValueNote
check_domain(const pg_wchar *c, int n)
{
	int			start = 0;
	int			labels = 0;

	if (n < 1 || n > DOMAIN_MAX)
		return VALUE_LENGTH;
	for (int i = 0; i <= n; i++)
	{
		if (i < n && c[i] != '.')
		{
			if (!IS_DIGIT(c[i]) && !IS_LOWER(c[i]) && c[i] != '-' && !is_letter_beyond(c[i]))
				return VALUE_FORMAT;
			continue;
		}
		if (i == start || c[start] == '-' || c[i - 1] == '-')
			return VALUE_FORMAT;
		if (i - start > LABEL_MAX)
			return VALUE_LENGTH;
		labels++;
		if (i == n && (labels < 2 || i - start < 2 || IS_DIGIT(c[i - 1])))
			return VALUE_FORMAT;
		start = i + 1;
	}
	return VALUE_GOOD;
}

/* Does the text end in the ASCII string? */
static bool
ends_with(const Chars *t, const char *end)
{
	int			len = strlen(end);

	if (t->n < len)
		return false;
	for (int i = 0; i < len; i++)
	{
		if (t->c[t->n - len + i] != (unsigned char) end[i])
			return false;
	}
	return true;
}

/* Does the text have the ASCII string at this place? */
static bool
stands_at(const Chars *t, int at, const char *s)
{
	int			len = strlen(s);

	if (t->n - at < len)
		return false;
	for (int i = 0; i < len; i++)
	{
		if (t->c[at + i] != (unsigned char) s[i])
			return false;
	}
	return true;
}

/*
 * Takes off what stands around an address: a label, a name before <address>, mailto: and its query,
 * marks.
 */
static void
strip_wrapping(Chars *t)
{
	static const char *const labels[] = {"mailto:", "e-mail:", "email:", "mail:"};
	int			first = 0;
	int			last = t->n;

	for (int i = t->n - 1; i >= 0; i--)
	{
		if (t->c[i] == '<' && t->c[t->n - 1] == '>')
		{
			first = i + 1;
			last = t->n - 1;
			break;
		}
	}
	for (int i = 0; i < lengthof(labels); i++)
	{
		if (stands_at(t, first, labels[i]))
		{
			first += strlen(labels[i]);
			for (int k = first; i == 0 && k < last; k++)
			{
				if (t->c[k] == '?')
					last = k;
			}
		}
	}
	while (first < last && char_among(t->c[first], " \"(<"))
		first++;
	while (last > first && char_among(t->c[last - 1], " .,;:\"'>)"))
		last--;
	chars_trim(t, first, last);
}

/* Gmail's mailbox behind an address of it: no dots, nothing behind a plus, one domain. */
static ValueNote
fold_gmail(Chars *t, int at)
{
	Chars		box;

	if (!ends_with(t, "@gmail.com") && !ends_with(t, "@googlemail.com"))
		return VALUE_GOOD;
	chars_init(&box);
	for (int i = 0; i < at && t->c[i] != '+'; i++)
	{
		if (t->c[i] != '.')
			chars_add(&box, t->c[i]);
	}
	t->n = box.n;
	memcpy(t->c, box.c, box.n * sizeof(pg_wchar));
	chars_free(&box);
	if (t->n == 0)
		return VALUE_FORMAT;
	chars_add_ascii(t, "@gmail.com");
	return VALUE_GOOD;
}

/* The address in a folded text, or what is wrong with it. */
static ValueNote
read_address(Chars *t, char **result)
{
	int			at = -1;
	ValueNote	note;

	strip_wrapping(t);
	for (int i = 0; i < t->n; i++)
	{
		if (t->c[i] == '@')
		{
			if (at >= 0)
				return VALUE_FORMAT;
			at = i;
		}
		/* the full stop of Chinese keyboards */
		else if (t->c[i] == 0x3002 && at >= 0)
			t->c[i] = '.';
	}
	if (at < 0)
		return VALUE_FORMAT;
	note = check_local(t->c, at);
	if (note == VALUE_GOOD)
		note = check_domain(t->c + at + 1, t->n - at - 1);
	if (note == VALUE_GOOD)
		note = fold_gmail(t, at);
	if (note == VALUE_GOOD)
		*result = chars_to_server(t->c, t->n);
	return note;
}

/* The address, or what is wrong with it. */
ValueNote
email_value(const char *s, int len, char **result)
{
	Chars		t;
	ValueNote	note;

	if (!chars_read_value(&t, s, len))
		return VALUE_EMPTY;
	note = read_address(&t, result);
	chars_free(&t);
	return note;
}

/* See normalise.h. */
char *
aiehr_normalise_email(const char *s, int len, bool *invalid)
{
	char	   *result = NULL;

	*invalid = VALUE_IS_INVALID(email_value(s, len, &result));
	return result;
}
