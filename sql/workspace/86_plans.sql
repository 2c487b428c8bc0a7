-- Development plans: what the rules find, the plans in force, and the functions that make and change them.

-- One row an open application or current spell and indicator: of several rules the first by priority.
CREATE VIEW development_need WITH (security_invoker = true) AS
	SELECT f.person_id, f.job, f.application_id, f.employment_id, f.kind, f.priority, f.indicator, f.score, f.expected, f.percentile, f.n, f.gap, y.gap_rule,
		f.limit_value, f.expected - f.score AS shortfall, coalesce(i.offering, r.offering) AS offering, i.id AS intervention_id, m.assessment_id, m.taken_at
	FROM (
		SELECT DISTINCT ON (u.person_id, u.job, u.indicator) u.*, r.priority
		FROM (
			SELECT g.person_id, g.job, NULL::bigint AS application_id, g.employment_id, 'gap' AS kind, g.indicator, g.actual AS score, g.predicted AS expected,
				NULL::float8 AS percentile, g.n_facts AS n, g.gap, g.gap_threshold AS limit_value
			FROM gap g
			WHERE g.exceeded AND g.gap < 0
			UNION ALL
			SELECT i.person_id, e.job, NULL AS application_id, i.employment_id, 'intervention' AS kind, i.indicator, i.actual, i.predicted, NULL AS percentile, i.n_facts,
				i.gap_at_open, i.threshold
			FROM intervention i
			JOIN employment e ON e.id = i.employment_id AND NOT e.ended
			WHERE i.ended_at IS NULL AND i.direction = 'under'
			UNION ALL
			SELECT s.person_id, s.job, s.application_id, s.employment_id, k.kind, a.key, a.value,
				CASE k.kind WHEN 'below_target' THEN j.target -> a.key WHEN 'below_norm' THEN t.mean ELSE p.fit_cut END AS expected,
				CASE k.kind WHEN 'below_norm' THEN t.percentile END AS percentile, CASE k.kind WHEN 'below_norm' THEN t.n END AS n, NULL AS gap,
				CASE k.kind WHEN 'below_target' THEN j.target -> a.key WHEN 'below_norm' THEN p.low_percentile ELSE p.fit_cut END AS limit_value
			FROM standing s
			JOIN job j ON j.code = s.job
			JOIN job_policy p ON p.job = s.job
			LEFT JOIN weighting w ON w.job = s.job AND w.purpose = 'fit' AND w.in_force
			CROSS JOIN LATERAL each(s.assessed) AS a (key, value)
			-- the norm of the job goes before one for all
			LEFT JOIN LATERAL (
				SELECT x.mean, x.n, norm_percentile(x.norm, a.value) AS percentile
				FROM norm_table x
				WHERE x.indicator = a.key AND (x.job IS NULL OR x.job = s.job)
				ORDER BY x.job IS NULL, x.made_on DESC, x.name, x.version DESC
				LIMIT 1
			) t ON true
			-- what a job neither weights nor has a target for is not held against anybody
			CROSS JOIN LATERAL (
				SELECT CASE WHEN j.target ? a.key THEN CASE WHEN a.value < (j.target -> a.key) - 1e-9 THEN 'below_target' END
					WHEN NOT coalesce(w.weights ? a.key, j.target IS NULL) THEN NULL
					WHEN t.percentile IS NOT NULL THEN CASE WHEN t.percentile < p.low_percentile THEN 'below_norm' END
					WHEN a.value < p.fit_cut - 1e-9 THEN 'below_cut' END AS kind
			) k
			WHERE k.kind IS NOT NULL
			UNION ALL
			SELECT s.person_id, s.job, s.application_id, s.employment_id, CASE WHEN g.change < 0 THEN 'decline' ELSE 'growth' END AS kind, g.indicator,
				g.latest_score, g.first_score, NULL AS percentile, g.n, NULL AS gap, NULL AS limit_value
			FROM growth g
			JOIN standing s ON s.person_id = g.person_id
			WHERE g.reliable
			UNION ALL
			SELECT s.person_id, s.job, s.application_id, s.employment_id, CASE s.quadrant WHEN 'high_low' THEN 'talk' ELSE 'review' END AS kind,
				NULL AS indicator, s.performance_score, s.fit_score, NULL AS percentile, NULL AS n, NULL AS gap, NULL AS limit_value
			FROM standing s
			WHERE s.employment_id IS NOT NULL AND s.quadrant IN ('high_low', 'low_high')
		) u
		JOIN development_rule r ON r.kind = u.kind AND r.active
		ORDER BY u.person_id, u.job, u.indicator, r.priority, u.kind
	) f
	JOIN job_policy y ON y.job = f.job
	LEFT JOIN intervention i ON i.employment_id = f.employment_id AND i.indicator = f.indicator AND i.ended_at IS NULL AND i.direction = 'under'
	-- sizes of the other rules are none of a score alone: of these the mildest
	LEFT JOIN LATERAL (
		SELECT x.offering
		FROM intervention_rule x
		JOIN offering o ON o.code = x.offering AND o.active
		CROSS JOIN LATERAL (
			SELECT CASE WHEN f.kind IN ('gap', 'intervention') THEN abs(f.gap) WHEN y.gap_rule = 'relative' THEN (f.expected - f.score) / nullif(f.expected, 0)
				WHEN y.gap_rule = 'points' THEN f.expected - f.score END AS size
		) z
		WHERE i.offering IS NULL AND f.kind NOT IN ('growth', 'talk', 'review') AND x.indicator = f.indicator AND x.direction = 'under' AND (x.job IS NULL OR x.job = f.job)
			AND (z.size IS NULL OR x.min_gap - 1e-9 < z.size)
		ORDER BY CASE WHEN z.size IS NULL THEN x.min_gap END, x.priority, x.min_gap DESC, x.id
		LIMIT 1
	) r ON true
	LEFT JOIN LATERAL (
		SELECT a.id AS assessment_id, a.taken_at
		FROM assessment a
		WHERE a.person_id = f.person_id AND a.status = 'valid' AND a.scores ? f.indicator
		ORDER BY a.taken_at DESC, a.id DESC
		LIMIT 1
	) m ON true;
COMMENT ON VIEW development_need IS 'What the rules of development plans find, one row an open application or current spell and indicator (none for talk and review); people who left are not in';
COMMENT ON COLUMN development_need.person_id IS 'The person';
COMMENT ON COLUMN development_need.job IS 'Job of the application or spell';
COMMENT ON COLUMN development_need.application_id IS 'The open application, if any';
COMMENT ON COLUMN development_need.employment_id IS 'The current spell, if any';
COMMENT ON COLUMN development_need.kind IS 'The rule, as in development_rule: gap, intervention, below_target, below_norm, below_cut, decline, growth, talk or review';
COMMENT ON COLUMN development_need.priority IS 'Its priority number, the lowest first';
COMMENT ON COLUMN development_need.indicator IS 'Code of the indicator; NULL for talk and review';
COMMENT ON COLUMN development_need.score IS 'Figure that the rule looks at, 0..100: score, what was achieved, or performance';
COMMENT ON COLUMN development_need.expected IS 'What it is held against, 0..100: target, mean of the norm, cut, prediction, first score, or fit';
COMMENT ON COLUMN development_need.percentile IS 'Percentile rank of the score, 0..100, for below_norm';
COMMENT ON COLUMN development_need.n IS 'Facts behind what was achieved, results behind a change, people in the norm';
COMMENT ON COLUMN development_need.gap IS 'For gap the gap now, for intervention when it was opened, by the policy''s rule';
COMMENT ON COLUMN development_need.gap_rule IS 'Rule of the gap';
COMMENT ON COLUMN development_need.limit_value IS 'Limit of the rule: of the gap, the target, a percentile rank or a score; NULL where there is none';
COMMENT ON COLUMN development_need.shortfall IS 'expected - score, in points';
COMMENT ON COLUMN development_need.offering IS 'Code of the offering that answers it: that of the open intervention, else by intervention_rule; NULL: none does';
COMMENT ON COLUMN development_need.intervention_id IS 'The open intervention, if any';
COMMENT ON COLUMN development_need.assessment_id IS 'The newest valid assessment with the indicator, whose answers are the evidence';
COMMENT ON COLUMN development_need.taken_at IS 'When it was taken';

CREATE VIEW development_plan_current WITH (security_invoker = true) AS
	SELECT d.id AS plan_id, d.person_id, p.external_key, p.name, d.locale, d.status, d.source, d.model, d.made_at, d.approved_at, d.note, i.id AS item_id, i.place,
		i.kind, i.job, i.employment_id, i.indicator, i.offering, o.kind AS offering_kind, i.text, i.reason, i.score, i.expected, i.due, i.status AS item_status, i.status_at, i.assessment_id
	FROM development_plan d
	JOIN person p ON p.id = d.person_id
	LEFT JOIN development_plan_item i ON i.plan_id = d.id
	LEFT JOIN offering o ON o.code = i.offering
	WHERE d.status IN ('draft', 'approved');
COMMENT ON VIEW development_plan_current IS 'Development plans in force and drafts, one row an item, and one for a plan without any; people who left are not in, their plans being closed';
COMMENT ON COLUMN development_plan_current.plan_id IS 'The plan';
COMMENT ON COLUMN development_plan_current.person_id IS 'The person';
COMMENT ON COLUMN development_plan_current.external_key IS 'The person''s key in the company''s own systems';
COMMENT ON COLUMN development_plan_current.name IS 'The person''s name';
COMMENT ON COLUMN development_plan_current.locale IS 'Language of the texts';
COMMENT ON COLUMN development_plan_current.status IS 'approved: in force; draft: waits for approve_plan()';
COMMENT ON COLUMN development_plan_current.source IS 'rule, or model where a language model worded it';
COMMENT ON COLUMN development_plan_current.model IS 'Which model';
COMMENT ON COLUMN development_plan_current.made_at IS 'When the plan was made';
COMMENT ON COLUMN development_plan_current.approved_at IS 'When it was approved';
COMMENT ON COLUMN development_plan_current.note IS 'Why the plan has no item';
COMMENT ON COLUMN development_plan_current.item_id IS 'The item, for set_plan_item(); NULL: the plan has none';
COMMENT ON COLUMN development_plan_current.place IS 'Place in the plan, from 1, the most pressing first';
COMMENT ON COLUMN development_plan_current.kind IS 'Rule that it comes from, as in development_rule';
COMMENT ON COLUMN development_plan_current.job IS 'Job of the application or spell that it is about';
COMMENT ON COLUMN development_plan_current.employment_id IS 'The spell; NULL: an application';
COMMENT ON COLUMN development_plan_current.indicator IS 'Code of the indicator; NULL for talk and review';
COMMENT ON COLUMN development_plan_current.offering IS 'Code of the offering; NULL: none';
COMMENT ON COLUMN development_plan_current.offering_kind IS 'course, rotation, coaching, retention_talk or other';
COMMENT ON COLUMN development_plan_current.text IS 'What is to be done, in words';
COMMENT ON COLUMN development_plan_current.reason IS 'Which figures, which rule, in words';
COMMENT ON COLUMN development_plan_current.score IS 'Figure that the rule looked at, 0..100';
COMMENT ON COLUMN development_plan_current.expected IS 'What it was held against, 0..100';
COMMENT ON COLUMN development_plan_current.due IS 'When it should be done';
COMMENT ON COLUMN development_plan_current.item_status IS 'open, in_progress, done or dropped';
COMMENT ON COLUMN development_plan_current.status_at IS 'When the status of the item last changed';
COMMENT ON COLUMN development_plan_current.assessment_id IS 'The assessment that it rests on; what was answered in it is in development_plan_evidence';

CREATE VIEW development_plan_evidence WITH (security_invoker = true) AS
	SELECT i.id AS item_id, i.plan_id, d.person_id, i.indicator, m.id AS assessment_id, m.taken_at, m.instrument, m.scores -> i.indicator AS score, n.question, n.body AS answer
	FROM development_plan_item i
	JOIN development_plan d ON d.id = i.plan_id
	JOIN assessment m ON m.id = i.assessment_id AND m.person_id = d.person_id
	LEFT JOIN answer n ON n.assessment_id = m.id;
COMMENT ON VIEW development_plan_evidence IS 'What items of development plans rest on, one row an item and answer of the assessment behind it; live rows only, those of people who left are in the archive';
COMMENT ON COLUMN development_plan_evidence.item_id IS 'The item';
COMMENT ON COLUMN development_plan_evidence.plan_id IS 'Its plan';
COMMENT ON COLUMN development_plan_evidence.person_id IS 'The person';
COMMENT ON COLUMN development_plan_evidence.indicator IS 'Code of the indicator';
COMMENT ON COLUMN development_plan_evidence.assessment_id IS 'The assessment';
COMMENT ON COLUMN development_plan_evidence.taken_at IS 'When it was taken';
COMMENT ON COLUMN development_plan_evidence.instrument IS 'Code of the test or interview';
COMMENT ON COLUMN development_plan_evidence.score IS 'Score of the indicator in it, 0..100';
COMMENT ON COLUMN development_plan_evidence.question IS 'What was asked; NULL: no answer is stored';
COMMENT ON COLUMN development_plan_evidence.answer IS 'What was answered';

CREATE FUNCTION development_plan(person_id bigint, locale text DEFAULT 'en')
	RETURNS TABLE (place integer, kind text, job text, indicator text, indicator_name text, offering text, offering_name text, "text" text,
		reason text, due date, score float8, expected float8, percentile float8, n bigint, application_id bigint, employment_id bigint,
		assessment_id bigint, intervention_id bigint, evidence text)
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT * FROM aiehr._development_plan('policy'::regclass, person_id, locale); END;
COMMENT ON FUNCTION development_plan(bigint, text) IS
	'The development plan that the rules make for a person as things are, in a language of development_text, one row an item with its reason and evidence; one row of kind note where there is nothing. Stores nothing';

CREATE FUNCTION make_plan(person_id bigint, locale text DEFAULT 'en') RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._make_plan('policy'::regclass, person_id, locale); END;
COMMENT ON FUNCTION make_plan(bigint, text) IS
	'Stores what development_plan() says as a draft and returns its id; that of the plan that is there where it says the same. Drafts in the same language are superseded';

CREATE FUNCTION approve_plan(plan_id bigint) RETURNS void
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._approve_plan('policy'::regclass, plan_id); END;
COMMENT ON FUNCTION approve_plan(bigint) IS 'Puts a draft in force: the other plans of the person are superseded, what is in progress in them goes on in this one';

CREATE FUNCTION set_plan_item(item_id bigint, status text, note text DEFAULT NULL) RETURNS void
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._set_plan_item('policy'::regclass, item_id, status, note); END;
COMMENT ON FUNCTION set_plan_item(bigint, text, text) IS 'Sets an item of the plan in force open, in_progress, done or dropped; with the last one the plan is done. Each change is a row of outbox';

CREATE FUNCTION plan_request(plan_id bigint, model text, evidence boolean DEFAULT true) RETURNS jsonb
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._plan_request('policy'::regclass, plan_id, model, evidence); END;
COMMENT ON FUNCTION plan_request(bigint, text, boolean) IS
	'The body of an OpenAI-compatible chat completion request that has a model word a rule-made plan: indicators, figures and reasons, with evidence also scrubbed excerpts of answers; no name, contact or id';

CREATE FUNCTION word_plan(plan_id bigint, response text, model text, prompt_hash bytea) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._word_plan('policy'::regclass, plan_id, response, model, prompt_hash); END;
COMMENT ON FUNCTION word_plan(bigint, text, text, bytea) IS
	'Stores the response of a chat completion as another draft of a rule-made plan, with model and SHA-256 of the request, and returns its id; an error unless it has one text for each item';
