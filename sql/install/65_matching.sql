-- Who of a workspace's people are one: fitting the model, matching what comes in, joining what is clear.

CREATE FUNCTION aiehr._keep_matching() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_keep_matching_of';
COMMENT ON FUNCTION aiehr._keep_matching() IS
	'Trigger of claim and person, AFTER STATEMENT, arguments table and column of the person: the records that people are matched by, and who is like them';

CREATE FUNCTION aiehr._rebuild_matching(anchor regclass) RETURNS bigint
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_rebuild_matching';
COMMENT ON FUNCTION aiehr._rebuild_matching(regclass) IS 'Makes the records that people are matched by again, without looking who is like whom; returns the number of people';

CREATE FUNCTION aiehr._hold_matching(anchor regclass) RETURNS boolean
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_hold_matching';
COMMENT ON FUNCTION aiehr._hold_matching(regclass) IS 'Keeps the match model in force as it is to the end of the transaction; is there one?';

CREATE FUNCTION aiehr._lock_records(anchor regclass, records jsonb[]) RETURNS void
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_lock_records';
COMMENT ON FUNCTION aiehr._lock_records(regclass, jsonb[]) IS 'Locks the blocking keys of records to the end of the transaction';

CREATE FUNCTION aiehr._lock_records_of(anchor regclass, people bigint[]) RETURNS void
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_lock_records_of';
COMMENT ON FUNCTION aiehr._lock_records_of(regclass, bigint[]) IS
	'Locks the blocking keys of people''s records to the end of the transaction, as whoever changes these people does before locking them';

CREATE FUNCTION aiehr._match_arrivals(anchor regclass, records jsonb[], is_open boolean[]) RETURNS bigint[]
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_match_arrivals';
COMMENT ON FUNCTION aiehr._match_arrivals(regclass, jsonb[], boolean[]) IS
	'The person of each record that is open: who is likest, above the upper threshold and with nothing against it, else NULL; the caller holds the keys of all';

CREATE FUNCTION aiehr._find_person(anchor regclass, record jsonb, OUT person_id bigint, OUT probability float8, OUT reason text) RETURNS SETOF record
	LANGUAGE c STABLE STRICT ROWS 3 AS 'MODULE_PATHNAME', 'aiehr_find_person';
COMMENT ON FUNCTION aiehr._find_person(regclass, jsonb) IS 'Who may be meant by a record, the likest first; reason as in match_review';

CREATE FUNCTION aiehr._match_objection(anchor regclass, one bigint[], other bigint[]) RETURNS text[]
	LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'aiehr_match_objection';
COMMENT ON FUNCTION aiehr._match_objection(regclass, bigint[], bigint[]) IS
	'What speaks against each pair of people being one, all their records together: id_number, chain, or NULL for nothing';

-- Somebody whose data was purged comes back by an act of their own only.
CREATE FUNCTION aiehr._admit(anchor regclass, line bigint, claims jsonb, new_act boolean) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	hashes		bytea[];
BEGIN
	PERFORM aiehr._enter(anchor);
	IF NOT EXISTS (SELECT FROM suppression) THEN
		RETURN;
	END IF;
	SELECT array_agg(k.key_hash) INTO hashes FROM _claimed_keys(claims) k;
	IF new_act THEN
		DELETE FROM suppression s WHERE s.key_hash = ANY (hashes);
	ELSIF EXISTS (SELECT FROM suppression s WHERE s.key_hash = ANY (hashes)) THEN
		RAISE EXCEPTION 'record % of the claims is suppressed: it names a person who was purged or erased', line USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Only a new act of the person''s own, as an application, brings the person back: send "new_act": true with it.';
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._admit(regclass, bigint, jsonb, boolean) IS 'Refuses a record of somebody who was purged, but for a new act of theirs, which lifts the suppression';

-- Who is named, locked: whoever is merged or erased meanwhile is waited for, and looked up anew.
CREATE FUNCTION aiehr._named_people(anchor regclass, sources text[], external_ids text[], named jsonb[]) RETURNS bigint[]
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	result		bigint[];
	before		bigint[];
BEGIN
	PERFORM aiehr._enter(anchor);
	LOOP
		SELECT array_agg(CASE jsonb_typeof(u.person) WHEN 'number' THEN (u.person #>> '{}')::bigint
			WHEN 'string' THEN coalesce((SELECT p.id FROM person p WHERE p.external_key = u.person #>> '{}'),
				(SELECT a.person_id FROM person_alias a WHERE a.external_key = u.person #>> '{}' ORDER BY a.source <> u.source, a.source LIMIT 1))
			ELSE (SELECT o.person_id FROM source_record o WHERE o.source = u.source AND o.external_id = u.external_id) END ORDER BY u.place)
		INTO result
		FROM unnest(sources, external_ids, named) WITH ORDINALITY AS u (source, external_id, person, place);
		EXIT WHEN result IS NOT DISTINCT FROM before;
		PERFORM FROM person p WHERE p.id = ANY (result) ORDER BY p.id FOR NO KEY UPDATE;
		before := result;
	END LOOP;
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._named_people(regclass, text[], text[], jsonb[]) IS
	'The people of records by their id (a number), by a key of theirs (a string) or by the record''s own id, locked; NULL: nobody who is known';

-- Records that name nobody find their person, or make one.
CREATE FUNCTION aiehr._arrive(anchor regclass, lines bigint[], sources text[], external_ids text[], named jsonb[], claims jsonb[], new_acts boolean[],
		OUT people bigint[], OUT made bigint[])
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	records		jsonb[];
	found_ids	bigint[];
	is_open		boolean[];
	fresh		bigint;
BEGIN
	made := '{}';
	PERFORM aiehr._enter(anchor);
	-- the model is held before keys are locked, and these before people
	IF NOT aiehr._hold_matching(anchor) THEN
		people := aiehr._named_people(anchor, sources, external_ids, named);
		RETURN;
	END IF;
	SELECT array_agg(coalesce(r.record, '{}') ORDER BY u.place) INTO records
	FROM unnest(claims) WITH ORDINALITY AS u (claims, place)
	CROSS JOIN LATERAL (
		SELECT jsonb_object_agg(v.field, v.raw) AS record
		FROM (SELECT DISTINCT ON (v.field) v.field, v.raw FROM _claimed_values(u.claims) v ORDER BY v.field, v.ordinality) v
	) r;
	PERFORM aiehr._lock_records(anchor, records);
	people := aiehr._named_people(anchor, sources, external_ids, named);
	SELECT array_agg(u.id IS NULL AND coalesce(jsonb_typeof(u.person), 'null') = 'null' ORDER BY u.place) INTO is_open
	FROM unnest(people, named) WITH ORDINALITY AS u (id, person, place);
	found_ids := aiehr._match_arrivals(anchor, records, is_open);
	FOR i IN 1 .. coalesce(cardinality(people), 0) LOOP
		CONTINUE WHEN NOT is_open[i];
		people[i] := found_ids[i];
		IF people[i] IS NULL THEN
			PERFORM aiehr._admit(anchor, lines[i], claims[i], new_acts[i]);
			INSERT INTO person DEFAULT VALUES RETURNING id INTO fresh;
			people[i] := fresh;
		END IF;
		made := made || people[i];
	END LOOP;
END
$$;
COMMENT ON FUNCTION aiehr._arrive(regclass, bigint[], text[], text[], jsonb[], jsonb[], boolean[]) IS
	'The people of records, locked, and those who were matched or made among them; NULL: somebody unknown is named, or nobody, and no model is in force';

CREATE FUNCTION aiehr._merge_matched(anchor regclass, only_people bigint[])
	RETURNS TABLE (person_id bigint, other_id bigint, probability float8, merge_id bigint, problem text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	pair		record;
	concerned	bigint[];
	tried		bigint[] := '{}';
	what		text;
	why			text;
BEGIN
	PERFORM aiehr._enter(anchor);
	-- the keys of all in one order, before any of the people is locked
	concerned := ARRAY(
		SELECT unnest(ARRAY[r.person_id, r.other_id]) FROM match_review r
		WHERE r.reason = 'same' AND (only_people IS NULL OR r.person_id = ANY (only_people) OR r.other_id = ANY (only_people)));
	IF concerned = '{}' THEN
		RETURN;
	END IF;
	PERFORM aiehr._lock_records_of(anchor, concerned);
	LOOP
		-- the likest first, and by what is there after the merges before
		SELECT r.person_id, r.other_id, r.probability INTO pair
		FROM match_review r
		WHERE r.reason = 'same' AND (only_people IS NULL OR r.person_id = ANY (only_people) OR r.other_id = ANY (only_people))
			AND NOT EXISTS (SELECT FROM generate_series(1, cardinality(tried), 2) i WHERE tried[i] = r.person_id AND tried[i + 1] = r.other_id)
		ORDER BY r.probability DESC, r.person_id, r.other_id
		LIMIT 1;
		EXIT WHEN NOT FOUND;
		tried := tried || pair.person_id || pair.other_id;
		person_id := pair.person_id;
		other_id := pair.other_id;
		probability := pair.probability;
		BEGIN
			merge_id := aiehr._merge_people(anchor, pair.person_id, pair.other_id, format('matched with probability %s', round(pair.probability::numeric, 4)));
			problem := NULL;
		EXCEPTION WHEN object_not_in_prerequisite_state THEN
			GET STACKED DIAGNOSTICS what = MESSAGE_TEXT, why = PG_EXCEPTION_DETAIL;
			merge_id := NULL;
			problem := concat_ws(': ', what, nullif(why, ''));
		WHEN no_data_found THEN
			-- merged or erased by somebody else meanwhile
			CONTINUE;
		END;
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION aiehr._merge_matched(regclass, bigint[]) IS
	'Joins the people of whom match_review says that they are the same (NULL: all of them), the likest first: a row a pair, with the merge or what stands in its way';

-- Reviews of everybody at once, by clusters.
CREATE FUNCTION aiehr._review_everybody(anchor regclass, model jsonb) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
	SET jit = off
AS $$
DECLARE
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	WITH found AS MATERIALIZED (
		SELECT m.person_id, d.record::bigint AS record_id, d.cluster, d.probability, d.refused
		FROM aiehr.deduplicate('identity_record'::regclass, 'id', model) d
		JOIN match_record m ON m.id = d.record::bigint
	),
	joined AS (
		SELECT f.cluster, f.person_id, max(f.probability) AS probability, min(f.person_id) OVER (PARTITION BY f.cluster) AS first_id
		FROM found f
		GROUP BY f.cluster, f.person_id
	),
	pair AS (
		SELECT j.first_id AS a, j.person_id AS b, j.probability, 'same' AS reason FROM joined j WHERE j.person_id <> j.first_id
		UNION ALL
		SELECT f.person_id, o.person_id, (r.said ->> 'probability')::float8, r.said ->> 'reason'
		FROM found f
		CROSS JOIN LATERAL jsonb_array_elements(f.refused) AS r (said)
		JOIN match_record o ON o.id = (r.said ->> 'record')::bigint
		WHERE o.person_id <> f.person_id
	),
	likest AS (
		SELECT DISTINCT ON (1, 2) least(p.a, p.b) AS a, greatest(p.a, p.b) AS b, p.probability, p.reason
		FROM pair p
		WHERE NOT EXISTS (SELECT FROM never_merge n WHERE least(n.person_id, n.other_id) = least(p.a, p.b) AND greatest(n.person_id, n.other_id) = greatest(p.a, p.b))
		ORDER BY 1, 2, p.reason = 'same' DESC, p.probability DESC
	),
	-- clusters know records alone; what other records of the two people say counts, too
	judged AS (
		SELECT j.a, j.b, j.objection
		FROM (SELECT array_agg(l.a) AS one, array_agg(l.b) AS other FROM likest l WHERE l.reason = 'same') s
		CROSS JOIN LATERAL unnest(s.one, s.other, aiehr._match_objection(anchor, s.one, s.other)) AS j (a, b, objection)
	)
	INSERT INTO match_review AS w (person_id, other_id, probability, reason)
	SELECT l.a, l.b, l.probability, coalesce(j.objection, l.reason)
	FROM likest l
	LEFT JOIN judged j ON j.a = l.a AND j.b = l.b;
	GET DIAGNOSTICS result = ROW_COUNT;
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._review_everybody(regclass, jsonb) IS 'Writes who may be one, for everybody, from the clusters of deduplicate(); the number of pairs';

CREATE FUNCTION aiehr._rebuild_matches(anchor regclass) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	result		bigint;
	model		jsonb;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
		RAISE EXCEPTION 'records to match cannot be made again at this isolation level' USING ERRCODE = 'serialization_failure',
			DETAIL = 'What others committed since this transaction began would be missing.', HINT = 'Do it at READ COMMITTED.';
	END IF;
	-- nobody brings records meanwhile, who would be compared with none
	LOCK TABLE match_model IN SHARE ROW EXCLUSIVE MODE;
	TRUNCATE match_review, match_hot_key, match_key, match_record;
	SELECT m.model INTO model FROM match_model m WHERE m.in_force;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	-- an index is made in a fraction of the time that filling it takes
	ALTER TABLE match_key DROP CONSTRAINT match_key_record_id_fkey, DROP CONSTRAINT match_key_pkey;
	DROP INDEX match_key_record;
	result := aiehr._rebuild_matching(anchor);
	INSERT INTO match_hot_key (key_hash) SELECT k.key_hash FROM match_key k GROUP BY k.key_hash HAVING count(*) > 200;
	DELETE FROM match_key k USING match_hot_key h WHERE h.key_hash = k.key_hash;
	ALTER TABLE match_key ADD PRIMARY KEY (key_hash, record_id), ADD FOREIGN KEY (record_id) REFERENCES match_record ON DELETE CASCADE;
	CREATE INDEX match_key_record ON match_key (record_id);
	PERFORM aiehr._review_everybody(anchor, model);
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._rebuild_matches(regclass) IS 'Makes records, keys and reviews again by the model in force; the number of people, 0 where none is in force';

CREATE FUNCTION aiehr._fit_matching(anchor regclass, upper float8, lower float8, region text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
	SET jit = off
AS $$
DECLARE
	n			bigint;
	model		jsonb;
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF NOT coalesce(lower, 0.2) BETWEEN 0 AND coalesce(upper, 0.98) OR NOT coalesce(upper, 0.98) < 1 THEN
		RAISE EXCEPTION 'invalid thresholds of matching' USING ERRCODE = 'invalid_parameter_value',
			DETAIL = format('The lower one is %s, the upper one %s.', coalesce(lower, 0.2), coalesce(upper, 0.98)),
			HINT = 'They are probabilities, 0 <= lower <= upper < 1.';
	END IF;
	IF region IS NULL OR region !~ '^[A-Z]{2}$' THEN
		RAISE EXCEPTION 'invalid region of telephone numbers' USING ERRCODE = 'invalid_parameter_value',
			DETAIL = format('It is %s.', coalesce(quote_literal(region), 'NULL')), HINT = 'Give a country by its two letters of ISO 3166, as CN.';
	END IF;
	LOCK TABLE match_model IN SHARE ROW EXCLUSIVE MODE;
	SELECT count(*) INTO n FROM identity_record;
	IF n < 100 THEN
		RAISE EXCEPTION 'too few records to fit a match model' USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('There are %s records of people; 100 are needed.', n),
			HINT = 'Load more people first, or name the person of each record.';
	END IF;
	SELECT jsonb_strip_nulls(jsonb_build_object('upper', upper, 'lower', lower,
		'fields', jsonb_agg(CASE WHEN f ->> 'as' = 'phone' THEN f || jsonb_build_object('region', region) ELSE f END ORDER BY place)))
	INTO model
	FROM jsonb_array_elements(aiehr.match_fields('identity_record'::regclass, '{id,person_id}') -> 'fields') WITH ORDINALITY AS e (f, place);
	model := aiehr.fit_match_model('identity_record'::regclass, 'id', model);
	UPDATE match_model m SET in_force = false WHERE m.in_force;
	INSERT INTO match_model AS m (model, records, fitted_by) VALUES (model, n, aiehr.acting_role()) RETURNING m.id INTO result;
	PERFORM aiehr._audit('fit_matching', NULL, 'match_model', result, n, NULL, NULL);
	PERFORM aiehr._rebuild_matches(anchor);
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._fit_matching(regclass, float8, float8, text) IS 'Fits a match model to the records of a workspace, puts it in force and matches everybody by it; the model''s id';

CREATE FUNCTION aiehr._deduplicate_people(anchor regclass, apply boolean)
	RETURNS TABLE (person_id bigint, other_id bigint, probability float8, reason text, merge_id bigint, problem text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	PERFORM aiehr._enter(anchor);
	IF NOT EXISTS (SELECT FROM match_model m WHERE m.in_force) THEN
		PERFORM aiehr._fit_matching(anchor, NULL, NULL, 'CN');
	ELSE
		PERFORM aiehr._rebuild_matches(anchor);
	END IF;
	IF apply THEN
		RETURN QUERY SELECT m.person_id, m.other_id, m.probability, 'same', m.merge_id, m.problem FROM aiehr._merge_matched(anchor, NULL) m;
	ELSE
		RETURN QUERY SELECT r.person_id, r.other_id, r.probability, 'same', NULL::bigint, NULL::text FROM match_review r
		WHERE r.reason = 'same' ORDER BY r.probability DESC, r.person_id, r.other_id;
	END IF;
	RETURN QUERY SELECT r.person_id, r.other_id, r.probability, r.reason, NULL::bigint, NULL::text FROM match_review r
	WHERE r.reason <> 'same' ORDER BY r.probability DESC, r.person_id, r.other_id;
END
$$;
COMMENT ON FUNCTION aiehr._deduplicate_people(regclass, boolean) IS
	'Who is there twice: matches everybody anew, joins those who are the same if `apply`, and lists these and then who waits for somebody to look';
