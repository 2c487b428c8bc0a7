-- Rights on studies. People's rows are for hr alone; analysts read views about groups; the bias audit is for auditors alone.

REVOKE ALL ON FUNCTION check_study(), rebuild_study(), what_if_weights(text, aiehr.scorecard), what_if_pool(text, aiehr.scorecard), propose_weights(text, text), estimate_reliability(),
	prediction_accuracy(date, text), bias_audit(text, text, text, text, date, date, float8, float8, text) FROM PUBLIC;

GRANT SELECT ON study, applicant_norm, weighting_evidence, weighting_trial, job_performance_weights, criterion_scale, performance_line, applicant_card, norm_table, gap_norm, normed_score, growth, performance_trend TO aiehr_hr;
GRANT SELECT, INSERT, UPDATE, DELETE ON criterion_reliability, contamination TO aiehr_hr;
GRANT EXECUTE ON FUNCTION check_study(), rebuild_study(), what_if_weights(text, aiehr.scorecard), what_if_pool(text, aiehr.scorecard), propose_weights(text, text), estimate_reliability() TO aiehr_hr;

GRANT SELECT ON validity, lift, expectancy, weight_proposal, department_correlation, rater_bias, adverse_impact, prediction_bias, method_correlation, score_drift, data_utilisation TO aiehr_hr;
GRANT SELECT ON validity, lift, expectancy, weight_proposal, department_correlation, rater_bias, adverse_impact, prediction_bias, method_correlation, score_drift, data_utilisation TO aiehr_analyst;
GRANT EXECUTE ON FUNCTION prediction_accuracy(date, text) TO aiehr_hr;
GRANT EXECUTE ON FUNCTION prediction_accuracy(date, text) TO aiehr_analyst;

GRANT SELECT ON adverse_impact, prediction_bias, bias_audit_ll144, weight_proposal TO aiehr_auditor;
GRANT EXECUTE ON FUNCTION bias_audit(text, text, text, text, date, date, float8, float8, text) TO aiehr_auditor;
