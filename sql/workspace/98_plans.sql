-- Rights on development plans: hr makes, approves and follows them, in words that hr keeps.

GRANT SELECT, UPDATE ON development_rule TO aiehr_hr;
GRANT SELECT, INSERT, UPDATE, DELETE ON development_text TO aiehr_hr;
GRANT SELECT ON development_plan, development_plan_item, development_need, development_plan_current, development_plan_evidence TO aiehr_hr;
GRANT EXECUTE ON FUNCTION development_plan(bigint, text), make_plan(bigint, text), approve_plan(bigint), set_plan_item(bigint, text, text) TO aiehr_hr;
GRANT EXECUTE ON FUNCTION plan_request(bigint, text, boolean), word_plan(bigint, text, text, bytea) TO aiehr_hr;
