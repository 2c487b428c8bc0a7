-- The records that have one of these keys ($1), of each key one more than the most that a key may have.
SELECT h.key, k.record_id
FROM unnest($1) AS h (key)
CROSS JOIN LATERAL (SELECT m.record_id FROM match_key m WHERE m.key_hash = h.key LIMIT 201) AS k
WHERE NOT EXISTS (SELECT FROM match_hot_key o WHERE o.key_hash = h.key)
