-- Which benchmark counts: the one in force at the latest fact, and before there is a fact the latest there is.
\set SHOW_CONTEXT never
SET TIME ZONE 'UTC';
SET client_min_messages = warning;
SELECT aiehr.create_workspace('x_again');
INSERT INTO x_again.indicator (code, kind, lo, hi) VALUES ('skill', 'hard', 0, 100);
INSERT INTO x_again.job (code, title) VALUES ('dev', 'Developer');
INSERT INTO x_again.instrument (code, version) VALUES ('test', '1');
INSERT INTO x_again.person (external_key) VALUES ('p1');
INSERT INTO x_again.employment (person_id, job, hired_on) VALUES (1, 'dev', '2025-01-01');

-- never interviewed, assessed in the job, nothing achieved yet
INSERT INTO x_again.assessment (person_id, employment_id, kind, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'reassessment', 'test', '1', '2025-04-01', '{"skill": 50}');
SELECT benchmark, benchmark_from, gap FROM x_again.standing;
INSERT INTO x_again.assessment (person_id, employment_id, kind, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'reassessment', 'test', '1', '2025-08-01', '{"skill": 80}');
SELECT benchmark, benchmark_from, gap FROM x_again.standing;
SELECT * FROM x_again.check_standing();

-- all that without a single criterion; now there is one
INSERT INTO x_again.criterion (code, lo, hi) VALUES ('delivery', 0, 100);
INSERT INTO x_again.predictor_map (indicator, criterion, weight) VALUES ('skill', 'delivery', 1);
-- a fact of the time between the two is held against the first, one after them against the second
INSERT INTO x_again.performance_fact (person_id, criterion, period, value) VALUES (1, 'delivery', '[2025-05-01,2025-07-01)', 60);
SELECT benchmark, benchmark_from, gap FROM x_again.standing;
INSERT INTO x_again.performance_fact (person_id, criterion, period, value) VALUES (1, 'delivery', '[2025-09-01,2025-12-01)', 60);
SELECT benchmark, benchmark_from, gap FROM x_again.standing;
SELECT * FROM x_again.check_standing();
-- and when they were entered by mistake, it is as before
DELETE FROM x_again.performance_fact;
SELECT benchmark, benchmark_from, gap FROM x_again.standing;
SELECT * FROM x_again.check_standing();

SELECT aiehr.drop_workspace('x_again', force => true);
DROP ROLE x_again_owner, x_again_hr, x_again_loader, x_again_analyst, x_again_auditor;
