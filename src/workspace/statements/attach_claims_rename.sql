-- Gives released records ($1) of host rows their new keys ($3), by table ($2). Where another record has the key it is the row's from now on,
-- and the released one claims nothing any more.
WITH named AS MATERIALIZED (
	SELECT DISTINCT ON (a.external_id) a.id, a.external_id
	FROM unnest($1, $2, $3) AS a (id, source, external_id)
	WHERE NOT EXISTS (SELECT FROM source_record o WHERE o.source = a.source AND o.external_id = a.external_id)
	ORDER BY a.external_id, a.id
),
renamed AS (
	UPDATE source_record r SET external_id = n.external_id FROM named n WHERE r.id = n.id
)
UPDATE claim c SET withdrawn_at = now()
FROM unnest($1) AS a (id)
WHERE c.source_record_id = a.id AND c.withdrawn_at IS NULL AND NOT EXISTS (SELECT FROM named n WHERE n.id = a.id)
