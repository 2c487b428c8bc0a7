-- The register of personal data against the catalogue: a table that holds people and is not entered fails this test.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SELECT aiehr.create_workspace('x_register');
SET search_path = x_register, aiehr, public;

-- columns that point to a person, by name or by foreign key
CREATE VIEW pointing AS
	SELECT c.relname AS table_name, a.attname AS column_name
	FROM pg_class c
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'x_register'::regnamespace AND c.relkind IN ('r', 'p')
		AND (a.attname ~ '(^|_)(person|rater|manager|reviewer|employee|candidate)_id$'
			OR EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = c.oid AND f.confrelid = 'person'::regclass AND a.attnum = ANY (f.conkey)));
SELECT p.table_name, p.column_name AS not_registered_as_key
FROM pointing p
WHERE NOT EXISTS (SELECT FROM personal_data d WHERE d.table_name = p.table_name AND d.column_name = p.column_name AND d.data_class = 'key');

-- free text, values and documents in tables about people, which could say anything
SELECT p.table_name, a.attname AS not_registered
FROM (SELECT DISTINCT table_name FROM pointing UNION SELECT 'person' UNION SELECT 'application_stage') p
JOIN pg_class c ON c.relname = p.table_name AND c.relnamespace = 'x_register'::regnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE (a.atttypid IN ('jsonb'::regtype, 'json'::regtype, 'bytea'::regtype, 'aiehr.scorecard'::regtype)
		OR a.attname IN ('name', 'email', 'phone', 'body', 'reason', 'value', 'comment', 'note', 'text', 'summary', 'title', 'address', 'external_key', 'raw_text', 'normalised'))
	AND NOT EXISTS (SELECT FROM personal_data d WHERE d.table_name = c.relname AND d.column_name = a.attname)
ORDER BY 1, 2;

-- nothing is entered that is not there
SELECT d.table_name, d.column_name AS not_in_catalogue
FROM personal_data d
WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(quote_ident(d.table_name)) AND a.attname = d.column_name AND NOT a.attisdropped);

-- each table is reached: by a key of its own or by a foreign key to a table that has one
SELECT DISTINCT d.table_name AS not_walked
FROM personal_data d
WHERE d.on_erase <> 'keep'
	AND d.table_name NOT IN (SELECT table_name FROM aiehr._purge('policy', NULL, '{}', true));
-- nothing but what names nobody is kept
SELECT table_name, column_name FROM personal_data WHERE on_erase = 'keep' ORDER BY 1, 2;

-- a foreign key never points from what is deleted later to what is deleted before it, so the walk does not stumble
SELECT c.conrelid::regclass AS child, c.confrelid::regclass AS parent
FROM pg_constraint c
JOIN (SELECT table_name, max(step) AS step FROM personal_data WHERE on_erase = 'delete' GROUP BY 1) child ON child.table_name::text = c.conrelid::regclass::text
JOIN (SELECT table_name, max(step) AS step FROM personal_data WHERE on_erase = 'delete' GROUP BY 1) parent ON parent.table_name::text = c.confrelid::regclass::text
WHERE c.contype = 'f' AND c.connamespace = 'x_register'::regnamespace AND c.conrelid <> c.confrelid AND c.confdeltype = 'a' AND child.step > parent.step;

-- a table of somebody's own is found by the first query, and walked once it is entered
SET ROLE x_register_owner;
CREATE TABLE badge (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person_id bigint NOT NULL REFERENCES person, note text);
CREATE TABLE "badge ""use""" (id bigint PRIMARY KEY, badge_id bigint NOT NULL REFERENCES badge, "what was said" text);
RESET ROLE;
SELECT p.table_name, p.column_name AS not_registered_as_key FROM pointing p
WHERE NOT EXISTS (SELECT FROM personal_data d WHERE d.table_name = p.table_name AND d.column_name = p.column_name AND d.data_class = 'key');
INSERT INTO personal_data (table_name, column_name, data_class, on_erase, step) VALUES ('badge', 'person_id', 'key', 'delete', 5), ('badge', 'note', 'words', 'delete', 5);
INSERT INTO person (name) VALUES ('Somebody'), ('Else');
INSERT INTO badge (person_id, note) VALUES (1, 'lost'), (2, 'found');
SELECT table_name, rows FROM erase_person(1, 'request') WHERE rows > 0;
-- one that hangs off it, with a name that needs quoting
INSERT INTO "badge ""use""" VALUES (1, 2, 'hello');
INSERT INTO personal_data (table_name, column_name, data_class, on_erase, step) VALUES ('badge "use"', 'what was said', 'words', 'delete', 5);
SELECT export_person(2) -> 'badge "use"' AS exported;
SELECT table_name, rows FROM erase_person(2, 'request') WHERE rows > 0;
SELECT count(*) FROM "badge ""use""";
RESET ROLE;

RESET search_path;
DROP SCHEMA x_register CASCADE;
DROP ROLE x_register_owner, x_register_hr, x_register_loader, x_register_analyst, x_register_auditor;
