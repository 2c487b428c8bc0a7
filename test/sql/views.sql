-- Views for reporting: each with real rows, figures that can be checked by hand, and what analysts may see of groups.
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET search_path = "$user", public, aiehr;
SELECT aiehr.create_workspace('x_views');

INSERT INTO x_views.indicator (code, kind, is_potential, lo, hi) VALUES
	('algorithm', 'hard', false, 0, 100), ('problem_speed', 'hard', false, 60, 0), ('collaboration', 'soft', true, 0, 100);
INSERT INTO x_views.criterion (code, lo, hi, pass_line) VALUES ('cross_team', 0, 1, NULL), ('peer_rating', 1, 5, NULL), ('delivery', 0, 100, 70), ('defects', 20, 0, 5);
INSERT INTO x_views.predictor_map (indicator, criterion, weight) VALUES
	('collaboration', 'cross_team', 0.5), ('collaboration', 'peer_rating', 0.5), ('algorithm', 'delivery', 1);
INSERT INTO x_views.org_unit (code, name) VALUES ('rd', 'R&D'), ('north', 'North'), ('south', 'South'), ('tiny', 'Tiny');
INSERT INTO x_views.job (code, title, target, core) VALUES ('dev', 'Developer', '{"algorithm": 75, "collaboration": 90}', true), ('sales', 'Sales', NULL, false);
INSERT INTO x_views.instrument (code, version) VALUES ('interview', '3');
INSERT INTO x_views.weighting (job, purpose, weights, status, approved_by) VALUES
	('dev', 'fit', '{"algorithm": 0.5, "problem_speed": 0.2, "collaboration": 0.3}', 'approved', 'lead'),
	('dev', 'performance', '{"delivery": 0.6, "cross_team": 0.2, "peer_rating": 0.2}', 'approved', 'lead'),
	('sales', 'fit', '{"algorithm": 1}', 'approved', 'lead'), ('sales', 'performance', '{"delivery": 1}', 'approved', 'lead');
INSERT INTO x_views.offering (code, kind, name_en) VALUES ('course', 'course', 'Working in teams'), ('rotation', 'rotation', 'Rotation');
INSERT INTO x_views.intervention_rule (indicator, direction, min_gap, offering, priority) VALUES
	('collaboration', 'under', 0.15, 'course', 1), ('collaboration', 'under', 0.30, 'rotation', 0);

-- 1. One person from application to performance

INSERT INTO x_views.person (external_key, name) VALUES ('C-1', 'Zhang Wei');
INSERT INTO x_views.application (person_id, job, cohort, opened_at) VALUES (1, 'dev', 'spring', '2025-03-01');
INSERT INTO x_views.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'interview', '3', '2025-03-02', '{"algorithm": 82, "problem_speed": 18, "collaboration": 80}');

SELECT assessment_id, person_id, job, instrument, instrument_version, kind, taken_at, indicator, raw, score, status FROM x_views.assessment_score ORDER BY indicator;
SELECT application_id, external_key, name, job, cohort, stage, last_assessed_at, fit_score, fit_sem, fit_cut, fits FROM x_views.candidate_application WHERE open;
SELECT weakest, weakest_score, strongest, strongest_score, below_target, talent_pools FROM x_views.candidate_application WHERE open;

SELECT job, weighting_id, indicator, score, weight, share, contribution, fit_score, assessment_id, taken_at FROM x_views.fit_contribution ORDER BY indicator;
-- a later partial one, and one thing not assessed: it is left out, and the others count for more
BEGIN;
INSERT INTO x_views.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (1, 1, 'interview', '3', '2025-03-09', '{"algorithm": 90}');
UPDATE x_views.assessment SET status = 'withdrawn' WHERE id = 1;
INSERT INTO x_views.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (1, 1, 'interview', '3', '2025-03-01', '{"algorithm": 10, "collaboration": 70}');
SELECT indicator, score, round(share::numeric, 6) AS share, contribution, fit_score, taken_at, round((sum(contribution) OVER ())::numeric, 9) = round(fit_score::numeric, 9) AS adds_up FROM x_views.fit_contribution ORDER BY indicator;
ROLLBACK;

UPDATE x_views.application SET stage = 'hired', decided_at = '2025-03-20' WHERE id = 1;
INSERT INTO x_views.employment (person_id, job, org_unit, application_id, hired_on) VALUES (1, 'dev', 'rd', 1, '2025-04-01');
SELECT count(*) FROM x_views.candidate_application WHERE open;
-- the weakest come first: where onboarding can help
SELECT employment_id, name, job, title, org_unit, core, hired_on, spell_days = current_date - hired_on AS days_right, total_days = spell_days AS same,
	fit_score, performance_score, quadrant, weakest, below_target, gaps_exceeded, interventions_open FROM x_views.employee_current;

INSERT INTO x_views.performance_fact (person_id, criterion, period, value, rater_kind, source)
	SELECT 1, c, daterange('2025-04-01', '2025-10-01'), v, k, 'half-year review'
	FROM (VALUES ('cross_team', 0.5, 'system'), ('peer_rating', 3.4, 'peer'), ('delivery', 84.0, 'system')) AS f (c, v, k);
SELECT person_id, job, indicator, predicted, round(actual::numeric, 6) AS actual, round(gap::numeric, 6) AS gap, round(gap_points::numeric, 6) AS gap_points,
	n_facts, exceeded, note, gap_rule, gap_threshold FROM x_views.gap ORDER BY indicator;
SELECT person_id, job, indicator, direction, offering, offering_kind, offering_name, gap_rule, round(gap_at_open::numeric, 6) AS gap_at_open,
	round(gap_now::numeric, 6) AS gap_now, n_facts, status, reason FROM x_views.intervention_open;
SELECT person_id, job, fit_score, fit_sem, fit_cut, round(performance_score::numeric, 6) AS performance_score, performance_cut, quadrant, hypothesis FROM x_views.person_quadrant;
SELECT round(performance_score::numeric, 6) AS performance_score, quadrant, gaps_exceeded, interventions_open FROM x_views.employee_current;

-- why a gap is not acted on
BEGIN;
UPDATE x_views.policy SET gap_min_facts = 2 WHERE job IS NULL;
SELECT indicator, n_facts, exceeded, note FROM x_views.gap ORDER BY indicator;
UPDATE x_views.policy SET gap_min_facts = 1, low_predicted = 81 WHERE job IS NULL;
SELECT indicator, predicted, exceeded, note FROM x_views.gap ORDER BY indicator;
UPDATE x_views.policy SET low_predicted = 10, gap_rule = 'points', gap_threshold = 25, gap_close = 20 WHERE job IS NULL;
SELECT indicator, round(gap::numeric, 6) AS gap, exceeded, note, gap_rule FROM x_views.gap ORDER BY indicator;
ROLLBACK;
-- actual performance of something never assessed
BEGIN;
INSERT INTO x_views.indicator (code, kind, lo, hi) VALUES ('listening', 'soft', 0, 100);
INSERT INTO x_views.predictor_map (indicator, criterion) VALUES ('listening', 'peer_rating');
SELECT indicator, predicted, round(actual::numeric, 6) AS actual, gap, gap_points, exceeded, note FROM x_views.gap WHERE indicator = 'listening';
ROLLBACK;

-- 2. A life: left, came back, took a second job; the archive is in

UPDATE x_views.employment SET left_on = '2025-12-01', leave_reason = 'resigned' WHERE person_id = 1;
SELECT (SELECT count(*) FROM x_views.employee_current) AS profiles, (SELECT count(*) FROM x_views.assessment_score) AS scores, (SELECT count(*) FROM x_views.gap) AS gaps;
SELECT event, job, detail, archived FROM x_views.lifecycle WHERE person_id = 1 AND at < '2026-01-01' ORDER BY at, event;
INSERT INTO x_views.employment (person_id, job, org_unit, hired_on) VALUES (1, 'dev', 'rd', '2026-03-01'), (1, 'sales', 'north', '2026-04-01');
SELECT event, job, employment_id, detail, archived FROM x_views.lifecycle WHERE person_id = 1 AND event IN ('assessed', 'hired', 'left', 'rehired', 'second_job') ORDER BY at, event;
SELECT job, total_days - spell_days AS days_before FROM x_views.employee_current ORDER BY job;
DELETE FROM x_views.employment WHERE job = 'sales';

-- 3. Departments: north fits and does not perform, south the other way round; R&D is left out, having no facts

DELETE FROM x_views.performance_fact WHERE person_id = 1;

INSERT INTO x_views.person (external_key) SELECT 'S-' || i FROM generate_series(2, 14) i;
INSERT INTO x_views.application (person_id, job, opened_at) SELECT i, 'sales', '2024-12-01' FROM generate_series(2, 14) i;
INSERT INTO x_views.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	SELECT a.person_id, a.id, 'interview', '3', '2024-12-02', scorecard_agg('algorithm', CASE WHEN a.person_id <= 6 THEN 66 + 2 * a.person_id WHEN a.person_id <= 11 THEN 36 + 2 * a.person_id ELSE 60 END)
	FROM x_views.application a WHERE a.job = 'sales' GROUP BY a.person_id, a.id;
INSERT INTO x_views.employment (person_id, job, org_unit, application_id, hired_on)
	SELECT person_id, 'sales', CASE WHEN person_id <= 6 THEN 'north' ELSE 'south' END, id, '2025-01-01' FROM x_views.application WHERE job = 'sales' AND person_id <= 11;
INSERT INTO x_views.performance_fact (person_id, criterion, period, value, source)
	SELECT e.person_id, 'delivery', daterange('2025-01-01', '2025-04-01'), CASE e.org_unit WHEN 'north' THEN 41 + e.person_id WHEN 'south' THEN 66 + e.person_id END, 'q1'
	FROM x_views.employment e WHERE e.job = 'sales';
-- north 70 to 78, mean 74; south 50 to 58, mean 54: of all 64 and sd sqrt((10 * 100 + 80) / 9) = 10.954451; weight 990 / 1000
SELECT org_unit, name, n, mean_fit, round(fit_z::numeric, 6) AS fit_z, round((10 / 10.954451150103322)::numeric, 6) AS by_hand, round((shrunken_fit_z / fit_z)::numeric, 6) AS believed, mean_performance,
	round(performance_z::numeric, 6) AS performance_z, fit_p_holm < 0.001 AS sure, class, reading, suppressed
FROM x_views.department_analysis WHERE NOT suppressed ORDER BY org_unit;
-- two people in a unit of their own are hidden, and so are the five of north, or a total would tell
INSERT INTO x_views.employment (person_id, job, org_unit, application_id, hired_on) SELECT person_id, 'sales', 'tiny', id, '2025-01-01' FROM x_views.application WHERE job = 'sales' AND person_id IN (12, 13);
INSERT INTO x_views.performance_fact (person_id, criterion, period, value, source)
	SELECT e.person_id, 'delivery', daterange('2025-01-01', '2025-04-01'), 60, 'q1' FROM x_views.employment e WHERE e.org_unit = 'tiny';
SET ROLE x_views_analyst;
SELECT org_unit, n, mean_fit, shrunken_fit_z, mean_performance, class, reading, suppressed FROM x_views.department_analysis ORDER BY org_unit;
-- a barrier: a function that tells what it sees is shown nothing that the view hides
CREATE FUNCTION pg_temp.tell(n bigint) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE WARNING 'saw %', n; RETURN true; END $$;
SELECT count(*) FROM x_views.department_analysis WHERE pg_temp.tell(n);
DROP FUNCTION pg_temp.tell(bigint);
RESET ROLE;
-- with a smallest group of 3 they are still one group alone; a third colleague, and all show
UPDATE x_views.policy SET smallest_group = 3 WHERE job IS NULL;
SELECT org_unit, n, suppressed FROM x_views.department_analysis ORDER BY org_unit;
INSERT INTO x_views.employment (person_id, job, org_unit, application_id, hired_on) SELECT person_id, 'sales', 'tiny', id, '2025-01-01' FROM x_views.application WHERE job = 'sales' AND person_id = 14;
INSERT INTO x_views.performance_fact (person_id, criterion, period, value, source) VALUES (14, 'delivery', '[2025-01-01, 2025-04-01)', 60, 'q1');
SELECT org_unit, n, suppressed FROM x_views.department_analysis ORDER BY org_unit;
UPDATE x_views.policy SET smallest_group = 5 WHERE job IS NULL;

-- 4. Pass rates: 5 of 10, then 8 of 10 (Wilson 0.490162..0.943318); of defects fewer are better

INSERT INTO x_views.performance_fact (person_id, criterion, period, value, source)
	SELECT i, 'delivery', daterange('2025-04-01', '2025-07-01'), CASE WHEN i <= 9 THEN 70 ELSE 69.9 END, 'q2' FROM generate_series(2, 11) i
	UNION ALL SELECT i, 'defects', daterange('2025-04-01', '2025-07-01'), CASE WHEN i <= 7 THEN 5 ELSE 6 END, 'q2' FROM generate_series(2, 11) i
	UNION ALL SELECT 1, 'delivery', daterange('2025-04-01', '2025-10-01'), 84, 'half-year review';
DELETE FROM x_views.performance_fact WHERE person_id > 11;
SELECT job, criterion, quarter, n, passed, rate, round(rate_low::numeric, 6) AS low, round(rate_high::numeric, 6) AS high,
	round(change::numeric, 6) AS change, round(p_value::numeric, 6) AS p, suppressed FROM x_views.pass_rate ORDER BY job, criterion, quarter;

-- 5. Performance predicted from fit: thirty people in pairs 2 above and 2 below the line 10 + 0.5 fit

SELECT DISTINCT n, predicted, risk, note FROM x_views.performance_risk WHERE job = 'sales';
DELETE FROM x_views.performance_fact WHERE person_id > 1;
INSERT INTO x_views.job (code, title) VALUES ('line', 'Line');
INSERT INTO x_views.weighting (job, purpose, weights, status, approved_by) VALUES
	('line', 'fit', '{"algorithm": 1}', 'approved', 'lead'), ('line', 'performance', '{"delivery": 1}', 'approved', 'lead');
INSERT INTO x_views.person (external_key) SELECT 'L-' || i FROM generate_series(101, 131) i;
INSERT INTO x_views.application (person_id, job, opened_at) SELECT p.id, 'line', '2024-12-01' FROM x_views.person p WHERE external_key LIKE 'L-%' ORDER BY p.id;
INSERT INTO x_views.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	SELECT a.person_id, a.id, 'interview', '3', '2024-12-02', scorecard(jsonb_build_object('algorithm', 20 + 5 * ((substr(external_key, 3)::int - 101) / 2)))
	FROM x_views.application a JOIN x_views.person p ON p.id = a.person_id WHERE a.job = 'line' ORDER BY a.id;
INSERT INTO x_views.employment (person_id, job, application_id, hired_on) SELECT a.person_id, 'line', a.id, '2025-01-01' FROM x_views.application a JOIN x_views.person p ON p.id = a.person_id WHERE external_key BETWEEN 'L-101' AND 'L-130';
INSERT INTO x_views.performance_fact (person_id, criterion, period, value, source)
	SELECT id, 'delivery', daterange('2025-01-01', '2025-04-01'), 10 + 0.5 * (20 + 5 * (i / 2)) + CASE WHEN i % 2 = 0 THEN 2 ELSE -2 END, 'q1'
	FROM (SELECT p.id, substr(external_key, 3)::int - 101 AS i FROM x_views.person p WHERE external_key BETWEEN 'L-101' AND 'L-130') line;
UPDATE x_views.policy SET performance_cut = 50 WHERE job IS NULL;
SELECT fit_score, performance_score, round(predicted::numeric, 6) AS predicted, round(residual::numeric, 6) AS residual, error BETWEEN 2 AND 2.3 AS error,
	round(risk::numeric, 2) AS risk, performance_cut, n, round(slope::numeric, 6) AS slope, round(r2_apparent::numeric, 6) AS r2_apparent, r2_cross_validated < r2_apparent AS less, note
FROM x_views.performance_risk WHERE job = 'line' AND (fit_score IN (20, 85) OR employment_id IS NULL) ORDER BY fit_score, residual;
BEGIN;
DELETE FROM x_views.performance_fact WHERE person_id = (SELECT max(person_id) FROM x_views.performance_fact);
SELECT DISTINCT n, predicted, risk, note FROM x_views.performance_risk WHERE job = 'line';
ROLLBACK;

-- 6. What interventions do: five take the course and close half of the gap, five do not and stay; both began at -25 %

INSERT INTO x_views.person (external_key) SELECT 'D-' || i FROM generate_series(101, 110) i;
INSERT INTO x_views.employment (person_id, job, org_unit, hired_on) SELECT id, 'dev', 'rd', '2025-01-01' FROM x_views.person WHERE external_key BETWEEN 'D-101' AND 'D-110';
INSERT INTO x_views.assessment (person_id, employment_id, instrument, instrument_version, kind, taken_at, raw)
	SELECT person_id, id, 'interview', '3', 'reassessment', '2025-01-02', '{"collaboration": 80}' FROM x_views.employment WHERE job = 'dev' AND person_id > 1;
INSERT INTO x_views.performance_fact (person_id, criterion, period, value, source)
	SELECT person_id, c, daterange('2025-02-01', '2025-04-01'), CASE c WHEN 'cross_team' THEN 0.6 ELSE 3.4 END, 'q1'
	FROM x_views.employment, unnest('{cross_team,peer_rating}'::text[]) c WHERE job = 'dev' AND person_id > 1;
SELECT offering, status, gap_at_open, count(*) FROM x_views.intervention WHERE ended_at IS NULL AND person_id > 1 AND offering IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT n_opened, n_taken, suppressed FROM x_views.intervention_effect WHERE offering IS NOT NULL;
UPDATE x_views.intervention SET status = 'accepted' WHERE person_id IN (SELECT id FROM x_views.person WHERE external_key BETWEEN 'D-101' AND 'D-105');
UPDATE x_views.intervention SET status = 'started' WHERE status = 'accepted';
UPDATE x_views.intervention SET status = 'declined' WHERE person_id IN (SELECT id FROM x_views.person WHERE external_key BETWEEN 'D-106' AND 'D-107');
UPDATE x_views.policy SET performance_window = '1 month' WHERE job IS NULL;
INSERT INTO x_views.performance_fact (person_id, criterion, period, value, source)
	SELECT p.id, c, daterange('2025-04-01', '2025-07-01'), CASE c WHEN 'cross_team' THEN s.actual / 100 ELSE 1 + s.actual / 25 END, 'q2'
	FROM x_views.person p
	CROSS JOIN LATERAL (SELECT 60.0 + (substr(external_key, 3)::int <= 105)::int * (6 + 2 * (substr(external_key, 3)::int - 101)) AS actual) s,
		unnest('{cross_team,peer_rating}'::text[]) c
	WHERE external_key BETWEEN 'D-101' AND 'D-110';
SELECT indicator, direction, offering, gap_rule, band, n_opened, n_taken, round(gap_at_open_taken::numeric, 6) AS open_taken, round(change_taken::numeric, 6) AS change_taken, round(expected_taken::numeric, 6) AS expected,
	n_not_taken, round(gap_at_open_not_taken::numeric, 6) AS open_not, round(change_not_taken::numeric, 6) AS change_not,
	round(effect::numeric, 6) AS effect, round(effect_se::numeric, 6) AS effect_se, suppressed FROM x_views.intervention_effect ORDER BY offering, band;

-- 7. Versions of weights: 15 % to 25 %, the others rescaled, one dropped

INSERT INTO x_views.weighting (job, purpose, weights, reason) VALUES ('dev', 'fit', '{"algorithm": 60, "collaboration": 40}', 'validity study');
SELECT weighting_id, indicator, weight, round(share::numeric, 6) AS share, earlier_id, earlier_weight, round(share_change::numeric, 6) AS share_change, status, in_force, reason
FROM x_views.weighting_history WHERE job = 'dev' AND purpose = 'fit' ORDER BY weighting_id, indicator;
SELECT x_views.approve_weighting((SELECT max(id) FROM x_views.weighting), 'lead', 'agreed');
SELECT weighting_id, indicator, round(share::numeric, 6) AS share, round(share_change::numeric, 6) AS share_change, status, in_force, approved_by
FROM x_views.weighting_history WHERE job = 'dev' AND purpose = 'fit' ORDER BY weighting_id, indicator;

-- 8. Rights: views about people follow the row policies of the reader, in one session for two roles; those about groups do not

ALTER TABLE x_views.standing ENABLE ROW LEVEL SECURITY;
CREATE POLICY line_only ON x_views.standing FOR SELECT TO x_views_hr USING (job = 'line');
SELECT DISTINCT job FROM x_views.person_quadrant ORDER BY job;
SET ROLE x_views_hr;
SELECT DISTINCT job FROM x_views.person_quadrant ORDER BY job;
SELECT count(*) FROM x_views.gap WHERE job = 'dev';
SELECT count(*) > 0 AS groups FROM x_views.intervention_effect WHERE NOT suppressed;
SET ROLE x_views_analyst;
SELECT count(*) > 0 AS groups FROM x_views.intervention_effect WHERE NOT suppressed;
SELECT count(*) FROM x_views.person_quadrant;
SELECT count(*) FROM x_views.standing;
RESET ROLE;

SELECT aiehr.drop_workspace('x_views', force => true);
DROP ROLE x_views_owner, x_views_hr, x_views_loader, x_views_analyst, x_views_auditor;
