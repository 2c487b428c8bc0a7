-- The next batch of people after $1 who stand in one of the jobs $3 (NULL: in any), or who once worked in it and are studied.
SELECT x.person_id
FROM (
	SELECT s.person_id FROM standing s WHERE s.person_id > $1 AND ($3 IS NULL OR s.job = ANY ($3))
	UNION
	SELECT t.person_id FROM study t WHERE t.person_id > $1 AND ($3 IS NULL OR t.job = ANY ($3))
) x
ORDER BY x.person_id
LIMIT $2
