-- The lifecycle of people's data: employment and applications move it, sweep() and erasure end it.

CREATE FUNCTION aiehr._employment_row() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_employment_row';
COMMENT ON FUNCTION aiehr._employment_row() IS
	'Trigger of employment, BEFORE ROW, argument table: sets ended and the default of core, refuses another person or job';

CREATE FUNCTION aiehr._employment_changed() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_employment_changed';
COMMENT ON FUNCTION aiehr._employment_changed() IS
	'Trigger of employment, AFTER STATEMENT, argument table: archives and restores interview data, ends what ends with a spell, keeps standing';

CREATE FUNCTION aiehr._application_row() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_application_row';
COMMENT ON FUNCTION aiehr._application_row() IS
	'Trigger of application, BEFORE ROW, argument table: refuses steps that the stages do not have, dates decision and activity';

CREATE FUNCTION aiehr._application_changed() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_application_changed';
COMMENT ON FUNCTION aiehr._application_changed() IS
	'Trigger of application, AFTER STATEMENT, argument table: history of stages, fit score at the decision, archive of leavers whose process ended';

CREATE FUNCTION aiehr._activity_noted() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_activity_noted';
COMMENT ON FUNCTION aiehr._activity_noted() IS
	'Trigger of answer and consent, AFTER INSERT STATEMENT, argument table: moves the last activity of applications on';

-- For the owner of a workspace alone: these work behind the back of its triggers.
CREATE FUNCTION aiehr._purge(anchor regclass, applications bigint[], people bigint[], dry_run boolean)
	RETURNS TABLE (table_name text, rows bigint)
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_purge';
COMMENT ON FUNCTION aiehr._purge(regclass, bigint[], bigint[], boolean) IS
	'Deletes applications and erases people that are not on hold, after counting them for studies and hashing their keys; rows by table of the walk through the register of personal data, which dry_run only counts';

CREATE FUNCTION aiehr._export_rows(anchor regclass, person_id bigint) RETURNS TABLE (table_name text, entry jsonb)
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_export_rows';
COMMENT ON FUNCTION aiehr._export_rows(regclass, bigint) IS 'Every row about a person in the tables of the register of personal data; NULL for a table without any';

CREATE FUNCTION aiehr._end_spells(anchor regclass, as_of timestamptz, people bigint[]) RETURNS bigint
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_end_spells';
COMMENT ON FUNCTION aiehr._end_spells(regclass, timestamptz, bigint[]) IS 'Marks spells ended whose left_on has come by as_of, with all that follows; the number of spells';

CREATE FUNCTION aiehr._settle(anchor regclass, as_of timestamptz, people bigint[]) RETURNS void
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_settle';
COMMENT ON FUNCTION aiehr._settle(regclass, timestamptz, bigint[]) IS 'Moves interview data of people to where employment wants it at a moment';

CREATE FUNCTION aiehr._hire(anchor regclass, application_id bigint, org_unit text, hired_on date, manager_id bigint, core boolean)
	RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	applied		record;
	found_stage	text;
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF application_id IS NULL OR hired_on IS NULL THEN
		RAISE EXCEPTION 'hiring needs an application and the first day' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	-- of two who hire at once the second waits here and finds the application decided
	UPDATE application a SET stage = 'hired', start_on = _hire.hired_on
	WHERE a.id = _hire.application_id AND a.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')
	RETURNING a.person_id, a.job INTO applied;
	IF NOT FOUND THEN
		SELECT a.stage INTO found_stage FROM application a WHERE a.id = _hire.application_id;
		IF NOT FOUND THEN
			RAISE EXCEPTION 'application % does not exist', application_id USING ERRCODE = 'no_data_found';
		END IF;
		RAISE EXCEPTION 'application % is decided already', application_id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Its stage is %s.', found_stage),
			HINT = CASE WHEN found_stage = 'hired' THEN 'The spell that came of it is in employment.'
				ELSE 'Set its stage to screening to open it again.' END;
	END IF;
	IF EXISTS (SELECT FROM employment e WHERE e.person_id = applied.person_id AND e.job = applied.job AND e.left_on IS NULL) THEN
		RAISE EXCEPTION 'person % is employed in this job already', applied.person_id USING ERRCODE = 'unique_violation',
			DETAIL = format('A spell in job %s has no end.', applied.job),
			HINT = 'Set left_on of the spell that goes before this one.';
	END IF;
	INSERT INTO employment AS e (person_id, job, org_unit, manager_id, application_id, core, hired_on)
	VALUES (applied.person_id, applied.job, _hire.org_unit, _hire.manager_id, _hire.application_id, _hire.core, _hire.hired_on)
	RETURNING e.id INTO result;
	PERFORM aiehr._audit('hire', NULL, 'employment', result, 1);
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._hire(regclass, bigint, text, date, bigint, boolean) IS
	'Hires the person of an open application: stage hired, a spell of employment, the benchmark frozen; returns the spell''s id';

CREATE FUNCTION aiehr._place_hold(anchor regclass, person_id bigint, reason text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF coalesce(reason, '') = '' THEN
		RAISE EXCEPTION 'a legal hold needs a reason' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	PERFORM FROM person p WHERE p.id = _place_hold.person_id FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'person % is unknown', person_id USING ERRCODE = 'no_data_found';
	END IF;
	INSERT INTO legal_hold AS h (person_id, reason, placed_by) VALUES (_place_hold.person_id, _place_hold.reason, acting_role())
	RETURNING h.id INTO result;
	PERFORM aiehr._audit('hold', NULL, 'person', person_id, 1, jsonb_build_object('reason', reason), person_id);
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._place_hold(regclass, bigint, text) IS 'Puts a person on legal hold: no purge, erasure or merge until it is lifted; returns the hold''s id';

CREATE FUNCTION aiehr._lift_hold(anchor regclass, person_id bigint) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	lifted		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	PERFORM FROM person p WHERE p.id = _lift_hold.person_id FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'person % is unknown', person_id USING ERRCODE = 'no_data_found';
	END IF;
	UPDATE legal_hold h SET lifted_by = acting_role(), lifted_at = now()
	WHERE h.person_id = _lift_hold.person_id AND h.lifted_at IS NULL;
	GET DIAGNOSTICS lifted = ROW_COUNT;
	IF lifted > 0 THEN
		PERFORM aiehr._audit('lift_hold', NULL, 'person', person_id, lifted);
	END IF;
	RETURN lifted;
END
$$;
COMMENT ON FUNCTION aiehr._lift_hold(regclass, bigint) IS 'Lifts every legal hold of a person; what fell due meanwhile is due at once. Returns the number of holds';

-- Asks the one rule whether the person would be purged if every period that is not a minimum were over.
CREATE FUNCTION aiehr._erase_refusal(anchor regclass, person_id bigint, OUT rule text, OUT due timestamptz)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT CASE WHEN t.action <> 'purge' THEN t.rule END, CASE WHEN t.rule = 'minimum_keep' THEN t.due END
	INTO _erase_refusal.rule, _erase_refusal.due
	FROM (
		SELECT c.time_zone, coalesce(e.employed, false) AS employed, e.employed IS NOT NULL AS former,
			coalesce(greatest(e.left_on::timestamp AT TIME ZONE c.time_zone, a.last_activity), p.created_at) AS last_activity,
			EXISTS (SELECT FROM legal_hold h WHERE h.person_id = p.id AND h.lifted_at IS NULL) AS hold,
			coalesce((SELECT max(r.min_keep) FROM retention_rule r
				WHERE r.subject = CASE WHEN e.employed IS NULL THEN 'candidate' ELSE 'leaver' END
					AND (r.country IS NULL OR r.country = p.country) AND r.valid @> (now() AT TIME ZONE c.time_zone)::date), c.min_keep) AS min_keep
		FROM person p
		JOIN policy c ON c.job IS NULL
		CROSS JOIN LATERAL (SELECT bool_or(NOT e.ended) AS employed, max(e.left_on) AS left_on FROM employment e WHERE e.person_id = p.id) e
		CROSS JOIN LATERAL (SELECT max(a.last_activity) AS last_activity FROM application a WHERE a.person_id = p.id) a
		WHERE p.id = _erase_refusal.person_id
	) f
	CROSS JOIN LATERAL archive_transition(f.employed, false, CASE WHEN f.former AND NOT f.employed THEN 'archive' ELSE 'active' END, f.hold,
		f.last_activity, greatest(now(), f.last_activity + interval '1 microsecond'), '0', f.min_keep, f.time_zone, f.former, '0') t;
END
$$;
COMMENT ON FUNCTION aiehr._erase_refusal(regclass, bigint) IS
	'The rule by which a person cannot be erased now, employed, minimum_keep or legal_hold, and until when where a date decides; NULL when nothing stands against it';

CREATE FUNCTION aiehr._erase_person(anchor regclass, person_id bigint, basis text, dry_run boolean) RETURNS TABLE (table_name text, rows bigint)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	refused_by	text;
	tables		text[];
	counts		bigint[];
BEGIN
	PERFORM aiehr._enter(anchor);
	IF coalesce(basis, '') = '' THEN
		RAISE EXCEPTION 'an erasure needs its legal basis' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
		RAISE EXCEPTION 'nobody can be erased at this isolation level' USING ERRCODE = 'serialization_failure',
			DETAIL = 'What other transactions committed since this one began would be missed.', HINT = 'Erase at READ COMMITTED.';
	END IF;
	PERFORM aiehr._lock_records_of(anchor, ARRAY[person_id]);
	PERFORM FROM person p WHERE p.id = _erase_person.person_id FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'person % is unknown', person_id USING ERRCODE = 'no_data_found';
	END IF;
	SELECT r.rule INTO refused_by FROM aiehr._erase_refusal(anchor, person_id) r;
	IF refused_by IS NOT NULL THEN
		IF NOT dry_run THEN
			INSERT INTO erasure (basis, outcome, refusal_rule, requested_by) VALUES (_erase_person.basis, 'refused', refused_by, acting_role());
			PERFORM aiehr._audit('erase_refused', refused_by, 'person', person_id, 1);
		END IF;
		RAISE WARNING 'person % is not erased: %', person_id, refused_by;
		RETURN;
	END IF;
	SELECT array_agg(s.table_name ORDER BY s.place), array_agg(s.n ORDER BY s.place) INTO tables, counts
	FROM (
		SELECT w.table_name, min(w.place) AS place, sum(w.rows)::bigint AS n
		FROM aiehr._purge(anchor, NULL, ARRAY[person_id], dry_run) WITH ORDINALITY AS w (table_name, rows, place)
		GROUP BY w.table_name
	) s;
	IF NOT dry_run THEN
		INSERT INTO erasure (basis, outcome, counts, requested_by)
		SELECT _erase_person.basis, 'erased', jsonb_object_agg(t, n), acting_role() FROM unnest(tables, counts) AS c (t, n);
		PERFORM aiehr._audit('erase', 'request', 'person', person_id, (SELECT sum(n) FROM unnest(counts) AS c (n))::bigint);
		INSERT INTO outbox (topic, item_id, event) VALUES ('purge', person_id, 'person');
	END IF;
	RETURN QUERY SELECT t, n FROM unnest(tables, counts) WITH ORDINALITY AS c (t, n, place) ORDER BY place;
END
$$;
COMMENT ON FUNCTION aiehr._erase_person(regclass, bigint, text, boolean) IS
	'Erases a person from every table of the register and certifies it with counts, or records the rule by which it is refused; dry_run only counts';

CREATE FUNCTION aiehr._export_person(anchor regclass, person_id bigint) RETURNS jsonb
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	result		jsonb;
BEGIN
	PERFORM aiehr._enter(anchor);
	PERFORM FROM person p WHERE p.id = _export_person.person_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'person % is unknown', person_id USING ERRCODE = 'no_data_found';
	END IF;
	SELECT jsonb_object_agg(d.table_name, coalesce(r.entries, '[]')) INTO result
	FROM (SELECT DISTINCT table_name FROM personal_data) d
	LEFT JOIN (
		SELECT x.table_name, jsonb_agg(x.entry) FILTER (WHERE x.entry IS NOT NULL) AS entries
		FROM aiehr._export_rows(anchor, person_id) x
		GROUP BY x.table_name
	) r ON r.table_name = d.table_name;
	-- how the scores that decisions were made on came about
	result := result || jsonb_build_object('weighting', (
		SELECT coalesce(jsonb_agg(to_jsonb(w) - 'approved_by' ORDER BY w.id), '[]')
		FROM weighting w
		WHERE w.id IN (SELECT a.weighting_at_decision FROM application a WHERE a.person_id = _export_person.person_id)));
	PERFORM aiehr._audit('export', NULL, 'person', person_id, 1);
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._export_person(regclass, bigint) IS
	'Everything stored about a person: an array of rows for each table of the register, and the weightings behind decisions';

CREATE FUNCTION aiehr._withdraw_consent(anchor regclass, person_id bigint, purpose text, OUT outcome text, OUT rule text, OUT due timestamptz)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	PERFORM aiehr._enter(anchor);
	IF purpose IS NULL OR purpose NOT IN ('talent_pool', 'machine_scoring', 'processing') THEN
		RAISE EXCEPTION 'unknown purpose "%"', purpose USING ERRCODE = 'invalid_parameter_value',
			HINT = 'The purposes are talent_pool, machine_scoring and processing.';
	END IF;
	PERFORM FROM person p WHERE p.id = _withdraw_consent.person_id FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'person % is unknown', person_id USING ERRCODE = 'no_data_found';
	END IF;
	UPDATE consent n SET withdrawn_at = greatest(now(), n.given_at)
	WHERE n.person_id = _withdraw_consent.person_id AND n.purpose = _withdraw_consent.purpose AND n.withdrawn_at IS NULL;
	IF NOT FOUND AND NOT EXISTS (SELECT FROM consent n WHERE n.person_id = _withdraw_consent.person_id AND n.purpose = _withdraw_consent.purpose) THEN
		-- never given, and not to be taken for given
		INSERT INTO consent (person_id, purpose, withdrawn_at) VALUES (_withdraw_consent.person_id, _withdraw_consent.purpose, now());
	END IF;
	IF purpose IN ('talent_pool', 'processing') THEN
		UPDATE talent_pool_member m
		SET valid = tstzrange(lower(m.valid), greatest(clock_timestamp(), lower(m.valid) + interval '1 microsecond')), end_reason = 'consent withdrawn'
		WHERE m.person_id = _withdraw_consent.person_id AND upper_inf(m.valid);
	END IF;
	PERFORM aiehr._audit('withdraw_consent', purpose, 'person', person_id, 1);
	outcome := 'withdrawn';
	IF purpose = 'processing' THEN
		SELECT r.rule, r.due INTO _withdraw_consent.rule, _withdraw_consent.due FROM aiehr._erase_refusal(anchor, person_id) r;
		IF rule IS NULL THEN
			PERFORM FROM aiehr._erase_person(anchor, person_id, 'consent to processing withdrawn', false);
			outcome := 'erased';
		ELSE
			outcome := 'restricted';
		END IF;
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._withdraw_consent(regclass, bigint, text) IS
	'Withdraws consent to a purpose and ends pool memberships; without consent to processing the person is erased or, where a rule forbids it, restricted until it no longer does';

CREATE FUNCTION aiehr._sweep_list(anchor regclass, as_of timestamptz, max_purge integer) RETURNS bigint[]
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
	SET jit = off
AS $$
DECLARE
	listed		bigint[];
	going		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT array_agg(d.person_id ORDER BY d.first_due, d.person_id), count(*) FILTER (WHERE d.goes) INTO listed, going
	FROM (
		SELECT d.person_id, min(d.due) AS first_due, bool_or(d.action = 'purge') AS goes
		FROM due_at(as_of, true) d
		WHERE d.action <> 'keep'
		GROUP BY d.person_id
	) d;
	PERFORM aiehr._check_purge(going, (SELECT count(*) FROM person), max_purge);
	RETURN coalesce(listed, '{}');
END
$$;
COMMENT ON FUNCTION aiehr._sweep_list(regclass, timestamptz, integer) IS 'The people with something due at a moment, longest due first; an error when more are to be purged than max_purge allows';

CREATE FUNCTION aiehr._check_purge(going bigint, known bigint, max_purge integer) RETURNS void
	LANGUAGE plpgsql IMMUTABLE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF going > coalesce(max_purge, greatest(1000, ceil(known / 10.0)::bigint)) THEN
		RAISE EXCEPTION 'data of % people would be purged', going USING ERRCODE = 'configuration_limit_exceeded',
			DETAIL = format('The limit is %s: %s.', coalesce(max_purge, greatest(1000, ceil(known / 10.0)::bigint)),
				CASE WHEN max_purge IS NULL THEN format('the greater of 1,000 and a tenth of %s people', known) ELSE 'max_purge' END),
			HINT = format('Read sweep(dry_run => true) and archive_due; if it is meant, pass max_purge => %s.', going);
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._check_purge(bigint, bigint, integer) IS 'An error when more people are to be purged than max_purge or, where that is NULL, the greater of 1,000 and a tenth of all';

-- The rows of what is due, for a batch of people, with what each would move or delete.
CREATE FUNCTION aiehr._sweep(anchor regclass, as_of timestamptz, dry_run boolean, batch integer, max_purge integer, only_people bigint[])
	RETURNS TABLE (action text, rule text, people bigint, items bigint, remaining bigint)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
	SET jit = off
	SET plan_cache_mode = force_custom_plan		-- the planner must see whether, and how many, people are given
AS $$
#variable_conflict use_column
DECLARE
	chosen		bigint[];		-- people of this batch, longest due first
	going		bigint;			-- people of whom anything is to be purged, in all
	totals		jsonb;			-- people by action and rule, in all
	person_ids	bigint[];		-- what is due for the batch, row by row
	application_ids bigint[];
	actions		text[];
	rules		text[];
	amounts		bigint[];
	weightings	bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF as_of IS NULL OR dry_run IS NULL OR batch IS NULL OR batch < 1 OR max_purge < 0 THEN
		RAISE EXCEPTION 'sweep needs a moment, and a batch of at least 1' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
		RAISE EXCEPTION 'a workspace cannot be swept at this isolation level' USING ERRCODE = 'serialization_failure',
			DETAIL = 'What other transactions committed since this one began would be missed.', HINT = 'Sweep at READ COMMITTED.';
	END IF;

	WITH found AS MATERIALIZED (
		SELECT d.* FROM due_at(as_of, true) d
		WHERE d.action <> 'keep' AND (only_people IS NULL OR d.person_id = ANY (only_people))
	)
	SELECT (SELECT array_agg(q.person_id ORDER BY q.first_due, q.person_id)
			FROM (SELECT f.person_id, min(f.due) AS first_due FROM found f GROUP BY f.person_id ORDER BY 2, 1 LIMIT batch) q),
		(SELECT count(DISTINCT f.person_id) FROM found f WHERE f.action = 'purge'),
		(SELECT jsonb_object_agg(q.what, q.n) FROM (
			SELECT f.action || ' ' || f.rule AS what, count(DISTINCT f.person_id) AS n FROM found f GROUP BY 1) q)
	INTO chosen, going, totals;

	IF only_people IS NULL THEN
		SELECT count(*) INTO weightings
		FROM (
			SELECT DISTINCT ON (w.job, w.purpose) w.in_force
			FROM weighting w
			JOIN policy c ON c.job IS NULL
			WHERE w.status = 'approved' AND w.valid_from <= (as_of AT TIME ZONE c.time_zone)::date
			ORDER BY w.job, w.purpose, w.valid_from DESC, w.id DESC
		) w
		WHERE NOT w.in_force;
		IF weightings > 0 THEN
			RETURN QUERY SELECT 'weighting', 'valid_from', NULL::bigint, weightings, 0::bigint;
		END IF;
	END IF;
	IF NOT dry_run THEN
		IF going > 1000 OR going > max_purge THEN
			PERFORM aiehr._check_purge(going, (SELECT count(*) FROM person), max_purge);
		END IF;
		IF weightings > 0 THEN
			PERFORM aiehr._apply_weightings(anchor, as_of);
		END IF;
		chosen := aiehr._sweep_lock(anchor, chosen);
	END IF;

	-- asked anew, now that nobody can change it
	SELECT array_agg(d.person_id ORDER BY d.person_id, d.application_id), array_agg(d.application_id ORDER BY d.person_id, d.application_id),
		array_agg(d.action ORDER BY d.person_id, d.application_id), array_agg(d.rule ORDER BY d.person_id, d.application_id),
		array_agg(CASE d.action
			WHEN 'end' THEN (SELECT count(*) FROM employment e, policy c
				WHERE e.person_id = d.person_id AND c.job IS NULL AND NOT e.ended AND e.left_on <= (as_of AT TIME ZONE c.time_zone)::date)
			WHEN 'archive' THEN (SELECT count(*) FROM assessment m WHERE m.person_id = d.person_id)
				+ (SELECT count(*) FROM answer n WHERE n.person_id = d.person_id)
			WHEN 'restore' THEN (SELECT count(*) FROM assessment_archive m WHERE m.person_id = d.person_id)
				+ (SELECT count(*) FROM answer_archive n WHERE n.person_id = d.person_id)
			ELSE CASE WHEN d.application_id IS NOT NULL THEN 1
					+ (SELECT count(*) FROM assessment m WHERE m.application_id = d.application_id)
					+ (SELECT count(*) FROM assessment_archive m WHERE m.application_id = d.application_id)
					+ (SELECT count(*) FROM answer n JOIN assessment m ON m.id = n.assessment_id WHERE m.application_id = d.application_id)
					+ (SELECT count(*) FROM answer_archive n JOIN assessment_archive m ON m.id = n.assessment_id WHERE m.application_id = d.application_id)
				ELSE (SELECT count(*) FROM application a WHERE a.person_id = d.person_id)
					+ (SELECT count(*) FROM assessment m WHERE m.person_id = d.person_id)
					+ (SELECT count(*) FROM assessment_archive m WHERE m.person_id = d.person_id)
					+ (SELECT count(*) FROM answer n WHERE n.person_id = d.person_id)
					+ (SELECT count(*) FROM answer_archive n WHERE n.person_id = d.person_id) END
			END ORDER BY d.person_id, d.application_id)
	INTO person_ids, application_ids, actions, rules, amounts
	FROM due_at(as_of, true) d
	WHERE d.action <> 'keep' AND d.person_id = ANY (chosen);

	RETURN QUERY
	SELECT x.what, x.why, x.n, x.amount, greatest((totals ->> (x.what || ' ' || x.why))::bigint - x.n, 0)
	FROM (
		SELECT w.what, w.why, count(DISTINCT w.person) AS n, sum(w.amount)::bigint AS amount
		FROM unnest(person_ids, actions, rules, amounts) AS w (person, what, why, amount)
		GROUP BY w.what, w.why
		UNION ALL
		-- all of whom somebody else is at work on
		SELECT split_part(k, ' ', 1), split_part(k, ' ', 2), 0, 0
		FROM jsonb_object_keys(totals) k
		WHERE NOT EXISTS (SELECT FROM unnest(actions, rules) AS w (what, why) WHERE w.what || ' ' || w.why = k)
	) x
	ORDER BY x.what, x.why;
	IF dry_run OR person_ids IS NULL THEN
		RETURN;
	END IF;

	PERFORM aiehr._end_spells(anchor, as_of, person_ids);
	PERFORM aiehr._settle(anchor, as_of, (SELECT array_agg(DISTINCT w.person) FROM unnest(person_ids, actions) AS w (person, what)
		WHERE w.what IN ('archive', 'restore')));

	IF 'purge' = ANY (actions) THEN
		PERFORM aiehr._sweep_purge(anchor,
			array_agg(w.person ORDER BY w.place), array_agg(w.application ORDER BY w.place), array_agg(w.why ORDER BY w.place), array_agg(w.amount ORDER BY w.place))
		FROM unnest(person_ids, application_ids, actions, rules, amounts) WITH ORDINALITY AS w (person, application, what, why, amount, place)
		WHERE w.what = 'purge';
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._sweep(regclass, timestamptz, boolean, integer, integer, bigint[]) IS
	'Applies what is due at a moment to at most a batch of people, longest due first; per action and rule: people, items (rows moved or deleted) and people who remain due';

-- What is purged, row by row: applications, and people where the application is NULL.
CREATE FUNCTION aiehr._sweep_purge(anchor regclass, person_ids bigint[], application_ids bigint[], rules text[], amounts bigint[]) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	whole		bigint[];		-- people who are purged as such
	gone		bigint[];		-- and all who went
BEGIN
	PERFORM aiehr._enter(anchor);
	INSERT INTO audit_log (action, rule, acting_role, subject, subject_id, n)
	SELECT 'purge', w.why, acting_role(), CASE WHEN w.application IS NULL THEN 'person' ELSE 'application' END,
		coalesce(w.application, w.person), w.amount
	FROM unnest(person_ids, application_ids, rules, amounts) WITH ORDINALITY AS w (person, application, why, amount, place)
	ORDER BY w.place;
	SELECT array_agg(w.person) INTO whole FROM unnest(person_ids, application_ids) AS w (person, application) WHERE w.application IS NULL;
	PERFORM FROM aiehr._purge(anchor, array_remove(application_ids, NULL), whole, false);
	SELECT array_agg(w.person ORDER BY w.person) INTO gone
	FROM (SELECT DISTINCT unnest(person_ids)) AS w (person)
	WHERE NOT EXISTS (SELECT FROM person p WHERE p.id = w.person);
	-- that the person went with the last application is a fact of its own
	INSERT INTO audit_log (action, rule, acting_role, subject, subject_id, n)
	SELECT 'purge', 'nothing_left', acting_role(), 'person', g.id, 1
	FROM unnest(gone) AS g (id)
	WHERE g.id <> ALL (coalesce(whole, '{}'))
	ORDER BY g.id;
	INSERT INTO outbox (topic, item_id, event)
	SELECT 'purge', x.id, x.event
	FROM (SELECT a.id, 'application' AS event FROM unnest(array_remove(application_ids, NULL)) AS a (id)
		UNION ALL SELECT g.id, 'person' FROM unnest(gone) AS g (id)) x
	ORDER BY x.event, x.id;
END
$$;
COMMENT ON FUNCTION aiehr._sweep_purge(regclass, bigint[], bigint[], text[], bigint[]) IS 'Purges what sweep() found due and has locked, with audit rows and outbox rows';

-- Locks a batch as far as nobody else is at work on it. Applications and spells come before their person, as in every
-- statement of theirs that a trigger follows up with the person's lock; nothing is waited for, so there is no deadlock.
CREATE FUNCTION aiehr._sweep_lock(anchor regclass, chosen bigint[]) RETURNS bigint[]
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
	SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
	free		bigint[];
BEGIN
	PERFORM aiehr._enter(anchor);
	WITH locked AS MATERIALIZED (
		SELECT a.id FROM application a WHERE a.person_id = ANY (chosen) FOR UPDATE SKIP LOCKED
	),
	busy AS MATERIALIZED (
		SELECT a.person_id FROM application a WHERE a.person_id = ANY (chosen) AND NOT EXISTS (SELECT FROM locked l WHERE l.id = a.id)
	)
	SELECT array_agg(c.id) INTO free FROM unnest(chosen) AS c (id) WHERE NOT EXISTS (SELECT FROM busy b WHERE b.person_id = c.id);
	WITH locked AS MATERIALIZED (
		SELECT e.id FROM employment e WHERE e.person_id = ANY (free) FOR UPDATE SKIP LOCKED
	),
	busy AS MATERIALIZED (
		SELECT e.person_id FROM employment e WHERE e.person_id = ANY (free) AND NOT EXISTS (SELECT FROM locked l WHERE l.id = e.id)
	)
	SELECT array_agg(c.id) INTO free FROM unnest(free) AS c (id) WHERE NOT EXISTS (SELECT FROM busy b WHERE b.person_id = c.id);
	SELECT array_agg(l.id) INTO free
	FROM (SELECT p.id FROM person p WHERE p.id = ANY (free) ORDER BY p.id FOR UPDATE SKIP LOCKED) l;
	RETURN coalesce(free, '{}');
END
$$;
COMMENT ON FUNCTION aiehr._sweep_lock(regclass, bigint[]) IS 'Locks people with their applications and spells; returns those nobody else is at work on';

CREATE PROCEDURE aiehr._sweep_all(anchor regclass, as_of timestamptz DEFAULT now(), batch integer DEFAULT 1000, max_purge integer DEFAULT NULL)
	LANGUAGE c AS 'MODULE_PATHNAME', 'aiehr_sweep_all';
COMMENT ON PROCEDURE aiehr._sweep_all(regclass, timestamptz, integer, integer) IS
	'Sweeps a workspace in batches with a commit after each, one run at a time; the workspace''s procedure sweep_all() calls it';
