-- What references say of known people and the people's rows say otherwise, by the names of the columns.
SELECT a.i, concat_ws(', ',
	CASE WHEN a.name <> p.name THEN 'name' END,
	CASE WHEN a.email_key <> p.email_key THEN 'email' END,
	CASE WHEN a.phone_key <> p.phone_key THEN 'phone' END,
	CASE WHEN a.country <> p.country THEN 'country' END)
FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS a (person_id, name, email_key, phone_key, country, email, phone, i)
-- looked up one by one: with nobody counted yet the planner would read all people for each reference
CROSS JOIN LATERAL (SELECT q.* FROM person q WHERE q.id = a.person_id OFFSET 0) p
WHERE a.name <> p.name OR a.email_key <> p.email_key OR a.phone_key <> p.phone_key OR a.country <> p.country
ORDER BY a.i
