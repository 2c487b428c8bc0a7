-- The organisation over time: what units and places were, are and will be on a day.

CREATE VIEW org_unit_version WITH (security_invoker = true) AS
	SELECT o.id AS unit_id, o.code, h.code AS code_then, h.name, h.parent, h.cost_centre, h.valid * o.valid AS valid
	FROM org_unit_history h
	JOIN org_unit o ON o.id = h.unit_id
	WHERE h.valid && o.valid
	UNION ALL
	SELECT o.id, o.code, o.code, o.name, o.parent, o.cost_centre, daterange(x.since, NULL) * o.valid
	FROM org_unit o
	LEFT JOIN (SELECT unit_id, max(upper(valid)) AS since FROM org_unit_history GROUP BY unit_id) x ON x.unit_id = o.id
	WHERE daterange(x.since, NULL) && o.valid;
COMMENT ON VIEW org_unit_version IS 'Every state of every unit of the organisation, one row a unit and range of dates; about no single person';
COMMENT ON COLUMN org_unit_version.unit_id IS 'The unit, by what stays when its code changes';
COMMENT ON COLUMN org_unit_version.code IS 'Its present code, which other tables have';
COMMENT ON COLUMN org_unit_version.code_then IS 'Its code at the time';
COMMENT ON COLUMN org_unit_version.name IS 'Its name at the time';
COMMENT ON COLUMN org_unit_version.parent IS 'The unit that it was part of, by its present code; NULL: a top one';
COMMENT ON COLUMN org_unit_version.cost_centre IS 'Its cost centre at the time';
COMMENT ON COLUMN org_unit_version.valid IS 'Dates on which it was so';

-- Where somebody worked in a spell, cut to the spell.
CREATE VIEW career_path WITH (security_invoker = true) AS
	SELECT c.person_id, c.employment_id, c.application_id, c.job, j.title, c.org_unit, c.manager_id, coalesce(c.core, j.core) AS core,
		c.from_date, c.to_date,
		CASE WHEN c.place > 1 THEN 'moved' WHEN c.nth = 1 THEN 'hired'
			WHEN c.earlier_left <= c.hired_on AND c.earlier_reason = 'transfer' THEN 'transferred'
			WHEN c.earlier_left <= c.hired_on THEN 'rehired' ELSE 'second_job' END AS begun,
		CASE WHEN c.to_date < c.left_on OR (c.to_date IS NOT NULL AND c.left_on IS NULL) THEN 'moved'
			WHEN c.left_on IS NOT NULL THEN coalesce(c.leave_reason, 'left') END AS ended
	FROM (
		SELECT e.*, x.org_unit, x.manager_id, greatest(x.since, e.hired_on) AS from_date, least(x.until, e.left_on) AS to_date,
			row_number() OVER (PARTITION BY e.person_id, e.employment_id ORDER BY x.since NULLS FIRST) AS place
		FROM (
			SELECT s.id AS employment_id, s.person_id, s.application_id, s.job, s.core, s.hired_on, s.left_on, s.leave_reason,
				s.org_unit AS last_unit, s.manager_id AS last_manager, b.since AS last_since,
				row_number() OVER w AS nth, lag(s.left_on) OVER w AS earlier_left, lag(s.leave_reason) OVER w AS earlier_reason
			FROM employment s
			-- by person too, so that a question about one reads the history of one
			LEFT JOIN (
				SELECT h.person_id, h.employment_id, max(upper(h.valid)) AS since FROM employment_history h GROUP BY h.person_id, h.employment_id
			) b ON b.person_id = s.person_id AND b.employment_id = s.id
			WINDOW w AS (PARTITION BY s.person_id ORDER BY s.hired_on, s.id)
		) e
		CROSS JOIN LATERAL (
			SELECT h.org_unit, h.manager_id, lower(h.valid) AS since, upper(h.valid) AS until
			FROM employment_history h
			WHERE e.last_since IS NOT NULL AND h.employment_id = e.employment_id
			UNION ALL
			SELECT e.last_unit, e.last_manager, e.last_since, NULL AS until
		) x
		WHERE (x.until IS NULL OR x.until > e.hired_on) AND (x.since IS NULL OR e.left_on IS NULL OR x.since < e.left_on)
	) c
	JOIN job j ON j.code = c.job;
COMMENT ON VIEW career_path IS 'Where people worked and work, one row a spell and place in it (unit and manager); those who left are in';
COMMENT ON COLUMN career_path.person_id IS 'The person';
COMMENT ON COLUMN career_path.employment_id IS 'The employment spell';
COMMENT ON COLUMN career_path.application_id IS 'The application that led to the spell';
COMMENT ON COLUMN career_path.job IS 'Job of the spell';
COMMENT ON COLUMN career_path.title IS 'Title of the job';
COMMENT ON COLUMN career_path.org_unit IS 'The unit that the person worked in, by its present code';
COMMENT ON COLUMN career_path.manager_id IS 'The person''s manager there';
COMMENT ON COLUMN career_path.core IS 'Whether the person is core staff: by the spell, else by the job';
COMMENT ON COLUMN career_path.from_date IS 'First day there';
COMMENT ON COLUMN career_path.to_date IS 'First day no more there; NULL: not known';
COMMENT ON COLUMN career_path.begun IS 'How it began: hired, rehired, transferred, second_job, or moved within the spell';
COMMENT ON COLUMN career_path.ended IS 'How it ended: moved, or the reason of leaving; NULL: it did not';

CREATE FUNCTION org_as_of(on_date date DEFAULT NULL)
	RETURNS TABLE (code text, name text, parent text, level integer, path text, ancestors text[], cost_centre text, code_then text, valid daterange)
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
	WITH RECURSIVE state AS MATERIALIZED (
		SELECT v.code, v.code_then, v.name, v.parent, v.cost_centre, v.valid
		FROM org_unit_version v
		WHERE v.valid @> coalesce(org_as_of.on_date, (SELECT (now() AT TIME ZONE c.time_zone)::date FROM policy c WHERE c.job IS NULL))
	),
	tree AS (
		SELECT s.code, s.name, s.parent, 1 AS level, ARRAY[s.code] AS ancestors, s.cost_centre, s.code_then, s.valid
		FROM state s
		WHERE s.parent IS NULL OR NOT EXISTS (SELECT FROM state p WHERE p.code = s.parent)
		UNION ALL
		SELECT s.code, s.name, s.parent, t.level + 1, t.ancestors || s.code, s.cost_centre, s.code_then, s.valid
		FROM tree t
		JOIN state s ON s.parent = t.code
		-- triggers refuse a cycle; where they were off, it must not run for ever
		WHERE s.code <> ALL (t.ancestors)
	)
	SELECT t.code, t.name, t.parent, t.level, array_to_string(t.ancestors, ' > '), t.ancestors, t.cost_centre, t.code_then, t.valid
	FROM tree t
	ORDER BY t.ancestors;
	END;
COMMENT ON FUNCTION org_as_of(date) IS
	'The organisation as it was, is or will be on a day (NULL: today), one row a unit, parents before what is below them. ancestors: the codes from the top down to the unit itself; path: the same as text; valid: the days on which exactly this held';

CREATE FUNCTION headcount_as_of(on_date date DEFAULT NULL)
	RETURNS TABLE (code text, name text, parent text, level integer, path text, cost_centre text, people bigint, people_below bigint)
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
	WITH unit AS MATERIALIZED (
		SELECT * FROM org_as_of(headcount_as_of.on_date)
	),
	day AS (
		SELECT coalesce(headcount_as_of.on_date, (now() AT TIME ZONE c.time_zone)::date) AS on_date FROM policy c WHERE c.job IS NULL
	),
	at_work AS (
		SELECT c.org_unit, count(DISTINCT c.person_id) AS people
		FROM day d
		JOIN career_path c ON c.from_date <= d.on_date AND (c.to_date IS NULL OR c.to_date > d.on_date)
		GROUP BY c.org_unit
	),
	below AS (
		SELECT a.code, sum(w.people)::bigint AS people
		FROM unit u
		JOIN at_work w ON w.org_unit = u.code
		CROSS JOIN LATERAL unnest(u.ancestors) AS a (code)
		GROUP BY a.code
	)
	SELECT u.code, u.name, u.parent, u.level, u.path, u.cost_centre, coalesce(w.people, 0), coalesce(b.people, 0)
	FROM unit u
	LEFT JOIN at_work w ON w.org_unit = u.code
	LEFT JOIN below b ON b.code = u.code
	UNION ALL
	SELECT NULL AS code, NULL AS name, NULL AS parent, NULL AS level, NULL AS path, NULL AS cost_centre, sum(w.people)::bigint AS people, sum(w.people)::bigint AS people_below
	FROM at_work w
	WHERE NOT EXISTS (SELECT FROM unit u WHERE u.code = w.org_unit)
	HAVING count(*) > 0
	ORDER BY 5;
	END;
COMMENT ON FUNCTION headcount_as_of(date) IS
	'People at work in each unit on a day (NULL: today), in the organisation of that day: people in the unit itself, people_below with all units beneath it; a row without code: people without a unit, or in one that did not exist';

CREATE FUNCTION reorganise(unit text, parent text, effective_on date DEFAULT NULL, new_code text DEFAULT NULL, new_name text DEFAULT NULL)
	RETURNS TABLE (code text, name text, part_of text, valid daterange)
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT r.code, r.name, r.part_of, r.valid
		FROM aiehr._reorganise('policy'::regclass, unit, reorganise.parent, effective_on, new_code, new_name) r;
	END;
COMMENT ON FUNCTION reorganise(text, text, date, text, text) IS
	'Puts a unit with all below it beneath another one (NULL: makes it a top one) from a day on (NULL: today), and gives it another code or name where they are given: the unit''s states over time. What was before stays known; a day of the past corrects it';

CREATE FUNCTION dissolve_unit(unit text, into_unit text, effective_on date DEFAULT NULL, OUT units bigint, OUT people bigint)
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT d.units, d.people FROM aiehr._dissolve_unit('policy'::regclass, unit, into_unit, effective_on) d;
	END;
COMMENT ON FUNCTION dissolve_unit(text, text, date) IS
	'Ends a unit on a day (NULL: today) and moves the units and people in it into another one: how many of each';

CREATE FUNCTION check_organisation() RETURNS TABLE (unit text, employment_id bigint, problem text)
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
	WITH RECURSIVE above AS (
		SELECT v.code, v.parent, v.valid FROM org_unit_version v WHERE v.parent IS NOT NULL
		UNION
		SELECT a.code, v.parent, a.valid * v.valid
		FROM above a
		JOIN org_unit_version v ON v.code = a.parent AND v.valid && a.valid
		WHERE v.parent IS NOT NULL
	)
	SELECT DISTINCT a.code, NULL::bigint AS employment_id, 'is part of itself' AS problem FROM above a WHERE a.parent = a.code
	UNION ALL
	SELECT DISTINCT v.code, NULL::bigint AS employment_id, 'is part of a unit that does not exist all the time' AS problem
	FROM org_unit_version v JOIN org_unit p ON p.code = v.parent WHERE NOT p.valid @> v.valid
	UNION ALL
	SELECT DISTINCT o.code, NULL::bigint AS employment_id, 'history has a gap' AS problem
	FROM (SELECT h.unit_id, h.valid, lag(upper(h.valid)) OVER (PARTITION BY h.unit_id ORDER BY upper(h.valid)) AS before FROM org_unit_history h) h
	JOIN org_unit o ON o.id = h.unit_id
	WHERE h.before IS DISTINCT FROM lower(h.valid)
	UNION ALL
	SELECT DISTINCT h.org_unit, h.employment_id, 'history of a spell has a gap' AS problem
	FROM (SELECT m.employment_id, m.org_unit, m.valid, lag(upper(m.valid)) OVER (PARTITION BY m.employment_id ORDER BY upper(m.valid)) AS before FROM employment_history m) h
	WHERE h.before IS DISTINCT FROM lower(h.valid)
	UNION ALL
	SELECT c.org_unit, c.employment_id, 'works in a unit on days on which it does not exist' AS problem
	FROM career_path c JOIN org_unit o ON o.code = c.org_unit
	WHERE c.from_date < coalesce(c.to_date, 'infinity') AND NOT o.valid @> daterange(c.from_date, c.to_date)
	UNION ALL
	SELECT e.org_unit, h.employment_id, 'history of a spell is another person''s' AS problem
	FROM employment_history h JOIN employment e ON e.id = h.employment_id WHERE e.person_id <> h.person_id
	ORDER BY 1, 2, 3;
	END;
COMMENT ON FUNCTION check_organisation() IS
	'Units and places that cannot be: one that is part of itself at some moment, one whose parent does not exist, people in a unit that does not exist on their days, gaps; no row: sound';
