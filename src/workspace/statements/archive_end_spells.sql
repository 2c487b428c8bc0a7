-- Marks spells of these people ($1) ended whose date has come by a moment ($2).
UPDATE employment e
SET ended = true
FROM unnest($1) AS a (id), policy c
WHERE e.person_id = a.id AND c.job IS NULL AND NOT e.ended AND e.left_on <= ($2 AT TIME ZONE c.time_zone)::date
