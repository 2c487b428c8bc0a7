/*
 * options.c
 *		How a text model is to be fitted: the jsonb that fit_text() takes last.
 */
#include "text/sample.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

/* What holds when nothing is said. */
void
text_options_default(TextOptions *options)
{
	memset(options, 0, sizeof(*options));
	options->max_words = 2;
	options->min_count = 2;
	options->penalty = get_float8_nan();
	options->calibrate = 1;
	strlcpy(options->locale, WORDS_ANY_LOCALE, sizeof(options->locale));
}

/* Are these the same? */
bool
text_options_same(const TextOptions *a, const TextOptions *b)
{
	return a->max_words == b->max_words && a->min_count == b->min_count && a->calibrate == b->calibrate &&
		strcmp(a->locale, b->locale) == 0 &&
		(a->penalty == b->penalty || (isnan(a->penalty) && isnan(b->penalty)));
}

/* May options be such? For what comes in as a stored state. */
bool
text_options_sound(const TextOptions *options)
{
	return (options->calibrate == 0 || options->calibrate == 1) &&
		(options->max_words == 1 || options->max_words == 2) && options->min_count >= 1 &&
		options->min_count <= TEXT_MAX_MIN_COUNT &&
		words_locale_sound(options->locale, sizeof(options->locale)) &&
		(isnan(options->penalty) || (options->penalty > 0 && isfinite(options->penalty)));
}

/* Reports a member that cannot be. */
static void
bad_option(const char *name, const char *rule)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("option \"%s\" of fit_text is not valid", name),
			 errdetail("%s", rule)));
}

/* A number; NaN where the member is none. */
static float8
number_of(const JsonbValue *value)
{
	if (value->type != jbvNumeric)
		return get_float8_nan();
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
											  NumericGetDatum(value->val.numeric)));
}

/* A whole number from 1 to most. */
static int
count_of(const char *name, const JsonbValue *value, int most)
{
	float8		number = number_of(value);

	if (!(number >= 1 && number <= most && number == floor(number)))
		bad_option(name, psprintf("It is a whole number from 1 to %d.", most));
	return (int) number;
}

/* Reads one member. */
static void
read_option(const char *name, const JsonbValue *value, TextOptions *options)
{
	if (strcmp(name, "words") == 0)
		options->max_words = count_of(name, value, 2);
	else if (strcmp(name, "min_count") == 0)
		options->min_count = count_of(name, value, TEXT_MAX_MIN_COUNT);
	else if (strcmp(name, "penalty") == 0)
	{
		options->penalty = number_of(value);
		if (!(options->penalty >= 1e-6 && options->penalty <= 1e9))
			bad_option(name, "It is a number from 1e-6 to 1e9.");
	}
	else if (strcmp(name, "calibrate") == 0)
	{
		if (value->type != jbvBool)
			bad_option(name, "It is true or false.");
		options->calibrate = value->val.boolean;
	}
	else if (strcmp(name, "locale") == 0)
	{
		if (value->type != jbvString || value->val.string.len > WORDS_MAX_LOCALE)
			bad_option(name, "It is the name of a language, such as root, en, zh, ja, ko.");
		memcpy(options->locale, value->val.string.val, value->val.string.len);
		options->locale[value->val.string.len] = '\0';
		words_check_locale(options->locale);
	}
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fit_text has no option \"%s\"", name),
				 errhint("Options are words, min_count, penalty, calibrate and locale.")));
}

/* Reads options; NULL is none. */
void
text_options_read(Jsonb *given, TextOptions *options)
{
	JsonbIterator *it;
	JsonbValue	value;
	JsonbIteratorToken token;
	char	   *name = NULL;

	text_options_default(options);
	if (given == NULL)
		return;
	if (!JB_ROOT_IS_OBJECT(given))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("options of fit_text are no JSON object"),
				 errhint("Write them like {\"min_count\": 3}.")));
	it = JsonbIteratorInit(&given->root);
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		else if (token == WJB_VALUE && name != NULL)
			read_option(name, &value, options);
	}
}
