-- A new act of the person's own lifts the suppression.
DELETE FROM suppression s
USING unnest($1) AS a (key_hash)
WHERE s.key_hash = a.key_hash
