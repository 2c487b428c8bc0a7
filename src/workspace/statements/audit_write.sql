-- Writes an audit row; what it was about stays apart from it, under a keyed hash of its text.
WITH entry AS (
	INSERT INTO audit_log (action, rule, acting_role, subject, subject_id, n, payload_hash)
	VALUES ($1, $2, acting_role(), $3, $4, coalesce($5, 1), _keyed_hash((SELECT s.key FROM secret s), $6::text))
	RETURNING id
)
INSERT INTO audit_payload (audit_id, person_id, payload)
SELECT e.id, $7, $6 FROM entry e WHERE $6 IS NOT NULL
