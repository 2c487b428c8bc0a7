-- Interview results come in: two hundred one by one, as a vendor's service calls, the others as a batch from a staging table; then
-- the whole batch once more, since networks repeat themselves.

CREATE TEMP TABLE single AS
	SELECT message FROM source.message ORDER BY message ->> 'taken_at' DESC, n, kind LIMIT 200;
SELECT count(hr.record_assessment(message)) AS single FROM single \gset

CREATE TABLE source.batch AS SELECT message FROM source.message EXCEPT ALL SELECT message FROM single;
CREATE TABLE source.loaded AS SELECT * FROM hr.load_assessments('source.batch');
CREATE TABLE source.repeated AS SELECT * FROM hr.load_assessments('source.batch');

-- results of which some numbers are wrong are refused, with the reason, and leave nothing behind
CREATE TABLE source.faulty AS
	SELECT jsonb_set(message, '{scores,numeracy}', '41') || '{"external_id": "faulty-1"}' AS message FROM source.message WHERE kind = 'hard' LIMIT 1;
INSERT INTO source.faulty
	SELECT message - 'taken_at' || '{"external_id": "faulty-2"}' FROM source.message WHERE kind = 'soft' LIMIT 1;
CREATE TABLE source.refused AS SELECT * FROM hr.load_assessments('source.faulty');

SELECT format('%s one by one, %s in one batch, %s of them when it was sent again; %s of %s with faults refused',
	:single, count(*) FILTER (WHERE accepted), (SELECT count(*) FROM source.repeated WHERE accepted AND reason IS NULL),
	(SELECT count(*) FROM source.refused WHERE NOT accepted), (SELECT count(*) FROM source.refused))
FROM source.loaded;
