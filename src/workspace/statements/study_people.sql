-- The next batch of people after $1 who ever worked here.
SELECT DISTINCT e.person_id
FROM employment e
WHERE e.person_id > $1
ORDER BY e.person_id
LIMIT $2
