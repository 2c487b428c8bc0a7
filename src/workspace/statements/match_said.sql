-- The records of people ($1) as sources wrote them.
SELECT i.id, i.person_id, to_jsonb(i)
FROM identity_record i
WHERE i.person_id = ANY ($1)
ORDER BY i.id
