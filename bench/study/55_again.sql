-- The same messages once more: nothing may change.

CREATE TABLE study.repeated AS
	SELECT r.inserted, r.unchanged FROM hires.record_facts((SELECT array_agg(message) FROM study.fact)) r;

SELECT format('%s new, %s known already', inserted, unchanged) FROM study.repeated;
