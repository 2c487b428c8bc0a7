-- The records of people ($1) as they are compared.
SELECT m.id, m.person_id, m.value
FROM match_record m
WHERE m.person_id = ANY ($1)
ORDER BY m.id
