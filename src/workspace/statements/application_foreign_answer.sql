-- An answer ($1, of assessment $2, by person $3) to another person's assessment.
SELECT n.id
FROM unnest($1, $2, $3) AS n (id, assessment_id, person_id)
JOIN assessment m ON m.id = n.assessment_id
WHERE m.person_id <> n.person_id
LIMIT 1
