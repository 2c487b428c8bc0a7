-- Talent pools: who enters and leaves, ties, least numbers, consent, and what members achieve.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET search_path = "$user", public, aiehr;
SELECT aiehr.create_workspace('x_pools');

INSERT INTO x_pools.job (code, title) VALUES ('dev', 'Developer'), ('ops', 'Operator');
INSERT INTO x_pools.indicator (code, kind, lo, hi) VALUES ('skill', 'hard', 0, 100);
INSERT INTO x_pools.criterion (code, lo, hi, true_zero) VALUES ('courses', 0, 10, true), ('rating', 1, 5, false);
INSERT INTO x_pools.instrument (code, version) VALUES ('test', '1');
INSERT INTO x_pools.weighting (job, purpose, weights, status, approved_by)
	SELECT j, 'fit', '{"skill": 1}', 'approved', 'lead' FROM unnest('{dev,ops}'::text[]) j;
INSERT INTO x_pools.person (external_key) SELECT 'p' || i FROM generate_series(1, 40) i;

-- Ten candidates for dev: scores 100, 90 (three times), 80, 70, ..., and one without a score.
INSERT INTO x_pools.application (person_id, job, cohort) SELECT i, 'dev', CASE WHEN i <= 5 THEN 'spring' ELSE 'autumn' END FROM generate_series(1, 11) i;
INSERT INTO x_pools.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	SELECT a.person_id, a.id, 'test', '1', '2025-01-01', scorecard_agg('skill', s.score)
	FROM unnest('{100, 90, 90, 90, 80, 70, 60, 50, 40, 30}'::float8[]) WITH ORDINALITY s (score, i)
	JOIN x_pools.application a ON a.person_id = s.i
	GROUP BY a.person_id, a.id;

INSERT INTO x_pools.talent_pool (code, name, job, population, share) VALUES ('top', 'Top fifth', 'dev', 'candidates', 0.2);

-- The view says beforehand what a refresh will do. Tied at the cut, all are in; without a score one is out of n.
SELECT person_id, fit_score, rank, n, k, qualifies FROM x_pools.talent_pool_ranking WHERE pool = 'top' ORDER BY rank, person_id;
SELECT * FROM x_pools.refresh_talent_pool('top');
SELECT * FROM x_pools.refresh_talent_pool('top');
SELECT person_id, job, origin, upper_inf(valid) AS current, fit_score, rank, rule_version, reason FROM x_pools.talent_pool_member ORDER BY rank, person_id;

-- A changed rule is a new version; a change of the name alone is not.
UPDATE x_pools.talent_pool SET name = 'Top' WHERE code = 'top';
UPDATE x_pools.talent_pool SET ties = 'exclude' WHERE code = 'top';
SELECT name, rule_version FROM x_pools.talent_pool;
-- Tied at the cut and more than there are places: none of them is in. They end, they are not deleted.
SELECT * FROM x_pools.refresh_talent_pool('top');
SELECT person_id, upper_inf(valid) AS current, rule_version, end_reason FROM x_pools.talent_pool_member ORDER BY person_id;
-- All four have a place.
UPDATE x_pools.talent_pool SET share = 0.4 WHERE code = 'top';
SELECT entered, "left", stayed, cut_score, n, k FROM x_pools.refresh_talent_pool('top');
-- 7 % of 100 are 7 places though 0.07 * 100 is more than 7 in floating point; here 0.1 of 10.
UPDATE x_pools.talent_pool SET share = 0.1, ties = 'include' WHERE code = 'top';
SELECT entered, "left", stayed, cut_score, n, k FROM x_pools.refresh_talent_pool('top');
SELECT 0.07::float8 * 100 > 7 AS float_is_more, ceil(0.07::float8::numeric * 100) AS places;

-- Within a cohort; below the least number nobody is ranked, and nothing changes.
INSERT INTO x_pools.talent_pool (code, name, job, population, cohort, share, min_n) VALUES
	('autumn', 'Autumn', 'dev', 'candidates', 'autumn', 0.3, 5), ('spring', 'Spring', 'dev', 'candidates', 'spring', 0.3, 6);
SELECT * FROM x_pools.refresh_talent_pool('autumn');
SELECT * FROM x_pools.refresh_talent_pool('spring');
UPDATE x_pools.talent_pool SET min_n = 6 WHERE code = 'autumn';
SELECT * FROM x_pools.refresh_talent_pool('autumn');
SELECT person_id FROM x_pools.talent_pool_current WHERE pool = 'autumn' ORDER BY 1;

-- Entering and leaving within one transaction.
BEGIN;
UPDATE x_pools.talent_pool SET share = 1 WHERE code = 'top';
SELECT entered, "left", stayed FROM x_pools.refresh_talent_pool('top');
UPDATE x_pools.talent_pool SET share = 0.1 WHERE code = 'top';
SELECT entered, "left", stayed FROM x_pools.refresh_talent_pool('top');
SELECT count(*) FILTER (WHERE NOT upper_inf(valid)) AS ended, bool_and(NOT isempty(valid)) AS sound FROM x_pools.talent_pool_member WHERE pool = 'top';
ROLLBACK;

-- A manual member is apart from the automatic one and never ended by a refresh.
INSERT INTO x_pools.talent_pool_member (pool, person_id, job, reason) VALUES ('top', 8, 'dev', 'knows the product'), ('top', 1, 'dev', 'favourite');
INSERT INTO x_pools.talent_pool_member (pool, person_id, job, reason) VALUES ('top', 8, 'dev', 'once more');
SELECT entered, "left", stayed FROM x_pools.refresh_talent_pool('top');
SELECT person_id, origin, rank_at_entry, fit_score FROM x_pools.talent_pool_current WHERE pool = 'top' ORDER BY 1, 2;

-- Not taken: out, unless there is a consent that stands. Consent of another purpose does not count.
UPDATE x_pools.application SET stage = 'rejected' WHERE person_id IN (1, 2, 3, 4);
UPDATE x_pools.talent_pool SET share = 0.3 WHERE code = 'top';
SELECT entered, "left", stayed, cut_score, n, k FROM x_pools.refresh_talent_pool('top');
INSERT INTO x_pools.consent (person_id, purpose, given_at, expires_at, withdrawn_at) VALUES
	(1, 'talent_pool', '2025-01-01', NULL, NULL), (2, 'talent_pool', '2025-01-01', '2025-02-01', NULL),
	(3, 'talent_pool', '2025-01-01', NULL, '2025-02-01'), (4, 'machine_scoring', '2025-01-01', NULL, NULL);
SELECT person_id, fit_score, rank, qualifies FROM x_pools.talent_pool_ranking WHERE pool = 'top' ORDER BY rank LIMIT 4;
SELECT entered, "left", stayed, cut_score, n, k FROM x_pools.refresh_talent_pool('top');
-- Who takes the consent back is out, also with an open application.
UPDATE x_pools.consent SET withdrawn_at = '2025-03-01' WHERE person_id = 1;
INSERT INTO x_pools.consent (person_id, purpose, given_at, withdrawn_at) VALUES (5, 'talent_pool', '2025-01-01', '2025-02-01');
SELECT entered, "left", stayed, cut_score, n, k FROM x_pools.refresh_talent_pool('top');
SELECT person_id, end_reason FROM x_pools.talent_pool_member WHERE pool = 'top' AND origin = 'automatic' AND NOT upper_inf(valid) ORDER BY person_id, upper(valid);

-- Employees of all jobs, each job apart: one row a job. Who leaves the company is out at once; too few remain to rank.
INSERT INTO x_pools.employment (person_id, job, hired_on) SELECT i, CASE WHEN i <= 30 THEN 'dev' ELSE 'ops' END, '2025-01-01' FROM generate_series(21, 35) i;
INSERT INTO x_pools.assessment (person_id, employment_id, instrument, instrument_version, taken_at, kind, raw)
	SELECT e.person_id, e.id, 'test', '1', '2025-01-02', 'reassessment', scorecard_agg('skill', e.person_id)
	FROM x_pools.employment e GROUP BY e.person_id, e.id;
INSERT INTO x_pools.talent_pool (code, name, population, share) VALUES ('core', 'Core', 'employees', 0.5);
SELECT * FROM x_pools.refresh_talent_pool('core');
UPDATE x_pools.employment SET left_on = '2025-06-01', leave_reason = 'resigned' WHERE person_id = 35;
SELECT * FROM x_pools.refresh_talent_pool('core');
SELECT person_id, job, upper_inf(valid) AS current FROM x_pools.talent_pool_member WHERE pool = 'core' ORDER BY job, person_id;

-- What members achieve against the rest of their job, before and after entry. Ten developers, five of them members since 2025-04-01.
UPDATE x_pools.talent_pool_member SET valid = tstzrange('2025-04-01 00:00+00', upper(valid)) WHERE pool = 'core' AND job = 'dev';
INSERT INTO x_pools.performance_fact (person_id, criterion, period, value)
	SELECT e.person_id, 'courses', daterange('2025-01-01', '2025-04-01'), 2 FROM x_pools.employment e WHERE e.job = 'dev'
	UNION ALL SELECT e.person_id, 'courses', daterange('2025-04-01', '2025-07-01'), CASE WHEN e.person_id > 25 THEN 4 + e.person_id % 2 ELSE 2 END FROM x_pools.employment e WHERE e.job = 'dev'
	UNION ALL SELECT e.person_id, 'rating', daterange('2025-04-01', '2025-07-01'), CASE WHEN e.person_id > 25 THEN 4 ELSE 3 END FROM x_pools.employment e WHERE e.job = 'dev'
	-- spans the entry: counts nowhere
	UNION ALL SELECT e.person_id, 'courses', daterange('2025-03-01', '2025-05-01'), 10 FROM x_pools.employment e WHERE e.job = 'dev';
SELECT pool, job, criterion, phase, n_members, mean_members, n_rest, mean_rest, round(difference::numeric, 6) AS difference,
	round(difference_se::numeric, 6) AS difference_se, round(lift::numeric, 6) AS lift, baseline, suppressed
FROM x_pools.talent_pool_tracking ORDER BY criterion, phase DESC;
-- A group below the smallest is hidden, and so is the other, which would tell.
UPDATE x_pools.policy SET smallest_group = 6 WHERE job IS NULL;
SELECT DISTINCT n_members, mean_members, n_rest, mean_rest, difference, difference_se, lift, suppressed FROM x_pools.talent_pool_tracking;

-- Refusals
SELECT * FROM x_pools.refresh_talent_pool('nobody');
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT * FROM x_pools.refresh_talent_pool('core');
ROLLBACK;

-- hr may refresh, though it may not write automatic members itself.
SET ROLE x_pools_hr;
SELECT count(*) FROM x_pools.refresh_talent_pool('core');
INSERT INTO x_pools.talent_pool_member (pool, person_id, job, origin, reason) VALUES ('core', 40, 'dev', 'automatic', 'of mine');
RESET ROLE;
SET ROLE x_pools_analyst;
SELECT * FROM x_pools.refresh_talent_pool('core');
SELECT count(*) FROM x_pools.talent_pool_tracking;
SELECT count(*) FROM x_pools.talent_pool_ranking;
RESET ROLE;

SELECT aiehr.drop_workspace('x_pools', force => true);
DROP ROLE x_pools_owner, x_pools_hr, x_pools_loader, x_pools_analyst, x_pools_auditor;
