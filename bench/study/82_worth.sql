-- What the scores are worth. Everything is read from the workspace; those who left are in.
SET search_path = public, aiehr;
\pset null ''

CREATE TEMP TABLE rated AS
	SELECT comoments(card, :'ratings') AS c FROM hires.study;
\echo 'The five ratings: reliability, and how much of them is one impression (halo)'
SELECT a.n, round(a.alpha::numeric, 3) AS alpha, round(a.alpha_low::numeric, 3) AS low, round(a.alpha_high::numeric, 3) AS high, round(o.omega::numeric, 3) AS omega,
	round(a.mean_r::numeric, 3) AS mean_r, round(p.share::numeric, 3) AS first_component
FROM rated r
CROSS JOIN LATERAL alpha(r.c, :'ratings') AS a
CROSS JOIN LATERAL omega(r.c, :'ratings') AS o
CROSS JOIN LATERAL (SELECT share FROM principal_components(r.c) ORDER BY share DESC LIMIT 1) p;
\echo
\echo 'Validity of each score for the overall rating, with its 95 % interval; p by Holm over all pairs; the top 30 % against all in standard deviations'
SELECT v.indicator AS score, v.n, round(v.r::numeric, 3) AS r, round(v.r_low::numeric, 3) AS low, round(v.r_high::numeric, 3) AS high, round(v.p_holm::numeric, 4) AS p_holm,
	round(l.lift_sd::numeric, 3) AS top_30, round(l.expected_lift_sd::numeric, 3) AS if_normal, v.n_needed, v.note
FROM hires.validity v
JOIN hires.lift l USING (job, indicator, criterion)
WHERE v.criterion = 'overall_rating' AND v.indicator <> '@decision'
ORDER BY v.indicator LIKE '@%', v.indicator;

CREATE TEMP TABLE sample AS
	SELECT v.place, v.name, v.scores, f.fold, comoments(s.card, v.scores || 'overall_rating'::text) AS c
	FROM (SELECT 1 AS place, '13 personality scores' AS name, array_agg(code ORDER BY code) AS scores FROM hires.indicator WHERE code LIKE 'personality%'
		UNION ALL SELECT 2, 'all 24 scores', array_agg(code ORDER BY code) FROM hires.indicator) v
	CROSS JOIN hires.study s
	CROSS JOIN LATERAL (SELECT abs(hashint8extended(s.employment_id, 0) % 10) AS fold) f
	GROUP BY 1, 2, 3, 4;
\echo
\echo 'Least squares for the overall rating: as it appears, adjusted, and in tenths that it was not fitted on'
SELECT w.name AS scores, f.n, round(sqrt(f.r2)::numeric, 3) AS r_apparent, round(sqrt(greatest(f.adj_r2, 0))::numeric, 3) AS r_adjusted, round(x.r::numeric, 3) AS r_cross_validated, round(f.f::numeric, 2) AS f, f.p::numeric(9, 6) AS p, f.note
FROM (SELECT place, name, scores, merge(c) AS c FROM sample GROUP BY 1, 2, 3) w
CROSS JOIN LATERAL regression_fit(w.c, 'overall_rating', w.scores) AS f
CROSS JOIN LATERAL (
	SELECT pooled_corr(array_agg(s.c ORDER BY s.fold), 'overall_rating', array_agg((
		SELECT scorecard_agg(r.term, r.b) FROM regression((SELECT merge(o.c) FROM sample o WHERE o.place = s.place AND o.fold <> s.fold), 'overall_rating', s.scores) r WHERE r.term = ANY (s.scores)) ORDER BY s.fold)) AS r
	FROM sample s WHERE s.place = w.place
) x
ORDER BY w.place;
\echo
\echo 'The personality scores, which nobody keyed: regression and relative weights'
SELECT r.term AS score, round(r.b::numeric, 4) AS b, round(r.se::numeric, 4) AS se, round(r.beta::numeric, 3) AS beta, r.p::numeric(9, 6) AS p, round(r.vif::numeric, 2) AS vif, round(i.weight::numeric, 5) AS relative_weight, round(100 * i.share::numeric, 1) AS percent
FROM (SELECT scores, merge(c) AS c FROM sample WHERE place = 1 GROUP BY 1) w
CROSS JOIN LATERAL regression(w.c, 'overall_rating', w.scores) AS r
JOIN LATERAL relative_weights(w.c, 'overall_rating', w.scores) AS i ON i.key = r.term
ORDER BY r.term;
\echo
\echo 'Weights of fit as proposed: at most a tenth more or less than they are'
SELECT code AS score, round(r::numeric, 3) AS r, round(relative_weight::numeric, 3) AS relative_weight, round(target::numeric, 3) AS target, round(applicant_sd::numeric, 2) AS sd, round(present::numeric, 3) AS present, round(proposed::numeric, 3) AS proposed
FROM study.proposal
WHERE greatest(present, target, proposed) > 0
ORDER BY proposed DESC, code;
SELECT t.variant AS weights, t.n, round(t.r::numeric, 3) AS r_apparent, round(t.r_low::numeric, 3) AS low, round(t.r_high::numeric, 3) AS high, round(t.r_cross_validated::numeric, 3) AS r_cross_validated,
	round(t.impact_ratio::numeric, 3) AS impact_ratio, t.entering, t.leaving, t.note
FROM hires.weighting_trial t
WHERE t.weighting_id = (SELECT min(weighting_id) FROM study.proposal)
ORDER BY array_position('{now,proposed,uncorrected,unit}', t.variant);

CREATE TEMP TABLE scored AS
	SELECT s.person_id, composite(s.card, w.weights) AS score, (s.card -> 'overall_rating') AS rating, rank() OVER (ORDER BY round(composite(s.card, w.weights)::numeric, 9) DESC) AS place, count(*) OVER () AS n
	FROM hires.study s
	JOIN hires.weighting w ON w.id = (SELECT min(weighting_id) FROM study.proposal)
	WHERE composite(s.card, w.weights) IS NOT NULL;
\echo
\echo 'The top 30 % by the proposed weights against all: overall rating, 1 to 5'
SELECT l.n, l.n_top, round(l.mean_top::numeric, 3) AS mean_top, round(l.mean_base::numeric, 3) AS mean_all, round(l.difference::numeric, 3) AS difference, round(l.difference_low::numeric, 3) AS low, round(l.difference_high::numeric, 3) AS high,
	round(l.lift_sd::numeric, 3) AS sd, l.p::numeric(9, 6) AS p, l.note
FROM (SELECT observations(scorecard(jsonb_build_object('score', score, 'rating', rating)), '{score,rating}') AS o FROM scored WHERE rating IS NOT NULL) x
CROSS JOIN LATERAL lift(x.o, '{score}', '{rating}', 0.3) AS l;
\echo
\echo 'Adverse impact of taking the top fifth by the proposed weights, by group'
SELECT g.focal, g.reference, g.n_focal, g.n_reference, round(i.rate_focal::numeric, 4) AS rate_focal, round(i.rate_reference::numeric, 4) AS rate_reference, round(i.impact_ratio::numeric, 3) AS impact_ratio, round(i.ratio_low::numeric, 3) AS low, round(i.ratio_high::numeric, 3) AS high,
	i.below_four_fifths AS below, round(i.z::numeric, 2) AS z, i.fisher_p::numeric(9, 6) AS fisher_p, i.decided_by
FROM (
	SELECT f.value AS focal, r.value AS reference, f.taken AS taken_focal, f.n AS n_focal, r.taken AS taken_reference, r.n AS n_reference
	FROM (SELECT a.value, count(*) AS n, count(*) FILTER (WHERE s.place <= ceil(0.2 * s.n)) AS taken, rank() OVER (ORDER BY avg((s.place <= ceil(0.2 * s.n))::int) DESC, a.value) AS place
		FROM scored s JOIN hires.protected_attribute a USING (person_id) WHERE a.attribute = 'group' GROUP BY a.value) f
	JOIN (SELECT a.value, count(*) AS n, count(*) FILTER (WHERE s.place <= ceil(0.2 * s.n)) AS taken, rank() OVER (ORDER BY avg((s.place <= ceil(0.2 * s.n))::int) DESC, a.value) AS place
		FROM scored s JOIN hires.protected_attribute a USING (person_id) WHERE a.attribute = 'group' GROUP BY a.value) r ON r.place = 1 AND f.place > 1
) g
CROSS JOIN LATERAL adverse_impact(g.taken_focal, g.n_focal, g.taken_reference, g.n_reference) AS i;
\echo
