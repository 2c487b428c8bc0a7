-- Notes by which key each host table ($2) knows people ($1); a key that is somebody's stays so.
INSERT INTO person_alias (source, external_key, person_id)
SELECT a.source, a.external_key, a.person_id
FROM unnest($1, $2, $3) AS a (person_id, source, external_key)
ON CONFLICT (source, external_key) DO NOTHING
