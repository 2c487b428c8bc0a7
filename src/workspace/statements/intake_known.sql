-- Which of these messages were received before.
SELECT a.i, r.status = 'purged', r.assessment_id, r.person_id, r.content_hash
FROM unnest($1, $2) WITH ORDINALITY AS a (vendor, external_hash, i)
JOIN received r ON r.vendor = a.vendor AND r.external_hash = a.external_hash
