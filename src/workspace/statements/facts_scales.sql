-- The scales of the criteria with these codes that have one.
SELECT c.code, c.lo, c.hi
FROM criterion c
WHERE c.code = ANY ($1) AND c.lo IS NOT NULL
