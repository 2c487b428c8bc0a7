-- A unit among those that changed ($1) that would be part of itself, and from which day. Ranges narrow on the way up, so it ends.
WITH RECURSIVE above AS (
	SELECT v.unit_id AS start, v.parent, v.valid FROM org_unit_version v WHERE v.unit_id = ANY ($1) AND v.parent IS NOT NULL
	UNION
	SELECT a.start, v.parent, a.valid * v.valid
	FROM above a
	JOIN org_unit_version v ON v.code = a.parent AND v.valid && a.valid
	WHERE v.parent IS NOT NULL
)
SELECT o.code, lower(a.valid)::text
FROM above a
JOIN org_unit o ON o.id = a.start AND o.code = a.parent
ORDER BY o.code, 2
LIMIT 1
