-- How assessments come in: triggers and rights.

CREATE TRIGGER a_intake_scores BEFORE INSERT ON assessment
	FOR EACH ROW EXECUTE FUNCTION aiehr._assessment_before_insert('assessment');
CREATE TRIGGER a_intake_record BEFORE UPDATE ON assessment
	FOR EACH ROW EXECUTE FUNCTION aiehr._assessment_before_update('assessment');
-- before b_standing: triggers of one event fire in the order of their names
CREATE TRIGGER a_intake AFTER INSERT ON assessment
	REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._assessment_after_insert('assessment');
CREATE TRIGGER a_intake_forget AFTER DELETE ON assessment
	REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._assessment_after_delete('assessment');
CREATE TRIGGER a_intake_forget AFTER DELETE ON assessment_archive
	REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._assessment_after_delete('assessment_archive');

CREATE TRIGGER a_intake_insert AFTER INSERT ON performance_fact REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._facts_check('performance_fact');
CREATE TRIGGER a_intake_update AFTER UPDATE ON performance_fact REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._facts_check('performance_fact');

CREATE TRIGGER a_refuse_truncate BEFORE TRUNCATE ON person
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._refuse_truncate('person');
CREATE TRIGGER a_refuse_truncate BEFORE TRUNCATE ON application
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._refuse_truncate('application');
CREATE TRIGGER a_refuse_truncate BEFORE TRUNCATE ON employment
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._refuse_truncate('employment');
CREATE TRIGGER a_refuse_truncate BEFORE TRUNCATE ON assessment
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._refuse_truncate('assessment');
CREATE TRIGGER a_refuse_truncate BEFORE TRUNCATE ON performance_fact
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._refuse_truncate('performance_fact');

-- Loaders bring data in and read none of it back: of the tables they see ids and keys, which RETURNING and ON CONFLICT need.
GRANT EXECUTE ON FUNCTION record_assessment(jsonb), record_assessments(jsonb[]), load_assessments(regclass), record_facts(jsonb[]) TO aiehr_loader;
GRANT EXECUTE ON FUNCTION record_protected_attribute(jsonb, text, text, text, boolean) TO aiehr_loader;
GRANT INSERT ON person, person_alias, application, assessment, performance_fact TO aiehr_loader;
GRANT SELECT (id, external_key) ON person TO aiehr_loader;
GRANT SELECT (source, external_key, person_id) ON person_alias TO aiehr_loader;
GRANT SELECT (id, person_id, job) ON application TO aiehr_loader;
GRANT SELECT (id, person_id, application_id, employment_id, vendor, external_id) ON assessment TO aiehr_loader;
GRANT SELECT (id, person_id, source, external_id) ON performance_fact TO aiehr_loader;

GRANT EXECUTE ON FUNCTION record_assessment(jsonb), record_assessments(jsonb[]), load_assessments(regclass), record_facts(jsonb[]) TO aiehr_hr;

GRANT EXECUTE ON FUNCTION receive_people(jsonb[]), receive_assessments(jsonb[]), receive_facts(jsonb[]), import_rows(regclass, jsonb, boolean, bigint, bigint) TO aiehr_loader;
GRANT EXECUTE ON FUNCTION import_start(text, text, bytea, bigint, boolean, boolean), import_progress(text, bigint, bigint, bigint, bigint, bigint) TO aiehr_loader;
GRANT EXECUTE ON FUNCTION receive_people(jsonb[]), receive_assessments(jsonb[]), receive_facts(jsonb[]), import_rows(regclass, jsonb, boolean, bigint, bigint) TO aiehr_hr;
GRANT EXECUTE ON FUNCTION import_start(text, text, bytea, bigint, boolean, boolean), import_progress(text, bigint, bigint, bigint, bigint, bigint) TO aiehr_hr;
-- who may overwrite what is known of people
GRANT EXECUTE ON FUNCTION correct_people(jsonb[]) TO aiehr_hr;
GRANT SELECT ON import_run TO aiehr_hr;
