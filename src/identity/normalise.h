/*
 * normalise.h
 *		People's data as they are compared: names, e-mail, telephone and identity numbers, dates, education.
 *
 * Every function takes a text as it is stored, `len` bytes in the server's encoding without a zero byte at
 * its end, and depends on nothing else: no locale, no setting, no clock. Results are palloc'd, in the
 * server's encoding. None raises an error over its input. NULL (or false) means that there is no value;
 * `*invalid` then tells one that was there and is no valid value from an absent one. The rules are in
 * docs/reference/normalise.md.
 */
#ifndef NORMALISE_H
#define NORMALISE_H

#include "aiehr.h"

#include "utils/date.h"

typedef struct PersonName
{
	char	   *folded;			/* the whole name: NFKC, folded, simplified ideographs */
	char	   *tokens;			/* its words, or syllables of pinyin, without accents, sorted */
	char	   *pinyin;			/* family name, space, given name; NULL where it has no reading */
	char	   *family;			/* NULL when the name does not tell */
	char	   *given;
	bool		han;			/* written in ideographs */
	char	   *pinyin_other;	/* with the other reading of a surname that has two, else NULL */
	const char *script;			/* han, latin, hangul, kana, mixed or other; not to be freed */
} PersonName;

/* NFKC, lower case, white space as single spaces; NULL when nothing is left. */
extern char *aiehr_normalise_text(const char *s, int len);

/* The address in lower case, and the mailbox behind it for providers that ignore dots and tags. */
extern char *aiehr_normalise_email(const char *s, int len, bool *invalid);

/* E.164, as +8613800138000. `region` is the country of numbers without a calling code, or NULL. */
extern char *aiehr_normalise_phone(const char *s, int len, const char *region, bool *invalid);

/* The 18 characters of GB 11643-1999; the older form of 15 is completed. */
extern char *aiehr_normalise_id_number(const char *s, int len, bool *invalid);

/* Birth date and sex ('F' or 'M') that a number from the function above states; false for anything else. */
extern bool aiehr_id_number_facts(const char *id18, DateADT *birth, char *sex);

/* The day; the first of the month where only the month is given. */
extern bool aiehr_normalise_date(const char *s, int len, DateADT *date, bool *invalid);

/* Level of ISCED 2011, 0..8; -1 for none. */
extern int	aiehr_education_level(const char *s, int len, bool *invalid);

/* The parts of a person's name; false when it has no letter. */
extern bool aiehr_normalise_name(const char *s, int len, PersonName *name);

#endif							/* NORMALISE_H */
