-- Each row says what does not agree with the file; no row, no fault. Nothing here looks at what the triggers derived but to compare
-- it with plain SQL over the lines of the file.

CREATE TEMP TABLE file_score AS
	SELECT h.line, h.employee_id, n.name, n.value,
		CASE WHEN n.name LIKE 'personality%' THEN 100 * (n.value - 1) / 3
			WHEN n.name = 'sjt_seconds' THEN 100 * (300 - least(greatest(n.value, 0), 300)) / 300
			WHEN w.hi > w.lo THEN 100 * (n.value - w.lo) / (w.hi - w.lo) ELSE 0 END AS score
	FROM study.hire h
	JOIN study.number n ON n.line = h.line AND n.name = ANY (:'scores')
	JOIN (SELECT name, min(value) AS lo, max(value) AS hi FROM study.number GROUP BY name) w ON w.name = n.name;
-- equal weights over ten scores, at least half of which must be there
CREATE TEMP TABLE file_fit AS
	SELECT line, avg(score) AS fit
	FROM file_score
	WHERE name ~ '^(sjt_[0-9]|biodata)$'
	GROUP BY line
	HAVING count(*) >= 5;
CREATE TEMP TABLE file_rank AS
	SELECT f.line, f.fit, rank() OVER (ORDER BY round(f.fit::numeric, 9) DESC) AS rank, count(*) OVER () AS n FROM file_fit f;

SELECT format('%s: %s in the database, %s by the file', what, found, expected)
FROM (
	SELECT 'people', (SELECT count(*) FROM hires.person), (SELECT count(*) FROM study.hire)
	UNION ALL SELECT 'assessments', (SELECT count(*) FROM hires.assessment_all), (SELECT count(DISTINCT line) FROM file_score)
	UNION ALL SELECT 'scores', (SELECT sum(cardinality(aiehr.keys(raw))) FROM hires.assessment_all), (SELECT count(*) FROM file_score)
	UNION ALL SELECT 'facts', (SELECT count(*) FROM hires.performance_fact), (SELECT count(*) FROM study.number WHERE name = ANY (:'ratings'))
	UNION ALL SELECT 'facts with the value of the file', (SELECT count(*) FROM hires.performance_fact f JOIN hires.person p ON p.id = f.person_id
		JOIN study.hire h ON h.employee_id = p.external_key JOIN study.number n ON n.line = h.line AND n.name = f.criterion AND n.value = f.value),
		(SELECT count(*) FROM study.number WHERE name = ANY (:'ratings'))
	UNION ALL SELECT 'standing before', (SELECT standing FROM study.before), (SELECT count(*) FROM study.hire)
	UNION ALL SELECT 'standing after', (SELECT count(*) FROM hires.standing), (SELECT count(*) FROM study.hire WHERE retained)
	UNION ALL SELECT 'archived people', (SELECT count(DISTINCT person_id) FROM hires.assessment_archive),
		(SELECT count(DISTINCT s.line) FROM file_score s JOIN study.hire h ON h.line = s.line WHERE NOT h.retained)
	UNION ALL SELECT 'people with live assessments', (SELECT count(DISTINCT person_id) FROM hires.assessment),
		(SELECT count(DISTINCT s.line) FROM file_score s JOIN study.hire h ON h.line = s.line WHERE h.retained)
	UNION ALL SELECT 'scores as rescaled by hand', (SELECT count(*) FROM hires.assessment_all a JOIN hires.person p ON p.id = a.person_id
		CROSS JOIN LATERAL aiehr.each(a.scores) AS k JOIN file_score s ON s.employee_id = p.external_key AND s.name = k.key AND abs(s.score - k.value) < 1e-9),
		(SELECT count(*) FROM file_score)
	UNION ALL SELECT 'fit scores', (SELECT fit_scores FROM study.before), (SELECT count(*) FROM file_fit)
	UNION ALL SELECT 'pool members', (SELECT count(*) FROM study.pool_member), (SELECT count(*) FROM file_rank WHERE rank <= ceil(0.2 * n))
	UNION ALL SELECT 'pool members by the file''s ranks', (SELECT count(*) FROM study.pool_member m JOIN hires.person p ON p.id = m.person_id
		JOIN study.hire h ON h.employee_id = p.external_key JOIN file_rank r ON r.line = h.line AND r.rank <= ceil(0.2 * r.n)),
		(SELECT count(*) FROM file_rank WHERE rank <= ceil(0.2 * n))
	UNION ALL SELECT 'one intervention open a gap beyond the limit', (SELECT interventions FROM study.before), (SELECT exceeded FROM study.before)
	UNION ALL SELECT 'gaps beyond 15 %', (SELECT exceeded FROM study.before), (
		SELECT count(*) FROM file_score s
		-- what was achieved: the mean of the ratings on 0..100, if at least half of them are there
		JOIN (SELECT line, avg(25 * (value - 1)) AS actual FROM study.number WHERE name = ANY (:'ratings') GROUP BY line HAVING count(*) >= 3) y ON y.line = s.line
		WHERE s.name ~ '^(sjt_[0-9]|biodata)$' AND s.score >= 10 AND round(((y.actual - s.score) / s.score)::numeric, 9) < -0.15)
) AS c (what, found, expected)
WHERE found IS DISTINCT FROM expected
UNION ALL
SELECT format('mean fit: %s in the database, %s by the file', b.mean_fit, f.mean)
FROM study.before b, (SELECT avg(fit) AS mean FROM file_fit) f
WHERE abs(b.mean_fit - f.mean) > 1e-9
UNION ALL
SELECT format('r: %s in the database, %s by the file', b.r, f.r)
FROM study.before b, (SELECT corr(t.fit, n.value) AS r FROM file_fit t JOIN study.number n ON n.line = t.line AND n.name = 'overall_rating') f
WHERE b.r IS DISTINCT FROM f.r AND coalesce(abs(b.r - f.r) > 1e-9, true)
UNION ALL
SELECT format('sending the facts again changed %s rows', changed) FROM study.again WHERE changed <> 0
UNION ALL
SELECT format('sending the facts again: %s new, %s known', inserted, unchanged) FROM study.repeated
WHERE inserted <> 0 OR unchanged <> (SELECT count(*) FROM study.fact)
UNION ALL
SELECT format('check_standing: person %s, %s', person_id, field) FROM hires.check_standing()
UNION ALL
SELECT format('check_study: spell %s, %s', employment_id, field) FROM hires.check_study()
UNION ALL
SELECT format('validity of %s: r %s in the database, %s by the file', v.indicator, v.r, f.r)
FROM hires.validity v
LEFT JOIN (
	SELECT s.name, count(*) AS n, corr(s.score, y.value) AS r
	FROM file_score s JOIN study.number y ON y.line = s.line AND y.name = 'overall_rating'
	GROUP BY s.name
) f ON f.name = v.indicator
WHERE v.criterion = 'overall_rating' AND v.indicator NOT LIKE '@%' AND (v.n, abs(v.r - f.r) < 1e-9) IS DISTINCT FROM (f.n, true) AND num_nonnulls(v.r, f.r) > 0
UNION ALL
SELECT format('top 30 %% by fit: mean %s in the database, %s by the file', l.mean_top, f.mean)
FROM hires.lift l
CROSS JOIN (
	SELECT avg(value) AS mean FROM (SELECT y.value, rank() OVER (ORDER BY round(t.fit::numeric, 9) DESC) AS place, count(*) OVER () AS n
		FROM file_fit t JOIN study.number y ON y.line = t.line AND y.name = 'overall_rating') x WHERE place <= ceil(0.3 * n)
) f
WHERE l.indicator = '@fit' AND l.criterion = 'overall_rating' AND coalesce(abs(l.mean_top - f.mean) > 1e-9, num_nonnulls(l.mean_top, f.mean) = 1);
