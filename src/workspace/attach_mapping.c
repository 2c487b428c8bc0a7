/*
 * attach_mapping.c
 *		Mappings from host rows to our columns: checked, kept, evaluated
 *
 * See attach.h for where a mapping lives.  It comes as jsonb from the name of our
 * column to an SQL expression; each is parsed by itself, so that no text of one
 * entry can reach beyond it, and turned back into SQL from its parse tree.
 */
#include "workspace/attach.h"

#include "access/relation.h"
#include "access/sysattr.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_node.h"
#include "parser/parse_relation.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#define PEOPLE (1 << ATTACH_PEOPLE)
#define APPLICATIONS (1 << ATTACH_APPLICATIONS)
#define EMPLOYMENTS (1 << ATTACH_EMPLOYMENTS)
#define ASSESSMENTS (1 << ATTACH_ASSESSMENTS)
#define FACTS (1 << ATTACH_FACTS)
#define ALL_KINDS ((1 << ATTACH_KINDS) - 1)

/* What the names of entries begin with that are claims about people */
#define CLAIM_PREFIX "claim."

/* Longest text of an entry in bytes: who needs more makes a function */
#define MAX_ENTRY_BYTES 10000

const char *const attach_kind_names[ATTACH_KINDS] = {
	"people", "applications", "employments", "assessments", "performance_facts"
};

const AttachFieldRule attach_fields[MAPPED_COUNT] = {
	{"include", BOOLOID, ALL_KINDS, 0},
	{"last_activity", TIMESTAMPTZOID, ALL_KINDS, 0},
	{"external_key", TEXTOID, ALL_KINDS, ALL_KINDS},
	{"name", TEXTOID, PEOPLE, 0},
	{"email", TEXTOID, PEOPLE, 0},
	{"phone", TEXTOID, PEOPLE, 0},
	{"country", TEXTOID, PEOPLE, 0},
	{"job", TEXTOID, APPLICATIONS | EMPLOYMENTS | ASSESSMENTS, APPLICATIONS | EMPLOYMENTS | ASSESSMENTS},
	{"stage", TEXTOID, APPLICATIONS, 0},
	{"cohort", TEXTOID, APPLICATIONS, 0},
	{"opened_at", TIMESTAMPTZOID, APPLICATIONS, APPLICATIONS},
	{"decided_at", TIMESTAMPTZOID, APPLICATIONS, 0},
	{"start_on", DATEOID, APPLICATIONS, 0},
	{"org_unit", TEXTOID, EMPLOYMENTS, 0},
	{"manager_key", TEXTOID, EMPLOYMENTS, 0},
	{"core", BOOLOID, EMPLOYMENTS, 0},
	{"hired_on", DATEOID, EMPLOYMENTS, EMPLOYMENTS},
	{"left_on", DATEOID, EMPLOYMENTS, 0},
	{"leave_reason", TEXTOID, EMPLOYMENTS, 0},
	{"vendor", TEXTOID, ASSESSMENTS, 0},
	{"external_id", TEXTOID, ASSESSMENTS | FACTS, ASSESSMENTS | FACTS},
	{"instrument", TEXTOID, ASSESSMENTS, ASSESSMENTS},
	{"instrument_version", TEXTOID, ASSESSMENTS, ASSESSMENTS},
	{"kind", TEXTOID, ASSESSMENTS, 0},
	{"taken_at", TIMESTAMPTZOID, ASSESSMENTS, ASSESSMENTS},
	{"scores", InvalidOid, ASSESSMENTS, ASSESSMENTS},
	{"model", TEXTOID, ASSESSMENTS, 0},
	{"model_version", TEXTOID, ASSESSMENTS, 0},
	{"status", TEXTOID, ASSESSMENTS, 0},
	{"criterion", TEXTOID, FACTS, FACTS},
	{"period", DATERANGEOID, FACTS, FACTS},
	{"value", FLOAT8OID, FACTS, FACTS},
	{"rater_key", TEXTOID, FACTS, 0},
	{"rater_kind", TEXTOID, FACTS, 0},
	{"source", TEXTOID, FACTS, 0},
};

/* What may follow a DELETE, by AttachDelete, and which kinds know it */
static const struct
{
	const char *name;
	int			kinds;
	int			fallback;		/* kinds for which it holds where nothing is said */
}			delete_rules[] = {
	{"keep", ALL_KINDS, PEOPLE | EMPLOYMENTS},
	{"withdraw", PEOPLE | APPLICATIONS | ASSESSMENTS | FACTS, APPLICATIONS | ASSESSMENTS | FACTS},
	{"erase", PEOPLE, 0},
};

/* The kind of this name; an error when there is none. */
AttachKind
aiehr_attach_kind(const char *name)
{
	for (int i = 0; i < ATTACH_KINDS; i++)
		if (strcmp(name, attach_kind_names[i]) == 0)
			return (AttachKind) i;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("nothing can be attached as \"%s\"", name),
			 errhint("A table is attached as people, applications, employments, assessments "
					 "or performance_facts.")));
	return ATTACH_KINDS;		/* not reached */
}

/* The type that an entry must have. */
static Oid
field_type(int field)
{
	if (field >= MAPPED_COUNT)
		return TEXTOID;
	if (OidIsValid(attach_fields[field].type))
		return attach_fields[field].type;
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("scorecard"),
						   ObjectIdGetDatum(get_namespace_oid(AIEHR_SCHEMA, false)));
}

/*
 * The type that comes out of it: a range is written out at once, while dates are
 * written as ISO 8601 has them.
 */
static Oid
result_type(int field)
{
	Oid			type = field_type(field);

	return type == DATERANGEOID ? TEXTOID : type;
}

/* Whether values of a field are no more than a Datum. */
static inline bool
is_by_value(int field)
{
	Oid			type = field >= MAPPED_COUNT ? TEXTOID : attach_fields[field].type;

	return type == BOOLOID || type == TIMESTAMPTZOID || type == DATEOID || type == FLOAT8OID;
}

/* The field of this name among those of a kind; MAPPED_COUNT when there is none. */
static AttachField
field_of_name(AttachKind kind, const char *name)
{
	for (int i = 0; i < MAPPED_COUNT; i++)
		if ((attach_fields[i].kinds & (1 << kind)) && strcmp(attach_fields[i].name, name) == 0)
			return (AttachField) i;
	return MAPPED_COUNT;
}

/* The field of profile_field that an entry of this name claims; NULL when it is another entry. */
const char *
mapped_claim(AttachKind kind, const char *name)
{
	Size		len = strlen(CLAIM_PREFIX);

	if (kind != ATTACH_PEOPLE || strncmp(name, CLAIM_PREFIX, len) != 0 || name[len] == '\0')
		return NULL;
	return name + len;
}

/* The names that a mapping of this kind may have, for a hint. */
static char *
known_names(AttachKind kind)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < MAPPED_COUNT; i++)
		if (attach_fields[i].kinds & (1 << kind))
			appendStringInfo(&text, "%s%s", text.len > 0 ? ", " : "", attach_fields[i].name);
	appendStringInfoString(&text, kind == ATTACH_PEOPLE ? ", claim.FIELD, on_delete" : ", on_delete");
	return text.data;
}

/*
 * The one expression that a text is.  The grammar takes what may follow SELECT, of
 * which nothing but a single expression is let through.
 */
static Node *
parse_entry(const char *text)
{
	SelectStmt *select;
	ResTarget  *target;

	select = (SelectStmt *) linitial_node(RawStmt, raw_parser(text, RAW_PARSE_PLPGSQL_EXPR))->stmt;
	target = list_length(select->targetList) == 1 ? linitial(select->targetList) : NULL;
	if (target == NULL || target->name != NULL || target->indirection != NIL ||
		select->op != SETOP_NONE || select->distinctClause || select->intoClause ||
		select->fromClause || select->whereClause || select->groupClause || select->havingClause ||
		select->windowClause || select->sortClause || select->limitOffset || select->limitCount ||
		select->lockingClause || select->withClause ||
		(IsA(target->val, ColumnRef) && IsA(llast(((ColumnRef *) target->val)->fields), A_Star)))
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("it is not a single expression over the columns of the table")));
	return target->val;
}

/* Refuse what no row in a transition table has, and what would differ from one look to the next. */
static void
check_expression(Relation rel, Node *expr)
{
	Bitmapset  *columns = NULL;
	int			column = -1;

	/* once as it is written and once with the defaults of arguments */
	if (contain_volatile_functions(expr) ||
		contain_volatile_functions((Node *) expression_planner((Expr *) copyObject(expr))))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("it calls a function that is volatile"),
				 errhint("The same row must always mean the same: the function must be IMMUTABLE "
						 "or STABLE.")));
	pull_varattnos(expr, 1, &columns);
	while ((column = bms_next_member(columns, column)) >= 0)
	{
		AttrNumber	attnum = column + FirstLowInvalidHeapAttributeNumber;

		if (attnum < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_COLUMN_REFERENCE),
					 errmsg("it looks at a system column")));
		if (attnum > 0 && TupleDescAttr(RelationGetDescr(rel), attnum - 1)->attgenerated == 'v')
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("it looks at the virtual generated column \"%s\"",
							get_attname(RelationGetRelid(rel), attnum, false)),
					 errhint("Write the column's own expression.")));
	}
}

/* The expression of an entry, of the type that its field has. */
static Node *
cook_entry(Relation rel, int field, const char *text)
{
	ParseState *pstate = make_parsestate(NULL);
	ParseNamespaceItem *item;
	Oid			wanted = field_type(field);
	Oid			given;
	Node	   *expr;
	Node	   *coerced;

	item = addRangeTableEntryForRelation(pstate, rel, AccessShareLock, NULL, false, false);
	addNSItemToQuery(pstate, item, false, true, true);
	expr = transformExpr(pstate, parse_entry(text), EXPR_KIND_TRIGGER_WHEN);
	given = exprType(expr);
	/* a card may come as jsonb, whose cast is explicit lest jsonb's operators be lost elsewhere */
	coerced = coerce_to_target_type(pstate, expr, given, wanted, -1,
									field == MAPPED_SCORES && getBaseType(given) == JSONBOID
									? COERCION_EXPLICIT : COERCION_ASSIGNMENT,
									COERCE_EXPLICIT_CAST, -1);
	if (coerced == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("it is of type %s", format_type_be(given)),
				 errhint("It must be of type %s or convertible to it; write a cast.",
						 format_type_be(wanted))));
	if (result_type(field) != wanted)
		coerced = coerce_to_target_type(pstate, coerced, wanted, result_type(field), -1, COERCION_EXPLICIT,
										COERCE_EXPLICIT_CAST, -1);
	assign_expr_collations(pstate, coerced);
	check_expression(rel, coerced);
	free_parsestate(pstate);
	return coerced;
}

/* As cook_entry(), but whatever is wrong is said of the entry. */
static Node *
check_entry(Relation rel, int field, const char *name, const char *text)
{
	MemoryContext context = CurrentMemoryContext;
	Node	   *volatile expr = NULL;

	PG_TRY();
	{
		expr = cook_entry(rel, field, text);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		if (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION)
			PG_RE_THROW();
		FlushErrorState();
		ereport(ERROR,
				(errcode(error->sqlerrcode),
				 errmsg("entry \"%s\" of the mapping cannot be used", name),
				 errdetail("\"%s\": %s.", text, error->message),
				 error->hint ? errhint("%s", error->hint) : 0));
	}
	PG_END_TRY();
	return expr;
}

/* Does a mapping claim anything of people? */
static bool
claims_anything(AttachKind kind, Jsonb *mapping)
{
	JsonbIterator *it = JsonbIteratorInit(&mapping->root);
	JsonbValue	key;
	JsonbValue	value;

	(void) JsonbIteratorNext(&it, &value, true);
	while (JsonbIteratorNext(&it, &key, true) == WJB_KEY)
	{
		if (mapped_claim(kind, pnstrdup(key.val.string.val, key.val.string.len)) != NULL)
			return true;
		(void) JsonbIteratorNext(&it, &value, true);
	}
	return false;
}

/*
 * What the entry on_delete says, or its default.  People stay when their rows go; but
 * a table that has no such row any more says nothing of them, where it said something.
 */
static AttachDelete
read_on_delete(AttachKind kind, Jsonb *mapping, const char *text)
{
	bool		claims = claims_anything(kind, mapping);

	if (text == NULL && claims)
		return DELETE_WITHDRAWS;
	for (int i = 0; i < lengthof(delete_rules); i++)
		if (text == NULL ? (delete_rules[i].fallback & (1 << kind)) != 0
			: (delete_rules[i].kinds & (1 << kind)) && strcmp(delete_rules[i].name, text) == 0 &&
			(i != DELETE_WITHDRAWS || kind != ATTACH_PEOPLE || claims))
			return (AttachDelete) i;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("entry \"%s\" of the mapping cannot be used", "on_delete"),
			 errdetail("\"%s\" is not what can follow the deletion of a row of %s.", text,
					   attach_kind_names[kind]),
			 errhint("It is keep%s.", kind == ATTACH_PEOPLE ? (claims ? ", withdraw or erase" : " or erase") :
					 kind == ATTACH_EMPLOYMENTS ? "" : " or withdraw")));
	return DELETE_KEEPS;		/* not reached */
}

/* What follows the deletion of a row, by a mapping as it was given. */
AttachDelete
aiehr_mapping_on_delete(AttachKind kind, Jsonb *mapping)
{
	JsonbValue	buffer;
	JsonbValue *value;

	value = getKeyJsonValueFromContainer(&mapping->root, "on_delete", strlen("on_delete"), &buffer);
	if (value == NULL || value->type != jbvString)
		return read_on_delete(kind, mapping, NULL);
	return read_on_delete(kind, mapping, pnstrdup(value->val.string.val, value->val.string.len));
}

/* The text of one entry of the mapping; an error when it is something else. */
static char *
entry_text(const char *name, const JsonbValue *value)
{
	if (value->type != jbvString || value->val.string.len > MAX_ENTRY_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("entry \"%s\" of the mapping cannot be used", name),
				 errdetail("Its value must be a text of at most %d bytes.", MAX_ENTRY_BYTES),
				 errhint("Write an SQL expression over the columns of the table, as \"lower(mail)\"; "
						 "a constant needs quotes of its own, as \"'CN'\".")));
	return pnstrdup(value->val.string.val, value->val.string.len);
}

/* Take the mapping apart: expressions with the names of their entries, in the order of the fields. */
static void
read_mapping(Relation rel, AttachKind kind, Jsonb *mapping, List **exprs, List **names)
{
	Node	   *by_field[MAPPED_COUNT] = {NULL};
	List	   *claims = NIL;
	List	   *claim_names = NIL;
	JsonbIterator *it;
	JsonbValue	key;
	JsonbValue	value;

	if (!JB_ROOT_IS_OBJECT(mapping))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the mapping must be a JSON object"),
				 errhint("Known names are %s.", known_names(kind))));
	it = JsonbIteratorInit(&mapping->root);
	(void) JsonbIteratorNext(&it, &value, true);
	while (JsonbIteratorNext(&it, &key, true) == WJB_KEY)
	{
		char	   *name = pnstrdup(key.val.string.val, key.val.string.len);
		AttachField field = field_of_name(kind, name);
		char	   *text;

		(void) JsonbIteratorNext(&it, &value, true);
		if (field == MAPPED_COUNT && strcmp(name, "on_delete") != 0 && mapped_claim(kind, name) == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("entry \"%s\" of the mapping is unknown", name),
					 errdetail("Rows attached as %s have no such column.", attach_kind_names[kind]),
					 errhint("Known names are %s.", known_names(kind))));
		text = entry_text(name, &value);
		if (mapped_claim(kind, name) != NULL)
		{
			claims = lappend(claims, check_entry(rel, MAPPED_COUNT, name, text));
			claim_names = lappend(claim_names, name);
		}
		else if (field == MAPPED_COUNT)
			(void) read_on_delete(kind, mapping, text);
		else
			by_field[field] = check_entry(rel, field, name, text);
	}
	for (int i = 0; i < MAPPED_COUNT; i++)
	{
		if (by_field[i] != NULL)
		{
			*exprs = lappend(*exprs, by_field[i]);
			*names = lappend(*names, pstrdup(attach_fields[i].name));
		}
		else if (attach_fields[i].required & (1 << kind))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("entry \"%s\" of the mapping is missing", attach_fields[i].name),
					 errdetail("Rows attached as %s cannot do without it.", attach_kind_names[kind])));
	}
	*exprs = list_concat(*exprs, claims);
	*names = list_concat(*names, claim_names);
}

/*
 * A mapping as the condition of a trigger, every name in it qualified: call with
 * nothing but pg_catalog on the path.  `arguments` receives those of the trigger:
 * kind, and the names of the expressions in their order.
 */
char *
aiehr_mapping_condition(Relation rel, AttachKind kind, Jsonb *mapping, List **arguments)
{
	List	   *exprs = NIL;
	List	   *names = NIL;
	List	   *context = deparse_context_for("old", RelationGetRelid(rel));
	StringInfoData sql;
	ListCell   *lc;
	int			guc_level;

	read_mapping(rel, kind, mapping, &exprs, &names);
	guc_level = NewGUCNestLevel();
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	*arguments = list_make1(pstrdup(attach_kind_names[kind]));
	initStringInfo(&sql);
	appendStringInfoString(&sql, "false AND ROW(");
	foreach(lc, exprs)
		appendStringInfo(&sql, "%s%s", lc == list_head(exprs) ? "" : ", ",
						 deparse_expression(lfirst(lc), context, true, false));
	*arguments = list_concat(*arguments, names);
	appendStringInfoString(&sql, ") IS NULL");
	AtEOXact_GUC(true, guc_level);
	return sql.data;
}

/* The trigger that keeps the mapping of a kind; NULL when the relation has none. */
static Trigger *
mapping_trigger(Relation rel, AttachKind kind)
{
	char		name[NAMEDATALEN];
	TriggerDesc *triggers = rel->trigdesc;

	snprintf(name, NAMEDATALEN, "aiehr_%s_mapping", attach_kind_names[kind]);
	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
		if (strcmp(triggers->triggers[i].tgname, name) == 0)
			return &triggers->triggers[i];
	return NULL;
}

/* The row of expressions in the condition "false AND ROW(...) IS NULL"; NULL where it is another. */
static RowExpr *
condition_row(const char *condition)
{
	Node	   *node = condition ? stringToNode(condition) : NULL;

	/* before it is simplified, an AND has its arguments as they were written */
	if (node == NULL || !IsA(node, BoolExpr) || list_length(((BoolExpr *) node)->args) != 2)
		return NULL;
	node = lsecond(((BoolExpr *) node)->args);
	if (!IsA(node, NullTest) || !IsA(((NullTest *) node)->arg, RowExpr))
		return NULL;
	return (RowExpr *) ((NullTest *) node)->arg;
}

/* Raise that the trigger with the mapping is not as attach() made it. */
static void
report_mapping(Relation rel, AttachKind kind)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" has no sound mapping as %s", RelationGetRelationName(rel),
					attach_kind_names[kind]),
			 errdetail("The trigger \"aiehr_%s_mapping\", which keeps it, is not as attach() made it.",
					   attach_kind_names[kind]),
			 errhint("Call aiehr.detach() for the table and attach it again.")));
}

/* Note which columns the expressions look at, so that a change of others is passed over quickly. */
static void
note_columns(Mapping *mapping, Node *row)
{
	Bitmapset  *columns = NULL;
	int			column = -1;

	pull_varattnos(row, 1, &columns);
	mapping->columns = palloc(sizeof(AttrNumber) * Max(bms_num_members(columns), 1));
	while ((column = bms_next_member(columns, column)) >= 0)
	{
		AttrNumber	attnum = column + FirstLowInvalidHeapAttributeNumber;

		if (attnum == InvalidAttrNumber)
			mapping->all_columns = true;
		else
			mapping->columns[mapping->ncolumns++] = attnum;
	}
}

/* Ready the mapping of a kind that a relation has.  Types are checked again: the trigger is the host's. */
Mapping *
aiehr_mapping_open(Relation rel, AttachKind kind)
{
	Mapping    *mapping = palloc0(sizeof(Mapping));
	Trigger    *trigger = mapping_trigger(rel, kind);
	RowExpr    *row = trigger ? condition_row(trigger->tgqual) : NULL;
	ListCell   *lc;

	if (row == NULL || trigger->tgnargs != list_length(row->args) + 1 ||
		strcmp(trigger->tgargs[0], attach_kind_names[kind]) != 0)
		report_mapping(rel, kind);
	mapping->rel = rel;
	mapping->kind = kind;
	mapping->estate = CreateExecutorState();
	mapping->field = palloc(sizeof(int) * Max(list_length(row->args), 1));
	mapping->state = palloc(sizeof(ExprState *) * Max(list_length(row->args), 1));
	mapping->claim = palloc(sizeof(char *) * Max(list_length(row->args), 1));
	note_columns(mapping, (Node *) row);
	foreach(lc, row->args)
	{
		int			i = mapping->n++;
		const char *name = trigger->tgargs[i + 1];
		const char *claim = mapped_claim(kind, name);

		mapping->field[i] = claim ? MAPPED_COUNT + mapping->nclaims : field_of_name(kind, name);
		if (claim != NULL)
			mapping->claim[mapping->nclaims++] = pstrdup(claim);
		else if (mapping->field[i] == MAPPED_COUNT)
			report_mapping(rel, kind);
		if (exprType(lfirst(lc)) != result_type(mapping->field[i]))
			report_mapping(rel, kind);
		mapping->state[i] = ExecPrepareExpr(lfirst(lc), mapping->estate);
	}
	return mapping;
}

/* The mapping is no longer needed; the rows made with it stay. */
void
aiehr_mapping_close(Mapping *mapping)
{
	FreeExecutorState(mapping->estate);
}

/* Says in an error's context which entry was being evaluated. */
static void
entry_context(void *arg)
{
	const Mapping *mapping = arg;
	int			field = mapping->field[mapping->current];

	errcontext("entry \"%s%s\" of the mapping of table \"%s\" as %s",
			   field >= MAPPED_COUNT ? CLAIM_PREFIX : "",
			   field >= MAPPED_COUNT ? mapping->claim[field - MAPPED_COUNT] : attach_fields[field].name,
			   RelationGetRelationName(mapping->rel), attach_kind_names[mapping->kind]);
}

/* Room for a row, with nothing in it. */
static MappedRow *
make_row(const Mapping *mapping)
{
	int			n = MAPPED_COUNT + mapping->nclaims;
	MappedRow  *row = palloc(MAXALIGN(sizeof(MappedRow)) + n * (sizeof(Datum) + sizeof(bool)));

	row->values = (Datum *) ((char *) row + MAXALIGN(sizeof(MappedRow)));
	row->nulls = (bool *) (row->values + n);
	memset(row->nulls, true, n * sizeof(bool));
	return row;
}

/* A host row as the mapping sees it; NULL for one that is not included. */
MappedRow *
aiehr_mapping_row(Mapping *mapping, TupleTableSlot *slot)
{
	ExprContext *context = GetPerTupleExprContext(mapping->estate);
	MappedRow  *row = make_row(mapping);
	ErrorContextCallback callback = {error_context_stack, entry_context, mapping};

	error_context_stack = &callback;
	context->ecxt_scantuple = slot;
	for (int i = 0; i < mapping->n; i++)
	{
		int			field = mapping->field[i];
		Datum		value;

		mapping->current = i;
		value = ExecEvalExprSwitchContext(mapping->state[i], context, &row->nulls[field]);
		if (field == MAPPED_INCLUDE && (row->nulls[field] || !DatumGetBool(value)))
		{
			pfree(row);
			row = NULL;
			break;
		}
		/* what is out of line lies in the host's tables, which change */
		if (!row->nulls[field])
			row->values[field] = is_by_value(field) ? value : PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
	}
	ResetExprContext(context);
	error_context_stack = callback.previous;
	return row;
}

/* Do two rows say the same? */
bool
aiehr_mapped_rows_equal(const Mapping *mapping, const MappedRow *a, const MappedRow *b)
{
	for (int i = 0; i < mapping->n; i++)
	{
		int			field = mapping->field[i];
		bool		byval = is_by_value(field);

		if (a->nulls[field] != b->nulls[field] ||
			(!a->nulls[field] && !datumIsEqual(a->values[field], b->values[field], byval, byval ? 8 : -1)))
			return false;
	}
	return true;
}

/* A field of a row as a C string, NULL where the host has nothing or an empty text. */
char *
mapped_text(const MappedRow *row, int field)
{
	text	   *value;

	if (row->nulls[field])
		return NULL;
	value = DatumGetTextPP(row->values[field]);
	return VARSIZE_ANY_EXHDR(value) == 0 ? NULL : text_to_cstring(value);
}

/* A time of a row, 0 (2000-01-01) where there is none; infinite ones count as none. */
TimestampTz
mapped_time(const MappedRow *row, AttachField field)
{
	TimestampTz time = row->nulls[field] ? 0 : DatumGetTimestampTz(row->values[field]);

	return TIMESTAMP_NOT_FINITE(time) ? 0 : time;
}
