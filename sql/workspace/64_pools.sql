-- Talent pools: who would be in, who is in, and the refresh that brings the two together.

-- The rule itself: refresh_talent_pool() does what this view says, and a SELECT shows beforehand what it will do.
CREATE VIEW talent_pool_ranking WITH (security_invoker = true) AS
	WITH agreed AS (
		SELECT person_id, bool_or(withdrawn_at IS NULL AND given_at <= now() AND (expires_at IS NULL OR expires_at > now())) AS agrees,
			bool_or(withdrawn_at IS NOT NULL) AS withdrew
		FROM consent
		WHERE purpose = 'talent_pool'
		GROUP BY person_id
	),
	population AS (
		SELECT p.code AS pool, s.job, s.person_id, s.fit_score
		FROM talent_pool p
		JOIN standing s ON p.population = 'employees' AND s.employment_id IS NOT NULL AND (p.job IS NULL OR s.job = p.job)
		WHERE p.cohort IS NULL OR EXISTS (
			SELECT FROM employment e JOIN application a ON a.id = e.application_id
			WHERE e.id = s.employment_id AND a.cohort = p.cohort)
		UNION ALL
		-- candidates whose application is open; who took back a consent to the pool is out of it
		SELECT p.code, s.job, s.person_id, s.fit_score
		FROM talent_pool p
		JOIN standing s ON p.population = 'candidates' AND s.application_id IS NOT NULL AND (p.job IS NULL OR s.job = p.job)
		LEFT JOIN agreed g ON g.person_id = s.person_id
		WHERE (p.cohort IS NULL OR EXISTS (SELECT FROM application a WHERE a.id = s.application_id AND a.cohort = p.cohort))
			AND NOT (coalesce(g.withdrew, false) AND NOT g.agrees)
		UNION ALL
		-- those not taken who agreed to be remembered, with the score of their latest decision
		SELECT * FROM (
			SELECT DISTINCT ON (p.code, a.job, a.person_id) p.code, a.job, a.person_id, a.fit_score_at_decision
			FROM talent_pool p
			JOIN application a ON p.population = 'candidates' AND a.stage IN ('rejected', 'withdrawn', 'offer_declined', 'no_show')
				AND (p.job IS NULL OR a.job = p.job) AND (p.cohort IS NULL OR a.cohort = p.cohort)
			JOIN agreed g ON g.person_id = a.person_id AND g.agrees
			WHERE NOT EXISTS (SELECT FROM standing s WHERE s.person_id = a.person_id AND s.job = a.job)
			ORDER BY p.code, a.job, a.person_id, a.decided_at DESC NULLS LAST, a.id DESC
		) r
	),
	-- scores that differ by their last bits alone are tied
	scored AS (
		SELECT pool, job, person_id, fit_score, round(fit_score::numeric, 9) AS points
		FROM population
		WHERE fit_score IS NOT NULL
	),
	ranked AS (
		SELECT pool, job, person_id, fit_score, count(*) OVER (PARTITION BY pool, job) AS n,
			rank() OVER (PARTITION BY pool, job ORDER BY points DESC) AS rank,
			count(*) OVER (PARTITION BY pool, job, points) AS tied
		FROM scored
	)
	SELECT r.pool, r.job, r.person_id, r.fit_score, r.rank, r.n, c.k,
		r.n >= p.min_n AND CASE p.ties WHEN 'include' THEN r.rank <= c.k ELSE r.rank + r.tied - 1 <= c.k END AS qualifies
	FROM ranked r
	JOIN talent_pool p ON p.code = r.pool
	-- by way of numeric, or 7 % of 100 would have 8 places
	CROSS JOIN LATERAL (SELECT ceil(p.share::numeric * r.n)::bigint AS k) c;
COMMENT ON VIEW talent_pool_ranking IS 'Who the rule of each talent pool would take now, one row a pool, job and scored person; live rows only. A person without fit score is out of n';
COMMENT ON COLUMN talent_pool_ranking.pool IS 'Code of the talent pool';
COMMENT ON COLUMN talent_pool_ranking.job IS 'Job within which is ranked';
COMMENT ON COLUMN talent_pool_ranking.person_id IS 'The person';
COMMENT ON COLUMN talent_pool_ranking.fit_score IS 'Fit score, 0..100: of the standing, or frozen at the decision for those not taken';
COMMENT ON COLUMN talent_pool_ranking.rank IS 'Place by fit score from 1, ties share the best place';
COMMENT ON COLUMN talent_pool_ranking.n IS 'Scored people of the population in the job and the pool''s cohort';
COMMENT ON COLUMN talent_pool_ranking.k IS 'Places: the pool''s share of n, rounded up';
COMMENT ON COLUMN talent_pool_ranking.qualifies IS 'Whether the person is in by the rule, ties and least n as the pool says';

CREATE VIEW talent_pool_current WITH (security_invoker = true) AS
	SELECT m.pool, p.name, m.job, m.person_id, m.origin, lower(m.valid) AS since, m.fit_score AS fit_score_at_entry, m.rank AS rank_at_entry,
		s.fit_score, s.performance_score, m.rule_version, m.reason
	FROM talent_pool_member m
	JOIN talent_pool p ON p.code = m.pool
	LEFT JOIN standing s ON s.person_id = m.person_id AND s.job = m.job
	WHERE upper_inf(m.valid);
COMMENT ON VIEW talent_pool_current IS 'Members of talent pools whose membership has no end, one row a membership; past ones, as of people who left, are in the table talent_pool_member';
COMMENT ON COLUMN talent_pool_current.pool IS 'Code of the talent pool';
COMMENT ON COLUMN talent_pool_current.name IS 'Name of the talent pool';
COMMENT ON COLUMN talent_pool_current.job IS 'Job for which the person is a member';
COMMENT ON COLUMN talent_pool_current.person_id IS 'The person';
COMMENT ON COLUMN talent_pool_current.origin IS 'automatic: entered and ended by refresh_talent_pool(); manual: by hand alone';
COMMENT ON COLUMN talent_pool_current.since IS 'When the person entered';
COMMENT ON COLUMN talent_pool_current.fit_score_at_entry IS 'Fit score with which the person entered, 0..100';
COMMENT ON COLUMN talent_pool_current.rank_at_entry IS 'Place by fit score on entering';
COMMENT ON COLUMN talent_pool_current.fit_score IS 'Fit score now, 0..100; NULL for those who stand nowhere now';
COMMENT ON COLUMN talent_pool_current.performance_score IS 'Performance score now, 0..100; NULL for candidates';
COMMENT ON COLUMN talent_pool_current.rule_version IS 'Version of the pool''s rule that took the person';
COMMENT ON COLUMN talent_pool_current.reason IS 'Why the person is in, in words';

CREATE FUNCTION refresh_talent_pool(pool text)
	RETURNS TABLE (entered bigint, "left" bigint, stayed bigint, cut_score float8, n bigint, k bigint, job text, note text)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT r.entered, r.left, r.stayed, r.cut_score, r.n, r.k, r.job, r.note
		FROM aiehr._refresh_talent_pool('policy'::regclass, pool) r;
	END;
REVOKE ALL ON FUNCTION refresh_talent_pool(text) FROM PUBLIC;
COMMENT ON FUNCTION refresh_talent_pool(text) IS
	'Brings a pool''s automatic members in line with its rule: counts of entered, left and stayed, score of the last place (cut_score, 0..100), scored people n, places k; one row, or one a job for a pool of all jobs; note TOO_FEW: below least n, nobody was ranked';

-- Members against the rest of their job, on everything recorded as performance facts: ratings, training, projects.
-- Each person counts once: the mean of the people's own means. A period that spans the entry counts nowhere.
CREATE VIEW talent_pool_tracking WITH (security_barrier = true) AS
	WITH policy_all AS (
		SELECT smallest_group, time_zone FROM policy WHERE job IS NULL
	),
	member AS (
		SELECT m.pool, m.job, m.person_id,
			range_agg(daterange((lower(m.valid) AT TIME ZONE y.time_zone)::date, (upper(m.valid) AT TIME ZONE y.time_zone)::date)) AS during
		FROM talent_pool_member m
		CROSS JOIN policy_all y
		GROUP BY m.pool, m.job, m.person_id
	),
	-- those who never were members; for them the pool begins when its first member entered
	compared AS (
		SELECT pool, job, person_id, during, true AS is_member FROM member
		UNION ALL
		SELECT f.pool, f.job, e.person_id, f.during, false
		FROM (SELECT pool, job, datemultirange(daterange(min(lower(during)), NULL)) AS during FROM member GROUP BY pool, job) f
		JOIN (SELECT DISTINCT person_id, job FROM employment) e ON e.job = f.job
		WHERE NOT EXISTS (SELECT FROM member m WHERE m.pool = f.pool AND m.job = f.job AND m.person_id = e.person_id)
	),
	achieved AS (
		SELECT c.pool, c.job, f.criterion, x.phase, c.is_member, c.person_id, avg(f.value) AS value
		FROM compared c
		JOIN performance_fact f ON f.person_id = c.person_id
		CROSS JOIN LATERAL (SELECT CASE WHEN f.period <@ c.during THEN 'after' WHEN f.period << c.during THEN 'before' END AS phase) x
		WHERE x.phase IS NOT NULL AND EXISTS (
			SELECT FROM employment e
			WHERE e.person_id = c.person_id AND e.job = c.job AND f.period && daterange(e.hired_on, e.left_on))
		GROUP BY c.pool, c.job, f.criterion, x.phase, c.is_member, c.person_id
	),
	cell AS (
		SELECT pool, job, criterion, phase,
			count(*) FILTER (WHERE is_member) AS n_members, avg(value) FILTER (WHERE is_member) AS mean_members,
			var_samp(value) FILTER (WHERE is_member) AS var_members,
			count(*) FILTER (WHERE NOT is_member) AS n_rest, avg(value) FILTER (WHERE NOT is_member) AS mean_rest,
			var_samp(value) FILTER (WHERE NOT is_member) AS var_rest
		FROM achieved
		GROUP BY pool, job, criterion, phase
		HAVING bool_or(is_member)
	)
	SELECT c.pool, c.job, c.criterion, c.phase, v.n_members, v.mean_members, v.n_rest, v.mean_rest,
		v.mean_members - v.mean_rest AS difference,
		CASE WHEN NOT v.hidden THEN sqrt(c.var_members / c.n_members + c.var_rest / c.n_rest) END AS difference_se,
		CASE WHEN k.true_zero AND v.mean_rest > 0 THEN v.mean_members / v.mean_rest - 1 END AS lift,
		'rest' AS baseline, v.hidden AS suppressed
	FROM cell c
	JOIN criterion k ON k.code = c.criterion
	CROSS JOIN policy_all y
	-- either group alone would give the other away to who knows the job's mean
	CROSS JOIN LATERAL (SELECT least(c.n_members, c.n_rest) < y.smallest_group AS hidden) h
	CROSS JOIN LATERAL (
		SELECT h.hidden, CASE WHEN NOT h.hidden THEN c.n_members END AS n_members, CASE WHEN NOT h.hidden THEN c.mean_members END AS mean_members,
			CASE WHEN NOT h.hidden THEN c.n_rest END AS n_rest, CASE WHEN NOT h.hidden THEN c.mean_rest END AS mean_rest
	) v;
COMMENT ON VIEW talent_pool_tracking IS 'Performance facts of pool members against the rest of their job, before and after entry; groups below the policy''s smallest are hidden; leavers are in, purged people are not. Members were chosen by score, so a difference after entry alone proves no effect';
COMMENT ON COLUMN talent_pool_tracking.pool IS 'Code of the talent pool';
COMMENT ON COLUMN talent_pool_tracking.job IS 'Job of members and rest';
COMMENT ON COLUMN talent_pool_tracking.criterion IS 'Code of the criterion: rating, training, project work';
COMMENT ON COLUMN talent_pool_tracking.phase IS 'before: periods that ended by a member''s first entry; after: periods within the membership; for the rest the first entry of anybody counts';
COMMENT ON COLUMN talent_pool_tracking.n_members IS 'Members with such facts, past members by their time in the pool; NULL where suppressed';
COMMENT ON COLUMN talent_pool_tracking.mean_members IS 'Mean of the members'' mean values, in the criterion''s own unit';
COMMENT ON COLUMN talent_pool_tracking.n_rest IS 'People of the job with such facts who never were members; NULL where suppressed';
COMMENT ON COLUMN talent_pool_tracking.mean_rest IS 'Mean of their mean values, in the criterion''s own unit';
COMMENT ON COLUMN talent_pool_tracking.difference IS 'mean_members - mean_rest, in points of the criterion''s own unit';
COMMENT ON COLUMN talent_pool_tracking.difference_se IS 'Standard error of the difference, variances not assumed equal';
COMMENT ON COLUMN talent_pool_tracking.lift IS 'mean_members / mean_rest - 1, 0.35 for 35 % more; only for criteria with a true zero and a rest above it, else NULL: read the difference';
COMMENT ON COLUMN talent_pool_tracking.baseline IS 'What the lift is measured against: rest, those who are not members';
COMMENT ON COLUMN talent_pool_tracking.suppressed IS 'Whether a group is below the smallest that may be shown, so that the figures are hidden';
