-- Which claims ($1) have an address or number of somebody who was purged or erased.
SELECT a.i
FROM unnest($1) WITH ORDINALITY AS a (claims, i)
WHERE EXISTS (SELECT FROM suppression)
	AND EXISTS (SELECT FROM _claimed_keys(a.claims) k JOIN suppression s ON s.key_hash = k.key_hash)
