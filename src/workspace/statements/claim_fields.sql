-- The fields that claims can be about.
SELECT f.code FROM profile_field f ORDER BY f.place, f.code
