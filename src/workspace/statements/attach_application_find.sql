-- The application that each host row stands for: that of the person ($1) for the job that was opened at the time, both as the row had
-- them before (of two with one time, as a merge may leave them, that in the stage of the row), else the open one for that job, unless the row is of one that is over. And its stage, and whether the job is there.
SELECT f.id, f.stage, EXISTS (SELECT FROM job j WHERE j.code = a.job)
FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS a (person_id, former_job, former_opened_at, job, may_be_open, former_stage, i)
LEFT JOIN LATERAL (
	SELECT ap.id, ap.stage
	FROM application ap
	WHERE ap.person_id = a.person_id AND ap.job = a.former_job
		AND (ap.opened_at = a.former_opened_at
			OR (a.may_be_open AND ap.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')))
	ORDER BY ap.opened_at = a.former_opened_at DESC, (ap.stage = a.former_stage) IS TRUE DESC, ap.id
	LIMIT 1
) f ON true
ORDER BY a.i
