-- A consent of a person ($1, $2: when) is activity in all their applications; a clock ahead of ours counts as now.
UPDATE application ap
SET last_activity = n.at
FROM (
	SELECT c.id, least(max(c.at), now()) AS at
	FROM unnest($1, $2) AS c (id, at)
	GROUP BY c.id
) n
WHERE ap.person_id = n.id AND ap.last_activity < n.at
