-- Files on their way in: what `aiehr import` calls. The program cuts a file into rows and sends them as bytes into a temporary table;
-- everything else happens here, and the rows go in through the functions that messages go through.

CREATE FUNCTION aiehr._receive_people(anchor regclass, people jsonb[], correct boolean)
	RETURNS TABLE (item bigint, outcome text, id bigint, field text, value text, sqlstate text, reason text, hint text)
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_receive_people';
COMMENT ON FUNCTION aiehr._receive_people(regclass, jsonb[], boolean) IS
	'Takes people in, those that can be: one row each, new, changed, same or bad; correct: what is stored otherwise is overwritten';

CREATE FUNCTION aiehr._receive_assessments(anchor regclass, messages jsonb[])
	RETURNS TABLE (item bigint, outcome text, id bigint, field text, value text, sqlstate text, reason text, hint text)
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_receive_assessments';
COMMENT ON FUNCTION aiehr._receive_assessments(regclass, jsonb[]) IS 'Takes messages with assessments in, those that can be: one row each, new, same or bad';

CREATE FUNCTION aiehr._receive_facts(anchor regclass, facts jsonb[])
	RETURNS TABLE (item bigint, outcome text, id bigint, field text, value text, sqlstate text, reason text, hint text)
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_receive_facts';
COMMENT ON FUNCTION aiehr._receive_facts(regclass, jsonb[]) IS 'Takes performance facts in, those that can be: one row each, new, same or bad';

-- Cells of a file are texts. What is no number stays a text, which the reader of messages refuses by the name of its field.
CREATE FUNCTION aiehr._import_number(cell text) RETURNS jsonb
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT CASE WHEN cell ~ '^\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?\s*$' THEN to_jsonb(cell::numeric) ELSE to_jsonb(cell) END;
	END;
COMMENT ON FUNCTION aiehr._import_number(text) IS 'A cell as a JSON number, or as the text it is where it is none';

CREATE FUNCTION aiehr._import_boolean(cell text) RETURNS jsonb
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT CASE lower(btrim(cell)) WHEN 'true' THEN 'true'::jsonb WHEN 't' THEN 'true' WHEN 'yes' THEN 'true' WHEN '1' THEN 'true'
			WHEN 'false' THEN 'false' WHEN 'f' THEN 'false' WHEN 'no' THEN 'false' WHEN '0' THEN 'false' ELSE to_jsonb(cell) END;
	END;
COMMENT ON FUNCTION aiehr._import_boolean(text) IS 'A cell as JSON true or false, or as the text it is where it is neither';

CREATE FUNCTION aiehr._import_put(message jsonb, path text[], value jsonb) RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT CASE
			WHEN value IS NULL OR value = 'null' THEN message
			WHEN cardinality(path) = 1 THEN message || jsonb_build_object(path[1], value)
			ELSE message || jsonb_build_object(path[1],
				CASE WHEN jsonb_typeof(message -> path[1]) = 'object' THEN message -> path[1] ELSE '{}' END || jsonb_build_object(path[2], value)) END;
	END;
COMMENT ON FUNCTION aiehr._import_put(jsonb, text[], jsonb) IS 'A message with one field set, one or two levels deep';

-- What a file may say: where it goes in the message and as what; t text, n number, b true or false, j JSON.
CREATE FUNCTION aiehr._import_fields(kind text) RETURNS TABLE (field text, path text[], type "char")
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT f.name, string_to_array(CASE WHEN f.place = '' THEN f.name ELSE f.place END, '.'), f.type::"char"
		FROM (VALUES
			('people', 'id', '', 'n'), ('people', 'external_key', '', 't'), ('people', 'name', '', 't'), ('people', 'email', '', 't'),
			('people', 'phone', '', 't'), ('people', 'country', '', 't'),
			('assessments', 'vendor', '', 't'), ('assessments', 'external_id', '', 't'), ('assessments', 'instrument', '', 't'),
			('assessments', 'instrument_version', '', 't'), ('assessments', 'kind', '', 't'), ('assessments', 'taken_at', '', 't'),
			('assessments', 'job', '', 't'), ('assessments', 'application_id', '', 'n'), ('assessments', 'employment_id', '', 'n'),
			('assessments', 'model', '', 't'), ('assessments', 'model_version', '', 't'), ('assessments', 'status', '', 't'),
			('assessments', 'new_act', '', 'b'), ('assessments', 'person', '', 'j'), ('assessments', 'scores', '', 'j'), ('assessments', 'answers', '', 'j'),
			('facts', 'criterion', '', 't'), ('facts', 'period', '', 't'), ('facts', 'value', '', 'n'), ('facts', 'rater_kind', '', 't'),
			('facts', 'source', '', 't'), ('facts', 'external_id', '', 't'), ('facts', 'person', '', 'j'), ('facts', 'rater', '', 'j'),
			('facts', 'rater.id', '', 'n'), ('facts', 'rater.external_key', '', 't'), ('facts', 'rater.email', '', 't'), ('facts', 'rater.phone', '', 't'),
			('', 'person_id', 'person.id', 'n'), ('', 'external_key', 'person.external_key', 't'), ('', 'name', 'person.name', 't'),
			('', 'email', 'person.email', 't'), ('', 'phone', 'person.phone', 't'), ('', 'country', 'person.country', 't')
		) AS f (of_kind, name, place, type)
		WHERE f.of_kind = kind OR (f.of_kind = '' AND kind IN ('assessments', 'facts'));
	END;
COMMENT ON FUNCTION aiehr._import_fields(text) IS
	'The fields that a file of people, assessments or facts may have, with their place in the message and type; scores.CODE of assessments besides';

-- What a mapping may name besides; a column is taken for it by its name alone where it is a field that claims can be about.
CREATE FUNCTION aiehr._import_targets(kind text, claim_fields text[]) RETURNS TABLE (field text, path text[], type "char", name text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT f.field, f.path, f.type, f.field FROM aiehr._import_fields(kind) f
		UNION ALL
		SELECT 'claims.' || c.code, ARRAY['claims', c.code], 't'::"char", n.name
		FROM unnest(claim_fields) WITH ORDINALITY AS c (code, place)
		CROSS JOIN LATERAL (VALUES ('claims.' || c.code), (CASE WHEN c.code NOT IN ('name', 'email', 'phone') THEN c.code END)) AS n (name)
		WHERE kind = 'people' AND n.name IS NOT NULL
		UNION ALL
		SELECT o.field, ARRAY[o.field], 't'::"char", NULL FROM (VALUES ('source'), ('external_id')) AS o (field) WHERE kind = 'people';
	END;
COMMENT ON FUNCTION aiehr._import_targets(text, text[]) IS
	'The fields of _import_fields() and, of people, claims.FIELD, source and external_id, with the names of columns that are taken for them';

CREATE FUNCTION aiehr._import_fold(name text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT lower(regexp_replace(name COLLATE "C", '[[:space:]_.-]+', '', 'g'));
	END;
COMMENT ON FUNCTION aiehr._import_fold(text) IS 'The name of a column without what people write differently: E-Mail is email, External Key is external_key';

-- One entry of the mapping: what it takes from the file, or the value it sets.
CREATE FUNCTION aiehr._import_entry(entry_field text, entry jsonb, header text[]) RETURNS jsonb
	LANGUAGE plpgsql IMMUTABLE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	source		jsonb := CASE WHEN jsonb_typeof(entry) = 'object' THEN entry -> 'column' ELSE entry END;
	wanted		text;
	position	integer;
	positions	integer[] := '{}';
	columns		text[] := '{}';
BEGIN
	IF jsonb_typeof(entry) = 'object' AND EXISTS (SELECT FROM jsonb_object_keys(entry) k WHERE k NOT IN ('column', 'separator', 'value', 'values')) THEN
		RAISE EXCEPTION 'mapping of "%" has a key that is not known', entry_field USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Known are column, values, separator, and value for a constant.';
	END IF;
	IF jsonb_typeof(entry) = 'object' AND entry ? 'value' THEN
		RETURN jsonb_build_object('value', entry -> 'value');
	END IF;
	source := CASE jsonb_typeof(source) WHEN 'string' THEN jsonb_build_array(source) ELSE source END;
	IF source IS NULL OR jsonb_typeof(source) <> 'array' OR jsonb_array_length(source) = 0
		OR EXISTS (SELECT FROM jsonb_array_elements(source) e WHERE jsonb_typeof(e) <> 'string') THEN
		RAISE EXCEPTION 'mapping of "%" names no column', entry_field USING ERRCODE = 'invalid_parameter_value',
			HINT = 'An entry is "Column", ["First name", "Last name"], {"column": "Column", "values": {"from": "to"}}, {"value": "constant"} or null.';
	END IF;
	FOR wanted IN SELECT e #>> '{}' FROM jsonb_array_elements(source) WITH ORDINALITY a (e, i) ORDER BY i LOOP
		IF header IS NOT NULL THEN
			position := coalesce(array_position(header, wanted),
				(SELECT h.i::int FROM unnest(header) WITH ORDINALITY h (name, i) WHERE aiehr._import_fold(h.name) = aiehr._import_fold(wanted) ORDER BY h.i LIMIT 1));
			IF position IS NULL THEN
				RAISE EXCEPTION 'mapping of "%" names column "%", which the file has not', entry_field, wanted USING ERRCODE = 'undefined_column';
			END IF;
			positions := positions || position;
			wanted := header[position];
		END IF;
		columns := columns || wanted;
	END LOOP;
	RETURN jsonb_strip_nulls(jsonb_build_object('columns', to_jsonb(columns), 'positions', to_jsonb(positions),
		'values', CASE WHEN jsonb_typeof(entry) = 'object' THEN entry -> 'values' END,
		'separator', CASE WHEN jsonb_typeof(entry) = 'object' THEN entry -> 'separator' END));
END
$$;
COMMENT ON FUNCTION aiehr._import_entry(text, jsonb, text[]) IS 'An entry of a mapping with the columns it names found in the header; errors name the entry';

-- Rows of people that claim anything are records of a source; whoever names the source wants all of them to be.
CREATE FUNCTION aiehr._import_record_plan(kind text, csv boolean, entries jsonb, claim_fields text[], source text) RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT CASE WHEN kind <> 'people' OR (csv AND NOT r.every) THEN '{}'
			ELSE jsonb_strip_nulls(jsonb_build_object('records', r.every, 'source', source, 'claim_fields', CASE WHEN NOT csv THEN to_jsonb(claim_fields) END)) END
		FROM (
			SELECT source IS NOT NULL OR EXISTS (SELECT FROM jsonb_array_elements(entries) e WHERE e -> 'path' ->> 0 IN ('claims', 'source', 'external_id')) AS every
		) r;
	END;
COMMENT ON FUNCTION aiehr._import_record_plan(text, boolean, jsonb, text[], text) IS 'The part of a plan that says which rows are records of a source; empty where none is';

CREATE FUNCTION aiehr._import_record(message jsonb, source text, every boolean) RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT CASE WHEN jsonb_typeof(message) = 'object' AND (every OR message ? 'claims') AND NOT message ? 'source'
			THEN message || jsonb_build_object('source', source) ELSE message END;
	END;
COMMENT ON FUNCTION aiehr._import_record(jsonb, text, boolean) IS 'A message about a person as a record of a source, where it names none itself; every: also where it has no claims';

-- What is read from where: the entries of the mapping, and the columns that are called like a field that has none.
CREATE FUNCTION aiehr._import_plan(kind text, header text[], map jsonb, encoding name DEFAULT 'UTF8', claim_fields text[] DEFAULT '{}', source text DEFAULT NULL) RETURNS jsonb
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	entries		jsonb := '[]';
	taken		text[] := '{}';
	used		integer[] := '{}';
	target		record;
	entry		record;
	found_entry	jsonb;
BEGIN
	IF NOT EXISTS (SELECT FROM aiehr._import_fields(kind)) THEN
		RAISE EXCEPTION 'unknown kind of import "%"', kind USING ERRCODE = 'invalid_parameter_value', HINT = 'Known are people, assessments and facts.';
	END IF;
	IF source LIKE '@%' OR source !~ '[^[:space:]]' THEN
		RAISE EXCEPTION 'a file is no source of the name "%"', source USING ERRCODE = 'invalid_parameter_value', HINT = 'Names that begin with @ are the workspace''s own.';
	END IF;
	IF pg_char_to_encoding(encoding) < 0 THEN
		RAISE EXCEPTION 'unknown encoding "%"', encoding USING ERRCODE = 'invalid_parameter_value';
	END IF;
	IF map IS NOT NULL AND jsonb_typeof(map) <> 'object' THEN
		RAISE EXCEPTION 'the mapping must be a JSON object' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	FOR entry IN SELECT e.key, e.value FROM jsonb_each(coalesce(map, '{}')) e LOOP
		SELECT f.field, f.path, f.type INTO target FROM aiehr._import_targets(kind, claim_fields) f WHERE f.field = entry.key AND (header IS NULL OR f.type <> 'j')
		UNION ALL
		SELECT entry.key, ARRAY['scores', substr(entry.key, 8)], 'n' WHERE kind = 'assessments' AND entry.key LIKE 'scores.%' AND entry.key <> 'scores.';
		IF target.field IS NULL THEN
			RAISE EXCEPTION 'mapping names field "%", which % have not', entry.key, kind USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Known are ' || (SELECT string_agg(f.field, ', ') FROM aiehr._import_targets(kind, claim_fields) f
					WHERE (f.name = f.field OR f.name IS NULL) AND (header IS NULL OR f.type <> 'j'))
					|| CASE kind WHEN 'assessments' THEN ', scores.CODE' ELSE '' END || '.';
		END IF;
		taken := taken || entry.key;
		CONTINUE WHEN entry.value = 'null';
		found_entry := aiehr._import_entry(entry.key, entry.value, header);
		used := used || ARRAY(SELECT p::int FROM jsonb_array_elements_text(found_entry -> 'positions') p);
		entries := entries || (found_entry || jsonb_build_object('field', target.field, 'path', to_jsonb(target.path), 'type', target.type));
	END LOOP;
	FOR entry IN SELECT h.name, h.i::int AS position FROM unnest(header) WITH ORDINALITY h (name, i) ORDER BY h.i LOOP
		CONTINUE WHEN entry.position = ANY (used);
		SELECT f.field, f.path, f.type INTO target FROM aiehr._import_targets(kind, claim_fields) f WHERE aiehr._import_fold(f.name) = aiehr._import_fold(entry.name) AND f.type <> 'j'
		UNION ALL
		SELECT 'scores.' || m.code, ARRAY['scores', m.code], 'n'
		FROM (SELECT (regexp_match(entry.name, '^\s*scores?[.:]\s*(.+?)\s*$', 'i'))[1] AS code) m WHERE kind = 'assessments' AND m.code IS NOT NULL;
		CONTINUE WHEN target.field IS NULL OR target.field = ANY (taken);
		taken := taken || target.field;
		used := used || entry.position;
		entries := entries || jsonb_build_object('field', target.field, 'path', target.path, 'type', target.type,
			'columns', jsonb_build_array(entry.name), 'positions', jsonb_build_array(entry.position));
	END LOOP;
	IF header IS NOT NULL AND used = '{}' THEN
		-- what stands there instead may be somebody's data, so it is not shown
		RAISE EXCEPTION 'no column of the file is mapped' USING ERRCODE = 'undefined_column',
			HINT = 'The first line of a CSV file names its columns. Known are ' || (SELECT string_agg(f.name, ', ') FROM aiehr._import_targets(kind, claim_fields) f WHERE f.type <> 'j' AND (f.name = f.path[2] OR cardinality(f.path) = 1 OR kind <> 'people'))
				|| '; other names need a mapping.';
	END IF;
	RETURN jsonb_build_object('kind', kind, 'csv', header IS NOT NULL, 'encoding', encoding, 'entries', entries,
		'ignored', to_jsonb(ARRAY(SELECT h.name FROM unnest(header) WITH ORDINALITY h (name, i) WHERE NOT h.i = ANY (used) ORDER BY h.i)))
		|| aiehr._import_record_plan(kind, header IS NOT NULL, entries, claim_fields, source);
END
$$;
COMMENT ON FUNCTION aiehr._import_plan(text, text[], jsonb, name, text[], text) IS
	'How a file becomes messages: fields with the columns they come from, by the mapping and else by name; header NULL: the file is JSON; ignored: columns that nothing takes; records: rows of people are records of a source, all or (false) those with claims, and source the one of rows that name none';

-- HR Open Standards: an identifier is a text or {"value": text}, or a list of such; the first counts.
CREATE FUNCTION aiehr._hr_json_text(item jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT CASE jsonb_typeof(x.one)
			WHEN 'object' THEN coalesce(x.one ->> 'value', x.one ->> 'id', x.one -> 'id' ->> 'value', x.one ->> 'formattedName', x.one ->> 'address',
				x.one ->> 'formattedNumber', x.one ->> 'name')
			WHEN 'array' THEN NULL
			ELSE x.one #>> '{}' END
		FROM (SELECT CASE jsonb_typeof(item) WHEN 'array' THEN item -> 0 ELSE item END AS one) x;
	END;
COMMENT ON FUNCTION aiehr._hr_json_text(jsonb) IS 'The text of an identifier, name or address of HR Open Standards'' JSON, given plainly, as an object, or as the first of a list';

CREATE FUNCTION aiehr._hr_json_list(item jsonb) RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT CASE jsonb_typeof(item) WHEN 'array' THEN item WHEN 'object' THEN jsonb_build_array(item) ELSE '[]' END;
	END;
COMMENT ON FUNCTION aiehr._hr_json_list(jsonb) IS 'What may be given once or as a list, as a list';

-- Raw scores are wanted, since our scales are those of the instrument; a percentile is one only where nothing else is there.
CREATE FUNCTION aiehr._hr_json_score(detail jsonb) RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT coalesce(
			(SELECT s -> 'value'
			 FROM jsonb_array_elements(aiehr._hr_json_list(coalesce(detail -> 'scoresNumeric', detail -> 'scores', detail -> 'score'))) WITH ORDINALITY a (s, i)
			 WHERE jsonb_typeof(s -> 'value') IS NOT NULL
			 ORDER BY coalesce(s ->> 'scoreCode', s ->> 'scoreNumericCode', 'RawScore') <> 'RawScore', i LIMIT 1),
			CASE WHEN jsonb_typeof(detail -> 'score') <> 'object' THEN detail -> 'score' END,
			CASE WHEN jsonb_typeof(detail -> 'value') = 'number' THEN detail -> 'value' END);
	END;
COMMENT ON FUNCTION aiehr._hr_json_score(jsonb) IS 'The raw score of a detailed result, or the first score of another kind';

CREATE FUNCTION aiehr._hr_json_message(report jsonb) RETURNS jsonb
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT jsonb_strip_nulls(jsonb_build_object(
			'vendor', aiehr._hr_json_text(r.doc -> 'supplierParty'),
			'external_id', coalesce(aiehr._hr_json_text(r.doc -> 'documentId'), aiehr._hr_json_text(r.doc -> 'id'), aiehr._hr_json_text(r.doc -> 'orderId'),
				aiehr._hr_json_text(r.first -> 'id')),
			'instrument', coalesce(aiehr._hr_json_text(r.first -> 'packageId'), aiehr._hr_json_text(r.first -> 'name'), aiehr._hr_json_text(r.doc -> 'packageId')),
			'instrument_version', coalesce(r.first ->> 'version', r.first -> 'packageId' ->> 'schemeVersionId'),
			'job', coalesce(aiehr._hr_json_text(r.first -> 'assessmentProfileId'), aiehr._hr_json_text(r.doc -> 'assessmentProfileId')),
			'taken_at', coalesce(r.first ->> 'completedDateTime', r.first -> 'assessmentStatus' ->> 'dateTime', r.first ->> 'assessmentDate',
				r.doc ->> 'documentDate', r.doc ->> 'completedDateTime'),
			'person', jsonb_build_object(
				'external_key', coalesce(aiehr._hr_json_text(r.subject -> 'personId'), aiehr._hr_json_text(r.subject -> 'candidateId'), aiehr._hr_json_text(r.subject -> 'id')),
				'name', coalesce(r.subject -> 'name' ->> 'formattedName',
					nullif(concat_ws(' ', r.subject -> 'name' ->> 'given', r.subject -> 'name' ->> 'middle', r.subject -> 'name' ->> 'family'), ''),
					CASE WHEN jsonb_typeof(r.subject -> 'name') = 'string' THEN r.subject ->> 'name' END),
				'email', coalesce(aiehr._hr_json_text(r.subject -> 'communication' -> 'email'), aiehr._hr_json_text(r.subject -> 'email')),
				'phone', coalesce(aiehr._hr_json_text(r.subject -> 'communication' -> 'phone'), aiehr._hr_json_text(r.subject -> 'phone'))),
			'scores', (
				SELECT jsonb_object_agg(d.code, d.score)
				FROM (
					SELECT coalesce(aiehr._hr_json_text(e -> 'competencyId'), aiehr._hr_json_text(e -> 'competencyIds'), aiehr._hr_json_text(e -> 'id'),
						aiehr._hr_json_text(e -> 'name'), e ->> 'competencyName') AS code, aiehr._hr_json_score(e) AS score
					FROM jsonb_array_elements(r.results) AS u (result)
					CROSS JOIN LATERAL jsonb_array_elements(aiehr._hr_json_list(coalesce(u.result -> 'assessmentDetailedResults',
						u.result -> 'assessmentDetailedResult'))) AS v (e)
				) d
				WHERE d.code IS NOT NULL AND d.score IS NOT NULL)))
		FROM (
			SELECT q.doc, aiehr._hr_json_list(coalesce(q.doc -> 'assessmentResults', q.doc -> 'assessmentResult')) AS results,
				aiehr._hr_json_list(coalesce(q.doc -> 'assessmentResults', q.doc -> 'assessmentResult')) -> 0 AS first,
				coalesce(q.doc -> 'assessmentSubject', q.doc -> 'candidate') AS subject
			FROM (SELECT coalesce(report -> 'assessmentReport', report) AS doc) q
		) r;
	END;
COMMENT ON FUNCTION aiehr._hr_json_message(jsonb) IS
	'An assessment report in the shape of HR Open Standards as one message: the detailed results of all its tests are the scores, by competency';

-- What a JSON element says by itself, before the mapping: keys of the person may stand beside the others.
CREATE FUNCTION aiehr._import_document(kind text, doc jsonb, only_known boolean, claim_fields text[]) RETURNS jsonb
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	flat		CONSTANT text[] := '{person_id,external_key,name,email,phone,country}';
	message		jsonb := doc;
	claims		jsonb;
BEGIN
	IF jsonb_typeof(doc) IS DISTINCT FROM 'object' THEN
		RETURN doc;
	END IF;
	IF kind = 'assessments' AND doc ?| '{assessmentReport,assessmentSubject,assessmentResult,assessmentResults}' THEN
		RETURN aiehr._hr_json_message(doc);
	END IF;
	IF kind = 'people' AND jsonb_typeof(coalesce(doc -> 'claims', '{}')) IN ('object', 'null') THEN
		SELECT jsonb_object_agg(e.key, e.value) INTO claims FROM jsonb_each(doc) e WHERE e.key = ANY (claim_fields) AND e.key NOT IN ('name', 'email', 'phone');
		IF claims IS NOT NULL THEN
			message := doc - ARRAY(SELECT jsonb_object_keys(claims)) || jsonb_build_object('claims', claims || coalesce(nullif(doc -> 'claims', 'null'), '{}'));
		END IF;
	END IF;
	IF only_known THEN
		message := coalesce((SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(message) e
			WHERE e.key IN (SELECT f.path[1] FROM aiehr._import_targets(kind, claim_fields) f UNION SELECT f.field FROM aiehr._import_fields(kind) f)), '{}');
	END IF;
	IF kind <> 'people' AND NOT message ? 'person' AND message ?| flat THEN
		message := message - flat || jsonb_build_object('person', (
			SELECT jsonb_object_agg(CASE e.key WHEN 'person_id' THEN 'id' ELSE e.key END, e.value) FROM jsonb_each(message) e WHERE e.key = ANY (flat)));
	END IF;
	RETURN message;
END
$$;
COMMENT ON FUNCTION aiehr._import_document(text, jsonb, boolean, text[]) IS
	'A JSON element of a file as a message: of HR Open Standards'' shape, or with the person''s keys and the claims beside the others; only_known: keys that no message has are dropped';

-- SQL for the value of one field out of a row `s` of the staging table.
CREATE FUNCTION aiehr._import_expression(entry jsonb, csv boolean, encoding text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	cells		text[];
	cell		text;
BEGIN
	IF entry ? 'value' THEN
		RETURN format('%L::jsonb', entry -> 'value');
	END IF;
	IF csv THEN
		cells := ARRAY(SELECT format('convert_from(s.fields[%s], %L)', p::int, encoding) FROM jsonb_array_elements_text(entry -> 'positions') p);
	ELSE
		cells := ARRAY(SELECT format('(s.doc #>> %L)', string_to_array(c, '.')) FROM jsonb_array_elements_text(entry -> 'columns') c);
	END IF;
	IF entry ->> 'type' = 'j' THEN
		RETURN format('(s.doc #> %L)', string_to_array(entry -> 'columns' ->> 0, '.'));
	END IF;
	cell := CASE cardinality(cells) WHEN 1 THEN cells[1] ELSE format('nullif(concat_ws(%L, %s), '''')', coalesce(entry ->> 'separator', ' '), array_to_string(cells, ', ')) END;
	IF entry ? 'values' THEN
		cell := format('coalesce(%L::jsonb ->> %s, %2$s)', entry -> 'values', cell);
	END IF;
	RETURN CASE entry ->> 'type'
		WHEN 'n' THEN format('aiehr._import_number(nullif(btrim(%s), ''''))', cell)
		WHEN 'b' THEN format('aiehr._import_boolean(nullif(btrim(%s), ''''))', cell)
		ELSE format('to_jsonb(%s)', cell) END;
END
$$;
COMMENT ON FUNCTION aiehr._import_expression(jsonb, boolean, text) IS 'SQL for the value of one entry of a plan: cells put together, translated, and of its type';

-- Pairs go into objects by the forty, since a function takes no more than a hundred arguments.
CREATE FUNCTION aiehr._import_object(keys text[], expressions text[]) RETURNS text
	LANGUAGE sql IMMUTABLE
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT string_agg('jsonb_build_object(' || g.pairs || ')', ' || ' ORDER BY g.part)
		FROM (
			SELECT (p.i - 1) / 40 AS part, string_agg(format('%L, %s', p.key, p.expression), ', ' ORDER BY p.i) AS pairs
			FROM unnest(keys, expressions) WITH ORDINALITY AS p (key, expression, i) GROUP BY 1
		) g;
	END;
COMMENT ON FUNCTION aiehr._import_object(text[], text[]) IS 'SQL that makes a JSON object of keys and expressions';

CREATE FUNCTION aiehr._import_query(staging regclass, plan jsonb) RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	csv			boolean := (plan ->> 'csv')::boolean;
	encoding	text := plan ->> 'encoding';
	message		text;
	entry		jsonb;
	source		text := format('(SELECT t.n, t.line, t.fields FROM %s t WHERE t.n > $1 AND t.n <= $2 AND t.fault IS NULL)', staging);
BEGIN
	IF csv THEN
		SELECT format('jsonb_strip_nulls(%s)', aiehr._import_object(array_agg(g.top ORDER BY g.top), array_agg(g.expression ORDER BY g.top))) INTO message
		FROM (
			SELECT e.value -> 'path' ->> 0 AS top,
				CASE WHEN bool_or(jsonb_array_length(e.value -> 'path') > 1)
					THEN format('nullif(jsonb_strip_nulls(%s), ''{}'')', aiehr._import_object(array_agg(e.value -> 'path' ->> 1 ORDER BY e.i),
						array_agg(aiehr._import_expression(e.value, true, encoding) ORDER BY e.i)))
					ELSE min(aiehr._import_expression(e.value, true, encoding)) END AS expression
			FROM jsonb_array_elements(plan -> 'entries') WITH ORDINALITY e (value, i)
			GROUP BY 1
		) g;
	ELSE
		source := format('(SELECT u.n, u.line, convert_from(u.fields[1], %L)::jsonb AS doc FROM %s u)', encoding, source);
		message := format('aiehr._import_document(%L, s.doc, %L, %L)', plan ->> 'kind',
			EXISTS (SELECT FROM jsonb_array_elements(plan -> 'entries') e WHERE e ? 'columns'),
			ARRAY(SELECT jsonb_array_elements_text(coalesce(plan -> 'claim_fields', '[]'))));
		FOR entry IN SELECT e.value FROM jsonb_array_elements(plan -> 'entries') WITH ORDINALITY e (value, i) ORDER BY e.i LOOP
			message := format('aiehr._import_put(%s, %L, %s)', message, ARRAY(SELECT jsonb_array_elements_text(entry -> 'path')),
				aiehr._import_expression(entry, false, encoding));
		END LOOP;
	END IF;
	IF plan ? 'source' THEN
		message := format('aiehr._import_record(%s, %L, %L)', message, plan ->> 'source', plan -> 'records');
	END IF;
	RETURN format('SELECT s.n, s.line, %s AS message FROM %s s', message, source);
END
$$;
COMMENT ON FUNCTION aiehr._import_query(regclass, jsonb) IS 'SQL that reads the rows of a staging table after $1 up to $2 as numbered messages, by a plan';

CREATE FUNCTION aiehr._import_rows(anchor regclass, staging regclass, plan jsonb, correct boolean, after_row bigint, last_row bigint)
	RETURNS TABLE (line bigint, outcome text, field text, value text, sql_state text, reason text, hint text)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	query		text := aiehr._import_query(staging, plan);
	receive		text := (
		SELECT format('SELECT $1[r.item], r.outcome, r.field, r.value, r.sqlstate, r.reason, r.hint FROM %I.%I($2) r', n.nspname,
			CASE WHEN correct AND plan ->> 'kind' = 'people' THEN 'correct_people' ELSE 'receive_' || (plan ->> 'kind') END)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = anchor AND c.relname = 'policy');
	lines		bigint[] := '{}';
	messages	jsonb[] := '{}';
	one			record;
	numbered	record;
BEGIN
	RETURN QUERY EXECUTE format('SELECT t.line, ''bad'', NULL::text, NULL::text, ''22P04'', t.fault, NULL::text FROM %s t
		WHERE t.n > $1 AND t.n <= $2 AND t.fault IS NOT NULL', staging) USING after_row, last_row;
	BEGIN
		EXECUTE format('SELECT coalesce(array_agg(q.line ORDER BY q.n), ''{}''), coalesce(array_agg(q.message ORDER BY q.n), ''{}'') FROM (%s) q', query)
			INTO lines, messages USING after_row, last_row;
	EXCEPTION WHEN data_exception OR feature_not_supported OR program_limit_exceeded THEN
		-- some row cannot be read; which one shows when they are read one by one
		lines := '{}';
		messages := '{}';
		FOR numbered IN EXECUTE format('SELECT t.n, t.line FROM %s t WHERE t.n > $1 AND t.n <= $2 AND t.fault IS NULL ORDER BY t.n', staging)
			USING after_row, last_row
		LOOP
			BEGIN
				EXECUTE query INTO one USING numbered.n - 1, numbered.n;
				lines := lines || numbered.line;
				messages := messages || one.message;
			EXCEPTION WHEN data_exception OR feature_not_supported OR program_limit_exceeded THEN
				line := numbered.line;
				outcome := 'bad';
				sql_state := SQLSTATE;
				reason := SQLERRM;
				RETURN NEXT;
			END;
		END LOOP;
	END;
	RETURN QUERY EXECUTE receive USING lines, messages;
END
$$;
COMMENT ON FUNCTION aiehr._import_rows(regclass, regclass, jsonb, boolean, bigint, bigint) IS
	'Reads rows of a staging table under the rights of the caller and hands them to the function of the workspace that takes their kind';

CREATE FUNCTION aiehr._import_digest(staging regclass, plan jsonb, correct boolean) RETURNS bytea
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	digest		bytea;
BEGIN
	EXECUTE format('SELECT sha256(convert_to($1, ''UTF8'') || coalesce(string_agg(sha256(coalesce(array_send(t.fields), convert_to(t.fault, ''UTF8''))), '''' ORDER BY t.n), ''''))
		FROM %s t', staging) INTO digest USING plan::text || correct::text;
	RETURN digest;
END
$$;
COMMENT ON FUNCTION aiehr._import_digest(regclass, jsonb, boolean) IS 'SHA-256 of the rows of a staging table with the plan they are read by';

CREATE FUNCTION aiehr._import_start(anchor regclass, kind text, import_id text, digest bytea, n_rows bigint, resume boolean, wait boolean)
	RETURNS TABLE (state text, id text, done bigint, finished_at timestamptz)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	hash		bytea;
	lock		bigint;
	run			record;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT aiehr._keyed_hash(s.key, encode(digest, 'hex')) INTO hash FROM secret s;
	lock := ('x' || substr(encode(hash, 'hex'), 1, 16))::bit(64)::bigint;
	-- held by the session, so that two imports of one file go one after the other also when they commit in between
	IF wait THEN
		PERFORM pg_advisory_lock(lock);
	ELSIF NOT pg_try_advisory_lock(lock) THEN
		state := 'busy';
		RETURN NEXT;
		RETURN;
	END IF;
	SELECT r.id, r.done, r.n_bad, r.finished_at INTO run FROM import_run r WHERE r.content_hash = hash FOR UPDATE;
	IF run.id IS NULL THEN
		id := coalesce(import_id, left(encode(hash, 'hex'), 12));
		IF EXISTS (SELECT FROM import_run r WHERE r.id = id) THEN
			RAISE EXCEPTION 'import "%" is of another file', id USING ERRCODE = 'unique_violation',
				DETAIL = 'Rows, mapping or options are not those that were imported under this id.',
				HINT = 'Give the file an id of its own, or none.';
		END IF;
		INSERT INTO import_run (id, kind, content_hash, n_rows) VALUES (id, kind, hash, n_rows);
		state := 'begun';
		done := 0;
	ELSIF run.finished_at IS NOT NULL AND run.n_bad = 0 THEN
		state := 'finished';
		id := run.id;
		done := run.done;
		finished_at := run.finished_at;
	ELSIF run.finished_at IS NULL AND resume AND run.done > 0 THEN
		state := 'resumed';
		id := run.id;
		done := run.done;
	ELSE
		-- what was refused may be right by now, and what was taken is known to be the same
		UPDATE import_run r SET done = 0, n_new = 0, n_changed = 0, n_same = 0, n_bad = 0, finished_at = NULL, started_at = now(), started_by = session_user
		WHERE r.id = run.id;
		state := 'begun';
		id := run.id;
		done := 0;
	END IF;
	RETURN NEXT;
END
$$;
COMMENT ON FUNCTION aiehr._import_start(regclass, text, text, bytea, bigint, boolean, boolean) IS
	'Enters an import of a file, or says that the same was imported before; the session holds a lock on the content from then on';
