-- Whether there is such a version of an instrument.
SELECT FROM instrument i WHERE i.code = $1 AND i.version = $2
