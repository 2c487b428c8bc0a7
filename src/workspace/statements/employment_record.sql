-- Writes where people ($2) were in a spell ($1) up to the day of a move ($9; NULL: today): unit ($3, now $4) and manager ($5, now $6);
-- $7, $8 first day and end of the spell. What was not known is filled in and was so from the beginning, unless a day was given.
INSERT INTO employment_history (employment_id, person_id, org_unit, manager_id, valid, changed_by)
SELECT w.id, w.person_id, w.was_unit, w.was_manager, daterange(w.since, w.day), (SELECT acting_role())
FROM (
	SELECT n.*,
		CASE WHEN n.old_unit IS NULL THEN CASE WHEN n.given IS NULL THEN n.unit END
			WHEN NOT EXISTS (SELECT FROM org_unit o WHERE o.code = n.old_unit) THEN n.unit ELSE n.old_unit END AS was_unit,
		CASE WHEN n.old_manager IS NULL THEN CASE WHEN n.given IS NULL THEN n.manager END
			WHEN NOT EXISTS (SELECT FROM person p WHERE p.id = n.old_manager) THEN n.manager ELSE n.old_manager END AS was_manager,
		coalesce(n.given, (SELECT (now() AT TIME ZONE c.time_zone)::date FROM policy c WHERE c.job IS NULL)) AS day,
		(SELECT max(upper(h.valid)) FROM employment_history h WHERE h.employment_id = n.id) AS since
	FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS n (id, person_id, old_unit, unit, old_manager, manager, hired_on, left_on, given)
) w
WHERE w.day > greatest(w.since, w.hired_on) AND (w.given IS NOT NULL OR w.left_on IS NULL OR w.left_on > w.day)
	AND (w.was_unit, w.was_manager) IS DISTINCT FROM (w.unit, w.manager)
