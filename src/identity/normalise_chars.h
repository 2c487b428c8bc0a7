/*
 * normalise_chars.h
 *		Characters of a text as code points, for the normalisation of people's data; inside src/identity only.
 *
 * Whatever the database's encoding, the rules see Unicode code points. A byte or character that has no
 * code point (in SQL_ASCII every byte above 127) travels as an opaque value above Unicode's last one: it
 * is equal to itself, belongs to no class, and is written back as it came.
 */
#ifndef NORMALISE_CHARS_H
#define NORMALISE_CHARS_H

#include "aiehr.h"

#include "mb/pg_wchar.h"

#define CHARS_FIXED 96

typedef struct Chars
{
	pg_wchar   *c;				/* in `fixed`, or allocated when longer */
	int			n;
	int			room;
	pg_wchar	fixed[CHARS_FIXED];
} Chars;

/* What is wrong with a value, in the order of docs/reference/normalise.md. */
typedef enum ValueNote
{
	VALUE_GOOD,
	VALUE_EMPTY,				/* nothing, or a word that says so; neither valid nor invalid */
	VALUE_FORMAT,				/* characters that such a value does not have */
	VALUE_LENGTH,
	VALUE_REGION,				/* no such province, or country, or none was given */
	VALUE_PREFIX,				/* a range of telephone numbers that is not in use */
	VALUE_DATE,					/* a day that the calendar does not have */
	VALUE_CHECKSUM,
	VALUE_AMBIGUOUS,			/* day and month, or the century, cannot be told */
	VALUE_YEAR,					/* a year alone */
	VALUE_MONTH,				/* good, but a month alone: its first day stands for it */
	VALUE_UNKNOWN				/* no level of education that is known */
} ValueNote;

#define VALUE_IS_GOOD(note) ((note) == VALUE_GOOD || (note) == VALUE_MONTH)
#define VALUE_IS_INVALID(note) (!VALUE_IS_GOOD(note) && (note) != VALUE_EMPTY)

/* Characters that fold to lower case by the same distance: from first to last, each step-th. */
typedef struct CaseRun
{
	int32		first;
	int32		last;
	int32		step;
	int32		delta;
} CaseRun;

#define OPAQUE_BASE 0x110000
#define IS_OPAQUE(c) ((c) >= OPAQUE_BASE)
#define IS_DIGIT(c) ((c) >= '0' && (c) <= '9')
#define IS_LOWER(c) ((c) >= 'a' && (c) <= 'z')
#define IS_DASH(c) (((c) >= 0x2010 && (c) <= 0x2015) || (c) == 0x2212)	/* beside the one of ASCII */

/* Is the character one of a few of ASCII's? */
static inline bool
char_among(pg_wchar c, const char *set)
{
	return c > 0 && c < 0x80 && strchr(set, (int) c) != NULL;
}

extern const int aiehr_nsyllables;
extern const char aiehr_syllables[][8];
extern const char aiehr_readings[];
extern const int aiehr_nsimplified;
extern const char aiehr_simplified[];
extern const int aiehr_ncase_runs;
extern const CaseRun aiehr_case_runs[];

/* normalise_text.c */
extern void chars_init(Chars *t);
extern void chars_free(Chars *t);
extern void chars_add(Chars *t, pg_wchar c);
extern void chars_add_ascii(Chars *t, const char *s);
extern void chars_decode(Chars *t, const char *s, int len);
extern void chars_read(Chars *t, const char *s, int len);
extern bool chars_read_value(Chars *t, const char *s, int len);
extern void chars_fold(Chars *t);
extern void chars_trim(Chars *t, int first, int last);
extern char *chars_to_server(const pg_wchar *c, int n);
extern bool chars_ascii(const Chars *t, char *out, int room);
extern bool chars_say_nothing(const Chars *t);
extern bool chars_server_has_han(void);
extern pg_wchar char_fold(pg_wchar c);
extern pg_wchar char_base(pg_wchar c);
extern bool char_is_mark(pg_wchar c);

/* the rank of surnames of two characters, see surname_rank() */
#define COMPOUND_RANK 250

/* normalise_pinyin.c */
extern bool char_is_han(pg_wchar c);
extern pg_wchar char_simplified(pg_wchar c);
extern const char *char_reading(pg_wchar c);
extern bool pinyin_is_syllable(const char *s, int len);
extern int	pinyin_split(const char *word, int len, int *ends, int most);
extern int	surname_rank(const char *s, int len);
extern int	surname_han_length(const pg_wchar *c, int n);
extern const char *surname_reading(const pg_wchar *c, int n, const char **other);

/* the values; each gives what is wrong, and its result when the note is good */
extern ValueNote email_value(const char *s, int len, char **result);
extern ValueNote phone_value(const char *s, int len, const char *region, char **result);
extern ValueNote id_number_value(const char *s, int len, char **result);
extern ValueNote date_value(const char *s, int len, int32 *date);
extern ValueNote education_value(const char *s, int len, int *level);

#endif							/* NORMALISE_CHARS_H */
