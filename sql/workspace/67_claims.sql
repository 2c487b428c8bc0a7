-- Recording claims, deciding conflicts, and checking and making again what follows from claims.

-- A date of which only year or month is known stays what it is; a value longer than an index takes is none. Inlined by the planner
-- where it is called, so it has no path of its own; names are bound already.
CREATE FUNCTION _check_claim(kind text, raw text, region text)
	RETURNS TABLE (normalised text, valid boolean, note text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT CASE WHEN p.partial IS NOT NULL THEN p.partial WHEN k.valid AND octet_length(k.normalised) <= 1000 THEN k.normalised END,
		p.partial IS NOT NULL OR coalesce(k.valid AND octet_length(k.normalised) <= 1000, false),
		CASE WHEN p.partial IS NULL AND NOT coalesce(k.valid AND octet_length(k.normalised) <= 1000, false)
			THEN coalesce(k.note, CASE WHEN octet_length(k.normalised) > 1000 THEN 'LENGTH' ELSE 'EMPTY' END) END
	FROM aiehr.check_value(CASE WHEN kind IN ('organisation') THEN 'text' ELSE kind END, raw, coalesce(region, 'CN')) k
	CROSS JOIN LATERAL (
		SELECT CASE WHEN kind <> 'date' THEN NULL
			WHEN raw ~ '^\s*\d{4}\s*$' THEN btrim(raw)
			WHEN raw ~ '^\s*\d{4}\s*[-./]\s*(0?[1-9]|1[0-2])\s*$' THEN regexp_replace(raw, '^\s*(\d{4}).*$', '\1') || '-'
				|| lpad(regexp_replace(raw, '^\s*\d{4}\D+(\d+)\s*$', '\1'), 2, '0') END AS partial
	) p;
END;
COMMENT ON FUNCTION _check_claim(text, text, text) IS
	'The normalised form of a claimed value of a kind of field, and the note of check_value() where it is no valid one';

-- Takes records apart: one row each with what is wrong with it, if something is. Inlined by the planner where it is called, as
-- _claimed_values() is, so it has no path of its own; names are bound already.
CREATE FUNCTION _read_source_records(records jsonb)
	RETURNS TABLE (line bigint, source text, external_id text, person jsonb, new_act boolean, received_at text, confidence text, proposed boolean, claims jsonb, fault text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT e.line, nullif(btrim(e.item ->> 'source'), ''), nullif(btrim(e.item ->> 'external_id'), ''),
		CASE WHEN jsonb_typeof(e.item -> 'person_id') = 'number' THEN e.item -> 'person_id' ELSE to_jsonb(e.item ->> 'person') END,
		coalesce(e.item -> 'new_act' = 'true', false), e.item ->> 'received_at', e.item ->> 'confidence',
		CASE WHEN jsonb_typeof(e.item -> 'proposed') = 'boolean' THEN (e.item ->> 'proposed')::boolean END, e.item -> 'claims',
		CASE WHEN jsonb_typeof(e.item) <> 'object' THEN 'is no object'
			WHEN nullif(btrim(e.item ->> 'source'), '') IS NULL THEN 'has no source'
			WHEN btrim(e.item ->> 'source') LIKE '@%' THEN 'has a source whose name begins with @'
			WHEN nullif(btrim(e.item ->> 'external_id'), '') IS NULL THEN 'has no external_id'
			WHEN jsonb_typeof(coalesce(e.item -> 'claims', 'null')) <> 'object' THEN 'has no object "claims"'
			WHEN jsonb_typeof(coalesce(e.item -> 'person_id', '0')) NOT IN ('number', 'null') THEN 'has a person_id that is no number'
			WHEN (e.item ->> 'received_at') ~* 'inf' THEN 'has no finite received_at'
			WHEN jsonb_typeof(coalesce(e.item -> 'new_act', 'true')) NOT IN ('boolean', 'null') THEN 'has a new_act that is neither true nor false'
			WHEN e.item ? 'confidence' AND jsonb_typeof(e.item -> 'confidence') NOT IN ('number', 'null') THEN 'has a confidence that is no number'
			WHEN jsonb_typeof(coalesce(e.item -> 'proposed', 'null')) NOT IN ('boolean', 'null') THEN 'has a "proposed" that is neither true nor false'
			WHEN (e.item ->> 'confidence')::numeric NOT BETWEEN 0.0001 AND 1 THEN 'has a confidence that is not above 0 and up to 1'
		END
	FROM jsonb_array_elements(CASE jsonb_typeof(records) WHEN 'array' THEN records ELSE jsonb_build_array(records) END) WITH ORDINALITY AS e (item, line);
END;
COMMENT ON FUNCTION _read_source_records(jsonb) IS 'The records of record_claims() as rows, with what is wrong with each';

-- A value is a text or number, an object with value, confidence and at, or an array of these.
CREATE FUNCTION _claimed_values(claims jsonb)
	RETURNS TABLE (field text, raw text, confidence float8, at text, page integer, box float8[], ordinality bigint)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	SELECT DISTINCT ON (k.key, x.raw) k.key, x.raw, x.confidence, x.at, x.page, x.box, v.ordinality
	FROM jsonb_each(claims) AS k
	CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(k.value) WHEN 'array' THEN k.value ELSE jsonb_build_array(k.value) END) WITH ORDINALITY AS v (value, ordinality)
	CROSS JOIN LATERAL (
		SELECT CASE jsonb_typeof(v.value) WHEN 'object' THEN v.value ->> 'value' WHEN 'array' THEN NULL ELSE v.value #>> '{}' END AS raw,
			CASE WHEN jsonb_typeof(v.value) = 'object' AND jsonb_typeof(v.value -> 'confidence') = 'number'
				THEN least(greatest((v.value ->> 'confidence')::float8, 0.01), 1) END AS confidence,
			CASE WHEN jsonb_typeof(v.value) = 'object' THEN v.value ->> 'at' END AS at,
			CASE WHEN jsonb_typeof(v.value) = 'object' AND jsonb_typeof(v.value -> 'page') = 'number' THEN (v.value ->> 'page')::integer END AS page,
			CASE WHEN jsonb_typeof(v.value) = 'object' AND jsonb_typeof(v.value -> 'box') = 'array'
				THEN ARRAY(SELECT b::float8 FROM jsonb_array_elements_text(v.value -> 'box') WITH ORDINALITY AS e (b, i) ORDER BY i) END AS box
	) x
	WHERE x.raw ~ '[^[:space:]]'
	ORDER BY k.key, x.raw, v.ordinality;
END;
COMMENT ON FUNCTION _claimed_values(jsonb) IS 'The values in an object of claims, one row each; empty ones are none';

CREATE FUNCTION _claimed_keys(claims jsonb) RETURNS TABLE (key_hash bytea)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT aiehr._keyed_hash(s.key, k.value)
	FROM secret s
	CROSS JOIN LATERAL _claimed_values(claims) AS v
	CROSS JOIN LATERAL (
		SELECT CASE v.field WHEN 'email' THEN nullif(lower(btrim(v.raw) COLLATE "C"), '')
			WHEN 'phone' THEN nullif(regexp_replace(v.raw COLLATE "C", '[^0-9+]', '', 'g'), '') END AS value
	) k
	WHERE k.value IS NOT NULL;
END;
COMMENT ON FUNCTION _claimed_keys(jsonb) IS 'Keyed hashes of the e-mail addresses and telephone numbers in an object of claims, as suppression has them';

CREATE FUNCTION record_claims(records jsonb)
	RETURNS TABLE (line bigint, source text, external_id text, person_id bigint, source_record_id bigint, status text, n_claims bigint, n_invalid bigint)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT r.line, r.source, r.external_id, r.person_id, r.source_record_id, r.status, r.n_claims, r.n_invalid
	FROM aiehr._record_claims('policy'::regclass, records) r;
END;
REVOKE ALL ON FUNCTION record_claims(jsonb) FROM PUBLIC;
COMMENT ON FUNCTION record_claims(jsonb) IS
	'Stores what sources say of people, one record or an array of them, once by source and external id: one row a record with status stored, changed, unchanged or repeated (a later one in the same call counts), claims and how many of them are invalid. All or nothing';

CREATE FUNCTION resolve_conflict(conflict_id bigint, value text, reason text) RETURNS void
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT aiehr._resolve_conflict('policy'::regclass, conflict_id, value, reason);
END;
REVOKE ALL ON FUNCTION resolve_conflict(bigint, text, text) FROM PUBLIC;
COMMENT ON FUNCTION resolve_conflict(bigint, text, text) IS
	'Decides a conflict by hand, with a reason: one of the conflicting values, another one, or NULL for the proposed one; a source that says something new against it later opens it again';

CREATE FUNCTION refresh_value_frequency() RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT aiehr._refresh_value_frequency('policy'::regclass);
END;
REVOKE ALL ON FUNCTION refresh_value_frequency() FROM PUBLIC;
COMMENT ON FUNCTION refresh_value_frequency() IS 'Counts anew how common values are, and resolves all claims by that, as after a large import; returns the number of values counted';

CREATE FUNCTION rebuild_golden() RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT aiehr._rebuild_golden('policy'::regclass);
END;
REVOKE ALL ON FUNCTION rebuild_golden() FROM PUBLIC;
COMMENT ON FUNCTION rebuild_golden() IS 'Makes golden values and conflicts of everybody again from the claims, as after a restore without triggers; returns the number of people';

-- Not how evidence is weighed, which is the business of one program alone, but all that must hold whatever it finds.
CREATE FUNCTION check_golden() RETURNS TABLE (person_id bigint, field text, fault text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, pg_temp
	SET jit = off
BEGIN ATOMIC
	WITH claimed AS (
		SELECT c.person_id, c.field, count(*) FILTER (WHERE c.valid) AS n_valid, count(DISTINCT c.normalised) FILTER (WHERE c.valid) AS n_values
		FROM claim c
		WHERE c.withdrawn_at IS NULL AND c.status = 'accepted'
		GROUP BY c.person_id, c.field
	)
	SELECT c.person_id, c.field, 'no golden value' AS fault
	FROM claimed c
	WHERE NOT EXISTS (SELECT FROM golden_value g WHERE g.person_id = c.person_id AND g.field = c.field)
	UNION ALL
	SELECT g.person_id, g.field, 'claims miscounted' AS fault
	FROM golden_value g
	LEFT JOIN claimed c ON c.person_id = g.person_id AND c.field = g.field
	WHERE g.n_claims <> coalesce(c.n_valid, 0)
		-- what an identity number fills in needs no claim of its own
		OR (g.reason <> 'id_number' AND (coalesce(c.n_valid, 0) > 0) <> (g.value IS NOT NULL)) OR (c.person_id IS NULL AND g.reason <> 'id_number')
	UNION ALL
	SELECT g.person_id, g.field, 'from no valid claim' AS fault
	FROM golden_value g
	JOIN profile_field f ON f.code = g.field
	WHERE g.value IS NOT NULL AND NOT EXISTS (
		SELECT FROM claim c
		JOIN profile_field o ON o.code = c.field
		WHERE c.id = g.claim_id AND c.person_id = g.person_id AND c.valid AND c.withdrawn_at IS NULL AND c.status = 'accepted'
			AND (c.field = g.field AND (c.normalised = g.normalised OR f.kind IN ('name', 'organisation')) OR (o.kind = 'id_number' AND f.kind = 'date')))
	UNION ALL
	SELECT g.person_id, g.field, 'flag and conflict disagree' AS fault
	FROM golden_value g
	LEFT JOIN conflict k ON k.person_id = g.person_id AND k.field = g.field AND k.status = 'open'
	WHERE (g.reason = 'undecided') <> (k.id IS NOT NULL) OR g.flagged <> (k.id IS NOT NULL OR g.value IS NULL)
	UNION ALL
	SELECT k.person_id, k.field, 'a conflict of one value' AS fault
	FROM conflict k
	LEFT JOIN claimed c ON c.person_id = k.person_id AND c.field = k.field
	WHERE k.how IS DISTINCT FROM 'vanished' AND (cardinality(k.conflicting) < 2 OR (coalesce(c.n_values, 0) < 2 AND k.field <> 'birth_date'))
	UNION ALL
	-- levels of education are compared as they are, so that no conflict of theirs can be missed
	SELECT c.person_id, c.field, 'conflict missing' AS fault
	FROM claimed c
	JOIN profile_field f ON f.code = c.field AND f.kind = 'education' AND NOT f.multiple
	WHERE c.n_values > 1 AND NOT EXISTS (SELECT FROM conflict k WHERE k.person_id = c.person_id AND k.field = c.field AND k.how IS DISTINCT FROM 'vanished')
	UNION ALL
	SELECT p.id, g.field, 'person has another value' AS fault
	FROM golden_value g
	JOIN person p ON p.id = g.person_id
	WHERE g.field IN ('name', 'email', 'phone') AND g.value IS DISTINCT FROM CASE g.field WHEN 'name' THEN p.name WHEN 'email' THEN p.email ELSE p.phone END
		AND g.value IS NOT NULL
	ORDER BY 1, 2, 3;
END;
COMMENT ON FUNCTION check_golden() IS 'Golden values and conflicts against the claims, by plain SQL: no row when sound, else one row a fault';

-- Words are compared as bytes, in UTF-8 and GB 2312: the Chinese ones cannot be written in a database of another encoding.
CREATE FUNCTION sex_disagreement() RETURNS TABLE (person_id bigint, recorded text, recorded_from text, stated text, stated_by text[])
	LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	SET jit = off
BEGIN ATOMIC
	WITH recorded AS (
		SELECT a.person_id, a.value, a.source,
			CASE WHEN w.word IN ('male', 'm', 'man') OR w.bytes IN ('e794b7', 'e794b7e680a7', 'c4d0', 'c4d0d0d4') THEN 'male'
				WHEN w.word IN ('female', 'f', 'woman', 'w') OR w.bytes IN ('e5a5b3', 'e5a5b3e680a7', 'c5ae', 'c5aed0d4') THEN 'female' END AS sex
		FROM protected_attribute a
		CROSS JOIN LATERAL (SELECT lower(btrim(a.value) COLLATE "C") AS word, encode(convert_to(btrim(a.value), getdatabaseencoding()), 'hex') AS bytes) w
		WHERE a.attribute = 'sex' AND a.consent
	)
	SELECT a.person_id, a.value, a.source, s.sex, array_agg(DISTINCT r.source ORDER BY r.source)
	FROM recorded a
	JOIN claim c ON c.person_id = a.person_id AND c.valid AND c.withdrawn_at IS NULL AND c.status = 'accepted'
	JOIN profile_field f ON f.code = c.field AND f.kind = 'id_number'
	JOIN source_record r ON r.id = c.source_record_id
	CROSS JOIN LATERAL (SELECT aiehr.id_number_sex(c.normalised) AS sex) s
	WHERE s.sex <> a.sex
	GROUP BY a.person_id, a.value, a.source, s.sex
	ORDER BY a.person_id, s.sex;
END;
REVOKE ALL ON FUNCTION sex_disagreement() FROM PUBLIC;
COMMENT ON FUNCTION sex_disagreement() IS
	'For auditors: people whose recorded sex is another than the one that a valid Chinese identity number states, with who recorded it and which sources give the number; attributes without consent, and words that are neither sex, are passed over';
