-- The time zone of the company.
SELECT p.time_zone FROM policy p WHERE p.job IS NULL
