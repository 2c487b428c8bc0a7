-- Golden values against the truth, a row for each field of a person of which the truth knows a value and a source claimed one. What
-- the latest claim and what most claims would have given stand beside it.
SET search_path = golden, aiehr, public;
CREATE TABLE public.compared AS
WITH true_value AS (
	SELECT p.id AS person_id, f.code AS field, f.kind, t.value AS raw,
		CASE WHEN f.kind = 'name' THEN (CASE WHEN n.script = 'han' THEN n.folded ELSE n.tokens END) ELSE k.normalised END AS value
	FROM public.truth r
	JOIN person p ON p.external_key = r.person_id
	CROSS JOIN LATERAL jsonb_each_text(to_jsonb(r)) AS t
	JOIN profile_field f ON f.code = CASE t.key WHEN 'education' THEN 'education_highest' ELSE t.key END
	CROSS JOIN LATERAL aiehr._check_claim(f.kind, t.value, 'CN') AS k
	LEFT JOIN LATERAL aiehr.name_parts(t.value) AS n ON f.kind = 'name'
	WHERE t.value <> ''
),
record_count AS (
	SELECT person_id, count(*) AS n FROM source_record WHERE source <> '@person' GROUP BY person_id
),
claimed AS (
	SELECT c.person_id, c.field, c.valid, c.claimed_at, c.id,
		CASE WHEN f.kind = 'name' THEN (CASE WHEN n.script = 'han' THEN n.folded ELSE n.tokens END) ELSE coalesce(c.normalised, c.raw) END AS value
	FROM claim c
	JOIN profile_field f ON f.code = c.field
	LEFT JOIN LATERAL aiehr.name_parts(c.raw) AS n ON f.kind = 'name'
),
counted AS (
	SELECT person_id, field, value, count(*) AS n, max(claimed_at) AS claimed_at, max(id) AS id FROM claimed GROUP BY person_id, field, value
),
naive AS (
	SELECT person_id, field, (array_agg(value ORDER BY claimed_at DESC, id DESC))[1] AS latest, (array_agg(value ORDER BY n DESC, claimed_at DESC, id DESC))[1] AS most
	FROM counted
	GROUP BY person_id, field
)
SELECT t.person_id, t.field, r.n AS records, t.raw AS truth, g.value AS golden,
	CASE WHEN t.kind = 'name' THEN (CASE WHEN n.script = 'han' THEN n.folded ELSE n.tokens END) ELSE g.normalised END = t.value AND g.value IS NOT NULL AS correct,
	coalesce(v.latest = t.value, false) AS latest_correct, coalesce(v.most = t.value, false) AS most_correct,
	g.reason, g.confidence, g.value IS NULL AS failed, k.status = 'open' AS waits, k.how,
	EXISTS (SELECT FROM claimed c WHERE c.person_id = t.person_id AND c.field = t.field AND c.valid AND c.value = t.value) AS claimed
FROM true_value t
JOIN record_count r ON r.person_id = t.person_id
JOIN naive v ON v.person_id = t.person_id AND v.field = t.field
LEFT JOIN golden_value g ON g.person_id = t.person_id AND g.field = t.field
LEFT JOIN LATERAL aiehr.name_parts(g.value) AS n ON t.kind = 'name'
LEFT JOIN conflict k ON k.person_id = t.person_id AND k.field = t.field;
UPDATE public.compared SET correct = coalesce(correct, false), waits = coalesce(waits, false);
