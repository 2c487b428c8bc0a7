-- What messages name that the catalogue does not have: whether the job and the instrument's version are there.
SELECT a.job IS NULL OR EXISTS (SELECT FROM job j WHERE j.code = a.job),
	EXISTS (SELECT FROM instrument i WHERE i.code = a.instrument AND i.version = a.version)
FROM unnest($1, $2, $3) WITH ORDINALITY AS a (job, instrument, version, i)
ORDER BY a.i
