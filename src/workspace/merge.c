/*
 * merge.c
 *		What merging people needs below SQL
 *
 * A merge hands rows of one person to another.  Triggers would take each step for
 * a change in somebody's work: facts without a spell, a spell without facts.  So the
 * rows change hands while the triggers stand aside, and what is derived is made anew
 * when all have arrived.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "workspace/archive.h"
#include "workspace/claims.h"
#include "workspace/matching.h"
#include "workspace/engine.h"
#include "workspace/standing.h"
#include "workspace/study.h"

PG_FUNCTION_INFO_V1(aiehr_execute_aside);
PG_FUNCTION_INFO_V1(aiehr_refresh_people);

/*
 * _execute_aside(anchor, statement) -> bigint
 *		Run a statement while the triggers of the workspace stand aside.  For its owner
 *		alone, who could disable them as well.
 */
Datum
aiehr_execute_aside(PG_FUNCTION_ARGS)
{
	char	   *statement = text_to_cstring(PG_GETARG_TEXT_PP(1));
	WorkspaceScope scope;
	volatile int64 rows = 0;

	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	aiehr_rows_move(true);
	PG_TRY();
	{
		int			rc = SPI_execute(statement, false, 0);

		if (rc < 0)
			elog(ERROR, "a statement failed: %s", SPI_result_code_string(rc));
		rows = (int64) SPI_processed;
	}
	PG_FINALLY();
	{
		aiehr_rows_move(false);
	}
	PG_END_TRY();
	aiehr_leave(&scope);
	PG_RETURN_INT64(rows);
}

/*
 * _refresh_people(anchor, people)
 *		Interview data, standing, study, golden values and the records that these people
 *		are matched by follow from their rows as they are now.
 */
Datum
aiehr_refresh_people(PG_FUNCTION_ARGS)
{
	PeopleSet	people = aiehr_people_argument(fcinfo, 1);
	WorkspaceScope scope;

	if (people.n == 0)
		PG_RETURN_VOID();
	aiehr_enter_as_owner(&scope, PG_GETARG_OID(0));
	aiehr_lock_people_and_data(&scope, &people);
	aiehr_settle_people(&scope, &people);
	aiehr_refresh_standing(&scope, &people);
	aiehr_refresh_study(&scope, &people);
	aiehr_refresh_golden(&scope, &people);
	aiehr_keep_matching(&scope, &people, true);
	aiehr_leave(&scope);
	PG_RETURN_VOID();
}
