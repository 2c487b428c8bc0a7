-- Every statement returns no row while the data is sound.
SELECT relation, kind, external_key, problem FROM aiehr.check_attachments('hr') WHERE problem NOT LIKE '%purged or erased';
SELECT * FROM hr.check_lifecycle();
SELECT * FROM hr.check_standing();
SELECT * FROM hr.check_golden();
-- a fact of each row, but of those that were written before their person was erased
SELECT 'fact', h.id, f.value, h.mark FROM host.fact h LEFT JOIN hr.performance_fact f ON f.external_id = h.id::text
WHERE f.value IS DISTINCT FROM h.mark
	AND NOT EXISTS (SELECT FROM aiehr.check_attachments('hr') c WHERE c.kind = 'performance_facts' AND c.external_key = h.who::text)
	AND NOT EXISTS (SELECT FROM hr.audit_log l WHERE l.action = 'erase');
SELECT 'fact without a row', f.external_id FROM hr.performance_fact f WHERE NOT EXISTS (SELECT FROM host.fact h WHERE h.id::text = f.external_id);
SELECT 'key of two people', external_key, count(*) FROM (
	SELECT external_key, id FROM hr.person WHERE external_key IS NOT NULL UNION SELECT external_key, person_id FROM hr.person_alias) k GROUP BY 2 HAVING count(*) > 1;
SELECT 'merge on nobody', m.id FROM hr.person_merge m WHERE m.unmerged_at IS NULL AND EXISTS (SELECT FROM hr.person p WHERE p.id = m.dropped_id);
