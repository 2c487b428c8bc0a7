-- Of these people, those who have worked here before: their new assessments may belong into the archive.
SELECT DISTINCT e.person_id
FROM unnest($1) AS a (id)
JOIN employment e ON e.person_id = a.id AND e.ended
