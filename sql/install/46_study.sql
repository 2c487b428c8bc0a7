-- What studies read of each spell.

CREATE FUNCTION aiehr._keep_study() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_keep_study';
COMMENT ON FUNCTION aiehr._keep_study() IS 'Trigger, AFTER UPDATE STATEMENT, arguments table and columns: keeps the study rows of the people of rows in which one of the columns changed';

CREATE FUNCTION aiehr._rebuild_study(anchor regclass) RETURNS bigint
	LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'aiehr_rebuild_study';
COMMENT ON FUNCTION aiehr._rebuild_study(regclass) IS 'Makes the study rows of a workspace again from its raw tables; returns the number of people';
