/*
 * intake.h
 *		Assessments and performance facts as they are stored
 */
#ifndef AIEHR_INTAKE_H
#define AIEHR_INTAKE_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "scorecard/scorecard.h"
#include "workspace/engine.h"
#include "workspace/hash.h"

/* What a message says, apart from the person and the job: the same again is the same message */
typedef struct AssessmentContent
{
	const char *instrument;
	const char *instrument_version;
	const char *kind;
	TimestampTz taken_at;
	const Scorecard *raw;
	const char *model;			/* or NULL */
	const char *model_version;	/* or NULL */
	const char *status;
} AssessmentContent;

extern void aiehr_workspace_hash(KeyedHash *hash, const WorkspaceScope *scope);
extern bytea *aiehr_external_hash(KeyedHash *hash, const char *vendor, const char *external_id);
extern bytea *aiehr_content_hash(KeyedHash *hash, const AssessmentContent *content);

/* Does an assessment of this status have no scores? */
static inline bool
assessment_may_be_empty(const char *status)
{
	return strcmp(status, "not_scored") == 0 || strcmp(status, "not_scored_by_choice") == 0;
}

#endif							/* AIEHR_INTAKE_H */
