-- Triggers that move data through its life, and the rights on the functions that end it.

CREATE TRIGGER a_lifecycle_row BEFORE INSERT OR UPDATE ON employment
	FOR EACH ROW EXECUTE FUNCTION aiehr._employment_row('employment');
CREATE TRIGGER a_lifecycle_insert AFTER INSERT ON employment REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._employment_changed('employment');
CREATE TRIGGER a_lifecycle_update AFTER UPDATE ON employment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._employment_changed('employment');
CREATE TRIGGER a_lifecycle_delete AFTER DELETE ON employment REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._employment_changed('employment');
