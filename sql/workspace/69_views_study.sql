-- What the views on studies read. These name people or hide no group, so that analysts may not read them; the views on them
-- run with the owner's rights.

-- a step for the owner alone: with a barrier of its own the planner would not look at the statistics behind it
CREATE VIEW study_complete AS
	SELECT s.employment_id, s.person_id, s.job, s.org_unit, s.hired_on, s.left_on, s.rater_id, s.card
	FROM study s
	-- nearly every window of a study is over, which no planner can guess: + 0 keeps the index out
	WHERE s.window_ends + 0 <= (SELECT (now() AT TIME ZONE c.time_zone)::date FROM policy c WHERE c.job IS NULL);
COMMENT ON VIEW study_complete IS 'Study rows of the spells whose outcome window is complete today; those who left are in';
COMMENT ON COLUMN study_complete.employment_id IS 'The employment spell';
COMMENT ON COLUMN study_complete.person_id IS 'The person';
COMMENT ON COLUMN study_complete.job IS 'Job of the spell';
COMMENT ON COLUMN study_complete.org_unit IS 'Unit of the spell';
COMMENT ON COLUMN study_complete.hired_on IS 'First day of the spell';
COMMENT ON COLUMN study_complete.left_on IS 'First day on which the person worked there no more, if that came within the window';
COMMENT ON COLUMN study_complete.rater_id IS 'Who gave most of the ratings';
COMMENT ON COLUMN study_complete.card IS 'Scores at hire by indicator, 0..100; outcomes by criterion in its own unit; @decision, @fit and @performance, 0..100';

-- A fact belongs to the spell in which the middle of its period lies, as in study.
CREATE VIEW spell_fact WITH (security_barrier = true) AS
	SELECT f.id, f.person_id, e.id AS employment_id, e.job, e.hired_on, f.criterion, f.period, f.value, 100 * (f.value - c.lo) / (c.hi - c.lo) AS score,
		f.rater_id, f.rater_kind, f.recorded_at
	FROM performance_fact f
	JOIN employment e ON e.person_id = f.person_id AND lower(f.period) + (upper(f.period) - lower(f.period)) / 2 >= e.hired_on
		AND (e.left_on IS NULL OR lower(f.period) + (upper(f.period) - lower(f.period)) / 2 < e.left_on)
	LEFT JOIN criterion_scale c ON c.job = e.job AND c.criterion = f.criterion;
COMMENT ON VIEW spell_fact IS 'Performance facts with the spell that they belong to, one row a fact, those of leavers among them';
COMMENT ON COLUMN spell_fact.id IS 'The fact';
COMMENT ON COLUMN spell_fact.person_id IS 'The person';
COMMENT ON COLUMN spell_fact.employment_id IS 'The spell in which the middle of the period lies';
COMMENT ON COLUMN spell_fact.job IS 'Job of the spell';
COMMENT ON COLUMN spell_fact.hired_on IS 'First day of the spell';
COMMENT ON COLUMN spell_fact.criterion IS 'Code of the criterion';
COMMENT ON COLUMN spell_fact.period IS 'Period that the value is about';
COMMENT ON COLUMN spell_fact.value IS 'The value, in the criterion''s own unit';
COMMENT ON COLUMN spell_fact.score IS 'The same on the criterion''s scale, 0 to 100 and beyond where the value is; NULL: no scale';
COMMENT ON COLUMN spell_fact.rater_id IS 'Who rated, if somebody did';
COMMENT ON COLUMN spell_fact.rater_kind IS 'manager, peer, self, customer or system';
COMMENT ON COLUMN spell_fact.recorded_at IS 'When it was recorded';

-- Only keys that occur in a job, so that its rows are complete where they can be.
CREATE VIEW study_keys WITH (security_barrier = true) AS
	SELECT p.job, p.n, p.n_left, p.first_hired, p.keys,
		ARRAY(SELECT k FROM unnest(p.keys) AS k WHERE k IN ('@decision', '@fit') OR EXISTS (SELECT FROM indicator i WHERE i.code = k) ORDER BY k) AS indicators,
		ARRAY(SELECT k FROM unnest(p.keys) AS k WHERE k = '@performance' OR EXISTS (SELECT FROM criterion c WHERE c.code = k) ORDER BY k) AS criteria
	FROM (
		SELECT job, count(*) AS n, count(left_on) AS n_left, min(hired_on) AS first_hired, (keys(scorecard_count(card)))[1:200] AS keys
		FROM study_complete
		GROUP BY job
	) p
	WHERE p.keys <> '{}';
COMMENT ON VIEW study_keys IS 'Indicators and criteria that occur in the study rows of each job that has any, leavers'' among them; about no single person';
COMMENT ON COLUMN study_keys.job IS 'The job';
COMMENT ON COLUMN study_keys.n IS 'Spells with a complete outcome window';
COMMENT ON COLUMN study_keys.n_left IS 'Those of them that ended within it';
COMMENT ON COLUMN study_keys.first_hired IS 'First hire among them';
COMMENT ON COLUMN study_keys.keys IS 'All keys of their cards';
COMMENT ON COLUMN study_keys.indicators IS 'Those that predict: indicators, @decision and @fit';
COMMENT ON COLUMN study_keys.criteria IS 'Those that are predicted: criteria and @performance';

-- Moments of every job, pairwise, since not everybody has every score; and what selection did to them.
CREATE VIEW study_moments WITH (security_barrier = true) AS
	WITH job_keys AS MATERIALIZED (
		SELECT * FROM study_keys
	),
	-- grouped by the job alone: that the rest follows from it the planner does not know
	collected AS (
		SELECT s.job, comoments(s.card, k.keys, 'pairwise') AS moments FROM study_complete s JOIN job_keys k ON k.job = s.job GROUP BY s.job
	),
	applied AS (
		SELECT a.job, comoments_of('@decision', count(*), avg(a.fit_score_at_decision), coalesce(stddev_samp(a.fit_score_at_decision), 0)) AS moments
		FROM application a
		WHERE a.fit_score_at_decision IS NOT NULL
		GROUP BY a.job
		UNION ALL
		-- a quarter may have had one applicant, who has no standard deviation and counts all the same
		SELECT n.job, comoments_of('@decision', n(n.moments, '@decision', '@decision'), mean(n.moments, '@decision'), coalesce(sd(n.moments, '@decision'), 0))
		FROM applicant_norm n
		WHERE '@decision' = ANY (variables(n.moments))
	)
	SELECT t.job, k.n_left, k.first_hired, k.indicators, k.criteria, t.moments, a.sd AS applicant_sd,
		CASE WHEN '@decision' = ANY (k.indicators) THEN nullif(sd(t.moments, '@decision'), 0) END AS hired_sd
	FROM collected t
	JOIN job_keys k ON k.job = t.job
	LEFT JOIN (SELECT job, sd(merge(moments), '@decision') AS sd FROM applied GROUP BY job) a ON a.job = t.job;
COMMENT ON VIEW study_moments IS 'Pairwise co-moments of the study rows of each job, leavers'' among them, and how far apart its applicants'' scores at the decision were';
COMMENT ON COLUMN study_moments.job IS 'The job';
COMMENT ON COLUMN study_moments.n_left IS 'Spells that ended within their outcome window';
COMMENT ON COLUMN study_moments.first_hired IS 'First hire among the spells';
COMMENT ON COLUMN study_moments.indicators IS 'Those that predict: indicators, @decision and @fit';
COMMENT ON COLUMN study_moments.criteria IS 'Those that are predicted: criteria and @performance';
COMMENT ON COLUMN study_moments.moments IS 'Pairwise co-moments of all of them';
COMMENT ON COLUMN study_moments.applicant_sd IS 'Standard deviation of the fit scores at the decision among all applicants, those purged included';
COMMENT ON COLUMN study_moments.hired_sd IS 'The same among the spells';

-- Regression of performance on fit within a job, with the error of its predictions for spells that it was not fitted on:
-- ten parts by a hash of the spell, each predicted by the line of the others. performance_risk reads it with the rights of hr.
CREATE VIEW performance_line WITH (security_barrier = true) AS
	WITH part AS MATERIALIZED (
		SELECT job, abs(hashint8extended(employment_id, 0) % 10) AS fold, comoments(card, '{@fit,@performance}') AS m
		FROM study_complete
		WHERE card ? '@fit' AND card ? '@performance'
		GROUP BY job, abs(hashint8extended(employment_id, 0) % 10)
	),
	line AS (
		SELECT p.job, p.m, mean(o.m, '@performance') - b.slope * mean(o.m, '@fit') AS intercept, b.slope, p.whole
		FROM (
			-- fold NULL is the whole, predicted by itself
			SELECT job, fold, m, false AS whole FROM part
			UNION ALL SELECT job, NULL::bigint AS fold, merge(m), true AS whole FROM part GROUP BY job
		) p
		CROSS JOIN LATERAL (SELECT merge(x.m) AS m FROM part x WHERE x.job = p.job AND x.fold IS DISTINCT FROM p.fold) o
		CROSS JOIN LATERAL (SELECT covariance(o.m, '@fit', '@performance') / nullif(covariance(o.m, '@fit', '@fit'), 0) AS slope) b
	),
	missed AS (
		SELECT job, whole, sum(n(m)) AS n, max(intercept) AS intercept, max(slope) AS slope,
			sum((n(m) - 1) * coalesce(covariance(m, '@performance', '@performance') - 2 * slope * covariance(m, '@fit', '@performance') + slope ^ 2 * covariance(m, '@fit', '@fit'), 0)
				+ n(m) * (mean(m, '@performance') - intercept - slope * mean(m, '@fit')) ^ 2) AS squares,
			max((n(m) - 1) * covariance(m, '@performance', '@performance')) AS total
		FROM line
		GROUP BY job, whole
	)
	SELECT w.job, w.n::bigint AS n, w.intercept, w.slope, 1 - w.squares / nullif(w.total, 0) AS r2_apparent, 1 - v.squares / nullif(w.total, 0) AS r2_cross_validated,
		sqrt(v.squares / v.n) AS error,
		CASE WHEN w.n < 30 THEN 'TOO_FEW' WHEN w.slope IS NULL OR w.total <= 0 THEN 'CONSTANT' WHEN v.squares >= w.total THEN 'UNRELATED' END AS note
	FROM missed w
	JOIN missed v ON v.job = w.job AND NOT v.whole
	WHERE w.whole;
COMMENT ON VIEW performance_line IS 'What performance is expected of a fit score in each job, from the spells whose outcome window is complete, leavers'' among them; no rows about persons';
COMMENT ON COLUMN performance_line.job IS 'The job';
COMMENT ON COLUMN performance_line.n IS 'Spells with both scores';
COMMENT ON COLUMN performance_line.intercept IS 'Performance expected at fit 0, in points';
COMMENT ON COLUMN performance_line.slope IS 'Points of performance for one point of fit';
COMMENT ON COLUMN performance_line.r2_apparent IS 'Share of the variance of performance that fit explains in these spells, 0..1';
COMMENT ON COLUMN performance_line.r2_cross_validated IS 'The same in spells that the line was not fitted on; 0 and below: no better than the mean';
COMMENT ON COLUMN performance_line.error IS 'Standard error of a prediction for such a spell, in points';
COMMENT ON COLUMN performance_line.note IS 'TOO_FEW: fewer than 30; CONSTANT: all alike; UNRELATED: predicts no better than the mean; else NULL';
