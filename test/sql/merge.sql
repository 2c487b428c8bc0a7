-- Two records of one person become one, and two again, to the last row.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET datestyle = ISO;
SELECT aiehr.create_workspace('x_merge');
SET search_path = x_merge, aiehr, public;

INSERT INTO org_unit (code, name) VALUES ('rd', 'R&D');
INSERT INTO job (code, title) VALUES ('dev', 'Developer'), ('ops', 'Operator');
INSERT INTO indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 100), ('team', 'soft', 0, 100);
INSERT INTO criterion (code, lo, hi) VALUES ('delivery', 0, 100);
INSERT INTO predictor_map (indicator, criterion) VALUES ('coding', 'delivery');
INSERT INTO instrument (code, version) VALUES ('iv', '1');
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"coding": 1, "team": 1}', 'approved', 'lead'),
	('dev', 'performance', '{"delivery": 1}', 'approved', 'lead');
INSERT INTO talent_pool (code, name, population, share) VALUES ('fresh', 'Fresh', 'candidates', 0.5);
-- 1 and 2 are the same person, 3 is another, 4 rates, 5 is the first one's third record
INSERT INTO person (external_key, name, email, phone) VALUES ('a-1', 'Zhang Wei', NULL, '+8613800000001'),
	('b-7', '张伟', 'wei@example.com', '+8613800000002'), ('a-3', 'Li Na', 'li@example.com', NULL), (NULL, 'Rater', NULL, NULL),
	('c-9', 'O''Zhang "Wei"', NULL, NULL);
INSERT INTO person_alias (source, external_key, person_id) VALUES ('ats', 'B-7', 2);
INSERT INTO application (person_id, job, stage, opened_at, last_activity) VALUES
	(1, 'dev', 'applied', '2025-01-10', '2025-01-10'), (2, 'dev', 'interview', '2025-01-12', '2025-01-12'), (2, 'ops', 'applied', '2025-01-12', '2025-01-12'),
	(3, 'dev', 'applied', '2025-01-10', '2025-01-10'), (5, 'ops', 'screening', '2025-01-13', '2025-01-13');
INSERT INTO assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw) VALUES
	(1, 1, 'acme', 'iv-1', 'iv', '1', '2025-01-11', '{"coding": 61}'), (2, 2, 'acme', 'iv-2', 'iv', '1', '2025-01-12 08:00:00.123456', '{"coding": 70.3, "team": 55}'),
	(2, 3, 'acme', 'iv-3', 'iv', '1', '2025-01-13', '{"team": 44}'), (5, 5, 'acme', 'iv-4', 'iv', '1', '2025-01-14', '{"team": 33.3}');
INSERT INTO answer (assessment_id, person_id, question, body, answered_at) SELECT id, person_id, 'why', 'because "I" can''t', '2025-01-12' FROM assessment;
INSERT INTO protected_attribute (person_id, attribute, value, source) VALUES (1, 'sex', 'M', 'form'), (2, 'sex', 'M', 'form'), (2, 'race_ethnicity', 'Asian', 'form');
INSERT INTO talent_pool_member (pool, person_id, job, reason) VALUES ('fresh', 1, 'dev', 'by hand'), ('fresh', 2, 'dev', 'by hand'), ('fresh', 2, 'ops', 'by hand');
INSERT INTO consent (person_id, purpose, given_at) VALUES (1, 'talent_pool', '2025-01-10'), (2, 'talent_pool', '2025-01-12');
SELECT hire(4, 'rd', '2025-02-01', manager_id => 2);
INSERT INTO performance_fact (person_id, criterion, period, value, rater_id, rater_kind) VALUES
	(3, 'delivery', '[2025-03-01,2025-04-01)', 30, 2, 'manager'), (3, 'delivery', '[2025-04-01,2025-05-01)', 35, 1, 'peer'),
	(3, 'delivery', '[2025-05-01,2025-06-01)', 40, 2, 'manager');
-- sources that agree on a mailbox and contradict each other on a degree
SELECT line, status FROM record_claims('[
	{"source": "resume", "external_id": "r1", "person_id": 1, "claims": {"name": "张伟", "education_highest": "本科"}},
	{"source": "form", "external_id": "f2", "person_id": 2, "claims": {"name": "张伟", "education_highest": "大专", "email": "wei@example.com"}}]');

-- every row of every table about people, to be compared
CREATE FUNCTION everything() RETURNS TABLE (of_table text, entry text) LANGUAGE plpgsql AS $$
DECLARE
	t			text;
BEGIN
	FOR t IN SELECT DISTINCT table_name FROM personal_data WHERE table_name NOT IN ('person_merge', 'person_merge_row', 'never_merge', 'audit_payload', 'suppression')
		UNION SELECT 'application_stage' ORDER BY 1 LOOP
		RETURN QUERY EXECUTE format('SELECT %L, x::text FROM %I x', t, t);
	END LOOP;
END $$;
CREATE TABLE before AS SELECT * FROM everything();

-- 1. What is refused
SELECT merge_people(1, 1, 'same');
SELECT merge_people(1, 2, '');
SELECT merge_people(1, 99, 'same phone');
SELECT place_hold(2, 'charge') IS NOT NULL AS held;
SELECT merge_people(1, 2, 'same phone');
SELECT lift_hold(2);
DELETE FROM legal_hold;
DELETE FROM audit_payload;
-- two open spells of one job exclude each other, and nothing is half done
BEGIN;
INSERT INTO employment (person_id, job, hired_on) VALUES (1, 'dev', '2025-02-01'), (2, 'dev', '2025-03-01');
SAVEPOINT here;
SELECT merge_people(1, 2, 'same phone');
ROLLBACK TO here;
SELECT count(*) FROM person_merge;
ROLLBACK;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT merge_people(1, 2, 'same phone');
ROLLBACK;

-- 2. One person: the application that went further has the results of both, what was twice is there once
SELECT merge_people(1, 2, 'same phone') AS id \gset
SELECT id, external_key, name, email, phone FROM person ORDER BY id;
SELECT source, external_key, person_id FROM person_alias ORDER BY 1, 2;
SELECT id, person_id, job, stage FROM application ORDER BY id;
SELECT id, person_id, application_id, taken_at, scores FROM assessment ORDER BY id;
SELECT application_id, array_agg(stage ORDER BY id) FROM application_stage WHERE application_id IN (1, 2) GROUP BY 1;
SELECT person_id, count(*) FROM answer GROUP BY 1 ORDER BY 1;
SELECT person_id, attribute, value FROM protected_attribute ORDER BY 1, 2;
SELECT pool, person_id, job FROM talent_pool_member ORDER BY 2, 3;
SELECT person_id, purpose, given_at FROM consent ORDER BY given_at;
SELECT person_id, manager_id FROM employment;
SELECT person_id, rater_id FROM performance_fact ORDER BY id;
SELECT person_id, rater_id, n_facts FROM study;
SELECT person_id, job, assessed, round(fit_score::numeric, 3) AS fit FROM standing ORDER BY 1, 2;
SELECT person_id, kept_id, dropped_id, reason, merged_by = session_user AS by_me, unmerged_at FROM person_merge;
SELECT * FROM check_standing();
SELECT * FROM check_study();
SELECT * FROM check_lifecycle();
SELECT field, value, reason, flagged FROM golden_value WHERE person_id = 1 ORDER BY 1;
SELECT person_id, field, conflicting, status FROM conflict ORDER BY 2;
SELECT * FROM check_golden();
SELECT topic, item_id, event FROM outbox WHERE topic = 'person';
SELECT action, subject_id, n FROM audit_log WHERE action = 'merge';
-- who is asked for by the old id is told where they are
SELECT merge_people(2, 3, 'wrong id');

-- 3. Apart again: every row as it was
SELECT unmerge(:id, 'two people after all');
SELECT coalesce(a.of_table, b.of_table) AS of_table, a.entry AS now, b.entry AS before
FROM everything() a FULL JOIN before b USING (of_table, entry)
WHERE a.entry IS NULL OR b.entry IS NULL;
SELECT count(*) > 30 AS something FROM before;
SELECT * FROM check_standing();
SELECT * FROM check_study();
SELECT person_id, other_id, reason FROM never_merge;
SELECT merge_people(2, 1, 'again');
SELECT unmerge(:id, 'again');
SELECT unmerge(99, 'unknown');
SELECT unmerge(NULL, 'unknown');

-- 4. What came in between stays with the one who was kept; what was changed or deleted is not brought back
DELETE FROM never_merge;
SELECT merge_people(1, 2, 'once more') AS id \gset
INSERT INTO assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 3, 'acme', 'iv-9', 'iv', '1', '2025-02-13', '{"team": 99}');
UPDATE person SET email = 'new@example.com' WHERE id = 1;
DELETE FROM consent WHERE given_at = '2025-01-12';
SELECT unmerge(:id, 'apart');
SELECT person_id, array_agg(external_id ORDER BY id) FROM assessment GROUP BY 1 ORDER BY 1;
SELECT id, email FROM person WHERE id IN (1, 2) ORDER BY id;
SELECT count(*) FROM consent WHERE person_id = 2;
SELECT * FROM check_standing();
DELETE FROM never_merge;

-- 5. A chain is undone from its end
TRUNCATE before;
INSERT INTO before SELECT * FROM everything();
SELECT merge_people(1, 2, 'first') AS first \gset
SELECT merge_people(5, 1, 'second') AS second \gset
SELECT unmerge(:first, 'wrong');
SELECT id, kept_id, dropped_id, person_id FROM person_merge WHERE unmerged_at IS NULL ORDER BY id;
SELECT id, person_id, job, stage FROM application ORDER BY id;
SELECT source, external_key FROM person_alias ORDER BY 1, 2;
SELECT unmerge(:second, 'wrong');
SELECT unmerge(:first, 'wrong');
SELECT id, external_key, name FROM person ORDER BY id;
SELECT id, person_id, job, stage FROM application ORDER BY id;
DELETE FROM never_merge;
-- and an earlier one beside it is not held up, unless a row that it brought was set aside
SELECT merge_people(1, 5, 'fifth') AS first \gset
SELECT merge_people(1, 2, 'second') AS second \gset
SELECT unmerge(:first, 'wrong');
SELECT unmerge(:second, 'wrong'), unmerge(:first, 'wrong');
-- all is as before, but that what stood in the row of 5, who had made no claim, was taken for one when claims came to it
SELECT of_table, count(a.entry) AS now, count(b.entry) AS before
FROM everything() a FULL JOIN before b USING (of_table, entry)
WHERE a.entry IS NULL OR b.entry IS NULL
GROUP BY 1 ORDER BY 1;
DELETE FROM never_merge;
SELECT merge_people(1, 2, 'first') AS first \gset
SELECT merge_people(3, 4, 'beside') AS beside \gset
SELECT unmerge(:first, 'wrong');

-- 6. Kept apart by hand; the log goes with the person
SELECT keep_apart(3, 1, 'twins') > 0 AS noted;
SELECT keep_apart(1, 3, 'twins, seen both') > 0 AS noted;
SELECT reason FROM never_merge WHERE 3 IN (person_id, other_id);
SELECT merge_people(3, 1, 'same birth date');
SELECT keep_apart(3, 3, 'one');
SELECT keep_apart(3, 77, 'nobody');
SELECT count(*) > 0 AS logged FROM person_merge_row;
SELECT table_name, rows FROM erase_person(1, 'GDPR art. 17') WHERE table_name LIKE '%merge%';
SELECT (SELECT count(*) FROM person_merge WHERE person_id = 1), (SELECT count(*) FROM person_merge_row r JOIN person_merge m ON m.id = r.merge_id WHERE m.person_id = 1);
-- not for everybody
CREATE ROLE regress_merge;
GRANT USAGE ON SCHEMA x_merge, aiehr TO regress_merge;
GRANT ALL ON ALL TABLES IN SCHEMA x_merge TO regress_merge;
SET ROLE regress_merge;
SELECT merge_people(3, 4, 'no right');
SELECT aiehr._execute_aside('policy', 'SELECT 1');
SELECT aiehr._refresh_people('policy', '{3}');
RESET ROLE;
-- what a source noted meanwhile under the key of who comes back is that person's
INSERT INTO person (external_key, name) VALUES ('late-1', 'Late'), ('late-2', 'Later');
SELECT merge_people((SELECT id FROM person WHERE external_key = 'late-1'), (SELECT id FROM person WHERE external_key = 'late-2'), 'same') AS late \gset
INSERT INTO person_alias (source, external_key, person_id) SELECT s, k, id FROM person, (VALUES ('crm', 'late-2'), ('crm', 'late-3')) v (s, k) WHERE person.external_key = 'late-1';
SELECT unmerge(:late, 'two') IS NOT NULL AS parted;
SELECT p.external_key, a.source, a.external_key AS also FROM person p LEFT JOIN person_alias a ON a.person_id = p.id WHERE p.external_key LIKE 'late%' ORDER BY p.external_key, a.external_key;
DROP TABLE before;
DROP FUNCTION everything();
SELECT aiehr.drop_workspace('x_merge', true);
DROP OWNED BY regress_merge;
DROP ROLE regress_merge;
DROP ROLE x_merge_owner, x_merge_hr, x_merge_loader, x_merge_analyst, x_merge_auditor;
