-- Loads of many assessments, of facts and of protected attributes: what is accepted, what is refused, and under whose rights.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET datestyle = 'ISO';
SET search_path = "$user", public, aiehr;
SELECT aiehr.create_workspace('x_load');
INSERT INTO x_load.job (code, title) VALUES ('dev', 'Developer');
INSERT INTO x_load.indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 100), ('minutes', 'hard', 60, 0);
INSERT INTO x_load.criterion (code, lo, hi) VALUES ('rating', 1, 5);
INSERT INTO x_load.criterion (code) VALUES ('sales');
INSERT INTO x_load.instrument (code, version) VALUES ('iv', '1');
INSERT INTO x_load.person (external_key, email) VALUES ('C-1', 'one@example.com'), ('C-2', 'two@example.com');

-- Plain columns: each row is taken or refused by itself, with the value as it was sent.
CREATE TABLE stage (staging_row integer, person_id bigint, external_key text, email text, name text, job text, vendor text, external_id text, instrument text,
	instrument_version integer, kind text, taken_at timestamptz, raw scorecard, model text, status text);
INSERT INTO stage (staging_row, person_id, external_key, email, job, external_id, raw) VALUES
	(10, NULL, 'C-1', NULL, 'dev', 'a', '{"coding": 10}'),
	(20, 2, NULL, NULL, 'dev', 'b', '{"coding": 20}'),
	(30, NULL, 'N-1', 'new@example.com', 'dev', 'c', '{"coding": 30}'),
	(40, NULL, NULL, 'new@example.com', 'dev', 'd', '{"coding": 40}'),
	(50, NULL, 'C-1', NULL, 'dev', 'a', '{"coding": 10}'),
	(60, NULL, 'C-1', NULL, 'dev', 'a', '{"coding": 11}'),
	(70, 2, NULL, NULL, 'dev', 'a', '{"coding": 10}'),
	(80, 99, NULL, NULL, 'dev', 'e', '{"coding": 10}'),
	(90, NULL, 'N-2', NULL, 'chef', 'f', '{"coding": 10}'),
	(100, NULL, 'N-2', NULL, 'chef', 'f', '{"coding": 10}'),
	(110, NULL, 'N-3', NULL, 'dev', 'g', '{"coding": 100.5}'),
	(120, NULL, 'N-4', NULL, 'dev', 'h', '{}'),
	(130, NULL, 'N-5', 'one@example.com', 'dev', 'i', '{"coding": 1}'),
	(140, NULL, 'N-6', 'new@example.com', 'dev', 'j', '{"coding": 1}'),
	(150, NULL, NULL, NULL, 'dev', 'k', '{"coding": 1}'),
	(160, NULL, 'N-7', '', 'dev', 'l', '{"minutes": 15}');
UPDATE stage SET vendor = 'v', instrument = 'iv', instrument_version = 1, taken_at = '2025-03-02T09:30:00Z';
SELECT staging_row, accepted, assessment_id, external_id, field, value, reason FROM x_load.load_assessments('stage');
SELECT m.external_id, p.external_key, p.email, m.scores, m.taken_at FROM x_load.assessment m JOIN x_load.person p ON p.id = m.person_id ORDER BY m.id;
-- nothing is left of those refused
SELECT external_key, email FROM x_load.person ORDER BY id;
SELECT count(*) AS applications FROM x_load.application;
-- again: the same ids
SELECT staging_row, assessment_id, reason FROM x_load.load_assessments('stage') WHERE accepted;
SELECT count(*) AS assessments FROM x_load.assessment;

-- Messages as they come, in the form of record_assessment(); numbered in reading order.
CREATE TABLE stage_json (message jsonb);
INSERT INTO stage_json SELECT jsonb_build_object('person', jsonb_build_object('external_key', 'J-' || i), 'job', 'dev', 'vendor', 'w', 'external_id', i::text,
	'instrument', 'iv', 'instrument_version', '1', 'taken_at', '2025-03-02T09:30:00Z', 'scores', jsonb_build_object('coding', i * 30),
	'answers', jsonb_build_array(jsonb_build_object('question', 'q', 'text', 'a' || i))) FROM generate_series(1, 4) i;
INSERT INTO stage_json VALUES (NULL), ('[1]'), ('{"person": {}}');
SELECT staging_row, accepted, assessment_id, vendor, external_id, field, value, reason FROM x_load.load_assessments('stage_json');
SELECT a.body FROM x_load.answer a ORDER BY a.id;
-- as an array
SELECT * FROM x_load.record_assessments((SELECT array_agg(message) FROM stage_json));
SELECT count(*) FROM x_load.record_assessments('{}');
SELECT * FROM x_load.record_assessments(NULL);
SELECT * FROM x_load.record_assessments('{{1,2},{3,4}}');

-- One call and a load judge alike: each message of the load alone has the same outcome.
CREATE FUNCTION pg_temp.alone(message jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; BEGIN
	RETURN 'accepted ' || x_load.record_assessment(message);
EXCEPTION WHEN OTHERS THEN RETURN 'refused'; END $$;
SELECT count(*) AS messages, count(*) FILTER (WHERE r.accepted) AS accepted,
	count(*) FILTER (WHERE CASE WHEN r.accepted THEN 'accepted ' || r.assessment_id ELSE 'refused' END IS DISTINCT FROM a.alone) AS differ
FROM (SELECT array_agg(message ORDER BY i) AS messages FROM (SELECT message, row_number() OVER () AS i FROM stage_json) s) x,
	x_load.record_assessments(x.messages) r, LATERAL (SELECT pg_temp.alone(x.messages[r.item])) a (alone);

-- People of whom several rows say something: made once, completed by what comes later; who is tied to two is refused.
CREATE TABLE stage_people AS SELECT i AS staging_row, p AS person, 'v' AS vendor, 'p' || i AS external_id
FROM unnest('{"{\"email\": \"x@example.com\"}", "{\"external_key\": \"X\", \"email\": \"X@example.com\"}", "{\"phone\": \"5550001\", \"external_key\": \"X\"}",
	"{\"phone\": \"555-0001\", \"name\": \"Xavier\"}", "{\"external_key\": \"Y\", \"phone\": \"555 0002\"}", "{\"email\": \"y@example.com\", \"phone\": \"5550002\"}",
	"{\"email\": \"y@example.com\", \"phone\": \"5550001\"}", "{\"email\": \"y@example.com\"}"}'::jsonb[]) WITH ORDINALITY AS u (p, i);
SELECT r.item, r.accepted, r.assessment_id, r.field, r.reason
FROM x_load.record_assessments((SELECT array_agg(jsonb_build_object('person', person, 'job', 'dev', 'vendor', vendor, 'external_id', external_id,
	'instrument', 'iv', 'instrument_version', '1', 'taken_at', '2025-03-02T09:30:00Z', 'scores', '{"coding": 1}'::jsonb) ORDER BY staging_row) FROM stage_people)) r;
SELECT string_agg(external_id, ',' ORDER BY external_id) AS messages, p.external_key, p.name, p.email, p.phone
FROM x_load.assessment m JOIN x_load.person p ON p.id = m.person_id WHERE external_id LIKE 'p_' GROUP BY p.id ORDER BY p.id;

-- More than one chunk, a person of many rows, and rows that repeat others across chunks.
CREATE TABLE stage_many AS SELECT 'M-' || i % 7000 AS external_key, 'dev' AS job, 'many' AS vendor, (i % 12000)::text AS external_id, 'iv' AS instrument,
	'1' AS instrument_version, '2025-01-01Z'::timestamptz + i % 12000 * interval '1 minute' AS taken_at, jsonb_build_object('coding', i % 12000 % 102) AS raw
FROM generate_series(0, 11999) i;
INSERT INTO stage_many SELECT * FROM stage_many LIMIT 500;
BEGIN;
SELECT accepted, field, reason, count(*), count(DISTINCT assessment_id) AS ids, count(DISTINCT staging_row) AS rows FROM x_load.load_assessments('stage_many') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT count(*), count(DISTINCT m.person_id) AS people, count(DISTINCT m.application_id) AS applications, bool_and(p.external_key = 'M-' || external_id::int % 7000) AS right_person
FROM x_load.assessment m JOIN x_load.person p ON p.id = m.person_id WHERE vendor = 'many';
SELECT count(*) FROM x_load.check_standing();
ROLLBACK;

-- What is no staging table is refused before anything is read.
SELECT * FROM x_load.load_assessments('pg_class');
CREATE SEQUENCE stage_seq;
SELECT * FROM x_load.load_assessments('stage_seq');
SELECT * FROM x_load.load_assessments(NULL);
CREATE TABLE stage_bad (vendor text, taken_at timestamp, scores text);
SELECT * FROM x_load.load_assessments('stage_bad');
CREATE TABLE stage_typo (message jsonb, note text);
SELECT * FROM x_load.load_assessments('stage_typo');
CREATE TABLE stage_text (message text);
SELECT * FROM x_load.load_assessments('stage_text');
CREATE TABLE stage_row (message jsonb, staging_row text);
SELECT * FROM x_load.load_assessments('stage_row');
-- a time without a zone is refused row by row; odd names are quoted
CREATE TABLE "Sta""ge; DROP" AS SELECT coalesce(external_key, 'C-2') AS external_key, job, vendor, 'z' || external_id AS external_id, instrument, instrument_version, taken_at::timestamp AS taken_at, raw
	FROM stage WHERE staging_row IN (10, 20);
SELECT external_id, accepted, field, value, reason FROM x_load.load_assessments('"Sta""ge; DROP"');

-- Loaders read staging tables under their own rights, also through views, and get no others while they load.
CREATE VIEW stage_view AS SELECT * FROM stage;
GRANT SELECT ON stage_view TO x_load_loader;
GRANT CREATE ON SCHEMA public TO x_load_loader;
SET ROLE x_load_loader;
SELECT * FROM x_load.load_assessments('stage');
SELECT count(*) FROM x_load.load_assessments('stage_view') WHERE accepted;
CREATE FUNCTION public.who_am_i() RETURNS text LANGUAGE sql AS 'SELECT current_user::text';
CREATE VIEW public.stage_who AS SELECT jsonb_build_object('person', jsonb_build_object('id', 1), 'job', public.who_am_i(), 'vendor', 'v', 'external_id', 'who',
	'instrument', 'iv', 'instrument_version', '1', 'taken_at', '2025-03-02T09:30:00Z', 'scores', '{"coding": 1}'::jsonb) AS message;
SELECT accepted, field, value FROM x_load.load_assessments('public.stage_who');
CREATE TEMP TABLE stage_own AS SELECT jsonb_build_object('person', jsonb_build_object('id', 1), 'job', 'dev', 'vendor', 'v', 'external_id', 'own',
	'instrument', 'iv', 'instrument_version', '1', 'taken_at', '2025-03-02T09:30:00Z', 'scores', '{"coding": 1}'::jsonb) AS message;
SELECT accepted FROM x_load.load_assessments('stage_own');
DROP TABLE stage_own;
DROP VIEW public.stage_who;
DROP FUNCTION public.who_am_i();
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM x_load_loader;

-- Facts: all or none, once by source and external id.
CREATE FUNCTION pg_temp.f(change jsonb, id text DEFAULT 'f1') RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_strip_nulls('{"person": {"external_key": "C-1"}, "criterion": "rating", "period": "[2025-01-01,2025-07-01)", "value": 3.5,
		"rater": {"email": "two@example.com"}, "rater_kind": "peer", "source": "review"}'::jsonb || jsonb_build_object('external_id', id) || change) $$;
SELECT * FROM x_load.record_facts(ARRAY[pg_temp.f('{}'), pg_temp.f('{"rater": null, "rater_kind": null, "criterion": "sales", "value": -7e9}', 'f2')]);
SELECT id, person_id, criterion, period, value, rater_id, rater_kind, source, external_id FROM x_load.performance_fact ORDER BY external_id;
SELECT * FROM x_load.record_facts(ARRAY[pg_temp.f('{"period": "(2024-12-31,2025-06-30]"}'), pg_temp.f('{}', 'f3'), pg_temp.f('{}', 'f3')]);
SELECT * FROM x_load.record_facts('{}');
CREATE FUNCTION pg_temp.refused(facts jsonb[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; said text; detail text; hint text;
BEGIN
	RETURN 'accepted ' || x_load.record_facts(facts)::text;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', state, said, nullif(detail, ''), nullif(hint, ''));
END $$;
-- the first is good, and goes with the second
SELECT what, pg_temp.refused(ARRAY[pg_temp.f('{}', 'good'), pg_temp.f(change, coalesce(change ->> 'external_id', 'bad'))]) FROM (VALUES
	('other value', '{"external_id": "f1", "value": 3.6}'::jsonb), ('other person', '{"external_id": "f1", "person": {"id": 2}}'), ('other rater', '{"external_id": "f1", "rater": null}'),
	('other period', '{"external_id": "f1", "period": "[2025-01-01,2025-07-02)"}'), ('same id in the array', '{"external_id": "good", "value": 4}'),
	('person unknown', '{"person": {"external_key": "nobody"}}'), ('rater unknown', '{"rater": {"id": 99}}'), ('two people', '{"person": {"id": 1, "email": "two@example.com"}}'),
	('criterion unknown', '{"criterion": "charm"}'), ('outside', '{"value": 5.5}'), ('value missing', '{"value": null}'), ('no number', '{"value": "3"}'),
	('period', '{"period": "2025"}'), ('period empty', '{"period": "[2025-01-01,2025-01-01)"}'), ('period reversed', '{"period": "[2025-02-01,2025-01-01)"}'),
	('period without end', '{"period": "[2025-01-01,)"}'), ('period of no day', '{"period": "[2025-02-30,2025-03-01)"}'), ('rater kind', '{"rater_kind": "boss"}'),
	('source missing', '{"source": null}'), ('typing error', '{"criterium": "rating"}')) v (what, change);
SELECT pg_temp.refused(NULL), pg_temp.refused(ARRAY[NULL::jsonb]), pg_temp.refused(ARRAY[['{}', '{}']]::jsonb[]);
SELECT count(*) FROM x_load.performance_fact;
SET ROLE x_load_loader;
SELECT inserted FROM x_load.record_facts(ARRAY['{"person": {"id": 1}, "criterion": "sales", "period": "[2025-01-01,2025-07-01)", "value": 1, "source": "s", "external_id": "1"}'::jsonb]);
SELECT value FROM x_load.performance_fact;
SELECT id, external_id FROM x_load.performance_fact WHERE source = 's';

-- Protected attributes: loaders write, and neither they nor hr read.
SELECT x_load.record_protected_attribute('{"external_key": "C-1"}', 'sex', 'female', 'form');
SELECT x_load.record_protected_attribute('{"id": 1}', 'sex', 'no answer', 'form', consent => false);
SELECT x_load.record_protected_attribute('{"id": 99}', 'sex', 'female', 'form');
SELECT x_load.record_protected_attribute('{"external_key": "nobody"}', 'sex', 'female', 'form');
SELECT x_load.record_protected_attribute('{}', 'sex', 'female', 'form');
SELECT x_load.record_protected_attribute('3', 'sex', 'female', 'form');
SELECT x_load.record_protected_attribute('{"id": 1}', NULL, 'female', 'form');
SELECT * FROM x_load.protected_attribute;
RESET ROLE;
SET ROLE x_load_hr;
SELECT x_load.record_protected_attribute('{"id": 1}', 'sex', 'female', 'form');
SELECT * FROM x_load.protected_attribute;
RESET ROLE;
SELECT person_id, attribute, value, source, consent FROM x_load.protected_attribute;

DROP VIEW stage_view;
DROP TABLE stage, stage_json, stage_people, stage_many, stage_bad, stage_typo, stage_text, stage_row, "Sta""ge; DROP";
DROP SEQUENCE stage_seq;
SELECT aiehr.drop_workspace('x_load', force => true);
DROP ROLE x_load_owner, x_load_hr, x_load_loader, x_load_analyst, x_load_auditor;
