-- Matching records to people.

CREATE FUNCTION fit_matching(upper float8 DEFAULT NULL, lower float8 DEFAULT NULL, region text DEFAULT 'CN') RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._fit_matching('policy'::regclass, upper, lower, region); END;
COMMENT ON FUNCTION fit_matching(float8, float8, text) IS
	'Fits a match model to the records of identity_record, without labels, and puts it in force: from then on records that name nobody find their person, and who may be one shows in match_review. Thresholds are probabilities, 0.98 and 0.2 by default; region is the country of telephone numbers without a calling code; at least 100 records. Returns the model''s id';

CREATE FUNCTION rebuild_matching() RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._rebuild_matches('policy'::regclass); END;
COMMENT ON FUNCTION rebuild_matching() IS 'Makes match_record, match_key and match_review again by the model in force, as after a load with triggers disabled; returns the number of people';

CREATE FUNCTION deduplicate(apply boolean DEFAULT false)
	RETURNS TABLE (person_id bigint, other_id bigint, probability float8, reason text, merge_id bigint, problem text)
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT d.person_id, d.other_id, d.probability, d.reason, d.merge_id, d.problem FROM aiehr._deduplicate_people('policy'::regclass, apply) d; END;
COMMENT ON FUNCTION deduplicate(boolean) IS
	'Who is there twice: matches everybody with everybody; with apply, merges those of whom nothing speaks against it. A row a pair: the probability, the reason as in match_review, the merge for unmerge(), or what stands in its way';

CREATE FUNCTION merge_matched() RETURNS TABLE (person_id bigint, other_id bigint, probability float8, merge_id bigint, problem text)
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT m.person_id, m.other_id, m.probability, m.merge_id, m.problem FROM aiehr._merge_matched('policy'::regclass, NULL) m; END;
COMMENT ON FUNCTION merge_matched() IS
	'Merges the pairs of match_review of whom nothing speaks against it (reason same), the likest first: a row a pair, with the merge for unmerge(), or what stands in its way, as a hold or two open spells of a job';

CREATE FUNCTION find_person(record jsonb) RETURNS TABLE (person_id bigint, probability float8, reason text)
	LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 3
	BEGIN ATOMIC SELECT f.person_id, f.probability, f.reason FROM aiehr._find_person('policy'::regclass, record) f; END;
COMMENT ON FUNCTION find_person(jsonb) IS
	'Who may be meant by {"name": ..., "phone": ...} with the fields of identity_record, the likest first, with the probability 0..1 and the reason as in match_review; changes nothing. Needs a model in force';

CREATE FUNCTION explain_match(person_id bigint, other_id bigint)
	RETURNS TABLE (field text, value text, other_value text, level text, weight float8)
	LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT e.field, to_jsonb(l.a) ->> e.field, to_jsonb(l.b) ->> e.field, e.level, e.weight
		FROM match_model m
		CROSS JOIN LATERAL (
			SELECT a, b
			FROM identity_record a, identity_record b
			WHERE a.person_id = explain_match.person_id AND b.person_id = explain_match.other_id
			ORDER BY aiehr.match_weight(to_jsonb(a), to_jsonb(b), m.model) DESC, a.id, b.id
			LIMIT 1
		) l
		CROSS JOIN LATERAL aiehr.match_explain(to_jsonb(l.a), to_jsonb(l.b), m.model) WITH ORDINALITY AS e
		WHERE m.in_force
		ORDER BY e.ordinality;
	END;
COMMENT ON FUNCTION explain_match(bigint, bigint) IS
	'Why two people may be one: what their likest records say of each field, the level of agreement and its weight in bits, the prior''s first; no row where no model is in force';

CREATE FUNCTION check_matching() RETURNS TABLE (record_id bigint, problem text)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off
BEGIN ATOMIC
	WITH said AS MATERIALIZED (
		SELECT i.id, i.person_id, ARRAY(SELECT DISTINCT k.hash FROM unnest(aiehr.match_keys(to_jsonb(i), m.model)) AS k (hash)
			WHERE NOT EXISTS (SELECT FROM match_hot_key h WHERE h.key_hash = k.hash) ORDER BY k.hash) AS keys
		FROM identity_record i
		CROSS JOIN match_model m
		WHERE m.in_force
	),
	kept AS (
		SELECT r.id, r.person_id, ARRAY(SELECT k.key_hash FROM match_key k WHERE k.record_id = r.id AND NOT EXISTS (SELECT FROM match_hot_key h WHERE h.key_hash = k.key_hash)
			ORDER BY k.key_hash) AS keys
		FROM match_record r
	)
	SELECT coalesce(s.id, k.id) AS record_id,
		CASE WHEN s.id IS NULL THEN 'is kept, and nobody says it' WHEN k.id IS NULL THEN 'is not kept'
			WHEN s.person_id <> k.person_id THEN 'is kept of another person' ELSE 'has other keys' END AS problem
	FROM said s
	FULL JOIN kept k ON k.id = s.id
	WHERE (s.person_id, s.keys) IS DISTINCT FROM (k.person_id, k.keys) AND (k.id IS NOT NULL OR s.keys <> '{}')
	ORDER BY 1;
END;
COMMENT ON FUNCTION check_matching() IS 'The records that people are matched by against identity_record: no row when sound, else one row a fault; all where no model is in force and records are kept';
