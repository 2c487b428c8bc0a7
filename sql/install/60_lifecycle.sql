-- The lifecycle of people's data: employment and applications move it, sweep() and erasure end it.

CREATE FUNCTION aiehr._employment_row() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_employment_row';
COMMENT ON FUNCTION aiehr._employment_row() IS
	'Trigger of employment, BEFORE ROW, argument table: sets ended and the default of core, refuses another person or job';

CREATE FUNCTION aiehr._employment_changed() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_employment_changed';
COMMENT ON FUNCTION aiehr._employment_changed() IS
	'Trigger of employment, AFTER STATEMENT, argument table: archives and restores interview data, ends what ends with a spell, keeps standing';
