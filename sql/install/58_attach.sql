-- Tables of a company's own whose rows come into a workspace.

CREATE TABLE aiehr.attachment_registry (
	relation	regclass,
	kind		text CHECK (kind IN ('people', 'applications', 'employments', 'assessments', 'performance_facts')),
	anchor		regclass NOT NULL,
	source		text NOT NULL,
	mapping		jsonb NOT NULL,
	attached_by	name NOT NULL,
	attached_at	timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (relation, kind)
);
COMMENT ON TABLE aiehr.attachment_registry IS
	'The tables that are attached, what their rows are, and to which workspace, by its table policy; written by attach() and detach() alone';
-- an entry of a table that was dropped would be dumped as a number, which is another table elsewhere
SELECT pg_catalog.pg_extension_config_dump('aiehr.attachment_registry', 'WHERE EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = relation) AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = anchor)');

CREATE VIEW aiehr.attachment AS
	SELECT r.relation, r.kind, n.nspname AS workspace, r.source, r.mapping, r.attached_by, r.attached_at
	FROM aiehr.attachment_registry r
	LEFT JOIN pg_class c ON c.oid = r.anchor AND c.relname = 'policy'
	LEFT JOIN pg_namespace n ON n.oid = c.relnamespace;
COMMENT ON VIEW aiehr.attachment IS
	'The tables that are attached: what their rows are, workspace, the name of the table as a source there, mapping as it was given, by whom and when';
GRANT SELECT ON aiehr.attachment TO PUBLIC;

CREATE FUNCTION aiehr._attached_rows() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_attached_rows';
COMMENT ON FUNCTION aiehr._attached_rows() IS
	'Trigger of an attached table, AFTER STATEMENT, argument kind: carries what a statement did to its rows into the workspace';

CREATE FUNCTION aiehr._attached_truncate() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_attached_truncate';
COMMENT ON FUNCTION aiehr._attached_truncate() IS
	'Trigger of an attached table, BEFORE TRUNCATE, argument kind: refuses it where the end of a row means anything in the workspace';

CREATE FUNCTION aiehr._attached_mapping() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_attached_mapping';
COMMENT ON FUNCTION aiehr._attached_mapping() IS
	'Trigger of an attached table that never fires: its condition keeps the expressions of the mapping, its arguments kind and the names of the expressions';

CREATE FUNCTION aiehr._attachment_write(relation regclass, kind text, anchor regclass, source text, mapping jsonb) RETURNS void
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_attachment_write';
COMMENT ON FUNCTION aiehr._attachment_write(regclass, text, regclass, text, jsonb) IS
	'Enters a table in the registry of attached tables; the caller must own it and belong to the owner of the workspace';

CREATE FUNCTION aiehr._attachment_forget(relation regclass, kind text) RETURNS void
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_attachment_forget';
COMMENT ON FUNCTION aiehr._attachment_forget(regclass, text) IS
	'Takes a table out of the registry of attached tables; the caller must own it or belong to the owner of the workspace';

-- Triggers of one event fire in the order of their names: people come before what is about them.
CREATE FUNCTION aiehr._attachment_triggers(relation regclass, kind text) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	prefix		text := format('aiehr_%s_%s', array_position('{people,applications,employments,assessments,performance_facts}', kind), kind);
BEGIN
	EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION aiehr._attached_rows(%L)',
		prefix || '_insert', relation, kind);
	EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION aiehr._attached_rows(%L)',
		prefix || '_update', relation, kind);
	EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION aiehr._attached_rows(%L)',
		prefix || '_delete', relation, kind);
	EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION aiehr._attached_truncate(%L)',
		prefix || '_truncate', relation, kind);
END
$$;
COMMENT ON FUNCTION aiehr._attachment_triggers(regclass, text) IS 'Makes the statement triggers of an attached table, or of one of its partitions';

-- Called by attach(), which has read the mapping.
CREATE FUNCTION aiehr._attach(relation regclass, workspace text, kind text, mapping jsonb, condition text, arguments text[]) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	anchor		regclass := aiehr._workspace_anchor(workspace);
	owner		name := (SELECT w.owner FROM aiehr.workspace w WHERE w.name = workspace);
	source		text := (SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = relation);
	part		regclass;
	fields		text[];
	wrong		text;
BEGIN
	IF NOT pg_has_role(current_user, owner, 'MEMBER') THEN
		RAISE EXCEPTION 'must belong to the owner of workspace "%"', workspace USING ERRCODE = 'insufficient_privilege',
			HINT = format('Whoever attaches a table lets its rows in. An administrator runs: GRANT %I TO %I', owner, current_user);
	END IF;
	IF EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN aiehr.workspace w ON w.name = n.nspname WHERE c.oid = relation) THEN
		RAISE EXCEPTION '% cannot be attached', relation USING ERRCODE = 'wrong_object_type',
			DETAIL = 'It is a table of a workspace.';
	END IF;
	IF EXISTS (SELECT FROM aiehr.attachment a WHERE a.relation = relation AND a.kind = kind) THEN
		RAISE EXCEPTION '% is attached as % already', relation, kind USING ERRCODE = 'duplicate_object',
			HINT = format('To change the mapping: SELECT aiehr.detach(%L, %L), then attach it again.', relation, kind);
	END IF;
	IF EXISTS (SELECT FROM aiehr.attachment a JOIN pg_class c ON c.oid = a.relation WHERE a.source = source AND a.relation <> relation) THEN
		RAISE EXCEPTION '% cannot be attached', relation USING ERRCODE = 'duplicate_object',
			DETAIL = format('A table that was called %s when it was attached is known by that name.', source),
			HINT = 'Rename one of the two before it is attached.';
	END IF;
	EXECUTE format('SELECT array_agg(f.code ORDER BY f.place, f.code) FROM %I.profile_field f', workspace) INTO fields;
	SELECT k INTO wrong FROM jsonb_object_keys(mapping) k WHERE k LIKE 'claim.%' AND substr(k, 7) <> ALL (fields) ORDER BY k LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'entry "%" of the mapping is unknown', wrong USING ERRCODE = 'undefined_object',
			DETAIL = 'No claim can be about it in this workspace.',
			HINT = format('Its table profile_field holds the fields: %s.', array_to_string(fields, ', '));
	END IF;
	-- the server copies the row trigger to partitions; the others see only statements that name their own table
	EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION aiehr._attached_mapping(%s)',
		format('aiehr_%s_mapping', kind), relation, condition, (SELECT string_agg(quote_literal(a), ', ' ORDER BY i) FROM unnest(arguments) WITH ORDINALITY u (a, i)));
	FOR part IN
		SELECT relation UNION SELECT t.relid FROM pg_partition_tree(relation) t
	LOOP
		PERFORM aiehr._attachment_triggers(part, kind);
	END LOOP;
	PERFORM aiehr._attachment_write(relation, kind, anchor, source, mapping);
END
$$;
COMMENT ON FUNCTION aiehr._attach(regclass, text, text, jsonb, text, text[]) IS
	'The part of attach() that makes triggers and the entry of the registry, for a mapping that has become the condition of a trigger';

CREATE FUNCTION aiehr.attach(relation regclass, workspace text, as_what text, mapping jsonb) RETURNS bigint
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_attach';
COMMENT ON FUNCTION aiehr.attach(regclass, text, text, jsonb) IS
	'Puts triggers on a table of your own that carry its rows into a workspace as people, applications, employments, assessments or performance_facts, and takes over those which are there: how many; the mapping has an SQL expression over the row for each column of ours';

CREATE FUNCTION aiehr.detach(relation regclass, as_what text DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	line		record;
	dropped		bigint := 0;
BEGIN
	IF relation IS NULL THEN
		RETURN NULL;
	END IF;
	FOR line IN
		SELECT t.tgrelid::regclass AS host, t.tgname
		FROM pg_trigger t
		JOIN pg_proc f ON f.oid = t.tgfoid AND f.pronamespace = 'aiehr'::regnamespace
			AND f.proname IN ('_attached_rows', '_attached_truncate', '_attached_mapping')
		WHERE t.tgrelid IN (SELECT relation UNION SELECT p.relid FROM pg_partition_tree(relation) p)
			AND t.tgparentid = 0
			AND (as_what IS NULL OR split_part(encode(t.tgargs, 'escape'), '\000', 1) = as_what)
		ORDER BY t.tgrelid, t.tgname
	LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', line.tgname, line.host);
		dropped := dropped + 1;
	END LOOP;
	PERFORM aiehr._attachment_forget(a.relation, a.kind)
	FROM aiehr.attachment a
	WHERE a.relation = detach.relation AND (as_what IS NULL OR a.kind = as_what);
	RETURN dropped;
END
$$;
COMMENT ON FUNCTION aiehr.detach(regclass, text) IS
	'Drops the triggers of an attached table and its entry in the registry, of one kind or of all; what came into the workspace stays. Returns the number of triggers';

CREATE FUNCTION aiehr.attach_partitions(relation regclass) RETURNS bigint
	LANGUAGE plpgsql VOLATILE STRICT
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	line		record;
	made		bigint := 0;
BEGIN
	FOR line IN
		SELECT p.relid::regclass AS part, a.kind
		FROM aiehr.attachment a
		CROSS JOIN pg_partition_tree(relation) p
		WHERE a.relation = attach_partitions.relation AND NOT EXISTS (
			SELECT FROM pg_trigger t
			WHERE t.tgrelid = p.relid AND t.tgfoid = 'aiehr._attached_rows()'::regprocedure
				AND split_part(encode(t.tgargs, 'escape'), '\000', 1) = a.kind)
		ORDER BY p.relid, a.kind
	LOOP
		PERFORM aiehr._attachment_triggers(line.part, line.kind);
		made := made + 1;
	END LOOP;
	RETURN made;
END
$$;
COMMENT ON FUNCTION aiehr.attach_partitions(regclass) IS
	'Puts the triggers of an attached partitioned table on partitions that were added since; rows written to these by name before are found by check_attachments()';

CREATE FUNCTION aiehr._attached_problems(relation regclass, kind text) RETURNS TABLE (external_key text, problem text)
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_attached_problems';
COMMENT ON FUNCTION aiehr._attached_problems(regclass, text) IS
	'Rows of an attached table that are not in the workspace as they stand, by the key of the person; for the owner of the table or of the workspace';

CREATE FUNCTION aiehr.check_attachments(workspace text DEFAULT NULL)
	RETURNS TABLE (relation regclass, kind text, external_key text, problem text, advice text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	line		record;
	place		text;
BEGIN
	FOR line IN
		SELECT a.*, c.oid IS NOT NULL AS there,
			coalesce(pg_has_role(c.relowner, 'USAGE') OR pg_has_role(w.owner, 'MEMBER'), false) AS readable
		FROM aiehr.attachment a
		LEFT JOIN pg_class c ON c.oid = a.relation
		LEFT JOIN aiehr.workspace w ON w.name = a.workspace
		WHERE check_attachments.workspace IS NULL OR a.workspace = check_attachments.workspace
		ORDER BY a.source, a.kind
	LOOP
		relation := line.relation;
		kind := line.kind;
		external_key := NULL;
		IF NOT line.there THEN
			problem := format('table %s was dropped', line.source);
			advice := format('SELECT aiehr.detach(%L)', line.relation);
			RETURN NEXT;
			CONTINUE;
		END IF;
		IF line.workspace IS NULL THEN
			problem := 'the workspace was dropped';
			advice := format('SELECT aiehr.detach(%L)', line.relation);
			RETURN NEXT;
			CONTINUE;
		END IF;
		RETURN QUERY
			SELECT line.relation, line.kind, NULL::text, format('%s %s', r.relid::regclass, p.problem),
				CASE WHEN p.problem LIKE 'has no%' AND r.relid <> line.relation THEN format('SELECT aiehr.attach_partitions(%L)', line.relation)
					WHEN p.problem LIKE '%disabled' THEN format('ALTER TABLE %s ENABLE TRIGGER USER', r.relid::regclass)
					ELSE format('SELECT aiehr.detach(%L), then attach it again', line.relation) END
			FROM (SELECT line.relation::oid AS relid UNION SELECT t.relid FROM pg_partition_tree(line.relation) t) r
			CROSS JOIN LATERAL (
				SELECT count(*) FILTER (WHERE f.proname = '_attached_rows') AS carriers, count(*) FILTER (WHERE f.proname = '_attached_mapping') AS mappings,
					count(*) FILTER (WHERE f.proname = '_attached_rows' AND t.tgenabled NOT IN ('O', 'A')) AS disabled
				FROM pg_trigger t
				JOIN pg_proc f ON f.oid = t.tgfoid AND f.pronamespace = 'aiehr'::regnamespace
				WHERE t.tgrelid = r.relid AND split_part(encode(t.tgargs, 'escape'), '\000', 1) = line.kind
			) t
			CROSS JOIN LATERAL (VALUES (CASE WHEN t.mappings = 0 THEN 'has lost its mapping' WHEN t.carriers < 3 THEN 'has no triggers of its own'
				WHEN t.disabled > 0 THEN 'has triggers that are disabled' END)) p (problem)
			WHERE p.problem IS NOT NULL
			ORDER BY r.relid::regclass::text COLLATE "C";
		-- what came to be after the table was attached, when it is refused
		RETURN QUERY
			SELECT line.relation, line.kind, NULL::text, format('%s inherits from it, whose own rows do not come in', i.inhrelid::regclass),
				format('ALTER TABLE %s NO INHERIT %s, then attach it by itself', i.inhrelid::regclass, line.relation)
			FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent
			WHERE i.inhparent = line.relation AND c.relkind = 'r'
			UNION ALL
			SELECT line.relation, line.kind, NULL, format('it is part of %s, and what is done to that does not come in', i.inhparent::regclass),
				CASE c.relkind WHEN 'p' THEN format('SELECT aiehr.detach(%L), then attach %s', line.relation, i.inhparent::regclass)
					ELSE format('ALTER TABLE %s NO INHERIT %s', line.relation, i.inhparent::regclass) END
			FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent
			WHERE i.inhrelid = line.relation
			ORDER BY 4;
		IF NOT line.readable THEN
			problem := 'its rows cannot be looked at by you';
			advice := 'Ask its owner, or the owner of the workspace.';
			RETURN NEXT;
		ELSIF NOT EXISTS (
			SELECT FROM (SELECT line.relation::oid AS relid UNION SELECT t.relid FROM pg_partition_tree(line.relation) t WHERE t.isleaf) r
			WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = r.relid AND t.tgname = format('aiehr_%s_mapping', line.kind)))
		THEN
			BEGIN
				RETURN QUERY
					SELECT line.relation, line.kind, b.external_key, b.problem,
						CASE WHEN b.problem LIKE '%purged or erased' THEN 'Delete the row from the table, or show a newer act by last_activity.'
							WHEN b.problem LIKE '%does not know' THEN 'It was written while the triggers were not there: detach the table and attach it again.'
							WHEN b.problem LIKE '%claims nothing%' THEN 'Merge the two people if they are one, or give the other record an id of its own.'
							WHEN b.problem LIKE '%address%person%' OR b.problem LIKE '%two people' THEN 'Correct the address, or merge the two if they are one.'
							ELSE 'Correct the row.' END
					FROM aiehr._attached_problems(line.relation, line.kind) b
					ORDER BY b.external_key COLLATE "C", b.problem COLLATE "C";
			EXCEPTION WHEN OTHERS THEN
				-- what an expression says of a value is not for everybody who may ask, and the other tables are looked at all the same
				GET STACKED DIAGNOSTICS place = PG_EXCEPTION_CONTEXT;
				problem := format('%s (%s)', coalesce(substring(place FROM 'entry "[a-z_]+" of the mapping') || ' fails for a row', 'its rows cannot be read'), SQLSTATE);
				advice := format('Correct it; SELECT aiehr._attached_problems(%L, %L) shows the error.', line.relation, line.kind);
				RETURN NEXT;
			END;
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION aiehr.check_attachments(text) IS
	'What is wrong with attached tables, of one workspace or all: triggers that lack, partitions added since, and rows that hold erased people, people unknown or values left out; no row means sound';
