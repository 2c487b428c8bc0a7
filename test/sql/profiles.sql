-- The candidate's single record, the employee's file over time, new hires: one life that can be checked by hand.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET datestyle = ISO;
SELECT aiehr.create_workspace('x_profile');
SET search_path = x_profile, aiehr, public;

INSERT INTO org_unit (code, name) VALUES ('rd', 'R&D'), ('it', 'IT');
INSERT INTO job (code, title, target, core) VALUES ('dev', 'Developer', '{"coding": 85}', true), ('ops', 'Operator', NULL, false);
INSERT INTO indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 10), ('team', 'soft', 0, 100), ('speed', 'hard', 60, 0);
INSERT INTO criterion (code, lo, hi) VALUES ('delivery', 0, 50);
INSERT INTO predictor_map (indicator, criterion) VALUES ('coding', 'delivery');
INSERT INTO instrument (code, version) VALUES ('iv', '1'), ('iv', '2');
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES
	('dev', 'fit', '{"coding": 1, "team": 1}', 'approved', 'lead'), ('ops', 'fit', '{"team": 1}', 'approved', 'lead');
INSERT INTO offering (code, kind, name_en) VALUES ('kata', 'course', 'Coding katas'), ('mentor', 'coaching', 'A mentor'), ('old', 'course', 'No more');
UPDATE offering SET active = false WHERE code = 'old';
INSERT INTO intervention_rule (indicator, min_gap, offering, priority) VALUES ('coding', 0.05, 'kata', 2), ('coding', 0.30, 'mentor', 1), ('coding', 0, 'old', 0);
INSERT INTO talent_pool (code, name, population, share) VALUES ('fresh', 'Fresh', 'candidates', 0.5), ('staff', 'Staff', 'employees', 0.5);

-- nobody yet
SELECT count(*) FROM candidate_profile;
SELECT count(*) FROM candidate_application;
SELECT count(*) FROM candidate_score;
SELECT count(*) FROM employee_profile;
SELECT count(*) FROM employee_current;
SELECT count(*) FROM onboarding;
SELECT count(*) FROM career_path;

INSERT INTO person (external_key, name, email, phone, country, created_at) VALUES
	('C-1', 'O''Brien "Zoë"', 'zoe@example.com', '+353 1 555 01 01', 'IE', '2024-01-01'), ('M-1', 'A manager', NULL, NULL, NULL, '2024-01-01'),
	('C-2', NULL, NULL, NULL, NULL, '2024-01-01');
INSERT INTO person_alias (source, external_key, person_id) VALUES ('old ats', '77', 1), ('campus', 'z-1', 1);

-- 1. The single record of a candidate

-- two applications of one person: rejected in one, open in the other
INSERT INTO application (person_id, job, cohort, opened_at, last_activity) VALUES
	(1, 'ops', 'campus', '2024-02-01 09:00+00', '2024-02-01 09:00+00'), (1, 'dev', NULL, '2024-03-01 09:00+00', '2024-03-01 09:00+00');
INSERT INTO assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw, model, model_version) VALUES
	(1, 1, 'acme', 'a-1', 'iv', '1', '2024-02-05 12:00+00', '{"coding": 6, "team": 70}', 'm', '1'),
	(1, 2, 'acme', 'a-2', 'iv', '2', '2024-03-05 12:00+00', '{"coding": 8}', 'm', '2');
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw, status) VALUES (1, 2, 'iv', '2', '2024-03-06 12:00+00', '{"coding": 1}', 'withdrawn');
INSERT INTO answer (assessment_id, person_id, question, body, answered_at) VALUES (1, 1, 'why', 'because', '2024-02-05 12:01+00'), (2, 1, 'why', 'still', '2024-03-05 12:01+00');
INSERT INTO consent (person_id, purpose, given_at, expires_at, withdrawn_at) VALUES
	(1, 'processing', '2024-02-01', NULL, NULL), (1, 'talent_pool', '2024-02-01', '2999-05-01', NULL), (1, 'machine_scoring', '2024-02-01', NULL, '2024-02-02'),
	(1, 'talent_pool', '2024-01-01', '2024-01-15', NULL);
INSERT INTO document (person_id, application_id, kind, title, media_type, location) VALUES (1, 1, 'cv', 'CV', 'application/pdf', 'files:cv.pdf'), (1, NULL, 'photo', NULL, 'image/png', 'files:zoe.png');
INSERT INTO talent_pool_member (pool, person_id, job, valid, reason) VALUES ('fresh', 1, 'dev', '[2024-03-10,)', 'by hand');
UPDATE application SET stage = 'rejected', decided_at = '2024-02-20 00:00+00', last_activity = '2024-02-20 00:00+00' WHERE id = 1;
UPDATE application SET stage = 'interview', last_activity = '2024-03-12 00:00+00' WHERE id = 2;
-- what the clock wrote is put where this test can name it
UPDATE application_stage SET entered_at = '2024-03-12 00:00+00' WHERE stage = 'interview';
UPDATE application_stage SET entered_at = '2024-02-20 00:00+00' WHERE stage = 'rejected';

\pset expanded on
SELECT * FROM candidate_profile;
SELECT * FROM candidate_application ORDER BY application_id;
\pset expanded off
SELECT indicator, score, raw, previous_score, change, taken_at, instrument, instrument_version, vendor, model, model_version, assessment_id, application_id, archived
FROM candidate_score ORDER BY indicator;
-- who never applied has no record as a candidate
SELECT count(*) FROM candidate_profile WHERE person_id IN (2, 3);
-- consent withdrawn, key found among the aliases
UPDATE consent SET withdrawn_at = now() WHERE purpose = 'processing';
SELECT consents, known_as FROM candidate_profile;

-- 2. Hired, moved, assessed again, left, back: the file of an employee

SELECT hire(2, 'rd', '2024-04-01', manager_id => 2);
UPDATE application SET decided_at = '2024-03-25 00:00+00' WHERE id = 2;
UPDATE application_stage SET entered_at = '2024-03-25 00:00+00' WHERE stage = 'hired';
INSERT INTO performance_fact (person_id, criterion, period, value, rater_kind, source, recorded_at) VALUES
	(1, 'delivery', '[2024-04-01,2024-07-01)', 20, 'manager', 'q2', '2024-07-02'), (1, 'delivery', '[2024-07-01,2024-10-01)', 30, 'system', 'q3', '2024-10-02'),
	(1, 'delivery', '[2023-01-01,2023-04-01)', 10, 'system', 'former', '2024-01-02');
BEGIN;
SET LOCAL aiehr.effective_on = '2024-08-15';
UPDATE employment SET org_unit = 'it', manager_id = 3 WHERE person_id = 1;
COMMIT;
INSERT INTO assessment (person_id, employment_id, instrument, instrument_version, kind, taken_at, raw) VALUES (1, 1, 'iv', '2', 'reassessment', '2024-11-01 12:00+00', '{"coding": 9.5, "team": 60}');
INSERT INTO absence (employment_id, person_id, kind, period) VALUES (1, 1, 'sabbatical', '[2024-12-01,2025-01-01)');
UPDATE intervention SET opened_at = '2024-07-02', status_at = '2024-07-02';
UPDATE talent_pool_member SET valid = '[2024-03-10,2024-04-01)', end_reason = 'hired' WHERE pool = 'fresh';
SELECT at, kind, event, job, item, round(value::numeric, 4) AS value, round(score::numeric, 4) AS score, period_from, period_to, detail, archived
FROM employee_profile WHERE person_id = 1 AND event NOT IN ('gap_closed', 'intervention_ended') ORDER BY at, event, item;
SELECT employment_id, job, title, org_unit, manager_id, core, from_date, to_date, begun, ended FROM career_path ORDER BY person_id, from_date;
SELECT employment_id, org_unit, manager_id, hired_on, weakest FROM employee_current;

-- gone: nothing is lost from the file, and the archive is marked
UPDATE employment SET left_on = '2025-02-01', leave_reason = 'resigned' WHERE person_id = 1;
SELECT event, count(*), bool_and(archived) AS all_archived FROM employee_profile WHERE person_id = 1 GROUP BY event ORDER BY event;
SELECT status, assessments, assessments_archived, answers, documents, scores, stage, spells FROM candidate_profile;
SELECT indicator, score, archived FROM candidate_score ORDER BY 1;
SELECT count(*) FROM employee_current;
-- back in another job, then a second one beside it
INSERT INTO employment (person_id, job, org_unit, hired_on) VALUES (1, 'ops', 'it', '2025-06-01'), (1, 'dev', 'rd', '2025-09-01');
SELECT job, org_unit, from_date, to_date, begun, ended FROM career_path WHERE person_id = 1 ORDER BY from_date;
SELECT count(*) FILTER (WHERE archived) AS archived, count(*) FILTER (WHERE event IN ('rehired', 'second_job', 'left')) AS turns FROM employee_profile WHERE person_id = 1;
SELECT status, assessments_archived FROM candidate_profile;
-- a move ahead is written and does not hold yet
BEGIN;
SET LOCAL aiehr.effective_on = '2999-01-01';
UPDATE employment SET org_unit = 'it' WHERE person_id = 1 AND job = 'dev';
SELECT job, org_unit FROM employee_current ORDER BY job;
SELECT org_unit FROM employment WHERE job = 'dev' AND left_on IS NULL;
ROLLBACK;

-- 3. New hires

-- five colleagues of person 4, who is below their mean in team and below the target in coding; speed is above
INSERT INTO person (external_key) SELECT 'n' || n FROM generate_series(4, 10) n;
INSERT INTO application (person_id, job) SELECT n, 'dev' FROM generate_series(4, 10) n;
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	SELECT a.person_id, a.id, 'iv', '2', now() - interval '30 days', CASE a.person_id WHEN 4 THEN '{"coding": 7, "team": 50, "speed": 0}' WHEN 10 THEN '{"coding": 2, "team": 100}' ELSE '{"coding": 9, "team": 80, "speed": 30}' END::scorecard
	FROM application a WHERE a.person_id >= 4 ORDER BY 1;
INSERT INTO employment (person_id, job, org_unit, application_id, hired_on)
	SELECT a.person_id, a.job, 'rd', a.id, CASE WHEN a.person_id = 4 THEN current_date - 9 WHEN a.person_id = 10 THEN current_date + 1 ELSE current_date - 400 END
	FROM application a WHERE a.person_id >= 4 ORDER BY 1;
-- team: peers 1 (60), 5 to 9 (80) and 10 (100): mean 560 / 7 = 80
SELECT person_id, external_key, job, org_unit, hired_on = current_date - 9 AS since, day, ends_on = current_date - 9 + 90 AS until, place, indicator, score, reference,
	round(expected::numeric, 6) AS expected, round(difference::numeric, 6) AS difference, n_peers, offering, offering_kind, offering_name, rule_id, intervention_id
FROM onboarding ORDER BY employment_id, place;
-- the stronger rule wins where the gap is large enough: 70 of 101 would be 30.7 % short
UPDATE job SET target = '{"coding": 100, "speed": 100}' WHERE code = 'dev';
SELECT indicator, expected, offering, rule_id FROM onboarding WHERE person_id = 4 ORDER BY place;
UPDATE job SET target = '{"coding": 100, "team": 55, "speed": 0}' WHERE code = 'dev';
SELECT indicator, round(difference::numeric, 6) AS difference FROM onboarding WHERE person_id = 4 ORDER BY place;
-- by points, and by a rule whose sizes say nothing of a score
BEGIN;
UPDATE policy SET gap_rule = 'points', gap_threshold = 15, gap_close = 12 WHERE job IS NULL;
UPDATE intervention_rule SET min_gap = CASE offering WHEN 'mentor' THEN 31 ELSE 20 END;
SELECT indicator, offering FROM onboarding WHERE person_id = 4 AND indicator = 'coding';
UPDATE policy SET gap_rule = 'residual', gap_threshold = 1.5, gap_close = 1 WHERE job IS NULL;
SELECT indicator, offering FROM onboarding WHERE person_id = 4 AND indicator = 'coding';
ROLLBACK;
-- a longer or shorter time by job
INSERT INTO policy (job, onboarding) VALUES ('dev', '9 days');
SELECT count(*) FROM onboarding WHERE person_id >= 4;
UPDATE policy SET onboarding = '2 years' WHERE job = 'dev';
SELECT count(DISTINCT person_id) FROM onboarding WHERE person_id >= 4;
UPDATE policy SET onboarding = '0' WHERE job = 'dev';
UPDATE policy SET onboarding = NULL WHERE job IS NULL;

-- 4. Whose rights count

SET ROLE x_profile_analyst;
SELECT count(*) FROM candidate_profile;
SELECT count(*) FROM employee_profile;
RESET ROLE;
-- row policies on the tables hold in the views
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON person TO x_profile_hr USING (external_key LIKE 'C-%');
SET ROLE x_profile_hr;
SELECT person_id, status FROM candidate_profile ORDER BY 1;
SELECT DISTINCT person_id FROM employee_profile ORDER BY 1;
SELECT count(*) FROM onboarding WHERE person_id >= 4;
RESET ROLE;

RESET search_path;
SET client_min_messages = error;
DROP SCHEMA x_profile CASCADE;
DROP ROLE x_profile_owner, x_profile_hr, x_profile_loader, x_profile_analyst, x_profile_auditor;
