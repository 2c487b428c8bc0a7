/*
 * words.h
 *		The words of a text, by Unicode's rules of word breaking (UAX #29) and ICU's dictionaries.
 *
 * Words come in compatibility form with their case folded (NFKC_Casefold), in the server's encoding.
 */
#ifndef AIEHR_WORDS_H
#define AIEHR_WORDS_H

#include "aiehr.h"

#define WORD_MAX_LENGTH 255		/* bytes; longer pieces are no words */
#define WORDS_MAX_TEXT (10 * 1024 * 1024)	/* bytes; ICU cannot be interrupted within a text */
#define WORDS_MAX_LOCALE 31		/* bytes of a locale's name */
#define WORDS_ANY_LOCALE "root"

typedef struct Words
{
	int			n;
	int			max;
	int		   *start;			/* of each word in `bytes` */
	uint32	   *hash;			/* of the bytes of each word, by hash_bytes() */
	Size		nbytes;
	Size		maxbytes;
	char	   *bytes;			/* the words, zero-terminated */
} Words;

#define WORDS_WORD(w, i) ((w)->bytes + (w)->start[i])

extern bool words_locale_sound(const char *locale, Size room);
extern void words_check_locale(const char *locale);
extern void words_split(const char *text, int length, const char *locale, Words *words);
extern const Words *words_of(const char *text, int length, const char *locale);
extern const char *words_icu_version(void);

#endif							/* AIEHR_WORDS_H */
