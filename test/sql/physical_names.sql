-- What a distributing extension does to a workspace: the tables on which triggers fire have physical names of their own, the
-- logical name is another relation, and the session that writes has no path. Everything goes on as it did.
\set SHOW_CONTEXT never
SET TIME ZONE 'UTC';
SET client_min_messages = warning;
SELECT aiehr.create_workspace('x_physical');
SET search_path = '';

INSERT INTO x_physical.indicator (code, kind, lo, hi) VALUES ('skill', 'hard', 0, 100);
INSERT INTO x_physical.criterion (code, lo, hi) VALUES ('delivery', 0, 100);
INSERT INTO x_physical.predictor_map (indicator, criterion, weight) VALUES ('skill', 'delivery', 1);
INSERT INTO x_physical.job (code, title) VALUES ('dev', 'Developer');
INSERT INTO x_physical.instrument (code, version) VALUES ('test', '1');
INSERT INTO x_physical.weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"skill": 1}', 'approved', 'lead'),
	('dev', 'performance', '{"delivery": 1}', 'approved', 'lead');
INSERT INTO x_physical.offering (code, kind) VALUES ('course', 'course');
INSERT INTO x_physical.intervention_rule (indicator, min_gap, offering) VALUES ('skill', 0.15, 'course');
INSERT INTO x_physical.person (external_key) VALUES ('p1'), ('p2');

-- the first person before the tables are renamed, so that this session has its plans
INSERT INTO x_physical.application (person_id, job) VALUES (1, 'dev'), (2, 'dev');
INSERT INTO x_physical.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
	VALUES (1, 1, 'test', '1', '2025-03-01', '{"skill": 80}');
UPDATE x_physical.application SET stage = 'hired' WHERE id = 1;
INSERT INTO x_physical.employment (person_id, job, application_id, hired_on) VALUES (1, 'dev', 1, '2025-04-01');

-- every table with triggers but the anchor, which the registry knows by name
DO $$
DECLARE
	t text;
BEGIN
	FOR t IN
		SELECT c.relname FROM pg_catalog.pg_class c
		WHERE c.relnamespace = 'x_physical'::regnamespace AND c.relkind = 'r' AND c.relname <> 'policy'
			AND EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal)
		ORDER BY 1
	LOOP
		EXECUTE pg_catalog.format('ALTER TABLE x_physical.%I RENAME TO %I', t, t || '_102008');
		EXECUTE pg_catalog.format('CREATE VIEW x_physical.%I AS SELECT * FROM x_physical.%I', t, t || '_102008');
		EXECUTE pg_catalog.format('ALTER VIEW x_physical.%I OWNER TO x_physical_owner', t);
	END LOOP;
END
$$;
SELECT count(*) > 10 AS renamed FROM pg_catalog.pg_class c WHERE c.relnamespace = 'x_physical'::regnamespace AND c.relname ~ '_102008$' AND c.relkind = 'r';

-- both, through the physical names
INSERT INTO x_physical.assessment_102008 (person_id, application_id, instrument, instrument_version, taken_at, raw)
	VALUES (2, 2, 'test', '1', '2025-03-01', '{"skill": 60}');
UPDATE x_physical.application_102008 SET stage = 'hired' WHERE id = 2;
INSERT INTO x_physical.employment_102008 (person_id, job, application_id, hired_on) VALUES (2, 'dev', 2, '2025-04-01');
INSERT INTO x_physical.performance_fact_102008 (person_id, criterion, period, value) VALUES (1, 'delivery', '[2025-04-01,2025-10-01)', 50), (2, 'delivery', '[2025-04-01,2025-10-01)', 66);
SELECT person_id, fit_score, benchmark, gap, exceeded, performance_score, quadrant FROM x_physical.standing ORDER BY person_id;
SELECT person_id, indicator, offering, status FROM x_physical.intervention_102008 ORDER BY id;

-- rules
UPDATE x_physical.weighting_102008 SET weights = '{"skill": 2}' WHERE purpose = 'fit';
UPDATE x_physical.predictor_map_102008 SET weight = 3;
INSERT INTO x_physical.indicator_102008 (code, kind, lo, hi) VALUES ('team', 'soft', 0, 10);
INSERT INTO x_physical.criterion_102008 (code, lo, hi) VALUES ('team', 0, 10);		-- taken
INSERT INTO x_physical.intervention_rule (indicator, min_gap, offering) VALUES ('team', 0.15, 'course');

-- out, back, and out for good; a stored assessment stays what it is
UPDATE x_physical.employment_102008 SET left_on = '2025-12-01', leave_reason = 'resigned' WHERE person_id = 1;
SELECT (SELECT count(*) FROM x_physical.assessment_102008 WHERE person_id = 1) AS live, (SELECT count(*) FROM x_physical.assessment_archive_102008 WHERE person_id = 1) AS archived,
	(SELECT count(*) FROM x_physical.standing WHERE person_id = 1) AS standing;
INSERT INTO x_physical.employment_102008 (person_id, job, hired_on) VALUES (1, 'dev', '2026-01-01');
SELECT (SELECT count(*) FROM x_physical.assessment_102008 WHERE person_id = 1) AS live, (SELECT count(*) FROM x_physical.assessment_archive_102008 WHERE person_id = 1) AS archived;
UPDATE x_physical.assessment_102008 SET raw = '{"skill": 99}' WHERE person_id = 1;
TRUNCATE x_physical.performance_fact_102008;

-- the functions that users call
SELECT x_physical.record_assessment('{"person": {"external_key": "p3"}, "job": "dev", "vendor": "acme", "external_id": "1", "instrument": "test",
	"instrument_version": "1", "kind": "interview", "taken_at": "2025-03-01T00:00:00Z", "scores": {"skill": 90}}') IS NOT NULL AS recorded;
SELECT * FROM x_physical.record_facts(ARRAY['{"person": {"external_key": "p2"}, "criterion": "delivery", "period": "[2025-10-01,2026-01-01)", "value": 90, "source": "s", "external_id": "1"}'::jsonb]);
SELECT person_id, fit_score, performance_score FROM x_physical.standing ORDER BY person_id;

-- what is kept is what it should be
SELECT * FROM x_physical.check_standing();
SELECT * FROM x_physical.check_interventions();
SELECT * FROM x_physical.check_measure_codes();
SELECT x_physical.rebuild_standing();
SELECT * FROM x_physical.check_standing();

-- A workspace of the plain kind beside it is not touched, and one session serves both.
SELECT aiehr.create_workspace('x_plain');
INSERT INTO x_plain.job (code, title) VALUES ('dev', 'Developer');
INSERT INTO x_plain.indicator (code, kind, lo, hi) VALUES ('skill', 'hard', 0, 200);
INSERT INTO x_plain.instrument (code, version) VALUES ('test', '1');
INSERT INTO x_plain.person (external_key) VALUES ('p1');
INSERT INTO x_plain.application (person_id, job) VALUES (1, 'dev');
INSERT INTO x_plain.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (1, 1, 'test', '1', '2025-03-01', '{"skill": 80}');
SELECT person_id, assessed FROM x_plain.standing;
SELECT person_id, assessed FROM x_physical.standing ORDER BY person_id;

RESET search_path;
SELECT aiehr.drop_workspace('x_plain', force => true);
DROP ROLE x_plain_owner, x_plain_hr, x_plain_loader, x_plain_analyst, x_plain_auditor;
SELECT aiehr.drop_workspace('x_physical', force => true);
DROP ROLE x_physical_owner, x_physical_hr, x_physical_loader, x_physical_analyst, x_physical_auditor;
