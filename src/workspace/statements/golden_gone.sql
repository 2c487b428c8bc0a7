-- Fields of people ($1) about which nothing is claimed any more: no golden value, and no conflict.
WITH gone AS (
	DELETE FROM golden_value g
	USING unnest($1) AS n (id)
	WHERE g.person_id = n.id
		AND NOT EXISTS (SELECT FROM claim c WHERE c.person_id = g.person_id AND c.field = g.field AND c.withdrawn_at IS NULL AND c.status = 'accepted')
		AND NOT (g.reason = 'id_number' AND EXISTS (
			SELECT FROM claim c JOIN profile_field f ON f.code = c.field
			WHERE c.person_id = g.person_id AND f.kind = 'id_number' AND c.valid AND c.withdrawn_at IS NULL AND c.status = 'accepted'))
)
UPDATE conflict k
SET status = 'resolved', how = 'vanished', resolved_at = now(), conflicting = '{}', proposed = NULL, confidence = NULL, resolution = NULL, reason = NULL,
	reopened = false
FROM unnest($1) AS n (id)
WHERE k.person_id = n.id AND (k.status = 'open' OR k.how = 'automatic')
	AND NOT EXISTS (SELECT FROM claim c WHERE c.person_id = k.person_id AND c.field = k.field AND c.withdrawn_at IS NULL AND c.status = 'accepted')
