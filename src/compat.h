/*
 * compat.h
 *		All differences between the PostgreSQL majors that we build on (15 to 18).
 *
 * Every #if on PG_VERSION_NUM stands here with its reason; the other files stay clean.
 */
#ifndef AIEHR_COMPAT_H
#define AIEHR_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000
#error "aiehr needs PostgreSQL 15 or later"
#endif

/* 16 moved the varlena macros out of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/*
 * 16 brought soft errors: an input function given an ErrorSaveContext notes the error and returns,
 * so that pg_input_is_valid() works on our types. Before, it is an ordinary error.
 */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define AIEHR_ESCONTEXT(fcinfo) ((fcinfo)->context)
#define aiehr_ereturn(escontext, value, ...) ereturn(escontext, value, __VA_ARGS__)
#else
#define AIEHR_ESCONTEXT(fcinfo) NULL
#define aiehr_ereturn(escontext, value, ...) \
	do { \
		(void) (escontext); \
		ereport(ERROR, __VA_ARGS__); \
		return value; \
	} while (0)
#endif

/* 16 lets jsonb's input function report softly too; before, it raises its error. */
#if PG_VERSION_NUM >= 160000
#define aiehr_jsonb_in(text, escontext, result) \
	DirectInputFunctionCallSafe(jsonb_in, text, InvalidOid, -1, escontext, result)
#else
#define aiehr_jsonb_in(text, escontext, result) \
	(*(result) = DirectFunctionCall1(jsonb_in, CStringGetDatum(text)), true)
#endif

/* 16 has a form of pg_unicode_to_server() that returns false where 15 raises the error itself. */
#if PG_VERSION_NUM >= 160000
#define aiehr_unicode_to_server(c, out) pg_unicode_to_server_noerror(c, out)
#else
#define aiehr_unicode_to_server(c, out) (pg_unicode_to_server(c, out), true)
#endif

/* 16 gathered the ownership checks of all kinds of object into one function. */
#if PG_VERSION_NUM >= 160000
#define aiehr_namespace_ownercheck(namespace, role) \
	object_ownercheck(NamespaceRelationId, namespace, role)
#define aiehr_class_ownercheck(relation, role) object_ownercheck(RelationRelationId, relation, role)
#else
#define aiehr_namespace_ownercheck(namespace, role) pg_namespace_ownercheck(namespace, role)
#define aiehr_class_ownercheck(relation, role) pg_class_ownercheck(relation, role)
#endif

/* 18 replaced pg_attribute_noreturn(), which stood after a declaration, by pg_noreturn before it. */
#if PG_VERSION_NUM >= 180000
#define aiehr_noreturn pg_noreturn
#else
#define aiehr_noreturn pg_attribute_noreturn()
#endif

/* 18 lets a module say its name and version, for pg_get_loaded_modules(). */
#if PG_VERSION_NUM >= 180000
#define AIEHR_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "aiehr")
#else
#define AIEHR_MODULE_MAGIC PG_MODULE_MAGIC
#endif

#endif							/* AIEHR_COMPAT_H */
