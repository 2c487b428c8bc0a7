-- A workspace in which :people hires have ended their outcome window: 12 indicators, 3 criteria, 20 jobs, 500 departments, five
-- raters a department. Study rows are derived; here they are written as the triggers would leave them, since what is timed is
-- reading them.
SET client_min_messages = error;
SELECT aiehr.create_workspace('bench_studies') \g /dev/null
SET search_path = bench_studies, aiehr;
SELECT setseed(0.5) \g /dev/null
INSERT INTO indicator (code, kind, lo, hi) SELECT 'i' || to_char(k, 'FM00'), 'hard', 0, 100 FROM generate_series(1, 12) k;
INSERT INTO criterion (code, lo, hi, pass_line, true_zero) VALUES ('delivery', 0, 100, 60, false), ('rating', 1, 5, NULL, false), ('revenue', 0, 5000, NULL, true);
INSERT INTO job (code, title) SELECT 'j' || k, 'Job ' || k FROM generate_series(1, 20) k;
INSERT INTO org_unit (code, name) SELECT 'd' || k, 'Department ' || k FROM generate_series(1, 500) k;
INSERT INTO weighting (job, purpose, weights, status, approved_by)
	SELECT j.code, 'fit', (SELECT scorecard_agg(code, 1) FROM indicator), 'approved', 'bench' FROM job j
	UNION ALL SELECT j.code, 'performance', '{"delivery": 0.6, "rating": 0.4}', 'approved', 'bench' FROM job j;
SET session_replication_role = replica;
INSERT INTO person (external_key) SELECT 'p' || i FROM generate_series(1, :people) i;
INSERT INTO application (person_id, job, stage, opened_at, decided_at, fit_score_at_decision)
	SELECT i, 'j' || 1 + i % 20, 'hired', '2024-01-01', '2024-01-20', 40 + 30 * random() FROM generate_series(1, :people) i;
INSERT INTO employment (person_id, job, org_unit, application_id, hired_on) SELECT a.person_id, a.job, 'd' || 1 + (a.person_id * 7919) % 500, a.id, '2024-02-01' FROM application a;
INSERT INTO study (employment_id, person_id, job, org_unit, hired_on, window_ends, rater_id, n_facts, card)
	SELECT e.id, e.person_id, e.job, e.org_unit, e.hired_on, '2024-08-01', 1 + ((e.person_id * 7919) % 500) * 5 + e.person_id % 5, 3,
		scorecard_agg(v.key, v.value)
	FROM employment e
	JOIN application a ON a.id = e.application_id
	CROSS JOIN LATERAL (
		SELECT i.code AS key, round((100 * random())::numeric, 2)::float8 AS value FROM indicator i WHERE e.id > 0
		UNION ALL SELECT k.code, CASE k.code WHEN 'delivery' THEN 100 * random() WHEN 'rating' THEN 1 + 4 * random() ELSE 5000 * random() END FROM criterion k WHERE e.id > 0
		UNION ALL SELECT '@decision', a.fit_score_at_decision
		UNION ALL SELECT '@fit', 40 + 20 * random() UNION ALL SELECT '@performance', 100 * random()
	) v
	GROUP BY e.id, e.person_id, e.job, e.org_unit, e.hired_on;
SET session_replication_role = origin;
VACUUM (FREEZE, ANALYZE) person, application, employment, study;
