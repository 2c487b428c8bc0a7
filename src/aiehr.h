/*
 * aiehr.h
 *		What every C file of the extension shares.
 */
#ifndef AIEHR_H
#define AIEHR_H

#include "postgres.h"

#include "fmgr.h"

#include "compat.h"

/* The control file pins the schema; C code that builds SQL names it. */
#define AIEHR_SCHEMA "aiehr"

extern void _PG_init(void);

#endif							/* AIEHR_H */
