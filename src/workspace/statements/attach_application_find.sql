-- The application that each host row stands for: the open one for its job where the row is open, too, since a person has one at a time;
-- else that of the person ($1) for the job that was opened at the time, both as the row had them before (of two with one time, as a merge
-- may leave them, that in the stage of the row); else the open one for that job, unless the row is of one that is over. And its
-- stage, whether the job is there, and whether it is over while another one for its job is open.
SELECT f.id, f.stage, EXISTS (SELECT FROM job j WHERE j.code = a.job),
	NOT f.is_open AND EXISTS (SELECT FROM application o WHERE o.person_id = a.person_id AND o.job = a.former_job
		AND o.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show'))
FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS a (person_id, former_job, former_opened_at, job, may_be_open, former_stage, is_open, i)
LEFT JOIN LATERAL (
	SELECT ap.id, ap.stage, ap.is_open
	FROM (
		SELECT q.*, q.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show') AS is_open
		FROM application q
		WHERE q.person_id = a.person_id AND q.job = a.former_job
	) ap
	WHERE ap.opened_at = a.former_opened_at OR (a.may_be_open AND ap.is_open)
	ORDER BY a.is_open AND ap.is_open DESC, ap.opened_at = a.former_opened_at DESC, (ap.stage = a.former_stage) IS TRUE DESC, ap.id
	LIMIT 1
) f ON true
ORDER BY a.i
