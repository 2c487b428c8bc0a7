-- The supervisors' ratings as messages; standing, gaps and interventions follow by triggers in the same statement.

CREATE TABLE study.fact AS
	SELECT jsonb_build_object('person', jsonb_build_object('external_key', h.employee_id), 'criterion', n.name,
		'period', '[2020-02-01,2021-02-01)', 'value', n.value, 'rater_kind', 'manager',
		'source', 'ratings', 'external_id', h.employee_id || '/' || n.name) AS message
	FROM study.hire h
	JOIN study.number n ON n.line = h.line AND n.name = ANY (:'ratings')
	ORDER BY h.line, n.name;

SELECT inserted FROM hires.record_facts((SELECT array_agg(message) FROM study.fact)) \gset

SELECT format('%s facts; %s gaps, %s of them beyond the limit', :inserted, count(*), count(*) FILTER (WHERE exceeded)) FROM hires.gap;
