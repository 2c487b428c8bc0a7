-- The scales of the indicators with these codes.
SELECT i.code, i.lo, i.hi, i.outside = 'clamp'
FROM indicator i
WHERE i.code = ANY ($1)
