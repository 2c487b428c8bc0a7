-- The report: plain tables from the views and tables of the workspace.

\set QUIET on
\echo
\echo '1. Who is here'
\echo '=============='
SELECT j.title AS job,
	count(*) FILTER (WHERE s.employment_id IS NOT NULL) AS employees,
	count(*) FILTER (WHERE s.employment_id IS NULL) AS "open applications",
	round((avg(s.fit_score) FILTER (WHERE s.employment_id IS NOT NULL))::numeric, 1) AS "fit of employees",
	round((avg(s.fit_score) FILTER (WHERE s.employment_id IS NULL))::numeric, 1) AS "fit of applicants",
	round(avg(s.performance_score)::numeric, 1) AS performance
FROM hr.standing s
JOIN hr.job j ON j.code = s.job
GROUP BY j.code, j.title
ORDER BY j.title;

\echo 'The best open application of each job:'
SELECT job, external_key AS person, name, stage, round(fit_score::numeric, 1) AS fit, strongest, weakest
FROM (
	SELECT c.*, row_number() OVER (PARTITION BY c.job ORDER BY c.fit_score DESC, c.external_key) AS place
	FROM hr.candidate_application c
	WHERE c.open AND c.fit_score IS NOT NULL
) c
WHERE place = 1
ORDER BY job;

\echo '2. Do the scores say anything about the work?'
\echo '============================================='
\echo 'Validity of the fit score at hire for performance in the first half-year, leavers in, with its 95 % interval, and corrected for'
\echo 'those who were not taken:'
SELECT job, n AS people, round(r::numeric, 2) AS r, round(r_low::numeric, 2) || ' to ' || round(r_high::numeric, 2) AS "interval", round(r_range::numeric, 2) AS corrected, n_open AS "too new to count", note
FROM hr.validity
WHERE indicator = '@decision' AND criterion = '@performance'
ORDER BY job;

\echo 'Within departments, so that a weak department does not hide it, and between them:'
SELECT job, n AS people, units AS departments, round(r::numeric, 2) AS r, round(r_within::numeric, 2) AS within, round(within_low::numeric, 2) || ' to ' || round(within_high::numeric, 2) AS "interval", round(r_between::numeric, 2) AS between
FROM hr.department_correlation
ORDER BY job;

\echo 'What a manager sees of it: who performs above the cut, by fifths of the fit score:'
SELECT job, fifth, round(score_from::numeric) || ' to ' || round(score_to::numeric) AS "fit score", n AS people, round(100 * rate::numeric) || ' %' AS "above the cut"
FROM hr.expectancy
WHERE score = '@decision' AND criterion = '@performance' AND fifth IN (1, 5)
ORDER BY job, fifth;

\echo 'Better weights for developers, from their own data; nobody has approved them:'
SELECT code AS indicator, round(r::numeric, 2) AS r, round(100 * present::numeric, 1) || ' %' AS now, round(100 * proposed::numeric, 1) || ' %' AS proposed, reason
FROM hr.propose_weights('dev')
ORDER BY proposed DESC, code;
SELECT variant AS weights, round(r_cross_validated::numeric, 2) AS "cross-validated r", round(impact_ratio::numeric, 2) AS "lowest impact ratio", entering AS enter, leaving AS leave
FROM hr.weighting_trial
WHERE weighting_id = (SELECT max(weighting_id) FROM hr.weight_proposal)
ORDER BY array_position('{now,proposed,unit}', variant), variant;

\echo '3. Gaps between what was predicted and what is achieved'
\echo '======================================================='
SELECT lower(half_year) || ' to ' || upper(half_year) - 1 AS "half-year", people AS "people judged", facts, proposed AS "measures proposed", declined,
	completed, gaps_closed AS "gaps closed"
FROM source.progress
ORDER BY half_year;

\echo 'What is open now, by indicator:'
SELECT i.name_en AS indicator, o.offering_name AS measure, count(*) AS people, round(avg(o.gap_at_open)::numeric * 100, 0) || ' %' AS "gap at opening",
	round(avg(o.gap_now)::numeric * 100, 0) || ' %' AS "gap now"
FROM hr.intervention_open o
JOIN hr.indicator i ON i.code = o.indicator
GROUP BY i.name_en, o.offering_name
ORDER BY count(*) DESC, 1, 2;

\echo 'One of them, as the manager reads it:'
SELECT p.name AS person, e.org_unit AS department, o.indicator, o.offering_name AS measure, o.status, o.reason
FROM hr.intervention_open o
JOIN hr.person p ON p.id = o.person_id
JOIN hr.employment e ON e.id = o.employment_id
ORDER BY o.gap_now, p.external_key
LIMIT 1;

\echo 'Did measures help? Change of the gap of those who took one against those who did not, from gaps of the same size, in percentage'
\echo 'points, and what would have come by itself (who takes one differs from who does not):'
SELECT indicator, offering AS measure, n_taken AS "taken by", n_not_taken AS "not taken by", round(effect::numeric * 100, 1) AS effect,
	'+- ' || round(1.96 * effect_se::numeric * 100, 1) AS "95 % interval", round(change_taken::numeric * 100, 1) AS "change of those who took it", round(expected_taken::numeric * 100, 1) AS "by itself"
FROM hr.intervention_effect
WHERE band = 'all' AND NOT suppressed
ORDER BY indicator, offering;

\echo '4. Departments'
\echo '=============='
\echo 'In standard deviations of the job, drawn towards the company where they are small:'
SELECT name AS department, n AS people, n_raters AS raters, round(shrunken_fit_z::numeric, 2) AS fit, round(shrunken_performance_z::numeric, 2) AS performance,
	class, reading
FROM hr.department_analysis
ORDER BY class DESC, name;

\echo '5. Talent pools'
\echo '==============='
SELECT p.name AS pool, r.job, r.n AS ranked, r.k AS places, round(r.cut_score::numeric, 1) AS "from fit", r.entered, r.stayed,
	(SELECT count(*) FROM hr.talent_pool_member m WHERE m.pool = r.pool AND m.job = r.job AND m.end_reason = 'left') AS "left the company"
FROM source.pool_refresh r
JOIN hr.talent_pool p ON p.code = r.pool
WHERE r.nth = 2
ORDER BY p.name DESC, r.job;

\echo 'Performance of the core reserve beside the others of the job, in points above or below the mean of the department:'
WITH centred AS (
	SELECT s.person_id, s.job, s.performance_score - avg(s.performance_score) OVER (PARTITION BY e.org_unit) AS performance
	FROM hr.standing s
	JOIN hr.employment e ON e.id = s.employment_id
	WHERE s.performance_score IS NOT NULL
)
SELECT s.job, count(c.person_id) AS members, round((avg(s.performance) FILTER (WHERE c.person_id IS NOT NULL))::numeric, 1) AS "members' performance",
	count(*) - count(c.person_id) AS others, round((avg(s.performance) FILTER (WHERE c.person_id IS NULL))::numeric, 1) AS "others' performance"
FROM centred s
LEFT JOIN hr.talent_pool_current c ON c.person_id = s.person_id AND c.job = s.job AND c.pool = 'core'
GROUP BY s.job
ORDER BY s.job;

\echo '6. What was archived, restored and purged'
\echo '========================================='
SELECT action, CASE rule WHEN 'left' THEN 'left the company' WHEN 'rehired' THEN 'came back'
		WHEN 'candidate_idle' THEN 'not hired, idle for more than six months' WHEN 'archive_expired' THEN 'left more than a year ago'
		WHEN 'nothing_left' THEN 'of these, nothing else is known of them: the person went too' ELSE rule END AS "why",
	count(*) AS people, CASE WHEN rule = 'nothing_left' THEN NULL ELSE sum(n) END AS rows
FROM hr.audit_log
WHERE action IN ('archive', 'restore', 'purge')
GROUP BY action, rule
ORDER BY action, min(id);

\echo 'What stays, and why:'
SELECT CASE rule WHEN 'employed' THEN 'works here' WHEN 'open_process' THEN 'has an open application' WHEN 'candidate_idle' THEN 'not hired, not idle for long enough'
		WHEN 'archive_expired' THEN 'left, the archive is kept for a year' WHEN 'legal_hold' THEN 'legal hold' WHEN 'consent' THEN 'agreed to be remembered'
		ELSE rule END AS "why", count(DISTINCT person_id) AS people
FROM source.kept
GROUP BY rule
ORDER BY count(DISTINCT person_id) DESC, 1;

\echo 'The audit log:'
SELECT s.total AS "rows sealed", (SELECT count(*) FROM hr.verify_audit(s.head)) AS "rows that do not verify" FROM source.seal s;

\echo '7. Checks'
\echo '========='
