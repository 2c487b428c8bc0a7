-- An answer to an assessment ($1, $2: when) is activity of its application; a clock ahead of ours counts as now.
UPDATE application ap
SET last_activity = n.at
FROM (
	SELECT m.application_id, least(max(a.at), now()) AS at
	FROM unnest($1, $2) AS a (id, at)
	JOIN assessment m ON m.id = a.id
	WHERE m.application_id IS NOT NULL
	GROUP BY m.application_id
) n
WHERE ap.id = n.application_id AND ap.last_activity < n.at
