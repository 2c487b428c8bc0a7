-- Triggers that move data through its life, and the rights on the functions that end it.

CREATE TRIGGER a_lifecycle_row BEFORE INSERT OR UPDATE ON employment
	FOR EACH ROW EXECUTE FUNCTION aiehr._employment_row('employment');
CREATE TRIGGER a_lifecycle_insert AFTER INSERT ON employment REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._employment_changed('employment');
CREATE TRIGGER a_lifecycle_update AFTER UPDATE ON employment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._employment_changed('employment');
CREATE TRIGGER a_lifecycle_delete AFTER DELETE ON employment REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._employment_changed('employment');

-- before b_standing, which takes the standing of a decided application away
CREATE TRIGGER a_lifecycle_row BEFORE INSERT OR UPDATE ON application
	FOR EACH ROW EXECUTE FUNCTION aiehr._application_row('application');
CREATE TRIGGER a_lifecycle_insert AFTER INSERT ON application REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._application_changed('application');
CREATE TRIGGER a_lifecycle_update AFTER UPDATE ON application REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._application_changed('application');
CREATE TRIGGER a_lifecycle_delete AFTER DELETE ON application REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._application_changed('application');

CREATE TRIGGER a_lifecycle_activity AFTER INSERT ON answer REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._activity_noted('answer');
CREATE TRIGGER a_lifecycle_activity AFTER INSERT ON consent REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._activity_noted('consent');

CREATE TRIGGER a_append_only BEFORE UPDATE ON audit_log
	FOR EACH ROW EXECUTE FUNCTION aiehr._audit_guard('audit_log');
CREATE TRIGGER a_append_only_delete BEFORE DELETE OR TRUNCATE ON audit_log
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._audit_guard('audit_log');

GRANT EXECUTE ON FUNCTION hire(bigint, text, date, bigint, boolean), place_hold(bigint, text), lift_hold(bigint), withdraw_consent(bigint, text) TO aiehr_hr;
GRANT EXECUTE ON FUNCTION erase_person(bigint, text, boolean), export_person(bigint) TO aiehr_hr;
GRANT EXECUTE ON FUNCTION sweep(timestamptz, boolean, integer, integer, bigint[]), _sweep_list(timestamptz, integer), due_at(timestamptz, boolean), check_lifecycle() TO aiehr_hr;
GRANT EXECUTE ON PROCEDURE sweep_all(timestamptz, integer, integer, regclass) TO aiehr_hr;
GRANT EXECUTE ON FUNCTION merge_people(bigint, bigint, text), unmerge(bigint, text), keep_apart(bigint, bigint, text) TO aiehr_hr;
GRANT SELECT ON person_merge, never_merge TO aiehr_hr;
GRANT DELETE ON never_merge TO aiehr_hr;
GRANT SELECT ON archive_due, assessment_all, answer_all, storage_report TO aiehr_hr;
GRANT SELECT ON storage_report TO aiehr_analyst;

-- the log itself is for auditors alone: who did what
GRANT SELECT ON audit_log, storage_report TO aiehr_auditor;
GRANT EXECUTE ON FUNCTION seal_audit(), verify_audit(bytea), audit_text(audit_log) TO aiehr_auditor;
