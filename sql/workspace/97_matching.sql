-- Triggers that keep the records that people are matched by, and rights on matching.

CREATE TRIGGER b_matching_insert AFTER INSERT ON claim REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_matching('claim', 'person_id');
CREATE TRIGGER b_matching_update AFTER UPDATE ON claim REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_matching('claim', 'person_id');
CREATE TRIGGER b_matching_delete AFTER DELETE ON claim REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_matching('claim', 'person_id');
CREATE TRIGGER e_matching_insert AFTER INSERT ON person REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_matching('person', 'id');
CREATE TRIGGER e_matching_update AFTER UPDATE ON person REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_matching('person', 'id');

GRANT SELECT ON identity_record, match_model, match_review TO aiehr_hr;
GRANT EXECUTE ON FUNCTION fit_matching(float8, float8, text), rebuild_matching(), deduplicate(boolean), merge_matched(), find_person(jsonb), explain_match(bigint, bigint), check_matching() TO aiehr_hr;
