/*
 * match_fields.c
 *		Which columns of a relation to compare, and as what, by their names and types.
 */
#include "identity/match.h"

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#define NOT_COMPARED (-1)

/*
 * The names that columns go by, without signs and in lower case. A star stands for anything. The first
 * that fits counts.
 */
static const struct
{
	const char *pattern;
	int			kind;
}			column_name[] =
{
	{"id", NOT_COMPARED}, {"rowid", NOT_COMPARED}, {"recid", NOT_COMPARED}, {"recordid", NOT_COMPARED},
	{"uniqueid", NOT_COMPARED}, {"uuid", NOT_COMPARED}, {"guid", NOT_COMPARED}, {"rownumber", NOT_COMPARED},
	{"personid", NOT_COMPARED}, {"clusterid", NOT_COMPARED}, {"cluster", NOT_COMPARED},
	{"entityid", NOT_COMPARED},
	{"createdat", NOT_COMPARED}, {"updatedat", NOT_COMPARED}, {"importedat", NOT_COMPARED},
	{"idnumber", MATCH_ID_NUMBER}, {"idno", MATCH_ID_NUMBER}, {"idcard*", MATCH_ID_NUMBER},
	{"identity*", MATCH_ID_NUMBER}, {"nationalid*", MATCH_ID_NUMBER}, {"soc*sec*", MATCH_ID_NUMBER},
	{"ssn", MATCH_ID_NUMBER}, {"passport*", MATCH_ID_NUMBER}, {"taxid*", MATCH_ID_NUMBER},
	{"nin", MATCH_ID_NUMBER},
	{"身份证*", MATCH_ID_NUMBER}, {"证件号*", MATCH_ID_NUMBER},
	{"*email*", MATCH_EMAIL}, {"mail", MATCH_EMAIL}, {"邮箱*", MATCH_EMAIL}, {"电子邮*", MATCH_EMAIL},
	{"*phone*", MATCH_PHONE}, {"*mobile*", MATCH_PHONE}, {"tel", MATCH_PHONE}, {"cell", MATCH_PHONE},
	{"手机*", MATCH_PHONE}, {"电话*", MATCH_PHONE},
	{"dob", MATCH_DATE}, {"*birthdate*", MATCH_DATE}, {"*dateofbirth*", MATCH_DATE},
	{"birthday", MATCH_DATE},
	{"born", MATCH_DATE}, {"bornon", MATCH_DATE}, {"出生日期", MATCH_DATE}, {"生日", MATCH_DATE},
	{"firstname", MATCH_GIVEN_NAME}, {"givenname", MATCH_GIVEN_NAME}, {"forename", MATCH_GIVEN_NAME},
	{"fname", MATCH_GIVEN_NAME}, {"名", MATCH_GIVEN_NAME},
	{"surname", MATCH_SURNAME}, {"lastname", MATCH_SURNAME}, {"familyname", MATCH_SURNAME},
	{"lname", MATCH_SURNAME},
	{"姓", MATCH_SURNAME},
	{"name", MATCH_NAME}, {"fullname", MATCH_NAME}, {"personname", MATCH_NAME},
	{"candidatename", MATCH_NAME},
	{"employeename", MATCH_NAME}, {"displayname", MATCH_NAME}, {"姓名", MATCH_NAME},
	{"firstandsurname", MATCH_NAME},
	{"gender", MATCH_CODE}, {"sex", MATCH_CODE}, {"性别", MATCH_CODE}, {"state", MATCH_CODE},
	{"country", MATCH_CODE},
	{"*", MATCH_TEXT},
};

/* Whether a name is of a pattern: stars, and what stands between them. */
static bool
fits(const char *pattern, const char *name)
{
	if (*pattern == '\0')
		return *name == '\0';
	if (*pattern == '*')
		return fits(pattern + 1, name) || (*name != '\0' && fits(pattern, name + 1));
	return *pattern == *name && fits(pattern + 1, name + 1);
}

/* What a column of this name and type is compared as. */
static int
kind_of_column(const char *name, Oid type)
{
	char		plain[NAMEDATALEN];
	int			n = 0;

	for (const char *at = name; *at != '\0'; at++)
	{
		if (IS_HIGHBIT_SET(*at) || (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z'))
			plain[n++] = *at;
		else if (*at >= 'A' && *at <= 'Z')
			plain[n++] = *at + ('a' - 'A');
	}
	plain[n] = '\0';
	for (int i = 0; i < lengthof(column_name); i++)
	{
		if (!fits(column_name[i].pattern, plain))
			continue;
		if (column_name[i].kind != MATCH_TEXT)
			return column_name[i].kind;
		break;
	}
	switch (getBaseType(type))
	{
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
		case NAMEOID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case NUMERICOID:
			return MATCH_TEXT;
		case DATEOID:
			return MATCH_DATE;
		case BOOLOID:
			return MATCH_CODE;
		default:
			return type_is_enum(type) ? MATCH_CODE : NOT_COMPARED;
	}
}

/* Whether an array of names has this one. */
static bool
is_named(const char *name, const Datum *names, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (strcmp(TextDatumGetCString(names[i]), name) == 0)
			return true;
	}
	return false;
}

/* A whole name beside its parts says everything twice, and once too much. */
static void
drop_whole_names(MatchModel *model)
{
	bool		given = false;
	bool		surname = false;
	bool		name = false;
	int			kept = 0;

	for (int i = 0; i < model->nfields; i++)
	{
		given |= model->field[i].kind == MATCH_GIVEN_NAME;
		surname |= model->field[i].kind == MATCH_SURNAME;
	}
	for (int i = 0; i < model->nfields; i++)
	{
		bool		again = model->field[i].kind == MATCH_NAME && ((given && surname) || name);

		name |= model->field[i].kind == MATCH_NAME;
		if (!again)
			model->field[kept++] = model->field[i];
	}
	model->nfields = kept;
}

PG_FUNCTION_INFO_V1(aiehr_match_fields);
/* match_fields(relation regclass, without text[]) */
Datum
aiehr_match_fields(PG_FUNCTION_ARGS)
{
	Relation	relation = relation_open(PG_GETARG_OID(0), AccessShareLock);
	TupleDesc	desc = RelationGetDescr(relation);
	MatchModel *model = match_model_new();
	Datum	   *without;
	int			nwithout;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &without, NULL,
					  &nwithout);
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);
		int			kind;

		if (column->attisdropped || is_named(NameStr(column->attname), without, nwithout))
			continue;
		kind = kind_of_column(NameStr(column->attname), column->atttypid);
		if (kind != NOT_COMPARED && model->nfields < MATCH_MAX_FIELDS)
			match_model_add(model, NameStr(column->attname), kind);
	}
	relation_close(relation, AccessShareLock);
	drop_whole_names(model);
	if (model->nfields == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("relation has no column that records could be matched by"),
				 errhint("Write the model by hand; docs/reference/match.md says how.")));
	PG_RETURN_JSONB_P(match_model_write(model));
}
