-- Answers: the functions that users call, and the scores that wait for a reviewer.

CREATE FUNCTION record_answers(message jsonb) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT aiehr._record_answers('policy'::regclass, message);
	END;
REVOKE ALL ON FUNCTION record_answers(jsonb) FROM PUBLIC;
COMMENT ON FUNCTION record_answers(jsonb) IS
	'Stores answers and, as an assessment, what the approved text models of the instrument make of them: its id; machine_scoring false stores the answers alone; the same message again changes nothing';

CREATE FUNCTION score_answers(assessment_id bigint) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT aiehr._score_answers('policy'::regclass, assessment_id);
	END;
REVOKE ALL ON FUNCTION score_answers(bigint) FROM PUBLIC;
COMMENT ON FUNCTION score_answers(bigint) IS
	'Scores stored answers by the models approved now, as a new assessment of the same time: its id, NULL where the models can say nothing; refused for who does not want it';

CREATE FUNCTION review_scores(assessment_id bigint, decision text, reviewer text, reason text DEFAULT NULL) RETURNS void
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT aiehr._review_scores('policy'::regclass, assessment_id, decision, reviewer, reason);
	END;
REVOKE ALL ON FUNCTION review_scores(bigint, text, text, text) FROM PUBLIC;
COMMENT ON FUNCTION review_scores(bigint, text, text, text) IS
	'Accepts suggested scores, which count from then on, or rejects them, which withdraws the assessment; logged with the reviewer';

-- With the rights of whoever asks, so that row policies on answers hold.
CREATE FUNCTION explain_answers(assessment_id bigint)
	RETURNS TABLE (indicator text, term text, question text, count bigint, contribution float8, note text)
	LANGUAGE sql STABLE SECURITY INVOKER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT a.indicator, e.term, e.question, e.count, e.contribution, e.note
		FROM (SELECT id, instrument, instrument_version, taken_at, person_id, model, model_version FROM assessment
			UNION ALL
			SELECT id, instrument, instrument_version, taken_at, person_id, model, model_version FROM assessment_archive) m
		JOIN answer_model a ON a.instrument = m.instrument AND a.instrument_version = m.instrument_version
			AND a.indicator || ' ' || a.version = ANY (string_to_array(m.model_version, ', '))
		CROSS JOIN LATERAL (
			SELECT array_agg(n.question ORDER BY n.question) AS questions, array_agg(n.body ORDER BY n.question) AS answers
			FROM (SELECT x.assessment_id, x.question, x.body FROM answer x WHERE x.person_id = m.person_id
				UNION ALL
				SELECT x.assessment_id, x.question, x.body FROM answer_archive x WHERE x.person_id = m.person_id) n
			-- score_answers() leaves the answers with the assessment that they came with
			WHERE n.assessment_id IN (
				SELECT o.id FROM (SELECT id, person_id, instrument, instrument_version, taken_at FROM assessment
					UNION ALL
					SELECT id, person_id, instrument, instrument_version, taken_at FROM assessment_archive) o
				WHERE o.person_id = m.person_id AND o.instrument = m.instrument AND o.instrument_version = m.instrument_version AND o.taken_at = m.taken_at)) q
		CROSS JOIN LATERAL aiehr.explain_text(a.model, coalesce(q.questions, '{}'), coalesce(q.answers, '{}'), 'ignore') e
		WHERE m.id = explain_answers.assessment_id AND m.model = 'text_model';
	END;
REVOKE ALL ON FUNCTION explain_answers(bigint) FROM PUBLIC;
COMMENT ON FUNCTION explain_answers(bigint) IS
	'What the scores of answers are made of: for each indicator the intercept and the contribution of each n-gram, by the version of the model that scored them';

CREATE FUNCTION propose_answer_model(instrument text, instrument_version text, indicator text, model aiehr.text_model, reason text DEFAULT NULL) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT aiehr._propose_answer_model('policy'::regclass, instrument, instrument_version, indicator, model, reason);
	END;
REVOKE ALL ON FUNCTION propose_answer_model(text, text, text, aiehr.text_model, text) FROM PUBLIC;
COMMENT ON FUNCTION propose_answer_model(text, text, text, aiehr.text_model, text) IS
	'Stores a text model, fitted to raw scores of the indicator, as the next version for the instrument: its id, for approve_answer_model()';

CREATE FUNCTION approve_answer_model(id bigint, approved_by text, reason text DEFAULT NULL) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT aiehr._approve_answer_model('policy'::regclass, id, approved_by, reason);
	END;
REVOKE ALL ON FUNCTION approve_answer_model(bigint, text, text) FROM PUBLIC;
COMMENT ON FUNCTION approve_answer_model(bigint, text, text) IS
	'Approves a proposed text model: it scores the answers that come from now on, the one before is retired; a model that is NOT_USABLE is refused';

CREATE FUNCTION retire_answer_model(id bigint, reason text DEFAULT NULL) RETURNS void
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT aiehr._retire_answer_model('policy'::regclass, id, reason);
	END;
REVOKE ALL ON FUNCTION retire_answer_model(bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION retire_answer_model(bigint, text) IS 'Takes a text model out of use: answers are stored without scores until another is approved';

CREATE VIEW score_suggestion WITH (security_invoker = true) AS
	SELECT m.id AS assessment_id, m.person_id, m.application_id, m.employment_id, m.instrument, m.instrument_version, m.taken_at,
		s.key AS indicator, m.raw -> s.key AS raw, s.value AS score, a.version AS model_version, a.n AS model_people, a.r, a.r_low, a.r_high
	FROM assessment m
	CROSS JOIN LATERAL aiehr.each(m.scores) AS s (key, value)
	LEFT JOIN answer_model a ON m.model = 'text_model' AND a.instrument = m.instrument AND a.instrument_version = m.instrument_version AND a.indicator = s.key
		AND a.indicator || ' ' || a.version = ANY (string_to_array(m.model_version, ', '))
	WHERE m.status = 'suggested';
COMMENT ON VIEW score_suggestion IS 'Scores that a machine suggests and nobody has reviewed, one row an assessment and indicator; live rows alone; they count nowhere until review_scores() accepts them';
COMMENT ON COLUMN score_suggestion.assessment_id IS 'The assessment; review_scores() takes it';
COMMENT ON COLUMN score_suggestion.person_id IS 'Whose answers they are';
COMMENT ON COLUMN score_suggestion.application_id IS 'The application they were given for';
COMMENT ON COLUMN score_suggestion.employment_id IS 'Or the spell';
COMMENT ON COLUMN score_suggestion.instrument IS 'The instrument';
COMMENT ON COLUMN score_suggestion.instrument_version IS 'Its version';
COMMENT ON COLUMN score_suggestion.taken_at IS 'When the answers were given';
COMMENT ON COLUMN score_suggestion.indicator IS 'What is scored';
COMMENT ON COLUMN score_suggestion.raw IS 'Suggested score on the indicator''s own scale';
COMMENT ON COLUMN score_suggestion.score IS 'The same, 0..100';
COMMENT ON COLUMN score_suggestion.model_version IS 'Version of the text model; NULL where the score came from elsewhere';
COMMENT ON COLUMN score_suggestion.model_people IS 'People the model was fitted to';
COMMENT ON COLUMN score_suggestion.r IS 'Cross-validated correlation of the model with the scores it was fitted to';
COMMENT ON COLUMN score_suggestion.r_low IS 'Lower end of its 95 % interval';
COMMENT ON COLUMN score_suggestion.r_high IS 'Upper end of its 95 % interval';
