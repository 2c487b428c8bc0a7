/*
 * words_sql.c
 *		The words of a text, as an array.
 */
#include "text/words.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

/* words(text, locale) -> text[], in their order, each as often as it is there */
PG_FUNCTION_INFO_V1(aiehr_words);
Datum
aiehr_words(PG_FUNCTION_ARGS)
{
	text	   *t = PG_GETARG_TEXT_PP(0);
	char	   *locale = text_to_cstring(PG_GETARG_TEXT_PP(1));
	Words		words;
	Datum	   *elements;

	words_split(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), locale, &words);
	elements = (Datum *) palloc(sizeof(Datum) * Max(words.n, 1));
	for (int i = 0; i < words.n; i++)
		elements[i] = CStringGetTextDatum(WORDS_WORD(&words, i));
	PG_RETURN_ARRAYTYPE_P(construct_array(elements, words.n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* icu_version() -> text, of the library that the server has loaded now */
PG_FUNCTION_INFO_V1(aiehr_icu_version);
Datum
aiehr_icu_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(words_icu_version()));
}
