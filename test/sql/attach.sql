-- Tables of a company's own: attached, what every statement on them does to the workspace, whose rights count, what is refused.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET datestyle = 'ISO';
SELECT aiehr.create_workspace('x_att');
UPDATE x_att.policy SET time_zone = 'Asia/Shanghai' WHERE job IS NULL;
INSERT INTO x_att.job (code, title) VALUES ('dev', 'Developer'), ('lead', 'Lead');
INSERT INTO x_att.indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 100);
INSERT INTO x_att.criterion (code, lo, hi) VALUES ('rating', 1, 5);
INSERT INTO x_att.instrument (code, version) VALUES ('iv', '1');
INSERT INTO x_att.org_unit (code, name) VALUES ('it', 'IT');
CREATE SCHEMA host;
CREATE VIEW people AS SELECT p.id, p.external_key AS key, p.name, p.email, p.phone, p.country, string_agg(a.source || ' ' || a.external_key, ', ' ORDER BY a.source, a.external_key) AS known_as
	FROM x_att.person p LEFT JOIN x_att.person_alias a ON a.person_id = p.id GROUP BY p.id;

-- A table with names of its own, and rows that are there before.
CREATE TABLE host."Kandidat" (nr integer PRIMARY KEY, "Vor name" text, nachname text, mail text, tel text, land text, aktiv timestamp);
INSERT INTO host."Kandidat" VALUES (1, 'Ada', 'Lovelace', 'ada@example.com', '+49 171 1234567', 'DE'), (2, 'Bob', 'O''Neil', 'n/a', '-', 'Germany'), (3, NULL, 'Cy', NULL, NULL, NULL);
SELECT aiehr.attach('host."Kandidat"', 'x_att', 'people', '{"external_key": "''C-'' || nr", "name": "concat_ws('' '', \"Vor name\", nachname)", "email": "mail",
	"phone": "tel", "country": "CASE land WHEN ''Germany'' THEN ''DE'' ELSE land END", "last_activity": "aktiv"}');
SELECT * FROM people ORDER BY id;
SELECT relation, kind, workspace, source, mapping ->> 'email' AS email FROM aiehr.attachment;
-- the mapping is kept in the table, as the server itself writes it
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'host."Kandidat"'::regclass ORDER BY tgname;

-- INSERT: an address that is another's of the same table is left out; what is known by an address alone joins from another table.
INSERT INTO host."Kandidat" VALUES (4, 'Dee', 'D', 'ADA@example.com', '0301234567', 'FR'), (5, 'Eve', 'E', 'eve@example.com', '030 1234567', 'FR');
SELECT * FROM people WHERE id > 3 ORDER BY id;
-- UPDATE: what changed follows, unless the workspace has something else by now; what was not mapped costs nothing
UPDATE x_att.person SET name = 'Augusta Ada' WHERE external_key = 'C-1';
UPDATE host."Kandidat" SET nachname = nachname || '!', mail = lower(mail), land = CASE nr WHEN 5 THEN NULL ELSE land END;
SELECT * FROM people ORDER BY id;
-- again the same, by every way: one person
INSERT INTO host."Kandidat" VALUES (5, 'Eve', 'E', 'eve@example.org') ON CONFLICT (nr) DO UPDATE SET mail = excluded.mail;
COPY host."Kandidat" FROM STDIN;
6	Fay	F	fay@example.com	\N	GB	\N
7	Gus	G	fay@example.com	\N	GB	\N
\.
MERGE INTO host."Kandidat" k USING (VALUES (6, 'F2'), (7, NULL), (8, 'H')) v (nr, name) ON v.nr = k.nr
	WHEN MATCHED AND v.name IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET nachname = v.name WHEN NOT MATCHED THEN INSERT (nr, nachname) VALUES (v.nr, v.name);
SELECT * FROM people WHERE id > 4 ORDER BY id;
-- a row that gets another key stays the same person's, also when keys move along the rows
UPDATE host."Kandidat" SET nr = nr + 10;
SELECT * FROM people ORDER BY id;
-- people stay when their rows go, and when all go
DELETE FROM host."Kandidat" WHERE nr = 18;
BEGIN; TRUNCATE host."Kandidat"; ROLLBACK;
SELECT count(*) FROM x_att.person;
-- renames are followed; a column that is needed is not dropped by accident
ALTER TABLE host."Kandidat" RENAME COLUMN mail TO e_mail;
ALTER TABLE host."Kandidat" RENAME TO bewerber;
INSERT INTO host.bewerber (nr, nachname, e_mail) VALUES (20, 'Ivy', 'ivy@example.com');
ALTER TABLE host.bewerber DROP COLUMN e_mail;
ALTER TABLE host.bewerber DROP COLUMN land, ADD COLUMN more text;
SELECT name, email, known_as FROM people WHERE key = 'C-20';
SELECT * FROM aiehr.check_attachments();

-- A second table with keys of its own: by the address the same person, a further key of hers.
CREATE TABLE host.staff (no text PRIMARY KEY, mail text, boss text REFERENCES host.staff DEFERRABLE INITIALLY DEFERRED, job text, dept text, since date, until date, why text);
INSERT INTO host.staff VALUES ('S1', 'ada@example.com', NULL, 'dev', 'it', '2020-01-01'), ('S2', 'new@example.com', 'S1', 'dev', NULL, '2021-01-01');
SELECT aiehr.attach('host.staff', 'x_att', 'people', '{"external_key": "no", "email": "mail"}');
SELECT aiehr.attach('host.staff', 'x_att', 'employments', '{"external_key": "no", "manager_key": "boss", "job": "job", "org_unit": "dept", "hired_on": "since",
	"left_on": "until", "leave_reason": "CASE why WHEN ''quit'' THEN ''resigned'' ELSE why END"}');
SELECT id, key, email, known_as FROM people WHERE known_as LIKE '%staff%' ORDER BY id;
CREATE VIEW spells AS SELECT e.id, a.external_key AS no, b.external_key AS boss, e.job, e.org_unit, e.hired_on, e.left_on, e.leave_reason, e.ended FROM x_att.employment e
	JOIN x_att.person_alias a ON a.person_id = e.person_id AND a.source = 'host.staff' LEFT JOIN x_att.person_alias b ON b.person_id = e.manager_id AND b.source = 'host.staff';
SELECT * FROM spells ORDER BY id;
-- the manager's row comes after that of the person: the foreign key is still open then
INSERT INTO host.staff VALUES ('S3', NULL, 'S4', 'dev', 'it', '2022-01-01');
BEGIN;
INSERT INTO host.staff VALUES ('S3', NULL, 'S4', 'dev', 'it', '2022-01-01');
INSERT INTO host.staff VALUES ('S4', 's4@example.com', NULL, 'lead', 'it', '2022-01-01');
COMMIT;
-- a first day corrected, an end, another job
UPDATE host.staff SET since = '2021-02-01' WHERE no = 'S2';
UPDATE host.staff SET until = '2023-01-01', why = 'quit' WHERE no = 'S4';
UPDATE host.staff SET job = 'lead', since = '2024-01-01' WHERE no = 'S3';
UPDATE host.staff SET why = 'bored' WHERE no = 'S4';
UPDATE host.staff SET until = '2000-01-01' WHERE no = 'S4';
UPDATE host.staff SET dept = 'nowhere' WHERE no = 'S4';
UPDATE host.staff SET job = 'chef' WHERE no = 'S2';
DELETE FROM host.staff WHERE no = 'S2';
SELECT * FROM spells ORDER BY id;

-- Applications, whose state is in four booleans.
CREATE TABLE host.application (id integer PRIMARY KEY, who integer REFERENCES host.bewerber ON UPDATE CASCADE, job text, applied timestamp, interviewed boolean, refused boolean, accepted boolean, touched timestamp);
INSERT INTO host.application VALUES (1, 13, 'dev', '2025-01-01', false, false, false, NULL), (2, 14, 'dev', '2025-01-01', true, true, false, '2025-02-01'), (3, 15, 'dev', '2025-01-05', true, false, true, NULL);
SELECT aiehr.attach('host.application', 'x_att', 'applications', '{"external_key": "''C-'' || who", "job": "job", "opened_at": "applied", "last_activity": "touched",
	"stage": "CASE WHEN refused THEN ''rejected'' WHEN accepted THEN ''hired'' WHEN interviewed THEN ''interview'' ELSE ''applied'' END"}');
CREATE VIEW applications AS SELECT a.id, p.external_key AS key, a.job, a.stage, a.opened_at, a.decided_at, a.last_activity,
	(SELECT string_agg(s.stage, ' ' ORDER BY s.id) FROM x_att.application_stage s WHERE s.application_id = a.id) AS steps
	FROM x_att.application a JOIN x_att.person p ON p.id = a.person_id;
-- times without a zone are the company's
SELECT * FROM applications ORDER BY id;
-- forward, back, opened again; who was hired stays so
UPDATE host.application SET interviewed = true WHERE id = 1;
UPDATE host.application SET interviewed = false WHERE id = 1;
UPDATE host.application SET refused = false WHERE id = 2;
UPDATE host.application SET accepted = false WHERE id = 3;
SELECT id, key, stage, steps FROM applications ORDER BY id;
-- the same application comes in once; a further open one for the same job is that one
INSERT INTO host.application SELECT 4, who, job, applied, interviewed, refused, accepted, touched FROM host.application WHERE id = 1;
INSERT INTO host.application VALUES (5, 13, 'dev', '2025-03-01', true, false, false), (6, 13, 'lead', '2025-03-01', false, false, false);
-- a person's key changes and the foreign key cascades, before the trigger of the person's table runs
UPDATE host.bewerber SET nr = 33 WHERE nr = 13;
SELECT id, key, job, stage FROM applications ORDER BY id;
-- the row of an open application goes, or becomes another's
DELETE FROM host.application WHERE id = 6;
UPDATE host.application SET who = 20 WHERE id = 2;
SELECT id, key, job, stage, opened_at FROM applications ORDER BY id;
TRUNCATE host.application;
INSERT INTO host.application VALUES (9, 14, 'chef', '2025-03-01', false, false, false);
\echo :LAST_ERROR_SQLSTATE
INSERT INTO host.application VALUES (9, 14, NULL, '2025-03-01', false, false, false);
\echo :LAST_ERROR_SQLSTATE
INSERT INTO host.application VALUES (9, NULL, 'dev', '2025-03-01', false, false, false);

-- Assessments: stored ones are records, so a changed row withdraws one and stores another; going back finds the first again.
CREATE TABLE host.test (id integer PRIMARY KEY, cand integer, points numeric, at timestamp, void boolean DEFAULT false);
INSERT INTO host.test VALUES (1, 14, 50, '2025-03-02 09:30');
SELECT aiehr.attach('host.test', 'x_att', 'assessments', '{"external_key": "''C-'' || cand", "external_id": "id", "job": "''dev''", "instrument": "''iv''",
	"instrument_version": "1", "taken_at": "at", "scores": "jsonb_build_object(''coding'', points)", "include": "NOT void"}');
CREATE VIEW assessments AS SELECT m.id, p.external_key AS key, m.vendor, regexp_replace(m.external_id, '@[0-9a-f]{16}$', '@') AS external_id, m.taken_at, m.scores, m.status
	FROM x_att.assessment m JOIN x_att.person p ON p.id = m.person_id;
INSERT INTO host.test VALUES (2, 15, 60, '2025-03-02 09:30', false), (3, 77, 70.5, '2025-03-02 09:30', false), (4, 15, 10, '2025-03-02 09:30', true);
UPDATE host.test SET points = 55 WHERE id = 1;
SELECT * FROM assessments ORDER BY id;
UPDATE host.test SET points = 50 WHERE id = 1;
UPDATE host.test SET void = NOT void WHERE id IN (2, 4);
DELETE FROM host.test WHERE id = 3;
UPDATE host.test SET cand = 20 WHERE id = 1;
SELECT * FROM assessments ORDER BY id;
INSERT INTO host.test VALUES (3, 77, 70.5, '2025-03-02 09:30');
INSERT INTO host.test VALUES (5, 14, 160, '2025-03-02 09:30');
INSERT INTO host.test VALUES (5, 14, 60, NULL);
INSERT INTO host.test VALUES (5, 14, 'NaN', '2025-03-02 09:30');
TRUNCATE host.test;
SELECT id, key, external_id, status FROM assessments ORDER BY id;
-- attached anew: nothing comes twice, and what was withdrawn by hand stays so
UPDATE x_att.assessment SET status = 'withdrawn' WHERE external_id = '3';
SELECT mapping AS map FROM aiehr.attachment WHERE relation = 'host.test'::regclass \gset
SELECT aiehr.detach('host.test');
SELECT aiehr.attach('host.test', 'x_att', 'assessments', :'map');
SELECT id, key, external_id, status FROM assessments ORDER BY id;

-- Performance facts say what their rows say.
CREATE TABLE host.review (id integer PRIMARY KEY, no text, mark numeric, half daterange, by_no text);
INSERT INTO host.review VALUES (1, 'S1', 4, '[2025-01-01,2025-07-01)', 'S4');
SELECT aiehr.attach('host.review', 'x_att', 'performance_facts', '{"external_key": "no", "external_id": "id", "criterion": "''rating''", "value": "mark", "period": "half",
	"rater_key": "by_no", "rater_kind": "CASE WHEN by_no = no THEN ''self'' ELSE ''manager'' END"}');
INSERT INTO host.review VALUES (2, 'S1', 3, '[2025-07-01,2026-01-01)', 'S1'), (3, 'S9', 3, '[2025-07-01,2026-01-01)', NULL);
CREATE VIEW facts AS SELECT f.id, coalesce(a.external_key, p.external_key) AS no, f.period, f.value, f.rater_id IS NOT NULL AS rated, f.rater_kind, f.source, f.external_id FROM x_att.performance_fact f
	JOIN x_att.person p ON p.id = f.person_id LEFT JOIN x_att.person_alias a ON a.person_id = p.id AND a.source = 'host.staff';
SELECT * FROM facts ORDER BY id;
UPDATE host.review SET mark = 3.5 WHERE id = 1;
UPDATE host.review SET id = id + 3;
DELETE FROM host.review WHERE id = 6;
SELECT no, value, external_id FROM facts ORDER BY id;
UPDATE host.review SET mark = 6 WHERE id = 4;
\echo :LAST_ERROR_SQLSTATE
UPDATE host.review SET half = '[2025-01-01,)' WHERE id = 4;
UPDATE host.review SET mark = 'Infinity' WHERE id = 4;
SELECT aiehr.detach('host.review', 'people'), aiehr.detach('host.review', 'performance_facts'), aiehr.detach('host.review');
DELETE FROM host.review;
SELECT count(*) FROM facts;
SELECT * FROM x_att.check_standing();

-- Who was erased stays so, until a row shows a newer act; the rows that still hold such people are named.
SELECT external_key, id FROM x_att.person WHERE external_key IN ('C-16', 'C-20') ORDER BY 1;
SELECT (x_att.erase_person(id, 'request', false)).table_name FROM x_att.person WHERE external_key = 'C-16' LIMIT 1;
UPDATE host.bewerber SET nachname = 'again' WHERE nr = 16;
SELECT count(*) FROM people WHERE key = 'C-16';
SELECT relation, kind, external_key, problem, advice FROM aiehr.check_attachments('x_att');
-- what is about them does not bring them back either, whatever table it is in
SELECT count(*) AS people, (SELECT count(*) FROM x_att.application) AS applications, (SELECT count(*) FROM x_att.assessment) AS assessments FROM x_att.person;
INSERT INTO host.application VALUES (20, 16, 'dev', '2025-03-01', false, false, false, '2025-03-02');
INSERT INTO host.test VALUES (20, 16, 60, '2025-03-02 09:30'), (21, 14, 61, '2025-03-02 09:30');
SELECT count(*) AS people, (SELECT count(*) FROM x_att.application) AS applications, (SELECT count(*) FROM x_att.assessment) AS assessments FROM x_att.person;
UPDATE host.application SET touched = now() + interval '1 day' WHERE id = 20;
SELECT p.key, a.stage FROM applications a JOIN people p ON p.key = a.key WHERE a.key = 'C-16';
UPDATE host.bewerber SET aktiv = now() + interval '1 day' WHERE nr = 16;
SELECT key, name FROM people WHERE key = 'C-16';
SELECT external_key, problem FROM aiehr.check_attachments('x_att') WHERE problem LIKE '%erased';
-- Erased with the row, where the mapping says so, unless another table knows the person.
CREATE TABLE host.guest (id integer PRIMARY KEY, mail text);
SELECT aiehr.attach('host.guest', 'x_att', 'people', '{"external_key": "''G-'' || id", "email": "mail", "on_delete": "erase"}');
INSERT INTO host.guest VALUES (1, 'g1@example.com'), (2, 'eve@example.org');
SELECT key, email, known_as FROM people WHERE known_as LIKE '%guest%' ORDER BY id;
DELETE FROM host.guest;
SELECT key, known_as FROM people WHERE known_as LIKE '%guest%' ORDER BY id;
TRUNCATE host.guest;
SELECT aiehr.detach('host.guest');

-- More rows than are carried at once, in transition tables that do not fit into memory: each person once.
CREATE TABLE host.many (key text, filler text);
SELECT aiehr.attach('host.many', 'x_att', 'people', '{"external_key": "key", "include": "key IS NOT NULL"}');
SET work_mem = '64kB';
INSERT INTO host.many SELECT CASE WHEN i % 10 = 0 OR i > 49990 THEN 'L-' || i % 7 END, repeat('x', 20) FROM generate_series(1, 60000) i;
INSERT INTO host.many SELECT 'L-' || i % 9, repeat('x', 20) FROM generate_series(1, 50010) i;
RESET work_mem;
SELECT count(*), min(key), max(key) FROM people WHERE key LIKE 'L-%';
SELECT aiehr.detach('host.many');

-- Partitions: statements on the whole table and on a partition by name; one that is added later is named and can be given its triggers.
CREATE TABLE host.part (id integer, region text, mail text) PARTITION BY LIST (region);
CREATE TABLE host.part_eu (junk text, mail text, region text, id integer);
ALTER TABLE host.part_eu DROP COLUMN junk;
ALTER TABLE host.part ATTACH PARTITION host.part_eu FOR VALUES IN ('eu');
CREATE TABLE host.part_as PARTITION OF host.part FOR VALUES IN ('as') PARTITION BY RANGE (id);
CREATE TABLE host.part_as_1 PARTITION OF host.part_as FOR VALUES FROM (0) TO (100);
INSERT INTO host.part VALUES (1, 'eu', 'p1@example.com'), (2, 'as', 'p2@example.com');
SELECT aiehr.attach('host.part_eu', 'x_att', 'people', '{"external_key": "id"}');
SELECT aiehr.attach('host.part', 'x_att', 'people', '{"external_key": "''P-'' || id", "email": "mail"}');
INSERT INTO host.part VALUES (3, 'eu', 'p3@example.com'), (4, 'as', 'p4@example.com');
INSERT INTO host.part_eu (id, region, mail) VALUES (5, 'eu', 'p5@example.com');
INSERT INTO host.part_as VALUES (6, 'as', 'p6@example.com');
INSERT INTO host.part_as_1 VALUES (7, 'as', 'p7@example.com');
CREATE TABLE host.part_us PARTITION OF host.part FOR VALUES IN ('us');
INSERT INTO host.part VALUES (8, 'us', 'p8@example.com');
INSERT INTO host.part_us VALUES (9, 'us', 'p9@example.com');
SELECT key, email, known_as FROM people WHERE key LIKE 'P-%' ORDER BY key;
SELECT external_key, problem, advice FROM aiehr.check_attachments() WHERE relation = 'host.part'::regclass;
SELECT aiehr.attach_partitions('host.part'), aiehr.attach_partitions('host.part');
UPDATE host.part_us SET mail = 'P9@example.com' WHERE id = 9;
UPDATE host.part SET region = 'us', mail = 'moved@example.com' WHERE id = 1;
SELECT key, email FROM people WHERE key IN ('P-1', 'P-9') ORDER BY key;
ALTER TABLE host.part_us DISABLE TRIGGER USER;
SELECT external_key, problem, advice FROM aiehr.check_attachments() WHERE relation = 'host.part'::regclass;
ALTER TABLE host.part DETACH PARTITION host.part_us;
SELECT aiehr.detach('host.part');
SELECT count(*) FROM pg_trigger WHERE tgrelid IN (SELECT relid FROM pg_partition_tree('host.part')) AND tgname LIKE 'aiehr%';

-- What cannot be attached, and what a mapping cannot be: each error names the entry.
CREATE FUNCTION pg_temp.refused(relation regclass, as_what text, mapping jsonb, workspace text DEFAULT 'x_att') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; said text; detail text; hint text;
BEGIN
	PERFORM aiehr.attach(relation, workspace, as_what, mapping);
	RETURN 'attached';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', state, said, nullif(detail, ''), nullif(hint, ''));
END $$;
CREATE TABLE host.plain (id integer, t text, j json, arr text[], n numeric, b boolean, d date);
CREATE TABLE host.heir () INHERITS (host.plain);
CREATE TEMPORARY TABLE fleeting (id integer);
CREATE VIEW host.view AS SELECT 1 AS id;
CREATE FUNCTION host.loud(integer) RETURNS text LANGUAGE sql VOLATILE AS 'SELECT ''C''';
SELECT relation::text, pg_temp.refused(relation, 'people', '{"external_key": "id"}') FROM (VALUES ('host.view'::regclass), ('fleeting'), ('pg_class'), ('x_att.person'),
	('host.heir'), ('host.plain'), ('host.bewerber'), ('host.part_as_1')) v (relation);
DROP TABLE host.heir;
SELECT pg_temp.refused('host.plain', 'guests', '{"external_key": "id"}');
SELECT pg_temp.refused('host.plain', 'people', '{"external_key": "id"}', 'nowhere');
SELECT entry, pg_temp.refused('host.plain', 'people', jsonb_build_object('external_key', 'id') || entry) FROM unnest(ARRAY['{"email": "nothing"}', '{"email": "id +"}', '{"email": "lower(id)"}',
	'{"email": "t, t"}', '{"email": "t AS x"}', '{"email": "*"}', '{"email": "t FROM host.plain"}', '{"email": "(SELECT t FROM host.plain LIMIT 1)"}',
	'{"email": "t WHERE true"}', '{"email": "unnest(arr)"}', '{"email": "max(t)"}', '{"email": "row_number() OVER ()"}', '{"email": "random()"}',
	'{"email": "host.loud(id)"}', '{"email": "$1"}', '{"email": "ctid"}', '{"email": "tableoid"}', '{"email": ""}', '{"email": "t; DROP TABLE host.plain"}', '{"email": "t) OR true) EXECUTE FUNCTION f(); --"}',
	'{"email": null}', '{"email": 7}', '{"include": "t"}', '{"include": "''x''"}', '{"last_activity": "n"}', '{"mail": "t"}', '{"job": "t"}', '{"on_delete": "withdraw"}', '{"email": "nothing.t"}']::jsonb[]) entry;
SELECT pg_temp.refused('host.plain', 'people', '[]'), pg_temp.refused('host.plain', 'people', '{"name": "t"}');
SELECT pg_temp.refused('host.plain', 'assessments', '{"external_key": "t", "external_id": "id", "job": "t", "instrument": "t", "instrument_version": "1", "taken_at": "d", "scores": "n"}');
SELECT pg_temp.refused('host.plain', 'performance_facts', '{"external_key": "t", "external_id": "id", "criterion": "t", "value": "n", "period": "d"}');
SELECT aiehr.attach(NULL, 'x_att', 'people', '{}') IS NULL AS strict;
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'host.plain'::regclass;
-- a whole row, and what is looked up in it
INSERT INTO host.plain (id, t, j) VALUES (1, 'x', '{"mail": "whole@example.com"}');
SELECT aiehr.attach('host.plain', 'x_att', 'people', '{"external_key": "''W-'' || plain.id", "email": "j ->> ''mail''", "name": "to_jsonb(plain) ->> ''t''"}');
UPDATE host.plain SET t = 'y';
SELECT key, name, email FROM people WHERE key = 'W-1';
SELECT aiehr.detach('host.plain');

-- Whose rights count: the application needs none on the workspace; who attaches owns the table and belongs to the workspace's owner.
CREATE ROLE x_att_app;
CREATE ROLE x_att_other;
GRANT USAGE ON SCHEMA host TO x_att_app, x_att_other;
CREATE TABLE host.mine (id integer PRIMARY KEY, mail text);
ALTER TABLE host.mine OWNER TO x_att_app;
GRANT INSERT, UPDATE, DELETE ON host.mine TO x_att_other;
SET ROLE x_att_other;
SELECT aiehr.attach('host.mine', 'x_att', 'people', '{"external_key": "id"}');
SET ROLE x_att_app;
SELECT aiehr.attach('host.mine', 'x_att', 'people', '{"external_key": "id"}');
SELECT aiehr._attachment_write('host.mine', 'people', 'pg_class', 'x', '{}');
SELECT aiehr._attachment_forget('host.staff', 'people');
INSERT INTO aiehr.attachment_registry VALUES ('host.mine', 'people', 'pg_class', 'x', '{}', 'x');
RESET ROLE;
GRANT x_att_owner TO x_att_app;
SET ROLE x_att_app;
SELECT aiehr.attach('host.mine', 'x_att', 'people', '{"external_key": "''M-'' || id", "email": "mail"}');
RESET ROLE;
REVOKE x_att_owner FROM x_att_app;
SET ROLE x_att_other;
INSERT INTO host.mine VALUES (1, 'm1@example.com');
SELECT count(*) FROM x_att.person;
SELECT aiehr.detach('host.mine');
SELECT relation, problem FROM aiehr.check_attachments() WHERE relation = 'host.mine'::regclass;
RESET ROLE;
SELECT key, email FROM people WHERE key LIKE 'M-%';
-- the triggers on a table that was never attached carry nothing
SET ROLE x_att_app;
CREATE TEMPORARY TABLE sham (id integer, mail text);
CREATE TRIGGER t AFTER INSERT ON sham REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION aiehr._attached_rows('people');
INSERT INTO sham VALUES (1, 'sham@example.com');
DROP TABLE sham;
-- nor does one whose mapping was tampered with
DROP TRIGGER aiehr_people_mapping ON host.mine;
INSERT INTO host.mine VALUES (2, 'm2@example.com');
CREATE TRIGGER aiehr_people_mapping AFTER DELETE ON host.mine FOR EACH ROW WHEN (false AND ROW(old.id) IS NULL) EXECUTE FUNCTION aiehr._attached_mapping('people', 'external_key');
INSERT INTO host.mine VALUES (2, 'm2@example.com');
SELECT aiehr.detach('host.mine');
RESET ROLE;
SELECT aiehr._attached_rows();
CREATE TRIGGER t BEFORE INSERT ON host.mine FOR EACH ROW EXECUTE FUNCTION aiehr._attached_rows('people');
INSERT INTO host.mine VALUES (3, 'm3@example.com');
DROP TRIGGER t ON host.mine;

-- A hostile mapping: its functions run as the owner of the table, and what they set is undone. The caller's function is not found by a path.
CREATE FUNCTION host.whoami(text) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN current_user || ' ' || current_setting('search_path') || ' ' || current_setting('TimeZone'); END $$;
CREATE FUNCTION host.grab(text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	PERFORM set_config('search_path', 'host', false), set_config('work_mem', '77MB', false);
	RETURN $1;
END $$;
CREATE FUNCTION host.climb(text) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN set_config('role', $1, false); END $$;
CREATE FUNCTION host.peek(text) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN (SELECT count(*) FROM x_att.person); END $$;
CREATE FUNCTION host.fail(text) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
GRANT x_att_owner TO x_att_app;
CREATE FUNCTION pg_temp.with_name(f text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM aiehr.detach('host.mine');
	PERFORM aiehr.attach('host.mine', 'x_att', 'people', jsonb_build_object('external_key', '''H-'' || id', 'name', f || '(mail)', 'include', 'id > 10'));
END $$;
SELECT pg_temp.with_name('host.whoami');
REVOKE x_att_owner FROM x_att_app;
INSERT INTO host.mine VALUES (11, 'x');
SELECT name FROM people WHERE key = 'H-11';
SELECT pg_temp.with_name('host.grab');
INSERT INTO host.mine VALUES (12, 'x');
SELECT current_setting('work_mem') <> '77MB' AS unchanged, current_setting('search_path') AS path;
DELETE FROM host.mine WHERE id = 12;
DELETE FROM host.mine;
SELECT pg_temp.with_name('host.climb');
INSERT INTO host.mine VALUES (13, 'x_att_owner');
SELECT pg_temp.with_name('host.peek');
INSERT INTO host.mine VALUES (13, 'x');
SELECT pg_temp.with_name('host.fail');
INSERT INTO host.mine VALUES (13, 'x');
SELECT aiehr.detach('host.mine');
SELECT current_user = session_user AS same;
-- also what is folded when the table is attached runs as its owner, whoever attaches
CREATE FUNCTION host.says() RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'as %', current_user; RETURN 'S-1'; END $$;
SELECT aiehr.attach('host.mine', 'x_att', 'people', '{"external_key": "host.says()", "include": "false"}');
SELECT aiehr.detach('host.mine');
-- stricter levels of isolation
BEGIN ISOLATION LEVEL REPEATABLE READ;
INSERT INTO host.staff VALUES ('S9', NULL, NULL, 'dev', 'it', '2022-01-01');
ROLLBACK;

-- A workspace that is dropped, and a table.
DROP TABLE host.review, host.guest;
DROP TABLE host.test;
SELECT problem, advice ~ 'detach' AS advised FROM aiehr.check_attachments() WHERE problem LIKE 'table%';
SELECT aiehr.detach(relation) FROM aiehr.attachment WHERE source = 'host.test';
DROP VIEW people, spells, applications, assessments, facts;
\set VERBOSITY terse
SELECT aiehr.drop_workspace('x_att');
SELECT aiehr.drop_workspace('x_att', force => true);
SELECT count(*) FROM aiehr.attachment;
INSERT INTO host.staff VALUES ('S9', NULL, NULL, 'dev', 'it', '2022-01-01');
SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'aiehr%' AND tgrelid::regclass::text LIKE 'host.%';
DROP SCHEMA host CASCADE;
DROP ROLE x_att_app, x_att_other, x_att_owner, x_att_hr, x_att_loader, x_att_analyst, x_att_auditor;
