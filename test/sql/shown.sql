-- What views show of groups: rates with intervals, expectancy tables, and which groups are hidden.
SET client_min_messages = warning;
SET search_path = "$user", public, aiehr;
\set SHOW_CONTEXT never

-- 1. Rates: prop.test(..., correct = FALSE) of R 4.2
SELECT s AS successes, n, rate, round(rate_low::numeric, 9) AS low, round(rate_high::numeric, 9) AS high FROM (VALUES (8, 10), (0, 20), (20, 20), (1, 1), (300, 1000)) v (s, n) CROSS JOIN LATERAL proportion(s, n);
SELECT round(rate_low::numeric, 9) AS low, round(rate_high::numeric, 9) AS high FROM proportion(8, 10, 0.9);
SELECT * FROM proportion(0, 0);
SELECT * FROM proportion(NULL, 4);
SELECT rate, rate_low > 0.999 AS low, rate_high FROM proportion(9223372036854775806, 9223372036854775807);
SELECT * FROM proportion(3, 2);
SELECT * FROM proportion(-1, 2);
SELECT * FROM proportion(1, 2, 1);
SELECT * FROM proportion(1, 2, 'NaN');

-- 2. Hidden groups: the small, and then the next smallest until two are hidden, of enough people together
SELECT c, string_agg(n || CASE WHEN hidden THEN '*' ELSE '' END, ' ' ORDER BY place) AS groups
FROM (SELECT c, n, place, suppressed(n, 5) OVER (PARTITION BY c ORDER BY n, place) AS hidden
	FROM (VALUES (1, '{6,7,8}'), (2, '{2,7,8}'), (3, '{2,2,7,8}'), (4, '{3,3,7,8}'), (5, '{1}'), (6, '{5}'), (7, '{1,1,1,1,9,9}'), (8, '{0,9,9}'), (9, '{4,4}')) v (c, g)
	CROSS JOIN LATERAL unnest(g::bigint[]) WITH ORDINALITY AS u (n, place)) s
GROUP BY c ORDER BY c;
SELECT suppressed(NULL, 5) OVER (), suppressed(3, NULL) OVER ();
-- sums beyond the range of bigint
SELECT n, suppressed(n, 5) OVER (ORDER BY i) FROM unnest('{1,9223372036854775807,9223372036854775807,2}'::bigint[]) WITH ORDINALITY AS u (n, i);
SELECT n, suppressed(n, 5) OVER (ORDER BY i) FROM unnest('{-9223372036854775808,-9223372036854775808,7}'::bigint[]) WITH ORDINALITY AS u (n, i);
SELECT suppressed(3, 5);

-- 3. Expectancy tables: ten people in fifths of two; defects pass at the line and below
CREATE TEMP TABLE ten AS SELECT i, scorecard(jsonb_build_object('score', i, 'rating', i % 4, 'defects', 10 - i)) AS card FROM generate_series(1, 10) i;
SELECT e.* FROM (SELECT observations(card, '{score,rating,defects}') AS o FROM ten) x CROSS JOIN LATERAL expectancy(x.o, '{score}', '{rating,defects}', '{2,4}', '{false,true}') AS e;
-- the same by plain SQL
SELECT 1 + (i - 1) / 2 AS fifth, count(*) AS n, count(*) FILTER (WHERE i % 4 >= 2) AS rating, count(*) FILTER (WHERE 10 - i <= 4) AS defects FROM ten GROUP BY 1 ORDER BY 1;
-- who lacks one is out of it; tied scores stay together in the group of their middle, and those that differ by rounding are tied
SELECT e.* FROM (SELECT observations(CASE WHEN i = 3 THEN slice(card, '{score}') ELSE card END, '{score,rating}') AS o FROM ten) x CROSS JOIN LATERAL expectancy(x.o, '{score}', '{rating}', '{2}', '{false}', 3) AS e;
SELECT e."group", e.score_from, e.score_to, e.n, e.passed FROM (SELECT observations(scorecard(jsonb_build_object('score', CASE WHEN i <= 4 THEN 1 + i * 1e-12 ELSE i END, 'rating', i)), '{score,rating}') AS o FROM ten) x CROSS JOIN LATERAL expectancy(x.o, '{score}', '{rating}', '{5}', '{false}') AS e;
SELECT e."group", e.n, e.passed FROM (SELECT observations('{"score": 3, "rating": 1}'::scorecard, '{score,rating}') AS o FROM generate_series(1, 7)) x CROSS JOIN LATERAL expectancy(x.o, '{score}', '{rating}', '{1}', '{false}') AS e;
-- nobody has both
SELECT count(*) FROM (SELECT observations('{"score": 3}'::scorecard, '{score,rating}') AS o FROM generate_series(1, 7)) x CROSS JOIN LATERAL expectancy(x.o, '{score}', '{rating}', '{1}', '{false}') AS e;
-- thousands against ntile, where no scores are tied
SELECT count(*) AS groups, count(*) FILTER (WHERE e.n <> f.n OR e.passed <> f.passed OR e.score_from <> f.least OR e.score_to <> f.most) AS different
FROM (SELECT observations(scorecard(jsonb_build_object('score', (i * 7919) % 10007, 'rating', (i * 31) % 97)), '{score,rating}') AS o FROM generate_series(1, 5000) i) x
CROSS JOIN LATERAL expectancy(x.o, '{score}', '{rating}', '{50}', '{false}', 10) AS e
JOIN (SELECT tenth, count(*) AS n, count(*) FILTER (WHERE (i * 31) % 97 >= 50) AS passed, min((i * 7919) % 10007) AS least, max((i * 7919) % 10007) AS most
	FROM (SELECT i, ntile(10) OVER (ORDER BY (i * 7919) % 10007) AS tenth FROM generate_series(1, 5000) i) t GROUP BY tenth) f ON f.tenth = e."group";
SELECT expectancy(observations(card, '{score,rating}'), '{score}', '{rating}', '{1,2}', '{false}') FROM ten;
SELECT expectancy(observations(card, '{score,rating}'), '{score}', '{rating}', '{NULL}', '{false}') FROM ten;
SELECT expectancy(observations(card, '{score,rating}'), '{score}', '{rating}', '{NaN}', '{false}') FROM ten;
SELECT expectancy(observations(card, '{score,rating}'), '{score}', '{rating}', '{1}', '{}') FROM ten;
SELECT expectancy(observations(card, '{score,rating}'), '{score}', '{rating}', '{1}', '{false}', 1) FROM ten;
SELECT expectancy(observations(card, '{score,rating}'), '{wit}', '{rating}', '{1}', '{false}') FROM ten;
SELECT * FROM expectancy(NULL, '{score}', '{rating}', '{1}', '{false}');
