/*
 * message.c
 *		Messages from outside, checked and taken apart
 *
 * A key that no message has is an error, since a slip of the pen must not lose
 * data.  A key with null or an empty text counts as not given, for loads from
 * files cannot tell the two apart.
 */
#include "intake/message.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/int.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

/* Longest question in bytes, for the same reason */
#define MAX_QUESTION_BYTES 2000

/* Most answers of one assessment */
#define MAX_ANSWERS 1000

typedef enum FieldType
{
	FIELD_TEXT,
	FIELD_ID,
	FIELD_NUMBER,
	FIELD_BOOLEAN,
	FIELD_OBJECT,
	FIELD_ARRAY
} FieldType;

/* A key that a message may have, and where its value goes */
typedef struct MessageField
{
	const char *name;
	FieldType	type;
	bool		required;
	int			limit;			/* of a text, in bytes; 0: none */
	Size		offset;			/* in the form */
} MessageField;

#define MAX_FIELDS 20

/* The words for what a value must be, by FieldType */
static const char *const type_words[] = {
	"a text", "a whole number above 0", "a finite number", "true or false", "an object", "an array"
};

/* A message before its parts are looked at */
typedef struct AssessmentForm
{
	JsonbContainer *person;
	char	   *job;
	int64		application_id;
	int64		employment_id;
	char	   *vendor;
	char	   *external_id;
	char	   *instrument;
	char	   *instrument_version;
	char	   *kind;
	char	   *taken_at;
	JsonbContainer *scores;
	char	   *model;
	char	   *model_version;
	char	   *status;
	JsonbContainer *answers;
	bool		new_act;
} AssessmentForm;

static const MessageField assessment_fields[] = {
	{"person", FIELD_OBJECT, true, 0, offsetof(AssessmentForm, person)},
	{"job", FIELD_TEXT, false, 0, offsetof(AssessmentForm, job)},
	{"application_id", FIELD_ID, false, 0, offsetof(AssessmentForm, application_id)},
	{"employment_id", FIELD_ID, false, 0, offsetof(AssessmentForm, employment_id)},
	{"vendor", FIELD_TEXT, true, AIEHR_MAX_KEY_BYTES, offsetof(AssessmentForm, vendor)},
	{"external_id", FIELD_TEXT, true, AIEHR_MAX_KEY_BYTES, offsetof(AssessmentForm, external_id)},
	{"instrument", FIELD_TEXT, true, 0, offsetof(AssessmentForm, instrument)},
	{"instrument_version", FIELD_TEXT, true, 0, offsetof(AssessmentForm, instrument_version)},
	{"kind", FIELD_TEXT, false, 0, offsetof(AssessmentForm, kind)},
	{"taken_at", FIELD_TEXT, true, 0, offsetof(AssessmentForm, taken_at)},
	{"scores", FIELD_OBJECT, false, 0, offsetof(AssessmentForm, scores)},
	{"model", FIELD_TEXT, false, 0, offsetof(AssessmentForm, model)},
	{"model_version", FIELD_TEXT, false, 0, offsetof(AssessmentForm, model_version)},
	{"status", FIELD_TEXT, false, 0, offsetof(AssessmentForm, status)},
	{"answers", FIELD_ARRAY, false, 0, offsetof(AssessmentForm, answers)},
	{"new_act", FIELD_BOOLEAN, false, 0, offsetof(AssessmentForm, new_act)},
};

static const MessageField person_fields[] = {
	{"id", FIELD_ID, false, 0, offsetof(PersonReference, id)},
	{"external_key", FIELD_TEXT, false, AIEHR_MAX_KEY_BYTES, offsetof(PersonReference, external_key)},
	{"name", FIELD_TEXT, false, 0, offsetof(PersonReference, name)},
	{"email", FIELD_TEXT, false, AIEHR_MAX_KEY_BYTES, offsetof(PersonReference, email)},
	{"phone", FIELD_TEXT, false, AIEHR_MAX_KEY_BYTES, offsetof(PersonReference, phone)},
	{"country", FIELD_TEXT, false, 0, offsetof(PersonReference, country)},
	/* from here on only of people who come in by themselves */
	{"source", FIELD_TEXT, false, AIEHR_MAX_KEY_BYTES, offsetof(PersonMessage, source)},
	{"external_id", FIELD_TEXT, false, AIEHR_MAX_KEY_BYTES, offsetof(PersonMessage, external_id)},
	{"claims", FIELD_OBJECT, false, 0, offsetof(PersonMessage, claims)},
};

/* Those of any person */
#define REFERENCE_FIELDS 6

static const MessageField answer_fields[] = {
	{"question", FIELD_TEXT, true, MAX_QUESTION_BYTES, offsetof(AnswerItem, question)},
	{"text", FIELD_TEXT, false, 0, offsetof(AnswerItem, text)},
};

typedef struct FactForm
{
	JsonbContainer *person;
	char	   *criterion;
	char	   *period;
	float8		value;
	JsonbContainer *rater;
	char	   *rater_kind;
	char	   *source;
	char	   *external_id;
} FactForm;

static const MessageField fact_fields[] = {
	{"person", FIELD_OBJECT, true, 0, offsetof(FactForm, person)},
	{"criterion", FIELD_TEXT, true, 0, offsetof(FactForm, criterion)},
	{"period", FIELD_TEXT, true, 0, offsetof(FactForm, period)},
	{"value", FIELD_NUMBER, true, 0, offsetof(FactForm, value)},
	{"rater", FIELD_OBJECT, false, 0, offsetof(FactForm, rater)},
	{"rater_kind", FIELD_TEXT, false, 0, offsetof(FactForm, rater_kind)},
	{"source", FIELD_TEXT, true, AIEHR_MAX_KEY_BYTES, offsetof(FactForm, source)},
	{"external_id", FIELD_TEXT, true, AIEHR_MAX_KEY_BYTES, offsetof(FactForm, external_id)},
};

/* Note what is wrong. */
void
problem_note(IntakeProblem *problem, int sqlstate, const char *field, char *value,
			 const char *reason,...)
{
	StringInfoData text;

	initStringInfo(&text);
	for (;;)
	{
		va_list		args;
		int			needed;

		va_start(args, reason);
		needed = appendStringInfoVA(&text, reason, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&text, needed);
	}
	problem->sqlstate = sqlstate;
	problem->field = field;
	problem->value = value;
	problem->reason = text.data;
	problem->hint = NULL;
	problem->suppressed = false;
}

/* A JSON value as the sender wrote it. */
static char *
value_text(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case jbvNumeric:
			return DatumGetCString(DirectFunctionCall1(numeric_out,
													   NumericGetDatum(value->val.numeric)));
		case jbvBool:
			return pstrdup(value->val.boolean ? "true" : "false");
		case jbvBinary:
			return JsonbToCString(NULL, value->val.binary.data, value->val.binary.len);
		default:
			return pstrdup("null");
	}
}

/* An id out of a JSON number; false where it is not a whole number above 0 that bigint holds. */
static bool
read_id(const JsonbValue *value, int64 *id)
{
	const char *digits = value_text(value);

	*id = 0;
	if (*digits == '\0' || strlen(digits) > 19)
		return false;
	for (; *digits != '\0'; digits++)
	{
		if (*digits < '0' || *digits > '9' ||
			pg_mul_s64_overflow(*id, 10, id) || pg_add_s64_overflow(*id, *digits - '0', id))
			return false;
	}
	return *id > 0;
}

/*
 * A float8 out of a JSON number; false where float8 cannot hold it, be it infinite
 * or something of which only zero would be left.
 */
static bool
read_number(const JsonbValue *value, float8 *number)
{
	*number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
												 NumericGetDatum(value->val.numeric)));
	if (*number == 0)
		return strpbrk(value_text(value), "123456789") == NULL;
	return isfinite(*number);
}

/* Put a value where its field says; false when it is of another type. */
static bool
read_value(const JsonbValue *value, const MessageField *field, void *form)
{
	void	   *place = (char *) form + field->offset;

	switch (field->type)
	{
		case FIELD_TEXT:
			if (value->type != jbvString)
				return false;
			*(char **) place = value->val.string.len == 0 ? NULL : value_text(value);
			return true;
		case FIELD_ID:
			return value->type == jbvNumeric && read_id(value, (int64 *) place);
		case FIELD_NUMBER:
			return value->type == jbvNumeric && read_number(value, (float8 *) place);
		case FIELD_BOOLEAN:
			if (value->type != jbvBool)
				return false;
			*(bool *) place = value->val.boolean;
			return true;
		case FIELD_OBJECT:
		case FIELD_ARRAY:
			if (value->type != jbvBinary ||
				(field->type == FIELD_OBJECT ? !JsonContainerIsObject(value->val.binary.data)
				 : !JsonContainerIsArray(value->val.binary.data)))
				return false;
			*(JsonbContainer **) place = value->val.binary.data;
			return true;
	}
	return false;
}

/* Is this a text that was sent as ""? */
static inline bool
is_empty_text(const JsonbValue *value)
{
	return value->type == jbvString && value->val.string.len == 0;
}

/* The field of a key; NULL where no message has it. */
static const MessageField *
find_field(const MessageField *fields, int nfields, const JsonbValue *key)
{
	for (int i = 0; i < nfields; i++)
	{
		if (strlen(fields[i].name) == key->val.string.len &&
			memcmp(fields[i].name, key->val.string.val, key->val.string.len) == 0)
			return &fields[i];
	}
	return NULL;
}

/* The full name of a field, "person.email". */
static const char *
field_name(const char *prefix, const char *name)
{
	return prefix == NULL ? name : psprintf("%s.%s", prefix, name);
}

/* The names of all fields, for a hint. */
static const char *
all_fields(const MessageField *fields, int nfields)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < nfields; i++)
		appendStringInfo(&text, "%s%s", i == 0 ? "Known are: " : ", ", fields[i].name);
	appendStringInfoChar(&text, '.');
	return text.data;
}

/* Read one key and value into the form. */
static bool
read_field(const JsonbValue *key, const JsonbValue *value, const char *prefix,
		   const MessageField *fields, int nfields, void *form, bool *seen, IntakeProblem *problem)
{
	const MessageField *field = find_field(fields, nfields, key);

	if (field == NULL)
	{
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE,
					 field_name(prefix, pnstrdup(key->val.string.val, key->val.string.len)),
					 value_text(value), "is not known");
		problem->hint = all_fields(fields, nfields);
		return false;
	}
	if (value->type == jbvNull)
		return true;
	if (!read_value(value, field, form))
	{
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, field_name(prefix, field->name),
					 value_text(value), "must be %s", type_words[field->type]);
		return false;
	}
	if (field->limit > 0 && value->val.string.len > field->limit)
	{
		problem_note(problem, ERRCODE_STRING_DATA_RIGHT_TRUNCATION,
					 field_name(prefix, field->name), value_text(value),
					 "is longer than %d bytes", field->limit);
		return false;
	}
	seen[field - fields] = !is_empty_text(value);
	return true;
}

/* Read an object into a form that is zeroed; false with a problem where it does not fit. */
static bool
read_object(JsonbContainer *object, const char *prefix, const MessageField *fields, int nfields,
			void *form, IntakeProblem *problem)
{
	bool		seen[MAX_FIELDS] = {false};
	JsonbIterator *it = JsonbIteratorInit(object);
	JsonbValue	key;
	JsonbValue	value;

	Assert(nfields <= MAX_FIELDS);
	(void) JsonbIteratorNext(&it, &value, true);	/* WJB_BEGIN_OBJECT */
	while (JsonbIteratorNext(&it, &key, true) == WJB_KEY)
	{
		(void) JsonbIteratorNext(&it, &value, true);
		if (!read_field(&key, &value, prefix, fields, nfields, form, seen, problem))
			return false;
	}
	for (int i = 0; i < nfields; i++)
	{
		if (fields[i].required && !seen[i])
		{
			problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE,
						 field_name(prefix, fields[i].name), NULL, "is missing");
			return false;
		}
	}
	return true;
}

/* The object that a message is; NULL with a problem where it is something else. */
static JsonbContainer *
message_object(Datum message, bool isnull, IntakeProblem *problem)
{
	Jsonb	   *json = isnull ? NULL : DatumGetJsonbP(message);

	if (json != NULL && JB_ROOT_IS_OBJECT(json))
		return &json->root;
	problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, NULL,
				 json == NULL ? NULL : JsonbToCString(NULL, &json->root, VARSIZE(json)),
				 "must be a JSON object");
	return NULL;
}

/* So many digits; moves on behind them. */
static bool
read_digits(const char **text, int least, int most, int *value)
{
	int			n = 0;

	*value = 0;
	for (; n < most && **text >= '0' && **text <= '9'; n++)
		*value = *value * 10 + *(*text)++ - '0';
	return n >= least;
}

/* One character; moves on behind it. */
static bool
read_char(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

/* A date as ISO 8601 writes it, of the years 1 to 9999. */
static bool
read_date(const char **text, struct pg_tm *tm)
{
	return read_digits(text, 4, 4, &tm->tm_year) && read_char(text, '-') &&
		read_digits(text, 2, 2, &tm->tm_mon) && read_char(text, '-') &&
		read_digits(text, 2, 2, &tm->tm_mday) &&
		tm->tm_year >= 1 && tm->tm_mon >= 1 && tm->tm_mon <= MONTHS_PER_YEAR &&
		tm->tm_mday >= 1 && tm->tm_mday <= day_tab[isleap(tm->tm_year)][tm->tm_mon - 1];
}

/* The seconds and their fraction, of which microseconds count. */
static bool
read_seconds(const char **text, struct pg_tm *tm, fsec_t *fsec)
{
	int			unit = USECS_PER_SEC;

	*fsec = 0;
	tm->tm_sec = 0;
	if (!read_char(text, ':'))
		return true;
	if (!read_digits(text, 2, 2, &tm->tm_sec) || tm->tm_sec >= SECS_PER_MINUTE)
		return false;
	if (!read_char(text, '.'))
		return true;
	if (**text < '0' || **text > '9')
		return false;
	for (; **text >= '0' && **text <= '9'; (*text)++)
	{
		unit /= 10;
		*fsec += unit * (**text - '0');
	}
	return true;
}

/* The offset from UTC, as seconds west of it. */
static bool
read_zone(const char **text, int *zone)
{
	int			hours;
	int			minutes = 0;
	int			seconds = 0;
	int			sign = **text == '-' ? 1 : -1;

	*zone = 0;
	if (read_char(text, 'Z') || read_char(text, 'z'))
		return true;
	if (!read_char(text, '+') && !read_char(text, '-'))
		return false;
	if (!read_digits(text, 2, 2, &hours))
		return false;
	if ((read_char(text, ':') || (**text >= '0' && **text <= '9')) &&
		!read_digits(text, 2, 2, &minutes))
		return false;
	if (read_char(text, ':') && !read_digits(text, 2, 2, &seconds))
		return false;
	*zone = sign * ((hours * MINS_PER_HOUR + minutes) * SECS_PER_MINUTE + seconds);
	return hours <= MAX_TZDISP_HOUR && minutes < MINS_PER_HOUR && seconds < SECS_PER_MINUTE;
}

/*
 * A time as ISO 8601 writes it, with its offset from UTC.  Other forms, which the
 * session's DateStyle could turn into another day, are not taken.
 */
static bool
read_time(const char *text, TimestampTz *result)
{
	struct pg_tm tm;
	fsec_t		fsec;
	int			zone;

	memset(&tm, 0, sizeof(tm));
	if (!read_date(&text, &tm))
		return false;
	if (!read_char(&text, 'T') && !read_char(&text, 't') && !read_char(&text, ' '))
		return false;
	if (!read_digits(&text, 2, 2, &tm.tm_hour) || tm.tm_hour >= HOURS_PER_DAY ||
		!read_char(&text, ':') ||
		!read_digits(&text, 2, 2, &tm.tm_min) || tm.tm_min >= MINS_PER_HOUR ||
		!read_seconds(&text, &tm, &fsec))
		return false;
	(void) read_char(&text, ' ');
	return read_zone(&text, &zone) && *text == '\0' &&
		tm2timestamp(&tm, fsec, &zone, result) == 0;
}

/* Is this a date, or a date and time with a time zone, as ISO 8601 writes them? */
bool
is_date_or_time(const char *text)
{
	struct pg_tm tm;
	TimestampTz time;
	const char *rest = text;

	memset(&tm, 0, sizeof(tm));
	return (read_date(&rest, &tm) && *rest == '\0') || read_time(text, &time);
}

/* Is this a range of dates with both ends, "[2025-01-01,2025-07-01)", and not empty? */
static bool
is_period(const char *text)
{
	struct pg_tm from;
	struct pg_tm to;
	bool		from_in = *text == '[';
	bool		to_in;
	int			days;

	if (!read_char(&text, '[') && !read_char(&text, '('))
		return false;
	if (!read_date(&text, &from) || !read_char(&text, ','))
		return false;
	(void) read_char(&text, ' ');
	if (!read_date(&text, &to))
		return false;
	to_in = *text == ']';
	if ((!read_char(&text, ']') && !read_char(&text, ')')) || *text != '\0')
		return false;
	days = date2j(to.tm_year, to.tm_mon, to.tm_mday) -
		date2j(from.tm_year, from.tm_mon, from.tm_mday);
	return days >= 0 && days + 1 - !from_in - !to_in > 0;
}

/* Is this one of some words? */
static bool
is_one_of(const char *value, const char *const *words, int nwords)
{
	for (int i = 0; i < nwords; i++)
		if (strcmp(value, words[i]) == 0)
			return true;
	return false;
}

/* Read the scores; the values are checked before the card is made, which would raise. */
static bool
read_scores(JsonbContainer *object, const Scorecard **raw, IntakeProblem *problem)
{
	uint32		n = JsonContainerSize(object);
	ScorecardItem *items = palloc(Max(n, 1) * sizeof(ScorecardItem));
	JsonbIterator *it = JsonbIteratorInit(object);
	JsonbValue	key;
	JsonbValue	value;
	int			i = 0;

	if (n > SCORECARD_MAX_KEYS)
	{
		problem_note(problem, ERRCODE_PROGRAM_LIMIT_EXCEEDED, "scores", NULL,
					 "has more than %d keys", SCORECARD_MAX_KEYS);
		return false;
	}
	(void) JsonbIteratorNext(&it, &value, true);
	while (JsonbIteratorNext(&it, &key, true) == WJB_KEY)
	{
		(void) JsonbIteratorNext(&it, &value, true);
		items[i].key = key.val.string.val;
		items[i].keylen = key.val.string.len;
		if (key.val.string.len < 1 || key.val.string.len > SCORECARD_MAX_KEYLEN)
		{
			problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "scores", NULL,
						 "has a key that is empty or longer than %d bytes", SCORECARD_MAX_KEYLEN);
			return false;
		}
		if (value.type != jbvNumeric || !read_number(&value, &items[i].value[0]))
		{
			problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE,
						 field_name("scores", pnstrdup(items[i].key, items[i].keylen)),
						 value_text(&value), "must be %s", type_words[FIELD_NUMBER]);
			return false;
		}
		i++;
	}
	*raw = scorecard_from_items(items, n, 1, ERRCODE_INVALID_PARAMETER_VALUE, NULL);
	pfree(items);
	return true;
}

/* Read the answers; each question once. */
static bool
read_answers(JsonbContainer *array, AssessmentMessage *m, IntakeProblem *problem)
{
	JsonbIterator *it = JsonbIteratorInit(array);
	JsonbValue	value;

	if (JsonContainerSize(array) > MAX_ANSWERS)
	{
		problem_note(problem, ERRCODE_PROGRAM_LIMIT_EXCEEDED, "answers", NULL,
					 "has more than %d elements", MAX_ANSWERS);
		return false;
	}
	m->has_answers = true;
	m->nanswers = 0;
	m->answers = palloc0(Max(JsonContainerSize(array), 1) * sizeof(AnswerItem));
	(void) JsonbIteratorNext(&it, &value, true);
	while (JsonbIteratorNext(&it, &value, true) == WJB_ELEM)
	{
		AnswerItem *answer = &m->answers[m->nanswers];

		if (value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
		{
			problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "answers", NULL,
						 "must be an array of objects with question and text");
			return false;
		}
		if (!read_object(value.val.binary.data, "answers", answer_fields, lengthof(answer_fields),
						 answer, problem))
			return false;
		if (answer->text == NULL)
			answer->text = "";
		for (int i = 0; i < m->nanswers; i++)
		{
			if (strcmp(m->answers[i].question, answer->question) == 0)
			{
				problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "answers.question",
							 answer->question, "appears twice");
				return false;
			}
		}
		m->nanswers++;
	}
	return true;
}

/*
 * What people are found by, just as the generated columns of person have it: blanks
 * around an e-mail and capitals go, of a phone number digits and + stay.
 */
void
person_make_keys(PersonReference *person)
{
	if (person->email != NULL)
	{
		const char *from = person->email;
		int			length;

		while (*from == ' ')
			from++;
		length = strlen(from);
		while (length > 0 && from[length - 1] == ' ')
			length--;
		person->email_key = length == 0 ? NULL : pnstrdup(from, length);
		for (int i = 0; i < length; i++)
			person->email_key[i] = pg_ascii_tolower((unsigned char) from[i]);
	}
	if (person->phone != NULL)
	{
		char	   *to = person->phone_key = pstrdup(person->phone);

		for (const char *from = person->phone; *from != '\0'; from++)
			if ((*from >= '0' && *from <= '9') || *from == '+')
				*to++ = *from;
		*to = '\0';
		if (to == person->phone_key)
			person->phone_key = NULL;
	}
}

/*
 * Values that forms put where nothing was entered ("n/a", "0") would make one person
 * of many: the first field that is no e-mail address, telephone number or country,
 * NULL when all are what they should be.
 */
const char *
person_wrong_field(const PersonReference *person, char **value, const char **reason)
{
	if (person->email != NULL && (person->email_key == NULL || strchr(person->email_key, '@') == NULL))
	{
		*value = person->email;
		*reason = "is no e-mail address";
		return "email";
	}
	if (person->phone != NULL && (person->phone_key == NULL || strlen(person->phone_key) < 5))
	{
		*value = person->phone;
		*reason = "is no telephone number";
		return "phone";
	}
	if (person->country != NULL &&
		(strlen(person->country) != 2 || strspn(person->country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2))
	{
		*value = person->country;
		*reason = "must be two capital letters, as CN";
		return "country";
	}
	return NULL;
}

/* Read the first `nfields` of a person, by whom one must be found, into a form that begins with it. */
static bool
read_person_fields(JsonbContainer *object, const char *prefix, int nfields, PersonReference *person,
				   IntakeProblem *problem)
{
	const char *wrong;
	const char *reason;
	char	   *value;

	if (!read_object(object, prefix, person_fields, nfields, person, problem))
		return false;
	person_make_keys(person);
	wrong = person_wrong_field(person, &value, &reason);
	if (wrong != NULL)
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, field_name(prefix, wrong), value, "%s",
					 reason);
	else if (person->id == 0 && person->external_key == NULL && person->email_key == NULL &&
			 person->phone_key == NULL)
	{
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, prefix ? prefix : "person", NULL,
					 "names nobody");
		problem->hint = "Give id, external_key, email or phone.";
	}
	else
		return true;
	return false;
}

/* Read a person whom a message names. */
static bool
read_person(JsonbContainer *object, const char *prefix, PersonReference *person, IntakeProblem *problem)
{
	return read_person_fields(object, prefix, REFERENCE_FIELDS, person, problem);
}

/* The rules between the fields of an assessment. */
static bool
check_assessment(const AssessmentForm *form, AssessmentMessage *m, IntakeProblem *problem)
{
	static const char *const kinds[] = {"interview", "reassessment"};
	static const char *const statuses[] = {
		"valid", "suggested", "withdrawn", "not_scored", "not_scored_by_choice"
	};
	int			places = (m->job != NULL) + (m->application_id != 0) + (m->employment_id != 0);

	if (places != 1)
	{
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "job", m->job,
					 places == 0 ? "is missing" : "is not the only place that is named");
		problem->hint = "Give one of job, application_id and employment_id.";
	}
	else if (!is_one_of(m->content.kind, kinds, lengthof(kinds)))
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "kind", form->kind,
					 "must be interview or reassessment");
	else if (!is_one_of(m->content.status, statuses, lengthof(statuses)))
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "status", form->status,
					 "must be valid, suggested, withdrawn, not_scored or not_scored_by_choice");
	else if (!read_time(form->taken_at, &m->content.taken_at))
	{
		problem_note(problem, ERRCODE_INVALID_DATETIME_FORMAT, "taken_at", form->taken_at,
					 "must be a date and time with a time zone");
		problem->hint = "Write it as 2025-03-02T09:30:00+08:00.";
	}
	else if (m->content.raw->nkeys == 0 && !assessment_may_be_empty(m->content.status))
	{
		problem_note(problem, ERRCODE_CHECK_VIOLATION, "scores", NULL, "is missing");
		problem->hint = "Only what is not scored, status not_scored or not_scored_by_choice, has none.";
	}
	else
		return true;
	return false;
}

/* Take an assessment message apart; false with a problem where it cannot be one. */
bool
read_assessment_message(Datum message, bool isnull, AssessmentMessage *m, IntakeProblem *problem)
{
	AssessmentForm form;
	JsonbContainer *object = message_object(message, isnull, problem);
	bool		sound;

	memset(&form, 0, sizeof(form));
	memset(m, 0, sizeof(*m));
	if (object == NULL)
		return false;
	sound = read_object(object, NULL, assessment_fields, lengthof(assessment_fields), &form, problem);
	/* a message that is refused is named by them, too */
	m->vendor = form.vendor;
	m->external_id = form.external_id;
	if (!sound || !read_person(form.person, "person", &m->person, problem))
		return false;
	m->person.new_act = form.new_act;
	m->job = form.job;
	m->application_id = form.application_id;
	m->employment_id = form.employment_id;
	m->content.instrument = form.instrument;
	m->content.instrument_version = form.instrument_version;
	m->content.kind = form.kind ? form.kind : "interview";
	m->content.model = form.model;
	m->content.model_version = form.model_version;
	m->content.status = form.status ? form.status : "valid";
	if (form.scores == NULL)
		m->content.raw = scorecard_build(0, NULL, NULL);
	else if (!read_scores(form.scores, &m->content.raw, problem))
		return false;
	if (form.answers != NULL && !read_answers(form.answers, m, problem))
		return false;
	return check_assessment(&form, m, problem);
}

/* Take a performance fact apart; false with a problem where it cannot be one. */
bool
read_fact_message(Datum message, bool isnull, FactMessage *m, IntakeProblem *problem)
{
	static const char *const rater_kinds[] = {"manager", "peer", "self", "customer", "system"};
	FactForm	form;
	JsonbContainer *object = message_object(message, isnull, problem);

	memset(&form, 0, sizeof(form));
	memset(m, 0, sizeof(*m));
	if (object == NULL ||
		!read_object(object, NULL, fact_fields, lengthof(fact_fields), &form, problem) ||
		!read_person(form.person, "person", &m->person, problem))
		return false;
	m->has_rater = form.rater != NULL;
	if (m->has_rater && !read_person(form.rater, "rater", &m->rater, problem))
		return false;
	m->criterion = form.criterion;
	m->period = form.period;
	m->value = form.value + 0.0;	/* no negative zero */
	m->rater_kind = form.rater_kind ? form.rater_kind : "system";
	m->source = form.source;
	m->external_id = form.external_id;
	if (!is_period(form.period))
	{
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "period", form.period,
					 "must be a range of dates that is not empty");
		problem->hint = "Write it as [2025-01-01,2025-07-01), the second date being out of it.";
		return false;
	}
	if (!is_one_of(m->rater_kind, rater_kinds, lengthof(rater_kinds)))
	{
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "rater_kind", form.rater_kind,
					 "must be manager, peer, self, customer or system");
		return false;
	}
	return true;
}

/* Take a person apart that is given alone. */
bool
read_person_message(Datum message, PersonReference *person, IntakeProblem *problem)
{
	JsonbContainer *object = message_object(message, false, problem);

	memset(person, 0, sizeof(*person));
	return object != NULL && read_person(object, NULL, person, problem);
}

/* The same for a person who comes in with what a source says. */
bool
read_people_message(Datum message, PersonMessage *m, IntakeProblem *problem)
{
	JsonbContainer *object = message_object(message, false, problem);

	memset(m, 0, sizeof(*m));
	return object != NULL &&
		read_person_fields(object, NULL, lengthof(person_fields), &m->person, problem);
}

/* The messages of an array argument, `name` in errors. */
void
messages_of_array(FunctionCallInfo fcinfo, int argument, const char *name,
				  Datum **messages, bool **nulls, int *n)
{
	ArrayType  *array;

	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be NULL", name)));
	array = PG_GETARG_ARRAYTYPE_P(argument);
	if (ARR_NDIM(array) > 1 || ARR_ELEMTYPE(array) != JSONBOID)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("%s must be an array of one dimension", name)));
	deconstruct_array(array, JSONBOID, -1, false, TYPALIGN_INT, messages, nulls, n);
}
