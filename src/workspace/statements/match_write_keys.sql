-- Keys ($1) of records ($2), but for those that too many have.
INSERT INTO match_key (key_hash, record_id)
SELECT n.key, n.record_id
FROM unnest($1, $2) AS n (key, record_id)
WHERE NOT EXISTS (SELECT FROM match_hot_key o WHERE o.key_hash = n.key)
ON CONFLICT DO NOTHING
