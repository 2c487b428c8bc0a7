-- How assessments and performance facts come in: the functions that users call.

CREATE FUNCTION record_assessment(message jsonb) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT aiehr._record_assessment('policy'::regclass, message);
	END;
REVOKE ALL ON FUNCTION record_assessment(jsonb) FROM PUBLIC;
COMMENT ON FUNCTION record_assessment(jsonb) IS
	'Stores the assessment of a message, making person and application where they are new: its id; the same message again changes nothing and has the same id, NULL once it has been purged';

CREATE FUNCTION record_assessments(messages jsonb[])
	RETURNS TABLE (item bigint, accepted boolean, assessment_id bigint, vendor text, external_id text, field text, value text, reason text)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT r.item, r.accepted, r.assessment_id, r.vendor, r.external_id, r.field, r.value, r.reason
		FROM aiehr._record_assessments('policy'::regclass, messages) r;
	END;
REVOKE ALL ON FUNCTION record_assessments(jsonb[]) FROM PUBLIC;
COMMENT ON FUNCTION record_assessments(jsonb[]) IS
	'As record_assessment() for many messages: one row each by its place in the array, accepted with the id or refused with field, value as sent and reason; refused ones leave nothing behind';

-- Reads the staging table as whoever calls it; only what it hands on runs with the owner's rights.
CREATE FUNCTION load_assessments(staging regclass)
	RETURNS TABLE (staging_row bigint, accepted boolean, assessment_id bigint, vendor text, external_id text, field text, value text, reason text)
	LANGUAGE sql VOLATILE SECURITY INVOKER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT l.staging_row, l.accepted, l.assessment_id, l.vendor, l.external_id, l.field, l.value, l.reason
		FROM aiehr._load_assessments('policy'::regclass, staging) l;
	END;
REVOKE ALL ON FUNCTION load_assessments(regclass) FROM PUBLIC;
COMMENT ON FUNCTION load_assessments(regclass) IS
	'Loads a table of messages, or of plain columns, in one transaction: one row each, accepted with the assessment''s id or refused with field, value as sent and reason; staging_row is the column of that name or the place in reading order';

CREATE FUNCTION record_facts(facts jsonb[]) RETURNS TABLE (inserted bigint, unchanged bigint)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT r.inserted, r.unchanged FROM aiehr._record_facts('policy'::regclass, facts) r;
	END;
REVOKE ALL ON FUNCTION record_facts(jsonb[]) FROM PUBLIC;
COMMENT ON FUNCTION record_facts(jsonb[]) IS
	'Stores performance facts, all or none: counts of new facts and of those that were there already by source and external id';

CREATE FUNCTION record_protected_attribute(person jsonb, attribute text, value text, source text, consent boolean DEFAULT true) RETURNS void
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT aiehr._record_protected_attribute('policy'::regclass, person, attribute, value, source, consent);
	END;
REVOKE ALL ON FUNCTION record_protected_attribute(jsonb, text, text, text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION record_protected_attribute(jsonb, text, text, text, boolean) IS
	'Stores a protected attribute of a known person in place of the former value; who stores it cannot read it back';
