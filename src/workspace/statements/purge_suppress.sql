-- Leaves keyed hashes of the keys of people who are about to go ($1), so that no import brings them back. The time is that of
-- the moment, since the person was locked: what came while the transaction waited for the lock came before.
INSERT INTO suppression (key_hash, kind, suppressed_at)
SELECT DISTINCT ON (1) _keyed_hash((SELECT s.key FROM secret s), k.value), k.kind, clock_timestamp()
FROM unnest($1) AS n (id)
CROSS JOIN LATERAL (
	SELECT 'external_key' AS kind, p.external_key AS value FROM person p WHERE p.id = n.id
	UNION ALL SELECT 'email', p.email_key FROM person p WHERE p.id = n.id
	UNION ALL SELECT 'phone', p.phone_key FROM person p WHERE p.id = n.id
	UNION ALL SELECT 'external_key', a.external_key FROM person_alias a WHERE a.person_id = n.id
) k
WHERE k.value IS NOT NULL
	AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.person_id = n.id AND h.lifted_at IS NULL)
ORDER BY 1, 2
ON CONFLICT (key_hash) DO UPDATE SET suppressed_at = excluded.suppressed_at
