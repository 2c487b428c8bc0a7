-- The next batch of people after $1 who stand in one of the jobs $2 (NULL: in any).
SELECT DISTINCT s.person_id
FROM standing s
WHERE s.person_id > $1 AND ($2 IS NULL OR s.job = ANY ($2))
ORDER BY s.person_id
LIMIT $3
