-- What the group roles may do, beside what the files of the functions grant. Triggers keep derived tables as their owner, so
-- nobody needs a right to write them; who writes a table that feeds them needs no right on them at all.

-- hr keeps the catalogue, works with people and reads everything about them but what is for the bias audit alone
GRANT SELECT, INSERT, UPDATE, DELETE ON job, org_unit, indicator, criterion, predictor_map, instrument, instrument_norm, offering, intervention_rule TO aiehr_hr;
GRANT SELECT, INSERT, UPDATE ON policy, weighting, talent_pool, retention_rule TO aiehr_hr;
GRANT SELECT, INSERT, UPDATE, DELETE ON person_alias, absence, performance_fact TO aiehr_hr;
GRANT SELECT, INSERT, UPDATE ON person, application, employment TO aiehr_hr;
GRANT SELECT, INSERT, UPDATE (status) ON assessment TO aiehr_hr;
GRANT SELECT, INSERT ON answer TO aiehr_hr;
GRANT SELECT, UPDATE (status) ON intervention TO aiehr_hr;
GRANT SELECT, UPDATE (reason) ON application_stage TO aiehr_hr;
-- a membership made by hand is a manual one, whatever the statement says
GRANT SELECT, INSERT (pool, person_id, job, valid, reason, end_reason), UPDATE (valid, reason, end_reason) ON talent_pool_member TO aiehr_hr;
-- withdrawing a consent, placing and lifting a hold have effects and are logged: there are functions for them
GRANT SELECT, INSERT, UPDATE (expires_at) ON consent TO aiehr_hr;
GRANT SELECT ON legal_hold TO aiehr_hr;
GRANT SELECT, DELETE ON outbox TO aiehr_hr;
-- kept by triggers of indicator and criterion, which act as whoever writes those
GRANT SELECT, INSERT, DELETE ON measure_code TO aiehr_hr;
-- archives and derived tables: to be read, under the views about people
GRANT SELECT ON criterion_norm, standing, benchmark, assessment_archive, answer_archive, erasure, personal_data TO aiehr_hr;
GRANT SELECT ON job_policy, assessment_score, gap, intervention_open, candidate_profile, candidate_application, candidate_score, employee_profile, employee_current, onboarding, person_quadrant, performance_risk, lifecycle, fit_contribution TO aiehr_hr;
GRANT SELECT ON talent_pool_ranking, talent_pool_current TO aiehr_hr;
GRANT SELECT ON department_analysis, pass_rate, intervention_effect, weighting_history, talent_pool_tracking TO aiehr_hr;
GRANT EXECUTE ON FUNCTION refresh_talent_pool(text) TO aiehr_hr;
GRANT EXECUTE ON FUNCTION check_standing(), rebuild_standing(), check_interventions(), check_measure_codes(), rebuild_measure_codes() TO aiehr_hr;

-- analysts read views about groups and no table
GRANT SELECT ON department_analysis, pass_rate, intervention_effect, weighting_history, talent_pool_tracking TO aiehr_analyst;

-- auditors read what rules were applied and what the bias audit rests on, and nothing else about people
GRANT SELECT ON protected_attribute, policy, retention_rule, erasure, personal_data, weighting_history TO aiehr_auditor;
