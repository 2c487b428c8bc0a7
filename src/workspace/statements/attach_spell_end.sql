-- Ends spells ($1) on a day ($2) for a transfer to another job.
UPDATE employment e SET left_on = greatest(a.left_on, e.hired_on), leave_reason = 'transfer'
FROM unnest($1, $2) AS a (id, left_on)
WHERE e.id = a.id AND (e.left_on IS NULL OR e.left_on > a.left_on)
