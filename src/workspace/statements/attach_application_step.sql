-- A step of applications ($1) to a stage ($2), on the way to that of their host rows.
UPDATE application ap SET stage = a.stage
FROM unnest($1, $2) AS a (id, stage)
WHERE ap.id = a.id AND ap.stage <> a.stage
