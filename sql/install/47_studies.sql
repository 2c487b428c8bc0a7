-- Studies of a job: what weights are worth, what others would be worth, and drafts of better ones.

-- The day of the company, as of which outcome windows are complete.
CREATE FUNCTION aiehr._company_today(anchor regclass) RETURNS date
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(anchor);
	RETURN (SELECT (now() AT TIME ZONE time_zone)::date FROM policy WHERE job IS NULL);
END
$$;
COMMENT ON FUNCTION aiehr._company_today(regclass) IS 'Today in the company''s time zone';

CREATE FUNCTION aiehr._weighting_in_force(anchor regclass, for_job text, for_purpose text) RETURNS aiehr.scorecard
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	weights aiehr.scorecard;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT w.weights INTO weights FROM weighting w WHERE w.job = for_job AND w.purpose = for_purpose AND w.in_force;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'job "%" has no weighting for % in force', for_job, for_purpose USING ERRCODE = 'undefined_object',
			HINT = 'Insert one into the table weighting.';
	END IF;
	-- shares, so that weights of any sum compare
	RETURN step_weights(weights, weights, 1);
END
$$;
COMMENT ON FUNCTION aiehr._weighting_in_force(regclass, text, text) IS 'Weights that score a job now, as shares that sum to 1; an error when there are none';

-- Live applicants and purged ones, pairwise, since not everybody took every test.
CREATE FUNCTION aiehr._applicant_moments(anchor regclass, for_job text, keys text[]) RETURNS aiehr.comoments
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	PERFORM aiehr._enter(anchor);
	RETURN (
		SELECT merge(m.moments) FROM (
			SELECT comoments(c.card, keys, 'pairwise') AS moments FROM applicant_card c WHERE c.job = for_job
			UNION ALL
			SELECT n.moments FROM applicant_norm n WHERE n.job = for_job
		) m);
END
$$;
COMMENT ON FUNCTION aiehr._applicant_moments(regclass, text, text[]) IS 'Pairwise co-moments of the scores of a job''s applicants, those purged included; @decision is the fit score at the decision';

-- Ten parts by a hash of the spell, which no later hire moves.
CREATE FUNCTION aiehr._study_parts(anchor regclass, for_job text, keys text[],
	OUT parts aiehr.comoments[], OUT whole aiehr.comoments, OUT last_hired date)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	today date := aiehr._company_today(anchor);
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT coalesce(array_agg(p.part ORDER BY p.fold), '{}'), merge(p.part), max(p.hired_on) INTO parts, whole, last_hired
	FROM (
		SELECT abs(hashint8extended(s.employment_id, 0) % 10) AS fold, comoments(s.card, keys) AS part, max(s.hired_on) AS hired_on
		FROM study s
		WHERE s.job = for_job AND s.window_ends <= today
		GROUP BY abs(hashint8extended(s.employment_id, 0) % 10)
	) p;
END
$$;
COMMENT ON FUNCTION aiehr._study_parts(regclass, text, text[]) IS 'Co-moments of the spells of a job with a complete outcome window, in ten parts and as a whole, and the last hire among them';

-- Indicators that are weighted, and those that four in five of the spells have.
CREATE FUNCTION aiehr._studied_indicators(anchor regclass, for_job text, weights aiehr.scorecard) RETURNS text[]
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	today date := aiehr._company_today(anchor);
BEGIN
	PERFORM aiehr._enter(anchor);
	RETURN (
		WITH spell AS (
			SELECT scorecard_count(s.card) AS present, count(*) AS n
			FROM study s
			WHERE s.job = for_job AND s.window_ends <= today AND s.card ? '@performance'
		)
		SELECT array_agg(i.code ORDER BY i.code)
		FROM indicator i
		LEFT JOIN spell s ON true
		WHERE weights ? i.code OR 5 * (s.present -> i.code) >= 4 * s.n);
END
$$;
COMMENT ON FUNCTION aiehr._studied_indicators(regclass, text, aiehr.scorecard) IS 'Codes of the indicators that a study of a job is about';

-- The applicants that a share of the job would be taken from, by two weightings side by side.
CREATE FUNCTION aiehr._weighed_applicants(anchor regclass, for_job text, now_weights aiehr.scorecard, new_weights aiehr.scorecard)
	RETURNS TABLE (application_id bigint, person_id bigint, score_now float8, score_new float8, taken_now boolean, taken_new boolean)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	PERFORM aiehr._enter(anchor);
	RETURN QUERY
	WITH scored AS (
		SELECT c.application_id, c.person_id, composite(c.card, now_weights) AS score_now, composite(c.card, new_weights) AS score_new
		FROM applicant_card c
		WHERE c.job = for_job
	),
	-- scores that differ by their last bits alone are tied, and those tied at the cut are in
	ranked AS (
		SELECT s.*, rank() OVER (ORDER BY round(s.score_now::numeric, 9) DESC) AS rank_now, rank() OVER (ORDER BY round(s.score_new::numeric, 9) DESC) AS rank_new,
			count(*) OVER () AS n
		FROM scored s
		WHERE s.score_now IS NOT NULL AND s.score_new IS NOT NULL
	)
	SELECT r.application_id, r.person_id, r.score_now, r.score_new,
		r.rank_now <= ceil(p.pool_share::numeric * r.n), r.rank_new <= ceil(p.pool_share::numeric * r.n)
	FROM ranked r
	JOIN job_policy p ON p.job = for_job;
END
$$;
COMMENT ON FUNCTION aiehr._weighed_applicants(regclass, text, aiehr.scorecard, aiehr.scorecard) IS
	'Applicants of a job scored by two weightings, and whether each would take them among the policy''s pool share; ties at the cut are in';

-- Groups below the smallest are left out, and persons who did not say.
CREATE FUNCTION aiehr._try_weights(anchor regclass, for_job text, now_weights aiehr.scorecard, weights aiehr.scorecard,
	parts aiehr.comoments[], part_weights aiehr.scorecard[],
	OUT n bigint, OUT r float8, OUT r_low float8, OUT r_high float8, OUT r_cross_validated float8,
	OUT impact_ratio float8, OUT entering bigint, OUT leaving bigint, OUT note text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	whole aiehr.comoments;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT merge(p) INTO whole FROM unnest(parts) AS p;
	SELECT v.n, v.r, v.r_low, v.r_high, v.note INTO n, r, r_low, r_high, note FROM composite_validity(whole, '@performance', weights) AS v;
	n := coalesce(n, 0);
	r_cross_validated := pooled_corr(parts, '@performance', part_weights);
	IF whole IS NULL OR n < 30 THEN
		note := 'TOO_FEW';
	END IF;
	WITH weighed AS MATERIALIZED (
		SELECT w.* FROM aiehr._weighed_applicants(anchor, for_job, now_weights, weights) AS w
	),
	grouped AS (
		SELECT a.attribute, a.value, avg(w.taken_new::int) AS rate
		FROM weighed w
		JOIN protected_attribute a ON a.person_id = w.person_id AND a.consent
		GROUP BY a.attribute, a.value
		HAVING count(*) >= (SELECT smallest_group FROM policy WHERE job IS NULL)
	),
	impact AS (
		SELECT min(g.rate) / nullif(max(g.rate), 0) AS ratio FROM grouped g GROUP BY g.attribute HAVING count(*) > 1
	)
	SELECT (SELECT min(i.ratio) FROM impact i), (SELECT count(*) FROM weighed w WHERE w.taken_new AND NOT w.taken_now),
		(SELECT count(*) FROM weighed w WHERE w.taken_now AND NOT w.taken_new)
	INTO impact_ratio, entering, leaving;
END
$$;
COMMENT ON FUNCTION aiehr._try_weights(regclass, text, aiehr.scorecard, aiehr.scorecard, aiehr.comoments[], aiehr.scorecard[]) IS
	'What weights are worth: correlation with performance in the sample and within its parts, lowest impact ratio among protected groups, and who would be taken who is not now';

CREATE FUNCTION aiehr._unit_weights(keys text[]) RETURNS aiehr.scorecard
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, aiehr, pg_temp
AS $$ SELECT scorecard_agg(k, 1.0 / cardinality(keys)) FROM unnest(keys) AS k $$;
COMMENT ON FUNCTION aiehr._unit_weights(text[]) IS 'Equal weights that sum to 1';

CREATE FUNCTION aiehr._what_if_weights(anchor regclass, for_job text, new_weights aiehr.scorecard)
	RETURNS TABLE (variant text, n bigint, r float8, r_low float8, r_high float8, r_cross_validated float8, impact_ratio float8, entering bigint, leaving bigint, note text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	present aiehr.scorecard := aiehr._weighting_in_force(anchor, for_job, 'fit');
	given	aiehr.scorecard;
	codes	text[];
	sample	record;
BEGIN
	PERFORM aiehr._enter(anchor);
	given := step_weights(new_weights, new_weights, 1);
	SELECT array_agg(k ORDER BY k) INTO codes FROM unnest(keys(present || given)) AS k;
	IF EXISTS (SELECT FROM unnest(keys(given)) AS k WHERE NOT EXISTS (SELECT FROM indicator i WHERE i.code = k)) THEN
		RAISE EXCEPTION 'weights name what is no indicator' USING ERRCODE = 'undefined_object',
			DETAIL = format('"%s" is none.', (SELECT min(k) FROM unnest(keys(given)) AS k WHERE NOT EXISTS (SELECT FROM indicator i WHERE i.code = k)));
	END IF;
	SELECT * INTO sample FROM aiehr._study_parts(anchor, for_job, codes || '@performance'::text);
	RETURN QUERY
	SELECT v.variant, t.n, t.r, t.r_low, t.r_high, t.r_cross_validated, t.impact_ratio, t.entering, t.leaving, t.note
	FROM (VALUES ('now', present, 1), ('given', given, 2), ('unit', aiehr._unit_weights(codes), 3)) AS v (variant, weights, place)
	CROSS JOIN LATERAL aiehr._try_weights(anchor, for_job, present, v.weights, sample.parts,
		array_fill(v.weights, ARRAY[cardinality(sample.parts)])) AS t
	ORDER BY v.place;
END
$$;
COMMENT ON FUNCTION aiehr._what_if_weights(regclass, text, aiehr.scorecard) IS 'What the fit weights in force, others and equal ones are worth in a job';

-- Why an indicator gets the weight it gets, in words.
CREATE FUNCTION aiehr._weight_reason(r float8, r_low float8, r_high float8, relative_weight float8, target float8,
	present float8, proposed float8, step float8, note text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
	SELECT CASE
		WHEN note IS NOT NULL THEN format('no evidence (%s)', note)
		WHEN r_low > 0 THEN format('r %s (%s to %s), %s %% of what is explained', round(r::numeric, 2), round(r_low::numeric, 2), round(r_high::numeric, 2),
			round(100 * relative_weight::numeric))
		ELSE format('r %s (%s to %s) may be 0 or below', round(r::numeric, 2), round(r_low::numeric, 2), round(r_high::numeric, 2)) END
		|| format('; from %s %% to %s %%', round(100 * present::numeric, 1), round(100 * proposed::numeric, 1))
		|| CASE WHEN abs(proposed - present) >= step - 1e-9 THEN format(', as far as a step of %s %% goes', round(100 * step::numeric, 1)) ELSE '' END
$$;
COMMENT ON FUNCTION aiehr._weight_reason(float8, float8, float8, float8, float8, float8, float8, float8, text) IS 'Why a proposal gives an item its weight, in words';

-- Too little data, or none that explains performance, is no ground for a change.
CREATE FUNCTION aiehr._too_little_for_weights(whole aiehr.comoments, codes text[]) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, aiehr, pg_temp
AS $$
	SELECT CASE
		WHEN f.n IS NULL OR f.n < greatest(30, 10 * cardinality(codes)) THEN
			format('the old weights again: %s of at least %s spells that have all indicators and an outcome', coalesce(f.n, 0), greatest(30, 10 * cardinality(codes)))
		WHEN f.note IS NOT NULL THEN format('the old weights again: the indicators cannot be told apart (%s)', f.note)
		WHEN f.p >= 0.05 THEN format('the old weights again: the indicators together explain nothing for sure (R2 %s, p %s)', round(f.r2::numeric, 3), round(f.p::numeric, 3))
		END
	FROM (SELECT 1) AS one
	LEFT JOIN regression_fit(whole, '@performance', nullif(codes, '{}')) AS f ON true
$$;
COMMENT ON FUNCTION aiehr._too_little_for_weights(aiehr.comoments, text[]) IS 'Why a sample gives no ground to change weights, in words; NULL where it does';

CREATE FUNCTION aiehr._propose_fit_weights(anchor regclass, for_job text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	present		aiehr.scorecard := aiehr._weighting_in_force(anchor, for_job, 'fit');
	codes		text[] := aiehr._studied_indicators(anchor, for_job, present);
	applicants	aiehr.comoments := aiehr._applicant_moments(anchor, for_job, codes || '@decision'::text);
	sample		record;
	decided		aiehr.comoments;
	spread		aiehr.scorecard;
	step		float8;
	refusal		text;
	plain		aiehr.scorecard[];
	corrected	aiehr.scorecard[];
	drafted		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT p.weight_step INTO step FROM job_policy p WHERE p.job = for_job;
	SELECT * INTO sample FROM aiehr._study_parts(anchor, for_job, codes || '{@performance,@decision}'::text[]);
	IF n(sample.whole) > 1 THEN
		decided := comoments_of('@decision', n(applicants, '@decision', '@decision'), mean(applicants, '@decision'), sd(applicants, '@decision'));
	ELSE
		-- hires without a decision of ours: nothing is known of how they were selected, and nothing corrected
		SELECT * INTO sample FROM aiehr._study_parts(anchor, for_job, codes || '@performance'::text);
	END IF;
	refusal := aiehr._too_little_for_weights(sample.whole, codes);
	spread := coalesce(sds(sample.whole), '{}') || coalesce(sds(applicants), '{}');

	-- place 1 holds what the whole sample says, the others what it says without the part of that place
	IF refusal IS NULL THEN
		WITH training AS (
			SELECT 0 AS place, sample.whole AS c
			UNION ALL
			SELECT k.place, (SELECT merge(o.part) FROM unnest(sample.parts) WITH ORDINALITY AS o (part, place) WHERE o.place <> k.place)
			FROM generate_subscripts(sample.parts, 1) AS k (place)
		),
		weighed AS (
			SELECT t.place, (SELECT scorecard_agg(w.key, w.weight) FROM weights_from(t.c, t.c, '@performance', codes, present, spread, step) AS w) AS plain,
				(SELECT scorecard_agg(w.key, w.weight) FROM weights_from(t.c, unrestricted(t.c, decided), '@performance', codes, present, spread, step) AS w) AS corrected
			FROM training t
		)
		SELECT array_agg(coalesce(w.plain, present) ORDER BY w.place), array_agg(coalesce(w.corrected, w.plain, present) ORDER BY w.place) INTO plain, corrected
		FROM weighed w;
	ELSE
		plain := array_fill(present, ARRAY[1 + cardinality(sample.parts)]);
		corrected := plain;
	END IF;

	INSERT INTO weighting (job, purpose, weights, reason, fitted_until)
	VALUES (for_job, 'fit', corrected[1], coalesce(refusal, format('%s spells with a complete outcome; %s', n(sample.whole),
		CASE WHEN decided IS NULL THEN 'not corrected for range restriction: the scores at the decision are not known' ELSE 'corrected for selection on the score at the decision' END)),
		CASE WHEN refusal IS NULL THEN sample.last_hired END)
	RETURNING id INTO drafted;

	INSERT INTO weighting_evidence (weighting_id, code, n, r, r_low, r_high, r_corrected, relative_weight, target, applicant_sd, present, uncorrected, proposed, reason)
	SELECT drafted, k.code, coalesce(n(sample.whole), 0), w.r, w.r_low, w.r_high, w.r_corrected, w.relative_weight, coalesce(w.target, 0), spread -> k.code,
		coalesce(present -> k.code, 0), coalesce(plain[1] -> k.code, 0), coalesce(corrected[1] -> k.code, 0),
		coalesce(refusal, aiehr._weight_reason(w.r, w.r_low, w.r_high, w.relative_weight, w.target, coalesce(present -> k.code, 0), coalesce(corrected[1] -> k.code, 0), step, w.note))
	FROM unnest(codes) AS k (code)
	LEFT JOIN weights_from(sample.whole, coalesce(unrestricted(sample.whole, decided), sample.whole), '@performance', codes, present, spread, step) AS w ON w.key = k.code;

	INSERT INTO weighting_trial (weighting_id, variant, n, r, r_low, r_high, r_cross_validated, impact_ratio, entering, leaving, note)
	SELECT drafted, v.variant, t.n, t.r, t.r_low, t.r_high, t.r_cross_validated, t.impact_ratio, t.entering, t.leaving, t.note
	FROM (VALUES ('now', present, array_fill(present, ARRAY[cardinality(sample.parts)])), ('proposed', corrected[1], corrected[2:]),
		('uncorrected', plain[1], plain[2:]), ('unit', aiehr._unit_weights(codes), array_fill(aiehr._unit_weights(codes), ARRAY[cardinality(sample.parts)]))) AS v (variant, weights, part_weights)
	CROSS JOIN LATERAL aiehr._try_weights(anchor, for_job, present, v.weights, sample.parts, v.part_weights) AS t;
	RETURN drafted;
END
$$;
COMMENT ON FUNCTION aiehr._propose_fit_weights(regclass, text) IS 'Drafts fit weights from what the indicators explain of performance, with the evidence and a trial of them; returns the draft';

-- What the appraisal weighs apart from what an indicator itself predicts: its validity for that is not of its own making.
CREATE FUNCTION aiehr._appraised_elsewhere(anchor regclass, for_job text, for_indicator text) RETURNS aiehr.scorecard
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(anchor);
	RETURN (
		SELECT scorecard_agg(k.key, k.value * 100 / (c.hi - c.lo))
		FROM job_performance_weights w
		CROSS JOIN LATERAL each(w.weights) AS k (key, value)
		JOIN criterion_scale c ON c.job = w.job AND c.criterion = k.key AND c.lo IS NOT NULL
		WHERE w.job = for_job AND k.value > 0
			AND NOT EXISTS (SELECT FROM predictor_map p WHERE p.indicator = for_indicator AND p.criterion = c.criterion));
END
$$;
COMMENT ON FUNCTION aiehr._appraised_elsewhere(regclass, text, text) IS 'Weights, in units of the raw outcomes, of the criteria in a job''s appraisal that an indicator does not predict; NULL when there are none';

-- One indicator, the one with the surest validity, becomes a core measure or counts more; the others keep their proportions.
CREATE FUNCTION aiehr._propose_performance_weights(anchor regclass, for_job text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	shares		aiehr.scorecard := aiehr._weighting_in_force(anchor, for_job, 'performance');
	codes		text[] := aiehr._studied_indicators(anchor, for_job, '{}');
	criteria	text[];
	sample		record;
	step		float8;
	refusal		text;
	best		text;
	revised		aiehr.scorecard;
	drafted		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT p.weight_step INTO step FROM job_policy p WHERE p.job = for_job;
	SELECT keys(w.weights) INTO criteria FROM job_performance_weights w WHERE w.job = for_job;
	SELECT * INTO sample FROM aiehr._study_parts(anchor, for_job, codes || criteria || '@performance'::text);
	refusal := aiehr._too_little_for_weights(sample.whole, coalesce(codes, '{}'));

	INSERT INTO weighting (job, purpose, weights, reason, fitted_until)
	VALUES (for_job, 'performance', shares, coalesce(refusal, 'the old weights again: no indicator explains what it does not measure itself'),
		CASE WHEN refusal IS NULL THEN sample.last_hired END)
	RETURNING id INTO drafted;

	INSERT INTO weighting_evidence (weighting_id, code, n, r, r_low, r_high, relative_weight, target, applicant_sd, present, uncorrected, proposed, reason)
	SELECT drafted, k.code, coalesce(n(sample.whole), 0), v.r, v.r_low, v.r_high, i.share, CASE WHEN v.r_low > 0 THEN coalesce(i.share, 0) ELSE 0 END, NULL,
		coalesce(shares -> k.code, 0), coalesce(shares -> k.code, 0), coalesce(shares -> k.code, 0), coalesce(refusal, 'its share stays')
	FROM unnest(codes || (SELECT array_agg(c) FROM unnest(keys(shares)) AS c WHERE c <> ALL (coalesce(codes, '{}')))) AS k (code)
	LEFT JOIN relative_weights(sample.whole, '@performance', codes) AS i ON i.key = k.code
	-- the validity for what the appraisal weighs beside the indicator's own criteria
	LEFT JOIN LATERAL (SELECT aiehr._appraised_elsewhere(anchor, for_job, k.code) AS weights) AS e ON refusal IS NULL
	LEFT JOIN LATERAL composite_validity(with_composite(sample.whole, '@elsewhere', e.weights), '@elsewhere', jsonb_build_object(k.code, 1)::scorecard) AS v
		ON k.code = ANY (codes);

	-- only what the job's people are measured by can count in their appraisal
	SELECT w.code INTO best
	FROM weighting_evidence w
	WHERE w.weighting_id = drafted AND refusal IS NULL AND w.target > w.present AND w.present < 1
		AND (SELECT bool_and(EXISTS (SELECT FROM study s WHERE s.job = for_job AND s.card ? m.criterion)) FROM predictor_map m WHERE m.indicator = w.code)
	ORDER BY w.r_low DESC, w.code
	LIMIT 1;
	IF best IS NOT NULL THEN
		SELECT (shares * ((1 - s.share) / (1 - w.present))) || jsonb_build_object(best, s.share)::scorecard INTO revised
		FROM weighting_evidence w CROSS JOIN LATERAL (SELECT least(w.target, w.present + step) AS share) s
		WHERE w.weighting_id = drafted AND w.code = best;
		UPDATE weighting_evidence w
		SET proposed = coalesce(revised -> w.code, 0), uncorrected = coalesce(revised -> w.code, 0),
			reason = CASE w.code WHEN best THEN aiehr._weight_reason(w.r, w.r_low, w.r_high, w.relative_weight, w.target, w.present, revised -> best, step, NULL)
				ELSE format('keeps its proportion; from %s %% to %s %%', round(100 * w.present::numeric, 1), round(100 * coalesce(revised -> w.code, 0)::numeric, 1)) END
		WHERE w.weighting_id = drafted AND coalesce(revised -> w.code, 0) <> w.present;
		UPDATE weighting d
		SET weights = revised,
			reason = format('%s counts %s %% in place of %s %%: %s spells with a complete outcome', best, round(100 * (revised -> best)::numeric, 1),
				round(100 * coalesce(shares -> best, 0)::numeric, 1), n(sample.whole))
		WHERE d.id = drafted;
	END IF;
	RETURN drafted;
END
$$;
COMMENT ON FUNCTION aiehr._propose_performance_weights(regclass, text) IS
	'Drafts weights of performance in which the indicator that most surely predicts the rest of the appraisal counts more, by at most the policy''s step; returns the draft';

CREATE FUNCTION aiehr._propose_weights(anchor regclass, for_job text, for_purpose text)
	RETURNS TABLE (weighting_id bigint, code text, n bigint, r float8, r_low float8, r_high float8, r_corrected float8, relative_weight float8, target float8, applicant_sd float8,
		present float8, uncorrected float8, proposed float8, reason text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	drafted bigint;
BEGIN
	CASE for_purpose
		WHEN 'fit' THEN drafted := aiehr._propose_fit_weights(anchor, for_job);
		WHEN 'performance' THEN drafted := aiehr._propose_performance_weights(anchor, for_job);
		ELSE RAISE EXCEPTION 'unknown purpose "%"', for_purpose USING ERRCODE = 'invalid_parameter_value', HINT = 'It is fit or performance.';
	END CASE;
	PERFORM aiehr._enter(anchor);
	RETURN QUERY
	SELECT e.weighting_id, e.code, e.n, e.r, e.r_low, e.r_high, e.r_corrected, e.relative_weight, e.target, e.applicant_sd, e.present, e.uncorrected, e.proposed, e.reason
	FROM weighting_evidence e
	WHERE e.weighting_id = drafted
	ORDER BY e.code;
END
$$;
COMMENT ON FUNCTION aiehr._propose_weights(regclass, text, text) IS 'Drafts a weighting from the company''s own data; returns what it rests on';

-- One-way, since every ratee has raters of his own: ICC(1,1) of Shrout and Fleiss, with n0 raters where their numbers differ.
CREATE FUNCTION aiehr._estimate_reliability(anchor regclass) RETURNS TABLE (job text, criterion text, n bigint, raters float8, icc float8, stored boolean, note text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	PERFORM aiehr._enter(anchor);
	RETURN QUERY
	WITH rating AS (
		SELECT f.job, f.criterion, f.person_id || ' ' || f.period AS ratee, f.rater_id, avg(f.value) AS value
		FROM spell_fact f
		WHERE f.rater_id IS NOT NULL AND f.rater_id <> f.person_id
		GROUP BY f.job, f.criterion, f.person_id, f.period, f.rater_id
	),
	-- who was rated by one alone says nothing about raters
	shared AS (
		SELECT r.*, count(*) OVER (PARTITION BY r.job, r.criterion, r.ratee) AS n FROM rating r
	),
	estimated AS (
		SELECT g.job, g.criterion, a.groups AS n, a.n0 AS raters, a.icc1 AS icc,
			CASE WHEN a.groups < 30 THEN 'TOO_FEW' WHEN a.icc1 IS NULL THEN a.note WHEN a.icc1 <= 0 THEN 'NEGATIVE' END AS note
		FROM (SELECT s.job, s.criterion, groups(s.ratee, s.value) AS ratees FROM shared s WHERE s.n > 1 GROUP BY s.job, s.criterion) g
		CROSS JOIN LATERAL group_anova(g.ratees) AS a
	),
	-- what somebody entered by hand stays
	kept AS (
		INSERT INTO criterion_reliability AS r (job, criterion, icc, raters, n, source, estimated_on)
		SELECT e.job, e.criterion, e.icc, e.raters, e.n, format('estimated: ICC(1,1) of %s people rated by %s each', e.n, round(e.raters::numeric, 1)), aiehr._company_today(anchor)
		FROM estimated e
		WHERE e.note IS NULL
		ON CONFLICT (criterion, job) DO UPDATE
		SET icc = excluded.icc, raters = excluded.raters, n = excluded.n, source = excluded.source, estimated_on = excluded.estimated_on
		WHERE r.source LIKE 'estimated: %'
		RETURNING r.job, r.criterion
	)
	SELECT e.job, e.criterion, e.n, e.raters, e.icc, EXISTS (SELECT FROM kept k WHERE k.job = e.job AND k.criterion = e.criterion), e.note
	FROM estimated e
	ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION aiehr._estimate_reliability(regclass) IS 'Estimates inter-rater reliabilities from the ratings that several people gave of the same person and period, and stores them';
