/*
 * values.h
 *		Values that sources claim, by kind of field: how two of them go together
 */
#ifndef AIEHR_VALUES_H
#define AIEHR_VALUES_H

#include "postgres.h"

#include "mb/pg_wchar.h"
#include "nodes/pg_list.h"

#include "identity/normalise.h"

/* The kinds of profile_field.kind, in the order of field_kind_names */
typedef enum FieldKind
{
	FIELD_NAME,
	FIELD_EMAIL,
	FIELD_PHONE,
	FIELD_ID_NUMBER,
	FIELD_DATE,
	FIELD_EDUCATION,
	FIELD_ORGANISATION,
	FIELD_TEXT
} FieldKind;

/* How value b stands to value a */
typedef enum ValueRelation
{
	VALUES_SAME,
	VALUES_FULLER,				/* b says the same and more */
	VALUES_BROADER,				/* b says the same and less */
	VALUES_NEAR,				/* one may be a slip for the other */
	VALUES_APART
} ValueRelation;

/* A date that may lack its day or month, which are 0 then; as read from YYYY[-MM[-DD]] */
typedef struct PartialDate
{
	int			year;
	int			month;
	int			day;
} PartialDate;

/* A normalised value, taken apart as its kind wants */
typedef struct FieldValue
{
	FieldKind	kind;
	const char *text;			/* as stored in claim.normalised */
	int			nchars;
	pg_wchar   *chars;			/* what is compared, zero-terminated */
	PersonName	name;			/* FIELD_NAME; names that cannot be parsed have no tokens */
	PartialDate date;			/* FIELD_DATE, and the birth date in an identity number */
	int			level;			/* FIELD_EDUCATION */
} FieldValue;

extern FieldKind field_kind_of(const char *name);
extern FieldValue *field_value_make(FieldKind kind, const char *raw, const char *normalised);
extern ValueRelation field_values_compare(const FieldValue *a, const FieldValue *b);
extern bool field_values_go_together(const FieldValue *a, const FieldValue *b);
extern List *field_value_name_parts(const FieldValue *value);
extern bool partial_date_read(const char *text, PartialDate *date);
extern int	characters_distance(const pg_wchar *a, int na, const pg_wchar *b, int nb, int limit);

#endif							/* AIEHR_VALUES_H */
