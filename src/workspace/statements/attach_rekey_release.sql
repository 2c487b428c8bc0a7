-- Takes the keys of host rows ($2, in tables $1) away that get another: whose they are, by the row's number.
WITH gone AS (
	DELETE FROM person_alias l
	USING unnest($1, $2) WITH ORDINALITY AS a (source, former_key, i)
	WHERE l.source = a.source AND l.external_key = a.former_key
	RETURNING a.i, l.person_id, l.external_key
),
released AS (
	UPDATE person p SET external_key = NULL FROM gone WHERE p.id = gone.person_id AND p.external_key = gone.external_key
	RETURNING p.id
)
SELECT g.i, g.person_id, EXISTS (SELECT FROM released r WHERE r.id = g.person_id) FROM gone g ORDER BY g.i
