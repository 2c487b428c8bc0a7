-- One value of a protected attribute of a person; a later one takes its place.
INSERT INTO protected_attribute AS p (person_id, attribute, value, source, consent)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id, attribute) DO UPDATE
SET value = excluded.value, source = excluded.source, recorded_on = excluded.recorded_on, consent = excluded.consent
WHERE (p.value, p.source, p.consent) IS DISTINCT FROM (excluded.value, excluded.source, excluded.consent)
