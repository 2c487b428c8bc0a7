/*
 * message.h
 *		Messages from outside, checked and taken apart
 *
 * A message is a JSON object.  What is wrong with it is noted, not raised, so that
 * a load of ten thousand can go on with the others.
 */
#ifndef AIEHR_MESSAGE_H
#define AIEHR_MESSAGE_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/jsonb.h"

#include "intake/intake.h"

/* What is wrong with a message; `reason` goes on where "field" ends */
typedef struct IntakeProblem
{
	int			sqlstate;		/* 0: nothing */
	const char *field;			/* "scores.algorithm"; NULL: the message as a whole */
	char	   *value;			/* as sent, shown to nobody but the sender of a load */
	char	   *reason;
	const char *hint;			/* or NULL */
	bool		suppressed;		/* it names a person who was purged or erased */
} IntakeProblem;

/* A person as a message names one */
typedef struct PersonReference
{
	/* as sent; 0 or NULL where not given */
	int64		id;
	char	   *external_key;
	char	   *name;
	char	   *email;
	char	   *phone;
	char	   *country;
	bool		new_act;		/* of the person's own: lifts a suppression */
	TimestampTz acted_at;		/* such an act lifts it where it is the later of the two; 0: unknown */
	bool		claimed;		/* name and addresses of the known are weighed, not filled in */

	/* what people are found by, as the columns of the same name in person */
	char	   *email_key;
	char	   *phone_key;

	/* found or made, see reference.h */
	int64		person_id;		/* 0: nobody */
	bool		lacks;			/* something that is given here is not stored yet */
	bool		stored_key;		/* the person has an external key already */
} PersonReference;

/* Longest key of a person or message in bytes: an index entry has to hold two of them. */
#define AIEHR_MAX_KEY_BYTES 500

/* A person who comes in alone, and what a source says of the person */
typedef struct PersonMessage
{
	PersonReference person;		/* first, since fields of persons are offsets into it */
	char	   *source;
	char	   *external_id;	/* of the record */
	JsonbContainer *claims;
} PersonMessage;

/* One answer to a question of an assessment */
typedef struct AnswerItem
{
	char	   *question;
	char	   *text;
} AnswerItem;

typedef struct AssessmentMessage
{
	PersonReference person;
	char	   *job;
	int64		application_id;
	int64		employment_id;
	char	   *vendor;
	char	   *external_id;
	AssessmentContent content;
	bool		has_answers;
	int			nanswers;
	AnswerItem *answers;
} AssessmentMessage;

/* What became of a message with an assessment */
typedef struct ReceivedAssessment
{
	IntakeProblem problem;
	int64		assessment_id;	/* 0: it was received before and has been purged */
	bool		stored_before;
} ReceivedAssessment;

typedef struct FactMessage
{
	PersonReference person;
	PersonReference rater;
	bool		has_rater;
	char	   *criterion;
	char	   *period;
	float8		value;
	char	   *rater_kind;
	char	   *source;
	char	   *external_id;
} FactMessage;

extern void problem_note(IntakeProblem *problem, int sqlstate, const char *field, char *value,
						 const char *reason,...) pg_attribute_printf(5, 6);
extern bool read_assessment_message(Datum message, bool isnull, AssessmentMessage *m,
									IntakeProblem *problem);
extern void aiehr_take_assessments(const WorkspaceScope *scope, const Datum *messages,
								   const TimestampTz *acted_at, int n, ReceivedAssessment *results);
extern bool read_fact_message(Datum message, bool isnull, FactMessage *m, IntakeProblem *problem);
extern void person_make_keys(PersonReference *person);
extern const char *person_wrong_field(const PersonReference *person, char **value, const char **reason);
extern bool read_person_message(Datum message, PersonReference *person, IntakeProblem *problem);
extern bool read_people_message(Datum message, PersonMessage *m, IntakeProblem *problem);
extern bool is_date_or_time(const char *text);
extern void messages_of_array(FunctionCallInfo fcinfo, int argument, const char *name,
							  Datum **messages, bool **nulls, int *n);

#endif							/* AIEHR_MESSAGE_H */
