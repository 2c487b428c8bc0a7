/*
 * resume_fields.c
 *		aiehr.resume_fields(): the fields of a resume's text, with their places in it
 */
#include "text/resume.h"

#include "funcapi.h"
#include "utils/builtins.h"

#include "identity/normalise_chars.h"

PG_FUNCTION_INFO_V1(aiehr_resume_fields);

/* A longer text is no resume, and its rules would take minutes */
#define RESUME_BYTES_MAX (2 * 1024 * 1024)

/* UTF-8 of the rules in the server's encoding. */
static Datum
server_text(const char *utf8)
{
	Chars		t;
	char	   *s;
	int			size;
	Datum		result;

	chars_init(&t);
	for (; *utf8 != '\0'; utf8 += size)
		chars_add(&t, resume_char(utf8, &size));
	s = chars_to_server(t.c, t.n);
	chars_free(&t);
	result = CStringGetTextDatum(s);
	pfree(s);
	return result;
}

/* Hand out one field; places count characters from 1, the last one included. */
static void
put_field(ReturnSetInfo *rsinfo, const Resume *r, const ResumeField *f)
{
	Datum		values[5];
	bool		nulls[5] = {false};

	values[0] = CStringGetTextDatum(f->field);
	values[1] = server_text(f->value);
	if (f->span.end > f->span.first)
	{
		values[2] = Int32GetDatum(r->at[f->span.first] + 1);
		values[3] = Int32GetDatum(r->at[f->span.end - 1] + 1);
	}
	else
		nulls[2] = nulls[3] = true;
	values[4] = Float8GetDatum(f->confidence);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/*
 * resume_fields(value, region, file_name): one row a value, in the order of the fields and then
 * of the text
 */
Datum
aiehr_resume_fields(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	text	   *value;
	Resume		r;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	value = PG_GETARG_TEXT_PP(0);
	if (VARSIZE_ANY_EXHDR(value) > RESUME_BYTES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the text is too long to be a resume"),
				 errdetail("It has %d bytes; %d are the limit.", (int) VARSIZE_ANY_EXHDR(value),
						   RESUME_BYTES_MAX)));
	resume_read(&r, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	r.region = PG_ARGISNULL(1) ? resume_region(&r) : text_to_cstring(PG_GETARG_TEXT_PP(1));
	if (!PG_ARGISNULL(2))
	{
		text	   *name = PG_GETARG_TEXT_PP(2);

		r.file_name = resume_fold(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	}
	resume_sections(&r);
	resume_contact(&r);
	resume_name(&r);
	resume_history(&r);
	resume_prose(&r);
	foreach(cell, r.fields)
		put_field(rsinfo, &r, lfirst(cell));
	return (Datum) 0;
}
