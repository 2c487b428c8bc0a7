-- What does not add up about the answers; no row, no fault.
SET search_path = public, aiehr;
SELECT format('%s: %s, expected %s', what, found, expected)
FROM (
	SELECT 'scored answers', (SELECT count(*) FROM source.suggested), 4::bigint
	UNION ALL SELECT 'assessments without a score by choice', (SELECT count(*) FROM hr.assessment m JOIN source.speaker s ON s.assessment_id = m.id WHERE m.status = 'not_scored_by_choice' AND m.raw = '{}'), 1
	UNION ALL SELECT 'scores that their contributions do not sum up to', (SELECT count(*) FROM source.speaker s JOIN hr.assessment m ON m.id = s.assessment_id
		WHERE s.c < 5 AND abs((m.raw -> 'collaboration') - least(5, greatest(1, (SELECT sum(contribution) FROM hr.explain_answers(m.id))))) > 1e-12), 0
	UNION ALL SELECT 'accepted scores in the standing of candidates', (SELECT count(*) FROM source.speaker s JOIN hr.assessment m ON m.id = s.assessment_id JOIN hr.standing t ON t.application_id = m.application_id
		WHERE t.assessed ? 'collaboration'), 3
) AS c (what, found, expected)
WHERE found IS DISTINCT FROM expected
UNION ALL SELECT format('check_standing: person %s, %s', person_id, field) FROM hr.check_standing();
