-- For each fact whether its criterion is there, and whether its value is outside the criterion's scale.
SELECT c.code IS NOT NULL, coalesce(a.value < least(c.lo, c.hi) OR a.value > greatest(c.lo, c.hi), false), c.lo::text, c.hi::text
FROM unnest($1, $2) WITH ORDINALITY AS a (criterion, value, i)
LEFT JOIN criterion c ON c.code = a.criterion
ORDER BY a.i
