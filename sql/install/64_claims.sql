-- Claims of sources about people: how they come in, how contradictions are resolved, and how good the data is.

CREATE FUNCTION aiehr._keep_golden() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_keep_golden';
COMMENT ON FUNCTION aiehr._keep_golden() IS 'Trigger of claim, AFTER STATEMENT, argument table: golden values and conflicts of the people whose claims changed';

CREATE FUNCTION aiehr._keep_golden_of_all() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_keep_golden_of_all';
COMMENT ON FUNCTION aiehr._keep_golden_of_all() IS 'Trigger of trust and of the catalogue of fields, AFTER STATEMENT, argument table: golden values and conflicts of everybody';

CREATE FUNCTION aiehr._claims_by_hand() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_claims_by_hand';
COMMENT ON FUNCTION aiehr._claims_by_hand() IS 'Trigger of person, AFTER UPDATE STATEMENT, argument table: what somebody writes over a golden value becomes a claim by hand';

CREATE FUNCTION aiehr._rebuild_golden(anchor regclass) RETURNS bigint
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_rebuild_golden';
COMMENT ON FUNCTION aiehr._rebuild_golden(regclass) IS 'Makes golden values and conflicts of a workspace again from its claims; returns the number of people';

CREATE FUNCTION aiehr._name_parts(raw text, normalised text) RETURNS text[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_claimed_name_parts';
COMMENT ON FUNCTION aiehr._name_parts(text, text) IS 'The parts of a name whose frequency says how common it is: family name and characters, or words';

-- The one way in for what sources say, however it came. Records are distinct by source and external id, their people known and held;
-- fields that the catalogue has not are passed over, as whoever takes records row by row has refused them.
CREATE FUNCTION aiehr._store_records(anchor regclass, sources text[], external_ids text[], people bigint[], received timestamptz[], claims jsonb[], confidences float8[],
	proposed boolean[] DEFAULT NULL)
	RETURNS TABLE (place bigint, source_record_id bigint, status text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
	SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	hashes		bytea[];
	stored		jsonb;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT array_agg(aiehr._keyed_hash(s.key, u.said::text || coalesce(u.confidence::text, '')) ORDER BY u.place) INTO hashes
	FROM secret s CROSS JOIN unnest(claims, confidences) WITH ORDINALITY AS u (said, confidence, place);
	INSERT INTO source (code) SELECT DISTINCT u FROM unnest(sources) AS u WHERE NOT EXISTS (SELECT FROM source o WHERE o.code = u) ORDER BY u ON CONFLICT (code) DO NOTHING;
	WITH given AS (
		SELECT * FROM unnest(sources, external_ids, people, received, hashes) AS u (source, external_id, person_id, received_at, hash)
	),
	written AS (
		INSERT INTO source_record AS o (person_id, source, external_id, received_at, payload_hash)
		SELECT g.person_id, g.source, g.external_id, g.received_at, g.hash FROM given g ORDER BY g.source, g.external_id
		ON CONFLICT (source, external_id) DO UPDATE SET payload_hash = excluded.payload_hash, received_at = excluded.received_at
		WHERE o.payload_hash <> excluded.payload_hash
		RETURNING o.id, o.source, o.external_id, o.person_id, xmax = 0 AS fresh
	)
	SELECT coalesce(jsonb_agg(to_jsonb(w)), '[]') INTO stored FROM written w;

	-- what a record said before and says no more
	IF stored @> '[{"fresh": false}]' THEN
		UPDATE claim c
		SET withdrawn_at = now()
		FROM jsonb_to_recordset(stored) AS w (id bigint, source text, external_id text, fresh boolean)
		JOIN unnest(sources, external_ids, claims) AS u (source, external_id, said) ON u.source = w.source AND u.external_id = w.external_id
		WHERE NOT w.fresh AND c.source_record_id = w.id AND c.withdrawn_at IS NULL
			AND NOT EXISTS (SELECT FROM _claimed_values(u.said) v WHERE v.field = c.field AND v.raw = c.raw);
	END IF;
	INSERT INTO claim (person_id, field, raw, normalised, valid, note, source_record_id, claimed_at, confidence, status, page, box)
	SELECT w.person_id, v.field, v.raw, k.normalised, k.valid, k.note, w.id, coalesce(v.at::timestamptz, u.received_at), coalesce(u.confidence, 1) * coalesce(v.confidence, 1),
		CASE WHEN u.waits THEN 'proposed' ELSE 'accepted' END, v.page, v.box
	FROM jsonb_to_recordset(stored) AS w (id bigint, source text, external_id text, person_id bigint, fresh boolean)
	JOIN unnest(sources, external_ids, claims, received, confidences, proposed) AS u (source, external_id, said, received_at, confidence, waits)
		ON u.source = w.source AND u.external_id = w.external_id
	JOIN person p ON p.id = w.person_id
	CROSS JOIN LATERAL _claimed_values(u.said) AS v
	JOIN profile_field f ON f.code = v.field
	CROSS JOIN LATERAL _check_claim(f.kind, v.raw, p.country) AS k
	WHERE w.fresh OR NOT EXISTS (
		SELECT FROM claim c WHERE c.source_record_id = w.id AND c.field = v.field AND c.raw = v.raw AND c.withdrawn_at IS NULL)
	ORDER BY w.person_id, u.received_at, w.id, f.place, v.field, v.ordinality;

	RETURN QUERY
	SELECT u.place, o.id, CASE WHEN w.id IS NULL THEN 'unchanged' WHEN w.fresh THEN 'stored' ELSE 'changed' END
	FROM unnest(sources, external_ids) WITH ORDINALITY AS u (source, external_id, place)
	JOIN source_record o ON o.source = u.source AND o.external_id = u.external_id
	LEFT JOIN jsonb_to_recordset(stored) AS w (id bigint, fresh boolean) ON w.id = o.id
	ORDER BY u.place;
END
$$;
COMMENT ON FUNCTION aiehr._store_records(regclass, text[], text[], bigint[], timestamptz[], jsonb[], float8[], boolean[]) IS
	'Stores records with their claims, of people who are known and held, once by source and external id; a record that says something else withdraws what it said before: one row a record, stored, changed or unchanged';

CREATE FUNCTION aiehr._record_claims(anchor regclass, records jsonb)
	RETURNS TABLE (line bigint, source text, external_id text, person_id bigint, source_record_id bigint, status text, n_claims bigint, n_invalid bigint)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
	SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	wrong		record;
	r_line		bigint[];
	r_source	text[];
	r_external	text[];
	r_person	bigint[];
	r_received	timestamptz[];
	r_claims	jsonb[];
	r_confidence float8[];
	r_new_act	boolean[];
	r_named		jsonb[];
	r_proposed	boolean[];
	stored_id	bigint[];
	stored_status text[];
	made		bigint[];
BEGIN
	PERFORM aiehr._enter(anchor);
	IF records IS NULL OR jsonb_typeof(records) NOT IN ('array', 'object') THEN
		RAISE EXCEPTION 'claims come as a record or an array of records' USING ERRCODE = 'invalid_parameter_value',
			HINT = 'A record looks like {"source": "resume", "external_id": "r-17", "person_id": 4, "claims": {"name": "...", "phone": ["...", "..."]}}.';
	END IF;
	SELECT r.line, r.fault INTO wrong FROM _read_source_records(records) r WHERE r.fault IS NOT NULL ORDER BY r.line LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'record % of the claims %', wrong.line, wrong.fault USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Nothing of the call is stored.';
	END IF;
	SELECT r.line, k.key INTO wrong
	FROM _read_source_records(records) r CROSS JOIN LATERAL jsonb_object_keys(r.claims) AS k (key)
	WHERE NOT EXISTS (SELECT FROM profile_field f WHERE f.code = k.key)
	ORDER BY r.line, k.key LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'record % of the claims has an unknown field "%"', wrong.line, wrong.key USING ERRCODE = 'undefined_object',
			HINT = 'The table profile_field holds the fields; add a row for one of your own.';
	END IF;
	-- the later of two records with one id is the one that counts
	SELECT array_agg(x.line), array_agg(x.source), array_agg(x.external_id), array_agg(x.received_at),
		array_agg(x.claims), array_agg(x.confidence), array_agg(x.new_act), array_agg(x.proposed), array_agg(x.named)
	INTO r_line, r_source, r_external, r_received, r_claims, r_confidence, r_new_act, r_proposed, r_named
	FROM (
		SELECT DISTINCT ON (r.source, r.external_id) r.line, r.source, r.external_id, r.claims, r.confidence::float8 AS confidence, r.new_act,
			coalesce(r.proposed, false) AS proposed, r.person AS named,
			coalesce(r.received_at::timestamptz, now()) AS received_at
		FROM _read_source_records(records) r
		ORDER BY r.source, r.external_id, r.line DESC
	) x;
	-- whoever is known by the record's id needs no other name
	SELECT a.people, a.made INTO r_person, made FROM aiehr._arrive(anchor, r_line, r_source, r_external, r_named, r_claims, r_new_act) a;
	SELECT u.line INTO wrong FROM unnest(r_line, r_person) AS u (line, person_id)
	WHERE NOT EXISTS (SELECT FROM person p WHERE p.id = u.person_id) ORDER BY u.line LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'record % of the claims is about nobody who is known', wrong.line USING ERRCODE = 'no_data_found',
			HINT = 'Name the person by "person_id", or by an external key as "person"; records that name nobody are matched once fit_matching() has fitted a model.';
	END IF;
	SELECT u.line INTO wrong FROM unnest(r_line, r_source, r_external, r_person) AS u (line, source, external_id, person_id)
	WHERE EXISTS (SELECT FROM source_record o WHERE o.source = u.source AND o.external_id = u.external_id AND o.person_id <> u.person_id)
	ORDER BY u.line LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'record % of the claims belongs to another person', wrong.line USING ERRCODE = 'unique_violation',
			DETAIL = 'The same source sent a record with this id about somebody else.',
			HINT = 'Leave the person out to add to whom the record is about, or merge the two people if they are one.';
	END IF;

	SELECT array_agg(w.source_record_id), array_agg(w.status) INTO stored_id, stored_status
	FROM aiehr._store_records(anchor, r_source, r_external, r_person, r_received, r_claims, r_confidence, r_proposed) w;
	-- records of one call may be of one person too, and a record may show two people to be one
	PERFORM FROM aiehr._merge_matched(anchor, made);

	RETURN QUERY
	SELECT r.line, r.source, r.external_id, o.person_id, o.id,
		CASE WHEN r.line <> ALL (r_line) THEN 'repeated' ELSE w.status END,
		c.n, c.n_invalid
	FROM _read_source_records(records) r
	JOIN source_record o ON o.source = r.source AND o.external_id = r.external_id
	LEFT JOIN unnest(stored_id, stored_status) AS w (id, status) ON w.id = o.id
	CROSS JOIN LATERAL (
		SELECT count(*) AS n, count(*) FILTER (WHERE NOT c.valid) AS n_invalid
		FROM claim c WHERE c.source_record_id = o.id AND c.withdrawn_at IS NULL
	) c
	ORDER BY r.line;
END
$$;
COMMENT ON FUNCTION aiehr._record_claims(regclass, jsonb) IS
	'Stores what sources say of people, once by source and external id; a record that says something else withdraws what it said before. All or nothing';

CREATE FUNCTION aiehr._resolve_conflict(anchor regclass, conflict_id bigint, value text, reason text) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	k			record;
	decided		record;
	shown		text := value;
	record_id	bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
		RAISE EXCEPTION 'a conflict cannot be resolved at this isolation level' USING ERRCODE = 'serialization_failure',
			DETAIL = 'What others committed since this transaction began would be missing.', HINT = 'Resolve it at READ COMMITTED.';
	END IF;
	IF coalesce(reason, '') !~ '[^[:space:]]' THEN
		RAISE EXCEPTION 'resolving a conflict by hand needs a reason' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	PERFORM FROM conflict c JOIN person p ON p.id = c.person_id WHERE c.id = _resolve_conflict.conflict_id FOR NO KEY UPDATE OF p;
	SELECT c.*, f.kind, p.country INTO k
	FROM conflict c JOIN profile_field f ON f.code = c.field JOIN person p ON p.id = c.person_id
	WHERE c.id = _resolve_conflict.conflict_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'conflict % does not exist', conflict_id USING ERRCODE = 'no_data_found';
	END IF;
	IF k.how = 'vanished' THEN
		RAISE EXCEPTION 'conflict % is none any more', conflict_id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = 'No two claims contradict each other.';
	END IF;
	-- one of the values as conflict_open shows them stands for what the source wrote; NULL takes what is proposed
	SELECT c.raw INTO shown
	FROM claim c
	WHERE c.person_id = k.person_id AND c.field = k.field AND c.valid AND c.withdrawn_at IS NULL AND c.status = 'accepted' AND c.normalised = coalesce(_resolve_conflict.value, k.proposed)
	ORDER BY c.claimed_at DESC, c.id DESC LIMIT 1;
	shown := coalesce(shown, value, k.proposed);
	SELECT * INTO decided FROM _check_claim(k.kind, shown, k.country);
	IF NOT coalesce(decided.valid, false) THEN
		RAISE EXCEPTION 'the value for conflict % is no valid value of field "%"', conflict_id, k.field USING ERRCODE = 'invalid_parameter_value',
			DETAIL = format('The check says %s.', decided.note), HINT = 'Give one of the conflicting values, NULL for the proposed one, or the right one.';
	END IF;
	INSERT INTO source_record AS r (person_id, source, external_id, payload_hash)
	VALUES (k.person_id, '@hand', format('conflict %s at %s', k.id, clock_timestamp()), '\x') RETURNING r.id INTO record_id;
	INSERT INTO claim (person_id, field, raw, normalised, valid, source_record_id)
	VALUES (k.person_id, k.field, shown, decided.normalised, true, record_id);
	UPDATE conflict c SET reason = _resolve_conflict.reason, resolved_by = acting_role() WHERE c.id = k.id;
	PERFORM aiehr._audit('resolve_conflict', k.field, 'person', k.person_id, 1);
END
$$;
COMMENT ON FUNCTION aiehr._resolve_conflict(regclass, bigint, text, text) IS
	'Decides a conflict by hand: the value (NULL: the proposed one) becomes a claim by hand, which holds until a source says something new against it';

CREATE FUNCTION aiehr._refresh_value_frequency(anchor regclass) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
	SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	LOCK TABLE value_frequency IN SHARE ROW EXCLUSIVE MODE;
	DELETE FROM value_frequency;
	INSERT INTO value_frequency (field, value, people)
	WITH valid_claim AS (
		SELECT c.person_id, c.field, f.kind, c.raw, c.normalised
		FROM claim c JOIN profile_field f ON f.code = c.field
		WHERE c.valid AND c.withdrawn_at IS NULL AND c.status = 'accepted'
	)
	SELECT v.field, v.value, count(*)
	FROM (
		SELECT DISTINCT c.field, c.normalised AS value, c.person_id FROM valid_claim c WHERE c.kind NOT IN ('name', 'date')
		UNION ALL
		SELECT DISTINCT c.field, t.part, c.person_id FROM valid_claim c CROSS JOIN LATERAL unnest(aiehr._name_parts(c.raw, c.normalised)) AS t (part) WHERE c.kind = 'name'
	) v
	WHERE v.value <> ''
	GROUP BY v.field, v.value
	HAVING count(*) >= (SELECT y.smallest_group FROM policy y WHERE y.job IS NULL)
	UNION ALL
	SELECT c.field, '', count(DISTINCT c.person_id) FROM valid_claim c GROUP BY c.field;
	GET DIAGNOSTICS result = ROW_COUNT;
	PERFORM aiehr._rebuild_golden(anchor);
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._refresh_value_frequency(regclass) IS
	'Counts anew how many people have a value, for values of at least the smallest group, and resolves all claims by these counts; returns the number of values';
