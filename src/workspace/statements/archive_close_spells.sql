-- Ends the open interventions of spells that are over.
WITH ended AS (
	UPDATE intervention i
	SET ended_at = clock_timestamp(), end_reason = 'left'
	FROM unnest($1) AS a (id)
	JOIN employment e ON e.person_id = a.id AND e.ended
	WHERE i.employment_id = e.id AND i.ended_at IS NULL
	RETURNING i.id
)
INSERT INTO outbox (topic, item_id, event)
SELECT 'intervention', id, 'left' FROM ended
