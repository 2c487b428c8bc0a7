-- Stored bytes that no code of ours wrote: every function refuses them cleanly, none reads beyond them.
SET search_path = public, aiehr;

-- A type of plain bytes, aligned as scorecards are, lets a test write what it likes into one.
CREATE TYPE sc_raw;
SET client_min_messages = warning;
CREATE FUNCTION sc_raw_in(cstring) RETURNS sc_raw LANGUAGE internal IMMUTABLE STRICT AS 'byteain';
CREATE FUNCTION sc_raw_out(sc_raw) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'byteaout';
CREATE TYPE sc_raw (INPUT = sc_raw_in, OUTPUT = sc_raw_out, ALIGNMENT = double, STORAGE = extended);
RESET client_min_messages;
CREATE CAST (sc_raw AS scorecard) WITHOUT FUNCTION;
CREATE CAST (sc_raw AS scorecard_state) WITHOUT FUNCTION;
CREATE CAST (sc_raw AS scorecard_list) WITHOUT FUNCTION;
CREATE CAST (scorecard_list AS sc_raw) WITHOUT FUNCTION;
CREATE CAST (scorecard AS sc_raw) WITHOUT FUNCTION;
CREATE CAST (scorecard_state AS sc_raw) WITHOUT FUNCTION;

-- Every use of a card x and of a state x. What is aggregated is aggregated twice.
CREATE TABLE sc_use (type text, expression text);
INSERT INTO sc_use VALUES
 ('scorecard', 'x::text'), ('scorecard', 'scorecard_send(x)::text'), ('scorecard', 'x::jsonb::text'), ('scorecard', '(x -> ''coding'')::text'),
 ('scorecard', '(x ? ''zz'')::text'), ('scorecard', 'keys(x)::text'), ('scorecard', '(SELECT sum(length(key) + value) FROM each(x))::text'),
 ('scorecard', 'slice(x, ''{coding,teamwork}'')::text'), ('scorecard', '(x || g)::text'), ('scorecard', '(g || x)::text'), ('scorecard', '(x || x)::text'),
 ('scorecard', '(x - g)::text'), ('scorecard', '(g + x)::text'), ('scorecard', '(x * x)::text'), ('scorecard', '(x * 2.0)::text'),
 ('scorecard', 'rescale(x, g * -10.0, g * 10.0, true)::text'), ('scorecard', 'rescale(g, x, g * 10.0, true)::text'), ('scorecard', 'rescale(x, x, x)::text'),
 ('scorecard', 'composite(x, g)::text'), ('scorecard', 'composite(g, x)::text'), ('scorecard', 'composite(x, x, min_share => 0)::text'), ('scorecard', 'composite(x || g, g)::text'),
 ('scorecard', 'dot(x, g)::text'), ('scorecard', 'dot(g, x)::text'), ('scorecard', 'gap(x, g)::text'), ('scorecard', 'gap(g, x, ''points'')::text'),
 ('scorecard', 'exceeding(x, 0.5)::text'), ('scorecard', '(x = g)::text'), ('scorecard', '(x < g)::text'), ('scorecard', 'scorecard_cmp(g, x)::text'),
 ('scorecard', 'scorecard_hash(x)::text'), ('scorecard', 'scorecard_hash_extended(x, 1)::text'), ('scorecard', 'scorecard_smaller(x, g)::text'),
 ('scorecard', 'scorecard_larger(g, x)::text'),
 ('scorecard', 'scorecard_copy_final(x)::text'),
 ('scorecard', '(SELECT scorecard_sum(y) FROM (VALUES (x), (g), (x)) v (y))::text'), ('scorecard', '(SELECT scorecard_avg(y) FROM (VALUES (g), (x)) v (y))::text'),
 ('scorecard', '(SELECT scorecard_min(y) FROM (VALUES (x), (g), (x)) v (y))::text'), ('scorecard', '(SELECT scorecard_max(y) FROM (VALUES (g), (x)) v (y))::text'),
 ('scorecard', '(SELECT scorecard_count(y) FROM (VALUES (x), (x)) v (y))::text'),
 ('scorecard_state', 'x::text'), ('scorecard_state', 'scorecard_state_send(x)::text'), ('scorecard_state', 'scorecard_accum(x, ''{"coding": 1, "zz": 2}'')::text'),
 ('scorecard_state', 'scorecard_combine(x, g)::text'), ('scorecard_state', 'scorecard_combine(g, x)::text'), ('scorecard_state', 'scorecard_combine(x, x)::text'),
 ('scorecard_state', 'scorecard_sum_final(x)::text'), ('scorecard_state', 'scorecard_avg_final(x)::text'), ('scorecard_state', 'scorecard_count_final(x)::text'),
 ('scorecard_list', 'x::text'), ('scorecard_list', 'scorecard_list_send(x)::text'), ('scorecard_list', 'scorecard_list_accum(x, ''new'', 1)::text'),
 ('scorecard_list', 'scorecard_list_combine(x, g)::text'), ('scorecard_list', 'scorecard_list_combine(g, x)::text'), ('scorecard_list', 'scorecard_list_final(x)::text');
CREATE TABLE sc_sound (type text, bytes bytea);
INSERT INTO sc_sound
SELECT 'scorecard', s::scorecard::sc_raw::text::bytea
FROM unnest(ARRAY['{}', '{"a": 1}', '{"teamwork": 71, "coding": 84.5}', '{"coding": 1, "learning": 2, "teamwork": 3, "zeal": 4, "编程": 5}']) AS s
UNION ALL
SELECT 'scorecard_state', s::scorecard_state::sc_raw::text::bytea
FROM unnest(ARRAY['{}', '{"coding": [2, 1, 0.5], "teamwork": [3, 1e10, -1e-10]}']) AS s
UNION ALL
SELECT 'scorecard_list', s::scorecard_list::sc_raw::text::bytea
FROM unnest(ARRAY['{}', '{"learning": 1, "teamwork": 3, "zeal": 1e10}']) AS s;

-- Tries every use of these bytes; gives back each outcome that is neither a value nor a clean error.
CREATE FUNCTION pg_temp.try(bytes bytea, type text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	use text;
	good text = CASE type WHEN 'scorecard' THEN '{"coding": 60, "teamwork": 70}' WHEN 'scorecard_list' THEN '{"coding": 60}' ELSE '{"coding": [1, 2, 0]}' END;
BEGIN
	FOR use IN SELECT expression FROM sc_use WHERE sc_use.type = try.type
	LOOP
		BEGIN
			EXECUTE format('SELECT %s FROM (SELECT %L::sc_raw::%I AS x, %L::%3$I AS g OFFSET 0) AS q', use, bytes, type, good);
		EXCEPTION WHEN OTHERS THEN
			-- damage; out of range; a wrong weight, bound or second key; too many keys; invalid characters in a key
			IF SQLSTATE NOT IN ('XX001', '22003', '22023', '54000', '22021') THEN
				RETURN NEXT SQLSTATE || ' ' || SQLERRM || ' in ' || use || ' of ' || bytes::text;
			END IF;
		END;
	END LOOP;
END $$;

-- Sound bytes pass, so the test means something.
SELECT count(*) AS sound, bool_and(CASE type WHEN 'scorecard' THEN bytes::text::sc_raw::scorecard::text::scorecard::sc_raw::text::bytea = bytes
	WHEN 'scorecard_list' THEN bytes::text::sc_raw::scorecard_list::text::scorecard_list::sc_raw::text::bytea = bytes
	ELSE bytes::text::sc_raw::scorecard_state::text::scorecard_state::sc_raw::text::bytea = bytes END) AS same FROM sc_sound;

-- Wrong in one way each: header, counts, keys, scores.
CREATE TABLE sc_damaged (what text, bytes bytea);
INSERT INTO sc_damaged
SELECT what, change FROM (SELECT bytes AS b FROM sc_sound WHERE length(bytes) = 44) AS q, LATERAL (VALUES
	('empty', ''::bytea), ('shorter than a header', substr(b, 1, 8)), ('header alone', substr(b, 1, 12)), ('one byte short', substr(b, 1, 43)), ('one byte more', b || '\x00'::bytea),
	('unknown format', set_byte(b, 0, 9)), ('one key less', set_byte(b, 2, 1)), ('one key more', set_byte(b, 2, 3)), ('many keys', set_byte(b, 3, 255)), ('no column', set_byte(b, 4, 0)),
	('a state', set_byte(b, 4, 3)), ('block of keys too large', set_byte(b, 8, 255)), ('huge block of keys', set_byte(b, 11, 127)),
	('empty key', set_byte(b, 28, 0)), ('key beyond the end', set_byte(b, 28, 60)), ('second key beyond the end', set_byte(b, 35, 12)), ('key too long', set_byte(b, 28, 200)),
	('keys out of order', set_byte(b, 29, 122)), ('last key too short', set_byte(b, 35, 5)),
	('NaN', overlay(b PLACING '\x000000000000f87f'::bytea FROM 13)), ('infinity', overlay(b PLACING '\x000000000000f07f'::bytea FROM 13))) AS c (what, change);
SELECT count(*) AS of_this_length FROM sc_sound WHERE length(bytes) = 44;
CREATE FUNCTION pg_temp.out_of(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN bytes::text::sc_raw::scorecard::text;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SELECT what, pg_temp.out_of(bytes) AS text, (SELECT count(*) FROM pg_temp.try(bytes, 'scorecard')) AS unclean FROM sc_damaged ORDER BY 2, 1;

-- Random damage: bytes changed, cut off and put in.
SELECT setseed(0.25);
SELECT outcome FROM (
	SELECT type, CASE i % 3 WHEN 0 THEN substr(b, 1, (random() * length(b))::int) WHEN 1 THEN b ELSE substr(b, 1, length(b) / 2) || b END AS bytes
	FROM (SELECT i, type, CASE WHEN length(bytes) > 12 AND i % 2 = 0 THEN set_byte(set_byte(bytes, 12 + (random() * (length(bytes) - 13))::int, (random() * 255)::int), (random() * (length(bytes) - 1))::int, (random() * 255)::int)
		ELSE set_byte(bytes, (random() * (length(bytes) - 1))::int, (random() * 255)::int) END AS b
	      FROM sc_sound, generate_series(1, 120) AS i) AS q) AS d, pg_temp.try(bytes, type) AS outcome;

DROP TABLE sc_use, sc_sound, sc_damaged;
SET client_min_messages = warning;
DROP TYPE sc_raw CASCADE;
