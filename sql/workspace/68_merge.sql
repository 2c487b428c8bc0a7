-- Joining two people into one and parting them again.

CREATE FUNCTION merge_people(keep bigint, drop bigint, reason text) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._merge_people('policy'::regclass, keep, drop, reason); END;
COMMENT ON FUNCTION merge_people(bigint, bigint, text) IS
	'Joins two records of one person: every row of the second becomes the first one''s, its keys find the first from now on. Returns the merge''s id for unmerge(). Refused on hold, for pairs in never_merge, and where both have an open spell of the same job';

CREATE FUNCTION unmerge(merge_id bigint, reason text) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._unmerge('policy'::regclass, merge_id, reason); END;
COMMENT ON FUNCTION unmerge(bigint, text) IS
	'Parts two people whom a merge joined: every row goes back to whom it was of, what came since stays with the one who was kept, and the pair is never merged again. Returns the id of the person who is back. A later merge on top must be undone first';

CREATE FUNCTION keep_apart(person_id bigint, other_id bigint, reason text) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._keep_apart('policy'::regclass, person_id, other_id, reason); END;
COMMENT ON FUNCTION keep_apart(bigint, bigint, text) IS 'Notes that two people are two, whatever their records have in common: they are not merged and not proposed again. Returns the id in never_merge';
