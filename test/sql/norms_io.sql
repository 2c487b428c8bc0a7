-- Text and binary form of norms: every bit comes back, and what no sample can be is refused.
SET search_path = public, aiehr;

CREATE TABLE nmio (id int, norm norm);
INSERT INTO nmio SELECT 1, norm(1e9 + i / 3.0::float8) FROM generate_series(1, 100) AS i;
INSERT INTO nmio SELECT 2, norm(sin(i % 40) * 1e-300) FROM generate_series(1, 100) AS i;
INSERT INTO nmio SELECT 3, norm(NULL::float8);
INSERT INTO nmio SELECT 4, norm(7);
INSERT INTO nmio SELECT 5, norm(sqrt(i)) FROM generate_series(1, 5000) AS i;
SELECT id, norm_n(norm), norm_send(norm::text::norm) = norm_send(norm) AS text_keeps_every_bit, norm_mean(norm::text::norm) IS NOT DISTINCT FROM norm_mean(norm) AS mean,
	norm_sd(norm::text::norm) IS NOT DISTINCT FROM norm_sd(norm) AS sd FROM nmio ORDER BY id;

-- Binary, out and in again.
SELECT current_setting('data_directory') || '/norms_io.data' AS file \gset
COPY nmio TO :'file' WITH (FORMAT binary);
CREATE TABLE nmio_again (LIKE nmio);
COPY nmio_again FROM :'file' WITH (FORMAT binary);
SELECT count(*) AS same FROM nmio JOIN nmio_again a USING (id) WHERE a.norm::text = nmio.norm::text AND norm_skewness(a.norm) IS NOT DISTINCT FROM norm_skewness(nmio.norm);

-- Counts may be left out where all are 1, as the text form does; other members do not matter.
SELECT '{"count": [2, 1], "value": [1, 2], "more": 1}'::norm, '{"value": [1, 2], "count": [1, 1]}'::norm, '{"value": [-0.0]}'::norm;
-- Not JSON, not an object, members missing or of another kind or length.
SELECT 'x'::norm;
SELECT '[]'::norm;
SELECT '{"count": [1]}'::norm;
SELECT '{"value": 1}'::norm;
SELECT '{"value": ["1"]}'::norm;
SELECT '{"value": [1, 2], "count": [1]}'::norm;
SELECT '{"value": [1, 2], "count": 1}'::norm;
-- Scores that are out of order or twice there, or none; counts that are none; a range that is no number.
SELECT '{"value": [2, 1]}'::norm;
SELECT '{"value": [1, 1]}'::norm;
SELECT '{"value": [null]}'::norm;
SELECT '{"value": [1e400]}'::norm;
SELECT '{"value": [1], "count": [0]}'::norm;
SELECT '{"value": [1], "count": [1.5]}'::norm;
SELECT '{"value": [1], "count": [null]}'::norm;
SELECT '{"value": [1, 2], "count": [9007199254740992, 1]}'::norm;
SELECT '{"value": [-1.7e308, 1.7e308]}'::norm;
-- As many scores as can be counted, and one more.
SELECT norm_n(full_up), norm_quantile(full_up, 0.5) FROM (SELECT '{"value": [1, 2], "count": [9007199254740991, 1]}'::norm AS full_up) AS n;
SELECT merge('{"value": [1, 2], "count": [9007199254740991, 1]}'::norm, '{"value": [3]}');
DROP TABLE nmio, nmio_again;
