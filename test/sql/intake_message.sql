-- Messages with assessments: whom and what they name, what is refused, and that the same message again changes nothing.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'Asia/Shanghai';
SET datestyle = 'ISO';
SET search_path = "$user", public, aiehr;
SELECT aiehr.create_workspace('x_msg');
INSERT INTO x_msg.job (code, title) VALUES ('dev', 'Developer'), ('ops', 'Operator');
INSERT INTO x_msg.indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 100), ('minutes', 'hard', 60, 0);
INSERT INTO x_msg.instrument (code, version) VALUES ('iv', '1'), ('iv', '2');

-- A message of the test: what is given replaces what it says; a key with null is taken out.
CREATE FUNCTION pg_temp.m(jsonb, id text DEFAULT 'm1') RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('person', '{"external_key": "C-1"}'::jsonb, 'job', 'dev', 'vendor', 'acme', 'external_id', id,
		'instrument', 'iv', 'instrument_version', '1', 'taken_at', '2025-03-02T09:30:00+08:00', 'scores', '{"coding": 82}'::jsonb) || $1) $$;
-- What is stored, in numbers.
CREATE FUNCTION pg_temp.stored(OUT people bigint, OUT applications bigint, OUT assessments bigint, OUT answers bigint, OUT received bigint)
	LANGUAGE sql AS $$ SELECT (SELECT count(*) FROM x_msg.person), (SELECT count(*) FROM x_msg.application), (SELECT count(*) FROM x_msg.assessment),
		(SELECT count(*) FROM x_msg.answer), (SELECT count(*) FROM x_msg.received) $$;
-- How a message is refused.
CREATE FUNCTION pg_temp.refused(message jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; said text; detail text; hint text;
BEGIN
	RETURN 'accepted as ' || coalesce(x_msg.record_assessment(message)::text, 'NULL');
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', state, said, nullif(detail, ''), nullif(hint, ''));
END $$;

-- Person and application are made, at the time of the act.
SELECT x_msg.record_assessment('{
  "person": {"external_key": "C-1", "name": "Ada", "email": " Ada@Example.com ", "phone": "+86 (10) 1234-5678", "country": "CN"},
  "job": "dev", "vendor": "acme", "external_id": "m1", "instrument": "iv", "instrument_version": "1", "kind": "interview",
  "taken_at": "2025-03-02T09:30:00+08:00", "model": "acme-7b", "model_version": "2025-02",
  "scores": {"coding": 82, "minutes": 18}, "answers": [{"question": "Why?", "text": "Because."}, {"question": "How?", "text": ""}]}');
SELECT id, external_key, name, email, phone, country, email_key, phone_key FROM x_msg.person;
SELECT id, person_id, job, stage, opened_at, last_activity FROM x_msg.application;
SELECT id, person_id, application_id, employment_id, vendor, external_id, instrument, instrument_version, kind, taken_at, raw, scores, model, model_version, status
	FROM x_msg.assessment;
SELECT assessment_id, person_id, question, body, answered_at FROM x_msg.answer ORDER BY id;
SELECT * FROM pg_temp.stored();

-- The same again, by other keys of the person and in another way of writing the time: the same id, nothing more.
SELECT x_msg.record_assessment('{
  "person": {"email": "ada@example.com"}, "job": "dev", "vendor": "acme", "external_id": "m1", "instrument": "iv", "instrument_version": "1",
  "taken_at": "2025-03-02 01:30Z", "model": "acme-7b", "model_version": "2025-02", "scores": {"minutes": 18.0, "coding": 8.2e1},
  "answers": [{"question": "How?", "text": null}, {"question": "Why?", "text": "Because."}]}');
SELECT * FROM pg_temp.stored();

-- Anything else under the same id is an error, and stores nothing.
\set first '{"person": {"id": 1}, "model": "acme-7b", "model_version": "2025-02", "scores": {"coding": 82, "minutes": 18}}'
SELECT pg_temp.refused(pg_temp.m(:'first'));
SELECT what, pg_temp.refused(pg_temp.m(:'first'::jsonb || change)) FROM (VALUES
	('score', '{"scores": {"coding": 82, "minutes": 18.5}}'::jsonb), ('time', '{"taken_at": "2025-03-02T09:30:01+08:00"}'), ('kind', '{"kind": "reassessment"}'),
	('version', '{"instrument_version": "2"}'), ('model', '{"model": null}'), ('status', '{"status": "withdrawn"}'), ('job', '{"job": "ops"}'),
	('answers', '{"answers": [{"question": "Why?", "text": "Because."}]}'), ('answers', '{"answers": [{"question": "Why?", "text": "No."}, {"question": "How?"}]}'),
	('application', '{"job": null, "application_id": 2}')) v (what, change);
SELECT pg_temp.refused(pg_temp.m(:'first'::jsonb || '{"job": null, "application_id": 1}'));
INSERT INTO x_msg.person (external_key, email, name) VALUES ('C-2', 'bob@example.com', 'Bob');
SELECT pg_temp.refused(pg_temp.m(:'first'::jsonb || '{"person": {"external_key": "C-2"}}'));
-- a person of whom nobody knows is no other person
SELECT pg_temp.refused(pg_temp.m(:'first'::jsonb || '{"person": {"external_key": "C-77"}}'));
SELECT * FROM pg_temp.stored();

-- Every way in which a message can be wrong. Nothing is stored of it.
SELECT what, pg_temp.refused(pg_temp.m(change, 'wrong')) FROM (VALUES
	('a typing error', '{"scors": {}}'::jsonb), ('person missing', '{"person": null}'), ('person empty', '{"person": {}}'),
	('name alone', '{"person": {"name": "Eve"}}'), ('key unknown', '{"person": {"mail": "a@b"}}'), ('person no object', '{"person": "C-1"}'),
	('id unknown', '{"person": {"id": 99}}'), ('id no number', '{"person": {"id": "1"}}'), ('id not whole', '{"person": {"id": 1.5}}'),
	('id too large', '{"person": {"id": 9223372036854775808}}'), ('id 0', '{"person": {"id": 0}}'),
	('no e-mail', '{"person": {"email": "n/a"}}'), ('no phone', '{"person": {"phone": "0"}}'), ('no phone', '{"person": {"phone": "none"}}'),
	('country', '{"person": {"external_key": "C-1", "country": "China"}}'), ('country', '{"person": {"external_key": "C-1", "country": "cn"}}'),
	('job missing', '{"job": null}'), ('job unknown', '{"job": "chef"}'), ('two places', '{"application_id": 1}'),
	('application unknown', '{"job": null, "application_id": 99}'), ('application of another', '{"job": null, "application_id": 1, "person": {"id": 2}}'),
	('application, person new', '{"job": null, "application_id": 1, "person": {"external_key": "C-9"}}'),
	('spell unknown', '{"job": null, "employment_id": 99}'),
	('vendor missing', '{"vendor": null}'), ('vendor empty', '{"vendor": ""}'), ('external id missing', '{"external_id": null}'),
	('external id a number', '{"external_id": 7}'), ('instrument missing', '{"instrument": null}'), ('version missing', '{"instrument_version": null}'),
	('instrument unknown', '{"instrument": "quiz"}'), ('version unknown', '{"instrument_version": "3"}'), ('kind', '{"kind": "chat"}'),
	('status', '{"status": "fine"}'), ('scores missing', '{"scores": null}'), ('scores empty', '{"scores": {}}'), ('score a text', '{"scores": {"coding": "82"}}'),
	('score too large', '{"scores": {"coding": 1e400}}'), ('score too small', '{"scores": {"coding": 1e-400}}'), ('scores no object', '{"scores": [1]}'), ('indicator unknown', '{"scores": {"coding": 1, "charm": 1}}'),
	('outside the scale', '{"scores": {"coding": 101}}'), ('outside the scale', '{"scores": {"minutes": 61}}'), ('key empty', '{"scores": {"": 1}}'),
	('answers no array', '{"answers": {}}'), ('answers no objects', '{"answers": ["yes"]}'), ('answer without question', '{"answers": [{"text": "yes"}]}'),
	('question twice', '{"answers": [{"question": "a", "text": "b"}, {"question": "a", "text": "c"}]}'), ('answer unknown', '{"answers": [{"question": "a", "txt": "b"}]}'),
	('new_act a text', '{"new_act": "yes"}')) v (what, change);
SELECT pg_temp.refused(m) FROM unnest('{"[]", "3", "null", "{}"}'::jsonb[]) m;
SELECT pg_temp.refused(NULL);
SELECT left(pg_temp.refused(pg_temp.m(change, 'wrong')), 100) FROM (VALUES (jsonb_build_object('external_id', repeat('x', 501))),
	(jsonb_build_object('person', jsonb_build_object('email', repeat('x', 500) || '@b'))),
	(jsonb_build_object('scores', jsonb_build_object(repeat('x', 64), 1))),
	(jsonb_build_object('scores', (SELECT jsonb_object_agg('k' || i, 1) FROM generate_series(1, 1001) i))),
	(jsonb_build_object('answers', (SELECT jsonb_agg(jsonb_build_object('question', 'k' || i)) FROM generate_series(1, 1001) i)))) v (change);
-- times need a zone and a day that there is
SELECT t, pg_temp.refused(pg_temp.m(jsonb_build_object('taken_at', t), 'wrong')) FROM unnest('{2025-03-02T09:30:00, 2025-03-02, infinity, now, 2025-02-29T00:00:00Z,
	2025-13-01T00:00:00Z, 2025-03-02T24:00:00Z, 2025-03-02T23:60:00Z, 2025-03-02T23:59:60Z, 03/02/2025 09:30+08, 2025-03-02T09:30:00+99, 0000-03-02T09:30:00Z,
	2025-03-02T09:30:00.Z, 2025-03-02T09:30:00 Asia/Shanghai, 2025-03-02T09:30:00+08:00x}'::text[]) t;
SELECT * FROM pg_temp.stored();
BEGIN;
SELECT t, pg_temp.refused(pg_temp.m(jsonb_build_object('taken_at', t), 't' || i)) LIKE 'accepted%' AS accepted
	FROM unnest('{2024-02-29T23:59:59.123456Z, 2024-02-29T23:59:59.1234567+00, 2024-02-29 09:30-0530, 0001-01-01T00:00:00Z, 9999-12-31T23:59:59-15:59}'::text[])
	WITH ORDINALITY AS x (t, i);
SELECT taken_at FROM x_msg.assessment WHERE external_id LIKE 't_' ORDER BY external_id;
ROLLBACK;

-- Who chose not to be scored may have no scores; what is empty counts as not given.
SELECT pg_temp.refused(pg_temp.m('{"scores": null, "status": "not_scored_by_choice", "model": ""}', 'opt-out'));
SELECT raw, scores, model, status FROM x_msg.assessment WHERE external_id = 'opt-out';

-- What is not known of a person yet is filled in, what is known stays.
SELECT pg_temp.refused(pg_temp.m('{"person": {"external_key": "C-2", "name": "Robert", "phone": "13800138000", "country": "JP"}}', 'fill'));
SELECT external_key, name, email, phone, country FROM x_msg.person WHERE id = 2;
SELECT pg_temp.refused(pg_temp.m('{"person": {"email": "carl@example.com"}}', 'carl-1'));
SELECT pg_temp.refused(pg_temp.m('{"person": {"external_key": "C-3", "email": "CARL@example.com", "name": "Carl"}}', 'carl-2'));
SELECT id, external_key, name, email FROM x_msg.person WHERE email_key = 'carl@example.com';
-- of people known by telephone or by a key of another system
SELECT pg_temp.refused(pg_temp.m('{"person": {"phone": "+86 10 12345678"}}', 'phone'));
INSERT INTO x_msg.person_alias (source, external_key, person_id) VALUES ('other', 'X-1', 1);
SELECT pg_temp.refused(pg_temp.m('{"person": {"external_key": "X-1"}}', 'alias'));
SELECT external_id, person_id FROM x_msg.assessment WHERE external_id IN ('phone', 'alias');
-- keys that point to two people, and a key that contradicts the rest
SELECT pg_temp.refused(pg_temp.m('{"person": {"external_key": "C-1", "email": "bob@example.com"}}', 'wrong'));
SELECT pg_temp.refused(pg_temp.m('{"person": {"id": 2, "external_key": "X-1"}}', 'wrong'));
SELECT pg_temp.refused(pg_temp.m('{"person": {"external_key": "C-8", "email": "bob@example.com"}}', 'wrong'));
INSERT INTO x_msg.person (email) VALUES ('bob@example.com');
SELECT pg_temp.refused(pg_temp.m('{"person": {"email": "bob@example.com"}}', 'wrong'));
-- the stronger key decides between two with the same e-mail
SELECT pg_temp.refused(pg_temp.m('{"person": {"external_key": "C-2", "email": "bob@example.com"}}', 'bob'));
SELECT person_id FROM x_msg.assessment WHERE external_id = 'bob';
-- keys are normalised here as the columns of person do it
INSERT INTO x_msg.person (email, phone) VALUES (E'  ÄÖ\t@Ü.DE ', '＋49 (0) 30/99-88 77x');
SELECT pg_temp.refused(pg_temp.m('{"person": {"email": "ÄÖ\t@Ü.de"}}', 'key-1')), pg_temp.refused(pg_temp.m('{"person": {"phone": "49 030 998877"}}', 'key-2'));
SELECT m.external_id, p.phone FROM x_msg.assessment m JOIN x_msg.person p ON p.id = m.person_id WHERE m.external_id IN ('key-1', 'key-2') ORDER BY 1;

-- A re-assessment goes to the current spell if there is one, to the application if there is none.
INSERT INTO x_msg.employment (person_id, job, hired_on) VALUES (2, 'dev', '2025-04-01');
SELECT pg_temp.refused(pg_temp.m('{"person": {"id": 2}, "kind": "reassessment"}', 're-1'));
SELECT pg_temp.refused(pg_temp.m('{"person": {"id": 2}, "kind": "reassessment", "job": "ops"}', 're-2'));
SELECT pg_temp.refused(pg_temp.m('{"person": {"id": 2}, "job": null, "employment_id": 1, "kind": "reassessment"}', 're-3'));
SELECT pg_temp.refused(pg_temp.m('{"person": {"id": 2}}', 'iv-2'));
SELECT external_id, employment_id IS NOT NULL AS spell, (SELECT job FROM x_msg.application a WHERE a.id = application_id) AS application
	FROM x_msg.assessment WHERE external_id IN ('re-1', 're-2', 're-3', 'iv-2') ORDER BY 1;
-- a closed application stays closed: a further message opens the next one
UPDATE x_msg.application SET stage = 'rejected', decided_at = '2025-03-10' WHERE person_id = 1;
SELECT pg_temp.refused(pg_temp.m('{"person": {"id": 1}, "taken_at": "2025-05-01T00:00:00Z"}', 'again'));
SELECT a.stage, a.opened_at FROM x_msg.assessment m JOIN x_msg.application a ON a.id = m.application_id WHERE m.external_id IN ('m1', 'again') ORDER BY m.id;

-- After the archive a message is still known; a leaver's late result goes straight there, with its answers.
INSERT INTO x_msg.person (external_key) VALUES ('L-1');
INSERT INTO x_msg.employment (person_id, job, hired_on) SELECT id, 'dev', '2020-01-01' FROM x_msg.person WHERE external_key = 'L-1';
SELECT pg_temp.refused(pg_temp.m('{"person": {"external_key": "L-1"}, "kind": "reassessment", "answers": [{"question": "q", "text": "a"}]}', 'live'));
UPDATE x_msg.employment SET left_on = '2021-01-01', leave_reason = 'resigned' FROM x_msg.person p WHERE p.id = person_id AND p.external_key = 'L-1';
SELECT pg_temp.refused(pg_temp.m(format('{"person": {"external_key": "L-1"}, "job": null, "employment_id": %s, "answers": [{"question": "q", "text": "b"}]}', e.id)::jsonb, 'late'))
	FROM x_msg.employment e WHERE e.left_on IS NOT NULL;
SELECT external_id, (SELECT string_agg(body, ',') FROM x_msg.answer_archive n WHERE n.assessment_id = r.id) AS answers FROM x_msg.assessment_archive r ORDER BY id;
SELECT pg_temp.refused(pg_temp.m('{"person": {"external_key": "L-1"}, "kind": "reassessment", "answers": [{"question": "q", "text": "a"}]}', 'live'))
	LIKE 'accepted as %' AS same;
SELECT split_part(pg_temp.refused(pg_temp.m('{"person": {"external_key": "L-1"}, "kind": "reassessment", "answers": [{"question": "q", "text": "c"}]}', 'live')), ' as assessment', 1);

-- After a purge it is known too: NULL with a notice, and nobody is brought back.
UPDATE x_msg.received SET status = 'purged', external_id = NULL, assessment_id = NULL, person_id = NULL WHERE external_id = 'm1';
SET client_min_messages = notice;
SELECT x_msg.record_assessment(pg_temp.m('{"person": {"external_key": "gone", "email": "gone@example.com"}}'));
SET client_min_messages = warning;
SELECT count(*) FROM x_msg.person WHERE external_key = 'gone';
-- People who were purged come back by a new act of theirs alone, whichever of their keys a message has.
INSERT INTO x_msg.suppression (key_hash, kind) SELECT aiehr._keyed_hash(s.key, v.value), v.kind
	FROM x_msg.secret s, (VALUES ('external_key', 'S-1'), ('email', 'sue@example.com'), ('phone', '13900139000')) v (kind, value);
SELECT pg_temp.refused(pg_temp.m(p, 'sue')) FROM unnest('{"{\"person\": {\"external_key\": \"S-1\"}}", "{\"person\": {\"email\": \"Sue@Example.com\"}}",
	"{\"person\": {\"phone\": \"139 0013 9000\", \"external_key\": \"S-2\"}}"}'::jsonb[]) p;
SELECT pg_temp.refused(pg_temp.m('{"person": {"external_key": "S-1", "email": "sue@example.com"}, "new_act": true}', 'sue')) LIKE 'accepted%' AS accepted;
SELECT kind FROM x_msg.suppression;
SELECT external_key, email FROM x_msg.person WHERE external_key LIKE 'S-%';

-- Loaders call the function and read nothing back; analysts may not call it.
SET ROLE x_msg_loader;
SELECT pg_temp.refused('{"person": {"external_key": "C-1"}, "job": "dev", "vendor": "acme", "external_id": "role", "instrument": "iv",
	"instrument_version": "1", "taken_at": "2025-03-02T09:30:00+08:00", "scores": {"coding": 82}}') LIKE 'accepted%' AS accepted;
SELECT name FROM x_msg.person;
SELECT scores FROM x_msg.assessment;
SELECT * FROM x_msg.received;
SELECT count(external_key) > 0 AS keys FROM x_msg.person;
SELECT aiehr._record_assessment('x_msg.policy', '{}');
INSERT INTO x_msg.person (external_key, name) VALUES ('loaded', 'Lo') RETURNING external_key;
INSERT INTO x_msg.person (external_key, name) VALUES ('loaded', 'Lo') ON CONFLICT (external_key) DO NOTHING;
RESET ROLE;
SET ROLE x_msg_analyst;
SELECT x_msg.record_assessment('{}');
RESET ROLE;

SELECT aiehr.drop_workspace('x_msg', force => true);
DROP ROLE x_msg_owner, x_msg_hr, x_msg_loader, x_msg_analyst, x_msg_auditor;
