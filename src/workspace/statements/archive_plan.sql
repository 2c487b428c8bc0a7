-- What the rule says of these people ($1) at a moment ($2) on a date ($3): few rows, each with the people it holds for.
-- A spell ahead counts as employment: who comes back gets everything back when the spell is entered, so that its benchmark is whole.
WITH fact AS (
	SELECT a.id, coalesce(e.employed, false) AS employed, e.person_id IS NOT NULL AS former, coalesce(e.some_ended, false) AS some_ended,
		coalesce(p.open_process, false) AS open_process
	FROM unnest($1) AS a (id)
	LEFT JOIN (
		SELECT e.person_id, bool_or(NOT e.ended) AS employed, bool_or(e.ended) AS some_ended
		FROM unnest($1) AS a (id)
		JOIN employment e ON e.person_id = a.id
		GROUP BY e.person_id
	) e ON e.person_id = a.id
	LEFT JOIN (
		SELECT ap.person_id,
			bool_or(ap.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show') OR ap.start_on > $3) AS open_process
		FROM unnest($1) AS a (id)
		JOIN application ap ON ap.person_id = a.id
		GROUP BY ap.person_id
	) p ON p.person_id = a.id
),
alike AS (
	SELECT employed, former, some_ended, open_process, array_agg(id ORDER BY id) AS ids
	FROM fact
	GROUP BY employed, former, some_ended, open_process
)
SELECT live.action = 'archive', stored.action = 'restore', k.former AND NOT k.employed, k.some_ended, live.rule, stored.rule, k.ids
FROM alike k,
	archive_transition(k.employed, k.open_process, 'active', false, NULL, $2, NULL, NULL, 'UTC', k.former) AS live,
	archive_transition(k.employed, k.open_process, 'archive', false, NULL, $2, NULL, NULL, 'UTC', k.former) AS stored
