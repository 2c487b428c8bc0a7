-- Text and binary form of comoments: every bit comes back, and what no rows can have is refused.
SET search_path = public, aiehr;

CREATE TABLE coio (id int, c comoments);
INSERT INTO coio SELECT 1, comoments(s, '{a,b,"k\"ey ü"}') FROM (
	SELECT jsonb_build_object('a', 1e9 + i / 3.0::float8, 'b', sin(i), 'k"ey ü', (i * i) % 7)::scorecard AS s FROM generate_series(1, 100) AS i) AS r;
INSERT INTO coio SELECT 2, comoments(s, '{a,b,c}', 'pairwise') FROM (
	SELECT jsonb_strip_nulls(jsonb_build_object('a', CASE WHEN i % 2 > 0 THEN i / 7.0::float8 END, 'b', cos(i), 'c', CASE WHEN i % 3 = 0 THEN i * 1e-300 END))::scorecard AS s
	FROM generate_series(1, 100) AS i) AS r;
INSERT INTO coio SELECT 3, comoments('{}'::scorecard, '{x}');
INSERT INTO coio SELECT 4, comoments(s, '{a,b}') FROM (VALUES ('{"a": 0, "b": 1}'::scorecard), ('{"a": 0, "b": -1}'), ('{"a": 0, "b": 0}')) AS v (s);
SELECT id, comoments_send(c::text::comoments) = comoments_send(c) AS text_keeps_every_bit, strpos(c::text, '-0,') > 0 AS has_negative_zero FROM coio ORDER BY id;

-- Binary, out and in again.
SELECT current_setting('data_directory') || '/comoments_io.data' AS file \gset
COPY coio TO :'file' WITH (FORMAT binary);
CREATE TABLE coio_again (LIKE coio);
COPY coio_again FROM :'file' WITH (FORMAT binary);
SELECT count(*) AS same FROM coio JOIN coio_again a USING (id) WHERE a.c::text = coio.c::text;

-- The order of members does not matter, that of keys does.
SELECT '{"rows": [2, 0], "product": [2], "mean": [1], "pivot": [0], "keys": ["a"], "missing": "listwise", "more": 1}'::comoments;
SELECT '{"missing": "listwise", "keys": ["b", "a"], "rows": [2, 0], "pivot": [0, 0], "mean": [1, 1], "product": [2, 1, 2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a", "a"], "rows": [2, 0], "pivot": [0, 0], "mean": [1, 1], "product": [2, 1, 2]}'::comoments;
-- Not JSON, not an object, members missing or of another kind or length.
SELECT 'x'::comoments;
SELECT '[]'::comoments;
SELECT '{"missing": "listwise"}'::comoments;
SELECT '{"missing": "casewise", "keys": ["a"], "rows": [2, 0], "pivot": [0], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "listwise", "keys": [1], "rows": [2, 0], "pivot": [0], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a"], "rows": 2, "pivot": [0], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a"], "rows": [2, 0, 0], "pivot": [0], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a"], "rows": [2, 0], "pivot": ["0"], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "pairwise", "keys": ["a"], "rows": [2, 0], "pivot": [0], "mean": [1], "product": [2]}'::comoments;
-- Numbers that no rows can have.
SELECT '{"missing": "listwise", "keys": ["a"], "rows": [2, 0], "pivot": [null], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a"], "rows": [2, 0], "pivot": [1e400], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a"], "rows": [1.5, 0], "pivot": [0], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a"], "rows": [-2, 0], "pivot": [0], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a"], "rows": [1e17, 0], "pivot": [0], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a"], "rows": [2, 0], "pivot": [0], "mean": [1], "product": [-2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a"], "rows": [1, 0], "pivot": [0], "mean": [1], "product": [2]}'::comoments;
SELECT '{"missing": "listwise", "keys": ["a", "b"], "rows": [2, 0], "pivot": [0, 0], "mean": [1, 1], "product": [1, 2, 1]}'::comoments;
SELECT '{"missing": "pairwise", "keys": ["a"], "rows": [2, 1], "pivot": [0], "mean": [1], "product": [2], "pairs": [2, 0, 0, 0, 0, 0]}'::comoments;
SELECT ('{"missing": "listwise", "rows": [0, 0], "pivot": [' || repeat('0,', 200) || '0], "mean": [' || repeat('0,', 200) || '0], "product": [], "keys": ['
	|| (SELECT string_agg('"k' || to_char(i, 'FM000') || '"', ',') FROM generate_series(1, 201) AS i) || ']}')::comoments;
DROP TABLE coio, coio_again;
