-- The date at a moment in the time zone of the company.
SELECT ($1 AT TIME ZONE c.time_zone)::date FROM policy c WHERE c.job IS NULL
