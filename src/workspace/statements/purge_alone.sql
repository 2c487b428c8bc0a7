-- Of these people ($1), those whom nothing keeps any more.
SELECT p.id
FROM unnest($1) AS n (id)
JOIN person p ON p.id = n.id
WHERE NOT EXISTS (SELECT FROM application a WHERE a.person_id = p.id)
	AND NOT EXISTS (SELECT FROM employment e WHERE e.person_id = p.id)
	AND NOT EXISTS (SELECT FROM employment e WHERE e.manager_id = p.id AND NOT e.ended)
