-- People who come in by a table of the company's own, by messages and by files carry claims, as a resume does: contradictions between
-- them show, and people are matched by all that is said of them.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET datestyle = 'German';
SELECT aiehr.create_workspace('x_said');
SET search_path = x_said, pg_catalog;
CREATE SCHEMA company;
CREATE VIEW said AS
	SELECT r.source, r.external_id, p.external_key AS person, c.field, c.raw, c.normalised, c.note, c.withdrawn_at IS NOT NULL AS withdrawn
	FROM claim c JOIN source_record r ON r.id = c.source_record_id JOIN person p ON p.id = c.person_id;

\echo == a table of another system: rows that are there, each a record of the table
CREATE TABLE company.staff (no integer PRIMARY KEY, full_name text, mail text, cell text, dob date, national_id text, edu text, town text, room text);
INSERT INTO company.staff VALUES (1, '张伟', 'zhang@example.cn', '13800138000', '1949-12-31', '11010519491231002X', '本科', '北京', 'A1'),
	(2, '李娜', 'n/a', NULL, NULL, '110105194912310021', NULL, ' ', 'A2'), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'A3');
SELECT aiehr.attach('company.staff', 'x_said', 'people', '{"external_key": "''E'' || no", "name": "full_name", "email": "mail", "phone": "cell", "country": "''CN''",
	"claim.birth_date": "dob", "claim.id_number": "national_id", "claim.education_highest": "edu", "claim.city": "town"}');
SELECT * FROM said ORDER BY source, external_id, field, raw;
SELECT p.external_key, g.field, g.value, g.reason, g.flagged FROM golden_value g JOIN person p ON p.id = g.person_id ORDER BY 1, 2;
SELECT external_key, name, email, phone, country FROM person ORDER BY id;
SELECT * FROM check_golden();
-- what is wrong with an entry is said when the table is attached
SELECT aiehr.attach('company.staff', 'x_said', 'employments', '{"external_key": "''E'' || no", "job": "''dev''", "hired_on": "dob", "claim.city": "town"}');
SELECT aiehr.detach('company.staff', 'people') AS triggers;
SELECT aiehr.attach('company.staff', 'x_said', 'people', '{"external_key": "''E'' || no", "claim.shoe_size": "town"}');
SELECT aiehr.attach('company.staff', 'x_said', 'people', '{"external_key": "''E'' || no", "claim.": "town"}');
SELECT aiehr.attach('company.staff', 'x_said', 'people', '{"external_key": "''E'' || no", "claim.city": "twon"}');
SELECT aiehr.attach('company.staff', 'x_said', 'people', '{"external_key": "''E'' || no", "claim.city": "random()::text"}');
SELECT aiehr.attach('company.staff', 'x_said', 'people', '{"external_key": "''E'' || no", "claim.city": "town", "on_delete": "forget"}');
-- detached, what was said stays; attached again, the same rows are the same records and say nothing new
SELECT count(*) AS claims, max(id) AS last FROM claim \gset
SELECT aiehr.attach('company.staff', 'x_said', 'people', '{"external_key": "''E'' || no", "name": "full_name", "email": "mail", "phone": "cell", "country": "''CN''",
	"claim.birth_date": "dob", "claim.id_number": "national_id", "claim.education_highest": "edu", "claim.city": "town"}');
SELECT count(*) = :claims AND max(id) = :last AS unchanged FROM claim;

\echo == a resume that says something else is a conflict, and so is a row that comes to say it
SELECT status FROM record_claims('{"source": "resume", "external_id": "r1", "person": "E1", "claims": {"name": "张伟", "education_highest": "大专", "birth_date": "1949-12-31"}}');
SELECT field, conflicting, status FROM conflict ORDER BY field;
UPDATE company.staff SET edu = '大专', town = '上海' WHERE no = 1;
SELECT field, status, how FROM conflict ORDER BY field;
SELECT field, raw, withdrawn FROM said WHERE source = 'company.staff' AND external_id = 'E1' AND field IN ('city', 'education_highest') ORDER BY field, raw;
-- a column that is not mapped, and one that says the same, add nothing
SELECT max(id) AS last, count(*) AS records FROM claim \gset
UPDATE company.staff SET room = 'B' || no, dob = dob;
SELECT max(id) = :last AND count(*) = :records AS unchanged FROM claim;
-- name, e-mail and telephone are claims as the others: person follows what is held to be true, and nobody is taken to have written it by hand
UPDATE company.staff SET full_name = '李娜娜', mail = 'li@example.cn' WHERE no = 2;
SELECT name, email FROM person WHERE external_key = 'E2';
SELECT field, raw, note, withdrawn FROM said WHERE person = 'E2' ORDER BY source, field, raw;
SELECT count(*) AS by_hand FROM source_record WHERE source = '@hand';

\echo == every kind of statement
INSERT INTO company.staff (no, full_name, dob) VALUES (4, 'Ada', '1990-02-03'), (5, 'Bob', '1991-02-03') ON CONFLICT (no) DO UPDATE SET full_name = excluded.full_name;
INSERT INTO company.staff (no, full_name, dob) VALUES (4, 'Ada', '1990-02-04') ON CONFLICT (no) DO UPDATE SET dob = excluded.dob;
COPY company.staff (no, full_name, dob, town) FROM STDIN;
6	Cy	1992-02-03	Bonn
\.
MERGE INTO company.staff s USING (VALUES (5, NULL), (6, 'Ulm'), (7, 'Kiel')) v (no, town) ON v.no = s.no
	WHEN MATCHED AND v.town IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET town = v.town WHEN NOT MATCHED THEN INSERT (no, town) VALUES (v.no, v.town);
SELECT external_id, field, raw, withdrawn FROM said WHERE external_id IN ('E4', 'E5', 'E6', 'E7') ORDER BY 1, 2, 3;
-- a row that goes withdraws what it said, and says it anew when it comes back; the person stays
SELECT external_key FROM person WHERE external_key = 'E5';
INSERT INTO company.staff (no, full_name, dob) VALUES (5, 'Bob', '1991-02-03');
SELECT external_id, field, raw, withdrawn FROM said WHERE external_id = 'E5' ORDER BY 2, 3, 4;
TRUNCATE company.staff;
-- keys that move along the rows: the records go with them
BEGIN;
UPDATE company.staff SET no = no + 100;
ALTER TABLE company.staff DROP CONSTRAINT staff_pkey;
UPDATE company.staff SET no = CASE no WHEN 104 THEN 106 ELSE 104 END WHERE no IN (104, 106);
SELECT external_id, person, raw FROM said WHERE field = 'birth_date' AND source = 'company.staff' AND NOT withdrawn ORDER BY 1;
SELECT * FROM check_golden();
ROLLBACK;
-- a value that nothing can be made of, or far too long, is an invalid claim and fails no statement
SELECT string_agg(md5(i::text), '') AS long FROM generate_series(1, 200) i \gset
INSERT INTO company.staff (no, full_name, national_id, town, edu, mail, dob) VALUES (8, E'Da\x01n', '123', :'long', '???', repeat('m', 600) || '@example.org', 'infinity');
SELECT field, left(raw, 20) AS raw, note FROM said WHERE external_id = 'E8' ORDER BY 1;
SELECT name, email FROM person WHERE external_key = 'E8';
SELECT * FROM check_golden();

-- a record of this name and id that is somebody else's: the row claims nothing, and it is said
SELECT status FROM record_claims('{"source": "company.staff", "external_id": "E9", "person": "E7", "claims": {"city": "Lyon"}}');
INSERT INTO company.staff (no, full_name, town) VALUES (9, 'Eli', 'Nice');
SELECT external_id, person, field, raw FROM said WHERE external_id = 'E9';
SELECT external_key, regexp_replace(problem, '[0-9]+', 'N') AS problem, advice FROM aiehr.check_attachments('x_said') ORDER BY 1;

\echo == rows of one batch with one key are one record, of which the last counts; other rows of deletion
CREATE TABLE company.visit (id serial, who text, town text, gone boolean DEFAULT false);
SELECT aiehr.attach('company.visit', 'x_said', 'people', '{"external_key": "who", "claim.city": "town", "claim.name": "''V '' || who", "include": "NOT gone", "on_delete": "keep"}');
INSERT INTO company.visit (who, town) VALUES ('v1', 'Rome'), ('v1', 'Oslo'), ('v2', 'Riga');
SELECT external_id, field, raw, withdrawn FROM said WHERE source = 'company.visit' ORDER BY 1, 2, 3;
SELECT external_key, name FROM person WHERE external_key IN ('v1', 'v2') ORDER BY 1;
DELETE FROM company.visit WHERE who = 'v2';
UPDATE company.visit SET gone = true;
SELECT count(*) AS withdrawn FROM said WHERE source = 'company.visit' AND withdrawn;
TRUNCATE company.visit;
SELECT aiehr.detach('company.visit') AS triggers;
SELECT aiehr.attach('company.visit', 'x_said', 'people', '{"external_key": "who", "claim.city": "town", "on_delete": "erase"}');
INSERT INTO company.visit (who, town) VALUES ('v1', 'Rome'), ('E1', 'Graz');
DELETE FROM company.visit;
SELECT external_key FROM person WHERE external_key IN ('v1', 'E1');
SELECT external_id, field, raw, withdrawn FROM said WHERE source = 'company.visit' ORDER BY 1, 2, 3;
-- who was erased stays away, whatever the row says
SELECT external_key FROM person WHERE external_key = 'v1';
INSERT INTO company.visit (who, town) VALUES ('v1', 'Rome');
SELECT count(*) AS nobody FROM said WHERE external_id = 'v1';
SELECT aiehr.detach('company.visit') AS triggers;
DROP TABLE company.visit;

\echo == messages: the same, with the source named
SELECT item, outcome, sqlstate, field, value, reason, hint FROM receive_people(ARRAY[
	'{"external_key": "M1", "name": "Mia", "source": "list", "claims": {"birth_date": "1990-05-06", "city": ["Bern", "Genf"], "school": {"value": "ETH", "confidence": 0.5, "at": "2020-01-01"}}}',
	'{"external_key": "M2", "name": "Moe", "source": "list"}',
	'{"external_key": "M3", "claims": {"city": "Bern"}}',
	'{"external_key": "M4", "source": "list", "claims": {"shoe_size": 43, "city": "Bern"}}',
	'{"external_key": "M5", "source": "@hand", "claims": {"city": "Bern"}}',
	'{"external_key": "M6", "source": "list", "claims": {"city": {"value": "Bern", "at": "the day before"}}}',
	'{"external_key": "M6", "source": "list", "claims": {"city": {"value": "Bern", "at": "infinity"}}}',
	'{"external_key": "M7", "source": "list", "claims": ["Bern"]}',
	'{"external_key": "M8", "source": "list", "external_id": "M1", "claims": {"city": "Bern"}}',
	'{"external_key": "M9", "external_id": "M9"}',
	'{"email": "m10@example.org", "source": "list", "claims": {"birth_date": "31.31.1990"}}',
	'{"external_key": "M11", "source": "list", "claims": {"city": {"value": "Bern", "confidence": "high"}}}']::jsonb[]) ORDER BY item;
SELECT external_key, name, email FROM person WHERE external_key LIKE 'M%' OR email LIKE 'm10%' ORDER BY id;
SELECT external_id, field, raw, note FROM said WHERE source = 'list' ORDER BY 1, 2, 3;
SELECT c.confidence, c.claimed_at::date FROM claim c WHERE c.field = 'school';
-- the same again, with something else, with less
SELECT item, outcome, reason FROM receive_people(ARRAY[
	'{"external_key": "M1", "name": "Mia", "source": "list", "claims": {"birth_date": "1990-05-06", "city": ["Bern", "Genf"], "school": {"value": "ETH", "confidence": 0.5, "at": "2020-01-01"}}}',
	'{"external_key": "M2", "name": "Moe", "source": "list", "claims": {"city": "Thun"}}', '{"external_key": "M12", "name": "May"}', '{"external_key": "M12", "source": "list", "claims": {"city": "Thun"}}']::jsonb[]) ORDER BY item;
SELECT item, outcome FROM receive_people(ARRAY['{"external_key": "M1", "name": "Mia", "source": "list", "claims": {"birth_date": "1990-05-06"}}']::jsonb[]);
SELECT field, raw, withdrawn FROM said WHERE source = 'list' AND external_id = 'M1' ORDER BY 1, 2;
-- two rows with one id: the later one counts
SELECT item, outcome FROM receive_people(ARRAY['{"external_key": "M13", "source": "list", "claims": {"city": "Thun"}}', '{"external_key": "M13", "source": "list", "claims": {"city": "Chur"}}']::jsonb[]) ORDER BY item;
SELECT raw FROM said WHERE external_id = 'M13';
-- what is stored otherwise: a name that another source says is a conflict; a list that is declared right is believed
SELECT outcome, reason FROM receive_people(ARRAY['{"external_key": "M1", "name": "Maria Meier", "source": "form", "claims": {}}']::jsonb[]);
SELECT field, conflicting, status FROM conflict WHERE person_id = (SELECT id FROM person WHERE external_key = 'M1');
SELECT outcome, reason FROM correct_people(ARRAY['{"external_key": "M1", "name": "Maria Meier", "source": "form", "claims": {"birth_date": "1990-05-07"}}']::jsonb[]);
SELECT p.name, k.field, k.status, k.how FROM conflict k JOIN person p ON p.id = k.person_id WHERE p.external_key = 'M1' ORDER BY k.field;
SELECT * FROM check_golden();
-- an address where none was valid is weighed, and not taken to be written by hand
SELECT outcome FROM receive_people(ARRAY['{"external_key": "M15", "name": "Plain", "email": "n.a.@", "source": "list", "claims": {"name": "Claimed", "phone": "12"}}']::jsonb[]);
SELECT outcome FROM receive_people(ARRAY['{"external_key": "M15", "phone": "+4512345678", "source": "form"}']::jsonb[]);
SELECT p.name, p.email, p.phone, string_agg(r.source || ' ' || c.field || ' ' || c.raw, ', ' ORDER BY c.id) AS said
FROM person p JOIN source_record r ON r.person_id = p.id JOIN claim c ON c.source_record_id = r.id WHERE p.external_key = 'M15' GROUP BY p.id;
-- who was erased does not come back by what is claimed of them
SELECT count(erase_person(id, 'asked for it')) > 0 AS erased FROM person WHERE email = 'm10@example.org';
SELECT outcome, sqlstate, field, reason FROM receive_people(ARRAY['{"external_key": "M14", "source": "list", "claims": {"email": "M10@example.org"}}']::jsonb[]);
SELECT count(*) AS nobody FROM person WHERE external_key = 'M14';

\echo == what hr sees of it
INSERT INTO job (code, title) VALUES ('dev', 'Developer');
INSERT INTO application (person_id, job) SELECT id, 'dev' FROM person WHERE external_key IN ('M1', 'M2', 'M12', 'E2') ORDER BY id;
SELECT external_key, sources, conflicts_open, conflict_fields, to_check, may_be_one FROM candidate_profile ORDER BY external_key;

\echo == who may read protected attributes sees where the identity number says another sex
SELECT record_protected_attribute('{"external_key": "E1"}', 'sex', 'male', 'form'), record_protected_attribute('{"external_key": "E2"}', 'sex', 'male', 'form');
SELECT p.external_key, d.recorded, d.recorded_from, d.stated, d.stated_by FROM sex_disagreement() d JOIN person p ON p.id = d.person_id ORDER BY 1;
SELECT record_protected_attribute('{"external_key": "E1"}', 'sex', '女', 'form'), record_protected_attribute('{"external_key": "E2"}', 'sex', 'x', 'form');
SELECT count(*) FROM sex_disagreement();
SELECT record_protected_attribute('{"external_key": "E1"}', 'sex', 'M', 'form');
SET ROLE x_said_auditor;
SELECT recorded, stated, stated_by FROM sex_disagreement();
SELECT * FROM claim;
RESET ROLE;
SET ROLE x_said_hr;
SELECT * FROM sex_disagreement();
RESET ROLE;

SELECT aiehr.drop_workspace('x_said', true);
DROP ROLE x_said_owner, x_said_hr, x_said_loader, x_said_analyst, x_said_auditor;
