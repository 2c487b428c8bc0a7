-- Answers in the loop: stored, scored by approved text models, and reviewed by a person.

-- Whom a message is about, as far as that is known, and whether they refuse to be scored by a machine. The last word counts: whoever gave
-- their consent anew after they had withdrawn it is scored again.
CREATE FUNCTION aiehr._refuses_scoring(anchor regclass, whom jsonb) RETURNS boolean
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(anchor);
	RETURN coalesce((
		SELECT coalesce(c.withdrawn_at, c.expires_at) <= now()
		FROM consent c
		WHERE c.purpose = 'machine_scoring' AND c.person_id IN (
			-- each by its own index
			SELECT p.id FROM person p WHERE p.id = CASE WHEN whom ->> 'id' ~ '^[0-9]{1,18}$' THEN (whom ->> 'id')::bigint END
			UNION ALL
			SELECT p.id FROM person p WHERE p.external_key = whom ->> 'external_key'
			UNION ALL
			SELECT p.id FROM person p WHERE p.email_key = lower(btrim(whom ->> 'email', ' ') COLLATE "C")
			UNION ALL
			SELECT p.id FROM person p WHERE p.phone_key = regexp_replace(whom ->> 'phone', '[^0-9+]', '', 'g')
			UNION ALL
			SELECT l.person_id FROM person_alias l WHERE l.external_key = whom ->> 'external_key')
		ORDER BY c.given_at DESC, c.id DESC
		LIMIT 1), false);
END
$$;
COMMENT ON FUNCTION aiehr._refuses_scoring(regclass, jsonb) IS 'Has the person that a message names withdrawn the consent to be scored by a machine?';

-- What the approved models of an instrument make of answers, on the indicators' raw scales and within them. An indicator that its model
-- can say nothing of is absent, which is not low.
CREATE FUNCTION aiehr._answer_scores(anchor regclass, of_instrument text, of_version text, questions text[], answers text[],
		OUT scores jsonb, OUT versions text, OUT models bigint)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT jsonb_object_agg(s.indicator, s.score) FILTER (WHERE s.score IS NOT NULL),
		string_agg(s.indicator || ' ' || s.version, ', ' ORDER BY s.indicator COLLATE "C") FILTER (WHERE s.score IS NOT NULL), count(*)
	INTO scores, versions, models
	FROM (
		SELECT a.indicator, a.version,
			greatest(least(i.lo, i.hi), least(greatest(i.lo, i.hi), t.score)) + 0 * t.score AS score
		FROM answer_model a
		JOIN indicator i ON i.code = a.indicator
		CROSS JOIN LATERAL aiehr.score_text(a.model, questions, answers, 'ignore') AS t (score)
		WHERE a.instrument = of_instrument AND a.instrument_version = of_version AND a.status = 'approved'
	) s;
END
$$;
COMMENT ON FUNCTION aiehr._answer_scores(regclass, text, text, text[], text[]) IS
	'Raw scores of answers by the approved text models of an instrument, which models made them, and how many there are';

-- Machine scores of an assessment that wait for nobody, where the policy of its job does not want a person to look at them.
CREATE FUNCTION aiehr._settle_scores(anchor regclass, of_assessment bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(anchor);
	UPDATE assessment m SET status = 'valid'
	WHERE m.id = of_assessment AND m.status = 'suggested' AND NOT (
		SELECT p.review_scores FROM job_policy p
		WHERE p.job = coalesce((SELECT ap.job FROM application ap WHERE ap.id = m.application_id), (SELECT e.job FROM employment e WHERE e.id = m.employment_id)));
END
$$;
COMMENT ON FUNCTION aiehr._settle_scores(regclass, bigint) IS 'Makes suggested scores valid where policy.review_scores does not demand a person';

-- The message for record_assessment() that answers become. One that was received before, as assessment `known`, is put together again as it
-- was stored: what has been approved or refused since does not make it another message.
CREATE FUNCTION aiehr._answers_message(anchor regclass, message jsonb, known bigint) RETURNS jsonb
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	refused		boolean := coalesce(message -> 'machine_scoring' = 'false', false);
	former		text;
	scores		jsonb;
	versions	text;
	models		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF known IS NOT NULL THEN
		SELECT nullif(a.raw::jsonb, '{}'), a.model_version, a.status INTO scores, versions, former
		FROM (SELECT id, raw, model_version, status FROM assessment UNION ALL SELECT id, raw, model_version, status FROM assessment_archive) a
		WHERE a.id = known;
		refused := refused OR former = 'not_scored_by_choice';
	ELSIF NOT refused AND NOT aiehr._refuses_scoring(anchor, message -> 'person') THEN
		SELECT s.scores, s.versions, s.models INTO scores, versions, models
		FROM (SELECT array_agg(e ->> 'question' ORDER BY i) AS questions, array_agg(coalesce(e ->> 'text', '') ORDER BY i) AS answers
			FROM jsonb_array_elements(message -> 'answers') WITH ORDINALITY AS t (e, i)
			-- what is no answer is refused with the whole message
			WHERE jsonb_typeof(e) = 'object' AND e ->> 'question' <> '') q
		CROSS JOIN LATERAL aiehr._answer_scores(anchor, message ->> 'instrument', message ->> 'instrument_version', q.questions, q.answers) s;
		IF models = 0 THEN
			RAISE NOTICE 'answers are stored without scores: instrument "%" version "%" has no approved text model', message ->> 'instrument', message ->> 'instrument_version';
		END IF;
	ELSE
		refused := true;
	END IF;
	RETURN message - 'machine_scoring' || CASE
		WHEN refused THEN '{"status": "not_scored_by_choice"}'
		WHEN scores IS NULL THEN '{"status": "not_scored"}'
		ELSE jsonb_build_object('status', 'suggested', 'scores', scores, 'model', 'text_model', 'model_version', versions) END;
END
$$;
COMMENT ON FUNCTION aiehr._answers_message(regclass, jsonb, bigint) IS 'The message with an assessment that a message with answers becomes: with scores of the approved models, or why there are none';

CREATE FUNCTION aiehr._record_answers(anchor regclass, message jsonb) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	stray		text;
	known		bigint;
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF jsonb_typeof(message) IS DISTINCT FROM 'object' THEN
		RAISE EXCEPTION 'message is no JSON object' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	SELECT string_agg(format('"%s"', k), ', ') INTO stray FROM unnest('{scores,status,model,model_version}'::text[]) AS k WHERE message ? k;
	IF stray IS NOT NULL THEN
		RAISE EXCEPTION 'answers come without %', stray USING ERRCODE = 'invalid_parameter_value',
			HINT = 'record_assessment() takes what was scored elsewhere, answers included.';
	END IF;
	IF jsonb_typeof(message -> 'answers') IS DISTINCT FROM 'array' OR message -> 'answers' = '[]' THEN
		RAISE EXCEPTION 'message has no answers' USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Write them as "answers": [{"question": "...", "text": "..."}].';
	END IF;
	IF jsonb_typeof(message -> 'machine_scoring') NOT IN ('boolean', 'null') THEN
		RAISE EXCEPTION '"machine_scoring" is neither true nor false' USING ERRCODE = 'invalid_parameter_value',
			HINT = 'false is for a person who does not want to be scored by a machine.';
	END IF;
	SELECT r.assessment_id INTO known FROM received r WHERE r.vendor = message ->> 'vendor' AND r.external_id = message ->> 'external_id';
	result := aiehr._record_assessment(anchor, aiehr._answers_message(anchor, message, known));
	IF known IS NULL AND result IS NOT NULL THEN
		PERFORM aiehr._settle_scores(anchor, result);
	END IF;
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._record_answers(regclass, jsonb) IS 'Stores the answers of a message and what the approved text models make of them; the same message again changes nothing';

CREATE FUNCTION aiehr._score_answers(anchor regclass, of_assessment bigint) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	source		record;
	made		record;
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT m.* INTO source
	FROM (SELECT id, person_id, application_id, employment_id, instrument, instrument_version, kind, taken_at, status FROM assessment
		UNION ALL
		SELECT id, person_id, application_id, employment_id, instrument, instrument_version, kind, taken_at, status FROM assessment_archive) m
	WHERE m.id = of_assessment;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'assessment % is unknown', of_assessment USING ERRCODE = 'no_data_found';
	END IF;
	IF source.status = 'not_scored_by_choice' OR aiehr._refuses_scoring(anchor, jsonb_build_object('id', source.person_id)) THEN
		RAISE EXCEPTION 'answers of assessment % are not to be scored', of_assessment USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = 'The person does not want to be scored by a machine.';
	END IF;
	SELECT s.* INTO made
	FROM (SELECT array_agg(n.question ORDER BY n.question) AS questions, array_agg(n.body ORDER BY n.question) AS answers
		FROM (SELECT assessment_id, question, body FROM answer UNION ALL SELECT assessment_id, question, body FROM answer_archive) n WHERE n.assessment_id = of_assessment) q
	CROSS JOIN LATERAL aiehr._answer_scores(anchor, source.instrument, source.instrument_version, coalesce(q.questions, '{}'), coalesce(q.answers, '{}')) s;
	IF made.scores IS NULL THEN
		RETURN NULL;
	END IF;
	INSERT INTO assessment (person_id, application_id, employment_id, instrument, instrument_version, kind, taken_at, raw, model, model_version, status)
	VALUES (source.person_id, source.application_id, source.employment_id, source.instrument, source.instrument_version, source.kind, source.taken_at,
		made.scores::aiehr.scorecard, 'text_model', made.versions, 'suggested')
	RETURNING id INTO result;
	PERFORM aiehr._settle_scores(anchor, result);
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._score_answers(regclass, bigint) IS 'A new assessment with what the models approved now make of stored answers; NULL where they make nothing of them';

CREATE FUNCTION aiehr._review_scores(anchor regclass, of_assessment bigint, decision text, reviewer text, why text) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	found_status text;
	whose		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF decision IS NULL OR decision NOT IN ('accept', 'reject') THEN
		RAISE EXCEPTION 'decision "%" is none', decision USING ERRCODE = 'invalid_parameter_value', HINT = 'It is accept or reject.';
	END IF;
	IF coalesce(reviewer, '') = '' THEN
		RAISE EXCEPTION 'scores need a person who reviews them' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	-- the person first, as everywhere, then the row
	SELECT m.person_id INTO whose FROM assessment m WHERE m.id = of_assessment;
	PERFORM FROM person p WHERE p.id = whose FOR NO KEY UPDATE;
	SELECT m.status INTO found_status FROM assessment m WHERE m.id = of_assessment FOR NO KEY UPDATE;
	IF found_status IS DISTINCT FROM 'suggested' THEN
		RAISE EXCEPTION 'scores of assessment % cannot be reviewed', of_assessment USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = coalesce('Its status is ' || found_status || '.', 'There is no such assessment of a person in reach.'),
			HINT = 'Only suggested scores are accepted or rejected.';
	END IF;
	UPDATE assessment SET status = CASE decision WHEN 'accept' THEN 'valid' ELSE 'withdrawn' END WHERE id = of_assessment;
	PERFORM aiehr._audit(decision || '_scores', NULL, 'assessment', of_assessment, 1, jsonb_build_object('reviewer', reviewer, 'reason', why), whose);
END
$$;
COMMENT ON FUNCTION aiehr._review_scores(regclass, bigint, text, text, text) IS 'Accepts or rejects suggested scores and logs who did';

CREATE FUNCTION aiehr._propose_answer_model(anchor regclass, of_instrument text, of_version text, of_indicator text, fitted aiehr.text_model, why text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF fitted IS NULL THEN
		RAISE EXCEPTION 'there is no model to propose' USING ERRCODE = 'null_value_not_allowed',
			HINT = 'aiehr.fit_text() over no answers is NULL.';
	END IF;
	-- one at a time, so that versions count up
	PERFORM FROM instrument i WHERE i.code = of_instrument AND i.version = of_version FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'instrument "%" version "%" is unknown', of_instrument, of_version USING ERRCODE = 'foreign_key_violation';
	END IF;
	INSERT INTO answer_model (instrument, instrument_version, indicator, version, model, reason)
	SELECT of_instrument, of_version, of_indicator, 1 + coalesce(max(a.version), 0), fitted, why
	FROM answer_model a WHERE a.instrument = of_instrument AND a.instrument_version = of_version AND a.indicator = of_indicator
	RETURNING id INTO result;
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._propose_answer_model(regclass, text, text, text, aiehr.text_model, text) IS 'Stores a text model as the next version for an indicator of an instrument, to be approved';

CREATE FUNCTION aiehr._approve_answer_model(anchor regclass, model_id bigint, approver text, why text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	chosen		record;
	forerunner	bigint;
	other		record;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF coalesce(approver, '') = '' THEN
		RAISE EXCEPTION 'a text model needs a person who approves it' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	SELECT a.id, a.instrument, a.instrument_version, a.indicator, a.status, a.n, a.r, a.r_low, a.r_high, aiehr.text_usable(a.model) AS usable
	INTO chosen FROM answer_model a WHERE a.id = model_id FOR UPDATE;
	IF NOT FOUND OR chosen.status <> 'proposed' THEN
		RAISE EXCEPTION 'text model % cannot be approved', model_id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = coalesce('Its status is ' || chosen.status || '.', 'There is no such model.'), HINT = 'Only a proposed one is approved.';
	END IF;
	IF NOT chosen.usable THEN
		RAISE EXCEPTION 'text model % is not usable', model_id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Fitted to %s people, its cross-validated r is %s, and may be anything from %s to %s.', chosen.n,
				coalesce(round(chosen.r::numeric, 3)::text, 'none'), coalesce(round(chosen.r_low::numeric, 3)::text, 'none'), coalesce(round(chosen.r_high::numeric, 3)::text, 'none')),
			HINT = 'Collect more scored answers and fit it again.';
	END IF;
	-- who approves replaces the model that they know of, and none that somebody else approves at the same time
	SELECT a.id INTO forerunner FROM answer_model a
	WHERE a.instrument = chosen.instrument AND a.instrument_version = chosen.instrument_version AND a.indicator = chosen.indicator AND a.status = 'approved';
	PERFORM FROM instrument i WHERE i.code = chosen.instrument AND i.version = chosen.instrument_version FOR NO KEY UPDATE;
	SELECT a.id, a.approved_by INTO other FROM answer_model a
	WHERE a.instrument = chosen.instrument AND a.instrument_version = chosen.instrument_version AND a.indicator = chosen.indicator AND a.status = 'approved'
		AND a.id IS DISTINCT FROM forerunner;
	IF FOUND THEN
		RAISE EXCEPTION 'text model % cannot be approved', model_id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Model %s was approved at the same time, by %s.', other.id, other.approved_by), HINT = 'Approve it again if it is to replace that one.';
	END IF;
	UPDATE answer_model a SET status = 'retired'
	WHERE a.instrument = chosen.instrument AND a.instrument_version = chosen.instrument_version AND a.indicator = chosen.indicator AND a.status = 'approved';
	UPDATE answer_model a SET status = 'approved', approved_by = approver, approved_at = now(), reason = coalesce(why, a.reason) WHERE a.id = model_id;
	PERFORM aiehr._audit('approve_answer_model', NULL, 'answer_model', model_id, 1, jsonb_build_object('approved_by', approver));
	RETURN model_id;
END
$$;
COMMENT ON FUNCTION aiehr._approve_answer_model(regclass, bigint, text, text) IS 'Approves a proposed text model, whose forerunner is retired; one whose r may be zero is refused';

CREATE FUNCTION aiehr._retire_answer_model(anchor regclass, model_id bigint, why text) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(anchor);
	UPDATE answer_model a SET status = 'retired', reason = coalesce(why, a.reason) WHERE a.id = model_id AND a.status <> 'retired';
	IF NOT FOUND THEN
		RAISE EXCEPTION 'text model % cannot be retired', model_id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = coalesce((SELECT 'It is retired already.' FROM answer_model a WHERE a.id = model_id), 'There is no such model.');
	END IF;
	PERFORM aiehr._audit('retire_answer_model', NULL, 'answer_model', model_id, 1);
END
$$;
COMMENT ON FUNCTION aiehr._retire_answer_model(regclass, bigint, text) IS 'Takes a text model out of use; what it scored stays';
