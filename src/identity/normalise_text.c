/*
 * normalise_text.c
 *		Texts as code points: decoding, Unicode's compatibility form (NFKC), case, white space
 *
 * PostgreSQL's own unicode_normalize() does the form; its tables are compiled in. Most texts are of
 * characters that the form leaves alone and never reach it. Case folds by Unicode's table, never by the
 * locale, so that results can be indexed. Characters that cannot be seen (zero width, direction marks,
 * soft hyphens) are dropped, since they come along unnoticed when a value is copied from elsewhere.
 */
#include "identity/normalise.h"

#include "catalog/namespace.h"
#include "common/unicode_norm.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "identity/normalise_chars.h"

/* NFKC sorts the marks behind a letter in quadratic time, so endless rows of them are cut. */
#define SEGMENT_MAX 1024

/* Starts an empty text. */
void
chars_init(Chars *t)
{
	t->c = t->fixed;
	t->n = 0;
	t->room = CHARS_FIXED;
}

/* Makes room for `more` characters. */
static void
chars_reserve(Chars *t, int more)
{
	Size		room = t->room;
	pg_wchar   *c;

	if ((Size) t->n + more <= room)
		return;
	room = Max(room * 2, (Size) t->n + more);
	if (t->c != t->fixed)
		t->c = repalloc_huge(t->c, room * sizeof(pg_wchar));
	else
	{
		c = MemoryContextAllocHuge(CurrentMemoryContext, room * sizeof(pg_wchar));
		memcpy(c, t->c, t->n * sizeof(pg_wchar));
		t->c = c;
	}
	t->room = (int) Min(room, (Size) INT_MAX);
}

/* Ends a text. */
void
chars_free(Chars *t)
{
	if (t->c != t->fixed)
		pfree(t->c);
}

/* Appends a character. */
void
chars_add(Chars *t, pg_wchar c)
{
	if (t->n >= t->room)
		chars_reserve(t, 1);
	t->c[t->n++] = c;
}

/* Appends a C string of ASCII characters. */
void
chars_add_ascii(Chars *t, const char *s)
{
	while (*s)
		chars_add(t, (unsigned char) *s++);
}

/* Keeps the characters from `first` to before `last`. */
void
chars_trim(Chars *t, int first, int last)
{
	if (last < first)
		last = first;
	t->n = last - first;
	memmove(t->c, t->c + first, t->n * sizeof(pg_wchar));
}

/* Appends the code points of UTF-8; a sequence that is cut off or impossible, byte by byte as opaque. */
static void
add_utf8(Chars *t, const unsigned char *s, int len)
{
	const unsigned char *end = s + len;

	chars_reserve(t, len);
	while (s < end)
	{
		int			size = *s < 0x80 ? 1 : (*s & 0xE0) == 0xC0 ? 2 : (*s & 0xF0) == 0xE0 ? 3 : 4;

		if (size > end - s || !pg_utf8_islegal(s, size))
			t->c[t->n++] = OPAQUE_BASE + *s++;
		else
		{
			t->c[t->n++] = utf8_to_unicode(s);
			s += size;
		}
	}
}

/*
 * Appends a text of another encoding by way of UTF-8. Conversion stops at a character that has no code
 * point; its bytes stay opaque and it goes on behind.
 */
static void
add_converted(Chars *t, const unsigned char *s, int len)
{
	int			encoding = GetDatabaseEncoding();
	Oid			proc = encoding == PG_SQL_ASCII ? InvalidOid : FindDefaultConversionProc(encoding, PG_UTF8);

	while (len > 0)
	{
		int			done = 0;

		if (OidIsValid(proc))
		{
			int			part = Min(len, 1 << 20);	/* the buffer is a multiple of it */
			int			size = part * MAX_CONVERSION_GROWTH + 1;
			unsigned char *utf8 = palloc(size);

			part = pg_encoding_mbcliplen(encoding, (const char *) s, len, part);
			done = pg_do_encoding_conversion_buf(proc, encoding, PG_UTF8, (unsigned char *) s, part,
												 utf8, size, true);
			add_utf8(t, utf8, strlen((char *) utf8));
			pfree(utf8);
			s += done;
			len -= done;
			if (done == part && done > 0)
				continue;
		}
		if (len > 0)
		{
			int			size = OidIsValid(proc) ? pg_encoding_mblen(encoding, (const char *) s) : 1;

			for (; size > 0 && len > 0; size--, len--, s++)
				chars_add(t, *s < 0x80 ? *s : OPAQUE_BASE + *s);
		}
	}
}

/* White space, Unicode's included. */
static bool
is_space(pg_wchar c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
		(c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
		c == 0x3000;
}

/* Characters without a glyph of their own that are in nobody's name. */
static bool
is_invisible(pg_wchar c)
{
	return c == 0xAD || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
		(c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x7F ||
		(c < 0x20 && !is_space(c)) || (c >= 0xE0000 && c <= 0xE01EF);
}

/* Is the character its own compatibility form, and never part of the one before it? */
static inline bool
is_plain(pg_wchar c)
{
	return c < 0x80 || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
		(c >= 0xC0 && c <= 0x131) || (c >= 0x410 && c <= 0x44F) || (c >= 0xAC00 && c <= 0xD7A3) ||
		c == 0xB7 || c == 0x3001 || c == 0x3002 || IS_OPAQUE(c);
}

/* A letter or sign of ASCII's in full width, as East Asian keyboards make them. */
static inline bool
is_full_width(pg_wchar c)
{
	return c >= 0xFF01 && c <= 0xFF5E;
}

/* Brings n characters into the form and appends them. */
static void
add_normalised(Chars *t, const pg_wchar *c, int n)
{
	pg_wchar   *piece = palloc((n + 1) * sizeof(pg_wchar));
	pg_wchar   *form;

	memcpy(piece, c, n * sizeof(pg_wchar));
	piece[n] = 0;
	form = unicode_normalize(UNICODE_NFKC, piece);
	for (int i = 0; form[i] != 0; i++)
		chars_add(t, form[i]);
	pfree(form);
	pfree(piece);
}

/*
 * The compatibility form of `raw`. Only stretches that need it go through the general function, each with
 * the plain character before it, to which a mark may belong.
 */
static void
normalise_form(Chars *t, const Chars *raw)
{
	int			i = 0;

	while (i < raw->n)
	{
		pg_wchar	c = raw->c[i];
		int			end;

		if (i % SEGMENT_MAX == 0)
			CHECK_FOR_INTERRUPTS();
		if ((is_plain(c) || is_full_width(c)) &&
			(i + 1 >= raw->n || is_plain(raw->c[i + 1]) || is_full_width(raw->c[i + 1])))
		{
			chars_add(t, is_full_width(c) ? c - (0xFF01 - '!') : c);
			i++;
			continue;
		}
		for (end = i + 1; end < raw->n && end - i < SEGMENT_MAX && !is_plain(raw->c[end]); end++)
			;
		CHECK_FOR_INTERRUPTS();
		add_normalised(t, raw->c + i, end - i);
		i = end;
	}
}

/* White space becomes single spaces, none at the ends; what cannot be seen goes. */
static void
collapse_spaces(Chars *t)
{
	int			n = 0;

	for (int i = 0; i < t->n; i++)
	{
		pg_wchar	c = t->c[i];

		if (is_space(c))
			c = ' ';
		else if (is_invisible(c))
			continue;
		if (c != ' ' || (n > 0 && t->c[n - 1] != ' '))
			t->c[n++] = c;
	}
	while (n > 0 && t->c[n - 1] == ' ')
		n--;
	t->n = n;
}

/* Reads a text of the server's encoding as it stands, one code point a character. `t` is not yet started. */
void
chars_decode(Chars *t, const char *s, int len)
{
	chars_init(t);
	if (GetDatabaseEncoding() == PG_UTF8)
		add_utf8(t, (const unsigned char *) s, len);
	else
		add_converted(t, (const unsigned char *) s, len);
}

/*
 * Reads a text of the server's encoding: compatibility form, single spaces. `t` is not yet started.
 */
void
chars_read(Chars *t, const char *s, int len)
{
	Chars		raw;
	bool		ascii = true;

	for (int i = 0; i < len && ascii; i++)
		ascii = !IS_HIGHBIT_SET(s[i]);
	if (ascii)
		chars_decode(t, s, len);
	else
	{
		chars_init(t);
		chars_decode(&raw, s, len);
		/* invisible characters would keep a mark from its letter */
		collapse_spaces(&raw);
		normalise_form(t, &raw);
		chars_free(&raw);
	}
	collapse_spaces(t);
}

/* The character in lower case, by Unicode's simple folding. */
pg_wchar
char_fold(pg_wchar c)
{
	int			low = 0;
	int			high = aiehr_ncase_runs - 1;

	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	if (c >= 0x3000 && c < 0xA640)
		return c;
	if (c == 0x130)				/* a capital I with a dot, which Unicode folds for Turkish alone */
		return 'i';
	while (low <= high)
	{
		int			middle = (low + high) / 2;
		const CaseRun *run = &aiehr_case_runs[middle];

		if ((int64) c < run->first)
			high = middle - 1;
		else if ((int64) c > run->last)
			low = middle + 1;
		else
			return (c - run->first) % run->step == 0 ? c + run->delta : c;
	}
	return c;
}

/*
 * Folds the case of the whole text; a sharp s, which has no capital of its own in most names, becomes ss.
 */
void
chars_fold(Chars *t)
{
	int			sharp = 0;

	for (int i = 0; i < t->n; i++)
	{
		t->c[i] = char_fold(t->c[i]);
		sharp += t->c[i] == 0xDF;
	}
	if (sharp == 0)
		return;
	chars_reserve(t, sharp);
	for (int from = t->n - 1, to = from + sharp; from >= 0; from--)
	{
		if (t->c[from] == 0xDF)
		{
			t->c[to--] = 's';
			t->c[to--] = 's';
		}
		else
			t->c[to--] = t->c[from];
	}
	t->n += sharp;
}

/* A mark that combines with the letter before it. */
bool
char_is_mark(pg_wchar c)
{
	return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
		(c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F);
}

/* The letter without its accents, for letters of the Latin alphabet in lower case; others as they are. */
pg_wchar
char_base(pg_wchar c)
{
	static const struct
	{
		pg_wchar	letter;
		char		base;
	}			stroked[] = {
		{0xF0, 'd'}, {0xF8, 'o'}, {0x111, 'd'}, {0x127, 'h'}, {0x131, 'i'}, {0x138, 'k'}, {0x142, 'l'},
		{0x14B, 'n'}, {0x167, 't'}, {0x180, 'b'}, {0x19A, 'l'}, {0x1B6, 'z'}, {0x268, 'i'}
	};
	pg_wchar	letter[2] = {c, 0};
	pg_wchar   *form;
	pg_wchar	base;

	if (c < 0xC0 || (c > 0x24F && (c < 0x1E00 || c > 0x1EFF)))
		return c;
	for (int i = 0; i < lengthof(stroked); i++)
	{
		if (stroked[i].letter == c)
			return stroked[i].base;
	}
	form = unicode_normalize(UNICODE_NFD, letter);
	base = form[0];
	pfree(form);
	return base;
}

/* How many bytes the code point has in UTF-8. */
static inline int
utf8_length(pg_wchar c)
{
	return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/* Appends UTF-8 as the server's encoding; a character that it does not have becomes a question mark. */
static void
append_server(StringInfo out, const unsigned char *utf8, int len)
{
	int			encoding = GetDatabaseEncoding();
	Oid			proc = encoding == PG_SQL_ASCII ? InvalidOid : FindDefaultConversionProc(PG_UTF8, encoding);

	while (len > 0)
	{
		int			part = Min(len, 1 << 20);
		int			size = part * MAX_CONVERSION_GROWTH + 1;
		int			done = 0;

		if (OidIsValid(proc))
		{
			unsigned char *converted = palloc(size);

			part = pg_encoding_mbcliplen(PG_UTF8, (const char *) utf8, len, part);
			done = pg_do_encoding_conversion_buf(proc, PG_UTF8, encoding, (unsigned char *) utf8, part,
												 converted, size, true);
			appendStringInfoString(out, (char *) converted);
			pfree(converted);
		}
		if (done < part)
		{
			appendStringInfoChar(out, *(utf8 + done) < 0x80 ? (char) *(utf8 + done) : '?');
			done += Min(pg_encoding_mblen(PG_UTF8, (const char *) utf8 + done), len - done);
		}
		utf8 += done;
		len -= done;
	}
}

/*
 * The characters as UTF-8, palloc'd; opaque ones as the bytes that they were. `*len` has the length without
 * the zero byte at the end.
 */
static char *
to_utf8(const pg_wchar *c, int n, int *len)
{
	char	   *out = MemoryContextAllocHuge(CurrentMemoryContext, (Size) n * 4 + 1);
	char	   *p = out;

	for (int i = 0; i < n; i++)
	{
		if (c[i] < 0x80)
			*p++ = (char) c[i];
		else if (IS_OPAQUE(c[i]))
			*p++ = (char) (c[i] - OPAQUE_BASE);
		else
		{
			unicode_to_utf8(c[i], (unsigned char *) p);
			p += utf8_length(c[i]);
		}
	}
	*p = '\0';
	*len = p - out;
	return out;
}

/* The characters in the server's encoding, palloc'd; opaque ones as the bytes that they were. */
char *
chars_to_server(const pg_wchar *c, int n)
{
	bool		utf8 = GetDatabaseEncoding() == PG_UTF8;
	StringInfoData out;
	int			len;

	for (int i = 0; i < n && !utf8; i++)
	{
		if (c[i] >= 0x80)
			break;
		utf8 = i == n - 1;		/* ASCII alone is the same in every encoding */
	}
	if (utf8)
		return to_utf8(c, n, &len);
	initStringInfo(&out);
	for (int i = 0; i < n;)
	{
		int			end = i;
		char	   *run;

		while (end < n && !IS_OPAQUE(c[end]))
			end++;
		run = to_utf8(c + i, end - i, &len);
		append_server(&out, (unsigned char *) run, len);
		pfree(run);
		for (i = end; i < n && IS_OPAQUE(c[i]); i++)
			appendStringInfoCharMacro(&out, (char) (c[i] - OPAQUE_BASE));
	}
	return out.data;
}

/* Copies the text into `out` if it is of ASCII characters alone and fits; else false. */
bool
chars_ascii(const Chars *t, char *out, int room)
{
	if (t->n >= room)
		return false;
	for (int i = 0; i < t->n; i++)
	{
		if (t->c[i] >= 0x80 || t->c[i] == 0)
			return false;
		out[i] = (char) t->c[i];
	}
	out[t->n] = '\0';
	return true;
}

/*
 * Can the server's encoding hold the simplified ideographs? Where it is a Japanese, Korean or traditional
 * one they would become question marks, so that names keep their own.
 */
bool
chars_server_has_han(void)
{
	return GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_EUC_CN;
}

/* Is the folded text nothing but marks, or a word that people write where they have nothing to say? */
bool
chars_say_nothing(const Chars *t)
{
	static const char *const words[] = {
		"none", "null", "nil", "n/a", "na", "nan", "unknown", "not available", "no", "tbd"
	};
	static const pg_wchar han[][2] = {{0x65E0, 0}, {0x6682, 0x65E0}, {0x6CA1, 0x6709}, {0x672A, 0x77E5},
	{0x4E0D, 0x8BE6}, {0x672A, 0x586B}, {0x4FDD, 0x5BC6}};
	char		word[16];
	bool		marks = true;

	for (int i = 0; i < t->n && marks; i++)
		marks = t->c[i] < 0x80 && !IS_DIGIT(t->c[i]) && !IS_LOWER(t->c[i]);
	if (marks)
		return true;
	if (chars_ascii(t, word, sizeof(word)))
	{
		for (int i = 0; i < lengthof(words); i++)
		{
			if (strcmp(word, words[i]) == 0)
				return true;
		}
	}
	for (int i = 0; i < lengthof(han); i++)
	{
		if (t->n > 0 && t->n <= 2 && t->c[0] == han[i][0] && (t->n == 2 ? t->c[1] : 0) == han[i][1])
			return true;
	}
	return false;
}

/* Reads and folds a value; false, with nothing to free, where it says that there is none. */
bool
chars_read_value(Chars *t, const char *s, int len)
{
	chars_read(t, s, len);
	chars_fold(t);
	if (!chars_say_nothing(t))
		return true;
	chars_free(t);
	return false;
}

/* See normalise.h. */
char *
aiehr_normalise_text(const char *s, int len)
{
	Chars		t;
	char	   *result;

	chars_read(&t, s, len);
	chars_fold(&t);
	result = t.n > 0 ? chars_to_server(t.c, t.n) : NULL;
	chars_free(&t);
	return result;
}
