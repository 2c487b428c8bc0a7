-- A company to study, the same each time: workspace x_study with 416 applicants and 208 hires of three jobs. Included by the
-- tests of the views on studies, whose expected values were computed outside from the same people.
\set ECHO none
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SET search_path = "$user", public, aiehr;
SELECT aiehr.create_workspace('x_study') AS made \gset


-- evenly spread over 0..1 and normal, by person and number
CREATE OR REPLACE FUNCTION pg_temp.u(i integer, k integer) RETURNS float8 LANGUAGE sql IMMUTABLE
	AS $$ SELECT (('x' || substr(md5(i || '/' || k), 1, 8))::bit(32)::bigint + 0.5) / 4294967296 $$;
CREATE OR REPLACE FUNCTION pg_temp.g(i integer, k integer) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$ SELECT aiehr.normal_quantile(pg_temp.u(i, k)) $$;
CREATE OR REPLACE FUNCTION pg_temp.clip(x float8, lo float8, hi float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$ SELECT round(greatest(least(x, hi), lo)::numeric, 2)::float8 $$;

INSERT INTO x_study.indicator (code, kind, lo, hi) VALUES ('logic', 'hard', 0, 100), ('care', 'soft', 0, 100), ('seconds', 'hard', 60, 0), ('noise', 'soft', 0, 100);
INSERT INTO x_study.criterion (code, lo, hi, pass_line, true_zero) VALUES
	('delivery', 0, 100, 60, false), ('peer', 1, 5, NULL, false), ('help', 1, 5, NULL, false), ('defects', 20, 0, 8, true), ('revenue', NULL, NULL, 1000, true);
INSERT INTO x_study.predictor_map (indicator, criterion, weight) VALUES ('logic', 'delivery', 1), ('care', 'peer', 2), ('care', 'defects', 1);
INSERT INTO x_study.org_unit (code, name) VALUES ('north', 'North'), ('south', 'South'), ('east', 'East'), ('west', 'West'), ('lab', 'Lab'), ('desk', 'Desk');
INSERT INTO x_study.job (code, title) VALUES ('dev', 'Developer'), ('sales', 'Sales'), ('chef', 'Chef'), ('pilot', 'Pilot');
INSERT INTO x_study.instrument (code, version) VALUES ('iv', '1'), ('iv', '2');
INSERT INTO x_study.weighting (job, purpose, weights, status, approved_by) VALUES
	('dev', 'fit', '{"logic": 0.4, "care": 0.2, "seconds": 0.2, "noise": 0.2}', 'approved', 'lead'), ('dev', 'performance', '{"delivery": 0.6, "peer": 0.4}', 'approved', 'lead'),
	('sales', 'fit', '{"logic": 0.5, "care": 0.5}', 'approved', 'lead'), ('sales', 'performance', '{"revenue": 1}', 'approved', 'lead'),
	('chef', 'fit', '{"care": 1}', 'approved', 'lead'), ('chef', 'performance', '{"delivery": 1}', 'approved', 'lead');

-- 240 want to be dev, 168 sales, 8 chef; nobody wants to be a pilot
DROP TABLE IF EXISTS given;
CREATE TEMP TABLE given AS
	SELECT i, CASE WHEN i <= 240 THEN 'dev' WHEN i <= 408 THEN 'sales' ELSE 'chef' END AS job,
		pg_temp.clip(50 + 15 * a, 0, 100) AS logic, pg_temp.clip(50 + 12 * (0.4 * a + 0.9 * b), 0, 100) AS care, pg_temp.clip(30 - 8 * (0.3 * a + c), 0, 60) AS seconds, pg_temp.clip(50 + 10 * d, 0, 100) AS noise,
		pg_temp.clip(58 + 7 * a + 2 * b + 9 * e, 0, 100) AS delivery, pg_temp.clip(3.2 + 0.45 * b + 0.2 * a + 0.5 * f, 1, 5) AS peer, round(greatest(7 - 1.5 * b + 2 * g, 0)) AS defects,
		pg_temp.clip(1000 + 170 * a + 130 * b + 180 * h, 0, 10000) AS revenue, (ARRAY['north', 'south', 'east', 'west'])[1 + i % 4] AS unit
	FROM (SELECT i, pg_temp.g(i, 1) AS a, pg_temp.g(i, 2) AS b, pg_temp.g(i, 3) AS c, pg_temp.g(i, 4) AS d, pg_temp.g(i, 5) AS e, pg_temp.g(i, 6) AS f, pg_temp.g(i, 7) AS g, pg_temp.g(i, 8) AS h FROM generate_series(1, 416) i) x;
-- one small unit and one smaller still
UPDATE given SET unit = 'lab' WHERE job = 'dev' AND i BETWEEN 1 AND 12;
UPDATE given SET unit = 'desk' WHERE job = 'dev' AND i BETWEEN 13 AND 18;

INSERT INTO x_study.person (external_key) SELECT 'P' || i FROM given ORDER BY i;
INSERT INTO x_study.person (external_key) SELECT 'R' || r FROM generate_series(1, 12) r;		-- who rate: 417 to 428
INSERT INTO x_study.protected_attribute (person_id, attribute, value, source, consent)
	SELECT i, 'sex', CASE WHEN pg_temp.u(i, 9) < 0.45 THEN 'female' WHEN pg_temp.u(i, 9) < 0.95 THEN 'male' ELSE 'rather not say' END, 'form', i % 37 <> 0 FROM given
	UNION ALL
	SELECT i, 'race_ethnicity', (ARRAY['White', 'Asian (not Hispanic or Latino)', 'Black or African American', 'Hispanic or Latino', 'two or more races'])[width_bucket(pg_temp.u(i, 10), ARRAY[0.5, 0.7, 0.85, 0.99]) + 1], 'form', true FROM given WHERE i % 11 <> 0;
INSERT INTO x_study.application (person_id, job, stage, opened_at, last_activity)
	SELECT i, job, 'interview', timestamptz '2024-01-08' + (i % 4) * interval '3 months', '2024-02-01' FROM given ORDER BY i;
-- a second version of the interview from the third quarter on
INSERT INTO x_study.assessment (person_id, application_id, instrument, instrument_version, model, model_version, taken_at, raw)
	SELECT a.person_id, a.id, 'iv', CASE WHEN g.i % 4 < 2 THEN '1' ELSE '2' END, 'm', CASE WHEN g.i % 4 < 3 THEN '1.0' ELSE '1.1' END, a.opened_at + interval '2 days',
		jsonb_build_object('logic', logic, 'care', care, 'seconds', seconds, 'noise', noise)::text::aiehr.scorecard
	FROM given g JOIN x_study.application a ON a.person_id = g.i ORDER BY g.i;

-- the best by fit are taken, half of each job; a tenth of the rest withdraw
UPDATE x_study.application a SET stage = CASE WHEN pg_temp.u(a.person_id::integer, 11) < 0.1 THEN 'withdrawn' ELSE 'rejected' END, decided_at = a.opened_at + interval '20 days'
	FROM (SELECT s.application_id, rank() OVER (PARTITION BY s.job ORDER BY s.fit_score DESC, s.person_id) AS place, count(*) OVER (PARTITION BY s.job) AS n FROM x_study.standing s) r
	WHERE r.application_id = a.id AND r.place > (r.n + 1) / 2;
SELECT count(x_study.hire(application_id => a.id, org_unit => g.unit, hired_on => (a.opened_at + interval '1 month')::date)) AS hired
	FROM x_study.application a JOIN given g ON g.i = a.person_id WHERE a.stage = 'interview';
-- deliveries every two months, what else is counted once, and two peers who rate two dimensions, the eleventh of them strictly and the twelfth hardly
INSERT INTO x_study.performance_fact (person_id, criterion, period, value, rater_id, rater_kind, source)
	SELECT e.person_id, v.criterion, daterange((e.hired_on + v.since * interval '1 month')::date, (e.hired_on + v.until * interval '1 month')::date), v.value, v.rater_id, v.kind, 'review'
	FROM x_study.employment e
	JOIN given g ON g.i = e.person_id
	CROSS JOIN LATERAL (
		SELECT 'delivery' AS criterion, 2 * k AS since, 2 * k + 2 AS until, pg_temp.clip(g.delivery + 4 * pg_temp.g(g.i, 20 + k), 0, 100) AS value, NULL::bigint AS rater_id, 'system' AS kind FROM generate_series(0, 2) k
		UNION ALL SELECT 'defects', 0, 6, g.defects, NULL, 'system' WHERE g.job = 'dev' AND g.i % 5 <> 0		-- not everybody has every figure
		UNION ALL SELECT 'revenue', 0, 6, g.revenue, NULL, 'system' WHERE g.job = 'sales'
		UNION ALL SELECT d.code, 0, 6, pg_temp.clip(g.peer + 0.03 * (g.delivery - 60) + 0.35 * pg_temp.g(g.i, 30 + r.k * 2 + d.place) + CASE WHEN r.id = 427 THEN -0.6 ELSE 0 END, 1, 5), r.id, 'peer'
			FROM (SELECT k, CASE WHEN k = 1 AND g.i % 40 = 0 THEN 428 ELSE 417 + (g.i % 4) * 3 + (g.i / 4 + k) % CASE g.i % 4 WHEN 3 THEN 2 ELSE 3 END END AS id FROM generate_series(0, 1) k) r
			CROSS JOIN (VALUES ('peer', 0), ('help', 1)) AS d (code, place)
			WHERE g.job = 'dev'
	) v
	ORDER BY e.person_id, v.criterion, v.since, v.rater_id;
SELECT job, criterion, n FROM x_study.refresh_norms() ORDER BY 1, 2;
-- some left, all after half a year but three
UPDATE x_study.employment e SET left_on = (e.hired_on + CASE WHEN e.person_id % 30 = 1 THEN interval '4 months' ELSE interval '9 months' END)::date, leave_reason = 'resigned' WHERE e.person_id % 10 = 1;
-- and two have only begun
INSERT INTO x_study.employment (person_id, job, org_unit, hired_on)
	SELECT a.person_id, 'dev', 'north', current_date - 10 FROM x_study.application a WHERE a.stage = 'rejected' AND a.job = 'dev' ORDER BY a.person_id LIMIT 2;
\set ECHO all
