-- Locks people in id order. NO KEY UPDATE: it goes with the KEY SHARE locks of foreign keys, which FOR UPDATE would not.
SELECT p.id
FROM unnest($1) AS a (id)
JOIN person p ON p.id = a.id
ORDER BY p.id
FOR NO KEY UPDATE OF p
