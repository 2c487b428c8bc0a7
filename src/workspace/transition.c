/*
 * transition.c
 *		What becomes of a person's interview data at a given moment.
 *
 * archive_transition() is the whole rule about keeping, archiving, restoring and purging, as a pure
 * function: triggers and sweep() only decide when it is asked, and a SELECT over it shows today what
 * they will do at any later date. It sees neither tables nor the clock nor the session's settings.
 *
 * The first line that fits decides:
 *
 *		store	person									action		rule
 *		purged	any										keep		purged
 *		active	employed								keep		employed
 *		archive	employed								restore		rehired
 *		any		with an open application				keep		open_process
 *		active	left the company						archive		left
 *		archive	left, no archive_keep given				keep		archive_kept
 *		active	candidate, no idle period given			keep		no_rule
 *		any		last activity not known					keep		no_activity
 *		any		period not over							keep		candidate_idle or archive_expired
 *		any		period over, statutory minimum not		keep		minimum_keep
 *		any		both over, legal hold					keep		legal_hold
 *		active	both over								purge		candidate_idle
 *		archive	both over								purge		archive_expired
 *
 * Only people who left are archived, so data in the archive is that of a leaver, whatever the caller
 * says of the person: the shorter period of candidates must never reach it.
 */
#include "aiehr.h"

#include <ctype.h>

#include "access/htup_details.h"
#include "funcapi.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

/* Arguments by position, as sql/install/32_transition.sql declares them. */
enum
{
	ARG_EMPLOYED,
	ARG_OPEN_PROCESS,
	ARG_STORE,
	ARG_HOLD,
	ARG_LAST_ACTIVITY,
	ARG_AS_OF,
	ARG_IDLE,
	ARG_MIN_KEEP,
	ARG_TIME_ZONE,
	ARG_FORMER,
	ARG_ARCHIVE_KEEP
};

typedef enum Store
{
	STORE_ACTIVE,
	STORE_ARCHIVE,
	STORE_PURGED
} Store;

/* The answer; due is DT_NOEND where no date decides. */
typedef struct Transition
{
	const char *action;
	const char *rule;
	TimestampTz due;
} Transition;

/* What a query asks for again and again with each row: kept from call to call. */
typedef struct TransitionCache
{
	TupleDesc	tupdesc;
	pg_tz	   *zone;
	char		zone_name[TZ_STRLEN_MAX + 1];
	int			zone_len;		/* -1 as long as there is no zone */
} TransitionCache;

PG_FUNCTION_INFO_V1(aiehr_archive_transition);

/* A missing fact about a person must not turn into a purge, so NULL is refused. */
static void
check_given(FunctionCallInfo fcinfo, int arg, const char *name)
{
	if (PG_ARGISNULL(arg))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" of archive_transition must not be null", name)));
}

/* The place where the data is now. */
static Store
get_store(const text *value)
{
	const char *name = VARDATA_ANY(value);
	size_t		len = VARSIZE_ANY_EXHDR(value);

	if (len == 6 && memcmp(name, "active", len) == 0)
		return STORE_ACTIVE;
	if (len == 7 && memcmp(name, "archive", len) == 0)
		return STORE_ARCHIVE;
	if (len == 6 && memcmp(name, "purged", len) == 0)
		return STORE_PURGED;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown store \"%s\"", text_to_cstring(value)),
			 errhint("The stores are \"active\", \"archive\" and \"purged\".")));
	return STORE_PURGED;		/* keeps the compiler quiet */
}

/*
 * A period, or NULL. No field may be negative: "1 month -29 days" is positive on the whole, and yet in
 * February it would put a deadline before the activity.
 */
static Interval *
get_period(FunctionCallInfo fcinfo, int arg, const char *name)
{
	Interval   *period;

	if (PG_ARGISNULL(arg))
		return NULL;
	period = PG_GETARG_INTERVAL_P(arg);
	if (period->month < 0 || period->day < 0 || period->time < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period \"%s\" must not be negative", name),
				 errdetail("It is %s.",
						   DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(period))))));
	return period;
}

/*
 * Looks a time zone up by its full name. Abbreviations are left out, as CST means Chicago and Shanghai;
 * so are fixed offsets, whose sign is the opposite of what people expect (UTC+8 is west of Greenwich).
 */
static pg_tz *
find_zone(const char *name)
{
	pg_tz	   *zone = NULL;

	if (isalpha((unsigned char) name[0]) &&
		(strchr(name, '/') != NULL || strpbrk(name, "0123456789") == NULL))
		zone = pg_tzset(name);
	if (zone == NULL || !pg_tz_acceptable(zone))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" not recognized", name),
				 errhint("Use a full name such as Asia/Shanghai; the view pg_timezone_names lists them.")));
	return zone;
}

/* The zone of this call, mostly that of the call before. */
static pg_tz *
get_zone(TransitionCache *cache, const text *value)
{
	int			len = VARSIZE_ANY_EXHDR(value);
	char	   *name;

	if (len == cache->zone_len && memcmp(VARDATA_ANY(value), cache->zone_name, len) == 0)
		return cache->zone;

	name = text_to_cstring(value);
	cache->zone_len = -1;
	cache->zone = find_zone(name);
	if (len <= TZ_STRLEN_MAX)
	{
		memcpy(cache->zone_name, name, len);
		cache->zone_len = len;
	}
	return cache->zone;
}

/* What is kept between calls, made at the first. */
static TransitionCache *
get_cache(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	TransitionCache *cache = flinfo->fn_extra;
	TupleDesc	tupdesc;
	MemoryContext old;

	if (cache != NULL)
		return cache;
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "archive_transition must return a row");

	old = MemoryContextSwitchTo(flinfo->fn_mcxt);
	cache = palloc0(sizeof(TransitionCache));
	cache->tupdesc = BlessTupleDesc(CreateTupleDescCopy(tupdesc));
	cache->zone_len = -1;
	MemoryContextSwitchTo(old);
	flinfo->fn_extra = cache;
	return cache;
}

/*
 * (start AT TIME ZONE zone + period) AT TIME ZONE zone: the calendar is that of the zone, so that six
 * months mean the same in every session, over a change of the clocks and at the end of a month.
 */
static TimestampTz
deadline(TimestampTz start, Interval *period, pg_tz *zone)
{
	struct pg_tm tm;
	fsec_t		fsec;
	int			offset;
	Timestamp	local;
	TimestampTz result;

	if (timestamp2tm(start, &offset, &tm, &fsec, NULL, zone) != 0 ||
		tm2timestamp(&tm, fsec, NULL, &local) != 0)
		goto out_of_range;

	local = DatumGetTimestamp(DirectFunctionCall2(timestamp_pl_interval,
												  TimestampGetDatum(local),
												  IntervalPGetDatum(period)));
	if (TIMESTAMP_NOT_FINITE(local))
		return local;
	if (timestamp2tm(local, NULL, &tm, &fsec, NULL, NULL) != 0)
		goto out_of_range;
	offset = DetermineTimeZoneOffset(&tm, zone);
	if (tm2timestamp(&tm, fsec, &offset, &result) != 0)
		goto out_of_range;
	return result;

out_of_range:
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("timestamp out of range")));
	return 0;					/* keeps the compiler quiet */
}

/* One line of the table at the head of this file. */
static Transition
answer(const char *action, const char *rule, TimestampTz due)
{
	Transition	t;

	t.action = action;
	t.rule = rule;
	t.due = due;
	return t;
}

/*
 * The rules that end in a purge. The answer names the deadline, past or to come: the later of the
 * period's and the statutory minimum's. It has passed only when as_of is later, not when it is equal.
 */
static Transition
judge_period(FunctionCallInfo fcinfo, Interval *period, const char *rule, Interval *min_keep, pg_tz *zone)
{
	TimestampTz start = PG_GETARG_TIMESTAMPTZ(ARG_LAST_ACTIVITY);
	TimestampTz as_of = PG_GETARG_TIMESTAMPTZ(ARG_AS_OF);
	TimestampTz over;
	TimestampTz due;

	if (PG_ARGISNULL(ARG_LAST_ACTIVITY) || TIMESTAMP_NOT_FINITE(start))
		return answer("keep", "no_activity", DT_NOEND);

	over = due = deadline(start, period, zone);
	if (min_keep != NULL)
		due = deadline(start, min_keep, zone);
	due = Max(due, over);

	if (as_of <= over)
		return answer("keep", rule, due);
	if (as_of <= due)
		return answer("keep", "minimum_keep", due);
	if (PG_GETARG_BOOL(ARG_HOLD))
		return answer("keep", "legal_hold", due);
	return answer("purge", rule, due);
}

/* The table at the head of this file. The arguments have been checked, the periods may be NULL. */
static Transition
judge(FunctionCallInfo fcinfo, Store store, Interval *idle, Interval *min_keep, Interval *archive_keep,
	  pg_tz *zone)
{
	TimestampTz as_of = PG_GETARG_TIMESTAMPTZ(ARG_AS_OF);

	if (store == STORE_PURGED)
		return answer("keep", "purged", DT_NOEND);
	if (PG_GETARG_BOOL(ARG_EMPLOYED))
	{
		if (store == STORE_ARCHIVE)
			return answer("restore", "rehired", as_of);
		return answer("keep", "employed", DT_NOEND);
	}
	if (PG_GETARG_BOOL(ARG_OPEN_PROCESS))
		return answer("keep", "open_process", DT_NOEND);
	if (store == STORE_ARCHIVE)
	{
		if (archive_keep == NULL)
			return answer("keep", "archive_kept", DT_NOEND);
		return judge_period(fcinfo, archive_keep, "archive_expired", min_keep, zone);
	}
	if (PG_GETARG_BOOL(ARG_FORMER))
		return answer("archive", "left", as_of);
	if (idle == NULL)
		return answer("keep", "no_rule", DT_NOEND);
	return judge_period(fcinfo, idle, "candidate_idle", min_keep, zone);
}

/*
 * archive_transition(...) returns (action, rule, due). All arguments are checked first, whether the
 * rule that decides looks at them or not: a mistake must not hide until the day it matters.
 */
Datum
aiehr_archive_transition(PG_FUNCTION_ARGS)
{
	TransitionCache *cache = get_cache(fcinfo);
	Store		store;
	pg_tz	   *zone;
	Transition	t;
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	check_given(fcinfo, ARG_EMPLOYED, "employed");
	check_given(fcinfo, ARG_OPEN_PROCESS, "open_process");
	check_given(fcinfo, ARG_STORE, "store");
	check_given(fcinfo, ARG_HOLD, "hold");
	check_given(fcinfo, ARG_AS_OF, "as_of");
	check_given(fcinfo, ARG_TIME_ZONE, "time_zone");
	check_given(fcinfo, ARG_FORMER, "former");
	store = get_store(PG_GETARG_TEXT_PP(ARG_STORE));
	zone = get_zone(cache, PG_GETARG_TEXT_PP(ARG_TIME_ZONE));

	t = judge(fcinfo, store,
			  get_period(fcinfo, ARG_IDLE, "idle"),
			  get_period(fcinfo, ARG_MIN_KEEP, "min_keep"),
			  get_period(fcinfo, ARG_ARCHIVE_KEEP, "archive_keep"),
			  zone);

	values[0] = CStringGetTextDatum(t.action);
	values[1] = CStringGetTextDatum(t.rule);
	values[2] = TimestampTzGetDatum(t.due);
	nulls[2] = TIMESTAMP_IS_NOEND(t.due);
	return HeapTupleGetDatum(heap_form_tuple(cache->tupdesc, values, nulls));
}
