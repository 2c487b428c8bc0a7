-- Workspaces: one schema with the tables, views, triggers and roles of one company.

-- The functions are for everybody: what they may touch is decided by the rights on a workspace's tables.
GRANT USAGE ON SCHEMA aiehr TO PUBLIC;

-- The anchor is the workspace's table `policy`: a regclass follows the schema through a rename, and pg_dump writes it by name.
CREATE TABLE aiehr.workspace_registry (
	anchor		regclass PRIMARY KEY,
	version		text NOT NULL,
	distributed	boolean NOT NULL DEFAULT false,
	owner_role	name,
	hr_role		name,
	loader_role	name,
	analyst_role name,
	auditor_role name,
	created_at	timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE aiehr.workspace_registry IS
	'The workspaces of this database by their table policy, with the roles that rights were granted to; written by create_workspace, upgrade_workspace and drop_workspace alone';
SELECT pg_catalog.pg_extension_config_dump('aiehr.workspace_registry', '');

CREATE VIEW aiehr.workspace AS
	SELECT n.nspname AS name, r.version, r.distributed, pg_get_userbyid(n.nspowner) AS owner,
		r.hr_role, r.loader_role, r.analyst_role, r.auditor_role, r.created_at
	FROM aiehr.workspace_registry r
	JOIN pg_class c ON c.oid = r.anchor AND c.relname = 'policy'
	JOIN pg_namespace n ON n.oid = c.relnamespace;
COMMENT ON VIEW aiehr.workspace IS 'The workspaces of this database: name of the schema, version of its objects, whether distributed by Citus, owner and group roles';
GRANT SELECT ON aiehr.workspace TO PUBLIC;

CREATE FUNCTION aiehr._register_workspace(anchor regclass, version text, distributed boolean, roles name[]) RETURNS void
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_register_workspace';
COMMENT ON FUNCTION aiehr._register_workspace(regclass, text, boolean, name[]) IS
	'Enters or updates a workspace in the registry; the caller must own its schema; roles: owner, hr, loader, analyst, auditor, NULL where not granted';

CREATE FUNCTION aiehr._unregister_workspace(anchor regclass) RETURNS void
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_unregister_workspace';
COMMENT ON FUNCTION aiehr._unregister_workspace(regclass) IS 'Takes a workspace out of the registry; the caller must own its schema';

CREATE FUNCTION aiehr._enter(anchor regclass) RETURNS void
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_enter_workspace';
COMMENT ON FUNCTION aiehr._enter(regclass) IS
	'Puts the schema of the workspace on the search_path until the calling function, which must have a SET search_path clause of its own, returns';

CREATE FUNCTION aiehr.acting_role() RETURNS name
	LANGUAGE c STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'aiehr_acting_role';
COMMENT ON FUNCTION aiehr.acting_role() IS 'The role of the session before any switch of user inside functions: SET ROLE counts, SECURITY DEFINER does not';

-- Makes the roles that are missing and returns the five names, NULL where there is none to grant to.
CREATE FUNCTION aiehr._workspace_roles(name text, given name[]) RETURNS name[]
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	suffixes	CONSTANT text[] := '{owner,hr,loader,analyst,auditor}';
	roles		name[] := '{}';
	may_create	boolean := (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user);
	role		name;
	todo		text := '';
BEGIN
	FOR i IN 1 .. 5 LOOP
		role := given[i];
		IF role IS NOT NULL THEN
			IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
				RAISE EXCEPTION 'role "%" does not exist', role USING ERRCODE = 'undefined_object';
			END IF;
			IF NOT pg_has_role(current_user, role, 'MEMBER') THEN
				RAISE EXCEPTION 'role "%" cannot be taken', role USING ERRCODE = 'insufficient_privilege',
					DETAIL = 'An existing role is taken only by one of its members.',
					HINT = format('Ask an administrator for: GRANT %I TO %I', role, current_user);
			END IF;
		ELSIF may_create THEN
			role := name || '_' || suffixes[i];
			IF EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
				RAISE EXCEPTION 'role "%" exists already', role USING ERRCODE = 'duplicate_object',
					DETAIL = 'Roles belong to all databases of the cluster, so it may be another workspace''s.',
					HINT = format('If it is meant, name it: %s_role => %L', suffixes[i], role);
			END IF;
			EXECUTE format('CREATE ROLE %I NOLOGIN', role);
			IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
				-- from 16 on who creates a role administers it but is not its member
				EXECUTE format('GRANT %I TO %I', role, current_user)
					|| CASE WHEN current_setting('server_version_num')::int >= 160000 THEN ' WITH INHERIT TRUE, SET TRUE' ELSE '' END;
			END IF;
		ELSIF i > 1 THEN
			todo := todo || format(E'\n  CREATE ROLE %I NOLOGIN;', name || '_' || suffixes[i]);
		END IF;
		roles := roles || role;
	END LOOP;
	IF todo <> '' THEN
		RAISE NOTICE 'workspace "%" is made without all of its group roles, since role "%" may not create roles', name, current_user
			USING HINT = 'An administrator runs the following and grants the roles to ' || quote_ident(current_user) || todo
				|| format(E'\nThen: SELECT aiehr.upgrade_workspace(%L)', name) || ' with the names of the roles.';
	END IF;
	RETURN roles;
END
$$;
COMMENT ON FUNCTION aiehr._workspace_roles(text, name[]) IS
	'The roles owner, hr, loader, analyst and auditor of a workspace: those given, else made where the caller may, else NULL with a NOTICE';

-- Runs one phase of the workspace's SQL in the schema. The statements of phase 3 grant to aiehr_owner, aiehr_hr and so on:
-- stand-ins that are replaced by the real roles; a statement for a role that is not there is left out. The schema itself,
-- where a statement must name it, is aiehr_workspace; it is replaced last, since it may be called like a stand-in.
CREATE FUNCTION aiehr._run_workspace_ddl(schema_name name, phase int, roles name[], replace_existing boolean DEFAULT false) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
	SET check_function_bodies = on
	SET client_min_messages = warning
AS $$
DECLARE
	ddl			text := aiehr._workspace_ddl(phase);
	suffixes	CONSTANT text[] := '{owner,hr,loader,analyst,auditor}';
BEGIN
	PERFORM set_config('search_path', format('%I, aiehr, pg_temp', schema_name), true);
	IF replace_existing THEN
		ddl := regexp_replace(ddl, '^CREATE (VIEW|FUNCTION|PROCEDURE|TRIGGER) ', 'CREATE OR REPLACE \1 ', 'gn');
	END IF;
	-- marked first and named afterwards, so that a name which looks like a stand-in is not taken for one
	ddl := regexp_replace(ddl, '\maiehr_(owner|hr|loader|analyst|auditor|workspace)\M', E'\x01\\1\x01', 'g');
	FOR i IN 1 .. 5 LOOP
		IF roles[i] IS NULL THEN
			ddl := regexp_replace(ddl, E'^(GRANT|REVOKE)[^;]*\x01' || suffixes[i] || E'\x01;', '', 'gn');
		END IF;
	END LOOP;
	FOR i IN 1 .. 5 LOOP
		ddl := replace(ddl, E'\x01' || suffixes[i] || E'\x01', coalesce(quote_ident(roles[i]), ''));
	END LOOP;
	ddl := replace(ddl, E'\x01workspace\x01', quote_ident(schema_name));
	EXECUTE ddl;
END
$$;
COMMENT ON FUNCTION aiehr._run_workspace_ddl(name, int, name[], boolean) IS
	'Runs a phase of the workspace SQL inside the schema with the real role names; with replace_existing its views, functions and triggers are replaced';

CREATE FUNCTION aiehr.create_workspace(name text, distribute boolean DEFAULT false,
	owner_role name DEFAULT NULL, hr_role name DEFAULT NULL, loader_role name DEFAULT NULL,
	analyst_role name DEFAULT NULL, auditor_role name DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	roles		name[];
	outer_role	text := current_setting('role');
	citus		boolean := EXISTS (SELECT FROM pg_extension WHERE extname = 'citus');
	anchor		regclass;
BEGIN
	IF name IS NULL OR name = '' OR name LIKE 'pg\_%' THEN
		RAISE EXCEPTION 'invalid workspace name "%"', name USING ERRCODE = 'invalid_name',
			DETAIL = 'A workspace is a schema: its name is not empty and does not begin with "pg_".';
	END IF;
	IF octet_length(name) > 55 THEN
		RAISE EXCEPTION 'workspace name is too long' USING ERRCODE = 'name_too_long',
			DETAIL = format('It has %s bytes.', octet_length(name)),
			HINT = 'Use at most 55 bytes: the group roles add up to 8 to it, and names are cut at 63.';
	END IF;
	IF EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = name) THEN
		RAISE EXCEPTION 'schema "%" exists already', name USING ERRCODE = 'duplicate_schema',
			HINT = 'A workspace gets a schema of its own; upgrade_workspace() renews one that is there.';
	END IF;
	IF distribute AND NOT citus THEN
		RAISE EXCEPTION 'workspace "%" cannot be distributed', name USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = 'The extension citus is not installed in this database.',
			HINT = 'Leave distribute out for an ordinary workspace.';
	END IF;
	-- Citus would take a schema made inside a function for a tenant and leave its tables local
	IF current_setting('citus.enable_schema_based_sharding', true) IS NOT NULL THEN
		PERFORM set_config('citus.enable_schema_based_sharding', 'off', true);
	END IF;

	roles := aiehr._workspace_roles(name, ARRAY[owner_role, hr_role, loader_role, analyst_role, auditor_role]);
	EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', name, coalesce(roles[1], current_user));
	IF roles[1] IS NOT NULL THEN
		PERFORM set_config('role', roles[1], true);
	END IF;
	PERFORM aiehr._run_workspace_ddl(name, 1, roles);
	IF distribute THEN
		PERFORM set_config('citus.enable_unsafe_triggers', 'on', true);
		EXECUTE 'SELECT citus_schema_distribute($1::regnamespace)' USING quote_ident(name);
	END IF;
	PERFORM aiehr._run_workspace_ddl(name, 2, roles);
	PERFORM aiehr._run_workspace_ddl(name, 3, roles);
	anchor := format('%I.policy', name)::regclass;
	PERFORM aiehr._register_workspace(anchor, (SELECT extversion FROM pg_extension WHERE extname = 'aiehr'), distribute, roles);
	PERFORM set_config('role', outer_role, true);
END
$$;
COMMENT ON FUNCTION aiehr.create_workspace(text, boolean, name, name, name, name, name) IS
	'Makes a schema with the tables, views, triggers, functions and group roles of one company; existing roles are taken only when named by one of their members';

CREATE FUNCTION aiehr._workspace_anchor(name text) RETURNS regclass
	LANGUAGE plpgsql STABLE STRICT
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	found_anchor regclass;
BEGIN
	SELECT c.oid INTO found_anchor
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = name AND c.relname = 'policy' AND EXISTS (SELECT FROM aiehr.workspace w WHERE w.name = n.nspname);
	IF found_anchor IS NULL THEN
		RAISE EXCEPTION 'workspace "%" does not exist', name USING ERRCODE = 'invalid_schema_name',
			HINT = 'SELECT name FROM aiehr.workspace lists the workspaces of this database.';
	END IF;
	RETURN found_anchor;
END
$$;
COMMENT ON FUNCTION aiehr._workspace_anchor(text) IS 'The table policy of a workspace by the schema''s name; an error when there is no such workspace';

CREATE FUNCTION aiehr.upgrade_workspace(name text, hr_role name DEFAULT NULL, loader_role name DEFAULT NULL,
	analyst_role name DEFAULT NULL, auditor_role name DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	anchor		regclass := aiehr._workspace_anchor(name);
	entry		record;
	roles		name[];
	stranger	text;
	outer_role	text := current_setting('role');
BEGIN
	SELECT w.*, c.relnamespace AS schema_id INTO entry
	FROM aiehr.workspace w JOIN pg_class c ON c.oid = anchor WHERE w.name = upgrade_workspace.name;
	-- replacing a stranger's view or function would hand it rights that were granted to ours
	SELECT format('%I.%I', name, o.name) INTO stranger
	FROM (SELECT relname AS name, relowner AS owner FROM pg_class WHERE relnamespace = entry.schema_id AND relkind IN ('r', 'p', 'v')
		  UNION ALL SELECT proname, proowner FROM pg_proc WHERE pronamespace = entry.schema_id) o
	WHERE pg_get_userbyid(o.owner) <> entry.owner LIMIT 1;
	IF stranger IS NOT NULL THEN
		RAISE EXCEPTION 'workspace "%" cannot be upgraded', name USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('%s does not belong to the owner of the schema.', stranger);
	END IF;
	roles := ARRAY[entry.owner, coalesce(hr_role, entry.hr_role), coalesce(loader_role, entry.loader_role),
		coalesce(analyst_role, entry.analyst_role), coalesce(auditor_role, entry.auditor_role)];
	PERFORM set_config('role', entry.owner, true);
	PERFORM aiehr._run_workspace_ddl(name, 2, roles, true);
	PERFORM aiehr._run_workspace_ddl(name, 3, roles, true);
	PERFORM aiehr._register_workspace(anchor, (SELECT extversion FROM pg_extension WHERE extname = 'aiehr'), entry.distributed, roles);
	PERFORM set_config('role', outer_role, true);
END
$$;
COMMENT ON FUNCTION aiehr.upgrade_workspace(text, name, name, name, name) IS
	'Makes the views, functions, triggers and grants of a workspace anew as this version of the extension has them; roles that were missing can be named now';
