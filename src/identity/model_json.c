/*
 * model_json.c
 *		A model as jsonb, and records as jsonb objects.
 *
 * {"fields": [{"field": "name", "column": "full_name", "as": "name",
 *   "levels": {"exact": {"m": 0.88, "u": 0.0002}, ...}, "frequent": {"li wei": 12}, "others": 0.4}, ...],
 *  "keys": [["email"], ["name.letters", "born.year"]], "prior": 1e-5, "people": 4000,
 *  "upper": 0.98, "lower": 0.2}
 *
 * Without levels it says only what to compare; fit_match_model() adds the rest. Fields stand in an array,
 * since jsonb does not keep the order of keys.
 */
#include "identity/match.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/numeric.h"

/* Refuses a model. */
#define model_error(...) \
	ereport(ERROR, \
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), \
			 errmsg("invalid match model"), \
			 errdetail(__VA_ARGS__), \
			 errhint("match_fields() makes a model of a relation's columns, fit_match_model() fits it.")))

/* The value of a key; NULL if there is none, or null. */
static JsonbValue *
find(JsonbContainer *object, const char *key)
{
	JsonbValue *value = getKeyJsonValueFromContainer(object, key, strlen(key), NULL);

	return value == NULL || value->type == jbvNull ? NULL : value;
}

/* A number; missing is the default. */
static float8
read_number(JsonbContainer *object, const char *key, float8 otherwise, float8 least, float8 most)
{
	JsonbValue *value = find(object, key);
	float8		number;

	if (value == NULL)
		return otherwise;
	if (value->type != jbvNumeric)
		model_error("\"%s\" is not a number.", key);
	number =
		DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
										   NumericGetDatum(value->val.numeric)));
	if (!(number >= least && number <= most))
		model_error("\"%s\" is not between %g and %g.", key, least, most);
	return number;
}

/* A string; NULL when missing. */
static char *
read_string(JsonbContainer *object, const char *key)
{
	JsonbValue *value = find(object, key);

	if (value == NULL)
		return NULL;
	if (value->type != jbvString || value->val.string.len == 0)
		model_error("\"%s\" is not a string, or empty.", key);
	return pnstrdup(value->val.string.val, value->val.string.len);
}

/* An array or object; NULL when missing. */
static JsonbContainer *
read_container(JsonbContainer *object, const char *key, bool array)
{
	JsonbValue *value = find(object, key);

	if (value == NULL)
		return NULL;
	if (value->type != jbvBinary || JsonContainerIsArray(value->val.binary.data) != array)
		model_error("\"%s\" is not an %s.", key, array ? "array" : "object");
	return value->val.binary.data;
}

/* m and u of each level of a field. */
static void
read_levels(MatchField *field, JsonbContainer *levels)
{
	const MatchKindInfo *kind = &match_kind[field->kind];

	for (int l = 1; l <= kind->nlevels; l++)
	{
		JsonbContainer *level = read_container(levels, kind->level[l], false);

		if (level == NULL)
			model_error("Field \"%s\" lacks level \"%s\".", field->name, kind->level[l]);
		field->m[l] = read_number(level, "m", -1, 1e-300, 1);
		field->u[ANY_NAME][l] = read_number(level, "u", -1, 1e-300, 1);
		field->u[SAME_NAME][l] = read_number(level, "u_same_name", field->u[ANY_NAME][l], 1e-300, 1);
		if (field->m[l] < 0 || field->u[ANY_NAME][l] < 0)
			model_error("Level \"%s\" of field \"%s\" lacks m or u.", kind->level[l], field->name);
	}
}

/* How many people have each of the frequent values of a field. */
static void
read_terms(MatchField *field, JsonbContainer *terms)
{
	JsonbIterator *it = JsonbIteratorInit(terms);
	JsonbValue	value;
	JsonbIteratorToken token;
	MatchTerm  *term = NULL;
	bool		found;

	field->terms = matchterm_create(CurrentMemoryContext, JsonContainerSize(terms), NULL);
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			term =
				matchterm_insert(field->terms, pnstrdup(value.val.string.val, value.val.string.len),
								 &found);
		else if (token == WJB_VALUE)
		{
			if (value.type != jbvNumeric)
				model_error("A frequency of field \"%s\" is not a number.", field->name);
			term->people = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
															  NumericGetDatum(value.val.numeric)));
			if (!(term->people >= 1 && term->people < 1e15))
				model_error("A frequency of field \"%s\" is less than 1.", field->name);
		}
	}
}

/* One of the fields; true if it has levels. */
static bool
read_field(MatchModel *model, JsonbContainer *object)
{
	char	   *name = read_string(object, "field");
	char	   *kind_name = read_string(object, "as");
	char	   *column = read_string(object, "column");
	JsonbContainer *levels = read_container(object, "levels", false);
	JsonbContainer *terms = read_container(object, "frequent", false);
	int			kind = kind_name == NULL ? MATCH_TEXT : match_kind_by_name(kind_name);
	MatchField *field;

	if (name == NULL)
		name = column;
	if (name == NULL)
		model_error("A field has neither \"field\" nor \"column\".");
	if (kind < 0)
		model_error("Field \"%s\" is of no known kind.", name);
	if (model->nfields == MATCH_MAX_FIELDS)
		model_error("It has more than %d fields.", MATCH_MAX_FIELDS);
	for (int i = 0; i < model->nfields; i++)
	{
		if (strcmp(model->field[i].name, name) == 0)
			model_error("Field \"%s\" is there twice.", name);
	}
	field = &model->field[match_model_add(model, name, kind)];
	if (column != NULL)
		field->column = column;
	field->region = read_string(object, "region");
	field->others = read_number(object, "others", 0, 0, 1e15);
	if (levels != NULL)
		read_levels(field, levels);
	if (terms != NULL)
		read_terms(field, terms);
	return levels != NULL;
}

/* A field and its part, as in "born.year". */
static void
read_key_part(const MatchModel *model, const JsonbValue *value, int *field, MatchPart *part)
{
	char	   *text;
	char	   *dot;

	if (value->type != jbvString)
		model_error("A part of a key is not a string.");
	text = pnstrdup(value->val.string.val, value->val.string.len);
	dot = strrchr(text, '.');
	for (int whole = 1; whole >= 0; whole--)
	{
		const char *part_name = whole ? match_part_name[PART_WHOLE] : dot + 1;

		if (!whole && dot == NULL)
			break;
		if (!whole)
			*dot = '\0';
		for (int i = 0; i < model->nfields; i++)
		{
			if (strcmp(model->field[i].name, text) != 0)
				continue;
			for (int p = 1; p < MATCH_PARTS; p++)
			{
				if (strcmp(match_part_name[p], part_name) != 0)
					continue;
				*field = i;
				*part = p;
				return;
			}
		}
	}
	model_error("A key names \"%s\", which is no field, or a part of one that is unknown.", text);
}

/* The blocking keys. */
static void
read_keys(MatchModel *model, JsonbContainer *keys)
{
	for (uint32 i = 0; i < JsonContainerSize(keys); i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(keys, i);
		MatchKey   *key = &model->key[model->nkeys];
		uint32		parts;

		if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
			model_error("A key is not an array.");
		parts = JsonContainerSize(value->val.binary.data);
		if (parts < 1 || parts > 2)
			model_error("A key has %u parts, not one or two.", parts);
		if (model->nkeys == MATCH_MAX_KEYS)
			model_error("It has more than %d keys.", MATCH_MAX_KEYS);
		key->field[1] = -1;
		for (uint32 p = 0; p < parts; p++)
			read_key_part(model, getIthJsonbValueFromContainer(value->val.binary.data, p), &key->field[p],
						  &key->part[p]);
		model->nkeys++;
	}
}

/* Reads a model; it may be one that is not fitted yet. */
MatchModel *
match_model_read(Jsonb *json)
{
	MatchModel *model = match_model_new();
	JsonbContainer *fields;
	JsonbContainer *keys;
	int			fitted = 0;

	if (!JB_ROOT_IS_OBJECT(json))
		model_error("It is not an object.");
	fields = read_container(&json->root, "fields", true);
	if (fields == NULL || JsonContainerSize(fields) == 0)
		model_error("It has no fields.");
	for (uint32 i = 0; i < JsonContainerSize(fields); i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(fields, i);

		if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
			model_error("A field is not an object.");
		fitted += read_field(model, value->val.binary.data);
	}
	if (fitted != 0 && fitted != model->nfields)
		model_error("Some fields have levels and others have none.");
	keys = read_container(&json->root, "keys", true);
	if (keys != NULL)
		read_keys(model, keys);
	model->prior = read_number(&json->root, "prior", model->prior, 1e-15, 1 - 1e-6);
	model->upper = read_number(&json->root, "upper", model->upper, 0, 1);
	model->lower = read_number(&json->root, "lower", model->lower, 0, model->upper);
	model->people = read_number(&json->root, "people", 1, 1, 1e15);
	model->fitted = fitted > 0;
	match_model_finish(model);
	return model;
}

/* Refuses a model that is not fitted, where one is needed. */
MatchModel *
match_model_read_fitted(Jsonb *json)
{
	MatchModel *model = match_model_read(json);

	if (!model->fitted)
		model_error("Its fields have no levels.");
	return model;
}

/* A number with six digits, which is more than any fit knows. */
static void
write_number(StringInfo out, const char *key, float8 number)
{
	appendStringInfo(out, "\"%s\": %.6g", key, number);
}

/* A field; levels only of a model that is fitted. */
static void
write_field(StringInfo out, const MatchField *field, bool fitted)
{
	const MatchKindInfo *kind = &match_kind[field->kind];

	appendStringInfoString(out, "{\"field\": ");
	escape_json(out, field->name);
	appendStringInfoString(out, ", \"column\": ");
	escape_json(out, field->column);
	appendStringInfo(out, ", \"as\": \"%s\"", kind->name);
	if (field->region != NULL)
	{
		appendStringInfoString(out, ", \"region\": ");
		escape_json(out, field->region);
	}
	for (int l = 1; l <= kind->nlevels && fitted; l++)
	{
		appendStringInfo(out, "%s\"%s\": {", l == 1 ? ", \"levels\": {" : ", ", kind->level[l]);
		write_number(out, "m", field->m[l]);
		appendStringInfoString(out, ", ");
		write_number(out, "u", field->u[ANY_NAME][l]);
		if (field->u[SAME_NAME][l] != field->u[ANY_NAME][l])
		{
			appendStringInfoString(out, ", ");
			write_number(out, "u_same_name", field->u[SAME_NAME][l]);
		}
		appendStringInfoString(out, l == kind->nlevels ? "}}, " : "}");
	}
	if (fitted)
		write_number(out, "others", field->others);
	if (field->terms != NULL && field->terms->members > 0)
	{
		matchterm_iterator it;
		MatchTerm  *term;
		const char *before = ", \"frequent\": {";

		matchterm_start_iterate(field->terms, &it);
		while ((term = matchterm_iterate(field->terms, &it)) != NULL)
		{
			appendStringInfoString(out, before);
			escape_json(out, term->value);
			appendStringInfo(out, ": %.0f", term->people);
			before = ", ";
		}
		appendStringInfoChar(out, '}');
	}
	appendStringInfoChar(out, '}');
}

/* A part of a key; the whole of a value needs no name. */
static void
write_key_part(StringInfo out, const MatchModel *model, const MatchKey *key, int p)
{
	const char *field = model->field[key->field[p]].name;

	if (key->part[p] == PART_WHOLE)
		escape_json(out, field);
	else
		escape_json(out, psprintf("%s.%s", field, match_part_name[key->part[p]]));
}

/* Writes a model. */
Jsonb *
match_model_write(const MatchModel *model)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "{\"fields\": [");
	for (int i = 0; i < model->nfields; i++)
	{
		if (i > 0)
			appendStringInfoString(&out, ", ");
		write_field(&out, &model->field[i], model->fitted);
	}
	appendStringInfoString(&out, "], \"keys\": [");
	for (int i = 0; i < model->nkeys; i++)
	{
		appendStringInfoString(&out, i == 0 ? "[" : ", [");
		write_key_part(&out, model, &model->key[i], 0);
		if (model->key[i].field[1] >= 0)
		{
			appendStringInfoString(&out, ", ");
			write_key_part(&out, model, &model->key[i], 1);
		}
		appendStringInfoChar(&out, ']');
	}
	appendStringInfoString(&out, "], ");
	if (model->fitted)
	{
		write_number(&out, "prior", model->prior);
		appendStringInfoString(&out, ", ");
		write_number(&out, "people", model->people);
		appendStringInfoString(&out, ", ");
	}
	write_number(&out, "upper", model->upper);
	appendStringInfoString(&out, ", ");
	write_number(&out, "lower", model->lower);
	appendStringInfoChar(&out, '}');
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data)));
}

/* The canonical values of a record: a jsonb object of scalars by field. */
void
match_record_read(const MatchModel *model, Jsonb *json, MatchRecord *record)
{
	if (!JB_ROOT_IS_OBJECT(json))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a record to match must be a jsonb object"),
				 errhint("Its keys are the names of the model's fields.")));
	for (int i = 0; i < model->nfields; i++)
	{
		JsonbValue *value = find(&json->root, model->field[i].name);
		char	   *text;
		StringInfoData out;

		record->value[i] = NULL;
		if (value == NULL)
			continue;
		if (value->type == jbvString)
			text = pnstrdup(value->val.string.val, value->val.string.len);
		else if (value->type == jbvNumeric)
			text = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
		else if (value->type == jbvBool)
			text = pstrdup(value->val.boolean ? "true" : "false");
		else
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a value of a record to match must be a string, a number or a boolean"),
					 errdetail("That of field \"%s\" is an array or an object.", model->field[i].name)));
		initStringInfo(&out);
		if (match_canonical(&model->field[i], text, strlen(text), &out))
			record->value[i] = out.data;
	}
}
