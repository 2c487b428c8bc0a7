-- What came out, for people with a record or more, two and three.
\pset border 1
SET search_path = public;
CREATE TEMP VIEW group_of AS
	SELECT g.place, g.people, c.* FROM (VALUES (1, 'all', 1), (2, '2 or more records', 2), (3, '3 or more records', 3)) AS g (place, people, least)
	JOIN compared c ON c.records >= g.least;
\echo Golden values against the truth, shares of all values that the truth knows and a source claimed
SELECT people, count(DISTINCT person_id) AS persons, count(*) AS "values", round(avg(correct::int), 4) AS correct,
	round(avg(latest_correct::int), 4) AS latest_wins, round(avg(most_correct::int), 4) AS most_frequent,
	round(avg((NOT correct)::int), 4) AS wrong,
	round(avg((NOT correct AND NOT waits AND NOT failed)::int), 4) AS wrong_unflagged,
	CASE WHEN place = 2 THEN '.93, .03' WHEN place = 3 THEN '.98' END AS target
FROM group_of GROUP BY place, people ORDER BY place;
\echo
\echo The same by field, correct / wrong and not flagged
SELECT field, round(avg(correct::int) FILTER (WHERE place = 1), 4) AS "all", round(avg(correct::int) FILTER (WHERE place = 2), 4) AS "2+",
	round(avg((NOT correct AND NOT waits AND NOT failed)::int) FILTER (WHERE place = 2), 4) AS "2+ unflagged",
	round(avg(correct::int) FILTER (WHERE place = 3), 4) AS "3+", round(avg(waits::int) FILTER (WHERE place = 2), 4) AS "2+ wait"
FROM group_of GROUP BY field ORDER BY field;
\echo
\echo Conflicts
SELECT people, count(*) FILTER (WHERE how IS NOT NULL OR waits) AS conflicts, count(*) FILTER (WHERE how = 'automatic') AS resolved_automatically,
	round(avg(correct::int) FILTER (WHERE how = 'automatic'), 4) AS of_these_correct, count(*) FILTER (WHERE waits) AS waiting,
	round(avg(correct::int) FILTER (WHERE waits), 4) AS proposal_correct, count(*) FILTER (WHERE failed) AS failed_checks,
	count(DISTINCT person_id) FILTER (WHERE waits) AS people_waiting
FROM group_of GROUP BY place, people ORDER BY place;
\echo
\echo Stated confidence of values that do not wait, and how often they are right (people with 2 or more records)
SELECT width_bucket(confidence, ARRAY[0.5, 0.8, 0.9, 0.95, 0.99, 0.999]) AS bin, count(*) AS "values", round(avg(confidence)::numeric, 3) AS stated, round(avg(correct::int), 3) AS correct
FROM compared WHERE NOT waits AND NOT failed AND records >= 2 GROUP BY 1 ORDER BY 1;
