-- Takes the former keys ($2) off records of host rows, by table ($1), that get another ($3): which, and what they will be known by. Until
-- then they are known by a mark.
UPDATE source_record r SET external_id = '@row ' || r.id
FROM unnest($1, $2, $3) AS a (source, former_id, external_id)
WHERE r.source = a.source AND r.external_id = a.former_id
RETURNING r.id, a.external_id
