-- Erases people ($1) whose rows in a host table ($2) are gone, unless another table still knows them.
SELECT count(*)
FROM (SELECT DISTINCT u.person_id FROM unnest($1, $2) AS u (person_id, source)
	WHERE NOT EXISTS (SELECT FROM person_alias l WHERE l.person_id = u.person_id AND l.source <> u.source)) a
CROSS JOIN LATERAL aiehr._erase_person('policy'::regclass, a.person_id, 'row of the person in an attached table deleted', false)
