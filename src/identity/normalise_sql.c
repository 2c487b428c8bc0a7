/*
 * normalise_sql.c
 *		The SQL functions of normalisation, and check_value(), which says what is wrong
 */
#include "identity/normalise.h"

#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "identity/normalise_chars.h"
#include "stats/result.h"

/* People born before are not in anybody's staff records. */
#define BIRTH_DATE_MIN "1850-01-01"

/* Codes of ValueNote, as check_value() shows them. */
static const char *const note_codes[] = {
	NULL, "EMPTY", "FORMAT", "LENGTH", "REGION", "PREFIX", "DATE", "CHECKSUM", "AMBIGUOUS", "YEAR", "MONTH",
	"UNKNOWN"
};

/* How check_value() normalises a field: the value as text, palloc'd, when the note is good. */
typedef ValueNote (*FieldCheck) (const char *s, int len, const char *region, char **result);

/* Returns a text, or NULL. */
#define RETURN_TEXT_OR_NULL(s) \
	do { \
		const char *s_ = (s); \
		if (s_ == NULL) \
			PG_RETURN_NULL(); \
		PG_RETURN_TEXT_P(cstring_to_text(s_)); \
	} while (0)

/* Starts the row of a function that is called for each row of a table: its description is made once. */
static void
begin_row(FunctionCallInfo fcinfo, ResultRow *row)
{
	if (fcinfo->flinfo->fn_extra == NULL)
	{
		MemoryContext before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		row_begin(fcinfo, row);
		fcinfo->flinfo->fn_extra = row->desc;
		MemoryContextSwitchTo(before);
	}
	row->desc = fcinfo->flinfo->fn_extra;
	row->store = NULL;
	row->ncolumns = 0;
}

/* normalise_text(text) -> text */
PG_FUNCTION_INFO_V1(aiehr_normalise_text_sql);
Datum
aiehr_normalise_text_sql(PG_FUNCTION_ARGS)
{
	text	   *t = PG_GETARG_TEXT_PP(0);

	RETURN_TEXT_OR_NULL(aiehr_normalise_text(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)));
}

/* normalise_email(text) -> text */
PG_FUNCTION_INFO_V1(aiehr_normalise_email_sql);
Datum
aiehr_normalise_email_sql(PG_FUNCTION_ARGS)
{
	text	   *t = PG_GETARG_TEXT_PP(0);
	bool		invalid;

	RETURN_TEXT_OR_NULL(aiehr_normalise_email(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), &invalid));
}

/* normalise_phone(text, region) -> text */
PG_FUNCTION_INFO_V1(aiehr_normalise_phone_sql);
Datum
aiehr_normalise_phone_sql(PG_FUNCTION_ARGS)
{
	text	   *t = PG_GETARG_TEXT_PP(0);
	char	   *region = text_to_cstring(PG_GETARG_TEXT_PP(1));
	bool		invalid;

	RETURN_TEXT_OR_NULL(aiehr_normalise_phone(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), region, &invalid));
}

/* normalise_id_number(text) -> text */
PG_FUNCTION_INFO_V1(aiehr_normalise_id_number_sql);
Datum
aiehr_normalise_id_number_sql(PG_FUNCTION_ARGS)
{
	text	   *t = PG_GETARG_TEXT_PP(0);
	bool		invalid;

	RETURN_TEXT_OR_NULL(aiehr_normalise_id_number(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), &invalid));
}

/* What an identity number in any spelling states; false for none. */
static bool
facts_of_text(text *t, DateADT *birth, char *sex)
{
	bool		invalid;
	char	   *id = aiehr_normalise_id_number(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), &invalid);

	return id != NULL && aiehr_id_number_facts(id, birth, sex);
}

/* id_number_birth_date(text) -> date */
PG_FUNCTION_INFO_V1(aiehr_id_number_birth_date);
Datum
aiehr_id_number_birth_date(PG_FUNCTION_ARGS)
{
	DateADT		birth;
	char		sex;

	if (!facts_of_text(PG_GETARG_TEXT_PP(0), &birth, &sex))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(birth);
}

/* id_number_sex(text) -> text */
PG_FUNCTION_INFO_V1(aiehr_id_number_sex);
Datum
aiehr_id_number_sex(PG_FUNCTION_ARGS)
{
	DateADT		birth;
	char		sex;

	if (!facts_of_text(PG_GETARG_TEXT_PP(0), &birth, &sex))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(sex == 'F' ? "female" : "male"));
}

/* normalise_date(text) -> date */
PG_FUNCTION_INFO_V1(aiehr_normalise_date_sql);
Datum
aiehr_normalise_date_sql(PG_FUNCTION_ARGS)
{
	text	   *t = PG_GETARG_TEXT_PP(0);
	DateADT		date;
	bool		invalid;

	if (!aiehr_normalise_date(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), &date, &invalid))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(date);
}

/* education_level(text) -> smallint */
PG_FUNCTION_INFO_V1(aiehr_education_level_sql);
Datum
aiehr_education_level_sql(PG_FUNCTION_ARGS)
{
	text	   *t = PG_GETARG_TEXT_PP(0);
	bool		invalid;
	int			level = aiehr_education_level(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), &invalid);

	if (level < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT16((int16) level);
}

/*
 * name_parts(text) -> family, given, folded, tokens, pinyin, pinyin_other, script; NULL for what is no
 * name
 */
PG_FUNCTION_INFO_V1(aiehr_name_parts);
Datum
aiehr_name_parts(PG_FUNCTION_ARGS)
{
	text	   *t = PG_GETARG_TEXT_PP(0);
	PersonName	name;
	ResultRow	row;

	if (!aiehr_normalise_name(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), &name))
		PG_RETURN_NULL();
	begin_row(fcinfo, &row);
	row_text(&row, name.family);
	row_text(&row, name.given);
	row_text(&row, name.folded);
	row_text(&row, name.tokens);
	row_text(&row, name.pinyin);
	row_text(&row, name.pinyin_other);
	row_text(&row, name.script);
	PG_RETURN_DATUM(row_datum(&row));
}

/* FieldCheck of a text. */
static ValueNote
check_text(const char *s, int len, const char *region, char **result)
{
	*result = aiehr_normalise_text(s, len);
	return *result != NULL ? VALUE_GOOD : VALUE_EMPTY;
}

/* FieldCheck of a name: it has a letter. */
static ValueNote
check_name(const char *s, int len, const char *region, char **result)
{
	Chars		t;
	PersonName	name;

	if (!chars_read_value(&t, s, len))
		return VALUE_EMPTY;
	chars_free(&t);
	if (!aiehr_normalise_name(s, len, &name))
		return VALUE_FORMAT;
	*result = name.folded;
	return VALUE_GOOD;
}

/* FieldCheck of an e-mail address. */
static ValueNote
check_email(const char *s, int len, const char *region, char **result)
{
	return email_value(s, len, result);
}

/* FieldCheck of an identity number. */
static ValueNote
check_id_number(const char *s, int len, const char *region, char **result)
{
	return id_number_value(s, len, result);
}

/* FieldCheck of a date, as ISO 8601 writes it whatever DateStyle is. */
static ValueNote
check_date(const char *s, int len, const char *region, char **result)
{
	int32		date;
	ValueNote	note = date_value(s, len, &date);

	if (VALUE_IS_GOOD(note))
	{
		int			year;
		int			month;
		int			day;

		j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
		*result = psprintf("%04d-%02d-%02d", year, month, day);
	}
	return note;
}

/* FieldCheck of the birth date of somebody who may work here, or has. */
static ValueNote
check_birth_date(const char *s, int len, const char *region, char **result)
{
	ValueNote	note = check_date(s, len, region, result);

	return VALUE_IS_GOOD(note) && strcmp(*result, BIRTH_DATE_MIN) < 0 ? VALUE_DATE : note;
}

/* FieldCheck of a level of education. */
static ValueNote
check_education(const char *s, int len, const char *region, char **result)
{
	int			level;
	ValueNote	note = education_value(s, len, &level);

	if (note == VALUE_GOOD)
		*result = psprintf("%d", level);
	return note;
}

static const struct
{
	const char *field;
	FieldCheck	check;
}			fields[] = {
	{"text", check_text},
	{"name", check_name},
	{"email", check_email},
	{"phone", phone_value},
	{"id_number", check_id_number},
	{"date", check_date},
	{"birth_date", check_birth_date},
	{"education", check_education},
};

/*
 * check_value(field, value, region) -> normalised, valid, note
 *		`valid` is NULL where there is no value. The note may also go with a valid one.
 */
PG_FUNCTION_INFO_V1(aiehr_check_value);
Datum
aiehr_check_value(PG_FUNCTION_ARGS)
{
	char	   *field = text_to_cstring(PG_GETARG_TEXT_PP(0));
	text	   *t = PG_GETARG_TEXT_PP(1);
	char	   *region = text_to_cstring(PG_GETARG_TEXT_PP(2));
	char	   *result = NULL;
	FieldCheck	check = NULL;
	ValueNote	note;
	ResultRow	row;

	for (int i = 0; i < lengthof(fields); i++)
	{
		if (strcmp(field, fields[i].field) == 0)
			check = fields[i].check;
	}
	if (check == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("field \"%s\" has no check", field),
				 errhint("Fields are text, name, email, phone, id_number, date, birth_date, education.")));
	note = check(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), region, &result);
	begin_row(fcinfo, &row);
	row_text(&row, VALUE_IS_GOOD(note) ? result : NULL);
	if (note == VALUE_EMPTY)
		row_null(&row, 1);
	else
		row_bool(&row, VALUE_IS_GOOD(note));
	row_text(&row, note_codes[note]);
	PG_RETURN_DATUM(row_datum(&row));
}
