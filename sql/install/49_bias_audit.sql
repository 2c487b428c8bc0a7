-- The bias audit: rules of New York City Local Law 144 of 2021 (6 RCNY 5-300 ff.) on counts of applications.

CREATE FUNCTION aiehr._audit_category(attribute text, value text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.category
	FROM (VALUES
		('sex', 'Male', '{male,m,man}'::text[]),
		('sex', 'Female', '{female,f,woman}'),
		('race_ethnicity', 'Hispanic or Latino', '{hispanic or latino,hispanic,latino}'),
		('race_ethnicity', 'White', '{white}'),
		('race_ethnicity', 'Black or African American', '{black or african american,black,african american}'),
		('race_ethnicity', 'Native Hawaiian or Other Pacific Islander', '{native hawaiian or other pacific islander,native hawaiian or pacific islander}'),
		('race_ethnicity', 'Asian', '{asian}'),
		('race_ethnicity', 'American Indian or Alaska Native', '{american indian or alaska native,native american or alaska native}'),
		('race_ethnicity', 'Two or More Races', '{two or more races}')) AS c (attribute, category, spellings)
	WHERE c.attribute = _audit_category.attribute
		AND btrim(regexp_replace(lower(value COLLATE "C"), '\(not hispanic or latino\)', '')) = ANY (c.spellings)
$$;
COMMENT ON FUNCTION aiehr._audit_category(text, text) IS
	'Category of the EEO-1 report that a recorded value means: sex Male or Female, or one of seven of race_ethnicity, in any case and with "(not Hispanic or Latino)" or without; NULL: unknown';

CREATE FUNCTION aiehr._bias_audit(anchor regclass, of_instrument text, of_version text, measure text, for_job text, since date, until date,
	cut float8, exclude_below float8, median_of text)
	RETURNS TABLE (table_kind text, sex text, race_ethnicity text, n bigint, n_selected bigint, rate float8, impact_ratio float8, share_of_data float8,
		comparator boolean, excluded boolean, below_four_fifths boolean, n_all bigint, n_unknown_sex bigint, n_unknown_race bigint, n_left_out bigint, n_binned bigint,
		cut_score float8, data_from date, data_until date, audited_on date)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	IF (measure IN ('selected', 'median', 'cut')) IS NOT TRUE THEN
		RAISE EXCEPTION 'measure must be "selected", "median" or "cut"' USING ERRCODE = 'invalid_parameter_value', DETAIL = format('It is "%s".', measure);
	ELSIF (median_of IN ('all', 'known')) IS NOT TRUE THEN
		RAISE EXCEPTION 'median_of must be "all" or "known"' USING ERRCODE = 'invalid_parameter_value', DETAIL = format('It is "%s".', median_of);
	ELSIF (exclude_below BETWEEN 0 AND 1) IS NOT TRUE THEN
		RAISE EXCEPTION 'exclude_below must lie between 0 and 1' USING ERRCODE = 'invalid_parameter_value', DETAIL = format('It is %s.', exclude_below),
			HINT = '0.02 keeps categories below 2 % of the data out of the impact ratios.';
	END IF;
	PERFORM aiehr._enter(anchor);
	RETURN QUERY
	WITH assessed AS MATERIALIZED (
		SELECT e.*, CASE measure WHEN 'selected' THEN e.decided AND e.stage <> 'withdrawn' ELSE e.score IS NOT NULL END AS counts
		FROM selection_each e
		WHERE e.instrument = of_instrument AND (of_version IS NULL OR e.instrument_version = of_version) AND (for_job IS NULL OR e.job = for_job)
			AND (since IS NULL OR e.quarter >= since) AND (until IS NULL OR e.quarter < until)
			AND e.attribute IN ('all', 'sex', 'race_ethnicity', 'sex x race_ethnicity')
	),
	-- the category of each attribute; of both, only where both are known
	known AS MATERIALIZED (
		SELECT a.attribute, aiehr._audit_category('sex', split_part(a.value, '|', 1)) AS sex,
			aiehr._audit_category('race_ethnicity', CASE a.attribute WHEN 'race_ethnicity' THEN a.value ELSE split_part(a.value, '|', 2) END) AS race_ethnicity,
			a.stage, a.score, a.n
		FROM assessed a
		WHERE a.counts AND a.attribute <> 'all'
	),
	ranked AS (
		SELECT x.score, sum(x.n) OVER (ORDER BY x.score) AS upto, sum(x.n) OVER () AS total
		FROM (
			SELECT score, sum(n) AS n
			FROM (
				SELECT a.score, a.n FROM assessed a WHERE median_of = 'all' AND a.counts AND a.attribute = 'all'
				UNION ALL
				SELECT k.score, k.n FROM known k WHERE median_of = 'known' AND k.attribute = 'sex x race_ethnicity' AND k.sex IS NOT NULL AND k.race_ethnicity IS NOT NULL
			) s
			GROUP BY score
		) x
	),
	header AS (
		SELECT CASE measure
				-- the mean of the two in the middle, which are one where the number is odd
				WHEN 'median' THEN (SELECT (min(r.score) FILTER (WHERE 2 * r.upto >= r.total) + min(r.score) FILTER (WHERE 2 * r.upto >= r.total + 1)) / 2 FROM ranked r)
				WHEN 'cut' THEN coalesce(cut, (SELECT p.fit_cut FROM job_policy p WHERE p.job = for_job), (SELECT y.fit_cut FROM policy y WHERE y.job IS NULL)) END AS cut_score,
			coalesce(sum(a.n) FILTER (WHERE a.counts), 0)::bigint AS n_all, coalesce(sum(a.n) FILTER (WHERE NOT a.counts), 0)::bigint AS n_left_out,
			coalesce(sum(a.n) FILTER (WHERE a.counts AND a.binned), 0)::bigint AS n_binned, min(a.quarter) AS data_from, max(a.quarter) AS data_until
		FROM assessed a
		WHERE a.attribute = 'all'
	),
	category AS (
		SELECT 'sex' AS table_kind, 'sex' AS attribute, s.sex, NULL::text AS race_ethnicity FROM (VALUES ('Male'), ('Female')) AS s (sex)
		UNION ALL
		SELECT CASE WHEN s.sex IS NULL THEN 'race_ethnicity' ELSE 'both' END, CASE WHEN s.sex IS NULL THEN 'race_ethnicity' ELSE 'sex x race_ethnicity' END, s.sex, r.race
		FROM (VALUES (NULL), ('Male'), ('Female')) AS s (sex)
		CROSS JOIN unnest(ARRAY['Hispanic or Latino', 'White', 'Black or African American', 'Native Hawaiian or Other Pacific Islander', 'Asian',
			'American Indian or Alaska Native', 'Two or More Races']) AS r (race)
	),
	counted AS (
		SELECT c.table_kind, c.sex, c.race_ethnicity, coalesce(sum(k.n), 0)::bigint AS n,
			coalesce(sum(k.n) FILTER (WHERE CASE measure WHEN 'selected' THEN k.stage IN ('offer', 'hired') WHEN 'median' THEN k.score > h.cut_score ELSE k.score >= h.cut_score END), 0)::bigint AS n_selected
		FROM category c
		CROSS JOIN header h
		LEFT JOIN known k ON k.attribute = c.attribute AND k.sex IS NOT DISTINCT FROM c.sex AND k.race_ethnicity IS NOT DISTINCT FROM c.race_ethnicity
		GROUP BY c.table_kind, c.sex, c.race_ethnicity
	),
	placed AS (
		SELECT c.*, c.n::float8 / nullif(h.n_all, 0) AS share, c.n > 0 AND c.n < exclude_below * h.n_all AS excluded
		FROM counted c
		CROSS JOIN header h
	),
	best AS (
		SELECT DISTINCT ON (p.table_kind) p.table_kind, p.n, p.n_selected
		FROM placed p
		WHERE p.n > 0 AND NOT p.excluded
		ORDER BY p.table_kind, p.n_selected::float8 / p.n DESC, p.n DESC
	)
	SELECT p.table_kind, p.sex, p.race_ethnicity, p.n, p.n_selected, p.n_selected::float8 / nullif(p.n, 0),
		CASE WHEN NOT p.excluded THEN p.n_selected::float8 / nullif(p.n, 0) / nullif(b.n_selected::float8 / b.n, 0) END, p.share,
		-- all that share the highest rate
		coalesce(NOT p.excluded AND p.n > 0 AND p.n_selected::numeric * b.n = b.n_selected::numeric * p.n, false), p.excluded,
		CASE WHEN NOT p.excluded AND p.n > 0 AND b.n_selected > 0 THEN 5 * p.n_selected::numeric * b.n < 4 * b.n_selected::numeric * p.n END,
		h.n_all, (h.n_all - (SELECT coalesce(sum(k.n), 0) FROM known k WHERE k.attribute = 'sex' AND k.sex IS NOT NULL))::bigint,
		(h.n_all - (SELECT coalesce(sum(k.n), 0) FROM known k WHERE k.attribute = 'race_ethnicity' AND k.race_ethnicity IS NOT NULL))::bigint,
		h.n_left_out, h.n_binned, h.cut_score, h.data_from, h.data_until, aiehr._company_today(anchor)
	FROM placed p
	CROSS JOIN header h
	LEFT JOIN best b ON b.table_kind = p.table_kind
	ORDER BY array_position(ARRAY['sex', 'race_ethnicity', 'both'], p.table_kind), p.sex DESC, p.race_ethnicity;
END
$$;
COMMENT ON FUNCTION aiehr._bias_audit(regclass, text, text, text, text, date, date, float8, float8, text) IS 'Tables of the bias audit of a tool; see bias_audit() of the workspace';
