/*
 * disclosure.c
 *		Which groups must be hidden, so that a report gives nobody away.
 */
#include "aiehr.h"

#include "common/int.h"
#include "windowapi.h"

/* What came before a group, the smallest first. */
typedef struct GroupsBefore
{
	int64		groups;
	int64		people;
	int64		smallest;
} GroupsBefore;

/*
 * suppressed(n, smallest) OVER (PARTITION BY ... ORDER BY n, ...) -> boolean
 *		Primary suppression: a group of fewer than the smallest that may be shown. Secondary: while the
 *		hidden ones are a single group, or fewer people together, the next smallest is hidden too, since a
 *		total less the shown ones would tell what is hidden.
 */
PG_FUNCTION_INFO_V1(aiehr_suppressed);
Datum
aiehr_suppressed(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	GroupsBefore *before = (GroupsBefore *) WinGetPartitionLocalMemory(window, sizeof(GroupsBefore));
	bool		n_null;
	bool		smallest_null;
	int64		n = DatumGetInt64(WinGetFuncArgCurrent(window, 0, &n_null));
	int32		smallest = DatumGetInt32(WinGetFuncArgCurrent(window, 1, &smallest_null));
	bool		hidden;

	if (n_null || smallest_null)
		PG_RETURN_NULL();
	if (before->groups == 0)
		before->smallest = n;
	hidden = n < smallest ||
		(before->smallest < smallest && (before->groups < 2 || before->people < smallest));
	before->groups++;
	/* sums beyond the range of bigint are as good as its ends */
	if (pg_add_s64_overflow(before->people, n, &before->people))
		before->people = n > 0 ? PG_INT64_MAX : PG_INT64_MIN;
	PG_RETURN_BOOL(hidden);
}
