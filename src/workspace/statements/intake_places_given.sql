-- Whose the applications and spells are that messages name by id.
SELECT coalesce(ap.person_id, e.person_id)
FROM unnest($1, $2) WITH ORDINALITY AS a (application_id, employment_id, i)
LEFT JOIN application ap ON ap.id = a.application_id
LEFT JOIN employment e ON e.id = a.employment_id
ORDER BY a.i
