-- The end of a workspace. Nothing of it goes by surprise: data, legal holds and what others built on it are named first.

-- What create_workspace fills by itself is no data of the company's.
CREATE FUNCTION aiehr._workspace_filled_tables(schema_id oid) RETURNS text[]
	LANGUAGE plpgsql STABLE STRICT
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	own			CONSTANT name[] := '{policy,secret,personal_data,profile_field,source,development_rule,development_text}';
	relation	record;
	filled		boolean;
	tables		text[] := '{}';
BEGIN
	FOR relation IN
		SELECT c.oid, c.relname FROM pg_class c
		WHERE c.relnamespace = schema_id AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL (own)
		ORDER BY c.relname COLLATE "C"
	LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM %s)', relation.oid::regclass) INTO filled;
		IF filled THEN
			tables := tables || relation.relname::text;
		END IF;
	END LOOP;
	RETURN tables;
END
$$;
COMMENT ON FUNCTION aiehr._workspace_filled_tables(oid) IS
	'The tables of a workspace''s schema that hold rows other than those which create_workspace makes';

-- Only direct dependents are looked for: what hangs on those is found when somebody looks at them.
CREATE FUNCTION aiehr._workspace_dependents(schema_id oid) RETURNS text[]
	LANGUAGE sql STABLE STRICT
	SET search_path = pg_catalog, pg_temp
AS $$
	WITH inside AS (
		SELECT 'pg_class'::regclass AS classid, oid AS objid FROM pg_class WHERE relnamespace = schema_id
		UNION ALL SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE pronamespace = schema_id
		UNION ALL SELECT 'pg_type'::regclass, oid FROM pg_type WHERE typnamespace = schema_id
		UNION ALL SELECT 'pg_constraint'::regclass, oid FROM pg_constraint WHERE connamespace = schema_id
	),
	-- a rule, constraint, default, trigger or policy stands for the relation that it is part of
	dependent AS (
		SELECT d.classid, d.objid, d.objsubid, coalesce(w.ev_class, k.conrelid, a.adrelid, t.tgrelid, p.polrelid) AS relation
		FROM inside i
		JOIN pg_depend d ON d.refclassid = i.classid AND d.refobjid = i.objid AND d.deptype = 'n'
		LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
		LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid AND k.conrelid <> 0
		LEFT JOIN pg_attrdef a ON d.classid = 'pg_attrdef'::regclass AND a.oid = d.objid
		LEFT JOIN pg_trigger t ON d.classid = 'pg_trigger'::regclass AND t.oid = d.objid
		LEFT JOIN pg_policy p ON d.classid = 'pg_policy'::regclass AND p.oid = d.objid
	)
	SELECT coalesce(array_agg(DISTINCT name ORDER BY name), '{}')
	FROM (
		SELECT CASE WHEN d.classid = 'pg_rewrite'::regclass
				THEN pg_describe_object('pg_class'::regclass, d.relation, 0)
				ELSE pg_describe_object(d.classid, d.objid, d.objsubid) END COLLATE "C" AS name
		FROM dependent d
		LEFT JOIN pg_class c ON c.oid = coalesce(d.relation, CASE WHEN d.classid = 'pg_class'::regclass THEN d.objid END)
		LEFT JOIN pg_proc f ON d.classid = 'pg_proc'::regclass AND f.oid = d.objid
		LEFT JOIN pg_type y ON d.classid = 'pg_type'::regclass AND y.oid = d.objid
		LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
		WHERE coalesce(c.relnamespace, f.pronamespace, y.typnamespace, k.connamespace) IS DISTINCT FROM schema_id
			AND NOT EXISTS (SELECT FROM inside i WHERE i.classid = d.classid AND i.objid = d.objid)
	) x
$$;
COMMENT ON FUNCTION aiehr._workspace_dependents(oid) IS
	'Objects outside a workspace''s schema that would go with it, as the server describes them: views, foreign keys, functions of others';

CREATE FUNCTION aiehr.drop_workspace(name text, force boolean DEFAULT false) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	anchor		regclass := aiehr._workspace_anchor(name);
	schema_id	oid;
	schema_owner name;
	roles		name[];
	found		text[];
	holds		bigint;
	outer_role	text := current_setting('role');
	outer_level	text := current_setting('client_min_messages');
BEGIN
	SELECT c.relnamespace, w.owner, array_remove(array_remove(
		ARRAY[w.owner, w.hr_role, w.loader_role, w.analyst_role, w.auditor_role], NULL), current_user)
	INTO schema_id, schema_owner, roles
	FROM aiehr.workspace w JOIN pg_class c ON c.oid = anchor
	WHERE w.name = drop_workspace.name;
	IF NOT pg_has_role(current_user, schema_owner, 'MEMBER') THEN
		RAISE EXCEPTION 'must be owner of workspace "%"', name USING ERRCODE = 'insufficient_privilege';
	END IF;
	PERFORM set_config('role', schema_owner, true);
	-- nobody adds data or a hold between the look and the drop
	EXECUTE (SELECT 'LOCK TABLE ' || string_agg(c.oid::regclass::text, ', ' ORDER BY c.relname) || ' IN ACCESS EXCLUSIVE MODE'
		FROM pg_class c WHERE c.relnamespace = schema_id AND c.relkind IN ('r', 'p') AND NOT c.relispartition);

	EXECUTE format('SELECT count(*) FROM %I.legal_hold WHERE lifted_at IS NULL', name) INTO holds;
	IF holds > 0 THEN
		RAISE EXCEPTION 'workspace "%" is under legal hold', name USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Holds that stand: %s.', holds),
			HINT = 'A hold blocks the drop also when it is forced. Lift the holds first.';
	END IF;
	found := aiehr._workspace_filled_tables(schema_id);
	IF found <> '{}' AND NOT force THEN
		RAISE EXCEPTION 'workspace "%" holds data', name USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Tables with rows: %s.', array_to_string(found, ', ')),
			HINT = format('To drop it with all of its data: SELECT aiehr.drop_workspace(%L, force => true)', name);
	END IF;
	SELECT aiehr._workspace_dependents(schema_id) || coalesce(array_agg(format('table %s attached as %s', a.relation, a.kind) ORDER BY a.source, a.kind), '{}')
	INTO found FROM aiehr.attachment a WHERE a.workspace = name;
	IF found <> '{}' AND NOT force THEN
		RAISE EXCEPTION 'objects outside workspace "%" depend on it', name USING ERRCODE = 'dependent_objects_still_exist',
			DETAIL = array_to_string(found, E'\n'),
			HINT = format('Drop them first, or with the workspace: SELECT aiehr.drop_workspace(%L, force => true)', name);
	END IF;

	-- triggers on tables of others stay, and do nothing but say so
	PERFORM set_config('role', outer_role, true);
	PERFORM aiehr.detach(a.relation, a.kind)
	FROM aiehr.attachment a JOIN pg_class c ON c.oid = a.relation
	WHERE a.workspace = name AND pg_has_role(c.relowner, 'USAGE');
	PERFORM set_config('role', schema_owner, true);
	PERFORM aiehr._unregister_workspace(anchor);
	-- the server would list hundreds of objects of the workspace; what others lose is said below
	PERFORM set_config('client_min_messages', 'warning', true);
	EXECUTE format('DROP SCHEMA %I CASCADE', name);
	PERFORM set_config('client_min_messages', outer_level, true);
	PERFORM set_config('role', outer_role, true);
	IF found <> '{}' THEN
		RAISE NOTICE 'what depended on workspace "%" was dropped or cut off from it', name USING DETAIL = array_to_string(found, E'\n');
	END IF;
	IF roles <> '{}' THEN
		RAISE NOTICE 'the roles of workspace "%" remain', name USING
			DETAIL = 'Roles belong to all databases of the cluster, and people may be members of them.',
			HINT = 'When nothing else needs them: DROP ROLE ' || (SELECT string_agg(quote_ident(r), ', ' ORDER BY o) FROM unnest(roles) WITH ORDINALITY u (r, o));
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr.drop_workspace(text, boolean) IS
	'Drops a workspace: refused under a legal hold, and unless forced also while it holds data or objects outside depend on it; roles remain';
