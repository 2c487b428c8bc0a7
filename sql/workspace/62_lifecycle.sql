-- What falls due when, and the functions that people, schedules and auditors call.

-- Inlined by the planner where it is called, so it has neither SECURITY DEFINER nor a path of its own; names are bound already.
-- Three kinds of things: people who work or worked here, applications of all others, and people who never applied.
-- due_only leaves out, before the rule is asked, what it cannot but keep: nearly everybody, on most days.
CREATE FUNCTION due_at(as_of timestamptz, due_only boolean DEFAULT false)
	RETURNS TABLE (action text, rule text, due timestamptz, person_id bigint, application_id bigint, last_activity timestamptz)
	LANGUAGE sql STABLE PARALLEL SAFE
	BEGIN ATOMIC
	WITH setting AS (
		SELECT (as_of AT TIME ZONE c.time_zone)::date AS day, c.time_zone, c.candidate_idle, c.min_keep, c.archive_keep,
			-- who was active after this cannot be due by any rule; a week covers months of unequal length
			greatest(as_of - c.candidate_idle, (SELECT max(as_of - r.max_keep) FROM retention_rule r)) + interval '7 days' AS idle_before,
			c.archive_keep IS NOT NULL OR EXISTS (SELECT FROM retention_rule r WHERE r.subject = 'leaver' AND r.max_keep IS NOT NULL) AS archive_ends
		FROM policy c
		WHERE c.job IS NULL
	),
	-- rules without a country hold for everybody; of all that hold for a person the strictest of each kind counts
	period AS (
		SELECT r.subject, k.country, max(r.min_keep) AS min_keep, min(r.max_keep) AS max_keep
		FROM (SELECT country FROM retention_rule UNION SELECT NULL AS country) k
		CROSS JOIN setting c
		JOIN retention_rule r ON (r.country IS NULL OR r.country = k.country) AND r.valid @> c.day
		GROUP BY r.subject, k.country
	),
	-- those whose data is no longer to be processed: kept no longer than it must be
	refusal AS (
		SELECT DISTINCT n.person_id
		FROM consent n
		WHERE n.purpose = 'processing' AND n.withdrawn_at IS NOT NULL AND n.withdrawn_at <= as_of
			AND NOT EXISTS (
				SELECT FROM consent y
				WHERE y.person_id = n.person_id AND y.purpose = 'processing' AND y.given_at > n.withdrawn_at AND y.withdrawn_at IS NULL)
	),
	held AS (
		SELECT DISTINCT h.person_id FROM legal_hold h WHERE h.lifted_at IS NULL
	),
	spells AS (
		SELECT e.person_id,
			bool_or(NOT e.ended AND e.hired_on <= c.day AND (e.left_on IS NULL OR e.left_on > c.day)) AS employed,
			bool_or(NOT e.ended AND e.hired_on > c.day) AS ahead,
			bool_or(NOT e.ended AND e.left_on <= c.day) AS ends,
			max(e.hired_on) AS hired_on, max(e.left_on) AS left_on
		FROM employment e
		CROSS JOIN setting c
		GROUP BY e.person_id
	)
	SELECT d.action, d.rule, nullif(d.due, 'infinity'), d.person_id, d.application_id, d.last_activity
	FROM (
		-- people who work or worked here: their data follows employment, and what is in the archive goes as a whole
		SELECT CASE WHEN t.action = 'purge' AND s.conflict THEN 'keep' WHEN t.action = 'keep' AND s.ends THEN 'end' ELSE t.action END AS action,
			CASE WHEN t.action = 'keep' AND s.ends THEN 'left_on'
				WHEN s.conflict AND t.rule IN ('archive_expired', 'minimum_keep', 'legal_hold') THEN 'rule_conflict'
				WHEN t.action = 'purge' AND s.refused THEN 'consent_withdrawn'
				ELSE t.rule END AS rule,
			CASE WHEN t.action = 'archive' OR (t.action = 'keep' AND s.ends) THEN s.left_on::timestamp AT TIME ZONE s.time_zone
				WHEN t.action = 'restore' THEN s.hired_on::timestamp AT TIME ZONE s.time_zone
				ELSE t.due END AS due,
			s.person_id, NULL::bigint AS application_id, s.last_activity
		FROM (
			SELECT s.person_id, s.employed, s.ends, s.left_on, s.hired_on, c.time_zone, h.person_id IS NOT NULL AS hold,
				-- what is not asked for is not looked up: most people work here
				s.ahead OR CASE WHEN s.employed THEN false ELSE EXISTS (
						SELECT FROM application o
						WHERE o.person_id = s.person_id AND (o.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')
							OR o.start_on > c.day)) END AS open_process,
				CASE WHEN s.employed THEN
						CASE WHEN EXISTS (SELECT FROM assessment_archive m WHERE m.person_id = s.person_id)
							OR EXISTS (SELECT FROM answer_archive n WHERE n.person_id = s.person_id) THEN 'archive' ELSE 'active' END
					WHEN EXISTS (SELECT FROM assessment m WHERE m.person_id = s.person_id)
						OR EXISTS (SELECT FROM answer n WHERE n.person_id = s.person_id) THEN 'active'
					ELSE 'archive' END AS store,
				CASE WHEN NOT s.employed THEN greatest(s.left_on::timestamp AT TIME ZONE c.time_zone,
					(SELECT max(o.last_activity) FROM application o WHERE o.person_id = s.person_id)) END AS last_activity,
				CASE WHEN f.person_id IS NOT NULL THEN '0' ELSE coalesce(r.max_keep, c.archive_keep) END AS archive_keep,
				coalesce(r.min_keep, c.min_keep) AS min_keep,
				f.person_id IS NULL AND coalesce(coalesce(r.min_keep, c.min_keep) > r.max_keep, false) AS conflict, f.person_id IS NOT NULL AS refused
			FROM spells s
			CROSS JOIN setting c
			JOIN person p ON p.id = s.person_id
			LEFT JOIN period r ON r.subject = 'leaver' AND r.country IS NOT DISTINCT FROM
				(CASE WHEN EXISTS (SELECT FROM retention_rule k WHERE k.country = p.country) THEN p.country END)
			LEFT JOIN held h ON h.person_id = s.person_id
			LEFT JOIN refusal f ON f.person_id = s.person_id
			WHERE NOT due_only OR s.ends
				OR CASE WHEN s.employed THEN
						EXISTS (SELECT FROM assessment_archive m WHERE m.person_id = s.person_id)
						OR EXISTS (SELECT FROM answer_archive n WHERE n.person_id = s.person_id)
					ELSE c.archive_ends OR f.person_id IS NOT NULL
						OR EXISTS (SELECT FROM assessment m WHERE m.person_id = s.person_id)
						OR EXISTS (SELECT FROM answer n WHERE n.person_id = s.person_id) END
		) s
		CROSS JOIN LATERAL aiehr.archive_transition(s.employed, s.open_process, s.store, s.hold, s.last_activity, as_of,
			NULL, s.min_keep, s.time_zone, true, s.archive_keep) t
		UNION ALL
		-- applications of people who never worked here, each by its own clock
		SELECT CASE WHEN t.action = 'purge' AND (s.conflict OR y.until IS NOT NULL) THEN 'keep' ELSE t.action END,
			CASE WHEN s.hired AND t.rule = 'employed' THEN 'hired'
				WHEN s.conflict AND t.rule IN ('candidate_idle', 'archive_expired', 'minimum_keep', 'legal_hold') THEN 'rule_conflict'
				WHEN t.action = 'purge' AND y.until IS NOT NULL THEN 'consent'
				WHEN t.action = 'purge' AND s.refused THEN 'consent_withdrawn'
				ELSE t.rule END,
			CASE WHEN t.action = 'purge' THEN greatest(t.due, y.until) ELSE t.due END,
			s.person_id, s.id, s.last_activity
		FROM (
			SELECT a.person_id, a.id, a.last_activity, c.time_zone, h.person_id IS NOT NULL AS hold,
				CASE WHEN f.person_id IS NOT NULL THEN '0' ELSE coalesce(r.max_keep, c.candidate_idle) END AS idle,
				CASE WHEN f.person_id IS NOT NULL THEN '0' ELSE c.archive_keep END AS archive_keep,
				coalesce(r.min_keep, c.min_keep) AS min_keep,
				f.person_id IS NULL AND coalesce(coalesce(r.min_keep, c.min_keep) > r.max_keep, false) AS conflict, f.person_id IS NOT NULL AS refused,
				-- hired, with the spell elsewhere: nothing of theirs is idle
				EXISTS (SELECT FROM application o WHERE o.person_id = a.person_id AND o.stage = 'hired') AS hired,
				EXISTS (SELECT FROM application o
					WHERE o.person_id = a.person_id AND (o.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')
						OR o.start_on > c.day)) AS open_process,
				-- spells that were deleted left it there
				CASE WHEN EXISTS (SELECT FROM assessment_archive m WHERE m.application_id = a.id) THEN 'archive' ELSE 'active' END AS store
			FROM application a
			CROSS JOIN setting c
			JOIN person p ON p.id = a.person_id
			LEFT JOIN period r ON r.subject = 'candidate' AND r.country IS NOT DISTINCT FROM
				(CASE WHEN EXISTS (SELECT FROM retention_rule k WHERE k.country = p.country) THEN p.country END)
			LEFT JOIN held h ON h.person_id = a.person_id
			LEFT JOIN refusal f ON f.person_id = a.person_id
			WHERE NOT EXISTS (SELECT FROM employment e WHERE e.person_id = a.person_id)
				AND (NOT due_only OR (a.stage IN ('rejected', 'withdrawn', 'offer_declined', 'no_show')
					AND (a.last_activity < (SELECT c.idle_before FROM setting c) OR a.person_id IN (SELECT f.person_id FROM refusal f))))
		) s
		CROSS JOIN LATERAL aiehr.archive_transition(s.hired AND NOT s.open_process AND s.store = 'active', s.open_process, s.store, s.hold,
			s.last_activity, as_of, s.idle, s.min_keep, s.time_zone, false, s.archive_keep) t
		LEFT JOIN LATERAL (
			SELECT max(coalesce(g.expires_at, 'infinity')) AS until
			FROM consent g
			WHERE t.action = 'purge' AND NOT s.refused AND g.person_id = s.person_id AND g.purpose = 'talent_pool' AND g.given_at <= as_of
				AND (g.withdrawn_at IS NULL OR g.withdrawn_at > as_of) AND (g.expires_at IS NULL OR g.expires_at > as_of)
		) y ON true
		UNION ALL
		-- people who never applied: imported, registered, rating others
		SELECT CASE WHEN t.action = 'purge' AND (s.conflict OR y.until IS NOT NULL) THEN 'keep' ELSE t.action END,
			CASE WHEN s.manages AND t.rule = 'employed' THEN 'manager'
				WHEN s.conflict AND t.rule IN ('candidate_idle', 'minimum_keep', 'legal_hold') THEN 'rule_conflict'
				WHEN t.action = 'purge' AND y.until IS NOT NULL THEN 'consent'
				WHEN t.action = 'purge' AND s.refused THEN 'consent_withdrawn'
				ELSE t.rule END,
			CASE WHEN t.action = 'purge' THEN greatest(t.due, y.until) ELSE t.due END,
			s.id, NULL AS application_id, s.last_activity
		FROM (
			SELECT p.id, c.time_zone, h.person_id IS NOT NULL AS hold,
				CASE WHEN f.person_id IS NOT NULL THEN '0' ELSE coalesce(r.max_keep, c.candidate_idle) END AS idle,
				coalesce(r.min_keep, c.min_keep) AS min_keep,
				f.person_id IS NULL AND coalesce(coalesce(r.min_keep, c.min_keep) > r.max_keep, false) AS conflict, f.person_id IS NOT NULL AS refused,
				EXISTS (SELECT FROM employment e WHERE e.manager_id = p.id AND NOT e.ended) AS manages,
				greatest(p.created_at, (SELECT max(n.given_at) FROM consent n WHERE n.person_id = p.id),
					(SELECT max(g.recorded_at) FROM performance_fact g WHERE g.rater_id = p.id)) AS last_activity
			FROM person p
			CROSS JOIN setting c
			LEFT JOIN period r ON r.subject = 'candidate' AND r.country IS NOT DISTINCT FROM
				(CASE WHEN EXISTS (SELECT FROM retention_rule k WHERE k.country = p.country) THEN p.country END)
			LEFT JOIN held h ON h.person_id = p.id
			LEFT JOIN refusal f ON f.person_id = p.id
			WHERE NOT EXISTS (SELECT FROM employment e WHERE e.person_id = p.id)
				AND NOT EXISTS (SELECT FROM application a WHERE a.person_id = p.id)
				AND (NOT due_only OR p.created_at < (SELECT c.idle_before FROM setting c) OR p.id IN (SELECT f.person_id FROM refusal f))
		) s
		CROSS JOIN LATERAL aiehr.archive_transition(s.manages, false, 'active', s.hold, s.last_activity, as_of,
			s.idle, s.min_keep, s.time_zone) t
		LEFT JOIN LATERAL (
			SELECT max(coalesce(g.expires_at, 'infinity')) AS until
			FROM consent g
			WHERE t.action = 'purge' AND NOT s.refused AND g.person_id = s.id AND g.purpose = 'talent_pool' AND g.given_at <= as_of
				AND (g.withdrawn_at IS NULL OR g.withdrawn_at > as_of) AND (g.expires_at IS NULL OR g.expires_at > as_of)
		) y ON true
	) d;
	END;
COMMENT ON FUNCTION due_at(timestamptz, boolean) IS
	'What the retention rules say at a moment, one row a person who worked here, an application of anybody else, or a person who never applied: action keep, end, archive, restore or purge, the rule, when it falls due; due_only saves the effort for what is sure to be kept';

CREATE FUNCTION sweep(as_of timestamptz DEFAULT now(), dry_run boolean DEFAULT false, batch integer DEFAULT 1000,
	max_purge integer DEFAULT NULL, only_people bigint[] DEFAULT NULL)
	RETURNS TABLE (action text, rule text, people bigint, items bigint, remaining bigint)
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT s.action, s.rule, s.people, s.items, s.remaining
		FROM aiehr._sweep('policy'::regclass, as_of, dry_run, batch, max_purge, only_people) s;
	END;
COMMENT ON FUNCTION sweep(timestamptz, boolean, integer, integer, bigint[]) IS
	'Does what is due at a moment (end spells, put weightings in force, archive, restore, purge) for at most a batch of people, longest due first. Per action and rule: people, items moved or deleted, people still due after it. dry_run only tells; more purges than the greater of 1,000 people and a tenth of all need max_purge';

CREATE FUNCTION _sweep_list(as_of timestamptz, max_purge integer) RETURNS bigint[]
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._sweep_list('policy'::regclass, as_of, max_purge); END;
COMMENT ON FUNCTION _sweep_list(timestamptz, integer) IS 'The people with something due at a moment, longest due first; sweep_all() goes through them';

-- It commits, so it has neither a path of its own nor SECURITY DEFINER; the anchor's default follows the schema through a rename.
CREATE PROCEDURE sweep_all(as_of timestamptz DEFAULT now(), batch integer DEFAULT 1000, max_purge integer DEFAULT NULL,
	anchor regclass DEFAULT 'policy'::regclass)
	LANGUAGE plpgsql
AS $$ BEGIN CALL aiehr._sweep_all(anchor, as_of, batch, max_purge); END $$;
COMMENT ON PROCEDURE sweep_all(timestamptz, integer, integer, regclass) IS
	'Sweeps everything due, a batch of people a transaction; for a nightly schedule: CALL sweep_all(). A second run beside the first returns at once; anchor is for internal use';

CREATE FUNCTION hire(application_id bigint, org_unit text, hired_on date, manager_id bigint DEFAULT NULL, core boolean DEFAULT NULL) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._hire('policy'::regclass, application_id, org_unit, hired_on, manager_id, core); END;
COMMENT ON FUNCTION hire(bigint, text, date, bigint, boolean) IS
	'Hires the person of an open application from a date on: returns the id of the spell of employment; core NULL: as the job says';

CREATE FUNCTION place_hold(person_id bigint, reason text) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._place_hold('policy'::regclass, person_id, reason); END;
COMMENT ON FUNCTION place_hold(bigint, text) IS 'Puts a person on legal hold: nothing of theirs is purged, erased or merged until it is lifted, archiving goes on; returns the hold''s id';

CREATE FUNCTION lift_hold(person_id bigint) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._lift_hold('policy'::regclass, person_id); END;
COMMENT ON FUNCTION lift_hold(bigint) IS 'Lifts all legal holds of a person and returns their number; the retention clock was running meanwhile';

CREATE FUNCTION withdraw_consent(person_id bigint, purpose text, OUT outcome text, OUT rule text, OUT due timestamptz)
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT w.outcome, w.rule, w.due FROM aiehr._withdraw_consent('policy'::regclass, person_id, purpose) w; END;
COMMENT ON FUNCTION withdraw_consent(bigint, text) IS
	'Takes back consent to talent_pool, machine_scoring or processing. outcome withdrawn; for processing erased, or restricted with the rule that forbids erasure and the date from which it no longer does';

CREATE FUNCTION erase_person(person_id bigint, basis text, dry_run boolean DEFAULT false) RETURNS TABLE (table_name text, rows bigint)
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT e.table_name, e.rows FROM aiehr._erase_person('policy'::regclass, person_id, basis, dry_run) e; END;
COMMENT ON FUNCTION erase_person(bigint, text, boolean) IS
	'Erases a person for good on a legal basis: rows that went, by table of the register. Refused with a WARNING and no rows while employed, on hold or in a minimum period; the table erasure holds the proof of either';

CREATE FUNCTION export_person(person_id bigint) RETURNS jsonb
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT aiehr._export_person('policy'::regclass, person_id); END;
COMMENT ON FUNCTION export_person(bigint) IS 'All that is stored about a person, for the person: one array of rows for each table of the register of personal data, archive included, and the weightings behind decisions';

CREATE FUNCTION audit_text(entry audit_log) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT jsonb_build_array(entry.id, (extract(epoch FROM entry.at) * 1000000)::bigint, entry.action, entry.rule,
			entry.session_role, entry.acting_role, entry.subject, entry.subject_id, entry.n, encode(entry.payload_hash, 'hex'), entry.xid::text)::text;
	END;
COMMENT ON FUNCTION audit_text(audit_log) IS 'The text of an audit row that its link in the chain is made of: all columns but chain and link';

CREATE FUNCTION seal_audit(OUT head bytea, OUT sealed bigint, OUT total bigint)
	LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC SELECT s.head, s.sealed, s.total FROM aiehr._seal_audit('policy'::regclass) s; END;
COMMENT ON FUNCTION seal_audit() IS
	'Chains the audit rows of finished transactions. head: SHA-256 at the end of the chain, to be kept elsewhere; sealed: rows chained now; total: rows in the chain';

-- Each link is checked against the stored one before it, so that a fault is named where it is and not ever after.
CREATE FUNCTION verify_audit(known_head bytea DEFAULT NULL) RETURNS TABLE (id bigint, problem text)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT c.id, p.problem
		FROM (
			SELECT l.id, l.link, l.chain, lag(l.link, 1, 0) OVER w AS link_before, lag(l.chain) OVER w AS chain_before, audit_text(l) AS row_text
			FROM audit_log l
			WHERE l.link IS NOT NULL OR l.chain IS NOT NULL
			WINDOW w AS (ORDER BY l.link)
		) c
		CROSS JOIN LATERAL (
			SELECT 'row is missing before this one' AS problem WHERE c.link IS DISTINCT FROM c.link_before + 1
			UNION ALL
			SELECT 'row or its link was changed' AS problem WHERE c.link = c.link_before + 1
				AND c.chain IS DISTINCT FROM aiehr._audit_link(NULL, c.chain_before, c.row_text)
		) p
		UNION ALL
		SELECT l.id, 'payload was changed' AS problem
		FROM audit_log l
		JOIN audit_payload p ON p.audit_id = l.id
		WHERE l.payload_hash IS DISTINCT FROM aiehr._keyed_hash((SELECT s.key FROM secret s), p.payload::text)
		UNION ALL
		SELECT NULL AS id, 'the chain does not contain the known head' AS problem
		WHERE known_head IS NOT NULL AND NOT EXISTS (SELECT FROM audit_log l WHERE l.chain = known_head);
	END;
COMMENT ON FUNCTION verify_audit(bytea) IS
	'Sealed audit rows that do not verify, and payloads that are not those logged; no row: sound. known_head is a head that seal_audit() once returned: without it nobody sees that the end of the chain was cut off';

CREATE FUNCTION check_lifecycle() RETURNS TABLE (person_id bigint, problem text)
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT m.person_id, 'assessment both live and archived' AS problem FROM assessment m JOIN assessment_archive x ON x.id = m.id
		UNION ALL
		SELECT n.person_id, 'answer both live and archived' AS problem FROM answer n JOIN answer_archive x ON x.id = n.id
		UNION ALL
		SELECT n.person_id, 'archived answer without its archived assessment' AS problem FROM answer_archive n
		WHERE NOT EXISTS (SELECT FROM assessment_archive m WHERE m.id = n.assessment_id AND m.person_id = n.person_id)
		UNION ALL
		SELECT DISTINCT m.person_id, 'employed, with interview data in the archive' AS problem
		FROM assessment_archive m JOIN employment e ON e.person_id = m.person_id AND NOT e.ended
		UNION ALL
		SELECT DISTINCT m.person_id, 'left without an open application, with interview data live' AS problem
		FROM assessment m JOIN employment e ON e.person_id = m.person_id
		WHERE NOT EXISTS (SELECT FROM employment x WHERE x.person_id = m.person_id AND NOT x.ended)
			AND NOT EXISTS (SELECT FROM application a WHERE a.person_id = m.person_id
				AND (a.stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show') OR a.start_on > CURRENT_DATE - 2))
		UNION ALL
		SELECT e.person_id, 'spell without end is marked ended' AS problem FROM employment e WHERE e.ended AND e.left_on IS NULL
		UNION ALL
		SELECT i.person_id, 'intervention open in a spell that ended' AS problem FROM intervention i JOIN employment e ON e.id = i.employment_id
		WHERE i.ended_at IS NULL AND e.ended
		UNION ALL
		SELECT DISTINCT p.person_id, 'development plan goes on in a spell that ended' AS problem
		FROM development_plan p JOIN development_plan_item i ON i.plan_id = p.id JOIN employment e ON e.id = i.employment_id
		WHERE p.status IN ('draft', 'approved') AND i.status IN ('open', 'in_progress') AND e.ended
		UNION ALL
		SELECT a.person_id, 'decided application without a date' AS problem FROM application a
		WHERE a.stage IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show') AND a.decided_at IS NULL;
	END;
COMMENT ON FUNCTION check_lifecycle() IS 'Interview data, spells and applications that are not where and how they should be, one row a fault; no row: sound';
