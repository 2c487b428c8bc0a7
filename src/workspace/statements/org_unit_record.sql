-- Writes what units ($1) were up to the day of a change ($6; NULL: today): name ($2), parent ($3), cost centre ($4), code ($5); $7 to
-- $10 what they are now. What was not known is filled in and was so from the beginning, unless a day was given.
INSERT INTO org_unit_history (unit_id, code, name, parent, cost_centre, valid, changed_by)
SELECT w.id, w.old_code, w.old_name, w.was_parent, w.was_centre, daterange(w.since, w.day), (SELECT acting_role())
FROM (
	SELECT n.id, n.old_code, n.old_name, n.code, n.name, n.parent, n.centre, o.valid,
		CASE WHEN n.old_parent IS NULL THEN CASE WHEN n.given IS NULL THEN n.parent END
			WHEN NOT EXISTS (SELECT FROM org_unit p WHERE p.code = n.old_parent) THEN n.parent ELSE n.old_parent END AS was_parent,
		CASE WHEN n.old_centre IS NULL AND n.given IS NULL THEN n.centre ELSE n.old_centre END AS was_centre,
		coalesce(n.given, (SELECT (now() AT TIME ZONE c.time_zone)::date FROM policy c WHERE c.job IS NULL)) AS day,
		(SELECT max(upper(h.valid)) FROM org_unit_history h WHERE h.unit_id = n.id) AS since
	FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS n (id, old_name, old_parent, old_centre, old_code, given, name, parent, centre, code)
	JOIN org_unit o ON o.id = n.id
) w
WHERE w.day > coalesce(w.since, lower(w.valid), '-infinity')
	AND (w.old_code, w.old_name, w.was_parent, w.was_centre) IS DISTINCT FROM (w.code, w.name, w.parent, w.centre)
