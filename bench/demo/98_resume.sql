-- A resume that was read: the claims that wait, where they stand on the page, and what is held true once the surer ones are accepted.
SELECT field, value, page, round(box[1]::numeric, 2) || ', ' || round(box[2]::numeric, 2) AS "left, top", round(confidence::numeric, 2) AS confidence
FROM sub.claim_proposed
WHERE location LIKE '%/resume.png';
SELECT sub.accept_claims(array_agg(claim_id)) AS "claims accepted (0.7 and more)" FROM sub.claim_proposed WHERE location LIKE '%/resume.png' AND confidence >= 0.7;
SELECT g.field, g.value, g.reason, round(g.confidence::numeric, 2) AS confidence
FROM sub.golden_value g
JOIN sub.profile_field f ON f.code = g.field
WHERE g.person_id = (SELECT d.person_id FROM sub.document d WHERE d.location LIKE '%/resume.png')
ORDER BY f.place;
