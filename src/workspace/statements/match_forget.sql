-- Records ($1) that are no more, or say something else now.
DELETE FROM match_record m
WHERE m.id = ANY ($1)
