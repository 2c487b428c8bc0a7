-- Whether a job is core.
SELECT j.core FROM job j WHERE j.code = $1
