-- What falls due when, by which rule, and what the sweep does about it. Every moment is given.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET datestyle = ISO;
SET jit = off;
SELECT aiehr.create_workspace('x_due');
SET search_path = x_due, aiehr, public;

INSERT INTO job (code, title) VALUES ('dev', 'Developer'), ('ops', 'Operator');
INSERT INTO indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 100);
INSERT INTO criterion (code, lo, hi) VALUES ('delivery', 0, 100);
INSERT INTO instrument (code, version) VALUES ('iv', '1');
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"coding": 1}', 'approved', 'lead');
UPDATE policy SET time_zone = 'Asia/Shanghai';
INSERT INTO person (external_key, email, phone, country, created_at)
	SELECT 'p' || n, 'p' || n || '@example.com', '+86 10 55' || n, (ARRAY['CN', 'DE', 'FR', 'US'])[1 + n % 4], '2025-01-01 00:00+00' FROM generate_series(1, 14) n;
INSERT INTO person_alias (source, external_key, person_id) VALUES ('ats', 'A-1', 1);

-- rejected, last active on 31 January 2025 at noon in Shanghai
INSERT INTO application (person_id, job, opened_at, last_activity) SELECT n, 'dev', '2025-01-10 00:00+08', '2025-01-10 00:00+08' FROM generate_series(1, 9) n;
INSERT INTO assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	SELECT n, n, 'acme', 'iv-' || n, 'iv', '1', '2025-01-12 12:00+08', format('{"coding": %s}', 50 + n)::scorecard FROM generate_series(1, 9) n ORDER BY n;
INSERT INTO answer (assessment_id, person_id, question, body, answered_at) SELECT id, person_id, 'why', 'because', '2025-01-12 12:05+08' FROM assessment;
UPDATE application SET stage = 'interview', last_activity = '2025-01-20 12:00+08' WHERE id = 1;
UPDATE application SET stage = 'rejected', last_activity = '2025-01-31 12:00+08';
INSERT INTO protected_attribute (person_id, attribute, value, source, consent) VALUES (1, 'sex', 'F', 'form', true), (2, 'sex', 'M', 'form', true), (3, 'sex', 'F', 'form', false);

CREATE FUNCTION pg_temp.due(as_of timestamptz, who bigint) RETURNS TABLE (action text, rule text, due timestamptz, application bigint) LANGUAGE sql AS $$
	SELECT action, rule, due, application_id FROM due_at(as_of) WHERE person_id = who ORDER BY application_id $$;

-- 1. The boundary: not at, only after the end of six months, in the company's zone and nobody's session
SELECT * FROM pg_temp.due('2025-07-31 12:00:00+08', 1);
SELECT * FROM pg_temp.due('2025-07-31 12:00:00.000001+08', 1);
SET TIME ZONE 'America/New_York';
SELECT action, rule FROM pg_temp.due('2025-07-31 12:00:00+08', 1);
SELECT action, rule FROM pg_temp.due('2025-07-31 12:00:00.000001+08', 1);
SET TIME ZONE 'UTC';
-- 31 August plus six months: the last day of February, in a leap year the 29th
UPDATE application SET last_activity = '2023-08-31 12:00+08' WHERE id = 9;
SELECT due FROM pg_temp.due('2025-07-31 12:00:00+08', 9);
UPDATE application SET last_activity = '2025-01-31 12:00+08' WHERE id = 9;

-- 2. What keeps an application past its period

-- another application of the person that is open
INSERT INTO application (person_id, job, opened_at, last_activity) VALUES (2, 'ops', '2025-02-01 00:00+08', '2025-02-01 00:00+08');
SELECT * FROM pg_temp.due('2026-01-01 00:00+08', 2);
UPDATE application SET stage = 'on_hold', last_activity = '2025-02-01 00:00+08' WHERE person_id = 2 AND job = 'ops';
SELECT rule FROM pg_temp.due('2026-01-01 00:00+08', 2);
-- decided: each application has its own clock
UPDATE application SET stage = 'withdrawn', last_activity = '2025-03-01 00:00+08' WHERE person_id = 2 AND job = 'ops';
SELECT * FROM pg_temp.due('2025-08-15 00:00+08', 2);
-- a start ahead
UPDATE application SET start_on = '2025-08-20' WHERE person_id = 2 AND job = 'ops';
SELECT rule FROM pg_temp.due('2025-08-15 00:00+08', 2);
SELECT action, rule FROM pg_temp.due('2025-08-20 00:00+08', 2);
UPDATE application SET start_on = NULL WHERE person_id = 2;
-- a legal hold
SELECT place_hold(3, 'charge pending');
SELECT * FROM pg_temp.due('2026-01-01 00:00+08', 3);
-- consent to the talent pool, until it ends or is taken back
INSERT INTO consent (person_id, purpose, given_at, expires_at) VALUES (4, 'talent_pool', '2025-01-30 00:00+08', '2026-01-30 00:00+08');
SELECT * FROM pg_temp.due('2026-01-01 00:00+08', 4);
SELECT * FROM pg_temp.due('2026-01-30 00:00+08', 4);
-- hired, with the spell kept elsewhere
INSERT INTO application (person_id, job, stage, last_activity) VALUES (5, 'ops', 'hired', '2025-01-31 00:00+08');
SELECT * FROM pg_temp.due('2026-01-01 00:00+08', 5);
-- employed
INSERT INTO employment (person_id, job, hired_on) VALUES (6, 'ops', '2025-02-01');
SELECT * FROM pg_temp.due('2026-01-01 00:00+08', 6);
SELECT * FROM pg_temp.due('2025-01-15 00:00+08', 6);

-- 3. Rules by country: person 7 is in the US, person 8 in China, person 9 in Germany
SELECT id, country FROM person WHERE id IN (7, 8, 9) ORDER BY id;
INSERT INTO retention_rule (country, subject, min_keep, basis) VALUES ('US', 'candidate', '1 year', '29 CFR 1602.14');
SELECT * FROM pg_temp.due('2026-01-31 12:00+08', 7);
SELECT * FROM pg_temp.due('2026-01-31 12:00:01+08', 7);
INSERT INTO retention_rule (country, subject, max_keep, basis) VALUES ('DE', 'candidate', '180 days', 'accepted practice'), ('DE', 'candidate', '2 years', 'ours');
SELECT * FROM pg_temp.due('2025-07-30 12:00+08', 9);
SELECT * FROM pg_temp.due('2025-07-30 12:00:01+08', 9);
-- a rule for everybody holds beside those of the country
INSERT INTO retention_rule (subject, min_keep, basis) VALUES ('candidate', '8 months', 'ours');
SELECT rule FROM pg_temp.due('2025-08-30 12:00+08', 8);
SELECT rule FROM pg_temp.due('2026-01-31 12:00+08', 7);
-- kept longer than it may be kept: nobody decides that but a person
SELECT action, rule FROM pg_temp.due('2026-06-30 12:00+08', 9);
SELECT person_id FROM due_at('2026-06-30 12:00+08') WHERE rule = 'rule_conflict';
UPDATE retention_rule SET valid = '(,2025-12-31)' WHERE country IS NULL;
SELECT action, rule FROM pg_temp.due('2026-06-30 12:00+08', 9);
-- 2 years in France instead of six months
INSERT INTO retention_rule (country, subject, max_keep, basis) VALUES ('FR', 'candidate', '2 years', 'recommended');
SELECT country FROM person WHERE id = 2;
SELECT * FROM pg_temp.due('2026-06-30 12:00+08', 2);

-- 4. People who never applied go by when they were entered; a manager stays
INSERT INTO performance_fact (person_id, criterion, period, value, rater_id, recorded_at) VALUES (6, 'delivery', '[2025-03-01,2025-04-01)', 50, 12, '2025-05-01 00:00+00');
UPDATE employment SET manager_id = 13 WHERE person_id = 6;
SELECT p.id, d.action, d.rule, d.due FROM person p JOIN due_at('2025-08-01 00:00+00') d ON d.person_id = p.id WHERE p.id IN (10, 12, 13) ORDER BY 1;

-- 5. Of all this due_only leaves out nothing that is due
SELECT m, (SELECT count(*) FROM due_at(m) WHERE action <> 'keep') AS due,
	(SELECT count(*) FROM (SELECT * FROM due_at(m) WHERE action <> 'keep' EXCEPT SELECT * FROM due_at(m, true)) x) AS missing
FROM generate_series(timestamptz '2025-01-31 00:00+08', '2027-12-31 00:00+08', '50 days') m
WHERE (SELECT count(*) FROM due_at(m) WHERE action <> 'keep') > 0 OR m < '2025-06-01' ORDER BY m;

-- 6. The dry run says what the sweep does, and touches nothing
DELETE FROM retention_rule WHERE country IS NULL;
SELECT * FROM sweep('2026-02-15 00:00+08', dry_run => true);
SELECT count(*) FROM application;
SELECT * FROM sweep('2026-02-15 00:00+08', dry_run => true, batch => 2);
SELECT * FROM sweep('2026-02-15 00:00+08', max_purge => 2);
-- longest due first; then the rest
SELECT * FROM sweep('2026-02-15 00:00+08', batch => 2);
SELECT id FROM person ORDER BY 1;
SELECT * FROM sweep('2026-02-15 00:00+08');
SELECT * FROM sweep('2026-02-15 00:00+08');
SELECT id FROM person ORDER BY 1;
SELECT id, person_id, job, stage FROM application ORDER BY 1;
SELECT person_id, (SELECT count(*) FROM answer n WHERE n.person_id = m.person_id) AS said FROM assessment m ORDER BY 1;
SELECT count(*) FROM application_stage s WHERE NOT EXISTS (SELECT FROM application a WHERE a.id = s.application_id);
-- the message is remembered, without the person
SELECT vendor, external_id, assessment_id, person_id, status, length(external_hash) AS hash FROM received ORDER BY id;
-- the keys are remembered as hashes: what is known of person 1
SELECT k.value, s.kind FROM (VALUES ('p1'), ('p1@example.com'), ('+8610551'), ('A-1'), ('p3')) k (value)
LEFT JOIN suppression s ON s.key_hash = _keyed_hash((SELECT key FROM secret), k.value) ORDER BY 1;
-- what studies need: counts by stage reached, group and bin of the score
SELECT * FROM selection_tally ORDER BY stage, attribute, value, score_bin, quarter;
SELECT action, rule, subject, subject_id, n FROM audit_log WHERE action = 'purge' ORDER BY id;
SELECT event, item_id FROM outbox WHERE topic = 'purge' ORDER BY id;
-- the hold is lifted: due at once, the clock ran on
SELECT lift_hold(3);
SELECT action, rule, due FROM pg_temp.due('2026-02-15 00:00+08', 3);

-- 7. Leavers: nothing ends by itself, a period of the archive ends it
INSERT INTO application (person_id, job, opened_at, last_activity) VALUES (14, 'dev', '2025-01-10 00:00+08', '2025-01-10 00:00+08');
INSERT INTO assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	SELECT 14, max(id), 'acme', 'iv-14', 'iv', '1', '2025-01-12 12:00+08', '{"coding": 90}' FROM application;
SELECT hire(max(id), NULL, '2025-02-01') IS NOT NULL AS hired FROM application;
UPDATE application SET last_activity = '2025-02-01 00:00+08' WHERE person_id = 14;
-- a last day ahead
UPDATE employment SET left_on = '2999-05-01', leave_reason = 'retired' WHERE person_id = 14;
SELECT * FROM pg_temp.due('2999-04-30 23:59:59+08', 14);
SELECT * FROM pg_temp.due('2999-05-01 00:00:00+08', 14);
SELECT * FROM sweep('2999-04-30 15:59:59+00', dry_run => true, only_people => '{14}');
SELECT * FROM sweep('2999-04-30 16:00:00+00', dry_run => true, only_people => '{14}');
SELECT * FROM sweep('2999-04-30 16:00:00+00', only_people => '{14}');
SELECT ended, (SELECT count(*) FROM assessment_archive WHERE person_id = 14) AS archived FROM employment WHERE person_id = 14;
SELECT * FROM sweep('2999-04-30 16:00:00+00', only_people => '{14}');
-- it stays ended, whatever else is written
UPDATE employment SET org_unit = NULL, manager_id = 3 WHERE person_id = 14 RETURNING ended;
SELECT * FROM pg_temp.due('3050-01-01 00:00+08', 14);
INSERT INTO retention_rule (subject, min_keep, max_keep, basis) VALUES ('leaver', '3 years', '10 years', 'ours');
SELECT * FROM pg_temp.due('3009-05-01 00:00+08', 14);
SELECT * FROM pg_temp.due('3009-05-01 00:00:01+08', 14);
SELECT place_hold(14, 'lawsuit');
SELECT action, rule FROM pg_temp.due('3009-05-01 00:00:01+08', 14);
SELECT lift_hold(14);
UPDATE policy SET archive_keep = '1 year' WHERE job IS NULL;		-- a rule is stronger than the policy
SELECT action, rule FROM pg_temp.due('3002-05-01 00:00+08', 14);
SELECT * FROM sweep('3009-05-01 00:00:01+08', only_people => '{14}');
SELECT count(*) FROM person WHERE id = 14;
SELECT rule, subject, subject_id, n FROM audit_log WHERE action = 'purge' AND rule = 'archive_expired';
SELECT stage, n FROM selection_tally WHERE score_bin = 18 AND attribute = 'all';

-- a spell that ends while another goes on, or a process is open, moves nothing
INSERT INTO employment (person_id, job, hired_on) VALUES (6, 'dev', '2025-06-01');
UPDATE employment SET left_on = '2999-05-01', leave_reason = 'transfer' WHERE person_id = 6 AND job = 'ops';
SELECT * FROM pg_temp.due('2999-05-01 00:00+08', 6);
SELECT * FROM sweep('2999-05-01 00:00+08', only_people => '{6}');
SELECT job, ended FROM employment WHERE person_id = 6 ORDER BY 1;
SELECT job FROM standing WHERE person_id = 6;
SELECT count(*) FROM assessment WHERE person_id = 6;

-- a leaver whose rows came in behind the triggers, and somebody who is back
SET session_replication_role = replica;
UPDATE employment SET ended = true, left_on = '2025-07-01' WHERE person_id = 6;
RESET session_replication_role;
SELECT action, rule, due FROM pg_temp.due('2025-08-01 00:00+08', 6);
SELECT * FROM sweep('2025-08-01 00:00+08', only_people => '{6}');
SELECT (SELECT count(*) FROM assessment WHERE person_id = 6) AS live, (SELECT count(*) FROM assessment_archive WHERE person_id = 6) AS archived;
SET session_replication_role = replica;
UPDATE employment SET ended = false, left_on = NULL WHERE person_id = 6 AND job = 'dev';
RESET session_replication_role;
SELECT action, rule, due FROM pg_temp.due('2025-08-01 00:00+08', 6);
SELECT * FROM sweep('2025-08-01 00:00+08', only_people => '{6}');
SELECT (SELECT count(*) FROM assessment WHERE person_id = 6) AS live, (SELECT count(*) FROM assessment_archive WHERE person_id = 6) AS archived;

-- 8. Weightings whose date comes
INSERT INTO weighting (job, purpose, weights, status, approved_by, valid_from) VALUES ('dev', 'fit', '{"coding": 2}', 'approved', 'lead', '2999-01-01');
SELECT * FROM sweep('2998-12-31 15:59:59+00', dry_run => true) WHERE action = 'weighting';
SELECT * FROM sweep('2998-12-31 16:00:00+00', dry_run => true) WHERE action = 'weighting';
SELECT * FROM sweep('2998-12-31 16:00:00+00', max_purge => 100) WHERE action = 'weighting';
SELECT weights, in_force FROM weighting WHERE job = 'dev' ORDER BY id;
SELECT action FROM sweep('2998-12-31 16:00:00+00', max_purge => 100);

-- 9. More than a tenth, and more than 1,000 people: somebody has to mean it
INSERT INTO person (created_at) SELECT '2020-01-01' FROM generate_series(1, 1001);
SELECT * FROM sweep('2025-01-01 00:00+08');
SELECT * FROM sweep('2025-01-01 00:00+08', max_purge => 1000);
SELECT * FROM sweep('2025-01-01 00:00+08', max_purge => 1001, batch => 1);
CALL sweep_all('2025-01-01 00:00+08', batch => 300);
SELECT count(*) FROM person WHERE created_at < '2021-01-01';
INSERT INTO person (created_at) SELECT '2020-01-01' FROM generate_series(1, 200);
CALL sweep_all('2025-01-01 00:00+08', batch => 300, max_purge => 5000);
SELECT count(*) FROM person WHERE created_at < '2021-01-01';
-- not inside a transaction, and not with nonsense
BEGIN;
CALL sweep_all();
ROLLBACK;
CALL sweep_all(batch => 0);
CALL sweep_all(NULL);
CALL aiehr._sweep_all('pg_class');
SELECT * FROM sweep(batch => 0);
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT * FROM sweep();
ROLLBACK;
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory';

-- 10. The procedure follows its schema
ALTER SCHEMA x_due RENAME TO "x Due";
RESET search_path;
INSERT INTO "x Due".person (created_at) VALUES ('2020-01-01');
CALL "x Due".sweep_all('2025-01-01 00:00+08');
SELECT count(*) FROM "x Due".person WHERE created_at < '2021-01-01';
SELECT count(*) FROM "x Due".archive_due WHERE person_id < 0;
ALTER SCHEMA "x Due" RENAME TO x_due;
SET search_path = x_due, aiehr, public;

SELECT * FROM check_lifecycle();
SELECT * FROM check_standing();
RESET search_path;
DROP SCHEMA x_due CASCADE;
DROP ROLE x_due_owner, x_due_hr, x_due_loader, x_due_analyst, x_due_auditor;
