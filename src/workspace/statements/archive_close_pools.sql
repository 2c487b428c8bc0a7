-- Ends pool memberships of people who left: those among employees, and all of them where nothing keeps the person in reach ($2).
UPDATE talent_pool_member m
SET valid = tstzrange(lower(m.valid), greatest(clock_timestamp(), lower(m.valid) + interval '1 microsecond')), end_reason = 'left'
FROM unnest($1) AS a (id)
WHERE m.person_id = a.id AND upper_inf(m.valid)
	AND ($2 OR EXISTS (SELECT FROM talent_pool p WHERE p.code = m.pool AND p.population = 'employees'))
