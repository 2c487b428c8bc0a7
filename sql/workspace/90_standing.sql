-- Triggers that keep standing, gaps and interventions, and the rights on their functions.
-- Statement triggers of one table fire in the order of their names.

CREATE TRIGGER b_standing_insert AFTER INSERT ON assessment REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_standing('assessment', 'position');
CREATE TRIGGER b_standing_update AFTER UPDATE ON assessment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_standing('assessment', 'position',
		'person_id', 'application_id', 'instrument', 'instrument_version', 'kind', 'taken_at', 'scores', 'status');
CREATE TRIGGER b_standing_delete AFTER DELETE ON assessment REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_standing('assessment', 'position');

CREATE TRIGGER b_standing_insert AFTER INSERT ON application REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_standing('application', 'position');
CREATE TRIGGER b_standing_update AFTER UPDATE ON application REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_standing('application', 'position', 'person_id', 'job', 'stage');
CREATE TRIGGER b_standing_delete AFTER DELETE ON application REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_standing('application', 'position');

CREATE TRIGGER b_standing_insert AFTER INSERT ON performance_fact REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_standing('performance_fact', 'performance');
CREATE TRIGGER b_standing_update AFTER UPDATE ON performance_fact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_standing('performance_fact', 'performance',
		'person_id', 'criterion', 'period', 'value', 'recorded_at');
CREATE TRIGGER b_standing_delete AFTER DELETE ON performance_fact REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_standing('performance_fact', 'performance');

CREATE TRIGGER b_rules_insert AFTER INSERT ON weighting REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('weighting');
CREATE TRIGGER b_rules_update AFTER UPDATE ON weighting REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('weighting');
CREATE TRIGGER b_rules_delete AFTER DELETE ON weighting REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('weighting');

CREATE TRIGGER b_rules_insert AFTER INSERT ON predictor_map REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('predictor_map');
CREATE TRIGGER b_rules_update AFTER UPDATE ON predictor_map REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('predictor_map');
CREATE TRIGGER b_rules_delete AFTER DELETE ON predictor_map REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('predictor_map');

CREATE TRIGGER b_rules_insert AFTER INSERT ON policy REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('policy');
CREATE TRIGGER b_rules_update AFTER UPDATE ON policy REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('policy');
CREATE TRIGGER b_rules_delete AFTER DELETE ON policy REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('policy');

CREATE TRIGGER b_rules_update AFTER UPDATE ON criterion REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('criterion');

CREATE TRIGGER b_rules_insert AFTER INSERT ON criterion_norm REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('criterion_norm');
CREATE TRIGGER b_rules_update AFTER UPDATE ON criterion_norm REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('criterion_norm');
CREATE TRIGGER b_rules_delete AFTER DELETE ON criterion_norm REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('criterion_norm');

CREATE TRIGGER b_rules_insert AFTER INSERT ON gap_norm REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('gap_norm');
CREATE TRIGGER b_rules_update AFTER UPDATE ON gap_norm REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('gap_norm');
CREATE TRIGGER b_rules_delete AFTER DELETE ON gap_norm REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('gap_norm');

CREATE TRIGGER b_rules_insert AFTER INSERT ON instrument_norm REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('instrument_norm');
CREATE TRIGGER b_rules_update AFTER UPDATE ON instrument_norm REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('instrument_norm');
CREATE TRIGGER b_rules_delete AFTER DELETE ON instrument_norm REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION aiehr._keep_rules('instrument_norm');

CREATE TRIGGER a_code AFTER INSERT OR DELETE OR UPDATE OF code ON indicator
	FOR EACH ROW EXECUTE FUNCTION aiehr._keep_measure_code('indicator');
CREATE TRIGGER a_code AFTER INSERT OR DELETE OR UPDATE OF code ON criterion
	FOR EACH ROW EXECUTE FUNCTION aiehr._keep_measure_code('criterion');
CREATE TRIGGER a_status BEFORE UPDATE OF status ON intervention
	FOR EACH ROW EXECUTE FUNCTION aiehr._intervention_status();

REVOKE ALL ON FUNCTION rebuild_standing(), approve_weighting(bigint, text, text), refresh_norms(),
	draft_weighting(text, text, text, float8, text), make_norm(text, text), check_standing(),
	check_interventions(), check_measure_codes(), rebuild_measure_codes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION approve_weighting(bigint, text, text), draft_weighting(text, text, text, float8, text), refresh_norms(), make_norm(text, text) TO aiehr_hr;
