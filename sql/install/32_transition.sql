-- What becomes of a person's interview data: the rule as a pure function. Triggers and sweep() ask
-- it; a SELECT over it previews them.

-- Not STRICT: a period that does not apply is NULL. IMMUTABLE as timezone(text, timestamptz) is:
-- the answer changes only when the time zone data of the server do.
CREATE FUNCTION aiehr.archive_transition(
	employed boolean, open_process boolean, store text, hold boolean,
	last_activity timestamptz, as_of timestamptz,
	idle interval, min_keep interval, time_zone text,
	former boolean DEFAULT false, archive_keep interval DEFAULT NULL,
	OUT action text, OUT rule text, OUT due timestamptz)
	LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'aiehr_archive_transition';
COMMENT ON FUNCTION aiehr.archive_transition(boolean, boolean, text, boolean, timestamptz, timestamptz,
	interval, interval, text, boolean, interval) IS
	'keep, archive, restore or purge: what happens to a person''s interview data as of a moment, by which rule, and when its purge is or was due (for archive and restore: as_of)';
