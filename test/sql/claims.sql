-- Claims of sources, conflicts between them, and the golden record that follows.
\set SHOW_CONTEXT never
\set VERBOSITY terse
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SELECT aiehr.create_workspace('x_claims');
SET search_path = x_claims, aiehr, public;
CREATE VIEW golden AS SELECT person_id, field, value, also, n_claims AS n, reason, round(confidence::numeric, 3) AS confidence, flagged FROM golden_value;
CREATE VIEW disputed AS
	SELECT person_id, field, conflicting, severity, status, proposed, round(confidence::numeric, 3) AS confidence, resolution, how, reason, reopened FROM conflict;

-- the catalogue of fields
SELECT code, kind, multiple, rule, severity, half_life FROM profile_field ORDER BY place;

-- 1. One source fills in what it says; an invalid value stays as a claim and never becomes the golden value

INSERT INTO person (external_key, country) VALUES ('E1', 'CN'), ('E2', 'CN'), ('E3', 'GB');
SELECT * FROM record_claims('{"source": "resume", "external_id": "r1", "person": "E1", "received_at": "2026-01-10",
	"claims": {"name": " 张伟 ", "email": "ZHANGWEI@163.com", "phone": ["138 0013 8000", "+86 139-0013-9000"], "id_number": "110101199005120017",
		"education_highest": "本科", "city": "北京", "employer": "", "title": null}}');
SELECT * FROM golden ORDER BY field;
SELECT field, raw, normalised, valid, note FROM claim WHERE person_id = 1 ORDER BY id;
-- name, e-mail and telephone of the person follow
SELECT id, name, email, phone FROM person ORDER BY id;
-- the same record again changes nothing, also where the person is not named
SELECT status, n_claims FROM record_claims('{"source": "resume", "external_id": "r1", "person": "E1", "received_at": "2026-01-10",
	"claims": {"name": " 张伟 ", "email": "ZHANGWEI@163.com", "phone": ["138 0013 8000", "+86 139-0013-9000"], "id_number": "110101199005120017",
		"education_highest": "本科", "city": "北京", "employer": "", "title": null}}');
-- a record that says something else withdraws what it said before
SELECT status, n_claims, n_invalid FROM record_claims('{"source": "resume", "external_id": "r1", "received_at": "2026-01-11",
	"claims": {"name": " 张伟 ", "email": "zhangwei@163.com", "phone": "13800138000", "id_number": "110101199005120019", "education_highest": "本科"}}');
SELECT field, raw, valid, withdrawn_at IS NOT NULL AS withdrawn FROM claim WHERE person_id = 1 ORDER BY field, id;
SELECT * FROM golden ORDER BY field;

-- 2. What says the same is no conflict: spellings, a name in pinyin, an abbreviation, a year and a month in it, a second telephone

SELECT line, status FROM record_claims('[
	{"source": "form", "external_id": "f2", "person": "E2", "received_at": "2026-02-01", "claims": {"name": "李娜", "school": "北大", "graduated_on": "2019",
		"phone": "13800138001", "employer": "云帆科技有限公司", "birth_date": "1990年5月12日", "education_highest": "大学本科"}},
	{"source": "resume", "external_id": "r2", "person": "E2", "received_at": "2026-03-01", "claims": {"name": "LI Na", "school": "北京大学", "graduated_on": "2019-07",
		"phone": "13900139001", "employer": "云帆科技", "birth_date": "1990/05/12", "education_highest": "本科"}}]');
SELECT * FROM golden WHERE person_id = 2 ORDER BY field;
SELECT count(*) AS conflicts FROM conflict;
-- first, highest and degree are fields of their own, so a degree taken later beside the job is none either
SELECT status FROM record_claims('{"source": "form", "external_id": "f3", "person": "E2", "received_at": "2026-03-02",
	"claims": {"education_first": "大专", "degree": "学士"}}');
SELECT field, value, reason FROM golden WHERE person_id = 2 AND field ~ 'educ|degree' ORDER BY field;
SELECT count(*) AS conflicts FROM conflict;

-- 3. 本科 in the resume, 大专 in the form: a conflict that waits for somebody, whatever is proposed

SELECT status FROM record_claims('{"source": "interview", "external_id": "i2", "person_id": 2, "received_at": "2026-03-05", "claims": {"education_highest": "大专"}}');
SELECT * FROM disputed ORDER BY person_id, field;
SELECT conflict_id, person_id, field, severity, conflicting, proposed, n_claims, n_sources, claimed FROM conflict_open;
SELECT * FROM golden WHERE person_id = 2 AND field = 'education_highest';
-- a reason is needed, and a value that can be read
SELECT resolve_conflict(1, '本科', ' ');
SELECT resolve_conflict(1, 'no level at all', 'seen');
SELECT resolve_conflict(99, '本科', 'seen');
SELECT resolve_conflict(1, '大专', 'diploma seen');
SELECT * FROM disputed ORDER BY person_id, field;
SELECT * FROM golden WHERE person_id = 2 AND field = 'education_highest';
SELECT action, rule, subject, subject_id FROM audit_log WHERE action = 'resolve_conflict';
-- the same source says the same again: nothing new
SELECT status FROM record_claims('{"source": "resume", "external_id": "r2b", "person": "E2", "received_at": "2026-04-01", "claims": {"education_highest": "本科"}}');
SELECT status, how, reason, reopened FROM disputed ORDER BY person_id, field;
-- another one contradicts: it opens again, and only a hand closes it
SELECT status FROM record_claims('{"source": "hris", "external_id": "h2", "person": "E2", "received_at": "2026-04-02", "claims": {"education_highest": "本科"}}');
SELECT * FROM disputed ORDER BY person_id, field;
SELECT resolve_conflict(1, NULL, 'as proposed');
SELECT status, resolution, how, reason, reopened FROM disputed ORDER BY person_id, field;

-- 4. What evidence decides: a date that an identity number bears out, two against one, a placeholder

SELECT count(*) FROM record_claims('[
	{"source": "resume", "external_id": "r4", "person": "E3", "received_at": "2026-01-01", "claims": {"birth_date": "1985-01-01", "name": "Jim Smith", "city": "London"}},
	{"source": "ats", "external_id": "a4", "person": "E3", "received_at": "2026-01-02", "claims": {"birth_date": "1985-07-30", "name": "James Smith", "city": "Leeds"}},
	{"source": "form", "external_id": "f4", "person": "E3", "received_at": "2026-01-03", "claims": {"birth_date": "1985-07-30", "name": "SMITH, James", "city": "London"}}]');
SELECT * FROM golden WHERE person_id = 3 ORDER BY field;
SELECT * FROM disputed WHERE person_id = 3 ORDER BY field;
INSERT INTO person (external_key, country) VALUES ('E4', 'CN'), ('E5', 'CN');
SELECT count(*) FROM record_claims('[
	{"source": "form", "external_id": "f5", "person": "E4", "received_at": "2026-01-01", "claims": {"id_number": "110101199005120019"}},
	{"source": "form", "external_id": "f6", "person": "E5", "received_at": "2026-01-01", "claims": {"id_number": "110101199005120019", "birth_date": "1990-12-05"}}]');
-- without a claim the identity number fills in the birth date; against one it decides
SELECT * FROM golden WHERE person_id > 3 ORDER BY person_id, field;
SELECT * FROM disputed WHERE person_id > 3 ORDER BY field;
-- two telephones that look like a slip for each other are a conflict, though there may be several
SELECT count(*) FROM record_claims('[
	{"source": "form", "external_id": "f7", "person": "E4", "received_at": "2026-01-01", "claims": {"phone": "13800138000"}},
	{"source": "resume", "external_id": "r7", "person": "E4", "received_at": "2026-01-02", "claims": {"phone": ["13800138001", "13511112222"]}}]');
SELECT * FROM disputed WHERE field = 'phone';

-- 5. Rules and trust

UPDATE profile_field SET rule = 'latest' WHERE code = 'city';
SELECT value, reason FROM golden WHERE person_id = 3 AND field = 'city';
UPDATE profile_field SET rule = 'trust' WHERE code = 'city';
INSERT INTO source_trust VALUES ('ats', 'city', 0.99);
SELECT value, reason FROM golden WHERE person_id = 3 AND field = 'city';
UPDATE profile_field SET rule = 'manual' WHERE code = 'city';
SELECT value, reason, flagged FROM golden WHERE person_id = 3 AND field = 'city';
DELETE FROM source_trust;
UPDATE profile_field SET rule = 'agreement' WHERE code = 'city';
UPDATE source SET trust = 0.999 WHERE code = 'ats';
SELECT value, reason, flagged FROM golden WHERE person_id = 3 AND field = 'city';
UPDATE source SET trust = 0.9 WHERE code = 'ats';

-- 6. What stood in person before is weighed too, and what somebody writes over it

INSERT INTO person (external_key, name, email, phone, country) VALUES ('E6', '王芳', 'wf@qq.com', '13700137000', 'CN');
SELECT status FROM record_claims('{"source": "form", "external_id": "f8", "person": "E6", "received_at": "2026-01-01", "claims": {"name": "王放", "phone": "13700137000"}}');
SELECT c.field, c.raw, r.source FROM claim c JOIN source_record r ON r.id = c.source_record_id WHERE c.person_id = 6 ORDER BY c.field, r.source;
SELECT field, value, reason FROM golden WHERE person_id = 6 ORDER BY field;
SELECT name, email, phone FROM person WHERE id = 6;
UPDATE person SET name = '王方', phone = '13600136000' WHERE external_key = 'E6';
SELECT field, value, also, reason FROM golden WHERE person_id = 6 ORDER BY field;
SELECT name, email, phone FROM person WHERE id = 6;
SELECT * FROM disputed WHERE person_id = 6;
-- a value that fails its check is kept as a claim and not as the truth
UPDATE person SET phone = '12' WHERE external_key = 'E6';
SELECT phone FROM person WHERE id = 6;
SELECT raw, valid, note FROM claim WHERE person_id = 6 AND NOT valid;

-- 7. A conflict goes when what contradicts goes; a field goes with its last claim

SELECT status FROM record_claims('{"source": "form", "external_id": "f6", "received_at": "2026-05-01", "claims": {"id_number": "110101199005120019", "birth_date": "1990-05-12"}}');
SELECT * FROM disputed WHERE person_id = 5;
SELECT * FROM golden WHERE person_id = 5 ORDER BY field;
SELECT status FROM record_claims('{"source": "form", "external_id": "f6", "received_at": "2026-05-02", "claims": {}}');
SELECT count(*) FROM golden_value WHERE person_id = 5;

-- 8. All follows from the claims: checked, made again, and the same

SELECT * FROM check_golden();
SELECT count(*) FROM record_claims('{"source": "form", "external_id": "f5b", "person": "E4", "claims": {"birth_date": "no day"}}');
SELECT field, value, n, reason FROM golden WHERE person_id = 4 AND field = 'birth_date';
SELECT * FROM check_golden();
CREATE TEMP TABLE before AS SELECT * FROM golden_value;
DELETE FROM golden_value;
SELECT count(*) > 0 AS found FROM check_golden();
SELECT rebuild_golden();
SELECT count(*) AS differ FROM (SELECT * FROM golden_value EXCEPT SELECT * FROM before UNION ALL (SELECT * FROM before EXCEPT SELECT * FROM golden_value)) d;
SELECT * FROM check_golden();
-- faults are found
UPDATE golden_value SET n_claims = 7 WHERE person_id = 1 AND field = 'name';
DELETE FROM golden_value WHERE person_id = 2 AND field = 'school';
UPDATE conflict SET conflicting = '{6}' WHERE id = 1;
SELECT * FROM check_golden();
SELECT rebuild_golden();
SELECT * FROM check_golden();

-- 9. Quality

SELECT field, n_people, n_filled, n_claims, round(valid::numeric, 3) AS valid, round(in_conflict::numeric, 3) AS in_conflict, n_open, age_days > 0 AS aged,
	round(claim_error_rate::numeric, 3) AS claim_error_rate FROM data_quality;
SELECT record_data_quality() AS fields;
SELECT record_data_quality() AS fields;
SELECT count(*), count(DISTINCT day) FROM data_quality_history;
SELECT field, n_filled, round(claim_error_rate::numeric, 3) AS claim_error_rate, round(expected_error_rate::numeric, 3) AS expected_error_rate, n_open FROM data_error_rate;
SELECT * FROM autofill WHERE field IN ('name', 'education_highest', 'phone') ORDER BY field;
-- fewer people than the smallest group: nothing
UPDATE policy SET smallest_group = 10 WHERE job IS NULL;
SELECT (SELECT count(*) FROM data_quality), (SELECT count(*) FROM data_error_rate), (SELECT count(*) FROM autofill);
UPDATE policy SET smallest_group = 5 WHERE job IS NULL;

-- 10. Wrong calls say which record it is, and nothing of a call that fails is stored

SELECT * FROM record_claims(NULL);
SELECT * FROM record_claims('"x"');
SELECT * FROM record_claims('[{"source": "s", "external_id": "1", "person": "E1", "claims": {}}, 7]');
SELECT * FROM record_claims('{"external_id": "1", "person": "E1", "claims": {}}');
SELECT * FROM record_claims('{"source": "@hand", "external_id": "1", "person": "E1", "claims": {}}');
SELECT * FROM record_claims('{"source": "s", "person": "E1", "claims": {}}');
SELECT * FROM record_claims('{"source": "s", "external_id": "1", "person": "E1"}');
SELECT * FROM record_claims('{"source": "s", "external_id": "1", "person": "E1", "confidence": 2, "claims": {}}');
SELECT * FROM record_claims('{"source": "s", "external_id": "1", "person": "nobody", "claims": {}}');
SELECT * FROM record_claims('{"source": "s", "external_id": "1", "claims": {}}');
SELECT * FROM record_claims('{"source": "s", "external_id": "1", "person": 1, "claims": {}}');
SELECT * FROM record_claims('{"source": "s", "external_id": "1", "person_id": "1", "claims": {}}');
SELECT * FROM record_claims('{"source": "s", "external_id": "1", "person": "E1", "received_at": "infinity", "claims": {}}');
SELECT * FROM record_claims('{"source": "s", "external_id": "1", "person": "E1", "claims": {"shoe_size": "43"}}');
SELECT * FROM record_claims('{"source": "resume", "external_id": "r1", "person": "E2", "claims": {}}');
SELECT count(*) FROM source WHERE code = 's';
-- two of one id in a call: the later one counts
SELECT line, status, n_claims FROM record_claims('[{"source": "it''s", "external_id": "1", "person": "E1", "claims": {"city": "O''Hare"}},
	{"source": "it''s", "external_id": "1", "person": "E1", "claims": {"city": "O\"Hare"}}]');
SELECT value FROM golden WHERE person_id = 1 AND field = 'city';
SELECT * FROM record_claims('[]');
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT status FROM record_claims('{"source": "form", "external_id": "x", "person": "E1", "claims": {"city": "Rome"}}');
ROLLBACK;
TRUNCATE claim;

-- 11. Erasure and export reach all of it

SELECT jsonb_array_length(export_person(2) -> 'claim') AS claims, jsonb_array_length(export_person(2) -> 'golden_value') AS golden,
	jsonb_array_length(export_person(2) -> 'conflict') AS conflicts, jsonb_array_length(export_person(2) -> 'source_record') AS records;
SELECT table_name, rows FROM erase_person(2, 'request') WHERE rows > 0;
SELECT (SELECT count(*) FROM claim WHERE person_id = 2), (SELECT count(*) FROM golden_value WHERE person_id = 2), (SELECT count(*) FROM conflict WHERE person_id = 2),
	(SELECT count(*) FROM source_record WHERE person_id = 2);

-- 12. Roles: hr records, decides and reads; loaders record; analysts read groups

SET ROLE x_claims_hr;
SELECT count(*) FROM record_claims('{"source": "form", "external_id": "hr1", "person": "E3", "claims": {"title": "Lead"}}');
SELECT count(*) > 0 AS reads FROM claim;
SELECT count(*) AS open FROM conflict_open;
INSERT INTO claim (person_id, field, raw, normalised, valid, source_record_id) VALUES (1, 'name', 'x', 'x', true, 1);
UPDATE golden_value SET value = 'x';
SET ROLE x_claims_loader;
SELECT count(*) FROM record_claims('{"source": "form", "external_id": "l1", "person": "E3", "claims": {"title": "Lead"}}');
SELECT count(*) FROM claim;
SELECT resolve_conflict(1, NULL, 'x');
SET ROLE x_claims_analyst;
SELECT count(*) > 0 AS reads FROM data_quality;
SELECT count(*) FROM conflict_open;
RESET ROLE;
SELECT * FROM check_golden();

RESET search_path;
DROP SCHEMA x_claims CASCADE;
DROP ROLE x_claims_owner, x_claims_hr, x_claims_loader, x_claims_analyst, x_claims_auditor;
