-- The algebra of scorecards: by key, and from raw results to decisions.
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

-- The examples that every user sees first.
SELECT composite('{"algorithm": 82, "collaboration": 80}', '{"algorithm": 3, "collaboration": 1}');
SELECT exceeding(gap('{"collaboration": 80}', '{"collaboration": 55}'), 0.15);
SELECT rescale('{"problem_speed": 18}', '{"problem_speed": 60}', '{"problem_speed": 0}');

-- By key, over the common keys; the union takes all, the right side wins.
SELECT a || b AS "union", a - b AS minus, a + b AS plus, a * b AS times, a * 2.0 AS scaled, a * 3 AS scaled_int
FROM (VALUES ('{"a": 1, "b": 2, "c": 3}'::scorecard, '{"b": 10, "c": 20, "d": 30}'::scorecard),
             ('{"a": 1, "b": 2}', '{"a": 5, "b": 7}'),
             ('{"a": 1}', '{"b": 2}'),
             ('{}', '{"b": 2}'),
             ('{"b": 2}', '{}'),
             ('{}', '{}'),
             (NULL, '{"b": 2}')) AS v (a, b);

-- A result of zero is not negative zero; absent is not zero.
SELECT '{"a": 0}'::scorecard * -1.0 AS zero, '{"a": 1}'::scorecard - '{"a": 1}' = '{"a": 0}' AS equal,
       '{"a": 5e-324}'::scorecard * -0.5 AS underflow;

-- No result is infinite; the error names the key.
SELECT pg_temp.error_of($$SELECT '{"x": 1, "a": 1e308}'::scorecard + '{"a": 1e308, "x": 1}'$$);
SELECT pg_temp.error_of($$SELECT '{"a": 1e308}'::scorecard - '{"a": -1e308, "b": 1}'$$);
SELECT pg_temp.error_of($$SELECT '{"a": 1e200}'::scorecard * '{"a": 1e200}'::scorecard$$);
SELECT pg_temp.error_of($$SELECT '{"a": 1e200}'::scorecard * 1e200$$);
SELECT pg_temp.error_of($$SELECT '{"a": 1}'::scorecard * 'NaN'::float8$$);
SELECT pg_temp.error_of($$SELECT '{"a": 0}'::scorecard * 'Infinity'::float8$$);
SELECT '{}'::scorecard * 'NaN'::float8 AS nothing_to_spoil;

-- A union may not have more than 1000 keys.
CREATE TABLE sc_wide AS
SELECT scorecard_agg('k' || i, i) AS low, scorecard_agg('l' || i, i) AS other FROM generate_series(1, 600) AS i;
SELECT pg_temp.error_of('SELECT low || other FROM sc_wide');
SELECT cardinality(keys(low || slice(other, array(SELECT 'l' || i FROM generate_series(1, 400) AS i)))) FROM sc_wide;

-- rescale: to 0..100, reversed where lo > hi; bounds of other keys do not matter.
SELECT rescale('{"a": 3, "b": 3}', '{"a": 1, "b": 5, "c": 9}', '{"a": 5, "b": 1}');
SELECT rescale(('{"s": ' || raw || '}')::scorecard, '{"s": 60}', '{"s": 0}') FROM unnest('{60,45,18,0}'::float8[]) AS raw;
SELECT rescale('{}', '{}', '{}'), rescale(NULL, '{}', '{}'), rescale('{}', '{}', '{}', NULL);
-- on a scale whose width overflows
SELECT rescale('{"a": 0, "b": 1e308, "c": -1.7e308}', '{"a": -1.7e308, "b": -1e308, "c": -1.7e308}',
               '{"a": 1.7e308, "b": 1e308, "c": 1e308}');
-- and on the narrowest
SELECT rescale('{"a": 5e-324}', '{"a": 0}', '{"a": 1e-323}');
-- outside: an error, or the bound
SELECT pg_temp.error_of($$SELECT rescale('{"a": 5.5}', '{"a": 1}', '{"a": 5}')$$);
SELECT pg_temp.error_of($$SELECT rescale('{"a": 61}', '{"a": 60}', '{"a": 0}')$$);
SELECT rescale('{"a": 5.5, "b": 61, "c": -2}', '{"a": 1, "b": 60, "c": 0}', '{"a": 5, "b": 0, "c": 9}', true);
SELECT rescale('{"a": 5.5}', '{"a": 1}', '{"a": 5}', clamp => true);
-- wrong bounds
SELECT pg_temp.error_of($$SELECT rescale('{"a": 1, "b": 1}', '{"a": 1}', '{"a": 5, "b": 1}')$$);
SELECT pg_temp.error_of($$SELECT rescale('{"a": 1, "b": 1}', '{"a": 1, "b": 0}', '{"a": 5}')$$);
SELECT pg_temp.error_of($$SELECT rescale('{"a": 1}', '{"a": 1}', '{"a": 1}')$$);
SELECT pg_temp.error_of($$SELECT rescale('{"a": 1}', '{"a": 0}', '{"a": -0}', true)$$);

-- composite: keys that the weights lack do not count, not even in the last digit.
SELECT composite(s, w) AS composite, composite(s || '{"zz": 77.7, "aa": 1e300}', w) = composite(s, w) AS same
FROM (VALUES ('{"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4, "e": 0.7}'::scorecard,
              '{"a": 0.1, "b": 0.3, "c": 0.2, "d": 0.3, "e": 0.1}'::scorecard)) AS v (s, w);
-- missing scores: renormalise, null, error
SELECT composite('{"a": 50, "b": 80}', '{"a": 1, "b": 2, "c": 1}') AS renormalised,
       composite('{"a": 50, "b": 80}', '{"a": 1, "b": 2, "c": 1}', 'null') AS by_null,
       composite('{"a": 50, "b": 80, "c": 20}', '{"a": 1, "b": 2, "c": 1}', 'null') AS all_there,
       composite('{"a": 50, "b": 80, "c": 20}', '{"a": 1, "b": 2, "c": 1}', 'error') AS all_there_too;
SELECT pg_temp.error_of($$SELECT composite('{"a": 50, "b": 80}', '{"a": 1, "b": 2, "c": 1}', 'error')$$);
SELECT pg_temp.error_of($$SELECT composite('{"a": 50}', '{"a": 1}', 'zero')$$);
-- at least half of the items and of the weight, exactly half being enough
SELECT composite('{"a": 50}', '{"a": 1, "b": 1}') AS half,
       composite('{"a": 50}', '{"a": 1, "b": 1, "c": 1}') AS third_of_items,
       composite('{"a": 50}', '{"a": 8, "b": 1, "c": 1}') AS one_item_of_three,
       composite('{"a": 50, "b": 50}', '{"a": 1, "b": 1, "c": 8}') AS fifth_of_weight,
       composite('{"a": 50}', '{"a": 8, "b": 1, "c": 1}', min_share => 0.3) AS lower_bar,
       composite('{"a": 50, "b": 50}', '{"a": 1, "b": 1, "c": 2}', 'renormalise', 0.5000001) AS higher_bar,
       composite('{"x": 50}', '{"a": 1}', min_share => 0) AS nothing_there,
       composite('{"a": 50}', '{"a": 1, "b": 1}', min_share => 1) AS all_needed;
-- half stays half when the weights are no round numbers
SELECT composite('{"a": 10}', '{"a": 0.3, "b": 0.1, "c": 0.2}', min_share => 1 / 3.0) AS third,
       composite('{"a": 10, "d": 20}', '{"a": 0.3, "b": 0.1, "c": 0.2, "d": 1e-17}') AS half;
-- a weight of zero makes no item
SELECT composite('{"a": 50}', '{"a": 1, "b": 0, "c": 0}') AS zero_weights,
       composite('{"a": 50}', '{"a": 1, "b": 0}', 'null') AS not_missing,
       composite('{"a": 50}', '{"a": 1, "b": 0}', 'error') AS no_error,
       composite('{"a": 50, "b": 90}', '{"a": 1, "b": 0}') AS there_but_zero;
-- wrong weights and shares
SELECT pg_temp.error_of($$SELECT composite('{"a": 50}', '{"a": -1, "b": 3}')$$);
SELECT pg_temp.error_of($$SELECT composite('{"a": 50}', '{"a": 0, "b": 0}')$$);
SELECT pg_temp.error_of($$SELECT composite('{"a": 50}', '{}')$$);
SELECT pg_temp.error_of($$SELECT composite('{"a": 50}', '{"a": 1}', min_share => 1.5)$$);
SELECT pg_temp.error_of($$SELECT composite('{"a": 50}', '{"a": 1}', min_share => -0.1)$$);
SELECT pg_temp.error_of($$SELECT composite('{"a": 50}', '{"a": 1}', min_share => 'NaN')$$);
-- NULLs
SELECT composite(NULL, '{"a": 1}'), composite('{"a": 1}', NULL), composite('{"a": 1}', '{"a": 1}', NULL),
       composite('{}', '{"a": 1}');
-- extremes: neither the sum of products nor the sum of weights overflows or vanishes
SELECT composite('{"a": 1.7e308, "b": 1.7e308, "c": 1.7e308}', '{"a": 1, "b": 1, "c": 1}') AS large_scores,
       composite('{"a": 3, "b": 5}', '{"a": 1.7e308, "b": 1.7e308}') AS large_weights,
       composite('{"a": 0.25, "b": 0.75}', '{"a": 5e-324, "b": 5e-324}') AS small_weights,
       composite('{"a": 0}', '{"a": 1}') AS zero, composite('{"a": -80, "b": 80}', '{"a": 1, "b": 1}') AS cancelled;

-- Weights from a column, a parameter and a PL/pgSQL variable give the same as constant ones.
CREATE TABLE sc_weighted AS
SELECT i, ('{"a": ' || i || ', "b": ' || i * 2 || CASE WHEN i % 3 = 0 THEN ', "c": 7' ELSE '' END || '}')::scorecard AS s,
       ('{"a": ' || 1 + i % 2 || ', "b": 1' || CASE WHEN i % 4 = 0 THEN ', "c": 1' ELSE '' END || '}')::scorecard AS w,
       (ARRAY['renormalise', 'null'])[1 + i % 2] AS missing
FROM generate_series(1, 24) AS i;
SELECT i, composite(s, w, missing) FROM sc_weighted WHERE i > 16;
SELECT sum(composite(s, '{"a": 1, "b": 3}')) AS constant FROM sc_weighted;
PREPARE by_parameter(scorecard) AS SELECT sum(composite(s, $1)) AS parameter FROM sc_weighted;
SET plan_cache_mode = force_generic_plan;
EXECUTE by_parameter('{"a": 1, "b": 3}');
EXECUTE by_parameter('{"a": 1, "b": 0, "c": 1e-3}');
RESET plan_cache_mode;
SELECT sum(composite(s, '{"a": 1, "b": 0, "c": 1e-3}')) AS constant FROM sc_weighted;
DO $$
DECLARE
	w scorecard;
	mean float8;
	s scorecard = '{"a": 10, "b": 20, "c": 40}';
BEGIN
	FOREACH w IN ARRAY '{"{\"a\": 1}","{\"b\": 1}","{\"a\": 1, \"b\": 3}","{\"a\": 3, \"b\": 1}"}'::scorecard[]
	LOOP
		mean := composite(s, w);
		RAISE NOTICE '% -> %', w, mean;
	END LOOP;
END $$;
-- after an error on the way the call site still works
DO $$
DECLARE
	w scorecard;
BEGIN
	FOREACH w IN ARRAY '{"{\"a\": 1}","{\"a\": -1}","{\"a\": 1}"}'::scorecard[]
	LOOP
		BEGIN
			RAISE NOTICE '%', composite('{"a": 10}', w);
		EXCEPTION WHEN invalid_parameter_value THEN
			RAISE NOTICE '%', SQLERRM;
		END;
	END LOOP;
END $$;
-- weights so wide that they are stored compressed
SELECT round(composite(low, low)::numeric, 6) AS wide, round(composite(slice(low, '{k1,k600}'), low, min_share => 0)::numeric, 6) AS two
FROM sc_wide;

-- gap: relative by default, without keys predicted as zero; in points; over the common keys.
SELECT gap('{"a": 80, "b": 0, "c": 50, "d": 1}', '{"a": 55, "b": 3, "c": 60, "e": 1}') AS relative,
       gap('{"a": 80, "b": 0, "c": 50, "d": 1}', '{"a": 55, "b": 3, "c": 60, "e": 1}', 'points') AS points,
       gap('{"a": 80, "b": 40}', '{"a": 80, "b": 50}') AS same_keys;
SELECT gap('{}', '{}'), gap('{"a": 0}', '{"a": 1}'), gap(NULL, '{}'), gap('{}', '{}', NULL);
SELECT pg_temp.error_of($$SELECT gap('{"a": 1}', '{"a": 1}', 'percent')$$);
SELECT pg_temp.error_of($$SELECT gap('{"a": 5e-324}', '{"a": 1}')$$);
SELECT pg_temp.error_of($$SELECT gap('{"a": -1e308}', '{"a": 1e308}', 'points')$$);

-- exceeding: strictly above, and an exact 15 % never tips over by its last bit.
SELECT exceeding('{"a": 0.16, "b": -0.16, "c": 0.15, "d": -0.15, "e": 0}', 0.15);
SELECT predicted, count(*) AS tipped
FROM unnest('{20,40,60,80,100}'::int[]) AS predicted, unnest(ARRAY[0.85, 1.15]) AS part,
     exceeding(gap(('{"a": ' || predicted || '}')::scorecard, ('{"a": ' || predicted * part || '}')::scorecard), 0.15) AS e
WHERE e <> '{}' GROUP BY predicted;
SELECT exceeding('{"a": 0.1500000004, "b": 0.150000001, "c": 0.1500000006}', 0.15) AS rounded,
       exceeding('{"a": 0.1}', 0) AS above_zero, exceeding('{"a": 1e-10}', 0) AS nearly_zero,
       exceeding('{"a": 1e300, "b": -1e308, "c": 10000000.000000001}', 1e7) AS large,
       exceeding('{"a": 1e300}', 'Infinity') AS above_infinity, exceeding('{}', 0.15) AS empty, exceeding(NULL, 1) AS n;
SELECT pg_temp.error_of($$SELECT exceeding('{"a": 1}', -0.1)$$);
SELECT pg_temp.error_of($$SELECT exceeding('{"a": 1}', 'NaN')$$);

-- dot: negative weights are welcome; NULL where a key of the weights is absent.
SELECT dot('{"a": 2, "b": 3, "x": 100}', '{"a": 0.5, "b": -1}') AS plain, dot('{"a": 2, "b": 3}', '{"b": -1, "a": 0.5}') AS same_keys,
       dot('{"a": 2}', '{"a": 1, "b": 1}') AS absent, dot('{"a": 2}', '{}') AS empty, dot(NULL, '{}') AS n;
SELECT pg_temp.error_of($$SELECT dot('{"a": 1e200}', '{"a": 1e200}')$$);
-- more keys than one step of the loop
SELECT dot(s, s) AS dot, (SELECT sum(i::float8 * i) FROM generate_series(1, 600) AS i) AS expected
FROM (SELECT low AS s FROM sc_wide) AS q;

DROP TABLE sc_wide, sc_weighted;
