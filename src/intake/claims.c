/*
 * claims.c
 *		What a source says of people who come in
 *
 * A message with a source or with claims is a record of that source: all that it says
 * of the person is claimed, name, e-mail address and telephone number too.  Whatever
 * cannot be stored is found before, so that it is the problem of one row.
 */
#include "intake/claims.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "workspace/columns.h"

/* What a claimed value may be */
#define VALUE_SHAPE "must be a text, a number, an object with \"value\", or an array of these"

/* The codes of the fields that claims can be about. */
List *
aiehr_claim_fields(const WorkspaceScope *scope)
{
	uint64		n = aiehr_execute(STMT_CLAIM_FIELDS, scope, 0, NULL, NULL, NULL, 1);
	List	   *fields = NIL;

	for (uint64 i = 0; i < n; i++)
		fields = lappend(fields, result_text(i, 1));
	result_free();
	return fields;
}

/* Is there a field of this code? */
static bool
is_field(const List *fields, const char *code)
{
	ListCell   *lc;

	foreach(lc, fields)
		if (strcmp(lfirst(lc), code) == 0)
			return true;
	return false;
}

/* All codes, for a hint. */
static char *
known_fields(const List *fields)
{
	StringInfoData text;
	ListCell   *lc;

	initStringInfo(&text);
	appendStringInfoString(&text, "The table profile_field holds the fields: ");
	foreach(lc, fields)
		appendStringInfo(&text, "%s%s", lc == list_head(fields) ? "" : ", ", (char *) lfirst(lc));
	appendStringInfoChar(&text, '.');
	return text.data;
}

/* A value of an object; NULL where there is none. */
static JsonbValue *
object_value(JsonbContainer *object, const char *key, JsonbValue *buffer)
{
	JsonbValue *value = getKeyJsonValueFromContainer(object, key, strlen(key), buffer);

	return value == NULL || value->type == jbvNull ? NULL : value;
}

/* Is this a number above 0 and up to 1? */
static bool
is_confidence(const JsonbValue *value)
{
	float8		confidence;

	if (value->type != jbvNumeric)
		return false;
	confidence = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
													NumericGetDatum(value->val.numeric)));
	return confidence > 0 && confidence <= 1;
}

/* Check a value that comes with its confidence and time. */
static bool
check_object(JsonbContainer *object, const char *field, IntakeProblem *problem)
{
	JsonbValue	buffer;
	JsonbValue *value = object_value(object, "value", &buffer);

	if (value != NULL && value->type == jbvBinary)
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, field, NULL, VALUE_SHAPE);
	else if ((value = object_value(object, "confidence", &buffer)) != NULL && !is_confidence(value))
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, field, NULL,
					 "has a confidence that is not above 0 and up to 1");
	else if ((value = object_value(object, "at", &buffer)) != NULL &&
			 (value->type != jbvString ||
			  !is_date_or_time(pnstrdup(value->val.string.val, value->val.string.len))))
	{
		problem_note(problem, ERRCODE_INVALID_DATETIME_FORMAT, field, NULL,
					 "has an \"at\" that is no date or time");
		problem->hint = "Write it as 2025-03-02, or as 2025-03-02T09:30:00+08:00.";
	}
	return problem->sqlstate == 0;
}

/* Check what is claimed of one field; an array may hold all but arrays. */
static bool
check_value(const JsonbValue *value, const char *field, bool nested, IntakeProblem *problem)
{
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	element;

	if (value->type != jbvBinary)
		return true;
	if (JsonContainerIsObject(value->val.binary.data))
		return check_object(value->val.binary.data, field, problem);
	if (nested)
	{
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, field, NULL, VALUE_SHAPE);
		return false;
	}
	it = JsonbIteratorInit(value->val.binary.data);
	(void) JsonbIteratorNext(&it, &element, true);	/* WJB_BEGIN_ARRAY */
	while ((token = JsonbIteratorNext(&it, &element, true)) == WJB_ELEM)
		if (!check_value(&element, field, true, problem))
			return false;
	return true;
}

/* Put the claims of a message into an object, checked. */
static bool
push_claims(JsonbParseState **state, JsonbContainer *claims, const List *fields, IntakeProblem *problem)
{
	JsonbIterator *it = JsonbIteratorInit(claims);
	JsonbValue	key;
	JsonbValue	value;

	(void) JsonbIteratorNext(&it, &value, true);	/* WJB_BEGIN_OBJECT */
	while (JsonbIteratorNext(&it, &key, true) == WJB_KEY)
	{
		char	   *code = pnstrdup(key.val.string.val, key.val.string.len);
		char	   *field = psprintf("claims.%s", code);

		(void) JsonbIteratorNext(&it, &value, true);
		if (!is_field(fields, code))
		{
			problem_note(problem, ERRCODE_UNDEFINED_OBJECT, field, NULL, "is not known");
			problem->hint = known_fields(fields);
			return false;
		}
		if (!check_value(&value, field, false, problem))
			return false;
		pushJsonbValue(state, WJB_KEY, &key);
		pushJsonbValue(state, WJB_VALUE, &value);
	}
	return true;
}

/* Put in what a person is called and found by, where `others` do not say the same otherwise. */
static void
push_plain_claims(JsonbParseState **state, const PersonReference *person, JsonbContainer *others)
{
	char	   *const texts[] = {person->name, person->email, person->phone};
	static const char *const names[] = {"name", "email", "phone"};

	for (int i = 0; i < lengthof(names); i++)
	{
		JsonbValue	buffer;
		JsonbValue	key = {.type = jbvString};
		JsonbValue	value = {.type = jbvString};

		if (texts[i] == NULL || (others != NULL && object_value(others, names[i], &buffer) != NULL))
			continue;
		key.val.string.val = (char *) names[i];
		key.val.string.len = strlen(names[i]);
		value.val.string.val = texts[i];
		value.val.string.len = strlen(texts[i]);
		pushJsonbValue(state, WJB_KEY, &key);
		pushJsonbValue(state, WJB_VALUE, &value);
	}
}

/* All that a message claims; NULL where it is no record of a source, or with a problem. */
Jsonb *
aiehr_read_claims(const PersonMessage *m, const List *fields, IntakeProblem *problem)
{
	JsonbParseState *state = NULL;

	if (m->source == NULL && m->claims == NULL && m->external_id == NULL)
		return NULL;
	if (m->source == NULL)
	{
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "source", NULL, "is missing");
		problem->hint = "Claims are those of a source: give its name, as \"resume\".";
		return NULL;
	}
	if (m->source[0] == '@')
	{
		problem_note(problem, ERRCODE_INVALID_PARAMETER_VALUE, "source", m->source,
					 "begins with @, as the workspace's own do");
		return NULL;
	}
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	/* first, since of two values for one key the later counts */
	push_plain_claims(&state, &m->person, m->claims);
	if (m->claims != NULL && !push_claims(&state, m->claims, fields, problem))
		return NULL;
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

/*
 * Store what records say; of several with one source and id the last counts, and one that
 * is stored about somebody else already is passed over.
 */
void
aiehr_store_claims(const WorkspaceScope *scope, ClaimRecord *records, int n)
{
	static const Oid types[4] = {TEXTOID, TEXTOID, INT8OID, JSONBOID};
	PeopleSet	people = {0, palloc_extended(mul_size(Max(n, 1), sizeof(int64)), MCXT_ALLOC_HUGE)};
	Columns		c;
	uint64		rows;

	columns_begin(&c, 4, types, Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		people.ids[people.n++] = records[i].person_id;
		columns_set_text(&c, 0, records[i].source);
		columns_set_text(&c, 1, records[i].external_id);
		columns_set_int8(&c, 2, records[i].person_id);
		columns_set(&c, 3, JsonbPGetDatum(records[i].claims), false);
		columns_end_row(&c);
	}
	if (n > 0)
	{
		/* all at once and before any claim, as a merge does */
		aiehr_people_normalise(&people);
		aiehr_lock_people(scope, &people);
		rows = columns_execute(&c, STMT_CLAIMS_STORE, scope);
		for (uint64 r = 0; r < rows; r++)
			records[result_int8(r, 1) - 1].changed = result_bool(r, 2);
		result_free();
	}
	pfree(people.ids);
}
