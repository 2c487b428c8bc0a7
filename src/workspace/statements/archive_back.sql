-- Moves assessments and answers of these people ($1) back from the archive by a rule ($2), ids and scores as they were.
WITH scored AS (
	DELETE FROM assessment_archive m
	USING unnest($1) AS a (id)
	WHERE m.person_id = a.id
	RETURNING m.id, m.person_id, m.application_id, m.employment_id, m.vendor, m.external_id, m.instrument, m.instrument_version,
		m.kind, m.taken_at, m.raw, m.scores, m.model, m.model_version, m.status, m.created_at
),
scored_in AS (
	INSERT INTO assessment (id, person_id, application_id, employment_id, vendor, external_id, instrument, instrument_version,
		kind, taken_at, raw, scores, model, model_version, status, created_at)
	OVERRIDING SYSTEM VALUE
	SELECT id, person_id, application_id, employment_id, vendor, external_id, instrument, instrument_version,
		kind, taken_at, raw, scores, model, model_version, status, created_at
	FROM scored
),
said AS (
	DELETE FROM answer_archive n
	USING unnest($1) AS a (id)
	WHERE n.person_id = a.id
	RETURNING n.id, n.assessment_id, n.person_id, n.question, n.body, n.answered_at
),
said_in AS (
	INSERT INTO answer (id, assessment_id, person_id, question, body, answered_at)
	OVERRIDING SYSTEM VALUE
	SELECT id, assessment_id, person_id, question, body, answered_at FROM said
)
INSERT INTO audit_log (action, rule, acting_role, subject, subject_id, n)
SELECT 'restore', $2, (SELECT acting_role()), 'person', x.person_id, count(*)
FROM (SELECT person_id FROM scored UNION ALL SELECT person_id FROM said) x
GROUP BY x.person_id
ORDER BY x.person_id
