-- Drops what was planned in spells that are over, and closes plans in which nothing else is left or whose person works here no more.
WITH dropped AS (
	UPDATE development_plan_item i
	SET status = 'dropped', status_at = clock_timestamp(), status_note = 'left'
	FROM unnest($1) AS a (id)
	JOIN employment e ON e.person_id = a.id AND e.ended
	JOIN development_plan p ON p.person_id = a.id AND p.status IN ('draft', 'approved')
	WHERE i.plan_id = p.id AND i.employment_id = e.id AND i.status IN ('open', 'in_progress')
	RETURNING i.id
),
closed AS (
	UPDATE development_plan p
	SET status = 'closed', ended_at = clock_timestamp()
	FROM unnest($1) AS a (id)
	WHERE p.person_id = a.id AND p.status IN ('draft', 'approved')
		AND (NOT EXISTS (SELECT FROM employment e WHERE e.person_id = a.id AND NOT e.ended)
			OR NOT EXISTS (
				SELECT FROM development_plan_item i
				LEFT JOIN employment e ON e.id = i.employment_id
				WHERE i.plan_id = p.id AND i.status IN ('open', 'in_progress') AND e.ended IS NOT TRUE))
	RETURNING p.id
)
INSERT INTO outbox (topic, item_id, event)
SELECT 'plan_item', id, 'dropped' FROM dropped
UNION ALL
SELECT 'plan', id, 'closed' FROM closed
