-- Stores answers beside their assessments: those of a leaver are in the archive already.
WITH a AS MATERIALIZED (
	SELECT n.assessment_id, n.person_id, n.question, n.body, n.answered_at, n.i, EXISTS (SELECT FROM assessment s WHERE s.id = n.assessment_id) AS live
	FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS n (assessment_id, person_id, question, body, answered_at, i)
),
live AS (
	INSERT INTO answer (assessment_id, person_id, question, body, answered_at)
	SELECT a.assessment_id, a.person_id, a.question, a.body, a.answered_at FROM a WHERE a.live ORDER BY a.i
)
INSERT INTO answer_archive (id, assessment_id, person_id, question, body, answered_at)
SELECT nextval(pg_get_serial_sequence('answer', 'id')), a.assessment_id, a.person_id, a.question, a.body, a.answered_at
FROM a WHERE NOT a.live ORDER BY a.i
