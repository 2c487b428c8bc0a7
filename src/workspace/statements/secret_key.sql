-- The key of this workspace's keyed hashes.
SELECT s.key FROM secret s
