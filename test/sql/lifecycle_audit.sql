-- The audit log: append-only, chained when transactions are over, every fault found and named.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SELECT aiehr.create_workspace('x_audit');
SET search_path = x_audit, aiehr, public;
INSERT INTO person (external_key, name) SELECT 'p' || n, 'Somebody' FROM generate_series(1, 3) n;
SELECT place_hold(n, 'charge ' || n) IS NOT NULL AS held FROM generate_series(1, 3) n;
SELECT lift_hold(1);

-- nothing takes a row back or changes it
DELETE FROM audit_log;
DELETE FROM audit_log WHERE false;
UPDATE audit_log SET n = 5;
UPDATE audit_log SET chain = '\x00', n = n + 1;
TRUNCATE audit_log CASCADE;
TRUNCATE audit_log, audit_payload;
INSERT INTO audit_log (id, action, acting_role) VALUES (1, 'x', 'y') ON CONFLICT DO NOTHING;
MERGE INTO audit_log l USING (SELECT 1::bigint AS id) s ON l.id = s.id WHEN MATCHED THEN DELETE;
-- nor for those who may read it
SELECT r, has_table_privilege('x_audit_' || r, 'audit_log', 'SELECT') AS reads, has_table_privilege('x_audit_' || r, 'audit_log', 'INSERT, UPDATE, DELETE, TRUNCATE') AS writes
FROM unnest('{hr,loader,analyst,auditor}'::text[]) r;

-- 1. The chain
SELECT count(*) FROM audit_log WHERE chain IS NOT NULL;
SELECT head IS NOT NULL AS head, sealed, total FROM seal_audit();
SELECT id, action, subject_id, link, length(chain) AS bytes FROM audit_log ORDER BY link;
SELECT * FROM verify_audit();
SELECT head, sealed, total FROM seal_audit() \gset
SELECT :sealed AS sealed, :total AS total;
-- the first link is the hash of the first row's text, the next of link and text
SELECT l.link, l.chain = sha256(coalesce(lag(l.chain) OVER (ORDER BY l.link), '') || convert_to(audit_text(l), 'UTF8')) AS as_said FROM audit_log l ORDER BY 1;
-- rows of this very transaction wait for its end
BEGIN;
SELECT place_hold(1, 'again') IS NOT NULL AS held;
SELECT sealed, total FROM seal_audit();
COMMIT;
SELECT sealed, total FROM seal_audit();
SELECT * FROM verify_audit(:'head');
-- a row sealed is changed no more, not even its link
UPDATE audit_log SET chain = NULL, link = NULL WHERE id = 1;
UPDATE audit_log SET chain = '\x01' WHERE id = 1;

-- 2. Whoever gets around the trigger is found
SET session_replication_role = replica;
BEGIN;
UPDATE audit_log SET n = 7 WHERE id = 2;
SELECT * FROM verify_audit();
ROLLBACK;
BEGIN;
DELETE FROM audit_payload WHERE audit_id = 3;
DELETE FROM audit_log WHERE id = 3;
SELECT * FROM verify_audit();
ROLLBACK;
-- changed with a link that fits: the next one does not
BEGIN;
UPDATE audit_log l SET n = 7 WHERE id = 2;
UPDATE audit_log l SET chain = sha256((SELECT b.chain FROM audit_log b WHERE b.link = l.link - 1) || convert_to(audit_text(l), 'UTF8')) WHERE id = 2;
SELECT * FROM verify_audit();
ROLLBACK;
-- the end cut off shows only against a head kept elsewhere
BEGIN;
DELETE FROM audit_payload WHERE audit_id >= 3;
DELETE FROM audit_log WHERE link >= 3;
SELECT * FROM verify_audit();
SELECT * FROM verify_audit(:'head');
ROLLBACK;
BEGIN;
UPDATE audit_payload SET payload = '{"reason": "none"}' WHERE audit_id = 2;
SELECT * FROM verify_audit();
ROLLBACK;
BEGIN;
UPDATE audit_log SET link = NULL WHERE id = 2;
SELECT * FROM verify_audit() ORDER BY 1, 2;
ROLLBACK;
RESET session_replication_role;

-- 3. The payload can be erased, the chain holds
SELECT lift_hold(2);
SELECT count(*) FROM audit_payload WHERE person_id = 2;
SELECT table_name, rows FROM erase_person(2, 'GDPR art. 17') WHERE rows > 0;
SELECT count(*) FROM audit_payload WHERE person_id = 2;
SELECT count(*) FROM audit_log WHERE payload_hash IS NOT NULL AND NOT EXISTS (SELECT FROM audit_payload p WHERE p.audit_id = audit_log.id);
SELECT * FROM verify_audit(:'head');

-- 4. Rows that a dump brought from a server whose transactions were ahead of ours
INSERT INTO audit_log (action, acting_role, xid) VALUES ('from elsewhere', 'somebody', '999999999999');
SELECT sealed > 0 AS sealed FROM seal_audit();
SELECT count(*) FROM audit_log WHERE chain IS NULL;
SELECT * FROM verify_audit(:'head');

-- 5. Auditors verify and seal; a log with nothing in it is sound
SET ROLE x_audit_auditor;
SELECT sealed FROM x_audit.seal_audit();
SELECT * FROM x_audit.verify_audit(:'head');
SELECT count(*) > 0 AS reads FROM x_audit.audit_log;
UPDATE x_audit.audit_log SET n = 1;
RESET ROLE;
SELECT lift_hold(1), lift_hold(3);
SELECT aiehr.create_workspace('x_audit2');
SELECT head, sealed, total FROM x_audit2.seal_audit();
SELECT * FROM x_audit2.verify_audit();
DROP SCHEMA x_audit2 CASCADE;

-- 6. Written only where a workspace was entered
SET search_path = pg_catalog;
SELECT aiehr._audit('x', NULL, NULL, NULL, 1);
SELECT aiehr._audit_link(NULL, NULL, NULL);
SET search_path = x_audit, aiehr, public;
CREATE TABLE elsewhere (id bigint);
CREATE TRIGGER t BEFORE INSERT ON elsewhere FOR EACH ROW EXECUTE FUNCTION aiehr._audit_guard('x');
INSERT INTO elsewhere VALUES (1);

RESET search_path;
DROP SCHEMA x_audit CASCADE;
DROP ROLE x_audit_owner, x_audit_hr, x_audit_loader, x_audit_analyst, x_audit_auditor;
DROP ROLE x_audit2_owner, x_audit2_hr, x_audit2_loader, x_audit2_analyst, x_audit2_auditor;
