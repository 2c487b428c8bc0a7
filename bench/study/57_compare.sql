-- Rows of facts, standing or interventions that the repetition added, took away or changed.

CREATE TABLE study.again AS
	SELECT count(*) AS changed
	FROM ((TABLE study.image EXCEPT ALL TABLE study.now) UNION ALL (TABLE study.now EXCEPT ALL TABLE study.image)) AS difference;
