-- Who was not retained leaves, in one statement; the assessments go to the archive with it.

UPDATE hires.employment e
SET left_on = '2021-06-30'
FROM study.hire h
JOIN hires.person p ON p.external_key = h.employee_id
WHERE e.person_id = p.id AND NOT h.retained;

SELECT format('%s people, %s assessments', count(DISTINCT person_id), count(*)) FROM hires.assessment_archive;
