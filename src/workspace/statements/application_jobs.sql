-- Takes the locks on jobs that freezing will need: a row changed twice in a transaction has its foreign keys checked again.
-- Who changes how a job is scored locks it before the people, and so must everybody.
SELECT j.code
FROM job j
WHERE j.code IN (SELECT a.job FROM unnest($1) AS n (id) JOIN application a ON a.id = n.id)
ORDER BY j.code
FOR KEY SHARE OF j
