-- Stages, hiring, leaving, coming back: where interview data is at each moment.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET datestyle = ISO;
SELECT aiehr.create_workspace('x_life');
SET search_path = x_life, aiehr, public;

INSERT INTO org_unit (code, name) VALUES ('rd', 'R&D'), ('it', 'IT');
INSERT INTO job (code, title, core) VALUES ('dev', 'Developer', true), ('ops', 'Operator', false);
INSERT INTO indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 100), ('team', 'soft', 0, 100);
INSERT INTO criterion (code, lo, hi) VALUES ('delivery', 0, 100);
INSERT INTO predictor_map (indicator, criterion) VALUES ('coding', 'delivery');
INSERT INTO instrument (code, version) VALUES ('iv', '1');
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES
	('dev', 'fit', '{"coding": 1, "team": 1}', 'approved', 'lead'), ('ops', 'fit', '{"team": 1}', 'approved', 'lead');
INSERT INTO talent_pool (code, name, population, share) VALUES ('staff', 'Staff', 'employees', 0.5), ('fresh', 'Fresh', 'candidates', 0.5);
INSERT INTO person (external_key) SELECT 'p' || n FROM generate_series(1, 12) n;

-- where a person's interview data is, and where they stand
CREATE FUNCTION pg_temp.look(who bigint, OUT live bigint, OUT archived bigint, OUT said_live bigint, OUT said_archived bigint, OUT stands text, OUT open_interventions bigint)
	LANGUAGE sql AS $$
	SELECT (SELECT count(*) FROM assessment WHERE person_id = who), (SELECT count(*) FROM assessment_archive WHERE person_id = who),
		(SELECT count(*) FROM answer WHERE person_id = who), (SELECT count(*) FROM answer_archive WHERE person_id = who),
		(SELECT string_agg(job, ',' ORDER BY job) FROM standing WHERE person_id = who),
		(SELECT count(*) FROM intervention WHERE person_id = who AND ended_at IS NULL)
$$;

-- 1. Stages

-- every step there is, tried on an application of its own
CREATE TABLE stage_name AS SELECT s, o FROM unnest('{applied,screening,assessment,interview,offer,on_hold,hired,rejected,withdrawn,offer_declined,no_show}'::text[]) WITH ORDINALITY AS x (s, o);
CREATE FUNCTION pg_temp.step(from_stage text, to_stage text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO application (id, person_id, job, stage) OVERRIDING SYSTEM VALUE VALUES (1000, 12, 'ops', from_stage);
	UPDATE application SET stage = to_stage WHERE id = 1000;
	DELETE FROM application WHERE id = 1000;
	RETURN true;
EXCEPTION WHEN check_violation THEN
	RETURN false;
END $$;
SELECT f.s AS from_stage, string_agg(t.s, ' ' ORDER BY t.o) FILTER (WHERE pg_temp.step(f.s, t.s) AND f.s <> t.s) AS to_stages
FROM stage_name f, stage_name t GROUP BY f.s, f.o ORDER BY f.o;
DROP TABLE stage_name;
SELECT count(*) FROM application;

INSERT INTO application (person_id, job, opened_at, last_activity) SELECT n, 'dev', '2025-01-02 09:00+00', '2025-01-03 09:00+00' FROM generate_series(1, 6) n;
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	SELECT n, n, 'iv', '1', '2025-01-05 12:00+00', scorecard_agg(k, v) FROM generate_series(1, 6) n, (VALUES ('coding', 80), ('team', 60)) c (k, v) GROUP BY n ORDER BY n;
INSERT INTO answer (assessment_id, person_id, question, body, answered_at) SELECT id, person_id, 'why', 'because', '2025-01-05 12:10+00' FROM assessment WHERE person_id IN (1, 2);
INSERT INTO answer (assessment_id, person_id, question, body) SELECT max(id), 1, 'why', 'because' FROM assessment WHERE person_id = 2;

-- refused with both stages named
UPDATE application SET stage = 'interview' WHERE id = 1;
UPDATE application SET stage = 'screening' WHERE id = 1;
UPDATE application SET stage = 'offered' WHERE id = 1;
UPDATE application SET person_id = 2 WHERE id = 1;

-- the history is written whatever the statement touches, one row a real step
UPDATE application SET stage = 'interview' WHERE id IN (1, 2);
UPDATE application SET stage = 'rejected' WHERE id IN (2, 3);
SELECT application_id, stage, entered_at < now() AS before_now FROM application_stage WHERE application_id <= 3 ORDER BY id;

-- what the decision was made on is frozen, once
SELECT id, stage, decided_at IS NOT NULL AS decided, fit_score_at_decision, weighting_at_decision FROM application ORDER BY id;
UPDATE application SET stage = 'screening' WHERE id = 3;
SELECT id, stage, decided_at IS NOT NULL AS decided, fit_score_at_decision FROM application WHERE id = 3;
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (3, 3, 'iv', '1', '2025-02-05 12:00+00', '{"coding": 100}');
SELECT fit_score FROM standing WHERE person_id = 3;
UPDATE application SET stage = 'withdrawn' WHERE id = 3;
SELECT id, stage, decided_at IS NOT NULL AS decided, fit_score_at_decision FROM application WHERE id = 3;

-- a decision that comes in from elsewhere is dated by its last activity
INSERT INTO application (person_id, job, stage, opened_at, last_activity) VALUES (7, 'ops', 'rejected', '2024-01-01 00:00+00', '2024-02-01 00:00+00') RETURNING decided_at;

-- 2. What counts as activity

SELECT last_activity FROM application WHERE id = 4;		-- taken_at of the assessment
UPDATE application SET cohort = '2025' WHERE id = 4;
UPDATE application SET stage = 'applied' WHERE id = 4;	-- no step
SELECT last_activity FROM application WHERE id = 4;
INSERT INTO answer (assessment_id, person_id, question, body, answered_at) VALUES (4, 4, 'why', 'because', '2025-01-06 12:00+00');
SELECT last_activity FROM application WHERE id = 4;
INSERT INTO answer (assessment_id, person_id, question, body, answered_at) VALUES (4, 4, 'since when', 'ever', '2024-01-06 12:00+00');
INSERT INTO consent (person_id, purpose, given_at) VALUES (4, 'talent_pool', '2025-01-07 12:00+00');
SELECT last_activity FROM application WHERE id = 4;
BEGIN;
INSERT INTO consent (person_id, purpose, given_at) VALUES (4, 'machine_scoring', '2999-01-01');		-- a clock ahead of ours
SELECT last_activity = now() AS is_now FROM application WHERE id = 4;
UPDATE application SET stage = 'screening' WHERE id = 5;
SELECT last_activity = now() AS is_now FROM application WHERE id = 5;
ROLLBACK;
UPDATE application SET stage = 'screening', last_activity = '2025-01-09 00:00+00' WHERE id = 5;		-- said by the application itself
SELECT last_activity FROM application WHERE id = 5;

-- 3. Hiring

SELECT hire(1, 'rd', '2025-03-01');
SELECT id, stage, start_on, decided_at IS NOT NULL AS decided FROM application WHERE id = 1;
SELECT id, person_id, job, org_unit, application_id, core, hired_on, ended FROM employment;
SELECT employment_id, valid_from, scores FROM benchmark;
SELECT hire(1, 'rd', '2025-03-01');
SELECT hire(2, 'rd', '2025-03-01');
SELECT hire(99, 'rd', '2025-03-01');
SELECT hire(4, 'rd', NULL);
SELECT hire(4, 'no such unit', '2025-03-01');
SELECT stage FROM application WHERE id = 4;
UPDATE application SET stage = 'on_hold' WHERE id = 4;
SELECT hire(4, 'rd', '2025-03-01', manager_id => 1, core => false);
SELECT manager_id, core FROM employment WHERE person_id = 4;
-- a job is held once at a time
INSERT INTO application (person_id, job) VALUES (1, 'dev');
SELECT hire((SELECT max(id) FROM application WHERE person_id = 1), 'rd', '2025-04-01');
DELETE FROM application WHERE person_id = 1 AND stage = 'applied';

-- 4. A spell keeps its person and job

UPDATE employment SET job = 'ops' WHERE person_id = 1;
UPDATE employment SET person_id = 2 WHERE person_id = 1;
UPDATE job SET code = 'developer' WHERE code = 'dev';
SELECT person_id, job FROM employment ORDER BY 1;
UPDATE job SET code = 'dev' WHERE code = 'developer';
-- whether a spell has ended is not for anybody to say
UPDATE employment SET ended = true WHERE person_id = 1 RETURNING ended;

-- 5. Leaving and coming back

INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (1, 'delivery', '[2025-04-01,2025-07-01)', 40);
INSERT INTO talent_pool_member (pool, person_id, job, reason) VALUES ('staff', 1, 'dev', 'by hand'), ('fresh', 1, 'dev', 'by hand');
SELECT * FROM pg_temp.look(1);
-- what does not concern the data leaves everything alone
UPDATE employment SET org_unit = 'it', manager_id = 4 WHERE person_id = 1;
SELECT * FROM pg_temp.look(1);
UPDATE employment SET left_on = '2025-12-01', leave_reason = 'resigned' WHERE person_id = 1 RETURNING ended;
SELECT * FROM pg_temp.look(1);
SELECT indicator, end_reason FROM intervention;
SELECT pool, upper_inf(valid) AS still, end_reason FROM talent_pool_member ORDER BY id;
SELECT id, person_id, application_id, kind, taken_at, raw, scores, status, archive_reason FROM assessment_archive;
SELECT id, assessment_id, question, body, answered_at FROM answer_archive;
SELECT id, archived FROM assessment_all WHERE person_id = 1;
SELECT id, archived FROM answer_all WHERE person_id = 1;
-- again: nothing changes, nothing is logged
UPDATE employment SET leave_reason = 'retired', left_on = '2025-11-30' WHERE person_id = 1;
SELECT * FROM pg_temp.look(1);
SELECT action, rule, subject, subject_id, n, acting_role = current_user AS by_me FROM audit_log ORDER BY id;
-- a mistake is taken back
UPDATE employment SET left_on = NULL, leave_reason = NULL WHERE person_id = 1 RETURNING ended;
SELECT * FROM pg_temp.look(1);
UPDATE employment SET left_on = '2025-12-01', leave_reason = 'resigned' WHERE person_id = 1;
-- rehired in another job, ahead of the first day: data, ids and scores are as they were, and so is the benchmark
INSERT INTO employment (person_id, job, org_unit, hired_on) VALUES (1, 'ops', 'it', '2999-01-01');
SELECT * FROM pg_temp.look(1);
SELECT id, person_id, application_id, raw, scores FROM assessment WHERE person_id = 1;
SELECT id, assessment_id, question, body FROM answer WHERE person_id = 1;
SELECT e.job, b.valid_from, b.scores FROM benchmark b JOIN employment e ON e.id = b.employment_id WHERE b.person_id = 1 ORDER BY 1, 2;
-- new rows go on after the old ids
INSERT INTO assessment (person_id, employment_id, instrument, instrument_version, taken_at, raw)
	SELECT 1, id, 'iv', '1', '2026-01-05 12:00+00', '{"team": 50}' FROM employment WHERE person_id = 1 AND job = 'ops';
SELECT count(DISTINCT id) = count(*) AS unique_ids FROM assessment_all;

-- a second open spell keeps the data, a transfer moves nothing
INSERT INTO employment (person_id, job, hired_on) VALUES (4, 'ops', '2025-09-01');
UPDATE employment SET left_on = '2025-09-01', leave_reason = 'transfer' WHERE person_id = 4 AND job = 'dev';
SELECT * FROM pg_temp.look(4);
SELECT action, subject_id FROM audit_log WHERE subject = 'person' AND subject_id = 4;

-- a day ahead is none yet; NULL for the clock, see lifecycle_due for the sweep
UPDATE employment SET left_on = '2999-01-01' WHERE person_id = 4 AND job = 'ops' RETURNING ended;
SELECT * FROM pg_temp.look(4);
UPDATE employment SET left_on = NULL WHERE person_id = 4 AND job = 'ops';

-- a late result of somebody who left goes where the others are
SELECT hire(5, 'rd', '2025-03-01') IS NOT NULL AS hired;
UPDATE employment SET left_on = '2025-06-01', leave_reason = 'dismissed' WHERE person_id = 5;
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (5, 5, 'iv', '1', '2025-05-20 12:00+00', '{"team": 70}');
SELECT * FROM pg_temp.look(5);

-- somebody who left and applies again: what is archived stays there, what is new stays in reach until the process ends
INSERT INTO application (person_id, job) VALUES (5, 'ops');
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	SELECT 5, max(id), 'iv', '1', '2026-05-20 12:00+00', '{"team": 75}' FROM application WHERE person_id = 5;
SELECT * FROM pg_temp.look(5);
UPDATE application SET stage = 'rejected' WHERE person_id = 5 AND job = 'ops';
SELECT * FROM pg_temp.look(5);
UPDATE application SET stage = 'screening' WHERE person_id = 5 AND job = 'ops';
SELECT hire((SELECT max(id) FROM application WHERE person_id = 5), 'rd', '2025-10-05') IS NOT NULL AS hired_again;
SELECT * FROM pg_temp.look(5);

-- an internal candidate who leaves: settled when the open process is over, be it deleted
INSERT INTO application (person_id, job) VALUES (4, 'dev');
INSERT INTO talent_pool_member (pool, person_id, job, reason) VALUES ('staff', 4, 'ops', 'by hand'), ('fresh', 4, 'dev', 'by hand');
UPDATE employment SET left_on = '2025-10-01', leave_reason = 'resigned' WHERE person_id = 4 AND job = 'ops';
SELECT * FROM pg_temp.look(4);
SELECT pool, end_reason FROM talent_pool_member WHERE person_id = 4 ORDER BY id;
DELETE FROM application WHERE person_id = 4 AND stage = 'applied';
SELECT * FROM pg_temp.look(4);
SELECT pool, end_reason FROM talent_pool_member WHERE person_id = 4 ORDER BY id;

-- the last spell deleted: the person is no longer somebody who left, and what is archived stays archived
SELECT hire(6, 'rd', '2025-03-01') IS NOT NULL AS hired;
UPDATE employment SET left_on = '2025-06-01' WHERE person_id = 6;
DELETE FROM employment WHERE person_id = 6;
SELECT * FROM pg_temp.look(6);

-- many at once, by COPY too, and everything in one subtransaction that fails leaves no trace
BEGIN;
SAVEPOINT s;
UPDATE employment SET left_on = '2025-11-01' WHERE left_on IS NULL AND hired_on < '2999-01-01';
SELECT count(*) FROM assessment JOIN employment e USING (person_id) WHERE e.left_on = '2025-11-01';
ROLLBACK TO s;
SELECT count(*) FROM assessment JOIN employment e USING (person_id) WHERE e.left_on IS NULL;
COMMIT;
COPY employment (person_id, job, hired_on, left_on, leave_reason) FROM stdin;
8	dev	2024-01-01	2024-06-01	resigned
9	dev	2024-01-01	\N	\N
\.
SELECT person_id, ended, core FROM employment WHERE person_id IN (8, 9) ORDER BY 1;
SELECT person_id, job FROM standing WHERE person_id IN (8, 9);

-- not at an isolation level that would keep a stale snapshot
BEGIN ISOLATION LEVEL REPEATABLE READ;
UPDATE employment SET left_on = '2025-11-01' WHERE person_id = 9;
ROLLBACK;

-- the invariants
SELECT * FROM check_lifecycle();
SELECT * FROM check_standing();
SELECT state, table_name, sum(rows) AS rows, bool_and(bytes > 0 AND table_bytes > 0) AS sized FROM storage_report GROUP BY 1, 2 ORDER BY 1, 2;
-- they see what is wrong
SET session_replication_role = replica;
UPDATE employment SET ended = true WHERE person_id = 1;
UPDATE application SET decided_at = NULL WHERE id = 2;
RESET session_replication_role;
SELECT person_id, problem FROM check_lifecycle() ORDER BY 1, 2;

-- a trigger function refuses every call but that of its trigger
CREATE TABLE elsewhere (person_id bigint, id bigint);
CREATE TRIGGER t BEFORE DELETE ON elsewhere FOR EACH ROW EXECUTE FUNCTION aiehr._employment_row();
INSERT INTO elsewhere VALUES (1, 1);
DELETE FROM elsewhere;
DROP TRIGGER t ON elsewhere;
CREATE TRIGGER t BEFORE INSERT ON elsewhere FOR EACH ROW EXECUTE FUNCTION aiehr._employment_row();
INSERT INTO elsewhere VALUES (1, 1);
DROP TRIGGER t ON elsewhere;
CREATE TRIGGER t BEFORE INSERT ON elsewhere FOR EACH ROW EXECUTE FUNCTION aiehr._application_row();
INSERT INTO elsewhere VALUES (1, 1);
DROP TRIGGER t ON elsewhere;
CREATE TRIGGER t BEFORE INSERT ON elsewhere FOR EACH STATEMENT EXECUTE FUNCTION aiehr._employment_changed();
INSERT INTO elsewhere VALUES (1, 1);
DROP TRIGGER t ON elsewhere;
CREATE TRIGGER t AFTER INSERT ON elsewhere FOR EACH STATEMENT EXECUTE FUNCTION aiehr._employment_changed();
INSERT INTO elsewhere VALUES (1, 1);
DROP TRIGGER t ON elsewhere;
CREATE TRIGGER t AFTER INSERT ON elsewhere FOR EACH STATEMENT EXECUTE FUNCTION aiehr._application_changed('x');
INSERT INTO elsewhere VALUES (1, 1);

RESET search_path;
DROP SCHEMA x_life CASCADE;
DROP ROLE x_life_owner, x_life_hr, x_life_loader, x_life_analyst, x_life_auditor;
