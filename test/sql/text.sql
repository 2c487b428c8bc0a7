-- Text models: fitted to answers, scoring answers, and saying why.
SET client_min_messages = warning;
CREATE SCHEMA x_text;
SET search_path = x_text, public, aiehr;

-- Invented answers of 240 people to two questions. What is drawn depends on nothing but its place; who has a high
-- score uses words of the first list more often, and the more so in the first question.
CREATE FUNCTION draw(VARIADIC place text[]) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
	SELECT ('x' || substr(md5(array_to_string(place, '.')), 1, 7))::bit(28)::int / 268435456.0::float8 $$;
CREATE FUNCTION say(person int, question text, score float8, pull float8) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT string_agg(CASE
		WHEN draw(person::text, question, w::text, 'topic') < 0.6 THEN (ARRAY['the','and','I','would','then','with','work','day','project','people','my','often','plan','it','meeting'])[1 + floor(15 * draw(person::text, question, w::text, 'plain'))::int]
		WHEN draw(person::text, question, w::text, 'side') < 0.5 + pull * (score - 3) THEN (ARRAY['together','listen','share','help','team','ask','thank','agree'])[1 + floor(8 * draw(person::text, question, w::text, 'high'))::int]
		ELSE (ARRAY['alone','refuse','blame','never','quit','complain','annoyed','late'])[1 + floor(8 * draw(person::text, question, w::text, 'low'))::int] END, ' ' ORDER BY w)
	FROM generate_series(1, 25) AS w $$;
CREATE TABLE person AS SELECT i AS id, round((1 + 4 * draw(i::text, 'score'))::numeric, 2)::float8 AS score, round((1 + 4 * draw(i::text, 'other'))::numeric, 2)::float8 AS noise FROM generate_series(1, 240) AS i;
CREATE TABLE said AS SELECT id, q AS question, say(id, q, score, CASE q WHEN 'conflict' THEN 0.2 ELSE 0.08 END) AS answer, score, noise FROM person, unnest('{conflict,deadline}'::text[]) AS q;
SELECT question, answer FROM said WHERE id = 1;

-- One call a score, one row an answer.
CREATE TABLE made (code text PRIMARY KEY, m text_model);
INSERT INTO made SELECT 'teamwork', fit_text(id, question, answer, score) FROM said WHERE id <= 200;
SELECT n, questions, penalty, round(r::numeric, 3) AS r, round(r_low::numeric, 3) AS r_low, round(r_high::numeric, 3) AS r_high, usable, note, min_count, max_words, words, terms, locale,
	icu_version = icu_version() AS this_icu, round(mean::numeric, 3) AS mean, round(sd::numeric, 3) AS sd, slope > 0 AS stretched
FROM made, describe_text(m) WHERE code = 'teamwork';
-- It tells people apart whom it has not seen.
CREATE VIEW answered AS SELECT id, score, noise, array_agg(question ORDER BY question) AS questions, array_agg(answer ORDER BY question) AS answers FROM said GROUP BY 1, 2, 3;
SELECT count(*) AS n, round(corr(score, score_text(m, questions, answers))::numeric, 2) AS r, round(regr_slope(score, score_text(m, questions, answers))::numeric, 1) AS slope FROM answered, made WHERE id > 200;
-- Every weight has a name.
SELECT term, question, people, round(weight::numeric, 2) AS weight FROM made, text_terms(m, 10);
SELECT (SELECT count(*) FROM text_terms(m, 1000000)) = (describe_text(m)).terms AS all_terms, (SELECT min(people) FROM text_terms(m, 1000000)) AS people FROM made;
SELECT t.* FROM made, text_terms(m, 0) AS t;
SELECT text_terms(m, -1) FROM made;

-- The model is that of a ridge regression: at its minimum, penalty times weight is the sum over people of value times error.
CREATE TABLE plain AS SELECT fit_text(id, question, answer, score, '{"penalty": 3, "calibrate": false}') AS m FROM said WHERE id <= 200;
SELECT penalty, slope FROM plain, describe_text(m);
WITH w AS (SELECT t.* FROM plain, text_terms(m, 1000000) AS t),
	x AS (SELECT a.id, e.term, e.question, e.contribution / w.weight AS value, a.score - score_text(m, questions, answers) AS error
		FROM plain, answered a, explain_text(m, questions, answers) AS e JOIN w ON w.term = e.term AND w.question IS NOT DISTINCT FROM e.question WHERE a.id <= 200)
SELECT count(*) = (SELECT count(*) FROM w) AS all_terms, max(abs(3 * w.weight - x.gradient)) < 1e-7 AS at_minimum
FROM w JOIN (SELECT term, question, sum(value * error) AS gradient FROM x GROUP BY 1, 2) AS x ON x.term = w.term AND x.question IS NOT DISTINCT FROM w.question;
SELECT abs(avg(score - score_text(m, questions, answers))) < 1e-9 AS errors_cancel FROM plain, answered WHERE id <= 200;
-- Values are (1 + ln count) * idf, over the length of them all; each word is there plain and for its question.
WITH e AS (SELECT e.*, t.people, t.weight FROM plain, explain_text(m, '{conflict}', '{"team team team ask"}') AS e LEFT JOIN text_terms(m, 1000000) AS t ON t.term = e.term AND t.question IS NOT DISTINCT FROM e.question WHERE e.term IS NOT NULL AND e.count > 0),
	v AS (SELECT *, (1 + ln(count)) * (ln(201.0 / (1 + people)) + 1) AS raw FROM e)
SELECT term, question, count, abs(contribution - weight * raw / sqrt(sum(raw * raw) OVER ())) < 1e-12 AS as_defined FROM v ORDER BY term, question;

-- Intercept and contributions sum to the score, for everybody.
SELECT count(*) AS people, max(abs(s - total)) < 1e-12 AS sums_up FROM (SELECT id, score_text(m, questions, answers) AS s, (SELECT sum(contribution) FROM explain_text(m, questions, answers)) AS total FROM answered, made) AS t;
SELECT term, question, count, round(contribution::numeric, 3) AS contribution, note FROM made, explain_text(m, '{conflict}', '{"We talk, and share the work together"}');
-- Nothing known was said: no score, rather than a low one or the mean.
SELECT score_text(m, '{conflict}', '{""}') AS empty, score_text(m, '{conflict}', '{"绝对 不会"}') AS foreign_words, score_text(m, '{}', '{}') AS nothing, score_text(m, '{conflict}', '{NULL}') AS not_answered FROM made;
SELECT e.* FROM made, explain_text(m, '{conflict}', '{"xyzzy"}') AS e;
SELECT score_text(NULL, '{}', '{}'), score_text(m, NULL, '{}'), score_text(m, '{}', NULL) FROM made;
-- Several answers to a question count together, in any order; n-grams do not reach from one into the next.
SELECT abs(score_text(m, '{conflict,conflict}', '{"I listen","and share"}') - score_text(m, '{conflict,conflict}', '{"and share","I listen"}')) < 1e-12 AS any_order,
	score_text(m, '{conflict,conflict}', '{"I listen","and share"}') = score_text(m, '{conflict}', '{"I listen and share"}') AS joined FROM made;

-- A question that the model was not fitted to.
SELECT score_text(m, '{conflict,hobby}', '{"I share","I share"}') FROM made;
SELECT score_text(m, '{conflict,hobby}', '{"I share","I share"}', 'ignore') = score_text(m, '{conflict}', '{"I share"}') AS left_out FROM made;
SELECT term, question, note FROM made, explain_text(m, '{conflict,hobby}', '{"I share","I share"}', unknown => 'ignore') WHERE note IS NOT NULL;
SELECT score_text(m, '{hobby}', '{"I share"}', 'ignore') FROM made;
-- Wrong arguments.
SELECT score_text(m, '{conflict}', '{"a","b"}') FROM made;
SELECT score_text(m, '{NULL}', '{"a"}') FROM made;
SELECT score_text(m, '{{conflict},{deadline}}', '{{a},{b}}') FROM made;
SELECT score_text(m, '{conflict}', '{"a"}', 'warn') FROM made;

-- A score that words have nothing to do with: fitted, and marked.
INSERT INTO made SELECT 'noise', fit_text(id, question, answer, noise) FROM said WHERE id <= 200;
SELECT code, n, usable, note, r_low < 0 AS covers_zero, text_usable(m) FROM made, describe_text(m) ORDER BY code;

-- Too few people; those without words, score or answer do not count.
SELECT fit_text(id, question, answer, score) FROM said WHERE id <= 99;
SELECT fit_text(id, question, CASE WHEN id = 1 THEN '...' ELSE answer END, score) FROM said WHERE id <= 100;
SELECT fit_text(id, question, answer, CASE WHEN id > 1 THEN score END) FROM said WHERE id <= 100;
SELECT (describe_text(fit_text(id, question, answer, score))).n FROM said WHERE id <= 100;
SELECT fit_text(id, question, answer, score) IS NULL AS none FROM said WHERE false;
-- Scores that cannot be.
SELECT fit_text(id, question, answer, 3) FROM said;
SELECT fit_text(id, question, answer, CASE WHEN id = 7 THEN 'NaN' ELSE score END) FROM said;
SELECT fit_text(id, question, answer, CASE WHEN id = 7 THEN 'infinity' ELSE score END) FROM said;
SELECT fit_text(id, question, answer, CASE WHEN id = 7 THEN 1e308 ELSE -score END) FROM said;
SELECT fit_text(id, question, answer, score + CASE WHEN question = 'conflict' AND id = 7 THEN 1 ELSE 0 END) FROM said;
SELECT fit_text(repeat('x', 300) || id, question, answer, score) FROM said;
SELECT fit_text(id, repeat('x', 300), answer, score) FROM said;
-- Options.
SELECT o, (d).penalty, (d).max_words, (d).min_count, (d).terms, (d).locale, (d).slope = 1 AS plain
FROM unnest(ARRAY['{}', '{"words": 1}', '{"min_count": 10}', '{"penalty": 2.5}', '{"locale": "en"}', '{"calibrate": false, "words": 1}']) AS o,
	LATERAL (SELECT describe_text(fit_text(id, question, answer, score, o::jsonb)) AS d FROM said OFFSET 0) AS f;
SELECT fit_text(id, question, answer, score, NULL)::text = (SELECT fit_text(id, question, answer, score)::text FROM said) AS null_is_default FROM said;
SELECT fit_text(id, question, answer, score, '{"word": 1}') FROM said;
SELECT fit_text(id, question, answer, score, '{"words": 3}') FROM said;
SELECT fit_text(id, question, answer, score, '{"words": "1"}') FROM said;
SELECT fit_text(id, question, answer, score, '{"min_count": 1.5}') FROM said;
SELECT fit_text(id, question, answer, score, '{"penalty": 0}') FROM said;
SELECT fit_text(id, question, answer, score, '{"calibrate": 1}') FROM said;
SELECT fit_text(id, question, answer, score, '{"locale": "xx"}') FROM said;
SELECT fit_text(id, question, answer, score, '[]') FROM said;
SELECT fit_text(id, question, answer, score, CASE WHEN id > 3 THEN '{"words": 1}'::jsonb END) FROM said;
-- All n-grams rarer than asked for: a model without terms knows nothing of anybody.
SELECT (describe_text(m)).terms, (describe_text(m)).usable, (describe_text(m)).r, score_text(m, '{conflict}', '{"team"}') FROM (SELECT fit_text(id, question, answer, score, '{"min_count": 1000}') AS m FROM said) AS f;

-- The same answers give the same model to the last bit, in whatever order and parts they come, keys of whatever type.
SELECT (SELECT fit_text(id, question, answer, score ORDER BY md5(id || question))::text FROM said WHERE id <= 200) = (SELECT m::text FROM made WHERE code = 'teamwork') AS shuffled,
	(SELECT fit_text(id::text, question, answer, score)::text FROM said WHERE id <= 200) = (SELECT m::text FROM made WHERE code = 'teamwork') AS text_keys,
	(SELECT fit_text(merge(s))::text FROM (SELECT text_sample(id, question, answer, score) AS s FROM said WHERE id <= 200 GROUP BY id % 3, question) AS p) = (SELECT m::text FROM made WHERE code = 'teamwork') AS merged;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT fit_text(id, question, answer, score) FROM said WHERE id <= 200;
SELECT (SELECT fit_text(id, question, answer, score)::text FROM said WHERE id <= 200) = (SELECT m::text FROM made WHERE code = 'teamwork') AS parallel;
-- Scoring runs in workers, and gives the same.
CREATE TABLE sheet AS SELECT * FROM answered;
ANALYZE sheet;
CREATE FUNCTION plan(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || statement; END $$;
SELECT trim(l) AS node FROM plan($$SELECT count(*) FROM sheet WHERE score_text((SELECT m FROM made WHERE code = 'teamwork'), questions, answers) > 3$$) AS l WHERE l ~ 'Gather|Scan on sheet';
CREATE TABLE in_workers AS SELECT id, score_text((SELECT m FROM made WHERE code = 'teamwork'), questions, answers) AS s FROM sheet;
SET max_parallel_workers_per_gather = 0;
SELECT count(*) AS same FROM in_workers w JOIN sheet USING (id), made WHERE code = 'teamwork' AND s = score_text(m, questions, answers);
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- Models of a joined table, one after the other for each person, more of them than are kept unpacked, stored in all ways.
CREATE TABLE kept (k int, m text_model);
INSERT INTO kept SELECT k, fit_text(id, question, answer, score + k) FROM said, generate_series(1, 20) AS k WHERE id <= 120 GROUP BY k;
SELECT count(*) AS n, count(DISTINCT round((score_text(m, questions, answers) - k)::numeric, 6)) AS different FROM answered, kept WHERE id < 10;
SELECT count(*) AS same FROM (SELECT k, id, score_text(m, questions, answers) AS s FROM answered, kept WHERE id < 10 ORDER BY id, k OFFSET 0) a JOIN
	(SELECT k, id, score_text(m::text::text_model, questions, answers) AS s FROM kept, answered WHERE id < 10) b USING (k, id, s);
ALTER TABLE kept ALTER m SET STORAGE plain;
CREATE TABLE small AS SELECT fit_text(id, question, answer, score, '{"words": 1, "min_count": 30}') AS m FROM said;
ALTER TABLE small ALTER m SET STORAGE main;
CREATE TABLE small_again (LIKE small INCLUDING STORAGE);
INSERT INTO small_again SELECT * FROM small;
SELECT count(*) AS same FROM small a, small_again b, answered WHERE score_text(a.m, questions, answers) = score_text(b.m, questions, answers);

-- Anybody may use it.
CREATE ROLE text_reader;
GRANT USAGE ON SCHEMA x_text TO text_reader;
GRANT SELECT ON said, made TO text_reader;
SET ROLE text_reader;
SELECT score_text(m, '{conflict}', '{"I share and listen"}') > score_text(m, '{conflict}', '{"I blame and complain"}') AS told_apart FROM made WHERE code = 'teamwork';
SELECT (describe_text(fit_text(id, question, answer, score))).usable FROM said;
RESET ROLE;
DROP OWNED BY text_reader;
DROP ROLE text_reader;
DROP SCHEMA x_text CASCADE;
