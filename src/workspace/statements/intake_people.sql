-- Whom references mean: each person that a key of one points to, with the key's bit, and which columns the person has nothing in.
SELECT r.i, h.person_id, h.bit, p.external_key IS NULL, p.name IS NULL, p.email IS NULL, p.phone IS NULL, p.country IS NULL
FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS r (id, external_key, email_key, phone_key, i)
CROSS JOIN LATERAL (
	SELECT q.id AS person_id, 1::bigint AS bit FROM person q WHERE q.id = r.id
	UNION ALL
	SELECT q.id, 2 FROM person q WHERE q.external_key = r.external_key
	UNION ALL
	SELECT l.person_id, 2 FROM person_alias l WHERE l.external_key = r.external_key
	UNION ALL
	SELECT q.id, 4 FROM person q WHERE q.email_key = r.email_key
	UNION ALL
	SELECT q.id, 8 FROM person q WHERE q.phone_key = r.phone_key
) h
-- looked up one by one: with nobody counted yet the planner would read all people for each reference
CROSS JOIN LATERAL (SELECT q.* FROM person q WHERE q.id = h.person_id OFFSET 0) p
ORDER BY r.i
