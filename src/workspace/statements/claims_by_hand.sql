-- What stands in person now and is not the golden value, of people ($1) and fields that have one: somebody wrote it.
WITH written AS MATERIALIZED (
	SELECT p.id AS person_id, v.field, v.raw, k.normalised, k.valid, k.note
	FROM unnest($1) AS n (id)
	JOIN person p ON p.id = n.id
	CROSS JOIN LATERAL (VALUES ('name', p.name), ('email', p.email), ('phone', p.phone)) AS v (field, raw)
	JOIN profile_field f ON f.code = v.field
	JOIN golden_value g ON g.person_id = p.id AND g.field = v.field
	CROSS JOIN LATERAL _check_claim(f.kind, v.raw, p.country) AS k
	WHERE v.raw ~ '[^[:space:]]' AND g.value IS DISTINCT FROM v.raw
),
record AS (
	INSERT INTO source_record AS r (person_id, source, external_id, payload_hash)
	SELECT DISTINCT w.person_id, '@hand', format('person %s at %s', w.person_id, clock_timestamp()), '\x'::bytea
	FROM (SELECT DISTINCT person_id FROM written) w
	RETURNING r.id, r.person_id
)
INSERT INTO claim (person_id, field, raw, normalised, valid, note, source_record_id)
SELECT w.person_id, w.field, w.raw, w.normalised, w.valid, w.note, r.id
FROM written w
JOIN record r ON r.person_id = w.person_id
