-- Proposes one intervention for each exceeded gap that has none open; the unique index decides between sessions.
-- After a completed or declined one only a fact recorded since then calls for another.
WITH opened AS (
	INSERT INTO intervention (employment_id, person_id, indicator, direction, rule_id, offering, reason, gap_rule, threshold,
		predicted, actual, gap_at_open, n_facts)
	SELECT s.employment_id, s.person_id, x.key, d.direction, r.id, r.offering,
		format('%s %s what was predicted (%s predicted, %s achieved; limit %s)%s',
			round(abs(x.value)::numeric * u.factor, 2) || u.unit,
			CASE d.direction WHEN 'under' THEN 'below' ELSE 'above' END,
			round((s.benchmark -> x.key)::numeric, 2), round((s.actual -> x.key)::numeric, 2),
			round(p.gap_threshold::numeric * u.factor, 2) || u.unit,
			CASE WHEN r.id IS NULL THEN '; no rule matches it' ELSE '; rule ' || r.id || ' of priority ' || r.priority END),
		p.gap_rule, p.gap_threshold, s.benchmark -> x.key, s.actual -> x.key, x.value,
		(SELECT sum(s.facts -> m.criterion) FROM predictor_map m WHERE m.indicator = x.key)
	FROM unnest($1) AS a (id)
	JOIN standing s ON s.person_id = a.id AND s.employment_id IS NOT NULL AND s.exceeded IS NOT NULL
	JOIN job_policy p ON p.job = s.job
	JOIN (VALUES ('relative', 100, ' %'), ('points', 1, ' points'), ('percentile', 100, ' percentile ranks'), ('residual', 1, ' standard deviations')) AS u (rule, factor, unit)
		ON u.rule = p.gap_rule
	CROSS JOIN LATERAL each(s.exceeded) AS x (key, value)
	CROSS JOIN LATERAL (SELECT CASE WHEN x.value < 0 THEN 'under' ELSE 'over' END) AS d (direction)
	LEFT JOIN LATERAL (
		SELECT r.id, r.offering, r.priority
		FROM intervention_rule r
		JOIN offering f ON f.code = r.offering AND f.active
		WHERE r.indicator = x.key AND r.direction = d.direction AND (r.job IS NULL OR r.job = s.job)
			AND abs(x.value) > r.min_gap - 1e-9
		ORDER BY r.priority, r.min_gap DESC, r.id
		LIMIT 1
	) r ON true
	WHERE NOT EXISTS (
		SELECT FROM intervention i
		WHERE i.employment_id = s.employment_id AND i.indicator = x.key AND i.ended_at IS NULL)
	AND NOT EXISTS (
		SELECT FROM intervention i
		WHERE i.employment_id = s.employment_id AND i.indicator = x.key
			AND i.end_reason IN ('completed', 'declined') AND i.gap_closed_at IS NULL
			AND NOT EXISTS (
				SELECT FROM performance_fact f
				JOIN predictor_map m ON m.criterion = f.criterion AND m.indicator = x.key
				WHERE f.person_id = s.person_id AND f.recorded_at > i.ended_at))
	ON CONFLICT (employment_id, indicator) WHERE ended_at IS NULL DO NOTHING
	RETURNING id
)
INSERT INTO outbox (topic, item_id, event)
SELECT 'intervention', id, 'opened' FROM opened
