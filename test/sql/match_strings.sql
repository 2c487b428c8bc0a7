-- Distances between strings, over characters.
SET search_path = aiehr, public;

-- A Chinese character is one character
SELECT levenshtein_distance('张伟', '张炜') AS one, levenshtein_distance('张伟强', '强伟张') AS two,
	osa_distance('张伟强', '张强伟') AS swapped, levenshtein_distance('张伟强', '张强伟') AS unswapped,
	round(jaro_winkler('张伟强', '张炜强')::numeric, 4) AS similar;

-- Values from the literature: Winkler (1990), and the usual examples
SELECT a, b, levenshtein_distance(a, b), osa_distance(a, b), round(jaro_winkler(a, b)::numeric, 4) AS jaro_winkler
FROM (VALUES ('MARTHA', 'MARHTA'), ('DWAYNE', 'DUANE'), ('DIXON', 'DICKSONX'), ('kitten', 'sitting'), ('ca', 'abc'),
	('SHACKLEFORD', 'SHACKELFORD'), ('abcvwxyz', 'cabvwxyz')) AS pairs(a, b) ORDER BY a;

-- Nothing against nothing, and against something
SELECT levenshtein_distance('', '') AS lev, osa_distance('', '王芳') AS osa, jaro_winkler('', '') AS both_empty,
	jaro_winkler('', 'a') AS one_empty, jaro_winkler('a', 'b') AS nothing_common, jaro_winkler('王', '王') AS same;

-- NULL gives NULL
SELECT levenshtein_distance(NULL, 'a') IS NULL AND osa_distance('a', NULL) IS NULL AND jaro_winkler(NULL, NULL) IS NULL AS unknown;

-- The plain tables, which the functions must agree with
CREATE FUNCTION pg_temp.plain_distance(a text, b text, swaps boolean) RETURNS integer
	LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	x text[] := CASE WHEN a = '' THEN '{}' ELSE regexp_split_to_array(a, '') END;
	y text[] := CASE WHEN b = '' THEN '{}' ELSE regexp_split_to_array(b, '') END;
	m integer := cardinality(x);
	n integer := cardinality(y);
	before_last integer[];
	last integer[] := ARRAY(SELECT generate_series(0, n));
	now integer[];
BEGIN
	FOR i IN 1 .. m LOOP
		now := ARRAY[i];
		FOR j IN 1 .. n LOOP
			now[j + 1] := least(last[j + 1] + 1, now[j] + 1, last[j] + (x[i] <> y[j])::integer);
			IF swaps AND i > 1 AND j > 1 AND x[i] = y[j - 1] AND x[i - 1] = y[j] THEN
				now[j + 1] := least(now[j + 1], before_last[j - 1] + 1);
			END IF;
		END LOOP;
		before_last := last;
		last := now;
	END LOOP;
	RETURN last[n + 1];
END
$$;
CREATE FUNCTION pg_temp.plain_jaro_winkler(a text, b text) RETURNS float8
	LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	m integer := length(a);
	n integer := length(b);
	reach integer := greatest(greatest(m, n) / 2 - 1, 0);
	taken boolean[] := array_fill(false, ARRAY[m + 1]);
	from_b text := '';
	from_a text := '';
	wrong integer := 0;
	c float8;
	jaro float8;
	prefix integer := 0;
BEGIN
	IF m = 0 OR n = 0 THEN
		RETURN (m = n)::integer;
	END IF;
	FOR j IN 1 .. n LOOP
		FOR i IN greatest(1, j - reach) .. least(m, j + reach) LOOP
			IF NOT taken[i] AND substr(a, i, 1) = substr(b, j, 1) THEN
				taken[i] := true;
				from_b := from_b || substr(b, j, 1);
				EXIT;
			END IF;
		END LOOP;
	END LOOP;
	FOR i IN 1 .. m LOOP
		IF taken[i] THEN
			from_a := from_a || substr(a, i, 1);
		END IF;
	END LOOP;
	c := length(from_a);
	IF c = 0 THEN
		RETURN 0;
	END IF;
	FOR i IN 1 .. length(from_a) LOOP
		wrong := wrong + (substr(from_a, i, 1) <> substr(from_b, i, 1))::integer;
	END LOOP;
	jaro := (c / m + c / n + (c - wrong / 2) / c) / 3;
	WHILE prefix < 4 AND prefix < least(m, n) AND substr(a, prefix + 1, 1) = substr(b, prefix + 1, 1) LOOP
		prefix := prefix + 1;
	END LOOP;
	RETURN CASE WHEN jaro > 0.7 THEN jaro + prefix * 0.1 * (1 - jaro) ELSE jaro END;
END
$$;

-- Pairs from few characters, so that they have much in common: Chinese, Latin, both, and beyond the 16-bit plane
CREATE TEMPORARY TABLE pair AS
	SELECT i, string_agg(substr(letters, 1 + floor(random() * length(letters))::integer, 1), '') FILTER (WHERE side = 1) AS a,
		string_agg(substr(letters, 1 + floor(random() * length(letters))::integer, 1), '') FILTER (WHERE side = 2) AS b
	FROM (SELECT i, (ARRAY['张伟强王', '王小明李芳abc ', 'abcd', '𠮷野家é'])[1 + i % 4] AS letters,
			floor(random() * 12)::integer AS m, floor(random() * 12)::integer AS n
		FROM (SELECT setseed(0.4)) AS seed, generate_series(1, 10200) AS i) AS drawn,
		LATERAL (SELECT 1 AS side, generate_series(1, m) UNION ALL SELECT 2, generate_series(1, n)) AS place
	GROUP BY i;
UPDATE pair SET a = coalesce(a, ''), b = coalesce(b, '');
SELECT count(*) >= 10000 AS enough, count(*) FILTER (WHERE levenshtein_distance(a, b) <> pg_temp.plain_distance(a, b, false)) AS wrong_levenshtein,
	count(*) FILTER (WHERE osa_distance(a, b) <> pg_temp.plain_distance(a, b, true)) AS wrong_osa,
	count(*) FILTER (WHERE abs(jaro_winkler(a, b) - pg_temp.plain_jaro_winkler(a, b)) > 1e-12) AS wrong_jaro_winkler,
	count(*) FILTER (WHERE osa_distance(a, b) < levenshtein_distance(a, b)) > 100 AS has_swaps,
	count(*) FILTER (WHERE jaro_winkler(a, b) BETWEEN 0.5 AND 0.99) > 1000 AS has_similar
FROM pair;

-- The same with strings of more than one and two words of bits, lengths at their borders
CREATE TEMPORARY TABLE long_pair AS
	SELECT i, string_agg(substr('王ab', 1 + floor(random() * 3)::integer, 1), '') FILTER (WHERE side = 1) AS a,
		string_agg(substr('王ab', 1 + floor(random() * 3)::integer, 1), '') FILTER (WHERE side = 2) AS b
	FROM (SELECT i, (ARRAY[63, 64, 65, 128, 129, 200])[1 + i % 6] AS m, (ARRAY[64, 65, 127, 150])[1 + i % 4] AS n
		FROM (SELECT setseed(0.5)) AS seed, generate_series(1, 24) AS i) AS drawn,
		LATERAL (SELECT 1 AS side, generate_series(1, m) UNION ALL SELECT 2, generate_series(1, n)) AS place
	GROUP BY i;
SELECT count(*), count(*) FILTER (WHERE levenshtein_distance(a, b) <> pg_temp.plain_distance(a, b, false)) AS wrong_levenshtein,
	count(*) FILTER (WHERE osa_distance(a, b) <> pg_temp.plain_distance(a, b, true)) AS wrong_osa,
	count(*) FILTER (WHERE abs(jaro_winkler(a, b) - pg_temp.plain_jaro_winkler(a, b)) > 1e-12) AS wrong_jaro_winkler
FROM long_pair;

-- A long text differs from itself in what was done to it
SELECT levenshtein_distance(repeat('王小明', 5000), '李' || repeat('王小明', 5000) || 'x') AS two;

-- Functions of the same purpose may stand in other schemas, with whatever rights
SELECT provolatile, proparallel, proisstrict, count(*) FROM pg_proc
WHERE pronamespace = 'aiehr'::regnamespace AND proname IN ('levenshtein_distance', 'osa_distance', 'jaro_winkler')
GROUP BY 1, 2, 3;
