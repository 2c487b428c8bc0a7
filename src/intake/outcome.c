/*
 * outcome.c
 *		What became of the messages of a load, one row each, whatever they were about
 */
#include "intake/outcome.h"

#include "utils/builtins.h"
#include "utils/elog.h"
#include "utils/tuplestore.h"

/*
 * Put the outcome of one message into the result: (item, outcome, id, field, value,
 * sqlstate, reason, hint).  `note` says something of a message that was taken; a
 * message with a problem is bad and has neither note nor id.
 */
void
intake_put_outcome(ReturnSetInfo *rsinfo, int item, IntakeOutcome outcome, int64 id,
				   const char *note, const IntakeProblem *problem)
{
	static const char *const words[] = {"new", "changed", "same"};
	bool		bad = problem->sqlstate != 0;
	const char *texts[6] = {bad ? "bad" : words[outcome], bad ? problem->field : NULL,
		bad ? problem->value : NULL, bad ? unpack_sql_state(problem->sqlstate) : NULL,
	bad ? problem->reason : note, bad ? problem->hint : NULL};
	static const int columns[6] = {1, 3, 4, 5, 6, 7};
	Datum		values[8];
	bool		nulls[8] = {false};

	values[0] = Int64GetDatum(item);
	values[2] = Int64GetDatum(id);
	nulls[2] = bad || id == 0;
	for (int i = 0; i < 6; i++)
	{
		nulls[columns[i]] = texts[i] == NULL;
		values[columns[i]] = texts[i] ? CStringGetTextDatum(texts[i]) : (Datum) 0;
	}
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}
