-- The lines of the file as numbers. What is no number is told by line and column, not by the server's error about a text.

CREATE TABLE study.value AS
	SELECT l.line, e.key AS name, nullif(btrim(e.value), '') AS value
	FROM study.line l
	CROSS JOIN LATERAL jsonb_each_text(to_jsonb(l)) AS e (key, value)
	WHERE e.key = ANY (:'scores'::text[] || :'ratings'::text[] || '{employee_id,retained,protected_group}'::text[]);

DO $$
DECLARE
	bad record;
BEGIN
	IF NOT EXISTS (SELECT FROM study.line) THEN
		RAISE EXCEPTION 'the file has no line below its header' USING ERRCODE = 'no_data_found';
	END IF;
	SELECT v.line + 1 AS line, v.name, v.value INTO bad
	FROM study.value v
	WHERE v.name <> 'employee_id' AND v.value !~ '^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$'
	ORDER BY v.line, v.name LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'line %, column %: "%" is not a number', bad.line, bad.name, bad.value USING ERRCODE = 'invalid_text_representation';
	END IF;
	SELECT v.line + 1 AS line, v.name INTO bad
	FROM study.value v
	WHERE v.name IN ('employee_id', 'retained') AND v.value IS NULL
	ORDER BY v.line, v.name LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'line %, column %: no value', bad.line, bad.name USING ERRCODE = 'not_null_violation';
	END IF;
	SELECT min(v.line) + 1 AS line, v.value INTO bad
	FROM study.value v WHERE v.name = 'employee_id' GROUP BY v.value HAVING count(*) > 1 ORDER BY 1 LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'employee_id % occurs more than once, first in line %', bad.value, bad.line USING ERRCODE = 'unique_violation';
	END IF;
END
$$;

-- one row a hire
CREATE TABLE study.hire AS
	SELECT line, max(value) FILTER (WHERE name = 'employee_id') AS employee_id,
		max(value) FILTER (WHERE name = 'retained')::float8 <> 0 AS retained, max(value) FILTER (WHERE name = 'protected_group') AS protected_group
	FROM study.value
	GROUP BY line;
ALTER TABLE study.hire ADD PRIMARY KEY (line);

-- one row a number that is there: a missing one stays away
CREATE TABLE study.number AS
	SELECT line, name, value::float8 AS value FROM study.value
	WHERE value IS NOT NULL AND name NOT IN ('employee_id', 'retained', 'protected_group');
ALTER TABLE study.number ADD PRIMARY KEY (line, name);
ANALYZE study.hire, study.number;

SELECT format('%s hires, %s scores, %s ratings; %s scores missing', count(*),
	(SELECT count(*) FROM study.number WHERE name = ANY (:'scores')), (SELECT count(*) FROM study.number WHERE name = ANY (:'ratings')),
	cardinality(:'scores'::text[]) * count(*) - (SELECT count(*) FROM study.number WHERE name = ANY (:'scores')))
FROM study.hire;
