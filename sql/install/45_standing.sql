-- The rules behind standing, gap and quadrant as pure functions, and the triggers that keep standing.

CREATE AGGREGATE aiehr.scorecard_latest(aiehr.scorecard) (
	SFUNC = aiehr.scorecard_concat, STYPE = aiehr.scorecard, PARALLEL = SAFE);
COMMENT ON AGGREGATE aiehr.scorecard_latest(aiehr.scorecard) IS
	'Union of scorecards in which later rows win: with ORDER BY taken_at the latest score of each indicator';

CREATE FUNCTION aiehr._fact(criterion text, value float8, period daterange, recorded timestamptz) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_fact';
COMMENT ON FUNCTION aiehr._fact(text, float8, daterange, timestamptz) IS 'One performance fact packed for _achieved(); those of a spell are joined by string_agg()';

CREATE FUNCTION aiehr._achieved(facts bytea, since date, performance_window interval,
	lo aiehr.scorecard, hi aiehr.scorecard, how aiehr.scorecard) RETURNS aiehr.scorecard[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_achieved';
COMMENT ON FUNCTION aiehr._achieved(bytea, date, interval, aiehr.scorecard, aiehr.scorecard, aiehr.scorecard) IS
	'Performance by criterion, 0..100, and number of facts, from the facts of a spell since a date and within a window of the latest; how: 0 mean, 1 sum, 2 last';

CREATE FUNCTION aiehr._actual(performance aiehr.scorecard, indicators text[], weights aiehr.scorecard[]) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_actual';
COMMENT ON FUNCTION aiehr._actual(aiehr.scorecard, text[], aiehr.scorecard[]) IS
	'What was achieved by indicator, 0..100: weighted mean of its criteria, left out when less than half of them or of their weight is there';

CREATE FUNCTION aiehr._facts_of(facts aiehr.scorecard, indicators text[], weights aiehr.scorecard[]) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_facts_of';
COMMENT ON FUNCTION aiehr._facts_of(aiehr.scorecard, text[], aiehr.scorecard[]) IS 'Number of facts behind each indicator, from the number by criterion';

CREATE FUNCTION aiehr._percentile_gap(predicted aiehr.scorecard, actual aiehr.scorecard, indicators text[], predicted_norms aiehr.norm[], actual_norms aiehr.norm[])
	RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_percentile_gap';
COMMENT ON FUNCTION aiehr._percentile_gap(aiehr.scorecard, aiehr.scorecard, text[], aiehr.norm[], aiehr.norm[]) IS
	'Share of the norm below what was achieved less share below what was predicted, -1..1, by indicator; mid-ranks';

CREATE FUNCTION aiehr._gap_exceeded(gap aiehr.scorecard, benchmark aiehr.scorecard, facts aiehr.scorecard, rule text, threshold float8,
	direction text, low_predicted float8, min_facts integer) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_gap_exceeded';
COMMENT ON FUNCTION aiehr._gap_exceeded(aiehr.scorecard, aiehr.scorecard, aiehr.scorecard, text, float8, text, float8, integer) IS
	'The gaps to act on: strictly above the threshold in the wanted direction, on enough facts, not relative to next to nothing; NULL when none';

CREATE FUNCTION aiehr._quadrant(fit float8, fit_sem float8, performance float8, fit_cut float8, performance_cut float8) RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_quadrant';
COMMENT ON FUNCTION aiehr._quadrant(float8, float8, float8, float8, float8) IS
	'high_high, high_low (high fit, low performance), low_high, low_low; unclear within one standard error of the fit cut; NULL without both scores';

CREATE FUNCTION aiehr._score_errors(scores aiehr.scorecard, sem aiehr.scorecard) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_score_errors';
COMMENT ON FUNCTION aiehr._score_errors(aiehr.scorecard, aiehr.scorecard) IS 'Standard error of each score, -1 where the instrument''s reliability is not known';

CREATE FUNCTION aiehr._composite_error(scores aiehr.scorecard, weights aiehr.scorecard, errors aiehr.scorecard) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_composite_error';
COMMENT ON FUNCTION aiehr._composite_error(aiehr.scorecard, aiehr.scorecard, aiehr.scorecard) IS
	'Standard error of measurement of a weighted mean, points: sqrt(sum (w e)^2) / sum w; NULL when the error of one indicator is not known';

CREATE FUNCTION aiehr._keep_standing() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_keep_standing';
COMMENT ON FUNCTION aiehr._keep_standing() IS 'Trigger, AFTER STATEMENT, arguments table, what changed and, of an UPDATE, the columns that matter: keeps standing, gaps and interventions of the people of the changed rows';

CREATE FUNCTION aiehr._keep_rules() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_keep_rules';
COMMENT ON FUNCTION aiehr._keep_rules() IS 'Trigger, AFTER STATEMENT, argument table: scores everybody in the jobs of the changed rules anew';

CREATE FUNCTION aiehr._rebuild_standing(anchor regclass) RETURNS bigint
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_rebuild_standing';
COMMENT ON FUNCTION aiehr._rebuild_standing(regclass) IS 'Makes the standing of a workspace again from its raw tables; returns the number of people';

CREATE FUNCTION aiehr._apply_weightings(anchor regclass, as_of timestamptz) RETURNS boolean
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_apply_weightings';
COMMENT ON FUNCTION aiehr._apply_weightings(regclass, timestamptz) IS 'Puts approved weightings whose date has come in force and scores everybody anew; true if there was one';

-- Codes of indicators and criteria share one space, so that a scorecard of both is never ambiguous.
CREATE FUNCTION aiehr._keep_measure_code() RETURNS trigger
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(format('%I.policy', TG_TABLE_SCHEMA)::regclass);
	IF TG_OP IN ('UPDATE', 'DELETE') THEN
		DELETE FROM measure_code WHERE code = OLD.code;
	END IF;
	IF TG_OP IN ('INSERT', 'UPDATE') THEN
		BEGIN
			INSERT INTO measure_code (code, kind) VALUES (NEW.code, TG_ARGV[0]);
		EXCEPTION WHEN unique_violation THEN
			RAISE EXCEPTION 'code "%" is taken', NEW.code USING ERRCODE = 'unique_violation',
				DETAIL = 'Indicators and criteria share one set of codes.';
		END;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION aiehr._keep_measure_code() IS 'Row trigger of indicator and criterion, argument the kind: keeps the common list of codes';

-- The end of a measure, as its status says it.
CREATE FUNCTION aiehr._intervention_status() RETURNS trigger
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF NEW.status IS DISTINCT FROM OLD.status THEN
		IF OLD.ended_at IS NOT NULL THEN
			RAISE EXCEPTION 'intervention % has ended', OLD.id USING ERRCODE = 'object_not_in_prerequisite_state',
				DETAIL = format('It ended as %s.', OLD.end_reason), HINT = 'A new gap opens a new intervention.';
		END IF;
		NEW.status_at := clock_timestamp();
		IF NEW.status IN ('completed', 'declined') THEN
			NEW.ended_at := NEW.status_at;
			NEW.end_reason := NEW.status;
		END IF;
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION aiehr._intervention_status() IS 'Row trigger of intervention, BEFORE UPDATE: completing or declining ends it, an ended one does not go on';

CREATE FUNCTION aiehr._approve_weighting(anchor regclass, weighting_id bigint, approver text, why text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	found_status text;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF coalesce(approver, '') = '' THEN
		RAISE EXCEPTION 'a weighting needs a person who approves it' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	SELECT status INTO found_status FROM weighting WHERE id = weighting_id FOR UPDATE;
	IF found_status IS DISTINCT FROM 'draft' THEN
		RAISE EXCEPTION 'weighting % cannot be approved', weighting_id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = coalesce('Its status is ' || found_status || '.', 'There is no such weighting.'),
			HINT = 'Only a draft is approved.';
	END IF;
	UPDATE weighting SET status = 'approved', approved_by = approver, approved_at = now(), reason = coalesce(why, reason)
	WHERE id = weighting_id;
	RETURN weighting_id;
END
$$;
COMMENT ON FUNCTION aiehr._approve_weighting(regclass, bigint, text, text) IS 'Approves a draft weighting; what it replaces is retired and everybody in the job is scored anew';

CREATE FUNCTION aiehr._draft_weighting(anchor regclass, for_job text, for_purpose text, code text, share float8, why text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	present		record;
	step		float8;
	drafted		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT w.id, w.weights, sum(x.value) AS total, coalesce(max(x.value) FILTER (WHERE x.key = code), 0) / sum(x.value) AS share INTO present
	FROM weighting w CROSS JOIN LATERAL each(w.weights) AS x (key, value)
	WHERE w.job = for_job AND w.purpose = for_purpose AND w.in_force
	GROUP BY w.id, w.weights;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'job "%" has no weighting for % in force', for_job, for_purpose USING ERRCODE = 'undefined_object',
			HINT = 'Insert one into the table weighting.';
	END IF;
	IF NOT EXISTS (
		SELECT FROM measure_code m
		WHERE m.code = code AND CASE for_purpose
			WHEN 'fit' THEN m.kind = 'indicator'
			ELSE m.kind = 'criterion' OR EXISTS (SELECT FROM predictor_map p WHERE p.indicator = m.code) END) THEN
		RAISE EXCEPTION '"%" cannot be weighted for %', code, for_purpose USING ERRCODE = 'undefined_object',
			DETAIL = 'Fit weighs indicators, performance weighs criteria, and indicators that the predictor map gives criteria to.';
	END IF;
	IF share IS NULL OR NOT (share >= 0 AND share < 1) OR present.share = 1 THEN
		RAISE EXCEPTION 'a share must be at least 0 and below 1, and leave something to share' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	SELECT p.weight_step INTO step FROM job_policy p WHERE p.job = for_job;
	IF abs(share - present.share) > step + 1e-9 THEN
		RAISE EXCEPTION 'the step is too large' USING ERRCODE = 'invalid_parameter_value',
			DETAIL = format('The share of "%s" is %s; the policy allows steps of %s.', code, round(present.share::numeric, 4), step),
			HINT = 'Take several steps, each with a study of its own, or change policy.weight_step.';
	END IF;
	-- the others keep their proportions to each other
	INSERT INTO weighting (job, purpose, weights, reason)
	VALUES (for_job, for_purpose,
		(present.weights * ((1 - share) / (1 - present.share) / present.total)) || (SELECT scorecard_agg(code, share)),
		coalesce(why, format('share of %s from %s to %s, the others in proportion', code, round(present.share::numeric, 4), share)))
	RETURNING id INTO drafted;
	RETURN drafted;
END
$$;
COMMENT ON FUNCTION aiehr._draft_weighting(regclass, text, text, text, float8, text) IS
	'Drafts a weighting in which one item has a new share and the others keep their proportions; shares sum to 1, the step is limited by the policy';

-- Mean and spread of the raw value by criterion over the spells of a job, in the policy's window before each spell's latest fact.
CREATE FUNCTION aiehr._refresh_norms(anchor regclass) RETURNS TABLE (job text, criterion text, n bigint, mean float8, sd float8)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	PERFORM aiehr._enter(anchor);
	RETURN QUERY
	WITH spell AS (
		SELECT e.id, e.person_id, e.job, e.hired_on, p.performance_window, max(upper(f.period)) AS last_end
		FROM employment e
		JOIN job_policy p ON p.job = e.job
		JOIN performance_fact f ON f.person_id = e.person_id AND upper(f.period) > e.hired_on
			AND (e.left_on IS NULL OR lower(f.period) < e.left_on)
		GROUP BY e.id, e.person_id, e.job, e.hired_on, p.performance_window
	), value AS (
		SELECT s.job, f.criterion, CASE c.aggregate WHEN 'sum' THEN sum(f.value) ELSE avg(f.value) END AS v
		FROM spell s
		JOIN performance_fact f ON f.person_id = s.person_id AND upper(f.period) > s.hired_on
			AND upper(f.period) > s.last_end - s.performance_window AND upper(f.period) <= s.last_end
		JOIN criterion c ON c.code = f.criterion AND c.lo IS NULL
		GROUP BY s.id, s.job, f.criterion, c.aggregate
	)
	INSERT INTO criterion_norm AS m (job, criterion, n, mean, sd)
	SELECT v.job, v.criterion, count(*), avg(v.v), stddev_samp(v.v)
	FROM value v
	GROUP BY v.job, v.criterion
	HAVING stddev_samp(v.v) > 0
	ORDER BY v.job, v.criterion
	ON CONFLICT (job, criterion) DO UPDATE
	SET n = excluded.n, mean = excluded.mean, sd = excluded.sd, refreshed_at = now()
	RETURNING m.job, m.criterion, m.n, m.mean, m.sd;

	-- everybody has been scored by them when this reads standing
	INSERT INTO gap_norm AS m (job, indicator, n, intercept, slope, residual_sd, predicted, actual)
	SELECT g.job, g.indicator, g.n, coalesce(g.intercept, g.mean), coalesce(g.slope, 0), g.residual_sd, g.predicted, g.actual
	FROM (
		SELECT s.job, a.key AS indicator, count(*) AS n, avg(a.value) AS mean, regr_intercept(a.value, s.benchmark -> a.key) AS intercept, regr_slope(a.value, s.benchmark -> a.key) AS slope,
			sqrt(regr_syy(a.value, s.benchmark -> a.key) * greatest(0, 1 - coalesce(regr_r2(a.value, s.benchmark -> a.key), 0)) / nullif(count(*) - 2, 0)) AS residual_sd,
			-- values that differ by their last bits alone are one
			norm(round((s.benchmark -> a.key)::numeric, 9)::float8) AS predicted, norm(round(a.value::numeric, 9)::float8) AS actual
		FROM standing s
		CROSS JOIN LATERAL each(s.actual) AS a (key, value)
		WHERE s.employment_id IS NOT NULL AND s.benchmark ? a.key
		GROUP BY s.job, a.key
	) g
	JOIN policy y ON y.job IS NULL
	WHERE g.n >= greatest(10, y.smallest_group) AND g.residual_sd > 1e-6		-- points of 100: less is what rounding leaves of an exact prediction
	ORDER BY g.job, g.indicator
	ON CONFLICT (job, indicator) DO UPDATE
	SET n = excluded.n, intercept = excluded.intercept, slope = excluded.slope, residual_sd = excluded.residual_sd, predicted = excluded.predicted, actual = excluded.actual, refreshed_at = now();
END
$$;
COMMENT ON FUNCTION aiehr._refresh_norms(regclass) IS
	'Makes the norms of criteria without a scale anew from the facts of all spells and scores everybody by them, then those of gaps from the people who work here now';

-- Applicants and employees alike are compared with people who were assessed for the job, those who left among them.
CREATE FUNCTION aiehr._make_norm(anchor regclass, norm_name text, for_job text) RETURNS TABLE (version integer, indicator text, n bigint, mean float8, sd float8)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	next integer;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF norm_name IS NULL OR norm_name = '' THEN
		RAISE EXCEPTION 'a norm must have a name' USING ERRCODE = 'invalid_parameter_value';
	ELSIF for_job IS NOT NULL AND NOT EXISTS (SELECT FROM job j WHERE j.code = for_job) THEN
		RAISE EXCEPTION 'there is no job "%"', for_job USING ERRCODE = 'undefined_object';
	END IF;
	-- one version at a time
	PERFORM pg_advisory_xact_lock(hashtextextended('aiehr norm ' || norm_name, anchor::oid::bigint));
	SELECT coalesce(max(t.version), 0) + 1 INTO next FROM norm_table t WHERE t.name = norm_name;
	RETURN QUERY
	INSERT INTO norm_table AS t (name, version, indicator, job, n, mean, sd, made_on, norm)
	SELECT norm_name, next, s.indicator, for_job, norm_n(s.norm), norm_mean(s.norm), norm_sd(s.norm), aiehr._company_today(anchor), s.norm
	FROM (
		SELECT k.key AS indicator, norm(k.value) AS norm
		FROM applicant_card c
		CROSS JOIN LATERAL each(c.card) AS k (key, value)
		WHERE (for_job IS NULL OR c.job = for_job) AND k.key !~ '^@'
		GROUP BY k.key
	) s
	JOIN policy y ON y.job IS NULL
	WHERE norm_n(s.norm) >= greatest(10, y.smallest_group) AND norm_sd(s.norm) > 0
	ORDER BY s.indicator
	RETURNING t.version, t.indicator, t.n, t.mean, t.sd;
END
$$;
COMMENT ON FUNCTION aiehr._make_norm(regclass, text, text) IS 'Makes the next version of a norm from the scores of a job''s applicants';
