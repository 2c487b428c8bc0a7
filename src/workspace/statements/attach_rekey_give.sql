-- Gives people ($1) their new keys ($2), which nobody else has, where they had the old ones.
UPDATE person p SET external_key = a.external_key
FROM (SELECT DISTINCT ON (u.external_key) u.* FROM unnest($1, $2) AS u (person_id, external_key) ORDER BY u.external_key, u.person_id) a
WHERE p.id = a.person_id AND p.external_key IS NULL
	AND NOT EXISTS (SELECT FROM person q WHERE q.external_key = a.external_key)
