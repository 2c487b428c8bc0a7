/*
 * words.c
 *		Splitting a text into words with ICU.
 *
 * ICU allocates with malloc() and never calls back, so that no error of ours can leave it half done. Its
 * break iterators are dear to open and cheap to use again: a few are kept, by locale. What a text is split
 * into is kept for the last few texts, since several models look at the same answer one after the other.
 *
 * A text of ASCII alone, the usual case in English, needs no normalisation but lower case.
 */
#include "text/words.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "catalog/namespace.h"
#include "common/hashfn.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

/* Marks on one letter beyond which more are dropped: putting them in order takes quadratic time. */
#define MAX_MARKS 30
#define KEPT_ITERATORS 8
#define KEPT_TEXTS 16			/* a power of two */
#define KEPT_LENGTH (64 * 1024) /* bytes of a text that is kept */
#define FIRST_WORDS 64
#define INTERRUPT_EVERY 4096	/* pieces */

/* A text in UTF-16 */
typedef struct Utf16
{
	UChar	   *c;
	int32_t		n;
} Utf16;

typedef struct KeptIterator
{
	char		locale[WORDS_MAX_LOCALE + 1];
	UBreakIterator *iterator;	/* NULL for none */
} KeptIterator;

typedef struct KeptText
{
	MemoryContext context;		/* of text and words; NULL for none */
	char		locale[WORDS_MAX_LOCALE + 1];
	char	   *text;
	int			length;
	Words		words;
} KeptText;

static KeptIterator kept_iterator[KEPT_ITERATORS];
static int	next_iterator = 0;
static KeptText kept_text[KEPT_TEXTS];

/* Reports what ICU could not do. */
static void
icu_failed(const char *what, UErrorCode status)
{
	ereport(ERROR,
			(errcode(status == U_MEMORY_ALLOCATION_ERROR ? ERRCODE_OUT_OF_MEMORY : ERRCODE_SYSTEM_ERROR),
			 errmsg("could not %s: %s", what, u_errorName(status)),
			 errhint("The data of ICU (libicudata) must be of the version that aiehr is linked with.")));
}

/* The version of ICU and so of its rules and dictionaries, such as 72.1. */
const char *
words_icu_version(void)
{
	static char text[U_MAX_VERSION_STRING_LENGTH] = "";

	if (text[0] == '\0')
	{
		UVersionInfo version;

		u_getVersion(version);
		u_versionToString(version, text);
	}
	return text;
}

/* Does the name say no language? */
static bool
any_language(const char *locale)
{
	return strcmp(locale, WORDS_ANY_LOCALE) == 0 || strcmp(locale, "und") == 0;
}

/* Is it a name of a locale by its letters, and does it end within the room? */
bool
words_locale_sound(const char *locale, Size room)
{
	Size		length = strnlen(locale, room);

	return length > 0 && length < room &&
		strspn(locale, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == length;
}

/* Refuses what names no language. ICU itself would take the locale of the server's environment instead. */
void
words_check_locale(const char *locale)
{
	if (!words_locale_sound(locale, WORDS_MAX_LOCALE + 1) ||
		(!any_language(locale) && uloc_getISO3Language(locale)[0] == '\0'))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("locale \"%s\" is not known", locale),
				 errhint("Use root for rules that suit all languages, or a language such as "
						 "en, zh, ja, ko.")));
}

/* Opens a break iterator. Rules that ICU has for no such locale are those of root, never its default's. */
static UBreakIterator *
open_iterator(const char *locale)
{
	UErrorCode	status = U_ZERO_ERROR;
	UBreakIterator *iterator = ubrk_open(UBRK_WORD, locale, NULL, 0, &status);

	if (status == U_USING_DEFAULT_WARNING && !any_language(locale))
	{
		ubrk_close(iterator);
		status = U_ZERO_ERROR;
		iterator = ubrk_open(UBRK_WORD, WORDS_ANY_LOCALE, NULL, 0, &status);
	}
	if (U_FAILURE(status))
		icu_failed("open ICU's rules of words", status);
	return iterator;
}

/* The break iterator of a locale. */
static UBreakIterator *
iterator_of(const char *locale)
{
	KeptIterator *kept;
	UBreakIterator *opened;

	for (int i = 0; i < KEPT_ITERATORS; i++)
	{
		if (kept_iterator[i].iterator != NULL && strcmp(kept_iterator[i].locale, locale) == 0)
			return kept_iterator[i].iterator;
	}
	words_check_locale(locale);
	opened = open_iterator(locale);
	kept = &kept_iterator[next_iterator];
	next_iterator = (next_iterator + 1) % KEPT_ITERATORS;
	if (kept->iterator != NULL)
		ubrk_close(kept->iterator);
	strlcpy(kept->locale, locale, sizeof(kept->locale));
	kept->iterator = opened;
	return opened;
}

/* A text of ASCII in lower case; false, and nothing allocated, where there are other bytes. */
static bool
from_ascii(const char *text, int length, Utf16 *out)
{
	for (int i = 0; i < length; i++)
	{
		if (IS_HIGHBIT_SET(text[i]))
			return false;
	}
	out->c = (UChar *) palloc(sizeof(UChar) * (length + 1));
	for (int i = 0; i < length; i++)
		out->c[i] = text[i] >= 'A' && text[i] <= 'Z' ? text[i] + ('a' - 'A') : text[i];
	out->n = length;
	return true;
}

/* A text in the server's encoding as UTF-16; broken characters become U+FFFD. */
static void
from_server(const char *text, int length, Utf16 *out)
{
	char	   *utf8 = pg_server_to_any(text, length, PG_UTF8);
	int			bytes = utf8 == text ? length : (int) strlen(utf8);
	UErrorCode	status = U_ZERO_ERROR;

	out->c = (UChar *) palloc(sizeof(UChar) * ((Size) bytes + 1));
	u_strFromUTF8WithSub(out->c, bytes + 1, &out->n, utf8, bytes, 0xFFFD, NULL, &status);
	if (U_FAILURE(status))
		icu_failed("read a text", status);
	if (utf8 != text)
		pfree(utf8);
}

/* Drops marks beyond MAX_MARKS on one letter, and makes the typographic apostrophe the plain one. */
static void
tidy(Utf16 *t)
{
	int32_t		kept = 0;
	int			marks = 0;

	for (int32_t i = 0; i < t->n;)
	{
		int32_t		begin = i;
		UChar32		c;

		U16_NEXT(t->c, i, t->n, c);
		marks = c >= 0x300 && u_getCombiningClass(c) > 0 ? marks + 1 : 0;
		if (marks > MAX_MARKS)
			continue;
		if (c == 0x2019)
			t->c[begin] = '\'';
		while (begin < i)
			t->c[kept++] = t->c[begin++];
	}
	t->n = kept;
}

/* Brings a text into compatibility form with its case folded. */
static void
normalise(Utf16 *t)
{
	UErrorCode	status = U_ZERO_ERROR;
	const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&status);
	int32_t		room = t->n + t->n / 4 + 16;

	for (;;)
	{
		UChar	   *out;
		int32_t		n;

		if (U_FAILURE(status))
			icu_failed("bring a text into Unicode's compatibility form", status);
		out = (UChar *) palloc(sizeof(UChar) * (Size) room);
		n = unorm2_normalize(form, t->c, t->n, out, room, &status);
		if (status != U_BUFFER_OVERFLOW_ERROR)
		{
			if (U_FAILURE(status))
				continue;
			pfree(t->c);
			t->c = out;
			t->n = n;
			return;
		}
		pfree(out);
		room = n + 1;
		status = U_ZERO_ERROR;
	}
}

/* Has a piece a letter or a digit? Rules of word breaking also join underscores. */
static bool
is_word(const UChar *c, int32_t n)
{
	for (int32_t i = 0; i < n;)
	{
		UChar32		next;

		U16_NEXT(c, i, n, next);
		if (u_isalnum(next))
			return true;
	}
	return false;
}

/* Converts UTF-8 to the server's encoding; what has no place there is left out. Returns the bytes. */
static int
to_server(char *utf8, int bytes, char *out)
{
	int			encoding = GetDatabaseEncoding();
	Oid			proc = FindDefaultConversionProc(PG_UTF8, encoding);
	int			written = 0;

	for (char *at = utf8; OidIsValid(proc) && at < utf8 + bytes; at += pg_encoding_mblen(PG_UTF8, at))
	{
		unsigned char c[MAX_CONVERSION_GROWTH * MAX_UNICODE_EQUIVALENT_STRING + 1];
		int			one = pg_encoding_mblen(PG_UTF8, at);

		if (pg_do_encoding_conversion_buf(proc, PG_UTF8, encoding, (unsigned char *) at, one,
										  c, sizeof(c), true) != one)
			continue;
		if (written + strlen((char *) c) > WORD_MAX_LENGTH)
			return WORD_MAX_LENGTH + 1;
		memcpy(out + written, c, strlen((char *) c));
		written += (int) strlen((char *) c);
	}
	return written;
}

/*
 * Writes a piece in the server's encoding; returns its bytes, 0 where it is no word. `out` has room for
 * WORD_MAX_LENGTH bytes.
 */
static int
piece_to_server(const UChar *c, int32_t n, char *out)
{
	char		utf8[WORD_MAX_LENGTH * 3 + 1];
	int			bytes = 0;

	if (n > WORD_MAX_LENGTH || !is_word(c, n))
		return 0;
	for (int32_t i = 0; i < n;)
	{
		UChar32		next;

		U16_NEXT(c, i, n, next);
		if (U_IS_SURROGATE(next))
			continue;
		U8_APPEND_UNSAFE(utf8, bytes, next);
	}
	if (GetDatabaseEncoding() != PG_UTF8 && GetDatabaseEncoding() != PG_SQL_ASCII)
	{
		char		server[WORD_MAX_LENGTH];

		bytes = to_server(utf8, bytes, server);
		if (bytes <= WORD_MAX_LENGTH)
			memcpy(out, server, bytes);
	}
	else if (bytes <= WORD_MAX_LENGTH)
		memcpy(out, utf8, bytes);
	return bytes > WORD_MAX_LENGTH ? 0 : bytes;
}

/* Appends a piece, where it is a word. */
static void
add_piece(Words *words, const UChar *c, int32_t n)
{
	int			bytes;

	if (words->n == words->max)
	{
		words->max *= 2;
		words->start = (int *) repalloc(words->start, sizeof(int) * words->max);
		words->hash = (uint32 *) repalloc(words->hash, sizeof(uint32) * words->max);
	}
	if (words->nbytes + WORD_MAX_LENGTH + 1 > words->maxbytes)
	{
		words->maxbytes *= 2;
		words->bytes = (char *) repalloc(words->bytes, words->maxbytes);
	}
	bytes = piece_to_server(c, n, words->bytes + words->nbytes);
	if (bytes == 0)
		return;
	words->start[words->n] = (int) words->nbytes;
	words->hash[words->n++] = hash_bytes((unsigned char *) words->bytes + words->nbytes, bytes);
	words->nbytes += bytes;
	words->bytes[words->nbytes++] = '\0';
}

/* Splits a normalised text. */
static void
split_utf16(const Utf16 *t, UBreakIterator *iterator, Words *words)
{
	UErrorCode	status = U_ZERO_ERROR;
	int32_t		begin;
	int64		pieces = 0;

	ubrk_setText(iterator, t->c, t->n, &status);
	if (U_FAILURE(status))
		icu_failed("split a text into words", status);
	begin = ubrk_first(iterator);
	for (int32_t end = ubrk_next(iterator); end != UBRK_DONE; end = ubrk_next(iterator))
	{
		if (ubrk_getRuleStatus(iterator) >= UBRK_WORD_NONE_LIMIT)
			add_piece(words, t->c + begin, end - begin);
		begin = end;
		if (++pieces % INTERRUPT_EVERY == 0)
			CHECK_FOR_INTERRUPTS();
	}
}

/*
 * Splits a text of the server's encoding; the words are in the current memory context. In SQL_ASCII,
 * bytes above 127 are read as UTF-8, and are an error (22021) where they are none.
 */
void
words_split(const char *text, int length, const char *locale, Words *words)
{
	UBreakIterator *iterator = iterator_of(locale);
	Utf16		t;

	if (length > WORDS_MAX_TEXT)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("text is too long to be split into words"),
				 errdetail("It has %d bytes; the limit is %d.", length, WORDS_MAX_TEXT),
				 errhint("Split it by chapters or pages first.")));
	memset(words, 0, sizeof(*words));
	words->max = FIRST_WORDS;
	words->start = (int *) palloc(sizeof(int) * words->max);
	words->hash = (uint32 *) palloc(sizeof(uint32) * words->max);
	words->maxbytes = 2 * (WORD_MAX_LENGTH + 1);
	words->bytes = (char *) palloc(words->maxbytes);
	if (!from_ascii(text, length, &t))
	{
		from_server(text, length, &t);
		tidy(&t);
		normalise(&t);
	}
	split_utf16(&t, iterator, words);
	pfree(t.c);
}

/* The words of a text; they stay until a few other texts have been split. */
const Words *
words_of(const char *text, int length, const char *locale)
{
	KeptText   *kept;
	MemoryContext before;

	if (length > KEPT_LENGTH)
	{
		Words	   *words = (Words *) palloc(sizeof(Words));

		words_split(text, length, locale, words);
		return words;
	}
	kept = &kept_text[hash_bytes((const unsigned char *) text, length) & (KEPT_TEXTS - 1)];
	if (kept->text != NULL && kept->length == length && strcmp(kept->locale, locale) == 0 &&
		memcmp(kept->text, text, length) == 0)
		return &kept->words;
	kept->text = NULL;			/* until all is there */
	if (kept->context == NULL)
		kept->context = AllocSetContextCreate(TopMemoryContext, "words", ALLOCSET_DEFAULT_SIZES);
	MemoryContextReset(kept->context);
	before = MemoryContextSwitchTo(kept->context);
	words_split(text, length, locale, &kept->words);
	strlcpy(kept->locale, locale, sizeof(kept->locale));
	kept->length = length;
	kept->text = pnstrdup(text, length);
	MemoryContextSwitchTo(before);
	return &kept->words;
}
