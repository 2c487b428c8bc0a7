-- The next batch of people after $1 about whom something is claimed, or held true.
SELECT p.id
FROM person p
WHERE p.id > $1
	AND (EXISTS (SELECT FROM claim c WHERE c.person_id = p.id) OR EXISTS (SELECT FROM golden_value g WHERE g.person_id = p.id))
ORDER BY p.id
LIMIT $2
