-- Makes people. One who was made meanwhile is found by the next look-up.
INSERT INTO person (external_key, name, email, phone, country)
SELECT n.external_key, n.name, n.email, n.phone, n.country
FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS n (external_key, name, email, phone, country, i)
ORDER BY n.i
ON CONFLICT (external_key) DO NOTHING
RETURNING id, external_key
