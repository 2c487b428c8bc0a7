-- Text and binary form of text_model and text_sample: every bit comes back, and what no fit makes is refused.
SET client_min_messages = warning;
CREATE SCHEMA x_text_io;
SET search_path = x_text_io, public, aiehr;

CREATE TABLE said AS SELECT i AS id, q AS question, CASE WHEN i % 2 = 0 THEN 'we "share" ' ELSE 'ich verweigere 团队 \ ' END || 'work ' || i % 7 || ' né' AS answer, (i * 37 % 100) / 7.0::float8 + 5 * (i % 2) AS score
	FROM generate_series(1, 120) AS i, unnest(ARRAY['a', 'b "quoted"']) AS q;
CREATE TABLE kept (id int, s text_sample, m text_model);
INSERT INTO kept SELECT 1, text_sample(id, question, answer, score), fit_text(id, question, answer, score) FROM said;
INSERT INTO kept SELECT 2, text_sample(id, question, answer, score, o), fit_text(id, question, answer, score, o) FROM said, (SELECT '{"words": 1, "min_count": 3, "penalty": 0.1, "calibrate": false, "locale": "de_DE"}'::jsonb AS o) AS x;
INSERT INTO kept SELECT 3, (SELECT text_sample(1, '', '', -0.0::float8)), fit_text(id, '', answer, score, '{"min_count": 121}') FROM said;
SELECT id, text_sample_send(s::text::text_sample) = text_sample_send(s) AS sample, text_model_send(m::text::text_model) = text_model_send(m) AS model, (describe_text(m)).terms FROM kept ORDER BY id;
SELECT s FROM kept WHERE id = 3;
SELECT m - 'icu' AS model FROM (SELECT regexp_replace(m::text, '"made": \["root", "[^"]*"\]', '"made": ["root", "ICU"]')::jsonb AS m FROM kept WHERE id = 3) AS t;

-- Binary, out and in again.
SELECT current_setting('data_directory') || '/text_io.data' AS file \gset
COPY kept TO :'file' WITH (FORMAT binary);
CREATE TABLE again (LIKE kept);
COPY again FROM :'file' WITH (FORMAT binary);
SELECT count(*) AS same FROM kept JOIN again a USING (id) WHERE a.m::text = kept.m::text AND a.s::text = kept.s::text;
SELECT count(*) AS same FROM kept JOIN again a USING (id) WHERE CASE WHEN id < 3 THEN fit_text(a.s)::text = kept.m::text END;
-- What came back is digested anew: the same model is known again.
SELECT bool_and(score_text(a.m, '{a}', '{"we share work"}') IS NOT DISTINCT FROM score_text(k.m, '{a}', '{"we share work"}')) AS same FROM kept k JOIN again a USING (id) WHERE id < 3;

-- A small model, spelled out; members in any order, more of them are ignored.
CREATE FUNCTION model(change jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
	SELECT ('{"made": ["root", "1.0"], "figures": [100, 2, 0.5, 0.4, 0.6, 1, 3, 3, 1, 2, 2], "questions": ["a", "b"], "words": ["share", "we"], "first": [0, 1, 1], "second": [0, 0, 1], "question": [0, 0, 2], "people": [7, 8, 2], "weight": [0.5, -0.25, 1], "more": 1}'::jsonb || change)::text $$;
SELECT score_text(model()::text_model, '{a}', '{"we share"}') AS score, (describe_text(model()::text_model)).*;
SELECT * FROM text_terms(model()::text_model);
SELECT term, question, round(contribution::numeric, 6) AS contribution, note FROM explain_text(model()::text_model, '{a,b}', '{"we share","we share"}');
-- What no fit makes.
CREATE FUNCTION refused(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	m text;
	d text;
BEGIN
	EXECUTE statement;
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL;
	RETURN sqlstate || ' ' || m || coalesce(': ' || d, '');
END $$;
SELECT i, c AS change, refused(format('SELECT %L::text_model', model(c::jsonb))) FROM unnest(ARRAY['{}',
	'{"made": []}', '{"made": ["root"]}', '{"made": "root"}', '{"made": ["root\" x", "1"]}', '{"made": ["", "1"]}', '{"made": ["root", "12345678901234567890"]}',
	'{"figures": [100]}', '{"figures": null}', '{"figures": [0, 2, 0.5, 0.4, 0.6, 1, 3, 3, 1, 2, 2]}', '{"figures": [100, 0, 0.5, 0.4, 0.6, 1, 3, 3, 1, 2, 2]}',
	'{"figures": [100, 2, 0.5, 0.6, 0.6, 1, 3, 3, 1, 2, 2]}', '{"figures": [100, 2, 1.5, 0.6, 1.6, 1, 3, 3, 1, 2, 2]}', '{"figures": [100, 2, null, null, null, 1, 3, 3, 1, 2, 2]}', '{"figures": [100, 2, null, 0.4, 0.6, 1, 3, 3, 1, 2, 2]}',
	'{"figures": [100, 2, 0.5, 0.4, 0.6, 1, null, 3, 1, 2, 2]}', '{"figures": [100, 2, 0.5, 0.4, 0.6, 0, 3, 3, 1, 2, 2]}', '{"figures": [100, 2, 0.5, 0.4, 0.6, 1, 3, 3, 1, 2, 3]}',
	'{"questions": ["b", "a"]}', '{"questions": ["a"]}', '{"questions": ["a", "a"]}', '{"words": ["we"]}', '{"words": ["we", "share"]}', '{"words": [1, 2]}',
	'{"first": [0, 1]}', '{"first": [0, 1, 2]}', '{"first": [0, 1, -1]}', '{"first": [0, 1, 0.5]}', '{"first": [1, 0, 1]}', '{"second": [0, 0, 3]}', '{"second": [0, 1, 1]}',
	'{"question": [0, 0, 3]}', '{"question": [0, 0, null]}', '{"people": [7, 8, 0]}', '{"people": [7, 8, 101]}', '{"weight": [0.5, 1]}', '{"weight": [0.5, null, 1]}', '{"weight": [0.5, 1e400, 1]}', '{"weight": 1}',
	'{"words": [], "first": [], "second": [], "question": [], "people": [], "weight": []}']) WITH ORDINALITY AS t (c, i) ORDER BY i;
SELECT refused($$SELECT 'x'::text_model$$), refused($$SELECT '[]'::text_model$$), refused($$SELECT ''::text_sample$$), refused($$SELECT '{}'::text_sample$$);
CREATE FUNCTION sample(change jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
	SELECT ('{"locale": ["root"], "options": [2, 2, null, 1], "people": ["7"], "questions": ["a"], "words": ["we", "share"], "person": [0, 0], "question": [0, 0], "score": [3, 3], "end": [1, 3], "word": [0, 1, 0]}'::jsonb || change)::text $$;
SELECT i, c AS change, refused(format('SELECT %L::text_sample', sample(c::jsonb))) FROM unnest(ARRAY['{}',
	'{"locale": []}', '{"locale": ["a b"]}', '{"options": [3, 2, null, 1]}', '{"options": [2, 0, null, 1]}', '{"options": [2, 2, -1, 1]}', '{"options": [2, 2, null, 2]}', '{"options": [2, 2]}',
	'{"people": ["7", "7"]}', '{"people": []}', '{"person": [0]}', '{"person": [0, 1]}', '{"person": [0, -1]}', '{"question": [0, 1]}', '{"score": [3, null]}', '{"score": [3]}',
	'{"end": [2, 1]}', '{"end": [1, 2]}', '{"end": [1, 4]}', '{"end": [-1, 3]}', '{"word": [0, 1, 2]}', '{"word": [0, 1]}', '{"word": [0, 1, 0.5]}']) WITH ORDINALITY AS t (c, i) ORDER BY i;

-- Malformed binary input: cut anywhere, longer, or with any byte changed, it is refused or read.
CREATE TABLE one_model (v text_model);
CREATE TABLE one_sample (v text_sample);
CREATE FUNCTION recv(into_table text, bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file text := current_setting('data_directory') || '/text_io.bad';
	object oid := lo_from_bytea(0, '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x0001'::bytea || int4send(length(bytes)) || bytes || '\xffff'::bytea);
	result text;
BEGIN
	PERFORM lo_export(object, file), lo_unlink(object);
	EXECUTE format('COPY %I FROM %L WITH (FORMAT binary)', into_table, file);
	EXECUTE format('SELECT v::text FROM %I LIMIT 1', into_table) INTO result;
	EXECUTE format('TRUNCATE %I', into_table);
	RETURN 'read';
EXCEPTION WHEN invalid_binary_representation OR program_limit_exceeded OR protocol_violation OR bad_copy_file_format OR character_not_in_repertoire OR untranslatable_character THEN
	RETURN 'refused';
END $$;
CREATE TABLE bytes AS SELECT 'one_model' AS t, text_model_send(model()::text_model) AS b UNION ALL SELECT 'one_sample', text_sample_send(sample()::text_sample);
SELECT t, recv(t, b), recv(t, b || '\x00') AS longer FROM bytes ORDER BY t;
SELECT t, recv(t, substr(b, 1, i)) AS cut, count(*) = length(b) AS all FROM bytes, generate_series(0, length(b) - 1) AS i GROUP BY t, cut, b ORDER BY t;
SELECT t, recv(t, set_byte(b, i, value)) IN ('read', 'refused') AS survived, count(*) = 4 * length(b) AS all
FROM bytes, generate_series(0, length(b) - 1) AS i, unnest('{0,1,127,255}'::int[]) AS value GROUP BY t, survived, b ORDER BY t;

-- Stored bytes that no code of ours wrote: every use refuses them cleanly or reads them, none reads beyond them.
CREATE TYPE raw_model;
CREATE FUNCTION raw_model_in(cstring) RETURNS raw_model LANGUAGE internal IMMUTABLE STRICT AS 'byteain';
CREATE FUNCTION raw_model_out(raw_model) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'byteaout';
CREATE TYPE raw_model (INPUT = raw_model_in, OUTPUT = raw_model_out, ALIGNMENT = double, STORAGE = extended);
CREATE CAST (raw_model AS text_model) WITHOUT FUNCTION;
CREATE CAST (text_model AS raw_model) WITHOUT FUNCTION;
CREATE CAST (raw_model AS text_sample) WITHOUT FUNCTION;
CREATE CAST (text_sample AS raw_model) WITHOUT FUNCTION;
CREATE FUNCTION use_model(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	m text_model := bytes::text::raw_model::text_model;
BEGIN
	PERFORM m::text, text_model_send(m), score_text(m, '{a,b}', '{"we share","we share"}', 'ignore'), describe_text(m), explain_text(m, '{a,b}', '{"we share","we share"}', 'ignore'), text_terms(m);
	RETURN 'read';
EXCEPTION WHEN data_corrupted OR character_not_in_repertoire THEN
	RETURN 'refused';
END $$;
CREATE FUNCTION use_sample(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	s text_sample := bytes::text::raw_model::text_sample;
BEGIN
	PERFORM s::text, text_sample_send(s), merge(s, s);
	PERFORM fit_text(s);
	RETURN 'read';
EXCEPTION WHEN data_corrupted OR character_not_in_repertoire THEN
	RETURN 'refused';
WHEN invalid_parameter_value THEN
	RETURN 'read';
END $$;
CREATE TABLE sound AS SELECT model()::text_model::raw_model::text::bytea AS m, sample()::text_sample::raw_model::text::bytea AS s;
SELECT use_model(m), use_model(m || '\x00') AS longer, use_sample(s), use_sample(s || '\x00') AS longer_sample FROM sound;
SELECT use_model(substr(m, 1, i)) AS cut, count(*) = length(m) AS all FROM sound, generate_series(0, length(m) - 1) AS i GROUP BY cut, m;
SELECT use_sample(substr(s, 1, i)) AS cut, count(*) = length(s) AS all FROM sound, generate_series(0, length(s) - 1) AS i GROUP BY cut, s;
SELECT use_model(set_byte(m, i, value)) IN ('read', 'refused') AS survived, count(*) = 4 * length(m) AS all FROM sound, generate_series(0, length(m) - 1) AS i, unnest('{0,1,127,255}'::int[]) AS value GROUP BY survived, m;
SELECT use_sample(set_byte(s, i, value)) IN ('read', 'refused') AS survived, count(*) = 4 * length(s) AS all FROM sound, generate_series(0, length(s) - 1) AS i, unnest('{0,1,127,255}'::int[]) AS value GROUP BY survived, s;

DROP SCHEMA x_text_io CASCADE;
