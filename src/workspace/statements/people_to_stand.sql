-- The next batch of people after $1 who stand somewhere by the raw tables or by the derived one.
SELECT x.person_id
FROM (
	SELECT ap.person_id FROM application ap
	WHERE ap.person_id > $1 AND ap.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')
	UNION
	SELECT e.person_id FROM employment e WHERE e.person_id > $1 AND NOT e.ended
	UNION
	SELECT s.person_id FROM standing s WHERE s.person_id > $1
) x
ORDER BY x.person_id
LIMIT $2
