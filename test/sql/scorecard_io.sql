-- Ways in and out of scorecard and scorecard_state: text, binary, jsonb, storage.
SET search_path = public, aiehr;
CREATE FUNCTION pg_temp.error_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
	detail text;
BEGIN
	EXECUTE query;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
	RETURN SQLSTATE || ' ' || message || CASE WHEN detail = '' THEN '' ELSE ' / ' || detail END;
END $$;

-- JSON's grammar: white space, escapes, surrogate pairs, all forms of a number.
SELECT E' \t\n\r{ "a" : 1 ,\n"b":2}\t '::scorecard AS spaces, '{}'::scorecard AS empty, '{ }'::scorecard AS empty_too;
SELECT keys('{"\u0061\u00e9\u4e2d\ud83d\ude00": 1, "\"\\\/\b\f\n\r\t": 2, "\u001f": 3}'::scorecard) = ARRAY[E'\u001f', E'"\\/\b\f\n\r\t', 'aé中😀'] AS unescaped;
SELECT '{"\"\\\/\b\f\n\r\t": 2, "\u001f": 3, "中\u007f": 4}'::scorecard AS escaped_again;
SELECT '{"a": 0, "b": -0, "c": 1.50, "d": -12.25e1, "e": 1E+2, "f": 100e-2, "g": 0.0e5, "h": -0.0}'::scorecard;

-- Every bit comes back: shortest output, whatever extra_float_digits says.
SET extra_float_digits = -15;
SELECT '{"max": 1.7976931348623157e308, "min": 2.2250738585072014e-308, "denormal": 5e-324, "third": 0.3333333333333333,
         "tenth": 0.1, "sum": 0.30000000000000004, "above_one": 1.0000000000000002, "integer": 9007199254740993,
         "long": 3.14159265358979323846264338327950288419716939937510, "halfway": 1.00000000000000011102230246251565404236316680908203125,
         "just_above": 1.00000000000000011102230246251565404236316680908203126}'::scorecard;
RESET extra_float_digits;
SELECT count(*) AS wrong
FROM (SELECT (random() * 1000)::float8 AS x, round((random() * 1000)::numeric, g % 16) AS n FROM generate_series(1, 20000) AS g) AS q
WHERE ('{"x": ' || x || '}')::scorecard -> 'x' <> x OR ('{"x": ' || n || '}')::scorecard -> 'x' <> n::float8
   OR ('{"x": ' || n || 'e-7}')::scorecard -> 'x' <> (n || 'e-7')::float8 OR ('{"x": -' || n || '}')::scorecard -> 'x' <> - n::float8
   OR (('{"x": ' || x || '}')::scorecard)::text::scorecard -> 'x' <> x;

-- What is no scorecard. The message shows the place, never the scores.
SELECT input, pg_temp.error_of(format('SELECT %L::aiehr.scorecard', input)) AS error
FROM unnest(ARRAY['', ' ', 'null', '1', '[]', '[1]', '"a"', '{', '}', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '{,}', '{"a":1}}', '{"a":1} x',
	'{"a":1 "b":2}', '{a:1}', '{''a'':1}', '{"a" 1}', '{"a":"1"}', '{"a":null}', '{"a":true}', '{"a":{}}', '{"a":[1]}', '{"a":+1}', '{"a":.5}', '{"a":1.}', '{"a":01}',
	'{"a":-}', '{"a":1e}', '{"a":1e+}', '{"a":0x10}', '{"a":1_000}', '{"a":NaN}', '{"a":Infinity}', '{"a":-inf}', '{"a":1,"a":2}', '{"b":1,"a":1,"\u0062":2}', '{"":1}',
	E'{"a\n":1}', E'{"a\x01":1}', '{"a\x":1}', '{"\u12":1}', '{"\ud83d":1}', '{"\ud83dx":1}', '{"\ud83d\n":1}', '{"\ud83d\u0041":1}', '{"\ude00":1}', '{"\u0000":1}', '{"a\']) AS input;
-- too much
SELECT input, pg_temp.error_of(format('SELECT %L::aiehr.scorecard', input)) AS error
FROM unnest(ARRAY['{"a":1e400}', '{"a":-1e400}', '{"a":1e-400}', '{"a":1.8e308}', '{"a":0e999999999}', '{"a":0.' || repeat('0', 400) || '1}']) AS input;
SELECT pg_temp.error_of(format('SELECT %L::aiehr.scorecard', '{"' || repeat('x', n) || '":1}')) FROM (VALUES (63), (64), (100000)) AS v (n);
SELECT pg_temp.error_of(format('SELECT %L::aiehr.scorecard', '{"' || repeat('\u00e9', n) || '":1}')) FROM (VALUES (31), (32), (10000)) AS v (n);
SELECT pg_temp.error_of(format('SELECT %L::aiehr.scorecard', '{"' || repeat('x', n) || '\u4e2d":1}')) FROM (VALUES (60), (61), (62), (63)) AS v (n);
SELECT n, pg_temp.error_of(format('SELECT %L::aiehr.scorecard', '{' || (SELECT string_agg('"k' || i || '":1', ',') FROM generate_series(1, n) AS i) || '}'))
FROM (VALUES (1000), (1001), (20000)) AS v (n);
SELECT pg_temp.error_of(format('SELECT %L::aiehr.scorecard', repeat('{"a":', 100000)));

-- The state: count, sum and residue by key.
SELECT '{"b": [1, -2.5, 0], "a": [9007199254740992, 1e300, -1e-300]}'::scorecard_state, '{}'::scorecard_state;
SELECT input, pg_temp.error_of(format('SELECT %L::aiehr.scorecard_state', input)) AS error
FROM unnest(ARRAY['{"a": 1}', '{"a": [1, 2]}', '{"a": [1, 2, 3, 4]}', '{"a": [1, 2, 3}', '{"a": [0, 0, 0]}', '{"a": [-1, 0, 0]}', '{"a": [1.5, 0, 0]}', '{"a": [1e300, 0, 0]}',
	'{"a": [1, 1e999, 0]}', '{"a": [1, 2, NaN]}', '{"a": [1, 2, 3], "a": [1, 2, 3]}', '[1, 2, 3]']) AS input;

-- The list, in which scorecard_agg gathers rows, is written like the card that it makes.
SELECT '{"b": 1, "a": -0, "c": 5e-324}'::scorecard_list, '{}'::scorecard_list, encode(scorecard_list_send('{"b": 1}'), 'hex');
SELECT scorecard_list_accum(scorecard_list_accum('{"m": 1}', 'z', 2), 'a', 3), scorecard_list_combine('{"b": 1}', '{"a": 2}'), scorecard_list_final('{"b": 1, "a": 2}'),
       scorecard_list_accum(NULL, 'a', NULL), scorecard_list_accum('{"a": 1}', NULL, NULL), scorecard_list_combine(NULL, NULL), scorecard_list_combine('{"a": 1}', NULL), scorecard_list_combine(NULL, '{"a": 1}');
SELECT l, scorecard_list_accum(l, 'b', 2), scorecard_list_combine(l, '{"b": 2}'), l AS again FROM (VALUES ('{"a": 1}'::scorecard_list)) AS v (l);
SELECT pg_temp.error_of($$SELECT '{"a": 1e999}'::scorecard_list$$);
SELECT pg_temp.error_of($$SELECT '{"a": [1]}'::scorecard_list$$);
SELECT pg_temp.error_of($$SELECT scorecard_list_combine('{"a": 1}', '{"a": 1}')::text$$);

-- The binary form: version, number of keys, then length, key and score of each.
SELECT encode(scorecard_send('{"b": 1, "ab": -0.5}'), 'hex') AS card, encode(scorecard_send('{}'), 'hex') AS empty,
       encode(scorecard_state_send('{"a": [2, 1, 0]}'), 'hex') AS state;
SET client_encoding = 'LATIN1';
SELECT encode(scorecard_send('{"\u00e9": 1}'), 'hex') AS key_in_the_encoding_of_the_client;
RESET client_encoding;

-- Casts from and to jsonb are explicit and keep every digit.
SELECT ('{"b": 1, "a": 0.30000000000000004, "c": 5e-324, "d": -1.5e300}'::jsonb)::scorecard;
SELECT '{"b": 1, "a": 0.30000000000000004, "\"é\n": 2}'::scorecard::jsonb, '{}'::scorecard::jsonb;
SELECT s::jsonb::scorecard = s AS same FROM (SELECT '{"a": 0.1, "b": 1.7976931348623157e308, "c": 5e-324, "d": 123456789.123456789}'::scorecard AS s) AS q;
SELECT input, pg_temp.error_of(format('SELECT %L::jsonb::aiehr.scorecard', input)) AS error
FROM unnest(ARRAY['[]', '1', 'null', '"x"', '{"coding": 1, "teamwork": "71"}', '{"teamwork": null}', '{"teamwork": {"a": 1}}', '{"teamwork": [1, 2], "zeal": 1}', '{"teamwork": true}', '{"": 1}',
	'{"a": 1e400}', '{"a": -1e-400}', '{"' || repeat('x', 64) || '": 1}']) AS input;
SELECT pg_temp.error_of(format('SELECT %L::jsonb::aiehr.scorecard', jsonb_object_agg('k' || i, i))) FROM generate_series(1, 1001) AS i;
SELECT pg_temp.error_of($$CREATE TEMP TABLE t AS SELECT scorecard '{}' AS s; INSERT INTO t SELECT jsonb '{}'$$);

-- Stored: short, inline, compressed and out of line, read back and computed with.
CREATE TABLE sc_stored (kind text, s scorecard);
ALTER TABLE sc_stored ALTER s SET STORAGE EXTENDED;
INSERT INTO sc_stored VALUES ('empty', '{}'), ('short', '{"a": 1.5}'), ('inline', '{"algorithm": 1, "collaboration": 2, "problem_speed": 3, "communication": 4, "ownership": 5, "k1": 6}');
INSERT INTO sc_stored SELECT 'compressed', scorecard_agg('key_number_' || i, i % 10) FROM generate_series(1, 1000) AS i;
CREATE TABLE sc_external (LIKE sc_stored);
ALTER TABLE sc_external ALTER s SET STORAGE EXTERNAL;
INSERT INTO sc_external SELECT 'external', scorecard_agg('key_number_' || i, i % 10) FROM generate_series(1, 1000) AS i;
CREATE TABLE sc_main (LIKE sc_stored);
INSERT INTO sc_main SELECT 'compressed out of line', scorecard_agg('key_number_' || i, sqrt(i)) FROM generate_series(1, 1000) AS i;
CREATE VIEW sc_all AS SELECT * FROM sc_stored UNION ALL SELECT * FROM sc_external UNION ALL SELECT * FROM sc_main;
SELECT kind, pg_column_compression(s) IS NOT NULL AS compressed, cardinality(keys(s)) AS n, s = s::text::scorecard AS same_text, s = (s || '{}') AS same_union,
       s - s = s * 0.0 AS zero, s::jsonb::scorecard = s AS same_jsonb, dot(s, s) >= 0 AS dot, scorecard_hash(s) = scorecard_hash(s::text::scorecard) AS same_hash,
       length(scorecard_send(s)) > 0 AS sent
FROM sc_all ORDER BY kind;
SELECT pg_relation_size(reltoastrelid) > 0 AS out_of_line FROM pg_class WHERE oid IN ('sc_external'::regclass, 'sc_main'::regclass);
SELECT a.kind, b.kind, scorecard_cmp(a.s, b.s) AS cmp FROM sc_all AS a JOIN sc_all AS b USING (s) ORDER BY 1, 2;
SELECT count(DISTINCT s) FROM sc_all;
SELECT count(*) FROM (SELECT scorecard_sum(s), scorecard_min(s) FROM sc_all WHERE kind <> 'compressed out of line') AS q;
SELECT kind, round(composite(s, s)::numeric, 9) FROM sc_all WHERE kind <> 'empty' ORDER BY kind;
SELECT composite(s, '{"a": 1}') FROM sc_stored WHERE kind IN ('short', 'empty') ORDER BY kind;
-- elements of an array and fields of a row are packed elsewhere
SELECT (ARRAY[s, s * 2.0])[2], (ROW (true, s)).f2 -> 'a' AS f2, (SELECT x.s FROM (SELECT true AS t, s OFFSET 0) AS x) FROM sc_stored WHERE kind = 'short';
UPDATE sc_stored SET s = s || '{"b": 2}' WHERE kind IN ('short', 'empty');
SELECT kind, s FROM sc_stored WHERE kind IN ('short', 'empty') ORDER BY kind;
DROP VIEW sc_all;
DROP TABLE sc_stored, sc_external, sc_main;

-- A database of encoding SQL_ASCII takes any bytes for a key; a Unicode escape above ASCII has no meaning there.
SELECT current_database() AS here \gset
CREATE DATABASE regress_scorecard_ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0;
\c regress_scorecard_ascii
SET client_min_messages = warning;
CREATE EXTENSION aiehr;
SET search_path = public, aiehr;
SET client_encoding = 'SQL_ASCII';
SELECT encode(convert_to((keys(('{"' || convert_from('\xe4b8ad', 'SQL_ASCII') || '": 1}')::scorecard))[1], 'SQL_ASCII'), 'hex') AS utf8,
       encode(scorecard_send(('{"' || convert_from('\xff80', 'SQL_ASCII') || '\u0041": 1}')::scorecard), 'hex') AS no_character;
\set VERBOSITY sqlstate
SELECT '{"\u00e9": 1}'::scorecard;
SELECT '{"\u0041": 1}'::scorecard;
\set VERBOSITY default
\c :here
DROP DATABASE regress_scorecard_ascii;
