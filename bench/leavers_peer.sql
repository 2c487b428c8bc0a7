-- The peer of bench/leavers.sh: what one would write by hand for the day on which these units close.
-- The same UPDATE, the people locked, everything moved and closed in whole statements, one audit row a person.
SET search_path = bench_leavers_peer, aiehr, public;
UPDATE employment SET left_on = '2026-01-31', leave_reason = 'resigned', ended = true
	WHERE org_unit IN ('d0', 'd3', 'd6') AND left_on IS NULL;
SELECT count(*) FROM (
	SELECT p.id FROM person p JOIN employment e ON e.person_id = p.id
	WHERE e.org_unit IN ('d0', 'd3', 'd6') AND e.left_on = '2026-01-31' ORDER BY p.id FOR NO KEY UPDATE OF p) locked;
WITH d AS (
	DELETE FROM answer WHERE person_id IN (SELECT person_id FROM employment WHERE org_unit IN ('d0', 'd3', 'd6') AND left_on = '2026-01-31') RETURNING *)
INSERT INTO answer_archive (id, assessment_id, person_id, question, body, answered_at)
	SELECT id, assessment_id, person_id, question, body, answered_at FROM d;
WITH d AS (
	DELETE FROM assessment WHERE person_id IN (SELECT person_id FROM employment WHERE org_unit IN ('d0', 'd3', 'd6') AND left_on = '2026-01-31') RETURNING *)
INSERT INTO assessment_archive (id, person_id, application_id, employment_id, vendor, external_id, instrument, instrument_version,
		kind, taken_at, raw, scores, model, model_version, status, created_at, archive_reason)
	SELECT id, person_id, application_id, employment_id, vendor, external_id, instrument, instrument_version,
		kind, taken_at, raw, scores, model, model_version, status, created_at, 'left' FROM d;
UPDATE intervention SET ended_at = clock_timestamp(), end_reason = 'left'
	WHERE ended_at IS NULL AND employment_id IN (SELECT id FROM employment WHERE org_unit IN ('d0', 'd3', 'd6') AND left_on = '2026-01-31');
UPDATE talent_pool_member SET valid = tstzrange(lower(valid), clock_timestamp()), end_reason = 'left'
	WHERE upper_inf(valid) AND person_id IN (SELECT person_id FROM employment WHERE org_unit IN ('d0', 'd3', 'd6') AND left_on = '2026-01-31');
DELETE FROM standing WHERE person_id IN (SELECT person_id FROM employment WHERE org_unit IN ('d0', 'd3', 'd6') AND left_on = '2026-01-31');
INSERT INTO audit_log (action, rule, acting_role, subject, subject_id)
	SELECT 'archive', 'left', current_user, 'person', person_id FROM employment WHERE org_unit IN ('d0', 'd3', 'd6') AND left_on = '2026-01-31';
