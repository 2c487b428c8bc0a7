-- Counts applications that are about to go ($1, and all of the people $2) for the studies that need them, and merges the
-- co-moments of their scores into those of earlier ones. Who goes before there was a decision counts as withdrawn.
WITH tallied AS (
	INSERT INTO selection_tally AS t (job, instrument, instrument_version, quarter, stage, attribute, value, score_bin, n)
	SELECT s.job, s.instrument, s.instrument_version, s.quarter, CASE WHEN s.decided THEN s.stage ELSE 'withdrawn' END, s.attribute, s.value,
		coalesce(least(greatest(floor(s.score / 5), 0), 20), -1)::integer, count(*)
	FROM selection_live s
	WHERE (s.application_id = ANY ($1) OR s.person_id = ANY ($2))
		AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.person_id = s.person_id AND h.lifted_at IS NULL)
	GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
	ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
	ON CONFLICT (job, instrument, instrument_version, quarter, stage, attribute, value, score_bin) DO UPDATE SET n = t.n + excluded.n
),
gone AS (
	SELECT a.id, a.job, a.fit_score_at_decision, date_trunc('quarter', a.opened_at AT TIME ZONE c.time_zone)::date AS quarter
	FROM application a
	JOIN policy c ON c.job IS NULL
	WHERE (a.id = ANY ($1) OR a.person_id = ANY ($2))
		AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.person_id = a.person_id AND h.lifted_at IS NULL)
),
-- the latest result of each instrument and model; a decision goes with the last of them
scored AS (
	SELECT DISTINCT ON (g.id, m.instrument, m.instrument_version, m.model, m.model_version) g.id, g.job, g.quarter, g.fit_score_at_decision,
		m.instrument, m.instrument_version, m.model, m.model_version, m.scores, m.taken_at
	FROM gone g
	JOIN LATERAL (
		SELECT m.id, m.instrument, m.instrument_version, coalesce(m.model, '') AS model, coalesce(m.model_version, '') AS model_version, m.scores, m.taken_at
		FROM assessment m WHERE m.application_id = g.id AND m.status = 'valid'
		UNION ALL
		SELECT m.id, m.instrument, m.instrument_version, coalesce(m.model, ''), coalesce(m.model_version, ''), m.scores, m.taken_at
		FROM assessment_archive m WHERE m.application_id = g.id AND m.status = 'valid'
	) m ON true
	ORDER BY g.id, m.instrument, m.instrument_version, m.model, m.model_version, m.taken_at DESC, m.id DESC
),
ranked AS (
	SELECT s.*, row_number() OVER (PARTITION BY s.id ORDER BY s.taken_at DESC, s.instrument, s.instrument_version, s.model, s.model_version) AS rank
	FROM scored s
),
carded AS (
	SELECT s.job, s.instrument, s.instrument_version, s.model, s.model_version, s.quarter,
		s.scores || coalesce((SELECT scorecard_agg(d.key, d.value) FROM (VALUES ('@decision', CASE WHEN s.rank = 1 THEN s.fit_score_at_decision END)) AS d (key, value)), '{}') AS card
	FROM ranked s
),
-- no purge may fail for a statistic, so the keys stay within the limit of comoments
keyed AS (
	SELECT k.job, k.instrument, k.instrument_version, k.model, k.model_version, k.quarter, (array_agg(k.key ORDER BY k.key))[1:200] AS keys
	FROM (SELECT DISTINCT c.job, c.instrument, c.instrument_version, c.model, c.model_version, c.quarter, unnest(keys(c.card)) AS key FROM carded c) k
	GROUP BY k.job, k.instrument, k.instrument_version, k.model, k.model_version, k.quarter
)
INSERT INTO applicant_norm AS t (job, instrument, instrument_version, model, model_version, quarter, moments)
SELECT job, instrument, instrument_version, model, model_version, quarter, recentred(comoments(card, keys, 'pairwise'))
FROM carded
JOIN keyed USING (job, instrument, instrument_version, model, model_version, quarter)
GROUP BY job, instrument, instrument_version, model, model_version, quarter
ORDER BY job, instrument, instrument_version, model, model_version, quarter
ON CONFLICT (job, instrument, instrument_version, model, model_version, quarter) DO UPDATE
SET moments = CASE WHEN (SELECT count(DISTINCT v) FROM unnest(variables(t.moments) || variables(excluded.moments)) AS v) <= 200
	THEN recentred(merge(t.moments, excluded.moments)) ELSE t.moments END
