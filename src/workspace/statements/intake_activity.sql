-- Moves the last activity of applications on. A vendor's clock may be ahead; the activity is never in the future, or nothing would fall due.
UPDATE application ap
SET last_activity = n.at
FROM (
	SELECT m.id, least(max(m.at), now()) AS at
	FROM unnest($1, $2) AS m (id, at)
	GROUP BY m.id
) n
WHERE ap.id = n.id AND ap.last_activity < n.at
