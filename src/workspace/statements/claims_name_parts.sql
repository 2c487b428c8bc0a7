-- How many people have these parts ($1) in their names.
SELECT v.value, v.people::float8
FROM unnest($1) AS n (value)
JOIN value_frequency v ON v.field = 'name' AND v.value = n.value
