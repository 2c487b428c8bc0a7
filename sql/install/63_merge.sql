-- Two records of one person become one, and two again when that was wrong.

CREATE FUNCTION aiehr._execute_aside(anchor regclass, statement text) RETURNS bigint
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_execute_aside';
COMMENT ON FUNCTION aiehr._execute_aside(regclass, text) IS
	'Runs a statement in a workspace while its triggers stand aside, for the owner alone; the number of rows it touched';

CREATE FUNCTION aiehr._refresh_people(anchor regclass, people bigint[]) RETURNS void
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_refresh_people';
COMMENT ON FUNCTION aiehr._refresh_people(regclass, bigint[]) IS
	'Makes what is derived of people anew, after rows of theirs were changed while triggers stood aside: where interview data is, standing, study, golden values, records they are matched by';

-- Columns of a table's primary key as jsonb, but for one that is to be changed.
CREATE FUNCTION aiehr._row_key(of_table regclass, but_for name) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
	SELECT format('jsonb_build_object(%s)', string_agg(format('%L, t.%I', a.attname, a.attname), ', ' ORDER BY a.attnum))
	FROM pg_index i
	JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
	WHERE i.indrelid = of_table AND i.indisprimary AND a.attname IS DISTINCT FROM but_for
$$;
COMMENT ON FUNCTION aiehr._row_key(regclass, name) IS 'Expression over a row t that gives its primary key as jsonb, without a column that a merge changes';

-- A condition that finds the row of such a key again.
CREATE FUNCTION aiehr._row_of_key(row_key jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE
	SET search_path = pg_catalog, pg_temp
AS $$
	SELECT coalesce(string_agg(format('t.%I = %L', key, value), ' AND ' ORDER BY key), 'true') FROM jsonb_each_text(row_key)
$$;
COMMENT ON FUNCTION aiehr._row_of_key(jsonb) IS 'Condition on a row t that holds for the row with this key';

-- Deletes rows and keeps them whole in the log of a merge.
CREATE FUNCTION aiehr._set_aside(anchor regclass, merge_id bigint, of_table name, condition text) RETURNS bigint
	LANGUAGE sql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
	SELECT aiehr._execute_aside(anchor, format(
		'WITH gone AS (DELETE FROM %1$I t WHERE %2$s RETURNING to_jsonb(t) AS row_data)
		INSERT INTO person_merge_row (merge_id, table_name, row_data) SELECT %3$s, %1$L, row_data FROM gone',
		of_table, condition, merge_id))
$$;
COMMENT ON FUNCTION aiehr._set_aside(regclass, bigint, name, text) IS 'Deletes the rows of a table that fulfil a condition on t, whole in the log of a merge; their number';

-- Points a column from one id to another in the rows that fulfil a condition.
CREATE FUNCTION aiehr._repoint(anchor regclass, merge_id bigint, of_table name, of_column name, old_id bigint, new_id bigint,
	condition text DEFAULT 'true') RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(anchor);
	RETURN aiehr._execute_aside(anchor, format(
		'WITH moved AS (UPDATE %1$I t SET %2$I = %4$s WHERE t.%2$I = %3$s AND %5$s RETURNING %6$s AS row_key)
		INSERT INTO person_merge_row (merge_id, table_name, row_key, column_name, old_value, new_value)
		SELECT %7$s, %1$L, row_key, %2$L, %3$s, %4$s FROM moved',
		of_table, of_column, old_id, new_id, condition, aiehr._row_key(to_regclass(quote_ident(of_table)), of_column), merge_id));
END
$$;
COMMENT ON FUNCTION aiehr._repoint(regclass, bigint, name, name, bigint, bigint, text) IS
	'Changes an id in a column of the rows that fulfil a condition on t, and logs each for unmerge(); their number';

-- The same for everything of a person: rows that the one who stays has already are set aside.
CREATE FUNCTION aiehr._repoint_person(anchor regclass, merge_id bigint, of_table name, of_column name, old_id bigint, new_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	there		boolean;
	keys		jsonb[];
	one			jsonb;
BEGIN
	PERFORM aiehr._enter(anchor);
	-- most people have rows in few of the tables
	EXECUTE format('SELECT EXISTS (SELECT FROM %I t WHERE t.%I = $1)', of_table, of_column) INTO there USING old_id;
	IF NOT there THEN
		RETURN;
	END IF;
	BEGIN
		PERFORM aiehr._repoint(anchor, merge_id, of_table, of_column, old_id, new_id);
		RETURN;
	EXCEPTION WHEN unique_violation OR exclusion_violation OR check_violation THEN
		IF of_table IN ('employment', 'absence') THEN
			RAISE EXCEPTION 'people % and % cannot be one', new_id, old_id USING ERRCODE = 'object_not_in_prerequisite_state',
				DETAIL = format('Rows of theirs in table %s exclude each other.', of_table),
				HINT = 'End or delete one of them first; nobody has an open job twice or is absent twice at once.';
		END IF;
	END;
	EXECUTE format('SELECT array_agg(%s) FROM %I t WHERE t.%I = %s',
		aiehr._row_key(to_regclass(quote_ident(of_table)), of_column), of_table, of_column, old_id) INTO keys;
	FOREACH one IN ARRAY keys LOOP
		BEGIN
			PERFORM aiehr._repoint(anchor, merge_id, of_table, of_column, old_id, new_id, aiehr._row_of_key(one));
		EXCEPTION WHEN unique_violation OR exclusion_violation OR check_violation THEN
			PERFORM aiehr._set_aside(anchor, merge_id, of_table, format('t.%I = %s AND %s', of_column, old_id, aiehr._row_of_key(one)));
		END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION aiehr._repoint_person(regclass, bigint, name, name, bigint, bigint) IS
	'Makes all rows of one person in a table another''s; rows that would be there twice are set aside, two spells or absences that exclude each other are an error';

-- Two open applications for a job are one: the one that went further stays, the results and stages of the other become its own.
CREATE FUNCTION aiehr._merge_applications(anchor regclass, merge_id bigint, keep bigint, drop bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	pair		record;
	child		record;
BEGIN
	PERFORM aiehr._enter(anchor);
	FOR pair IN
		SELECT a.ids[1] AS kept, a.ids[2] AS other
		FROM (
			SELECT array_agg(a.id ORDER BY array_position('{offer,interview,assessment,screening,on_hold,applied}', a.stage), a.opened_at, a.id) AS ids
			FROM application a
			WHERE a.person_id IN (keep, drop) AND a.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')
			GROUP BY a.job
		) a
		WHERE cardinality(a.ids) = 2
	LOOP
		FOR child IN
			SELECT c.relname AS of_table, a.attname AS of_column
			FROM pg_constraint f
			JOIN pg_class c ON c.oid = f.conrelid
			JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
			WHERE f.contype = 'f' AND f.confrelid = 'application'::regclass AND f.conparentid = 0
			ORDER BY c.relname
		LOOP
			PERFORM aiehr._repoint(anchor, merge_id, child.of_table, child.of_column, pair.other, pair.kept);
		END LOOP;
		PERFORM aiehr._set_aside(anchor, merge_id, 'application', format('t.id = %s', pair.other));
	END LOOP;
END
$$;
COMMENT ON FUNCTION aiehr._merge_applications(regclass, bigint, bigint, bigint) IS 'Joins open applications of two people for the same job into the one that went further';

-- What the one who stays did not say, the other did.
CREATE FUNCTION aiehr._merge_person_row(anchor regclass, merge_id bigint, keep bigint, drop bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	was			record;
	other		record;
	filled		jsonb;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT * INTO STRICT was FROM person p WHERE p.id = keep;
	SELECT * INTO STRICT other FROM person p WHERE p.id = drop;
	PERFORM aiehr._set_aside(anchor, merge_id, 'person', format('t.id = %s', drop));
	SELECT jsonb_object_agg(o.key, o.value) INTO filled
	FROM jsonb_each(to_jsonb(other) - '{id,created_at,email_key,phone_key}'::text[]) o
	JOIN jsonb_each(to_jsonb(was)) w ON w.key = o.key
	WHERE w.value = 'null' AND o.value <> 'null';
	IF filled IS NOT NULL THEN
		PERFORM aiehr._execute_aside(anchor, format('UPDATE person t SET %s WHERE t.id = %s',
			(SELECT string_agg(format('%I = %L', key, value), ', ' ORDER BY key) FROM jsonb_each_text(filled)), keep));
	END IF;
	IF other.external_key IS NOT NULL AND was.external_key IS NOT NULL THEN
		INSERT INTO person_alias (source, external_key, person_id) VALUES ('merge ' || _merge_person_row.merge_id, other.external_key, keep);
		INSERT INTO person_merge_row (merge_id, table_name, row_key)
		VALUES (_merge_person_row.merge_id, 'person_alias', jsonb_build_object('source', 'merge ' || _merge_person_row.merge_id, 'external_key', other.external_key));
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._merge_person_row(regclass, bigint, bigint, bigint) IS 'Takes the row of a person away and gives the one who stays its key and whatever was not known of them';

-- Locks two people whose rows are to change hands.
CREATE FUNCTION aiehr._lock_pair(anchor regclass, one bigint, other bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	found_ids	bigint[];
	missing		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
		RAISE EXCEPTION 'people cannot be merged or parted at this isolation level' USING ERRCODE = 'serialization_failure',
			DETAIL = 'What other transactions committed since this one began would be missed.', HINT = 'Do it at READ COMMITTED.';
	END IF;
	SELECT array_agg(p.id) INTO found_ids FROM (SELECT p.id FROM person p WHERE p.id IN (one, other) ORDER BY p.id FOR UPDATE) p;
	SELECT w.id INTO missing FROM unnest(ARRAY[one, other]) AS w (id) WHERE w.id <> ALL (coalesce(found_ids, '{}')) LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'person % is unknown', missing USING ERRCODE = 'no_data_found',
			DETAIL = coalesce((SELECT format('Merged into person %s by merge %s.', m.kept_id, m.id) FROM person_merge m
				WHERE m.dropped_id = missing AND m.unmerged_at IS NULL ORDER BY m.id DESC LIMIT 1), 'Table person has no such row.');
	END IF;
	SELECT h.person_id INTO missing FROM legal_hold h WHERE h.person_id IN (one, other) AND h.lifted_at IS NULL LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'person % is on hold', missing USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = 'Nothing of theirs changes hands until every hold is lifted.', HINT = 'lift_hold() lifts it.';
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._lock_pair(regclass, bigint, bigint) IS 'Locks two people in the order of their ids; an error for one who is unknown or on hold';

CREATE FUNCTION aiehr._merge_people(anchor regclass, keep bigint, drop bigint, reason text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	apart		record;
	result		bigint;
	place		record;
	rated		bigint[];
	was			jsonb;
	-- made anew from claims; one row a person and field
	derived		CONSTANT name[] := '{golden_value,conflict}';
BEGIN
	PERFORM aiehr._enter(anchor);
	IF keep IS NULL OR drop IS NULL OR coalesce(reason, '') = '' THEN
		RAISE EXCEPTION 'a merge needs two people and a reason' USING ERRCODE = 'null_value_not_allowed';
	ELSIF keep = drop THEN
		RAISE EXCEPTION 'person % cannot be merged with itself', keep USING ERRCODE = 'invalid_parameter_value';
	END IF;
	PERFORM aiehr._lock_records_of(anchor, ARRAY[keep, drop]);
	PERFORM aiehr._lock_pair(anchor, keep, drop);
	SELECT * INTO apart FROM never_merge n
	WHERE least(n.person_id, n.other_id) = least(keep, drop) AND greatest(n.person_id, n.other_id) = greatest(keep, drop);
	IF FOUND THEN
		RAISE EXCEPTION 'people % and % are known to be two', keep, drop USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Decided by %s.', apart.decided_by),
			HINT = format('Delete row %s of table never_merge if that was wrong.', apart.id);
	END IF;
	INSERT INTO person_merge AS m (person_id, kept_id, dropped_id, reason, merged_by)
	VALUES (keep, keep, drop, _merge_people.reason, aiehr.acting_role()) RETURNING m.id INTO result;
	SELECT array_agg(DISTINCT f.person_id) INTO rated FROM performance_fact f WHERE f.rater_id = drop;
	SELECT to_jsonb(p) - '{email_key,phone_key}'::text[] INTO was FROM person p WHERE p.id = keep;
	PERFORM aiehr._merge_applications(anchor, result, keep, drop);
	PERFORM aiehr._set_aside(anchor, result, t.name, format('t.person_id IN (%s, %s)', keep, drop)) FROM unnest(derived) AS t (name);
	FOR place IN
		SELECT d.table_name, d.column_name FROM personal_data d
		WHERE d.data_class = 'key' AND d.table_name NOT IN ('person', 'standing', 'match_record', 'match_review') AND d.table_name <> ALL (derived)
		ORDER BY d.step, d.table_name, d.column_name
	LOOP
		PERFORM aiehr._repoint_person(anchor, result, place.table_name, place.column_name, drop, keep);
	END LOOP;
	PERFORM aiehr._merge_person_row(anchor, result, keep, drop);
	PERFORM aiehr._refresh_people(anchor, ARRAY[keep] || coalesce(array_remove(rated, drop), '{}'));
	INSERT INTO person_merge_row (merge_id, table_name, row_key, row_data)
	SELECT result, 'person', jsonb_build_object('id', keep), jsonb_object_agg(b.key, jsonb_build_array(b.value, a.value))
	FROM jsonb_each(was) b
	JOIN jsonb_each((SELECT to_jsonb(p) FROM person p WHERE p.id = keep)) a ON a.key = b.key
	WHERE a.value <> b.value
	HAVING count(*) > 0;
	PERFORM aiehr._audit('merge', NULL, 'person', keep, 1, jsonb_build_object('merge', result, 'dropped', drop, 'reason', reason), keep);
	INSERT INTO outbox (topic, item_id, event) VALUES ('person', keep, 'merged');
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._merge_people(regclass, bigint, bigint, text) IS
	'Joins two people: walks the register of personal data, logs every change for unmerge(), and makes what is derived anew; the merge''s id';

-- Puts back one thing that a merge did.
CREATE FUNCTION aiehr._undo_merge_row(anchor regclass, row_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	done		record;
	columns		text;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT * INTO STRICT done FROM person_merge_row r WHERE r.id = row_id;
	IF done.column_name IS NOT NULL THEN
		PERFORM aiehr._execute_aside(anchor, format('UPDATE %1$I t SET %2$I = %3$s WHERE t.%2$I = %4$s AND %5$s',
			done.table_name, done.column_name, done.old_value, done.new_value, aiehr._row_of_key(done.row_key)));
	ELSIF done.row_key IS NULL THEN
		SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO columns FROM pg_attribute a
		WHERE a.attrelid = to_regclass(quote_ident(done.table_name)) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
		PERFORM aiehr._execute_aside(anchor, format(
			'INSERT INTO %1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, %3$L)',
			done.table_name, columns, done.row_data));
	ELSIF done.row_data IS NULL THEN
		PERFORM aiehr._execute_aside(anchor, format('DELETE FROM %I t WHERE %s', done.table_name, aiehr._row_of_key(done.row_key)));
	ELSE
		SELECT string_agg(format('%1$I = CASE WHEN t.%1$I IS NOT DISTINCT FROM %2$L THEN %3$L ELSE t.%1$I END', key, value ->> 1, value ->> 0), ', ' ORDER BY key)
		INTO columns FROM jsonb_each(done.row_data);
		PERFORM aiehr._execute_aside(anchor, format('UPDATE %I t SET %s WHERE %s', done.table_name, columns, aiehr._row_of_key(done.row_key)));
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._undo_merge_row(regclass, bigint) IS 'Puts back what one row of a merge''s log says; what was changed or deleted since stays as it is';

-- What stands on a merge: the one who was kept went into somebody else, a row that came by it was set aside, or an application
-- that came by it took another one's rows in.
CREATE FUNCTION aiehr._merge_on_top(anchor regclass, merge_id bigint) RETURNS bigint
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(anchor);
	RETURN (
		SELECT max(l.id)
		FROM person_merge m
		JOIN person_merge l ON l.id > m.id AND l.unmerged_at IS NULL
		WHERE m.id = _merge_on_top.merge_id
			AND (l.dropped_id = m.kept_id
				OR EXISTS (
					SELECT FROM person_merge_row b
					JOIN person_merge_row a ON a.merge_id = l.id
						AND CASE WHEN a.row_key IS NULL THEN a.table_name = b.table_name AND a.row_data @> b.row_key
							WHEN a.column_name = 'application_id' THEN b.table_name = 'application' AND b.row_key = jsonb_build_object('id', a.new_value) END
					WHERE b.merge_id = m.id AND b.column_name = 'person_id')));
END
$$;
COMMENT ON FUNCTION aiehr._merge_on_top(regclass, bigint) IS 'The last merge that has to be undone before this one; NULL when there is none';

CREATE FUNCTION aiehr._unmerge(anchor regclass, merge_id bigint, reason text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	done		record;
	on_top		bigint;
	rated		bigint[];
BEGIN
	PERFORM aiehr._enter(anchor);
	IF merge_id IS NULL OR coalesce(reason, '') = '' THEN
		RAISE EXCEPTION 'undoing a merge needs its id and a reason' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	-- looked at once more when the person is locked: a merge locks people before it touches earlier merges of theirs
	FOR look IN 1 .. 2 LOOP
		SELECT * INTO done FROM person_merge m WHERE m.id = _unmerge.merge_id;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'merge % is unknown', merge_id USING ERRCODE = 'no_data_found';
		ELSIF done.unmerged_at IS NOT NULL THEN
			RAISE EXCEPTION 'merge % is undone already', merge_id USING ERRCODE = 'object_not_in_prerequisite_state',
				DETAIL = format('By %s.', done.unmerged_by);
		END IF;
		on_top := aiehr._merge_on_top(anchor, merge_id);
		IF on_top IS NOT NULL THEN
			RAISE EXCEPTION 'merge % cannot be undone before merge %', merge_id, on_top USING ERRCODE = 'object_not_in_prerequisite_state',
				DETAIL = 'The later merge moved what this one had brought together.', HINT = format('unmerge(%s, ...) first.', on_top);
		END IF;
		IF look = 1 THEN
			PERFORM aiehr._lock_records_of(anchor, ARRAY[done.kept_id]);
			PERFORM aiehr._lock_pair(anchor, done.kept_id, done.kept_id);
		END IF;
	END LOOP;
	-- what came of the claims of both; that of each is in the log
	PERFORM aiehr._execute_aside(anchor, format('DELETE FROM %I t WHERE t.person_id = %s', t.name, done.kept_id))
	FROM unnest('{golden_value,conflict}'::name[]) AS t (name);
	PERFORM aiehr._undo_merge_row(anchor, r.id) FROM person_merge_row r WHERE r.merge_id = _unmerge.merge_id ORDER BY r.id DESC;
	-- under the keys of who is back, a source may have noted the person who stood for both
	UPDATE person_alias a SET person_id = done.dropped_id
	WHERE a.person_id = done.kept_id AND (EXISTS (SELECT FROM person p WHERE p.id = done.dropped_id AND p.external_key = a.external_key)
		OR EXISTS (SELECT FROM person_alias d WHERE d.person_id = done.dropped_id AND d.external_key = a.external_key));
	UPDATE person_merge m SET unmerged_by = aiehr.acting_role(), unmerged_at = clock_timestamp() WHERE m.id = _unmerge.merge_id;
	INSERT INTO never_merge (person_id, other_id, reason, decided_by)
	VALUES (done.kept_id, done.dropped_id, _unmerge.reason, aiehr.acting_role()) ON CONFLICT DO NOTHING;
	SELECT array_agg(DISTINCT f.person_id) INTO rated FROM performance_fact f WHERE f.rater_id IN (done.kept_id, done.dropped_id);
	PERFORM aiehr._refresh_people(anchor, ARRAY[done.kept_id, done.dropped_id] || coalesce(rated, '{}'));
	PERFORM aiehr._audit('unmerge', NULL, 'person', done.kept_id, 1,
		jsonb_build_object('merge', merge_id, 'back', done.dropped_id, 'reason', reason), done.kept_id);
	INSERT INTO outbox (topic, item_id, event) VALUES ('person', done.kept_id, 'unmerged'), ('person', done.dropped_id, 'unmerged');
	RETURN done.dropped_id;
END
$$;
COMMENT ON FUNCTION aiehr._unmerge(regclass, bigint, text) IS
	'Undoes a merge row by row in reverse, notes that the two are two, and makes what is derived anew; the id of the person who is back';

CREATE FUNCTION aiehr._keep_apart(anchor regclass, person_id bigint, other_id bigint, reason text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF person_id IS NULL OR other_id IS NULL OR coalesce(reason, '') = '' THEN
		RAISE EXCEPTION 'two people and a reason are needed' USING ERRCODE = 'null_value_not_allowed';
	ELSIF person_id = other_id THEN
		RAISE EXCEPTION 'person % cannot be kept apart from itself', person_id USING ERRCODE = 'invalid_parameter_value';
	END IF;
	INSERT INTO never_merge AS n (person_id, other_id, reason, decided_by)
	VALUES (_keep_apart.person_id, _keep_apart.other_id, _keep_apart.reason, aiehr.acting_role())
	ON CONFLICT (least(person_id, other_id), greatest(person_id, other_id)) DO UPDATE SET reason = EXCLUDED.reason
	RETURNING n.id INTO result;
	DELETE FROM match_review r
	WHERE r.person_id = least(_keep_apart.person_id, _keep_apart.other_id) AND r.other_id = greatest(_keep_apart.person_id, _keep_apart.other_id);
	PERFORM aiehr._audit('keep_apart', NULL, 'person', person_id, 1, jsonb_build_object('other', other_id, 'reason', reason), person_id);
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._keep_apart(regclass, bigint, bigint, text) IS 'Notes that two people are two; the id of the row in never_merge';
