-- Records ($1) as they are compared.
SELECT m.id, m.person_id, m.value
FROM match_record m
WHERE m.id = ANY ($1)
