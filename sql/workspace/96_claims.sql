-- Triggers that keep golden values and conflicts, and rights on claims.

CREATE TRIGGER a_golden_insert AFTER INSERT ON claim REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_golden('claim');
CREATE TRIGGER a_golden_update AFTER UPDATE ON claim REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_golden('claim');
CREATE TRIGGER a_golden_delete AFTER DELETE ON claim REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_golden('claim');
CREATE TRIGGER a_refuse_truncate BEFORE TRUNCATE ON claim
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._refuse_truncate('claim');

-- whoever corrects a person by hand says something that sources are weighed against
CREATE TRIGGER d_claims_update AFTER UPDATE ON person REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._claims_by_hand('person');

-- trust and rules are read by every resolution
CREATE TRIGGER a_golden_update AFTER UPDATE ON source
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_golden_of_all('source');
CREATE TRIGGER a_golden_change AFTER INSERT OR UPDATE OR DELETE ON source_trust
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_golden_of_all('source_trust');
CREATE TRIGGER a_golden_update AFTER UPDATE ON profile_field
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_golden_of_all('profile_field');

GRANT SELECT, INSERT, UPDATE ON source, profile_field TO aiehr_hr;
GRANT SELECT, INSERT, UPDATE, DELETE ON source_trust TO aiehr_hr;
GRANT SELECT ON source_record, claim, golden_value, conflict, value_frequency, data_quality_history TO aiehr_hr;
GRANT EXECUTE ON FUNCTION record_claims(jsonb), resolve_conflict(bigint, text, text), refresh_value_frequency(), rebuild_golden(), check_golden() TO aiehr_hr;
GRANT EXECUTE ON FUNCTION record_claims(jsonb) TO aiehr_loader;
-- it shows a protected attribute: to those alone who may read these
GRANT EXECUTE ON FUNCTION sex_disagreement() TO aiehr_auditor;
-- whoever brings people has to know what can be said of them
GRANT SELECT ON profile_field TO aiehr_loader;
GRANT SELECT ON conflict_open, data_quality, data_error_rate, autofill TO aiehr_hr;
GRANT SELECT ON data_quality, data_error_rate, autofill TO aiehr_analyst;
GRANT EXECUTE ON FUNCTION record_data_quality() TO aiehr_hr;
GRANT EXECUTE ON FUNCTION record_resume(bytea, jsonb, text, text, text), find_resume(bytea) TO aiehr_hr, aiehr_loader;
GRANT EXECUTE ON FUNCTION accept_claims(bigint[]), reject_claims(bigint[]) TO aiehr_hr;
GRANT SELECT ON claim_proposed TO aiehr_hr;
