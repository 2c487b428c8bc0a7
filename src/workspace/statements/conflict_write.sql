-- Conflicts ($1 person, $2 field, $4 likeliest value, $8 reason, $9 its probability, $11 conflicting values or NULL where there is none,
-- $12 severity, $13 whether it waits, $14 whether it was resolved by hand before). Why and by whom it was resolved by hand is noted by
-- resolve_conflict() and stays as long as the golden value comes from there.
WITH n AS MATERIALIZED (
	SELECT n.*, n.conflicting::text[] AS among,
		CASE WHEN n.waits THEN NULL WHEN n.reason = 'manual' THEN 'manual' ELSE 'automatic' END AS how
	FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		AS n (person_id, field, value, normalised, claim_id, also, n_claims, reason, confidence, flagged, conflicting, severity, waits, reopened)
),
vanished AS (
	UPDATE conflict k
	SET status = 'resolved', how = 'vanished', resolved_at = now(), conflicting = '{}', proposed = NULL, confidence = NULL, resolution = NULL,
		reason = NULL, reopened = false
	FROM n
	CROSS JOIN LATERAL (SELECT o.id FROM conflict o WHERE o.person_id = n.person_id AND o.field = n.field AND (o.status = 'open' OR o.how = 'automatic') OFFSET 0) o
	WHERE n.conflicting IS NULL AND k.id = o.id
)
INSERT INTO conflict AS k (person_id, field, conflicting, severity, status, proposed, confidence, resolution, how, reason, resolved_at, reopened)
SELECT n.person_id, n.field, n.among, n.severity, CASE WHEN n.waits THEN 'open' ELSE 'resolved' END, n.normalised, n.confidence,
	CASE WHEN NOT n.waits THEN n.normalised END, n.how, CASE WHEN NOT n.waits THEN n.reason END, CASE WHEN NOT n.waits THEN now() END, n.reopened
FROM n
WHERE n.conflicting IS NOT NULL
ON CONFLICT (person_id, field) DO UPDATE
SET conflicting = excluded.conflicting, severity = excluded.severity, proposed = excluded.proposed, confidence = excluded.confidence,
	status = excluded.status, resolution = excluded.resolution, how = excluded.how, reopened = excluded.reopened,
	reason = CASE WHEN excluded.how = 'manual' AND k.how = 'manual' THEN k.reason ELSE excluded.reason END,
	resolved_by = CASE WHEN excluded.how = 'manual' AND k.how = 'manual' THEN k.resolved_by END,
	opened_at = CASE WHEN k.status = 'resolved' AND excluded.status = 'open' THEN now() ELSE k.opened_at END,
	resolved_at = CASE WHEN excluded.status = 'resolved' THEN CASE WHEN k.how = excluded.how THEN k.resolved_at ELSE now() END END
WHERE (k.conflicting, k.severity, k.proposed, k.confidence, k.status, k.resolution, k.how, k.reopened) IS DISTINCT FROM
	(excluded.conflicting, excluded.severity, excluded.proposed, excluded.confidence, excluded.status, excluded.resolution, excluded.how, excluded.reopened)
