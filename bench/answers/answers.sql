-- Models of all scores, and what they are worth. Variables: id, answers, scores (names of columns).
SET search_path = public, aiehr;
\pset format aligned

-- One row an answer, one column a score, and one row a person.
SELECT set_config('answers.id', :'id', false), set_config('answers.answers', :'answers', false), set_config('answers.scores', :'scores', false) \g /dev/null
DO $$
DECLARE
	file text;
BEGIN
	FOREACH file IN ARRAY '{train,test}'::text[] LOOP
		EXECUTE format('CREATE TABLE %I AS SELECT line AS person, q.question, q.answer, %s FROM %I, LATERAL (VALUES %s) AS q (question, answer)',
			file || '_said',
			(SELECT string_agg(format('NULLIF(trim(%I), '''')::float8 AS %1$I', s), ', ') FROM unnest(current_setting('answers.scores')::text[]) AS s),
			file,
			(SELECT string_agg(format('(%L, coalesce(%1$I, ''''))', a), ', ') FROM unnest(current_setting('answers.answers')::text[]) AS a));
	END LOOP;
END $$;
CREATE TABLE test_people AS SELECT person, array_agg(question ORDER BY question) AS questions, array_agg(answer ORDER BY question) AS answers FROM test_said GROUP BY 1;
CREATE TABLE fit (score text, place bigint, m text_model, refused text, seconds float8);
VACUUM ANALYZE;

-- All models in one process, so that its memory is that of the fits; a refusal is a result.
SET max_parallel_workers_per_gather = 0;
DO $$
DECLARE
	score text;
	place bigint;
	begun timestamptz;
	made text_model;
	reason text;
BEGIN
	FOR score, place IN SELECT * FROM unnest(current_setting('answers.scores')::text[]) WITH ORDINALITY LOOP
		begun := clock_timestamp();
		BEGIN
			EXECUTE format('SELECT fit_text(person, question, answer, %I) FROM train_said', score) INTO made;
			reason := NULL;
		EXCEPTION WHEN invalid_parameter_value THEN
			GET STACKED DIAGNOSTICS reason = PG_EXCEPTION_DETAIL;
			made := NULL;
		END;
		INSERT INTO fit VALUES (score, place, made, reason, extract(epoch FROM clock_timestamp() - begun));
	END LOOP;
END $$;
CREATE FUNCTION pg_temp.peak_memory() RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
	RETURN substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s*(\d+) kB')::float8 / 1024;
EXCEPTION WHEN OTHERS THEN
	RETURN NULL;				-- no Linux
END $$;
SELECT pg_temp.peak_memory() AS fit_memory \gset

SELECT clock_timestamp() AS begun \gset
CREATE TABLE predicted AS SELECT f.score, p.person, score_text(f.m, p.questions, p.answers) AS value FROM test_people p CROSS JOIN fit f WHERE f.m IS NOT NULL;
SELECT extract(epoch FROM clock_timestamp() - :'begun') AS scoring \gset

CREATE TABLE truth AS SELECT DISTINCT s.key AS score, t.person, s.value::text::float8 AS value FROM test_said t, jsonb_each(to_jsonb(t) - '{person,question,answer}'::text[]) AS s WHERE s.value <> 'null';
CREATE TABLE judged AS
SELECT f.score, f.place, d.n, d.penalty, d.terms, d.r AS cv, d.r_low, d.r_high, j.test_people, j.r, f.seconds,
	CASE WHEN f.m IS NULL THEN 'NOT_USABLE: ' || f.refused ELSE coalesce(d.note, '') END AS note
FROM fit f LEFT JOIN LATERAL describe_text(f.m) AS d ON true
LEFT JOIN (SELECT score, count(*) AS test_people, corr(t.value, p.value) AS r FROM truth t JOIN predicted p USING (score, person) WHERE p.value IS NOT NULL GROUP BY 1) AS j USING (score);
SELECT score, n AS people, terms, penalty, round(cv::numeric, 3) AS "cross-validated r", round(r_low::numeric, 3) || ' to ' || round(r_high::numeric, 3) AS "95 %", test_people AS tested,
	round(r::numeric, 3) AS r, round(seconds::numeric, 2) AS seconds, note
FROM judged ORDER BY place;
SELECT 'mean r on the test file ' || coalesce(round(avg(r)::numeric, 3)::text, '-') || ', cross-validated ' || coalesce(round(avg(cv)::numeric, 3)::text, '-') ||
	'; fitting ' || round(sum(seconds)::numeric, 2) || ' s, scoring ' || round(:scoring * 1000) || ' ms for ' || (SELECT count(*) FROM predicted) || ' scores' ||
	', memory ' || coalesce(round(nullif(:'fit_memory', '')::numeric) || ' MB', '-') AS summary
FROM judged \g (tuples_only=on format=unaligned)
