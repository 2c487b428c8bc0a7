-- The person of an application or, where there is none, of a spell.
SELECT coalesce((SELECT ap.person_id FROM application ap WHERE ap.id = $1),
	(SELECT e.person_id FROM employment e WHERE e.id = $2))
