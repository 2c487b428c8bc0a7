-- Golden values against the truth, a row for each field of a person of which the truth knows a value and a source claimed one. What
-- the latest claim and what most claims would have given stand beside it. Names are compared by their parts in any order.
SET search_path = golden, aiehr, public;
ANALYZE;
CREATE FUNCTION pg_temp.same_form(kind text, normalised text, raw text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	n record;
BEGIN
	IF kind <> 'name' OR raw IS NULL THEN
		RETURN normalised;
	END IF;
	n := aiehr.name_parts(raw);
	RETURN CASE WHEN n.script = 'han' THEN n.folded ELSE coalesce(n.tokens, normalised) END;
END
$$;
CREATE TEMP TABLE person_of AS SELECT p.id AS person_id, p.external_key, count(*) AS records FROM person p JOIN source_record r ON r.person_id = p.id GROUP BY p.id;
CREATE TEMP TABLE true_value AS
	SELECT p.person_id, p.records, f.code AS field, f.kind, t.value AS truth
	FROM public.truth r
	JOIN person_of p ON p.external_key = r.person_id
	CROSS JOIN LATERAL jsonb_each_text(to_jsonb(r)) AS t
	JOIN profile_field f ON f.code = CASE t.key WHEN 'education' THEN 'education_highest' ELSE t.key END
	WHERE t.value <> '';
CREATE TEMP TABLE true_form AS
	SELECT t.*, pg_temp.same_form(t.kind, k.normalised, t.truth) AS value FROM true_value t CROSS JOIN LATERAL _check_claim(t.kind, t.truth, 'CN') AS k;
CREATE TEMP TABLE claimed AS
	SELECT c.person_id, c.field, c.claimed_at, c.id, pg_temp.same_form(f.kind, coalesce(c.normalised, c.raw), c.raw) AS value
	FROM claim c JOIN profile_field f ON f.code = c.field;
CREATE TEMP TABLE counted AS
	SELECT person_id, field, value, count(*) AS n, max(claimed_at) AS claimed_at, max(id) AS id FROM claimed GROUP BY person_id, field, value;
CREATE TEMP TABLE naive AS
	SELECT person_id, field, (array_agg(value ORDER BY claimed_at DESC, id DESC))[1] AS latest, (array_agg(value ORDER BY n DESC, claimed_at DESC, id DESC))[1] AS most
	FROM counted GROUP BY person_id, field;
ANALYZE true_form;
ANALYZE naive;
CREATE TABLE public.compared AS
	SELECT t.person_id, t.field, t.records, t.truth, g.value AS golden,
		coalesce(pg_temp.same_form(t.kind, g.normalised, g.value) = t.value, false) AS correct,
		coalesce(v.latest = t.value, false) AS latest_correct, coalesce(v.most = t.value, false) AS most_correct,
		g.reason, g.confidence, g.value IS NULL AS failed, coalesce(k.status = 'open', false) AS waits, k.how
	FROM true_form t
	JOIN naive v ON v.person_id = t.person_id AND v.field = t.field
	LEFT JOIN golden_value g ON g.person_id = t.person_id AND g.field = t.field
	LEFT JOIN conflict k ON k.person_id = t.person_id AND k.field = t.field;
