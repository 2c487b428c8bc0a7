-- Resumes: their text into fields, and these into claims that somebody accepts.

CREATE FUNCTION aiehr.resume_fields(content text, region text DEFAULT NULL, file_name text DEFAULT NULL)
	RETURNS TABLE (field text, value text, first_char integer, last_char integer, confidence float8)
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 25
AS 'MODULE_PATHNAME', 'aiehr_resume_fields';
COMMENT ON FUNCTION aiehr.resume_fields(text, text, text) IS
	'Fields of a resume by rule: name, gender, birth_date, id_number, phone, email, school, degree, education_highest, employer, title, study_start, study_end, work_start, work_end; one row a value with its first and last character (from 1; NULL where it comes from the name of the file) and how sure it is, 0..1. region: country of telephone numbers without calling code; NULL: by the script of the text, CN, JP or KR, and none for Latin letters';

-- Whom a resume is about: by identity number, else by e-mail address and telephone number. NULL: nobody who is known.
CREATE FUNCTION aiehr._find_resume_person(anchor regclass, fields jsonb) RETURNS bigint
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	by_number	bigint[];
	by_contact	bigint[];
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT array_agg(DISTINCT c.person_id) INTO by_number
	FROM jsonb_to_recordset(fields) AS f (field text, value text)
	JOIN claim c ON c.field = 'id_number' AND c.normalised = aiehr.normalise_id_number(f.value)
	WHERE f.field = 'id_number' AND c.valid AND c.withdrawn_at IS NULL AND c.status <> 'rejected';
	IF cardinality(by_number) = 1 THEN
		RETURN by_number[1];
	END IF;
	WITH contact AS MATERIALIZED (
		SELECT f.field, CASE f.field WHEN 'email' THEN aiehr.normalise_email(f.value) ELSE f.value END AS normalised, lower(f.value) AS value
		FROM jsonb_to_recordset(fields) AS f (field text, value text)
		WHERE f.field IN ('email', 'phone')
	)
	SELECT array_agg(DISTINCT p.person_id) INTO by_contact
	FROM (
		SELECT c.person_id FROM contact n JOIN claim c ON c.field = n.field AND c.normalised = n.normalised
		WHERE c.valid AND c.withdrawn_at IS NULL AND c.status <> 'rejected'
		UNION ALL
		SELECT p.id FROM contact n JOIN person p ON p.email_key = n.value WHERE n.field = 'email'
		UNION ALL
		-- a number may stand in person with or without the calling code
		SELECT p.id FROM contact n JOIN person p ON p.phone_key IN (n.value, substr(n.value, 2), substr(n.value, 4)) WHERE n.field = 'phone' AND n.value LIKE '+86%'
		UNION ALL
		SELECT p.id FROM contact n JOIN person p ON p.phone_key = n.value WHERE n.field = 'phone'
	) p;
	IF cardinality(by_number) > 1 OR cardinality(by_contact) > 1 THEN
		RAISE EXCEPTION 'the resume names % people', greatest(cardinality(by_number), cardinality(by_contact)) USING ERRCODE = 'unique_violation',
			DETAIL = format('They are %s.', array_to_string(coalesce(nullif(by_number, '{}'), by_contact), ', ')),
			HINT = 'Merge them if they are one person, or correct whose the address or number is.';
	END IF;
	RETURN by_contact[1];
END
$$;
COMMENT ON FUNCTION aiehr._find_resume_person(regclass, jsonb) IS
	'The person of a resume''s fields, by identity number, else by e-mail address and telephone number; NULL: nobody is known by these';

-- The fields of resume_fields() as the claims of record_claims().
CREATE FUNCTION aiehr._resume_claims(fields jsonb) RETURNS jsonb
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT coalesce(jsonb_object_agg(c.claim_field, c.said), '{}')
	FROM (
		SELECT m.claim_field, jsonb_agg(f.item - 'field' ORDER BY f.i) AS said
		FROM jsonb_array_elements(fields) WITH ORDINALITY AS f (item, i)
		JOIN (VALUES ('name', 'name'), ('email', 'email'), ('phone', 'phone'), ('id_number', 'id_number'), ('birth_date', 'birth_date'),
			('education_highest', 'education_highest'), ('school_highest', 'school'), ('graduated_on', 'graduated_on'), ('employer_latest', 'employer'),
			('title_latest', 'title'), ('education_entry', 'education_entry'), ('employment_entry', 'employment_entry')) AS m (field, claim_field)
			ON m.field = f.item ->> 'field'
		GROUP BY m.claim_field
	) c;
END;
COMMENT ON FUNCTION aiehr._resume_claims(jsonb) IS
	'Fields of a resume as the claims that record_claims() takes; gender is none of them, it is a protected attribute';

CREATE FUNCTION aiehr._record_resume(anchor regclass, sha256 bytea, fields jsonb, location text, title text, media_type text)
	RETURNS TABLE (person_id bigint, document_id bigint, made boolean, n_claims bigint)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	file_id		text := encode(sha256, 'hex');
	about		bigint;
	is_new		boolean := false;
	person_row	record;
	document	bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	IF octet_length(sha256) IS DISTINCT FROM 32 THEN
		RAISE EXCEPTION 'a resume is known by the SHA-256 of its content' USING ERRCODE = 'invalid_parameter_value', HINT = 'Give 32 bytes, as sha256() returns them.';
	END IF;
	IF jsonb_typeof(fields) IS DISTINCT FROM 'array' THEN
		RAISE EXCEPTION 'the fields of a resume come as an array' USING ERRCODE = 'invalid_parameter_value',
			HINT = 'An element looks like {"field": "phone", "value": "+8613800138000", "page": 1, "box": [0.1, 0.1, 0.3, 0.12], "confidence": 0.97}.';
	END IF;
	IF coalesce(location, '') = '' THEN
		RAISE EXCEPTION 'where the resume lies is missing' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('aiehr resume ' || file_id, anchor::oid::bigint));
	-- two resumes with one identity number make one person, though nothing has to be unique of a person but address and telephone
	PERFORM aiehr._hold_matching(anchor);
	PERFORM pg_advisory_xact_lock(n.number) FROM (
		SELECT DISTINCT hashtextextended('aiehr identity ' || aiehr.normalise_id_number(f.value), anchor::oid::bigint) AS number
		FROM jsonb_to_recordset(fields) AS f (field text, value text)
		WHERE f.field = 'id_number' ORDER BY 1) n
	WHERE n.number IS NOT NULL;
	LOOP
		SELECT r.person_id INTO about FROM source_record r WHERE r.source = 'resume' AND r.external_id = file_id;
		IF about IS NULL THEN
			about := aiehr._find_resume_person(anchor, fields);
		END IF;
		EXIT WHEN about IS NULL;
		-- who is merged or erased meanwhile is waited for, and looked up anew
		PERFORM aiehr._lock_records_of(anchor, ARRAY[about]);
		PERFORM FROM person p WHERE p.id = about FOR NO KEY UPDATE;
		EXIT WHEN FOUND;
	END LOOP;
	IF about IS NULL THEN
		SELECT r.* INTO person_row FROM aiehr._receive_people(anchor, ARRAY[(
			SELECT jsonb_object_agg(f.field, f.value)
			FROM (SELECT DISTINCT ON (f.field) f.field, f.value FROM ROWS FROM (jsonb_to_recordset(fields) AS (field text, value text, confidence float8)) WITH ORDINALITY AS f (field, value, confidence, i)
				WHERE f.field IN ('name', 'email', 'phone') ORDER BY f.field, f.i) f)], false) r;
		IF person_row.id IS NULL THEN
			RAISE EXCEPTION 'whose resume it is cannot be told: %', CASE WHEN person_row.sqlstate = '22023' AND person_row.field = 'person' THEN 'there is no e-mail address, telephone number or known identity number in it'
				ELSE format('"%s" %s', person_row.field, person_row.reason) END
				USING ERRCODE = coalesce(person_row.sqlstate, 'no_data_found');
		END IF;
		about := person_row.id;
		is_new := person_row.outcome = 'new';
	END IF;
	INSERT INTO document AS d (person_id, kind, title, media_type, location, sha256, source)
	VALUES (about, 'cv', title, media_type, location, sha256, 'resume')
	ON CONFLICT (person_id, application_id, location) DO UPDATE SET sha256 = excluded.sha256, media_type = excluded.media_type, received_at = excluded.received_at
	RETURNING d.id INTO document;
	INSERT INTO source (code, kind) VALUES ('resume', 'resume') ON CONFLICT (code) DO NOTHING;
	RETURN QUERY
	SELECT about, document, is_new, r.n_claims
	FROM aiehr._record_claims(anchor, jsonb_build_object('source', 'resume', 'external_id', file_id, 'person_id', about, 'proposed', true,
		'claims', aiehr._resume_claims(fields))) r;
END
$$;
COMMENT ON FUNCTION aiehr._record_resume(regclass, bytea, jsonb, text, text, text) IS
	'Stores what was read from a resume: the file as a document, its fields as proposed claims about the person they name, who is made where nobody is known by them';

-- Accepted claims count; rejected ones never do, and what a person was made with goes when it was read wrongly.
CREATE FUNCTION aiehr._decide_claims(anchor regclass, claims bigint[], accept boolean) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	decided		bigint;
	unknown		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	-- what is decided is looked at when nobody else can decide it any more
	PERFORM aiehr._lock_records_of(anchor, ARRAY(SELECT DISTINCT c.person_id FROM claim c WHERE c.id = ANY (claims)));
	PERFORM FROM person p WHERE p.id IN (SELECT c.person_id FROM claim c WHERE c.id = ANY (claims)) ORDER BY p.id FOR NO KEY UPDATE;
	SELECT u INTO unknown FROM unnest(claims) AS u WHERE NOT EXISTS (SELECT FROM claim c WHERE c.id = u AND c.withdrawn_at IS NULL) ORDER BY u LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'claim % does not exist or was withdrawn', unknown USING ERRCODE = 'no_data_found', HINT = 'The view claim_proposed lists the claims that wait.';
	END IF;
	SELECT c.id INTO unknown FROM claim c WHERE c.id = ANY (claims) AND c.status = CASE WHEN accept THEN 'rejected' ELSE 'accepted' END ORDER BY c.id LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'claim % was % before', unknown, CASE WHEN accept THEN 'rejected' ELSE 'accepted' END USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Correct the person, or resolve the conflict, by hand.';
	END IF;
	WITH done AS (
		UPDATE claim c SET status = CASE WHEN accept THEN 'accepted' ELSE 'rejected' END WHERE c.id = ANY (claims) AND c.status = 'proposed'
		RETURNING c.person_id, c.field, c.normalised
	),
	wrong AS (
		SELECT d.person_id, bool_or(d.field = 'name' AND d.normalised = aiehr.normalise_text(p.name)) AS name,
			bool_or(d.field = 'email' AND d.normalised = aiehr.normalise_email(p.email)) AS email,
			bool_or(d.field = 'phone' AND d.normalised = aiehr.normalise_phone(p.phone, coalesce(p.country, 'CN'))) AS phone
		FROM done d JOIN person p ON p.id = d.person_id
		WHERE NOT accept AND NOT EXISTS (SELECT FROM golden_value g WHERE g.person_id = d.person_id AND g.field = d.field)
		GROUP BY d.person_id
	),
	emptied AS (
		UPDATE person p SET name = CASE WHEN w.name THEN NULL ELSE p.name END, email = CASE WHEN w.email THEN NULL ELSE p.email END,
			phone = CASE WHEN w.phone THEN NULL ELSE p.phone END
		FROM wrong w WHERE w.person_id = p.id AND (w.name OR w.email OR w.phone)
	)
	SELECT count(*) INTO decided FROM done;
	PERFORM aiehr._audit(CASE WHEN accept THEN 'accept_claims' ELSE 'reject_claims' END, NULL, 'claim', NULL, decided);
	RETURN decided;
END
$$;
COMMENT ON FUNCTION aiehr._decide_claims(regclass, bigint[], boolean) IS 'Accepts or rejects proposed claims; returns how many waited for it';
