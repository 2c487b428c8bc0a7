-- Fills in what is not known of people yet, from the first message that says it. A key that another person got meanwhile is left out.
UPDATE person p
SET external_key = coalesce(p.external_key, (
		SELECT n.external_key
		WHERE NOT EXISTS (SELECT FROM person q WHERE q.external_key = n.external_key)
			AND NOT EXISTS (SELECT FROM person_alias l WHERE l.external_key = n.external_key))),
	name = coalesce(p.name, n.name),
	email = coalesce(p.email, (
		SELECT n.email WHERE NOT EXISTS (SELECT FROM person q WHERE q.email_key = n.email_key AND q.id <> p.id))),
	phone = coalesce(p.phone, (
		SELECT n.phone WHERE NOT EXISTS (SELECT FROM person q WHERE q.phone_key = n.phone_key AND q.id <> p.id))),
	country = coalesce(p.country, n.country)
FROM (
	SELECT a.person_id,
		(array_agg(a.external_key ORDER BY a.i) FILTER (WHERE a.external_key IS NOT NULL))[1] AS external_key,
		(array_agg(a.name ORDER BY a.i) FILTER (WHERE a.name IS NOT NULL))[1] AS name,
		(array_agg(a.email ORDER BY a.i) FILTER (WHERE a.email IS NOT NULL))[1] AS email,
		(array_agg(a.phone ORDER BY a.i) FILTER (WHERE a.phone IS NOT NULL))[1] AS phone,
		(array_agg(a.country ORDER BY a.i) FILTER (WHERE a.country IS NOT NULL))[1] AS country,
		(array_agg(a.email_key ORDER BY a.i) FILTER (WHERE a.email_key IS NOT NULL))[1] AS email_key,
		(array_agg(a.phone_key ORDER BY a.i) FILTER (WHERE a.phone_key IS NOT NULL))[1] AS phone_key
	FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
		AS a (person_id, external_key, name, email, phone, country, email_key, phone_key, i)
	GROUP BY a.person_id
) n
WHERE p.id = n.person_id
