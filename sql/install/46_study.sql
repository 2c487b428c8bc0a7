-- What studies read of each spell.

CREATE FUNCTION aiehr._rebuild_study(anchor regclass) RETURNS bigint
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_rebuild_study';
COMMENT ON FUNCTION aiehr._rebuild_study(regclass) IS 'Makes the study rows of a workspace again from its raw tables; returns the number of people';
