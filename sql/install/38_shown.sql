-- What views show of groups: which are too small to be shown, and rates with their intervals.

CREATE FUNCTION aiehr.suppressed(n bigint, smallest integer) RETURNS boolean
	LANGUAGE c IMMUTABLE WINDOW PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_suppressed';
COMMENT ON FUNCTION aiehr.suppressed(bigint, integer) IS
	'Window function over groups from the smallest on (ORDER BY n, and what makes them differ): is the group hidden, being below the smallest that may be shown, or because the hidden ones must be at least two and as many people together, so that no total gives one away';

-- Wilson's interval stays within 0..1 and is sound for small n, where that of Wald is neither.
CREATE FUNCTION aiehr.proportion(successes bigint, n bigint, level float8 DEFAULT 0.95, OUT rate float8, OUT rate_low float8, OUT rate_high float8)
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	z2		float8;
	all_n	float8 := n;
	spread	float8;
BEGIN
	IF NOT (level > 0 AND level < 1) THEN
		RAISE EXCEPTION 'level must lie between 0 and 1' USING ERRCODE = 'invalid_parameter_value', DETAIL = format('It is %s.', level);
	ELSIF successes < 0 OR successes > n THEN
		RAISE EXCEPTION 'successes must lie between 0 and n' USING ERRCODE = 'invalid_parameter_value', DETAIL = format('They are %s of %s.', successes, n);
	ELSIF n = 0 THEN
		RETURN;
	END IF;
	z2 := aiehr.normal_quantile((1 + level) / 2) ^ 2;
	rate := successes / all_n;
	spread := sqrt(z2 * (rate * (1 - rate) / all_n + z2 / (4 * all_n ^ 2)));
	-- exactly 0 and 1 where nobody or everybody does, whatever the rounding
	rate_low := CASE WHEN successes > 0 THEN (rate + z2 / (2 * all_n) - spread) / (1 + z2 / all_n) ELSE 0 END;
	rate_high := CASE WHEN successes < n THEN (rate + z2 / (2 * all_n) + spread) / (1 + z2 / all_n) ELSE 1 END;
END
$$;
COMMENT ON FUNCTION aiehr.proportion(bigint, bigint, float8) IS 'Rate of successes among n, 0..1, with its interval (Wilson 1927); NULL where n is 0';
