-- A message that is remembered as another assessment than the new one.
SELECT n.vendor, n.external_id, n.assessment_id, r.assessment_id
FROM unnest($1, $2, $3, $4, $5) AS n (vendor, external_id, external_hash, content_hash, assessment_id)
JOIN received r ON r.vendor = n.vendor AND r.external_hash = n.external_hash
WHERE r.assessment_id IS DISTINCT FROM n.assessment_id
LIMIT 1
