-- What is there before the messages come once more.

CREATE VIEW study.now AS
	SELECT 'fact' AS kind, to_jsonb(f) AS row FROM hires.performance_fact f
	UNION ALL SELECT 'standing', to_jsonb(s) FROM hires.standing s
	UNION ALL SELECT 'intervention', to_jsonb(i) FROM hires.intervention i;
CREATE TABLE study.image AS SELECT * FROM study.now;
