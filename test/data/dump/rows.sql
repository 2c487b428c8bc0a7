-- Rows for the tables of workspace hr that the crash loads leave empty, so that a dump has some of every table.
\set ON_ERROR_STOP 1
INSERT INTO hr.org_unit (code, name, parent) VALUES ('rd', 'R&D', NULL), ('lab', 'Lab', 'rd');
INSERT INTO hr.criterion (code) VALUES ('sales');
INSERT INTO hr.performance_fact (person_id, criterion, period, value, source, external_id)
	SELECT n, 'sales', '[2025-03-01,2025-06-01)', 100 * n, 'dump', 'd' || n FROM generate_series(1, 20) n;
SELECT count(*) FROM hr.refresh_norms();
INSERT INTO hr.instrument_norm (instrument, version, indicator, n, mean, sd, reliability, reliability_kind, source) VALUES ('iv', '1', 'a', 50, 60, 12, 0.9, 'alpha', 'manual');
INSERT INTO hr.policy (job, gap_threshold, gap_close) VALUES ('j2', 0.3, 0.2);
INSERT INTO hr.absence (employment_id, person_id, kind, period) SELECT id, person_id, 'parental', '[2025-02-01,2025-03-01)' FROM hr.employment LIMIT 3;
INSERT INTO hr.document (person_id, kind, location) SELECT id, 'cv', 'files:' || id FROM hr.person LIMIT 5;
BEGIN;
SET LOCAL aiehr.effective_on = '2025-02-01';
UPDATE hr.org_unit SET name = 'Laboratory', parent = NULL WHERE code = 'lab';
UPDATE hr.employment SET org_unit = 'lab' WHERE id IN (SELECT id FROM hr.employment ORDER BY id LIMIT 3);
COMMIT;
INSERT INTO hr.consent (person_id, purpose, given_at) SELECT id, 'talent_pool', '2025-01-01' FROM hr.person LIMIT 5;
INSERT INTO hr.person_alias (source, external_key, person_id) VALUES ('crm', 'x-1', 1);
INSERT INTO hr.retention_rule (country, subject, max_keep, basis) VALUES ('DE', 'candidate', '6 months', 'AGG');
SELECT hr.record_protected_attribute('{"external_key": "p1"}', 'sex', 'f', 'form');
SELECT hr.place_hold(2, 'court') IS NOT NULL;
SELECT hr.record_assessment('{"person": {"external_key": "gone", "name": "N", "email": "n@example.com"}, "job": "j1", "vendor": "v", "external_id": "gone", "instrument": "iv",
	"instrument_version": "1", "kind": "interview", "taken_at": "2025-01-01T00:00:00Z", "scores": {"a": 50}}') IS NOT NULL;
UPDATE hr.application SET stage = 'withdrawn' WHERE person_id = (SELECT id FROM hr.person WHERE external_key = 'gone');
SELECT count(*) > 0 FROM hr.erase_person((SELECT id FROM hr.person WHERE external_key = 'gone'), 'art. 17');
SELECT sealed > 0 FROM hr.seal_audit();
