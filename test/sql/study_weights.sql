-- Better weights from a company's own data: what is proposed and why, and what any weights would be worth. The figures beside
-- ours were computed by R 4.2 from the same people: relative weights of the matrix after Lawley's correction, targets divided
-- by the applicants' standard deviations, the projection on the box of steps, and ten parts cross-validated.
\getenv here PG_ABS_SRCDIR
\set study :here '/data/study.sql'
\i :study
\set SHOW_CONTEXT never

CREATE FUNCTION pg_temp.near(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE
	AS $$ SELECT coalesce(abs(a - b) <= 1e-8 * greatest(abs(b), 1e-3), a IS NULL AND b IS NULL) $$;
CREATE FUNCTION pg_temp.rounded(s aiehr.scorecard) RETURNS aiehr.scorecard LANGUAGE sql STABLE
	AS $$ SELECT scorecard_agg(key, round(value::numeric, 9)::float8) FROM each(s) $$;

-- 1. Proposals for fit

SET ROLE x_study_hr;
SELECT weighting_id, code, n, round(r::numeric, 6) AS r, round(r_low::numeric, 6) AS r_low, round(r_high::numeric, 6) AS r_high, present, reason FROM x_study.propose_weights('sales');
SELECT code, n, round(r::numeric, 6) AS r, present, reason FROM x_study.propose_weights('dev', purpose => 'fit');
RESET ROLE;
SELECT p.job, p.code, pg_temp.near(p.r_low, e.r_low) AS r_low, pg_temp.near(p.r_corrected, e.r_corrected) AS r_corrected, pg_temp.near(p.relative_weight, e.share) AS relative_weight,
	pg_temp.near(p.target, e.target) AS target, pg_temp.near(p.uncorrected, e.uncorrected) AS uncorrected, pg_temp.near(p.proposed, e.proposed) AS proposed
FROM x_study.weight_proposal p
JOIN (VALUES
	('sales', 'care', 0.2767875629723380, 0.6753012178622703, 0.50446819784226560, 0.514448690204874, 0.6, 0.588849900536081),
	('sales', 'logic', 0.2118418128514588, 0.6574747377149652, 0.47613143715994621, 0.485551309795126, 0.4, 0.411150099463919),
	('sales', 'noise', -0.0766986941572714, 0.0867373730310630, 0.01687268100469829, 0, 0, 0),
	('sales', 'seconds', -0.1740786654513709, 0.0356802078245635, 0.00252768399308987, 0, 0, 0),
	('dev', 'care', 0.39496884344332944, 0.5864866213141716, 0.78208694471886531, 0.82174083994081, 0.3, 0.3),
	('dev', 'logic', 0.00575484654216472, 0.3205320894256689, 0.16965709270198281, 0.17825916005919, 0.3, 0.331395793371394),
	('dev', 'noise', -0.19932500472802739, 0.0617985552335260, 0.00385144206582987, 0, 0.2, 0.184302103314303),
	('dev', 'seconds', -0.35235953954187110, -0.0384659906974294, 0.04440452051332205, 0, 0.2, 0.184302103314303)
) AS e (job, code, r_low, r_corrected, share, target, uncorrected, proposed) ON e.job = p.job AND e.code = p.code
ORDER BY p.job, p.code;
SELECT DISTINCT p.job, p.purpose, p.status, p.entering, p.leaving, p.note, pg_temp.near(p.r_now, e.r_now) AS r_now, pg_temp.near(p.r_proposed, e.r_proposed) AS r_proposed,
	pg_temp.near(p.r_uncorrected, e.r_uncorrected) AS r_uncorrected, pg_temp.near(p.r_unit, e.r_unit) AS r_unit,
	pg_temp.near(p.impact_now, e.impact_now) AS impact_now, pg_temp.near(p.impact_proposed, e.impact_proposed) AS impact_proposed, pg_temp.near(p.impact_unit, e.impact_unit) AS impact_unit
FROM x_study.weight_proposal p
JOIN (VALUES
	('sales', 0.671669358431617, 0.673847593994919, 0.675420764625146, 0.523187421971856, 0, 0, 0),
	('dev', 0.249877583159416, 0.318937392485973, 0.319608876364772, 0.245301630251994, 0.5740740740740741, 0.5555555555555556, 0.4444444444444444)
) AS e (job, r_now, r_proposed, r_uncorrected, r_unit, impact_now, impact_proposed, impact_unit) ON e.job = p.job
ORDER BY p.job;
SELECT job, variant, n, round(r::numeric, 9) AS r, entering, leaving FROM x_study.weighting_trial t JOIN x_study.weighting w ON w.id = t.weighting_id ORDER BY 1, 2;

-- too little data drafts the old weights and says why
SELECT code, n, present, uncorrected, proposed, reason FROM x_study.propose_weights('chef');
-- what four people scored and achieved is not for those who read drafts
SET ROLE x_study_analyst;
SELECT DISTINCT n, r, r_low, r_high, r_corrected, relative_weight, applicant_sd, r_now, r_proposed, r_unit, proposed IS NOT NULL AS drafted FROM x_study.weight_proposal WHERE job = 'chef';
RESET ROLE;
SELECT job, purpose, pg_temp.rounded(weights) AS weights, status, in_force, reason FROM x_study.weighting WHERE id > 6 ORDER BY id;
-- indicators that explain nothing are no ground either
BEGIN;
UPDATE x_study.performance_fact SET value = 50 + 10 * pg_temp.g(person_id::integer, 99) WHERE criterion = 'revenue';
SELECT DISTINCT reason FROM x_study.propose_weights('sales');
ROLLBACK;
-- without decisions of ours nothing is corrected
BEGIN;
UPDATE x_study.application SET fit_score_at_decision = NULL WHERE job = 'sales';
SELECT x_study.rebuild_study() AS people;
SELECT code, round(r_corrected::numeric, 9) AS r_corrected, proposed = uncorrected AS same FROM x_study.propose_weights('sales');
SELECT reason FROM x_study.weighting ORDER BY id DESC LIMIT 1;
ROLLBACK;

-- 2. A person approves: fit scores follow, those frozen at a decision do not

BEGIN;
CREATE TEMP TABLE before AS SELECT person_id, job, fit_score FROM x_study.standing;
CREATE TEMP TABLE decided AS SELECT id, fit_score_at_decision FROM x_study.application;
SET ROLE x_study_hr;
SELECT x_study.approve_weighting(max(weighting_id), 'hr lead', 'validity study') IS NOT NULL AS approved FROM x_study.weight_proposal WHERE job = 'sales';
RESET ROLE;
SELECT pg_temp.rounded(w.weights) AS weights, w.fitted_until::text FROM x_study.weighting w WHERE job = 'sales' AND purpose = 'fit' AND in_force;
SELECT s.job, count(*) FILTER (WHERE s.fit_score <> b.fit_score) > 50 AS many_new_scores FROM x_study.standing s JOIN before b USING (person_id, job) GROUP BY 1 ORDER BY 1;
SELECT count(*) AS decisions_changed FROM x_study.application a JOIN decided d USING (id) WHERE a.fit_score_at_decision IS DISTINCT FROM d.fit_score_at_decision;
-- and what they were fitted on is no proof of them
SELECT DISTINCT indicator, note FROM x_study.validity WHERE job = 'sales' AND indicator LIKE '@%' ORDER BY 1;
SELECT count(*) AS differences FROM x_study.check_study();
SELECT count(*) AS differences FROM x_study.check_standing();
ROLLBACK;

-- 3. Any weights

SET ROLE x_study_hr;
SELECT variant, n, round(r::numeric, 6) AS r, round(r_cross_validated::numeric, 6) AS r_cross_validated, impact_ratio, entering, leaving, note FROM x_study.what_if_weights('sales', '{"care": 3, "logic": 1}');
SELECT variant, round(r::numeric, 6) AS r, r_cross_validated IS NOT NULL AS cross_validated, entering, leaving FROM x_study.what_if_weights('dev', '{"care": 1}');
SELECT application_id, person_id, change, round(score_now::numeric, 4) AS score_now, round(score_new::numeric, 4) AS score_new FROM x_study.what_if_pool('dev', '{"care": 0.3, "logic": 0.4, "seconds": 0.2, "noise": 0.1}');
RESET ROLE;
-- who would enter, by plain SQL: the best 48 of 240 by the sum of weighted scores
SELECT count(*) AS entering
FROM (SELECT i, rank() OVER (ORDER BY logic DESC) AS new, rank() OVER (ORDER BY 0.4 * logic + 0.2 * care + 0.2 * 100 * (60 - seconds) / 60 + 0.2 * noise DESC) AS now FROM given WHERE job = 'dev') g
WHERE new <= 48 AND now > 48;
SELECT entering FROM x_study.what_if_weights('dev', '{"logic": 1}') WHERE variant = 'given';

-- 4. What counts in the appraisal: the indicator that most surely tells the rest of it becomes a core measure, by one step

SELECT code, n, round(r::numeric, 6) AS r, round(r_low::numeric, 6) AS r_low, round(target::numeric, 6) AS target, round(present::numeric, 6) AS present, round(proposed::numeric, 6) AS proposed, reason FROM x_study.propose_weights('dev', purpose => 'performance');
BEGIN;
-- more careful people deliver more
UPDATE x_study.performance_fact f SET value = least(100, f.value + 0.4 * (g.care - 50)) FROM given g WHERE g.i = f.person_id AND f.criterion = 'delivery' AND g.job = 'dev';
SELECT code, n, round(r::numeric, 6) AS r, round(r_low::numeric, 6) AS r_low, round(target::numeric, 6) AS target, round(present::numeric, 6) AS present, round(proposed::numeric, 6) AS proposed, reason FROM x_study.propose_weights('dev', purpose => 'performance');
SELECT pg_temp.rounded(weights) AS weights, reason FROM x_study.weighting ORDER BY id DESC LIMIT 1;
SELECT x_study.approve_weighting(max(id), 'hr lead', 'care is a core measure') IS NOT NULL AS approved FROM x_study.weighting;
-- care stands for the criteria that the predictor map gives it
SELECT pg_temp.rounded(weights) AS weights FROM x_study.job_performance_weights WHERE job = 'dev';
SELECT count(*) AS differences FROM x_study.check_standing();
SELECT count(*) AS differences FROM x_study.check_study();
-- and by hand
SELECT x_study.draft_weighting('dev', 'performance', 'care', 0.15, 'a step of our own') IS NOT NULL AS drafted;
SELECT x_study.draft_weighting('dev', 'performance', 'noise', 0.1);
ROLLBACK;

-- outcomes without any score
BEGIN;
INSERT INTO x_study.employment (person_id, job, hired_on) SELECT i, 'pilot', '2024-01-01' FROM generate_series(417, 428) i;
INSERT INTO x_study.performance_fact (person_id, criterion, period, value) SELECT i, 'delivery', '[2024-02-01,2024-03-01)', i - 400 FROM generate_series(417, 428) i;
INSERT INTO x_study.weighting (job, purpose, weights, status, approved_by) VALUES ('pilot', 'performance', '{"delivery": 1}', 'approved', 'lead');
SELECT code, n, present, proposed, reason FROM x_study.propose_weights('pilot', purpose => 'performance');
ROLLBACK;

-- 5. What cannot be

SELECT * FROM x_study.propose_weights('pilot');
SELECT * FROM x_study.propose_weights('dev', purpose => 'luck');
SELECT * FROM x_study.propose_weights('nobody');
SELECT * FROM x_study.what_if_weights('dev', '{"wit": 1}');
SELECT * FROM x_study.what_if_weights('dev', '{"care": -1, "logic": 2}');
SELECT * FROM x_study.what_if_weights('dev', '{"care": 0}');
SELECT * FROM x_study.what_if_weights('dev', '{}');
SET ROLE x_study_analyst;
SELECT count(*) AS evidence FROM x_study.weight_proposal;
SELECT * FROM x_study.propose_weights('dev');
SELECT * FROM x_study.what_if_pool('dev', '{"care": 1}');
RESET ROLE;

SELECT aiehr.drop_workspace('x_study', force => true);
DROP ROLE x_study_owner, x_study_hr, x_study_loader, x_study_analyst, x_study_auditor;
