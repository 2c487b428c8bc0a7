-- Deletes applications ($1) with everything that was found out in them, but for those of people on hold; returns their people.
-- What was received of them is remembered by its keyed hashes alone.
WITH gone AS MATERIALIZED (
	SELECT a.id, a.person_id
	FROM unnest($1) AS n (id)
	JOIN application a ON a.id = n.id
	WHERE NOT EXISTS (SELECT FROM legal_hold h WHERE h.person_id = a.person_id AND h.lifted_at IS NULL)
),
scored AS MATERIALIZED (
	SELECT m.id FROM gone g JOIN assessment m ON m.application_id = g.id
	UNION ALL
	SELECT m.id FROM gone g JOIN assessment_archive m ON m.application_id = g.id
),
forgotten AS (
	UPDATE received r
	SET status = 'purged', external_id = NULL, assessment_id = NULL, person_id = NULL
	FROM scored m
	WHERE r.assessment_id = m.id
),
said AS (
	DELETE FROM answer n USING scored m WHERE n.assessment_id = m.id
),
said_then AS (
	DELETE FROM answer_archive n USING gone g, scored m WHERE n.person_id = g.person_id AND n.assessment_id = m.id
),
scores AS (
	DELETE FROM assessment m USING gone g WHERE m.application_id = g.id
),
scores_then AS (
	DELETE FROM assessment_archive m USING gone g WHERE m.application_id = g.id
),
-- what was planned rests on the scores that go, whatever application it was for
planned AS (
	DELETE FROM development_plan p USING gone g WHERE p.person_id = g.person_id
),
applied AS (
	DELETE FROM application a
	USING gone g
	WHERE a.id = g.id AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.person_id = a.person_id AND h.lifted_at IS NULL)
	RETURNING a.person_id
)
SELECT DISTINCT person_id FROM applied
