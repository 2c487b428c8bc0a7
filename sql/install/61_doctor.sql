-- What a workspace lacks, and what to do about it: for `aiehr doctor`, and for whoever asks by SQL. Each function looks at one topic
-- under the rights of whoever calls; what these do not reach is skipped and said so.

CREATE FUNCTION aiehr._doctor_versions(workspace_name name) RETURNS TABLE (topic text, state text, finding text, remedy text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	extension	record;
	entry		record;
	missing		text;
BEGIN
	SELECT e.extversion AS installed, a.default_version AS offered INTO extension
	FROM pg_extension e LEFT JOIN pg_available_extensions a ON a.name = e.extname WHERE e.extname = 'aiehr';
	SELECT w.* INTO entry FROM aiehr.workspace w WHERE w.name = workspace_name;
	IF extension.offered IS DISTINCT FROM extension.installed THEN
		RETURN QUERY SELECT 'versions'::text, 'todo'::text, format('extension aiehr is %s, its files are %s', extension.installed, coalesce(extension.offered, 'not there')),
			CASE WHEN extension.offered IS NULL THEN '-- install the files of aiehr on this server' ELSE 'ALTER EXTENSION aiehr UPDATE;' END;
	END IF;
	IF entry.version IS DISTINCT FROM extension.installed THEN
		RETURN QUERY SELECT 'versions'::text, 'todo'::text, format('workspace is of version %s, the extension is %s', entry.version, extension.installed),
			format('SELECT aiehr.upgrade_workspace(%L);', workspace_name);
	END IF;
	SELECT string_agg(r.what, ', ') INTO missing
	FROM (VALUES ('hr', entry.hr_role), ('loader', entry.loader_role), ('analyst', entry.analyst_role), ('auditor', entry.auditor_role)) r (what, role)
	WHERE r.role IS NULL OR NOT EXISTS (SELECT FROM pg_roles p WHERE p.rolname = r.role);
	IF missing IS NOT NULL THEN
		RETURN QUERY SELECT 'versions'::text, 'todo'::text, format('group roles are missing: %s', missing),
			(SELECT string_agg(format('CREATE ROLE %I NOLOGIN;', workspace_name || '_' || m), E'\n' ORDER BY i) FROM unnest(string_to_array(missing, ', ')) WITH ORDINALITY u (m, i))
			|| format(E'\nSELECT aiehr.upgrade_workspace(%L, %s);', workspace_name,
				(SELECT string_agg(format('%s_role => %L', m, workspace_name || '_' || m), ', ' ORDER BY i) FROM unnest(string_to_array(missing, ', ')) WITH ORDINALITY u (m, i)));
	END IF;
	IF current_setting('default_transaction_isolation') <> 'read committed' THEN
		RETURN QUERY SELECT 'versions'::text, 'todo'::text, format('default_transaction_isolation is %s, at which a workspace takes no writes', current_setting('default_transaction_isolation')),
			format('ALTER DATABASE %I SET default_transaction_isolation = %L;', current_database(), 'read committed');
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._doctor_versions(name) IS 'For doctor(): versions of extension and workspace, group roles, and the isolation that writes need';

CREATE FUNCTION aiehr._doctor_triggers(workspace_name name) RETURNS TABLE (topic text, state text, finding text, remedy text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
		WITH wanted AS (
			SELECT m[1] AS trigger_name, m[2] AS table_name
			FROM generate_series(1, 3) phase
			CROSS JOIN LATERAL regexp_matches(aiehr._workspace_ddl(phase), '^CREATE TRIGGER (\w+)\s[^;]*?\sON (\w+)\M', 'gw') m
		), state AS (
			SELECT w.trigger_name, w.table_name, t.tgenabled
			FROM wanted w
			JOIN pg_namespace n ON n.nspname = workspace_name
			LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.table_name
			LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = w.trigger_name
		)
		SELECT 'triggers', 'todo', CASE
				WHEN s.tgenabled IS NULL THEN format('trigger %s of table %s is missing', s.trigger_name, s.table_name)
				WHEN s.tgenabled = 'D' THEN format('trigger %s of table %s is disabled', s.trigger_name, s.table_name)
				ELSE format('trigger %s of table %s fires for replicated rows', s.trigger_name, s.table_name) END,
			CASE WHEN s.tgenabled IS NULL THEN format('SELECT aiehr.upgrade_workspace(%L);', workspace_name)
				ELSE format('ALTER TABLE %I.%I ENABLE TRIGGER %I;', workspace_name, s.table_name, s.trigger_name) END
				|| CASE WHEN s.tgenabled IS NULL OR s.tgenabled = 'D' THEN format(E'\nSELECT %1$I.rebuild_standing(), %1$I.rebuild_study();', workspace_name) ELSE '' END
		FROM state s WHERE s.tgenabled IS DISTINCT FROM 'O'
		UNION ALL
		SELECT 'triggers', 'ok', format('%s present and enabled', count(*)), NULL FROM state s HAVING bool_and(coalesce(s.tgenabled = 'O', false));
$$;
COMMENT ON FUNCTION aiehr._doctor_triggers(name) IS 'For doctor(): the triggers that create_workspace() makes, missing or not enabled as it makes them';

CREATE FUNCTION aiehr._doctor_indexes(workspace_name name) RETURNS TABLE (topic text, state text, finding text, remedy text)
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
		WITH wanted AS (
			SELECT m[2] AS index_name, m[3] AS table_name, coalesce(m[1], '') AS unique_word, regexp_replace(m[4], '\s+', ' ', 'g') AS rest
			FROM regexp_matches(aiehr._workspace_ddl(1), '^CREATE (UNIQUE )?INDEX (\w+) ON (\w+)([^;]*);', 'gw') m
		), schema AS (
			SELECT n.oid FROM pg_namespace n WHERE n.nspname = workspace_name
		), fault AS (
			SELECT format('index %s of table %s is missing', w.index_name, w.table_name) AS finding,
				format('CREATE %sINDEX %I ON %I.%I%s;', w.unique_word, w.index_name, workspace_name, w.table_name, w.rest) AS remedy
			FROM wanted w CROSS JOIN schema s
			WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = s.oid AND c.relname = w.index_name AND c.relkind IN ('i', 'I'))
			UNION ALL
			SELECT format('index %s of table %s is invalid', c.relname, t.relname), format('REINDEX INDEX CONCURRENTLY %I.%I;', workspace_name, c.relname)
			FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid CROSS JOIN schema s
			WHERE t.relnamespace = s.oid AND NOT (i.indisvalid AND i.indisready)
			UNION ALL
			-- rows that are deleted or merged have their references looked for; those of the catalogue are renamed once in years
			SELECT format('foreign key %s of table %s has no index', f.conname, f.conrelid::regclass),
				format('CREATE INDEX ON %s (%s);', f.conrelid::regclass, (
					SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.i)
					FROM unnest(f.conkey) WITH ORDINALITY k (attnum, i) JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum))
			FROM pg_constraint f
			JOIN pg_class p ON p.oid = f.confrelid
			CROSS JOIN schema s
			WHERE f.contype = 'f' AND p.relnamespace = s.oid AND p.relname IN ('person', 'application', 'employment', 'assessment', 'audit_log')
				AND NOT EXISTS (
					SELECT FROM pg_index i
					WHERE i.indrelid = f.conrelid AND i.indisvalid
						AND (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey AND (i.indkey::int2[])[0:cardinality(f.conkey) - 1] <@ f.conkey)
		)
		SELECT 'indexes', 'todo', f.finding, f.remedy FROM fault f
		UNION ALL
		SELECT 'indexes', 'ok', 'none missing or invalid', NULL WHERE NOT EXISTS (SELECT FROM fault);
$$;
COMMENT ON FUNCTION aiehr._doctor_indexes(name) IS
	'For doctor(): indexes that create_workspace() makes and are missing, invalid ones, and foreign keys to people without one, also from tables elsewhere';

CREATE FUNCTION aiehr._doctor_checks(workspace_name name) RETURNS TABLE (topic text, state text, finding text, remedy text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	fn			record;
	faults		bigint;
BEGIN
	FOR fn IN
		SELECT p.oid, p.proname, has_function_privilege(p.oid, 'EXECUTE') AS allowed,
			(SELECT r.proname FROM pg_proc r WHERE r.pronamespace = p.pronamespace AND r.proname = replace(p.proname, 'check_', 'rebuild_') AND r.pronargs = 0) AS rebuild
		FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
		-- of the names that a workspace has, since a function of somebody's own would run with the rights of whoever asks
		WHERE n.nspname = workspace_name AND p.pronargdefaults = p.pronargs
			AND p.proname IN (SELECT m[1] FROM regexp_matches(aiehr._workspace_ddl(2), '^CREATE FUNCTION (check_\w+|verify_audit)\(', 'gn') m)
		ORDER BY p.proname COLLATE "C"
	LOOP
		topic := fn.proname;
		state := 'ok';
		finding := 'sound';
		remedy := NULL;
		BEGIN
			IF fn.allowed THEN
				EXECUTE format('SELECT count(*) FROM (SELECT FROM %I.%I() LIMIT 1000) f', workspace_name, fn.proname) INTO faults;
				IF faults > 0 THEN
					state := 'todo';
					finding := format('%s%s rows are not as they should be', CASE faults WHEN 1000 THEN 'at least ' ELSE '' END, faults);
					remedy := format('SELECT * FROM %I.%I() LIMIT 10;', workspace_name, fn.proname)
						|| CASE WHEN fn.rebuild IS NULL THEN '' ELSE format(E'\nSELECT %I.%I();', workspace_name, fn.rebuild) END;
				END IF;
			ELSE
				state := 'skipped';
				finding := format('role %s may not call it', current_user);
			END IF;
		EXCEPTION WHEN insufficient_privilege THEN
			state := 'skipped';
			finding := format('role %s may not read what it reads', current_user);
		END;
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION aiehr._doctor_checks(name) IS 'For doctor(): every check_ function that create_workspace() makes, and verify_audit()';

-- One question about the rows of a workspace: how many there are that something is to be done about.
CREATE FUNCTION aiehr._doctor_rows(about text, query text, fine text, what text, cure text) RETURNS TABLE (topic text, state text, finding text, remedy text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	n			bigint;
	since		timestamptz;
BEGIN
	EXECUTE query INTO n, since;
	IF n > 0 THEN
		RETURN QUERY SELECT about, 'todo'::text, format(what, n, since::date), cure;
	ELSE
		RETURN QUERY SELECT about, 'ok'::text, fine, NULL::text;
	END IF;
EXCEPTION WHEN insufficient_privilege THEN
	RETURN QUERY SELECT about, 'skipped'::text, format('role %s may not read it', current_user), NULL::text;
END
$$;
COMMENT ON FUNCTION aiehr._doctor_rows(text, text, text, text, text) IS
	'For doctor(): asks how many rows something is to be done about and since when; what may not be read is skipped';

CREATE FUNCTION aiehr._doctor_rhythm(workspace_name name) RETURNS TABLE (topic text, state text, finding text, remedy text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	ws			CONSTANT text := quote_ident(workspace_name);
BEGIN
	RETURN QUERY SELECT r.* FROM aiehr._doctor_rows('nightly run',
		format('SELECT count(*), min(due) FROM %s.archive_due WHERE due < now() - interval ''2 days''', ws),
		'nothing is overdue', '%s overdue, the oldest since %s', format('CALL %s.sweep_all();', ws)) r;
	IF EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'pg_cron') THEN
		RETURN QUERY SELECT r.* FROM aiehr._doctor_rows('pg_cron',
			format('SELECT (count(*) = 0)::int, now() FROM cron.job WHERE active AND strpos(command, %L) > 0', ws || '.sweep_all'),
			'sweep_all() is scheduled', 'sweep_all() is not scheduled', format('SELECT cron.schedule(%L, %L, %L);', 'aiehr ' || workspace_name, '0 3 * * *', format('CALL %s.sweep_all()', ws))) r;
	ELSE
		RETURN QUERY SELECT 'pg_cron'::text, 'ok'::text, format('not in this database: see that something else calls %s.sweep_all()', ws), NULL::text;
	END IF;
	RETURN QUERY SELECT r.* FROM aiehr._doctor_rows('audit log',
		format('SELECT count(*) FILTER (WHERE at < now() - interval ''7 days''), min(at) FROM %s.audit_log WHERE chain IS NULL', ws),
		'no row older than a week is unsealed', '%s rows older than a week are not sealed, the oldest of %s',
		format('SELECT * FROM %s.seal_audit();   -- keep the head elsewhere', ws)) r;
	RETURN QUERY SELECT r.* FROM aiehr._doctor_rows('legal holds',
		format('SELECT count(*), min(placed_at) FROM %s.legal_hold WHERE lifted_at IS NULL AND placed_at < now() - interval ''1 year''', ws),
		'none is older than a year', '%s older than a year, the oldest of %s: still needed?',
		format(E'SELECT id, person_id, reason, placed_at FROM %1$s.legal_hold WHERE lifted_at IS NULL AND placed_at < now() - interval ''1 year'';\n'
			'SELECT %1$s.lift_hold(id);   -- for each that is not', ws)) r;
	RETURN QUERY SELECT r.* FROM aiehr._doctor_rows('outbox',
		format('SELECT count(*), min(created_at) FROM %s.outbox WHERE created_at < now() - interval ''30 days''', ws),
		'no event is older than a month', '%s event(s) not fetched for a month, the oldest of %s', format('DELETE FROM %s.outbox WHERE created_at < now() - interval ''30 days'';', ws)) r;
	RETURN QUERY SELECT r.* FROM aiehr._doctor_rows('matching',
		format('SELECT count(*), min(found_at) FROM %s.match_review WHERE found_at < now() - interval ''30 days''', ws),
		'no pair of people has waited for a month', '%s pair(s) of people who may be one wait, the oldest since %s',
		format(E'SELECT * FROM %1$s.merge_matched();   -- those of reason same\n'
			'SELECT * FROM %1$s.match_review ORDER BY probability DESC;   -- merge_people() or keep_apart() each', ws)) r;
	RETURN QUERY SELECT r.* FROM aiehr._doctor_rows('imports',
		format('SELECT count(*), min(started_at) FROM %s.import_run WHERE finished_at IS NULL AND started_at < now() - interval ''1 day''', ws),
		'none was cut off', '%s cut off, the oldest of %s',
		format(E'SELECT id, kind, done, n_rows, started_by FROM %s.import_run WHERE finished_at IS NULL;\n-- the same aiehr import command goes on from there', ws)) r;
END
$$;
COMMENT ON FUNCTION aiehr._doctor_rhythm(name) IS 'For doctor(): what should happen regularly and did not: sweep, seal, review of holds, reading of events, pairs of people who wait, imports that were cut off';

-- Tables that lack something are named one by one, rows are counted: whose they are says check_attachments().
CREATE FUNCTION aiehr._doctor_attachments(workspace_name name) RETURNS TABLE (topic text, state text, finding text, remedy text)
	LANGUAGE sql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
		WITH problem AS MATERIALIZED (
			SELECT c.relation, c.kind, c.external_key IS NULL AS of_table, c.problem, c.advice FROM aiehr.check_attachments(workspace_name) c
		)
		SELECT 'attached tables', CASE WHEN p.problem LIKE '%cannot be looked at%' THEN 'skipped' ELSE 'todo' END,
			format('%s as %s: %s', p.relation, p.kind, p.problem), CASE WHEN p.advice LIKE 'SELECT %' OR p.advice LIKE 'ALTER %' THEN replace(p.advice || ';', ', then attach it again;', ';   -- then attach it again') END
		FROM problem p
		WHERE p.of_table
		UNION ALL
		SELECT 'attached tables', 'todo', format('%s as %s: %s rows are not in the workspace as they stand', p.relation, p.kind, count(*)),
			format('SELECT * FROM aiehr.check_attachments(%L) WHERE relation = %L::regclass;', workspace_name, p.relation)
		FROM problem p
		WHERE NOT p.of_table
		GROUP BY p.relation, p.kind
		UNION ALL
		SELECT 'attached tables', 'ok', format('%s attached and sound', count(*)), NULL
		FROM aiehr.attachment a
		WHERE a.workspace = workspace_name AND NOT EXISTS (SELECT FROM problem)
		HAVING count(*) > 0
$$;
COMMENT ON FUNCTION aiehr._doctor_attachments(name) IS 'For doctor(): what check_attachments() says of tables attached to the workspace; no row where there are none';

CREATE FUNCTION aiehr._doctor_models(workspace_name name) RETURNS TABLE (topic text, state text, finding text, remedy text)
	LANGUAGE sql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
	SELECT r.* FROM aiehr._doctor_rows('text models',
		format('SELECT count(*), min(created_at) FROM %I.answer_model WHERE status = ''approved'' AND icu_version <> aiehr.icu_version()', workspace_name),
		'none in use was fitted with another ICU than this server''s', '%s in use fitted with another ICU than this server''s, which may split words otherwise, the oldest of %s',
		format(E'SELECT id, instrument, instrument_version, indicator, icu_version, aiehr.icu_version() AS now FROM %1$I.answer_model WHERE status = ''approved'' AND icu_version <> aiehr.icu_version();\n'
			'-- fit each anew with aiehr.fit_text(), then %1$I.propose_answer_model() and %1$I.approve_answer_model()', workspace_name)) r
$$;
COMMENT ON FUNCTION aiehr._doctor_models(name) IS 'For doctor(): text models in use whose words another version of ICU found';

CREATE FUNCTION aiehr.doctor(workspace_name text, quick boolean DEFAULT false) RETURNS TABLE (topic text, state text, finding text, remedy text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._workspace_anchor(workspace_name);
	RETURN QUERY SELECT v.* FROM aiehr._doctor_versions(workspace_name) v;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'versions'::text, 'ok'::text, (SELECT format('extension and workspace are %s', w.version) FROM aiehr.workspace w WHERE w.name = workspace_name), NULL::text;
	END IF;
	RETURN QUERY SELECT t.* FROM aiehr._doctor_triggers(workspace_name) t;
	RETURN QUERY SELECT i.* FROM aiehr._doctor_indexes(workspace_name) i;
	IF NOT quick THEN
		RETURN QUERY SELECT c.* FROM aiehr._doctor_checks(workspace_name) c;
		RETURN QUERY SELECT a.* FROM aiehr._doctor_attachments(workspace_name) a;
	END IF;
	RETURN QUERY SELECT m.* FROM aiehr._doctor_models(workspace_name) m;
	RETURN QUERY SELECT r.* FROM aiehr._doctor_rhythm(workspace_name) r;
END
$$;
COMMENT ON FUNCTION aiehr.doctor(text, boolean) IS
	'What a workspace lacks: one row a topic that is ok or skipped, and one a thing to do with the SQL that does it; quick: without the check_ functions and attached tables, which read everything';
