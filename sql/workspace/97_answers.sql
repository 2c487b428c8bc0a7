-- Who may do what with answers and the models that score them.

GRANT EXECUTE ON FUNCTION record_answers(jsonb) TO aiehr_loader;

GRANT SELECT ON answer_model, score_suggestion TO aiehr_hr;
GRANT EXECUTE ON FUNCTION record_answers(jsonb), score_answers(bigint), review_scores(bigint, text, text, text), explain_answers(bigint) TO aiehr_hr;
GRANT EXECUTE ON FUNCTION propose_answer_model(text, text, text, aiehr.text_model, text), approve_answer_model(bigint, text, text), retire_answer_model(bigint, text) TO aiehr_hr;

-- which models score is a rule; what they learnt is for hr
GRANT SELECT (id, instrument, instrument_version, indicator, version, status, reason, approved_by, approved_at, created_at, n, r, r_low, r_high, icu_version) ON answer_model TO aiehr_auditor;
