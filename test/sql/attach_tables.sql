-- Tables that are odd, or become so after they were attached: rows come in as they are written, or check_attachments() names why not.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SELECT aiehr.create_workspace('x_odd');
CREATE SCHEMA host;
SET search_path = host, public;
CREATE VIEW people AS SELECT external_key AS key, name, email FROM x_odd.person;
CREATE VIEW problems AS SELECT regexp_replace(relation::text, '^[0-9]+$', 'dropped') AS relation, external_key AS key, problem, advice FROM aiehr.check_attachments();
\set map '{"external_key": "nr", "name": "name", "email": "mail"}'

-- Columns that were dropped, that are generated, that number themselves, that come and go later.
CREATE TABLE made (g1 integer, nr integer GENERATED ALWAYS AS IDENTITY, g2 text, name text, up text GENERATED ALWAYS AS (upper(name)) STORED, mail text);
ALTER TABLE made DROP g1, DROP g2;
INSERT INTO made (name, mail) VALUES ('a', 'a@example.org');
SELECT aiehr.attach('made', 'x_odd', 'people', '{"external_key": "''made-'' || nr", "name": "up", "email": "mail"}');
INSERT INTO made (name, mail) VALUES ('b', 'b@example.org');
UPDATE made SET name = 'bb' WHERE nr = 2;
ALTER TABLE made ADD COLUMN z integer DEFAULT 7;
INSERT INTO made (name) VALUES ('c');
ALTER TABLE made DROP z;
UPDATE made SET name = 'cc' WHERE nr = 3;
SELECT * FROM people ORDER BY key;
-- a table of a type, and one that is not logged
CREATE TYPE person_type AS (nr text, name text, mail text);
CREATE TABLE typed OF person_type;
CREATE UNLOGGED TABLE unlogged (nr text, name text, mail text);
SELECT aiehr.attach('typed', 'x_odd', 'people', :'map'), aiehr.attach('unlogged', 'x_odd', 'people', :'map');
INSERT INTO typed VALUES ('typed', 't');
INSERT INTO unlogged VALUES ('unlogged', 'u');
SELECT * FROM people WHERE key ~ 'typed|logged' ORDER BY key;

-- Row-level security: who may write a row brings it in, seen or not.
CREATE ROLE x_odd_app;
GRANT USAGE ON SCHEMA host TO x_odd_app;
CREATE TABLE secured (nr text, name text, mail text, tenant text);
INSERT INTO secured VALUES ('s1', 's', 's@example.org', 'a'), ('s2', 's', NULL, 'b');
ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
ALTER TABLE secured FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON secured USING (tenant = 'a') WITH CHECK (true);
GRANT ALL ON secured TO x_odd_app;
SELECT aiehr.attach('secured', 'x_odd', 'people', :'map');
SET ROLE x_odd_app;
INSERT INTO secured VALUES ('s3', 's', NULL, 'b');
UPDATE secured SET name = name || '!';
DELETE FROM secured;
RESET ROLE;
SELECT * FROM people WHERE key LIKE 's%' ORDER BY key;

-- Rules and triggers decide what is written, and that comes in.
CREATE TABLE ruled (nr text, name text, mail text);
CREATE TABLE ruled_log (LIKE ruled);
SELECT aiehr.attach('ruled', 'x_odd', 'people', :'map');
CREATE RULE also AS ON INSERT TO ruled DO ALSO INSERT INTO ruled_log VALUES (new.*);
INSERT INTO ruled VALUES ('rule1', 'x');
CREATE RULE never AS ON UPDATE TO ruled DO INSTEAD NOTHING;
UPDATE ruled SET name = 'no';
CREATE FUNCTION choosy() RETURNS trigger LANGUAGE plpgsql AS
	'BEGIN IF new.name = ''skip'' THEN RETURN NULL; END IF; new.name := new.name || ''+''; RETURN new; END';
CREATE TRIGGER before BEFORE INSERT ON ruled FOR EACH ROW EXECUTE FUNCTION choosy();
INSERT INTO ruled VALUES ('rule2', 'skip'), ('rule3', 'y');
SELECT * FROM people WHERE key LIKE 'rule%' ORDER BY key;
-- what a subscription applies comes in where the triggers always fire, and else is named; attached anew it comes in
SET session_replication_role = replica;
INSERT INTO ruled VALUES ('applied', 'z');
RESET session_replication_role;
SELECT * FROM problems;
SELECT aiehr.detach('ruled');
SELECT aiehr.attach('ruled', 'x_odd', 'people', :'map');
ALTER TABLE ruled ENABLE ALWAYS TRIGGER aiehr_1_people_insert;
SET session_replication_role = replica;
INSERT INTO ruled VALUES ('applied2', 'z');
RESET session_replication_role;
ALTER TABLE ruled DISABLE TRIGGER aiehr_1_people_insert;
SELECT * FROM problems;
ALTER TABLE ruled ENABLE TRIGGER aiehr_1_people_insert;
SELECT * FROM people WHERE key LIKE 'applied%' ORDER BY key;

-- A row of which an expression fails: the table is named, what the error says of the value is not, and other tables are looked at.
CREATE TABLE broken (nr text, score text);
SELECT aiehr.attach('broken', 'x_odd', 'people', '{"external_key": "nr", "name": "(score::integer + 1)::text"}');
ALTER TABLE broken DISABLE TRIGGER USER;
INSERT INTO broken VALUES ('broken', 'confidential');
ALTER TABLE broken ENABLE TRIGGER USER;
SELECT * FROM problems;
SELECT aiehr._attached_problems('broken', 'people');
DROP TABLE broken;
SELECT relation, problem FROM problems;
SELECT aiehr.detach(relation) FROM aiehr.attachment WHERE source = 'host.broken';

-- A table that gets heirs, or becomes one, or a partition, after it was attached. Temporary and foreign tables and views are refused in attach.sql.
CREATE TABLE parent (nr text, name text, mail text);
SELECT aiehr.attach('parent', 'x_odd', 'people', :'map');
CREATE TABLE heir () INHERITS (parent);
CREATE TABLE grand (nr text, name text, mail text);
ALTER TABLE parent INHERIT grand;
INSERT INTO heir VALUES ('heir', 'h');
INSERT INTO parent VALUES ('parent', 'p');
SELECT * FROM people WHERE key ~ 'heir|parent';
CREATE TABLE whole (nr text, name text, mail text, k integer) PARTITION BY LIST (k);
CREATE TABLE part (nr text, name text, mail text, k integer);
SELECT aiehr.attach('part', 'x_odd', 'people', :'map');
ALTER TABLE whole ATTACH PARTITION part FOR VALUES IN (1);
INSERT INTO whole VALUES ('whole', 'w', NULL, 1);
SELECT relation, problem, advice FROM problems ORDER BY problem;
SELECT aiehr.detach('part');
SELECT aiehr.attach('whole', 'x_odd', 'people', :'map');
ALTER TABLE parent NO INHERIT grand;
ALTER TABLE heir NO INHERIT parent;
SELECT aiehr.attach('heir', 'x_odd', 'people', :'map');
SELECT relation, problem, advice FROM problems;
SELECT * FROM people WHERE key ~ 'heir|parent|whole' ORDER BY key;

-- Partitions of partitions, whose columns stand in another order; one that is taken out warns until it is detached.
CREATE TABLE sub (gone integer, mail text, k integer, name text, nr text) PARTITION BY RANGE (nr);
ALTER TABLE sub DROP gone;
CREATE TABLE sub1 (k integer, nr text, x text, name text, mail text);
ALTER TABLE sub1 DROP x;
ALTER TABLE sub ATTACH PARTITION sub1 DEFAULT;
ALTER TABLE whole ATTACH PARTITION sub FOR VALUES IN (2);
SELECT relation, problem, advice FROM problems;
SELECT aiehr.attach_partitions('whole');
INSERT INTO whole VALUES ('w1', 'top', NULL, 2);
INSERT INTO sub (nr, name, k) VALUES ('w2', 'middle', 2);
INSERT INTO sub1 (nr, name, k) VALUES ('w3', 'leaf', 2);
UPDATE whole SET k = 3 - k, name = name || '!' WHERE nr LIKE 'w%';
SELECT * FROM people WHERE key LIKE 'w%' ORDER BY key;
ALTER TABLE sub DETACH PARTITION sub1;
INSERT INTO sub1 (nr, name, k) VALUES ('w4', 'out', 2);
SELECT aiehr.detach('sub1');
INSERT INTO sub1 (nr, name, k) VALUES ('w5', 'out', 2);
SELECT * FROM problems;

-- Names with quotes, of an owner who is no superuser.
CREATE ROLE "x_odd ""O'wner""";
GRANT x_odd_owner TO "x_odd ""O'wner""";
CREATE SCHEMA "x_odd'Sch""ema" AUTHORIZATION "x_odd ""O'wner""";
SET ROLE "x_odd ""O'wner""";
CREATE TABLE "x_odd'Sch""ema"."T a'b""\c" ("N""r'" text, "group" text);
INSERT INTO "x_odd'Sch""ema"."T a'b""\c" VALUES ('q1', 'O''Neil "x" \y');
SELECT aiehr.attach(to_regclass('"x_odd''Sch""ema"."T a''b""\c"'), 'x_odd', 'people', '{"external_key": "\"N\"\"r''\"", "name": "\"group\" || '' ''''\"%s\\''"}');
UPDATE "x_odd'Sch""ema"."T a'b""\c" SET "group" = 'n';
SELECT problem FROM aiehr.check_attachments() WHERE relation::text LIKE '%Sch%';
SELECT aiehr.detach(relation) FROM aiehr.attachment WHERE source LIKE '%Sch%';
RESET ROLE;
SELECT * FROM people WHERE key LIKE 'q%';

SET client_min_messages = error;
DROP SCHEMA host CASCADE;
DROP SCHEMA "x_odd'Sch""ema" CASCADE;
DROP ROLE x_odd_app, "x_odd ""O'wner""";
SELECT aiehr.drop_workspace('x_odd', force => true);
DROP ROLE x_odd_owner, x_odd_hr, x_odd_loader, x_odd_analyst, x_odd_auditor;
