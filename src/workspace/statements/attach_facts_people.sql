-- Whom facts are about, by source ($1) and external id ($2).
SELECT DISTINCT f.person_id
FROM unnest($1, $2) AS a (source, external_id)
JOIN performance_fact f ON f.source = a.source AND f.external_id = a.external_id
ORDER BY f.person_id
