-- Every statement returns no row while the data is sound.
WITH stored AS (SELECT external_id FROM hr.assessment UNION ALL SELECT external_id FROM hr.assessment_archive)
SELECT 'assessment not once', l.external_id, (SELECT count(*) FROM stored s WHERE s.external_id = l.external_id)
FROM ledger l
WHERE (SELECT count(*) FROM stored s WHERE s.external_id = l.external_id)
	<> CASE WHEN l.candidate THEN (SELECT count(*) FROM hr.person p WHERE p.external_key = l.external_key) ELSE 1 END;
SELECT 'assessment not in the ledger', external_id FROM hr.assessment_all EXCEPT SELECT 'assessment not in the ledger', external_id FROM ledger;
SELECT 'answers', (SELECT count(*) FROM hr.answer) + (SELECT count(*) FROM hr.answer_archive) AS stored, count(*) AS ledger
FROM ledger WHERE NOT candidate
HAVING (SELECT count(*) FROM hr.answer) + (SELECT count(*) FROM hr.answer_archive) <> count(*);
SELECT 'answer apart from its assessment', a.id FROM hr.answer a WHERE NOT EXISTS (SELECT FROM hr.assessment m WHERE m.id = a.assessment_id)
UNION ALL
SELECT 'answer apart from its assessment', a.id FROM hr.answer_archive a WHERE NOT EXISTS (SELECT FROM hr.assessment_archive m WHERE m.id = a.assessment_id);
SELECT 'messages remembered', (SELECT count(*) FROM hr.received), count(*) FROM ledger HAVING (SELECT count(*) FROM hr.received) <> count(*);
SELECT 'fact', external_id FROM fact_ledger EXCEPT SELECT 'fact', external_id FROM hr.performance_fact;
SELECT 'fact', external_id FROM hr.performance_fact EXCEPT SELECT 'fact', external_id FROM fact_ledger;
SELECT * FROM hr.check_standing();
SELECT * FROM hr.check_interventions();
SELECT * FROM hr.check_lifecycle();
SELECT 'two open interventions', employment_id, indicator FROM hr.intervention WHERE ended_at IS NULL GROUP BY 2, 3 HAVING count(*) > 1;
SELECT 'leaver stands', s.person_id, s.job FROM hr.standing s
WHERE NOT EXISTS (SELECT FROM hr.employment e WHERE e.person_id = s.person_id AND e.job = s.job AND NOT e.ended)
	AND NOT EXISTS (SELECT FROM hr.application a WHERE a.person_id = s.person_id AND a.job = s.job
		AND a.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show'));
SELECT 'employed and archived', e.person_id FROM hr.employment e JOIN hr.assessment_archive a ON a.person_id = e.person_id WHERE NOT e.ended;
SELECT 'left and live', m.person_id FROM hr.assessment m
WHERE EXISTS (SELECT FROM hr.employment e WHERE e.person_id = m.person_id)
	AND NOT EXISTS (SELECT FROM hr.employment e WHERE e.person_id = m.person_id AND NOT e.ended)
	AND NOT EXISTS (SELECT FROM hr.application a WHERE a.person_id = m.person_id AND a.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show'));
SELECT 'purged but named', r.id FROM hr.received r WHERE r.status = 'purged' AND num_nonnulls(r.external_id, r.person_id, r.assessment_id) > 0;
SELECT 'audit', * FROM hr.verify_audit();
