-- Ends what has been overtaken: the gap is well back within and new facts say so, or it grew and a stronger rule applies.
-- The closing of the gap is recorded on a completed intervention too, apart from its completion.
-- Steps are materialised so that the planner's guesses about one do not turn the next into a loop over all.
WITH candidate AS MATERIALIZED (
	SELECT i.id, i.employment_id, i.person_id, i.indicator, i.direction, i.rule_id, i.gap_at_open, i.opened_at, i.ended_at
	FROM unnest($1) AS a (id)
	JOIN intervention i ON i.person_id = a.id
	WHERE i.gap_closed_at IS NULL AND (i.ended_at IS NULL OR i.end_reason = 'completed')
),
state AS MATERIALIZED (
	SELECT i.id, s.gap -> i.indicator AS gap_now,
		-- the size of the gap in the direction of the intervention
		CASE i.direction WHEN 'under' THEN -(s.gap -> i.indicator) ELSE s.gap -> i.indicator END < p.gap_close - 1e-9
			AND EXISTS (
				SELECT FROM performance_fact f
				JOIN predictor_map m ON m.criterion = f.criterion AND m.indicator = i.indicator
				WHERE f.person_id = i.person_id AND f.recorded_at > i.opened_at) AS closes,
		i.ended_at IS NULL AND r.id IS NOT NULL AND r.id IS DISTINCT FROM i.rule_id
			AND abs(s.gap -> i.indicator) > abs(i.gap_at_open) + 1e-9
			AND r.priority < coalesce(o.priority, 2147483647) AS superseded
	FROM candidate i
	JOIN standing s ON s.person_id = i.person_id AND s.employment_id = i.employment_id
	JOIN job_policy p ON p.job = s.job
	LEFT JOIN intervention_rule o ON o.id = i.rule_id
	LEFT JOIN LATERAL (
		SELECT r.id, r.priority
		FROM intervention_rule r
		JOIN offering f ON f.code = r.offering AND f.active
		WHERE r.indicator = i.indicator AND r.direction = i.direction AND (r.job IS NULL OR r.job = s.job)
			AND abs(s.exceeded -> i.indicator) > r.min_gap - 1e-9
		ORDER BY r.priority, r.min_gap DESC, r.id
		LIMIT 1
	) r ON true
),
ended AS (
	UPDATE intervention i
	SET gap_closed_at = CASE WHEN s.closes THEN clock_timestamp() END,
		gap_at_close = CASE WHEN s.closes THEN s.gap_now END,
		ended_at = coalesce(i.ended_at, clock_timestamp()),
		end_reason = coalesce(i.end_reason, CASE WHEN s.closes THEN 'gap_closed' ELSE 'superseded' END)
	FROM state s
	WHERE i.id = s.id AND (s.closes OR s.superseded)
	RETURNING i.id, CASE WHEN s.closes THEN 'gap_closed' ELSE 'superseded' END AS event
)
INSERT INTO outbox (topic, item_id, event)
SELECT 'intervention', id, event FROM ended
