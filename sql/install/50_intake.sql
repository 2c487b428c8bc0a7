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
