-- Triggers that keep what the organisation was before, and the rights on it.

CREATE TRIGGER a_serialise BEFORE INSERT OR UPDATE ON org_unit
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._org_unit_serialise('org_unit');
CREATE TRIGGER b_history_insert AFTER INSERT ON org_unit REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._org_unit_changed('org_unit');
CREATE TRIGGER b_history_update AFTER UPDATE ON org_unit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._org_unit_changed('org_unit');

-- a move touches neither store nor standing, so that it is apart from the triggers of the lifecycle
CREATE TRIGGER c_place_update AFTER UPDATE ON employment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._place_changed('employment');

GRANT SELECT ON org_unit_history, employment_history, org_unit_version, career_path TO aiehr_hr;
GRANT SELECT, INSERT, UPDATE, DELETE ON document TO aiehr_hr;
GRANT EXECUTE ON FUNCTION org_as_of(date), headcount_as_of(date), reorganise(text, text, date, text, text), dissolve_unit(text, text, date), check_organisation() TO aiehr_hr;
