-- Rules that every object of the extension and of a workspace keeps, read from the catalogue: whoever adds an object without a
-- comment, a primary key or a pinned path finds it named here.
\set QUIET 1
BEGIN;
SET client_min_messages = warning;
DO $$ BEGIN PERFORM aiehr.create_workspace('x_catalogue'); END $$;
SET search_path = public, pg_catalog;
SELECT plan(25);

CREATE TEMP VIEW member AS
	SELECT d.classid, d.objid, pg_describe_object(d.classid, d.objid, 0) AS object
	FROM pg_depend d
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'aiehr'
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e';
CREATE TEMP VIEW our_function AS
	SELECT p.*, p.oid::regprocedure::text AS signature
	FROM pg_proc p
	WHERE p.oid IN (SELECT objid FROM member WHERE classid = 'pg_proc'::regclass) OR p.pronamespace = 'x_catalogue'::regnamespace;

-- Comments
SELECT is_empty($$
	SELECT object FROM member m
	WHERE obj_description(objid, classid::regclass::name) IS NULL
		-- a row type and an array type come with their table or type; a view's rule and a class's own family with them
		AND NOT (classid = 'pg_type'::regclass AND (SELECT typrelid <> 0 OR typcategory = 'A' FROM pg_type WHERE oid = objid))
		AND classid NOT IN ('pg_amop'::regclass, 'pg_amproc'::regclass, 'pg_rewrite'::regclass, 'pg_opfamily'::regclass)
	$$, 'every member of the extension has a comment');
SELECT is_empty($$
	SELECT oid::regclass FROM pg_class
	WHERE relnamespace = 'x_catalogue'::regnamespace AND relkind IN ('r', 'v') AND obj_description(oid, 'pg_class') IS NULL
	$$, 'every table and view of a workspace has a comment');
SELECT is_empty($$
	SELECT signature FROM our_function WHERE obj_description(oid, 'pg_proc') IS NULL
	$$, 'every function of a workspace has a comment');
SELECT is_empty($$
	SELECT a.attrelid::regclass, a.attname
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'x_catalogue'::regnamespace AND c.relkind = 'v' AND a.attnum > 0 AND NOT a.attisdropped
		AND col_description(c.oid, a.attnum) IS NULL
	$$, 'every column of a view has a comment');
SELECT is_empty($$
	SELECT a.attrelid::regclass, a.attname
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'x_catalogue'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
		AND col_description(c.oid, a.attnum) IS NULL
		AND a.attname NOT IN ('id', 'person_id', 'job', 'indicator', 'criterion', 'offering', 'application_id', 'employment_id', 'assessment_id',
			'name', 'title', 'email', 'phone', 'name_en', 'name_zh', 'name_ja', 'name_ko', 'created_at')
	$$, 'every column of a table whose name does not say it all has a comment');
SELECT is_empty($$
	SELECT object FROM (
		SELECT c.oid::regclass::text AS object, obj_description(c.oid, 'pg_class') AS comment FROM pg_class c WHERE c.relnamespace = 'x_catalogue'::regnamespace
		UNION ALL SELECT signature, obj_description(oid, 'pg_proc') FROM our_function
		UNION ALL SELECT object, obj_description(objid, classid::regclass::name) FROM member) x
	WHERE comment ~ E'\n|\\.$' OR comment <> btrim(comment)
	$$, 'comments are one line without a full stop at the end');
SELECT is_empty($$
	SELECT c.oid::regclass
	FROM pg_class c
	WHERE c.relnamespace = 'x_catalogue'::regnamespace AND c.relkind = 'v'
		AND pg_get_viewdef(c.oid) ~ '\m(assessment|answer|employment|standing|performance_fact|application)\M'
		AND obj_description(c.oid, 'pg_class') !~* 'archive|live rows|leavers|left|not ended|about no single person'
	$$, 'the comment of every view about people says whether those who left are in');

-- The reference
\set page `cat docs/reference/views.md`
CREATE TEMP TABLE page AS SELECT :'page'::text AS body;
SELECT is_empty($$
	SELECT c.relname, a.attname
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 CROSS JOIN page p
	WHERE c.relnamespace = 'x_catalogue'::regnamespace AND c.relkind = 'v'
		AND strpos(split_part(split_part(p.body, E'\n### `' || c.relname || '`', 2), E'\n### ', 1), '| `' || a.attname || '` | ') = 0
	$$, 'docs/reference/views.md has every column of every view');
\set pages `cat docs/reference/*.md`
CREATE TEMP TABLE pages AS SELECT :'pages'::text AS body;
SELECT is_empty($$
	SELECT DISTINCT p.proname
	FROM pg_proc p CROSS JOIN pages b
	WHERE p.oid IN (SELECT objid FROM member WHERE classid = 'pg_proc'::regclass)
		-- functions that nobody calls by name: the engine's own, input and output, steps of aggregates, behind operators
		AND p.proname !~ '^_|_(in|out|recv|send|accum|final|combine|cmp|eq|ne|lt|le|gt|ge|hash|hash_extended|concat|minus|plus|times|scale|get|exists|copy_final)$'
		AND b.body !~ ('\m' || p.proname || '\(')
	$$, 'docs/reference has every function of the extension');
SELECT is_empty($$
	SELECT p.proname
	FROM pg_proc p CROSS JOIN pages b
	WHERE p.pronamespace = 'x_catalogue'::regnamespace AND p.proname !~ '^_' AND p.prorettype <> 'trigger'::regtype AND b.body !~ ('\m' || p.proname || '\(')
	$$, 'docs/reference has every function of a workspace');

-- Tables
SELECT is_empty($$
	SELECT c.oid::regclass FROM pg_class c
	WHERE c.relkind IN ('r', 'p') AND (c.relnamespace = 'x_catalogue'::regnamespace OR c.oid IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass))
		AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')
	$$, 'every table has a primary key');
SELECT is_empty($$
	SELECT a.attrelid::regclass, a.attname, a.atttypid::regtype
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid::regtype::text LIKE 'reg%'
		AND (c.relnamespace = 'x_catalogue'::regnamespace
			OR (c.oid IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass) AND a.atttypid <> 'regclass'::regtype))
	$$, 'no table stores an object identifier that pg_upgrade cannot carry over');
SELECT is_empty($$
	SELECT c.oid::regclass FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity = 'd'
	WHERE c.relnamespace = 'x_catalogue'::regnamespace
	UNION ALL
	SELECT c.oid::regclass FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity = 'a' AND a.atttypid <> 'bigint'::regtype
	WHERE c.relnamespace = 'x_catalogue'::regnamespace
	$$, 'identity columns are bigint and generated always');
SELECT is_empty($$
	SELECT k.conrelid::regclass, k.conname
	FROM pg_constraint k
	WHERE k.connamespace = 'x_catalogue'::regnamespace AND k.contype = 'f'
		AND NOT EXISTS (
			SELECT FROM pg_index i
			WHERE i.indrelid = k.conrelid AND i.indkey[0] = ANY (k.conkey))
		AND k.confrelid IN ('x_catalogue.person'::regclass, 'x_catalogue.application'::regclass, 'x_catalogue.employment'::regclass, 'x_catalogue.assessment'::regclass)
	$$, 'a foreign key to a table of people has an index, so that deleting a person scans no table');

-- The register of personal data
SELECT is_empty($$
	SELECT c.relname, a.attname
	FROM pg_constraint k
	JOIN pg_class c ON c.oid = k.conrelid
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey)
	WHERE k.connamespace = 'x_catalogue'::regnamespace AND k.contype = 'f' AND k.confrelid = 'x_catalogue.person'::regclass
	EXCEPT SELECT table_name, column_name FROM x_catalogue.personal_data WHERE data_class = 'key'
	$$, 'every column that points to a person is in the register of personal data');
SELECT is_empty($$
	SELECT table_name, column_name FROM x_catalogue.personal_data
	EXCEPT
	SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'x_catalogue'::regnamespace AND c.relkind = 'r'
	$$, 'the register of personal data names columns that there are');

-- Functions and aggregates
SELECT is_empty($$
	SELECT p.signature
	FROM our_function p
	WHERE p.prolang IN (SELECT oid FROM pg_language WHERE lanname IN ('sql', 'plpgsql'))
		-- in schema aiehr only the extension has objects
		AND NOT coalesce(p.proconfig && '{"search_path=pg_catalog, pg_temp","search_path=pg_catalog, aiehr, pg_temp"}', false)
		-- none is needed by a workspace's function whose names are bound when it is made, and none is possible in a procedure that
		-- commits; neither may have other rights than its caller
		AND ((p.prosqlbody IS NULL AND p.prokind <> 'p') OR p.prosecdef OR (p.prokind <> 'p' AND p.pronamespace <> 'x_catalogue'::regnamespace))
	$$, 'every SQL and PL/pgSQL function pins its search_path');
SELECT is_empty($$
	SELECT a.aggfnoid FROM pg_aggregate a
	WHERE a.aggfnoid IN (SELECT objid FROM member WHERE classid = 'pg_proc'::regclass)
		AND (a.aggtranstype = 'internal'::regtype OR a.aggmtranstype = 'internal'::regtype
			-- what depends on the order of its rows cannot be combined
			OR (a.aggcombinefn = 0 AND a.aggfnoid::regproc::text NOT IN ('aiehr.scorecard_latest', 'aiehr._audit_chain')))
	$$, 'no aggregate has an internal state or lacks a combine function');
SELECT is_empty($$
	SELECT p.signature FROM our_function p
	WHERE p.proleakproof OR (p.prosecdef AND p.pronamespace <> 'x_catalogue'::regnamespace)
	$$, 'no function is leakproof, and none of the extension itself runs with other rights than its caller''s');
SELECT is_empty($$
	SELECT p.signature FROM our_function p
	WHERE p.prosecdef AND (pg_get_userbyid(p.proowner) <> 'x_catalogue_owner' OR has_function_privilege('public', p.oid, 'EXECUTE'))
	$$, 'functions with the owner''s rights belong to the workspace''s owner and are not for everybody');
SELECT is_empty($$
	SELECT rolname FROM pg_roles WHERE rolname LIKE 'x\_catalogue\_%' AND (rolsuper OR rolcanlogin OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)
	$$, 'the roles of a workspace cannot log in and have no special powers');

-- Views
SELECT is_empty($$
	SELECT c.oid::regclass FROM pg_class c
	WHERE c.relnamespace = 'x_catalogue'::regnamespace AND c.relkind = 'v'
		AND NOT coalesce(c.reloptions && '{security_invoker=true,security_barrier=true}', false)
		-- the owner's alone, and read through views that are barriers
		AND NOT (c.relname = 'study_complete' AND NOT EXISTS (SELECT FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner))
	$$, 'every view runs with its reader''s rights, or is a barrier');
SELECT is_empty($$
	SELECT c.oid::regclass FROM pg_class c
	WHERE c.relnamespace = 'x_catalogue'::regnamespace AND c.relkind = 'v' AND NOT c.reloptions @> '{security_invoker=true}'
		-- what no role but the owner's reads is a step on the way to others
		AND EXISTS (SELECT FROM aclexplode(c.relacl) g WHERE g.grantee <> c.relowner)
		AND EXISTS (
			SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('person_id', 'external_key', 'name_of_person', 'application_id', 'employment_id'))
	$$, 'a view with the owner''s rights shows no person to others');
SELECT is_empty($$
	SELECT DISTINCT w.ev_class::regclass, p.signature
	FROM pg_rewrite w
	JOIN pg_class c ON c.oid = w.ev_class AND c.relnamespace = 'x_catalogue'::regnamespace
	JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_proc'::regclass
	JOIN our_function p ON p.oid = d.refobjid
	WHERE p.provolatile <> 'i' AND NOT p.proretset
	$$, 'views call none of our functions that read tables for each row');
SELECT is_empty($$
	SELECT c.oid::regclass, coalesce(g.grantee::regrole::text, 'public'), g.privilege_type
	FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
	WHERE c.relnamespace = 'x_catalogue'::regnamespace
		AND (g.grantee = 0 OR pg_get_userbyid(g.grantee) NOT LIKE 'x\_catalogue\_%' OR (g.is_grantable AND g.grantee <> c.relowner))
	$$, 'rights are granted to the roles of the workspace alone, and none can pass them on');

SELECT * FROM finish();
ROLLBACK;
