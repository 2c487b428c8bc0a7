-- Remembers messages; those that are remembered already are left out, which the count tells.
INSERT INTO received (vendor, external_id, external_hash, content_hash, assessment_id, person_id)
SELECT n.vendor, n.external_id, n.external_hash, n.content_hash, n.assessment_id, n.person_id
FROM unnest($1, $2, $3, $4, $5, $6) AS n (vendor, external_id, external_hash, content_hash, assessment_id, person_id)
ON CONFLICT (vendor, external_hash) DO NOTHING
