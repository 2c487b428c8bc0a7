-- What is held true ($1 person, $2 field, $3 value, $4 normalised, $5 claim, $6 further values, $7 claims, $8 reason, $9 confidence, $10 flagged).
INSERT INTO golden_value AS g (person_id, field, value, normalised, claim_id, also, n_claims, reason, confidence, flagged)
SELECT n.person_id, n.field, n.value, n.normalised, n.claim_id, n.also::text[], n.n_claims, n.reason, n.confidence, n.flagged
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
	AS n (person_id, field, value, normalised, claim_id, also, n_claims, reason, confidence, flagged)
ON CONFLICT (person_id, field) DO UPDATE
SET value = excluded.value, normalised = excluded.normalised, claim_id = excluded.claim_id, also = excluded.also, n_claims = excluded.n_claims,
	reason = excluded.reason, confidence = excluded.confidence, flagged = excluded.flagged
WHERE (g.value, g.normalised, g.claim_id, g.also, g.n_claims, g.reason, g.confidence, g.flagged) IS DISTINCT FROM
	(excluded.value, excluded.normalised, excluded.claim_id, excluded.also, excluded.n_claims, excluded.reason, excluded.confidence, excluded.flagged)
