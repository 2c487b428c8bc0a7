-- Assessments as they are stored, whoever stores them and how: scales, memory of messages, records that are not rewritten.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET search_path = "$user", public, aiehr;

-- The keyed hash is HMAC-SHA-256: cases 1, 2 and 6 (a key longer than a block) of RFC 4231.
SELECT aiehr._keyed_hash(decode(repeat('0b', 20), 'hex'), 'Hi There')
	= '\xb0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7' AS case_1,
	aiehr._keyed_hash('Jefe', 'what do ya want for nothing?')
	= '\x5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843' AS case_2,
	aiehr._keyed_hash(decode(repeat('aa', 131), 'hex'), 'Test Using Larger Than Block-Size Key - Hash Key First')
	= '\x60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54' AS case_6,
	aiehr._keyed_hash(NULL, 'x') IS NULL AS strict;

SELECT aiehr.create_workspace('x_intake');
INSERT INTO x_intake.job (code, title) VALUES ('dev', 'Developer'), ('ops', 'Operator');
INSERT INTO x_intake.indicator (code, kind, lo, hi, outside) VALUES
	('coding', 'hard', 0, 100, 'error'), ('minutes', 'hard', 60, 0, 'error'), ('pulse', 'soft', 50, 100, 'clamp'), ('calm', 'soft', 100, 50, 'clamp');
INSERT INTO x_intake.criterion (code, lo, hi) VALUES ('rating', 1, 5), ('errors', 10, 0);
INSERT INTO x_intake.criterion (code) VALUES ('sales');
INSERT INTO x_intake.instrument (code, version) VALUES ('iv', '1'), ('iv', '2');
INSERT INTO x_intake.person (external_key) SELECT 'p' || i FROM generate_series(1, 6) i;
INSERT INTO x_intake.application (person_id, job, opened_at, last_activity) SELECT i, 'dev', '2025-01-01', '2025-01-01' FROM generate_series(1, 5) i;

-- Raw cards become scores of 0 to 100: reversed where lo is above hi, the nearest bound where the indicator clamps. Raw stays.
INSERT INTO x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'v', 'a1', 'iv', '1', '2025-02-01', '{"coding": 84.5, "minutes": 18}'),
		(1, 1, 'v', 'a2', 'iv', '1', '2025-02-02', '{"pulse": 130, "calm": 30}'),
		(1, 1, 'v', 'a3', 'iv', '1', '2025-02-03', '{"pulse": 20, "calm": 130}'),
		(2, 2, 'v', 'a4', 'iv', '2', '2025-02-03', '{"coding": 0, "minutes": 60, "pulse": 75, "calm": 75}'),
		(2, 2, 'v', 'a5', 'iv', '2', '2025-02-03', '{"coding": 100, "minutes": 0, "pulse": 50, "calm": 50}')
	RETURNING external_id, raw, scores;

-- scores are the trigger's: what the statement says of them does not count
INSERT INTO x_intake.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw, scores)
	VALUES (3, 3, 'iv', '1', '2025-02-01', '{"coding": 10}', '{"coding": 99}') RETURNING scores;

-- a scale as wide as numbers go
INSERT INTO x_intake.indicator (code, kind, lo, hi) VALUES ('wide', 'hard', -1.7e308, 1.7e308);
INSERT INTO x_intake.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	VALUES (3, 3, 'iv', '1', '2025-02-01', '{"wide": 0.85e308}') RETURNING scores;

-- more sets of keys in one statement than are remembered: each row is scored by its own
INSERT INTO x_intake.indicator (code, kind, lo, hi) SELECT 'i' || i, 'hard', 0, i FROM generate_series(1, 50) i;
BEGIN;
WITH n AS (
	INSERT INTO x_intake.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	SELECT 3, 3, 'iv', '1', '2025-02-01', scorecard_agg('i' || i, i / 2.0) FROM generate_series(1, 50) i, generate_series(1, 3) k GROUP BY k, i ORDER BY k, i
	RETURNING scores
)
SELECT count(*), min(e.value), max(e.value) FROM n, each(n.scores) e;
ROLLBACK;

-- Outside a scale nothing is stored; the error names indicator, scale and assessment, not the value. Nor for what is no indicator.
SELECT count(*) AS before FROM x_intake.assessment \gset
INSERT INTO x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'v', 'good', 'iv', '1', '2025-02-01', '{"coding": 1}'), (1, 1, 'v', 'bad', 'iv', '1', '2025-02-01', '{"coding": 100.0001}');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'v', 'bad', 'iv', '1', '2025-02-01', '{"minutes": -1}');
INSERT INTO x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'v', 'bad', 'iv', '1', '2025-02-01', '{"coding": 1, "charm": 5}');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'v', 'bad', 'iv', '1', '2025-02-01', '{}');
\echo :LAST_ERROR_SQLSTATE
-- only who chose not to be scored has no scores
INSERT INTO x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw, status)
	VALUES (1, 1, 'v', 'none', 'iv', '1', '2025-02-01', '{}', 'not_scored_by_choice') RETURNING scores;
UPDATE x_intake.assessment SET status = 'valid' WHERE external_id = 'none';
\echo :LAST_ERROR_SQLSTATE
UPDATE x_intake.assessment SET status = 'withdrawn' WHERE external_id = 'none';
-- the application, or the spell, is the person's own
INSERT INTO x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 2, 'v', 'bad', 'iv', '1', '2025-02-01', '{"coding": 1}');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO x_intake.employment (person_id, job, hired_on) VALUES (6, 'ops', '2024-01-01');
INSERT INTO x_intake.assessment (person_id, employment_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (5, 1, 'v', 'bad', 'iv', '1', '2025-02-01', '{"coding": 1}');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) - :before AS stored, count(*) FILTER (WHERE external_id = 'bad') AS bad FROM x_intake.assessment;

-- COPY goes the same way.
COPY x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw) FROM STDIN;
4	4	v	c1	iv	1	2025-03-01 00:00:00+00	{"coding": 20, "minutes": 30}
4	4	v	c2	iv	1	2025-03-02 00:00:00+00	{"coding": 30, "minutes": 45}
\.
SELECT external_id, scores FROM x_intake.assessment WHERE person_id = 4 ORDER BY id;
-- a row of another person's application
COPY x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw) FROM STDIN;
4	1	v	c3	iv	1	2025-03-01 00:00:00+00	{"coding": 20}
\.
SELECT count(*) FROM x_intake.assessment WHERE external_id = 'c3';

-- Messages are remembered by keyed hashes, the last activity moves on but never back and never into the future, the outbox tells.
SELECT r.vendor, r.external_id, r.assessment_id = m.id AS same, r.person_id, r.status, octet_length(r.external_hash) AS external_hash,
	octet_length(r.content_hash) AS content_hash
FROM x_intake.received r JOIN x_intake.assessment m USING (vendor, external_id) ORDER BY r.id;
SELECT count(DISTINCT external_hash) AS external, count(DISTINCT content_hash) AS content, count(*) FROM x_intake.received;
SELECT id, last_activity FROM x_intake.application ORDER BY id;
INSERT INTO x_intake.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	VALUES (5, 5, 'iv', '1', '2024-01-01', '{"coding": 1}');
SELECT last_activity FROM x_intake.application WHERE id = 5;
BEGIN;
INSERT INTO x_intake.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	VALUES (5, 5, 'iv', '1', '2999-01-01', '{"coding": 1}');
SELECT last_activity = now() AS now FROM x_intake.application WHERE id = 5;
ROLLBACK;
SELECT o.event, count(*), count(m.id) AS of_assessments FROM x_intake.outbox o LEFT JOIN x_intake.assessment m ON m.id = o.item_id
	WHERE o.topic = 'assessment' GROUP BY o.event;

-- The same message again: the index refuses it while it is live, ON CONFLICT passes over it.
INSERT INTO x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'v', 'a1', 'iv', '1', '2025-02-01', '{"coding": 84.5, "minutes": 18}') ON CONFLICT (vendor, external_id) DO NOTHING RETURNING id;
SELECT count(*) FROM x_intake.received WHERE external_id = 'a1';
INSERT INTO x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'v', 'a1', 'iv', '1', '2025-02-01', '{"coding": 1}')
	ON CONFLICT (vendor, external_id) DO UPDATE SET raw = excluded.raw;
\echo :LAST_ERROR_SQLSTATE

-- A stored assessment is a record.
UPDATE x_intake.assessment SET raw = '{"coding": 1}' WHERE external_id = 'a1';
UPDATE x_intake.assessment SET scores = '{"coding": 1}' WHERE external_id = 'a1';
UPDATE x_intake.assessment SET taken_at = '2025-02-02' WHERE external_id = 'a1';
UPDATE x_intake.assessment SET instrument_version = '2' WHERE external_id = 'a1';
UPDATE x_intake.assessment SET external_id = 'other' WHERE external_id = 'a1';
UPDATE x_intake.assessment SET model = 'other' WHERE external_id = 'a1';
UPDATE x_intake.assessment SET person_id = 2 WHERE external_id = 'a1';
UPDATE x_intake.assessment SET application_id = 2 WHERE external_id = 'a1';
\echo :LAST_ERROR_SQLSTATE
-- its status is not part of it, and writing the same value changes nothing
UPDATE x_intake.assessment SET status = 'withdrawn', raw = raw WHERE external_id = 'a1' RETURNING status;
UPDATE x_intake.assessment SET status = 'valid' WHERE external_id = 'a1';
-- an instrument that gets another code takes its assessments along
UPDATE x_intake.instrument SET code = 'interview' WHERE code = 'iv' AND version = '1';
SELECT DISTINCT instrument, instrument_version FROM x_intake.assessment ORDER BY 1, 2;
UPDATE x_intake.assessment SET instrument = 'iv', instrument_version = '2' WHERE external_id = 'a1';
-- when the application goes to another person, as in a merge, its assessments follow
BEGIN;
UPDATE x_intake.application SET person_id = 6 WHERE id = 1;
UPDATE x_intake.assessment SET person_id = 6 WHERE application_id = 1;
SELECT count(*) FROM x_intake.assessment WHERE person_id = 6;
ROLLBACK;

-- What was deleted by hand stays known, and names nobody.
DELETE FROM x_intake.assessment WHERE external_id = 'a2';
SELECT vendor, external_id, assessment_id, person_id, status FROM x_intake.received WHERE status = 'purged';
INSERT INTO x_intake.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'v', 'a2', 'iv', '2', '2025-02-02', '{"pulse": 130, "calm": 30}');
\echo :LAST_ERROR_SQLSTATE

-- A leaver's rows go to the archive, where the others of theirs are; a message that is there is still known.
UPDATE x_intake.employment SET left_on = '2024-06-01', leave_reason = 'resigned' WHERE id = 1;
INSERT INTO x_intake.assessment (person_id, employment_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (6, 1, 'v', 'late', 'iv', '2', '2024-05-01', '{"coding": 50}');
SELECT (SELECT count(*) FROM x_intake.assessment WHERE person_id = 6) AS live, scores FROM x_intake.assessment_archive WHERE person_id = 6;
INSERT INTO x_intake.assessment (person_id, employment_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
	VALUES (6, 1, 'v', 'late', 'iv', '2', '2024-05-01', '{"coding": 50}');
\echo :LAST_ERROR_SQLSTATE
SELECT status, assessment_id = (SELECT id FROM x_intake.assessment_archive) AS same FROM x_intake.received WHERE external_id = 'late';
DELETE FROM x_intake.assessment_archive WHERE person_id = 6;
SELECT count(*) FROM x_intake.received WHERE external_id = 'late';

-- Facts lie within the scale of their criterion, whichever way it runs; a criterion without a scale takes any.
INSERT INTO x_intake.performance_fact (person_id, criterion, period, value) VALUES
	(1, 'rating', '[2025-01-01,2025-02-01)', 1), (1, 'rating', '[2025-01-01,2025-02-01)', 5), (1, 'errors', '[2025-01-01,2025-02-01)', 0),
	(1, 'errors', '[2025-01-01,2025-02-01)', 10), (1, 'sales', '[2025-01-01,2025-02-01)', -1e9);
INSERT INTO x_intake.performance_fact (person_id, criterion, period, value) VALUES
	(1, 'rating', '[2025-01-01,2025-02-01)', 3), (1, 'rating', '[2025-01-01,2025-02-01)', 5.01);
\echo :LAST_ERROR_SQLSTATE
INSERT INTO x_intake.performance_fact (person_id, criterion, period, value) VALUES (1, 'errors', '[2025-01-01,2025-02-01)', 10.5);
COPY x_intake.performance_fact (person_id, criterion, period, value) FROM STDIN;
1	rating	[2025-01-01,2025-02-01)	0.5
\.
UPDATE x_intake.performance_fact SET value = value + 1 WHERE criterion = 'rating';
SELECT criterion, value FROM x_intake.performance_fact ORDER BY id;

-- TRUNCATE would leave derived data behind.
TRUNCATE x_intake.assessment, x_intake.answer;
TRUNCATE x_intake.performance_fact;
\echo :LAST_ERROR_SQLSTATE
SET client_min_messages = error;
TRUNCATE x_intake.person CASCADE;
TRUNCATE x_intake.application CASCADE;
TRUNCATE x_intake.employment CASCADE;
TRUNCATE x_intake.job CASCADE;
SET client_min_messages = warning;

-- Trigger functions are not called by hand nor put where they do not belong.
SELECT aiehr._assessment_before_insert();
CREATE TABLE public.intake_other (id bigint, raw scorecard);
CREATE TRIGGER t BEFORE INSERT ON public.intake_other FOR EACH ROW EXECUTE FUNCTION aiehr._assessment_before_insert('assessment');
INSERT INTO public.intake_other VALUES (1, '{}');
CREATE OR REPLACE TRIGGER t BEFORE INSERT ON public.intake_other FOR EACH ROW EXECUTE FUNCTION aiehr._assessment_before_update('assessment');
INSERT INTO public.intake_other VALUES (1, '{}');
CREATE OR REPLACE TRIGGER t AFTER INSERT ON public.intake_other FOR EACH STATEMENT EXECUTE FUNCTION aiehr._assessment_after_insert('assessment');
INSERT INTO public.intake_other VALUES (1, '{}');
CREATE OR REPLACE TRIGGER t AFTER INSERT ON public.intake_other FOR EACH STATEMENT EXECUTE FUNCTION aiehr._facts_check('performance_fact');
INSERT INTO public.intake_other VALUES (1, '{}');
DROP TABLE public.intake_other;

-- what the triggers kept is what the tables say
SELECT * FROM x_intake.check_standing();
SELECT aiehr.drop_workspace('x_intake', force => true);
DROP ROLE x_intake_owner, x_intake_hr, x_intake_loader, x_intake_analyst, x_intake_auditor;
