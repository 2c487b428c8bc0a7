-- The text of a model ($1), as jsonb.
SELECT m.model
FROM match_model m
WHERE m.id = ANY ($1)
