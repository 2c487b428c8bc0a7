-- The stored fact of each message by source and external id, and whether it says something else.
SELECT a.i, f.id,
	(f.person_id, f.criterion, f.period, f.value, f.rater_id, f.rater_kind)
		IS DISTINCT FROM (a.person_id, a.criterion, a.period::daterange, a.value, a.rater_id, a.rater_kind)
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
	AS a (person_id, criterion, period, value, rater_id, rater_kind, source, external_id, i)
JOIN performance_fact f ON f.source = a.source AND f.external_id = a.external_id
ORDER BY a.i
