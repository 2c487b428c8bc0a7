-- Keys ($1) that too many records have.
INSERT INTO match_hot_key (key_hash)
SELECT n.key
FROM unnest($1) AS n (key)
ON CONFLICT DO NOTHING
