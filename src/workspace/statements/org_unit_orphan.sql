-- A unit that would be part of another one while that does not exist, where either of them changed ($1).
SELECT v.code, v.parent
FROM org_unit_version v
JOIN org_unit p ON p.code = v.parent
WHERE (v.unit_id = ANY ($1) OR p.id = ANY ($1)) AND NOT p.valid @> v.valid
ORDER BY v.code
LIMIT 1
