-- Text and binary form of groups: every bit comes back, and what no rows can have is refused.
SET search_path = public, aiehr;

CREATE TABLE grio (id int, g groups);
INSERT INTO grio SELECT 1, groups('k"ey ü' || i % 7, 1e9 + i / 3.0::float8) FROM generate_series(1, 100) AS i;
INSERT INTO grio SELECT 2, groups('g' || i % 30, sin(i) * 1e-60) FROM generate_series(1, 1000) AS i;
INSERT INTO grio SELECT 3, groups('nobody', NULL::float8);
INSERT INTO grio SELECT 4, groups('', x) FROM (VALUES ('-0'::float8), (1e70), (-1e70)) AS v (x);
INSERT INTO grio SELECT 5, groups('group ' || i, i) FROM generate_series(1, 3000) AS i;
SELECT id, (group_anova(g)).groups, groups_send(g::text::groups) = groups_send(g) AS text_keeps_every_bit, strpos(g::text, '-0,') > 0 AS has_negative_zero FROM grio ORDER BY id;

-- Binary, out and in again.
SELECT current_setting('data_directory') || '/groups_io.data' AS file \gset
COPY grio TO :'file' WITH (FORMAT binary);
CREATE TABLE grio_again (LIKE grio);
COPY grio_again FROM :'file' WITH (FORMAT binary);
SELECT count(*) AS same FROM grio JOIN grio_again a USING (id) WHERE a.g::text = grio.g::text;

-- Neither the order of members matters nor that of labels.
SELECT '{"squares": [0, 2], "mean": [0, 0.5], "pivot": [-0.0, 3], "n": [1, 2], "label": ["b", "a"], "more": 1}'::groups;
-- Not JSON, not an object, members missing or of another kind or length, labels twice there or too long.
SELECT 'x'::groups;
SELECT '[]'::groups;
SELECT '{"label": ["a"]}'::groups;
SELECT '{"label": "a", "n": [1], "pivot": [1], "mean": [0], "squares": [0]}'::groups;
SELECT '{"label": [1], "n": [1], "pivot": [1], "mean": [0], "squares": [0]}'::groups;
SELECT '{"label": ["a"], "n": [1, 1], "pivot": [1], "mean": [0], "squares": [0]}'::groups;
SELECT '{"label": ["a"], "n": ["1"], "pivot": [1], "mean": [0], "squares": [0]}'::groups;
SELECT '{"label": ["a", "a"], "n": [1, 1], "pivot": [1, 1], "mean": [0, 0], "squares": [0, 0]}'::groups;
SELECT ('{"label": ["' || repeat('x', 256) || '"], "n": [1], "pivot": [1], "mean": [0], "squares": [0]}')::groups;
-- Numbers that no rows can have.
SELECT '{"label": ["a"], "n": [0], "pivot": [1], "mean": [0], "squares": [0]}'::groups;
SELECT '{"label": ["a"], "n": [1.5], "pivot": [1], "mean": [0], "squares": [0]}'::groups;
SELECT '{"label": ["a"], "n": [1e17], "pivot": [1], "mean": [0], "squares": [0]}'::groups;
SELECT '{"label": ["a"], "n": [2], "pivot": [null], "mean": [0], "squares": [0]}'::groups;
SELECT '{"label": ["a"], "n": [2], "pivot": [1e400], "mean": [0], "squares": [0]}'::groups;
SELECT '{"label": ["a"], "n": [2], "pivot": [2e70], "mean": [0], "squares": [0]}'::groups;
SELECT '{"label": ["a"], "n": [2], "pivot": [1], "mean": [3e70], "squares": [0]}'::groups;
SELECT '{"label": ["a"], "n": [2], "pivot": [1], "mean": [0], "squares": [-1]}'::groups;
SELECT '{"label": ["a"], "n": [2], "pivot": [1], "mean": [0], "squares": [1e142]}'::groups;
SELECT '{"label": ["a"], "n": [1], "pivot": [1], "mean": [0], "squares": [1]}'::groups;
DROP TABLE grio, grio_again;
