-- Whether the demonstration's resume was read as it is written; prints what was not.
SELECT format('%s: %s instead of %s', e.field, coalesce(string_agg(c.normalised, ', '), 'nothing'), e.value)
FROM (VALUES ('name', '方以宁'), ('email', 'fangyining@example.com'), ('phone', '+8613805710063'), ('birth_date', '1995-11-02'), ('school', '钱江财经大学'),
	('employer', '远帆物流集团')) AS e (field, value)
LEFT JOIN sub.claim c ON c.field = e.field AND c.source_record_id IN (SELECT r.id FROM sub.source_record r WHERE r.source = 'resume')
GROUP BY e.field, e.value
HAVING e.value <> ALL (coalesce(array_agg(c.normalised), '{}')) OR count(c.id) = 0
UNION ALL SELECT format('check_golden: person %s, %s', person_id, fault) FROM sub.check_golden();
