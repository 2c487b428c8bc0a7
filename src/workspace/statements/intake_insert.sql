-- Stores assessments; the triggers do the rest. Those left out were stored by another session meanwhile.
INSERT INTO assessment (person_id, application_id, employment_id, vendor, external_id, instrument, instrument_version, kind, taken_at,
	raw, model, model_version, status)
SELECT a.person_id, a.application_id, a.employment_id, a.vendor, a.external_id, a.instrument, a.instrument_version, a.kind, a.taken_at,
	a.raw, a.model, a.model_version, a.status
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) WITH ORDINALITY AS a (person_id, application_id, employment_id,
	vendor, external_id, instrument, instrument_version, kind, taken_at, raw, model, model_version, status, i)
ORDER BY a.i
ON CONFLICT (vendor, external_id) DO NOTHING
RETURNING id, vendor, external_id
