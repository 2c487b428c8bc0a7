-- Counts applications that are about to go ($1, and all of the people $2) for the studies that need them.
-- Stage is the furthest that was reached; a row of attribute "all" counts everybody.
WITH gone AS (
	SELECT a.id, a.person_id, a.job, a.stage, a.fit_score_at_decision,
		date_trunc('quarter', a.opened_at AT TIME ZONE c.time_zone)::date AS quarter
	FROM (
		SELECT a.* FROM unnest($1) AS n (id) JOIN application a ON a.id = n.id
		UNION
		SELECT a.* FROM unnest($2) AS n (id) JOIN application a ON a.person_id = n.id
	) a
	JOIN policy c ON c.job IS NULL
	WHERE NOT EXISTS (SELECT FROM legal_hold h WHERE h.person_id = a.person_id AND h.lifted_at IS NULL)
),
reached AS (
	SELECT g.id, coalesce((ARRAY['applied', 'screening', 'assessment', 'interview', 'offer', 'hired'])[max(
		array_position(ARRAY['applied', 'screening', 'assessment', 'interview', 'offer', 'hired'], x.stage))], 'applied') AS stage
	FROM gone g
	LEFT JOIN LATERAL (
		SELECT s.stage FROM application_stage s WHERE s.application_id = g.id
		UNION ALL SELECT g.stage
	) x ON true
	GROUP BY g.id
),
used AS (
	SELECT DISTINCT g.id, m.instrument, m.instrument_version
	FROM gone g
	JOIN LATERAL (
		SELECT m.instrument, m.instrument_version FROM assessment m WHERE m.application_id = g.id
		UNION ALL SELECT m.instrument, m.instrument_version FROM assessment_archive m WHERE m.application_id = g.id
	) m ON true
),
grouped AS (
	SELECT g.id, v.attribute, v.value
	FROM gone g
	CROSS JOIN LATERAL (
		SELECT 'all' AS attribute, 'all' AS value
		UNION ALL SELECT p.attribute, p.value FROM protected_attribute p WHERE p.person_id = g.person_id AND p.consent AND p.attribute <> 'all'
	) v
)
INSERT INTO selection_tally AS t (job, instrument, instrument_version, quarter, stage, attribute, value, score_bin, n)
SELECT g.job, coalesce(u.instrument, ''), coalesce(u.instrument_version, ''), g.quarter, r.stage, v.attribute, v.value,
	coalesce(least(greatest(floor(g.fit_score_at_decision / 5), 0), 20), -1)::integer, count(*)
FROM gone g
JOIN reached r ON r.id = g.id
JOIN grouped v ON v.id = g.id
LEFT JOIN used u ON u.id = g.id
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
ON CONFLICT (job, instrument, instrument_version, quarter, stage, attribute, value, score_bin) DO UPDATE SET n = t.n + excluded.n
