-- Rows that come in one by one: people, assessments and facts, each taken or refused by itself, with the SQLSTATE of what is wrong.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SELECT aiehr.create_workspace('x_receive');
SET search_path = x_receive, aiehr, public;
INSERT INTO job (code, title) VALUES ('dev', 'Developer');
INSERT INTO indicator (code, kind, lo, hi) VALUES ('skill', 'hard', 0, 100);
INSERT INTO criterion (code, lo, hi) VALUES ('delivery', 0, 100);
INSERT INTO instrument (code, version) VALUES ('test', '1');

-- nothing, and what is no message
SELECT * FROM receive_people('{}');
SELECT * FROM receive_people(NULL);
SELECT * FROM receive_people(ARRAY[ARRAY['{}'::jsonb]]);
SELECT item, outcome, sqlstate, field, value, reason FROM receive_people(ARRAY[NULL, '7', '{}', '{"external_key": ""}', '{"external_key": "a", "nmae": "b"}',
	'{"external_key": "a", "email": "n/a"}', '{"external_key": "a", "country": "cn"}', '{"id": 99}']::jsonb[]);
SELECT count(*) FROM person;

-- new ones; the same person again in one load is made once, also when the first row has another of the keys
SELECT item, outcome, id, reason FROM receive_people(ARRAY['{"external_key": "p1", "name": "O''Neil \"Red\"", "email": "One@X.org"}', '{"email": "one@x.org", "phone": "+86 138 0013 8000"}',
	'{"phone": "+8613800138000", "name": "Somebody else"}', '{"external_key": "p2"}']::jsonb[]) ORDER BY item;
SELECT external_key, name, email, phone FROM person ORDER BY id;
-- known ones: the same, filled in, stored otherwise and kept, two people in one row
SELECT item, outcome, reason, sqlstate, hint FROM receive_people(ARRAY['{"external_key": "p1", "email": " ONE@x.org"}', '{"external_key": "p2", "name": "Two", "email": "two@x.org", "country": "DK"}',
	'{"external_key": "p1", "name": "One", "email": "uno@x.org", "phone": "+4512345678", "country": "DK"}', '{"external_key": "p2", "email": "one@x.org"}']::jsonb[]) ORDER BY item;
SELECT external_key, name, email, phone, country FROM person ORDER BY id;
-- corrected, but for a key of somebody else; the last row of a person counts
SELECT item, outcome, reason FROM correct_people(ARRAY['{"external_key": "p1", "name": "Uno"}', '{"external_key": "p1", "name": "One", "phone": "+4512345678"}', '{"external_key": "p2", "name": "Two"}']::jsonb[]) ORDER BY item;
SELECT external_key, name, email, phone, country FROM person ORDER BY id;
SELECT item, outcome, reason FROM correct_people(ARRAY['{"external_key": "p2", "email": "one@x.org"}']::jsonb[]);

-- assessments: what record_assessments says in other columns
SELECT item, outcome, id IS NOT NULL AS has_id, sqlstate, field, value, reason FROM receive_assessments(ARRAY[
	'{"person": {"external_key": "p1"}, "job": "dev", "vendor": "v", "external_id": "1", "instrument": "test", "instrument_version": "1", "taken_at": "2025-03-01T00:00:00Z", "scores": {"skill": 80}}',
	'{"person": {"external_key": "p1"}, "job": "dev", "vendor": "v", "external_id": "1", "instrument": "test", "instrument_version": "1", "taken_at": "2025-03-01T00:00:00Z", "scores": {"skill": 80}}',
	'{"person": {"external_key": "p1"}, "job": "dev", "vendor": "v", "external_id": "1", "instrument": "test", "instrument_version": "1", "taken_at": "2025-03-01T00:00:00Z", "scores": {"skill": 81}}',
	'{"person": {"external_key": "p1"}, "job": "dev", "vendor": "v", "external_id": "2", "instrument": "test", "instrument_version": "1", "taken_at": "2025-03-01", "scores": {"skill": 80}}',
	'{"person": {"external_key": "p9"}, "job": "dev", "vendor": "v", "external_id": "3", "instrument": "test", "instrument_version": "1", "taken_at": "2025-03-01T00:00:00Z", "scores": {"skill": 101}}']::jsonb[]) ORDER BY item;
SELECT count(*) FROM assessment;

-- facts: good ones are stored beside bad ones; the same source and id again is the same or refused, within a load and after it
SELECT item, outcome, id, sqlstate, field, value, reason, hint FROM receive_facts(ARRAY[
	'{"person": {"external_key": "p1"}, "criterion": "delivery", "period": "[2025-01-01,2025-07-01)", "value": 80, "source": "s", "external_id": "b"}',
	'{"person": {"external_key": "p1"}, "criterion": "delivery", "period": "[2025-01-01,2025-07-01)", "value": 80, "source": "s", "external_id": "b"}',
	'{"person": {"external_key": "p1"}, "criterion": "delivery", "period": "[2025-01-01,2025-07-01)", "value": 81, "source": "s", "external_id": "b"}',
	'{"person": {"external_key": "p1"}, "criterion": "delivery", "period": "[2025-01-01,2025-07-01)", "value": 101, "source": "s", "external_id": "c"}',
	'{"person": {"external_key": "p9"}, "criterion": "delivery", "period": "[2025-01-01,2025-07-01)", "value": 10, "source": "s", "external_id": "d"}',
	'{"person": {"external_key": "p1"}, "criterion": "charm", "period": "[2025-01-01,2025-07-01)", "value": 10, "source": "s", "external_id": "e"}',
	'{"person": {"external_key": "p1"}, "criterion": "delivery", "period": "spring", "value": 10, "source": "s", "external_id": "f"}',
	'{"person": {"external_key": "p2"}, "criterion": "delivery", "period": "[2025-01-01,2025-07-01)", "value": 10, "source": "s", "external_id": "a"}',
	NULL]::jsonb[]) ORDER BY item;
SELECT item, outcome, reason FROM receive_facts(ARRAY[
	'{"person": {"external_key": "p2"}, "criterion": "delivery", "period": "[2025-01-01,2025-07-01)", "value": 10, "source": "s", "external_id": "a"}',
	'{"person": {"external_key": "p2"}, "criterion": "delivery", "period": "[2025-01-01,2025-07-01)", "value": 11, "source": "s", "external_id": "a"}',
	'{"person": {"external_key": "p2"}, "criterion": "delivery", "period": "[2025-07-01,2025-10-01)", "value": 12, "source": "s", "external_id": "g"}']::jsonb[]) ORDER BY item;
SELECT external_id, value FROM performance_fact ORDER BY external_id;

-- an anchor that is none
SELECT * FROM aiehr._receive_people(0, ARRAY['{"external_key": "x"}']::jsonb[], false);
SELECT * FROM aiehr._receive_facts(0, ARRAY['{}']::jsonb[]);

-- what a file says: by name, by mapping, and not at all
SELECT e ->> 'field' AS field, e -> 'path' AS path, e -> 'columns' AS columns, e -> 'positions' AS positions, e -> 'value' AS value
FROM jsonb_array_elements(aiehr._import_plan('assessments', '{External Key,E-mail,scores.skill,score: a b,Shoe size,taken_at}', '{"job": {"value": "dev"}, "email": null}') -> 'entries') e;
SELECT aiehr._import_plan('assessments', '{External Key,E-mail,scores.skill,Shoe size}', '{"email": null}') -> 'ignored' AS ignored;
SELECT aiehr._import_plan('cats', '{a}', NULL);
SELECT aiehr._import_plan('people', '{a,b}', NULL);
SELECT aiehr._import_plan('people', '{name}', '{"email": {"value": "x", "vaule": 1}}');
SELECT aiehr._import_plan('people', '{name}', '{"scores.skill": "name"}');
SELECT aiehr._import_plan('people', '{name}', NULL, 'EBCDIC');
SELECT c, aiehr._import_number(c) AS number, aiehr._import_boolean(c) AS bool FROM unnest('{12,-1.5e3, 7 ,.5,1e9999,NaN,one,true,No,""}'::text[]) c;

-- rows of a staging table, more fields than a function has arguments; encoding and JSON are the row's own matter
CREATE TEMP TABLE staged (n bigint, line bigint, fields bytea[], fault text);
INSERT INTO indicator (code, kind, lo, hi) SELECT 'i' || i, 'hard', 0, 100 FROM generate_series(1, 120) i;
INSERT INTO staged SELECT 1, 2, array_prepend('p1', array_agg(convert_to(i::text, 'UTF8') ORDER BY i)), NULL FROM generate_series(1, 100) i;
SELECT s.line, s.outcome, s.reason
FROM aiehr._import_plan('assessments', (SELECT array_prepend('external_key', array_agg('scores.i' || i ORDER BY i)) FROM generate_series(1, 100) i),
	'{"job": {"value": "dev"}, "vendor": {"value": "v"}, "external_id": {"value": "wide"}, "instrument": {"value": "test"}, "instrument_version": {"value": "1"}, "taken_at": {"value": "2025-06-01T00:00:00Z"}}') plan
CROSS JOIN LATERAL import_rows('staged', plan, false, 0, 1) s;
SELECT raw -> 'i1' AS first, raw -> 'i100' AS last FROM assessment WHERE external_id = 'wide';
TRUNCATE staged;
INSERT INTO staged VALUES (1, 1, ARRAY['{"external_key": "j1"}'::bytea], NULL), (2, 2, ARRAY['{"external_key": "'::bytea || '\xff'::bytea || '"}'::bytea], NULL), (3, 3, ARRAY['{"external_key" "j3"}'::bytea], NULL),
	(4, 4, ARRAY[convert_to('{"external_key": "\u0000"}', 'UTF8')], NULL), (5, 5, NULL, 'cut off'), (6, 6, ARRAY['{"external_key": "j6"}'::bytea], NULL);
SELECT s.line, s.outcome, s.sqlstate, s.reason FROM import_rows('staged', aiehr._import_plan('people', NULL, NULL), false, 0, 5) s ORDER BY line;
SELECT s.line, s.outcome FROM import_rows('staged', aiehr._import_plan('people', NULL, NULL), false, 5, 6) s ORDER BY line;

-- a file is entered once, whatever it is called
SELECT state, id, done FROM import_start('people', 'first', '\x01', 20, true, false);
SELECT import_progress('first', 10, 9, 0, 0, 1), import_progress('first', 5, 9, 0, 0, 1), import_progress('none', 5, 9, 0, 0, 1);
SELECT state, id, done FROM import_start('people', NULL, '\x01', 20, true, false);
SELECT import_progress('first', 20, 10, 0, 0, 0);
SELECT state, id, done FROM import_start('people', NULL, '\x01', 20, true, false);			-- it had a bad row
SELECT import_progress('first', 20, 0, 0, 20, 0);
SELECT state, id, done, finished_at IS NOT NULL AS finished FROM import_start('people', 'second', '\x01', 20, true, false);
SELECT state FROM import_start('people', 'first', '\x02', 20, true, false);
SELECT id, kind, n_rows, done, n_new, n_changed, n_same, n_bad FROM import_run;
SELECT pg_advisory_unlock_all();

RESET search_path;
SELECT aiehr.drop_workspace('x_receive', force => true);
DROP ROLE x_receive_owner, x_receive_hr, x_receive_loader, x_receive_analyst, x_receive_auditor;
