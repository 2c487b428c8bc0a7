-- archive_transition: the rule about keeping, archiving, restoring and purging

SET TimeZone = 'UTC';

-- a candidate of 31 January in Shanghai, six months and a second later
SELECT action, rule, due AT TIME ZONE 'Asia/Shanghai' AS due_in_shanghai
FROM aiehr.archive_transition(employed => false, open_process => false, store => 'active', hold => false,
	last_activity => '2025-01-31 12:00+08', as_of => '2025-07-31 12:00:01+08',
	idle => '6 months', min_keep => NULL, time_zone => 'Asia/Shanghai');

-- every state of a person, long after the last activity: what is done, and by which rule
SELECT store, employed, open_process, former, hold, t.action, t.rule, t.due
FROM unnest('{active,archive,purged}'::text[]) AS store,
	unnest('{f,t}'::boolean[]) AS employed,
	unnest('{f,t}'::boolean[]) AS open_process,
	unnest('{f,t}'::boolean[]) AS former,
	unnest('{f,t}'::boolean[]) AS hold,
	aiehr.archive_transition(employed, open_process, store, hold, '2020-01-01', '2026-01-01',
		'6 months', NULL, 'UTC', former, '3 years') AS t
ORDER BY store, employed, open_process, former, hold;

-- the same on the last day that the data may be kept: nobody is purged yet
SELECT t.action, t.rule, count(*), count(*) FILTER (WHERE hold) AS held
FROM unnest('{active,archive,purged}'::text[]) AS store,
	unnest('{f,t}'::boolean[]) AS employed,
	unnest('{f,t}'::boolean[]) AS open_process,
	unnest('{f,t}'::boolean[]) AS former,
	unnest('{f,t}'::boolean[]) AS hold,
	aiehr.archive_transition(employed, open_process, store, hold, '2020-01-01', '2020-07-01',
		'6 months', NULL, 'UTC', former, '6 months') AS t
GROUP BY t.action, t.rule
ORDER BY t.action, t.rule;

-- the last two arguments may be left out; then an archive is kept for ever
SELECT * FROM aiehr.archive_transition(false, false, 'archive', false, '2000-01-01', '2026-01-01',
	'6 months', NULL, 'UTC');

-- exactly six months is kept, a microsecond more is not
SELECT late, t.action, t.rule, t.due
FROM unnest('{-1 second,0,1 microsecond,1 second}'::interval[]) AS late,
	aiehr.archive_transition(false, false, 'active', false, '2025-01-15 09:30+00',
		timestamptz '2025-07-15 09:30+00' + late, '6 months', NULL, 'UTC') AS t
ORDER BY late;

-- a period of nothing: due at once, acted on a moment later
SELECT late, t.action, t.due
FROM unnest('{0,1 microsecond}'::interval[]) AS late,
	aiehr.archive_transition(false, false, 'active', false, '2025-01-15 09:30+00',
		timestamptz '2025-01-15 09:30+00' + late, '0', NULL, 'UTC') AS t
ORDER BY late;

-- ends of months and the leap day
SELECT start, idle, (t.due AT TIME ZONE 'Asia/Shanghai')::timestamp AS due
FROM (VALUES ('2025-08-31 18:00'::timestamp, '6 months'::interval),	-- no 31 February
		('2023-08-31 18:00', '6 months'),	-- the same before a leap year
		('2024-08-29 18:00', '6 months'),
		('2024-02-29 18:00', '1 year'),
		('2024-02-29 18:00', '4 years'),
		('2025-03-31 00:00', '1 month'),
		('2024-12-31 23:59:59.999999', '2 months')) AS c(start, idle),
	aiehr.archive_transition(false, false, 'active', false, start AT TIME ZONE 'Asia/Shanghai', '2050-01-01',
		idle, NULL, 'Asia/Shanghai') AS t
ORDER BY start, idle;

-- The days on which clocks change, both ways. Expected, by hand: a time that the clock skips is read
-- with the offset before the change, one that it shows twice is the later of the two.
CREATE TEMP TABLE clock_change (n int GENERATED ALWAYS AS IDENTITY, zone text, start timestamptz, idle interval, due timestamptz);
INSERT INTO clock_change (zone, start, idle, due) VALUES
	('Europe/Rome',      '2024-09-30 02:30+02', '6 months', '2025-03-30 03:30+02'),
	('Europe/Rome',      '2025-03-29 12:00+01', '1 day',    '2025-03-30 12:00+02'),
	('Europe/Rome',      '2025-03-29 12:00+01', '24 hours', '2025-03-30 12:00+02'),
	('Europe/Rome',      '2025-04-26 02:30+02', '6 months', '2025-10-26 02:30+01'),
	('Europe/Rome',      '2025-04-26 12:00+02', '6 months', '2025-10-26 12:00+01'),
	('America/New_York', '2024-09-09 02:30-04', '6 months', '2025-03-09 03:30-04'),
	('America/New_York', '2025-03-08 12:00-05', '1 day',    '2025-03-09 12:00-04'),
	('America/New_York', '2025-05-02 01:30-04', '6 months', '2025-11-02 01:30-05'),
	('America/New_York', '2025-05-02 12:00-04', '6 months', '2025-11-02 12:00-05'),
	('Asia/Shanghai',    '2024-09-30 02:30+08', '6 months', '2025-03-30 02:30+08');
SELECT zone, idle, t.due AS due_utc, t.due = c.due AS as_expected
FROM clock_change c, aiehr.archive_transition(false, false, 'active', false, start, '2026-01-01', idle, NULL, zone) AS t
ORDER BY n;

-- the session's time zone has no part in it
CREATE TEMP TABLE in_utc AS
	SELECT c.n, late, t.*
	FROM clock_change c, unnest('{-1 hour,0,1 microsecond,1 hour}'::interval[]) AS late,
		aiehr.archive_transition(false, false, 'active', false, start, c.due + late, idle, NULL, zone) AS t;
SELECT action, count(*) FROM in_utc GROUP BY action ORDER BY action;
PREPARE differences AS
	SELECT count(*) AS compared, count(*) FILTER (WHERE u IS DISTINCT FROM s) AS different
	FROM (SELECT c.n, late, t.*
		FROM clock_change c, unnest('{-1 hour,0,1 microsecond,1 hour}'::interval[]) AS late,
			aiehr.archive_transition(false, false, 'active', false, start, c.due + late, idle, NULL, zone) AS t) s
	JOIN in_utc u USING (n, late);
SET TimeZone = 'Europe/Rome';
EXECUTE differences;
SET TimeZone = 'America/New_York';
EXECUTE differences;
SET TimeZone = 'Asia/Kolkata';
EXECUTE differences;
SET TimeZone = 'UTC';

-- the date as the plain SQL formula has it, every nine hours of two years in four zones; and the
-- action turns a microsecond after it
SELECT count(*) AS compared,
	count(*) FILTER (WHERE t.due IS DISTINCT FROM f.due) AS other_date,
	count(*) FILTER (WHERE t.action <> 'keep') AS too_early,
	count(*) FILTER (WHERE after.action <> 'purge') AS too_late
FROM generate_series(timestamptz '2024-01-01', '2025-12-31', '9 hours') AS start,
	unnest('{Asia/Shanghai,Europe/Rome,America/New_York,Australia/Lord_Howe}'::text[]) AS zone,
	unnest('{6 months,30 days,1 month 3 days 4 hours}'::interval[]) AS idle,
	LATERAL (SELECT (start AT TIME ZONE zone + idle) AT TIME ZONE zone) AS f(due),
	aiehr.archive_transition(false, false, 'active', false, start, f.due, idle, NULL, zone) AS t,
	aiehr.archive_transition(false, false, 'active', false, start, f.due + interval '1 microsecond', idle,
		NULL, zone) AS after;

-- a statutory minimum: the later of both dates counts, for candidates and for the archive
SELECT store, min_keep, as_of::date, t.action, t.rule, t.due::date
FROM unnest('{active,archive}'::text[]) AS store,
	unnest('{3 months,2 years}'::interval[]) AS min_keep,
	unnest('{2025-03-01,2025-08-01,2026-12-31,2027-01-02}'::timestamptz[]) AS as_of,
	aiehr.archive_transition(false, false, store, false, '2025-01-01', as_of, '6 months', min_keep, 'UTC',
		store = 'archive', '6 months') AS t
ORDER BY store, min_keep, as_of;

-- a hold shows only where it is what keeps the data
SELECT as_of::date, t.action, t.rule, t.due::date
FROM unnest('{2025-03-01,2025-08-01,2027-01-02}'::timestamptz[]) AS as_of,
	aiehr.archive_transition(false, false, 'active', true, '2025-01-01', as_of, '6 months', '2 years', 'UTC') AS t
ORDER BY as_of;

-- what is not known or not set purges nobody
SELECT 'no last activity' AS missing, t.*
FROM aiehr.archive_transition(false, false, 'active', false, NULL, '2026-01-01', '6 months', '1 year', 'UTC') AS t
UNION ALL
SELECT 'last activity never', t.*
FROM aiehr.archive_transition(false, false, 'active', false, '-infinity', '2026-01-01', '6 months', NULL, 'UTC') AS t
UNION ALL
SELECT 'last activity for ever', t.*
FROM aiehr.archive_transition(false, false, 'active', false, 'infinity', 'infinity', '6 months', NULL, 'UTC') AS t
UNION ALL
SELECT 'no idle period', t.*
FROM aiehr.archive_transition(false, false, 'active', false, '2000-01-01', '2026-01-01', NULL, '1 year', 'UTC') AS t
UNION ALL
SELECT 'archive, no last activity', t.*
FROM aiehr.archive_transition(false, false, 'archive', false, NULL, '2026-01-01', NULL, NULL, 'UTC', true, '1 year') AS t;

-- at the end of time all that has a date goes, at its beginning nothing does
SELECT as_of, t.*
FROM unnest('{-infinity,infinity}'::timestamptz[]) AS as_of,
	aiehr.archive_transition(false, false, 'active', false, '2025-01-01', as_of, '6 months', NULL, 'UTC') AS t
ORDER BY as_of;

-- rows in turn, each with its own zone, in a serial and in a parallel plan
CREATE TEMP TABLE place AS
	SELECT n, (ARRAY['Asia/Tokyo', 'Europe/Rome', 'UTC'])[n % 3 + 1] AS zone FROM generate_series(1, 9) AS n;
SELECT n, zone, (aiehr.archive_transition(false, false, 'active', false, '2025-02-28 16:00+00', '2026-01-01',
	'2 months', NULL, zone)).due
FROM place ORDER BY n;
CREATE TABLE transition_rows AS
	SELECT timestamptz '2024-01-01' + n * interval '2 hours' AS last_activity FROM generate_series(1, 10000) AS n;
CREATE TEMP TABLE serial_answer AS
	SELECT t.action, t.rule, count(*), min(t.due), max(t.due)
	FROM transition_rows, aiehr.archive_transition(false, false, 'active', false, last_activity, '2026-01-01',
		'6 months', NULL, 'Europe/Rome') AS t
	GROUP BY 1, 2;
SELECT * FROM serial_answer ORDER BY 1;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF)
	SELECT count((aiehr.archive_transition(false, false, 'active', false, last_activity, '2026-01-01',
		'6 months', NULL, 'Europe/Rome')).rule) FROM transition_rows;
SELECT (t).action, (t).rule, count(*), min((t).due), max((t).due)
FROM (SELECT aiehr.archive_transition(false, false, 'active', false, last_activity, '2026-01-01',
	'6 months', NULL, 'Europe/Rome') AS t FROM transition_rows) r
GROUP BY 1, 2
EXCEPT
SELECT * FROM serial_answer;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
DROP TABLE transition_rows;

-- errors: each is found whatever the rule that decides
CREATE FUNCTION pg_temp.refusal(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	EXECUTE 'SELECT * FROM aiehr.archive_transition(' || call || ')';
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, SQLERRM, nullif(detail, ''), nullif(hint, ''));
END $$;
SELECT pg_temp.refusal(call)
FROM (VALUES
	(1, $$NULL, false, 'active', false, now(), now(), '6 months', NULL, 'UTC'$$),
	(2, $$false, NULL, 'active', false, now(), now(), '6 months', NULL, 'UTC'$$),
	(3, $$false, false, NULL, false, now(), now(), '6 months', NULL, 'UTC'$$),
	(4, $$false, false, 'active', NULL, now(), now(), '6 months', NULL, 'UTC'$$),
	(5, $$false, false, 'active', false, now(), NULL, '6 months', NULL, 'UTC'$$),
	(6, $$false, false, 'active', false, now(), now(), '6 months', NULL, NULL$$),
	(7, $$false, false, 'active', false, now(), now(), '6 months', NULL, 'UTC', NULL$$),
	(8, $$false, false, 'Active', false, now(), now(), '6 months', NULL, 'UTC'$$),
	(9, $$true, false, 'activ', false, now(), now(), '6 months', NULL, 'UTC'$$),
	(10, $$true, false, 'purged', false, now(), now(), '-6 months', NULL, 'UTC'$$),
	(11, $$false, false, 'active', false, now(), now(), '6 months', '1 month -29 days', 'UTC'$$),
	(12, $$false, false, 'active', false, now(), now(), '6 months', NULL, 'UTC', false, '-1 second'$$),
	(13, $$true, false, 'active', false, now(), now(), '6 months', NULL, 'Europe/Atlantis'$$),
	(14, $$false, false, 'active', false, now(), now(), '6 months', NULL, ''$$),
	(15, $$false, false, 'active', false, now(), now(), '6 months', NULL, '+08'$$),
	(16, $$false, false, 'active', false, now(), now(), '6 months', NULL, 'UTC+8'$$),
	(17, $$false, false, 'active', false, now(), now(), '6 months', NULL, 'CST'$$),
	(18, $$false, false, 'active', false, now(), now(), '6 months', NULL, '../../../etc/localtime'$$),
	(19, $$false, false, 'active', false, '294276-12-31', now(), '6 months', NULL, 'UTC'$$),
	(20, $$false, false, 'active', false, now(), now(), '178000000 years', NULL, 'UTC'$$)) AS c(n, call)
ORDER BY n;
-- a name that no time zone can have, for its length
SELECT left(pg_temp.refusal(format($$false, false, 'active', false, now(), now(), '6 months', NULL, '%s'$$,
	repeat('x', 100000))), 40);

-- how it is declared
SELECT provolatile, proparallel, proisstrict, prosecdef
FROM pg_proc WHERE oid = 'aiehr.archive_transition'::regproc;
