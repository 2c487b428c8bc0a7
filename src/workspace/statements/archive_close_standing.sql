-- Takes away the standing of people who stand nowhere any more.
DELETE FROM standing s
USING unnest($1) AS a (id)
WHERE s.person_id = a.id
