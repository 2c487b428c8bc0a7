-- Nothing is lost: every row of every table of people before hire, after it, after leaving, applying again under other keys, and coming back.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET datestyle = ISO;
SELECT aiehr.create_workspace('x_hand');
SET search_path = x_hand, aiehr, public;

INSERT INTO org_unit (code, name) VALUES ('rd', 'R&D');
INSERT INTO job (code, title) VALUES ('dev', 'Developer'), ('ops', 'Operator');
INSERT INTO indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 100), ('team', 'soft', 0, 100);
INSERT INTO criterion (code, lo, hi) VALUES ('delivery', 0, 100);
INSERT INTO predictor_map (indicator, criterion) VALUES ('coding', 'delivery');
INSERT INTO instrument (code, version) VALUES ('iv', '1');
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"coding": 1}', 'approved', 'lead'), ('ops', 'fit', '{"team": 1}', 'approved', 'lead');
INSERT INTO talent_pool (code, name, population, share) VALUES ('fresh', 'Fresh', 'candidates', 0.5), ('staff', 'Staff', 'employees', 0.5);

-- everything the register knows of a person, without what the clock wrote
CREATE TEMP TABLE seen (step text, table_name text, entry jsonb);
CREATE FUNCTION pg_temp.note(said text) RETURNS bigint LANGUAGE sql AS $$
	INSERT INTO seen SELECT said, x.table_name,
		jsonb_strip_nulls(x.entry) - '{created_at,changed_at,changed_by,entered_at,frozen_at,archived_at,recorded_at,received_at,opened_at,status_at,ended_at,decided_at,last_activity,valid,payload,placed_at,placed_by,recorded_on,external_hash,content_hash,audit_id}'::text[]
	FROM aiehr._export_rows('policy', 1) x WHERE x.entry IS NOT NULL;
	SELECT count(*) FROM seen WHERE step = said
$$;
CREATE FUNCTION pg_temp.changes(step_a text, step_b text) RETURNS TABLE (in_table text, what text, entry jsonb) LANGUAGE sql AS $$
	SELECT table_name, 'gone', entry FROM (SELECT table_name, entry FROM seen WHERE step = step_a EXCEPT ALL SELECT table_name, entry FROM seen WHERE step = step_b) x
	UNION ALL
	SELECT table_name, 'new', entry FROM (SELECT table_name, entry FROM seen WHERE step = step_b EXCEPT ALL SELECT table_name, entry FROM seen WHERE step = step_a) x
	ORDER BY 1, 2, 3
$$;

-- 1. A candidate of whom there is something in every table

SELECT record_assessment('{"person": {"external_key": "C-1", "name": "Zoë", "email": "zoe@example.com", "phone": "+353 1 555 01 01", "country": "IE"}, "job": "dev",
	"vendor": "acme", "external_id": "a-1", "instrument": "iv", "instrument_version": "1", "kind": "interview", "taken_at": "2024-03-05T12:00:00Z",
	"scores": {"coding": 80, "team": 70}, "answers": [{"question": "why", "text": "because"}, {"question": "since when", "text": "ever"}]}');
SELECT record_assessment('{"person": {"email": "zoe@example.com"}, "job": "ops", "vendor": "acme", "external_id": "a-2", "instrument": "iv", "instrument_version": "1",
	"kind": "interview", "taken_at": "2024-03-06T12:00:00Z", "scores": {"team": 75}}');
INSERT INTO person_alias (source, external_key, person_id) VALUES ('campus', 'z-1', 1);
INSERT INTO consent (person_id, purpose, given_at, text_version) VALUES (1, 'talent_pool', '2024-03-01', '3'), (1, 'processing', '2024-03-01', '3');
INSERT INTO document (person_id, application_id, kind, title, location) VALUES (1, 1, 'cv', 'CV of Zoë', 'files:cv'), (1, NULL, 'certificate', NULL, 'files:degree');
INSERT INTO talent_pool_member (pool, person_id, job, reason) VALUES ('fresh', 1, 'dev', 'by hand');
SELECT record_protected_attribute('{"external_key": "C-1"}', 'sex', 'f', 'form');
SELECT place_hold(1, 'case 7');
UPDATE application SET stage = 'interview' WHERE id = 1;
UPDATE application_stage SET reason = 'good CV' WHERE application_id = 1 AND stage = 'interview';
SELECT pg_temp.note('candidate');
SELECT table_name, entry FROM seen WHERE step = 'candidate' ORDER BY 1, 2;

-- 2. Hired: only the one application is decided, and what begins with work begins

SELECT hire(1, 'rd', '2024-04-01');
SELECT pg_temp.note('hired');
SELECT * FROM pg_temp.changes('candidate', 'hired');
-- the other application goes on, to be rejected later
UPDATE application SET stage = 'rejected' WHERE id = 2;
INSERT INTO performance_fact (person_id, criterion, period, value, source) VALUES (1, 'delivery', '[2024-04-01,2024-10-01)', 40, 'half year');
INSERT INTO absence (employment_id, person_id, kind, period) VALUES (1, 1, 'sick', '[2024-05-01,2024-06-01)');
INSERT INTO talent_pool_member (pool, person_id, job, reason) VALUES ('staff', 1, 'dev', 'by hand');
SELECT pg_temp.note('at work');

-- 3. Left: interview data is in the archive, row by row what it was; nothing else goes but what stands for the present

UPDATE employment SET left_on = '2025-01-01', leave_reason = 'resigned' WHERE person_id = 1;
SELECT pg_temp.note('left');
SELECT * FROM pg_temp.changes('at work', 'left');
SELECT count(*) AS moved, count(*) FILTER (WHERE a.entry = b.entry - '{archive_reason}'::text[]) AS unchanged
FROM seen a JOIN seen b ON b.step = 'left' AND b.table_name = a.table_name || '_archive' AND b.entry -> 'id' = a.entry -> 'id'
WHERE a.step = 'at work' AND a.table_name IN ('assessment', 'answer');

-- 4. Applies again, under other keys: the former person is found, as far as the keys go

-- by the address with blanks and capitals, by the number written otherwise, by a key of another source
SELECT record_assessment('{"person": {"email": " ZOE@Example.com "}, "job": "ops", "vendor": "acme", "external_id": "b-1", "instrument": "iv", "instrument_version": "1",
	"kind": "interview", "taken_at": "2025-05-05T12:00:00Z", "scores": {"team": 90}}') AS by_email;
SELECT record_assessment('{"person": {"phone": "+353 (1) 5550101"}, "job": "ops", "vendor": "acme", "external_id": "b-2", "instrument": "iv", "instrument_version": "1",
	"kind": "interview", "taken_at": "2025-05-06T12:00:00Z", "scores": {"coding": 85}}') AS by_phone;
SELECT record_assessment('{"person": {"external_key": "z-1", "name": "Zoe"}, "job": "ops", "vendor": "acme", "external_id": "b-3", "instrument": "iv", "instrument_version": "1",
	"kind": "interview", "taken_at": "2025-05-07T12:00:00Z", "scores": {"coding": 86}}') AS by_alias;
-- a key that nobody has beside the address of somebody who has one: said, not guessed; entered as a further key, it is hers
SELECT record_assessment('{"person": {"external_key": "N-77", "email": "zoe@example.com"}, "job": "ops", "vendor": "acme", "external_id": "b-4", "instrument": "iv", "instrument_version": "1",
	"kind": "interview", "taken_at": "2025-05-08T12:00:00Z", "scores": {"coding": 87}}');
INSERT INTO person_alias (source, external_key, person_id) VALUES ('portal', 'N-77', 1);
SELECT record_assessment('{"person": {"external_key": "N-77", "email": "zoe@example.com"}, "job": "ops", "vendor": "acme", "external_id": "b-4", "instrument": "iv", "instrument_version": "1",
	"kind": "interview", "taken_at": "2025-05-08T12:00:00Z", "scores": {"coding": 87}}') AS by_new_key;
-- keys of two people: neither
INSERT INTO person (external_key, email) VALUES ('C-2', 'other@example.com');
SELECT record_assessment('{"person": {"email": "other@example.com", "phone": "+353 1 555 01 01"}, "job": "ops", "vendor": "acme", "external_id": "b-5", "instrument": "iv", "instrument_version": "1",
	"kind": "interview", "taken_at": "2025-05-09T12:00:00Z", "scores": {"coding": 1}}');
SELECT count(*) AS people FROM person;
SELECT id, job, stage FROM application WHERE person_id = 1 ORDER BY id;
-- the archive stays where it is as long as the process is open; what is new is in reach
SELECT status, applications, applications_open, spells, assessments, assessments_archived, answers, documents, job, stage FROM candidate_profile WHERE person_id = 1;
SELECT pg_temp.note('applied again');

-- 5. Hired again: all of it is back, and both spells are there

SELECT hire((SELECT max(id) FROM application WHERE person_id = 1), 'rd', '2025-06-01');
SELECT pg_temp.note('rehired');
SELECT * FROM pg_temp.changes('applied again', 'rehired');
-- what was known of the candidate and is not there now: the stage that was left, the standing of then
SELECT in_table, entry FROM pg_temp.changes('candidate', 'rehired') WHERE what = 'gone';
SELECT count(*) AS interview_rows, count(*) FILTER (WHERE EXISTS (SELECT FROM seen b WHERE b.step = 'rehired' AND b.table_name = a.table_name AND b.entry = a.entry)) AS there_again
FROM seen a WHERE a.step = 'candidate' AND a.table_name IN ('assessment', 'answer', 'consent', 'document', 'person', 'person_alias', 'protected_attribute', 'legal_hold', 'received');
SELECT begun, job, from_date, to_date, ended FROM career_path WHERE person_id = 1 ORDER BY from_date;
SELECT total_days > spell_days AS tenure_of_both FROM employee_current WHERE person_id = 1;
SELECT * FROM check_lifecycle();
SELECT * FROM check_standing();
SELECT * FROM check_study();
SELECT * FROM check_organisation();

-- 6. A purged application takes its own files with it, and no others

INSERT INTO application (person_id, job, stage, opened_at, last_activity) VALUES (2, 'dev', 'rejected', '2020-01-01', '2020-01-01'), (2, 'ops', 'interview', '2026-01-01', '2026-01-01');
INSERT INTO document (person_id, application_id, kind, location) SELECT 2, id, 'cv', 'files:' || job FROM application WHERE person_id = 2;
INSERT INTO document (person_id, kind, location) VALUES (2, 'photo', 'files:photo');
SELECT count(*) FROM aiehr._purge('policy', ARRAY(SELECT id FROM application WHERE person_id = 2 AND job = 'dev'), '{}', false);
SELECT kind, location FROM document WHERE person_id = 2 ORDER BY id;
\set VERBOSITY terse
INSERT INTO document (person_id, kind, location) VALUES (2, 'photo', 'files:photo');
INSERT INTO document (person_id, kind, location) VALUES (2, 'selfie', 'files:x');
INSERT INTO document (person_id, kind, location, sha256) VALUES (2, 'cv', 'files:x', 'abc');
\set VERBOSITY default
UPDATE application SET stage = 'withdrawn' WHERE person_id = 2;
SELECT table_name, rows FROM erase_person(2, 'request') WHERE rows > 0;
SELECT count(*) FROM document WHERE person_id = 2;

RESET search_path;
SET client_min_messages = error;
DROP SCHEMA x_hand CASCADE;
DROP ROLE x_hand_owner, x_hand_hr, x_hand_loader, x_hand_analyst, x_hand_auditor;
