-- Opens applications, at the time of the act that they come of, so that loading an old one does not keep the person longer.
-- One that was opened meanwhile is found by the next look-up.
INSERT INTO application (person_id, job, opened_at, last_activity)
SELECT a.person_id, a.job, least(min(a.taken_at), now()), least(max(a.taken_at), now())
FROM unnest($1, $2, $3) AS a (person_id, job, taken_at)
GROUP BY a.person_id, a.job
ORDER BY a.person_id, a.job
ON CONFLICT (person_id, job) WHERE stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show') DO NOTHING
