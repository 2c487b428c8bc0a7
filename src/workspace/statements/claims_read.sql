-- The accepted claims about people ($1) that were not withdrawn, by person and field, the newest first, with the trust in them and whether
-- they were made by hand.
SELECT c.person_id, c.field, c.id, c.raw, c.normalised, c.valid, coalesce(t.trust, s.trust) * c.confidence, c.claimed_at,
	hashtextextended(r.source, 0), v.people::float8, r.source = '@hand'
FROM unnest($1) AS n (id)
CROSS JOIN LATERAL (SELECT c.* FROM claim c WHERE c.person_id = n.id AND c.withdrawn_at IS NULL AND c.status = 'accepted' OFFSET 0) c
JOIN profile_field f ON f.code = c.field
JOIN source_record r ON r.id = c.source_record_id
JOIN source s ON s.code = r.source
LEFT JOIN source_trust t ON t.source = r.source AND t.field = c.field
LEFT JOIN value_frequency v ON v.field = c.field AND v.value = c.normalised
ORDER BY c.person_id, f.place, c.field, c.claimed_at DESC, c.id DESC
