-- The single record of a candidate and the file of an employee over time, under the rights and row policies of whoever reads them.

-- As in employee_profile the person comes first, so that a name is as quick as an id.
CREATE VIEW candidate_score WITH (security_invoker = true) AS
	SELECT p.id AS person_id, s.indicator, s.score, s.raw, s.previous_score, s.score - s.previous_score AS change, s.taken_at, s.kind,
		s.instrument, s.instrument_version, s.vendor, s.model, s.model_version, s.assessment_id, s.application_id, s.employment_id, s.archived
	FROM person p
	CROSS JOIN LATERAL (
		SELECT DISTINCT ON (e.key) m.*, e.key AS indicator, e.value AS score, m.raw_card -> e.key AS raw,
			lag(e.value) OVER (PARTITION BY e.key ORDER BY m.taken_at, m.assessment_id) AS previous_score
		FROM (
			SELECT v.id AS assessment_id, v.application_id, v.employment_id, v.instrument, v.instrument_version, v.vendor, v.model, v.model_version, v.kind, v.taken_at,
				v.raw AS raw_card, v.scores, false AS archived
			FROM assessment v WHERE v.person_id = p.id AND v.status = 'valid'
			UNION ALL
			SELECT v.id, v.application_id, v.employment_id, v.instrument, v.instrument_version, v.vendor, v.model, v.model_version, v.kind, v.taken_at,
				v.raw, v.scores, true AS archived
			FROM assessment_archive v WHERE v.person_id = p.id AND v.status = 'valid'
		) m
		CROSS JOIN LATERAL each(m.scores) AS e (key, value)
		ORDER BY e.key, m.taken_at DESC, m.assessment_id DESC
	) s;
COMMENT ON VIEW candidate_score IS 'The newest valid score of every indicator with where it comes from, one row a person and indicator; those who left and archived assessments are in';
COMMENT ON COLUMN candidate_score.person_id IS 'The person';
COMMENT ON COLUMN candidate_score.indicator IS 'Code of the indicator';
COMMENT ON COLUMN candidate_score.score IS 'Newest valid score, 0..100';
COMMENT ON COLUMN candidate_score.raw IS 'The same as it was sent, on the indicator''s own scale';
COMMENT ON COLUMN candidate_score.previous_score IS 'The valid score before it; NULL: none';
COMMENT ON COLUMN candidate_score.change IS 'score - previous_score, in points; whether that is more than chance says growth';
COMMENT ON COLUMN candidate_score.taken_at IS 'When it was taken';
COMMENT ON COLUMN candidate_score.kind IS 'interview or reassessment';
COMMENT ON COLUMN candidate_score.instrument IS 'Code of the test or interview';
COMMENT ON COLUMN candidate_score.instrument_version IS 'Version of the test or interview';
COMMENT ON COLUMN candidate_score.vendor IS 'Who sent it; NULL where nobody did';
COMMENT ON COLUMN candidate_score.model IS 'The model that scored it, if one did';
COMMENT ON COLUMN candidate_score.model_version IS 'Version of that model';
COMMENT ON COLUMN candidate_score.assessment_id IS 'The assessment';
COMMENT ON COLUMN candidate_score.application_id IS 'The application it was for; NULL for a spell';
COMMENT ON COLUMN candidate_score.employment_id IS 'The spell it was for; NULL for an application';
COMMENT ON COLUMN candidate_score.archived IS 'Whether it lies in the archive, its person having left';

CREATE VIEW candidate_application WITH (security_invoker = true) AS
	SELECT a.id AS application_id, a.person_id, p.external_key, p.name, a.job, a.cohort, a.stage,
		a.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show') AS open,
		h.stage_since, h.stages, a.opened_at, a.decided_at, a.start_on, a.last_activity, t.last_assessed_at,
		coalesce(s.fit_score, a.fit_score_at_decision) AS fit_score, s.fit_sem, y.fit_cut, coalesce(s.fit_score, a.fit_score_at_decision) >= y.fit_cut AS fits,
		concat_ws(', ', w.codes[1], w.codes[2], w.codes[3]) AS weakest, w.lowest AS weakest_score,
		concat_ws(', ', w.codes[w.n], w.codes[w.n - 1], w.codes[w.n - 2]) AS strongest, w.highest AS strongest_score,
		w.below_target, m.pools AS talent_pools, e.employment_id
	FROM application a
	JOIN person p ON p.id = a.person_id
	JOIN job j ON j.code = a.job
	JOIN job_policy y ON y.job = a.job
	LEFT JOIN standing s ON s.person_id = a.person_id AND s.job = a.job AND s.application_id = a.id
	LEFT JOIN LATERAL (
		SELECT max(x.entered_at) AS stage_since,
			string_agg(x.stage || ' ' || (x.entered_at AT TIME ZONE y.time_zone)::date, ' > ' ORDER BY x.entered_at, x.id) AS stages
		FROM application_stage x WHERE x.application_id = a.id
	) h ON true
	LEFT JOIN LATERAL (
		SELECT array_agg(e.key ORDER BY e.value, e.key) AS codes, count(*)::integer AS n, min(e.value) AS lowest, max(e.value) AS highest,
			string_agg(e.key, ', ' ORDER BY e.value - (j.target -> e.key), e.key) FILTER (WHERE e.value < j.target -> e.key) AS below_target
		FROM each(s.assessed) AS e (key, value)
	) w ON true
	LEFT JOIN LATERAL (
		SELECT max(x.taken_at) AS last_assessed_at FROM (
			SELECT v.taken_at FROM assessment v WHERE v.person_id = a.person_id AND v.status = 'valid'
			UNION ALL
			SELECT v.taken_at FROM assessment_archive v WHERE v.person_id = a.person_id AND v.status = 'valid'
		) x
	) t ON true
	LEFT JOIN LATERAL (
		SELECT string_agg(DISTINCT x.pool, ', ' ORDER BY x.pool) AS pools
		FROM talent_pool_member x WHERE x.person_id = a.person_id AND x.job = a.job AND upper_inf(x.valid)
	) m ON true
	LEFT JOIN LATERAL (
		SELECT min(x.id) AS employment_id FROM employment x WHERE x.application_id = a.id
	) e ON true;
COMMENT ON VIEW candidate_application IS 'Applications with their way through the stages, one row an application, open or decided; those of people who left are in, purged ones are not';
COMMENT ON COLUMN candidate_application.application_id IS 'The application';
COMMENT ON COLUMN candidate_application.person_id IS 'The person';
COMMENT ON COLUMN candidate_application.external_key IS 'The person''s key in the company''s own systems';
COMMENT ON COLUMN candidate_application.name IS 'The person''s name';
COMMENT ON COLUMN candidate_application.job IS 'Job applied for';
COMMENT ON COLUMN candidate_application.cohort IS 'Group of applicants that the application belongs to';
COMMENT ON COLUMN candidate_application.stage IS 'Stage reached: applied, screening, assessment, interview, offer, on_hold; or how it ended: hired, rejected, withdrawn, offer_declined, no_show';
COMMENT ON COLUMN candidate_application.open IS 'Whether it has not ended';
COMMENT ON COLUMN candidate_application.stage_since IS 'When the stage was entered';
COMMENT ON COLUMN candidate_application.stages IS 'All stages in their order with the day each was entered';
COMMENT ON COLUMN candidate_application.opened_at IS 'When the application was opened';
COMMENT ON COLUMN candidate_application.decided_at IS 'When it ended; NULL: it is open';
COMMENT ON COLUMN candidate_application.start_on IS 'First working day agreed on';
COMMENT ON COLUMN candidate_application.last_activity IS 'Latest act of or about the candidate';
COMMENT ON COLUMN candidate_application.last_assessed_at IS 'When the latest valid assessment of the person was taken';
COMMENT ON COLUMN candidate_application.fit_score IS 'Fit for the job, 0..100: by the weighting in force while it is open, then as it was at the decision; NULL when too little was assessed';
COMMENT ON COLUMN candidate_application.fit_sem IS 'Standard error of the fit score in points; NULL where an instrument''s reliability is not known, and once decided';
COMMENT ON COLUMN candidate_application.fit_cut IS 'The policy''s cut for the fit score, 0..100';
COMMENT ON COLUMN candidate_application.fits IS 'Whether the fit score reaches the cut; a person decides, not this column';
COMMENT ON COLUMN candidate_application.weakest IS 'Codes of the three lowest indicators, lowest first; this and the next columns while it is open';
COMMENT ON COLUMN candidate_application.weakest_score IS 'The lowest of the scores, 0..100';
COMMENT ON COLUMN candidate_application.strongest IS 'Codes of the three highest indicators, highest first';
COMMENT ON COLUMN candidate_application.strongest_score IS 'The highest of the scores, 0..100';
COMMENT ON COLUMN candidate_application.below_target IS 'Codes of the indicators below the job''s target, farthest below first; NULL: none';
COMMENT ON COLUMN candidate_application.talent_pools IS 'Codes of the talent pools that the person is in for this job; NULL: none';
COMMENT ON COLUMN candidate_application.employment_id IS 'The employment spell that came of it';

-- One row a person: each part is looked up by the person, so that one record takes a few index look-ups and a list stops where it ends.
CREATE VIEW candidate_profile WITH (security_invoker = true) AS
	SELECT p.id AS person_id, p.external_key, k.known_as, p.name, p.email, p.phone, p.country, p.created_at AS known_since,
		CASE WHEN e.working THEN 'employee' WHEN a.n_open > 0 THEN 'candidate' WHEN e.spells > 0 THEN 'former_employee' ELSE 'not_taken' END AS status,
		a.n AS applications, a.n_open AS applications_open, coalesce(e.spells, 0) AS spells,
		c.id AS application_id, c.job, c.cohort, c.stage, h.stage_since, h.stages, c.opened_at, c.decided_at, a.last_activity,
		coalesce(s.fit_score, c.fit_score_at_decision) AS fit_score, y.fit_cut, coalesce(s.fit_score, c.fit_score_at_decision) >= y.fit_cut AS fits,
		m.scores, m.n AS assessments, m.archived AS assessments_archived, m.last_assessed_at,
		concat_ws(', ', w.codes[1], w.codes[2], w.codes[3]) AS weakest, concat_ws(', ', w.codes[w.n], w.codes[w.n - 1], w.codes[w.n - 2]) AS strongest,
		r.n AS answers, d.n AS documents, n.consents, t.pools AS talent_pools,
		b.sources, q.n AS conflicts_open, q.fields AS conflict_fields, g.flagged AS to_check, v.n AS may_be_one
	FROM person p
	JOIN policy z ON z.job IS NULL
	CROSS JOIN LATERAL (
		SELECT count(*) AS n, count(*) FILTER (WHERE o.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')) AS n_open,
			max(o.last_activity) AS last_activity,
			(array_agg(o.id ORDER BY o.stage IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show'), o.opened_at DESC, o.id DESC))[1] AS latest
		FROM application o WHERE o.person_id = p.id
		HAVING count(*) > 0
	) a
	JOIN application c ON c.id = a.latest
	JOIN job_policy y ON y.job = c.job
	LEFT JOIN standing s ON s.person_id = p.id AND s.job = c.job AND s.application_id = c.id
	LEFT JOIN LATERAL (
		SELECT max(x.entered_at) AS stage_since,
			string_agg(x.stage || ' ' || (x.entered_at AT TIME ZONE z.time_zone)::date, ' > ' ORDER BY x.entered_at, x.id) AS stages
		FROM application_stage x WHERE x.application_id = c.id
	) h ON true
	LEFT JOIN LATERAL (
		SELECT string_agg(x.source || ': ' || x.external_key, ', ' ORDER BY x.source, x.external_key) AS known_as
		FROM person_alias x WHERE x.person_id = p.id
	) k ON true
	LEFT JOIN LATERAL (
		SELECT count(*) AS spells, bool_or(NOT x.ended) AS working FROM employment x WHERE x.person_id = p.id
	) e ON true
	LEFT JOIN LATERAL (
		SELECT scorecard_latest(x.scores ORDER BY x.taken_at, x.id) FILTER (WHERE x.status = 'valid') AS scores, count(*) AS n,
			count(*) FILTER (WHERE x.archived) AS archived, max(x.taken_at) FILTER (WHERE x.status = 'valid') AS last_assessed_at
		FROM (
			SELECT v.id, v.scores, v.taken_at, v.status, false AS archived FROM assessment v WHERE v.person_id = p.id
			UNION ALL
			SELECT v.id, v.scores, v.taken_at, v.status, true AS archived FROM assessment_archive v WHERE v.person_id = p.id
		) x
	) m ON true
	LEFT JOIN LATERAL (
		SELECT array_agg(v.key ORDER BY v.value, v.key) AS codes, count(*)::integer AS n FROM each(m.scores) AS v (key, value)
	) w ON true
	LEFT JOIN LATERAL (
		SELECT (SELECT count(*) FROM answer x WHERE x.person_id = p.id) + (SELECT count(*) FROM answer_archive x WHERE x.person_id = p.id) AS n
	) r ON true
	LEFT JOIN LATERAL (
		SELECT count(*) AS n FROM document x WHERE x.person_id = p.id
	) d ON true
	LEFT JOIN LATERAL (
		SELECT string_agg(x.purpose || coalesce(' until ' || (x.until AT TIME ZONE z.time_zone)::date, ''), ', ' ORDER BY x.purpose) AS consents
		FROM (
			SELECT v.purpose, CASE WHEN bool_or(v.expires_at IS NULL) THEN NULL ELSE max(v.expires_at) END AS until
			FROM consent v
			WHERE v.person_id = p.id AND v.withdrawn_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > now())
			GROUP BY v.purpose
		) x
	) n ON true
	LEFT JOIN LATERAL (
		SELECT string_agg(DISTINCT x.pool, ', ' ORDER BY x.pool) AS pools FROM talent_pool_member x WHERE x.person_id = p.id AND upper_inf(x.valid)
	) t ON true
	CROSS JOIN LATERAL (
		SELECT count(DISTINCT x.source) AS sources
		FROM source_record x
		WHERE x.person_id = p.id AND x.source NOT IN ('@hand', '@person')
			AND EXISTS (SELECT FROM claim o WHERE o.source_record_id = x.id AND o.withdrawn_at IS NULL AND o.status = 'accepted')
	) b
	CROSS JOIN LATERAL (
		SELECT count(*) AS n, array_agg(x.field ORDER BY f.place, x.field) AS fields
		FROM conflict x LEFT JOIN profile_field f ON f.code = x.field WHERE x.person_id = p.id AND x.status = 'open'
	) q
	CROSS JOIN LATERAL (
		SELECT coalesce(bool_or(x.flagged), false) AS flagged FROM golden_value x WHERE x.person_id = p.id
	) g
	CROSS JOIN LATERAL (
		SELECT (SELECT count(*) FROM match_review x WHERE x.person_id = p.id) + (SELECT count(*) FROM match_review x WHERE x.other_id = p.id) AS n
	) v;
COMMENT ON VIEW candidate_profile IS 'The single record of everybody who ever applied, one row a person: who it is, applications, newest scores, answers, consents; employees, those who left and archived assessments are in, purged people are not. All applications are in candidate_application, scores with their source in candidate_score';
COMMENT ON COLUMN candidate_profile.person_id IS 'The person';
COMMENT ON COLUMN candidate_profile.external_key IS 'The person''s key in the company''s own systems';
COMMENT ON COLUMN candidate_profile.known_as IS 'Further keys of the person, each after its source; NULL: none';
COMMENT ON COLUMN candidate_profile.name IS 'The person''s name';
COMMENT ON COLUMN candidate_profile.email IS 'E-mail address';
COMMENT ON COLUMN candidate_profile.phone IS 'Telephone number';
COMMENT ON COLUMN candidate_profile.country IS 'Country, two letters (ISO 3166)';
COMMENT ON COLUMN candidate_profile.known_since IS 'When the person was first stored';
COMMENT ON COLUMN candidate_profile.status IS 'employee (works here or will), candidate (an application is open), former_employee, not_taken';
COMMENT ON COLUMN candidate_profile.applications IS 'Applications in all';
COMMENT ON COLUMN candidate_profile.applications_open IS 'Those that have not ended';
COMMENT ON COLUMN candidate_profile.spells IS 'Employment spells, past, present and ahead';
COMMENT ON COLUMN candidate_profile.application_id IS 'The application that this and the next columns are about: the latest open one, else the latest';
COMMENT ON COLUMN candidate_profile.job IS 'Job applied for';
COMMENT ON COLUMN candidate_profile.cohort IS 'Group of applicants that the application belongs to';
COMMENT ON COLUMN candidate_profile.stage IS 'Stage reached, or how it ended';
COMMENT ON COLUMN candidate_profile.stage_since IS 'When the stage was entered';
COMMENT ON COLUMN candidate_profile.stages IS 'All stages of it in their order with the day each was entered';
COMMENT ON COLUMN candidate_profile.opened_at IS 'When it was opened';
COMMENT ON COLUMN candidate_profile.decided_at IS 'When it ended; NULL: it is open';
COMMENT ON COLUMN candidate_profile.last_activity IS 'Latest act of or about the candidate, over all applications';
COMMENT ON COLUMN candidate_profile.fit_score IS 'Fit for that job, 0..100: by the weighting in force while it is open, then as it was at the decision; NULL when too little was assessed';
COMMENT ON COLUMN candidate_profile.fit_cut IS 'The policy''s cut for the fit score, 0..100';
COMMENT ON COLUMN candidate_profile.fits IS 'Whether the fit score reaches the cut; a person decides, not this column';
COMMENT ON COLUMN candidate_profile.scores IS 'Newest valid score by indicator, 0..100; with source and date in candidate_score';
COMMENT ON COLUMN candidate_profile.assessments IS 'Assessments in all, whatever their status';
COMMENT ON COLUMN candidate_profile.assessments_archived IS 'Those of them that lie in the archive, the person having left';
COMMENT ON COLUMN candidate_profile.last_assessed_at IS 'When the latest valid assessment was taken';
COMMENT ON COLUMN candidate_profile.weakest IS 'Codes of the three lowest indicators, lowest first';
COMMENT ON COLUMN candidate_profile.strongest IS 'Codes of the three highest indicators, highest first';
COMMENT ON COLUMN candidate_profile.answers IS 'Answers in all, archived ones too';
COMMENT ON COLUMN candidate_profile.documents IS 'Files in the table document';
COMMENT ON COLUMN candidate_profile.consents IS 'What the person agrees to today, with the day on which it ends if it does; NULL: nothing';
COMMENT ON COLUMN candidate_profile.talent_pools IS 'Codes of the talent pools that the person is in, for whatever job; NULL: none';
COMMENT ON COLUMN candidate_profile.sources IS 'Sources that say something of the person; what was entered by hand or stood there before any of them is none';
COMMENT ON COLUMN candidate_profile.conflicts_open IS 'Fields on which sources contradict each other and somebody has to decide; what each says is in conflict_open';
COMMENT ON COLUMN candidate_profile.conflict_fields IS 'Codes of these fields; NULL: none';
COMMENT ON COLUMN candidate_profile.to_check IS 'Whether a golden value is flagged: its conflict is open, or no claim passed its check';
COMMENT ON COLUMN candidate_profile.may_be_one IS 'Pairs in match_review that the person is in: people who may be the same';

CREATE VIEW employee_current WITH (security_invoker = true) AS
	SELECT c.id AS employment_id, s.person_id, p.external_key, p.name, s.job, j.title,
		CASE WHEN b.id IS NULL THEN c.org_unit ELSE b.org_unit END AS org_unit, CASE WHEN b.id IS NULL THEN c.manager_id ELSE b.manager_id END AS manager_id, coalesce(c.core, j.core) AS core,
		c.hired_on, d.today - c.hired_on AS spell_days, d.total_days, c.left_on,
		t.last_assessed_at, s.fit_score, s.fit_sem, s.performance_score, s.quadrant,
		concat_ws(', ', w.codes[1], w.codes[2], w.codes[3]) AS weakest, w.lowest AS weakest_score,
		concat_ws(', ', w.codes[w.n], w.codes[w.n - 1], w.codes[w.n - 2]) AS strongest, w.highest AS strongest_score,
		w.below_target, cardinality(keys(s.exceeded)) AS gaps_exceeded, i.n AS interventions_open, m.pools AS talent_pools
	FROM standing s
	JOIN employment c ON c.id = s.employment_id
	JOIN person p ON p.id = s.person_id
	JOIN job j ON j.code = s.job
	JOIN job_policy y ON y.job = s.job
	-- days worked in all spells, each day once
	CROSS JOIN LATERAL (
		SELECT z.today, (SELECT sum(upper(r) - lower(r))::integer
			FROM unnest((SELECT range_agg(daterange(x.hired_on, least(x.left_on, z.today))) FROM employment x
				WHERE x.person_id = s.person_id AND x.hired_on < least(x.left_on, z.today))) AS r) AS total_days
		FROM (SELECT (now() AT TIME ZONE y.time_zone)::date AS today) z
	) d
	-- a move ahead is written already
	LEFT JOIN employment_history b ON b.employment_id = c.id AND b.valid @> d.today
	LEFT JOIN LATERAL (
		SELECT array_agg(e.key ORDER BY e.value, e.key) AS codes, count(*)::integer AS n, min(e.value) AS lowest, max(e.value) AS highest,
			string_agg(e.key, ', ' ORDER BY e.value - (j.target -> e.key), e.key) FILTER (WHERE e.value < j.target -> e.key) AS below_target
		FROM each(s.assessed) AS e (key, value)
	) w ON true
	LEFT JOIN LATERAL (
		SELECT max(x.taken_at) AS last_assessed_at FROM assessment x WHERE x.person_id = s.person_id AND x.status = 'valid'
	) t ON true
	LEFT JOIN LATERAL (
		SELECT count(*) AS n FROM intervention x WHERE x.employment_id = s.employment_id AND x.ended_at IS NULL
	) i ON true
	LEFT JOIN LATERAL (
		SELECT string_agg(DISTINCT x.pool, ', ' ORDER BY x.pool) AS pools
		FROM talent_pool_member x WHERE x.person_id = s.person_id AND x.job = s.job AND upper_inf(x.valid)
	) m ON true;
COMMENT ON VIEW employee_current IS 'Employees as they are today, one row a current spell: for talks and re-assessment, the file over time is employee_profile; people who left and archived assessments are not in';
COMMENT ON COLUMN employee_current.employment_id IS 'The employment spell';
COMMENT ON COLUMN employee_current.person_id IS 'The person';
COMMENT ON COLUMN employee_current.external_key IS 'The person''s key in the company''s own systems';
COMMENT ON COLUMN employee_current.name IS 'The person''s name';
COMMENT ON COLUMN employee_current.job IS 'Job of the spell';
COMMENT ON COLUMN employee_current.title IS 'Title of the job';
COMMENT ON COLUMN employee_current.org_unit IS 'Code of the organisational unit today';
COMMENT ON COLUMN employee_current.manager_id IS 'The person''s manager today';
COMMENT ON COLUMN employee_current.core IS 'Whether the person is core staff: by the spell, else by the job';
COMMENT ON COLUMN employee_current.hired_on IS 'First day of the spell';
COMMENT ON COLUMN employee_current.spell_days IS 'Days since the spell began, as of today in the policy''s time zone; below 0 before it begins';
COMMENT ON COLUMN employee_current.total_days IS 'Days employed in all spells together, so that a rehire keeps the earlier time; NULL before the first day';
COMMENT ON COLUMN employee_current.left_on IS 'First day on which the person will not work here any more, when it is known';
COMMENT ON COLUMN employee_current.last_assessed_at IS 'When the latest valid assessment was taken';
COMMENT ON COLUMN employee_current.fit_score IS 'Fit for the job by the weighting in force, 0..100; NULL when too little was assessed';
COMMENT ON COLUMN employee_current.fit_sem IS 'Standard error of the fit score in points; NULL where an instrument''s reliability is not known';
COMMENT ON COLUMN employee_current.performance_score IS 'Performance by the weighting in force, 0..100; NULL with too few facts';
COMMENT ON COLUMN employee_current.quadrant IS 'Fit and performance against the cuts: high_high, high_low, low_high, low_low, unclear';
COMMENT ON COLUMN employee_current.weakest IS 'Codes of the three lowest indicators, lowest first: where onboarding can help';
COMMENT ON COLUMN employee_current.weakest_score IS 'The lowest of the scores, 0..100';
COMMENT ON COLUMN employee_current.strongest IS 'Codes of the three highest indicators, highest first';
COMMENT ON COLUMN employee_current.strongest_score IS 'The highest of the scores, 0..100';
COMMENT ON COLUMN employee_current.below_target IS 'Codes of the indicators below the job''s target, farthest below first; NULL: none';
COMMENT ON COLUMN employee_current.gaps_exceeded IS 'Number of gaps beyond the threshold; NULL: none';
COMMENT ON COLUMN employee_current.interventions_open IS 'Number of interventions that have not ended';
COMMENT ON COLUMN employee_current.talent_pools IS 'Codes of the talent pools that the person is in for this job; NULL: none';

-- The person comes first and each branch looks the person's rows up, whatever the person was asked for by. The fence keeps it so: joined
-- together, the planner would read every table whole for one name.
CREATE VIEW employee_profile WITH (security_invoker = true) AS
	SELECT p.id AS person_id, p.external_key, p.name, x.at, x.kind, x.event, x.job, x.employment_id, x.application_id, x.item,
		x.value, x.score, x.period_from, x.period_to, x.detail, x.archived
	FROM person p
	CROSS JOIN LATERAL (SELECT u.* FROM (
		SELECT a.person_id, a.opened_at AS at, 'event' AS kind, 'applied' AS event, a.job, NULL::bigint AS employment_id, a.id AS application_id, NULL::text AS item,
			NULL::float8 AS value, NULL::float8 AS score, NULL::date AS period_from, NULL::date AS period_to, a.cohort AS detail, false AS archived
		FROM application a
		UNION ALL
		SELECT a.person_id, t.entered_at, 'event' AS kind, 'stage' AS event, a.job, NULL AS employment_id, a.id, t.stage, NULL AS value, NULL AS score, NULL AS period_from, NULL AS period_to, t.reason, false AS archived
		FROM application_stage t JOIN application a ON a.id = t.application_id
		WHERE t.stage <> 'applied' OR t.entered_at > a.opened_at
		UNION ALL
		SELECT a.person_id, a.decided_at, 'measure' AS kind, 'fit_at_decision' AS event, a.job, NULL AS employment_id, a.id, NULL AS item, a.fit_score_at_decision, a.fit_score_at_decision, NULL AS period_from, NULL AS period_to, a.stage, false AS archived
		FROM application a
		WHERE a.fit_score_at_decision IS NOT NULL AND a.decided_at IS NOT NULL
		UNION ALL
		SELECT m.person_id, m.taken_at, 'measure' AS kind, g.event, coalesce(a.job, e.job), m.employment_id, m.application_id, m.indicator, g.value, g.score,
			NULL AS period_from, NULL AS period_to, g.detail, m.archived
		FROM (
			SELECT v.*, s.key AS indicator, s.value AS score, v.raw -> s.key AS sent,
				s.value - lag(s.value) OVER (PARTITION BY v.person_id, s.key ORDER BY v.taken_at, v.id) AS change
			FROM (
				SELECT id, person_id, application_id, employment_id, instrument, instrument_version, kind, taken_at, raw, scores, false AS archived
				FROM assessment WHERE status = 'valid'
				UNION ALL
				SELECT id, person_id, application_id, employment_id, instrument, instrument_version, kind, taken_at, raw, scores, true AS archived
				FROM assessment_archive WHERE status = 'valid'
			) v
			CROSS JOIN LATERAL each(v.scores) AS s (key, value)
		) m
		LEFT JOIN application a ON a.id = m.application_id
		LEFT JOIN employment e ON e.id = m.employment_id
		CROSS JOIN LATERAL (
			SELECT CASE m.kind WHEN 'interview' THEN 'assessed' ELSE 'reassessed' END AS event, m.sent AS value, m.score,
				concat_ws(' ', m.instrument, m.instrument_version) AS detail
			UNION ALL
			SELECT 'growth' AS event, m.change, m.score, 'since the score before' AS detail WHERE m.change IS NOT NULL
		) g
		UNION ALL
		SELECT c.person_id, c.from_date::timestamp AT TIME ZONE y.time_zone, 'event' AS kind, c.begun, c.job, c.employment_id, c.application_id, c.org_unit,
			NULL AS value, NULL AS score, c.from_date, c.to_date, 'manager ' || c.manager_id, false AS archived
		FROM career_path c
		JOIN policy y ON y.job IS NULL
		UNION ALL
		SELECT e.person_id, e.left_on::timestamp AT TIME ZONE y.time_zone, 'event' AS kind, 'left' AS event, e.job, e.id, NULL AS application_id, e.org_unit, NULL AS value, NULL AS score, e.hired_on, e.left_on, e.leave_reason, false AS archived
		FROM employment e
		JOIN policy y ON y.job IS NULL
		WHERE e.ended
		UNION ALL
		SELECT b.person_id, b.valid_from::timestamp AT TIME ZONE y.time_zone, 'measure' AS kind, 'benchmark' AS event, e.job, b.employment_id, NULL AS application_id, s.key, s.value, s.value,
			b.valid_from, NULL AS period_to, NULL AS detail, false AS archived
		FROM benchmark b
		JOIN employment e ON e.id = b.employment_id
		JOIN policy y ON y.job IS NULL
		CROSS JOIN LATERAL each(b.scores) AS s (key, value)
		UNION ALL
		-- a fact belongs to the spell in which the middle of its period lies; of two jobs at a time to both
		SELECT f.person_id, upper(f.period)::timestamp AT TIME ZONE y.time_zone, 'measure' AS kind, 'fact' AS event, e.job, e.id, NULL AS application_id, f.criterion, f.value,
			100 * (f.value - c.lo) / (c.hi - c.lo), lower(f.period), upper(f.period), concat_ws(', ', f.rater_kind, f.source), false AS archived
		FROM performance_fact f
		JOIN policy y ON y.job IS NULL
		LEFT JOIN employment e ON e.person_id = f.person_id AND lower(f.period) + (upper(f.period) - lower(f.period)) / 2 >= e.hired_on
			AND (e.left_on IS NULL OR lower(f.period) + (upper(f.period) - lower(f.period)) / 2 < e.left_on)
		LEFT JOIN criterion_scale c ON c.job = e.job AND c.criterion = f.criterion
		UNION ALL
		SELECT s.person_id, f.until::timestamp AT TIME ZONE y.time_zone, 'measure' AS kind, 'gap' AS event, s.job, s.employment_id, NULL AS application_id, g.key, g.value, s.actual -> g.key,
			s.benchmark_from, f.until, CASE WHEN s.exceeded ? g.key THEN 'exceeded' END, false AS archived
		FROM standing s
		JOIN policy y ON y.job IS NULL
		JOIN (SELECT person_id, max(upper(period)) AS until FROM performance_fact GROUP BY person_id) f ON f.person_id = s.person_id
		CROSS JOIN LATERAL each(s.gap) AS g (key, value)
		WHERE s.employment_id IS NOT NULL
		UNION ALL
		SELECT i.person_id, g.at, 'event' AS kind, g.event, e.job, i.employment_id, NULL AS application_id, i.indicator, g.value, g.score, NULL AS period_from, NULL AS period_to, g.detail, false AS archived
		FROM intervention i
		JOIN employment e ON e.id = i.employment_id
		CROSS JOIN LATERAL (
			SELECT i.opened_at AS at, 'intervention_opened' AS event, i.gap_at_open AS value, i.actual AS score, coalesce(i.offering, 'no offering') AS detail
			UNION ALL
			SELECT i.status_at, 'intervention_' || i.status, NULL AS value, NULL AS score, i.offering WHERE i.status IN ('accepted', 'started')
			UNION ALL
			SELECT i.gap_closed_at, 'gap_closed' AS event, i.gap_at_close, NULL AS score, i.offering WHERE i.gap_closed_at IS NOT NULL
			UNION ALL
			SELECT i.ended_at, 'intervention_ended' AS event, NULL AS value, NULL AS score, concat_ws(': ', i.offering, i.end_reason) WHERE i.ended_at IS NOT NULL
		) g
		UNION ALL
		SELECT m.person_id, g.at, 'event' AS kind, g.event, m.job, NULL AS employment_id, NULL AS application_id, m.pool, m.fit_score, m.fit_score, NULL AS period_from, NULL AS period_to, g.detail, false AS archived
		FROM talent_pool_member m
		CROSS JOIN LATERAL (
			SELECT lower(m.valid) AS at, 'pool_entered' AS event, m.reason AS detail
			UNION ALL
			SELECT upper(m.valid), 'pool_left' AS event, m.end_reason WHERE NOT upper_inf(m.valid)
		) g
		UNION ALL
		SELECT b.person_id, lower(b.period)::timestamp AT TIME ZONE y.time_zone, 'event' AS kind, 'absent' AS event, e.job, b.employment_id, NULL AS application_id, b.kind, NULL AS value, NULL AS score,
			lower(b.period), upper(b.period), NULL AS detail, false AS archived
		FROM absence b
		JOIN employment e ON e.id = b.employment_id
		JOIN policy y ON y.job IS NULL
		WHERE NOT lower_inf(b.period)
		UNION ALL
		SELECT m.person_id, m.archived_at, 'event' AS kind, 'archived' AS event, NULL AS job, NULL AS employment_id, NULL AS application_id, m.archive_reason, count(*), NULL AS score, NULL AS period_from, NULL AS period_to, NULL AS detail, true AS archived
		FROM assessment_archive m
		GROUP BY m.person_id, m.archived_at, m.archive_reason
	) u WHERE u.person_id = p.id OFFSET 0) x
	WHERE EXISTS (SELECT FROM employment e WHERE e.person_id = p.id);
COMMENT ON VIEW employee_profile IS 'The file of everybody who works or worked here as a series over time, one row a person, moment and event or measure, from the first application on; those who left and archived assessments are in, purged people are not';
COMMENT ON COLUMN employee_profile.person_id IS 'The person';
COMMENT ON COLUMN employee_profile.external_key IS 'The person''s key in the company''s own systems';
COMMENT ON COLUMN employee_profile.name IS 'The person''s name';
COMMENT ON COLUMN employee_profile.at IS 'When it happened, or holds from; for dates their midnight in the policy''s time zone; of facts and gaps the end of their period';
COMMENT ON COLUMN employee_profile.kind IS 'event or measure';
COMMENT ON COLUMN employee_profile.event IS 'Events: applied, stage, hired, rehired, transferred, second_job, moved, absent, intervention_opened, intervention_accepted, intervention_started, gap_closed, intervention_ended, pool_entered, pool_left, left, archived; measures: fit_at_decision, assessed, reassessed, growth, benchmark, fact, gap';
COMMENT ON COLUMN employee_profile.job IS 'Job that it was about; NULL: none, as of a fact outside of all spells';
COMMENT ON COLUMN employee_profile.employment_id IS 'The employment spell, if it was about one';
COMMENT ON COLUMN employee_profile.application_id IS 'The application, if it was about one';
COMMENT ON COLUMN employee_profile.item IS 'By event: stage, indicator, criterion, organisational unit, talent pool, kind of absence, rule of the archive';
COMMENT ON COLUMN employee_profile.value IS 'The measure in its own unit: raw value of a score or fact, points of growth, the gap by the policy''s present rule (of interventions by theirs), assessments archived; NULL where an event has none';
COMMENT ON COLUMN employee_profile.score IS 'The same on 0..100: score, frozen score, fact on the criterion''s scale, of a gap what was achieved; NULL: no scale';
COMMENT ON COLUMN employee_profile.period_from IS 'First day of what it is about: of the fact, the place, the benchmark';
COMMENT ON COLUMN employee_profile.period_to IS 'First day after it; NULL: open, or a moment';
COMMENT ON COLUMN employee_profile.detail IS 'By event: cohort, reason, instrument and version, manager, rater and source, offering, reason of leaving';
COMMENT ON COLUMN employee_profile.archived IS 'Whether the row is in the archive';

-- The three weakest indicators of each new hire against what the job wants or its people have, and what answers them.
CREATE VIEW onboarding WITH (security_invoker = true) AS
	SELECT n.employment_id, n.person_id, p.external_key, p.name, n.job, n.org_unit, n.manager_id, n.hired_on, n.day, n.ends_on,
		n.place, n.indicator, n.score, n.reference, n.expected, n.difference, n.n_peers,
		r.offering, o.kind AS offering_kind, o.name_en AS offering_name, r.rule_id, i.id AS intervention_id, i.status AS intervention_status
	FROM (
		SELECT h.*, w.indicator, w.score, w.reference, w.expected, w.score - w.expected AS difference, CASE w.reference WHEN 'peers' THEN w.n_peers END AS n_peers,
			row_number() OVER (PARTITION BY h.person_id, h.employment_id ORDER BY w.score - w.expected, w.indicator) AS place
		FROM (
			SELECT e.id AS employment_id, e.person_id, e.job, e.org_unit, e.manager_id, e.hired_on, d.today - e.hired_on + 1 AS day,
				(e.hired_on + y.onboarding)::date AS ends_on, y.gap_rule, coalesce(b.scores, s.assessed) AS card, j.target
			FROM employment e
			JOIN job_policy y ON y.job = e.job
			JOIN job j ON j.code = e.job
			CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE y.time_zone)::date AS today) d
			LEFT JOIN benchmark b ON b.employment_id = e.id AND b.valid_from = e.hired_on
			LEFT JOIN standing s ON s.person_id = e.person_id AND s.job = e.job
			WHERE NOT e.ended AND e.hired_on <= d.today AND (e.hired_on + y.onboarding)::date > d.today
		) h
		-- once a job: the planner keeps what it found
		LEFT JOIN LATERAL (
			SELECT scorecard_avg(q.assessed) AS mean, scorecard_count(q.assessed) AS n_by
			FROM standing q
			WHERE q.job = h.job AND q.employment_id IS NOT NULL
		) g ON true
		CROSS JOIN LATERAL (
			SELECT c.key AS indicator, c.value AS score, CASE WHEN h.target ? c.key THEN 'target' ELSE 'peers' END AS reference,
				-- the person is one of the peers and is left out of their mean
				CASE WHEN h.target ? c.key THEN h.target -> c.key ELSE ((g.mean -> c.key) * m.n - c.value) / nullif(m.n - 1, 0) END AS expected,
				(m.n - 1)::bigint AS n_peers
			FROM each(h.card) AS c (key, value)
			CROSS JOIN LATERAL (SELECT g.n_by -> c.key AS n) m
		) w
		WHERE w.score < w.expected AND (w.reference = 'target' OR w.n_peers >= 5)
	) n
	JOIN person p ON p.id = n.person_id
	LEFT JOIN LATERAL (
		SELECT x.id AS rule_id, x.offering
		FROM intervention_rule x
		JOIN offering f ON f.code = x.offering AND f.active
		WHERE x.indicator = n.indicator AND x.direction = 'under' AND (x.job IS NULL OR x.job = n.job)
			AND CASE n.gap_rule WHEN 'relative' THEN x.min_gap - 1e-9 < -n.difference / nullif(n.expected, 0) WHEN 'points' THEN x.min_gap - 1e-9 < -n.difference ELSE true END
		-- sizes of the other rules are none of a score alone: of these the mildest
		ORDER BY CASE WHEN n.gap_rule IN ('relative', 'points') THEN x.priority END, CASE WHEN n.gap_rule NOT IN ('relative', 'points') THEN x.min_gap END,
			x.priority, x.min_gap DESC, x.id
		LIMIT 1
	) r ON true
	LEFT JOIN offering o ON o.code = r.offering
	LEFT JOIN intervention i ON i.employment_id = n.employment_id AND i.indicator = n.indicator AND i.ended_at IS NULL
	WHERE n.place <= 3;
COMMENT ON VIEW onboarding IS 'New hires within the policy''s onboarding time and where they need help first, one row a spell and weak indicator, at most three, weakest first; people who left are not in';
COMMENT ON COLUMN onboarding.employment_id IS 'The employment spell';
COMMENT ON COLUMN onboarding.person_id IS 'The person';
COMMENT ON COLUMN onboarding.external_key IS 'The person''s key in the company''s own systems';
COMMENT ON COLUMN onboarding.name IS 'The person''s name';
COMMENT ON COLUMN onboarding.job IS 'Job of the spell';
COMMENT ON COLUMN onboarding.org_unit IS 'Code of the organisational unit';
COMMENT ON COLUMN onboarding.manager_id IS 'The person''s manager';
COMMENT ON COLUMN onboarding.hired_on IS 'First day of the spell';
COMMENT ON COLUMN onboarding.day IS 'Day of the spell, from 1, as of today in the policy''s time zone';
COMMENT ON COLUMN onboarding.ends_on IS 'First day after the onboarding';
COMMENT ON COLUMN onboarding.place IS '1: farthest below what is expected, to 3';
COMMENT ON COLUMN onboarding.indicator IS 'Code of the indicator';
COMMENT ON COLUMN onboarding.score IS 'Score frozen at hire, 0..100; of spells without benchmark the latest';
COMMENT ON COLUMN onboarding.reference IS 'What it is held against: target (of the job), or peers where the job has none (others who work in it now, at least five)';
COMMENT ON COLUMN onboarding.expected IS 'The target, or the mean of the peers, 0..100';
COMMENT ON COLUMN onboarding.difference IS 'score - expected, in points, below 0';
COMMENT ON COLUMN onboarding.n_peers IS 'Number of peers with a score; NULL against a target';
COMMENT ON COLUMN onboarding.offering IS 'Code of the offering that answers it by intervention_rule; NULL: no rule does';
COMMENT ON COLUMN onboarding.offering_kind IS 'course, rotation, coaching, retention_talk or other';
COMMENT ON COLUMN onboarding.offering_name IS 'English name of what is offered';
COMMENT ON COLUMN onboarding.rule_id IS 'The rule';
COMMENT ON COLUMN onboarding.intervention_id IS 'The intervention that is open for the indicator already; NULL: none';
COMMENT ON COLUMN onboarding.intervention_status IS 'Its status';
