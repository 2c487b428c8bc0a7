-- Facts whose host rows are gone, by source ($1) and external id ($2).
DELETE FROM performance_fact f
USING unnest($1, $2) AS a (source, external_id)
WHERE f.source = a.source AND f.external_id = a.external_id
