-- Units ($1) that changed: what of their history reaches beyond the day of the change ($6; NULL: today) follows, in the columns that
-- changed, and is cut there. Old and new: name ($2, $7), parent ($3, $8), cost centre ($4, $9), code ($5, $10); $11 to $14 whether a
-- statement about a day set the column, so that what is planned can be had earlier.
WITH change AS MATERIALIZED (
	SELECT n.*, coalesce(n.given, (SELECT (now() AT TIME ZONE p.time_zone)::date FROM policy p WHERE p.job IS NULL)) AS day,
		n.set_name OR n.old_name <> n.name AS renamed, n.set_centre OR n.old_centre IS DISTINCT FROM n.centre AS rebooked, n.old_code <> n.code AS recoded,
		-- a parent whose old code is no unit any more was renamed, not left
		(n.set_parent OR n.old_parent IS DISTINCT FROM n.parent)
			AND (n.old_parent IS NULL OR EXISTS (SELECT FROM org_unit o WHERE o.code = n.old_parent)) AS moved
	FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		AS n (id, old_name, old_parent, old_centre, old_code, given, name, parent, centre, code, set_name, set_parent, set_centre, set_code)
),
hit AS MATERIALIZED (
	SELECT h.*, c.day, c.moved, c.parent AS new_parent, c.renamed, c.name AS new_name, c.recoded, c.code AS new_code, c.rebooked, c.centre AS new_centre
	FROM change c
	JOIN org_unit_history h ON h.unit_id = c.id AND upper(h.valid) > c.day
	WHERE c.moved OR c.renamed OR c.rebooked OR c.recoded
),
cut AS (
	UPDATE org_unit_history h
	SET valid = daterange(nullif(greatest(lower(i.valid), i.day), '-infinity'), upper(i.valid)),
		name = CASE WHEN i.renamed THEN i.new_name ELSE i.name END, code = CASE WHEN i.recoded THEN i.new_code ELSE i.code END,
		parent = CASE WHEN i.moved THEN i.new_parent ELSE i.parent END, cost_centre = CASE WHEN i.rebooked THEN i.new_centre ELSE i.cost_centre END
	FROM hit i
	WHERE h.id = i.id
	RETURNING h.id
)
INSERT INTO org_unit_history (unit_id, code, name, parent, cost_centre, valid, changed_by)
SELECT i.unit_id, i.code, i.name, i.parent, i.cost_centre, daterange(lower(i.valid), i.day), (SELECT acting_role())
FROM hit i
JOIN cut c ON c.id = i.id
WHERE i.day > coalesce(lower(i.valid), '-infinity')
