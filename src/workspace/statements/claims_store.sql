-- Stores what records say ($4), by source ($1) and id ($2), of people ($3) who are known and locked: which of them changed anything. The last
-- of several with one id counts; a record that is about somebody else is left alone.
WITH given AS (
	SELECT DISTINCT ON (u.source, u.external_id) u.*
	FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS u (source, external_id, person_id, claims, i)
	WHERE NOT EXISTS (SELECT FROM source_record r WHERE r.source = u.source AND r.external_id = u.external_id AND r.person_id <> u.person_id)
	ORDER BY u.source, u.external_id, u.i DESC
),
listed AS (
	SELECT array_agg(g.i ORDER BY g.i) AS places, array_agg(g.source ORDER BY g.i) AS sources, array_agg(g.external_id ORDER BY g.i) AS ids,
		array_agg(g.person_id ORDER BY g.i) AS people, array_agg(now() ORDER BY g.i) AS received, array_agg(g.claims ORDER BY g.i) AS claims
	FROM given g
	HAVING count(*) > 0
)
SELECT l.places[s.place], s.status <> 'unchanged'
FROM listed l
CROSS JOIN LATERAL aiehr._store_records('policy'::regclass, l.sources, l.ids, l.people, l.received, l.claims, NULL) AS s
