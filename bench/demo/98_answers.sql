-- What candidates say: answers that interviewers have scored teach a model, a person approves it, and it suggests scores for new answers.
-- The answers are put together from sentences; who has a high score uses the first kind more often.

CREATE FUNCTION source.draw(VARIADIC place text[]) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
	SELECT ('x' || substr(md5(array_to_string(place, '.')), 1, 7))::bit(28)::int / 268435456.0::float8 $$;
CREATE FUNCTION source.sentence(kind text, share float8) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT s[1 + floor(cardinality(s) * share)::int] FROM (SELECT CASE kind
		WHEN 'high' THEN ARRAY['I would ask my colleague what she needs.', 'We could share the work and both win.', 'I like to listen before I decide.', 'Together we found a better plan.',
			'I thanked the team and helped with the rest.', 'I''d offer my help first.']
		WHEN 'low' THEN ARRAY['I would insist on my own plan.', 'That is not my job.', 'I prefer to work alone.', 'My colleague should have known better.', 'I refused and went home.',
			'Other people only slow me down.']
		ELSE ARRAY['The project was due in two weeks.', 'There were many meetings.', 'It was a long day.', 'We had a new customer.', 'I wrote to my manager.', 'The plan had changed again.'] END) AS t (s) $$;
CREATE FUNCTION source.say(person text, question text, score float8) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT string_agg(source.sentence(CASE WHEN source.draw(person, question, i::text, 'topic') < 0.3 THEN 'plain'
		WHEN source.draw(person, question, i::text, 'side') < 0.5 + 0.15 * (score - 3) THEN 'high' ELSE 'low' END, source.draw(person, question, i::text, 'which')), ' ' ORDER BY i)
	FROM generate_series(1, 5) AS i $$;

-- three hundred interviews of the last years, scored by interviewers on the scale of the indicator, not without error
CREATE TABLE source.interview AS
SELECT i AS n, q AS question, source.say(:'seed' || i, q, t.truth) AS answer, greatest(1, least(5, round((t.truth + source.draw(:'seed', i::text, 'error') - 0.5)::numeric, 1)))::float8 AS score
FROM generate_series(1, 300) AS i, unnest('{conflict,deadline}'::text[]) AS q, LATERAL (SELECT 1 + 4 * source.draw(:'seed', i::text, 'truth') AS truth) AS t;
INSERT INTO hr.instrument (code, version, modality, name) VALUES ('spoken', '1', 'text', 'Two questions about work with others');
SELECT hr.propose_answer_model('spoken', '1', 'collaboration', aiehr.fit_text(n, question, answer, score), 'interviews of the last years') AS model
FROM source.interview \gset
SELECT hr.approve_answer_model(:model, 'head of selection') \g /dev/null

-- five candidates answer; one of them does not want to be scored by a machine
CREATE TABLE source.speaker AS
SELECT c, hr.record_answers(jsonb_build_object('vendor', 'form', 'external_id', 'spoken-' || c, 'person', jsonb_build_object('external_key', 'speaker-' || c),
	'job', (SELECT code FROM hr.job ORDER BY code LIMIT 1), 'instrument', 'spoken', 'instrument_version', '1', 'taken_at', '2025-06-30T10:00:00+08:00', 'machine_scoring', c <> 5,
	'answers', jsonb_build_array(jsonb_build_object('question', 'conflict', 'text', source.say('speaker' || c, 'conflict', 6 - c)),
		jsonb_build_object('question', 'deadline', 'text', source.say('speaker' || c, 'deadline', 6 - c))))) AS assessment_id
FROM generate_series(1, 5) AS c;
CREATE TABLE source.suggested AS SELECT * FROM hr.score_suggestion;
SELECT hr.review_scores(assessment_id, CASE WHEN c < 4 THEN 'accept' ELSE 'reject' END, 'interviewer') FROM source.speaker WHERE c < 5 \g /dev/null

SELECT format('a model of %s people, r %s (%s to %s); %s suggestions, %s accepted; %s not scored by choice', a.n, round(a.r::numeric, 2), round(a.r_low::numeric, 2), round(a.r_high::numeric, 2),
	(SELECT count(*) FROM source.suggested), (SELECT count(*) FROM hr.assessment m JOIN source.speaker s ON s.assessment_id = m.id WHERE m.status = 'valid'),
	(SELECT count(*) FROM hr.assessment m JOIN source.speaker s ON s.assessment_id = m.id WHERE m.status = 'not_scored_by_choice'))
FROM hr.answer_model a WHERE a.id = :model;
