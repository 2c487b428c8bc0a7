-- What test/sql/attach_encoding.sql does in each of its databases, with the key of an indicator and that of a person in the variables
-- `key` and `person`. All workspaces hash with one key, as those of one dump do.
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
SELECT NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'aiehr') AS new \gset
\if :new
CREATE EXTENSION aiehr;
\endif
BEGIN;
SELECT aiehr.create_workspace('x_enc');
UPDATE x_enc.secret SET key = sha256('one');
INSERT INTO x_enc.job (code, title) VALUES (:'key', 'Developer');
INSERT INTO x_enc.indicator (code, kind, lo, hi) VALUES (:'key', 'hard', 0, 100);
INSERT INTO x_enc.instrument (code, version) VALUES ('iv', '1');
CREATE TABLE test (id text PRIMARY KEY, cand text, code text, points float8);
INSERT INTO test VALUES ('1', :'person', :'key', 50), (:'person', 'p2', :'key', 60);
SELECT aiehr.attach('test', 'x_enc', 'people', '{"external_key": "cand", "claim.city": "cand"}');
SELECT aiehr.attach('test', 'x_enc', 'assessments', '{"external_key": "cand", "external_id": "id", "job": "code", "instrument": "''iv''",
	"instrument_version": "''1''", "taken_at": "''2025-03-02 09:30+00''::timestamptz", "scores": "jsonb_build_object(code, points)"}');
UPDATE test SET points = points + 1;
UPDATE test SET points = 50 WHERE id = '1';
DELETE FROM test WHERE id = :'person';
SELECT p.external_key, a.external_id, a.scores, a.status FROM x_enc.assessment a JOIN x_enc.person p ON p.id = a.person_id ORDER BY a.id;
SELECT encode(external_hash, 'hex') AS external_hash, encode(content_hash, 'hex') AS content_hash FROM x_enc.received ORDER BY external_hash;
SELECT raw, normalised, valid, note, withdrawn_at IS NOT NULL AS withdrawn FROM x_enc.claim ORDER BY id;
SELECT * FROM aiehr.check_attachments();
ROLLBACK;
