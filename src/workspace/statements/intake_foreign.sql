-- An assessment whose application or spell is another person's.
SELECT n.id
FROM unnest($1, $2, $3, $4) AS n (id, person_id, application_id, employment_id)
LEFT JOIN application ap ON ap.id = n.application_id
LEFT JOIN employment e ON e.id = n.employment_id
WHERE coalesce(ap.person_id, e.person_id) IS DISTINCT FROM n.person_id
LIMIT 1
