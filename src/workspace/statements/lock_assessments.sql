-- Locks assessments of these people ($1) that a move into the archive will delete, in id order.
SELECT m.id
FROM unnest($1) AS a (id)
JOIN assessment m ON m.person_id = a.id
ORDER BY m.id
FOR UPDATE OF m
