-- The organisation over time: plain UPDATEs keep what was before, no cycle at any moment, and what is said of a day stays.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET datestyle = ISO;
SELECT aiehr.create_workspace('x_org');
SET search_path = x_org, aiehr, public;

-- nothing yet
SELECT * FROM org_as_of();
SELECT * FROM headcount_as_of();
SELECT * FROM check_organisation();

INSERT INTO org_unit (code, name, parent, cost_centre) VALUES
	('co', 'Company', NULL, '1000'), ('rd', 'R&D', 'co', '2000'), ('web', 'The "web"', 'rd', NULL), ('core', 'Core', 'rd', NULL), ('sales', 'Sales', 'co', '3000'), ('asia', '亚洲', 'sales', NULL);
SELECT code, name, parent, level, path, ancestors, cost_centre, code_then, valid FROM org_as_of();
-- loading in two steps is no reorganisation: what was not known is filled in, from the beginning
INSERT INTO org_unit (code, name) VALUES ('lab', 'Lab');
UPDATE org_unit SET parent = 'rd', cost_centre = '2100' WHERE code = 'lab';
SELECT count(*) FROM org_unit_history;
SELECT path FROM org_as_of('1999-01-01') WHERE code = 'lab';

-- 1. Plain UPDATEs on a day

BEGIN;
SET LOCAL aiehr.effective_on = '2024-07-01';
UPDATE org_unit SET parent = 'sales', name = 'Web shop' WHERE code = 'web';
UPDATE org_unit SET parent = 'rd' WHERE code = 'asia';
COMMIT;
SELECT code, name, path FROM org_as_of('2024-06-30') ORDER BY path;
SELECT code, name, path FROM org_as_of('2024-07-01') ORDER BY path;
SELECT code, code_then, name, parent, cost_centre, valid FROM org_unit_version WHERE code IN ('web', 'asia') ORDER BY code, valid;
-- again on the same day: what never held for a day is not kept
BEGIN;
SET LOCAL aiehr.effective_on = '2024-07-01';
UPDATE org_unit SET name = 'Shop' WHERE code = 'web';
COMMIT;
SELECT name, valid FROM org_unit_version WHERE code = 'web' ORDER BY valid;
-- without a day it is today's in the workspace's time zone, and nothing changes for days before
UPDATE org_unit SET name = 'Research' WHERE code = 'rd';
SELECT name, lower(valid) = current_date AS today FROM org_unit_version WHERE code = 'rd' ORDER BY valid;
SELECT name FROM org_as_of(current_date - 1) WHERE code = 'rd' UNION ALL SELECT name FROM org_as_of() WHERE code = 'rd';
UPDATE policy SET time_zone = CASE WHEN extract(hour FROM now()) < 12 THEN 'Etc/GMT+12' ELSE 'Etc/GMT-14' END WHERE job IS NULL;
UPDATE org_unit SET name = 'Core team' WHERE code = 'core';
SELECT name, abs(lower(valid) - current_date) AS days_from_utc FROM org_unit_version WHERE code = 'core' ORDER BY valid;
UPDATE policy SET time_zone = 'UTC' WHERE job IS NULL;
-- an UPDATE that changes nothing writes nothing
SELECT count(*) FROM org_unit_history;
UPDATE org_unit SET name = name, valid = valid, parent = parent;
SELECT count(*) FROM org_unit_history;

-- 2. A plan, a correction of the past, and what was planned follows in what changed alone

BEGIN;
SET LOCAL aiehr.effective_on = '2999-01-01';
UPDATE org_unit SET parent = 'co' WHERE code = 'web';
COMMIT;
BEGIN;
SET LOCAL aiehr.effective_on = '2025-01-01';
UPDATE org_unit SET name = 'Digital', cost_centre = '4000' WHERE code = 'web';
COMMIT;
SELECT name, parent, cost_centre, valid FROM org_unit_version WHERE code = 'web' ORDER BY valid;
BEGIN;
SET LOCAL aiehr.effective_on = '-infinity';
UPDATE org_unit SET cost_centre = '4001' WHERE code = 'web';
SELECT name, parent, cost_centre, valid FROM org_unit_version WHERE code = 'web' ORDER BY valid;
ROLLBACK;
-- who writes all columns back brings no plan forward; a statement about a day does
BEGIN;
UPDATE org_unit SET name = 'Online', parent = parent, cost_centre = cost_centre, code = code WHERE code = 'web';
SELECT name, parent FROM org_as_of('2998-12-31') WHERE code = 'web';
SET LOCAL aiehr.effective_on = '2025-01-01';
UPDATE org_unit SET name = 'Online', parent = 'co' WHERE code = 'web';
SELECT name, parent, cost_centre, valid FROM org_unit_version WHERE code = 'web' ORDER BY valid;
-- and back: what is no change leaves no trace
UPDATE org_unit SET name = 'Shop', cost_centre = NULL, parent = 'sales' WHERE code = 'web';
SELECT name, parent, cost_centre, valid FROM org_unit_version WHERE code = 'web' ORDER BY valid;
SET LOCAL aiehr.effective_on = '-infinity';
UPDATE org_unit SET name = 'Shop', parent = 'sales', cost_centre = NULL WHERE code = 'web';
SELECT name, parent, cost_centre, valid FROM org_unit_version WHERE code = 'web' ORDER BY valid;
ROLLBACK;
SELECT path FROM org_as_of('2998-12-31') WHERE code = 'web' UNION ALL SELECT path FROM org_as_of('2999-01-01') WHERE code = 'web';
-- what is no day is no day
SET aiehr.effective_on = '2026-02-29';
SET aiehr.effective_on = '01.07.2024';
SET aiehr.effective_on = 'tomorrow';
SET aiehr.effective_on = '2024-07-01 ';
SHOW aiehr.effective_on;

-- 3. No cycles, at no moment

UPDATE org_unit SET parent = 'web' WHERE code = 'co';
UPDATE org_unit SET parent = 'co' WHERE code = 'co';
INSERT INTO org_unit (code, name, parent) VALUES ('a', 'A', 'b'), ('b', 'B', 'a');
-- none today, but rd is part of sales from 2024-09 to 2025-09 if this passes, and sales of rd since 2025-03
BEGIN;
SET LOCAL aiehr.effective_on = '2025-03-01';
UPDATE org_unit SET parent = 'rd' WHERE code = 'sales';
SET LOCAL aiehr.effective_on = '2025-09-01';
UPDATE org_unit SET parent = 'co' WHERE code = 'sales';
SAVEPOINT s;
SET LOCAL aiehr.effective_on = '2024-09-01';
UPDATE org_unit SET parent = 'sales' WHERE code = 'rd';
ROLLBACK TO s;
-- before it and after it there is room
SET LOCAL aiehr.effective_on = '2025-09-01';
UPDATE org_unit SET parent = 'sales' WHERE code = 'rd';
SELECT path FROM org_as_of('2025-08-31') WHERE code = 'sales' UNION ALL SELECT path FROM org_as_of('2025-09-01') WHERE code = 'rd';
ROLLBACK;
-- two in one statement that are a cycle for a while are none at its end
BEGIN;
UPDATE org_unit SET parent = CASE code WHEN 'rd' THEN 'core' WHEN 'core' THEN 'co' END WHERE code IN ('rd', 'core');
SELECT path FROM org_as_of() WHERE code = 'rd';
ROLLBACK;

-- 4. Units begin and end

UPDATE org_unit SET valid = '(,2025-01-01)' WHERE code = 'rd';
INSERT INTO org_unit (code, name, parent, valid) VALUES ('new', 'New', 'rd', '[2025-06-01,2025-12-01)');
INSERT INTO org_unit (code, name, parent) VALUES ('below', 'Below', 'new');
SELECT 1 AS there FROM org_as_of('2025-05-31') WHERE code = 'new' UNION ALL SELECT 2 FROM org_as_of('2025-06-01') WHERE code = 'new' UNION ALL SELECT 3 FROM org_as_of('2025-12-01') WHERE code = 'new';
-- who was part of something, or had a part, is not forgotten
DELETE FROM org_unit WHERE code = 'sales';
DELETE FROM org_unit WHERE code = 'new';

-- 5. Codes change, everybody follows, and the old one is known for its time

INSERT INTO job (code, title) VALUES ('dev', 'Developer');
INSERT INTO person (external_key) SELECT 'p' || n FROM generate_series(1, 6) n;
INSERT INTO employment (person_id, job, org_unit, manager_id, hired_on) VALUES (1, 'dev', 'web', 6, '2024-01-01'), (2, 'dev', 'core', NULL, '2024-01-01'), (3, 'dev', 'core', NULL, '2025-02-01'),
	(4, 'dev', NULL, NULL, '2024-01-01');
INSERT INTO employment (person_id, job, org_unit, hired_on, left_on, leave_reason) VALUES (5, 'dev', 'core', '2024-01-01', '2024-12-01', 'resigned');
BEGIN;
SET LOCAL aiehr.effective_on = '2025-10-01';
UPDATE org_unit SET code = 'kernel' WHERE code = 'core';
UPDATE org_unit SET code = 'commerce' WHERE code = 'sales';
COMMIT;
SELECT person_id, org_unit FROM employment ORDER BY id;
SELECT count(*) FROM employment_history;
SELECT code, code_then, name, valid FROM org_unit_version WHERE code = 'kernel' AND upper(valid) < '2026-01-01' ORDER BY valid;
SELECT code, code_then, parent, path FROM org_as_of('2025-09-30') WHERE code IN ('kernel', 'web') ORDER BY 1;
SELECT code_then, parent, valid FROM org_unit_version WHERE code = 'web' ORDER BY valid;
-- by the former code it may be called again, as another unit
INSERT INTO org_unit (code, name, parent) VALUES ('core', 'Another core', 'co');
SELECT code, name FROM org_as_of('2025-09-30') WHERE code_then = 'core' ORDER BY 1;

-- 6. People move

BEGIN;
SET LOCAL aiehr.effective_on = '2024-05-01';
UPDATE employment SET org_unit = 'lab' WHERE person_id = 1;
SET LOCAL aiehr.effective_on = '2025-05-01';
UPDATE employment SET manager_id = NULL, org_unit = 'kernel' WHERE person_id = 1;
COMMIT;
SELECT person_id, org_unit, manager_id, from_date, to_date, begun, ended FROM career_path WHERE person_id IN (1, 5) ORDER BY 1, from_date;
-- a correction within the history: only the manager, from the middle of the time in the lab on
BEGIN;
SET LOCAL aiehr.effective_on = '2024-10-01';
UPDATE employment SET manager_id = 2 WHERE person_id = 1;
SELECT org_unit, manager_id, from_date, to_date FROM career_path WHERE person_id = 1 ORDER BY from_date;
SELECT * FROM check_organisation();
ROLLBACK;
-- a place taken back is none, and a plan can be had earlier
BEGIN;
SET LOCAL aiehr.effective_on = '2024-05-01';
UPDATE employment SET org_unit = 'web', manager_id = 6 WHERE person_id = 1;
SELECT org_unit, manager_id, from_date, to_date FROM career_path WHERE person_id = 1 ORDER BY from_date;
SELECT count(*) FROM employment_history WHERE person_id = 1;
SET LOCAL aiehr.effective_on = '2999-01-01';
UPDATE employment SET org_unit = 'lab' WHERE person_id = 1;
SET LOCAL aiehr.effective_on = '2025-01-01';
UPDATE employment SET org_unit = 'lab' WHERE person_id = 1;
SELECT org_unit, manager_id, from_date, to_date FROM career_path WHERE person_id = 1 ORDER BY from_date;
ROLLBACK;
-- what was not known is filled in; a spell that is over is corrected; neither is a move
UPDATE employment SET org_unit = 'lab', manager_id = 2 WHERE person_id = 4;
UPDATE employment SET org_unit = 'web' WHERE person_id = 5;
SELECT person_id, org_unit, manager_id, from_date, to_date, begun, ended FROM career_path WHERE person_id IN (4, 5) ORDER BY 1, from_date;
-- today
UPDATE employment SET org_unit = 'web' WHERE person_id = 2;
SELECT org_unit, from_date = current_date AS today, begun FROM career_path WHERE person_id = 2 ORDER BY from_date;
-- nobody who is not there
UPDATE employment SET org_unit = 'nowhere' WHERE person_id = 2;
SELECT code, name, parent, level, people, people_below FROM headcount_as_of('2024-04-30') WHERE people_below > 0 ORDER BY path;
SELECT code, people, people_below FROM headcount_as_of('2025-05-01') WHERE people_below > 0 ORDER BY path;
INSERT INTO employment (person_id, job, hired_on) VALUES (6, 'dev', '2025-01-01');
SELECT code, people FROM headcount_as_of('2025-05-01') WHERE code IS NULL;
SELECT * FROM headcount_as_of('1999-01-01') WHERE people > 0;

-- a manager who is erased is forgotten, in the history too
SET client_min_messages = error;
UPDATE employment SET left_on = '2025-01-02', leave_reason = 'resigned' WHERE person_id = 6;
BEGIN;
SET LOCAL aiehr.effective_on = '2025-02-01';
UPDATE employment SET manager_id = 1 WHERE person_id = 3;
UPDATE employment SET manager_id = 6 WHERE person_id = 4;
COMMIT;
SELECT DISTINCT h.manager_id FROM employment_history h WHERE person_id = 1;
SELECT table_name, rows FROM erase_person(6, 'request') WHERE rows > 0;
SELECT count(*) FILTER (WHERE manager_id = 6) AS forgotten, count(*) AS kept FROM employment_history;
SELECT manager_id FROM employment WHERE person_id = 4;
SELECT export_person(1) -> 'employment_history' -> 0 ->> 'org_unit' AS exported;
SELECT table_name, rows FROM erase_person(5, 'request') WHERE rows > 0;
SET client_min_messages = warning;

-- 7. Studies keep the unit of the outcome window

SELECT person_id, org_unit, window_ends FROM study ORDER BY person_id;
-- two months of six in web, then the lab: the lab has more of them; what comes after the window is none of it
BEGIN;
SET LOCAL aiehr.effective_on = '2024-06-15';
UPDATE employment SET org_unit = 'lab' WHERE person_id = 2;
SELECT person_id, org_unit FROM study WHERE person_id = 2;
SELECT * FROM check_study();
SET LOCAL aiehr.effective_on = '2024-01-20';
UPDATE employment SET org_unit = 'web' WHERE person_id = 2;
SELECT person_id, org_unit FROM study WHERE person_id = 2;
SELECT * FROM check_study();
-- a unit that was left since is renamed: the study follows
SET LOCAL aiehr.effective_on = '';
UPDATE employment SET org_unit = 'lab' WHERE person_id = 2;
UPDATE org_unit SET code = 'www' WHERE code = 'web';
SELECT s.org_unit AS then, e.org_unit AS now FROM study s JOIN employment e ON e.id = s.employment_id WHERE s.person_id = 2;
SELECT * FROM check_study();
-- half of it each: the earlier
UPDATE policy SET outcome_window = '38 days' WHERE job IS NULL;
SELECT person_id, org_unit FROM study WHERE person_id = 2;
SELECT * FROM check_study();
SELECT rebuild_study();
SELECT person_id, org_unit FROM study WHERE person_id = 2;
ROLLBACK;
SELECT * FROM check_study();

-- 8. Whole reorganisations

SELECT * FROM reorganise('asia', 'co', '2025-11-01', 'apac', 'Asia Pacific');
SELECT path FROM org_as_of('2025-10-31') WHERE code = 'apac' UNION ALL SELECT path FROM org_as_of('2025-11-01') WHERE code = 'apac';
SELECT code, part_of, lower_inf(valid) AS from_the_beginning FROM reorganise('lab', NULL);
SELECT * FROM reorganise('co', 'apac', '2024-01-01');
SELECT * FROM reorganise('no such', NULL);
SELECT * FROM reorganise('lab', 'no such');
SHOW aiehr.effective_on;
-- the web is dissolved: what was in it goes on elsewhere
INSERT INTO org_unit (code, name, parent) VALUES ('shop', 'Shop', 'web');
SELECT * FROM dissolve_unit('web', 'kernel', '2026-03-01');
SELECT * FROM dissolve_unit('web', 'web');
SELECT * FROM dissolve_unit('web', 'no such', '2026-02-01');
SELECT * FROM dissolve_unit('no such', 'kernel');
SELECT * FROM dissolve_unit('web', 'kernel', '2026-03-02');
SELECT * FROM dissolve_unit('new', 'kernel', '2025-06-01');
SELECT code, parent, path FROM org_as_of('2026-02-28') WHERE code IN ('web', 'shop') ORDER BY 1;
SELECT code, parent, path FROM org_as_of('2026-03-01') WHERE code IN ('web', 'shop') ORDER BY 1;
SELECT * FROM check_organisation();

-- 9. Rights, isolation, and what the check sees

SET ROLE x_org_hr;
SELECT count(*) > 0 AS sees FROM org_as_of();
SELECT count(*) FROM reorganise('shop', 'kernel', '2026-04-01', new_name => 'Shops');
UPDATE org_unit SET name = 'Shopping' WHERE code = 'shop';
SELECT changed_by = current_user AS by_me FROM org_unit_history ORDER BY id DESC LIMIT 1;
SELECT units, people FROM dissolve_unit('shop', 'kernel', '2026-05-01');
DELETE FROM org_unit_history;
DELETE FROM employment_history;
UPDATE org_unit_history SET name = 'x';
RESET ROLE;
SET ROLE x_org_analyst;
SELECT count(*) FROM org_as_of();
RESET ROLE;
BEGIN ISOLATION LEVEL REPEATABLE READ;
UPDATE org_unit SET name = 'R' WHERE code = 'rd';
ROLLBACK;
CREATE TRIGGER wrong AFTER UPDATE ON org_unit FOR EACH ROW EXECUTE FUNCTION aiehr._org_unit_serialise('org_unit');
UPDATE org_unit SET name = 'R' WHERE code = 'rd';
DROP TRIGGER wrong ON org_unit;
CREATE TRIGGER wrong AFTER UPDATE ON org_unit FOR EACH STATEMENT EXECUTE FUNCTION aiehr._org_unit_changed('org_unit');
UPDATE org_unit SET name = 'R' WHERE code = 'rd';
DROP TRIGGER wrong ON org_unit;
-- the exclusion holds against whoever writes there
INSERT INTO org_unit_history (unit_id, code, name, valid) SELECT unit_id, code, name, valid FROM org_unit_history LIMIT 1;
INSERT INTO employment_history (employment_id, person_id, valid) SELECT employment_id, person_id, valid FROM employment_history LIMIT 1;
SET session_replication_role = replica;
UPDATE org_unit SET parent = 'lab' WHERE code = 'co';
UPDATE org_unit SET parent = 'co' WHERE code = 'lab';
UPDATE org_unit SET valid = '[2024-02-01,)' WHERE code = 'kernel';
DELETE FROM employment_history WHERE id = (SELECT min(id) FROM employment_history WHERE person_id = 1);
RESET session_replication_role;
SELECT * FROM check_organisation();
-- and the tree does not run for ever
SELECT count(*) FROM org_as_of();

RESET search_path;
SET client_min_messages = error;
DROP SCHEMA x_org CASCADE;
DROP ROLE x_org_owner, x_org_hr, x_org_loader, x_org_analyst, x_org_auditor;
