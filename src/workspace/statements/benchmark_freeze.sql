-- Freezes benchmarks: the scores known at hire, and at each re-assessment within the spell those known then.
-- A frozen score never changes; a result that comes in late only adds the indicators that were missing.
-- The spells come first and each looks its assessments up: tables that nobody has analysed yet tempt the planner into a product of both.
INSERT INTO benchmark AS b (employment_id, person_id, valid_from, scores)
SELECT e.id, e.person_id, f.valid_from, k.scores
FROM (
	SELECT e.id, e.person_id, e.application_id, e.hired_on, c.time_zone
	FROM unnest($1) AS a (id)
	JOIN employment e ON e.person_id = a.id AND NOT e.ended
	JOIN policy c ON c.job IS NULL
	OFFSET 0
) e
CROSS JOIN LATERAL (
	SELECT e.hired_on AS valid_from
	UNION
	SELECT (r.taken_at AT TIME ZONE e.time_zone)::date
	FROM assessment r
	WHERE r.person_id = e.person_id AND r.kind = 'reassessment' AND r.status = 'valid'
		AND (r.taken_at AT TIME ZONE e.time_zone)::date > e.hired_on
) f
CROSS JOIN LATERAL (
	SELECT scorecard_latest(m.scores ORDER BY m.taken_at, m.id) AS scores
	FROM assessment m
	WHERE m.person_id = e.person_id AND m.status = 'valid'
		AND ((m.taken_at AT TIME ZONE e.time_zone)::date <= f.valid_from
			-- the interview of the very application, whatever its date says
			OR (m.application_id = e.application_id AND m.kind = 'interview'))
) k
WHERE k.scores IS NOT NULL
ON CONFLICT (employment_id, valid_from) DO UPDATE
SET scores = excluded.scores || b.scores
WHERE (excluded.scores || b.scores) <> b.scores
