-- Writes the stages that applications entered; without a time it is now.
INSERT INTO application_stage (application_id, stage, entered_at, changed_by)
SELECT n.id, n.stage, coalesce(n.at, now()), (SELECT acting_role())
FROM unnest($1, $2, $3) AS n (id, stage, at)
