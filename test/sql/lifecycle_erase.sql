-- Holds, consent, erasure with its certificate, export, and who may do which.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET datestyle = ISO;
SELECT aiehr.create_workspace('x_erase');
SET search_path = x_erase, aiehr, public;

INSERT INTO org_unit (code, name) VALUES ('rd', 'R&D');
INSERT INTO job (code, title) VALUES ('dev', 'Developer');
INSERT INTO indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 100);
INSERT INTO criterion (code, lo, hi) VALUES ('delivery', 0, 100);
INSERT INTO predictor_map (indicator, criterion) VALUES ('coding', 'delivery');
INSERT INTO instrument (code, version) VALUES ('iv', '1');
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"coding": 1}', 'approved', 'lead');
INSERT INTO talent_pool (code, name, population, share) VALUES ('fresh', 'Fresh', 'candidates', 0.5);
INSERT INTO person (external_key, name, email, country) SELECT 'p' || n, 'Somebody ' || n, 'p' || n || '@example.com', 'DE' FROM generate_series(1, 9) n;
INSERT INTO person_alias (source, external_key, person_id) VALUES ('ats', 'A-1', 1);
INSERT INTO application (person_id, job, opened_at, last_activity) SELECT n, 'dev', '2025-01-10', '2025-01-10' FROM generate_series(1, 8) n;
INSERT INTO assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	SELECT n, n, 'acme', 'iv-' || n, 'iv', '1', '2025-01-12', format('{"coding": %s}', 50 + n)::scorecard FROM generate_series(1, 8) n ORDER BY n;
INSERT INTO answer (assessment_id, person_id, question, body, answered_at) SELECT id, person_id, 'why', 'because', '2025-01-12' FROM assessment;
INSERT INTO talent_pool_member (pool, person_id, job, reason) SELECT 'fresh', n, 'dev', 'by hand' FROM generate_series(1, 8) n;
INSERT INTO consent (person_id, purpose, given_at) SELECT n, 'talent_pool', '2025-01-10' FROM generate_series(1, 8) n;
INSERT INTO protected_attribute (person_id, attribute, value, source) VALUES (1, 'sex', 'F', 'form');
-- 1 worked here and left, 2 works here and is managed and rated by 1
SELECT hire(1, 'rd', '2025-02-01'), hire(2, 'rd', '2025-02-01', manager_id => 1);
INSERT INTO performance_fact (person_id, criterion, period, value, rater_id, rater_kind) VALUES
	(1, 'delivery', '[2025-03-01,2025-04-01)', 20, 2, 'peer'), (2, 'delivery', '[2025-03-01,2025-04-01)', 30, 1, 'manager');
INSERT INTO absence (employment_id, person_id, kind, period) VALUES (1, 1, 'parental', '[2025-04-01,2025-05-01)');
UPDATE employment SET left_on = '2025-06-01', leave_reason = 'resigned' WHERE person_id = 1;

-- 1. Holds
SELECT place_hold(3, '');
SELECT place_hold(99, 'charge');
SELECT place_hold(3, 'charge pending'), place_hold(3, 'another');
SELECT lift_hold(99);
SELECT person_id, reason, placed_by = session_user AS by_me, lifted_at FROM legal_hold ORDER BY id;
SELECT action, subject, subject_id, n, payload_hash IS NOT NULL AS payload FROM audit_log WHERE action LIKE '%hold%' ORDER BY id;
SELECT person_id, payload FROM audit_payload ORDER BY 1, 2;

-- 2. Erasure is refused by rule, and the refusal is on record, without the person
SELECT * FROM erase_person(3, 'GDPR art. 17');
SELECT * FROM erase_person(2, 'GDPR art. 17');
UPDATE policy SET min_keep = '100 years' WHERE job IS NULL;
SELECT * FROM erase_person(4, 'GDPR art. 17');
SELECT * FROM erase_person(1, 'GDPR art. 17', dry_run => true);
SELECT outcome, rule, due > now() AS later FROM withdraw_consent(4, 'processing');
UPDATE policy SET min_keep = NULL WHERE job IS NULL;
-- a rule by country; the leaver's clock runs from the last day
INSERT INTO retention_rule (country, subject, min_keep, basis) VALUES ('DE', 'leaver', '900 years', 'ours');
SELECT * FROM erase_person(1, 'GDPR art. 17');
DELETE FROM retention_rule;
SELECT * FROM erase_person(1, '');
SELECT basis, outcome, refusal_rule, counts FROM erasure ORDER BY id;
SELECT count(*) FROM person WHERE id IN (1, 2, 3, 4);

-- 3. What would go, and what goes
SELECT * FROM erase_person(1, 'GDPR art. 17', dry_run => true) WHERE rows > 0;
SELECT count(*) FROM erasure WHERE outcome = 'erased';
CREATE TABLE counted AS SELECT * FROM erase_person(1, 'GDPR art. 17', dry_run => true);
SELECT coalesce(e.table_name, c.table_name) AS differs, e.rows, c.rows
FROM erase_person(1, 'GDPR art. 17') e FULL JOIN counted c USING (table_name) WHERE e.rows IS DISTINCT FROM c.rows;
DROP TABLE counted;
SELECT outcome, counts -> 'assessment_archive' AS archived, counts -> 'person' AS person, counts -> 'employment' AS spells FROM erasure WHERE outcome = 'erased';
SELECT person_id, rater_id FROM performance_fact;
SELECT person_id, manager_id FROM employment;
SELECT vendor, external_id, status FROM received WHERE id = 1;
SELECT count(*) FROM suppression;
SELECT stage, attribute, value, n FROM selection_tally ORDER BY 1, 2, 3;
SELECT item_id, event FROM outbox WHERE topic = 'purge';
-- no table of the workspace knows the person any more
DO $$
DECLARE
	c			record;
	n			bigint;
BEGIN
	FOR c IN SELECT a.attrelid::regclass AS rel, a.attname FROM pg_attribute a JOIN pg_class k ON k.oid = a.attrelid
		WHERE k.relnamespace = 'x_erase'::regnamespace AND k.relkind = 'r' AND a.attname IN ('person_id', 'rater_id', 'manager_id')
	LOOP
		EXECUTE format('SELECT count(*) FROM %s WHERE %I = 1', c.rel, c.attname) INTO n;
		IF n > 0 THEN RAISE WARNING '% still has the person in %', c.rel, c.attname; END IF;
	END LOOP;
END $$;
-- again, or of somebody who never was
SELECT * FROM erase_person(1, 'GDPR art. 17');
SELECT * FROM erase_person(12345, 'GDPR art. 17');
SELECT export_person(1);
-- the same message does not bring the person back
SELECT count(*) FROM received WHERE vendor = 'acme' AND status = 'purged';

-- 4. Consent
SELECT * FROM withdraw_consent(4, 'talent_pool');
SELECT purpose, withdrawn_at IS NOT NULL AS withdrawn FROM consent WHERE person_id = 4 ORDER BY id;
SELECT upper_inf(valid) AS still, end_reason FROM talent_pool_member WHERE person_id = 4;
SELECT * FROM withdraw_consent(5, 'machine_scoring');		-- was never given
SELECT purpose, withdrawn_at = given_at AS never FROM consent WHERE person_id = 5 AND purpose = 'machine_scoring';
SELECT last_activity FROM application WHERE id = 5;			-- a refusal prolongs nothing
SELECT * FROM withdraw_consent(5, 'marketing');
SELECT * FROM withdraw_consent(99, 'processing');
SELECT * FROM withdraw_consent(5, 'processing');
SELECT count(*) FROM person WHERE id = 5;
-- restricted: goes when the hold does
UPDATE application SET stage = 'rejected' WHERE id IN (3, 6);
SELECT * FROM withdraw_consent(3, 'processing');
SELECT * FROM withdraw_consent(2, 'processing');
SELECT action, rule FROM due_at(now() + interval '1 minute') WHERE person_id = 3;
SELECT lift_hold(3);
SELECT action, rule FROM due_at(now() + interval '1 minute') WHERE person_id IN (3, 6) ORDER BY person_id;
SELECT * FROM sweep(now() + interval '1 minute', only_people => '{3,6}');
SELECT count(*) FROM person WHERE id = 3;

-- 5. A hold is in the DELETE itself, whatever was decided before; nobody but the owner gets that far
SELECT place_hold(6, 'charge pending');
SELECT * FROM aiehr._purge('policy', '{6}', '{6}', false) WHERE rows > 0;
SELECT count(*) FROM application WHERE person_id = 6;
SELECT count(*) FROM suppression s, secret k WHERE s.key_hash = _keyed_hash(k.key, 'p6');
SELECT * FROM aiehr._purge('policy', '{{1},{2}}', NULL, false);
SELECT * FROM aiehr._purge('policy', '{NULL}', NULL, false);
SELECT * FROM aiehr._purge(NULL, NULL, NULL, false);
SELECT * FROM aiehr._purge(0, NULL, NULL, false);
GRANT ALL ON ALL TABLES IN SCHEMA x_erase TO x_erase_loader;
SET ROLE x_erase_loader;
SELECT * FROM aiehr._purge('x_erase.policy', '{7}', NULL, false);
SELECT aiehr._settle('x_erase.policy', now(), '{7}');
SELECT aiehr._end_spells('x_erase.policy', now(), '{2}');
SELECT * FROM aiehr._export_rows('x_erase.policy', 7);
RESET ROLE;
SELECT aiehr.upgrade_workspace('x_erase');
SELECT lift_hold(6);

-- 6. Export: every table of the register, and all that is about the person
SELECT hire(7, 'rd', '2025-02-01');
INSERT INTO performance_fact (person_id, criterion, period, value, rater_id, rater_kind) VALUES (7, 'delivery', '[2025-03-01,2025-04-01)', 20, 2, 'peer');
UPDATE employment SET left_on = '2025-06-01', leave_reason = 'resigned', manager_id = 2 WHERE person_id = 7;
SELECT t.table_name FROM (SELECT DISTINCT table_name FROM personal_data) t WHERE NOT export_person(7) ? t.table_name;
SELECT key, jsonb_array_length(value) AS rows FROM jsonb_each(export_person(7)) WHERE value <> '[]' ORDER BY key;
SELECT export_person(7) -> 'person' -> 0 ->> 'name' AS name, export_person(7) -> 'assessment_archive' -> 0 ->> 'scores' AS scores,
	export_person(7) -> 'answer_archive' -> 0 ->> 'body' AS said, export_person(7) -> 'weighting' -> 0 ->> 'weights' AS weights;
-- others are not in it: who rated and who managed
SELECT export_person(7) -> 'performance_fact' -> 0 ? 'rater_id' AS rater, export_person(7) -> 'employment' -> 0 ? 'manager_id' AS manager;
SELECT count(*) FROM audit_log WHERE action = 'export' AND subject_id = 7;

-- 7. Who may
SELECT r, f, has_function_privilege('x_erase_' || r, ('x_erase.' || f)::regprocedure, 'EXECUTE') AS may
FROM unnest('{hr,loader,analyst,auditor}'::text[]) r,
	unnest('{"erase_person(bigint,text,boolean)","export_person(bigint)","hire(bigint,text,date,bigint,boolean)","sweep(timestamptz,boolean,int,int,bigint[])","seal_audit()","verify_audit(bytea)"}'::text[]) f
WHERE has_function_privilege('x_erase_' || r, ('x_erase.' || f)::regprocedure, 'EXECUTE') ORDER BY 1, 2;
SET ROLE x_erase_hr;
SELECT * FROM x_erase.erase_person(8, 'GDPR art. 17') WHERE rows > 0;
SELECT count(*) FROM x_erase.archive_due;
SELECT action, rule, people, items, remaining FROM x_erase.sweep('2025-12-31', dry_run => true);
CALL x_erase.sweep_all('2025-12-31');
SELECT * FROM x_erase.check_lifecycle();
SELECT requested_by FROM x_erase.erasure ORDER BY id DESC LIMIT 1;
SELECT * FROM x_erase.audit_log;
RESET ROLE;
SELECT action, session_role = session_user AS session, acting_role FROM audit_log WHERE action = 'erase' ORDER BY id DESC LIMIT 1;
SET ROLE x_erase_analyst;
SELECT * FROM x_erase.erase_person(6, 'curiosity');
SELECT count(*) > 0 AS report FROM x_erase.storage_report;
RESET ROLE;

SELECT * FROM check_lifecycle();
SELECT * FROM check_standing();
RESET search_path;
DROP SCHEMA x_erase CASCADE;
DROP ROLE x_erase_owner, x_erase_hr, x_erase_loader, x_erase_analyst, x_erase_auditor;
