-- Records of host rows, by table ($1) and key ($2), that are gone claim nothing any more; the same row again says it anew.
WITH gone AS (
	UPDATE source_record r SET payload_hash = '\x'
	FROM unnest($1, $2) AS a (source, external_id)
	WHERE r.source = a.source AND r.external_id = a.external_id
	RETURNING r.id
)
UPDATE claim c SET withdrawn_at = now()
FROM gone g
WHERE c.source_record_id = g.id AND c.withdrawn_at IS NULL
