-- Holds people, in id order, so that nobody erases them or merges them into others until the transaction ends; the lock that foreign keys take.
SELECT p.id
FROM unnest($1) AS a (id)
JOIN person p ON p.id = a.id
ORDER BY p.id
FOR KEY SHARE OF p
