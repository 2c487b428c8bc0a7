-- Name, e-mail and telephone of people ($1) follow what is held true of them.
UPDATE person p
SET name = g.name, email = g.email, phone = g.phone
FROM (
	SELECT p.id, coalesce(max(g.value) FILTER (WHERE g.field = 'name'), p.name) AS name,
		coalesce(max(g.value) FILTER (WHERE g.field = 'email'), p.email) AS email,
		coalesce(max(g.value) FILTER (WHERE g.field = 'phone'), p.phone) AS phone
	FROM unnest($1) AS n (id)
	JOIN person p ON p.id = n.id
	JOIN golden_value g ON g.person_id = p.id AND g.field IN ('name', 'email', 'phone')
	GROUP BY p.id
) g
WHERE p.id = g.id AND (p.name, p.email, p.phone) IS DISTINCT FROM (g.name, g.email, g.phone)
