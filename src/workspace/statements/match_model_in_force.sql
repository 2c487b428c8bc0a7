-- The model by which records are matched; no row where none is in force.
SELECT m.id
FROM match_model m
WHERE m.in_force
