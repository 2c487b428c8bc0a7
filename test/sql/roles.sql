-- Rights: what each group role may do with each object of a workspace, and what it meets when it tries.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SELECT aiehr.create_workspace('x_roles');

-- 1. Everything there is. r read, a append, w write, d delete; in brackets where the right is on some columns only.

CREATE FUNCTION pg_temp.may(role name, object oid) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(CASE
			WHEN has_table_privilege(role, object, p) THEN l
			WHEN p <> 'DELETE' AND has_any_column_privilege(role, object, p) THEN '(' || l || ')' END, '' ORDER BY o)
	FROM (VALUES (1, 'SELECT', 'r'), (2, 'INSERT', 'a'), (3, 'UPDATE', 'w'), (4, 'DELETE', 'd')) AS x (o, p, l)
$$;
SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind, c.relname AS object,
	pg_temp.may('x_roles_hr', c.oid) AS hr, pg_temp.may('x_roles_loader', c.oid) AS loader,
	pg_temp.may('x_roles_analyst', c.oid) AS analyst, pg_temp.may('x_roles_auditor', c.oid) AS auditor
FROM pg_class c
WHERE c.relnamespace = 'x_roles'::regnamespace AND c.relkind IN ('r', 'v')
ORDER BY 1, c.relname COLLATE "C";
SELECT p.oid::regprocedure AS function, CASE WHEN p.prosecdef THEN 'owner''s' ELSE 'own' END AS rights,
	CASE WHEN has_function_privilege('x_roles_hr', p.oid, 'EXECUTE') THEN 'x' END AS hr,
	CASE WHEN has_function_privilege('x_roles_loader', p.oid, 'EXECUTE') THEN 'x' END AS loader,
	CASE WHEN has_function_privilege('x_roles_analyst', p.oid, 'EXECUTE') THEN 'x' END AS analyst,
	CASE WHEN has_function_privilege('x_roles_auditor', p.oid, 'EXECUTE') THEN 'x' END AS auditor
FROM pg_proc p WHERE p.pronamespace = 'x_roles'::regnamespace
ORDER BY p.proname COLLATE "C", 1::text;

-- 2. What must never be, said as rules

-- nobody in general, and no one of the roles outside the schema
SELECT count(*) AS public_rights FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE c.relnamespace = 'x_roles'::regnamespace AND a.grantee = 0;
SELECT count(*) AS public_functions FROM pg_proc p WHERE p.pronamespace = 'x_roles'::regnamespace AND has_function_privilege('public', p.oid, 'EXECUTE');
SELECT r, has_schema_privilege('x_roles_' || r, 'x_roles', 'USAGE') AS usage, has_schema_privilege('x_roles_' || r, 'x_roles', 'CREATE') AS create
FROM unnest('{owner,hr,loader,analyst,auditor}'::text[]) r;
-- derived tables, the log and the memory of messages are written by nobody but the owner
SELECT c.relname, r
FROM pg_class c, unnest('{hr,loader,analyst,auditor}'::text[]) r
WHERE c.relnamespace = 'x_roles'::regnamespace
	AND c.relname IN ('standing', 'benchmark', 'assessment_archive', 'answer_archive', 'criterion_norm', 'audit_log', 'audit_payload', 'received',
		'suppression', 'secret', 'selection_tally', 'erasure', 'personal_data', 'protected_attribute')
	AND pg_temp.may(('x_roles_' || r)::name, c.oid) ~ '[awd]';
-- analysts read no table; views about people are for hr
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'x_roles'::regnamespace AND c.relkind = 'r' AND pg_temp.may('x_roles_analyst', c.oid) IS NOT NULL;
SELECT c.relname, r
FROM pg_class c, unnest('{loader,analyst,auditor}'::text[]) r
WHERE c.relnamespace = 'x_roles'::regnamespace AND c.relkind = 'v' AND has_table_privilege('x_roles_' || r, c.oid, 'SELECT')
	AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('person_id', 'name', 'external_key') AND c.reloptions @> '{security_invoker=true}');
-- protected attributes: the auditor, and nobody else
SELECT r FROM unnest('{hr,loader,analyst,auditor}'::text[]) r WHERE has_any_column_privilege('x_roles_' || r, 'x_roles.protected_attribute', 'SELECT, INSERT, UPDATE');
-- the key of the hashes and the hashes themselves
SELECT r, t FROM unnest('{hr,loader,analyst,auditor}'::text[]) r, unnest('{secret,suppression}'::text[]) t WHERE has_any_column_privilege('x_roles_' || r, 'x_roles.' || t, 'SELECT');

-- 3. hr keeps the catalogue and works with people; derived tables follow though it may not write them

SET ROLE x_roles_hr;
SET search_path = aiehr;
INSERT INTO x_roles.job (code, title) VALUES ('dev', 'Developer');
INSERT INTO x_roles.org_unit (code, name) VALUES ('rd', 'R&D');
INSERT INTO x_roles.indicator (code, kind, lo, hi) VALUES ('skill', 'hard', 0, 100);
INSERT INTO x_roles.criterion (code, lo, hi, pass_line) VALUES ('delivery', 0, 100, 50);
INSERT INTO x_roles.predictor_map (indicator, criterion) VALUES ('skill', 'delivery');
INSERT INTO x_roles.instrument (code, version) VALUES ('test', '1');
INSERT INTO x_roles.weighting (job, purpose, weights, status, approved_by) VALUES
	('dev', 'fit', '{"skill": 1}', 'approved', 'lead'), ('dev', 'performance', '{"delivery": 1}', 'approved', 'lead');
INSERT INTO x_roles.offering (code, kind) VALUES ('course', 'course');
INSERT INTO x_roles.intervention_rule (indicator, min_gap, offering) VALUES ('skill', 0.15, 'course');
INSERT INTO x_roles.person (external_key, name) SELECT 'p' || i, 'Somebody' FROM generate_series(1, 7) i;
INSERT INTO x_roles.application (person_id, job) SELECT i, 'dev' FROM generate_series(1, 7) i;
INSERT INTO x_roles.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	SELECT person_id, id, 'test', '1', '2025-01-01', '{"skill": 80}' FROM x_roles.application;
UPDATE x_roles.application SET stage = 'hired' WHERE person_id > 1;
INSERT INTO x_roles.employment (person_id, job, org_unit, application_id, hired_on) SELECT person_id, 'dev', 'rd', id, '2025-02-01' FROM x_roles.application WHERE person_id > 1;
INSERT INTO x_roles.performance_fact (person_id, criterion, period, value) SELECT person_id, 'delivery', '[2025-02-01, 2025-03-01)', 60 FROM x_roles.employment;
SELECT person_id, gap, exceeded FROM x_roles.gap ORDER BY person_id;
SELECT count(*) FROM x_roles.lifecycle;
SELECT stage, count(*) FROM x_roles.application_stage GROUP BY 1 ORDER BY 1;
UPDATE x_roles.intervention SET status = 'accepted' WHERE person_id = 2;
UPDATE x_roles.assessment SET status = 'withdrawn' WHERE person_id = 1;
UPDATE x_roles.employment SET left_on = '2025-06-01', leave_reason = 'resigned' WHERE person_id = 7;
SELECT count(*) FROM x_roles.assessment_archive;
INSERT INTO x_roles.talent_pool (code, name, job, population, share, min_n) VALUES ('core', 'Core', 'dev', 'employees', 0.5, 1);
SELECT entered FROM x_roles.refresh_talent_pool('core');
SELECT count(*) FROM x_roles.check_standing();
-- and what it may not
UPDATE x_roles.standing SET fit_score = 100;
UPDATE x_roles.assessment SET scores = '{"skill": 100}';
DELETE FROM x_roles.person;
DELETE FROM x_roles.weighting;
UPDATE x_roles.intervention SET gap_at_open = 0;
SELECT count(*) FROM x_roles.protected_attribute;
SELECT count(*) FROM x_roles.audit_log;
SELECT count(*) FROM x_roles.received;
INSERT INTO x_roles.legal_hold (person_id, reason) VALUES (1, 'past the function');
SELECT key FROM x_roles.secret;
CREATE TABLE x_roles.mine (i int);
TRUNCATE x_roles.performance_fact;

-- 4. Analysts read views about groups

SET ROLE x_roles_analyst;
SELECT org_unit, n, mean_fit, mean_performance, suppressed FROM x_roles.department_analysis;
SELECT job, criterion, n, rate, suppressed FROM x_roles.pass_rate;
SELECT purpose, indicator, share FROM x_roles.weighting_history ORDER BY 1;
SELECT n_opened, suppressed FROM x_roles.intervention_effect;
SELECT count(*) FROM x_roles.talent_pool_tracking;
SELECT count(*) FROM x_roles.standing;
SELECT count(*) FROM x_roles.gap;
SELECT count(*) FROM x_roles.person;
SELECT * FROM x_roles.job_policy;
-- a view of the analyst's own has no more rights than the analyst
CREATE TEMP VIEW peep AS SELECT * FROM x_roles.performance_fact;
SELECT count(*) FROM peep;
-- the functions beneath are no way round
SELECT aiehr._refresh_talent_pool('x_roles.policy', 'core');
SELECT x_roles.rebuild_standing();

-- 5. Auditors see the rules and what the bias audit rests on

SET ROLE x_roles_auditor;
SELECT count(*) FROM x_roles.protected_attribute;
SELECT count(*) > 0 AS rules FROM x_roles.policy;
SELECT action, rule, subject, acting_role, sum(n) AS n FROM x_roles.audit_log WHERE action IN ('pool', 'archive') GROUP BY 1, 2, 3, 4 ORDER BY 1;
DELETE FROM x_roles.audit_log;
SELECT count(*) FROM x_roles.person;
SELECT count(*) FROM x_roles.assessment;
DELETE FROM x_roles.protected_attribute;

-- 6. Loaders bring in, and see nothing of what comes of it

SET ROLE x_roles_loader;
INSERT INTO x_roles.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (1, 1, 'test', '1', '2025-02-01', '{"skill": 70}') RETURNING id;
SELECT x_roles.record_assessment('{"person": {"external_key": "p1"}, "job": "dev", "vendor": "acme", "external_id": "1", "instrument": "test",
	"instrument_version": "1", "kind": "interview", "taken_at": "2025-03-01T00:00:00Z", "scores": {"skill": 90}}') IS NOT NULL AS recorded;
SELECT scores FROM x_roles.assessment;
SELECT fit_score FROM x_roles.standing;
SELECT name FROM x_roles.person;
SELECT * FROM x_roles.gap;
SELECT x_roles.refresh_talent_pool('core');
RESET ROLE;
SELECT fit_score FROM x_roles.standing WHERE person_id = 1;

-- 7. Somebody without any role

CREATE ROLE x_roles_nobody;
SET ROLE x_roles_nobody;
SELECT count(*) FROM x_roles.department_analysis;
SELECT x_roles.refresh_talent_pool('core');
SELECT aiehr.composite('{"a": 1}', '{"a": 1}');
RESET ROLE;
RESET search_path;

SELECT aiehr.drop_workspace('x_roles', force => true);
DROP ROLE x_roles_owner, x_roles_hr, x_roles_loader, x_roles_analyst, x_roles_auditor, x_roles_nobody;
