-- Whom records, by source ($1) and id ($2), are about already.
SELECT r.person_id, a.i
FROM unnest($1, $2) WITH ORDINALITY AS a (source, external_id, i)
JOIN source_record r ON r.source = a.source AND r.external_id = a.external_id
