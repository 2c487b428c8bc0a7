-- Records ($1) of people ($2) with their values ($3).
INSERT INTO match_record (id, person_id, value)
SELECT n.id, n.person_id, n.value::text[]
FROM unnest($1, $2, $3) AS n (id, person_id, value)
