-- A workspace for the hires: scales, what predicts what, weights.

CREATE EXTENSION aiehr;
SELECT aiehr.create_workspace('hires') \g /dev/null
-- the ratings are about a whole year
UPDATE hires.policy SET outcome_window = '1 year' WHERE job IS NULL;

-- Personality runs from 1 to 4. The scores that were keyed have no documented range: it is that of the file, and later outliers are
-- cut. Of seconds fewer are better; a mean of five minutes an answer is as slow as the scale goes.
INSERT INTO hires.indicator (code, kind, lo, hi, outside)
SELECT s.name, CASE WHEN s.name LIKE 'personality%' THEN 'soft' ELSE 'hard' END, r.lo, r.hi,
	CASE WHEN s.name LIKE 'personality%' THEN 'error' ELSE 'clamp' END
FROM unnest(:'scores'::text[]) AS s (name)
LEFT JOIN (SELECT name, min(value) AS least, max(value) AS greatest FROM study.number GROUP BY name) v ON v.name = s.name
CROSS JOIN LATERAL (
	SELECT 1 AS lo, 4 AS hi WHERE s.name LIKE 'personality%'
	UNION ALL SELECT 300, 0 WHERE s.name = 'sjt_seconds'
	-- a column of one value, or none, still needs a scale with some width
	UNION ALL SELECT coalesce(v.least, 0), CASE WHEN v.greatest > v.least THEN v.greatest ELSE coalesce(v.least, 0) + 1 END
	WHERE s.name ~ '^(sjt_[0-9]|biodata)$'
) r;

INSERT INTO hires.criterion (code, lo, hi) SELECT name, 1, 5 FROM unnest(:'ratings'::text[]) AS r (name);
-- The keyed scores were all made to predict how a supervisor sees the person as a whole, so each is held against all five ratings.
INSERT INTO hires.predictor_map (indicator, criterion)
SELECT s.name, r.name FROM unnest(:'scores'::text[]) AS s (name), unnest(:'ratings'::text[]) AS r (name)
WHERE s.name ~ '^(sjt_[0-9]|biodata)$';

INSERT INTO hires.contamination (indicator, criterion, reason)
SELECT s.name, r.name, 'keyed to the ratings of these very people' FROM unnest(:'scores'::text[]) AS s (name), unnest(:'ratings'::text[]) AS r (name)
WHERE s.name ~ '^(sjt_[0-9]|biodata)$';

INSERT INTO hires.job (code, title) VALUES ('associate', 'Associate');
INSERT INTO hires.instrument (code, version, job, modality) VALUES ('pre-employment', '1', 'associate', 'test');
-- Equal weights for what was keyed; personality was not, so nobody can say which direction is better: it is kept, not weighted.
INSERT INTO hires.weighting (job, purpose, weights, status, approved_by)
SELECT 'associate', 'fit', aiehr.scorecard_agg(name, 1), 'approved', 'study' FROM unnest(:'scores'::text[]) AS s (name)
WHERE name ~ '^(sjt_[0-9]|biodata)$'
UNION ALL
SELECT 'associate', 'performance', '{"overall_rating": 1}', 'approved', 'study';
INSERT INTO hires.offering (code, kind, name_en) VALUES ('talk', 'coaching', 'Talk with the supervisor'), ('course', 'course', 'Course on the job');
INSERT INTO hires.intervention_rule (indicator, min_gap, offering, priority)
SELECT i.code, r.min_gap, r.offering, r.priority
FROM hires.indicator i, (VALUES (0.15, 'talk', 2), (0.5, 'course', 1)) AS r (min_gap, offering, priority);

SELECT format('%s indicators, %s criteria', (SELECT count(*) FROM hires.indicator), (SELECT count(*) FROM hires.criterion));
