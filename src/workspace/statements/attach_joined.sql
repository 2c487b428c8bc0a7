-- Whether people ($1) have a row in host tables ($2) already.
SELECT EXISTS (SELECT FROM person_alias l WHERE l.person_id = a.person_id AND l.source = a.source)
FROM unnest($1, $2) WITH ORDINALITY AS a (person_id, source, i)
ORDER BY a.i
