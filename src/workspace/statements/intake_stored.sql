-- What stored assessments say beyond their content: for what they are, and the answers where they are asked for.
-- $1 assessments, $2 their people, $3 the jobs that the messages name, $4 whether they have answers
SELECT coalesce(s.application_id, r.application_id), coalesce(s.employment_id, r.employment_id),
	a.job IS NULL OR a.job = coalesce(ap.job, e.job) OR NOT EXISTS (SELECT FROM job j WHERE j.code = a.job),
	q.questions, q.bodies
FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS a (id, person_id, job, has_answers, i)
LEFT JOIN assessment s ON s.id = a.id
LEFT JOIN assessment_archive r ON r.id = a.id
LEFT JOIN application ap ON ap.id = coalesce(s.application_id, r.application_id)
LEFT JOIN employment e ON e.id = coalesce(s.employment_id, r.employment_id)
LEFT JOIN LATERAL (
	SELECT array_agg(t.question ORDER BY t.question COLLATE "C") AS questions, array_agg(t.body ORDER BY t.question COLLATE "C") AS bodies
	FROM (
		SELECT question, body FROM answer WHERE a.has_answers AND assessment_id = a.id
		UNION ALL
		SELECT question, body FROM answer_archive WHERE a.has_answers AND person_id = a.person_id AND assessment_id = a.id
	) t
) q ON a.has_answers
ORDER BY a.i
