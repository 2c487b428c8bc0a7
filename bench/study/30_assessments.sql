-- People and their scores: a staging table of plain columns, handed over in one call. Missing scores are left out of the card.

INSERT INTO hires.person (external_key) SELECT employee_id FROM study.hire ORDER BY line;
CREATE TABLE study.staging AS
	SELECT h.line AS staging_row, h.employee_id AS external_key, 'associate' AS job, 'pre-employment' AS instrument, '1' AS instrument_version,
		'study' AS vendor, h.employee_id AS external_id, timestamptz '2020-01-15 12:00+00' AS taken_at,
		aiehr.scorecard_agg(n.name, n.value) AS raw
	FROM study.hire h
	JOIN study.number n ON n.line = h.line AND n.name = ANY (:'scores')
	GROUP BY h.line, h.employee_id;
CREATE TABLE study.loaded AS SELECT * FROM hires.load_assessments('study.staging');

SELECT format('%s of %s accepted%s', count(*) FILTER (WHERE accepted), count(*),
	coalesce('; first refusal: ' || min(format('line %s, %s %s', staging_row + 1, field, reason)) FILTER (WHERE NOT accepted), ''))
FROM study.loaded;
