-- Reorganisations: triggers that keep what was before, and the engine of the functions that move whole units.

CREATE FUNCTION aiehr._org_unit_serialise() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_org_unit_serialise';
COMMENT ON FUNCTION aiehr._org_unit_serialise() IS
	'Trigger of org_unit, BEFORE STATEMENT, argument table: who changes units waits for whoever does';

CREATE FUNCTION aiehr._org_unit_changed() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_org_unit_changed';
COMMENT ON FUNCTION aiehr._org_unit_changed() IS
	'Trigger of org_unit, AFTER INSERT OR UPDATE STATEMENT, argument table: writes what units were before a change, refuses cycles at any moment';

CREATE FUNCTION aiehr._place_changed() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_place_changed';
COMMENT ON FUNCTION aiehr._place_changed() IS
	'Trigger of employment, AFTER UPDATE STATEMENT, argument table: writes the unit and manager that people had before a move, keeps the study';

CREATE FUNCTION aiehr._reorganise(anchor regclass, unit text, parent text, effective_on date, new_code text, new_name text)
	RETURNS TABLE (code text, name text, part_of text, valid daterange)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	before		text := coalesce(current_setting('aiehr.effective_on', true), '');
	changed		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF parent IS NOT NULL AND NOT EXISTS (SELECT FROM org_unit o WHERE o.code = _reorganise.parent) THEN
		RAISE EXCEPTION 'unit "%" is unknown', parent USING ERRCODE = 'no_data_found', HINT = 'Insert it into org_unit first.';
	END IF;
	PERFORM set_config('aiehr.effective_on', coalesce(aiehr._iso_date(effective_on), ''), true);
	UPDATE org_unit o SET parent = _reorganise.parent, code = coalesce(_reorganise.new_code, o.code), name = coalesce(_reorganise.new_name, o.name)
	WHERE o.code = _reorganise.unit
	RETURNING o.id INTO changed;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'unit "%" is unknown', unit USING ERRCODE = 'no_data_found', HINT = 'Units are rows of org_unit, by code.';
	END IF;
	PERFORM set_config('aiehr.effective_on', before, true);
	RETURN QUERY
		SELECT v.code_then, v.name, v.parent, v.valid FROM org_unit_version v WHERE v.unit_id = changed ORDER BY v.valid;
END
$$;
COMMENT ON FUNCTION aiehr._reorganise(regclass, text, text, date, text, text) IS
	'Puts a unit beneath another one from a day on, with another code or name where given; returns its states over time';

CREATE FUNCTION aiehr._dissolve_unit(anchor regclass, unit text, into_unit text, effective_on date, OUT units bigint, OUT people bigint)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	before		text := coalesce(current_setting('aiehr.effective_on', true), '');
	day			date := effective_on;
	exists_on	daterange;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF day IS NULL THEN
		SELECT (now() AT TIME ZONE c.time_zone)::date INTO STRICT day FROM policy c WHERE c.job IS NULL;
	END IF;
	IF NOT isfinite(day) OR unit = into_unit OR NOT EXISTS (SELECT FROM org_unit o WHERE o.code = into_unit) THEN
		RAISE EXCEPTION 'unit "%" cannot be dissolved into "%"', unit, into_unit USING ERRCODE = 'invalid_parameter_value',
			HINT = 'It takes another unit that there is, and a day.';
	END IF;
	-- locks first what the triggers lock last
	UPDATE org_unit o SET valid = o.valid WHERE o.code IN (_dissolve_unit.unit, _dissolve_unit.into_unit);
	SELECT o.valid INTO exists_on FROM org_unit o WHERE o.code = _dissolve_unit.unit;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'unit "%" is unknown', unit USING ERRCODE = 'no_data_found', HINT = 'Units are rows of org_unit, by code.';
	END IF;
	IF NOT exists_on @> day OR lower(exists_on) = day THEN
		RAISE EXCEPTION 'unit "%" does not end on that day', unit USING ERRCODE = 'invalid_parameter_value',
			DETAIL = format('It exists on %s, and the day is %s.', exists_on, day);
	END IF;
	PERFORM set_config('aiehr.effective_on', aiehr._iso_date(day), true);
	UPDATE org_unit o SET parent = _dissolve_unit.into_unit WHERE o.parent = _dissolve_unit.unit;
	GET DIAGNOSTICS units = ROW_COUNT;
	UPDATE employment e SET org_unit = _dissolve_unit.into_unit
	WHERE e.org_unit = _dissolve_unit.unit AND (e.left_on IS NULL OR e.left_on > day);
	GET DIAGNOSTICS people = ROW_COUNT;
	PERFORM set_config('aiehr.effective_on', before, true);
	UPDATE org_unit o SET valid = daterange(lower(o.valid), day) WHERE o.code = _dissolve_unit.unit;
END
$$;
COMMENT ON FUNCTION aiehr._dissolve_unit(regclass, text, text, date) IS
	'Ends a unit on a day and moves the units and people in it into another one: how many of each';

CREATE FUNCTION aiehr._iso_date(day date) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	RETURN CASE WHEN day = '-infinity' THEN '-infinity' ELSE lpad(extract(year FROM day)::text, 4, '0') || '-'
		|| lpad(extract(month FROM day)::text, 2, '0') || '-' || lpad(extract(day FROM day)::text, 2, '0') END;
COMMENT ON FUNCTION aiehr._iso_date(date) IS 'A date as 2026-01-31, whatever DateStyle says; -infinity as such';
