-- Tells applications of new assessments.
INSERT INTO outbox (topic, item_id, event)
SELECT 'assessment', n.id, 'received'
FROM unnest($1) AS n (id)
