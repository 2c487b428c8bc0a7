-- Who may be one: people ($1) and others ($2), with the probability ($3) and reason ($4). Who was found to be two is left out, and so is
-- who is gone by now.
INSERT INTO match_review AS r (person_id, other_id, probability, reason)
SELECT least(n.person_id, n.other_id), greatest(n.person_id, n.other_id), max(n.probability), (array_agg(n.reason ORDER BY n.probability DESC))[1]
FROM unnest($1, $2, $3, $4) AS n (person_id, other_id, probability, reason)
CROSS JOIN LATERAL (SELECT p.id FROM person p WHERE p.id = n.person_id FOR KEY SHARE) AS p
CROSS JOIN LATERAL (SELECT p.id FROM person p WHERE p.id = n.other_id FOR KEY SHARE) AS o
WHERE NOT EXISTS (
	SELECT FROM never_merge a
	WHERE least(a.person_id, a.other_id) = least(n.person_id, n.other_id) AND greatest(a.person_id, a.other_id) = greatest(n.person_id, n.other_id))
GROUP BY least(n.person_id, n.other_id), greatest(n.person_id, n.other_id)
ON CONFLICT (person_id, other_id) DO UPDATE
SET probability = excluded.probability, reason = excluded.reason
