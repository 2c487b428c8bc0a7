-- The next batch of people after $1.
SELECT p.id
FROM person p
WHERE p.id > $1
ORDER BY p.id
LIMIT $2
