-- Of people ($2) who moved in a spell ($1), those whose study may have another unit by it: the move ($9; NULL: today) is within the
-- outcome window, or a correction (of a spell that is over, $8, or of what was not known), or the unit was renamed.
SELECT DISTINCT n.person_id
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS n (id, person_id, old_unit, unit, old_manager, manager, hired_on, left_on, given)
LEFT JOIN study s ON s.employment_id = n.id
WHERE s.employment_id IS NULL OR s.org_unit IS NULL OR n.left_on IS NOT NULL
	OR s.window_ends > coalesce(n.given, (SELECT (now() AT TIME ZONE c.time_zone)::date FROM policy c WHERE c.job IS NULL))
	OR NOT EXISTS (SELECT FROM org_unit o WHERE o.code = s.org_unit)
