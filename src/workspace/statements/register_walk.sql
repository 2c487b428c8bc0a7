-- The statements that the register of personal data stands for, in the order in which they are to run. Each takes the people as $1
-- and leaves those on hold alone:
--   a key that is deleted     DELETE the rows it points to
--   a key that is forgotten   empty it, and where it is the table's only one all else that is forgotten with it
--   a table without a key     goes with the table of the register that a foreign key of it leads to
-- For each: the table, a SELECT that counts, the statement itself, and a SELECT of the rows as jsonb for those whom they are about.
WITH entry AS (
	SELECT d.table_name, d.column_name, d.data_class = 'key' AS is_key, d.on_erase, d.step,
		bool_or(d.data_class = 'key') OVER t AS has_key,
		bool_or(d.data_class = 'key' AND d.on_erase = 'delete') OVER t AS goes
	FROM personal_data d
	WHERE d.on_erase <> 'keep'
	WINDOW t AS (PARTITION BY d.table_name)
),
-- rows that a key of their own points to
direct AS (
	SELECT e.table_name, e.step, 1 AS place, e.on_erase,
		format('t.%I = ANY ($1) AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.person_id = t.%1$I AND h.lifted_at IS NULL)', e.column_name) AS held_out,
		CASE WHEN e.on_erase = 'delete' OR NOT e.goes THEN format('t.%I = ANY ($1)', e.column_name) END AS about,
		CASE WHEN e.goes THEN format('%I = NULL', e.column_name)
			ELSE (SELECT string_agg(format('%I = NULL', f.column_name), ', ' ORDER BY f.column_name)
				FROM entry f WHERE f.table_name = e.table_name AND f.on_erase = 'forget') END AS emptied
	FROM entry e
	WHERE e.is_key
),
-- rows that hang off those
hanging AS (
	SELECT DISTINCT ON (e.table_name) e.table_name, e.step, 0 AS place, e.on_erase,
		format('t.%I IN (SELECT o.%I FROM %I o WHERE o.%I = ANY ($1) AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.person_id = o.%4$I AND h.lifted_at IS NULL))',
			a.attname, b.attname, k.table_name, k.column_name) AS held_out,
		format('t.%I IN (SELECT o.%I FROM %I o WHERE o.%I = ANY ($1))', a.attname, b.attname, k.table_name, k.column_name) AS about,
		(SELECT string_agg(format('%I = NULL', f.column_name), ', ' ORDER BY f.column_name)
			FROM entry f WHERE f.table_name = e.table_name AND f.on_erase = 'forget') AS emptied
	FROM entry e
	JOIN pg_constraint c ON c.contype = 'f' AND c.conrelid = to_regclass(quote_ident(e.table_name)) AND cardinality(c.conkey) = 1
	JOIN pg_class p ON p.oid = c.confrelid
	JOIN entry k ON k.table_name = p.relname AND k.is_key AND k.on_erase = 'delete'
	JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
	JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
	WHERE NOT e.has_key
	-- of several the one that goes next: it is what the rows are part of
	ORDER BY e.table_name, k.step < e.step, abs(k.step - e.step), c.conname, k.column_name
),
walk AS (
	SELECT * FROM direct UNION ALL SELECT * FROM hanging
)
SELECT w.table_name,
	format('SELECT count(*) FROM %I t WHERE %s', w.table_name, w.held_out),
	CASE w.on_erase WHEN 'delete' THEN format('DELETE FROM %I t WHERE %s', w.table_name, w.held_out)
		ELSE format('UPDATE %I t SET %s%s WHERE %s', w.table_name, w.emptied,
			-- a message that names nobody any more is told from one whose assessment is to come
			CASE w.table_name WHEN 'received' THEN ', status = ''purged''' END, w.held_out) END,
	-- keys of others in rows about the person are theirs
	CASE WHEN w.about IS NOT NULL THEN format('SELECT to_jsonb(t)%s FROM %I t WHERE %s ORDER BY 1',
		(SELECT string_agg(format(' - %L', f.column_name), '' ORDER BY f.column_name)
			FROM entry f WHERE f.table_name = w.table_name AND f.is_key AND f.on_erase = 'forget' AND f.goes), w.table_name, w.about) END
FROM walk w
ORDER BY w.step, w.place, w.on_erase DESC, w.table_name
