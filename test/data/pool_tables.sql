-- Tables that functions over a relation are called with, in a database that has workspace hr: people with records that are one, the
-- same in the ways that a table can be odd, staged rows of a file.
\set ON_ERROR_STOP 1
CREATE TABLE pool_people (gone integer, nr integer PRIMARY KEY, name text, mail text, tel text, at timestamptz, born date, id_number varchar(20), twice text GENERATED ALWAYS AS (name || name) STORED);
ALTER TABLE pool_people DROP COLUMN gone;
INSERT INTO pool_people SELECT i, (ARRAY['张伟','Ann Lee','O''Brien, Mary','王小明',NULL])[1 + i % 5] || i / 2, 'm' || i / 2 || '@example.org', '1380013' || lpad((i / 2)::text, 4, '0'),
	'2025-01-01'::timestamptz + i * interval '1 day', '1980-01-01'::date + i / 2, CASE WHEN i % 7 = 0 THEN '11010119900512001X' END FROM generate_series(1, 400) i;
CREATE TABLE "pool_Odd ""table" ("nr" integer, "na""me" text, "E Mail" text, "姓名" text);
INSERT INTO "pool_Odd ""table" VALUES (1, 'a', 'a@example.org', '张伟'), (NULL, NULL, NULL, NULL), (1, 'a', 'a@example.org', '张伟');
CREATE TABLE pool_none ();
CREATE TABLE pool_empty (nr integer, name text);
CREATE TABLE pool_parts (nr integer, name text, mail text, tel text, at timestamptz) PARTITION BY LIST (nr);
CREATE TABLE pool_part PARTITION OF pool_parts DEFAULT;
INSERT INTO pool_parts SELECT i, 'n' || i, NULL, NULL, '2025-01-01' FROM generate_series(1, 5) i;
CREATE VIEW pool_view AS SELECT nr, name, mail FROM pool_people;
CREATE SEQUENCE pool_sequence;
CREATE TABLE pool_staging (n bigint, line bigint, fields bytea[], fault text);
INSERT INTO pool_staging VALUES (1, 2, ARRAY['p1'::bytea, 'Ann'], NULL), (2, 3, ARRAY['\xff'::bytea, NULL], NULL), (3, 4, NULL, 'has too many columns'), (4, 5, '{}', NULL),
	(5, 6, ARRAY['{"external_key": "p1", "scores": {"a": 1}}'::bytea], NULL);
SELECT aiehr.attach('pool_people', 'hr', 'people', '{"external_key": "nr", "name": "name", "email": "mail"}');
