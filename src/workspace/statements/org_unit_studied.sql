-- People whose study still has a code that units no longer have ($1 old, $2 new): those who had moved on, whom no foreign key reaches.
SELECT DISTINCT s.person_id
FROM unnest($1, $2) AS n (old_code, code)
JOIN study s ON s.org_unit = n.old_code
WHERE n.old_code <> n.code
