-- What does not add up, one row a fault; no row, no fault.

SELECT format('%s: %s, expected %s', what, found, expected)
FROM (
	-- in through every door exactly once
	SELECT 'results accepted in the batch', (SELECT count(*) FROM source.loaded WHERE accepted), (SELECT count(*) FROM source.batch)
	UNION ALL SELECT 'results changed by sending the batch again',
		(SELECT count(*) FROM source.repeated r JOIN source.loaded l USING (staging_row) WHERE r.assessment_id IS DISTINCT FROM l.assessment_id), 0
	UNION ALL SELECT 'faulty results refused', (SELECT count(*) FROM source.refused WHERE NOT accepted AND reason IS NOT NULL), 2
	UNION ALL SELECT 'assessments before the nightly run', (SELECT assessments FROM source.rows_before), (SELECT count(*) FROM source.message)
	UNION ALL SELECT 'people before the nightly run', (SELECT people FROM source.rows_before), (SELECT count(*) FROM source.person)
	UNION ALL SELECT 'facts of all half-years', (SELECT facts FROM source.rows_before), (SELECT sum(facts) FROM source.progress)::bigint
	-- leaving and coming back
	UNION ALL SELECT 'people archived when they left', (SELECT people FROM source.archived), (SELECT count(*) FROM source.leaver)
	UNION ALL SELECT 'rehired people with something in the archive',
		(SELECT count(*) FROM source.rehire r JOIN source.id i ON i.n = r.n JOIN hr.assessment_archive m ON m.person_id = i.person_id), 0
	UNION ALL SELECT 'rehired people with their assessments',
		(SELECT count(DISTINCT m.person_id) FROM source.rehire r JOIN source.id i ON i.n = r.n JOIN hr.assessment m ON m.person_id = i.person_id),
		(SELECT count(*) FROM source.rehire)
	UNION ALL SELECT 'current spells', (SELECT count(*) FROM hr.employment WHERE NOT ended),
		(SELECT count(*) FROM source.career) - (SELECT count(*) FROM source.leaver) + (SELECT count(*) FROM source.rehire)
	UNION ALL SELECT 'standing of employees and candidates', (SELECT count(*) FROM hr.standing),
		(SELECT count(*) FROM hr.employment WHERE NOT ended)
		+ (SELECT count(*) FROM hr.application WHERE stage IN ('applied', 'screening', 'assessment', 'interview', 'offer', 'on_hold'))
	-- the nightly run does what it foretold, and all of it
	UNION ALL SELECT 'steps of the nightly run that differ from the dry run', (
		SELECT count(*) FROM (SELECT action, rule, people, items FROM source.plan) p FULL JOIN (SELECT action, rule, people, items FROM source.done) d
			USING (action, rule, people, items) WHERE action IS NULL OR p IS NULL OR d IS NULL), 0
	UNION ALL SELECT 'steps of a second nightly run', (SELECT count(*) FROM source.again), 0
	-- who was to go by the rule as the sources know it: not taken, idle for more than six months, no hold, no consent
	UNION ALL SELECT 'rejected candidates who are gone', (SELECT count(*) FROM source.id i JOIN source.application a ON a.n = i.n
			WHERE a.stage IN ('rejected', 'withdrawn', 'offer_declined', 'no_show') AND NOT EXISTS (SELECT FROM hr.person p WHERE p.id = i.person_id)),
		(SELECT count(*) FROM source.due_candidate)
	UNION ALL SELECT 'of these, such as were due', (SELECT count(*) FROM source.due_candidate d JOIN source.id i ON i.n = d.n
			WHERE NOT EXISTS (SELECT FROM hr.person p WHERE p.id = i.person_id)),
		(SELECT count(*) FROM source.due_candidate)
	UNION ALL SELECT 'leavers whose interview data is gone', (SELECT count(*) FROM source.leaver l JOIN source.id i ON i.n = l.n
			WHERE NOT EXISTS (SELECT FROM hr.assessment_all m WHERE m.person_id = i.person_id)),
		(SELECT count(*) FROM source.due_leaver)
	UNION ALL SELECT 'of these, such as were due', (SELECT count(*) FROM source.due_leaver d JOIN source.id i ON i.n = d.n
			WHERE NOT EXISTS (SELECT FROM hr.assessment_all m WHERE m.person_id = i.person_id)),
		(SELECT count(*) FROM source.due_leaver)
	UNION ALL SELECT 'people on hold who are gone', (SELECT count(*) FROM source.hold h WHERE NOT EXISTS (SELECT FROM hr.assessment_all m WHERE m.person_id = h.person_id)), 0
	UNION ALL SELECT 'audit rows sealed', (SELECT total FROM source.seal), (SELECT count(*) FROM hr.audit_log)
) AS c (what, found, expected)
WHERE found IS DISTINCT FROM expected
UNION ALL SELECT format('check_standing: person %s, %s', person_id, field) FROM hr.check_standing()
UNION ALL SELECT format('check_study: spell %s, %s', employment_id, field) FROM hr.check_study()
UNION ALL SELECT format('check_lifecycle: person %s, %s', person_id, problem) FROM hr.check_lifecycle()
UNION ALL SELECT format('check_interventions: spell %s, %s', employment_id, problem) FROM hr.check_interventions()
UNION ALL SELECT format('verify_audit: row %s, %s', id, problem) FROM hr.verify_audit((SELECT head FROM source.seal));
