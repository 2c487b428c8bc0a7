-- Facts whose host rows are gone, by source ($1) and external id ($2). Where a row has another id now, another row may have its former
-- one, so only a fact that says what the row said ($3, $4, $5) goes.
DELETE FROM performance_fact f
USING unnest($1, $2, $3, $4, $5) AS a (source, external_id, criterion, period, value)
WHERE f.source = a.source AND f.external_id = a.external_id
	AND (a.criterion IS NULL OR (f.criterion, f.period, f.value) = (a.criterion, a.period::daterange, a.value))
