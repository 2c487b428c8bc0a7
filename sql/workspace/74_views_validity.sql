-- What scores are worth: how well they predict, and what those at the top achieve.
-- Views about groups run with the rights of the workspace's owner, so that an analyst needs no right on any table. The
-- policy's smallest group is enforced inside, and where a total would give a hidden group away the next smallest hides with it.
-- They read tables and each other alone: views about people would ask for the reader's own rights.

CREATE VIEW lift WITH (security_barrier = true) AS
	WITH job_keys AS MATERIALIZED (
		SELECT job, keys, indicators, criteria FROM study_keys
	),
	-- grouped by the job alone: that the rest follows from it the planner does not know
	collected AS (
		SELECT s.job, observations(s.card, k.keys) AS rows FROM study_complete s JOIN job_keys k ON k.job = s.job GROUP BY s.job
	),
	state AS (
		SELECT k.job, k.indicators, k.criteria, coalesce(o.lift_share, c.lift_share) AS share, c.smallest_group, t.rows
		FROM collected t
		JOIN job_keys k ON k.job = t.job
		JOIN policy c ON c.job IS NULL
		LEFT JOIN policy o ON o.job = k.job
	)
	SELECT t.job, l.score AS indicator, l.criterion, t.share, l.baseline, l.ties, v.n, v.k, v.cut AS cut_score, v.n_top,
		v.mean_top, v.mean_base, v.difference, v.difference_low, v.difference_high, v.p AS p_value, v.lift_sd, v.lift_sd_normal AS expected_lift_sd,
		CASE WHEN z.true_zero THEN v.lift END AS lift, CASE WHEN z.true_zero THEN v.lift_low END AS lift_low, CASE WHEN z.true_zero THEN v.lift_high END AS lift_high,
		CASE WHEN h.hidden THEN 'TOO_FEW' WHEN z.true_zero THEN l.note ELSE coalesce(nullif(l.note, 'NOT_POSITIVE'), 'NO_TRUE_ZERO') END AS note, h.hidden AS suppressed
	FROM state t
	CROSS JOIN LATERAL lift(t.rows, t.indicators, t.criteria, t.share, 'all', 'include') AS l
	LEFT JOIN criterion z ON z.code = l.criterion
	-- the rest is what the top is not, and small too where n is
	CROSS JOIN LATERAL (SELECT l.n_top IS NULL OR least(l.n_top, l.n - l.n_top) < t.smallest_group AS hidden) h
	LEFT JOIN LATERAL (SELECT l.* WHERE NOT h.hidden) v ON true
	-- a job may have outcomes and no scores as yet, or scores and no outcomes
	WHERE t.indicators <> '{}' AND t.criteria <> '{}';
COMMENT ON VIEW lift IS 'What those with the top share of a score achieve against all, one row a job, indicator and criterion; those who left are in, purged people are not. Hires alone: among all applicants it would be more';
COMMENT ON COLUMN lift.job IS 'Job of the spells';
COMMENT ON COLUMN lift.indicator IS 'Code of the indicator; @decision: the fit score frozen at the decision; @fit: the frozen scores by the weights in force';
COMMENT ON COLUMN lift.criterion IS 'Code of the criterion; @performance: the composite by the weights in force';
COMMENT ON COLUMN lift.share IS 'Top share that is looked at, above 0 to 1: the policy''s lift_share';
COMMENT ON COLUMN lift.baseline IS 'What the top is held against: all';
COMMENT ON COLUMN lift.ties IS 'What happens to scores tied at the cut: include';
COMMENT ON COLUMN lift.n IS 'Spells with both the score and the outcome; NULL where suppressed';
COMMENT ON COLUMN lift.k IS 'Places in the top: the share of n, rounded up';
COMMENT ON COLUMN lift.cut_score IS 'Score of the last place';
COMMENT ON COLUMN lift.n_top IS 'Spells in the top, those tied at the cut among them';
COMMENT ON COLUMN lift.mean_top IS 'Mean outcome of the top, in the criterion''s own unit';
COMMENT ON COLUMN lift.mean_base IS 'Mean outcome of all, in the criterion''s own unit';
COMMENT ON COLUMN lift.difference IS 'mean_top - mean_base, in the criterion''s own unit';
COMMENT ON COLUMN lift.difference_low IS 'Lower end of its 95 % interval (Welch)';
COMMENT ON COLUMN lift.difference_high IS 'Upper end of its 95 % interval (Welch)';
COMMENT ON COLUMN lift.p_value IS 'Two-sided p of Welch''s test of the top against the rest';
COMMENT ON COLUMN lift.lift_sd IS 'Difference in standard deviations of the outcome';
COMMENT ON COLUMN lift.expected_lift_sd IS 'What a normal score of this correlation would give (Brogden)';
COMMENT ON COLUMN lift.lift IS 'mean_top / mean_base - 1, 0.28 for 28 % more; only for criteria with a true zero, else NULL: read the difference';
COMMENT ON COLUMN lift.lift_low IS 'Lower end of its 95 % interval (delta method)';
COMMENT ON COLUMN lift.lift_high IS 'Upper end of its 95 % interval (delta method)';
COMMENT ON COLUMN lift.note IS 'Why a figure is missing: TOO_FEW, CONSTANT, NO_TRUE_ZERO (no ratio), NOT_POSITIVE (a mean is not above 0); else NULL';
COMMENT ON COLUMN lift.suppressed IS 'Whether the top or the rest is below the smallest group that may be shown, so that the figures are hidden';

CREATE VIEW validity WITH (security_barrier = true) AS
	WITH moments AS MATERIALIZED (
		SELECT * FROM study_moments
	),
	matrix AS MATERIALIZED (
		SELECT t.job, m.a, m.b, m.n, m.r, m.r_low, m.r_high, m.p, m.note FROM moments t CROSS JOIN LATERAL correlation_matrix(t.moments) AS m
	),
	waiting AS (
		SELECT s.job, count(*) AS n FROM study s JOIN policy y ON y.job IS NULL WHERE s.window_ends > (now() AT TIME ZONE y.time_zone)::date GROUP BY s.job
	),
	-- lower may be better: then all signs of the criterion turn
	cell AS (
		SELECT t.job, i.code AS indicator, k.code AS criterion, m.n, k.sign * m.r AS r,
			CASE k.sign WHEN 1 THEN m.r_low ELSE -m.r_high END AS r_low, CASE k.sign WHEN 1 THEN m.r_high ELSE -m.r_low END AS r_high,
			m.p, m.note, CASE i.code WHEN '@decision' THEN 1 ELSE zi.r END AS rzx, k.sign * zk.r AS rzy,
			t.applicant_sd, t.hired_sd, t.n_left, t.first_hired
		FROM moments t
		CROSS JOIN LATERAL unnest(t.indicators) AS i (code)
		CROSS JOIN LATERAL (
			SELECT u.code, CASE WHEN c.lo > c.hi THEN -1 ELSE 1 END AS sign
			FROM unnest(t.criteria) AS u (code)
			LEFT JOIN criterion c ON c.code = u.code
		) k
		JOIN matrix m ON m.job = t.job AND m.a = least(i.code COLLATE "C", k.code) AND m.b = greatest(i.code COLLATE "C", k.code)
		LEFT JOIN matrix zi ON zi.job = t.job AND zi.a = least('@decision', i.code COLLATE "C") AND zi.b = greatest('@decision', i.code COLLATE "C")
		LEFT JOIN matrix zk ON zk.job = t.job AND zk.a = least('@decision', k.code COLLATE "C") AND zk.b = greatest('@decision', k.code COLLATE "C")
	),
	shown AS (
		-- who has had several spells is one person, which only makes a difference where there are few
		SELECT c.*, CASE WHEN c.n < y.smallest_group THEN true WHEN c.n >= 10 * y.smallest_group THEN false
			ELSE (SELECT count(DISTINCT s.person_id) FROM study_complete s WHERE s.job = c.job AND s.card ? c.indicator AND s.card ? c.criterion) < y.smallest_group END AS hidden
		FROM cell c
		JOIN policy y ON y.job IS NULL
	),
	judged AS (
		SELECT c.job, c.indicator, c.criterion, v.n, v.r, v.r_low, v.r_high, v.p,
			-- Holm: the largest of the smaller ps, each times how many are not smaller
			CASE WHEN v.p IS NOT NULL THEN least(1, max(v.p * (c.family - c.place + 1)) OVER (PARTITION BY c.job ORDER BY c.place)) END AS p_holm,
			CASE c.indicator WHEN '@decision' THEN thorndike2(v.r, c.hired_sd / nullif(c.applicant_sd, 0)) ELSE thorndike3(v.r, c.rzx, c.rzy, c.applicant_sd / c.hired_sd) END AS r_range,
			sqrt(q.raters * q.icc / (1 + (q.raters - 1) * q.icc)) AS true_share, q.icc, q.source,
			CASE WHEN c.hidden THEN 'TOO_FEW'
				WHEN EXISTS (
					SELECT FROM contamination g
					WHERE (g.indicator = c.indicator OR (c.indicator LIKE '@%' AND (wf.weights -> g.indicator) > 0))
						AND (g.criterion = c.criterion OR (c.criterion = '@performance' AND (wp.weights -> g.criterion) > 0))
				) THEN 'CONTAMINATED'
				WHEN c.indicator = '@fit' AND wf.fitted_until >= c.first_hired THEN 'FITTED_HERE'
				WHEN c.n < 30 THEN 'TOO_FEW'
				ELSE c.note END AS note,
			o.n AS n_open, v.n_left, c.hidden
		FROM (
			SELECT s.*, row_number() OVER (PARTITION BY s.job ORDER BY CASE WHEN NOT s.hidden THEN s.p END) AS place,
				count(s.p) FILTER (WHERE NOT s.hidden) OVER (PARTITION BY s.job) AS family
			FROM shown s
		) c
		LEFT JOIN LATERAL (SELECT c.n, c.r, c.r_low, c.r_high, c.p, c.n_left WHERE NOT c.hidden) v ON true
		LEFT JOIN waiting o ON o.job = c.job
		LEFT JOIN criterion_reliability q ON q.criterion = c.criterion AND q.job = c.job
		LEFT JOIN weighting wf ON wf.job = c.job AND wf.purpose = 'fit' AND wf.in_force
		LEFT JOIN job_performance_weights wp ON wp.job = c.job
	)
	SELECT j.job, j.indicator, j.criterion, j.n, j.r, j.r_low, j.r_high, j.p AS p_value, j.p_holm, j.r_range,
		j.r / j.true_share AS r_criterion, j.r_range / j.true_share AS r_operational, j.icc AS criterion_icc, j.source AS icc_source,
		l.share AS lift_share, l.mean_top, l.mean_base, l.difference, l.lift, l.lift_low, l.lift_high,
		CASE WHEN j.r <> 0 THEN greatest(0, ceil(3 + (1.959963984540054 / atanh(abs(j.r))) ^ 2) - j.n)::bigint END AS n_needed,
		coalesce(j.n_open, 0) AS n_open, j.n_left, j.note, j.hidden AS suppressed
	FROM judged j
	LEFT JOIN (SELECT DISTINCT ON (job, indicator, criterion) * FROM lift) l ON l.job = j.job AND l.indicator = j.indicator AND l.criterion = j.criterion;
COMMENT ON VIEW validity IS 'How well scores predict what people achieve, one row a job, indicator and criterion, from spells whose outcome window is complete; those who left are in, purged people are not. Pairs of fewer people than the policy''s smallest group are hidden';
COMMENT ON COLUMN validity.job IS 'Job of the spells';
COMMENT ON COLUMN validity.indicator IS 'Code of the indicator; @decision: the fit score frozen at the decision; @fit: the frozen scores by the weights in force';
COMMENT ON COLUMN validity.criterion IS 'Code of the criterion; @performance: the composite by the weights in force';
COMMENT ON COLUMN validity.n IS 'Spells that have both; NULL where suppressed';
COMMENT ON COLUMN validity.r IS 'Correlation (Pearson), above 0 where higher scores go with better outcomes, also for criteria of which lower is better';
COMMENT ON COLUMN validity.r_low IS 'Lower end of its 95 % interval (Fisher)';
COMMENT ON COLUMN validity.r_high IS 'Upper end of its 95 % interval (Fisher)';
COMMENT ON COLUMN validity.p_value IS 'Two-sided p of r (t test)';
COMMENT ON COLUMN validity.p_holm IS 'The same adjusted for all pairs of the job that are shown (Holm)';
COMMENT ON COLUMN validity.r_range IS 'r among all applicants, corrected for the selection on the score at the decision: Thorndike II for @decision, III for all others; NULL where those scores are not known';
COMMENT ON COLUMN validity.r_criterion IS 'r corrected for the unreliability of the criterion, where criterion_reliability knows an inter-rater reliability, else NULL; beyond 1 the assumptions do not hold';
COMMENT ON COLUMN validity.r_operational IS 'r corrected for both: what the score would tell of a faultless criterion among all applicants';
COMMENT ON COLUMN validity.criterion_icc IS 'The inter-rater reliability of one rater that r_criterion rests on, 0..1';
COMMENT ON COLUMN validity.icc_source IS 'Where it comes from';
COMMENT ON COLUMN validity.lift_share IS 'Top share of the score that the next columns look at, above 0 to 1';
COMMENT ON COLUMN validity.mean_top IS 'Mean outcome of the top, in the criterion''s own unit';
COMMENT ON COLUMN validity.mean_base IS 'Mean outcome of all, in the criterion''s own unit';
COMMENT ON COLUMN validity.difference IS 'mean_top - mean_base; its interval is in the view lift';
COMMENT ON COLUMN validity.lift IS 'mean_top / mean_base - 1; only for criteria with a true zero';
COMMENT ON COLUMN validity.lift_low IS 'Lower end of its 95 % interval (delta method)';
COMMENT ON COLUMN validity.lift_high IS 'Upper end of its 95 % interval (delta method)';
COMMENT ON COLUMN validity.n_needed IS 'How many more hires it takes until this r, if it stays, has an interval without 0; 0: it has';
COMMENT ON COLUMN validity.n_open IS 'Spells of the job that are not in: their outcome window has not ended';
COMMENT ON COLUMN validity.n_left IS 'Spells of the job that are in and ended within the window; NULL where suppressed';
COMMENT ON COLUMN validity.note IS 'TOO_FEW: fewer than 30 spells; CONTAMINATED: the criterion was made from the indicator; FITTED_HERE: the weights were fitted on these people, so r flatters; CONSTANT: no differences; else NULL';
COMMENT ON COLUMN validity.suppressed IS 'Whether the figures are hidden for the size of the group';

-- Multitrait-multimethod (Campbell and Fiske 1959): the same trait by two methods should agree more than two traits by one.
CREATE VIEW method_correlation WITH (security_barrier = true) AS
	WITH result AS (
		SELECT m.person_id, i.modality, scorecard_latest(m.scores ORDER BY m.taken_at, m.id) AS scores
		FROM (
			SELECT id, person_id, instrument, instrument_version, taken_at, scores FROM assessment WHERE status = 'valid'
			UNION ALL
			SELECT id, person_id, instrument, instrument_version, taken_at, scores FROM assessment_archive WHERE status = 'valid'
		) m
		JOIN instrument i ON i.code = m.instrument AND i.version = m.instrument_version
		GROUP BY m.person_id, i.modality
	),
	measured AS (
		SELECT r.person_id, k.key AS indicator, r.modality, k.value FROM result r CROSS JOIN LATERAL each(r.scores) AS k (key, value)
	),
	-- numbers stand for them: with its modality a code may be too long for a key
	item AS (
		SELECT indicator, modality, to_char(row_number() OVER (ORDER BY (indicator || '/' || modality) COLLATE "C"), 'FM00000') AS key
		FROM (SELECT DISTINCT indicator, modality FROM measured) m
	),
	card AS (
		SELECT m.person_id, scorecard_agg(i.key, m.value) AS card
		FROM measured m
		JOIN item i ON i.indicator = m.indicator AND i.modality = m.modality
		GROUP BY m.person_id
	),
	moments AS (
		SELECT comoments(c.card, k.keys, 'pairwise') AS m FROM card c CROSS JOIN (SELECT (keys(scorecard_count(card)))[1:200] AS keys FROM card) k WHERE k.keys <> '{}'
	),
	cell AS (
		SELECT c.a, c.b, c.n, c.r, c.r_low, c.r_high, c.note, c.n < y.smallest_group AS hidden
		FROM moments t
		JOIN policy y ON y.job IS NULL
		CROSS JOIN LATERAL correlation_matrix(t.m) AS c
		WHERE t.m IS NOT NULL AND c.n > 0
	)
	SELECT p.indicator AS indicator_a, p.modality AS modality_a, q.indicator AS indicator_b, q.modality AS modality_b,
		CASE WHEN p.indicator = q.indicator THEN 'convergent' WHEN p.modality = q.modality THEN 'same method' ELSE 'discriminant' END AS kind,
		v.n, v.r, v.r_low, v.r_high, CASE WHEN c.hidden OR c.n < 30 THEN 'TOO_FEW' ELSE c.note END AS note, c.hidden AS suppressed
	FROM cell c
	JOIN item p ON p.key = c.a
	JOIN item q ON q.key = c.b
	LEFT JOIN LATERAL (SELECT c.n, c.r, c.r_low, c.r_high WHERE NOT c.hidden) v ON true;
COMMENT ON VIEW method_correlation IS 'How far indicators agree over the ways they are measured (multitrait-multimethod), one row a pair of indicator and modality that somebody has both of; latest valid results, archived ones are in, purged ones not. Pairs of fewer people than the policy''s smallest group are hidden';
COMMENT ON COLUMN method_correlation.indicator_a IS 'Code of an indicator';
COMMENT ON COLUMN method_correlation.modality_a IS 'How it was measured: text, voice, video, simulation, test, form';
COMMENT ON COLUMN method_correlation.indicator_b IS 'Code of the other';
COMMENT ON COLUMN method_correlation.modality_b IS 'How that was measured';
COMMENT ON COLUMN method_correlation.kind IS 'convergent: one indicator by two methods, should be high; same method: two by one, above the next by what the method adds; discriminant: two by two';
COMMENT ON COLUMN method_correlation.n IS 'People with both; NULL where suppressed';
COMMENT ON COLUMN method_correlation.r IS 'Correlation (Pearson)';
COMMENT ON COLUMN method_correlation.r_low IS 'Lower end of its 95 % interval (Fisher)';
COMMENT ON COLUMN method_correlation.r_high IS 'Upper end of its 95 % interval (Fisher)';
COMMENT ON COLUMN method_correlation.note IS 'TOO_FEW: fewer than 30; CONSTANT: no differences; else NULL';
COMMENT ON COLUMN method_correlation.suppressed IS 'Whether the figures are hidden for the size of the group';
