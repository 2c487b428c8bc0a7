-- Drops from the history of units ($1) what is no change: states that are what the next one is, whose beginning that one takes over.
WITH state AS (
	SELECT h.id, h.unit_id, h.valid, row(h.code, h.name, h.parent, h.cost_centre) IS NOT DISTINCT FROM
			coalesce(lead(row(h.code, h.name, h.parent, h.cost_centre)) OVER later, row(o.code, o.name, o.parent, o.cost_centre)) AS idle
	FROM org_unit_history h
	JOIN org_unit o ON o.id = h.unit_id
	WHERE h.unit_id = ANY ($1)
	WINDOW later AS (PARTITION BY h.unit_id ORDER BY upper(h.valid))
),
run AS (
	SELECT s.*, count(*) FILTER (WHERE NOT s.idle) OVER (PARTITION BY s.unit_id ORDER BY upper(s.valid) ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS part
	FROM state s
),
begun AS MATERIALIZED (
	SELECT r.*, first_value(r.valid) OVER (PARTITION BY r.unit_id, r.part ORDER BY upper(r.valid)) AS first FROM run r
),
dropped AS (
	DELETE FROM org_unit_history h USING begun b WHERE h.id = b.id AND b.idle RETURNING h.id
)
UPDATE org_unit_history h
SET valid = daterange(lower(b.first), upper(b.valid))
FROM begun b, (SELECT count(*) AS n FROM dropped) d
WHERE h.id = b.id AND NOT b.idle AND b.first <> b.valid AND d.n > 0
