-- Host tables of people, applications and performance facts that are attached, for the crash harness: what is in them is in the
-- workspace, whoever was merged, parted or erased meanwhile and however the server ended.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
CREATE EXTENSION aiehr;
SELECT aiehr.create_workspace('hr');
INSERT INTO hr.job (code, title) VALUES ('j1', 'One'), ('j2', 'Two');
INSERT INTO hr.criterion (code) VALUES ('m');
CREATE SCHEMA host;
CREATE TABLE host.cand (id integer PRIMARY KEY, name text, mail text, at timestamptz DEFAULT clock_timestamp());
CREATE TABLE host.app (id integer PRIMARY KEY, who integer, job text, state text, at timestamptz);
CREATE TABLE host.fact (id integer PRIMARY KEY, who integer, mark float8);
INSERT INTO host.cand SELECT n, 'Name ' || n, 'm' || n || '@example.org' FROM generate_series(1, 60) n;
SELECT aiehr.attach('host.cand', 'hr', 'people', '{"external_key": "id", "name": "name", "email": "mail", "last_activity": "at"}');
SELECT aiehr.attach('host.app', 'hr', 'applications', '{"external_key": "who", "job": "job", "opened_at": "at", "stage": "state"}');
SELECT aiehr.attach('host.fact', 'hr', 'performance_facts',
	'{"external_key": "who", "external_id": "id", "criterion": "''m''", "value": "mark", "period": "''[2025-01-01,2025-02-01)''"}');
