-- Development plans: their words, what a language model is told, and what becomes of them.

CREATE FUNCTION aiehr.placeholders(body text) RETURNS text[]
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
	SELECT coalesce(array_agg(DISTINCT m[1] ORDER BY m[1]), '{}') FROM regexp_matches(body, '\{([[:alnum:]_]+)\}', 'g') m
$$;
COMMENT ON FUNCTION aiehr.placeholders(text) IS 'The names that stand in braces in a text, each once in the order of the alphabet';

-- In one pass, so that a value with braces in it stays what it is.
CREATE FUNCTION aiehr.fill_in(body text, "values" jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
	SELECT coalesce(string_agg(CASE WHEN "values" ? m[2] THEN coalesce("values" ->> m[2], '') ELSE m[1] END, '' ORDER BY i), '')
	FROM regexp_matches(body, '(\{([[:alnum:]_]+)\}|[^{]+|\{)', 'g') WITH ORDINALITY AS p (m, i)
$$;
COMMENT ON FUNCTION aiehr.fill_in(text, jsonb) IS 'A text with the values of an object in place of its placeholders, {name}; a null leaves nothing, a placeholder without a value stays';

CREATE FUNCTION aiehr._readable(bytes bytea) RETURNS text
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN convert_from(bytes, 'UTF8');
EXCEPTION WHEN untranslatable_character OR character_not_in_repertoire THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION aiehr._readable(bytea) IS 'A text of UTF-8 in the encoding of the database; NULL where that lacks a character';

CREATE FUNCTION aiehr._figure(value float8, factor float8 DEFAULT 1, unit text DEFAULT '') RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$ SELECT trim_scale(round((value * factor)::numeric, 1))::text || unit $$;
COMMENT ON FUNCTION aiehr._figure(float8, float8, text) IS 'A figure as plans show it, with one digit behind the point at most';

CREATE FUNCTION aiehr._language(locale text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$ SELECT lower(split_part(translate(locale, '-.@', '___'), '_', 1)) $$;
COMMENT ON FUNCTION aiehr._language(text) IS 'The language of a locale: zh of zh_CN.UTF-8 and of zh-Hans';

-- Letters and digits in their plain forms, where the encoding has others.
CREATE FUNCTION aiehr._plain_form(body text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN CASE WHEN getdatabaseencoding() = 'UTF8' THEN normalize(body, NFKC) ELSE body END;
END
$$;
COMMENT ON FUNCTION aiehr._plain_form(text) IS 'A text in NFKC; in databases of another encoding than UTF8 as it is';

-- What a text could say of somebody: whole values, and of names also their parts and what ideographic names are shortened to.
CREATE FUNCTION aiehr._known_patterns(names text[], others text[]) RETURNS text[]
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
	WITH value AS (
		SELECT v, v ~ '^[\u3400-\u9fff\uac00-\ud7a3]{2,4}$' AS short FROM (
			SELECT DISTINCT btrim(aiehr._plain_form(k)) AS v FROM unnest(names) k WHERE char_length(btrim(k)) >= 2) x
	),
	part AS (
		SELECT v AS p FROM value
		UNION
		SELECT btrim(aiehr._plain_form(k)) FROM unnest(others) k WHERE char_length(btrim(k)) >= 2
		UNION
		SELECT w FROM value, regexp_split_to_table(v, '[^[:alnum:]]+') w WHERE char_length(w) >= 2
		UNION
		-- of names in ideographs or syllables the given name, and the family name where it has two
		SELECT substr(v, n) FROM value, generate_series(2, 3) n WHERE short AND char_length(v) > n
		UNION
		SELECT left(v, 2) FROM value WHERE short AND char_length(v) = 4
	)
	SELECT array_agg(x.pattern ORDER BY char_length(x.pattern) DESC, x.pattern)
	FROM (
		SELECT CASE WHEN p ~ '^[\u3400-\u9fff\uac00-\ud7a3]{2,4}$' THEN regexp_replace(p, '(.)(?=.)', '\1[[:space:]]*', 'g')
			ELSE CASE WHEN p ~ '^[[:alnum:]]' AND p !~ '^[\u3040-\ud7a3]' THEN '\m' ELSE '' END
				|| regexp_replace(regexp_replace(p, '([^[:alnum:][:space:]])', '\\\1', 'g'), '[[:space:]]+', '[[:space:]]*', 'g')
				|| CASE WHEN p ~ '[[:alnum:]]$' AND p !~ '[\u3040-\ud7a3]$' THEN '\M' ELSE '' END END AS pattern
		FROM part
		UNION
		-- the family name with a form of address before or after it
		SELECT '(?:[\u5c0f\u8001\u963f]' || left(v, 1) || '|' || left(v, 1)
			|| '(?:\u5148\u751f|\u5973\u58eb|\u5c0f\u59d0|\u7ecf\u7406|\u7d93\u7406|\u603b|\u5de5|\u8001\u5e08|\u8001\u5e2b|\u3055\u3093|\u69d8|\uc528|\ub2d8))'
		FROM value WHERE short
	) x
$$;
COMMENT ON FUNCTION aiehr._known_patterns(text[], text[]) IS 'Regular expressions, longest first, that find values in a text, and names also by their parts and as people are addressed';

-- Takes out more than it must: a number too many is no loss, one too few is.
CREATE FUNCTION aiehr.scrub(body text, names text[] DEFAULT '{}', others text[] DEFAULT '{}') RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	rules		CONSTANT text[] := ARRAY[
		-- addresses of mail, also when spelled out, of pages, and names in networks
		'[^[:space:]<>()",;]+[[:space:]]*@[[:space:]]*[^[:space:]<>()",;]+', '[contact]',
		'[^[:space:]]+[[:space:]]*(?:\(at\)|\[at\]|[[:space:]]at[[:space:]])[[:space:]]*[^[:space:]]+[[:space:]]*(?:\(dot\)|\[dot\]|[[:space:]]dot[[:space:]])[[:space:]]*[^[:space:]]+', '[contact]',
		'(?:[a-z][a-z0-9+.-]*://|www\.)[^[:space:]]+', '[contact]',
		'@[[:alnum:]_.-]{2,}', '[contact]',
		'\m(?:[a-z0-9-]+\.)+(?:com|net|org|io|me|cn|jp|kr|de|uk|fr|edu|gov)\M(?:/[^[:space:]]*)?', '[contact]',
		'(?:wechat|weixin|\u5fae\u4fe1\u53f7?|qq|kakao(?:talk)?|\uce74\uce74\uc624\ud1a1?|telegram|whatsapp|skype|line[[:space:]]*id)[[:space:]]*(?:id)?[[:space:]]*(?:is|\u662f|\u306f|\uc740|\ub294|:)?[[:space:]]*[a-z0-9_.+-]{4,}', '[contact]',
		-- streets and what stands before or after their numbers
		'\m[0-9]+[a-z]?,?[[:space:]]+(?:[[:alpha:].''-]+[[:space:]]+){0,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|square|sq|court|ct|place|terrace|way)\M\.?', '[address]',
		'[[:alpha:].-]*(?:stra\u00dfe|strasse|str\.|gasse|weg|allee|platz)[[:space:]]*[0-9]+[[:space:]]?[a-z]?\M', '[address]',
		'\m(?:rue|avenue|boulevard|calle|via)[[:space:]]+(?:[[:alpha:].''-]+[[:space:]]*){1,4},?[[:space:]]*[0-9]+\M', '[address]',
		'\m[0-9]+,?[[:space:]]+(?:rue|avenue|boulevard)[[:space:]]+(?:[[:alpha:].''-]+[[:space:]]*){1,4}', '[address]',
		'[\u3400-\u9fff]{0,20}(?:\u8def|\u8857|\u5927\u9053|\u80e1\u540c|\u5df7|\u5f04|\u6751|\u753a)[[:space:]]*[0-9\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e-]+(?:[[:space:]]*(?:\u53f7|\u865f|\u5f04|\u5df7|\u697c|\u6a13|\u5ba4|\u680b|\u68df|\u5c42|\u5355\u5143|\u756a\u5730?)(?:[[:space:]]*[0-9\u3007\u4e00-\u5341-]+)?)*', '[address]',
		'[\u3005\u3040-\u30ff\u3400-\u9fff]{0,20}[0-9\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]+(?:\u4e01\u76ee|\u756a\u5730|\u53f7\u697c|\u865f\u6a13|\u5355\u5143)(?:[0-9-]+[\u756a\u53f7\u865f\u5ba4\u697c\u6a13]?)*', '[address]',
		'[\uac00-\ud7a3]+(?:\ub85c|\uae38)[[:space:]]*[0-9]+(?:-[0-9]+)?', '[address]',
		'\m[a-z]{1,2}[0-9][a-z0-9]?[[:space:]]*[0-9][a-z]{2}\M', '[address]',
		-- identifiers of letters and digits, numbers of three digits and more however they are grouped, numbers in words
		'\m(?=[[:alnum:]_-]*[0-9])[[:alnum:]]+(?:[_-][[:alnum:]]+)+\M', '[number]',
		'\m(?=[a-z0-9]*[0-9])(?=[a-z0-9]*[a-z])[a-z0-9]{4,}\M', '[number]',
		'[+]?[(]?[0-9](?:[][[:space:]().,:/_\u00b7\u2010-\u2015-]{0,3}[0-9]){2,}', '[number]',
		'[\u3007\u96f6\u4e00\u58f1\u5e7a\u4e8c\u4e24\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343]{5,}', '[number]',
		'(?:\m(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double)\M[[:space:],-]*){4,}', '[number]'];
	pattern		text;
BEGIN
	body := aiehr._plain_form(body);
	FOREACH pattern IN ARRAY coalesce(aiehr._known_patterns(names, others), '{}') LOOP
		body := regexp_replace(body, pattern, '[name]', 'gi');
	END LOOP;
	FOR i IN 1..cardinality(rules) BY 2 LOOP
		body := regexp_replace(body, rules[i], rules[i + 1], 'gi');
	END LOOP;
	RETURN body;
END
$$;
COMMENT ON FUNCTION aiehr.scrub(text, text[], text[]) IS
	'A text without names and their parts, nor other values that are known of somebody, nor what looks like an address, a way of contact or a number of three digits or more: [name], [contact], [address], [number] stand in their place';

-- Works with the reader's own rights: the views that it reads are the reader's.
CREATE FUNCTION aiehr._development_plan(anchor regclass, person_id bigint, locale text)
	RETURNS TABLE (place integer, kind text, job text, indicator text, indicator_name text, offering text, offering_name text, "text" text,
		reason text, due date, score float8, expected float8, percentile float8, n bigint, application_id bigint, employment_id bigint,
		assessment_id bigint, intervention_id bigint, evidence text)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	lang		CONSTANT text := aiehr._language(_development_plan.locale);
	note		text;
BEGIN
	PERFORM aiehr._enter(anchor);
	PERFORM FROM person p WHERE p.id = _development_plan.person_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'person % is unknown', coalesce(_development_plan.person_id::text, 'NULL') USING ERRCODE = 'no_data_found';
	END IF;
	PERFORM FROM development_text t WHERE t.locale = lang;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there are no texts for plans in language "%"', coalesce(lang, 'NULL') USING ERRCODE = 'invalid_parameter_value',
			DETAIL = format('Table development_text has %s.', (SELECT coalesce(string_agg(DISTINCT t.locale, ', '), 'none at all') FROM development_text t)),
			HINT = 'Add rows for the language, or take one of these.';
	END IF;
	RETURN QUERY
		SELECT (row_number() OVER (ORDER BY d.priority, d.shortfall DESC NULLS LAST, d.job, d.indicator))::integer, d.kind, d.job, d.indicator, v.indicator_name,
			d.offering, v.offering_name, fill_in(coalesce(w.body, d.kind), v.figures), fill_in(coalesce(r.body, d.kind), v.figures),
			((now() AT TIME ZONE y.time_zone)::date + u.due_after)::date, d.score, d.expected, d.percentile, d.n, d.application_id, d.employment_id,
			d.assessment_id, d.intervention_id, a.said
		FROM development_need d
		JOIN development_rule u ON u.kind = d.kind
		JOIN policy y ON y.job IS NULL
		LEFT JOIN indicator i ON i.code = d.indicator
		LEFT JOIN offering o ON o.code = d.offering
		JOIN (VALUES ('relative', 100, ' %'), ('points', 1, ''), ('percentile', 100, ' %'), ('residual', 1, ' SD')) AS g (rule, factor, unit) ON g.rule = d.gap_rule
		CROSS JOIN LATERAL (SELECT coalesce(to_jsonb(i) ->> ('name_' || lang), i.name_en, i.code) AS indicator_name,
			coalesce(to_jsonb(o) ->> ('name_' || lang), o.name_en, o.code) AS offering_name) c
		CROSS JOIN LATERAL (SELECT c.indicator_name, c.offering_name, jsonb_build_object('indicator', c.indicator_name, 'offering', c.offering_name,
			'score', _figure(d.score), 'expected', _figure(d.expected), 'difference', _figure(abs(d.score - d.expected)), 'percentile', _figure(d.percentile),
			'n', d.n, 'gap', _figure(d.gap, g.factor, g.unit),
			'limit', CASE WHEN d.kind IN ('gap', 'intervention') THEN _figure(d.limit_value, g.factor, g.unit) ELSE _figure(d.limit_value) END) AS figures) v
		LEFT JOIN LATERAL (
			SELECT t.body FROM development_text t
			WHERE t.kind = d.kind AND t.locale IN (lang, 'en') AND (t.part = 'alone' OR t.part = 'offer' AND d.offering IS NOT NULL)
			ORDER BY t.locale = lang DESC, t.part = 'offer' DESC
			LIMIT 1
		) w ON true
		LEFT JOIN LATERAL (
			SELECT t.body FROM development_text t
			WHERE t.kind = d.kind AND t.locale IN (lang, 'en') AND t.part = 'reason'
			ORDER BY t.locale = lang DESC
			LIMIT 1
		) r ON true
		LEFT JOIN LATERAL (
			SELECT string_agg(x.question || ': ' || x.body, E'\n' ORDER BY x.id) AS said
			FROM (SELECT n.id, n.question, n.body FROM answer n WHERE n.assessment_id = d.assessment_id ORDER BY n.id LIMIT 3) x
		) a ON true
		WHERE d.person_id = _development_plan.person_id
		ORDER BY 1;
	IF FOUND THEN
		RETURN;
	END IF;
	note := CASE
		WHEN NOT EXISTS (SELECT FROM employment e WHERE e.person_id = _development_plan.person_id AND NOT e.ended)
			AND NOT EXISTS (SELECT FROM application p WHERE p.person_id = _development_plan.person_id
				AND p.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')) THEN 'left'
		WHEN EXISTS (SELECT FROM standing s WHERE s.person_id = _development_plan.person_id
			AND (s.assessed IS NOT NULL OR s.performance IS NOT NULL)) THEN 'no_need'
		ELSE 'no_data' END;
	RETURN QUERY
		SELECT 0, 'note', NULL::text, NULL::text, NULL::text, NULL::text, NULL::text,
			coalesce((SELECT t.body FROM development_text t WHERE t.kind = 'plan' AND t.part = note AND t.locale IN (lang, 'en') ORDER BY t.locale = lang DESC LIMIT 1), note),
			NULL::text, NULL::date, NULL::float8, NULL::float8, NULL::float8, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::text;
END
$$;
COMMENT ON FUNCTION aiehr._development_plan(regclass, bigint, text) IS
	'What the rules put into the development plan of a person, in words of a language; one row of kind note where there is nothing';

-- Ends plans that another takes the place of; what was under way in an approved one is dropped there and goes on in the new one.
CREATE FUNCTION aiehr._supersede_plans(anchor regclass, plans bigint[], successor bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(anchor);
	UPDATE development_plan_item i SET status = 'in_progress', status_at = was.status_at, status_by = was.status_by, status_note = was.status_note
	FROM development_plan p
	JOIN development_plan_item was ON was.plan_id = p.id AND was.status = 'in_progress'
	WHERE p.id = ANY (plans) AND p.id <> successor AND p.status = 'approved' AND i.plan_id = successor AND i.status = 'open' AND i.job = was.job
		AND i.kind = was.kind AND i.indicator IS NOT DISTINCT FROM was.indicator AND i.offering IS NOT DISTINCT FROM was.offering;
	WITH old AS (
		UPDATE development_plan p SET status = 'superseded', ended_at = clock_timestamp()
		FROM (SELECT id, status FROM development_plan) was
		WHERE p.id = ANY (plans) AND p.id <> successor AND p.status IN ('draft', 'approved') AND was.id = p.id
		RETURNING p.id, was.status = 'approved' AS in_force
	),
	dropped AS (
		UPDATE development_plan_item i SET status = 'dropped', status_at = clock_timestamp(), status_by = acting_role(), status_note = 'superseded'
		FROM old
		WHERE i.plan_id = old.id AND old.in_force AND i.status IN ('open', 'in_progress')
		RETURNING i.id
	)
	INSERT INTO outbox (topic, item_id, event)
	SELECT 'plan_item', id, 'dropped' FROM dropped
	UNION ALL
	SELECT 'plan', id, 'superseded' FROM old;
END
$$;
COMMENT ON FUNCTION aiehr._supersede_plans(regclass, bigint[], bigint) IS 'Ends plans in favour of another of the same person, which takes over what is in progress';

CREATE FUNCTION aiehr._make_plan(anchor regclass, person_id bigint, locale text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	lang		CONSTANT text := aiehr._language(_make_plan.locale);
	said		text;
	same		bigint;
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	-- two who make a plan of one person at once: the second finds what the first made
	PERFORM FROM person p WHERE p.id = _make_plan.person_id FOR NO KEY UPDATE;
	SELECT string_agg(jsonb_build_array(d.kind, d.job, d.indicator, d.offering, d.text, d.reason)::text, E'\n' ORDER BY d.place) INTO said
	FROM aiehr._development_plan(anchor, _make_plan.person_id, lang) d;
	SELECT p.id INTO same
	FROM development_plan p
	WHERE p.person_id = _make_plan.person_id AND p.locale = lang AND p.source = 'rule'
		AND (p.status IN ('draft', 'approved') OR EXISTS (SELECT FROM development_plan m WHERE m.based_on = p.id AND m.status IN ('draft', 'approved')))
		AND said = coalesce((SELECT string_agg(jsonb_build_array(i.kind, i.job, i.indicator, i.offering, i.text, i.reason)::text, E'\n' ORDER BY i.place)
			FROM development_plan_item i WHERE i.plan_id = p.id), jsonb_build_array('note', NULL, NULL, NULL, p.note, NULL)::text)
	ORDER BY p.id DESC
	LIMIT 1;
	IF FOUND THEN
		RETURN same;
	END IF;
	INSERT INTO development_plan AS p (person_id, locale, made_by) VALUES (_make_plan.person_id, lang, acting_role()) RETURNING p.id INTO result;
	INSERT INTO development_plan_item (plan_id, place, kind, job, application_id, employment_id, indicator, offering, text, reason, score, expected,
		percentile, n, assessment_id, intervention_id, due)
	SELECT result, d.place, d.kind, d.job, d.application_id, d.employment_id, d.indicator, d.offering, d.text, d.reason, d.score, d.expected,
		d.percentile, d.n, d.assessment_id, d.intervention_id, d.due
	FROM aiehr._development_plan(anchor, _make_plan.person_id, lang) d
	WHERE d.kind <> 'note';
	IF NOT FOUND THEN
		UPDATE development_plan p SET note = (SELECT d.text FROM aiehr._development_plan(anchor, _make_plan.person_id, lang) d) WHERE p.id = result;
	END IF;
	PERFORM aiehr._supersede_plans(anchor, (SELECT array_agg(p.id) FROM development_plan p
		WHERE p.person_id = _make_plan.person_id AND p.locale = lang AND p.status = 'draft'), result);
	INSERT INTO outbox (topic, item_id, event) VALUES ('plan', result, 'made');
	PERFORM aiehr._audit('make_plan', 'rule', 'development_plan', result, 1);
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._make_plan(regclass, bigint, text) IS 'Stores the rule-made plan of a person as a draft, unless the one that is there says the same; its id';

-- Plans change under the lock on their person.
CREATE FUNCTION aiehr._lock_plan(anchor regclass, plan_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM aiehr._enter(anchor);
	PERFORM FROM person p WHERE p.id = (SELECT d.person_id FROM development_plan d WHERE d.id = plan_id) FOR NO KEY UPDATE;
	PERFORM FROM development_plan d WHERE d.id = plan_id FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'development plan % does not exist', coalesce(plan_id::text, 'NULL') USING ERRCODE = 'no_data_found';
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._lock_plan(regclass, bigint) IS 'Locks the person of a development plan, and the plan; an error where there is none';

CREATE FUNCTION aiehr._approve_plan(anchor regclass, plan_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	plan		record;
BEGIN
	PERFORM aiehr._enter(anchor);
	PERFORM aiehr._lock_plan(anchor, plan_id);
	SELECT * INTO plan FROM development_plan d WHERE d.id = _approve_plan.plan_id;
	IF plan.status <> 'draft' THEN
		RAISE EXCEPTION 'development plan % is no draft', plan.id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Its status is %s.', plan.status), HINT = 'make_plan() makes a new one.';
	ELSIF plan.note IS NOT NULL THEN
		RAISE EXCEPTION 'development plan % has nothing to approve', plan.id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = plan.note, HINT = 'make_plan() makes a new one when there is more.';
	END IF;
	PERFORM aiehr._supersede_plans(anchor, (SELECT array_agg(d.id) FROM development_plan d WHERE d.person_id = plan.person_id), plan.id);
	UPDATE development_plan d SET status = 'approved', approved_at = clock_timestamp(), approved_by = acting_role() WHERE d.id = plan.id;
	INSERT INTO outbox (topic, item_id, event) VALUES ('plan', plan.id, 'approved');
	PERFORM aiehr._audit('approve_plan', plan.source, 'development_plan', plan.id, 1);
END
$$;
COMMENT ON FUNCTION aiehr._approve_plan(regclass, bigint) IS 'Puts a draft in force in place of the person''s other plans; what was in progress goes on';

CREATE FUNCTION aiehr._set_plan_item(anchor regclass, item_id bigint, status text, note text) RETURNS void
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	plan		record;
	in_plan		bigint;
	finished	boolean;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT i.plan_id INTO in_plan FROM development_plan_item i WHERE i.id = _set_plan_item.item_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'item % of a development plan does not exist', coalesce(item_id::text, 'NULL') USING ERRCODE = 'no_data_found';
	ELSIF _set_plan_item.status IS NULL OR _set_plan_item.status NOT IN ('open', 'in_progress', 'done', 'dropped') THEN
		RAISE EXCEPTION 'an item of a development plan cannot be "%"', coalesce(_set_plan_item.status, 'NULL') USING ERRCODE = 'invalid_parameter_value',
			HINT = 'It is open, in_progress, done or dropped.';
	END IF;
	PERFORM aiehr._lock_plan(anchor, in_plan);
	SELECT * INTO plan FROM development_plan d WHERE d.id = in_plan;
	IF plan.status NOT IN ('approved', 'done') THEN
		RAISE EXCEPTION 'development plan % is not in force', plan.id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Its status is %s.', plan.status),
			HINT = CASE WHEN plan.status = 'draft' THEN 'approve_plan() puts it in force.' ELSE 'The items to work on are those of the plan in force.' END;
	ELSIF plan.status = 'done' AND EXISTS (SELECT FROM development_plan d WHERE d.person_id = plan.person_id AND d.status = 'approved') THEN
		RAISE EXCEPTION 'development plan % is done, and another is in force', plan.id USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'The items to work on are those of the plan in force.';
	END IF;
	UPDATE development_plan_item i
	SET status = _set_plan_item.status, status_at = clock_timestamp(), status_by = acting_role(), status_note = nullif(btrim(note), '')
	WHERE i.id = _set_plan_item.item_id AND (i.status, i.status_note) IS DISTINCT FROM (_set_plan_item.status, nullif(btrim(note), ''));
	IF NOT FOUND THEN
		RETURN;
	END IF;
	INSERT INTO outbox (topic, item_id, event) VALUES ('plan_item', _set_plan_item.item_id, _set_plan_item.status);
	finished := NOT EXISTS (SELECT FROM development_plan_item i WHERE i.plan_id = plan.id AND i.status IN ('open', 'in_progress'));
	UPDATE development_plan d SET status = CASE WHEN finished THEN 'done' ELSE 'approved' END, ended_at = CASE WHEN finished THEN clock_timestamp() END
	WHERE d.id = plan.id AND (d.status = 'done') <> finished;
	IF FOUND THEN
		INSERT INTO outbox (topic, item_id, event) VALUES ('plan', plan.id, CASE WHEN finished THEN 'done' ELSE 'reopened' END);
	END IF;
END
$$;
COMMENT ON FUNCTION aiehr._set_plan_item(regclass, bigint, text, text) IS 'Changes the status of an item of the plan in force; the plan is done when its last item is, and in force again when one is reopened';

-- With the reader's own rights. Indicators, figures and reasons are of the company's making; what the person said is scrubbed.
CREATE FUNCTION aiehr._plan_request(anchor regclass, plan_id bigint, model text, evidence boolean) RETURNS jsonb
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	plan		record;
	names		text[];
	others		text[];
	told		text;
	refused		text;
	items		jsonb;
BEGIN
	PERFORM aiehr._enter(anchor);
	SELECT * INTO plan FROM development_plan d WHERE d.id = _plan_request.plan_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'development plan % does not exist', coalesce(plan_id::text, 'NULL') USING ERRCODE = 'no_data_found';
	ELSIF plan.source <> 'rule' OR plan.status NOT IN ('draft', 'approved') OR plan.note IS NOT NULL THEN
		RAISE EXCEPTION 'development plan % cannot be worded', plan.id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = coalesce(plan.note, format('It is %s, made by %s.', plan.status, plan.source)),
			HINT = 'What is worded is a rule-made plan with items, draft or approved.';
	ELSIF coalesce(btrim(model), '') = '' OR octet_length(model) > 200 THEN
		RAISE EXCEPTION 'a request needs the name of a model, 200 bytes at most' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	SELECT n.purpose INTO refused
	FROM consent n
	WHERE n.person_id = plan.person_id AND n.purpose IN ('machine_scoring', 'processing') AND n.withdrawn_at IS NOT NULL
		AND NOT EXISTS (SELECT FROM consent y WHERE y.person_id = n.person_id AND y.purpose = n.purpose AND y.given_at > n.withdrawn_at AND y.withdrawn_at IS NULL)
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'development plan % is not to be worded by a machine', plan.id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('Consent to %s was withdrawn.', refused), HINT = 'The rule-made plan needs no model.';
	END IF;
	SELECT t.body INTO told FROM development_text t
	WHERE t.kind = 'plan' AND t.part = 'instruction' AND t.locale IN (plan.locale, 'en') ORDER BY t.locale = plan.locale DESC LIMIT 1;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there is no instruction to a language model in language "%"', plan.locale USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Add a row of kind plan and part instruction to development_text.';
	END IF;
	-- whoever manages or rates the person is named in answers too
	SELECT array_agg(k.v) FILTER (WHERE k.is_name), array_agg(k.v) FILTER (WHERE NOT k.is_name) INTO names, others
	FROM (
		SELECT u.v, u.is_name FROM person p, unnest(ARRAY[p.name, p.email, p.phone, p.external_key], '{t,f,f,f}'::boolean[]) AS u (v, is_name)
		WHERE p.id = plan.person_id OR p.id IN (SELECT e.manager_id FROM employment e WHERE e.person_id = plan.person_id)
			OR p.id IN (SELECT h.manager_id FROM employment_history h WHERE h.person_id = plan.person_id)
			OR p.id IN (SELECT f.rater_id FROM performance_fact f WHERE f.person_id = plan.person_id)
		UNION SELECT x.external_key, false FROM person_alias x WHERE x.person_id = plan.person_id
		UNION SELECT v, f.kind = 'name' FROM golden_value g JOIN profile_field f ON f.code = g.field, unnest(g.also || g.value || g.normalised) v
			WHERE g.person_id = plan.person_id
		UNION SELECT v, f.kind = 'name' FROM claim c JOIN profile_field f ON f.code = c.field, unnest(ARRAY[c.raw, c.normalised]) v WHERE c.person_id = plan.person_id
	) k
	WHERE k.v <> '';
	SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('place', i.place,
		'indicator', coalesce(to_jsonb(n) ->> ('name_' || plan.locale), n.name_en, n.code), 'text', i.text, 'reason', i.reason, 'excerpts', a.said)) ORDER BY i.place)
	INTO items
	FROM development_plan_item i
	LEFT JOIN indicator n ON n.code = i.indicator
	LEFT JOIN LATERAL (
		-- scrubbed before it is cut, so that no cut goes through a name
		SELECT jsonb_agg(jsonb_build_object('question', left(scrub(left(x.question, 2000), names, others), 200), 'answer', left(scrub(left(x.body, 4000), names, others), 400)) ORDER BY x.id) AS said
		FROM (SELECT w.id, w.question, w.body FROM answer w WHERE w.assessment_id = i.assessment_id ORDER BY w.id LIMIT 3) x
		-- in other encodings names and numbers of other scripts could not be told
		WHERE evidence AND getdatabaseencoding() = 'UTF8'
	) a ON true
	WHERE i.plan_id = plan.id;
	RETURN jsonb_build_object('model', btrim(model), 'temperature', 0, 'messages', jsonb_build_array(
		jsonb_build_object('role', 'system', 'content', told),
		jsonb_build_object('role', 'user', 'content', jsonb_build_object('language', plan.locale, 'items', items)::text)));
END
$$;
COMMENT ON FUNCTION aiehr._plan_request(regclass, bigint, text, boolean) IS 'The request for a chat completion that has a language model word a plan; nothing in it tells whose it is';

-- What a chat completion says, taken apart; whatever is not what was asked for is an error.
CREATE FUNCTION aiehr._model_texts(response text, places integer) RETURNS text[]
	LANGUAGE plpgsql IMMUTABLE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	max_chars	CONSTANT integer := 1000;	-- of an item: some ten sentences
	content		text;
	items		jsonb;
	texts		text[];
	wrong		text;
BEGIN
	BEGIN
		content := response::jsonb #>> '{choices,0,message,content}';
		-- models think aloud and put code in fences, whatever they are told
		content := regexp_replace(content, '^\s*<think>.*?</think>', '');
		content := regexp_replace(content, '^\s*```(?:json)?\s*(.*?)\s*```\s*$', '\1');
		items := content::jsonb;
	EXCEPTION WHEN data_exception OR feature_not_supported OR program_limit_exceeded THEN
		wrong := CASE WHEN content IS NULL THEN 'The response is not JSON.' ELSE 'The message in it is not JSON.' END;
	END;
	items := CASE jsonb_typeof(items) WHEN 'object' THEN items -> 'items' ELSE items END;
	IF wrong IS NOT NULL THEN
		NULL;
	ELSIF content IS NULL THEN
		wrong := 'The response has no message.';
	ELSIF jsonb_typeof(items) IS DISTINCT FROM 'array' THEN
		wrong := 'The message has no list of items.';
	ELSIF jsonb_array_length(items) <> places THEN
		wrong := format('It has %s items, the plan has %s.', jsonb_array_length(items), places);
	ELSE
		SELECT array_agg(btrim(e.item ->> 'text', E' \t\r\n') ORDER BY p.place) INTO texts
		FROM generate_series(1, places) AS p (place)
		JOIN jsonb_array_elements(items) AS e (item) ON e.item -> 'place' = to_jsonb(p.place) AND jsonb_typeof(e.item -> 'text') = 'string';
		wrong := CASE
			WHEN coalesce(cardinality(texts), 0) <> places OR (SELECT count(DISTINCT e.item -> 'place') FROM jsonb_array_elements(items) AS e (item)) <> places
				THEN 'Its items do not have each a text and the place of an item of the plan.'
			WHEN '' = ANY (texts) THEN 'A text is empty.'
			WHEN (SELECT max(char_length(t)) FROM unnest(texts) t) > max_chars THEN format('A text is longer than %s characters.', max_chars)
			WHEN EXISTS (SELECT FROM unnest(texts) t WHERE t ~ '[\x01-\x08\x0b-\x1f\x7f]') THEN 'A text has control characters.' END;
	END IF;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION 'the answer of the model is not taken' USING ERRCODE = 'invalid_parameter_value', DETAIL = wrong,
			HINT = 'The rule-made plan stands as it is; ask once more, or another model.';
	END IF;
	RETURN texts;
END
$$;
COMMENT ON FUNCTION aiehr._model_texts(text, integer) IS 'The texts in the response of a chat completion, in the order of places; an error unless there is one sensible text for each';

CREATE FUNCTION aiehr._word_plan(anchor regclass, plan_id bigint, response text, model text, prompt_hash bytea) RETURNS bigint
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	plan		record;
	texts		text[];
	result		bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	PERFORM aiehr._lock_plan(anchor, plan_id);
	SELECT d.*, (SELECT count(*)::integer FROM development_plan_item i WHERE i.plan_id = d.id) AS places INTO plan
	FROM development_plan d WHERE d.id = _word_plan.plan_id;
	IF plan.source <> 'rule' OR plan.status NOT IN ('draft', 'approved') OR plan.places = 0 THEN
		RAISE EXCEPTION 'development plan % cannot be worded', plan.id USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('It is %s, made by %s, and has %s items.', plan.status, plan.source, plan.places),
			HINT = 'What is worded is a rule-made plan with items, draft or approved.';
	ELSIF coalesce(btrim(model), '') = '' OR octet_length(model) > 200 OR octet_length(prompt_hash) IS DISTINCT FROM 32 THEN
		RAISE EXCEPTION 'a wording needs the name of its model, 200 bytes at most, and the SHA-256 of what it was asked' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	texts := aiehr._model_texts(response, plan.places);
	INSERT INTO development_plan AS p (person_id, locale, source, based_on, model, prompt_hash, made_by)
	VALUES (plan.person_id, plan.locale, 'model', plan.id, btrim(_word_plan.model), _word_plan.prompt_hash, acting_role())
	RETURNING p.id INTO result;
	INSERT INTO development_plan_item (plan_id, place, kind, job, application_id, employment_id, indicator, offering, text, reason, score, expected,
		percentile, n, assessment_id, intervention_id, due)
	SELECT result, i.place, i.kind, i.job, i.application_id, i.employment_id, i.indicator, i.offering, texts[i.place], i.reason, i.score, i.expected,
		i.percentile, i.n, i.assessment_id, i.intervention_id, i.due
	FROM development_plan_item i WHERE i.plan_id = plan.id;
	PERFORM aiehr._supersede_plans(anchor, (SELECT array_agg(d.id) FROM development_plan d WHERE d.based_on = plan.id AND d.status = 'draft'), result);
	INSERT INTO outbox (topic, item_id, event) VALUES ('plan', result, 'worded');
	PERFORM aiehr._audit('word_plan', btrim(_word_plan.model), 'development_plan', result, 1);
	RETURN result;
END
$$;
COMMENT ON FUNCTION aiehr._word_plan(regclass, bigint, text, text, bytea) IS 'Stores what a language model made of a rule-made plan as a draft beside it; its id';
