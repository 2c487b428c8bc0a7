-- Stores facts, in one order for all loaders, so that two of them cannot wait for each other. Those left out are stored already.
INSERT INTO performance_fact (person_id, criterion, period, value, rater_id, rater_kind, source, external_id)
SELECT a.person_id, a.criterion, a.period::daterange, a.value, a.rater_id, a.rater_kind, a.source, a.external_id
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
	AS a (person_id, criterion, period, value, rater_id, rater_kind, source, external_id, i)
ORDER BY a.source COLLATE "C", a.external_id COLLATE "C", a.i
ON CONFLICT (source, external_id) DO NOTHING
RETURNING id
