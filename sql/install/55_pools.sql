-- Talent pools: who enters and who leaves when a pool is refreshed.

CREATE FUNCTION aiehr._talent_pool_version() RETURNS trigger
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF (NEW.job, NEW.population, NEW.cohort, NEW.share, NEW.ties, NEW.min_n)
		IS DISTINCT FROM (OLD.job, OLD.population, OLD.cohort, OLD.share, OLD.ties, OLD.min_n) THEN
		NEW.rule_version := OLD.rule_version + 1;
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION aiehr._talent_pool_version() IS 'Trigger function: a talent pool whose rule changes gets the next rule_version';

-- Brings the automatic members of a pool in line with the view talent_pool_ranking; manual members are left alone.
-- The pool is locked first, then in id order the people whose membership changes, as everywhere; who came into it
-- between the lock and the statement below waits for the next refresh.
CREATE FUNCTION aiehr._refresh_talent_pool(anchor regclass, pool_code text)
	RETURNS TABLE (entered bigint, "left" bigint, stayed bigint, cut_score float8, n bigint, k bigint, job text, note text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
	SET jit = off		-- compiling takes seconds where the statements take a tenth of one
AS $$
#variable_conflict use_column
DECLARE
	pool_rule	record;
	people		bigint[];
	moment		timestamptz;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
		RAISE EXCEPTION 'a talent pool cannot be refreshed at this isolation level' USING ERRCODE = 'serialization_failure',
			DETAIL = 'What others committed since this transaction began would be missing from it.',
			HINT = 'Call refresh_talent_pool() at READ COMMITTED.';
	END IF;
	SELECT * INTO pool_rule FROM talent_pool WHERE code = pool_code FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'talent pool "%" does not exist', pool_code USING ERRCODE = 'undefined_object',
			HINT = 'The table talent_pool holds the pools.';
	END IF;

	SELECT array_agg(coalesce(r.person_id, m.person_id)) INTO people
	FROM (SELECT * FROM talent_pool_ranking WHERE pool = pool_code) r
	FULL JOIN (SELECT * FROM talent_pool_member WHERE pool = pool_code AND origin = 'automatic' AND upper_inf(valid)) m
		ON m.person_id = r.person_id AND m.job = r.job
	WHERE (r.qualifies AND m.id IS NULL) OR (m.id IS NOT NULL AND NOT coalesce(r.qualifies, false));
	PERFORM FROM person p JOIN unnest(people) AS c (id) ON c.id = p.id ORDER BY p.id FOR NO KEY UPDATE OF p;
	moment := clock_timestamp();

	RETURN QUERY
	WITH ranking AS MATERIALIZED (
		SELECT r.*, r.n >= pool_rule.min_n AS enough FROM talent_pool_ranking r WHERE r.pool = pool_code
	),
	size AS MATERIALIZED (
		SELECT r.job, max(r.n) AS n, max(r.k) AS k, min(r.fit_score) FILTER (WHERE r.rank <= r.k) AS cut_score
		FROM ranking r GROUP BY r.job
	),
	member AS MATERIALIZED (
		SELECT m.id, m.person_id, m.job
		FROM talent_pool_member m
		WHERE m.pool = pool_code AND m.origin = 'automatic' AND upper_inf(m.valid)
	),
	-- who is in no population any more goes even where too few are left to rank the others
	ended AS (
		UPDATE talent_pool_member m
		SET valid = tstzrange(lower(m.valid), greatest(moment, lower(m.valid) + interval '1 microsecond')),
			end_reason = CASE WHEN r.person_id IS NULL
				THEN format('not among the scored %s of the pool any more; rule version %s', pool_rule.population, pool_rule.rule_version)
				ELSE format('rank %s of %s by fit score in job %s%s; places: %s (top %s %% of %s); rule version %s', r.rank, r.n, r.job,
					CASE WHEN r.rank <= r.k THEN ', tied with more than have a place' END, r.k,
					trim_scale(pool_rule.share::numeric * 100), pool_rule.population, pool_rule.rule_version) END
		FROM member c
		JOIN unnest(people) AS l (id) ON l.id = c.person_id
		LEFT JOIN ranking r ON r.person_id = c.person_id AND r.job = c.job
		WHERE m.id = c.id AND (r.person_id IS NULL OR (r.enough AND NOT r.qualifies))
		RETURNING m.id, m.job
	),
	entered AS (
		INSERT INTO talent_pool_member (pool, person_id, job, origin, valid, fit_score, rank, rule_version, reason)
		SELECT pool_code, r.person_id, r.job, 'automatic', tstzrange(moment, NULL), r.fit_score, r.rank, pool_rule.rule_version,
			format('rank %s of %s by fit score in job %s; places: %s (top %s %% of %s); rule version %s', r.rank, r.n, r.job, r.k,
				trim_scale(pool_rule.share::numeric * 100), pool_rule.population, pool_rule.rule_version)
		FROM ranking r
		JOIN unnest(people) AS l (id) ON l.id = r.person_id
		WHERE r.qualifies AND NOT EXISTS (SELECT FROM member m WHERE m.person_id = r.person_id AND m.job = r.job)
		ON CONFLICT (pool, person_id, job, origin) WHERE upper_inf(valid) DO NOTHING
		RETURNING id, job
	),
	refreshed AS (
		UPDATE talent_pool SET refreshed_at = moment WHERE code = pool_code
	),
	logged AS (
		INSERT INTO audit_log (action, rule, acting_role, subject, n)
		SELECT 'pool', format('%s version %s', pool_code, pool_rule.rule_version), acting_role(), 'talent_pool_member', c.n
		FROM (SELECT (SELECT count(*) FROM entered) + (SELECT count(*) FROM ended) AS n) c
		WHERE c.n > 0
	)
	SELECT (SELECT count(*) FROM entered e WHERE pool_rule.job IS NOT NULL OR e.job = j.job),
		(SELECT count(*) FROM ended e WHERE pool_rule.job IS NOT NULL OR e.job = j.job),
		(SELECT count(*) FROM member m WHERE (pool_rule.job IS NOT NULL OR m.job = j.job) AND NOT EXISTS (SELECT FROM ended e WHERE e.id = m.id)),
		CASE WHEN s.n >= pool_rule.min_n THEN s.cut_score END, coalesce(s.n, 0), coalesce(s.k, 0), j.job,
		CASE WHEN coalesce(s.n, 0) < pool_rule.min_n THEN 'TOO_FEW' END
	FROM (
		SELECT pool_rule.job WHERE pool_rule.job IS NOT NULL
		UNION SELECT size.job FROM size
		UNION SELECT member.job FROM member WHERE pool_rule.job IS NULL
	) j (job)
	LEFT JOIN size s ON s.job = j.job
	ORDER BY j.job;
END
$$;
COMMENT ON FUNCTION aiehr._refresh_talent_pool(regclass, text) IS
	'Enters and ends automatic members of a talent pool as talent_pool_ranking has them; one row a job: entered, left, stayed, cut score, scored people, places';
