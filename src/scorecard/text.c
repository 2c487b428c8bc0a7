/*
 * text.c
 *		The text form: a JSON object of numbers, read and written directly.
 *
 * A scorecard is {"teamwork": 71, "coding": 84.5}; a scorecard_state has an array of its columns in
 * place of each number. The grammar is JSON's (RFC 8259). PostgreSQL's own JSON parser is not used: it
 * changed its interface between majors and turns every number into text and numeric on the way.
 *
 * Server encodings never use ASCII bytes inside a multi-byte character, so a scan by bytes is safe.
 * Error messages show keys and positions, never scores.
 */
#include "scorecard/scorecard.h"

#include <float.h>
#include <math.h>

#include "common/shortest_dec.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

typedef struct Reader
{
	const char *start;
	const char *at;
	int			columns;
	Node	   *escontext;
	ScorecardItem *items;
	int			nitems;
	int			maxitems;
} Reader;

#define TYPE_NAME(columns) ((columns) == 1 ? "scorecard" : "scorecard_state")

/* Ends a reader function with a (soft) syntax error at the place where the reader stands. */
#define syntax_error(r, expected) \
	aiehr_ereturn((r)->escontext, false, \
				  (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION), \
				   errmsg("invalid input syntax for type %s", TYPE_NAME((r)->columns)), \
				   errdetail("Expected %s at byte %d.", expected, (int) ((r)->at - (r)->start) + 1)))

/* JSON's short escapes, letter by letter; the slash may be escaped, but need not. */
static const char escape_letters[] = "\"\\bfnrt/";
static const char escaped_chars[] = "\"\\\b\f\n\r\t/";

/* Powers of ten that a double holds exactly. */
static const float8 exact_power[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};

/* Skips JSON's white space. */
static void
skip_space(Reader *r)
{
	while (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')
		r->at++;
}

/* Skips digits; returns how many there were. */
static int
skip_digits(const char **p)
{
	const char *start = *p;

	while (**p >= '0' && **p <= '9')
		(*p)++;
	return *p - start;
}

/*
 * Finds the end of a number by JSON's grammar: no leading plus or zero, no hexadecimal, digits around
 * the point. NULL where none begins here.
 */
static const char *
number_end(const char *p)
{
	if (*p == '-')
		p++;
	if (*p == '0')
		p++;
	else if (skip_digits(&p) == 0)
		return NULL;
	if (*p == '.')
	{
		p++;
		if (skip_digits(&p) == 0)
			return NULL;
	}
	if (*p == 'e' || *p == 'E')
	{
		p++;
		if (*p == '+' || *p == '-')
			p++;
		if (skip_digits(&p) == 0)
			return NULL;
	}
	return p;
}

/*
 * The usual short number: up to 15 digits, no exponent. Digits and power of ten are then exact
 * doubles, and one division rounds correctly, as strtod would (Clinger 1990). Where the compiler keeps
 * more bits than a double has, the result would be rounded twice; leave all to strtod there.
 */
static bool
short_number(const char *p, const char *end, float8 *value)
{
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD == 0
	bool		negative = *p == '-';
	int64		digits = 0;
	int			ndecimals = -1;

	p += negative;
	if (end - p > 16)
		return false;
	for (; p < end; p++)
	{
		if (*p == '.')
			ndecimals = 0;
		else if (*p < '0' || *p > '9')
			return false;
		else
		{
			digits = digits * 10 + (*p - '0');
			ndecimals += ndecimals >= 0;
		}
	}
	if (digits >= INT64CONST(1000000000000000))
		return false;
	*value = (float8) digits / exact_power[Max(ndecimals, 0)];
	if (negative)
		*value = -*value;
	return true;
#else
	return false;
#endif
}

/* Reads a number. One that no double can hold, or only as zero, is out of range, as in core. */
static bool
read_number(Reader *r, const ScorecardItem *item, float8 *value)
{
	const char *end = number_end(r->at);

	if (end == NULL)
		syntax_error(r, "a number");
	if (!short_number(r->at, end, value))
	{
		errno = 0;
		*value = strtod(r->at, NULL);
		if (errno == ERANGE && (*value == 0.0 || !isfinite(*value)))
			aiehr_ereturn(r->escontext, false,
						  (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						   errmsg("score of \"%.*s\" is out of range", item->keylen, item->key),
						   errdetail("A score is a finite double precision number.")));
	}
	r->at = end;
	return true;
}

/* Reads four hexadecimal digits. */
static bool
read_hex4(Reader *r, pg_wchar *c)
{
	*c = 0;
	for (int i = 0; i < 4; i++, r->at++)
	{
		char		ch = *r->at;

		if (ch >= '0' && ch <= '9')
			*c = *c * 16 + (ch - '0');
		else if (ch >= 'a' && ch <= 'f')
			*c = *c * 16 + (ch - 'a' + 10);
		else if (ch >= 'A' && ch <= 'F')
			*c = *c * 16 + (ch - 'A' + 10);
		else
			syntax_error(r, "four hexadecimal digits");
	}
	return true;
}

/*
 * Reads what follows "\u", a surrogate pair taken together, and appends the character in the server's
 * encoding. `out` has room for MAX_UNICODE_EQUIVALENT_STRING bytes.
 */
static bool
read_unicode(Reader *r, char *out, int *outlen)
{
	pg_wchar	c;
	pg_wchar	low;

	if (!read_hex4(r, &c))
		return false;
	if (is_utf16_surrogate_first(c))
	{
		if (r->at[0] != '\\' || r->at[1] != 'u')
			syntax_error(r, "the second half of a surrogate pair");
		r->at += 2;
		if (!read_hex4(r, &low))
			return false;
		if (!is_utf16_surrogate_second(low))
			syntax_error(r, "the second half of a surrogate pair before the character");
		c = surrogate_pair_to_codepoint(c, low);
	}
	else if (is_utf16_surrogate_second(c))
		syntax_error(r, "the first half of a surrogate pair before the character");
	if (c == 0)
		syntax_error(r, "a character other than \\u0000");

	if (c < 0x80)
	{
		out[0] = (char) c;
		*outlen = 1;
		return true;
	}
	if (GetDatabaseEncoding() == PG_SQL_ASCII ||
		!aiehr_unicode_to_server(c, (unsigned char *) out))
		aiehr_ereturn(r->escontext, false,
					  (errcode(ERRCODE_UNTRANSLATABLE_CHARACTER),
					   errmsg("invalid input syntax for type %s", TYPE_NAME(r->columns)),
					   errdetail("The encoding of this database has no character for \\u%04X.", c)));
	*outlen = strlen(out);
	return true;
}

/* Reads what follows a backslash into `out`; as read_unicode(). */
static bool
read_escape(Reader *r, char *out, int *outlen)
{
	const char *found;

	if (*r->at == 'u')
	{
		r->at++;
		return read_unicode(r, out, outlen);
	}
	found = *r->at == '\0' ? NULL : strchr(escape_letters, *r->at);
	if (found == NULL)
		syntax_error(r, "an escape of JSON");
	out[0] = escaped_chars[found - escape_letters];
	*outlen = 1;
	r->at++;
	return true;
}

/*
 * Reads a key with escapes, which must be copied; `r` stands after the opening quote. A key beyond the
 * limit is cut one byte above it, so that the constructor refuses it, and the rest only skipped.
 */
static bool
read_escaped_key(Reader *r, ScorecardItem *item)
{
	char	   *key = palloc(SCORECARD_MAX_KEYLEN + 1 + MAX_UNICODE_EQUIVALENT_STRING + 1);
	int			len = 0;

	while (*r->at != '"')
	{
		int			add = 1;

		if ((unsigned char) *r->at < ' ')
			syntax_error(r, "the end of a key");
		if (*r->at == '\\')
		{
			r->at++;
			if (!read_escape(r, key + len, &add))
				return false;
		}
		else
			key[len] = *r->at++;
		len = Min(len + add, SCORECARD_MAX_KEYLEN + 1);
	}
	r->at++;
	item->key = key;
	item->keylen = len;
	return true;
}

/* Reads a quoted key. One without escapes, nearly all, is not copied. */
static bool
read_key(Reader *r, ScorecardItem *item)
{
	const char *p;

	if (*r->at != '"')
		syntax_error(r, "a key in double quotes");
	p = ++r->at;
	while ((unsigned char) *p >= ' ' && *p != '"' && *p != '\\')
		p++;
	if (*p == '\\')
		return read_escaped_key(r, item);
	if (*p != '"')
	{
		r->at = p;
		syntax_error(r, "the end of a key");
	}
	item->key = r->at;
	item->keylen = (int) Min(p - r->at, SCORECARD_MAX_KEYLEN + 1);
	r->at = p + 1;
	return true;
}

/* Reads one character of the grammar, with white space around it. */
static bool
read_char(Reader *r, char c, const char *name)
{
	skip_space(r);
	if (*r->at != c)
		syntax_error(r, name);
	r->at++;
	skip_space(r);
	return true;
}

/* Reads the value of a key: a number, or an array of as many numbers as there are columns. */
static bool
read_value(Reader *r, ScorecardItem *item)
{
	if (r->columns == 1)
		return read_number(r, item, &item->value[0]);
	if (!read_char(r, '[', "an array of numbers"))
		return false;
	for (int i = 0; i < r->columns; i++)
	{
		if (i > 0 && !read_char(r, ',', "a comma"))
			return false;
		if (!read_number(r, item, &item->value[i]))
			return false;
	}
	return read_char(r, ']', "the end of the array");
}

/* Reads one key and its value; the array of items grows up to the limit of keys and one above. */
static bool
read_item(Reader *r)
{
	ScorecardItem *item;

	CHECK_FOR_INTERRUPTS();
	if (r->nitems >= SCORECARD_MAX_KEYS)
		aiehr_ereturn(r->escontext, false,
					  (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					   errmsg("scorecard has too many keys"),
					   errdetail("The limit is %d keys.", SCORECARD_MAX_KEYS)));
	if (r->nitems >= r->maxitems)
	{
		r->maxitems *= 2;
		r->items = repalloc(r->items, sizeof(ScorecardItem) * r->maxitems);
	}
	item = &r->items[r->nitems++];
	return read_key(r, item) && read_char(r, ':', "a colon") && read_value(r, item);
}

/* Reads the whole object; true when nothing but white space follows it. */
static bool
read_object(Reader *r)
{
	if (!read_char(r, '{', "an object in braces"))
		return false;
	if (*r->at != '}')
	{
		do
		{
			skip_space(r);
			if (!read_item(r))
				return false;
			skip_space(r);
		} while (*r->at++ == ',');
		r->at--;
	}
	if (!read_char(r, '}', "a comma or the closing brace"))
		return false;
	if (*r->at != '\0')
		syntax_error(r, "the end");
	return true;
}

/*
 * A card with this many columns from its text form, which ends in a zero byte. NULL after a soft
 * error.
 */
Scorecard *
scorecard_parse(const char *text, int columns, Node *escontext)
{
	Reader		r;

	r.start = r.at = text;
	r.columns = columns;
	r.escontext = escontext;
	r.nitems = 0;
	r.maxitems = 16;
	r.items = palloc(sizeof(ScorecardItem) * r.maxitems);
	if (!read_object(&r))
		return NULL;
	return scorecard_from_items(r.items, r.nitems, columns,
								ERRCODE_INVALID_TEXT_REPRESENTATION, escontext);
}

/* Appends a key as a JSON string. */
void
scorecard_write_key(StringInfo out, const char *key, int keylen)
{
	appendStringInfoCharMacro(out, '"');
	for (int i = 0; i < keylen; i++)
	{
		char		c = key[i];
		const char *found;

		if ((unsigned char) c >= ' ' && c != '"' && c != '\\')
			appendStringInfoCharMacro(out, c);
		else if (c != '\0' && (found = strchr(escaped_chars, c)) != NULL)
		{
			appendStringInfoCharMacro(out, '\\');
			appendStringInfoCharMacro(out, escape_letters[found - escaped_chars]);
		}
		else
			appendStringInfo(out, "\\u%04x", (unsigned char) c);
	}
	appendStringInfoCharMacro(out, '"');
}

/* Appends the shortest digits that read back as the same double, whatever extra_float_digits says. */
void
scorecard_write_number(StringInfo out, float8 value)
{
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];
	int			len = double_to_shortest_decimal_bufn(value, digits);

	appendBinaryStringInfo(out, digits, len);
}

/* The text form of a card, keys in byte order. */
char *
scorecard_to_text(const Scorecard *s)
{
	StringInfoData out;
	ScorecardCursor cursor;

	scorecard_check(s);
	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	scorecard_cursor(s, &cursor);
	while (scorecard_next(&cursor))
	{
		if (cursor.index > 0)
			appendBinaryStringInfo(&out, ", ", 2);
		scorecard_write_key(&out, cursor.key, cursor.keylen);
		appendBinaryStringInfo(&out, ": ", 2);
		if (s->columns > 1)
			appendStringInfoChar(&out, '[');
		for (int i = 0; i < s->columns; i++)
		{
			if (i > 0)
				appendBinaryStringInfo(&out, ", ", 2);
			scorecard_write_number(&out, SCORECARD_COLUMN(s, i)[cursor.index]);
		}
		if (s->columns > 1)
			appendStringInfoChar(&out, ']');
	}
	appendStringInfoChar(&out, '}');
	return out.data;
}
