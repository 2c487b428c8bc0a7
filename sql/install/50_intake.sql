-- How assessments and performance facts come in.

CREATE FUNCTION aiehr._assessment_before_insert() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_assessment_before_insert';
COMMENT ON FUNCTION aiehr._assessment_before_insert() IS
	'Row trigger of assessment: fills scores, 0 to 100, from raw by the scales of the indicators';

CREATE FUNCTION aiehr._assessment_before_update() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_assessment_before_update';
COMMENT ON FUNCTION aiehr._assessment_before_update() IS
	'Row trigger of assessment: a stored assessment is a record of which only the status changes';

CREATE FUNCTION aiehr._assessment_after_insert() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_assessment_after_insert';
COMMENT ON FUNCTION aiehr._assessment_after_insert() IS
	'Statement trigger of assessment: remembers messages, moves last_activity on, fills the outbox, archives the rows of leavers';

CREATE FUNCTION aiehr._assessment_after_delete() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_assessment_after_delete';
COMMENT ON FUNCTION aiehr._assessment_after_delete() IS
	'Statement trigger of assessment and its archive: what was received of deleted rows names nobody any more';

CREATE FUNCTION aiehr._facts_check() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_facts_check';
COMMENT ON FUNCTION aiehr._facts_check() IS
	'Statement trigger of performance_fact: refuses values outside the scale of their criterion';

CREATE FUNCTION aiehr._refuse_truncate() RETURNS trigger
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RAISE EXCEPTION 'table "%" of a workspace cannot be truncated', TG_ARGV[0] USING ERRCODE = 'feature_not_supported',
		DETAIL = 'TRUNCATE fires no trigger that would keep what is derived from the rows.',
		HINT = 'Use DELETE, or aiehr.drop_workspace() for the workspace as a whole.';
END
$$;
COMMENT ON FUNCTION aiehr._refuse_truncate() IS 'Statement trigger: refuses TRUNCATE, after which derived data would be wrong';

CREATE FUNCTION aiehr.notify_outbox() RETURNS trigger
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM pg_notify('aiehr_outbox', TG_TABLE_SCHEMA);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION aiehr.notify_outbox() IS
	'For an AFTER INSERT statement trigger on the outbox of a workspace, where commits may queue for it: NOTIFY aiehr_outbox with the name of the workspace';

CREATE FUNCTION aiehr._record_assessment(anchor regclass, message jsonb) RETURNS bigint
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_record_assessment';
COMMENT ON FUNCTION aiehr._record_assessment(regclass, jsonb) IS
	'Takes a message with an assessment in: its id, the former one for the same message, NULL for one that has been purged';

CREATE FUNCTION aiehr._record_assessments(anchor regclass, messages jsonb[])
	RETURNS TABLE (item bigint, accepted boolean, assessment_id bigint, vendor text, external_id text, field text, value text, reason text)
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_record_assessments';
COMMENT ON FUNCTION aiehr._record_assessments(regclass, jsonb[]) IS
	'Takes messages with assessments in, those that can be: one row a message, accepted or with the field, its value and the reason';

-- The query that reads a staging table as messages: column `message` as it is, or plain columns put together. It is run under the
-- rights of whoever loads, so that a staging view gets no others.
CREATE FUNCTION aiehr._staging_query(staging regclass) RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	-- how each column goes into the message: t text, i id, j json
	plain		CONSTANT jsonb := '{"vendor": "t", "external_id": "t", "instrument": "t", "instrument_version": "t", "kind": "t",
		"taken_at": "j", "job": "t", "application_id": "j", "employment_id": "j", "model": "t", "model_version": "t", "status": "t",
		"answers": "j", "new_act": "j"}';
	person		CONSTANT jsonb := '{"person_id": "j", "external_key": "t", "name": "t", "email": "t", "phone": "t", "country": "t"}';
	kind		"char";
	catalogue	boolean;
	columns		jsonb;
	card		text;
	lacking		text;
	unknown		text;
	message		text;
BEGIN
	SELECT c.relkind, n.nspname IN ('pg_catalog', 'information_schema', 'pg_toast') INTO kind, catalogue
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = staging;
	IF kind IS NULL OR kind NOT IN ('r', 'p', 'v', 'm', 'f') OR catalogue THEN
		RAISE EXCEPTION '% is no staging table', staging USING ERRCODE = 'wrong_object_type',
			DETAIL = 'Assessments are loaded from a table or view of your own.';
	END IF;
	SELECT coalesce(jsonb_object_agg(a.attname, a.atttypid::regtype::text), '{}') INTO columns
	FROM pg_attribute a WHERE a.attrelid = staging AND a.attnum > 0 AND NOT a.attisdropped;
	card := CASE WHEN columns ? 'scores' THEN 'scores' ELSE 'raw' END;

	SELECT string_agg(c, ', ' ORDER BY c) INTO unknown
	FROM jsonb_object_keys(columns) c
	WHERE c NOT IN ('staging_row', 'message') AND (columns ? 'message' OR NOT (plain ? c OR person ? c OR c = card));
	IF unknown IS NOT NULL THEN
		RAISE EXCEPTION 'staging table % has columns that no message has: %', staging, unknown USING ERRCODE = 'invalid_table_definition',
			HINT = 'Load from a view without them. Known are message alone, or '
				|| (SELECT string_agg(c, ', ' ORDER BY c) FROM jsonb_object_keys(plain || person || '{"raw": 0, "scores": 0}') c) || '; besides them staging_row.';
	END IF;
	IF columns ? 'message' THEN
		lacking := CASE WHEN columns ->> 'message' NOT IN ('json', 'jsonb') THEN 'message of type jsonb' END;
		message := 's.message::jsonb';
	ELSE
		SELECT string_agg(what, ', ') INTO lacking
		FROM (
			SELECT c AS what FROM unnest('{vendor,external_id,instrument,instrument_version,taken_at}'::text[]) c WHERE NOT columns ? c
			UNION ALL
			SELECT 'raw of type aiehr.scorecard or jsonb' WHERE coalesce(columns ->> card NOT IN ('json', 'jsonb', 'aiehr.scorecard'), true)
			UNION ALL
			SELECT 'one of person_id, external_key, email, phone' WHERE NOT columns ?| '{person_id,external_key,email,phone}'
			UNION ALL
			SELECT 'one of job, application_id, employment_id' WHERE NOT columns ?| '{job,application_id,employment_id}'
		) l;
		SELECT format('jsonb_build_object(%s, ''person'', jsonb_build_object(%s), ''scores'', s.%I::jsonb)',
			string_agg(format('%L, s.%I%s', c, c, CASE plain ->> c WHEN 't' THEN '::text' ELSE '' END), ', ') FILTER (WHERE plain ? c),
			string_agg(format('%L, s.%I%s', CASE c WHEN 'person_id' THEN 'id' ELSE c END, c, CASE person ->> c WHEN 't' THEN '::text' ELSE '' END), ', ')
				FILTER (WHERE person ? c), card) INTO message
		FROM jsonb_object_keys(columns) c;
	END IF;
	IF lacking IS NOT NULL THEN
		RAISE EXCEPTION 'staging table % lacks columns: %', staging, lacking USING ERRCODE = 'undefined_column';
	END IF;
	IF columns ->> 'staging_row' NOT IN ('smallint', 'integer', 'bigint') THEN
		RAISE EXCEPTION 'column staging_row of % is no whole number', staging USING ERRCODE = 'datatype_mismatch';
	END IF;
	RETURN format('SELECT %s AS staging_row, %s AS message FROM %s s%s',
		CASE WHEN columns ? 'staging_row' THEN 's.staging_row::bigint' ELSE 'row_number() OVER ()' END, message, staging,
		CASE WHEN columns ? 'staging_row' THEN ' ORDER BY 1' ELSE '' END);
END
$$;
COMMENT ON FUNCTION aiehr._staging_query(regclass) IS 'SQL that reads a staging table as numbered messages for record_assessments(); an error when it has not the columns for it';

CREATE FUNCTION aiehr._load_assessments(anchor regclass, staging regclass)
	RETURNS TABLE (staging_row bigint, accepted boolean, assessment_id bigint, vendor text, external_id text, field text, value text, reason text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	-- enough for set-based statements to pay, and little memory
	chunk		CONSTANT integer := 10000;
	record_chunk text := (
		SELECT format('SELECT $2[r.item], r.accepted, r.assessment_id, r.vendor, r.external_id, r.field, r.value, r.reason
			FROM %I.record_assessments($1) r', n.nspname)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = anchor AND c.relname = 'policy');
	line		record;
	messages	jsonb[] := '{}';
	numbers		bigint[] := '{}';
	n			integer := 0;
BEGIN
	IF record_chunk IS NULL THEN
		RAISE EXCEPTION 'relation % is no workspace''s anchor', anchor USING ERRCODE = 'invalid_parameter_value',
			DETAIL = 'The anchor of a workspace is its table "policy".';
	END IF;
	IF staging IS NULL THEN
		RAISE EXCEPTION 'no staging table is given' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	FOR line IN EXECUTE aiehr._staging_query(staging) LOOP
		n := n + 1;
		messages[n] := line.message;
		numbers[n] := line.staging_row;
		IF n = chunk THEN
			RETURN QUERY EXECUTE record_chunk USING messages, numbers;
			messages := '{}';
			numbers := '{}';
			n := 0;
		END IF;
	END LOOP;
	IF n > 0 THEN
		RETURN QUERY EXECUTE record_chunk USING messages, numbers;
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._load_assessments(regclass, regclass) IS
	'Reads a staging table under the rights of the caller and hands it to record_assessments() of the workspace in chunks';

CREATE FUNCTION aiehr._record_facts(anchor regclass, facts jsonb[], OUT inserted bigint, OUT unchanged bigint)
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_record_facts';
COMMENT ON FUNCTION aiehr._record_facts(regclass, jsonb[]) IS 'Takes performance facts in, all or none: how many were new and how many were there already';

CREATE FUNCTION aiehr._record_protected_attribute(anchor regclass, person jsonb, attribute text, value text, source text, consent boolean) RETURNS void
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_record_protected_attribute';
COMMENT ON FUNCTION aiehr._record_protected_attribute(regclass, jsonb, text, text, text, boolean) IS
	'Stores a protected attribute of a known person in place of the former value';
