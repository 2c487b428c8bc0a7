/*
 * attach.h
 *		Tables of a company's own whose rows come into a workspace
 *
 * A mapping says for each of our columns by which expression over the host row it
 * is filled.  It is checked once and then kept as the WHEN condition of a row
 * trigger that never fires, since that is where the server itself keeps an
 * expression over the rows of a table: it follows renames of columns and types, is
 * dumped and restored with the table, and whoever drops a column that it needs is
 * told so at once.
 */
#ifndef AIEHR_ATTACH_H
#define AIEHR_ATTACH_H

#include "postgres.h"

#include "nodes/execnodes.h"
#include "utils/relcache.h"

#include "intake/message.h"
#include "workspace/engine.h"
#include "workspace/hash.h"

/* What the rows of a host table are, in the order in which a table that is several is read */
typedef enum AttachKind
{
	ATTACH_PEOPLE,
	ATTACH_APPLICATIONS,
	ATTACH_EMPLOYMENTS,
	ATTACH_ASSESSMENTS,
	ATTACH_FACTS,
	ATTACH_KINDS
} AttachKind;

/* What becomes of ours when a host row goes */
typedef enum AttachDelete
{
	DELETE_KEEPS,
	DELETE_WITHDRAWS,
	DELETE_ERASES
} AttachDelete;

/*
 * Our columns, those of all kinds together; their names and types are in
 * attach_fields[].  What a mapping claims of people, its entries "claim.FIELD", has
 * numbers from MAPPED_COUNT on, in the order of Mapping.claim.
 */
typedef enum AttachField
{
	MAPPED_INCLUDE,
	MAPPED_LAST_ACTIVITY,
	MAPPED_EXTERNAL_KEY,
	MAPPED_NAME,
	MAPPED_EMAIL,
	MAPPED_PHONE,
	MAPPED_COUNTRY,
	MAPPED_JOB,
	MAPPED_STAGE,
	MAPPED_COHORT,
	MAPPED_OPENED_AT,
	MAPPED_DECIDED_AT,
	MAPPED_START_ON,
	MAPPED_ORG_UNIT,
	MAPPED_MANAGER_KEY,
	MAPPED_CORE,
	MAPPED_HIRED_ON,
	MAPPED_LEFT_ON,
	MAPPED_LEAVE_REASON,
	MAPPED_VENDOR,
	MAPPED_EXTERNAL_ID,
	MAPPED_INSTRUMENT,
	MAPPED_INSTRUMENT_VERSION,
	MAPPED_KIND,
	MAPPED_TAKEN_AT,
	MAPPED_SCORES,
	MAPPED_MODEL,
	MAPPED_MODEL_VERSION,
	MAPPED_STATUS,
	MAPPED_CRITERION,
	MAPPED_PERIOD,
	MAPPED_VALUE,
	MAPPED_RATER_KEY,
	MAPPED_RATER_KIND,
	MAPPED_SOURCE,
	MAPPED_COUNT
} AttachField;

typedef struct AttachFieldRule
{
	const char *name;
	Oid			type;			/* InvalidOid: scorecard, which has no fixed number */
	int			kinds;			/* bits of the kinds that have it */
	int			required;		/* bits of the kinds that cannot do without it */
} AttachFieldRule;

extern const AttachFieldRule attach_fields[MAPPED_COUNT];
extern const char *const attach_kind_names[ATTACH_KINDS];

/* A mapping ready to be evaluated on rows of one relation */
typedef struct Mapping
{
	Relation	rel;
	AttachKind	kind;
	int			n;				/* entries */
	int			current;		/* the one being evaluated */
	int		   *field;			/* an AttachField or a claim */
	ExprState **state;
	int			nclaims;
	char	  **claim;			/* fields of profile_field */
	EState	   *estate;
	bool		all_columns;	/* a whole row is looked at */
	int			ncolumns;		/* columns that the expressions look at */
	AttrNumber *columns;
} Mapping;

/* A host row as the mapping sees it; a row that is not included is not there */
typedef struct MappedRow
{
	Datum	   *values;			/* by field, claims behind the others */
	bool	   *nulls;
} MappedRow;

/* A row that came (no old), went (no new) or changed */
typedef struct MappedChange
{
	int64		row;			/* in the order of the statement */
	MappedRow  *old;
	MappedRow  *new;
	IntakeProblem problem;
	bool		skipped;		/* a person who was purged or erased, or nothing to do */
} MappedChange;

/* Changes on their way into a workspace */
typedef struct AttachBatch
{
	WorkspaceScope scope;
	KeyedHash	hash;
	const Mapping *mapping;
	AttachDelete on_delete;
	bool		backfill;		/* rows that were there when the table was attached */
	const char *source;			/* what the host table is called in the workspace */
	int			n;
	MappedChange *changes;
} AttachBatch;

extern AttachKind aiehr_attach_kind(const char *name);
extern Mapping *aiehr_mapping_open(Relation rel, AttachKind kind);
extern const char *mapped_claim(AttachKind kind, const char *name);
extern AttachDelete aiehr_mapping_on_delete(AttachKind kind, Jsonb *mapping);
extern void aiehr_mapping_close(Mapping *mapping);
extern MappedRow *aiehr_mapping_row(Mapping *mapping, TupleTableSlot *slot);
extern bool aiehr_mapped_rows_equal(const Mapping *mapping, const MappedRow *a, const MappedRow *b);
extern char *aiehr_mapping_condition(Relation rel, AttachKind kind, Jsonb *mapping, List **arguments);

/* What is done with a batch, by kind; each notes its problems */
extern void aiehr_attach_check(AttachBatch *b);
extern void aiehr_attach_keep_renamed(AttachBatch *b);
extern void aiehr_attach_people(AttachBatch *b);
extern void aiehr_attach_withdraw_claims(AttachBatch *b);
extern void aiehr_attach_rename_claims(AttachBatch *b);
extern void aiehr_attach_claims(AttachBatch *b, MappedChange *const *changes, const PersonReference *people,
								const bool *came, int n);
extern void aiehr_attach_applications(AttachBatch *b);
extern void aiehr_attach_employments(AttachBatch *b);
extern void aiehr_attach_assessments(AttachBatch *b);
extern void aiehr_attach_facts(AttachBatch *b);

extern void aiehr_push_text(JsonbParseState **state, const char *name, char *text);
extern void aiehr_push_jsonb(JsonbParseState **state, const char *name, Jsonb *jsonb);
extern void aiehr_push_person(JsonbParseState **state, const char *name, char *external_key);

/* A field of a row as a C string, NULL where the host has nothing or an empty text */
extern char *mapped_text(const MappedRow *row, int field);
extern TimestampTz mapped_time(const MappedRow *row, AttachField field);
extern void mapped_person(const Mapping *mapping, const MappedRow *row, PersonReference *person);

extern bool mapped_key_is_sound(const PersonReference *person, IntakeProblem *problem);

#endif							/* AIEHR_ATTACH_H */
