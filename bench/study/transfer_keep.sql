INSERT INTO kept.hire
SELECT :'part', h.employee_id, abs(hashtextextended(h.employee_id, 0) % 10), aiehr.scorecard_agg(n.name, n.value)
FROM study.hire h
JOIN study.number n ON n.line = h.line
GROUP BY h.line, h.employee_id;
