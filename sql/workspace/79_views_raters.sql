-- How raters rate; see 74_views_validity.sql for the rules of views about groups.

CREATE VIEW rater_bias WITH (security_barrier = true) AS
	WITH fact AS MATERIALIZED (
		SELECT job, person_id, criterion, period, rater_id, rater_kind, score FROM spell_fact WHERE score IS NOT NULL
	),
	-- what one person said of another about one period
	rating AS MATERIALIZED (
		SELECT job, rater_kind, rater_id, person_id, period, scorecard_agg(criterion, score) AS card, avg(score) AS mean
		FROM (
			SELECT job, rater_kind, rater_id, person_id, period, criterion, avg(score) AS score
			FROM fact
			WHERE rater_id IS NOT NULL AND rater_id <> person_id
			GROUP BY job, rater_kind, rater_id, person_id, period, criterion
		) r
		GROUP BY job, rater_kind, rater_id, person_id, period
	),
	-- the dimensions that half of the ratings have, since raters compare on the same ones alone
	dimension AS (
		SELECT r.job, r.rater_kind, (array_agg(k.key ORDER BY k.key))[1:64] AS criteria
		FROM (SELECT job, rater_kind, count(*) AS n, scorecard_count(card) AS present FROM rating GROUP BY job, rater_kind) r
		CROSS JOIN LATERAL each(r.present) AS k (key, value)
		WHERE 2 * k.value >= r.n
		GROUP BY r.job, r.rater_kind
	),
	statistic AS (
		SELECT j.job, j.rater_kind, s.*
		FROM (
			SELECT r.job, r.rater_kind, observations(r.rater_id::text, r.person_id || ' ' || r.period, r.card, k.criteria) AS ratings
			FROM rating r
			JOIN dimension k ON k.job = r.job AND k.rater_kind = r.rater_kind
			GROUP BY r.job, r.rater_kind, k.criteria
		) j
		CROSS JOIN LATERAL rater_statistics(j.ratings) AS s
	),
	-- what was measured within the time that a rating is about: in its last quarter, and before
	measured AS (
		SELECT r.job, r.rater_kind, r.rater_id, r.mean,
			avg(f.score) FILTER (WHERE upper(f.period) > x.last_quarter) AS late, avg(f.score) FILTER (WHERE upper(f.period) <= x.last_quarter) AS early
		FROM rating r
		CROSS JOIN LATERAL (SELECT upper(r.period) - (upper(r.period) - lower(r.period)) / 4 AS last_quarter) x
		JOIN fact f ON f.job = r.job AND f.person_id = r.person_id AND f.rater_kind = 'system' AND f.period <@ r.period
		GROUP BY r.job, r.rater_kind, r.rater_id, r.person_id, r.period, r.mean
	),
	recency AS (
		SELECT m.job, m.rater_kind, m.rater_id::text AS rater, p.n, p.r, p.p
		FROM (
			SELECT x.job, x.rater_kind, x.rater_id, comoments(v.card, '{rating,late,early}') AS moments
			FROM measured x
			CROSS JOIN LATERAL (SELECT scorecard_agg(k.key, k.value) AS card FROM (VALUES ('rating', x.mean), ('late', x.late), ('early', x.early)) AS k (key, value)) v
			GROUP BY x.job, x.rater_kind, x.rater_id
		) m
		CROSS JOIN LATERAL partial_correlation(m.moments, 'rating', 'late', '{early}') AS p
	),
	counted AS (
		SELECT job, rater_kind, rater_id::text AS rater, count(DISTINCT person_id) AS n_ratees
		FROM rating
		GROUP BY job, rater_kind, rater_id
	),
	-- differences from all raters sum to zero, so that the others would tell of a single hidden one
	marked AS (
		SELECT c.*, suppressed(c.n_ratees, y.smallest_group) OVER (PARTITION BY c.job, c.rater_kind ORDER BY c.n_ratees, c.rater) AS hidden
		FROM counted c
		JOIN policy y ON y.job IS NULL
	)
	SELECT c.job, c.rater_kind, c.rater::bigint AS rater_id, CASE WHEN NOT c.hidden THEN c.n_ratees END AS n_ratees, s.n AS n_ratings, s.mean AS mean_rating,
		s.leniency, s.severity, s.severity_se, s.n_shared, s.leniency_vs_ratee, s.sd AS spread, s.within_sd, s.halo_r,
		r.r AS recency_r, r.p AS recency_p, r.n AS recency_n, CASE WHEN c.hidden THEN 'TOO_FEW' ELSE s.note END AS note, c.hidden AS suppressed
	FROM marked c
	LEFT JOIN statistic s ON s.job = c.job AND s.rater_kind = c.rater_kind AND s.rater = c.rater AND NOT c.hidden
	LEFT JOIN recency r ON r.job = c.job AND r.rater_kind = c.rater_kind AND r.rater = c.rater AND NOT c.hidden;
COMMENT ON VIEW rater_bias IS 'How each rater rates in a job and capacity, one row a job, kind of rater and rater, over all ratings held, those of leavers among them; purged people are not in. Raters of fewer people than the policy''s smallest group are hidden, and the next smallest with them. A difference from the other raters of the same people calls for a talk, not for a verdict';
COMMENT ON COLUMN rater_bias.job IS 'Job of the spell in which the middle of the rating''s period lies';
COMMENT ON COLUMN rater_bias.rater_kind IS 'manager, peer, customer or system; ratings of oneself are out';
COMMENT ON COLUMN rater_bias.rater_id IS 'The person who rates';
COMMENT ON COLUMN rater_bias.n_ratees IS 'Different people rated; NULL where suppressed';
COMMENT ON COLUMN rater_bias.n_ratings IS 'Ratings of one person in one period that have all dimensions that raters of the job share';
COMMENT ON COLUMN rater_bias.mean_rating IS 'Mean rating, 0..100 on the criteria''s scales';
COMMENT ON COLUMN rater_bias.leniency IS 'mean_rating less the mean of all ratings, in points; what the people deserve is in it';
COMMENT ON COLUMN rater_bias.severity IS 'How much lower than the other raters of the same people the rater rates, in points, drawn towards 0 the fewer they are (REML); below 0: lenient';
COMMENT ON COLUMN rater_bias.severity_se IS 'Its standard error';
COMMENT ON COLUMN rater_bias.n_shared IS 'Ratings of people whom somebody else rated too: what severity rests on';
COMMENT ON COLUMN rater_bias.leniency_vs_ratee IS 'mean_rating less the mean of all ratings of the same people, the rater''s own among them, in points';
COMMENT ON COLUMN rater_bias.spread IS 'Standard deviation of the ratings, in points: small where a rater tells people apart little';
COMMENT ON COLUMN rater_bias.within_sd IS 'Mean standard deviation between dimensions of one person, in points: small where one impression colours all (halo)';
COMMENT ON COLUMN rater_bias.halo_r IS 'Mean correlation between dimensions (Fisher): high where one impression colours all';
COMMENT ON COLUMN rater_bias.recency_r IS 'Correlation of the ratings with what was measured in the last quarter of their period, given what was measured before: high where the latest weighs most';
COMMENT ON COLUMN rater_bias.recency_p IS 'Two-sided p of recency_r';
COMMENT ON COLUMN rater_bias.recency_n IS 'Ratings with measured facts of both times';
COMMENT ON COLUMN rater_bias.note IS 'Why a figure is missing: TOO_FEW (ratees, or nobody else rated them), CONSTANT; else NULL';
COMMENT ON COLUMN rater_bias.suppressed IS 'Whether the figures are hidden for the number of people rated, or so that a total does not give another one away';
