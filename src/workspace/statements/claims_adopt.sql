-- What stood in person before any source spoke of it becomes a claim, so that it is weighed and not lost: for people ($1) and fields that
-- have claims now and no golden value yet. What a source says, or said and took back, came from there.
WITH stood AS MATERIALIZED (
	SELECT p.person_id, p.field, p.raw, p.created_at, k.normalised, k.valid, k.note
	FROM (
		SELECT p.id AS person_id, v.field, v.raw, p.created_at, p.country
		FROM unnest($1) AS n (id)
		CROSS JOIN LATERAL (SELECT p.* FROM person p WHERE p.id = n.id OFFSET 0) p
		CROSS JOIN LATERAL (VALUES ('name', p.name), ('email', p.email), ('phone', p.phone)) AS v (field, raw)
		WHERE v.raw ~ '[^[:space:]]'
		OFFSET 0
	) p
	JOIN profile_field f ON f.code = p.field
	CROSS JOIN LATERAL _check_claim(f.kind, p.raw, p.country) AS k
	WHERE EXISTS (SELECT FROM claim c WHERE c.person_id = p.person_id AND c.field = p.field AND c.status = 'accepted')
		AND NOT EXISTS (SELECT FROM golden_value g WHERE g.person_id = p.person_id AND g.field = p.field)
		AND NOT EXISTS (SELECT FROM claim c WHERE c.person_id = p.person_id AND c.field = p.field AND (c.raw = p.raw OR c.normalised = k.normalised))
),
record AS (
	INSERT INTO source_record AS r (person_id, source, external_id, received_at, payload_hash)
	SELECT DISTINCT s.person_id, '@person', s.person_id::text, s.created_at, '\x'::bytea
	FROM stood s
	ON CONFLICT (source, external_id) DO UPDATE SET payload_hash = r.payload_hash
	RETURNING r.id, r.person_id
)
INSERT INTO claim (person_id, field, raw, normalised, valid, note, source_record_id, claimed_at)
SELECT s.person_id, s.field, s.raw, s.normalised, s.valid, s.note, r.id, s.created_at
FROM stood s
JOIN record r ON r.person_id = s.person_id
