-- Whether a code is that of a job.
SELECT FROM job j WHERE j.code = $1
