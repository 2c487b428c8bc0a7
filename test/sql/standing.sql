-- Standing, benchmarks, gaps and interventions follow every table they are made from.
\set SHOW_CONTEXT never
SELECT aiehr.create_workspace('x_standing');
SET search_path = x_standing, aiehr, public;
SET client_min_messages = warning;

INSERT INTO indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 100), ('team', 'soft', 0, 100), ('drive', 'soft', 0, 100);
INSERT INTO criterion (code, lo, hi, aggregate) VALUES ('delivery', 0, 100, 'mean'), ('peer', 1, 5, 'mean'), ('training', 0, 10, 'sum'), ('level', 0, 10, 'last');
INSERT INTO criterion (code, true_zero) VALUES ('sales', true);
INSERT INTO predictor_map (indicator, criterion, weight) VALUES ('coding', 'delivery', 1), ('team', 'peer', 0.5), ('team', 'training', 0.5);
INSERT INTO org_unit (code, name) VALUES ('rd', 'R&D');
INSERT INTO job (code, title) VALUES ('dev', 'Developer'), ('ops', 'Operator');
INSERT INTO instrument (code, version) VALUES ('iv', '1'), ('quiz', '1');
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES
	('dev', 'fit', '{"coding": 3, "team": 1}', 'approved', 'lead'), ('dev', 'performance', '{"delivery": 1, "peer": 1}', 'approved', 'lead');
INSERT INTO offering (code, kind) VALUES ('course', 'course'), ('rotation', 'rotation');
INSERT INTO intervention_rule (indicator, min_gap, offering, priority) VALUES ('team', 0.15, 'course', 1), ('team', 0.30, 'rotation', 0);
INSERT INTO person (external_key) SELECT 'p' || n FROM generate_series(1, 6) n;

-- codes of indicators and criteria are one space
INSERT INTO criterion (code) VALUES ('coding');
INSERT INTO indicator (code, kind, lo, hi) VALUES ('peer', 'soft', 0, 1);

-- an open application stands at once, without scores
INSERT INTO application (person_id, job) VALUES (1, 'dev'), (1, 'ops'), (2, 'dev');
SELECT person_id, job, assessed, fit_score FROM standing ORDER BY 1, 2;

-- the latest score of each indicator wins by taken_at, whatever the order of arrival; a partial re-test replaces only what it has
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES
	(1, 1, 'iv', '1', '2025-03-01 12:00+00', '{"coding": 80, "team": 60}');
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES
	(1, 1, 'iv', '1', '2025-03-09 12:00+00', '{"team": 70}'), (1, 1, 'iv', '1', '2025-02-01 12:00+00', '{"coding": 10, "drive": 50}');
SELECT job, assessed, fit_score FROM standing WHERE person_id = 1 ORDER BY job;

-- withdrawn is as if it had not been
UPDATE assessment SET status = 'withdrawn' WHERE taken_at = '2025-03-09 12:00+00';
SELECT assessed, fit_score FROM standing WHERE person_id = 1 AND job = 'dev';
UPDATE assessment SET status = 'valid' WHERE taken_at = '2025-03-09 12:00+00';

-- half of the items and of the weight must be there: one high answer makes no fit
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (2, 3, 'quiz', '1', '2025-03-01 12:00+00', '{"team": 99}');
SELECT assessed, fit_score FROM standing WHERE person_id = 2;

-- hired: the benchmark is frozen, the open application's row becomes the spell's
UPDATE application SET stage = 'hired' WHERE id = 1;
INSERT INTO employment (person_id, job, org_unit, application_id, hired_on) VALUES (1, 'dev', 'rd', 1, '2025-04-01');
SELECT job, application_id, employment_id IS NOT NULL AS employed, hired_on, benchmark FROM standing WHERE person_id = 1 ORDER BY job;

-- a late interview adds what was missing and changes nothing that is frozen
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (1, 1, 'iv', '1', '2025-03-20 12:00+00', '{"coding": 90}');
SELECT scores FROM benchmark WHERE person_id = 1;
SELECT assessed FROM standing WHERE person_id = 1 AND job = 'dev';

-- facts: mean, sum and last; actual through the map; gap and quadrant; no rule needed to stand
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES
	(1, 'delivery', '[2025-04-01,2025-07-01)', 70), (1, 'delivery', '[2025-07-01,2025-10-01)', 90), (1, 'peer', '[2025-07-01,2025-10-01)', 3.4),
	(1, 'training', '[2025-04-01,2025-07-01)', 2), (1, 'training', '[2025-07-01,2025-10-01)', 3), (1, 'level', '[2025-04-01,2025-07-01)', 9), (1, 'level', '[2025-07-01,2025-10-01)', 4),
	(1, 'sales', '[2025-07-01,2025-10-01)', 1200);
SELECT performance, facts, actual, gap, exceeded, performance_score, quadrant FROM standing WHERE person_id = 1 AND job = 'dev';
SELECT indicator, direction, offering, status, reason, n_facts, gap_at_open FROM intervention ORDER BY id;
SELECT * FROM check_standing();

-- the window ends at the person's own latest fact
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (1, 'delivery', '[2026-05-01,2026-08-01)', 50);
SELECT performance, facts FROM standing WHERE person_id = 1 AND job = 'dev';
DELETE FROM performance_fact WHERE period = '[2026-05-01,2026-08-01)';

-- a re-assessment opens a new benchmark for later periods only
INSERT INTO assessment (person_id, employment_id, instrument, instrument_version, kind, taken_at, raw)
	SELECT 1, id, 'iv', '1', 'reassessment', '2025-11-01 12:00+00', '{"team": 40}' FROM employment WHERE person_id = 1;
SELECT benchmark_from, benchmark, gap FROM standing WHERE person_id = 1 AND job = 'dev';
SELECT valid_from, scores FROM benchmark ORDER BY valid_from;
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (1, 'peer', '[2025-11-01,2026-01-01)', 2.2), (1, 'training', '[2025-11-01,2026-01-01)', 3);
SELECT benchmark_from, performance, facts, actual, gap FROM standing WHERE person_id = 1 AND job = 'dev';
SELECT * FROM check_standing();

-- exactly at the threshold is not above it; strictly above is
CREATE FUNCTION coding_gap(actual float8) RETURNS TABLE (gap float8, exceeded boolean) LANGUAGE sql AS $$
	DELETE FROM performance_fact WHERE person_id = 3;
	INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'delivery', '[2025-05-01,2025-06-01)', actual);
	SELECT s.gap -> 'coding', coalesce(s.exceeded ? 'coding', false) FROM standing s WHERE person_id = 3;
$$;
INSERT INTO application (person_id, job, stage) VALUES (3, 'dev', 'hired');
INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) SELECT 3, id, 'iv', '1', '2025-03-01 12:00+00', '{"coding": 80}' FROM application WHERE person_id = 3;
INSERT INTO employment (person_id, job, org_unit, hired_on) VALUES (3, 'dev', 'rd', '2025-04-01');
SELECT * FROM coding_gap(68);
SELECT count(*) FROM intervention WHERE person_id = 3;
SELECT * FROM coding_gap(67.99);
-- without a rule it opens without an offering and says so
SELECT offering, reason FROM intervention WHERE person_id = 3;
-- a worse gap with a stronger rule supersedes; the one open stays one
INSERT INTO intervention_rule (indicator, min_gap, offering, priority) VALUES ('coding', 0.15, 'course', 5), ('coding', 0.40, 'rotation', 1);
SELECT * FROM coding_gap(60);
SELECT * FROM coding_gap(40);
SELECT offering, status, end_reason, round(gap_at_open::numeric, 4) AS gap_at_open FROM intervention WHERE person_id = 3 ORDER BY id;
-- completing ends the measure, not the gap; only a new fact calls for another
UPDATE intervention SET status = 'accepted' WHERE person_id = 3 AND ended_at IS NULL;
UPDATE intervention SET status = 'completed' WHERE person_id = 3 AND ended_at IS NULL;
UPDATE policy SET gap_min_facts = 1;
SELECT offering, status, end_reason, gap_closed_at IS NOT NULL AS closed FROM intervention WHERE person_id = 3 ORDER BY id;
-- between close and threshold nothing closes, well within it does, also on the completed one
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'delivery', '[2025-06-01,2025-07-01)', 98.4);
SELECT gap -> 'coding' AS gap FROM standing WHERE person_id = 3;
SELECT offering, status, end_reason, gap_closed_at IS NOT NULL AS closed FROM intervention WHERE person_id = 3 ORDER BY id;
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'delivery', '[2025-07-01,2025-08-01)', 98.4);
SELECT offering, status, end_reason, gap_closed_at IS NOT NULL AS closed, round(gap_at_close::numeric, 4) AS gap_at_close FROM intervention WHERE person_id = 3 ORDER BY id;
-- what has ended does not go on
UPDATE intervention SET status = 'started' WHERE person_id = 3 AND end_reason = 'superseded';

-- a declined one comes back on a new fact only
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'delivery', '[2025-08-01,2025-09-01)', 0);
UPDATE intervention SET status = 'declined' WHERE person_id = 3 AND ended_at IS NULL;
SELECT rebuild_standing();
SELECT count(*) FILTER (WHERE ended_at IS NULL) AS open, count(*) FILTER (WHERE status = 'declined') AS declined FROM intervention WHERE person_id = 3;
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'delivery', '[2025-09-01,2025-10-01)', 0);
SELECT count(*) FILTER (WHERE ended_at IS NULL) AS open, count(*) FILTER (WHERE status = 'declined') AS declined FROM intervention WHERE person_id = 3;

-- settings: points, over, both, least facts, low predictions
UPDATE policy SET gap_rule = 'points', gap_threshold = 15, gap_close = 12;
SELECT gap, exceeded FROM standing WHERE person_id = 3;
UPDATE policy SET gap_direction = 'over';
SELECT exceeded FROM standing WHERE person_id = 3;
UPDATE policy SET gap_rule = 'relative', gap_threshold = 0.15, gap_close = 0.12, gap_direction = 'both', gap_min_facts = 20;
SELECT exceeded FROM standing WHERE person_id = 3;
UPDATE policy SET gap_direction = 'under', gap_min_facts = 1;
INSERT INTO policy (job, gap_threshold, gap_close) VALUES ('dev', 0.9, 0.5);
SELECT exceeded FROM standing WHERE person_id = 3;
DELETE FROM policy WHERE job = 'dev';
SELECT exceeded IS NOT NULL AS exceeded FROM standing WHERE person_id = 3;
UPDATE policy SET gap_close = 0.2;
UPDATE policy SET smallest_group = 2;
UPDATE policy SET time_zone = 'Mars/Olympus';

-- weightings: a draft scores nobody, an approved one everybody in the job, its predecessor is retired
INSERT INTO weighting (job, purpose, weights) VALUES ('dev', 'fit', '{"coding": 1, "team": 1}');
SELECT fit_score FROM standing WHERE person_id = 1 AND job = 'dev';
SELECT approve_weighting(max(id), 'lead', 'study') IS NOT NULL FROM weighting WHERE status = 'draft';
SELECT fit_score FROM standing WHERE person_id = 1 AND job = 'dev';
SELECT purpose, status, in_force FROM weighting WHERE job = 'dev' ORDER BY id;
SELECT approve_weighting(1, 'lead');
SELECT approve_weighting(1, '');
-- a date ahead waits
INSERT INTO weighting (job, purpose, weights, status, approved_by, valid_from) VALUES ('dev', 'fit', '{"coding": 1}', 'approved', 'lead', '2999-01-01');
SELECT status, in_force FROM weighting WHERE valid_from = '2999-01-01';
SELECT aiehr._apply_weightings('policy', '2999-01-02 00:00+00');
SELECT fit_score FROM standing WHERE person_id = 1 AND job = 'dev';
DELETE FROM weighting WHERE valid_from = '2999-01-01';
SELECT fit_score FROM standing WHERE person_id = 1 AND job = 'dev';
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"coding": -1}', 'approved', 'lead');
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"coding": 0}', 'approved', 'lead');
\set VERBOSITY terse
INSERT INTO weighting (job, purpose, weights, status) VALUES ('dev', 'fit', '{"coding": 1}', 'approved');
\set VERBOSITY default

-- one share from .15 to .25: the others follow in proportion, a person approves, and steps are limited
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('ops', 'fit', '{"coding": 15, "team": 51, "drive": 34}', 'approved', 'lead');
SELECT draft_weighting('ops', 'fit', 'coding', 0.25) IS NOT NULL;
SELECT round(w.value::numeric, 6) AS share, w.key, d.status, d.reason FROM weighting d, each(d.weights) w WHERE d.job = 'ops' AND d.status = 'draft' ORDER BY w.key;
SELECT draft_weighting('ops', 'fit', 'coding', 0.5);
SELECT draft_weighting('ops', 'fit', 'delivery', 0.2);
SELECT draft_weighting('ops', 'fit', 'coding', 'NaN');
SELECT draft_weighting('ops', 'performance', 'delivery', 0.2);

-- a known reliability makes the quadrant unclear near the cut
INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"coding": 3, "team": 1}', 'approved', 'lead');
UPDATE policy SET fit_cut = 79;
SELECT fit_score, fit_sem, quadrant FROM standing WHERE person_id = 3;
INSERT INTO instrument_norm (instrument, version, indicator, n, mean, sd, reliability, reliability_kind, source) VALUES ('iv', '1', 'coding', 100, 60, 10, 0.91, 'alpha', 'manual');
SELECT fit_score, round(fit_sem::numeric, 6) AS fit_sem, quadrant FROM standing WHERE person_id = 3;
UPDATE instrument_norm SET reliability = 0.9999;
SELECT round(fit_sem::numeric, 6) AS fit_sem, quadrant FROM standing WHERE person_id = 3;
SELECT * FROM check_standing();

-- sales have no scale: the norm of the job gives one
SELECT performance ? 'sales' AS scored FROM standing WHERE person_id = 1 AND job = 'dev';
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'sales', '[2025-07-01,2025-10-01)', 800), (1, 'sales', '[2025-11-01,2026-01-01)', 1000);
SELECT job, criterion, n, mean, round(sd::numeric, 4) AS sd FROM refresh_norms();
SELECT person_id, performance -> 'sales' AS sales FROM standing WHERE employment_id IS NOT NULL ORDER BY 1;
SELECT * FROM check_standing();

-- a corrupted row of the derived table is named, and made again
SET session_replication_role = replica;
UPDATE standing SET fit_score = 1, gap = '{"coding": 0}' WHERE person_id = 3;
DELETE FROM standing WHERE person_id = 2;
INSERT INTO standing (person_id, job) VALUES (5, 'dev');
RESET session_replication_role;
SELECT person_id, job, field, stored, round(expected::numeric, 4) AS expected FROM check_standing() WHERE field NOT IN ('row');
SELECT person_id, field, stored, expected FROM check_standing() WHERE field = 'row';
SELECT rebuild_standing();
SELECT * FROM check_standing();

-- the other derived tables have checks of their own
SELECT * FROM check_interventions();
SELECT * FROM check_measure_codes();
SET session_replication_role = replica;
UPDATE intervention SET ended_at = now(), end_reason = 'superseded' WHERE person_id = 3 AND ended_at IS NULL;
UPDATE intervention SET person_id = 2 WHERE id = 1;
DELETE FROM measure_code WHERE code = 'drive';
UPDATE measure_code SET kind = 'indicator' WHERE code = 'sales';
RESET session_replication_role;
SELECT indicator, problem FROM check_interventions();
SELECT * FROM check_measure_codes();
SELECT rebuild_measure_codes();
SELECT * FROM check_measure_codes();
UPDATE intervention SET person_id = 1 WHERE id = 1;
UPDATE performance_fact SET recorded_at = recorded_at WHERE person_id = 3;
SELECT rebuild_standing();
SELECT * FROM check_interventions();

-- every way of writing a row: ON CONFLICT in both directions, MERGE, COPY, UPDATE ... FROM, a moved fact, a savepoint that goes
INSERT INTO performance_fact (person_id, criterion, period, value, source, external_id) VALUES (3, 'delivery', '[2026-01-01,2026-02-01)', 70, 'tool', '1')
	ON CONFLICT (source, external_id) DO UPDATE SET value = excluded.value;
INSERT INTO performance_fact (person_id, criterion, period, value, source, external_id) VALUES (3, 'delivery', '[2026-01-01,2026-02-01)', 71, 'tool', '1'),
	(1, 'delivery', '[2026-01-01,2026-02-01)', 55, 'tool', '2')
	ON CONFLICT (source, external_id) DO UPDATE SET value = excluded.value;
INSERT INTO performance_fact (person_id, criterion, period, value, source, external_id) VALUES (3, 'delivery', '[2026-01-01,2026-02-01)', 1, 'tool', '1') ON CONFLICT DO NOTHING;
SELECT * FROM check_standing();
MERGE INTO performance_fact f USING (VALUES ('1', 3, 72), ('3', 3, 73)) AS n (external_id, person_id, value) ON f.source = 'tool' AND f.external_id = n.external_id
	WHEN MATCHED THEN UPDATE SET value = n.value
	WHEN NOT MATCHED THEN INSERT (person_id, criterion, period, value, source, external_id) VALUES (n.person_id, 'delivery', '[2026-02-01,2026-03-01)', n.value, 'tool', n.external_id);
COPY performance_fact (person_id, criterion, period, value, source, external_id) FROM stdin;
3	delivery	[2026-03-01,2026-04-01)	74	tool	4
1	delivery	[2026-03-01,2026-04-01)	56	tool	5
\.
SELECT person_id, facts -> 'delivery' AS facts, round((performance -> 'delivery')::numeric, 4) AS delivery FROM standing WHERE employment_id IS NOT NULL ORDER BY 1;
UPDATE performance_fact SET person_id = 1 WHERE source = 'tool' AND external_id = '4';
SELECT person_id, facts -> 'delivery' AS facts FROM standing WHERE employment_id IS NOT NULL ORDER BY 1;
BEGIN;
SAVEPOINT before;
DELETE FROM performance_fact WHERE source = 'tool';
ROLLBACK TO before;
DELETE FROM performance_fact WHERE source = 'tool' AND external_id = '5';
COMMIT;
SELECT * FROM check_standing();
-- outside the scale, in the middle of a load: nothing of it stays
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'delivery', '[2026-01-01,2026-02-01)', 50), (3, 'peer', '[2026-01-01,2026-02-01)', 6);
\set VERBOSITY terse
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'delivery', '[2026-01-01,2026-02-01)', 'NaN');
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'delivery', '[2026-01-01,)', 50);
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'delivery', '[2026-01-01,infinity)', 50);
\set VERBOSITY default
TRUNCATE performance_fact;
SELECT * FROM check_standing();

-- stricter isolation is refused, since the lock would not give a fresh view
BEGIN ISOLATION LEVEL REPEATABLE READ;
INSERT INTO performance_fact (person_id, criterion, period, value) VALUES (3, 'delivery', '[2025-10-01,2025-11-01)', 1);
ROLLBACK;

-- what nothing is made from may change there too: such an update recomputes nobody
BEGIN ISOLATION LEVEL REPEATABLE READ;
UPDATE performance_fact SET source = 'other' WHERE source = 'tool';
UPDATE application SET cohort = 'spring' WHERE person_id = 3;
ROLLBACK;

-- what is no trigger is not called as one
SELECT aiehr._keep_standing();
CREATE TABLE elsewhere (person_id bigint);
CREATE TRIGGER t AFTER INSERT ON elsewhere FOR EACH ROW EXECUTE FUNCTION aiehr._keep_standing('x', 'position');
INSERT INTO elsewhere VALUES (1);
DROP TRIGGER t ON elsewhere;
CREATE TRIGGER t AFTER INSERT ON elsewhere FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_standing('x', 'position');
INSERT INTO elsewhere VALUES (1);

RESET search_path;
DROP SCHEMA x_standing CASCADE;
DROP ROLE x_standing_owner, x_standing_hr, x_standing_loader, x_standing_analyst, x_standing_auditor;
