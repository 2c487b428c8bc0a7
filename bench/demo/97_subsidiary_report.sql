-- What came of the subsidiary's tables and of the agency's file; prints what does not add up.
SELECT format('%s: %s instead of %s', what, found, expected)
FROM (
	SELECT 'people' AS what, (SELECT count(*) FROM sub.person) AS found, (SELECT count(*) FROM legacy.mitarbeiter) + 50 AS expected
	UNION ALL SELECT 'applications', (SELECT count(*) FROM sub.application), (SELECT count(*) FROM legacy.mitarbeiter)
	UNION ALL SELECT 'hired', (SELECT count(*) FROM sub.application WHERE stage = 'hired'), (SELECT count(*) FROM legacy.mitarbeiter WHERE eingestellt)
	UNION ALL SELECT 'spells', (SELECT count(*) FROM sub.employment), (SELECT count(*) FROM legacy.mitarbeiter WHERE eingestellt)
	UNION ALL SELECT 'spells that ended', (SELECT count(*) FROM sub.employment WHERE ended), (SELECT count(*) FROM legacy.mitarbeiter WHERE austritt IS NOT NULL)
	UNION ALL SELECT 'grades', (SELECT count(*) FROM sub.performance_fact), (SELECT count(*) FROM legacy.beurteilung)
	UNION ALL SELECT 'people of the agency', (SELECT count(*) FROM sub.person WHERE external_key LIKE 'AG-%'), 50
) c
WHERE found <> expected
UNION ALL SELECT format('check_attachments: %s %s, %s', relation, kind, problem) FROM aiehr.check_attachments('sub')
UNION ALL SELECT format('check_standing: person %s, %s', person_id, field) FROM sub.check_standing()
UNION ALL SELECT format('check_lifecycle: person %s, %s', person_id, problem) FROM sub.check_lifecycle();
