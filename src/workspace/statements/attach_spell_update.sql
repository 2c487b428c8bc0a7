-- Spells ($1) become what their host rows say of the columns that the mapping has ($9); the first day follows a correction of it.
UPDATE employment e
SET hired_on = n.hired_on, org_unit = n.org_unit, manager_id = n.manager_id, core = n.core, left_on = n.left_on, leave_reason = n.leave_reason
FROM (
	SELECT q.id, CASE WHEN q.hired_on = a.former_hired_on THEN a.hired_on ELSE q.hired_on END AS hired_on,
		CASE WHEN 'org_unit' = ANY ($9) THEN a.org_unit ELSE q.org_unit END AS org_unit,
		CASE WHEN 'manager_key' = ANY ($9) THEN a.manager_id ELSE q.manager_id END AS manager_id,
		coalesce(a.core, q.core) AS core,
		CASE WHEN 'left_on' = ANY ($9) THEN a.left_on ELSE q.left_on END AS left_on,
		CASE WHEN 'leave_reason' = ANY ($9) THEN a.leave_reason ELSE q.leave_reason END AS leave_reason
	FROM (
		SELECT DISTINCT ON (u.id) u.*
		FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
			AS u (id, former_hired_on, hired_on, org_unit, manager_id, core, left_on, leave_reason, i)
		ORDER BY u.id, u.i DESC
	) a
	JOIN employment q ON q.id = a.id
) n
WHERE e.id = n.id AND (e.hired_on, e.org_unit, e.manager_id, e.core, e.left_on, e.leave_reason)
	IS DISTINCT FROM (n.hired_on, n.org_unit, n.manager_id, n.core, n.left_on, n.leave_reason)
