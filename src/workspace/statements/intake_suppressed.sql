-- Which of these keys belonged to people who were purged, and since when they are suppressed.
SELECT a.i, s.suppressed_at
FROM unnest($1) WITH ORDINALITY AS a (key_hash, i)
JOIN suppression s ON s.key_hash = a.key_hash
