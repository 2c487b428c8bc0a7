-- Which of these keys belonged to people who were purged.
SELECT a.i
FROM unnest($1) WITH ORDINALITY AS a (key_hash, i)
JOIN suppression s ON s.key_hash = a.key_hash
