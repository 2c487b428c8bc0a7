-- Facts that are there become what their host rows say.
UPDATE performance_fact f
SET person_id = a.person_id, criterion = a.criterion, period = a.period::daterange, value = a.value, rater_id = a.rater_id,
	rater_kind = a.rater_kind
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS a (person_id, criterion, period, value, rater_id, rater_kind, source, external_id)
WHERE f.source = a.source AND f.external_id = a.external_id
	AND (f.person_id, f.criterion, f.period, f.value, f.rater_id, f.rater_kind)
		IS DISTINCT FROM (a.person_id, a.criterion, a.period::daterange, a.value, a.rater_id, a.rater_kind)
