-- Erases people ($1) whose rows in a host table ($2) are gone, unless another table still knows them.
WITH gone AS MATERIALIZED (
	SELECT DISTINCT u.person_id, u.source, EXISTS (SELECT FROM person_alias l WHERE l.person_id = u.person_id AND l.source <> u.source) AS known
	FROM unnest($1, $2) AS u (person_id, source)
),
forgotten AS (
	DELETE FROM person_alias l USING gone g WHERE g.known AND l.person_id = g.person_id AND l.source = g.source
)
SELECT count(*)
FROM gone g
CROSS JOIN LATERAL aiehr._erase_person('policy'::regclass, g.person_id, 'row of the person in an attached table deleted', false)
WHERE NOT g.known
