-- Answers in the loop: stored, scored by approved models, reviewed, explained; refused, archived, purged, erased.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SELECT aiehr.create_workspace('x_ans');
SET search_path = x_ans, aiehr, public;

INSERT INTO job (code, title) VALUES ('dev', 'Developer'), ('ops', 'Operator');
INSERT INTO indicator (code, kind, lo, hi, outside) VALUES ('team', 'soft', 1, 5, 'error'), ('calm', 'soft', 5, 1, 'error'), ('luck', 'soft', 1, 5, 'error');
INSERT INTO instrument (code, version, name) VALUES ('iv', '1', 'Interview'), ('iv', '2', 'Interview'), ('other', '1', 'Another');
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"team": 1}', 'approved', 'lead');
INSERT INTO org_unit (code, name) VALUES ('rd', 'R&D');
INSERT INTO talent_pool (code, name, job, population, share, min_n) VALUES ('all', 'Everybody', 'dev', 'candidates', 1, 1);

-- Scored answers of 150 people to fit models to; made of nothing but their place.
CREATE FUNCTION pg_temp.draw(place text) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$ SELECT ('x' || substr(md5(place), 1, 7))::bit(28)::int / 268435456.0::float8 $$;
CREATE FUNCTION pg_temp.say(person int, question text, score float8) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT string_agg(CASE WHEN pg_temp.draw(place || 'topic') < 0.5 THEN (ARRAY['the','and','I','would','work','day','project'])[1 + floor(7 * pg_temp.draw(place || 'word'))::int]
		WHEN pg_temp.draw(place || 'side') < 0.5 + 0.2 * (score - 3) THEN (ARRAY['listen','share','help','ask'])[1 + floor(4 * pg_temp.draw(place || 'word'))::int]
		ELSE (ARRAY['alone','refuse','blame','quit'])[1 + floor(4 * pg_temp.draw(place || 'word'))::int] END, ' ' ORDER BY w)
	FROM generate_series(1, 20) AS w, LATERAL (SELECT concat_ws('.', person, question, w) AS place) AS p $$;
CREATE TEMP TABLE scored AS
SELECT i AS id, q AS question, 1 + 4 * pg_temp.draw(i || 'team') AS team, 1 + 4 * pg_temp.draw(i || 'luck') AS luck, pg_temp.say(i, q, 1 + 4 * pg_temp.draw(i || 'team')) AS answer
FROM generate_series(1, 150) AS i, unnest('{conflict,deadline}'::text[]) AS q;

-- Models are proposed by version and approved by a person.
SELECT propose_answer_model('iv', '1', 'team', fit_text(id, question, answer, team), 'the first') AS team FROM scored \gset
SELECT propose_answer_model('iv', '1', 'luck', fit_text(id, question, answer, luck)) AS luck FROM scored \gset
SELECT propose_answer_model('iv', '1', 'team', fit_text(id, question, answer, team, '{"words": 1}'), 'words alone') AS team2 FROM scored \gset
SELECT propose_answer_model('iv', '1', 'calm', fit_text(id, question, answer, 6 - team)) AS calm FROM scored \gset
SELECT id, instrument, instrument_version, indicator, version, status, reason, n, round(r::numeric, 2) AS r, r_low > 0 AS usable, icu_version = icu_version() AS this_icu FROM answer_model ORDER BY id;
SELECT propose_answer_model('iv', '3', 'team', fit_text(id, question, answer, team)) FROM scored;
SELECT propose_answer_model('iv', '1', 'wit', fit_text(id, question, answer, team)) FROM scored;
SELECT propose_answer_model('iv', '1', 'team', NULL);
-- One whose r may be zero is not, nor without a person, nor twice, nor by hand.
SELECT approve_answer_model(:luck, 'lead');
CREATE FUNCTION pg_temp.by_hand(model_id bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	UPDATE answer_model SET status = 'approved', approved_by = 'lead' WHERE id = model_id;
	RETURN 'approved';
EXCEPTION WHEN check_violation THEN
	RETURN SQLERRM;
END $$;
SELECT pg_temp.by_hand(:luck);
SELECT approve_answer_model(:team, '');
SELECT approve_answer_model(:team, 'lead', 'good enough') = :team AS approved;
SELECT approve_answer_model(:team, 'lead');
SELECT approve_answer_model(4711, 'lead');

-- What a user types.
CREATE FUNCTION pg_temp.m(external_id text, change jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
	SELECT '{"vendor": "form", "person": {"external_key": "ann"}, "job": "dev", "instrument": "iv", "instrument_version": "1", "taken_at": "2025-03-02T09:30:00Z",
		"answers": [{"question": "conflict", "text": "I listen and ask, then share the work"}, {"question": "deadline", "text": "I would help and ask"}]}'::jsonb
		|| jsonb_build_object('external_id', external_id) || change $$;
SELECT record_answers(pg_temp.m('1')) AS ann \gset
SELECT a.instrument, a.status, raw ? 'team' AS scored, a.model, model_version, (raw -> 'team') = score_text(m.model, '{conflict,deadline}', '{"I listen and ask, then share the work","I would help and ask"}') AS by_the_model,
	round(((raw -> 'team') - 1) * 25) = round(scores -> 'team') AS rescaled FROM assessment a, answer_model m WHERE a.id = :ann AND m.id = :team;
SELECT question, body FROM answer WHERE assessment_id = :ann ORDER BY question;
-- A suggestion counts nowhere until somebody accepts it.
SELECT person_id, job, assessed, fit_score FROM standing;
SELECT assessment_id = :ann AS ann, indicator, raw > 3 AS high, score > 50 AS above, model_version, model_people, r_low > 0 AS usable FROM score_suggestion;
SELECT indicator, term, question, count, round(contribution::numeric, 2) AS contribution, note FROM explain_answers(:ann) ORDER BY abs(contribution) DESC, term, question LIMIT 5;
SELECT abs(sum(contribution) - (SELECT raw -> 'team' FROM assessment WHERE id = :ann)) < 1e-12 AS sums_up FROM explain_answers(:ann);
SELECT review_scores(:ann, 'accept', '');
SELECT review_scores(:ann, 'agree', 'eve');
SELECT review_scores(4711, 'accept', 'eve');
SELECT review_scores(:ann, 'accept', 'eve', 'read both answers');
SELECT review_scores(:ann, 'reject', 'eve');
SELECT status FROM assessment WHERE id = :ann;
SELECT assessed ? 'team' AS assessed, fit_score > 50 AS fits FROM standing;
SELECT count(*) FROM score_suggestion;
SELECT l.action, l.subject, l.subject_id = :ann AS ann, p.payload FROM audit_log l LEFT JOIN audit_payload p ON p.audit_id = l.id WHERE l.action ~ 'scores|answer_model' ORDER BY l.id;
-- The same message again changes nothing, also after a newer model; another under the same id is an error.
SELECT approve_answer_model(:team2, 'lead') = :team2 AS approved;
SELECT approve_answer_model(:calm, 'lead') = :calm AS approved;
SELECT indicator, version, status FROM answer_model ORDER BY id;
SELECT record_answers(pg_temp.m('1')) = :ann AS same;
SELECT status, model_version FROM assessment WHERE id = :ann;
SELECT record_answers(pg_temp.m('1', '{"answers": [{"question": "conflict", "text": "no"}]}'));
SELECT record_answers(pg_temp.m('1', '{"machine_scoring": false}'));
SELECT record_answers(pg_temp.m('1', '{"person": {"external_key": "bob"}}'));
-- Stored answers scored by the models approved since: a new assessment; a reversed scale goes down where the score goes up.
-- What a model makes of answers beyond the scale ends at its bound.
SELECT score_answers(:ann) AS again \gset
SELECT status, model_version, (raw -> 'team') > 3 AS team, (raw -> 'calm') < 3 AS calm, (scores -> 'calm') > 50 AS calm_is_good, vendor IS NULL AS ours FROM assessment WHERE id = :again;
SELECT indicator, abs(least(5, greatest(1, sum(contribution))) - (SELECT raw -> indicator FROM assessment WHERE id = :again)) < 1e-12 AS sums_up FROM explain_answers(:again) GROUP BY indicator ORDER BY 1;
SELECT review_scores(:again, 'reject', 'eve');
SELECT status FROM assessment WHERE id IN (:ann, :again) ORDER BY id;
SELECT score_answers(4711);

-- Scores stay within the scale of the indicator, whatever is said.
SELECT record_answers(pg_temp.m('2', jsonb_build_object('person', '{"external_key": "max"}'::jsonb, 'answers', jsonb_build_array(jsonb_build_object('question', 'conflict', 'text', repeat('share ', 500)))))) AS max \gset
SELECT raw -> 'team' BETWEEN 1 AND 5 AND raw -> 'calm' BETWEEN 1 AND 5 AS within FROM assessment WHERE id = :max;

-- Where the policy does not demand a person, scores are valid at once; the job may differ from the company.
INSERT INTO policy (job, review_scores) VALUES ('ops', false);
SELECT job, review_scores FROM job_policy ORDER BY job;
SELECT record_answers(pg_temp.m('3', '{"job": "ops", "person": {"external_key": "bob"}}')) AS bob \gset
SELECT status FROM assessment WHERE id = :bob;
SELECT record_answers(pg_temp.m('3', '{"job": "ops", "person": {"external_key": "bob"}}')) = :bob AS same;

-- Who does not want to be scored by a machine: the answers are kept, no score is made up, nobody reads it as low.
SELECT record_answers(pg_temp.m('4', '{"machine_scoring": false, "person": {"external_key": "cat"}}')) AS cat \gset
INSERT INTO consent (person_id, purpose, given_at, withdrawn_at) SELECT person_id, 'machine_scoring', '2025-01-01', '2025-02-01' FROM assessment WHERE id = :cat;
SELECT record_answers(pg_temp.m('5', '{"person": {"external_key": "cat"}, "taken_at": "2025-03-03T09:30:00Z"}')) AS cat2 \gset
SELECT status, raw, scores, model, (SELECT count(*) FROM answer n WHERE n.assessment_id = a.id) AS answers FROM assessment a WHERE id IN (:cat, :cat2) ORDER BY id;
SELECT s.assessed, s.fit_score FROM standing s JOIN assessment a ON a.person_id = s.person_id WHERE a.id = :cat;
SELECT count(*) FROM candidate_score WHERE person_id = (SELECT person_id FROM assessment WHERE id = :cat) AND score IS NOT NULL;
SELECT score_answers(:cat);
SELECT record_answers(pg_temp.m('4', '{"machine_scoring": false, "person": {"external_key": "cat"}}')) = :cat AS same, record_answers(pg_temp.m('5', '{"person": {"external_key": "cat"}, "taken_at": "2025-03-03T09:30:00Z"}')) = :cat2 AS same2;
UPDATE assessment SET status = 'valid' WHERE id = :cat;
-- Of the candidates for dev only who has accepted scores is ranked: not those who refused, not those whose scores wait.
SELECT entered, n FROM refresh_talent_pool('all');
SELECT p.external_key FROM talent_pool_member t JOIN person p ON p.id = t.person_id ORDER BY 1;
-- Consent given anew after that counts again.
INSERT INTO consent (person_id, purpose, given_at) SELECT person_id, 'machine_scoring', '2025-03-01' FROM assessment WHERE id = :cat;
SELECT record_answers(pg_temp.m('6', '{"person": {"external_key": "cat"}, "taken_at": "2025-03-04T09:30:00Z"}')) AS cat3 \gset
SELECT status FROM assessment WHERE id = :cat3;

-- Without an approved model, and with nothing that a model knows, answers are stored without scores.
SET client_min_messages = notice;
SELECT record_answers(pg_temp.m('7', '{"instrument": "other", "person": {"external_key": "dan"}}')) AS dan \gset
SET client_min_messages = warning;
SELECT record_answers(pg_temp.m('8', '{"person": {"external_key": "eli"}, "answers": [{"question": "conflict", "text": "xyzzy"}, {"question": "hobby", "text": "I share"}]}')) AS eli \gset
SELECT status, raw, model FROM assessment WHERE id IN (:dan, :eli) ORDER BY id;
SELECT record_answers(pg_temp.m('7', '{"instrument": "other", "person": {"external_key": "dan"}}')) = :dan AS same;
SELECT score_answers(:dan) AS nothing;
-- Questions that a model does not know are stored, left out of the score, and said so.
SELECT record_answers(pg_temp.m('9', '{"person": {"external_key": "fay"}, "answers": [{"question": "conflict", "text": "I share"}, {"question": "hobby", "text": "I blame"}]}')) AS fay \gset
SELECT indicator, question, note FROM explain_answers(:fay) WHERE note IS NOT NULL ORDER BY 1, 2;

-- Wrong messages leave nothing behind.
SELECT record_answers('[]');
SELECT record_answers(pg_temp.m('x', '{"scores": {"team": 3}, "status": "valid"}'));
SELECT record_answers(pg_temp.m('x', '{"answers": []}'));
SELECT record_answers(pg_temp.m('x', '{"answers": {"question": "a"}}'));
SELECT record_answers(pg_temp.m('x', '{"answers": ["a"]}'));
SELECT record_answers(pg_temp.m('x', '{"answers": [{"text": "a"}]}'));
SELECT record_answers(pg_temp.m('x', '{"machine_scoring": "no"}'));
SELECT record_answers(pg_temp.m('x', '{"instrument": "unknown"}'));
SELECT record_answers(pg_temp.m('x', '{"person": {}}'));
SELECT record_answers(pg_temp.m('x', '{"colour": "red"}'));
SELECT record_answers(NULL) IS NULL AS nothing;
SELECT count(*) FROM received WHERE external_id = 'x';
-- The same through record_assessment(): scores of others may be suggestions, and nothing may be valid without scores.
SELECT record_assessment(pg_temp.m('y', '{"status": "valid"}'));
SELECT record_assessment(pg_temp.m('z', '{"status": "suggested", "scores": {"team": 4}, "person": {"external_key": "gus"}}')) IS NOT NULL AS stored;
SELECT indicator, raw, model_version FROM score_suggestion s JOIN person p ON p.id = s.person_id WHERE p.external_key = 'gus';

-- Archive: answers and scores go with the leaver and come back; what the scores were made of can still be said.
SELECT person_id AS ann_id, application_id AS ann_app FROM assessment WHERE id = :ann \gset
SELECT hire(:ann_app, 'rd', '2025-04-01') IS NOT NULL AS hired;
UPDATE employment SET left_on = '2025-06-01', leave_reason = 'resigned' WHERE person_id = :ann_id;
SELECT (SELECT count(*) FROM assessment WHERE person_id = :ann_id) AS live, (SELECT count(*) FROM assessment_archive WHERE person_id = :ann_id) AS archived,
	(SELECT count(*) FROM answer WHERE person_id = :ann_id) AS live_answers, (SELECT count(*) FROM answer_archive WHERE person_id = :ann_id) AS archived_answers;
SELECT abs(sum(contribution) - (SELECT raw -> 'team' FROM assessment_archive WHERE id = :ann)) < 1e-12 AS sums_up FROM explain_answers(:ann) WHERE indicator = 'team';
SELECT record_answers(pg_temp.m('1')) = :ann AS same;
SELECT * FROM check_lifecycle();
SELECT * FROM check_standing();
-- Purge: an idle candidate's answers go, and the message does not bring them back.
SELECT person_id AS eli_id FROM assessment WHERE id = :eli \gset
UPDATE application SET stage = 'rejected' WHERE person_id = :eli_id;
SELECT action, rule, people FROM sweep(now() + interval '5 years', only_people => ARRAY[:eli_id]);
SELECT count(*) FROM answer WHERE person_id = :eli_id;
SELECT record_answers(pg_temp.m('8', '{"person": {"external_key": "eli"}, "answers": [{"question": "conflict", "text": "xyzzy"}, {"question": "hobby", "text": "I share"}]}')) AS gone;
-- Erasure.
SELECT table_name, rows FROM erase_person(:ann_id, 'request') WHERE table_name ~ 'answer|assessment' AND rows > 0 ORDER BY 1;
SELECT (SELECT count(*) FROM answer_archive WHERE person_id = :ann_id) + (SELECT count(*) FROM audit_payload WHERE person_id = :ann_id) AS left_over;

-- The doctor looks at the version of ICU.
SELECT topic, state FROM doctor('x_ans', true) WHERE topic = 'text models';
UPDATE answer_model SET model = regexp_replace(model::text, '"made": \["root", "[^"]*"\]', '"made": ["root", "1.0"]')::text_model WHERE id = :team2;
SELECT topic, state, regexp_replace(finding, 'of [0-9-]+$', 'of DATE') AS finding, remedy ~ 'icu_version' AS says_how FROM doctor('x_ans', true) WHERE topic = 'text models';
SELECT retire_answer_model(:team2, 'another ICU');
SELECT retire_answer_model(:team2);
SELECT retire_answer_model(4711);
SELECT topic, state FROM doctor('x_ans', true) WHERE topic = 'text models';

-- A loader stores answers and reads none of it; hr reviews.
SET ROLE x_ans_loader;
SELECT record_answers(pg_temp.m('10', '{"person": {"external_key": "hal"}}')) IS NOT NULL AS stored;
SELECT explain_answers(1);
SELECT count(*) FROM answer_model;
RESET ROLE;
SET ROLE x_ans_hr;
SELECT review_scores(assessment_id, 'accept', 'eve') FROM score_suggestion s JOIN person p ON p.id = s.person_id WHERE p.external_key = 'hal' GROUP BY assessment_id;
RESET ROLE;
SELECT aiehr.drop_workspace('x_ans', force => true);
