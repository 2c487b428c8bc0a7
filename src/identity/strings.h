/*
 * strings.h
 *		Distances between strings, over characters.
 */
#ifndef AIEHR_STRINGS_H
#define AIEHR_STRINGS_H

#include "aiehr.h"

#include "mb/pg_wchar.h"

/* A string as its characters: code points in UTF8, in other encodings whatever tells them apart. */
typedef struct CharString
{
	int			length;
	const pg_wchar *chars;
} CharString;

extern CharString char_string(const char *text, int bytes, pg_wchar *room);
extern int	char_string_levenshtein(CharString a, CharString b);
extern int	char_string_osa(CharString a, CharString b);
extern float8 char_string_jaro_winkler(CharString a, CharString b);

#endif							/* AIEHR_STRINGS_H */
