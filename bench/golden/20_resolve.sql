-- How common values are is counted once, and all claims resolved by that.
SET search_path = golden, aiehr, public;
ANALYZE claim, source_record, golden_value, conflict;
SELECT refresh_value_frequency() || ' values counted';
