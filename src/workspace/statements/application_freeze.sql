-- Freezes the fit score that an application was decided on, and the weighting behind it; a second decision leaves them alone.
UPDATE application ap
SET fit_score_at_decision = s.fit_score, weighting_at_decision = w.id
FROM unnest($1) AS n (id)
JOIN application o ON o.id = n.id
JOIN standing s ON s.person_id = o.person_id AND s.job = o.job
LEFT JOIN weighting w ON w.job = o.job AND w.purpose = 'fit' AND w.in_force
WHERE ap.id = n.id AND s.fit_score IS NOT NULL AND ap.fit_score_at_decision IS NULL
