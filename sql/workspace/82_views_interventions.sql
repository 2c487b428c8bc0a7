-- What interventions are followed by; see 74_views_validity.sql for the rules of views about groups.

CREATE VIEW intervention_effect WITH (security_barrier = true) AS
	WITH latest AS (
		SELECT f.person_id, m.indicator, max(f.recorded_at) AS recorded_at
		FROM (SELECT person_id, criterion, max(recorded_at) AS recorded_at FROM performance_fact GROUP BY person_id, criterion) f
		JOIN predictor_map m ON m.criterion = f.criterion
		GROUP BY f.person_id, m.indicator
	),
	-- how well a fact tells the next one of the same kind, and what is usual: what extreme results fall back to
	stability AS (
		SELECT c.job, m.indicator, sum(m.weight * c.mean) / sum(m.weight) AS mean, sum(m.weight * c.r) / sum(m.weight) AS r, count(*) AS criteria
		FROM (
			SELECT f.job, f.criterion, avg(f.score) AS mean, corr(f.score, f.next) AS r
			FROM (
				SELECT job, criterion, score, lead(score) OVER (PARTITION BY employment_id, criterion ORDER BY period, id) AS next
				FROM spell_fact
				WHERE score IS NOT NULL
			) f
			GROUP BY f.job, f.criterion
		) c
		JOIN predictor_map m ON m.criterion = c.criterion
		GROUP BY c.job, m.indicator
	),
	-- a superseded proposal that nobody began lives on in the one that followed
	considered AS (
		SELECT i.indicator, i.direction, i.offering, i.gap_rule, i.person_id, i.gap_at_open, i.predicted AS predicted_at_open, i.status IN ('started', 'completed') AS taken,
			width_bucket(abs(i.gap_at_open) / nullif(i.threshold, 0), '{1.5,2}'::float8[]) AS band,
			CASE WHEN l.recorded_at > i.opened_at THEN (s.actual -> i.indicator) - (s.benchmark -> i.indicator) END AS points_now,
			s.benchmark -> i.indicator AS predicted,
			-- true score by Kelley, the reliability of so many facts by Spearman and Brown
			(t.mean - i.actual) * (1 - i.n_facts * t.r / (t.criteria + (i.n_facts - t.criteria) * t.r)) AS points_expected
		FROM intervention i
		JOIN employment e ON e.id = i.employment_id
		LEFT JOIN standing s ON s.person_id = i.person_id AND s.employment_id = i.employment_id
		LEFT JOIN latest l ON l.person_id = i.person_id AND l.indicator = i.indicator
		LEFT JOIN stability t ON t.job = e.job AND t.indicator = i.indicator AND t.r > 0
		WHERE i.gap_rule IN ('relative', 'points') AND (i.end_reason IS DISTINCT FROM 'superseded' OR i.status = 'started')
	),
	-- by the rule of the opening, whatever the policy says by now
	measured AS (
		SELECT c.*, m.gap_now, m.gap_now - c.gap_at_open AS change, CASE WHEN m.gap_now IS NOT NULL THEN m.expected END AS expected
		FROM considered c
		CROSS JOIN LATERAL (
			SELECT CASE c.gap_rule WHEN 'relative' THEN c.points_now / nullif(c.predicted, 0) ELSE c.points_now END AS gap_now,
				CASE c.gap_rule WHEN 'relative' THEN c.points_expected / nullif(c.predicted_at_open, 0) ELSE c.points_expected END AS expected
		) m
	),
	cell AS (
		SELECT indicator, direction, offering, gap_rule, band, count(DISTINCT person_id) AS n_opened,
			count(DISTINCT person_id) FILTER (WHERE taken AND gap_now IS NOT NULL) AS n_taken,
			avg(gap_at_open) FILTER (WHERE taken AND gap_now IS NOT NULL) AS open_taken, avg(change) FILTER (WHERE taken) AS change_taken,
			var_samp(change) FILTER (WHERE taken) AS var_taken, avg(expected) FILTER (WHERE taken) AS expected_taken,
			count(DISTINCT person_id) FILTER (WHERE NOT taken AND gap_now IS NOT NULL) AS n_not_taken,
			avg(gap_at_open) FILTER (WHERE NOT taken AND gap_now IS NOT NULL) AS open_not_taken, avg(change) FILTER (WHERE NOT taken) AS change_not_taken,
			var_samp(change) FILTER (WHERE NOT taken) AS var_not_taken, avg(expected) FILTER (WHERE NOT taken) AS expected_not_taken
		FROM measured
		GROUP BY indicator, direction, offering, gap_rule, band
	),
	shown AS (
		SELECT c.*, least(c.n_taken, c.n_not_taken) < y.smallest_group AS hidden, c.change_taken - c.change_not_taken AS effect, c.var_taken / c.n_taken + c.var_not_taken / c.n_not_taken AS effect_var
		FROM cell c
		JOIN policy y ON y.job IS NULL
	)
	SELECT c.indicator, c.direction, c.offering, c.gap_rule, (ARRAY['1 to 1.5', '1.5 to 2', '2 and more'])[c.band + 1] AS band, v.n_opened,
		v.n_taken, v.open_taken AS gap_at_open_taken, v.change_taken, v.expected_taken, v.n_not_taken, v.open_not_taken AS gap_at_open_not_taken, v.change_not_taken, v.expected_not_taken,
		v.effect, sqrt(v.effect_var) AS effect_se, c.hidden AS suppressed
	FROM shown c
	LEFT JOIN LATERAL (SELECT c.* WHERE NOT c.hidden) v ON true
	UNION ALL
	-- over the bands that are shown, each weighted by those who took what was offered; what is expected may be known of some alone
	SELECT indicator, direction, offering, gap_rule, 'all', sum(n_opened) FILTER (WHERE NOT hidden)::bigint,
		sum(n_taken) FILTER (WHERE NOT hidden)::bigint, sum(n_taken * open_taken) FILTER (WHERE NOT hidden) / sum(n_taken) FILTER (WHERE NOT hidden),
		sum(n_taken * change_taken) FILTER (WHERE NOT hidden) / sum(n_taken) FILTER (WHERE NOT hidden), sum(n_taken * expected_taken) FILTER (WHERE NOT hidden) / sum(n_taken) FILTER (WHERE NOT hidden AND expected_taken IS NOT NULL),
		sum(n_not_taken) FILTER (WHERE NOT hidden)::bigint, sum(n_taken * open_not_taken) FILTER (WHERE NOT hidden) / sum(n_taken) FILTER (WHERE NOT hidden),
		sum(n_taken * change_not_taken) FILTER (WHERE NOT hidden) / sum(n_taken) FILTER (WHERE NOT hidden), sum(n_taken * expected_not_taken) FILTER (WHERE NOT hidden) / sum(n_taken) FILTER (WHERE NOT hidden AND expected_not_taken IS NOT NULL),
		sum(n_taken * effect) FILTER (WHERE NOT hidden) / sum(n_taken) FILTER (WHERE NOT hidden), sqrt(sum(n_taken ^ 2 * effect_var) FILTER (WHERE NOT hidden)) / sum(n_taken) FILTER (WHERE NOT hidden), bool_and(hidden)
	FROM shown
	GROUP BY indicator, direction, offering, gap_rule;
COMMENT ON VIEW intervention_effect IS 'Gaps of those who took what was offered against those who did not, from gaps of about the same size, one row an indicator, direction, offering, gap rule and band of sizes, and one over the bands: a difference in differences. Whoever takes an offer differs from who does not (self-selection), and extreme gaps shrink by themselves, as expected_taken says: no proof of an effect. People who left or have no new fact are counted as opened only; groups below the policy''s smallest are hidden';
COMMENT ON COLUMN intervention_effect.indicator IS 'Code of the indicator whose gap it is about';
COMMENT ON COLUMN intervention_effect.direction IS 'under: less was achieved than predicted, and the gap is negative; over: more';
COMMENT ON COLUMN intervention_effect.offering IS 'Code of what was offered; NULL when no rule matched the gap';
COMMENT ON COLUMN intervention_effect.gap_rule IS 'Rule of the gaps: relative (-0.31 for 31 % below) or points';
COMMENT ON COLUMN intervention_effect.band IS 'Size of the gap at opening in multiples of the threshold, or all: the bands that are shown, each weighted by n_taken';
COMMENT ON COLUMN intervention_effect.n_opened IS 'People for whom it was opened; NULL where suppressed';
COMMENT ON COLUMN intervention_effect.n_taken IS 'People who started or completed it and have a gap now on facts recorded since';
COMMENT ON COLUMN intervention_effect.gap_at_open_taken IS 'Their mean gap at opening';
COMMENT ON COLUMN intervention_effect.change_taken IS 'Their mean change of the gap since then; above 0 is better where direction is under';
COMMENT ON COLUMN intervention_effect.expected_taken IS 'The change that is expected of entirely new facts with nothing done at all: regression to the mean by the stability of the criteria from one fact to the next; NULL where that is not above 0';
COMMENT ON COLUMN intervention_effect.n_not_taken IS 'People who did not start it, so far or for good, and have a gap now on facts recorded since';
COMMENT ON COLUMN intervention_effect.gap_at_open_not_taken IS 'Their mean gap at opening';
COMMENT ON COLUMN intervention_effect.change_not_taken IS 'Their mean change of the gap since then';
COMMENT ON COLUMN intervention_effect.expected_not_taken IS 'The change that is expected of them as of expected_taken';
COMMENT ON COLUMN intervention_effect.effect IS 'change_taken - change_not_taken';
COMMENT ON COLUMN intervention_effect.effect_se IS 'Standard error of the effect, variances not assumed equal';
COMMENT ON COLUMN intervention_effect.suppressed IS 'Whether one of the two groups is below the smallest that may be shown, so that the figures are hidden';
