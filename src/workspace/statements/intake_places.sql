-- Where an assessment of a person for a job belongs: a re-assessment to the current spell if there is one, all else to the open application.
SELECT e.id, ap.id
FROM unnest($1, $2, $3) WITH ORDINALITY AS a (person_id, job, reassessment, i)
LEFT JOIN LATERAL (
	SELECT e.id
	FROM employment e
	WHERE a.reassessment AND e.person_id = a.person_id AND e.job = a.job AND NOT e.ended
	ORDER BY e.hired_on DESC, e.id DESC
	LIMIT 1
) e ON true
LEFT JOIN application ap ON ap.person_id = a.person_id AND ap.job = a.job
	AND ap.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')
ORDER BY a.i
