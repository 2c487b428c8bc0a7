-- Assessments ($1) of which a host row says again what they say have their status ($2) again; also those of leavers.
WITH said AS MATERIALIZED (
	SELECT a.id, a.status FROM unnest($1, $2) AS a (id, status)
),
archived AS (
	UPDATE assessment_archive m SET status = s.status FROM said s WHERE m.id = s.id AND m.status <> s.status
)
UPDATE assessment m SET status = s.status FROM said s WHERE m.id = s.id AND m.status <> s.status
