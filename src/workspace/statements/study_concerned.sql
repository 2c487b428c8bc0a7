-- Of these people ($1), those with a spell whose outcome window goes on to a day ($2) or later: facts that end after it change no outcome.
SELECT DISTINCT s.person_id
FROM unnest($1) AS n (id)
JOIN study s ON s.person_id = n.id
WHERE s.window_ends >= $2
