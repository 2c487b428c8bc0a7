-- Assessments that were deleted by hand: the message is remembered, so that it is not taken for a new one, but names nobody any more.
UPDATE received r
SET status = 'purged', external_id = NULL, assessment_id = NULL, person_id = NULL
FROM unnest($1) AS n (id)
WHERE r.assessment_id = n.id
