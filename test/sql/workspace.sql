-- Workspaces: made under any name by ordinary roles, renamed, upgraded, dropped when nothing is lost by it.
SET TIME ZONE 'UTC';
\set SHOW_CONTEXT never
CREATE ROLE x_maker LOGIN CREATEROLE;
CREATE ROLE x_plain LOGIN;
CREATE ROLE x_stranger LOGIN;
SELECT current_database() AS db \gset
GRANT CREATE ON DATABASE :"db" TO x_maker, x_plain;

-- 1. Names

SELECT aiehr.create_workspace('');
SELECT aiehr.create_workspace(NULL);
SELECT aiehr.create_workspace('pg_mine');
SELECT aiehr.create_workspace(repeat('x', 56));
SELECT aiehr.create_workspace(repeat('é', 28));
SELECT aiehr.create_workspace('public');
SELECT aiehr.create_workspace('x_far', distribute => true);
SELECT count(*) FROM aiehr.workspace WHERE name LIKE 'x%';

-- 55 bytes: with the longest suffix the roles' names have 63
SELECT aiehr.create_workspace(repeat('x', 55));
SELECT octet_length(hr_role), octet_length(analyst_role), octet_length(auditor_role) FROM aiehr.workspace WHERE name = repeat('x', 55);
SET client_min_messages = warning;
SELECT aiehr.drop_workspace(repeat('x', 55));
RESET client_min_messages;
SELECT format('DROP ROLE %I', repeat('x', 55) || s) FROM unnest('{_owner,_hr,_loader,_analyst,_auditor}'::text[]) s \gexec

-- 2. Made by a role that is no superuser, under a name that wants quoting everywhere

SET SESSION AUTHORIZATION x_maker;
SELECT aiehr.create_workspace('We"ird $name\ é');
SELECT name, distributed, owner, hr_role, loader_role, analyst_role, auditor_role FROM aiehr.workspace;
SELECT count(*) FROM pg_class WHERE relnamespace = '"We""ird $name\ é"'::regnamespace AND pg_get_userbyid(relowner) <> 'We"ird $name\ é_owner';
SELECT aiehr.create_workspace('We"ird $name\ é');
SET search_path = aiehr;
INSERT INTO "We""ird $name\ é".job (code, title) VALUES ('dev', 'Developer');
INSERT INTO "We""ird $name\ é".indicator (code, kind, lo, hi) VALUES ('skill', 'hard', 0, 100);
INSERT INTO "We""ird $name\ é".instrument (code, version) VALUES ('test', '1');
INSERT INTO "We""ird $name\ é".weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"skill": 1}', 'approved', 'lead');
INSERT INTO "We""ird $name\ é".person (external_key) VALUES ('p1');
INSERT INTO "We""ird $name\ é".application (person_id, job) VALUES (1, 'dev');
INSERT INTO "We""ird $name\ é".assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (1, 1, 'test', '1', '2025-01-01', '{"skill": 70}');
SELECT fit_score FROM "We""ird $name\ é".standing;

-- a renamed schema: triggers, functions and views follow, and so does the registry
ALTER SCHEMA "We""ird $name\ é" RENAME TO x_tame;
SELECT name, owner FROM aiehr.workspace;
INSERT INTO x_tame.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (1, 1, 'test', '1', '2025-02-01', '{"skill": 80}');
SELECT fit_score FROM x_tame.candidate_profile;
INSERT INTO x_tame.talent_pool (code, name, job, population, share, min_n) VALUES ('all', 'All', 'dev', 'candidates', 1, 1);
SELECT entered, stayed, cut_score FROM x_tame.refresh_talent_pool('all');
SELECT * FROM x_tame.check_standing();
SELECT x_tame.record_assessment('{"person": {"external_key": "p1"}, "job": "dev", "vendor": "acme", "external_id": "1", "instrument": "test",
	"instrument_version": "1", "kind": "interview", "taken_at": "2025-03-01T00:00:00Z", "scores": {"skill": 90}}') IS NOT NULL AS recorded;
SELECT fit_score FROM x_tame.standing;

-- 3. Upgrade: what was lost or loosened is as it should be; data stays

DROP VIEW x_tame.gap CASCADE;
DROP TRIGGER talent_pool_version ON x_tame.talent_pool;
SET SESSION AUTHORIZATION x_maker;
GRANT SELECT ON x_tame.standing TO "We""ird $name\ é_analyst";
GRANT SELECT ON x_tame.secret TO PUBLIC;
REVOKE SELECT ON x_tame.standing FROM "We""ird $name\ é_hr";
SELECT aiehr.upgrade_workspace('x_tame');
SELECT aiehr.upgrade_workspace('x_tame');
SELECT count(*) FROM x_tame.gap;
UPDATE x_tame.talent_pool SET share = 0.5;
SELECT rule_version FROM x_tame.talent_pool;
SELECT r, has_table_privilege('We"ird $name\ é_' || r, 'x_tame.standing', 'SELECT') AS standing, has_table_privilege('We"ird $name\ é_' || r, 'x_tame.secret', 'SELECT') AS secret
FROM unnest('{owner,hr,loader,analyst,auditor}'::text[]) r;
SELECT fit_score FROM x_tame.standing;
RESET SESSION AUTHORIZATION;
-- a stranger's object in the schema is not replaced
CREATE FUNCTION x_tame.refresh_all() RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT aiehr.upgrade_workspace('x_tame');
DROP FUNCTION x_tame.refresh_all();
SET SESSION AUTHORIZATION x_stranger;
SELECT aiehr.upgrade_workspace('x_tame');
SELECT aiehr.upgrade_workspace('x_nowhere');

-- 4. The registry is written for owners of a schema alone

SELECT * FROM aiehr.workspace_registry;
INSERT INTO aiehr.workspace_registry (anchor, version) VALUES ('pg_class', '1');
SELECT aiehr._register_workspace((SELECT oid FROM pg_class WHERE relname = 'policy' AND relnamespace = 'x_tame'::regnamespace), '9', false, '{x_stranger,NULL,NULL,NULL,NULL}');
SELECT aiehr._unregister_workspace((SELECT oid FROM pg_class WHERE relname = 'policy' AND relnamespace = 'x_tame'::regnamespace));
SELECT aiehr._register_workspace('pg_class', '9', false, '{NULL,NULL,NULL,NULL,NULL}');
SELECT aiehr._enter('pg_class');
RESET SESSION AUTHORIZATION;
SELECT name, version = (SELECT extversion FROM pg_extension WHERE extname = 'aiehr') AS current FROM aiehr.workspace;

-- 5. Roles that are there already: taken when named by a member, never by chance

CREATE ROLE x_two_hr;
SET SESSION AUTHORIZATION x_maker;
SELECT aiehr.create_workspace('x_two');
SELECT aiehr.create_workspace('x_two', hr_role => 'x_two_hr');
SELECT aiehr.create_workspace('x_two', hr_role => 'x_nobody');
SELECT nspname FROM pg_namespace WHERE nspname = 'x_two';
SELECT rolname FROM pg_roles WHERE rolname LIKE 'x\_two%';
RESET SESSION AUTHORIZATION;
GRANT x_two_hr TO x_maker;
SET SESSION AUTHORIZATION x_maker;
SELECT aiehr.create_workspace('x_two', hr_role => 'x_two_hr');
SELECT owner, hr_role FROM aiehr.workspace WHERE name = 'x_two';
-- all of it is one transaction
BEGIN;
SELECT aiehr.create_workspace('x_three');
ROLLBACK;
SELECT count(*) FROM pg_roles WHERE rolname LIKE 'x\_three%';
SELECT current_user, current_setting('role') AS role;
RESET SESSION AUTHORIZATION;

-- 6. By a role that may not make roles: it owns the workspace itself, and is told what an administrator is to do

SET SESSION AUTHORIZATION x_plain;
SELECT aiehr.create_workspace('x_four');
SELECT owner, hr_role, analyst_role FROM aiehr.workspace WHERE name = 'x_four';
INSERT INTO x_four.person (external_key) VALUES ('p1');
SELECT count(*) FROM x_four.candidate_profile;
RESET SESSION AUTHORIZATION;
CREATE ROLE x_four_analyst;
GRANT x_four_analyst TO x_plain;
SET SESSION AUTHORIZATION x_plain;
SELECT aiehr.upgrade_workspace('x_four', analyst_role => 'x_four_analyst');
SELECT owner, hr_role, analyst_role FROM aiehr.workspace WHERE name = 'x_four';
SET ROLE x_four_analyst;
SELECT count(*) FROM x_four.department_analysis;
SELECT count(*) FROM x_four.person;
RESET ROLE;
-- one role for two purposes, the owner among them
SELECT aiehr.upgrade_workspace('x_four', hr_role => 'x_plain');
SELECT count(*) FROM x_four.person;
RESET SESSION AUTHORIZATION;

-- 7. Drop: refused to strangers, and while data, a hold or what others built is in the way

SET SESSION AUTHORIZATION x_stranger;
SELECT aiehr.drop_workspace('x_four');
SELECT aiehr.drop_workspace('x_nowhere');
SELECT aiehr.drop_workspace('public');
SET SESSION AUTHORIZATION x_plain;
SELECT aiehr.drop_workspace('x_four');
INSERT INTO x_four.legal_hold (person_id, reason) VALUES (1, 'case 7');
SELECT aiehr.drop_workspace('x_four');
SELECT aiehr.drop_workspace('x_four', force => true);
UPDATE x_four.legal_hold SET lifted_by = 'x_plain', lifted_at = now();
SELECT name FROM aiehr.workspace ORDER BY 1;
SELECT aiehr.drop_workspace('x_four', force => true);
RESET SESSION AUTHORIZATION;
SELECT name FROM aiehr.workspace ORDER BY 1;

-- without data nobody has to force it, but what stands outside is named
CREATE SCHEMA x_reports;
CREATE VIEW x_reports.profile AS SELECT * FROM x_two.employee_profile;
CREATE VIEW x_reports.above AS SELECT * FROM x_reports.profile;
CREATE TABLE x_reports.badge (person_id bigint REFERENCES x_two.person, card x_two.policy);
CREATE FUNCTION x_reports.people() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM x_two.person; END;
SET SESSION AUTHORIZATION x_maker;
SELECT aiehr.drop_workspace('x_two');
SELECT aiehr.drop_workspace('x_two', force => true);
RESET SESSION AUTHORIZATION;
SELECT relname, (SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns
FROM pg_class c WHERE relnamespace = 'x_reports'::regnamespace;

-- a workspace whose schema went by hand is in the registry no more, and its row goes with the next one
SET client_min_messages = warning;
DROP SCHEMA x_tame CASCADE;
RESET client_min_messages;
SELECT name FROM aiehr.workspace;
SELECT count(*) FROM aiehr.workspace_registry;
SELECT aiehr.create_workspace('x_five');
SELECT count(*) FROM aiehr.workspace_registry;
-- new and empty: nothing to force
SELECT aiehr.drop_workspace('x_five');
SELECT count(*) FROM aiehr.workspace_registry;

SET client_min_messages = warning;
DROP SCHEMA x_reports CASCADE;
REVOKE CREATE ON DATABASE :"db" FROM x_maker, x_plain;
SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE rolname ~ '^(x_(two|four|five)|We"ird)' ORDER BY 1 \gexec
DROP ROLE x_maker, x_plain, x_stranger;
