-- Drops from the history of spells ($1) what is no change: places that are what the next one is, whose beginning that one takes over.
WITH state AS (
	SELECT h.id, h.employment_id, h.valid, row(h.org_unit, h.manager_id) IS NOT DISTINCT FROM
			coalesce(lead(row(h.org_unit, h.manager_id)) OVER later, row(e.org_unit, e.manager_id)) AS idle
	FROM employment_history h
	JOIN employment e ON e.id = h.employment_id
	WHERE h.employment_id = ANY ($1)
	WINDOW later AS (PARTITION BY h.employment_id ORDER BY upper(h.valid))
),
run AS (
	SELECT s.*, count(*) FILTER (WHERE NOT s.idle) OVER (PARTITION BY s.employment_id ORDER BY upper(s.valid) ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS part
	FROM state s
),
begun AS MATERIALIZED (
	SELECT r.*, first_value(r.valid) OVER (PARTITION BY r.employment_id, r.part ORDER BY upper(r.valid)) AS first FROM run r
),
dropped AS (
	DELETE FROM employment_history h USING begun b WHERE h.id = b.id AND b.idle RETURNING h.id
)
UPDATE employment_history h
SET valid = daterange(lower(b.first), upper(b.valid))
FROM begun b, (SELECT count(*) AS n FROM dropped) d
WHERE h.id = b.id AND NOT b.idle AND b.first <> b.valid AND d.n > 0
