-- Spells ($1) that changed: what of their history reaches beyond the day of the move ($9; NULL: today) follows, in what changed, and is
-- cut there. Old and new: unit ($3, $4) and manager ($5, $6); $7, $8 first day and end of the spell, $2 the person; $10, $11 whether a
-- statement about a day set unit and manager, so that what is planned can be had earlier.
WITH change AS MATERIALIZED (
	SELECT n.*,
		-- a unit whose old code is none any more was renamed, a manager who is nobody any more was erased
		(n.set_unit OR n.old_unit IS DISTINCT FROM n.unit) AND (n.old_unit IS NULL OR EXISTS (SELECT FROM org_unit o WHERE o.code = n.old_unit)) AS moved,
		(n.set_manager OR n.old_manager IS DISTINCT FROM n.manager) AND (n.old_manager IS NULL OR EXISTS (SELECT FROM person p WHERE p.id = n.old_manager)) AS handed_over
	FROM (
		SELECT n.*, coalesce(n.given, (SELECT (now() AT TIME ZONE c.time_zone)::date FROM policy c WHERE c.job IS NULL)) AS day
		FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			AS n (id, person_id, old_unit, unit, old_manager, manager, hired_on, left_on, given, set_unit, set_manager)
	) n
	-- a spell that is over is corrected in its last place
	WHERE n.given IS NOT NULL OR n.left_on IS NULL OR n.left_on > n.day
),
hit AS MATERIALIZED (
	SELECT h.*, c.day, c.moved, c.unit, c.handed_over, c.manager
	FROM change c
	JOIN employment_history h ON h.employment_id = c.id AND upper(h.valid) > c.day
	WHERE c.moved OR c.handed_over
),
cut AS (
	UPDATE employment_history h
	SET valid = daterange(nullif(greatest(lower(i.valid), i.day), '-infinity'), upper(i.valid)),
		org_unit = CASE WHEN i.moved THEN i.unit ELSE i.org_unit END, manager_id = CASE WHEN i.handed_over THEN i.manager ELSE i.manager_id END
	FROM hit i
	WHERE h.id = i.id
	RETURNING h.id
)
INSERT INTO employment_history (employment_id, person_id, org_unit, manager_id, valid, changed_by)
SELECT i.employment_id, i.person_id, i.org_unit, i.manager_id, daterange(lower(i.valid), i.day), (SELECT acting_role())
FROM hit i
JOIN cut c ON c.id = i.id
WHERE i.day > coalesce(lower(i.valid), '-infinity')
