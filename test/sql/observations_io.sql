-- Text and binary form of observations: every bit comes back, and what no rows can have is refused.
SET search_path = public, aiehr;

CREATE TABLE obio (id int, o observations);
INSERT INTO obio SELECT 1, observations(i / 3.0, CASE WHEN i % 3 > 0 THEN 1e-300 * sin(i) END) FROM generate_series(1, 100) AS i;
INSERT INTO obio SELECT 2, observations('né "' || i % 5, jsonb_strip_nulls(jsonb_build_object('a', 1e9 + i / 7.0::float8, 'b', CASE WHEN i % 2 > 0 THEN cos(i) END, 'k"ey ü', (i * i) % 7))::scorecard, '{a,b,"k\"ey ü"}')
	FROM generate_series(1, 100) AS i;
INSERT INTO obio SELECT 3, observations('rater ' || i % 7, 'ratee ' || i, -0.0::float8) FROM generate_series(1, 50) AS i;
INSERT INTO obio SELECT 4, observations('nobody', '{}'::scorecard, '{x}');
INSERT INTO obio SELECT 5, observations('', 'empty label', 1.7976931348623157e308);
SELECT id, observations_send(o::text::observations) = observations_send(o) AS text_keeps_every_bit FROM obio ORDER BY id;

-- Binary, out and in again.
SELECT current_setting('data_directory') || '/observations_io.data' AS file \gset
COPY obio TO :'file' WITH (FORMAT binary);
CREATE TABLE obio_again (LIKE obio);
COPY obio_again FROM :'file' WITH (FORMAT binary);
SELECT count(*) AS same FROM obio JOIN obio_again a USING (id) WHERE a.o::text = obio.o::text;
-- The binary form: version, labels a row, rows, columns; then the numbers, the labels and their numbers row by row.
SELECT encode(observations_send(observations('b', 'aé', 0.5)), 'hex') AS bytes FROM generate_series(1, 2);
-- Stored values are compressed, moved out of line and come back.
ALTER TABLE obio_again ALTER o SET STORAGE external;
TRUNCATE obio_again;
INSERT INTO obio_again SELECT 1, observations(i::text, i, i / 2.0) FROM generate_series(1, 2000) AS i;
INSERT INTO obio_again SELECT 2, observations('x', 1) FROM generate_series(1, 50000) AS i;
SELECT id, pg_column_size(o) > 8000 AS large, (observations_send(o) = observations_send(o::text::observations)) AS same FROM obio_again ORDER BY id;

-- The order of members does not matter, that of columns does. Members that are none of ours are ignored.
SELECT '{"first_of": [1, 0], "more": 1, "value": [1, null], "first": ["b", "a"], "columns": ["x"]}'::observations;
SELECT '{"columns": ["y", "x"], "value": [1, 2]}'::observations;
SELECT '{"columns": ["x", "x"], "value": [1, 2]}'::observations;
SELECT '{"columns": ["x"], "value": []}'::observations;
-- Not JSON, not an object, members missing or of another kind or length.
SELECT 'x'::observations;
SELECT '[]'::observations;
SELECT '{"columns": ["x"]}'::observations;
SELECT '{"value": [1]}'::observations;
SELECT '{"columns": [], "value": []}'::observations;
SELECT '{"columns": ["x", "y"], "value": [1, 2, 3]}'::observations;
SELECT '{"columns": "x", "value": [1]}'::observations;
SELECT '{"columns": [1], "value": [1]}'::observations;
SELECT '{"columns": [""], "value": [1]}'::observations;
SELECT '{"columns": ["x"], "value": ["1"]}'::observations;
SELECT '{"columns": ["x"], "value": [1e400]}'::observations;
SELECT ('{"value": [], "columns": [' || (SELECT string_agg('"k' || to_char(i, 'FM000') || '"', ',') FROM generate_series(1, 201) AS i) || ']}')::observations;
-- Labels that do not go with the rows.
SELECT '{"columns": ["x"], "value": [1], "first": ["a"]}'::observations;
SELECT '{"columns": ["x"], "value": [1], "second": ["a"], "second_of": [0]}'::observations;
SELECT '{"columns": ["x"], "value": [1], "first": ["a"], "first_of": [0, 0]}'::observations;
SELECT '{"columns": ["x"], "value": [1], "first": ["a"], "first_of": [1]}'::observations;
SELECT '{"columns": ["x"], "value": [1], "first": ["a"], "first_of": [-1]}'::observations;
SELECT '{"columns": ["x"], "value": [1], "first": ["a"], "first_of": [0.5]}'::observations;
SELECT '{"columns": ["x"], "value": [1], "first": ["a"], "first_of": [null]}'::observations;
SELECT '{"columns": ["x"], "value": [1], "first": ["a", "a"], "first_of": [0]}'::observations;
SELECT '{"columns": ["x"], "value": [1], "first": [0], "first_of": [0]}'::observations;
SELECT ('{"columns": ["x"], "value": [1], "first": ["' || repeat('a', 256) || '"], "first_of": [0]}')::observations;

-- Malformed binary input: a file of COPY with one field of these bytes, in hex.
CREATE FUNCTION obio_read(field text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file text := current_setting('data_directory') || '/observations_io.bad';
	bytes bytea := decode(field, 'hex');
	object oid := lo_from_bytea(0, '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x0002'::bytea || int4send(4) || int4send(1) || int4send(length(bytes)) || bytes || '\xffff'::bytea);
	result text;
BEGIN
	PERFORM lo_export(object, file), lo_unlink(object);
	TRUNCATE obio_again;
	EXECUTE format('COPY obio_again FROM %L WITH (FORMAT binary)', file);
	RETURN (SELECT o::text FROM obio_again);
EXCEPTION WHEN invalid_binary_representation OR program_limit_exceeded OR data_corrupted OR protocol_violation OR invalid_parameter_value OR bad_copy_file_format OR character_not_in_repertoire THEN
	GET STACKED DIAGNOSTICS result = MESSAGE_TEXT;
	RETURN result;
END $$;
SELECT what, obio_read(replace(bytes, ' ', '')) FROM (VALUES
	(1, 'one label, one row, one column', '0001 0001 0000000000000001 0001 0001 78 3fe0000000000000 00000001 00000001 61 00000000'),
	(2, 'a missing number', '0001 0000 0000000000000002 0001 0001 78 3fe0000000000000 7ff8000000000000'),
	(3, 'another version', '0002 0001 0000000000000001 0001 0001 78 3fe0000000000000 00000001 00000001 61 00000000'),
	(4, 'three labels', '0001 0003 0000000000000001 0001 0001 78 3fe0000000000000 00000001 00000001 61 00000000'),
	(5, 'more rows than bytes', '0001 0001 0fffffffffffffff 0001 0001 78 3fe0000000000000 00000001 00000001 61 00000000'),
	(6, 'rows below zero', '0001 0001 ffffffffffffffff 0001 0001 78 3fe0000000000000 00000001 00000001 61 00000000'),
	(7, 'no columns', '0001 0000 0000000000000001 0000'),
	(8, 'columns out of order', '0001 0000 0000000000000001 0002 0001 79 0001 78 3fe0000000000000 3fe0000000000000'),
	(9, 'a column too long for what is left', '0001 0000 0000000000000001 0001 00ff 79 3fe0000000000000'),
	(10, 'an infinite number', '0001 0000 0000000000000001 0001 0001 78 7ff0000000000000'),
	(11, 'a label twice', '0001 0001 0000000000000001 0001 0001 78 3fe0000000000000 00000002 00000001 61 00000001 61 00000000'),
	(12, 'a label with a zero byte', '0001 0001 0000000000000001 0001 0001 78 3fe0000000000000 00000001 00000002 6100 00000000'),
	(13, 'more labels than bytes', '0001 0001 0000000000000001 0001 0001 78 3fe0000000000000 7fffffff 00000001 61 00000000'),
	(14, 'a row with a label that is none', '0001 0001 0000000000000001 0001 0001 78 3fe0000000000000 00000001 00000001 61 00000001'),
	(15, 'a row with a label below zero', '0001 0001 0000000000000001 0001 0001 78 3fe0000000000000 00000001 00000001 61 ffffffff'),
	(16, 'too long', '0001 0001 0000000000000001 0001 0001 78 3fe0000000000000 00000001 00000001 61 00000000 00'),
	(17, 'too short by a byte', '0001 0001 0000000000000001 0001 0001 78 3fe0000000000000 00000001 00000001 61 000000'),
	(18, 'nothing', ''),
	(19, 'a negative zero, which becomes one', '0001 0000 0000000000000001 0001 0001 78 8000000000000000')) AS v (i, what, bytes) ORDER BY i;
-- Cut anywhere, it is refused.
SELECT count(*) AS cuts, count(*) FILTER (WHERE obio_read(left(bytes, 2 * i)) = 'binary value is too short') AS refused
FROM (SELECT encode(observations_send(observations('rater', 'ratee', '{"a": 1, "b": 2}'::scorecard, '{a,b}')), 'hex') AS bytes FROM generate_series(1, 3)) AS o, generate_series(0, length(bytes) / 2 - 1) AS i;

-- Stored bytes that no code of ours wrote: every use refuses them cleanly or reads them, none reads beyond them.
CREATE TYPE obio_raw;
SET client_min_messages = warning;
CREATE FUNCTION obio_raw_in(cstring) RETURNS obio_raw LANGUAGE internal IMMUTABLE STRICT AS 'byteain';
CREATE FUNCTION obio_raw_out(obio_raw) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'byteaout';
CREATE TYPE obio_raw (INPUT = obio_raw_in, OUTPUT = obio_raw_out, ALIGNMENT = double, STORAGE = extended);
RESET client_min_messages;
CREATE CAST (obio_raw AS observations) WITHOUT FUNCTION;
CREATE CAST (observations AS obio_raw) WITHOUT FUNCTION;
CREATE FUNCTION obio_use(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	o observations := bytes::text::obio_raw::observations;
BEGIN
	PERFORM o::text, observations_send(o), merge(o, o), observations_accum(o, 'z', 1);
	PERFORM (kruskal_wallis(o)).n;
	RETURN 'read';
EXCEPTION WHEN data_corrupted OR invalid_parameter_value THEN
	RETURN 'refused';
END $$;
CREATE TABLE obio_sound AS SELECT observations(CASE WHEN i < 3 THEN 'a' ELSE 'b' END, i)::obio_raw::text::bytea AS bytes FROM generate_series(1, 4) AS i;
SELECT obio_use(bytes) FROM obio_sound;
SELECT obio_use(substr(bytes, 1, i)) AS cut, count(*) > 0 AS some FROM obio_sound, generate_series(0, length(bytes) - 1) AS i GROUP BY 1 ORDER BY 1;
SELECT obio_use(bytes || '\x00') AS too_long FROM obio_sound;
SELECT obio_use(set_byte(bytes, i, value)) IN ('read', 'refused') AS survived, count(*) = 4 * (SELECT length(bytes) FROM obio_sound) AS all
FROM obio_sound, generate_series(0, length(bytes) - 1) AS i, unnest('{0,1,127,255}'::int[]) AS value GROUP BY 1;

DROP TABLE obio, obio_again, obio_sound;
DROP FUNCTION obio_read, obio_use;
SET client_min_messages = warning;
DROP TYPE obio_raw CASCADE;
