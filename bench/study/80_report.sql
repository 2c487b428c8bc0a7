\set QUIET on
\pset border 1
SELECT what, value FROM (
	SELECT 1 AS o, 'people' AS what, (SELECT count(*) FROM hires.person)::text AS value
	UNION ALL SELECT 2, 'assessments, live and archived', (SELECT count(*) FROM hires.assessment_all)::text
	UNION ALL SELECT 3, 'performance facts', (SELECT count(*) FROM hires.performance_fact)::text
	UNION ALL SELECT 4, 'standing before the leavers go', standing::text FROM study.before
	UNION ALL SELECT 5, 'standing after', (SELECT count(*) FROM hires.standing)::text
	UNION ALL SELECT 6, 'gaps between score and ratings', gaps::text FROM study.before
	UNION ALL SELECT 7, 'of these beyond the limit of 15 %', exceeded::text FROM study.before
	UNION ALL SELECT 8, 'interventions proposed', interventions::text FROM study.before
	UNION ALL SELECT 9, 'archived people', (SELECT count(DISTINCT person_id) FROM hires.assessment_archive)::text
	UNION ALL SELECT 10, 'pool: fit score of the last place', round(cut_score::numeric, 3)::text FROM study.pool
	UNION ALL SELECT 11, 'pool: members', (SELECT count(*) FROM study.pool_member)::text
) t ORDER BY o;

\echo 'Mean overall rating, 1 to 5'
SELECT 'top fifth by fit' AS who, count(*) AS n, round(avg(f.value)::numeric, 3) AS mean, round(stddev_samp(f.value)::numeric, 3) AS sd
FROM hires.performance_fact f JOIN study.pool_member m USING (person_id) WHERE f.criterion = 'overall_rating'
UNION ALL
SELECT 'all', count(*), round(avg(value)::numeric, 3), round(stddev_samp(value)::numeric, 3)
FROM hires.performance_fact WHERE criterion = 'overall_rating'
ORDER BY n;

SELECT 'r of fit with the overall rating: ' || round(r::numeric, 4) || ', n = ' || r_n AS " " FROM study.before \g (format=unaligned tuples_only=on)
\echo 'The keyed scores were keyed on these very people, so that this r is too high for others.'
\echo
