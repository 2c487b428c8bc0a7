-- All of them were hired: spells in one statement, as an HR system would write its own table.

INSERT INTO hires.protected_attribute (person_id, attribute, value, source)
SELECT p.id, 'group', h.protected_group, 'file' FROM study.hire h JOIN hires.person p ON p.external_key = h.employee_id WHERE h.protected_group IS NOT NULL;
INSERT INTO hires.org_unit (code, name) VALUES ('stores', 'Stores');
UPDATE hires.application SET stage = 'hired';
INSERT INTO hires.employment (person_id, application_id, job, org_unit, hired_on)
SELECT p.id, a.id, 'associate', 'stores', '2020-02-01'
FROM study.hire h
JOIN hires.person p ON p.external_key = h.employee_id
LEFT JOIN hires.application a ON a.person_id = p.id
ORDER BY h.line;

SELECT format('%s spells, %s benchmarks frozen', (SELECT count(*) FROM hires.employment), (SELECT count(*) FROM hires.benchmark));
