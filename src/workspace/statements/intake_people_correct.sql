-- Puts what references say in place of what is stored, the last one of a person counting. A key that another person has is left out.
UPDATE person p
SET name = coalesce(n.name, p.name),
	email = CASE
		WHEN n.email_key IS NULL OR EXISTS (SELECT FROM person q WHERE q.email_key = n.email_key AND q.id <> p.id) THEN p.email
		ELSE n.email END,
	phone = CASE
		WHEN n.phone_key IS NULL OR EXISTS (SELECT FROM person q WHERE q.phone_key = n.phone_key AND q.id <> p.id) THEN p.phone
		ELSE n.phone END,
	country = coalesce(n.country, p.country)
FROM (
	SELECT DISTINCT ON (a.person_id) a.*
	FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS a (person_id, name, email_key, phone_key, country, email, phone, i)
	ORDER BY a.person_id, a.i DESC
) n
WHERE p.id = n.person_id
